"""Words instead of codes, and codings in an unusual order."""

from __future__ import annotations

import json

import pytest

from service.fhir.record import read_record
from tests.builders import (
    NOW,
    PATIENT,
    bundle,
    condition,
    days_ago,
    diagnostic_report,
    feature_knowledge,
    observation,
    patient,
)
from tests.traps.answers import ask
from tests.unit.features.bleeding_charts import feature

CONFIRMED = "acute_leg_dvt_confirmed"
MUSCULAR, LEG = "ICD-10-CM|I82.461", "SNOMED|404223003"
DVT = condition(MUSCULAR, days_ago(3))
SNOMED, LOCAL = "http://snomed.info/sct", "urn:oid:1.2.3.4"
MAN = patient("1986-01-01", "male")
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


# --- words ------------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-24")
@pytest.mark.parametrize(
    "words",
    [
        "Acute DVT left calf (soleal and peroneal veins), extensive",
        "L popliteal v. thrombosis",
        "DVT LLE 3/2026",
        "Thrombus in both peroneal veins",
        "?DVT right leg",
        "Clot in superficial femoral vein",
        "Suspected deep vein thrombosis of lower limb",
        "Deep vein thrombophlebitis left leg",
        "thrombus in left CFV",
        "VTE left leg",
        "Venous thromboembolism of the left leg",
    ],
)
def test_a_leg_dvt_in_words_that_are_no_listed_phrase_is_not_read_as_absent(knowledge, words):
    named = condition({"text": words}, days_ago(2))
    found = ask(knowledge, MAN, named)
    assert found.features[CONFIRMED].possible == {"present", "absent"}
    assert found.features[CONFIRMED].evidence[0].note == "named in words only"
    assert (found.state, found.decision.rule) == ("cannot-tell", "R2")
    assert words not in str(found.cards), "free text does not reach the card"


@pytest.mark.trap("F-24")
@pytest.mark.parametrize(
    "words",
    [
        "No DVT", "DVT excluded", "History of DVT", "h/o DVT 2012", "Family history of DVT", "DVT prophylaxis",
        "At risk of deep vein thrombosis", "Old DVT left leg", "Chronic femoral vein thrombosis", "DVT left arm",
        "Portal vein thrombosis", "Superficial thrombophlebitis of leg", "Subclavian vein thrombosis", "Back pain",
        "Superficial vein thrombosis of calf", "Thrombosis of popliteal artery aneurysm",
        "Post-thrombotic syndrome of leg", "DVT ruled out", "Negative for DVT", "DVT LUE", "DVT left UE", "DVT R IJ",
        "mother had DVT", "mother had DVT of left leg", "DVT (father)", "no DVT", "history of DVT", "family hx: DVT",
        "No evidence of acute DVT in either leg", "No sonographic or clinical evidence at all for DVT", "No PE or DVT",
        "No PE/DVT", "History of PE and DVT", "Risk of PE or DVT", "DVT of left leg was excluded", "DVT is not seen",
        "DVT, history of", "DVT, left leg, resolved", "DVT, ruled out", "DVT, left arm",
        "Personal history of DVT (deep vein thrombosis) of left leg", "DVT/PE prophylaxis", "s/p DVT left leg",
        "VTE prophylaxis after knee surgery", "VTE", "Thrombophlebitis of leg", "FV Leiden, portal vein thrombosis",
        "Negative for DVT or thrombus in left leg", "left leg clot negative on ultrasound", "Denies leg clots",
    ],
)  # fmt: skip
def test_words_that_deny_recall_or_place_it_elsewhere_are_no_suspicion(knowledge, words):
    found = ask(knowledge, MAN, condition({"text": words}, days_ago(2)))
    assert (found.features[CONFIRMED].value, found.state) == ("absent", "nothing")


DOUBT = [
    "DVT not excluded", "DVT not ruled out", "DVT cannot be excluded", "DVT not yet ruled out", "DVT to be ruled out",
    "Cannot rule out DVT", "DVT has not been excluded", "DVT not resolved",
]  # fmt: skip
BESIDE = [
    "Acute on chronic DVT of left leg", "Acute/chronic DVT left leg", "Previous knee surgery, now acute DVT left leg",
    "no trauma, acute DVT left leg", "No fever; DVT left leg", "Without trauma acute left leg DVT",
    "Not on anticoagulation, DVT left leg", "risk of PE with acute DVT left leg", "No PE. DVT left popliteal",
    "old stroke with new DVT left leg", "75-year-old female with acute DVT left leg", "DVT despite prophylaxis",
    "Recurrent DVT not on anticoagulation", "DVT left leg, PE ruled out", "DVT left leg, risk of PE",
    "DVT left leg with history of cancer", "History of DVT, now acute DVT left leg", "No extension of DVT left leg",
    "Screening for malignancy after DVT left leg", "History of PE, acute DVT left leg", "Arm fracture, acute DVT",
    "DVT left leg negative D-dimer", "DVT of left arm and left leg", "Nursing mother with DVT",
    "3-day-old DVT left leg", "DVT left leg absent pulses", "DVT left leg negative for PE", "D-dimer negative DVT leg",
    "DVT with relative contraindication to thrombolysis", "No DVT right leg, DVT left leg",
]  # fmt: skip


@pytest.mark.trap("F-24")
@pytest.mark.parametrize("words", [*DOUBT, *BESIDE])
def test_doubt_and_words_about_something_else_are_no_denial(knowledge, words):
    found = ask(knowledge, MAN, condition({"text": words}, days_ago(2)))
    assert found.features[CONFIRMED].possible == {"present", "absent"}
    assert (found.state, found.decision.rule) == ("cannot-tell", "R2")


@pytest.mark.trap("F-24")
def test_the_result_of_a_scan_in_words_is_read_by_its_whole_phrase_and_otherwise_left_open():
    def result(words):
        return observation("LOINC|46363-8", {"valueCodeableConcept": {"text": words}}, days_ago(1))

    def report(words):
        return diagnostic_report("LOINC|46363-8", days_ago(1), conclusions=[{"text": words}])

    for written in (result, report):
        assert feature(CONFIRMED, written("Left popliteal vein thrombosis")).value == "present"
        assert not feature(CONFIRMED, written("Occlusive clot in the soleal veins, 4 cm")).is_known
        assert feature(CONFIRMED, written("No DVT")).value == "absent"
        suspected = condition(LEG, days_ago(2), verification="provisional")
        assert not feature(CONFIRMED, suspected, written("No DVT")).is_known, "words exclude nothing"


@pytest.mark.trap("F-24")
def test_a_dvt_in_words_is_bound_by_status_and_date_as_a_coded_suspicion_is():
    words = {"text": "Extensive thrombosis of the left calf veins"}
    assert not feature(CONFIRMED, condition(words, days_ago(90))).is_known
    assert feature(CONFIRMED, condition(words, days_ago(91))).value == "absent"
    for over in ({"clinical": "resolved"}, {"verification": "refuted"}, {"clinical": None, "abated": days_ago(1)}):
        assert feature(CONFIRMED, condition(words, days_ago(5), **over)).value == "absent"
    negative = observation("LOINC|46363-8", "SNOMED|260385009", days_ago(1))
    assert feature(CONFIRMED, condition(words, days_ago(3)), negative).value == "absent"
    coded = condition("ICD-10-CM|I82.461", days_ago(3))
    assert feature(CONFIRMED, coded, condition(words, days_ago(3))).value == "present"
    assert feature("location", coded, condition(words, days_ago(3))).value == "gastrocnemius_only"


@pytest.mark.trap("F-24", "F-30")
def test_words_that_cannot_be_decoded_do_no_harm():
    code = {"coding": [{"system": LOCAL, "code": "1", "display": "DVT of the QQQ leg"}]}
    body = json.dumps(bundle([condition(code, days_ago(2)), DVT])).encode().replace(b"QQQ", b"\xff\xfe")
    record = read_record({"conditions": body}, patient_id=PATIENT, codes=feature_knowledge().codes, now=NOW)
    assert [each.id for each in record.resources] == [DVT["id"]]


@pytest.mark.trap("T-9")
@pytest.mark.parametrize("place", ["text", "display"])
def test_a_snomed_code_that_the_sample_lacks_is_a_suspicion_where_its_words_name_a_leg_dvt(place):
    words = "Acute deep vein thrombosis of left soleal vein"
    code = {"coding": [{"system": SNOMED, "code": "999999999999"}]}
    if place == "text":
        code["text"] = words
    else:
        code["coding"][0]["display"] = words
    assert not feature(CONFIRMED, condition(code, days_ago(2))).is_known
    local = {"coding": [{"system": LOCAL, "code": "DVT-L", "display": words}]}
    assert not feature(CONFIRMED, condition(local, days_ago(2))).is_known
    icd = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M79.605", "display": words}]}
    assert feature(CONFIRMED, condition(icd, days_ago(2))).value == "absent", "a complete classification means its code"


ICD_10_CM, ICD_10 = "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"


@pytest.mark.trap("T-9", "F-24")
@pytest.mark.parametrize("system", [ICD_10_CM, ICD_10])
@pytest.mark.parametrize("code", ["I82", "I82.9", "I82.89", "I82.890", "I82.8", "I8289", "i82.2", "UNK", "?", "I82.99"])
def test_an_unspecific_thrombosis_code_or_none_at_all_leaves_the_word_to_the_text(system, code):
    named = {"coding": [{"system": system, "code": code}], "text": "Acute DVT of left leg"}
    found = feature(CONFIRMED, condition(named, days_ago(2)))
    assert found.possible == {"present", "absent"}
    if (system, code) != (ICD_10, "I82.9"):  # which WHO lists for a vein that is not stated
        elsewhere = {"coding": [{"system": system, "code": code}], "text": "Ovarian vein thrombosis"}
        assert feature(CONFIRMED, condition(elsewhere, days_ago(2))).value == "absent"


@pytest.mark.trap("T-9")
@pytest.mark.parametrize("code", ["M79.605", "M79605", "R60.0", "Z86.718", "I83.90", "I26.99", "O22.5"])
def test_a_code_of_a_complete_classification_means_what_it_says(code):
    named = {"coding": [{"system": ICD_10_CM, "code": code}], "text": "Acute DVT of left leg"}
    assert feature(CONFIRMED, condition(named, days_ago(2))).value == "absent"


@pytest.mark.trap("F-23")
def test_a_finding_read_from_words_is_named_by_its_own_set_on_the_card():
    popliteal = feature(CONFIRMED, condition({"text": "Left popliteal vein thrombosis"}, days_ago(1)))
    assert popliteal.evidence[0].what == "Acute thrombosis of the popliteal vein"
    dimer = feature("d_dimer_positive", observation({"text": "D-Dimer"}, (900, "ng/mL"), interpretation="H"))
    assert dimer.evidence[0].what == "D-dimer, unit family not stated"


@pytest.mark.trap("F-23")
def test_a_measurement_in_words_is_read_by_its_whole_phrase_only():
    assert feature("length_cm", DVT, observation({"text": "Thrombus length"}, (6, "cm"))).value == "over_5"
    assert not feature("length_cm", DVT, observation({"text": "Thrombus length (estimated)"}, (6, "cm"))).is_known


# --- codings and status -----------------------------------------------------------------------------------------


@pytest.mark.trap("F-20")
def test_every_coding_is_tried_wherever_the_known_one_stands():
    local = {"system": LOCAL, "code": "D77", "display": "Beinvenenthrombose"}
    icd = {"system": "urn:oid:2.16.840.1.113883.6.90", "code": "I82461"}
    for codings in ([local, icd], [icd, local], [{"code": "x"}, local, icd]):
        found = condition({"coding": codings, "text": "thrombosis"}, days_ago(2))
        assert feature("location", found).value == "gastrocnemius_only"


@pytest.mark.trap("F-20", "F-6")
@pytest.mark.parametrize(
    ("clinical", "verification", "value"),
    [
        ([(LOCAL, "1"), (CLINICAL, "active")], [(VERIFICATION, "confirmed"), (LOCAL, "2")], "present"),
        ([(CLINICAL, "active")], [(LOCAL, "V"), (VERIFICATION, "confirmed")], "present"),
        ([(LOCAL, "A"), (CLINICAL, "resolved")], [(VERIFICATION, "confirmed")], "absent"),
        ([(LOCAL, "A"), (CLINICAL, "active")], [(LOCAL, "X"), (VERIFICATION, "refuted")], "absent"),
        ([(LOCAL, "A"), (CLINICAL, "active")], [(LOCAL, "X"), (VERIFICATION, "entered-in-error")], "absent"),
        ([(LOCAL, "A"), (CLINICAL, "active")], [(LOCAL, "X"), (VERIFICATION, "provisional")], None),
    ],
)
def test_a_status_is_read_behind_a_local_coding_too(clinical, verification, value):
    members = {
        "clinicalStatus": {"coding": [{"system": system, "code": code} for system, code in clinical]},
        "verificationStatus": {"coding": [{"system": system, "code": code} for system, code in verification]},
    }
    assert feature(CONFIRMED, condition(MUSCULAR, days_ago(2), **members)).value == value
