"""Major surgery: every dated operation, and whether one lies within 90 days before the DVT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.features.anchors import after_onset, before_onset
from service.features.documented import Found, closed_world, documented
from service.features.feature import Evidence, Feature
from service.features.observed import evidence_of, uncounted
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import counts, is_prohibition, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "surgery_90d"
MAJOR, NEUROSURGERY, NOT_SORTED = "surgery_major", "neurosurgery", "surgery_not_sorted"
OPERATIONS = (MAJOR, NEUROSURGERY, NOT_SORTED)
ANSWER = "assessment_recent_major_surgery"
SETS = (*OPERATIONS, ANSWER)


@dataclass(frozen=True, slots=True, eq=False)
class DatedSurgery:
    """One operation that took place, or may have."""

    resource: Resource
    when: Moment | None
    """When it was performed (its start); ``None`` when undated."""
    is_neurosurgery: bool
    """Intracranial or spinal."""
    evidence: Evidence
    is_certain: bool = True
    """False when the status does not say whether it was done, or the code how large it was: inside a window it leaves
    the answer open."""


def surgeries(chart: Chart) -> tuple[DatedSurgery, ...]:
    """Every major operation (also intracranial and spinal) that was completed, is under way, or has no known status;
    undated ones and those of a code that does not tell how large they were included.

    One list for the extension trigger (anchored at the onset), the bleeding count and the lysis ledger (anchored at
    now): C-7.
    """
    found: tuple[DatedSurgery, ...] = chart.once("surgeries", _surgeries)
    return found


def _surgeries(chart: Chart) -> tuple[DatedSurgery, ...]:
    found = []
    for each in chart.record.with_concept(*OPERATIONS, type="Procedure"):
        if counts(each) or word_of(each.data.get("status")) in ("", "unknown"):
            when, is_neurosurgery = clinical_time(each, chart.birth), NEUROSURGERY in each.concepts
            evidence = evidence_of(chart, each, *OPERATIONS, note="" if counts(each) else "status not known")
            is_certain = counts(each) and (NOT_SORTED not in each.concepts or MAJOR in each.concepts)
            found.append(DatedSurgery(each, when, is_neurosurgery, evidence, is_certain))
    return tuple(found)


def extract(chart: Chart) -> Feature:
    """Major surgery within 90 days before the DVT began.

    ``present``: a completed operation within ``surgery_extension_days`` before the onset (before now without an
    onset), or the answer ``recent-major-surgery``.  An operation after the onset does not count and is named.
    Unknown for an undated operation, a code that does not tell how large it was, or a partial date that leaves it
    open.  ``absent`` once Procedures were answered
    in full (closed world).  Source: G-14, ruling 6, C-7, definitions 7.
    """
    if chart.is_silent_on(SETS, "procedures"):
        return chart.not_found(NAME)
    evidence, doubtful, notes = [], [], []
    for surgery in surgeries(chart):
        inside = None if surgery.when is None else _before(chart, surgery.when)
        if inside and surgery.is_certain:
            evidence.append(surgery.evidence)
        elif inside is not False:
            doubtful.append(surgery.evidence)
        elif surgery.when is not None and after_onset(chart, surgery.when):
            notes.append("surgery after the DVT began is not a risk feature")
    performed = chart.record.with_concept(*OPERATIONS, type="Procedure")
    notes += uncounted(*(each for each in performed if not is_prohibition(each)))
    found = Found(tuple(evidence), tuple(doubtful), tuple(dict.fromkeys(notes)))
    return closed_world(chart, NAME, found, documented(chart, ANSWER), sets=SETS, keys=("procedures",))


def _before(chart: Chart, when: Moment) -> bool | None:
    return before_onset(chart, when, int(chart.threshold("surgery_extension_days")))
