"""Several doses in one instruction: ordered, calculated, and what is taken in hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from service.features.dosage import Dosage, read_dosages
from service.fhir.record import Resource

TWICE = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}
TABLET, SMALL = "apixaban 5 MG Oral Tablet", "apixaban 2.5 MG Oral Tablet"
SYRINGE = "0.8 ML enoxaparin sodium 100 MG/ML Prefilled Syringe"
EPIC, HL7 = "http://epic.com/CodeSystem/dose-rate-type", "http://terminology.hl7.org/CodeSystem/dose-rate-type"


def rate(value: float, unit: str, kind: str = "", system: str = EPIC) -> dict[str, Any]:
    told: dict[str, Any] = {"doseQuantity": {"value": value, "unit": unit}}
    if kind:
        told["type"] = {"coding": [{"system": system, "code": kind}]}
    return told


def read(*rates: dict[str, Any], product: str = TABLET, **members: Any) -> Dosage:
    data = {"dosageInstruction": [{"doseAndRate": list(rates), "timing": TWICE} | members]}
    return read_dosages(Resource("MedicationRequest", "", "", "", frozenset(), (), data), product)[0]


def told(dosage: Dosage) -> str:
    return f"{dosage.dose[0].normalize():f} {dosage.unit}" if dosage.dose else ""


@pytest.mark.parametrize(
    ("rates", "product", "dose"),
    [
        # as Epic sends it: calculated, to be taken in hand, ordered
        ((rate(5, "mg", "calculated"), rate(1, "tablet", "admin-amount"), rate(5, "mg", "ordered")), TABLET, "5 mg"),
        ((rate(40, "mg", "calculated"), rate(0.4, "mL", "admin-amount"), rate(40, "mg", "ordered")), SYRINGE, "40 mg"),
        ((rate(5, "mg", "calculated"), rate(1, "tablet", "admin-amount")), TABLET, "5 mg"),
        ((rate(5, "mg", "ordered", HL7), rate(1, "{tbl}")), TABLET, "5 mg"),
        # what was ordered is meant, rounding contradicts nothing
        ((rate(78.4, "mg", "calculated"), rate(80, "mg", "ordered")), SYRINGE, "80 mg"),
        ((rate(78.4, "mg", "calculated"), rate(0.8, "mL", "admin-amount")), SYRINGE, "78.4 mg"),
        ((rate(1, "mg/kg", "ordered"), rate(80, "mg", "calculated")), SYRINGE, "1 mg/kg"),
        ((rate(1, "mg/kg", "ordered"), rate(1, "syringe", "admin-amount")), SYRINGE, "1 mg/kg"),
        ((rate(1, "dose", "ordered"), rate(80, "mg", "calculated")), SYRINGE, "80 mg"),
        ((rate(10, "mg", "ordered"), rate(2, "tablet", "admin-amount")), "apixaban", "10 mg"),
        ((rate(5, "mg", "ordered"), rate(1, "bag", "admin-amount")), TABLET, "5 mg"),
        # without types: the same amount in other words
        ((rate(5, "mg"), rate(1, "{tbl}")), TABLET, "5 mg"),
        ((rate(5, "mg"), rate(1, "tablet")), "apixaban", "5 mg"),
        ((rate(80, "mg"), rate(0.8, "mL")), SYRINGE, "80 mg"),
        ((rate(80, "mg"), rate(0.8, "mL")), "Enoxaparin", "80 mg"),
        ((rate(1, "tablet", "admin-amount"),), TABLET, "5 mg"),
        # forms of other countries
        ((rate(1, "Tablette"),), TABLET, "5 mg"),
        ((rate(1, "Stück"),), TABLET, "5 mg"),
        ((rate(1, "stuk"),), TABLET, "5 mg"),
        ((rate(1, "Tab"),), TABLET, "5 mg"),
        ((rate(1, "tab(s)"),), TABLET, "5 mg"),
    ],
)  # fmt: skip
def test_the_dose_that_is_meant_is_read(rates: tuple[dict[str, Any], ...], product: str, dose: str) -> None:
    assert told(read(*rates, product=product)) == dose


@pytest.mark.parametrize(
    ("rates", "product"),
    [
        ((rate(10, "mg"), rate(1, "tablet")), TABLET),
        ((rate(10, "mg", "ordered"), rate(1, "tablet", "admin-amount")), TABLET),
        ((rate(5, "mg", "ordered"), rate(1, "tablet", "admin-amount")), SMALL),
        ((rate(5, "mg", "ordered"), rate(10, "mg", "ordered")), TABLET),
        ((rate(5, "mg", "calculated"), rate(10, "mg", "calculated")), TABLET),
        ((rate(5, "mg", "ordered"), rate(10, "mg")), TABLET),
        ((rate(10, "mg"), rate(2, "tablet")), "apixaban"),
        ((rate(1, "dose", "ordered"), rate(1, "tablet", "admin-amount")), TABLET),
        ((rate(1, "mg/kg"), rate(80, "mg")), SYRINGE),
        ((rate(5, "mg"), rate(1, "spoon")), TABLET),
        ((rate(1, "dose", "ordered"),), TABLET),
        ((rate(1, "Packung"),), TABLET),
    ],
)  # fmt: skip
def test_a_contradiction_gives_no_dose(rates: tuple[dict[str, Any], ...], product: str) -> None:
    assert told(read(*rates, product=product)) == ""


def test_the_type_may_be_told_in_words_and_an_unclear_one_is_none() -> None:
    words = rate(80, "mg") | {"type": {"text": "Ordered"}}
    assert told(read(words, rate(78, "mg", "calculated"), product=SYRINGE)) == "80 mg"
    both = rate(5, "mg") | {"type": {"coding": [{"code": "ordered"}, {"code": "calculated"}]}}
    assert told(read(both, rate(10, "mg", "calculated"))) == ""


def test_an_older_shape_beside_the_ordered_dose_must_agree() -> None:
    assert told(read(rate(5, "mg", "ordered"), doseQuantity={"value": 5, "unit": "mg"})) == "5 mg"
    assert told(read(rate(5, "mg", "ordered"), doseQuantity={"value": 10, "unit": "mg"})) == ""


def test_a_single_dose_is_told_from_a_frequency() -> None:
    once = {"repeat": {"count": 1}}
    assert read(rate(5, "mg"), timing=once).once
    assert not read(rate(5, "mg"), timing={"repeat": {"count": 1, "countMax": 3}}).once
    assert not read(rate(5, "mg")).once


@pytest.mark.parametrize(
    ("repeat", "times"),
    [
        ({"timeOfDay": ["08:00:00", "20:00:00"], "frequency": 1}, None),
        ({"when": ["MORN", "EVE"], "frequency": 1}, None),
        ({"when": ["CM", "CV"], "frequency": 1}, None),
        ({"when": ["MORN"], "frequency": 2}, None),
        ({"timeOfDay": ["08:00:00", "20:00:00"], "frequency": 2}, 2),
        ({"when": ["MORN", "EVE"], "frequency": 2}, 2),
        ({"when": ["CM", "CV"], "frequency": 2}, 2),
        ({"when": ["MORN", "CM"], "frequency": 1}, 1),
        ({"when": ["EVE"], "frequency": 1}, 1),
        ({"when": ["C"], "frequency": 2}, 2),
        ({"when": ["PC", "MORN"], "frequency": 2}, 2),
        ({"when": "MORN", "frequency": 1}, 1),
        ({"when": ["MORN", "EVE"], "frequency": 1, "frequencyMax": 2}, (1, 2)),
        ({"when": [{}, None], "frequency": 1}, 1),
    ],
)
def test_parts_of_the_day_that_are_not_as_many_as_the_frequency_tell_no_number(repeat, times) -> None:
    found = read(rate(5, "mg"), timing={"repeat": {"period": 1, "periodUnit": "d"} | repeat}).times_a_day
    span = times if isinstance(times, tuple) or times is None else (times, times)
    assert found == (span and tuple(map(Decimal, span)))
