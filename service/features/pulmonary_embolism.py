"""Acute pulmonary embolism beside the DVT (ruling 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.created_at import bounded_onset
from service.features.feature import Feature, State
from service.features.observed import broken, evidence_of, unanswered
from service.features.refuted import refuted_later
from service.fhir.dates import clinical_time
from service.fhir.record import Resource
from service.fhir.status import clinical_status, counts, is_current_condition, is_refuted, is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "acute_pe"
ACUTE_PE = "pulmonary_embolism_acute"


def extract(chart: Chart) -> Feature:
    """Acute pulmonary embolism; septic, chronic, fat and other embolism are other sets and do not count.

    ``present``: a Condition with onset within ``acute_pe_days``; or a current one that is undated or of the present
    episode (``episode_current_days``); or a countable report that concludes so.  Unknown: only suspected, or a partial
    date leaves it open.  ``absent`` otherwise, once Conditions were answered in full (closed world).
    """
    if chart.is_silent_on((ACUTE_PE,), "conditions"):
        return chart.not_found(NAME)
    verdicts = [
        (each, _acute(chart, each))
        for each in chart.record.with_concept(ACUTE_PE)
        if each.type in ("Condition", "DiagnosticReport")
    ]
    acute = [each for each, verdict in verdicts if verdict]
    if acute:
        return chart.known(NAME, "present", *(evidence_of(chart, each, ACUTE_PE) for each in acute))
    open_ = [each for each, verdict in verdicts if verdict is None]
    spoiled = broken(chart, ACUTE_PE)
    if open_:
        return chart.unknown(
            NAME,
            State.DOCUMENTED,
            *(evidence_of(chart, each, ACUTE_PE) for each in open_),
            notes=("suspected or date not precise", *spoiled),
        )
    if spoiled:
        return chart.unknown(NAME, State.REFUSED, notes=spoiled)
    gap = unanswered(chart, "conditions")
    return chart.unknown(NAME, gap) if gap else chart.not_found(NAME)


def _acute(chart: Chart, resource: Resource) -> bool | None:
    when = clinical_time(resource, chart.birth)
    recent = None if when is None else chart.within(when, "acute_pe_days")
    present = None if when is None else chart.within(when, "episode_current_days")
    if resource.type == "DiagnosticReport":
        return recent if counts(resource) or not recent else None
    if is_refuted(resource) or (
        is_suspected(resource) and clinical_status(resource) in ("inactive", "remission", "resolved")
    ):
        return False
    if refuted_later(chart, resource):
        return False
    if not counts(resource):
        return None if when is None or present is not False else False
    if is_current_condition(resource):
        return _undated(chart, resource) if when is None else present
    return recent if when is not None else False


def _undated(chart: Chart, resource: Resource) -> bool | None:
    """A current embolism whose onset has no date: present, unless recorded too long ago to be of the episode."""
    recorded = bounded_onset(chart, resource)
    if recorded is not None and chart.within(recorded, "episode_current_days") is False:
        return False
    return None if resource.data.get("onsetAge") is not None else True
