"""An anticoagulant of this episode that is over (R-33, R-1, R-4, definitions 16)."""

from __future__ import annotations

import pytest

from tests.builders import LEFT, RIGHT, condition, days_ago, medication_request, medication_statement, observation

NAME = "treated_this_episode"
POPLITEAL, APIXABAN = "ICD-10-CM|I82.431", "RxNorm|1364445"
DVT = condition(POPLITEAL, days_ago(80))


def _apixaban(days, **members):
    return medication_request(APIXABAN, days_ago(days), **{"dose": (5, "mg"), "times_a_day": 2, **members})


@pytest.mark.parametrize("status", ["completed", "stopped"])
def test_a_treatment_of_this_episode_that_is_over_is_told(extracted, status):
    found = extracted(NAME, DVT, _apixaban(78, status=status))
    assert found.value == "present"
    assert found.evidence[0].note == status


def test_prophylaxis_on_hold_does_not_hide_a_treatment_that_is_over(extracted):
    prophylaxis = medication_request("RxNorm|854235", days_ago(9), dose=(40, "mg"), times_a_day=1)
    assert extracted(NAME, DVT, _apixaban(78, status="stopped"), prophylaxis).value == "absent"
    prophylaxis["status"] = "on-hold"
    assert extracted(NAME, DVT, _apixaban(78, status="stopped"), prophylaxis).value == "present"


def test_an_active_order_past_its_own_end_is_over(extracted):
    order = _apixaban(78)
    order["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"end": days_ago(5)}
    assert extracted(NAME, DVT, order).value == "present"


def test_a_statement_that_is_completed_counts(extracted):
    statement = medication_statement(APIXABAN, days_ago(70), status="completed")
    assert extracted(NAME, DVT, statement).value == "present"


def test_a_dose_that_cannot_be_read_may_have_been_treatment(extracted):
    assert extracted(NAME, DVT, medication_request(APIXABAN, days_ago(78), status="completed")).value == "present"


def test_the_first_phase_may_still_be_due_for_three_weeks(extracted):
    recent = condition(POPLITEAL, days_ago(22))
    assert extracted(NAME, recent, _apixaban(20, status="stopped")).value == "absent"
    assert extracted(NAME, recent, _apixaban(22, status="stopped")).value == "present"


def test_prophylaxis_or_what_came_before_the_onset_is_no_treatment_of_it(extracted):
    prophylaxis = medication_request("RxNorm|854235", days_ago(70), status="completed", dose=(40, "mg"), times_a_day=1)
    assert extracted(NAME, DVT, prophylaxis).value == "absent"
    assert extracted(NAME, DVT, _apixaban(200, status="completed")).value == "absent"


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "on-hold", "draft", "unknown"])
def test_an_order_that_did_not_run_its_course_is_no_treatment_that_is_over(extracted, status):
    assert extracted(NAME, DVT, _apixaban(78, status=status)).value == "absent"


def test_a_prohibition_is_none(extracted):
    assert extracted(NAME, DVT, _apixaban(78, status="completed", doNotPerform=True)).value == "absent"


def test_while_an_anticoagulant_is_taken_nothing_is_over(extracted):
    assert extracted(NAME, DVT, _apixaban(78, status="completed"), _apixaban(30)).value == "absent"


def test_without_a_confirmed_thrombosis_there_is_no_episode(extracted):
    assert extracted(NAME, _apixaban(78, status="completed")).value == "absent"
    suspected = condition(POPLITEAL, days_ago(80), verification="provisional")
    assert extracted(NAME, suspected, _apixaban(78, status="completed")).value == "absent"


def test_a_new_embolism_or_a_thrombosis_of_the_other_leg_is_treated_from_the_beginning(extracted):
    over = _apixaban(78, status="completed")
    assert extracted(NAME, DVT, over, condition("ICD-10-CM|I26.99", days_ago(2))).value == "absent"
    assert extracted(NAME, DVT, over, condition("ICD-10-CM|I26.99", days_ago(80))).value == "present"
    for side, value in ((LEFT, "absent"), (RIGHT, "present")):
        scan = observation("LOINC|46363-8", "SNOMED|10828004", days_ago(1), site=["SNOMED|56849005", side])
        assert extracted(NAME, DVT, over, scan).value == value


def test_what_was_never_given_is_no_treatment(extracted):
    for reason in ("Entered on wrong patient", "Entered in error", "Duplicate order", "Never filled", "Not taken"):
        assert extracted(NAME, DVT, _apixaban(78, status="stopped", statusReason={"text": reason})).value == "absent"
    over = _apixaban(78, status="stopped", statusReason={"text": "Therapy completed"})
    assert extracted(NAME, DVT, over).value == "present"


def test_heparin_that_is_not_known_to_have_treated_is_none(extracted):
    flush = medication_request("RxNorm|5224", days_ago(70), status="completed")
    assert extracted(NAME, DVT, flush).value == "absent"
    drip = flush | {"dosageInstruction": [{"doseAndRate": [{"rateQuantity": {"value": 18, "unit": "U/kg/h"}}]}]}
    assert extracted(NAME, DVT, drip).value == "present"


def test_a_syringe_too_small_to_treat_is_none(extracted):
    told = [{"text": "40 mg, Subcutaneous, Every 24 hours scheduled, First dose on Mon 10/26/26 at 0900"}]
    for code, value in (("854235", "absent"), ("854241", "present")):
        order = medication_request(f"RxNorm|{code}", days_ago(70), status="completed", dosageInstruction=told)
        assert extracted(NAME, DVT, order).value == value


def test_a_single_dose_or_a_day_is_none(extracted):
    once = medication_request(
        "RxNorm|854241", days_ago(70), status="completed", dosageInstruction=[{"text": "80 mg once"}]
    )
    assert extracted(NAME, DVT, once).value == "absent"
    day = _apixaban(78, status="completed")
    day["dosageInstruction"][0]["timing"]["repeat"]["boundsDuration"] = {"value": 1, "unit": "d"}
    assert extracted(NAME, DVT, day).value == "absent"
    day["dosageInstruction"][0]["timing"]["repeat"]["boundsDuration"] = {"value": 30, "unit": "d"}
    assert extracted(NAME, DVT, day).value == "present"
    daily = medication_request(
        "RxNorm|1232086", days_ago(70), status="completed", dosageInstruction=[{"text": "20 mg once daily"}]
    )
    assert extracted(NAME, DVT, daily).value == "present"


@pytest.mark.parametrize(
    ("members", "value"),
    [
        ({"text": "80 mg s.c. einmalig"}, "absent"),
        ({"text": "80 mg SC once in the ED before the CT scan"}, "absent"),
        ({"text": "80 mg", "timing": {"repeat": {"count": 1}}}, "absent"),
        (
            {"text": "80 mg", "timing": {"repeat": {"count": 1, "frequency": 2, "period": 1, "periodUnit": "d"}}},
            "present",
        ),
        ({"text": "80 mg every 12 hours", "timing": {"repeat": {"count": 1}}}, "present"),
        ({"text": "80 mg once, then every 12 hours"}, "present"),
    ],
)
def test_an_order_is_for_one_dose_by_the_same_words_as_one_that_stands(extracted, members, value):
    told = [{"doseAndRate": [{"doseQuantity": {"value": 80, "unit": "mg"}}]} | members]
    over = medication_request("RxNorm|854241", days_ago(70), status="completed", dosageInstruction=told)
    assert extracted(NAME, DVT, over).value == value


def test_a_flush_that_goes_on_hides_no_treatment_that_is_over(extracted):
    flush = medication_request("RxNorm|5224", dosageInstruction=[{"text": "flush the line"}])
    assert extracted(NAME, DVT, _apixaban(78, status="completed"), flush).value == "present"
