"""Is a heparin order into a vein for one bolus, or for a container that runs for hours and is written "once"?

A bag or a syringe of a pump is one dose for the pharmacy: "25,000 units in 250 mL, IV, once" is a drip of a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.features.dosage import Dosage
from service.features.heparin_words import read_heparin_words, tells_a_rate
from service.features.line_heparin import is_bolus
from service.features.untold_end import is_bag
from service.fhir.medications import dosages
from service.fhir.quantities import UnreadableQuantity, number_of

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource

_HOURS_OF: Mapping[str, Decimal] = {"s": Decimal(1) / 3600, "min": Decimal(1) / 60, "h": Decimal(1)}
"""Of units of time; every other one is longer than the hour of a bolus."""


def is_plain_bolus(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether it is a bolus by :func:`is_bolus`, nothing in it speaks of a drip, a pump, a bag or hours, and a word
    says bolus or the dose is that of one, and no note tells a rate; in doubt it is none."""
    if not is_bolus(chart, resource, instructions) or any(each.infusion or each.runs_out for each in instructions):
        return False
    told = read_heparin_words(chart, resource)
    if told.is_cut or told.flows or told.rates or told.lasts or is_bag(chart, resource) or _lasts(resource):
        return False
    if tells_a_rate(chart, _notes(resource)):
        return False
    is_told = "a_bolus" in told.kinds and "denied" not in told.kinds and not told.treats
    return is_told or all(_is_of_a_bolus(chart, each) for each in instructions)


def _is_of_a_bolus(chart: Chart, dosage: Dosage) -> bool:
    """A dose that is not told is of none; 18 units/kg may be a rate that lost its hour."""
    if dosage.dose is None:
        return False
    low, high = dosage.dose
    if dosage.unit == "units/kg":
        least, most = chart.threshold("heparin_infusion_units_kg_h"), chart.threshold("heparin_bolus_units_kg")
        return bool(least < low and high <= most)
    return bool(dosage.unit == "units" and high <= chart.threshold("heparin_bag_units"))


def _notes(resource: Resource) -> list[str]:
    listed = resource.data.get("note")
    told = [each.get("text") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [each for each in told if isinstance(each, str)]


def _lasts(resource: Resource) -> bool:
    """Whether the timing tells that one dose runs for more than an hour."""
    return any(_is_long(each.get("timing")) for each in dosages(resource))


def _is_long(timing: Any) -> bool:
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    if not isinstance(repeat, dict) or repeat.keys().isdisjoint(("duration", "durationMax")):
        return False
    hours = _HOURS_OF.get(str(repeat.get("durationUnit", repeat.get("durationUnits"))))
    try:
        return hours is None or number_of(repeat.get("durationMax", repeat.get("duration"))) * hours > 1
    except UnreadableQuantity:
        return True
