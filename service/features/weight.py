"""Body weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.feature import Feature
from service.features.laboratory import Reading, Test, banded, newest, weight_window

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "weight_kg"
# Of two weights at the same time the lower one: it gives the lower dose and the lower clearance.
MEASURED = Test("weight_kg", "vital_weight", high_is_worse=False)
SECOND_CHOICE = Test("weight_kg", "vital_weight_second_choice", high_is_worse=False)


def reading(chart: Chart) -> Reading:
    """The weight that counts, read once per call: measured, else stated, usual or around dialysis."""
    found: Reading = chart.once("weight reading", _reading)
    return found


def _reading(chart: Chart) -> Reading:
    measured = newest(chart, MEASURED, weight_window)
    if measured.value is not None:
        return measured
    other = newest(chart, SECOND_CHOICE, weight_window)
    if other.value is None:
        stale = measured.stale or other.stale
        return Reading(
            notes=measured.notes + other.notes,
            stale=stale,
            spoiled=measured.spoiled or other.spoiled,
            passed_over=measured.passed_over + other.passed_over,
        )
    evidence = tuple(replace(each, note="not a plain measured weight") for each in other.evidence)
    passed_over = measured.passed_over + other.passed_over
    return replace(other, evidence=evidence, notes=measured.notes + other.notes, passed_over=passed_over)


def extract(chart: Chart) -> Feature:
    """Weight in kg: the newest measured weight of the last 90 days, else the newest stated one.

    Unknown (open world) without one, or when its unit or number cannot be used.  Source: features.yaml ``weight_kg``,
    C-16, fhir-input.md.
    """
    return banded(chart, NAME, reading(chart))
