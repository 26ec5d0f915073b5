"""Findings that an Observation bears by its code: primary care records (UK Core, GP Connect) tell history so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.result import Result, result_of
from service.fhir.record import Resource
from service.fhir.status import counts
from service.fhir.values import is_absent

if TYPE_CHECKING:
    from service.features.chart import Chart


def borne(chart: Chart, *sets: str) -> tuple[tuple[Resource, bool], ...]:
    """Observations whose own code is in one of the value sets, and whether they surely say so.

    Surely: there is no value, or it is yes or positive.  One that says no, or gives a reason for saying nothing, is
    left out; any other value leaves it open.
    """
    if chart.observations.keys().isdisjoint(sets):
        return ()
    found = []
    for each in chart.record.with_concept(*sets, type="Observation"):
        result = result_of(chart, each, *sets)
        if not counts(each) or result is Result.NEGATIVE or each.data.get("dataAbsentReason") is not None:
            continue
        found.append((each, result is Result.POSITIVE or (result is None and is_absent(each.data))))
    return tuple(found)
