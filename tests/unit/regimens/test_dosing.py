"""Amounts by weight become amounts that can be given."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.treatment.dosing import NotDosable, days_of_months, rounded
from service.treatment.numbers import in_words


@pytest.fixture
def rounding(knowledge):
    return knowledge.regimens.dosing.roundings


@pytest.mark.parametrize(
    ("weight", "milligrams"),
    [
        ("40", "40"),
        ("47.5", "50"),
        ("52", "50"),
        ("64.9", "60"),
        ("65", "70"),
        ("70", "70"),
        ("104.9", "100"),
        ("150", "150"),
        ("184", "180"),
    ],
)
def test_enoxaparin_is_rounded_to_what_a_syringe_can_give(rounding, weight, milligrams):
    kg = Decimal(weight)
    assert rounded(kg, kg, Decimal(0), rounding["enoxaparin_syringes"]) == Decimal(milligrams)


def test_no_rounding_of_enoxaparin_is_off_by_more_than_a_tenth(rounding):
    for tenths in range(350, 3000):
        kg = Decimal(tenths) / 10
        given = rounded(kg, kg, Decimal(0), rounding["enoxaparin_syringes"])
        assert abs(given - kg) / kg <= Decimal("0.1")


def test_nothing_is_filled_in_above_the_largest_amount(rounding):
    with pytest.raises(NotDosable):
        rounded(Decimal(301), Decimal(301), Decimal(0), rounding["enoxaparin_syringes"])
    assert rounded(Decimal(10000), Decimal(125), Decimal(0), rounding["heparin_bolus"]) == 10000
    with pytest.raises(NotDosable):
        rounded(Decimal(10001), Decimal(125), Decimal(0), rounding["heparin_bolus"])


@pytest.mark.parametrize(
    ("weight", "first", "later"),
    [
        ("56", 10000, 7500),
        ("56.4", 10000, 7500),
        ("56.5", 12500, 10000),
        ("68", 12500, 10000),
        ("82", 15000, 12500),
        ("98", 18000, 15000),
        ("99", 18000, 18000),
    ],
)
def test_dalteparin_follows_the_weights_of_its_label(rounding, weight, first, later):
    kg, none = Decimal(weight), Decimal(0)
    assert rounded(200 * kg, kg, none, rounding["dalteparin_first_month"]) == first
    assert rounded(150 * kg, kg, none, rounding["dalteparin_later_months"]) == later


def test_a_reduced_dose_is_never_rounded_up(rounding):
    kg, less = Decimal(90), Decimal(2500)
    assert rounded(18000 * Decimal(1), kg, less, rounding["dalteparin_first_month"]) == 15000


def test_every_size_of_dalteparin_is_a_real_syringe(rounding):
    real = {"2500", "5000", "7500", "10000", "12500", "15000", "18000"}
    for name in ("dalteparin_first_month", "dalteparin_later_months", "dalteparin_syringes"):
        assert {each.amount for each in rounding[name].by_weight} | set(rounding[name].sizes) <= real


def test_the_syringe_is_named(chosen):
    named = {
        kg: chosen(weight_kg=kg, pregnancy="present").eligible[0].phases[0].container
        for kg in ("40", "45", "80", "90", "160")
    }
    assert named["40"] == "one 40 mg syringe"
    assert named["45"] == "from a graduated 60 mg syringe"
    assert named["80"] == "one 80 mg syringe"
    assert named["90"] == "from a graduated 100 mg syringe"
    assert named["160"] == "from more than one syringe"


@pytest.mark.parametrize(("kg", "step"), [("40", "5"), ("60", "5"), ("61", "10"), ("64", "10"), ("160", "10")])
def test_the_rounding_that_was_done_is_stated_and_no_other(chosen, kg, step):
    told = chosen(weight_kg=kg, pregnancy="present").eligible[0].rounding
    assert told == f"{kg} kg × 1 mg/kg, rounded to the nearest {step} mg"


def test_the_book_states_every_step_of_a_rounding(rounding):
    assert rounding["enoxaparin_syringes"].in_words == "rounded to the nearest 5 or 10 mg"
    assert rounding["heparin_rate"].in_words == "rounded to the nearest 50 units/hour"
    assert all("{" not in each.in_words for each in rounding.values())


def test_three_months_are_counted_at_their_longest():
    assert days_of_months(Decimal(3)) == 92
    assert days_of_months(Decimal(2)) == 62


def test_numbers_are_written_as_a_prescriber_writes_them():
    assert [in_words(Decimal(each)) for each in ("2.50", "18000", "7.5", "100")] == ["2.5", "18,000", "7.5", "100"]


def test_a_course_is_split_into_its_phases(chosen):
    phases = chosen().eligible[0].phases
    assert [(each.name, each.days) for each in phases] == [("initiation", 7), ("treatment", 85)]


def test_a_course_without_an_end_has_no_days(chosen):
    assert [each.days for each in chosen(pregnancy="present").eligible[0].phases] == [None]


def test_a_weight_by_band_only_gives_no_dose_by_weight(knowledge):
    from msgspec.structs import replace

    from service.treatment.regimens import choose
    from tests.decided import a_decision, features_of

    features = features_of(knowledge, pregnancy="present")
    features["weight_kg"] = replace(features["weight_kg"], quantity=None)
    first = choose(a_decision(), (), features, knowledge).eligible[0]
    assert (first.phases, first.no_dose) == ((), "The weight is not known.")
