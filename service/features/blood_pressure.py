"""Blood pressure as a contraindication to lysis: above 180 systolic or 110 diastolic (R-48)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import State
from service.features.lab_history import lab_days
from service.features.laboratory import Test, newest_once
from service.features.observed import unanswered
from service.features.sought import ABSENT, PRESENT, UNKNOWN, Sought, both, either, opposite, seek

if TYPE_CHECKING:
    from service.features.chart import Chart

SYSTOLIC = Test("systolic_mm_hg", "vital_systolic", high_is_worse=True)
DIASTOLIC = Test("diastolic_mm_hg", "vital_diastolic", high_is_worse=True)


def uncontrolled_blood_pressure(chart: Chart) -> Sought:
    """Whether the newest blood pressure of the last 7 days is above the limit, in either number.

    Absent only when both numbers are known and neither is above.  Not measured: unknown, present with a current
    hypertensive urgency or emergency by code.
    """
    systolic = _above(chart, SYSTOLIC, "lysis_relative_systolic_mm_hg")
    diastolic = _above(chart, DIASTOLIC, "lysis_relative_diastolic_mm_hg")
    states = (systolic.state, diastolic.state)
    if PRESENT in states or UNKNOWN not in states:
        return either(systolic, diastolic)
    crisis = seek(chart, "hypertensive_crisis")
    return crisis if crisis.is_present else opposite(both(opposite(systolic), opposite(diastolic)))


def unused_pressures(chart: Chart) -> tuple[str, ...]:
    """Blood pressures that are newer than those that decide and were passed over, for the card."""
    return newest_once(chart, SYSTOLIC, lab_days).passed_over + newest_once(chart, DIASTOLIC, lab_days).passed_over


def _above(chart: Chart, test: Test, threshold: str) -> Sought:
    reading = newest_once(chart, test, lab_days)
    if reading.value is None:
        gap = unanswered(chart, "observations")
        spoiled = State.REFUSED if reading.spoiled else None
        return Sought(
            UNKNOWN, gap=spoiled or gap or State.NOT_ASKED, notes=reading.notes, measured=bool(spoiled or gap)
        )
    above = reading.value.is_above(chart.threshold(threshold))
    if above is None:
        return Sought(UNKNOWN, reading.evidence, State.REFUSED, reading.notes)
    return Sought(PRESENT if above else ABSENT, reading.evidence, None, reading.notes)
