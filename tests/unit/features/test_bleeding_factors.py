"""Each factor of the CHEST bleeding count at its boundary, and the single factors of ruling 29."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.bleeding_factors import COUNTED, SINGLE, Factor, bleeding_factors
from service.features.sought import NOTHING
from tests.builders import (
    condition,
    days_ago,
    encounter,
    medication_request,
    medication_statement,
    observation,
    patient,
    procedure,
)
from tests.unit.features.bleeding_charts import chart

GI_BLEED, APPENDECTOMY = "SNOMED|74474003", "SNOMED|80146002"
PLATELETS, HAEMOGLOBIN, INR = "LOINC|777-3", "LOINC|718-7", "LOINC|6301-6"
WARFARIN, ASPIRIN, IBUPROFEN = "RxNorm|11289", "RxNorm|1191", "RxNorm|5640"


def factor(name: str, *resources: Any, **settings: Any) -> Factor:
    return next(each for each in bleeding_factors(chart(*resources, **settings)) if each.id == name)


def state(name: str, *resources: Any, **settings: Any) -> str:
    return factor(name, *resources, **settings).state


def aged(years: int) -> dict[str, Any]:
    return patient(f"{2026 - years}-01-01")


@pytest.mark.trap("F-73")
def test_every_factor_is_absent_in_an_empty_answered_record() -> None:
    found = bleeding_factors(chart(aged(50)))
    assert [each.state for each in found] == ["absent"] * (len(COUNTED) + len(SINGLE))
    assert not factor("thrombocytopenia").measured


SPARED = {name: search for listed in (COUNTED, SINGLE) for name, (_, search) in listed.items() if search.sets}


@pytest.mark.parametrize("name", SPARED)
def test_looking_is_spared_only_where_it_would_find_nothing(name: str) -> None:
    assert SPARED[name].look(chart(aged(50))) is NOTHING


@pytest.mark.parametrize("name", [name for name, search in SPARED.items() if search.keys])
def test_looking_is_not_spared_while_a_query_is_not_answered(name: str) -> None:
    unanswered = chart(aged(50), unreachable=SPARED[name].keys)
    looked = SPARED[name].look(unanswered)
    assert next(each for each in bleeding_factors(unanswered) if each.id == name).state == looked.state
    assert looked.state == ("absent" if name == "poor_inr_control" else "unknown")


@pytest.mark.parametrize(
    ("years", "first", "second"),
    [(65, "absent", "absent"), (66, "present", "absent"), (75, "present", "absent"), (76, "present", "present")],
)
def test_age_counts_above_65_and_again_above_75(years: int, first: str, second: str) -> None:
    assert state("age_over_65", aged(years)) == first
    assert state("age_over_75", aged(years)) == second


def test_an_unknown_age_leaves_both_age_items_unknown() -> None:
    nobody = patient(None)
    assert (state("age_over_65", nobody), state("age_over_75", nobody)) == ("unknown", "unknown")


def test_a_partial_birth_date_leaves_only_the_item_unknown_that_it_leaves_open() -> None:
    assert state("age_over_65", patient("1950")) == "present"
    assert state("age_over_75", patient("1950")) == "unknown"


@pytest.mark.parametrize(
    ("count", "counted", "severe"),
    [(49, "present", "present"), (50, "present", "absent"), (99, "present", "absent"), (100, "absent", "absent")],
)
def test_platelets_count_below_100_and_are_severe_below_50(count: int, counted: str, severe: str) -> None:
    value = observation(PLATELETS, (count, "10*9/L"))
    assert state("thrombocytopenia", value) == counted
    assert state("severe_thrombocytopenia", value) == severe


@pytest.mark.trap("T-93")
def test_a_platelet_count_beats_the_code_and_the_code_counts_without_one() -> None:
    coded = condition("ICD-10-CM|D69.6", days_ago(100))
    assert state("thrombocytopenia", coded) == "present"
    assert state("thrombocytopenia", coded, observation(PLATELETS, (180, "10*9/L"))) == "absent"
    assert state("thrombocytopenia", coded, observation(PLATELETS, (180, "10*9/L"), days_ago(8))) == "present"


def test_a_platelet_count_in_an_unknown_unit_leaves_it_unknown() -> None:
    value = observation(PLATELETS, (180, "furlong"))
    assert state("thrombocytopenia", value) == "unknown"
    assert state("severe_thrombocytopenia", value) == "unknown"


@pytest.mark.parametrize(
    ("sex", "value", "expected"),
    [("male", 13.0, "absent"), ("male", 12.9, "present"), ("female", 12.0, "absent"), ("female", 11.9, "present"),
     (None, 11.9, "present"), (None, 12.5, "unknown"), (None, 13.0, "absent")],
)  # fmt: skip
def test_anaemia_is_judged_by_the_limit_of_the_sex(sex: str | None, value: float, expected: str) -> None:
    assert state("anaemia", patient("1976-01-01", sex), observation(HAEMOGLOBIN, (value, "g/dL"))) == expected


@pytest.mark.trap("T-93")
def test_coded_anaemia_counts_only_without_a_haemoglobin() -> None:
    coded = condition("ICD-10-CM|D64.9", days_ago(40))
    assert state("anaemia", coded) == "present"
    assert state("anaemia", coded, observation(HAEMOGLOBIN, (14.1, "g/dL"))) == "absent"


@pytest.mark.trap("F-70")
@pytest.mark.parametrize(
    ("days", "counted", "single"),
    [
        (0, "absent", "present"),
        (2, "absent", "present"),
        (3, "present", "absent"),
        (30, "present", "absent"),
        (31, "absent", "absent"),
    ],
)
def test_surgery_is_severe_for_two_days_and_counts_to_day_thirty(days: int, counted: str, single: str) -> None:
    operation = procedure(APPENDECTOMY, days_ago(days))
    assert state("recent_surgery", operation) == counted
    assert state("surgery_just_now", operation) == single


def test_surgery_without_a_date_leaves_it_unknown() -> None:
    assert state("recent_surgery", procedure(APPENDECTOMY)) == "unknown"


def test_the_answer_no_recent_surgery_settles_it_without_procedures() -> None:
    asked = ("patient", "conditions", "observations")
    assert state("recent_surgery", asked=asked) == "unknown"
    assert state("recent_surgery", observation("recent-major-surgery", False), asked=asked) == "absent"
    assert state("recent_surgery", observation("recent-major-surgery", True), asked=asked) == "unknown"


@pytest.mark.parametrize(
    ("days", "recent", "previous"),
    [(7, "absent", "absent"), (8, "present", "present"), (30, "present", "present"), (31, "absent", "present")],
)
def test_a_bleed_is_active_for_a_week_severe_to_day_thirty_and_then_previous(
    days: int, recent: str, previous: str
) -> None:
    bleed = condition(GI_BLEED, days_ago(days))
    assert state("active_bleeding", bleed) == ("present" if days <= 7 else "absent")
    assert state("recent_major_bleeding", bleed) == recent
    assert state("previous_bleeding", bleed) == previous


def test_a_bleed_that_resolved_within_thirty_days_is_recent() -> None:
    resolved = condition(GI_BLEED, days_ago(40), clinical="resolved", abated=days_ago(20))
    assert state("recent_major_bleeding", resolved) == "present"
    assert state("recent_major_bleeding", condition(GI_BLEED, days_ago(4), clinical="resolved")) == "present"


def test_an_undated_past_bleed_is_previous_bleeding_only() -> None:
    undated = condition(GI_BLEED)
    assert state("previous_bleeding", undated, encounter("AMB", days_ago(9), days_ago(9))) == "present"
    assert state("recent_major_bleeding", undated) == "absent"


@pytest.mark.trap("T-86")
def test_a_history_code_counts_as_weak_previous_bleeding() -> None:
    found = factor("previous_bleeding", condition("ICD-10-CM|Z87.11"))
    assert found.state == "present"
    assert found.notes == ("previous bleeding: weak evidence",)


@pytest.mark.parametrize(("days", "expected"), [(92, "present"), (93, "absent")])
def test_a_stroke_is_a_single_factor_for_three_months_and_counted_ever(days: int, expected: str) -> None:
    stroke = condition("ICD-10-CM|I63.9", days_ago(days))
    assert state("recent_stroke", stroke) == expected
    assert state("stroke", stroke) == "present"


def test_a_transient_ischaemic_attack_is_not_a_stroke() -> None:
    attack = condition("ICD-10-CM|G45.9", days_ago(3))
    assert (state("stroke", attack), state("recent_stroke", attack)) == ("absent", "absent")


@pytest.mark.parametrize(("days", "expected"), [(92, "present"), (93, "absent")])
def test_varices_are_a_single_factor_only_when_they_bled_within_three_months(days: int, expected: str) -> None:
    assert state("varices_bled", condition("ICD-10-CM|I85.01", days_ago(days))) == expected
    assert state("varices_bled", condition("ICD-10-CM|I85.00", days_ago(days))) == "absent"


def test_antiplatelet_and_nsaid_count_when_taken_now() -> None:
    assert state("antiplatelet", medication_request(ASPIRIN)) == "present"
    assert state("antiplatelet", medication_statement(ASPIRIN)) == "present"
    assert state("antiplatelet", medication_request(ASPIRIN, status="stopped")) == "absent"
    assert state("antiplatelet", medication_request(ASPIRIN, doNotPerform=True)) == "absent"
    assert state("nsaid", medication_request(IBUPROFEN)) == "present"


def test_a_statement_whose_period_is_over_is_not_taken() -> None:
    over = medication_statement(ASPIRIN, effectivePeriod={"start": days_ago(90), "end": days_ago(3)})
    assert state("antiplatelet", over) == "absent"


def test_drugs_are_unknown_unless_orders_and_statements_were_asked_for() -> None:
    asked = ("patient", "conditions", "observations", "procedures", "encounters", "medications")
    assert state("nsaid", asked=asked) == "unknown"
    assert state("nsaid", medication_request(IBUPROFEN), asked=asked) == "present"


@pytest.mark.trap("T-93")
def test_renal_failure_by_clearance_beats_stage_four_and_dialysis_beats_both() -> None:
    stage_four = condition("ICD-10-CM|N18.4", days_ago(200))
    clearance = "LOINC|2164-2"
    assert state("renal_failure", stage_four) == "present"
    assert state("renal_failure", stage_four, observation(clearance, (30, "mL/min"))) == "absent"
    assert state("renal_failure", observation(clearance, (29, "mL/min"))) == "present"
    assert state("renal_failure", condition("SNOMED|105502003"), observation(clearance, (45, "mL/min"))) == "present"


def test_a_creatinine_without_weight_counts_as_not_measured() -> None:
    found = factor("renal_failure", observation("LOINC|2160-0", (4.0, "mg/dL")))
    assert (found.state, found.measured) == ("absent", False)


def liver_panel(bilirubin: float, alt: float, *, ranges: bool = True, flag: str | None = None) -> list[dict[str, Any]]:
    def limit(value: float, unit: str) -> dict[str, Any]:
        return {"referenceRange": [{"high": {"value": value, "unit": unit}}]} if ranges else {}

    return [
        observation("LOINC|1975-2", (bilirubin, "mg/dL"), interpretation=flag, **limit(1.2, "mg/dL")),
        observation("LOINC|1742-6", (alt, "U/L"), interpretation=flag, **limit(40, "U/L")),
    ]


@pytest.mark.parametrize(
    ("bilirubin", "alt", "expected"),
    [(2.5, 121, "present"), (2.4, 121, "absent"), (2.5, 120, "absent"), (1.0, 20, "absent")],
)
def test_the_liver_factor_needs_bilirubin_above_twice_and_transaminase_above_three_times_the_limit(
    bilirubin: float, alt: float, expected: str
) -> None:
    assert state("liver_failure", *liver_panel(bilirubin, alt)) == expected


def test_liver_values_without_the_limit_of_the_laboratory_are_unknown_only_when_flagged_high() -> None:
    assert state("liver_failure", *liver_panel(9.0, 900, ranges=False, flag="H")) == "unknown"
    assert state("liver_failure", *liver_panel(0.8, 20, ranges=False)) == "absent"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ICD-10-CM|K74.60", "liver_failure"), ("ICD-10-CM|E11.9", "diabetes"), ("ICD-10-CM|Z91.81", "falls"),
        ("ICD-10-CM|F10.20", "alcohol"), ("ICD-10-CM|I50.9", "reduced_function"), ("SNOMED|710066005", "liver_failure"),
    ],
)  # fmt: skip
def test_a_current_condition_counts_and_a_suspected_or_resolved_one_does_not(code: str, name: str) -> None:
    assert state(name, condition(code, days_ago(400))) == "present"
    assert state(name, condition(code, days_ago(400), clinical="resolved")) == "absent"
    suspected = factor(name, condition(code, days_ago(400), verification="differential"))
    assert suspected.state == "absent"


@pytest.mark.parametrize(("grade", "expected"), [(2, "absent"), (3, "present"), (4, "present")])
def test_ecog_three_or_four_is_reduced_function(grade: int, expected: str) -> None:
    assert state("reduced_function", observation("LOINC|89247-1", grade)) == expected


def test_coded_ecog_answers_are_read() -> None:
    assert state("reduced_function", observation("LOINC|89247-1", "LOINC|LA9625-0")) == "present"
    assert state("reduced_function", observation("LOINC|89247-1", "LOINC|LA9623-5")) == "absent"


def inrs(*values: float, first_days_ago: float = 1, apart: float = 10) -> list[dict[str, Any]]:
    return [observation(INR, (each, "{INR}"), days_ago(first_days_ago + apart * n)) for n, each in enumerate(values)]


def test_poor_inr_control_needs_warfarin() -> None:
    assert state("poor_inr_control", *inrs(4.1)) == "absent"
    assert state("poor_inr_control", *inrs(4.1), medication_request(WARFARIN)) == "present"
    assert state("poor_inr_control", *inrs(4.1), asked=("conditions", "observations")) == "unknown"


@pytest.mark.parametrize(
    ("values", "expected"),
    [((4.0,), "absent"), ((2.5, 3.1, 2.2), "absent"), ((2.5, 3.1, 1.9), "present"), ((2, 3, 2, 3, 2, 5, 5), "absent")],
)
def test_poor_inr_control_is_two_of_the_last_five_outside_two_to_three(
    values: tuple[float, ...], expected: str
) -> None:
    assert state("poor_inr_control", *inrs(*values), medication_request(WARFARIN)) == expected


def test_an_inr_above_four_counts_for_thirty_days() -> None:
    warfarin = medication_request(WARFARIN)
    assert state("poor_inr_control", *inrs(4.5, first_days_ago=30), warfarin) == "present"
    assert state("poor_inr_control", *inrs(4.5, first_days_ago=31), warfarin) == "absent"


def test_hepatic_failure_is_a_single_factor() -> None:
    assert state("hepatic_failure", condition("ICD-10-CM|K72.90", days_ago(10))) == "present"
    assert state("hepatic_failure", condition("ICD-10-CM|K74.60", days_ago(10))) == "absent"
    cirrhosis = condition("ICD-10-CM|K74.60", days_ago(10))
    assert state("hepatic_failure", cirrhosis, *inrs(1.7)) == "present"


def test_of_two_ecog_grades_at_the_same_time_the_worse_is_used() -> None:
    same = days_ago(3)
    grades = [observation("LOINC|89247-1", each, same) for each in (3, 1)]
    assert state("reduced_function", *grades) == "present"
    assert state("reduced_function", *reversed(grades)) == "present"


def test_a_bleed_dated_to_a_month_leaves_it_open_whether_it_is_recent() -> None:
    bleed = condition(GI_BLEED, "2026-10")
    assert state("recent_major_bleeding", bleed) == "unknown"
    assert state("previous_bleeding", bleed) == "present"


def test_a_suspected_bleed_is_no_previous_bleeding() -> None:
    suspected = condition(GI_BLEED, days_ago(20), verification="provisional")
    assert state("previous_bleeding", suspected) == "absent"
    assert state("recent_major_bleeding", suspected) == "absent"


def test_an_inr_that_does_not_count_is_not_in_the_series() -> None:
    warfarin = medication_request(WARFARIN)
    assert state("poor_inr_control", observation(INR, (4.5, "{INR}"), status="preliminary"), warfarin) == "absent"
    assert state("poor_inr_control", observation(INR, (4.5, "{INR}"), ""), warfarin) == "absent"


def test_inrs_that_a_comparator_leaves_open_leave_the_control_unknown() -> None:
    warfarin = medication_request(WARFARIN)
    bounded = [observation(INR, (">", 2.5, "{INR}"), days_ago(each)) for each in (40, 50)]
    assert state("poor_inr_control", *bounded, warfarin) == "unknown"
    assert state("poor_inr_control", bounded[0], warfarin) == "absent"
    assert state("poor_inr_control", observation(INR, (">", 3, "{INR}"), days_ago(2)), warfarin) == "unknown"


def test_counted_factors_are_not_severe_and_single_ones_are() -> None:
    assert {each.id for each in bleeding_factors(chart()) if each.severe} == set(SINGLE)


def test_a_liver_value_in_an_unknown_unit_leaves_the_factor_unknown() -> None:
    panel = liver_panel(2.5, 121)
    panel[0]["valueQuantity"] = {"value": 2.5, "unit": "furlong"}
    assert state("liver_failure", *panel) == "unknown"


def test_the_upper_limit_is_read_in_its_own_unit_or_in_that_of_the_value() -> None:
    panel = liver_panel(2.5, 121)
    panel[0]["referenceRange"] = [{"high": {"value": 20.5, "unit": "umol/L"}}]
    assert state("liver_failure", *panel) == "present"
    panel[0]["referenceRange"] = [{"high": {"value": 1.2}}]
    assert state("liver_failure", *panel) == "present"
    panel[0]["referenceRange"] = [{"high": {"value": 1.3}}]
    assert state("liver_failure", *panel) == "absent"
