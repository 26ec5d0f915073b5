"""Heparin for a line, a circuit or the skin is never treatment; a dose that may treat stays one whatever the words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import hours_ago, medication_request, observation
from tests.unit.features.bleeding_charts import feature

ON, WHICH, PROPHYLACTIC = "on_therapeutic_ac", "current_anticoagulant", "prophylactic_dose"
HEPARIN = "RxNorm|5224"
WEIGHT = observation("LOINC|29463-7", (80, "kg"))


def _heparin(sig: str = "", *, drug: str = "heparin", rate: tuple[float, str] | None = None, **dosage: Any) -> Any:
    told = {"text": sig} if sig else {}
    if rate:
        told["doseAndRate"] = [{"rateQuantity": {"value": rate[0], "unit": rate[1]}}]
    order = medication_request(HEPARIN, dosageInstruction=[told | dosage])
    order["medicationCodeableConcept"]["text"] = drug
    return order


def _units(amount: float) -> dict[str, Any]:
    return {"doseAndRate": [{"doseQuantity": {"value": amount, "unit": "units"}}]}


@pytest.mark.parametrize(
    "order",
    [
        _heparin("50 units IV as needed for line care", asNeededBoolean=True, **_units(50)),
        _heparin("5 mL prn to keep line patent", drug="heparin lock flush 10 unit/mL"),
        _heparin("1,000 Units, Hemodialysis, As needed, for dialysis catheter dwell"),
        _heparin("50 units IV as needed", asNeededBoolean=True, **_units(50)),
        _heparin("as needed", asNeededCodeableConcept={"text": "catheter patency"}, **_units(500)),
        _heparin("3 mL/hr for arterial line patency", rate=(3, "mL/h")),
        _heparin("500 units/hr via CRRT circuit", rate=(500, "U/h")),
        _heparin("500 units/hr via CRRT circuit"),
        _heparin("apply to the leg", drug="Heparin-Salbe 60.000"),
        _heparin("Katheter spülen"),
    ],
)
def test_heparin_for_a_line_a_circuit_or_the_skin_is_none_of_the_three(order: Any) -> None:
    assert feature(ON, order, WEIGHT).value == "absent"
    assert feature(WHICH, order, WEIGHT).value == "none"
    assert feature(PROPHYLACTIC, order, WEIGHT).value == "absent"


@pytest.mark.parametrize(
    "order",
    [
        _heparin("18 units/kg/hr by central line; flush the line after", rate=(18, "U/kg/h")),
        _heparin("for DVT; dialysis patient", rate=(18, "U/kg/h")),
        _heparin("continuous infusion", rate=(1450, "U/h")),
    ],
)
def test_an_infusion_that_treats_stays_one(order: Any) -> None:
    assert feature(ON, order, WEIGHT).value == "present"


def test_a_bolus_of_days_ago_that_was_ordered_once_is_no_treatment_now() -> None:
    order = _heparin("5,000 units IV once", **_units(5000)) | {"authoredOn": hours_ago(72)}
    assert feature(ON, order, WEIGHT).value == "absent"


@pytest.mark.parametrize(
    "order",
    [
        _heparin("1,200 units/hr via CRRT circuit", rate=(1200, "U/h")),
        _heparin("10 units/kg/hr via CRRT circuit", rate=(10, "U/kg/h")),
        _heparin(rate=(2, "U/kg/h")),
        _heparin(rate=(160, "U/h")),
        _heparin("18 units/kg/hr, flush line after"),
        _heparin("17,500 units, flush line after", **_units(17500)),
        _heparin("5,000 units IV once", **_units(5000)) | {"authoredOn": hours_ago(3)},
        _heparin("per protocol"),
        _heparin("80 units/kg as needed for aPTT below 40, flush after", asNeededBoolean=True),
    ],
)
def test_what_may_treat_or_not_leaves_it_unknown(order: Any) -> None:
    assert feature(ON, order, WEIGHT).value is None


def test_a_subcutaneous_dose_stays_prophylaxis() -> None:
    order = _heparin("5,000 units subcutaneous 3 times daily", **_units(5000))
    assert (feature(ON, order).value, feature(PROPHYLACTIC, order).value) == ("absent", "present")


@pytest.mark.parametrize(
    "rate", [None, "x", {"value": "x"}, {"numerator": 3}, {"high": {"value": -1}}, {"unit": ["/h"]}]
)
def test_a_rate_of_any_shape_raises_nothing(rate: Any) -> None:
    for member in ("rateQuantity", "rateRange", "rateRatio"):
        order = _heparin("for the circuit", doseAndRate=[{member: rate}, None, 3])
        assert feature(ON, order, WEIGHT).name == ON


@pytest.mark.parametrize(
    "order",
    [
        _heparin("18 units/kg/h continuous; barrier cream to IV site", rate=(18, "U/kg/h")),
        _heparin("17,500 units subcut q12h. Apply lidocaine cream to the site before", **_units(17500)),
        _heparin("continuous IV per high-intensity protocol. Draw labs from arterial line", drug="heparin infusion"),
        _heparin("per nomogram, no bolus; hemodialysis patient", drug="heparin infusion 25,000 units/250 mL"),
        _heparin("per pharmacy protocol. Flush IV before and after"),
    ],
)
def test_words_about_a_line_or_the_skin_beside_treatment_make_it_no_line_heparin(extracted: Any, order: Any) -> None:
    assert extracted("on_therapeutic_ac", order).value != "absent"
