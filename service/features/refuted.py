"""A suspected DVT that a later diagnosis of the record refutes: the provisional entry is often left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.fhir.dates import clinical_time, recorded_time
from service.fhir.laterality import side_of
from service.fhir.moments import Moment, is_later
from service.fhir.status import is_refuted, is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource

WHOLE_LEG = "dvt_lower_extremity_unspecified_acute"
"""Refuted, it leaves no DVT of that leg; a refuted vein leaves the others."""


def refuted_later(chart: Chart, suspected: Resource) -> bool:
    """Whether a Condition recorded surely later refutes a suspected one: the same code, or DVT of the leg as a whole,
    and the same side.

    Of the same day without times nobody knows which came last: the suspicion stays.
    """
    since = _recorded(suspected)
    if since is None or not is_suspected(suspected):
        return False
    codes, side = frozenset(suspected.codes), side_of(suspected, chart.knowledge.codes)
    for each in chart.record.of_type("Condition"):
        if each is suspected or not is_refuted(each) or not is_later(_recorded(each), since):
            continue
        same = not codes.isdisjoint(each.codes) or WHOLE_LEG in each.concepts
        if same and side_of(each, chart.knowledge.codes) in (side, "bilateral"):
            return True
    return False


def _recorded(resource: Resource) -> Moment | None:
    return recorded_time(resource) or clinical_time(resource)
