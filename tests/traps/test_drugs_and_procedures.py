"""Drugs, procedures and refusals that are written in another place or under another code than one would look for."""

from __future__ import annotations

import json

import pytest

from service.features.chart import Chart
from service.features.feature import State
from service.features.registry import EXTRACTORS
from service.fhir.record import KEYS, KeyState, read_record
from service.site import Site
from tests.builders import (
    NOW,
    PATIENT,
    bundle,
    concept,
    condition,
    days_ago,
    feature_knowledge,
    hours_ago,
    medication_request,
    medication_statement,
    observation,
    patient,
    procedure,
    resource,
)
from tests.knowledge.test_value_sets import files, sets_holding
from tests.traps.answers import ask
from tests.unit.features.bleeding_charts import feature
from tests.unit.review.sessions import session

ON, WHICH, PREFERENCE = "on_therapeutic_ac", "current_anticoagulant", "pref_avoid_ac"
APIXABAN, ENOXAPARIN = "RxNorm|1364430", "RxNorm|67108"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
DVT = condition("ICD-10-CM|I82.461", days_ago(10))
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"


def given(code: str, at: str, *, status: str = "completed", **members):
    """A MedicationAdministration, as a client sends it beside the orders."""
    return resource(
        "MedicationAdministration",
        {"status": status, "medicationCodeableConcept": concept(code), "effectiveDateTime": at} | members,
    )


def record_with(**bundles):
    """A record in which every key is answered, those named with these resources whatever their type."""
    prefetch = {key: patient() if key == "patient" else bundle(bundles.get(key, ())) for key in KEYS}
    encoded = {key: json.dumps(each).encode() for key, each in prefetch.items()}
    return read_record(encoded, patient_id=PATIENT, codes=feature_knowledge().codes, now=NOW)


# --- drugs ------------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-134")
@pytest.mark.parametrize(
    "drug",
    [
        {"coding": [{"system": RXNORM, "code": "1364447", "display": "apixaban 5 MG Oral Tablet [Eliquis]"}]},
        {"coding": [{"system": RXNORM, "code": "9999999"}], "text": "Xarelto 20 mg"},
        {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "0003-0894-21"}], "text": "ELIQUIS TAB 5MG"},
        {"text": "enoxaparin (Clexane) 80 mg"},
    ],
    ids=["brand code", "new package", "package number", "words only"],
)
def test_a_product_that_no_list_holds_is_not_read_as_no_anticoagulant(knowledge, drug):
    order = medication_request(drug)
    for name in (ON, WHICH):
        assert (feature(name, order).is_known, feature(name, order).state) == (False, State.REFUSED)
    unlisted = ask(knowledge, patient(gender="male"), DVT, order)
    assert any(f"{order['id']} names an anticoagulant in words only" in each for each in unlisted.features[ON].notes)


@pytest.mark.trap("T-136")
def test_tinzaparin_has_no_verified_code_and_is_known_by_its_name():
    rows = [row for each in files().values() for row in each.rows if "tinzaparin" in row.display.lower()]
    assert [row.system for row in rows] == ["ATC"]  # a code of its class; none of a product
    order = medication_request({"text": "Tinzaparin 14,000 units sc daily"})
    assert not feature(ON, order).is_known
    assert "none" in feature(WHICH, medication_request({"text": "Paracetamol"})).possible


@pytest.mark.trap("T-137")
@pytest.mark.parametrize(("drug", "times"), [("1364430", 2), ("1114195", 2), ("1114195", 1)])
def test_two_and_a_half_milligrams_are_no_treatment(drug, times):
    order = medication_request(f"RxNorm|{drug}", dose=(2.5, "mg"), times_a_day=times)
    assert feature(ON, order).value == "absent"
    assert feature("prophylactic_dose", order).value == "present"


@pytest.mark.trap("T-139")
def test_the_list_of_aspirin_holds_plain_aspirin_only():
    displays = [row.display for row in files()["drug_aspirin"].rows]
    assert [each for each in displays if " / " in each or not each.lower().startswith("aspirin")] == []


@pytest.mark.trap("T-142")
def test_what_was_given_without_an_order_in_the_record_leaves_the_treatment_open():
    def asked(name, *administrations, orders=()):
        record = record_with(medications=[*orders, *administrations])
        return Chart(record, feature_knowledge(), NOW, Site(), EXTRACTORS).feature(name)

    other = medication_request({"coding": [{"code": "161"}], "text": "acetaminophen"})
    assert asked(ON, orders=[other]).value == "absent"
    for at, status in ((hours_ago(6), "completed"), (hours_ago(30), "in-progress")):
        found = asked(ON, given(ENOXAPARIN, at, status=status), orders=[other])
        assert (found.is_known, found.state) == (False, State.REFUSED)
        assert any("was given" in note for note in found.notes)
    for at, status in ((days_ago(9), "completed"), (hours_ago(6), "not-done"), (hours_ago(6), "entered-in-error")):
        assert asked(ON, given(ENOXAPARIN, at, status=status), orders=[other]).value == "absent"
    prophylaxis = medication_request(ENOXAPARIN, days_ago(3), dose=(40, "mg"), times_a_day=1)
    assert asked(ON, given(ENOXAPARIN, hours_ago(6)), orders=[prophylaxis]).value == "absent"
    assert asked(ON, given("RxNorm|1658690", hours_ago(6)), orders=[other]).value == "absent", "a flush"
    over = medication_request(ENOXAPARIN, days_ago(700), dose=(40, "mg"), times_a_day=1, status="completed")
    forbidden = medication_request(ENOXAPARIN, days_ago(3), dose=(40, "mg"), times_a_day=1, doNotPerform=True)
    for each in (over, forbidden):
        assert not asked(ON, given(ENOXAPARIN, hours_ago(6)), orders=[each]).is_known


@pytest.mark.trap("T-143")
def test_the_lists_of_interacting_drugs_say_that_they_are_partial():
    assert "partial" in files()["drug_inducer_cyp3a4_pgp"].header["title"] + str(
        files()["drug_inducer_cyp3a4_pgp"].header.get("note", "")
    )


# --- procedures -------------------------------------------------------------------------------------------------

MASSIVE = [
    condition("ICD-10-CM|I82.423", days_ago(4)),
    observation("occlusion-status", "occlusive"),
    observation("limb-threat", False),
]
NOT_YET = ["discharge_with_massive_dvt"]


@pytest.mark.trap("T-126", "T-127", "T-128")
@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("ICD-10-PCS|3E03317", NOT_YET),
        ("ICD-10-PCS|3E04317", NOT_YET),
        ("SNOMED|426347000", NOT_YET),
        ("SNOMED|431933001", NOT_YET),
        ("SNOMED|432948005", []),
        ("LOINC|25028-2", []),
        ("SNOMED|431426008", []),
        ("SNOMED|276982006", []),
        ("CPT|37187", []),
    ],
    ids=["lytic into a vein", "lytic into a central vein", "thrombolytic therapy", "line declotted",
         "catheter lysis", "catheter guided", "thrombectomy", "percutaneous thrombectomy", "pharmacomechanical"],
)  # fmt: skip
def test_only_lysis_by_catheter_and_thrombectomy_have_removed_a_clot(knowledge, code, findings):
    done = procedure(code, days_ago(2))
    found = session(knowledge, hook="encounter-discharge", record=[*MASSIVE, done])
    assert found.findings() == findings


@pytest.mark.trap("T-127")
def test_clearing_a_line_is_no_thrombolysis_of_a_leg():
    assert sets_holding("SNOMED", "431933001").isdisjoint({"proc_thrombolysis", "proc_thrombolysis_catheter"})


@pytest.mark.trap("T-130")
def test_stockings_are_a_procedure_and_a_device():
    held = {row.code for row in files()["proc_compression_stockings"].rows}
    assert {"229511001", "1142015002"} <= held


# --- refusal ----------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-147")
@pytest.mark.parametrize(
    "reason",
    ["SNOMED|182895007", "SNOMED|406149000", "SNOMED|105480006", "ICD-10-CM|Z53.20", "ICD-10-CM|Z53.29",
     f"{ACT_REASON}|PATOBJ"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["reasonCode", "statusReason", "not taken"])
def test_a_refusal_is_an_anticoagulant_not_given_for_a_declined_reason(reason, place):
    if place == "not taken":
        refused = medication_statement(APIXABAN, days_ago(2), status="not-taken", statusReason=[concept(reason)])
    elif place == "statusReason":
        refused = medication_request(APIXABAN, days_ago(2), doNotPerform=True, statusReason=concept(reason))
    else:
        refused = medication_request(APIXABAN, days_ago(2), doNotPerform=True, reasonCode=[concept(reason)])
    assert feature(PREFERENCE, DVT, refused).value == "present"
    assert feature(ON, DVT, refused).value == "absent"


@pytest.mark.trap("T-147")
@pytest.mark.parametrize("reason", ["ICD-10-CM|Z91.148", "SNOMED|183932001"])
def test_forgetting_a_drug_or_not_tolerating_it_is_no_refusal(reason):
    withheld = medication_request(APIXABAN, days_ago(2), doNotPerform=True, reasonCode=[concept(reason)])
    assert not feature(PREFERENCE, DVT, withheld).is_known


@pytest.mark.trap("T-148")
def test_an_anticoagulant_stopped_because_the_patient_declined_it_is_a_refusal():
    stopped = medication_request(APIXABAN, days_ago(2), status="stopped", statusReason=concept("SNOMED|182895007"))
    assert feature(PREFERENCE, DVT, stopped).value == "present"
    for other in ("completed", "active", "on-hold"):
        assert not feature(PREFERENCE, DVT, stopped | {"status": other}).is_known
    assert not feature(PREFERENCE, DVT, stopped | {"statusReason": concept("SNOMED|183932001")}).is_known
    again = medication_request(APIXABAN, days_ago(1), dose=(5, "mg"), times_a_day=2)
    assert not feature(PREFERENCE, DVT, stopped, again).is_known
    assert feature(PREFERENCE, DVT, stopped, observation("anticoagulation-preference", "accepts")).value == "absent"


@pytest.mark.trap("T-150")
def test_a_goal_that_says_no_blood_thinners_is_words_and_is_not_read():
    goal = resource("Goal", {"lifecycleStatus": "active", "description": {"text": "No blood thinners"}})
    record = record_with(conditions=[DVT, goal])
    assert record.state_of("conditions") is KeyState.ANSWERED
    assert [each.type for each in record.resources] == ["Condition"]
    assert record.quarantined == ()
