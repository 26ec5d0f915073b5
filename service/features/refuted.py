"""A suspicion that a later diagnosis of the record refutes: the provisional entry is often left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from service.fhir.dates import clinical_time, recorded_time
from service.fhir.laterality import side_of
from service.fhir.moments import Moment, UnreadableDate, is_later, read_moment
from service.fhir.status import is_refuted, is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource

WHOLE_LEG = "dvt_lower_extremity_unspecified_acute"
"""Refuted, it leaves no DVT of that leg; a refuted vein leaves the others."""


class _Refutation(NamedTuple):
    resource: Resource
    when: Moment
    side: str | None


def refuted_later(chart: Chart, suspected: Resource, *, of_leg: bool = False) -> bool:
    """Whether a Condition recorded surely later refutes a suspected one: the same code and the same side.

    A DVT (``of_leg``) is refuted with DVT of the leg as a whole too.

    Of the same day without times the server's ``lastUpdated`` tells which came last; without it the suspicion stays.
    """
    since = _recorded(suspected) if is_suspected(suspected) else None
    if since is None:
        return False
    by_code: dict[Any, list[_Refutation]] = chart.once("refuted conditions", _refutations)
    if not by_code:
        return False
    keys: list[Any] = [*suspected.codes, WHOLE_LEG] if of_leg else list(suspected.codes)
    side = side_of(suspected, chart.knowledge.codes)
    for key in keys:
        for each in by_code.get(key, ()):
            if is_later(since, each.when):
                break  # so is every one behind it
            if each.side in (side, "bilateral") and _is_later(each, suspected, since):
                return True
    return False


def _refutations(chart: Chart) -> dict[Any, list[_Refutation]]:
    """The refuted Conditions by code, and those of the leg as a whole; looked through once per call."""
    found: dict[Any, list[_Refutation]] = {}
    for each in chart.record.of_type("Condition"):
        if is_refuted(each) and (when := _recorded(each)) is not None:
            refutation = _Refutation(each, when, side_of(each, chart.knowledge.codes))
            for key in (*each.codes, *({WHOLE_LEG} & each.concepts)):
                found.setdefault(key, []).append(refutation)
    for listed in found.values():
        listed.sort(key=lambda each: each.when.latest, reverse=True)
    return found


def _is_later(refutation: _Refutation, suspected: Resource, since: Moment) -> bool:
    return is_later(refutation.when, since) or is_later(_updated(refutation.resource), _updated(suspected))


def _updated(resource: Resource) -> Moment | None:
    meta = resource.data.get("meta")
    try:
        return read_moment(meta.get("lastUpdated")) if isinstance(meta, dict) else None
    except UnreadableDate:
        return None


def _recorded(resource: Resource) -> Moment | None:
    return recorded_time(resource) or clinical_time(resource)
