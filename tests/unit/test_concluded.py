"""What follows from the facts is remembered, and never for longer or for others than the facts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from service import concluded as module
from service.concluded import concluded
from service.decision import decide
from service.features.feature import Feature, Quantity, State
from tests.decided import features_of


def _concluded(knowledge, modifiers=(), **given):
    features = features_of(knowledge, **given)
    facts = {name: each.possible for name, each in features.items()}
    return concluded(knowledge, decide(knowledge.model, facts), modifiers, facts), features


@pytest.fixture
def empty(knowledge):
    """The knowledge with nothing remembered."""
    return replace(knowledge)


def test_equal_facts_are_concluded_from_once(empty):
    one, _ = _concluded(empty, length_cm="6")
    other, _ = _concluded(empty, length_cm="6")
    assert one is other


def test_another_fact_or_another_flag_is_another_conclusion(empty):
    one, _ = _concluded(empty, length_cm="6")
    assert _concluded(empty, length_cm="4")[0] is not one
    assert _concluded(empty, ("NO_NEW_ORDER",), length_cm="6")[0] is not one


def test_a_dose_by_weight_is_reckoned_anew_for_another_weight(empty):
    known, features = _concluded(empty, length_cm="6", active_cancer="present")
    heavier = Feature(
        "weight_kg", features["weight_kg"].possible, State.DOCUMENTED, quantity=Quantity(Decimal(90), "kg")
    )
    lines = [
        {each.id: each.line for each in known.advice(given).eligible}
        for given in (features, {**features, "weight_kg": heavier}, features)
    ]
    assert lines[0] == lines[2]
    assert lines[0]["enoxaparin"] != lines[1]["enoxaparin"]


def test_no_more_than_so_many_sets_of_facts_are_remembered(empty, monkeypatch):
    monkeypatch.setattr(module, "MOST_REMEMBERED", 3)
    for age in ("40", "50", "60", "70", "76", "80"):
        for length in ("3", "6"):
            _concluded(empty, age_y=age, length_cm=length, severe_symptoms="present" if age > "60" else "absent")
    assert 0 < len(empty.concluded) <= 3
