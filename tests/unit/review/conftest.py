"""An ordering session of one patient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.review.sessions import Session, session


@pytest.fixture
def ordering(knowledge: Any) -> Callable[..., Session]:
    """``ordering(drug("apixaban", 5, 2))``: the session in which these drafts are about to be signed."""

    def open_session(*drafts: Any, **options: Any) -> Session:
        return session(knowledge, *drafts, **options)

    return open_session
