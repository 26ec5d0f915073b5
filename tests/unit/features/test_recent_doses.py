"""A dose that still acts though no order stands, and answers and orders that the record has outlived."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import days_ago, hours_ago, medication_request, medication_statement, observation, resource
from tests.unit.features.bleeding_charts import feature

ON, WHICH = "on_therapeutic_ac", "current_anticoagulant"
WEIGHT = observation("LOINC|29463-7", (80, "kg"))
ENOXAPARIN, SMALL, APIXABAN, WARFARIN = "RxNorm|854241", "RxNorm|854235", "RxNorm|1364445", "RxNorm|855332"
ANSWER = "therapeutic-anticoagulation"


def _order(code: str, amount: float, hours: float, times: int = 1, **members: Any) -> dict[str, Any]:
    return medication_request(
        code, hours_ago(hours), **{"dose": (amount, "mg"), "times_a_day": times, "status": "completed", **members}
    )


def _given(code: str, amount: float, hours: float, **members: Any) -> dict[str, Any]:
    dose = {"value": amount, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    drug = medication_request(code)["medicationCodeableConcept"]
    told = {"medicationCodeableConcept": drug, "status": "completed", "effectiveDateTime": hours_ago(hours)}
    return resource("MedicationAdministration", told | {"dosage": {"dose": dose}} | members)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([_order(ENOXAPARIN, 80, 3)], None),
        ([_order(ENOXAPARIN, 80, 3, status="stopped")], None),
        ([_order(ENOXAPARIN, 80, 3), _given(ENOXAPARIN, 80, 2)], None),
        ([_order(ENOXAPARIN, 80, 60), _given(ENOXAPARIN, 80, 2)], None),
        ([_order(SMALL, 40, 60, status="active"), _given(ENOXAPARIN, 80, 2)], None),
        ([_order(APIXABAN, 5, 40, 2)], None),
        ([medication_request(ENOXAPARIN, hours_ago(3), status="completed")], None),
        ([_order(ENOXAPARIN, 80, 30)], None),
        ([_order(APIXABAN, 5, 60, 2)], None),
        ([_order(ENOXAPARIN, 80, 600)], "absent"),
        ([_order(APIXABAN, 5, 600, 2)], "absent"),
        ([_order(SMALL, 40, 3)], "absent"),
        ([medication_request(SMALL, hours_ago(3), status="completed")], "absent"),
        ([_order(SMALL, 40, 3), _given(SMALL, 40, 2)], "absent"),
        ([_order(ENOXAPARIN, 80, 3, statusReason={"text": "Entered in error"})], "absent"),
        ([_order(ENOXAPARIN, 80, 3, doNotPerform=True)], "absent"),
        ([_order(APIXABAN, 10, 30, 2), _order(APIXABAN, 5, 4, 2, status="active")], "present"),
    ],
)
def test_a_treatment_dose_given_or_ended_within_hours_leaves_treatment_unknown(
    records: list[dict[str, Any]], expected: str | None
) -> None:
    assert feature(ON, *records, WEIGHT).value == expected


def test_the_drug_and_its_time_are_named() -> None:
    found = feature(ON, _order(ENOXAPARIN, 80, 60), _given(ENOXAPARIN, 80, 2), WEIGHT)
    assert [each.note for each in found.evidence] == ["given 2 hours ago"]
    assert "enoxaparin" in found.evidence[0].what


def test_a_course_that_ended_yesterday_by_its_own_bounds() -> None:
    order = _order(APIXABAN, 5, 700, 2, status="active")
    order["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": days_ago(29), "end": days_ago(1)}
    assert feature(ON, order).value is None
    order["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"]["end"] = days_ago(4)
    assert feature(ON, order).value == "absent"


@pytest.mark.parametrize(("inr", "expected"), [(2.6, None), (1.2, "absent")])
def test_warfarin_that_was_stopped_acts_by_its_inr(inr: float, expected: str | None) -> None:
    assert (
        feature(ON, _order(WARFARIN, 5, 24, status="stopped"), observation("LOINC|6301-6", (inr, "{INR}"))).value
        == expected
    )


def test_a_no_is_outlived_by_a_dose_after_it_and_by_any_that_was_given() -> None:
    def no(hours: float) -> dict[str, Any]:
        return observation(ANSWER, False, hours_ago(hours))

    assert feature(ON, no(20), _order(ENOXAPARIN, 80, 3), WEIGHT).value is None
    assert feature(ON, no(1), _order(ENOXAPARIN, 80, 3), WEIGHT).value == "absent"
    assert feature(ON, no(1), _given(ENOXAPARIN, 80, 3), WEIGHT).value is None


# --- a yes or an order that the record has outlived ------------------------------------------------------------


def _ended(days: float, status: str = "stopped", **members: Any) -> dict[str, Any]:
    period = {"start": days_ago(20), "end": days_ago(days)}
    return medication_statement(APIXABAN, status=status, effectivePeriod=period, **members)


def _yes(days: float) -> dict[str, Any]:
    return observation(ANSWER, True, days_ago(days))


def test_a_yes_falls_with_the_drug_that_ended_after_it() -> None:
    found = feature(ON, _yes(10), _ended(5))
    assert found.value is None
    assert found.evidence[0].note == "recorded as ended"


def test_a_yes_stands_that_is_newer_or_beside_a_drug_that_stands() -> None:
    assert feature(ON, _yes(3), _ended(5)).value == "present"
    assert feature(ON, _yes(10)).value == "present"
    undecided = medication_request("RxNorm|1114195", days_ago(11))
    assert feature(ON, _yes(10), _ended(5), undecided).value == "present"


def test_prophylaxis_that_ended_or_what_was_never_given_outlives_no_yes() -> None:
    assert feature(ON, _yes(10), _order(SMALL, 40, 120)).value == "present"
    wrong = _order(APIXABAN, 5, 120, 2, status="stopped", statusReason={"text": "Entered in error"})
    assert feature(ON, _yes(10), wrong).value == "present"
    assert feature(ON, _yes(10), _order(APIXABAN, 5, 120, 2, status="stopped")).value is None


def test_a_single_dose_that_acts_no_more_outlives_a_yes_whether_it_says_active_or_completed() -> None:
    once = [{"doseAndRate": [{"doseQuantity": {"value": 80, "unit": "mg"}}], "timing": {"repeat": {"count": 1}}}]
    for status in ("active", "completed"):
        dose = medication_request(ENOXAPARIN, hours_ago(50), status=status, dosageInstruction=once)
        found = feature(ON, _yes(2.5), dose)
        assert found.value is None, status
        assert found.evidence[0].what.endswith("Prefilled Syringe")
        assert feature(ON, _yes(2.5), _order(APIXABAN, 5, 700, 2, status="active"), dose).value == "present"


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_a_later_statement_ends_an_order_of_its_drug(status: str) -> None:
    order = _order(APIXABAN, 5, 240, 2, status="active")
    assert feature(ON, order, _ended(1, status)).value is None
    assert feature(ON, order, _yes(9), _ended(1, status)).value is None
    assert feature(ON, order, _ended(11, status)).value == "present"


def test_a_statement_of_the_first_phase_does_not_end_the_order_of_the_second() -> None:
    order = _order(APIXABAN, 5, 240, 2, status="active")
    first = medication_request(APIXABAN, dose=(10, "mg"), times_a_day=2)["dosageInstruction"]
    assert feature(ON, order, _ended(3, "completed", dosage=first)).value == "present"
