"""The course of an order by its own dates: not begun yet, its supply used up, its hospital stay over, replaced.

Asked for anticoagulants that are on order, and for those that are over without saying when.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from service.features.dosage import read_dosages
from service.fhir.dates import clinical_time, period_of
from service.fhir.heads import local_reference
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.record import Resource
from service.fhir.status import encounter_classes, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.dosage import Dosage

_DAYS = {"d": 1, "day": 1, "wk": 7, "week": 7, "mo": 31, "month": 31}
_IN_HOSPITAL = "inpatient"
"""The category of an order for the days in hospital."""
_STAYS = frozenset({"IMP", "ACUTE", "NONAC", "EMER", "OBSENC"})
_UNDER_WAY = frozenset({"arrived", "triaged", "in-progress", "onleave", "on-hold"})
_OVER = frozenset({"finished", "completed", "discharged"})


def begins(chart: Chart, instructions: Iterable[Dosage]) -> datetime | None:
    """When the first of the instructions that are not over begins, where that lies ahead by ``order_ahead_hours`` at
    most."""
    starts = [each.starts for each in instructions if each.starts is not None and each.starts > chart.now]
    until = chart.now + timedelta(hours=int(chart.threshold("order_ahead_hours")))
    first = min(starts, default=None)
    return first if first is not None and first <= until else None


def lies_ahead(chart: Chart, order: Resource) -> bool:
    """Whether an order is to be dispensed or given later only."""
    starts = [each.starts for each in read_dosages(order)]
    are_later = bool(starts) and all(each is not None and each > chart.now for each in starts)
    return are_later or is_dispensed_later(chart, order)


def is_dispensed_later(chart: Chart, order: Resource) -> bool:
    """Whether an order may not be dispensed yet."""
    dispense = order.data.get("dispenseRequest")
    period = dispense.get("validityPeriod") if isinstance(dispense, dict) else None
    start = _moment(period.get("start")) if isinstance(period, dict) else None
    return start is not None and start.earliest > chart.now


def supplied_until(order: Resource) -> datetime | None:
    """Until when all that an order lets dispense lasts, each supply after the other; ``None`` when that is not told."""
    dispense, written = order.data.get("dispenseRequest"), clinical_time(order)
    supply = dispense.get("expectedSupplyDuration") if isinstance(dispense, dict) else None
    if not isinstance(dispense, dict) or not isinstance(supply, dict) or written is None:
        return None
    unit = str(supply.get("code") or supply.get("unit") or "").strip().lower()
    days = _DAYS.get(unit) or _DAYS.get(unit.rstrip("s"))
    try:
        supplies = number_of(supply.get("value")) * (1 + number_of(dispense.get("numberOfRepeatsAllowed", 0)))
        return written.latest + timedelta(days=float(supplies) * days) if days else None
    except (UnreadableQuantity, OverflowError, ValueError):
        return None


def end_of_stay(chart: Chart, order: Resource, *, perhaps: bool = False) -> Moment | None:
    """When the stay, or the visit to an emergency department, ended that an order for its days was written in.

    A prescription for home is written in a stay too: only an order counts that says that it is for the hospital, with
    ``perhaps`` also one that does not say and that nobody is to dispense.
    """
    told = order.data.get("encounter", order.data.get("context"))
    reference = told.get("reference") if isinstance(told, dict) else None
    if not isinstance(reference, str) or order.type != "MedicationRequest":
        return None
    categories = _categories(order.data)
    if _IN_HOSPITAL not in categories and (not perhaps or categories or "dispenseRequest" in order.data):
        return None
    for each in chart.record.of_type("Encounter"):
        if each.reference and local_reference(reference, dict) == each.reference:
            is_stay = _IN_HOSPITAL in categories or not encounter_classes(each).isdisjoint(_STAYS)
            end = period_of(each)[1]
            is_over = word_of(each.data.get("status")) in _OVER and end is not None and end.latest < chart.now
            return end if end is not None and is_over and is_stay and not _went_on(chart, end) else None
    return None


def _went_on(chart: Chart, end: Moment) -> bool:
    """Whether another Encounter took over and lasts, as an admission from the emergency department does."""
    under_way = [each for each in chart.record.of_type("Encounter") if word_of(each.data.get("status")) in _UNDER_WAY]
    starts = [period_of(each)[0] for each in under_way if not encounter_classes(each).isdisjoint(_STAYS)]
    return any(each is None or each.earliest <= end.latest + timedelta(days=1) for each in starts)


def replaced(orders: Iterable[Resource]) -> frozenset[str]:
    """The references of the orders that another of these is written to replace (``priorPrescription``)."""
    found = set()
    for each in orders:
        told = each.data.get("priorPrescription")
        reference = told.get("reference") if isinstance(told, dict) else None
        earlier = local_reference(reference, dict) if isinstance(reference, str) else ""
        if earlier and earlier != each.reference:
            found.add(earlier)
    return frozenset(found)


def _categories(data: Any) -> frozenset[str]:
    listed = data.get("category")
    return frozenset(filter(None, map(word_of, listed if isinstance(listed, list) else [listed])))


def _moment(told: object) -> Moment | None:
    try:
        return read_moment(told)
    except UnreadableDate:
        return None
