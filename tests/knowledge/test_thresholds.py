"""The numbers and windows in ``cards/thresholds.yaml``: once each, with a unit and a source or an owner asked for."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

Entry = dict[str, dict[str, Any]]

NEEDED = {"value", "unit", "comparison", "source", "basis", "meaning"}
COMPARISONS = {
    "strictly above", "at or above", "strictly below", "at or below",
    "within, inclusive", "equals", "lower bound", "upper bound",
}  # fmt: skip
UNIT_OF_SUFFIX = {
    "_days": "days", "_hours": "hours", "_weeks": "weeks", "_months": "months", "_years": "years", "_cm": "cm",
    "_10e9_l": "10*9/L", "_ml_min": "mL/min", "_g_dl": "g/dL", "_kg": "kg", "_mm_hg": "mm[Hg]",
}  # fmt: skip
DOSES_PER_WEIGHT = ("mg_kg", "iu_kg", "units_kg")


def test_every_threshold_has_a_value_a_unit_a_comparison_a_source_and_a_meaning(thresholds: Entry) -> None:
    for name, each in thresholds.items():
        assert set(each) >= NEEDED, name
        assert set(each) <= NEEDED | {"owner"}, name
        assert each["comparison"] in COMPARISONS, name
        assert each["unit"], name
        assert each["source"], name


def test_every_value_is_a_quoted_decimal(thresholds: Entry) -> None:
    for name, each in thresholds.items():
        assert isinstance(each["value"], str), name
        assert Decimal(each["value"]).is_finite(), name
        assert Decimal(each["value"]) >= 0, name


def test_every_source_of_a_threshold_is_a_used_statement(thresholds: Entry, statements: Entry) -> None:
    for name, each in thresholds.items():
        wrong = [id_ for id_ in each["source"] if statements.get(id_, {}).get("use") != "used"]
        assert wrong == [], name


def test_the_basis_is_a_listed_source_or_a_convention_with_an_owner_asked_for(
    thresholds: Entry, sources: Entry
) -> None:
    for name, each in thresholds.items():
        assert each["basis"] in sources, name
        assert sources[each["basis"]]["kind"] != "seed", name
        assert each.get("owner") == ("needed" if each["basis"] == "convention" else None), name


def test_a_number_of_a_source_is_attributed_to_a_source_of_its_statements(thresholds: Entry, statements: Entry) -> None:
    for name, each in thresholds.items():
        if each["basis"] == "convention":
            continue
        cited: set[str] = set()
        for id_ in each["source"]:
            named = statements[id_]["source"]
            cited |= {*(named if isinstance(named, list) else [named]), *statements[id_].get("cites", [])}
        assert each["basis"] in cited, name


def test_no_two_thresholds_mean_the_same(thresholds: Entry) -> None:
    said = Counter(re.sub(r"\W+", " ", each["meaning"]).strip().lower() for each in thresholds.values())
    assert [meaning for meaning, count in said.items() if count > 1] == []


def test_a_unit_in_the_name_is_the_unit_of_the_value(thresholds: Entry) -> None:
    for name, each in thresholds.items():
        plain = re.sub(r"_(low|high|min|max)$", "", name)
        for suffix, unit in UNIT_OF_SUFFIX.items():
            if plain.endswith(suffix) and not plain.endswith(DOSES_PER_WEIGHT):
                assert each["unit"] == unit, name


def test_every_lower_bound_lies_below_its_upper_bound(thresholds: Entry) -> None:
    pairs = [
        (name, name[: -len("_low")] + "_high")
        for name in thresholds
        if name.endswith("_low") and name.startswith("plausible_")
    ]
    assert len(pairs) > 20
    for low, high in pairs:
        assert Decimal(thresholds[low]["value"]) < Decimal(thresholds[high]["value"]), low
        assert thresholds[low]["unit"] == thresholds[high]["unit"], low
    assert {name for name in thresholds if name.startswith("plausible_")} == {each for pair in pairs for each in pair}


@pytest.mark.parametrize(
    ("name", "value", "unit", "comparison"),
    [
        ("length_long_cm", "5.0", "cm", "strictly above"),
        ("diameter_large_mm", "7.0", "mm", "strictly above"),
        ("close_to_popliteal_cm", "3.0", "cm", "at or below"),
        ("severe_pain_score", "7", "points of 10", "at or above"),
        ("surgery_lysis_exclusion_days", "10", "days", "within, inclusive"),
        ("platelets_contraindication_10e9_l", "25", "10*9/L", "strictly below"),
        ("platelets_lysis_exclusion_10e9_l", "50", "10*9/L", "strictly below"),
        ("inr_lysis_exclusion", "1.6", "INR", "strictly above"),
        ("crcl_dabigatran_none_ml_min", "30", "mL/min", "at or below"),
        ("crcl_enoxaparin_renal_ml_min", "30", "mL/min", "strictly below"),
        ("age_younger_years", "65", "years", "strictly below"),
        ("bleeding_age_years", "65", "years", "strictly above"),
        ("limb_threat_assessment_hours", "12", "hours", "within, inclusive"),
        ("weight_fondaparinux_high_kg", "100", "kg", "strictly above"),
        ("weight_low_kg", "50", "kg", "strictly below"),
        ("weight_edoxaban_kg", "60", "kg", "at or below"),
    ],
)
def test_the_numbers_that_a_boundary_case_hangs_on_are_as_the_evidence_gives_them(
    thresholds: Entry, name: str, value: str, unit: str, comparison: str
) -> None:
    found = thresholds[name]
    assert (Decimal(found["value"]), found["unit"], found["comparison"]) == (Decimal(value), unit, comparison)


def test_the_windows_of_surgery_do_not_overlap_wrongly(thresholds: Entry) -> None:
    days = [
        Decimal(thresholds[name]["value"])
        for name in (
            "surgery_bleeding_single_days", "surgery_lysis_exclusion_days", "surgery_lysis_relative_days",
            "surgery_bleeding_factor_days", "surgery_extension_days",
        )
    ]  # fmt: skip
    assert days == sorted(days)
    assert len(set(days)) == len(days)


def test_every_clearance_limit_of_a_drug_is_the_edge_of_a_clearance_band(thresholds: Entry) -> None:
    edges = {
        Decimal(thresholds[name]["value"])
        for name in ("crcl_esrd_ml_min", "crcl_severe_ml_min", "crcl_moderate_ml_min")
    }
    shown_only = {"crcl_apixaban_trial_ml_min", "crcl_edoxaban_af_only_ml_min"}
    for name, each in thresholds.items():
        if name.startswith("crcl_") and name not in shown_only:
            assert Decimal(each["value"]) in edges, name


def test_a_window_given_in_months_is_counted_at_its_longest(thresholds: Entry) -> None:
    longest = {"Two months in days": 62, "Three months in days": 92, "Six months in days": 184}
    seen = set()
    for name, each in thresholds.items():
        opening = each["meaning"].split(":")[0]
        if "C-54" in each["source"]:
            assert Decimal(each["value"]) == longest[opening], name
            seen.add(opening)
    assert seen == set(longest)
