from decimal import Decimal

import pytest

from service.fhir.quantities import ANALYTES, Bounded, Implausible, UnreadableQuantity, d_dimer_family, read_quantity
from service.fhir.units import TABLE

UCUM = "http://unitsofmeasure.org"


def exact(analyte, value, unit, **more):
    return read_quantity(analyte, {"value": value, "unit": unit}, **more).exact


@pytest.mark.trap("T-103", "F-16")
@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("platelets_10e9_l", 150, "10*3/uL", "150"),
        ("platelets_10e9_l", 150, "10*9/L", "150"),
        ("platelets_10e9_l", 150, "K/uL", "150"),
        ("platelets_10e9_l", 150, "K/µL", "150"),
        ("platelets_10e9_l", 150, "x10E3/uL", "150"),
        ("platelets_10e9_l", 150, "10^3/uL", "150"),
        ("platelets_10e9_l", 150, "x10³/μL", "150"),
        ("platelets_10e9_l", 150000, "/uL", "150"),
        ("platelets_10e9_l", 150000, "{cells}/uL", "150"),
        ("platelets_10e9_l", 150, "G/L", "150"),
        ("platelets_10e9_l", 150, "thou/mm3", "150"),
        ("length_cm", 5.1, "cm", "5.1"),
        ("length_cm", 51, "mm", "5.1"),
        ("length_cm", 5, "Centimeters", "5"),
        ("diameter_mm", 0.75, "cm", "7.5"),
        ("weight_kg", 80, "kg", "80"),
        ("weight_kg", 80500, "g", "80.5"),
        ("weight_kg", 100, "[lb_av]", "45.359237"),
        ("weight_kg", 100, "lbs", "45.359237"),
        ("height_cm", 1.75, "m", "175"),
        ("height_cm", 70, "[in_i]", "177.8"),
        ("haemoglobin_g_dl", 135, "g/L", "13.5"),
        ("haemoglobin_g_dl", 13.5, "g/dL", "13.5"),
        ("haemoglobin_g_dl", 10, "mmol/L", "16.114"),
        ("inr", 1.6, "{INR}", "1.6"),
        ("inr", 1.6, "", "1.6"),
        ("inr", 1.6, "1", "1.6"),
        ("inr", 1.6, "INR", "1.6"),
        ("d_dimer_feu_ng_ml", 0.5, "ug/mL{FEU}", "500"),
        ("d_dimer_feu_ng_ml", 0.5, "mg/L FEU", "500"),
        ("d_dimer_feu_ng_ml", 500, "ng/mL", "500"),
        ("d_dimer_feu_ng_ml", 0.5, "mg{FEU}/L", "500"),
        ("d_dimer_feu_ng_ml", 500, "ngFEU/mL", "500"),
        ("d_dimer_ddu_ng_ml", 250, "ng/mL DDU", "250"),
        ("d_dimer_ddu_ng_ml", 250, "ng/mL D-DU", "250"),
        ("d_dimer_feu_ng_ml", 0.5, "mcg/mL (FEU)", "500"),
        ("pain_score", 7, "{score}", "7"),
        ("pain_score", 70, "mm", "7"),
        ("pain_score", 7, None, "7"),
        ("pain_score", 70, "{score}/100", "7"),
        ("systolic_mm_hg", 120, "mmHg", "120"),
        ("alt_u_l", 40, "IU/L", "40"),
        ("gestational_age_weeks", 70, "d", "10"),
        ("vein_count", 3, None, "3"),
        ("creatinine_clearance_ml_min", 1.5, "mL/s", "90"),
        ("bilirubin_mg_dl", 17.104, "umol/L", "1"),
        ("egfr_ml_min_173", 60, "mL/min/{1.73_m2}", "60"),
    ],
)
def test_a_unit_is_converted_exactly(analyte, value, unit, expected):
    assert exact(analyte, value, unit) == pytest.approx(Decimal(expected), abs=Decimal("1e-20"))


@pytest.mark.trap("T-105")
@pytest.mark.parametrize("unit", ["umol/L", "µmol/L", "μmol/l"])
def test_creatinine_in_micromoles_is_divided_by_88_42_with_either_micro_sign(unit):
    assert round(exact("creatinine_mg_dl", 88.42, unit), 20) == 1


def test_a_number_never_passes_through_binary_fractions():
    assert exact("length_cm", 5.1, "cm") == Decimal("5.1")
    assert exact("length_cm", 0.1 + 0.2, "cm") == Decimal("0.30000000000000004")
    assert exact("d_dimer_feu_ng_ml", 0.5, "ug/mL") == Decimal("500")
    assert str(exact("length_cm", "4.50", "cm")) == "4.50"


@pytest.mark.trap("F-18")
@pytest.mark.parametrize(
    ("analyte", "unit"),
    [
        ("length_cm", "furlong"),
        ("length_cm", None),
        ("length_cm", ""),
        ("platelets_10e9_l", None),
        ("platelets_10e9_l", "fL"),
        ("creatinine_clearance_ml_min", "mL/min/1.73m2"),
        ("d_dimer_feu_ng_ml", "FEU"),
        ("d_dimer_feu_ng_ml", "[arb'U]/mL"),
        ("weight_kg", "stone"),
        ("vein_count", "cm"),
        ("haemoglobin_g_dl", "%"),
    ],
)
def test_an_unknown_or_missing_unit_is_unreadable_and_never_a_guess(analyte, unit):
    with pytest.raises(UnreadableQuantity):
        exact(analyte, 5, unit)


@pytest.mark.trap("T-99")
@pytest.mark.parametrize(
    ("analyte", "unit"),
    [("d_dimer_feu_ng_ml", "ng/mL{DDU}"), ("d_dimer_ddu_ng_ml", "ng/mL FEU"), ("d_dimer_ddu_ng_ml", "ug{FEU}/mL")],
)
def test_a_d_dimer_unit_of_the_other_family_contradicts_its_code(analyte, unit):
    with pytest.raises(UnreadableQuantity, match="unit in"):
        exact(analyte, 5, unit)


def test_the_d_dimer_family_is_told_from_the_unit_alone_where_the_code_does_not_say():
    assert d_dimer_family({"unit": "ng/mL FEU", "code": "ng/mL{FEU}"}) == "FEU"
    assert d_dimer_family({"unit": "ng/mL DDU"}) == "DDU"
    assert d_dimer_family({"unit": "ng/mL"}) == ""
    with pytest.raises(UnreadableQuantity):
        d_dimer_family({"unit": "ng/mL FEU", "code": "ng/mL{DDU}"})


@pytest.mark.trap("F-16")
def test_the_ucum_code_is_used_before_the_unit_text_and_must_not_contradict_it():
    assert read_quantity("length_cm", {"value": 4, "code": "cm", "system": UCUM, "unit": "centimetres long"}).exact == 4
    assert (
        read_quantity(
            "length_cm", {"value": 4, "code": "LEN", "system": "http://example.org/units", "unit": "cm"}
        ).exact
        == 4
    )
    with pytest.raises(UnreadableQuantity, match="contradict"):
        read_quantity("length_cm", {"value": 4, "code": "mm", "system": UCUM, "unit": "cm"})


@pytest.mark.trap("F-17")
@pytest.mark.parametrize(
    ("comparator", "above", "below"),
    [(">", True, False), (">=", None, False), ("<", False, True), ("<=", False, None), (None, False, False)],
)
def test_a_comparator_at_the_threshold_decides_only_what_it_can(comparator, above, below):
    bounded = read_quantity(
        "length_cm", {"value": 5, "unit": "cm", **({"comparator": comparator} if comparator else {})}
    )
    assert (bounded.is_above(Decimal(5)), bounded.is_below(Decimal(5))) == (above, below)


def test_a_bound_on_the_wrong_side_of_the_threshold_leaves_it_undecided():
    more_than_three = read_quantity("length_cm", {"value": 3, "unit": "cm", "comparator": ">"})
    assert more_than_three.is_above(Decimal(5)) is None
    assert more_than_three.at_most(Decimal(5)) is None
    assert more_than_three.at_least(Decimal(3)) is True
    assert more_than_three.exact is None
    assert more_than_three.text == "> 3 cm"


def test_a_length_of_exactly_five_is_not_above_five():
    assert read_quantity("length_cm", {"value": 5.0, "unit": "cm"}).is_above(Decimal(5)) is False


@pytest.mark.parametrize(
    "value", [None, "abc", True, [], {}, "", "1_000", "1,500", float("nan"), float("inf"), 10**60, "٥"]
)
def test_what_is_no_number_is_unreadable(value):
    with pytest.raises(UnreadableQuantity):
        exact("length_cm", value, "cm")


@pytest.mark.parametrize("comparator", ["~", "ad", "=", 5, [], {}])
def test_an_unknown_comparator_is_unreadable(comparator):
    with pytest.raises(UnreadableQuantity):
        read_quantity("length_cm", {"value": 5, "unit": "cm", "comparator": comparator})


@pytest.mark.trap("F-19")
def test_a_value_outside_what_is_possible_is_implausible():
    with pytest.raises(Implausible):
        exact("length_cm", 900, "cm", low=Decimal("0.1"), high=Decimal(120))
    with pytest.raises(Implausible):
        exact("length_cm", -1, "cm")
    assert exact("length_cm", 120, "cm", high=Decimal(120)) == 120


def test_a_range_is_a_pair_of_bounds():
    bounded = read_quantity("length_cm", {"low": {"value": 4, "unit": "cm"}, "high": {"value": 60, "unit": "mm"}})
    assert bounded.is_above(Decimal(5)) is None
    assert bounded.is_above(Decimal(3)) is True
    for broken in ({"low": "x"}, {"low": {"value": 6, "unit": "cm"}, "high": {"value": 4, "unit": "cm"}}):
        with pytest.raises(UnreadableQuantity):
            read_quantity("length_cm", broken)


def test_every_analyte_reads_its_own_canonical_unit_as_it_stands():
    for analyte, unit in ANALYTES.items():
        assert exact(analyte, 3, unit) == 3, analyte
        assert all(factor > 0 for factor in TABLE[analyte][1].values())


def test_bounds_compare_without_a_lower_or_upper_end():
    assert Bounded(None, False, None, False).is_above(Decimal(1)) is None
