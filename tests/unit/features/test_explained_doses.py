"""Which order explains a dose on the administration record: none that is spent, a flush, or smaller than the dose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import hours_ago, medication_request, observation, resource
from tests.unit.features.bleeding_charts import feature

ON = "on_therapeutic_ac"
WEIGHT = observation("LOINC|29463-7", (80, "kg"))
HEPARIN, ENOXAPARIN, SMALL, WARFARIN = "RxNorm|5224", "RxNorm|854241", "RxNorm|854235", "RxNorm|855332"
APIXABAN, LOW_APIXABAN, RIVAROXABAN = "RxNorm|1364445", "RxNorm|1364435", "RxNorm|1232086"
DABIGATRAN, FONDAPARINUX = "RxNorm|1037179", "RxNorm|861363"
ONCE: dict[str, Any] = {"timing": {"repeat": {"count": 1}}}
BAG, VIAL = "heparin 25,000 units/250 mL infusion", "heparin (porcine) injection"


def ordered(
    code: str, sig: str, dose: tuple[float, str] | None, hours: float = 72, text: str = "", **more: Any
) -> dict[str, Any]:
    status = more.pop("status", "active")
    told: dict[str, Any] = {"text": sig, **more}
    if dose:
        told["doseAndRate"] = [{"doseQuantity": {"value": dose[0], "unit": dose[1]}}]
    found = medication_request(code, hours_ago(hours), status=status, dosageInstruction=[told])
    if text:
        found["medicationCodeableConcept"]["text"] = text
    return found


def given(
    code: str, dose: tuple[float, str] | None, hours: float = 2, text: str = "", status: str = "completed", **told: Any
) -> dict[str, Any]:
    dosage = {**({"dose": {"value": dose[0], "unit": dose[1]}} if dose else {}), **told}
    drug = medication_request(code)["medicationCodeableConcept"] | ({"text": text} if text else {})
    members = {"medicationCodeableConcept": drug, "status": status, "effectiveDateTime": hours_ago(hours)}
    return resource("MedicationAdministration", members | ({"dosage": dosage} if dosage else {}))


def bolus(hours: float = 14, **more: Any) -> dict[str, Any]:
    return ordered(HEPARIN, "6,400 units, Intravenous, Once", (6400, "units"), hours, VIAL, **ONCE, **more)


def drip(**more: Any) -> dict[str, Any]:
    return given(HEPARIN, None, text=BAG, **{"status": "in-progress", **more})


FLUSH = ordered(HEPARIN, "30 units IV as needed", (30, "units"), text="heparin flush 10 units/mL", asNeededBoolean=True)
LOCK = ordered(HEPARIN, "500 units lock", (500, "units"), text="heparin lock flush 100 units/mL")
UNDER_THE_SKIN = ordered(HEPARIN, "5,000 units subcutaneous 3 times daily", (5000, "units"), text=VIAL)
ARTERIAL = ordered(
    HEPARIN,
    "via arterial line, keep patent",
    None,
    text="heparin 2 units/mL in NS 500 mL",
    doseAndRate=[{"rateQuantity": {"value": 3, "unit": "mL/h"}}],
)
RATE = {"rateQuantity": {"value": 1440, "unit": "U/h", "code": "U/h", "system": "http://unitsofmeasure.org"}}


def once(code: str, amount: float) -> dict[str, Any]:
    return ordered(code, f"{amount:g} mg once", (amount, "mg"), 96, **ONCE)


def daily(code: str, amount: float, times: int = 1, **more: Any) -> dict[str, Any]:
    timing = {"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}}
    return ordered(code, "", (amount, "mg"), 96, timing=timing, **more)


@pytest.mark.parametrize(
    "records",
    [
        [bolus(), drip()],
        [bolus(), drip(status="completed")],
        [bolus(), drip(**RATE)],
        [bolus(48), drip(status="completed", **RATE)],
        [bolus(), drip(status="completed", hours=20)],
        [bolus(48), given(HEPARIN, None, text=VIAL)],
        [bolus(), given(HEPARIN, (6400, "units"), 1, text=VIAL)],
        [bolus(status="completed"), given(HEPARIN, (6400, "units"), 1, text=VIAL)],
        [FLUSH, drip()],
        [FLUSH, drip(**RATE)],
        [FLUSH, drip(status="completed", hours=20)],
        [LOCK, drip()],
        [UNDER_THE_SKIN, drip()],
        [UNDER_THE_SKIN, given(HEPARIN, (80, "units/kg"), 3, text=VIAL)],
        [UNDER_THE_SKIN, drip(status="completed", hours=20)],
        [UNDER_THE_SKIN, FLUSH, LOCK, bolus(), drip()],
        [ARTERIAL, drip(**RATE)],
        [once(RIVAROXABAN, 15), given(RIVAROXABAN, (20, "mg"), 5)],
        [once(APIXABAN, 10), given(APIXABAN, (10, "mg"), 5)],
        [once(APIXABAN, 10), *(given(APIXABAN, (5, "mg"), hours) for hours in (2, 14, 26, 38))],
        [daily(LOW_APIXABAN, 2.5, 2), given(APIXABAN, (10, "mg"), 5)],
        [daily(LOW_APIXABAN, 2.5, 2, status="completed"), given(APIXABAN, (5, "mg"), 5)],
        [daily(RIVAROXABAN, 10), given(RIVAROXABAN, (20, "mg"), 5)],
        [once(DABIGATRAN, 110), given(DABIGATRAN, (150, "mg"), 5)],
        [once(ENOXAPARIN, 80), given(ENOXAPARIN, None, 5)],
        [once(FONDAPARINUX, 7.5), given(FONDAPARINUX, (7.5, "mg"), 5)],
        [once(SMALL, 40), given(ENOXAPARIN, None, 5)],
    ],
)
def test_a_dose_that_no_order_explains_leaves_treatment_unknown(records: list[dict[str, Any]]) -> None:
    found = feature(ON, *records, WEIGHT)
    assert found.value is None
    assert found.evidence


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([UNDER_THE_SKIN, given(HEPARIN, (5000, "units"), text=VIAL)], "absent"),
        ([UNDER_THE_SKIN, given(HEPARIN, None, text="heparin 5,000 units/mL")], "absent"),
        ([UNDER_THE_SKIN, given(HEPARIN, (7500, "units"), text=VIAL)], "absent"),
        ([bolus(), given(HEPARIN, (6400, "units"), 8, text=VIAL)], "absent"),
        ([bolus(), given(HEPARIN, (5000, "units"), 1, text=VIAL)], "absent"),
        ([bolus(), given(HEPARIN, (6400, "units"), 1, text="heparin catheter lock")], "absent"),
        ([FLUSH, given(HEPARIN, None, text="heparin flush 10 units/mL")], "absent"),
        (
            [
                ordered(HEPARIN, "5,000 units IV once", (5000, "units"), 30, VIAL, **ONCE),
                UNDER_THE_SKIN,
                given(HEPARIN, (5000, "units"), text=VIAL),
            ],
            "absent",
        ),
        ([FLUSH, given(HEPARIN, None, text="heparin")], "absent"),
        ([ARTERIAL, given(HEPARIN, None, text="heparin 2 units/mL 500 mL", status="in-progress")], "absent"),
        ([bolus(48), given(HEPARIN, (6400, "units"), 48, text=VIAL, route={"text": "Intravenous"})], "absent"),
        ([daily(RIVAROXABAN, 10), given(RIVAROXABAN, (10, "mg"), 5)], "absent"),
        ([daily(LOW_APIXABAN, 2.5, 2), given(LOW_APIXABAN, (2.5, "mg"), 5)], "absent"),
        ([daily(LOW_APIXABAN, 2.5, 2), given(LOW_APIXABAN, (1, "tablet"), 5)], "absent"),
        ([daily(LOW_APIXABAN, 2.5, 2), given(LOW_APIXABAN, None, 5)], "absent"),
        ([daily(SMALL, 40), given(SMALL, (40, "mg"), 5)], "absent"),
        ([daily(SMALL, 40, status="completed"), given(SMALL, None, 5)], "absent"),
        ([daily(APIXABAN, 5, 2), given(APIXABAN, (10, "mg"), 5)], "present"),
        ([daily(APIXABAN, 5, 2), once(APIXABAN, 10), given(APIXABAN, (5, "mg"), 5)], "present"),
        ([ordered(HEPARIN, "18 units/kg/hr continuous", None, 20, BAG, doseAndRate=[RATE]), drip()], "present"),
    ],
)
def test_a_dose_of_its_own_order_says_nothing_new(records: list[dict[str, Any]], expected: str) -> None:
    assert feature(ON, *records, WEIGHT).value == expected


@pytest.mark.parametrize("dose", [None, {"value": "x"}, {"value": -1, "unit": "units"}, [3], "much"])
def test_a_dose_of_any_shape_raises_nothing(dose: Any) -> None:
    odd = drip() | {"dosage": {"dose": dose, "rateQuantity": dose, "text": dose}}
    assert feature(ON, FLUSH, UNDER_THE_SKIN, bolus(), odd).name == ON
