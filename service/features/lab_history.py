"""Laboratory values beyond their window: series of one test, and old values that still exclude.

A stale value that would exclude lysis or anticoagulation keeps excluding until a newer one refutes it (definitions 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.laboratory import Stale, Test, Within
from service.features.observed import with_code_or_component
from service.features.sought import PRESENT, UNKNOWN, Sought, in_window
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.quantities import Bounded, UnreadableQuantity
from service.fhir.record import Resource
from service.fhir.status import counts
from service.fhir.values import read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

Series = tuple[tuple[Moment, Bounded, Resource], ...]
"""Dated values with their Observations, newest first."""


def series(chart: Chart, test: Test, within: str) -> Series:
    """The countable, readable values of a test inside a window (threshold id, days before now), newest first."""
    low = chart.threshold(f"plausible_{test.analyte}_low")
    high = chart.threshold(f"plausible_{test.analyte}_high")
    found = []
    for resource in with_code_or_component(chart, test.value_set):
        when = clinical_time(resource)
        if when is None or not counts(resource) or not in_window(chart, when, within):
            continue
        for holder in value_holders(resource, test.value_set):
            try:
                value = read_observation(test.analyte, holder, low=low, high=high)
            except UnreadableQuantity:
                continue
            if value is not None:
                found.append((when, value, resource))
                break
    return tuple(sorted(found, key=lambda each: each[0].latest, reverse=True))


def lab_days(chart: Chart) -> Within:
    """Samples of the last 7 days, for inpatients too."""
    return chart.window("lab_days").holds


def still_excludes(chart: Chart, current: Sought, stale: Stale | None, *, below: str = "", above: str = "") -> Sought:
    """``current``, or where that is unknown an old value that excludes: strictly ``below`` or ``above`` a threshold id.

    An old value that may exclude (a comparator leaves it open) leaves it unknown; one that does not is no evidence.
    """
    if current.state != UNKNOWN or stale is None:
        return current
    limit = chart.threshold(below or above)
    excludes = stale.value.is_below(limit) if below else stale.value.is_above(limit)
    if excludes is False:
        return current
    evidence = replace(stale.evidence, note="old, and no newer value refutes it")
    if excludes:
        return Sought(PRESENT, (evidence,), None, current.notes)
    return replace(current, evidence=(evidence,), measured=True)
