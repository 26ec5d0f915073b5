"""Clinical suspicion of DVT: the documented pre-test probability (M-23, ruling 25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature, State
from service.features.observed import (
    answers,
    broken,
    documented_answer,
    evidence_of,
    passed_over,
    unless_outdated,
)
from service.fhir.record import Resource
from service.fhir.values import choose_newest, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "clinical_suspicion"
SUSPICION = "assessment_clinical_suspicion"
_RANK = {"low": 0, "moderate": 1, "high": 2}


def extract(chart: Chart) -> Feature:
    """How strong the clinician's suspicion is: the newest ``clinical-suspicion`` of the present episode.

    Of two at the same time the stronger one.  Unknown when nobody documented it (open world).
    """
    chosen = choose_newest(
        answers(chart, SUSPICION), lambda each: _grade(chart, each), lambda one, other: _RANK[one] > _RANK[other]
    )
    notes = passed_over(chosen)
    chosen = unless_outdated(chosen, "high")
    if chosen.resource is not None and chosen.value is not None:
        return chart.known(
            NAME, chosen.value, evidence_of(chart, chosen.resource, SUSPICION, value=chosen.value), notes=notes
        )
    notes += broken(chart, SUSPICION)
    return chart.unknown(NAME, State.REFUSED if notes or chosen.without_value else State.NOT_ASKED, notes=notes)


def _grade(chart: Chart, resource: Resource) -> str | None:
    told = {documented_answer(chart, holder) for holder in value_holders(resource, SUSPICION)} & _RANK.keys()
    return max(told, key=lambda each: _RANK[each], default=None)
