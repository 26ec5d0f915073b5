"""Previous stroke (G-42, ruling 16)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago


@pytest.mark.parametrize("code", ["ICD-10-CM|I63.9", "ICD-10-CM|I61.9", "ICD-10-CM|Z86.73", "SNOMED|275526006"])
def test_any_stroke_counts_however_long_ago(extracted, code):
    assert extracted("stroke_history", condition(code, days_ago(9000), clinical="resolved")).value == "present"
    assert extracted("stroke_history", condition(code)).value == "present"


def test_a_transient_ischaemic_attack_is_not_a_stroke(extracted):
    assert extracted("stroke_history", condition("ICD-10-CM|G45.9", days_ago(30))).state is State.NOT_DOCUMENTED


def test_a_suspected_or_refuted_stroke_does_not_count(extracted):
    suspected = extracted("stroke_history", condition("ICD-10-CM|I63.9", verification="provisional"))
    assert suspected.value == "absent"
    assert any("provisional" in note for note in suspected.notes)
    assert extracted("stroke_history", condition("ICD-10-CM|I63.9", verification="refuted")).value == "absent"


@pytest.mark.trap("F-83")
def test_conditions_that_were_not_answered_in_full_leave_it_unknown(extracted):
    assert extracted("stroke_history", partial=("conditions",)).state is State.REFUSED
    assert extracted("stroke_history", unreachable=("conditions",)).state is State.UNREACHABLE
    found = extracted("stroke_history", condition("ICD-10-CM|I63.9"), partial=("conditions",))
    assert found.value == "present"


def test_a_broken_stroke_condition_leaves_it_unknown(extracted):
    broken = condition("ICD-10-CM|I63.9", subject=None)
    assert extracted("stroke_history", broken).state is State.REFUSED
