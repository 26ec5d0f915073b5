"""Exclusions from thrombolysis, relative contraindications, and the ledger's items at their limits."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.feature import State
from tests.builders import allergy, condition, days_ago, medication_request, observation, patient, procedure
from tests.unit.features.bleeding_charts import feature, item

EXCLUDED, RELATIVE, SIR = "lysis_exclusion", "lysis_relative", "sir_relative_only"
PLATELETS, INR, HAEMOGLOBIN, EGFR = "LOINC|777-3", "LOINC|6301-6", "LOINC|718-7", "LOINC|98979-8"
APPENDECTOMY, CRANIOTOMY = "SNOMED|80146002", "SNOMED|25353009"
CIRRHOSIS = "ICD-10-CM|K74.60"


def pressure(systolic: float, diastolic: float) -> dict[str, Any]:
    parts = {"LOINC|8480-6": (systolic, "mm[Hg]"), "LOINC|8462-4": (diastolic, "mm[Hg]")}
    return observation("LOINC|85354-9", components=parts)


def healthy(**instead: Any) -> list[dict[str, Any]]:
    """A man whose laboratory values and blood pressure are documented and normal, with some of them replaced."""
    normal = {
        "platelets": observation(PLATELETS, (220, "10*9/L")),
        "inr": observation(INR, (1.0, "{INR}")),
        "haemoglobin": observation(HAEMOGLOBIN, (14.2, "g/dL")),
        "egfr": observation(EGFR, (95, "mL/min/{1.73_m2}")),
        "pressure": pressure(130, 80),
        "patient": patient("1976-01-01", "male"),
    }
    return [each for each in (normal | instead).values() if each is not None]


def test_with_everything_documented_and_normal_nothing_excludes() -> None:
    assert feature(EXCLUDED, *healthy()).value == "absent"
    assert feature(RELATIVE, *healthy()).value == "absent"
    assert feature(SIR, *healthy()).value == "absent"


@pytest.mark.trap("F-78")
@pytest.mark.parametrize("missing", ["platelets", "inr"])
def test_lysis_exclusion_is_unknown_without_platelets_or_inr(missing: str) -> None:
    found = feature(EXCLUDED, *healthy(**{missing: None}))
    assert not found.is_known
    assert found.state is State.NOT_ASKED


def test_a_present_item_excludes_whatever_was_not_measured() -> None:
    assert feature(EXCLUDED, condition("SNOMED|74474003", days_ago(1))).value == "present"


@pytest.mark.trap("F-78")
@pytest.mark.parametrize("missing", ["platelets", "haemoglobin", "egfr", "pressure"])
def test_relative_contraindications_are_unknown_without_their_measurements(missing: str) -> None:
    assert not feature(RELATIVE, *healthy(**{missing: None})).is_known


@pytest.mark.parametrize(
    ("count", "absolute", "relative"),
    [(49, "present", "absent"), (50, "absent", "present"), (99, "absent", "present"), (100, "absent", "absent")],
)
def test_platelets_exclude_below_50_and_are_reviewed_below_100(count: int, absolute: str, relative: str) -> None:
    record = healthy(platelets=observation(PLATELETS, (count, "10*9/L")))
    assert feature(EXCLUDED, *record).value == absolute
    assert feature(RELATIVE, *record).value == relative


def test_an_old_count_below_50_goes_on_excluding_and_an_old_normal_one_proves_nothing() -> None:
    low, normal = (observation(PLATELETS, (each, "10*9/L"), days_ago(30)) for each in (45, 200))
    assert feature(EXCLUDED, *healthy(platelets=low)).value == "present"
    assert not feature(EXCLUDED, *healthy(platelets=normal)).is_known


@pytest.mark.trap("F-70")
@pytest.mark.parametrize(
    ("days", "absolute", "relative"),
    [
        (2, "present", "absent"),
        (10, "present", "absent"),
        (11, "absent", "present"),
        (21, "absent", "present"),
        (22, "absent", "absent"),
    ],
)
def test_major_surgery_excludes_to_day_ten_and_is_reviewed_to_day_21(days: int, absolute: str, relative: str) -> None:
    operation = procedure(APPENDECTOMY, days_ago(days))
    assert item("surgery_just_now", *healthy(), operation).state == absolute
    assert item("surgery_second_window", *healthy(), operation).state == relative
    assert feature(EXCLUDED, *healthy(), operation).value == absolute
    assert feature(RELATIVE, *healthy(), operation).value == relative


@pytest.mark.trap("F-15")
def test_surgery_dated_to_a_month_that_may_exclude_leaves_it_unknown() -> None:
    assert not feature(EXCLUDED, *healthy(), procedure(APPENDECTOMY, "2026-11")).is_known
    assert feature(EXCLUDED, *healthy(), procedure(APPENDECTOMY, "2026-09")).value == "absent"


def test_surgery_that_was_not_done_or_only_planned_does_not_exclude() -> None:
    assert feature(EXCLUDED, *healthy(), procedure(APPENDECTOMY, days_ago(3), status="not-done")).value == "absent"
    assert feature(EXCLUDED, *healthy(), procedure(APPENDECTOMY, status="preparation")).value == "absent"


def test_the_answer_no_recent_surgery_settles_lysis_without_procedures() -> None:
    asked = ("patient", "conditions", "observations")
    no = observation("recent-major-surgery", False)
    assert not feature(EXCLUDED, *healthy(), asked=asked).is_known
    assert feature(EXCLUDED, *healthy(), no, asked=asked).value == "absent"


def test_an_operation_without_a_known_status_leaves_lysis_open() -> None:
    assert feature(EXCLUDED, *healthy(), procedure(APPENDECTOMY, days_ago(5))).value == "present"
    assert not feature(EXCLUDED, *healthy(), procedure(APPENDECTOMY, days_ago(5), status="unknown")).is_known


def test_the_answer_yes_without_a_date_leaves_lysis_unknown() -> None:
    assert not feature(EXCLUDED, *healthy(), observation("recent-major-surgery", True)).is_known
    dated = procedure(APPENDECTOMY, days_ago(60))
    assert feature(EXCLUDED, *healthy(), observation("recent-major-surgery", True), dated).value == "absent"


@pytest.mark.parametrize(("days", "expected"), [(92, "present"), (93, "absent")])
@pytest.mark.parametrize("code", ["ICD-10-CM|I63.9", "ICD-10-CM|G45.9", "ICD-10-CM|I61.9", "ICD-10-CM|S06.340A"])
def test_stroke_tia_and_intracranial_injury_exclude_for_three_months(code: str, days: int, expected: str) -> None:
    assert feature(EXCLUDED, *healthy(), condition(code, days_ago(days))).value == expected


def test_a_history_of_stroke_without_date_does_not_exclude() -> None:
    assert feature(EXCLUDED, *healthy(), condition("ICD-10-CM|Z86.73")).value == "absent"


@pytest.mark.parametrize(("days", "expected"), [(92, "present"), (93, "absent")])
def test_neurosurgery_excludes_for_three_months(days: int, expected: str) -> None:
    assert feature(EXCLUDED, *healthy(), procedure(CRANIOTOMY, days_ago(days))).value == expected


def test_an_absolute_contraindication_to_anticoagulation_excludes() -> None:
    assert item("no_anticoagulation", *healthy(), condition("ICD-10-CM|D66")).state == "present"
    assert feature(EXCLUDED, *healthy(), condition("ICD-10-CM|D66")).value == "present"


@pytest.mark.parametrize(("inr", "expected"), [(1.6, "absent"), (1.7, "present")])
def test_an_inr_above_one_point_six_excludes_beside_a_liver_condition(inr: float, expected: str) -> None:
    record = healthy(inr=observation(INR, (inr, "{INR}")))
    assert feature(EXCLUDED, *record, condition(CIRRHOSIS, days_ago(300))).value == expected
    assert feature(EXCLUDED, *record).value == "absent"


def test_a_raised_inr_on_warfarin_is_no_hepatic_failure() -> None:
    record = [*healthy(inr=observation(INR, (2.4, "{INR}"))), condition(CIRRHOSIS, days_ago(300))]
    assert feature(EXCLUDED, *record, medication_request("RxNorm|11289")).value == "absent"
    asked = ("patient", "conditions", "observations", "procedures")
    assert not feature(EXCLUDED, *record, asked=asked).is_known


@pytest.mark.parametrize("code", ["ICD-10-CM|K72.10", "ICD-10-CM|K76.82", "SNOMED|710067001"])
def test_hepatic_failure_encephalopathy_and_child_pugh_c_exclude(code: str) -> None:
    found = item("hepatic_failure", *healthy(), condition(code, days_ago(10)))
    assert (found.state, found.sir) == ("present", "relative")


@pytest.mark.parametrize(
    ("systolic", "diastolic", "expected"), [(180, 110, "absent"), (181, 80, "present"), (150, 111, "present")]
)
def test_blood_pressure_above_180_or_110_is_reviewed(systolic: float, diastolic: float, expected: str) -> None:
    record = healthy(pressure=pressure(systolic, diastolic))
    assert item("uncontrolled_blood_pressure", *record).state == expected
    assert feature(RELATIVE, *record).value == expected


def test_one_blood_pressure_number_alone_can_show_it_and_not_exclude_it() -> None:
    systolic = "LOINC|8480-6"
    assert item("uncontrolled_blood_pressure", observation(systolic, (190, "mm[Hg]"))).state == "present"
    assert item("uncontrolled_blood_pressure", observation(systolic, (120, "mm[Hg]"))).state == "unknown"


def test_a_hypertensive_emergency_counts_without_a_blood_pressure() -> None:
    crisis = condition("ICD-10-CM|I16.1", days_ago(1))
    assert item("uncontrolled_blood_pressure", crisis).state == "present"
    assert item("uncontrolled_blood_pressure", crisis, pressure(120, 70)).state == "absent"


@pytest.mark.parametrize(("value", "expected"), [(8.9, "present"), (9.0, "absent")])
def test_haemoglobin_below_nine_is_reviewed(value: float, expected: str) -> None:
    assert feature(RELATIVE, *healthy(haemoglobin=observation(HAEMOGLOBIN, (value, "g/dL")))).value == expected


@pytest.mark.parametrize(("value", "expected"), [(59, "present"), (60, "absent")])
def test_an_estimated_gfr_below_60_is_reviewed(value: float, expected: str) -> None:
    assert (
        item("reduced_kidney_function", *healthy(egfr=observation(EGFR, (value, "mL/min/{1.73_m2}")))).state == expected
    )


@pytest.mark.parametrize(("value", "expected"), [(59, "present"), (60, "absent")])
def test_creatinine_clearance_stands_in_for_the_estimated_gfr(value: float, expected: str) -> None:
    measured = observation("LOINC|2164-2", (value, "mL/min"))
    assert item("reduced_kidney_function", *healthy(egfr=measured)).state == expected


@pytest.mark.parametrize(("days", "expected"), [(92, "present"), (93, "absent")])
def test_gastrointestinal_bleeding_is_reviewed_for_three_months(days: int, expected: str) -> None:
    assert item("recent_gi_bleeding", condition("SNOMED|74474003", days_ago(days))).state == expected


@pytest.mark.parametrize(("days", "expected"), [(10, "present"), (11, "absent")])
def test_delivery_and_trauma_are_reviewed_for_ten_days(days: int, expected: str) -> None:
    assert item("recent_delivery", patient(), condition("ICD-10-CM|O80", days_ago(days))).state == expected
    assert item("recent_major_trauma", condition("SNOMED|262519004", days_ago(days))).state == expected


def test_pregnancy_breast_feeding_endocarditis_and_brain_lesions_are_reviewed() -> None:
    assert item("pregnancy_or_lactation", patient(), observation("pregnant", True)).state == "present"
    assert item("pregnancy_or_lactation", *healthy(), condition("ICD-10-CM|Z39.1", days_ago(3))).state == "present"
    assert item("endocarditis", condition("ICD-10-CM|I33.0", days_ago(3))).state == "present"
    assert item("intracranial_lesion", condition("ICD-10-CM|I67.1", days_ago(900))).state == "present"


def test_retinal_haemorrhage_counts_beside_diabetes_only() -> None:
    bleed, diabetes = condition("ICD-10-CM|H35.61", days_ago(40)), condition("ICD-10-CM|E11.9")
    assert item("diabetic_haemorrhagic_retinopathy", bleed).state == "absent"
    assert item("diabetic_haemorrhagic_retinopathy", bleed, diabetes).state == "present"


def test_an_allergy_to_a_lytic_or_heparin_is_reviewed() -> None:
    assert item("allergy_to_lytic_or_heparin", allergy("RxNorm|8410")).state == "present"
    assert item("allergy_to_lytic_or_heparin", allergy("RxNorm|5224")).state == "present"
    assert item("allergy_to_lytic_or_heparin", medication_request("RxNorm|8410")).state == "absent"
    assert item("allergy_to_lytic_or_heparin", asked=("conditions", "observations")).state == "unknown"


def test_aortic_disease_is_shown_and_never_enters_the_answer() -> None:
    record = [*healthy(), condition("ICD-10-CM|I71.40", days_ago(900))]
    assert item("aortic_disease", *record).state == "present"
    found = feature(RELATIVE, *record)
    assert found.value == "absent"
    assert "aortic aneurysm or dissection: for review" in found.notes


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ([procedure(APPENDECTOMY, days_ago(5))], "present"),
        ([condition("ICD-10-CM|K72.10", days_ago(5))], "present"),
        ([condition("ICD-10-CM|I63.9", days_ago(5))], "absent"),
        ([procedure(APPENDECTOMY, days_ago(5)), condition("ICD-10-CM|D65", days_ago(1))], "absent"),
    ],
)
def test_whether_every_exclusion_is_relative_by_sir_2014(record: list[dict[str, Any]], expected: str) -> None:
    assert feature(SIR, *healthy(), *record).value == expected


def test_whether_exclusions_are_only_relative_is_unknown_while_an_absolute_one_is() -> None:
    undated_stroke = condition("ICD-10-CM|I63.9")
    assert not feature(SIR, *healthy(), procedure(APPENDECTOMY, days_ago(5)), undated_stroke).is_known


def test_an_old_or_undated_gfr_proves_nothing() -> None:
    for at in (days_ago(8), ""):
        old = observation(EGFR, (95, "mL/min/{1.73_m2}"), at)
        assert item("reduced_kidney_function", *healthy(egfr=old)).state == "unknown"


def test_of_two_gfr_values_at_the_same_time_the_lower_is_used() -> None:
    same = days_ago(1)
    two = [observation(EGFR, (each, "mL/min/{1.73_m2}"), same) for each in (50, 90)]
    assert item("reduced_kidney_function", *healthy(egfr=None), *two).state == "present"
    assert item("reduced_kidney_function", *healthy(egfr=None), *reversed(two)).state == "present"


def test_a_gfr_in_an_unknown_unit_is_refused_and_a_missing_one_is_not_asked() -> None:
    broken = observation(EGFR, (50, "furlong"))
    assert item("reduced_kidney_function", *healthy(egfr=broken)).gap is State.REFUSED
    assert item("reduced_kidney_function", *healthy(egfr=None)).gap is State.NOT_ASKED


def test_an_old_bounded_count_that_may_exclude_leaves_it_unknown() -> None:
    old = observation(PLATELETS, ("<", 100, "10*9/L"), days_ago(30))
    found = item("low_platelets", *healthy(platelets=old))
    assert (found.state, found.measured) == ("unknown", True)


def test_an_allergy_to_a_lytic_may_be_a_condition() -> None:
    assert item("allergy_to_lytic_or_heparin", condition("SNOMED|295110005")).state == "present"


def test_whether_exclusions_are_only_relative_is_unknown_before_any_is_known() -> None:
    assert not feature(SIR, *healthy(platelets=None)).is_known
    assert feature(SIR, *healthy(platelets=None), condition("ICD-10-CM|D65")).value == "absent"
    assert feature(SIR, *healthy(platelets=None), procedure(APPENDECTOMY, days_ago(5))).value == "present"


def test_a_blood_pressure_that_was_not_measured_is_told_apart_from_one_that_cannot_be_read() -> None:
    unmeasured = item("uncontrolled_blood_pressure", *healthy(pressure=None))
    assert (unmeasured.gap, unmeasured.measured) == (State.NOT_ASKED, False)
    broken = {"LOINC|8480-6": (130, "furlong"), "LOINC|8462-4": (80, "mm[Hg]")}
    unreadable = item("uncontrolled_blood_pressure", *healthy(pressure=observation("LOINC|85354-9", components=broken)))
    assert (unreadable.gap, unreadable.measured) == (State.REFUSED, True)
