"""Unprovoked, or provoked by a documented factor (ruling 7, definitions 14)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import (
    condition,
    days_ago,
    encounter,
    medication_request,
    medication_statement,
    observation,
    patient,
    procedure,
)

DVT = condition("ICD-10-CM|I82.461", days_ago(10))
UNPROVOKED, PROVOKED, AIR_TRAVEL = "SNOMED|978421000000101", "SNOMED|978441000000108", "SNOMED|134399007"
GASTRECTOMY, HIP_FRACTURE, BED_RIDDEN = "SNOMED|10002003", "ICD-10-CM|S72.001A", "SNOMED|160685001"
CROHN, HORMONES, LUNG = "ICD-10-CM|K50.90", "ICD-10-CM|Z79.890", "ICD-10-CM|C34.90"
OESTRADIOL = "RxNorm|4083"


def said(answer, at=None):
    return observation("provocation", answer, at)


@pytest.mark.trap("T-79", "F-66")
def test_silence_does_not_prove_an_unprovoked_event(extracted):
    assert extracted("unprovoked", DVT).state is State.NOT_ASKED
    assert extracted("unprovoked", DVT).possible == {"present", "absent"}


@pytest.mark.trap("F-41", "F-66")
def test_it_is_unprovoked_only_when_somebody_says_so(extracted):
    assert extracted("unprovoked", DVT, said("unprovoked")).value == "present"
    assert extracted("unprovoked", DVT, said("provoked")).value == "absent"
    assert extracted("unprovoked", condition([UNPROVOKED, "ICD-10-CM|I82.461"], days_ago(3))).value == "present"


@pytest.mark.trap("T-79")
def test_a_provoked_dvt_code_makes_it_provoked(extracted):
    for code in (PROVOKED, AIR_TRAVEL):
        assert extracted("unprovoked", condition([code, "ICD-10-CM|I82.461"], days_ago(3))).value == "absent"


def test_the_newest_answer_counts_and_only_of_this_episode(extracted):
    both = said("unprovoked", days_ago(5)), said("provoked", days_ago(1))
    assert extracted("unprovoked", DVT, *both).value == "absent"
    assert not extracted("unprovoked", DVT, said("unprovoked", days_ago(91))).is_known
    assert extracted("unprovoked", DVT, said({"valueString": "perhaps"})).state is State.REFUSED


def test_a_code_wins_over_the_answer(extracted):
    coded = condition([UNPROVOKED, "ICD-10-CM|I82.461"], days_ago(3))
    assert extracted("unprovoked", coded, said("provoked")).value == "present"


@pytest.mark.parametrize(
    ("factor", "last"),
    [
        (lambda at: procedure(GASTRECTOMY, at), 102),
        (lambda at: condition(HIP_FRACTURE, at), 102),
        (lambda at: condition(BED_RIDDEN, at, clinical="resolved"), 72),
        (lambda at: condition("ICD-10-CM|O80", at), 72),
        (lambda at: medication_request(OESTRADIOL, at, status="stopped"), 72),
    ],
)
def test_each_factor_counts_in_its_window_before_the_dvt_began(extracted, factor, last):
    # the DVT began 10 days ago: 92 days for major, 62 for minor transient factors
    assert extracted("unprovoked", DVT, factor(days_ago(last))).value == "absent"
    assert not extracted("unprovoked", DVT, factor(days_ago(last + 1))).is_known
    assert not extracted("unprovoked", DVT, factor(days_ago(9))).is_known


def test_a_longer_stay_counts_for_three_months_and_a_shorter_one_for_two(extracted):
    assert extracted("unprovoked", DVT, encounter("IMP", days_ago(105), days_ago(102))).value == "absent"
    assert not extracted("unprovoked", DVT, encounter("IMP", days_ago(106), days_ago(103))).is_known
    assert extracted("unprovoked", DVT, encounter("IMP", days_ago(74), days_ago(72))).value == "absent"
    assert not extracted("unprovoked", DVT, encounter("IMP", days_ago(75), days_ago(73))).is_known


def test_the_admission_for_the_dvt_itself_is_no_factor(extracted):
    assert not extracted("unprovoked", DVT, encounter("IMP", days_ago(10))).is_known
    assert not extracted("unprovoked", DVT, encounter("IMP", days_ago(10), days_ago(5))).is_known
    assert extracted("unprovoked", DVT, encounter("IMP", days_ago(13))).value == "absent"


@pytest.mark.trap("T-80")
def test_oestrogen_taken_when_the_dvt_began_is_a_factor(extracted):
    assert extracted("unprovoked", DVT, medication_request(OESTRADIOL, days_ago(300))).value == "absent"
    assert extracted("unprovoked", DVT, medication_statement(OESTRADIOL, days_ago(300))).value == "absent"
    assert extracted("unprovoked", DVT, condition(HORMONES, days_ago(300))).value == "absent"
    assert not extracted("unprovoked", DVT, medication_request(OESTRADIOL, days_ago(5))).is_known
    forbidden = medication_request(OESTRADIOL, days_ago(20), status="stopped", doNotPerform=True)
    assert not extracted("unprovoked", DVT, forbidden).is_known


def test_a_state_that_lasted_into_the_window_is_a_factor(extracted):
    assert extracted("unprovoked", DVT, condition(BED_RIDDEN, days_ago(500))).value == "absent"
    ended = condition(BED_RIDDEN, days_ago(500), clinical="resolved", abated=days_ago(72))
    assert extracted("unprovoked", DVT, ended).value == "absent"
    long_ended = condition(BED_RIDDEN, days_ago(500), clinical="resolved", abated=days_ago(73))
    assert not extracted("unprovoked", DVT, long_ended).is_known
    assert not extracted("unprovoked", DVT, condition(BED_RIDDEN)).is_known


@pytest.mark.trap("T-83")
def test_persistent_factors_need_no_date(extracted):
    assert extracted("unprovoked", DVT, condition(CROHN)).value == "absent"
    assert not extracted("unprovoked", DVT, condition(CROHN, clinical="resolved")).is_known
    assert not extracted("unprovoked", DVT, condition(CROHN, days_ago(9))).is_known
    assert extracted("unprovoked", DVT, condition(LUNG, days_ago(40))).value == "absent"
    assert not extracted("unprovoked", DVT, condition(LUNG)).is_known


def test_pregnancy_is_a_factor(extracted):
    woman = patient("1996-01-01", "female")
    assert extracted("unprovoked", woman, DVT, observation("pregnant", given=True)).value == "absent"


def test_a_documented_recent_operation_is_a_factor(extracted):
    assert extracted("unprovoked", DVT, observation("recent-major-surgery", given=True)).value == "absent"


@pytest.mark.trap("F-66")
def test_a_recorded_factor_wins_over_the_word_unprovoked_and_the_card_can_say_so(extracted):
    conflict = extracted("unprovoked", DVT, said("unprovoked"), procedure(GASTRECTOMY, days_ago(30)))
    assert conflict.value == "absent"
    assert "documented as unprovoked, yet a provoking factor is recorded" in conflict.notes
    assert conflict.evidence[0].reference.startswith("Procedure/")
