"""Scans of leg veins whose result stands in the words of the report only, where a site does not have free text read.

Switched off, a text changes nothing (C-55); a card that comes for another reason names the report, so that nobody takes
the scan for one that was weighed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from service.features.episode import SCAN_MEASUREMENTS, episode, in_episode
from service.features.findings import VEIN_IMAGING, conclusions
from service.fhir.dates import clinical_time
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart

MOST_NAMED = 3


def unread_reports(chart: Chart) -> tuple[str, ...]:
    """The reports of this episode with a conclusion or an attached text and without any coded result, newest first."""
    if chart.site.free_text:
        return ()
    scans = chart.record.with_concept(*VEIN_IMAGING, type="DiagnosticReport")
    if not scans:
        return ()
    found = [each for each in scans if _has_text(each) and in_episode(chart, clinical_time(each))]
    told = dict.fromkeys(_named(each) for each in found if not _is_coded(chart, each))
    return tuple(told)[:MOST_NAMED]


def _has_text(report: Resource) -> bool:
    told = report.data.get("conclusion")
    return bool(isinstance(told, str) and told.strip()) or bool(report.data.get("presentedForm"))


def _is_coded(chart: Chart, report: Resource) -> bool:
    """Whether a code of the report, an Observation that it refers to, or a coded entry of its day tells the result."""
    present = episode(chart)
    read = [each.resource for each in (*present.findings, *present.earlier)]
    if report in read:
        return True
    codes = chart.knowledge.codes
    if any(codes.concepts_of(each) for each in conclusions(report.data)):
        return True
    listed = report.data.get("result")
    given = {each.get("reference") for each in listed if isinstance(each, dict)} if isinstance(listed, list) else set()
    inside = f"{report.reference}#"
    if any(each.reference in given or each.reference.startswith(inside) for each in read):
        return True
    # Coded entries of the same day are the result of this scan, whatever the report repeats in words.
    measured = chart.record.with_concept(*SCAN_MEASUREMENTS, type="Observation")
    imaged = [each.resource for each in present.findings if each.imaging]
    return any(not _days(report).isdisjoint(_days(each)) for each in (*measured, *imaged))


def _days(resource: Resource) -> frozenset[date]:
    when = clinical_time(resource)
    return frozenset((when.earliest.date(),)) if when else frozenset()


def _named(report: Resource) -> str:
    when = clinical_time(report)
    of_day = f" of {when}" if when else " without a date"
    return f"the vein scan{of_day} has its result in words only, which were not read: read the report"
