"""The worked cases of ``fixtures/vignettes``: outcome, indicator and rule exactly, modifiers at least."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from service.decision import decide
from service.feature_rows import facts_of
from service.modifiers import modifiers_of

FOLDER = Path(__file__).parents[2] / "fixtures" / "vignettes"


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cases() -> list[dict[str, str]]:
    added = _rows("added_columns.csv")
    cases = _rows("base.csv") + _rows("amendments.csv")
    for case in cases:
        case.update({each["column"]: each["value"] for each in added if each["id"] == case["id"]})
    return cases


CASES = _cases()


def _decide(case, knowledge):
    facts = facts_of(case, knowledge)
    decision = decide(knowledge.model, facts)
    return decision, modifiers_of(decision, knowledge.model, facts, knowledge.flags, knowledge.needs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_vignette_gets_its_outcome_indicator_and_rule(case, knowledge):
    decision, _ = _decide(case, knowledge)
    expected = (case["expected_primary"], case["card_indicator"], case["decision_rule"])
    assert (decision.outcome, decision.indicator, decision.rule) == expected, case["title"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_vignette_gets_at_least_its_modifiers(case, knowledge):
    _, modifiers = _decide(case, knowledge)
    missing = {each for each in case["modifiers"].split(";") if each} - set(modifiers)
    assert not missing, case["title"]


def test_all_116_vignettes_and_every_amendment_from_19_to_31_are_there():
    assert len(_rows("base.csv")) == 116
    assert {row["amendment"] for row in _rows("amendments.csv")} == {str(number) for number in range(19, 32)}


def test_every_rule_of_the_tables_has_a_vignette(knowledge):
    reached = {rule for case in CASES for rule in case["decision_rule"].split("+")} - {"R4u"}
    rules = {row.rule for table in knowledge.model.tables.values() for row in table.rows if row.outcome}
    assert rules == reached
