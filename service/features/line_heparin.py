"""Unfractionated heparin for a line, a catheter, a circuit or the skin: it never treats a thrombosis (definitions 16).

Words of a line alone decide nothing: treatment is given through a line too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from service.features.dosage import Dosage
from service.features.dose_amounts import Amount, in_product, read_amount
from service.features.heparin_words import PURPOSES, HeparinTold, read_heparin_words
from service.fhir.medications import dosages
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.dose_amounts import Json


class Use(StrEnum):
    LINE = "line"
    """For a line, a catheter or a circuit only, or for the skin."""
    OPEN = "open"
    """The words say so and the rate does not, or a rate is too low to treat."""
    SYSTEMIC = "systemic"


_HOURLY = re.compile(r"/h(?:r|our)?$", re.IGNORECASE)
_HOUR = ("h", "hr", "hour")
_STRONGEST = 100
"""Units in one mL of the strongest bag that is hung, where neither product nor words tell; a syringe in a pump holds
more."""


def use_of(chart: Chart, resource: Resource, instructions: Sequence[Dosage], product: str) -> Use:
    """What this order, statement or dose of unfractionated heparin is for, as far as its words and its rate tell.

    For a line only where its words say so (``cards/heparin_words.yaml``), and no dose, rate or word of treatment and no
    infusion of unknown strength stands beside them.
    """
    told = read_heparin_words(chart, resource)
    if told.is_cut or _stands_still(resource):
        return Use.OPEN
    largest = chart.threshold("prophylactic_heparin_units_dose")
    is_large = told.largest_dose > largest or any(
        each.dose is not None and (each.unit != "units" or each.dose[1] > largest) for each in instructions
    )
    rates = [_in_units(told, each) for each in (*_rates(resource, product, told), *told.rates)]
    # A cream that a sig speaks of may be of something else.
    goes_in = is_large and told.kinds & {"into_a_vein", "under_the_skin"}
    if "elsewhere" in told.drug_kinds and not rates and not goes_in:
        return Use.LINE
    if not told.purposes:
        if _is_little(chart, told, instructions) and not rates:
            return Use.LINE
        return Use.OPEN if _is_too_slow(chart, resource, product, told) else Use.SYSTEMIC
    if rates:
        return _by_rate(chart, told, rates)
    if told.treats or "units/kg" in [each.unit for each in instructions]:
        return Use.SYSTEMIC
    if told.flows:
        return Use.OPEN
    if is_large:
        return Use.LINE if "lock" in told.purposes and "under_the_skin" not in told.kinds else Use.SYSTEMIC
    return Use.SYSTEMIC if _goes_into_the_patient(chart, told, instructions) else Use.LINE


def _goes_into_the_patient(chart: Chart, told: HeparinTold, instructions: Sequence[Dosage]) -> bool:
    """Whether what is no flush by its name is given under the skin, or more than a flush into a vein."""
    if told.drug_kinds & {"flush", "lock"}:
        return False
    limit = chart.threshold("line_heparin_units")
    is_more = told.largest_dose > limit or any(each.dose is not None and each.dose[1] > limit for each in instructions)
    by_vein = is_more and "into_a_vein" in told.kinds and told.purposes.isdisjoint({"circuit", "lock"})
    return "under_the_skin" in told.kinds or by_vein


def _by_rate(chart: Chart, told: HeparinTold, rates: Sequence[tuple[Decimal, str]]) -> Use:
    """Of what is for a line or a circuit and runs: by how fast it does."""
    limit = chart.threshold("line_heparin_units")
    is_known = all(unit in ("units", "units/kg") for _, unit in rates)
    # A pressure bag is weak, whatever its label says; nothing else of unknown strength is.
    is_bag = "line" in told.purposes and all(unit in ("units", "mL") for _, unit in rates)
    is_slow = all(high * (_STRONGEST if unit == "mL" else 1) <= limit for high, unit in rates if unit != "units/kg")
    if told.treats:
        return Use.OPEN if is_slow and is_known else Use.SYSTEMIC
    if is_slow and "pump" not in told.kinds and is_bag:
        return Use.LINE
    return Use.LINE if is_slow and all(unit == "units" for _, unit in rates) else Use.OPEN


def is_bolus(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether more than a flush of unfractionated heparin goes into a vein at a time, which is no prophylaxis."""
    limits = {
        "units": chart.threshold("line_heparin_units"),
        "units/kg": chart.threshold("heparin_infusion_units_kg_h"),
    }
    if not any(
        each.dose is not None and each.unit in limits and each.dose[1] > limits[each.unit] for each in instructions
    ):
        return False
    told = read_heparin_words(chart, resource)
    kinds = frozenset(kind for part in (*told.sig, *told.more) for each in part for kind in each.kinds)
    return "into_a_vein" in kinds and "under_the_skin" not in kinds


def why_for_dialysis(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> str:
    """Why a low-molecular-weight heparin is perhaps for dialysis only, in words; ``""`` where nothing says so."""
    told = read_heparin_words(chart, resource)
    if "circuit" in told.purposes:
        return "perhaps for dialysis only"
    if told.is_cut:
        return "its text is too long to be read to the end"
    is_rare = instructions and all(each.times_a_day is not None and each.times_a_day[1] < 1 for each in instructions)
    return "given less than once a day" if is_rare else ""


def _is_little(chart: Chart, told: HeparinTold, instructions: Sequence[Dosage]) -> bool:
    """Whether no more is given at a time than keeps a line open, as needed or beside a word of a line."""
    is_near = bool(told.kinds & {*PURPOSES, "way_in"}) and not (told.treats or told.flows)
    return bool(instructions) and all(
        _is_as_little_as_a_flush(chart, each) and (each.as_needed or is_near) for each in instructions
    )


def _is_as_little_as_a_flush(chart: Chart, dosage: Dosage) -> bool:
    """No more at a time than keeps a line open."""
    is_known = not dosage.infusion and dosage.dose is not None and dosage.unit == "units"
    return is_known and dosage.dose is not None and dosage.dose[1] <= chart.threshold("line_heparin_units")


def _is_too_slow(chart: Chart, resource: Resource, product: str, told: HeparinTold) -> bool:
    """Whether every rate is known and below any of treatment for this weight."""
    rates = [_in_units(told, each) for each in _rates(resource, product, told)]
    if not rates:
        return False
    weight = chart.feature("weight_kg").quantity
    limit = chart.threshold("treatment_heparin_units_kg_h")
    for rate, unit in rates:
        # Of a bag whose strength is not told, as of the strongest.
        high = rate * _STRONGEST if unit == "mL" else rate
        if unit == "units/kg":
            per_kg = high
        elif unit in ("units", "mL") and weight is not None and weight.value > 0:
            per_kg = high / weight.value
        else:
            return False
        # So little may also be prophylaxis by a pump.
        is_little = unit != "units/kg" and high <= chart.threshold("line_heparin_units")
        if per_kg >= limit and not is_little:
            return False
    return True


def _rates(resource: Resource, product: str, told: HeparinTold) -> Iterator[tuple[Decimal, str]]:
    """The highest of each structured rate, an hour, in ``units``, ``units/kg`` or ``mL``; no unit if none is known."""
    for each in dosages(resource):
        listed = each.get("doseAndRate")
        for entry in (*(listed if isinstance(listed, list) else ()), each):
            if not isinstance(entry, dict):
                continue
            for member in ("rateQuantity", "rateRange", "rateRatio"):
                if isinstance(entry.get(member), dict):
                    yield _an_hour(_amount(entry[member]), product, told)


def _stands_still(resource: Resource) -> bool:
    """Whether a rate is told, and every one is 0: a drip that is off."""
    found = []
    for each in dosages(resource):
        listed = each.get("doseAndRate")
        for entry in (*(listed if isinstance(listed, list) else ()), each):
            if isinstance(entry, dict):
                ranged, ratio = _inside(entry, "rateRange", "high"), _inside(entry, "rateRatio", "numerator")
                told = (entry.get("rateQuantity"), ranged, ratio)
                found += [one.get("value") for one in told if isinstance(one, dict)]
    return bool(found) and all(_is_nothing(each) for each in found)


def _is_nothing(value: object) -> bool:
    try:
        return number_of(value) == 0
    except UnreadableQuantity:
        return False


def _inside(entry: Json, name: str, member: str) -> object:
    told = entry.get(name)
    return told.get(member) if isinstance(told, dict) else None


def _amount(rate: Json) -> Amount | None:
    """What is given in one hour at most."""
    hours = rate.get("denominator")
    if isinstance(hours, dict):
        if str(hours.get("value", 1)) not in ("1", "1.0") or str(hours.get("code") or hours.get("unit")) not in _HOUR:
            return None
        high = rate.get("numerator")
    else:
        high = rate.get("high", rate)
    if not isinstance(high, dict):
        return None
    told = {name: high[name] for name in ("code", "unit") if high.get(name)}
    if hours is None:
        told = {name: _HOURLY.sub("", str(unit).strip()) for name, unit in told.items()}
    return read_amount({"value": high.get("value"), "comparator": high.get("comparator"), **told})


def _an_hour(amount: Amount | None, product: str, told: HeparinTold) -> tuple[Decimal, str]:
    if amount is None:
        return Decimal(0), ""
    known = in_product(amount, product)
    if amount.unit != "mL":
        return (known.dose[1], known.unit) if known is not None else (Decimal(0), "")
    in_words = amount.dose[1] * told.strength if told.strength is not None else Decimal(0)
    if known is not None:
        return max(known.dose[1], in_words), known.unit
    return (in_words, "units") if in_words else (amount.dose[1], "mL")


def _in_units(told: HeparinTold, rate: tuple[Decimal, str]) -> tuple[Decimal, str]:
    """A rate in mL as units, where the words tell how strong it is."""
    high, unit = rate
    return (high * told.strength, "units") if unit == "mL" and told.strength else rate
