"""Heparin-induced thrombocytopenia and antiphospholipid syndrome."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago
from tests.unit.features.bleeding_charts import feature

HIT, APS = "ICD-10-CM|D75.829", "ICD-10-CM|D68.61"


@pytest.mark.trap("T-89")
def test_heparin_induced_thrombocytopenia_bars_heparin_for_ever() -> None:
    assert feature("hit", condition(HIT, "2012-05-01", clinical="resolved")).value == "present"
    assert feature("hit", condition(HIT, days_ago(3))).value == "present"
    assert feature("hit").value == "absent"


def test_a_suspected_one_leaves_it_unknown_and_a_refuted_one_does_not() -> None:
    assert not feature("hit", condition(HIT, days_ago(1), verification="provisional")).is_known
    assert feature("hit", condition(HIT, days_ago(1), verification="refuted")).value == "absent"


@pytest.mark.parametrize(("clinical", "expected"), [("active", "present"), (None, "present"), ("resolved", "absent")])
def test_antiphospholipid_syndrome_counts_while_current(clinical: str | None, expected: str) -> None:
    assert feature("antiphospholipid_syndrome", condition(APS, "2015-01-01", clinical=clinical)).value == expected


def test_other_thrombophilia_is_not_antiphospholipid_syndrome() -> None:
    assert feature("antiphospholipid_syndrome", condition("ICD-10-CM|D68.51")).value == "absent"
