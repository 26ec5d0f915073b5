"""Hepatic impairment: documented class, hepatic failure, and liver disease without a class."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago, observation
from tests.unit.features.bleeding_charts import feature

NAME = "hepatic_impairment"
B, C = "SNOMED|710066005", "SNOMED|710067001"
CIRRHOSIS, FAILURE = "ICD-10-CM|K74.60", "ICD-10-CM|K72.10"


@pytest.mark.trap("F-83")
def test_without_any_liver_finding_there_is_none() -> None:
    assert feature(NAME).value == "none"


def test_the_documented_class_is_read_from_condition_or_observation() -> None:
    assert feature(NAME, condition(B, days_ago(5))).value == "child_pugh_b"
    assert feature(NAME, observation(C, True)).value == "child_pugh_c"
    assert feature(NAME, observation(C, False)).value == "none"


def test_the_newest_class_wins_and_of_two_at_the_same_time_the_worse() -> None:
    assert feature(NAME, observation(C, None, days_ago(30)), observation(B, None, days_ago(2))).value == "child_pugh_b"
    same = days_ago(2)
    assert feature(NAME, observation(C, None, same), observation(B, None, same)).value == "child_pugh_c"


def test_hepatic_failure_is_read_as_class_c() -> None:
    found = feature(NAME, condition(FAILURE, days_ago(5)), condition(B, days_ago(1)))
    assert found.value == "child_pugh_c"
    assert found.notes == ("hepatic failure, read as class C",)


def test_cirrhosis_without_a_class_leaves_the_class_open() -> None:
    found = feature(NAME, condition(CIRRHOSIS, days_ago(500)))
    assert found.possible == {"child_pugh_a", "child_pugh_b", "child_pugh_c"}
    assert found.notes == ("Child-Pugh class not recorded",)


def test_varices_without_bleeding_and_past_hepatitis_are_no_impairment() -> None:
    assert feature(NAME, condition("ICD-10-CM|I85.00")).value == "none"
    assert feature(NAME, condition(FAILURE, "2020-01-01", clinical="resolved")).value == "none"


@pytest.mark.trap("F-83")
def test_it_is_unknown_when_conditions_were_not_answered_in_full() -> None:
    assert not feature(NAME, partial=("conditions",)).is_known
