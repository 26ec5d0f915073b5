"""How fast an infusion runs, in units per hour, as far as its structured rate tells."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from service.features.dose_amounts import SPELLINGS
from service.fhir.medications import dosages
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.record import Resource

_PER_HOUR: Mapping[str, int] = {"h": 1, "hr": 1, "hour": 1, "min": 60}


def units_per_hour(resource: Resource, weight_kg: Decimal | None) -> tuple[Decimal, ...]:
    """Every ``rateQuantity`` in units/hour, or in units/kg/hour of a known weight (kg); others are passed over."""
    found = []
    for instruction in dosages(resource):
        listed = instruction.get("doseAndRate")
        entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        for each in (*entries, instruction):
            rate = _rate(each.get("rateQuantity"), weight_kg)
            if rate is not None:
                found.append(rate)
    return tuple(found)


def _rate(quantity: Any, weight_kg: Decimal | None) -> Decimal | None:
    if not isinstance(quantity, dict) or quantity.get("comparator"):
        return None
    unit = quantity.get("code") or quantity.get("unit")
    of, *per = str(unit or "").strip().lower().split("/")
    hours = _PER_HOUR.get(per[-1]) if per else None
    if SPELLINGS.get(of, ("", 0))[0] != "units" or hours is None or per[:-1] not in ([], ["kg"]):
        return None
    weight = weight_kg if len(per) == 2 else Decimal(1)
    try:
        return number_of(quantity.get("value")) * hours * weight if weight is not None else None
    except UnreadableQuantity:
        return None
