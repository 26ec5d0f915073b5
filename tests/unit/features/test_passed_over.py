"""What is newer than the value that decides and is not used for it: named for every card, never silently dropped."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, hours_ago, observation, patient

WOMAN = patient(born="1996-05-04", gender="female")
DVT = condition("ICD-10-CM|I82.431", days_ago(2))
CALF = condition("ICD-10-CM|I82.461", days_ago(2))
PLATELETS, WEIGHT, CREATININE = "LOINC|777-3", "LOINC|29463-7", "LOINC|2160-0"
STATUS, TEST, HCG = "LOINC|82810-3", "LOINC|2106-3", "LOINC|19080-1"
NOT_PREGNANT, PREGNANT = "LOINC|LA26683-5", "LOINC|LA15173-0"
EGFR = "mL/min/{1.73_m2}"
DDU, FEU = "LOINC|48066-5", "LOINC|48065-7"


# --- laboratory values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("newer", "why"),
    [
        (observation(PLATELETS, (20, "10*9/L"), hours_ago(1), status="preliminary"), "preliminary"),
        (observation(PLATELETS, {"valueQuantity": {"value": 20, "unit": "zz"}}, hours_ago(1)), "could not be read"),
        (observation(PLATELETS, {"valueString": "12,000"}, hours_ago(1)), "could not be read"),
    ],
)
def test_a_newer_count_that_is_not_used_is_named_and_the_older_final_one_decides(extracted, newer, why):
    found = extracted("platelets_10e9_l", observation(PLATELETS, (200, "10*9/L"), days_ago(3)), newer)
    (told,) = found.passed_over
    assert found.value == "from_100"
    assert told.startswith("Platelet count: a newer value of 2026-11-22")
    assert why in told


def test_an_older_count_that_is_not_used_is_not_worth_a_line(extracted):
    older = observation(PLATELETS, (20, "10*9/L"), days_ago(3), status="preliminary")
    assert extracted("platelets_10e9_l", older, observation(PLATELETS, (200, "10*9/L"))).passed_over == ()


def test_a_test_that_is_only_registered_has_nothing_to_be_named(extracted):
    final = observation(PLATELETS, (200, "10*9/L"), days_ago(3))
    assert extracted("platelets_10e9_l", final, observation(PLATELETS, status="registered")).passed_over == ()


def test_the_only_count_is_named_when_it_is_not_final_and_a_stale_one_stays_stale(extracted):
    preliminary = observation(PLATELETS, (20, "10*9/L"), status="preliminary")
    for older in ((), (observation(PLATELETS, (200, "10*9/L"), days_ago(30)),)):
        found = extracted("platelets_10e9_l", preliminary, *older)
        assert not found.is_known
        assert "preliminary" in found.passed_over[0]


def test_the_clearance_names_the_creatinine_and_the_weight_its_own(extracted):
    record = [
        patient(),
        observation(CREATININE, (0.9, "mg/dL"), days_ago(6)),
        observation(CREATININE, {"valueQuantity": {"value": 9, "unit": "mg/dl.."}}, hours_ago(2)),
        observation(WEIGHT, (70, "kg"), days_ago(6)),
        observation(WEIGHT, (40, "kg"), hours_ago(2), status="preliminary"),
    ]
    clearance, weight = extracted("crcl_ml_min", *record), extracted("weight_kg", *record)
    assert clearance.is_known
    assert [each.split(":")[0] for each in clearance.passed_over] == ["Creatinine in serum or blood"]
    assert [each.split(":")[0] for each in weight.passed_over] == ["Body weight, measured"]


LYSIS = ("LOINC|8480-6", (130, "mm[Hg]"), (230, "mm[Hg]")), ("LOINC|98979-8", (90, EGFR), (20, EGFR))


@pytest.mark.parametrize(("code", "final", "preliminary"), LYSIS)
def test_the_relative_list_of_lysis_names_what_it_does_not_use(extracted, code, final, preliminary):
    older, newer = observation(code, final, days_ago(2)), observation(code, preliminary, status="preliminary")
    assert "preliminary" in extracted("lysis_relative", DVT, older, newer).passed_over[0]
    assert extracted("lysis_relative", DVT, older).passed_over == ()


def test_the_bleeding_count_names_a_bilirubin_that_it_does_not_use(extracted):
    older = observation("LOINC|1975-2", (1, "mg/dL"), days_ago(2))
    newer = observation("LOINC|1975-2", (9, "mg/dL"), status="preliminary")
    assert "preliminary" in extracted("bleeding_category", DVT, older, newer).passed_over[0]


# --- pregnancy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "newer",
    [
        observation(STATUS, {"valueString": "Pregnant"}, hours_ago(1)),
        observation(TEST, {"valueString": "weakly positive"}, hours_ago(1)),
        observation(HCG, (5000, "mIU/mL"), hours_ago(1)),
        observation("LOINC|18185-9", (9, "zz"), hours_ago(1)),
        observation(STATUS, PREGNANT, hours_ago(1), status="preliminary"),
        condition("ICD-10-CM|Z33.1", hours_ago(1), verification="provisional"),
    ],
)
@pytest.mark.parametrize(
    "no", [observation(STATUS, NOT_PREGNANT, days_ago(2)), observation("pregnant", False, days_ago(2))]
)
def test_not_pregnant_does_not_stand_beside_a_newer_finding_that_may_say_otherwise(extracted, no, newer):
    found = extracted("pregnancy", WOMAN, no, newer)
    assert (found.is_known, found.state) == (False, State.REFUSED)
    bare = "an hCG number alone, neither positive nor negative"
    assert {each.note for each in found.evidence} & {"cannot be read", bare, "preliminary", "provisional", "suspected"}


def test_not_pregnant_stands_beside_an_older_one_and_beside_a_negative_one_that_is_not_final(extracted):
    no = observation(STATUS, NOT_PREGNANT, days_ago(1))
    for other in (
        observation(TEST, {"valueString": "weakly positive"}, days_ago(3)),
        observation(STATUS, PREGNANT, days_ago(3), status="preliminary"),
        observation(TEST, "SNOMED|260385009", hours_ago(1), status="preliminary"),
        observation(TEST, status="registered"),
    ):
        assert extracted("pregnancy", WOMAN, no, other).value == "absent"


def test_pregnant_stands_beside_a_newer_finding_that_cannot_be_read(extracted):
    unread = observation(TEST, {"valueString": "weakly positive"}, hours_ago(1))
    assert extracted("pregnancy", WOMAN, observation(STATUS, PREGNANT, days_ago(2)), unread).value == "present"


def test_a_man_is_not_pregnant_whatever_cannot_be_read(extracted):
    unread = observation(TEST, {"valueString": "weakly positive"}, hours_ago(1))
    assert extracted("pregnancy", patient(gender="male"), unread).value == "absent"


@pytest.mark.parametrize(("word", "value"), [("Positive", "present"), ("NEGATIVE", "absent")])
def test_a_test_in_one_word_is_read(extracted, word, value):
    assert extracted("pregnancy", WOMAN, observation(TEST, {"valueString": word})).value == value
    assert extracted("pregnancy", WOMAN, observation(TEST, {"valueCodeableConcept": {"text": word}})).value == value


@pytest.mark.parametrize("words", ["not positive", "negative?", "positive control", "pos"])
def test_other_words_are_not_read(extracted, words):
    assert not extracted("pregnancy", WOMAN, observation(TEST, {"valueString": words})).is_known


# --- D-dimer and HIT ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [100, 300, 900])
@pytest.mark.parametrize("codes", [[FEU, DDU], [DDU, FEU]])
def test_a_d_dimer_coded_in_both_families_is_contradictory(extracted, codes, amount):
    found = extracted("d_dimer_positive", CALF, observation(codes, (amount, "ng/mL"), days_ago(1)))
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert any("codes for FEU and for DDU" in each for each in found.notes)


def test_a_d_dimer_of_one_family_is_still_judged(extracted):
    assert extracted("d_dimer_positive", CALF, observation(DDU, (300, "ng/mL"), days_ago(1))).value == "present"
    assert extracted("d_dimer_positive", CALF, observation(FEU, (300, "ng/mL"), days_ago(1))).value == "absent"


def test_a_suspected_thrombocytopenia_by_heparin_is_named(extracted):
    suspected = condition("ICD-10-CM|D75.82", days_ago(1), verification="provisional")
    found = extracted("hit", suspected)
    assert not found.is_known
    assert "suspected" in found.passed_over[0]
    assert extracted("hit").passed_over == ()
    assert extracted("hit", suspected, condition("ICD-10-CM|D75.82", days_ago(1))).passed_over == ()
