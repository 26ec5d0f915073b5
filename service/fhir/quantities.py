"""Measured numbers: an explicit table of (analyte, unit) → factor, in Decimal, and bounds where a comparator stands.

No general unit converter: one that drops ``{FEU}``/``{DDU}`` makes a D-dimer wrong by a factor of two, and one
that reads ``K/uL`` as kelvin makes platelets unreadable (research/stack.md 11).  A unit that is not listed for
its analyte makes the value unreadable, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from service.fhir.units import ANALYTES, ONE, TABLE, spelled_unit

__all__ = ["ANALYTES", "Bounded", "Implausible", "UnreadableQuantity", "d_dimer_family", "number_of", "read_quantity"]

_FAMILY = re.compile(r"[{(]?(feu|d-?du|fibrinogen equivalent units?|d-dimer units?)(?![a-z])[)}]?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?", re.ASCII)
_UCUM = (None, "http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8", "https://unitsofmeasure.org")
"""Systems of a unit code, most of them unsaid."""
_COMPARATORS = frozenset({"<", "<=", ">", ">="})
_WRITTEN_AS = (int, float, str, Decimal)


class UnreadableQuantity(ValueError):
    """The number cannot be used: ``reason`` says why, in words for the card, without the value."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Implausible(UnreadableQuantity):
    """The number lies outside what the knowledge calls possible for its analyte."""


class Bounded(msgspec.Struct, frozen=True):
    """A value in its analyte's unit, exactly known or known only to lie between bounds (``None``: no bound)."""

    low: Decimal | None
    low_open: bool
    high: Decimal | None
    high_open: bool
    unit: str = ""
    text: str = ""
    """As recorded, for the card: ``> 5 cm``."""

    @property
    def exact(self) -> Decimal | None:
        """The value when there is one, else ``None``."""
        return self.low if self.low is not None and self.low == self.high else None

    def is_above(self, threshold: Decimal) -> bool | None:
        """Strictly greater; ``None`` when the bounds leave it undecided (``>= 5`` against 5)."""
        if self.low is not None and (self.low > threshold or (self.low_open and self.low == threshold)):
            return True
        return False if self.high is not None and self.high <= threshold else None

    def is_below(self, threshold: Decimal) -> bool | None:
        """Strictly less; ``None`` when undecided."""
        if self.high is not None and (self.high < threshold or (self.high_open and self.high == threshold)):
            return True
        return False if self.low is not None and self.low >= threshold else None

    def at_least(self, threshold: Decimal) -> bool | None:
        below = self.is_below(threshold)
        return None if below is None else not below

    def at_most(self, threshold: Decimal) -> bool | None:
        above = self.is_above(threshold)
        return None if above is None else not above


def d_dimer_family(quantity: Mapping[str, Any]) -> str:
    """Which units a D-dimer result names, for codes that do not tell: ``FEU``, ``DDU`` or ``""``.

    Raises :class:`UnreadableQuantity` when its unit code and unit text name both.
    """
    told = ""
    for unit in (quantity.get("code"), quantity.get("unit")):
        named = _family_of(unit)[1] if isinstance(unit, str) else ""
        if named and told and named != told:
            raise UnreadableQuantity("the unit names both FEU and DDU")
        told = told or named
    return told


def _family_of(unit: str) -> tuple[str, str]:
    """(unit without the annotation, "FEU" | "DDU" | "") of a D-dimer unit."""
    # Units come from callers: long ones are no units, and not worth keeping.
    return _family_again(unit) if len(unit) < _LONGEST_KEPT else _read_family(unit)


def _read_family(unit: str) -> tuple[str, str]:
    found = {"DDU" if match.lower().startswith("d") else "FEU" for match in _FAMILY.findall(unit)}
    if len(found) > 1:
        raise UnreadableQuantity("the unit names both FEU and DDU")
    return _FAMILY.sub("", unit).strip(), next(iter(found), "")


def number_of(value: Any) -> Decimal:
    """A JSON number (or numeric text) as the Decimal that was written: 5.1 stays 5.1."""
    if isinstance(value, bool) or not isinstance(value, _WRITTEN_AS):
        raise UnreadableQuantity("no number")
    if type(value) is float and value:  # zero and minus zero are one key
        return _of_float_again(value)
    text = repr(value) if isinstance(value, float) else str(value).strip()
    return _number_again(text) if len(text) < 30 else _number(text)


def _of_float(value: float) -> Decimal:
    return _number(repr(value))


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise UnreadableQuantity("no number")
    number = Decimal(text)
    if abs(number.adjusted()) > 30:
        raise UnreadableQuantity("no usable number")
    return number


_number_again = lru_cache(maxsize=4096)(_number)
_of_float_again = lru_cache(maxsize=4096)(_of_float)


def read_quantity(
    analyte: str,
    quantity: Mapping[str, Any],
    *,
    low: Decimal | None = None,
    high: Decimal | None = None,
    code_unit: str | None = None,
) -> Bounded:
    """A FHIR Quantity (or Range of two) in the unit of its analyte, as bounds.

    ``low``/``high``: what is possible for the analyte in its canonical unit, from ``thresholds.yaml``.
    ``code_unit``: for D-dimer the family of the code where the analyte alone does not say (FEU/DDU).
    Raises :class:`UnreadableQuantity` for an unknown or contradictory unit, comparator or number and
    :class:`Implausible` outside ``low`` … ``high``.
    """
    if analyte not in TABLE:
        raise KeyError(f"no analyte {analyte!r} in service/fhir/quantities.py")
    if "low" in quantity or "high" in quantity:
        return _read_range(analyte, quantity, low, high, code_unit)
    number = number_of(quantity.get("value"))
    factor = _factor(analyte, quantity, code_unit)
    value = number * factor
    comparator = quantity.get("comparator")
    if comparator is not None and (not isinstance(comparator, str) or comparator not in _COMPARATORS):
        raise UnreadableQuantity("an unknown comparator")
    if (
        value < 0
        or (low is not None and value < low and comparator not in ("<", "<="))
        or (high is not None and value > high and comparator not in (">", ">="))
    ):
        raise Implausible("an implausible value")
    unit = ANALYTES[analyte]
    shown = quantity.get("unit") or quantity.get("code") or ""
    text = f"{comparator} {number}" if comparator else str(number)
    text = f"{text} {shown}" if shown else text
    if comparator in (">", ">="):
        return Bounded(value, comparator == ">", None, False, unit, text)
    if comparator in ("<", "<="):
        return Bounded(None, False, value, comparator == "<", unit, text)
    return Bounded(value, False, value, False, unit, text)


def _read_range(
    analyte: str, quantity: Mapping[str, Any], low: Decimal | None, high: Decimal | None, code_unit: str | None
) -> Bounded:
    ends: list[Decimal | None] = []
    for member in ("low", "high"):
        end = quantity.get(member)
        ends.append(
            None
            if end is None
            else read_quantity(analyte, end, low=low, high=high, code_unit=code_unit).exact
            if isinstance(end, dict)
            else None
        )
    if (ends[0] is None and ends[1] is None) or (ends[0] is not None and ends[1] is not None and ends[0] > ends[1]):
        raise UnreadableQuantity("a range without order")
    return Bounded(ends[0], False, ends[1], False, ANALYTES[analyte], "range")


def _factor(analyte: str, quantity: Mapping[str, Any], code_unit: str | None) -> Decimal:
    """The factor of the UCUM code, else of the unit text; the two must not contradict each other."""
    code, text = quantity.get("code"), quantity.get("unit")
    if not isinstance(code, str) or quantity.get("system") not in _UCUM:
        code = ""
    if not isinstance(text, str):
        text = ""
    find = _factor_again if len(code) + len(text) < _LONGEST_KEPT else _factor_of
    return find(analyte, code, text, code_unit)


def _factor_of(analyte: str, code: str, text: str, code_unit: str | None) -> Decimal:
    table = TABLE[analyte][1]
    units = tuple(unit for unit in (code, text) if unit.strip())
    if analyte.startswith("d_dimer_"):
        units = _same_family(units, code_unit or analyte.split("_")[2].upper())
    factors = [table[spelled] for unit in units if (spelled := spelled_unit(unit)) in table]
    if not units and "" in table:
        return ONE
    if not factors:
        raise UnreadableQuantity("no unit" if not units else "a unit that is not known for it")
    if len(set(factors)) > 1:
        raise UnreadableQuantity("unit code and unit text contradict each other")
    return factors[0]


_LONGEST_KEPT = 60
_factor_again = lru_cache(maxsize=4096)(_factor_of)
_family_again = lru_cache(maxsize=256)(_read_family)


def _same_family(units: tuple[str, ...], family: str) -> tuple[str, ...]:
    bare = []
    for unit in units:
        stripped, named = _family_of(unit)
        if named and named != family:
            raise UnreadableQuantity(f"a code for {family} with a unit in {named}")
        bare.append(stripped)
    return tuple(unit for unit in bare if unit)
