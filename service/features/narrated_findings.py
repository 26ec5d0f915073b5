"""What the free-text ultrasound reports of the present episode say of each leg.

The newest day whose reports speak of a leg speaks for it; older texts of that leg are not used.  Every finding keeps
the reason why it is not certain enough to raise anything, if there is one.  Source: convention C-55.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from service.features.episode import in_episode
from service.features.findings import examined_side
from service.features.narrated_denials import days_told, denied_sides, is_withdrawn
from service.fhir.laterality import side_of
from service.fhir.moments import within_days
from service.narrative.evidence import UltrasoundText, ultrasound_texts
from service.narrative.findings import ABSENT, PRESENT, ReportFinding, ReportReading
from service.narrative.reader import read_report
from service.narrative.veins import COVERS, DEEP

if TYPE_CHECKING:
    from service.features.chart import Chart

MOST_READ = 4
"""Reports that are read in one call, the newest ones: each costs milliseconds."""
MOST_CHARACTERS = 20_000
"""Characters of all reports that are read in one call; a report that would go beyond is not read, nor are older ones of
its legs, which it may have overtaken."""
ONE_LEG = ("left", "right")
CAVA = "inferior_vena_cava"
_WHOLE_LEG = "leg_deep_unspecified"
_CERTAIN = ("stated", "inferred")
_ACUTE_ENOUGH = ("acute", "unstated")


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One finding about a deep vein, with the report that it stands in."""

    finding: ReportFinding
    report: UltrasoundText
    reading: ReportReading
    side: str
    """``left``, ``right``, or empty where neither the text nor the examination tells."""
    doubt: str = ""
    """Why it is not certain enough to raise a feature; empty when it is."""

    @property
    def is_present(self) -> bool:
        """A thrombus that the text surely tells of."""
        return self.finding.thrombus == PRESENT and not self.doubt

    @property
    def day(self) -> date | None:
        return self.report.day


def told_of_each_leg(chart: Chart) -> tuple[Told, ...]:
    """The findings about deep veins of the newest day for each leg; older texts of a leg are not even read."""
    days: dict[str, date | None] = {}
    found: list[Told] = []
    left = MOST_CHARACTERS
    for report in islice(ultrasound_texts(chart.record, chart.now, _oldest(chart)), MOST_READ):
        exam = _exam(chart, report)
        legs = (exam,) if exam in ONE_LEG else ONE_LEG
        if not in_episode(chart, report.when) or all(days.get(leg, report.day) != report.day for leg in legs):
            continue
        size = sum(len(text) for _, text in report.texts)
        if size > left:
            days.update({leg: days.get(leg, report.day) for leg in legs})
            continue
        left -= size
        told = _of_report(chart, report, exam)
        found += [each for each in told if days.setdefault(each.side, report.day) == report.day]
    return tuple(_doubted(each, found) for each in found)


def _oldest(chart: Chart) -> datetime:
    return chart.now - timedelta(days=int(chart.threshold("episode_current_days")) + 1)


def _exam(chart: Chart, report: UltrasoundText) -> str | None:
    """The leg or legs that were examined, as the code or body site of the result says."""
    codes = chart.knowledge.codes
    return examined_side(codes, report.resource) or side_of(report.resource, codes)


def _of_report(chart: Chart, report: UltrasoundText, exam: str | None) -> Iterator[Told]:
    """The findings of the texts of one report; a text that takes its thrombi back leaves them in doubt."""
    join = timedelta(days=int(chart.threshold("episode_join_days")))
    dated = report.when and within_days(report.when, chart.now, int(chart.threshold("episode_current_days")))
    for _, text in report.texts:
        reading = read_report(text)
        deep = [each for each in reading.findings if each.vein in DEEP]
        withdrawn = "withdrawn" if deep and is_withdrawn(text) else ""
        denied = denied_sides(text) if deep else frozenset[str]()
        for finding in deep:
            side = finding.side if finding.side in ONE_LEG else exam if exam in ONE_LEG else ""
            told = Told(finding, report, reading, side, withdrawn or _doubt(finding, side, exam))
            if told.is_present:
                told = replace(told, doubt=_taken_back(told, denied, join) or ("" if dated else "undated"))
            yield told


def _taken_back(told: Told, denied: frozenset[str], join: timedelta) -> str:
    """Why the text itself speaks against a thrombus that it tells of; empty when it does not."""
    if "" in denied or told.side in denied:
        return "contradictory"
    day = told.day
    if day is not None and any(each + join < day for each in days_told(told.finding.sentence)):
        return "of an earlier date"
    return ""


def _doubt(finding: ReportFinding, side: str, exam: str | None) -> str:
    if finding.certainty not in _CERTAIN:
        return finding.certainty
    if finding.thrombus == PRESENT and finding.age not in _ACUTE_ENOUGH:
        return f"age {finding.age}"
    if not side and finding.vein != CAVA:
        return "side not told"
    return "another leg than the one examined" if exam in ONE_LEG and side and side != exam else ""


def _doubted(each: Told, found: Iterable[Told]) -> Told:
    """The finding, in doubt where another text of the same day denies that vein, or all that it is one of.

    Within one text only the denial of the whole leg counts: of a single vein the reading has weighed it.
    """
    if not each.is_present:
        return each
    denied = (
        other
        for other in found
        if other.finding.thrombus == ABSENT
        and other.side == each.side
        and (other.reading is not each.reading or other.finding.vein == _WHOLE_LEG)
    )
    vein = each.finding.vein
    if any(vein == other.finding.vein or vein in COVERS.get(other.finding.vein, ()) for other in denied):
        return replace(each, doubt="contradictory")
    return each
