"""Codes with something behind them, and what is no code of its system: neither silences the words beside it."""

from __future__ import annotations

import pytest

from tests.builders import days_ago, feature_knowledge, procedure, record_of

CPT, HCPCS = "http://www.ama-assn.org/go/cpt", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
SNOMED = "http://snomed.info/sct"
WORDS = "Total knee arthroplasty"


def sets_of(system: str, code: str, text: str = "") -> frozenset[str]:
    concept = {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}
    return feature_knowledge().codes.concepts_of(concept)


def named(code: dict) -> list[str]:
    return [each.reason for each in record_of(procedure(code, days_ago(3))).quarantined]


@pytest.mark.parametrize("code", ["27447-LT", "27447 LT", "27447-lt", "27447-22-LT", "27447LT", "27447, 22"])
def test_a_cpt_code_means_the_same_with_its_modifiers(code):
    assert sets_of(CPT, code) == sets_of(CPT, "27447") != frozenset()


def test_a_number_of_cpt_is_read_under_the_uri_of_hcpcs():
    assert sets_of(HCPCS, "61510") == sets_of(CPT, "61510") != frozenset()


@pytest.mark.parametrize("code", ["274470", "2744", "27447-", "27447-LTX", "ARTHROPLASTY", "61510-61576"])
def test_what_has_not_the_form_of_cpt_is_in_no_set(code):
    assert sets_of(CPT, code) == frozenset()


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (CPT, "SURG-114"),
        (CPT, ""),
        (HCPCS, "G0008"),
        ("http://www.cms.gov/Medicare/Coding/ICD10", "TKA"),
        (SNOMED, "see text"),
    ],
)
def test_what_is_no_code_of_its_system_does_not_silence_the_words_beside_it(system, code):
    assert named({"coding": [{"system": system, "code": code}], "text": WORDS}) == [
        "names a major operation in words only"
    ]


@pytest.mark.parametrize(("system", "code"), [(CPT, "99213"), (CPT, "99213-25"), (SNOMED, "386053000")])
def test_a_code_that_is_one_outranks_the_words_beside_it(system, code):
    assert named({"coding": [{"system": system, "code": code}], "text": WORDS}) == []


def test_a_listed_phrase_beside_what_is_no_code_is_read():
    assert sets_of(SNOMED, "n/a", "Gastrocnemius DVT") == {"dvt_calf_muscular_acute"}
    assert sets_of(SNOMED, "386053000", "Gastrocnemius DVT") == frozenset()
