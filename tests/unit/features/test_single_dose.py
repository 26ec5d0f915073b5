"""A one-time order that is still active is a dose of its day, and no lasting treatment.

It is one only where nothing speaks against it; where something does, whether the drug is taken is unknown.
"""

from __future__ import annotations

from typing import Any

import pytest

from service.anticoagulant_words import read_anticoagulant_words
from service.content import cards_folder
from service.features.dosage import read_dosages
from service.features.single_dose import Single, due, read_single
from service.fhir.record import Resource
from service.single_dose_words import read_single_dose_words
from tests.builders import days_ago, hours_ago, medication_request, medication_statement
from tests.unit.features.bleeding_charts import feature
from tests.unit.features.single_dose_texts import GOES_ON, ONCE_AND_MORE, OPEN, SILENT, SINGLE

ON = "on_therapeutic_ac"
ENOXAPARIN, RIVAROXABAN, APIXABAN = "RxNorm|854241", "RxNorm|1232086", "RxNorm|1364445"
TWICE = {"frequency": 2, "period": 1, "periodUnit": "d"}
ONCE_A_DAY = {"frequency": 1, "period": 1, "periodUnit": "d"}
WORDS = read_single_dose_words(cards_folder(), read_anticoagulant_words(cards_folder()).names)
COURSE = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy",
            "code": "continuous",
        }
    ]
}
ONCE: dict[str, Any] = {"timing": {"repeat": {"count": 1}}}


def order(text: str | None, at: str, code: str = ENOXAPARIN, mg: float = 80, **dosage: Any) -> dict[str, Any]:
    dose = {"doseAndRate": [{"doseQuantity": {"value": mg, "unit": "mg"}}]}
    return medication_request(code, at, dosageInstruction=[({"text": text} if text else {}) | dose | dosage])


def resource(data: dict[str, Any]) -> Resource:
    return Resource(data["resourceType"], "x", "", "", frozenset(), (), data)


def how_single(data: dict[str, Any]) -> Single:
    one = resource(data)
    return read_single(WORDS, one, read_dosages(one))


@pytest.mark.parametrize("text", SINGLE)
def test_a_text_that_says_once_and_nothing_else_is_of_a_single_dose(text: str) -> None:
    assert how_single(order(text, days_ago(3))) is Single.YES


@pytest.mark.parametrize("text", GOES_ON)
def test_a_text_that_goes_on_is_of_no_single_dose(text: str) -> None:
    assert how_single(order(text, days_ago(3))) is Single.NO


@pytest.mark.parametrize("text", OPEN)
def test_a_text_that_is_not_understood_in_full_leaves_it_open(text: str) -> None:
    assert how_single(order(text, days_ago(3))) in (Single.LIKELY, Single.CONTRADICTED)


@pytest.mark.parametrize("text", SILENT)
def test_a_text_of_no_number_is_of_no_single_dose_unless_that_is_structured(text: str) -> None:
    assert how_single(order(text, days_ago(3))) is Single.NO
    assert how_single(order(text, days_ago(3), **ONCE)) in (Single.YES, Single.CONTRADICTED)


@pytest.mark.parametrize("text", GOES_ON)
def test_a_count_of_one_beside_words_of_more_doses_decides_nothing(text: str) -> None:
    assert how_single(order(text, days_ago(3), **ONCE)) is Single.CONTRADICTED


@pytest.mark.parametrize("text", ONCE_AND_MORE)
def test_once_beside_a_word_of_time_leaves_it_open(text: str) -> None:
    for members in ({}, ONCE, {"timing": {"code": {"text": "Once"}}}):
        assert how_single(order(text, days_ago(3), **members)) is Single.CONTRADICTED
    for at in (hours_ago(3), days_ago(4)):
        found = feature(ON, order(text, at))
        assert found.value is None
        assert found.evidence


BESIDE: tuple[dict[str, Any], ...] = (
    {"additionalInstruction": [{"text": "Monitor platelets every 3 days"}]},
    {"patientInstruction": "Continue apixaban tomorrow, 2 times a day"},
    {"additionalInstruction": [{"text": "then q12h"}, 7], "patientInstruction": "daily"},
)


@pytest.mark.parametrize("beside", BESIDE)
def test_words_beside_a_text_of_one_dose_leave_it_open_and_never_make_it_treatment(beside: dict[str, Any]) -> None:
    for text in ("80 mg SC once", "80 mg SC now"):
        assert how_single(order(text, days_ago(4), **beside)) is Single.CONTRADICTED
    assert feature(ON, order("80 mg SC once", days_ago(4), **beside)).value is None
    assert feature(ON, order("80 mg SC every 12 hours", days_ago(4), **beside)).value == "present"
    plain = {"additionalInstruction": [{"text": "Call the pharmacy"}], "patientInstruction": "Keep it cool"}
    assert feature(ON, order("80 mg SC once", days_ago(4), **plain)).value == "absent"


@pytest.mark.parametrize(
    "text", [each for each in GOES_ON if each.startswith(("120 mg", "Inject 120", "80 mg SC x1 daily"))]
)
def test_once_a_day_beside_other_words_is_treatment(text: str) -> None:
    assert feature(ON, order(text, days_ago(4), mg=120)).value == "present"


DALTEPARIN = "RxNorm|978755"


@pytest.mark.parametrize(
    ("code", "amount", "unit", "is_prophylaxis"),
    [
        (RIVAROXABAN, 10, "mg", True),
        (RIVAROXABAN, 15, "mg", False),
        (APIXABAN, 2.5, "mg", True),
        (APIXABAN, 5, "mg", False),
        (DALTEPARIN, 5000, "U", True),
        (DALTEPARIN, 7500, "U", False),
        (DALTEPARIN, 15000, "U", False),
        (ENOXAPARIN, 40, "mg", True),
        (ENOXAPARIN, 80, "mg", False),
    ],
)
@pytest.mark.parametrize("text", [None, "once"])
def test_a_single_dose_is_prophylaxis_by_its_own_amount(
    code: str, amount: float, unit: str, is_prophylaxis: bool, text: str | None
) -> None:
    dose = {"doseAndRate": [{"doseQuantity": {"value": amount, "unit": unit}}]}
    instruction = dose | ({"text": text} if text else ONCE)
    for status in ("active", "completed"):
        each = medication_request(code, hours_ago(3), status=status, dosageInstruction=[instruction])
        found = feature(ON, each)
        assert found.value == ("absent" if is_prophylaxis else None)


def test_one_that_may_go_on_is_not_prophylaxis_by_the_amount_of_one_dose() -> None:
    for text in ("5 mg twice a day as told", "2.5 mg once, then as told"):
        assert feature(ON, order(text, hours_ago(3), APIXABAN, 2.5, **ONCE)).value is None


def test_a_bolus_of_heparin_is_no_treatment_once_its_hours_are_over() -> None:
    def bolus(at: str, text: str = "5,000 units IV once", **members: Any) -> Any:
        dose = {"doseAndRate": [{"doseQuantity": {"value": 5000, "unit": "U"}}]}
        return feature(
            ON, medication_request("RxNorm|5224", at, dosageInstruction=[{"text": text} | dose | members])
        ).value

    for members in (ONCE, {}):
        assert bolus(days_ago(5), **members) == "absent"
        assert bolus(hours_ago(2), **members) is None
    assert bolus(days_ago(5), "5,000 units IV once, then infusion per protocol", **ONCE) != "absent"
    assert bolus(days_ago(5), "5,000 units IV every 12 hours", **ONCE) != "absent"


@pytest.mark.parametrize(("text", "members"), [(None, ONCE), ("80 mg subcut once", {}), ("80 mg SC x1 now", {})])
def test_a_single_dose_leaves_treatment_open_for_its_hours_and_treats_nobody_later(
    text: str | None, members: dict[str, Any]
) -> None:
    assert feature(ON, order(text, hours_ago(3), **members)).value is None
    assert feature(ON, order(text, days_ago(5), **members)).value == "absent"


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("80 mg every 12 hours", {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}),
        ("80 mg subcut every 12 hours", ONCE),
    ],
)
def test_an_order_that_speaks_of_more_doses_is_not_over_after_one(text: str, members: dict[str, Any]) -> None:
    assert feature(ON, order(text, days_ago(5), **members)).value != "absent"


@pytest.mark.parametrize(
    "timing",
    [
        {"repeat": {"count": 1, "boundsPeriod": {"start": hours_ago(5)}}},
        {"repeat": {"count": 1}, "event": [hours_ago(5)]},
    ],
)
@pytest.mark.parametrize("text", ["80 mg once", None])
def test_a_dose_is_of_the_day_it_was_planned_for_and_not_of_the_day_it_was_written(
    timing: dict[str, Any], text: str | None
) -> None:
    written_ahead = feature(ON, order(text, days_ago(3), timing=timing))
    assert written_ahead.value is None
    assert [each.what for each in written_ahead.evidence]


def test_the_day_of_a_dose_is_the_latest_that_is_told() -> None:
    def when(data: dict[str, Any]) -> str:
        found = due(resource(data), read_dosages(resource(data)))
        return str(found and found.text)

    assert when(order("80 mg once", days_ago(3))) == days_ago(3)
    bounds = {"repeat": {"boundsPeriod": {"start": hours_ago(5)}}}
    assert when(order("80 mg once", days_ago(3), timing=bounds)) == hours_ago(5)
    events = {"event": [hours_ago(9), hours_ago(2), "soon", 7]} | bounds
    assert when(order("80 mg once", days_ago(3), timing=events)) == hours_ago(2)
    undated = order("80 mg once", days_ago(3), timing={"event": "x", "repeat": {"boundsPeriod": {"start": 1}}})
    undated.pop("authoredOn")
    assert due(resource(undated), read_dosages(resource(undated))) is None


def test_an_order_of_which_more_is_told_than_one_dose_is_asked_about() -> None:
    ten_days = days_ago(10)
    told: list[dict[str, Any]] = [
        order("Take 1 tablet by mouth once", ten_days, RIVAROXABAN, 20)
        | {"dispenseRequest": {"quantity": {"value": 30}}},
        order("Inject 80 mg (1 dose) under the skin", days_ago(5)) | {"dispenseRequest": {"quantity": {"value": 20}}},
        order("80 mg once", ten_days) | {"dispenseRequest": {"numberOfRepeatsAllowed": 2}},
        order("80 mg once", ten_days) | {"dispenseRequest": {"expectedSupplyDuration": {"value": 30, "unit": "d"}}},
        order("80 mg once", ten_days) | {"courseOfTherapyType": COURSE},
        order(None, ten_days, APIXABAN, 5, timing={"repeat": {"count": 1} | TWICE}),
        order("1-0-1", ten_days, APIXABAN, 5, timing={"repeat": {"count": 1} | TWICE}),
        order("1 tab BD", ten_days, APIXABAN, 5, timing={"repeat": {"count": 1} | TWICE}),
        order("20mg OD", ten_days, RIVAROXABAN, 20, timing={"repeat": {"count": 1} | ONCE_A_DAY}),
        order("20 mg morgens", ten_days, RIVAROXABAN, 20, timing={"repeat": {"count": 1} | ONCE_A_DAY}),
        order(None, ten_days, timing={"repeat": {"count": 1, "dayOfWeek": ["mon"]}}),
        order(None, ten_days, timing={"repeat": {"count": 1, "when": ["MORN", "EVE"]}}),
        order(None, ten_days, timing={"repeat": {"count": 1, "boundsDuration": {"value": 30, "unit": "d"}}}),
        order("80 mg once", ten_days, additionalInstruction=[{"text": "repeat every 12 hours"}], **ONCE),
        order("80 mg once", ten_days, asNeededBoolean=True, **ONCE),
        order("80 mg once", ten_days, timing={"repeat": ONCE_A_DAY}),
    ]
    for each in told:
        found = feature(ON, each)
        assert found.value is None, each
        assert found.evidence, each
        assert feature("current_anticoagulant", each).value is None


def test_a_statement_is_never_spent_after_one_dose() -> None:
    open_period = medication_statement(
        RIVAROXABAN,
        days_ago(90),
        effectivePeriod={"start": days_ago(90)},
        dosage=[{"text": "20 mg once", "doseAndRate": [{"doseQuantity": {"value": 20, "unit": "mg"}}]}],
    )
    open_period.pop("effectiveDateTime", None)
    for each in (open_period, medication_statement(ENOXAPARIN, days_ago(9), dosage=[{"text": "80 mg once"}])):
        assert feature(ON, each).value is None


def test_one_dose_that_is_dispensed_is_one_dose() -> None:
    for quantity in ({"value": 1, "unit": "syringe"}, {"value": 80, "unit": "mg"}, {"value": 0.8, "unit": "mL"}):
        each = order("80 mg once", days_ago(5)) | {"dispenseRequest": {"quantity": quantity}}
        assert feature(ON, each).value == "absent", quantity


def test_a_frequency_that_is_structured_is_not_ended_by_a_word() -> None:
    for text in (
        "20 mg once with supper",
        "Stop once INR is above 2",
        "20 mg in the evening, first dose now",
        "20 mg now",
    ):
        each = order(text, days_ago(5), RIVAROXABAN, 20, timing={"repeat": ONCE_A_DAY})
        assert feature(ON, each).value == "present", text


def test_the_word_of_the_timing_code_is_read_beside_any_text() -> None:
    cerner = {
        "repeat": {"boundsPeriod": {"start": days_ago(3)}},
        "code": {"coding": [{"code": "2500"}], "text": "Once"},
    }
    text = "80 mg = 0.8 mL, Injection, Subcutaneous, Once"
    assert feature(ON, order(text, days_ago(3), timing=cerner)).value == "absent"
    assert feature(ON, order("80 mg SC", days_ago(3), timing=cerner)).value == "absent"
    twice = {"code": {"coding": [{"code": "BID"}], "text": "BID"}}
    assert feature(ON, order("80 mg once", days_ago(3), timing=twice)).value != "absent"


def test_a_prophylactic_dose_stays_what_it_is() -> None:
    each = order("40 mg SC once before the operation in theatre", days_ago(1), "RxNorm|854235", 40)
    assert feature(ON, each).value == "absent"


def test_one_that_is_not_a_single_dose_for_certain_is_named() -> None:
    found = feature(ON, order("80 mg SC once pending ultrasound", days_ago(3)))
    assert found.value is None
    assert found.notes == ("enoxaparin: it is not clear whether the order was for one dose only",)


def test_a_number_of_doses_is_a_duration() -> None:
    for text, repeat, days, value in (
        (None, TWICE | {"count": 10}, 20, None),
        ("80 mg q12h x 2 doses", TWICE | {"count": 2}, 10, None),
        ("80 mg SC every 12 hours for 2 doses", TWICE, 10, None),
        ("80 mg SC every 12 hours, 6 doses", TWICE, 10, None),
        ("80 mg s.c. alle 12 h, 4 Dosen", TWICE, 10, None),
        (None, TWICE | {"count": 60}, 5, "present"),
        ("80 mg SC every 12 hours for 20 doses", TWICE, 5, "present"),
        ("80 mg SC, 2 doses daily", TWICE, 10, "present"),
        ("80 mg for 2 doses, then 80 mg every 12 hours", TWICE, 10, "present"),
        ("80 mg SC every 12 hours for 2 doses, anschließend 40 mg", TWICE, 10, "present"),
        ("80 mg for 2 doses, afterwards twice daily", TWICE, 10, "present"),
        ("80 mg x 2 doses, 80 mg from day 2", TWICE, 10, "present"),
        ("80 mg for 2 doses and continue at home", TWICE, 10, "present"),
        ("80 mg every 12 hours for 2 doses under the skin", TWICE, 10, None),
    ):
        assert feature(ON, order(text, days_ago(days), timing={"repeat": repeat})).value == value, (text, repeat)


def test_a_duration_begins_when_the_order_begins() -> None:
    later = TWICE | {"count": 4, "boundsPeriod": {"start": hours_ago(5)}}
    assert feature(ON, order(None, days_ago(5), timing={"repeat": later})).value == "present"
