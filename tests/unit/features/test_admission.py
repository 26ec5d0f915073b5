"""Inpatient now, or admitted within 90 days before the DVT (C-6, definitions 7)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import concept, condition, days_ago, encounter, observation

NAME = "inpatient_or_hosp_90d"
DVT = condition("ICD-10-CM|I82.461", days_ago(10))


@pytest.mark.parametrize("kind", ["IMP", "ACUTE", "NONAC"])
def test_an_inpatient_now_counts_whenever_he_came(extracted, kind):
    assert extracted(NAME, DVT, encounter(kind, days_ago(2))).value == "present"
    assert extracted(NAME, encounter(kind)).value == "present"


@pytest.mark.trap("F-69")
@pytest.mark.parametrize("kind", ["AMB", "EMER", "OBSENC", "SS"])
def test_other_encounters_do_not_count(extracted, kind):
    assert extracted(NAME, encounter(kind, days_ago(2))).state is State.NOT_DOCUMENTED


@pytest.mark.trap("F-69")
def test_an_inpatient_type_counts_without_the_class(extracted):
    stay = encounter(None, days_ago(2), type=[concept("SNOMED|308540004")])
    assert extracted(NAME, stay).value == "present"


def test_a_planned_or_cancelled_admission_does_not_count(extracted):
    for status in ("planned", "cancelled", "entered-in-error"):
        assert extracted(NAME, encounter("IMP", days_ago(1), status=status)).value == "absent"


@pytest.mark.parametrize("status", ["unknown", "entered", "?"])
def test_an_inpatient_encounter_of_unreadable_status_leaves_it_open(extracted, status):
    feature = extracted(NAME, DVT, encounter("IMP", days_ago(12), status=status))
    assert (feature.value, feature.state) == (None, State.REFUSED)
    assert [each.note for each in feature.evidence] == ["status not known"]
    # Long over, whatever became of it.
    assert extracted(NAME, DVT, encounter("IMP", days_ago(300), days_ago(290), status=status)).value == "absent"


@pytest.mark.trap("F-69")
def test_a_discharge_counts_for_ninety_days_before_the_dvt_began(extracted):
    assert extracted(NAME, DVT, encounter("IMP", days_ago(105), days_ago(100))).value == "present"
    assert extracted(NAME, DVT, encounter("IMP", days_ago(106), days_ago(101))).value == "absent"


def test_without_a_dvt_the_window_is_counted_from_now(extracted):
    assert extracted(NAME, encounter("IMP", days_ago(95), days_ago(90))).value == "present"
    assert extracted(NAME, encounter("IMP", days_ago(95), days_ago(91))).value == "absent"


def test_a_stay_without_a_night_does_not_count(extracted):
    assert extracted(NAME, encounter("IMP", "2026-11-01T08:00:00Z", "2026-11-01T20:00:00Z")).value == "absent"
    assert extracted(NAME, encounter("IMP", "2026-11-01T20:00:00Z", "2026-11-02T08:00:00Z")).value == "present"


def test_the_stay_in_which_the_dvt_began_counts(extracted):
    assert extracted(NAME, DVT, encounter("IMP", days_ago(15), days_ago(5))).value == "present"


def test_a_stay_that_began_after_the_dvt_and_is_over_does_not_count(extracted):
    later = extracted(NAME, DVT, encounter("IMP", days_ago(8), days_ago(5)))
    assert later.value == "absent"
    assert later.notes == ("an admission after the DVT began does not count",)


def test_a_finished_stay_without_an_end_leaves_it_open(extracted):
    assert extracted(NAME, encounter("IMP", days_ago(300), status="finished")).state is State.REFUSED
    assert extracted(NAME, encounter("IMP", None, days_ago(30))).state is State.REFUSED


@pytest.mark.trap("F-52")
def test_encounters_that_were_not_asked_leave_it_unknown_until_answered(extracted):
    asked = ("conditions", "observations")
    assert extracted(NAME, asked=asked).state is State.NOT_ASKED
    assert extracted(NAME, unreachable=("encounters",)).state is State.UNREACHABLE
    answer = "inpatient-or-recent-admission"
    assert extracted(NAME, observation(answer, given=False), asked=asked).value == "absent"
    assert extracted(NAME, observation(answer, given=True), asked=asked).value == "present"


@pytest.mark.trap("F-50")
def test_an_encounter_wins_over_the_answer(extracted):
    no = observation("inpatient-or-recent-admission", given=False)
    assert extracted(NAME, encounter("IMP", days_ago(2)), no).value == "present"


V2, EPIC = "http://terminology.hl7.org/CodeSystem/v2-0004", "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260"


@pytest.mark.parametrize(
    "given",
    [
        {"system": V2, "code": "I", "display": "Inpatient"},
        {"system": "urn:oid:2.16.840.1.113883.12.4", "code": "I"},
        {"system": EPIC, "code": "101", "display": "Inpatient"},
        {"display": "inpatient"},
        [{"text": "Inpatient"}],
        [{"coding": [{"system": V2, "code": "I"}]}],
    ],
)
def test_an_inpatient_class_is_read_in_other_systems_and_as_a_display(extracted, given):
    stay = encounter(None, days_ago(3)) | {"class": given}
    assert extracted(NAME, DVT, stay).value == "present"


@pytest.mark.parametrize(
    "given",
    [
        {"system": V2, "code": "O"},
        {"system": V2, "code": "E", "display": "Emergency"},
        {"system": EPIC, "code": "5", "display": "Appointment"},
        {"system": EPIC, "code": "13", "display": "Support OP Encounter"},
    ],
)
def test_an_outpatient_class_of_another_system_is_no_admission(extracted, given):
    assert extracted(NAME, DVT, encounter(None, days_ago(3)) | {"class": given}).value == "absent"


@pytest.mark.parametrize("given", [{"system": V2, "code": "U"}, {"system": EPIC, "code": "7"}, {"display": "Ward 4"}])
def test_a_class_that_cannot_be_read_leaves_it_open_while_the_encounter_lasts(extracted, given):
    found = extracted(NAME, DVT, encounter(None, days_ago(3)) | {"class": given})
    assert not found.is_known
    assert [each.note for each in found.evidence] == ["class not readable"]
    over = encounter(None, days_ago(20), days_ago(15)) | {"class": given}
    assert extracted(NAME, DVT, over).value == "absent"


def test_a_stay_without_a_discharge_for_longer_than_the_limit_leaves_it_open(extracted):
    found = extracted(NAME, DVT, encounter("IMP", days_ago(400)))
    assert (found.value, found.evidence[0].note) == (None, "no discharge recorded since")
    assert extracted(NAME, DVT, encounter("IMP", days_ago(180))).value == "present"
    assert extracted(NAME, DVT, encounter("IMP", days_ago(400)), encounter("IMP", days_ago(20))).value == "present"


def test_a_stay_that_was_perhaps_never_closed_provokes_nothing(extracted):
    assert extracted("unprovoked", DVT, encounter("IMP", days_ago(400))).value is None
    assert extracted("unprovoked", DVT, encounter("IMP", days_ago(100))).value == "absent"
