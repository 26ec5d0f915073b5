"""Reading dosage instructions: structured, in tablets or syringes, and in a few exact phrases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from service.features.dosage import Dosage, read_dosages
from service.fhir.record import Resource

TWICE = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}
TABLET, SYRINGE = "apixaban 5 MG Oral Tablet", "0.8 ML enoxaparin sodium 100 MG/ML Prefilled Syringe"


def read(instruction: dict[str, Any], product: str = "") -> Dosage:
    data = {"dosageInstruction": [instruction]}
    return read_dosages(Resource("MedicationRequest", "", "", "", frozenset(), (), data), product)[0]


def dose(value: float, unit: str, **members: Any) -> dict[str, Any]:
    return {"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}], "timing": TWICE} | members


def exactly(number: str) -> tuple[Decimal, Decimal]:
    return Decimal(number), Decimal(number)


def test_a_structured_dose_twice_a_day() -> None:
    found = read(dose(5, "mg"))
    assert (found.dose, found.unit, found.times_a_day, found.daily) == (exactly("5"), "mg", exactly("2"), exactly("10"))
    assert str(found) == "5 mg, 2 times a day"


@pytest.mark.parametrize(
    ("timing", "times"),
    [
        ({"repeat": {"frequency": 1, "period": 12, "periodUnit": "h"}}, "2"),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "1"),
        ({"repeat": {"period": 1, "periodUnit": "d"}}, "1"),
        ({"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}, "2"),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["CM"]}}, "1"),
        (
            {
                "code": {
                    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": "BID"}]
                }
            },
            "2",
        ),
        ({"code": {"coding": [{"system": "urn:x", "code": "Q8H"}]}}, "3"),
        ({"code": {"text": "twice daily"}}, "2"),
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"text": "BID"}}, "2"),
    ],
)
def test_how_often_is_read_from_repeat_or_code(timing: dict[str, Any], times: str) -> None:
    assert read(dose(5, "mg", timing=timing)).times_a_day == exactly(times)


@pytest.mark.parametrize(
    "timing",
    [
        None,
        {},
        {"repeat": {"frequency": 2}},
        {"repeat": {"frequency": 2, "period": 1, "periodUnit": "fortnight"}},
        {"repeat": {"frequency": 2, "period": 0, "periodUnit": "d"}},
        {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"text": "QD"}},
        {"event": ["2026-11-22T08:00:00Z"]},
        {"code": {"text": "when it hurts"}},
    ],
)
def test_how_often_is_not_guessed(timing: Any) -> None:
    assert read(dose(5, "mg", timing=timing)).times_a_day is None


def test_a_frequency_range_is_kept_as_a_range() -> None:
    timing = {"repeat": {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}}
    assert read(dose(5, "mg", timing=timing)).daily == (Decimal(5), Decimal(10))


@pytest.mark.parametrize(
    ("value", "unit", "product", "amount", "read_unit"),
    [
        (1, "tablet", TABLET, "5", "mg"),
        (2, "{tbl}", TABLET, "10", "mg"),
        (1, "syringe", SYRINGE, "80", "mg"),
        (0.6, "mL", SYRINGE, "60.0", "mg"),
        (1, "syringe", "0.2 ML dalteparin sodium 25000 UNT/ML Prefilled Syringe", "5000.0", "units"),
        (0.005, "g", "", "5.000", "mg"),
        (1.0, "mg/kg", "", "1.0", "mg/kg"),
        (5000, "[iU]", "", "5000", "units"),
    ],
)
def test_doses_in_tablets_syringes_and_other_units(
    value: float, unit: str, product: str, amount: str, read_unit: str
) -> None:
    found = read(dose(value, unit), product)
    assert (found.dose, found.unit) == (exactly(amount), read_unit)


@pytest.mark.parametrize(
    ("unit", "product"),
    [
        ("tablet", ""),
        ("tablet", "warfarin"),
        ("drop", TABLET),
        ("syringe", "enoxaparin sodium 100 MG/ML Injectable Solution"),
    ],
)
def test_a_dose_of_unknown_strength_or_unit_is_not_guessed(unit: str, product: str) -> None:
    assert read(dose(1, unit), product).dose is None


@pytest.mark.parametrize("word", ["tablet", "tab", "pill", "caplet", "capsule", "cap"])
@pytest.mark.parametrize("form", ["{}", "{}s", "{}(s)", "{{{}}}", "{{{}s}}", "{{{}(s)}}"])
@pytest.mark.parametrize("member", ["unit", "code"])
def test_every_word_for_a_piece_counts_pieces_as_unit_and_as_code(word: str, form: str, member: str) -> None:
    """As the CDS Hooks Sandbox does it: `{pill}` as UCUM annotation in `code`, without `unit`."""
    quantity = {"value": 2, "system": "http://unitsofmeasure.org", member: form.format(word)}
    assert read({"doseAndRate": [{"doseQuantity": quantity}], "timing": TWICE}, TABLET).daily == exactly("20")


@pytest.mark.parametrize("word", ["{dose}", "dose", "{puff}", "{drop}", "{package}", "{kit}", "1", "{}", "", "{vial}"])
def test_what_is_no_single_piece_is_not_counted_as_one(word: str) -> None:
    """A dose may be two tablets, a package a month of them."""
    quantity = {"value": 2, "system": "http://unitsofmeasure.org", "code": word}
    assert read({"doseAndRate": [{"doseQuantity": quantity}], "timing": TWICE}, TABLET).dose is None


@pytest.mark.parametrize("text", ["take 2 pills by mouth twice daily", "2 tab(s) oral bid", "2 caps po every 12 hours"])
def test_pieces_in_words(text: str) -> None:
    assert read({"text": text}, TABLET).daily == exactly("20")


def test_unit_and_code_that_contradict_each_other_give_no_dose() -> None:
    quantity = {"value": 5, "unit": "mg", "code": "ug", "system": "http://unitsofmeasure.org"}
    assert read({"doseAndRate": [{"doseQuantity": quantity}], "timing": TWICE}).dose is None


def test_two_different_doses_in_one_instruction_give_none() -> None:
    two = [{"doseQuantity": {"value": each, "unit": "mg"}} for each in (5, 10)]
    assert read({"doseAndRate": two, "timing": TWICE}).dose is None
    assert read({"doseAndRate": [two[0], two[0]], "timing": TWICE}).dose == exactly("5")


def test_older_shapes_are_read() -> None:
    assert read({"doseQuantity": {"value": 5, "unit": "mg"}, "timing": TWICE}).daily == exactly("10")
    assert read({"doseRange": {"low": {"value": 5, "unit": "mg"}, "high": {"value": 10, "unit": "mg"}}}).dose == (
        Decimal(5),
        Decimal(10),
    )


@pytest.mark.parametrize(
    ("text", "amount", "unit", "times"),
    [
        ("5 mg twice daily", "5", "mg", "2"),
        ("Take 5 mg by mouth 2 times daily.", "5", "mg", "2"),
        ("Take 1 tablet (5 mg) by mouth twice a day", "5", "mg", "2"),
        ("Take 1 tablet by mouth BID", "5", "mg", "2"),
        ("20 mg once daily with food", "20", "mg", "1"),
        ("1 mg/kg subcutaneously every 12 hours", "1", "mg/kg", "2"),
        ("40 mg SC q24h", "40", "mg", "1"),
        ("10 mg twice daily for 7 days", "10", "mg", "2"),
        ("5000 units subcutaneously every 8 hours", "5000", "units", "3"),
    ],
)
def test_exact_phrases_are_read(text: str, amount: str, unit: str, times: str) -> None:
    found = read({"text": text}, TABLET)
    assert (found.dose, found.unit, found.times_a_day) == (exactly(amount), unit, exactly(times))


@pytest.mark.parametrize(
    "text",
    ["5 mg", "twice daily", "2 tablets (5 mg) twice daily", "5 mg in the morning and 2.5 mg at night",
     "5-10 mg twice daily",
     "do not take 5 mg twice daily", "5 mg twice daily if needed", "take as directed", "", "5,5 mg twice daily"],
)  # fmt: skip
def test_any_other_phrase_gives_no_dose(text: str) -> None:
    assert read({"text": text}, TABLET).daily is None


def test_structure_outranks_text_and_text_fills_what_is_missing() -> None:
    assert read(dose(5, "mg", text="10 mg once daily")).daily == exactly("10")
    assert read(dose(5, "mg", timing=None, text="5 mg twice daily")).daily == exactly("10")


def test_a_text_that_tells_another_dose_a_day_leaves_the_frequency_open() -> None:
    once = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
    assert read(dose(5, "mg", timing=once, text="Take ONE tablet TWICE a day"), TABLET).daily is None
    assert read(dose(5, "mg", text="5 mg once daily")).daily is None
    assert read(dose(5, "mg", text="Take ONE tablet TWICE a day"), TABLET).daily == exactly("10")
    assert read(dose(5, "mg", text="take as directed"), TABLET).daily == exactly("10")


def test_an_infusion_is_a_rate_or_says_so_and_a_line_flush_is_none() -> None:
    assert read({"doseAndRate": [{"rateQuantity": {"value": 18, "unit": "U/kg/h"}}]}).infusion
    assert read({"text": "continuous infusion per protocol"}).infusion
    assert not read({"text": "infusion for arterial line patency"}).infusion


def test_as_needed_and_bounds_are_read() -> None:
    assert read(dose(5, "mg", asNeededBoolean=True)).as_needed
    bounds = {
        "repeat": {
            "boundsPeriod": {"start": "2026-01-01", "end": "2026-01-08"},
            "frequency": 2,
            "period": 1,
            "periodUnit": "d",
        }
    }
    found = read(dose(10, "mg", timing=bounds))
    assert (found.starts.isoformat()[:10], found.ends.isoformat()[:10]) == ("2026-01-01", "2026-01-08")


@pytest.mark.parametrize(
    "broken",
    [
        {"doseAndRate": 5},
        {"doseAndRate": ["x"]},
        {"timing": "BID"},
        {"timing": {"repeat": []}},
        {"text": 5},
        {"doseQuantity": {"value": "lots", "unit": "mg"}},
    ],
)
def test_broken_instructions_give_nothing_and_do_not_raise(broken: dict[str, Any]) -> None:
    assert read(broken).daily is None


def test_a_comparator_on_a_dose_makes_it_unreadable() -> None:
    quantity = {"value": 5, "unit": "mg", "comparator": "<"}
    assert read({"doseAndRate": [{"doseQuantity": quantity}], "timing": TWICE}).dose is None
