"""From a measured number to the value of an input, with every limit taken from ``cards/thresholds.yaml``.

Numbers are compared as reported, without rounding: 5.0 cm is not over 5, 7.1 mm is over 7.  A bounded number
(``<``, ``>``) keeps every band it may still fall in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from service.features.feature import only
from service.tables import Values

Limit = Callable[[str], Decimal]
"""Looks a threshold up by its id."""

Cut = tuple[str, str, bool]
"""Band, threshold id of its upper end, whether the end itself belongs to the band."""

BANDS: Mapping[str, tuple[tuple[Cut, ...], str]] = {
    "age_y": (
        (
            ("under_18", "age_adult_years", False),
            ("from_18_to_64", "age_younger_years", False),
            ("from_65_to_75", "age_outer_limit_years", True),
        ),
        "over_75",
    ),
    "symptom_days": ((("up_to_14", "cdt_window_days", True), ("from_15_to_21", "acute_window_days", True)), "over_21"),
    "length_cm": ((("up_to_5", "length_long_cm", True),), "over_5"),
    "max_diameter_mm": ((("up_to_7", "diameter_large_mm", True),), "over_7"),
    "n_veins": ((("one", "several_veins_count", False),), "several"),
    "crcl_ml_min": (
        (
            ("under_15", "crcl_esrd_ml_min", False),
            ("from_15_to_29", "crcl_severe_ml_min", False),
            ("exactly_30", "crcl_severe_ml_min", True),
            ("over_30_to_50", "crcl_moderate_ml_min", True),
        ),
        "over_50",
    ),
    "platelets_10e9_l": (
        (
            ("under_25", "platelets_contraindication_10e9_l", False),
            ("from_25_to_49", "platelets_lysis_exclusion_10e9_l", False),
            ("from_50_to_99", "platelets_low_10e9_l", False),
        ),
        "from_100",
    ),
    "weight_kg": (
        (
            ("under_50", "weight_low_kg", False),
            ("from_50_to_60", "weight_edoxaban_kg", True),
            ("over_60_to_100", "weight_fondaparinux_high_kg", True),
            ("over_100_to_120", "weight_high_kg", True),
        ),
        "over_120",
    ),
    "haemoglobin_g_dl": ((("under_9", "haemoglobin_lysis_relative_g_dl", False),), "from_9"),
    "inr": ((("up_to_1_6", "inr_lysis_exclusion", True),), "over_1_6"),
}


def band_of(name: str, value: Decimal, limit: Limit) -> str:
    """The band of input ``name`` that an exactly known number falls in."""
    cuts, last = BANDS[name]
    for band, threshold, inclusive in cuts:
        end = limit(threshold)
        if value < end or (inclusive and value == end):
            return band
    return last


def bands_between(
    name: str,
    low: Decimal | None,
    high: Decimal | None,
    limit: Limit,
    *,
    low_open: bool = False,
    high_open: bool = False,
) -> Values:
    """Every band a number from ``low`` to ``high`` may fall in; ``None`` is unbounded, ``*_open`` excludes the end."""
    if low is not None and low == high and not (low_open or high_open):
        return only(band_of(name, low, limit))
    found = []
    reaches = True
    """Whether the number may reach into the band, that is above the end of the one before."""
    cuts, last = BANDS[name]
    for band, threshold, inclusive in cuts:
        end = limit(threshold)
        if reaches and (low is None or low < end or (low == end and inclusive and not low_open)):
            found.append(band)
        reaches = high is None or high > end or (high == end and not inclusive and not high_open)
    if reaches:
        found.append(last)
    return frozenset(found)
