"""Major surgery within 90 days before the DVT (ruling 6, C-7)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from service.features.surgery import surgeries
from tests.builders import condition, days_ago, observation, procedure

GASTRECTOMY, CRANIOTOMY, ENDOSCOPY = "SNOMED|10002003", "SNOMED|112929000", "SNOMED|423827005"
DVT = condition("ICD-10-CM|I82.461", days_ago(10))


@pytest.mark.trap("T-77", "F-70")
def test_surgery_counts_for_ninety_days_before_the_dvt_began(extracted):
    assert extracted("surgery_90d", DVT, procedure(GASTRECTOMY, days_ago(100))).value == "present"
    assert extracted("surgery_90d", DVT, procedure(GASTRECTOMY, days_ago(101))).value == "absent"


def test_an_operation_whose_status_is_not_known_is_neither_done_nor_not_done(extracted):
    assert not extracted("surgery_90d", DVT, procedure(GASTRECTOMY, days_ago(30), status="unknown")).is_known
    assert extracted("surgery_90d", DVT, procedure(GASTRECTOMY, days_ago(300), status="unknown")).value == "absent"
    assert extracted("surgery_90d", DVT, procedure(GASTRECTOMY, days_ago(30), status="not-done")).value == "absent"


def test_without_a_dvt_the_window_is_counted_from_now(extracted):
    assert extracted("surgery_90d", procedure(GASTRECTOMY, days_ago(90))).value == "present"
    assert extracted("surgery_90d", procedure(GASTRECTOMY, days_ago(91))).value == "absent"


def test_surgery_on_the_day_the_dvt_began_counts_and_the_day_after_does_not(extracted):
    assert extracted("surgery_90d", DVT, procedure(GASTRECTOMY, "2026-11-12")).value == "present"
    later = extracted("surgery_90d", DVT, procedure(GASTRECTOMY, "2026-11-13"))
    assert later.value == "absent"
    assert later.notes == ("surgery after the DVT began is not a risk feature",)


def test_surgery_is_counted_from_the_documented_symptom_onset(extracted):
    onset = observation("symptom-onset", days_ago(20))
    assert extracted("surgery_90d", DVT, onset, procedure(GASTRECTOMY, days_ago(105))).value == "present"


def test_surgery_on_the_brain_is_major_surgery(extracted):
    assert extracted("surgery_90d", procedure(CRANIOTOMY, days_ago(30))).value == "present"


def test_minor_procedures_do_not_count(extracted):
    assert extracted("surgery_90d", procedure(ENDOSCOPY, days_ago(30))).state is State.NOT_DOCUMENTED


@pytest.mark.trap("T-77")
def test_surgery_that_did_not_take_place_does_not_count(extracted):
    for status in ("not-done", "preparation", "entered-in-error"):
        assert extracted("surgery_90d", procedure(GASTRECTOMY, days_ago(30), status=status)).value == "absent"


@pytest.mark.trap("T-77")
def test_undated_surgery_and_partial_dates_leave_it_unknown(extracted):
    assert extracted("surgery_90d", procedure(GASTRECTOMY)).state is State.REFUSED
    assert extracted("surgery_90d", procedure(GASTRECTOMY, "2026")).state is State.REFUSED
    assert extracted("surgery_90d", procedure(GASTRECTOMY, "2025")).value == "absent"


def test_the_documented_answer_decides_what_was_not_asked(extracted):
    asked = ("conditions", "observations")
    assert extracted("surgery_90d", asked=asked).state is State.NOT_ASKED
    assert extracted("surgery_90d", observation("recent-major-surgery", given=True), asked=asked).value == "present"
    assert extracted("surgery_90d", observation("recent-major-surgery", given=False), asked=asked).value == "absent"


@pytest.mark.trap("F-50")
def test_a_dated_operation_wins_over_the_answer(extracted):
    no = observation("recent-major-surgery", given=False)
    assert extracted("surgery_90d", procedure(GASTRECTOMY, days_ago(30)), no).value == "present"


@pytest.mark.trap("F-70")
def test_the_list_of_operations_serves_every_window(chart):
    listed = surgeries(chart(procedure(GASTRECTOMY, days_ago(400)), procedure(CRANIOTOMY)))
    assert [each.is_neurosurgery for each in listed] == [False, True]
    assert [each.when is None for each in listed] == [False, True]
