"""Every recorded major bleed, and whether it is active, recent or past (definitions 1 and 4, C-15).

Active: current, and of the last 7 days or undated while an encounter is open.  Recent: of the last 30 days and not
active.  Past: older, or undated and recorded more than 30 days ago or without an open encounter.  Minor bleeding is
another set and is not read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from service.features.borne import borne
from service.features.feature import Evidence
from service.features.observed import documented_boolean, evidence_of, unanswered, with_code_or_component
from service.features.refuted import refuted_later
from service.features.sought import in_window, why_undecided
from service.fhir.dates import clinical_time, end_time, latest_onset
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import clinical_status, counts, is_current_condition, is_history, is_refuted, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart

MAJOR = "bleeding_active_major"
ANSWER = "assessment_active_bleeding"
_OPEN = frozenset({"arrived", "triaged", "in-progress", "onleave"})
_OVER = frozenset({"inactive", "remission", "resolved"})


class Stage(StrEnum):
    ACTIVE = "active"
    RECENT = "recent"
    """Within 30 days, not active: makes bleeding risk high by itself."""
    PAST = "past"
    NONE = "none"
    """Only suspected, or of unreadable status: it may not have been."""


@dataclass(frozen=True, slots=True, eq=False)
class Bleed:
    """One bleed with every stage that its status and dates leave open."""

    stages: frozenset[Stage]
    evidence: Evidence


def bleeds(chart: Chart) -> tuple[Bleed, ...]:
    """The major bleeds of the record, and earlier documented answers that there was one; read once per call."""
    found: tuple[Bleed, ...] = chart.once("bleeds", _bleeds)
    return found


def _bleeds(chart: Chart) -> tuple[Bleed, ...]:
    found = []
    for resource in chart.record.with_concept(MAJOR, type="Condition"):
        if is_refuted(resource) or (not counts(resource) and clinical_status(resource) in _OVER):
            continue
        if refuted_later(chart, resource):
            continue
        stages = _stages(chart, resource)
        note = why_undecided(resource) if len(stages) > 1 else ""
        found.append(Bleed(stages, evidence_of(chart, resource, MAJOR, note=note)))
    for resource, surely in borne(chart, MAJOR):
        stages = _by_date(chart, clinical_time(resource), Stage.ACTIVE)
        found.append(Bleed(stages if surely else stages | {Stage.NONE}, evidence_of(chart, resource, MAJOR)))
    for resource in with_code_or_component(chart, ANSWER):
        if counts(resource) and documented_boolean(chart, resource, ANSWER):
            earlier = _by_date(chart, clinical_time(resource), Stage.RECENT)
            found.append(Bleed(earlier, evidence_of(chart, resource, ANSWER, value="yes")))
    return tuple(found)


def _stages(chart: Chart, resource: Resource) -> frozenset[Stage]:
    over, certain = is_history(resource), is_current_condition(resource) or is_history(resource)
    when = clinical_time(resource, chart.birth)
    if when is not None:
        stages = _by_date(chart, when, Stage.RECENT if over else Stage.ACTIVE)
        if stages == {Stage.PAST} and over and _ended_recently(chart, resource):
            stages = frozenset({Stage.RECENT})
    elif over or in_window(chart, latest_onset(resource), "undated_bleeding_days") is False:
        stages = frozenset({Stage.PAST})
    else:
        # An age at onset that cannot be read may be long ago.
        seen_now = None if resource.data.get("onsetAge") is not None else _encounter_is_open(chart)
        stages = frozenset({Stage.ACTIVE} if seen_now is not False else set())
        stages |= {Stage.PAST} if seen_now is not True else set()
    return stages if certain else stages | {Stage.NONE}


def _by_date(chart: Chart, when: Moment | None, newest: Stage) -> frozenset[Stage]:
    """The stages that a date leaves open; ``newest`` is the stage of the last 7 days."""
    week = in_window(chart, when, "active_bleeding_days")
    month = in_window(chart, when, "major_bleeding_single_days")
    found = set()
    if week is not False:
        found.add(newest)
    if week is not True and month is not False:
        found.add(Stage.RECENT)
    if month is not True:
        found.add(Stage.PAST)
    return frozenset(found)


def _ended_recently(chart: Chart, resource: Resource) -> bool:
    return in_window(chart, end_time(resource), "major_bleeding_single_days") is True


def _encounter_is_open(chart: Chart) -> bool | None:
    """Whether the patient is being seen now, in any class of encounter; ``None`` when encounters were not answered."""
    if any(word_of(each.data.get("status")) in _OPEN for each in chart.record.of_type("Encounter")):
        return True
    return None if unanswered(chart, "encounters") else False
