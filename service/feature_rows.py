"""Feature values in plain columns, without FHIR: what ``dvt-cds decide`` and the vignettes are made of.

A row is a mapping of the column names of ``cards/features.yaml`` to numbers or words.  ``unknown``, ``n/a`` and
an empty cell are unknown, ``=`` in ``bleeding_category_without_cancer`` repeats ``bleeding_category``; a column
that is missing takes what an answered query without a match would give (closed world), or unknown.  Other
columns are ignored; combinations are not checked for consistency.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from service.errors import FeatureError
from service.features.bands import BANDS, band_of
from service.knowledge import Knowledge
from service.tables import Values

_NOT_KNOWN = {"", "unknown", "n/a", "na", "none recorded"}
_SAME = "="


def facts_of(row: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Values]:
    """The values each input may still have, from one row; :class:`FeatureError` for a value outside the domain."""
    found = {name: _values(name, row, knowledge) for name in knowledge.facts}
    if str(row.get("bleeding_category_without_cancer", _SAME)).strip() == _SAME:
        found["bleeding_category_without_cancer"] = found["bleeding_category"]
    for name, follows in _FOLLOWS.items():
        if name not in row and all(found[column] <= wanted for column, wanted in follows.items()):
            found[name] = frozenset(("present",))
    return found


_ABSENT = frozenset(("absent",))
_PRESENT = frozenset(("present",))
_FOLLOWS: Mapping[str, Mapping[str, Values]] = {
    # Columns that a row of feature values rarely has, read from those it has.
    "bleeding_age_only": {
        "age_y": frozenset(("over_75",)),
        "bleeding_category": frozenset(("high",)),
        "active_cancer": _ABSENT,
        "surgery_90d": _ABSENT,
        "active_bleeding": _ABSENT,
        "ac_absolute_contraindication": _ABSENT,
        "lysis_exclusion": _ABSENT,
        "lysis_relative": _ABSENT,
        "esrd": _ABSENT,
        "stroke_history": _ABSENT,
        "platelets_10e9_l": frozenset(("from_100",)),
        "crcl_ml_min": frozenset(("exactly_30", "over_30_to_50", "over_50")),
    },
    "sir_relative_only": {
        "lysis_exclusion": _PRESENT,
        "active_bleeding": _ABSENT,
        "ac_absolute_contraindication": _ABSENT,
        "stroke_history": _ABSENT,
    },
}


def _values(name: str, row: Mapping[str, Any], knowledge: Knowledge) -> Values:
    fact = knowledge.facts[name]
    whole = frozenset(fact.domain)
    if name not in row:
        return frozenset((fact.not_found,)) if fact.world == "closed" else whole
    written = row[name]
    text = "" if written is None else str(written).strip()
    if text.lower() in _NOT_KNOWN or text == _SAME:
        return whole
    if text in fact.domain:
        return frozenset((text,))
    if text in fact.sets:
        return frozenset(fact.sets[text])
    words = f"{', '.join(fact.domain)} or unknown"
    if name not in BANDS:
        raise FeatureError(f"not one of {words}.", expression=name)

    def limit(threshold: str) -> Decimal:
        return knowledge.thresholds[threshold].number

    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise FeatureError(f"neither a number nor one of {words}.", expression=name)
    if name == "age_y" and not limit("plausible_age_years_low") <= value <= limit("plausible_age_years_high"):
        low, high = limit("plausible_age_years_low"), limit("plausible_age_years_high")
        raise FeatureError(f"outside {low} to {high} years.", expression=name)
    return frozenset((band_of(name, value, limit),))
