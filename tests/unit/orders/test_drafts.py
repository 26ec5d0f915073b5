"""Every suggested resource is valid FHIR R4, carries required codes only, and names its codes."""

from __future__ import annotations

from copy import deepcopy
from itertools import product

import orjson
import pytest

from service.fhir import drafts
from service.fhir.drafts import MODELS, DraftError, checked, draft_faults
from tests.decided import MASSIVE, suggested_for

PATIENTS = {
    "distal, no feature": {},
    "distal, long": {"length_cm": "6"},
    "distal, length unknown": {"length_cm": "unknown"},
    "distal, high bleeding risk": {"length_cm": "6", "bleeding_category": "high"},
    "distal, bleeding": {"length_cm": "6", "active_bleeding": "present", "bleeding_category": "high"},
    "proximal": {"location": "femoropopliteal"},
    "proximal, bleeding": {"location": "femoropopliteal", "active_bleeding": "present"},
    "suspected": {"acute_leg_dvt_confirmed": "unknown", "location": "unknown"},
    "suspected, limb threat": {"acute_leg_dvt_confirmed": "unknown", "location": "unknown", "limb_threat": "present"},
    "massive": MASSIVE,
    "massive, bleeding": {**MASSIVE, "active_bleeding": "present"},
    "massive, no limb threat": {**MASSIVE, "limb_threat": "absent"},
    "massive, perfusion unknown, lysis excluded": {**MASSIVE, "limb_threat": "unknown", "lysis_exclusion": "present"},
}
CIRCUMSTANCES = {
    "nothing else": {},
    "pregnant": {"pregnancy": "present", "sex": "female", "age_y": "30"},
    "after delivery": {"postpartum": "present", "sex": "female", "age_y": "30"},
    "cancer": {"active_cancer": "present"},
    "cancer, platelets 60": {"active_cancer": "present", "platelets_10e9_l": "60"},
    "clearance 20": {"crcl_ml_min": "20"},
    "dialysis": {"esrd": "present", "crcl_ml_min": "8"},
    "HIT": {"hit": "present"},
    "antiphospholipid": {"antiphospholipid_syndrome": "present"},
    "Child-Pugh C": {"hepatic_impairment": "child_pugh_c"},
    "130.5 kg": {"weight_kg": "130.5"},
    "44 kg": {"weight_kg": "44"},
    "weight unknown": {"weight_kg": "unknown"},
    "inhibitor": {"strong_inhibitor": "present"},
    "on site": {"cdt_on_site": "present"},
}


@pytest.fixture(scope="session")
def every_draft(knowledge):
    """The drafts of every patient under every circumstance, for each leg."""
    found = []
    for (patient, given), (circumstance, more) in product(PATIENTS.items(), CIRCUMSTANCES.items()):
        for side in (None, "left", "right", "bilateral") if not more else (None,):
            decided = suggested_for(knowledge, side=side, **{**given, **more})
            found += [(f"{patient}, {circumstance}, {side}", each) for each in decided.resources()]
    return found


def test_every_draft_is_read_back_unchanged_by_its_r4b_model(every_draft):
    distinct = {}
    for _, each in every_draft:
        distinct.setdefault(orjson.dumps(each), each)
    assert len(distinct) > 150
    for each in distinct.values():
        read = MODELS[each["resourceType"]].model_validate(deepcopy(each))
        assert orjson.loads(read.model_dump_json(exclude_none=True)) == each


def test_every_draft_has_codes_of_the_required_value_sets_only(every_draft):
    for where, each in every_draft:
        assert list(draft_faults(each)) == [], where


def test_every_draft_is_a_draft_order_of_the_patient_by_the_user(every_draft):
    for where, each in every_draft:
        assert (each["status"], each["intent"]) == ("draft", "order"), where
        assert each["subject"] == {"reference": "Patient/synthetic-1"}
        assert each["encounter"] == {"reference": "Encounter/visit-1"}
        assert each["requester"] == {"reference": "Practitioner/doctor-1"}
        assert each["authoredOn"] == "2026-11-22T12:00:00Z"
        assert "id" not in each


def test_every_drug_has_words_and_a_code_of_its_value_set(every_draft, knowledge):
    drugs = {each.name: name for name, each in knowledge.regimens.drugs.items()}
    seen = set()
    for where, each in every_draft:
        if each["resourceType"] == "MedicationRequest":
            concept = each["medicationCodeableConcept"]
            name = drugs[concept["text"]]
            first = concept["coding"][0]
            assert any(
                found.startswith(f"drug_{name}") for found in knowledge.codes.concepts(first["system"], first["code"])
            ), where
            assert first["display"]
            seen.add(name)
    assert seen == set(knowledge.regimens.drugs)


def test_every_request_has_words_a_category_and_displays(every_draft):
    for where, each in every_draft:
        if each["resourceType"] == "ServiceRequest":
            assert each["code"]["text"], where
            for concept in (*each["category"], each["code"]):
                assert all(coding["display"] and coding["system"] for coding in concept["coding"]), where


def test_every_repeat_scan_names_its_leg_and_its_code(knowledge):
    expected = {None: "30881-7", "left": "39432-0", "right": "39443-7", "bilateral": "39420-5"}
    for side, code in expected.items():
        for each in suggested_for(knowledge, side=side).resources():
            codes = {coding["code"] for coding in each["code"]["coding"]}
            assert codes == {"312725000", code}
            assert each["bodySite"][0]["coding"][0]["code"] == "61685007"
            assert each["code"]["text"].endswith(f"({each['bodySite'][0]['text'].lower()})") == (side is not None)


def test_the_leg_of_a_drafted_scan_is_read_back_as_that_leg(knowledge):
    from service.fhir.laterality import side_of
    from tests.builders import record_of

    for side in ("left", "right", "bilateral"):
        resource = suggested_for(knowledge, side=side).resources()[0]
        (kept,) = record_of(drafts=[{**resource, "id": "draft-1"}]).drafts
        assert side_of(kept, knowledge.codes) == side


def test_both_phases_are_structured_with_sequence_timing_route_and_amount(knowledge):
    resource = suggested_for(knowledge, length_cm="6").resources()[0]
    told = [
        (
            each["sequence"],
            each["timing"]["repeat"]["frequency"],
            each["timing"]["repeat"]["boundsDuration"]["value"],
            each["route"]["coding"][0]["code"],
            each["doseAndRate"][0]["doseQuantity"]["value"],
            each["doseAndRate"][0]["doseQuantity"]["code"],
        )
        for each in resource["dosageInstruction"]
    ]
    assert told == [(1, 2, 7, "26643006", 10, "mg"), (2, 2, 85, "26643006", 5, "mg")]


def test_rivaroxaban_is_taken_with_food(knowledge):
    resource = next(
        each
        for each in suggested_for(knowledge, length_cm="6").resources()
        if each.get("medicationCodeableConcept", {}).get("text") == "Rivaroxaban"
    )
    assert [each["additionalInstruction"] for each in resource["dosageInstruction"]] == [[{"text": "with food"}]] * 2
    assert "with food" in resource["dosageInstruction"][0]["text"]


def test_a_drug_after_a_lead_in_does_not_start_today(knowledge):
    suggestion = next(
        each for each in suggested_for(knowledge, length_cm="6").suggested.suggestions if "edoxaban" in each["label"]
    )
    parenteral, oral = (
        action["resource"]["dosageInstruction"][0]["timing"]["repeat"] for action in suggestion["actions"]
    )
    assert (parenteral["boundsRange"]["low"]["value"], parenteral["boundsRange"]["high"]["value"]) == (5, 10)
    assert oral["boundsPeriod"] == {"start": "2026-11-27", "end": "2027-02-22"}


def test_a_bolus_that_leads_in_has_no_length(knowledge):
    resources = suggested_for(knowledge, location="femoropopliteal", crcl_ml_min="10").resources()
    heparin = next(each for each in resources if "Unfractionated" in each["medicationCodeableConcept"]["text"])
    bolus, infusion = heparin["dosageInstruction"]
    assert bolus["text"].endswith(" once")
    assert infusion["text"].endswith("continuously, for at least 5 days")


def test_heparin_is_a_bolus_and_a_rate(knowledge):
    resource = next(
        each for each in suggested_for(knowledge, **MASSIVE).resources() if each["resourceType"] == "MedicationRequest"
    )
    bolus, infusion = resource["dosageInstruction"]
    assert bolus["doseAndRate"][0]["doseQuantity"] == {
        "value": 5600,
        "unit": "units",
        "system": "http://unitsofmeasure.org",
        "code": "[USP'U]",
    }
    assert bolus["timing"] == {"repeat": {"count": 1}}
    assert infusion["doseAndRate"][0]["rateQuantity"]["value"] == 1250
    assert infusion["doseAndRate"][0]["rateQuantity"]["code"] == "[USP'U]/h"


# --- the check itself ---------------------------------------------------------------------------------------------


@pytest.fixture
def a_draft(knowledge):
    return deepcopy(suggested_for(knowledge).resources()[0])


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"status": "sketch"}, "ServiceRequest.status is not a code"),
        ({"priority": "soon"}, "ServiceRequest.priority is not a code"),
        ({"intent": "wish"}, "ServiceRequest.intent is not a code"),
        ({"category": []}, "category is empty"),
        ({"colour": "red"}, "colour"),
        ({"subject": "Patient/1"}, "subject"),
        ({"resourceType": "Appointment"}, "not a resource type that is suggested"),
    ],
)
def test_a_broken_draft_is_named_by_its_element(a_draft, broken, told):
    assert any(told in fault for fault in draft_faults({**a_draft, **broken}))


def test_a_broken_draft_is_never_sent(a_draft):
    with pytest.raises(DraftError):
        checked({**a_draft, "priority": "soon"})


def test_a_period_unit_outside_its_value_set_is_a_fault(knowledge):
    draft = deepcopy(suggested_for(knowledge, length_cm="6").resources()[0])
    draft["dosageInstruction"][0]["timing"]["repeat"]["periodUnit"] = "day"
    assert "repeat.periodUnit is not a code of its required value set" in list(draft_faults(draft))


def test_content_is_read_through_its_model_once(a_draft, monkeypatch):
    read = []
    monkeypatch.setattr(drafts, "_read", type(drafts._read)())
    monkeypatch.setattr(drafts, "draft_faults", lambda draft: read.append(draft) or [])
    checked(a_draft)
    checked({**a_draft, "subject": {"reference": "Patient/another"}, "occurrenceDateTime": "2026-12-24"})
    assert len(read) == 1
    checked({**a_draft, "priority": "urgent"})
    assert len(read) == 2


def test_the_memory_of_what_was_read_is_bounded(a_draft, monkeypatch):
    monkeypatch.setattr(drafts, "_read", type(drafts._read)())
    monkeypatch.setattr(drafts, "_MOST_KEPT", 3)
    monkeypatch.setattr(drafts, "draft_faults", lambda draft: [])
    for number in range(10):
        checked({**a_draft, "code": {"text": str(number)}})
    assert len(drafts._read) == 3
