"""The Encounter in which a diagnosis was made: what it found began no later than it ended.

Encounter diagnoses often carry no date of their own.  The end of their Encounter shows that something is old, never
that it is new (fhir-input.md "Time").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.fhir.dates import latest_onset, period_of
from service.fhir.moments import Moment

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource

_ENCOUNTER = re.compile(r"(?:[^#?|\s]*/)?Encounter/([^/#?|\s]+)(?:/_history/[^/#?|\s]+)?")


def bounded_onset(chart: Chart, resource: Resource) -> Moment | None:
    """The latest that an undated Condition began: when it was recorded, else when its Encounter ended."""
    recorded = latest_onset(resource)
    return recorded if recorded is not None else _end_of_encounter(chart, resource)


def _end_of_encounter(chart: Chart, resource: Resource) -> Moment | None:
    told = resource.data.get("encounter") or resource.data.get("context")
    reference = told.get("reference") if isinstance(told, dict) else None
    found = _ENCOUNTER.fullmatch(reference) if isinstance(reference, str) else None
    if found is None:
        return None
    for each in chart.record.of_type("Encounter"):
        if each.id == found[1]:
            return period_of(each)[1]
    return None
