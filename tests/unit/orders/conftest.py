"""Suggestions for one patient at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.decided import Decided, suggested_for


@pytest.fixture
def decided(knowledge: Any) -> Callable[..., Decided]:
    """Decide a patient and write the suggestions: ``decided(length_cm="6")``."""

    def decide_for(**given: Any) -> Decided:
        return suggested_for(knowledge, **given)

    return decide_for
