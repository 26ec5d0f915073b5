"""The absolute contraindication to anticoagulation and its items."""

from __future__ import annotations

import pytest

from service.features.current_drug import SETS
from tests.builders import allergy, condition, days_ago, encounter, hours_ago, observation
from tests.unit.features.bleeding_charts import feature, item

NAME = "ac_absolute_contraindication"
PLATELETS = "LOINC|777-3"
INGREDIENTS = {
    "apixaban": "1364430", "rivaroxaban": "1114195", "edoxaban": "1599538", "dabigatran": "1037042",
    "enoxaparin": "67108", "dalteparin": "67109", "fondaparinux": "321208", "heparin": "5224", "warfarin": "11289",
}  # fmt: skip


def allergies(*drugs: str):
    return [allergy(f"RxNorm|{INGREDIENTS[drug]}") for drug in drugs]


@pytest.mark.trap("F-76")
@pytest.mark.parametrize(("count", "expected"), [(24, "present"), (25, "absent")])
def test_platelets_below_25_contraindicate(count: int, expected: str) -> None:
    assert feature(NAME, observation(PLATELETS, (count, "10*9/L"))).value == expected


def test_an_old_count_below_25_goes_on_contraindicating_until_a_newer_one_refutes_it() -> None:
    old = observation(PLATELETS, (20, "10*9/L"), days_ago(20))
    found = feature(NAME, old)
    assert found.value == "present"
    assert found.evidence[0].note == "old, and no newer value refutes it"
    assert feature(NAME, old, observation(PLATELETS, (60, "10*9/L"), days_ago(2))).value == "absent"
    assert feature(NAME, observation(PLATELETS, (60, "10*9/L"), days_ago(20))).value == "absent"


def test_platelets_that_nobody_measured_count_as_absent_and_are_listed() -> None:
    found = feature(NAME)
    assert found.value == "absent"
    assert found.notes == ("not measured: platelets below the limit for anticoagulation",)


def test_a_count_that_a_comparator_leaves_open_is_unknown() -> None:
    assert not feature(NAME, observation(PLATELETS, ("<", 40, "10*9/L"))).is_known
    assert feature(NAME, observation(PLATELETS, ("<", 25, "10*9/L"))).value == "present"


def test_a_count_of_four_days_ago_is_too_old_in_an_inpatient() -> None:
    inpatient = encounter("IMP", days_ago(6))
    assert feature(NAME, inpatient, observation(PLATELETS, (200, "10*9/L"), hours_ago(73))).notes != ()
    assert (
        item("very_low_platelets", inpatient, observation(PLATELETS, (200, "10*9/L"), hours_ago(73))).measured is False
    )
    assert (
        item("very_low_platelets", inpatient, observation(PLATELETS, (200, "10*9/L"), hours_ago(71))).measured is True
    )


@pytest.mark.trap("F-76")
@pytest.mark.parametrize(("days", "expected"), [(30, "present"), (31, "absent")])
@pytest.mark.parametrize("code", ["ICD-10-CM|I61.9", "ICD-10-CM|S06.340A"])
def test_intracranial_haemorrhage_contraindicates_for_thirty_days(code: str, days: int, expected: str) -> None:
    assert feature(NAME, condition(code, days_ago(days))).value == expected
    assert feature(NAME, condition(code, days_ago(days), clinical="resolved")).value == expected


def test_an_undated_intracranial_haemorrhage_leaves_it_unknown() -> None:
    found = feature(NAME, condition("ICD-10-CM|I61.9"))
    assert not found.is_known
    assert "recent intracranial haemorrhage: not known" in found.notes


def test_haemophilia_contraindicates_and_thrombophilia_does_not() -> None:
    assert feature(NAME, condition("ICD-10-CM|D66", "1990-01-01")).value == "present"
    assert feature(NAME, condition("ICD-10-CM|D68.61")).value == "absent"


def test_von_willebrand_disease_is_for_review_only() -> None:
    found = feature(NAME, condition("ICD-10-CM|D68.01"))
    assert found.value == "absent"
    assert any("von Willebrand" in note for note in found.notes)


def test_active_bleeding_is_an_input_of_its_own() -> None:
    bleed = condition("SNOMED|74474003", days_ago(1))
    assert feature(NAME, bleed).value == "absent"
    assert item("active_major_bleeding", bleed).state == "present"


@pytest.mark.trap("F-76")
def test_allergy_to_every_class_contraindicates_and_to_all_but_one_does_not() -> None:
    assert feature(NAME, *allergies(*SETS)).value == "present"
    assert feature(NAME, *allergies(*(each for each in SETS if each != "warfarin"))).value == "absent"


@pytest.mark.trap("T-89")
def test_heparin_induced_thrombocytopenia_bars_the_heparins() -> None:
    others = [each for each in SETS if each not in ("enoxaparin", "dalteparin", "heparin")]
    assert feature(NAME, *allergies(*others)).value == "absent"
    assert feature(NAME, *allergies(*others), condition("SNOMED|73397007")).value == "present"


def test_allergies_that_were_not_asked_for_do_not_make_it_unknown() -> None:
    found = feature(NAME, asked=("conditions", "observations"))
    assert found.value == "absent"
    assert "allergies not known" in found.notes


def test_a_neuraxial_catheter_is_not_checked() -> None:
    assert item("neuraxial_catheter").state == "not_checked"


@pytest.mark.parametrize("state", ["partial", "unreachable"])
def test_conditions_not_answered_in_full_leave_it_unknown(state: str) -> None:
    assert not feature(NAME, **{state: ("conditions",)}).is_known
