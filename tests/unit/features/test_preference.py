"""The patient's preference about anticoagulation (definitions 17)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import concept, condition, days_ago, medication_request, medication_statement, observation

APIXABAN, PARACETAMOL = "RxNorm|1364430", "RxNorm|161"
DECLINED, CONTRAINDICATED = "SNOMED|182895007", "SNOMED|183932001"
DVT = condition("ICD-10-CM|I82.461", days_ago(10))


def said(answer, at=None):
    return observation("anticoagulation-preference", answer, at)


def refused(drug=APIXABAN, at=None, reason=DECLINED, **more):
    return medication_request(drug, at, doNotPerform=True, reasonCode=[concept(reason)], **more)


@pytest.mark.trap("F-82")
def test_silence_is_unknown(extracted):
    assert extracted("pref_avoid_ac", DVT).state is State.NOT_ASKED


@pytest.mark.trap("F-44")
def test_the_documented_preference_decides(extracted):
    assert extracted("pref_avoid_ac", said("declines")).value == "present"
    assert extracted("pref_avoid_ac", said("accepts")).value == "absent"
    assert extracted("pref_avoid_ac", said("declines", days_ago(3)), said("accepts", days_ago(1))).value == "absent"
    assert extracted("pref_avoid_ac", said("declines", days_ago(1)), said("accepts", days_ago(1))).value == "present"


def test_a_preference_of_an_earlier_episode_does_not_count(extracted):
    assert not extracted("pref_avoid_ac", said("declines", days_ago(91))).is_known
    assert not extracted("pref_avoid_ac", refused(at=days_ago(91))).is_known


@pytest.mark.trap("T-147")
def test_an_anticoagulant_that_the_patient_declined_is_a_preference(extracted):
    assert extracted("pref_avoid_ac", DVT, refused()).value == "present"
    not_taken = medication_statement(APIXABAN, days_ago(2), status="not-taken", statusReason=[concept(DECLINED)])
    assert extracted("pref_avoid_ac", DVT, not_taken).value == "present"


@pytest.mark.trap("T-147")
def test_another_reason_or_another_drug_is_not(extracted):
    assert not extracted("pref_avoid_ac", refused(reason=CONTRAINDICATED)).is_known
    assert not extracted("pref_avoid_ac", refused(PARACETAMOL)).is_known
    ordered = medication_request(APIXABAN, reasonCode=[concept(DECLINED)])
    assert not extracted("pref_avoid_ac", ordered).is_known


@pytest.mark.trap("T-149")
def test_a_bare_refusal_or_non_adherence_code_is_not_a_preference(extracted):
    for code in ("ICD-10-CM|Z53.20", "ICD-10-CM|Z91.148"):
        assert not extracted("pref_avoid_ac", DVT, condition(code, days_ago(1))).is_known


def test_a_refusal_is_taken_back_by_a_later_yes_or_a_later_order(extracted):
    old = refused(at=days_ago(5))
    assert extracted("pref_avoid_ac", old, said("accepts", days_ago(1))).value == "absent"
    assert not extracted("pref_avoid_ac", old, medication_request(APIXABAN, days_ago(1))).is_known
    assert extracted("pref_avoid_ac", old, said("accepts", days_ago(9))).value == "present"


def test_an_unreadable_answer_is_refused(extracted):
    assert extracted("pref_avoid_ac", said({"valueString": "no thanks"})).state is State.REFUSED
