"""COVID-19 within 30 days before the DVT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.anchors import after_onset, before_onset
from service.features.documented import documented
from service.features.feature import Evidence, Feature, State
from service.features.observed import broken, evidence_of, uncounted
from service.features.result import Result, result_of
from service.fhir.dates import clinical_time
from service.fhir.record import Resource
from service.fhir.status import counts, is_refuted

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "covid19"
CONFIRMED, TESTED, ANSWER = "covid19_current", "lab_sars_cov_2", "assessment_covid_19_recent"


def extract(chart: Chart) -> Feature:
    """COVID-19 within ``covid19_days`` before the DVT began (before now without an onset).

    ``present``: a confirmed Condition, over or not, or a positive test in that window, or the answer
    ``covid-19-recent`` yes.  ``absent``: answered no.  Unknown otherwise (open world, optional: it then reads as
    absent and is listed).  Source: G-16, C-5, definitions 7.
    """
    named = chart.record.with_concept(CONFIRMED, TESTED)
    if not named:
        return _as_answered(chart, (), ())
    shown = [
        each
        for each in named
        if each.type in ("Condition", "Observation") and not is_refuted(each) and _speaks(chart, each)
    ]
    verdicts = [(each, _inside(chart, each)) for each in shown if counts(each)]
    notes = uncounted(*shown)
    if any(inside is False and (when := clinical_time(each)) and after_onset(chart, when) for each, inside in verdicts):
        notes += ("COVID-19 after the DVT began does not count",)
    present = [each for each, inside in verdicts if inside]
    if present:
        return chart.known(
            NAME, "present", *(evidence_of(chart, each, CONFIRMED, TESTED) for each in present), notes=notes
        )
    open_ = tuple(evidence_of(chart, each, CONFIRMED, TESTED) for each, inside in verdicts if inside is None)
    return _as_answered(chart, open_, notes)


def _as_answered(chart: Chart, open_: tuple[Evidence, ...], notes: tuple[str, ...]) -> Feature:
    """The answer, where no code decides; ``open_`` are those that may or may not count."""
    answer = documented(chart, ANSWER)
    notes += answer.notes
    if answer.value is not None:
        return chart.known(NAME, "present" if answer.value else "absent", *answer.evidence, notes=notes)
    spoiled = broken(chart, CONFIRMED, TESTED, ANSWER)
    state = State.REFUSED if open_ or spoiled or answer.unusable else State.NOT_ASKED
    return chart.unknown(NAME, state, *open_, notes=notes + spoiled)


def _speaks(chart: Chart, resource: Resource) -> bool:
    return resource.type == "Condition" or result_of(chart, resource, TESTED) is Result.POSITIVE


def _inside(chart: Chart, resource: Resource) -> bool | None:
    when = clinical_time(resource, chart.birth)
    return None if when is None else before_onset(chart, when, int(chart.threshold("covid19_days")))
