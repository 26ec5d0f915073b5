"""A threatened limb told where no diagnosis is kept: named, never a diagnosis and never nothing (C-3, ruling 20)."""

from __future__ import annotations

import pytest

from tests.builders import SYSTEMS, concept, condition, days_ago, encounter, hours_ago, observation, service_request

CERULEA = "SNOMED|66877004"
COMPARTMENT = "ICD-10-CM|M79.A21"
DVT = condition("ICD-10-CM|I82.421", days_ago(2))
NO = observation("limb-threat", False, hours_ago(2))
FINDING = {"coding": [{"system": SYSTEMS["LOINC"], "code": "29545-1"}]}
WORDS = {"text": "Phlegmasia cerulea dolens"}
IN_AN_OBSERVATION = (
    observation(CERULEA, None, days_ago(1)),
    observation(CERULEA, "SNOMED|373066001", days_ago(1)),
    observation(CERULEA, None, days_ago(1), status="preliminary"),
    observation(FINDING, CERULEA, days_ago(1)),
    observation(FINDING, {"valueCodeableConcept": WORDS}, days_ago(1)),
    observation(FINDING, CERULEA, ""),
)
AS_A_REASON = (
    encounter(reasonCode=[concept(CERULEA)]),
    encounter(reasonCode=[WORDS]),
    encounter(reason=[{"value": [{"concept": concept(CERULEA)}]}]),
    encounter(reason=[concept(CERULEA)]),
    encounter(diagnosis=[{"condition": {"reference": "Condition/gone", "display": "Phlegmasia cerulea dolens"}}]),
    encounter(diagnosis=[{"condition": [{"concept": concept(CERULEA)}]}]),
    encounter(
        diagnosis=[{"condition": {"reference": "#c"}}],
        contained=[{"resourceType": "Condition", "id": "c", "code": concept(CERULEA)}],
    ),
)
NOTHING_TOLD = (
    observation(CERULEA, False, days_ago(1)),
    observation(CERULEA, "SNOMED|260385009", days_ago(1)),
    observation(CERULEA, None, days_ago(1), interpretation="NEG"),
    observation(CERULEA, {"dataAbsentReason": {"text": "not asked"}}, days_ago(1)),
    observation(CERULEA, None, days_ago(120)),
    observation(CERULEA, None, days_ago(1), status="entered-in-error"),
    observation(FINDING, {"valueCodeableConcept": {"text": "no phlegmasia"}}, days_ago(1)),
    observation(FINDING, "SNOMED|66923004", days_ago(1)),
    encounter(start=days_ago(9), end=days_ago(5), reasonCode=[concept(CERULEA)]),
    encounter(status="cancelled", reasonCode=[concept(CERULEA)]),
    encounter(reasonCode=[{"text": "history of phlegmasia cerulea dolens"}]),
    encounter(diagnosis=[{"condition": {"reference": "Condition/gone", "display": "Knee pain"}}]),
    encounter(reasonCode="phlegmasia", reason=[1, {"value": [2]}], diagnosis=[{"condition": [3]}], contained=[4]),
)


@pytest.mark.parametrize("told", [*IN_AN_OBSERVATION, *AS_A_REASON])
def test_phlegmasia_that_is_no_diagnosis_leaves_limb_threat_and_the_dvt_open_and_is_named(extracted, told):
    threat, dvt = extracted("limb_threat", NO, told), extracted("acute_leg_dvt_confirmed", told)
    assert threat.possible == {"present", "absent"}
    assert dvt.possible == {"present", "absent"}
    for found in (threat, dvt):
        assert any("names phlegmasia" in each and "confirm it" in each for each in found.notes)


@pytest.mark.parametrize("told", NOTHING_TOLD)
def test_what_is_denied_over_old_or_of_something_else_takes_nothing_back(extracted, told):
    assert extracted("limb_threat", DVT, NO, told).value == "absent"
    assert extracted("acute_leg_dvt_confirmed", told).value == "absent"


def test_it_makes_nothing_present_and_takes_no_diagnosis_away(extracted):
    told = observation(CERULEA, True, hours_ago(1))
    assert extracted("limb_threat", DVT, told).value is None
    assert extracted("acute_leg_dvt_confirmed", DVT, told).value == "present"
    assert extracted("limb_threat", DVT, condition(CERULEA, hours_ago(3)), told).value == "present"


@pytest.mark.parametrize(
    "told", [observation(COMPARTMENT, None, days_ago(1)), encounter(reasonCode=[concept(COMPARTMENT)])]
)
def test_compartment_syndrome_elsewhere_leaves_limb_threat_open_and_is_no_dvt(extracted, told):
    found = extracted("limb_threat", DVT, NO, told)
    assert found.value is None
    assert any("compartment syndrome" in each for each in found.notes)
    assert extracted("acute_leg_dvt_confirmed", told).value == "absent"


def test_the_reason_of_a_draft_counts_as_little_and_as_much(extracted):
    draft = service_request("CPT|93970", status="draft", reasonCode=[concept(CERULEA)])
    for drafts, value in (((draft,), None), (({**draft, "reasonCode": [concept("SNOMED|22253000")]},), "absent")):
        assert extracted("limb_threat", DVT, NO, drafts=drafts).value == value
        assert extracted("acute_leg_dvt_confirmed", drafts=drafts).value == value
