"""A grid of heparin orders for one dose: a bolus is spent after its hours, a bag or a pump "once" runs on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import hours_ago, medication_request, observation
from tests.unit.features.bleeding_charts import feature

ON, WHICH = "on_therapeutic_ac", "current_anticoagulant"
WEIGHT = observation("LOINC|29463-7", (80, "kg"))
VIAL = "heparin (porcine) injection"
BAG = "heparin 25,000 units in D5W 250 mL"
NATRIUM = "Heparin-Natrium 25.000"
ONCE: dict[str, Any] = {"repeat": {"count": 1}}


def ordered(
    sig: str,
    dose: tuple[float, str] | None,
    drug: str = VIAL,
    *,
    hours: float = 14,
    status: str = "active",
    **more: Any,
) -> dict[str, Any]:
    told: dict[str, Any] = {"text": sig, "timing": more.pop("timing", ONCE)}
    if dose:
        told["doseAndRate"] = [{"doseQuantity": {"value": dose[0], "unit": dose[1]}}]
    code = more.pop("code", "RxNorm|5224")
    found = medication_request(code, hours_ago(hours), status=status, dosageInstruction=[told], **more)
    found["medicationCodeableConcept"]["text"] = drug
    return found


def units(amount: float) -> tuple[float, str]:
    return amount, "units"


DRIPS: list[tuple[Any, ...]] = [
    ("IV once, 14 mL/hr, titrate per protocol", units(25000), BAG),
    ("Intravenous, Once, For 1 bag", units(25000), BAG),
    ("Infuse intravenously x1", units(25000), BAG),
    ("IV once", units(25000), "Heparin 25,000 units/250 mL premix"),
    ("IV once", units(25000), "HEPARIN 25,000UNITS/500ML 0.45% NACL"),
    ("IV STAT", units(25000), BAG),
    ("25,000 units IV once", units(25000)),
    ("20,000 units IV over 24 hours, once", units(20000)),
    ("20,000 units IV once", units(20000), "heparin 20,000 units/500 mL D5W"),
    ("10,000 units IV over 8 h once", units(10000)),
    ("10,000 units IV x 12 h once", units(10000)),
    ("10,000 units IV once over 8-12 hours", units(10000)),
    ("25,000 units IV once; bolus and titrate per PTT nomogram", units(25000)),
    ("10,000 units IV once for 24 hours", units(10000)),
    ("10,000 units IV once, during 12 hrs", units(10000)),
    ("5,000 units IV bolus once, then 1,000 units/hr", units(5000)),
    ("5,000 units IV bolus once, then continuous infusion", units(5000)),
    ("6,400 Units IV once, then 18 units/kg/hr continuous infusion per protocol", units(6400)),
    ("6,400 Units IV once, run at 14 mL/hr", units(6400)),
    ("5,000 units IV once, then start drip", units(5000)),
    ("IV once by syringe pump", units(10000)),
    ("IV once via syringe driver", units(10000), "Heparin sodium 20,000units/20ml"),
    ("20,000 units IV once, no bolus", units(20000)),
    ("18 units/kg IV once", (18, "U/kg")),
    ("i.v. über Perfusor, einmalig", units(25000), "Heparin-Natrium 25.000 I.E./50 ml Perfusor"),
    ("i.v. einmalig", units(25000), "Heparin-Natrium 25.000 I.E./50 ml"),
    ("15000 IE i.v. über 24 h einmalig", units(15000), NATRIUM),
    ("10.000 IE i.v. einmalig über 24 Stunden", units(10000), NATRIUM),
    ("10.000 IE i.v. einmalig in 12 Std", units(10000), NATRIUM),
    ("10.000 IE i.v. einmalig über die nächsten 12 Stunden", units(10000), NATRIUM),
    ("20000 IE/24 h i.v. Dauerinfusion", units(20000), NATRIUM),
    ("10000 IE/24 h i.v., einmalig", units(10000), NATRIUM),
    ("i.v. über Spritzenpumpe einmalig", units(10000), NATRIUM),
    ("i.v. einmalig, Laufrate 2 ml/h", units(10000), NATRIUM),
    ("i.v. kontinuierlich, einmalig", units(10000), NATRIUM),
    ("iv in 24 uur, eenmalig", units(10000), "heparine"),
    ("iv via spuitpomp, eenmalig", units(10000), "heparine 20.000 IE/50 ml"),
    ("iv eenmalig, gedurende 12 uur", units(10000), "heparine"),
    ("iv infuus, eenmalig", units(10000), "heparine"),
    ("10000 UI IV en 24 heures, dose unique", units(10000), "héparine sodique"),
    ("IV seringue électrique, une fois", units(10000), "héparine sodique"),
    ("IV une fois, débit 2 ml/h", units(10000), "héparine sodique"),
    ("IV une fois, pendant 12 h", units(10000), "héparine sodique"),
]
BOLUSES: list[tuple[Any, ...]] = [
    ("5,000 units IV once", units(5000)),
    ("6,400 Units, Intravenous, Once, For 1 dose", units(6400)),
    ("10,000 units IV once", units(10000)),
    ("2,000 Units, Intravenous, Once, 1 dose, cath lab", units(2000)),
    ("3,000 Units, Intravenous, Once, in IR", units(3000)),
    ("5,000 units IV push once", units(5000)),
    ("5,000 units IV bolus x1", units(5000)),
    ("12,000 units IV bolus once", units(12000)),
    ("5,000 units IV over 10 minutes once", units(5000)),
    ("5,000 units IV over 1 hour once", units(5000)),
    ("8,000 units IV loading dose once", units(8000)),
    ("5,000 units IV STAT", units(5000)),
    ("IV once", units(5000), "heparin 10,000 units/10 mL vial"),
    ("IV once", units(5000), "heparin 5,000 units/mL"),
    ("80 units/kg IV bolus once", (80, "U/kg")),
    ("60 units/kg IV once", (60, "U/kg")),
    ("80 Units/kg, Intravenous, Once, For 1 dose", (80, "U/kg")),
    ("5000 IE i.v. einmalig", units(5000), "Heparin-Natrium 25000 I.E./5 ml"),
    ("5000 IE Bolus i.v. einmalig", units(5000), NATRIUM),
    ("7500 IE i.v. einmalig in der Notaufnahme", units(7500), NATRIUM),
    ("5000 IE iv bolus eenmalig", units(5000), "heparine 5000 IE/ml"),
    ("5000 IE intraveneus eenmalig op SEH", units(5000), "heparine 5000 IE/ml"),
    ("5000 UI IV une fois", units(5000), "héparine sodique 5000 UI/ml"),
    ("bolus de 5000 UI IV, dose unique", units(5000), "héparine sodique 5000 UI/ml"),
]


@pytest.mark.parametrize("told", DRIPS, ids=lambda each: f"{each[0]} | {each[1][0]}")
def test_a_bag_or_a_pump_that_is_ordered_once_is_no_spent_bolus_and_heparin_is_named(told: tuple[Any, ...]) -> None:
    found = feature(ON, ordered(*told), WEIGHT)
    assert found.value != "absent"
    assert any("heparin" in each.what for each in found.evidence)


@pytest.mark.parametrize("told", DRIPS, ids=lambda each: f"{each[0]} | {each[1][0]}")
def test_one_that_is_over_may_still_act_half_a_day_later(told: tuple[Any, ...]) -> None:
    if told[1][1] == "U/kg":  # neither a bolus nor a bag by its words
        return
    assert feature(ON, ordered(*told, status="completed"), WEIGHT).value is None


@pytest.mark.parametrize("told", BOLUSES, ids=lambda each: f"{each[0]} | {each[1][0]}")
def test_a_bolus_is_no_treatment_after_its_hours_and_leaves_it_open_before(told: tuple[Any, ...]) -> None:
    for status in ("active", "completed"):
        assert feature(ON, ordered(*told, status=status), WEIGHT).value == "absent"
        assert feature(ON, ordered(*told, status=status, hours=2), WEIGHT).value is None
    assert feature(WHICH, ordered(*told), WEIGHT).value == "none"


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ({"duration": 24, "durationUnit": "h"}, None),
        ({"duration": 12, "durationUnit": "h"}, None),
        ({"duration": 90, "durationUnit": "min"}, None),
        ({"duration": 1, "durationMax": 4, "durationUnit": "h"}, None),
        ({"duration": 1, "durationUnit": "d"}, None),
        ({"duration": 12}, None),
        ({"duration": "x", "durationUnit": "h"}, None),
        ({"duration": 10, "durationUnit": "min"}, "absent"),
        ({"duration": 1, "durationUnit": "h"}, "absent"),
    ],
)
def test_the_duration_of_one_dose_tells_a_drip_from_a_bolus(repeat: dict[str, Any], expected: str | None) -> None:
    order = ordered("IV once", units(8000), timing={"repeat": {"count": 1, **repeat}})
    assert feature(ON, order, WEIGHT).value == expected


def test_the_product_of_a_bag_ordered_once_is_no_bolus() -> None:
    order = ordered("Intravenous, Once", units(25000), "heparin", code="RxNorm|1658717")
    assert feature(ON, order, WEIGHT).value is None


@pytest.mark.parametrize(
    ("note", "expected"),
    [("Then start infusion at 18 units/kg/hr per protocol", None), ("Given by the day team", "absent")],
)
def test_a_note_that_tells_a_rate_leaves_it_open(note: str, expected: str | None) -> None:
    order = ordered("6,400 Units, Intravenous, Once", units(6400)) | {"note": [{"text": note}, 3]}
    assert feature(ON, order, WEIGHT).value == expected


LONG = "Heparin for the line. " * 600


def test_a_text_that_is_too_long_to_be_read_is_unknown_and_named() -> None:
    flush = ordered("for line patency", units(100), timing={})
    assert feature(ON, flush, WEIGHT).value == "absent"
    flush["dosageInstruction"][0]["text"] += " " + LONG
    found = feature(ON, flush, WEIGHT)
    assert found.value is None
    assert "heparin" in found.evidence[0].what
    bolus = ordered("5,000 units IV once", units(5000))
    bolus["dosageInstruction"][0]["additionalInstruction"] = [{"text": LONG}]
    assert feature(ON, bolus, WEIGHT).value is None


def test_many_orders_with_the_same_long_words_are_read_once_and_many_others_are_not_read_to_the_end() -> None:
    text = "5 mL to keep the line patent. " * 200
    same = [ordered(text, None, "heparin lock flush 10 unit/mL", timing={}) for _ in range(40)]
    assert feature(ON, *same, WEIGHT).value == "absent"
    other = [ordered(f"{number} {text}", None, "heparin lock flush 10 unit/mL", timing={}) for number in range(40)]
    assert feature(ON, *other, WEIGHT).value is None
