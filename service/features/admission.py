"""Inpatient now, or admitted within 90 days before the DVT."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace as named

from service.features.anchors import after_onset, before_onset
from service.features.documented import Found, closed_world, documented
from service.features.feature import Evidence, Feature
from service.features.observed import evidence_of
from service.fhir.dates import period_of
from service.fhir.moments import Moment, moment
from service.fhir.record import Resource
from service.fhir.status import class_is_unreadable, counts, encounter_classes, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "inpatient_or_hosp_90d"
ANSWER = "assessment_inpatient_or_recent_admission"
CLASS, TYPE = "encounter_class_inpatient", "encounter_inpatient_type"
SETS = (CLASS, TYPE, ANSWER)
_INPATIENT_CLASSES = frozenset({"IMP", "ACUTE", "NONAC"})
_OPEN = frozenset({"arrived", "triaged", "in-progress", "onleave", "on-hold"})
_NEVER_BEGUN = frozenset({"planned", "cancelled", "entered-in-error"})


@dataclass(frozen=True, slots=True, eq=False)
class HospitalStay:
    """One inpatient Encounter; ``end`` is ``None`` while it lasts."""

    resource: Resource
    start: Moment | None
    end: Moment | None
    evidence: Evidence

    def nights(self, now: datetime) -> tuple[int, int] | None:
        """Fewest and most nights in hospital, up to now while the stay lasts; ``None`` when it has no dates."""
        end = self.end or (moment(now) if is_open(self) else None)
        if self.start is None or end is None:
            return None
        fewest = (end.earliest.date() - self.start.latest.date()).days
        return max(fewest, 0), (end.latest.date() - self.start.earliest.date()).days


def hospital_stays(chart: Chart) -> tuple[HospitalStay, ...]:
    """Every countable inpatient Encounter, by class (IMP, ACUTE, NONAC) or SNOMED CT type; not the planned ones."""
    found: tuple[HospitalStay, ...] = chart.once("hospital stays", _hospital_stays)
    return found


def _hospital_stays(chart: Chart) -> tuple[HospitalStay, ...]:
    return tuple([_stay(chart, each) for each in _inpatient(chart) if counts(each)])


def _of_unknown_status(chart: Chart) -> list[HospitalStay]:
    """Inpatient Encounters of which nobody knows whether they took place: unknown, missing or misspelt status."""
    inpatient = _inpatient(chart)
    if not inpatient:
        return []
    uncounted = [each for each in inpatient if not counts(each)]
    begun = [each for each in uncounted if word_of(each.data.get("status")) not in _NEVER_BEGUN]
    return [_stay(chart, each, note="status not known") for each in begun]


def _of_unread_class(chart: Chart) -> tuple[HospitalStay, ...]:
    """Encounters under way whose class is of no known system: they may be an inpatient stay."""
    found: tuple[HospitalStay, ...] = chart.once("unread classes", _read_unread_class)
    return found


def _read_unread_class(chart: Chart) -> tuple[HospitalStay, ...]:
    inpatient, found = _inpatient(chart), []
    for each in chart.record.of_type("Encounter"):
        under_way = word_of(each.data.get("status")) in _OPEN
        if under_way and each not in inpatient and class_is_unreadable(each) and counts(each):
            stay = _stay(chart, each, note="class not readable")
            if is_open(stay):
                found.append(replace(stay, evidence=named(stay.evidence, what="Encounter under way")))
    return tuple(found)


def _inpatient(chart: Chart) -> tuple[Resource, ...]:
    found: tuple[Resource, ...] = chart.once("inpatient encounters", _inpatient_encounters)
    return found


def _inpatient_encounters(chart: Chart) -> tuple[Resource, ...]:
    return tuple([each for each in chart.record.of_type("Encounter") if _is_inpatient(each)])


def _is_inpatient(resource: Resource) -> bool:
    by_code = not resource.concepts.isdisjoint((CLASS, TYPE))
    return by_code or not encounter_classes(resource).isdisjoint(_INPATIENT_CLASSES)


def _stay(chart: Chart, resource: Resource, note: str = "") -> HospitalStay:
    start, end = period_of(resource)
    still_there = word_of(resource.data.get("status")) in _OPEN
    if end is not None and end.earliest > chart.now and still_there:
        end = None  # the planned discharge
    value = " to ".join(str(each) for each in (start, end) if each is not None)
    evidence = evidence_of(chart, resource, CLASS, TYPE, value=value, note=note)
    if end is None and start is not None and not still_there:
        # Over, but nobody wrote down when: at some time between admission and now.
        end = Moment(start.earliest, max(start.earliest, chart.now))
    return HospitalStay(resource, start, end, evidence)


def is_open(stay: HospitalStay) -> bool:
    """Whether the patient is in hospital now."""
    return stay.end is None and word_of(stay.resource.data.get("status")) in _OPEN


def may_be_over(chart: Chart, stay: HospitalStay) -> bool:
    """Whether a stay is open for so long that its discharge was perhaps never recorded (``open_stay_days``)."""
    return is_open(stay) and stay.start is not None and chart.within(stay.start, "open_stay_days") is False


def current_inpatient(chart: Chart) -> HospitalStay | None:
    """The stay that the patient is in now, if the record has one."""
    for each in hospital_stays(chart):
        if is_open(each):
            return each
    return None


def may_be_inpatient(chart: Chart) -> bool:
    """Whether an Encounter of unknown status or class may be a stay that goes on."""
    found: bool = chart.once("may be inpatient", _may_be_inpatient)
    return found


def _may_be_inpatient(chart: Chart) -> bool:
    for stay in (*_of_unknown_status(chart), *_of_unread_class(chart)):
        start, end = period_of(stay.resource)
        if (start is None or start.earliest <= chart.now) and (end is None or end.latest >= chart.now):
            return True
    return False


def extract(chart: Chart) -> Feature:
    """Inpatient now, or admitted within 90 days before the DVT began.

    ``present``: an inpatient Encounter in progress; one of at least a night that ended at most
    ``recent_admission_days`` before the onset (before now without an onset) or that the DVT began in; else the
    answer ``inpatient-or-recent-admission``.  A stay that began after the onset and is over does not count.
    Unknown when a date, a status or the class of an open Encounter leaves it open, or one is open for longer than
    ``open_stay_days``.  ``absent`` once Encounters were
    answered in full (closed world).
    Source: G-13, C-6, definitions 7.
    """
    evidence, doubtful, notes = [], [], []
    for stay in hospital_stays(chart):
        if may_be_over(chart, stay):
            doubtful.append(named(stay.evidence, note="no discharge recorded since"))
            continue
        if is_open(stay):
            evidence.append(stay.evidence)
            continue
        verdict = _counts(chart, stay)
        if verdict:
            evidence.append(stay.evidence)
        elif verdict is None:
            doubtful.append(stay.evidence)
        elif stay.start is not None and after_onset(chart, stay.start):
            notes.append("an admission after the DVT began does not count")
    unknown, unread = _of_unknown_status(chart), _of_unread_class(chart)
    if unknown or unread:
        doubtful += [stay.evidence for stay in unknown if _counts(chart, stay) is not False]
        doubtful += [stay.evidence for stay in unread]
    if not (evidence or doubtful or notes) and chart.is_silent_on(SETS, "encounters"):
        return chart.not_found(NAME)
    found = Found(tuple(evidence), tuple(doubtful), tuple(dict.fromkeys(notes)))
    return closed_world(chart, NAME, found, documented(chart, ANSWER), sets=SETS, keys=("encounters",))


def reaches_window(chart: Chart, stay: HospitalStay, days: int) -> bool | None:
    """Whether a stay that began no later than the onset reaches into the ``days`` before it; ``None``: undecided."""
    if stay.start is not None and after_onset(chart, stay.start):
        return False
    if is_open(stay):
        return True if stay.start is not None else None
    return None if stay.end is None else before_onset(chart, stay.end, days, until_now=True)


def _counts(chart: Chart, stay: HospitalStay) -> bool | None:
    recent = reaches_window(chart, stay, int(chart.threshold("recent_admission_days")))
    nights, needed = stay.nights(chart.now), chart.threshold("recent_admission_min_nights")
    if recent is False or (nights is not None and nights[1] < needed):
        return False
    return True if recent and nights is not None and nights[0] >= needed else None
