"""The order of choice for one patient at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.treatment.regimen_advice import RegimenAdvice
from service.treatment.regimens import choose
from tests.decided import a_decision, features_of


@pytest.fixture
def chosen(knowledge: Any) -> Callable[..., RegimenAdvice]:
    """The advice for a patient: ``chosen(crcl_ml_min="14.9")``."""

    def choose_for(outcome: str = "ANTICOAGULATE", modifiers: tuple[str, ...] = (), **given: Any) -> RegimenAdvice:
        return choose(a_decision(outcome), modifiers, features_of(knowledge, **given), knowledge)

    return choose_for
