"""National classifications: what is read as WHO ICD-10, what is only named, and how sure a German diagnosis is."""

from __future__ import annotations

import pytest

from service.fhir.certainty import certainty_told
from service.fhir.shapes import NO_SETS, Resource
from service.fhir.status import is_current_condition, is_history, is_refuted, is_suspected
from tests.builders import feature_knowledge

GM, AM, CA = (
    "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
    "http://hl7.org/fhir/sid/icd-10-am",
    "http://hl7.org/fhir/sid/icd-10-ca",
)
CPT, SNOMED, LOINC = "http://www.ama-assn.org/go/cpt", "http://snomed.info/sct", "http://loinc.org"


@pytest.fixture(scope="module")
def codes():
    return feature_knowledge().codes


@pytest.mark.parametrize("system", [GM, AM, CA, "http://fhir.de/CodeSystem/dimdi/icd-10-gm"])
def test_a_national_code_is_read_as_the_who_code_it_begins_with(codes, system):
    assert codes.concepts(system, "I80.28") == codes.concepts("http://hl7.org/fhir/sid/icd-10", "I80.2") != set()
    assert "bleeding_gi" in codes.concepts(system, "K92.2")
    assert codes.concepts(system, "I82.4") == codes.concepts(system, "J45.0") == set()


def test_a_row_of_its_own_comes_before_the_who_code(codes):
    assert codes.concepts(GM, "D69.53") == {"heparin_induced_thrombocytopenia"}
    assert codes.concepts(GM, "D69.58!") == codes.concepts("http://hl7.org/fhir/sid/icd-10", "D69.5")


def test_another_national_icd_10_is_not_read_and_may_mean_either(codes):
    spanish = "urn:example:cie-10-es"
    assert codes.concepts(spanish, "I82.4") == set()
    assert codes.may_mean(spanish, "I82.432") == codes.concepts("http://hl7.org/fhir/sid/icd-10-cm", "I82.432")
    assert "active_malignancy" in codes.may_mean(spanish, "C50.9")
    assert codes.may_mean(spanish, "J45.0") == codes.may_mean(GM, "C50.9") == codes.may_mean("urn:x", "C50.9") == set()


def test_a_system_without_rows_of_a_set_does_not_silence_the_words_for_it(codes):
    words = codes.words.in_concept
    hip = {"coding": [{"system": LOINC, "code": "1"}], "text": "Total hip arthroplasty"}
    assert [each.says for each in words("Procedure", hip, codes)] == ["a major operation"]
    hip["coding"] = [{"system": CPT, "code": "99213"}]
    assert words("Procedure", hip, codes) == ()
    hit = {
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "D69.5"}],
        "text": "Heparin induced thrombocytopenia",
    }
    assert [each.sets for each in words("Condition", hit, codes)] == [{"heparin_induced_thrombocytopenia"}]


@pytest.mark.parametrize(
    ("kind", "system", "code", "named"),
    [
        ("Procedure", "http://fhir.de/CodeSystem/bfarm/ops", "5-820.00", "surgery_major"),
        ("Procedure", "http://fhir.de/CodeSystem/bfarm/ops", "8-854.3", "dialysis"),
        ("Procedure", "http://fhir.de/CodeSystem/bfarm/ops", "3-222", ""),
        ("Procedure", "https://fhir.hl7.org.uk/Id/opcs-4", "W37.1", "surgery_major"),
        ("Condition", "http://hl7.org/fhir/sid/icd-9-cm", "453.41", "dvt_unspecified_site"),
        ("Condition", "http://hl7.org/fhir/sid/icd-9-cm", "401.9", ""),
        ("Condition", "http://id.who.int/icd/release/11/mms", "BB00.0", "pulmonary_embolism_acute"),
        ("Condition", "http://hl7.org/fhir/sid/icpc-2", "D15", "bleeding_gi"),
    ],
)
def test_a_grave_code_of_a_classification_that_is_not_read_is_named(codes, kind, system, code, named):
    found = codes.words.in_concept(kind, {"coding": [{"system": system, "code": code}]}, codes)
    assert {one for each in found for one in each.sets} >= ({named} if named else set())
    assert bool(found) is bool(named)


def test_beside_a_listed_code_it_is_silent(codes):
    both = {
        "coding": [
            {"system": "http://hl7.org/fhir/sid/icd-9-cm", "code": "453.41"},
            {"system": SNOMED, "code": "38341003"},
        ]
    }
    assert codes.words.in_concept("Condition", both, codes) == ()


# --- how sure ---------------------------------------------------------------------------------------------------


def german(letter, where="coding", **more):
    told = [{"url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit", **letter}]
    coding = {"system": GM, "code": "I80.28"}
    data = {"code": {"coding": [{**coding, "extension": told} if where == "coding" else coding]}, **more}
    if where == "resource":
        data["extension"] = told
    return Resource("Condition", "x", "Condition/x", "", NO_SETS, (), data)


CODED = [lambda letter: {"valueCoding": {"code": letter}}, lambda letter: {"valueCode": letter}]


@pytest.mark.parametrize("where", ["coding", "resource"])
@pytest.mark.parametrize("shape", CODED)
def test_excluded_suspected_and_past_are_told_by_the_german_certainty(shape, where):
    assert is_refuted(german(shape("A"), where))
    assert is_suspected(german(shape("V"), where)) and not is_current_condition(german(shape("V"), where))
    assert is_history(german(shape("Z"), where, clinicalStatus={"coding": [{"code": "active"}]}))
    assert is_current_condition(german(shape("G"), where))


def test_a_verification_status_outranks_it():
    confirmed = {"coding": [{"code": "confirmed"}]}
    assert is_current_condition(german({"valueCode": "A"}, verificationStatus=confirmed))
    assert is_current_condition(german({"valueCode": "Z"}, verificationStatus=confirmed))


@pytest.mark.parametrize("told", [{"valueCode": "Q"}, {"valueCoding": 5}, {}, {"valueCoding": {"code": ["A"]}}])
def test_what_cannot_be_read_of_it_leaves_a_suspicion(told):
    assert is_suspected(german(told))


@pytest.mark.parametrize(
    "data", [{}, {"code": 5}, {"code": {"coding": [5]}}, {"extension": "x"}, {"extension": [{"url": 1}]}]
)
def test_without_it_nothing_is_told(data):
    assert certainty_told(data) == ""
