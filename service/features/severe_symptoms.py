"""Severe symptoms of the leg: documented as severe, or severe pain.

Source: evidence section 2 "Severe symptoms", definitions 11 (convention C-4), G-15.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.episode import in_episode
from service.features.feature import Evidence, Feature, State
from service.features.observed import broken, evidence_of, notes_on, with_code_or_component
from service.features.sided import LegAnswer, Question, is_elsewhere, leg_answer, leg_not_read, yes_or_no
from service.fhir.dates import clinical_time
from service.fhir.moments import is_later
from service.fhir.quantities import Bounded
from service.fhir.record import Resource
from service.fhir.status import is_current_condition
from service.fhir.values import read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "severe_symptoms"
DOCUMENTED = "assessment_severe_symptoms"
PAIN = "pain_score"
ALBA = "phlegmasia_alba"
ASKED = yes_or_no(DOCUMENTED)


def extract(chart: Chart) -> Feature:
    """Whether the symptoms are severe.

    ``present``: the newest ``severe-symptoms`` answer is yes; or the newest pain score of the last ``pain_score_hours``
    is ``severe_pain_score`` or more of 10 (a 100 mm scale by its unit) and no newer answer says no; or phlegmasia
    alba dolens is current.  ``absent``: answered no, or a lower pain score, and nothing speaks for it.  Unknown
    otherwise (open world).  What is said of the other leg or of pain in the back says nothing, and where it is not
    clear which leg is meant it decides nothing: severe, and not older than the clear ones, it leaves it open.
    Opioids, weight bearing and calf swelling have no codes and are not read.
    """
    answer, pain_answer = leg_answer(chart, ASKED), _pain(chart)
    answered, pain = answer.newest, pain_answer.newest
    severe = None if pain.value is None else pain.value.at_least(chart.threshold("severe_pain_score"))
    if severe and answered.value is False and is_later(answered.moment, pain.moment):
        severe = False
    alba = _alba(chart) if ALBA in chart.mentioned else ()
    evidence = ASKED.evidence(chart, answered) + SCORED.evidence(chart, pain) + alba
    notes = answer.notes + leg_not_read(pain_answer.worrying) + notes_on(pain)
    if answered.value or severe or alba:
        return chart.known(NAME, "present", *evidence, notes=notes)
    spoiled = broken(chart, DOCUMENTED, PAIN) + (
        ("pain score not decided",) if pain.value is not None and severe is None else ()
    )
    is_open = answer.is_open(pain.moment) or pain_answer.is_open(answered.moment)
    if (answered.value is False or severe is False) and not spoiled and not is_open:
        return chart.known(NAME, "absent", *evidence, notes=notes)
    return chart.unknown(NAME, State.REFUSED if notes or spoiled else State.NOT_ASKED, *evidence, notes=notes + spoiled)


def _alba(chart: Chart) -> tuple[Evidence, ...]:
    found = chart.record.with_concept(ALBA, type="Condition")
    current = [each for each in found if is_current_condition(each) and in_episode(chart, clinical_time(each))]
    return tuple([evidence_of(chart, each, ALBA) for each in current])


def _pain(chart: Chart) -> LegAnswer[Bounded]:
    """The scores of the last hours, without those of the back, the head and the like."""
    if PAIN not in chart.observations:
        return LegAnswer()
    hours = timedelta(hours=int(chart.threshold("pain_score_hours")))
    recent = [
        each
        for each in with_code_or_component(chart, PAIN)
        if (when := clinical_time(each)) is not None
        and when.earliest >= chart.now - hours
        and not is_elsewhere(each, chart.knowledge.codes)
    ]
    return leg_answer(chart, SCORED, recent)


def _worst(chart: Chart, resource: Resource) -> Bounded | None:
    low, high = chart.threshold("plausible_pain_score_low"), chart.threshold("plausible_pain_score_high")
    read = [read_observation("pain_score", holder, low=low, high=high) for holder in value_holders(resource, PAIN)]
    return max((each for each in read if each is not None), key=_severity, default=None)


def _severity(pain: Bounded) -> tuple[bool, Decimal]:
    """Ranks pain scores by the most that they may be."""
    return pain.high is None, pain.high or pain.low or Decimal(0)


def _may_be_severe(chart: Chart, score: Bounded | None) -> bool:
    return score is not None and score.at_least(chart.threshold("severe_pain_score")) is not False


SCORED = Question(PAIN, _worst, danger=_severity, worries=_may_be_severe, told=lambda score: score.text)
