"""Breast-feeding as a bar to the oral factor inhibitors (R-32)."""

from __future__ import annotations

from service.features.feature import State
from tests.builders import condition, days_ago
from tests.unit.features.bleeding_charts import feature

BREAST_FEEDING = "ICD-10-CM|Z39.1"


def test_a_current_condition_says_so():
    assert feature("lactation", condition(BREAST_FEEDING, days_ago(100))).value == "present"


def test_a_record_without_it_reads_as_absent_and_not_documented():
    found = feature("lactation")
    assert (found.value, found.state) == ("absent", State.NOT_DOCUMENTED)


def test_a_suspicion_leaves_it_open():
    assert not feature("lactation", condition(BREAST_FEEDING, days_ago(2), verification="unconfirmed")).is_known
