"""Poor control of the INR on warfarin: a factor of the bleeding count (definitions 5, C-42)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.drug_use import DRUG_KEYS, taken
from service.features.feature import State
from service.features.inr import INR
from service.features.lab_history import Series, series
from service.features.observed import evidence_of, unanswered
from service.features.sought import NOTHING, PRESENT, UNKNOWN, Sought, in_window
from service.fhir.quantities import Bounded
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart

WARFARIN = "drug_warfarin"


def poor_inr_control(chart: Chart) -> Sought:
    """On warfarin: an INR above 4 within 30 days, or two or more of the last five of 180 days outside 2 to 3 (C-42)."""
    on_warfarin = bool(taken(chart, WARFARIN))
    gap = unanswered(chart, *DRUG_KEYS)
    if not on_warfarin and not gap:
        return NOTHING
    values = series(chart, INR, "inr_series_days")
    verdict, evidence = _erratic(chart, values) if values else (False, [])
    if verdict is False:
        return NOTHING
    told = tuple(evidence_of(chart, each, "lab_inr", value=text) for each, text in evidence)
    if on_warfarin:
        return Sought(PRESENT, told) if verdict else Sought(UNKNOWN, told, State.REFUSED)
    return Sought(UNKNOWN, told, gap, ("warfarin not known",))


def _erratic(chart: Chart, values: Series) -> tuple[bool | None, list[tuple[Resource, str]]]:
    limit, low, high = (chart.threshold(n) for n in ("inr_poor_control", "inr_therapeutic_min", "inr_therapeutic_max"))
    recent = [each for each in values if in_window(chart, each[0], "inr_poor_control_days")]
    above = [value.is_above(limit) for _, value, _ in recent]
    last = values[: int(chart.threshold("inr_series_count"))]
    outside = [_outside(value, low, high) for _, value, _ in last]
    wanted = chart.threshold("inr_series_outside_count")
    surely = any(above) or sum(each is True for each in outside) >= wanted
    perhaps = None in above or sum(each is not False for each in outside) >= wanted
    shown = [(resource, value.text) for _, value, resource in last]
    return (True if surely else None if perhaps else False), shown


def _outside(value: Bounded, low: Decimal, high: Decimal) -> bool | None:
    under, over = value.is_below(low), value.is_above(high)
    if under or over:
        return True
    return None if under is None or over is None else False
