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
from service.fhir.dates import within_days
from service.fhir.laterality import side_of
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
    dated = report.when and within_days(report.when, chart.now, int(chart.threshold("episode_current_days")))
    for _, text in report.texts:
        reading = read_report(text)
        for finding in reading.findings:
            if finding.vein not in DEEP:
                continue
            side = finding.side if finding.side in ONE_LEG else exam if exam in ONE_LEG else ""
            told = Told(finding, report, reading, side, _doubt(finding, side, exam))
            yield told if told.doubt or dated else replace(told, doubt="undated")


def _doubt(finding: ReportFinding, side: str, exam: str | None) -> str:
    if finding.certainty not in _CERTAIN:
        return finding.certainty
    if finding.thrombus == PRESENT and finding.age not in _ACUTE_ENOUGH:
        return f"age {finding.age}"
    if not side and finding.vein != CAVA:
        return "side not told"
    return "another leg than the one examined" if exam in ONE_LEG and side and side != exam else ""


def _doubted(each: Told, found: Iterable[Told]) -> Told:
    """The finding, in doubt where another text of the same day denies that vein, or all that it is one of."""
    if not each.is_present:
        return each
    denied = (
        other
        for other in found
        if other.finding.thrombus == ABSENT and other.side == each.side and other.reading is not each.reading
    )
    vein = each.finding.vein
    if any(vein == other.finding.vein or vein in COVERS.get(other.finding.vein, ()) for other in denied):
        return replace(each, doubt="contradictory")
    return each
