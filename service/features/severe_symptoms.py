"""Severe symptoms of the leg: documented as severe, or severe pain.

Source: evidence section 2 "Severe symptoms", definitions 11 (convention C-4), G-15.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.episode import in_episode
from service.features.feature import Evidence, Feature, State
from service.features.observed import (
    answers,
    broken,
    documented_boolean,
    evidence_of,
    notes_on,
    unread_notes,
    with_code_or_component,
)
from service.features.sided import is_elsewhere, leg_not_read, may_be_newer, of_thrombosed_legs
from service.fhir.dates import clinical_time, is_later
from service.fhir.quantities import Bounded, UnreadableQuantity
from service.fhir.record import Resource
from service.fhir.status import is_current_condition
from service.fhir.values import Chosen, choose_newest, read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "severe_symptoms"
DOCUMENTED = "assessment_severe_symptoms"
PAIN = "pain_score"
ALBA = "phlegmasia_alba"


def extract(chart: Chart) -> Feature:
    """Whether the symptoms are severe.

    ``present``: the newest ``severe-symptoms`` answer is yes; or the newest pain score of the last ``pain_score_hours``
    is ``severe_pain_score`` or more of 10 (a 100 mm scale by its unit) and no newer answer says no; or phlegmasia
    alba dolens is current.  ``absent``: answered no, or a lower pain score, and nothing speaks for it.  Unknown
    otherwise (open world).  What is said of the other leg or of pain in the back says nothing, and where it is not
    clear which leg is meant it decides nothing: severe, and not older than the clear ones, it leaves it open.
    Opioids, weight bearing and calf swelling have no codes and are not read.
    """
    given, unclear = of_thrombosed_legs(chart, answers(chart, DOCUMENTED))
    answered = choose_newest(
        given,
        lambda each: documented_boolean(chart, each, DOCUMENTED),
        lambda one, other: one and not other,
    )
    pain, pain_elsewhere = _newest_pain(chart)
    severe = None if pain.value is None else pain.value.at_least(chart.threshold("severe_pain_score"))
    if severe and answered.value is False and is_later(answered.moment, pain.moment):
        severe = False
    alba = [
        each
        for each in chart.record.with_concept(ALBA, type="Condition")
        if is_current_condition(each) and in_episode(chart, clinical_time(each))
    ]
    evidence = _evidence(chart, answered, pain) + tuple(evidence_of(chart, each, ALBA) for each in alba)
    notes = notes_on(answered) + unread_notes(answered) + leg_not_read((*unclear, *pain_elsewhere)) + notes_on(pain)
    if answered.value or severe or alba:
        return chart.known(NAME, "present", *evidence, notes=notes)
    spoiled = broken(chart, DOCUMENTED, PAIN) + (
        ("pain score not decided",) if pain.value is not None and severe is None else ()
    )
    worrying = (*pain_elsewhere, *(each for each in unclear if documented_boolean(chart, each, DOCUMENTED)))
    elsewhere = any(may_be_newer(each, answered.moment, pain.moment) for each in worrying)
    is_open = elsewhere or _is_outdated(answered, pain)
    if (answered.value is False or severe is False) and not spoiled and not is_open:
        return chart.known(NAME, "absent", *evidence, notes=notes)
    return chart.unknown(NAME, State.REFUSED if notes or spoiled else State.NOT_ASKED, *evidence, notes=notes + spoiled)


def _is_outdated(answered: Chosen[bool], pain: Chosen[Bounded]) -> bool:
    """Whether an answer or pain score that cannot be read may be newer than everything that says "not severe"."""
    said = [each.moment for each in (answered, pain) if each.resource is not None]
    return any(
        not any(is_later(moment, clinical_time(each)) for moment in said) for each in (*answered.unread, *pain.unread)
    )


def _newest_pain(chart: Chart) -> tuple[Chosen[Bounded], tuple[Resource, ...]]:
    """The newest score of a thrombosed leg, and the severe ones of which it is not clear which leg hurts."""
    hours = timedelta(hours=int(chart.threshold("pain_score_hours")))
    recent = [
        each
        for each in with_code_or_component(chart, PAIN)
        if (when := clinical_time(each)) is not None
        and when.earliest >= chart.now - hours
        and not is_elsewhere(each, chart.knowledge.codes)
    ]
    low, high = chart.threshold("plausible_pain_score_low"), chart.threshold("plausible_pain_score_high")

    def worst(resource: Resource) -> Bounded | None:
        read = [read_observation("pain_score", holder, low=low, high=high) for holder in value_holders(resource, PAIN)]
        return max((each for each in read if each is not None), key=_severity, default=None)

    def severe(resource: Resource) -> bool:
        with suppress(UnreadableQuantity):
            score = worst(resource)
            return score is not None and score.at_least(chart.threshold("severe_pain_score")) is not False
        return True

    given, unclear = of_thrombosed_legs(chart, recent)
    chosen = choose_newest(given, worst, lambda one, other: _severity(one) > _severity(other))
    return chosen, tuple([each for each in unclear if severe(each)])


def _severity(pain: Bounded) -> tuple[bool, Decimal]:
    """Ranks pain scores by the most that they may be."""
    return pain.high is None, pain.high or pain.low or Decimal(0)


def _evidence(chart: Chart, answered: Chosen[bool], pain: Chosen[Bounded]) -> tuple[Evidence, ...]:
    found = []
    if answered.resource is not None:
        found.append(evidence_of(chart, answered.resource, DOCUMENTED, value="yes" if answered.value else "no"))
    if pain.resource is not None and pain.value is not None:
        found.append(evidence_of(chart, pain.resource, PAIN, value=pain.value.text))
    return tuple(found)
