"""Change since the previous scan: the reason to repeat the duplex (G-24, G-25, convention C-17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.features import episode
from service.features.episode import LegFinding
from service.features.feature import Evidence, Feature, State
from service.features.leg_dvt import finding_evidence
from service.features.leg_veins import RANK, distinct_veins, most_proximal
from service.features.observed import broken, documented_answer, evidence_of, unanswered
from service.features.scan_measurement import readings, scans_with, site_of
from service.features.sided import Question, leg_answer
from service.features.thrombus_length import LENGTH
from service.fhir.quantities import Bounded
from service.fhir.record import Resource
from service.fhir.values import Chosen, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "serial_extension"
DOCUMENTED = "assessment_serial_extension"
_MEANING = {"none": "none", "within-distal": "within_distal", "into-proximal": "into_proximal"}
_RANK = {"none": 0, "within_distal": 1, "into_proximal": 2}
_FIRST_PROXIMAL = RANK["femoropopliteal"]


def _answer(chart: Chart, resource: Resource) -> str | None:
    told = {_MEANING.get(documented_answer(chart, each)) for each in value_holders(resource, DOCUMENTED)} - {None}
    return max((each for each in told if each), key=lambda each: _RANK[each], default=None)


ASKED = Question(
    DOCUMENTED,
    _answer,
    danger=lambda value: _RANK[value],
    worries=lambda _, value: value != "none",
    told=lambda value: value.replace("_", " "),
)


@dataclass(frozen=True, slots=True)
class Extension:
    """Extension shown by two dated scans."""

    value: str
    since: date
    """Day of the earlier scan."""
    evidence: tuple[Evidence, ...]


def extract(chart: Chart) -> Feature:
    """Whether the thrombus has extended since an earlier scan of the episode.

    The newest ``serial-extension`` answer, or two dated scans: a new proximal segment is ``into_proximal``; a new
    distal vein, or more than ``serial_extension_cm`` longer in the same vein, is ``within_distal``.  The more
    dangerous of the two counts.  An answer about the other leg says nothing; one of which the leg is not clear is no
    "none", and leaves it unknown where it is more and not older than the clear one.  Growth within the distal
    veins stands beside a newer answer that cannot be read, which may be that it has reached a proximal one.  Otherwise
    ``none`` (closed world) once Observations were answered in full.
    """
    answer = leg_answer(chart, ASKED)
    chosen, notes, is_open = answer.standing("into_proximal"), answer.notes, answer.is_open()
    shown = derived_extension(chart)
    grown = _grown_within(chart, answer.newest, shown)
    if grown and chosen.resource is None and chosen.unread and (shown is None or shown.value == "within_distal"):
        # What cannot be read may be that it has grown further.
        both = frozenset(("within_distal", "into_proximal"))
        return chart.unknown(NAME, State.REFUSED, *grown, possible=both, notes=notes)
    if shown is not None and (chosen.value is None or _RANK[shown.value] > _RANK[chosen.value]):
        return chart.known(NAME, shown.value, *shown.evidence, notes=(*notes, "from two dated scans"))
    if chosen.value is not None and not (is_open and chosen.value == "none"):
        return chart.known(NAME, chosen.value, *ASKED.evidence(chart, chosen), notes=notes)
    spoiled = broken(chart, DOCUMENTED)
    if spoiled or is_open or chosen.without_value or chosen.not_counted:
        return chart.unknown(NAME, State.REFUSED, notes=notes + spoiled)
    gap = unanswered(chart, "observations")
    return chart.unknown(NAME, gap) if gap else chart.not_found(NAME)


def _grown_within(chart: Chart, said: Chosen[str], shown: Extension | None) -> tuple[Evidence, ...]:
    """What tells growth within the distal veins: the scans, and an answer that a newer unreadable one cannot undo."""
    found = shown.evidence if shown is not None and shown.value == "within_distal" else ()
    return found + (ASKED.evidence(chart, said) if said.value == "within_distal" else ())


def derived_extension(chart: Chart) -> Extension | None:
    """Extension that two dated scans of the present episode show, the more dangerous first; ``None`` without."""
    found: Extension | None = chart.once("derived extension", _compare_scans)
    return found


def _compare_scans(chart: Chart) -> Extension | None:
    return _new_segment(chart) or _longer(chart)


# --- a new segment or vein ------------------------------------------------------------------------------------


def _new_segment(chart: Chart) -> Extension | None:
    """Only scans are compared: the onsets of two Conditions do not say that one grew out of the other."""
    scans = [each for each in episode.episode(chart).acute if each.imaging and each.when is not None]
    if len(scans) < 2:
        return None
    best: Extension | None = None
    for leg in (("right", "bilateral"), ("left", "bilateral"), (None,)):
        by_day = _by_day(each for each in scans if each.side in leg)
        days = sorted(by_day)
        if len(days) < 2:
            continue
        now, before = by_day[days[-1]], [each for day in days[:-1] for each in by_day[day]]
        value = _compared(before, now)
        if value is not None and (best is None or _RANK[value] > _RANK[best.value]):
            best = Extension(value, days[0], finding_evidence(chart, [*before, *now]))
    return best


def _by_day(findings: Iterable[LegFinding]) -> dict[date, list[LegFinding]]:
    """Scans by day; one whose date is not a single day cannot be put in order and is left out."""
    found: dict[date, list[LegFinding]] = {}
    for each in findings:
        if each.when is not None and each.when.earliest.date() == each.when.latest.date():
            found.setdefault(each.when.earliest.date(), []).append(each)
    return found


def _compared(before: list[LegFinding], now: list[LegFinding]) -> str | None:
    reached_before = most_proximal(each.extent.segments for each in before)
    reached = most_proximal(each.extent.segments for each in now)
    if max(RANK[each] for each in reached_before) < _FIRST_PROXIMAL <= min(RANK[each] for each in reached):
        return "into_proximal"
    if (
        max(RANK[each] for each in reached) >= _FIRST_PROXIMAL
        or min(RANK[each] for each in reached_before) >= _FIRST_PROXIMAL
    ):
        return None
    known = distinct_veins(vein for each in before for vein in each.extent.calf_veins)
    with_new = distinct_veins(known.union(*(each.extent.calf_veins for each in now)))
    return "within_distal" if known and len(with_new) > len(known) else None


# --- longer ---------------------------------------------------------------------------------------------------


def _longer(chart: Chart) -> Extension | None:
    """More than 2 cm longer than on an earlier scan, in the same vein (or both without a vein)."""
    if len(scans_with(chart, LENGTH)) < 2:
        return None
    by_vein: dict[frozenset[tuple[str, str]], list[tuple[date, Bounded, Resource]]] = {}
    for resource, when, value in readings(chart, LENGTH):
        if when.earliest.date() == when.latest.date():
            by_vein.setdefault(site_of(resource, chart.knowledge.codes), []).append(
                (when.earliest.date(), value, resource)
            )
    for measured in by_vein.values():
        measured.sort(key=lambda each: (each[0], each[2].reference))
        last_day, last, newest = measured[-1]
        for day, value, earlier in measured:
            if day < last_day and _grown(value, last, chart):
                evidence = tuple(
                    evidence_of(chart, each, LENGTH.local_set, value=text)
                    for each, text in ((earlier, value.text), (newest, last.text))
                )
                return Extension("within_distal", day, evidence)
    return None


def _grown(before: Bounded, now: Bounded, chart: Chart) -> bool:
    return (
        before.high is not None
        and now.low is not None
        and now.low - before.high > chart.threshold("serial_extension_cm")
    )
