"""The present episode: which findings belong to it, when it began, and when it was first seen.

One episode is a chain of acute leg DVT Conditions whose onsets lie within ``episode_join_days`` of each other, with
the imaging that belongs to it; it is the present one for ``episode_current_days`` (definitions 7 and 8, ruling 30).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from service.features.findings import DVT_SETS, VEIN_IMAGING, Kind, LegFinding, read_findings
from service.fhir.dates import clinical_time, recorded_time
from service.fhir.moments import Moment, Window, days_before
from service.fhir.record import Resource
from service.fhir.status import counts
from service.fhir.values import choose_newest, moment_of

if TYPE_CHECKING:
    from service.features.chart import Chart

__all__ = [
    "Episode",
    "Kind",
    "LegFinding",
    "dvt_onset",
    "earlier_leg_dvt",
    "episode",
    "first_positive_scan",
    "in_episode",
    "leg_findings",
    "onset_source",
    "symptom_onset",
    "thrombosed_legs",
]

SCAN_MEASUREMENTS = (
    "assessment_thrombus_length",
    "assessment_thrombus_max_diameter",
    "assessment_thrombosed_vein_count",
    "assessment_occlusion_status",
    "assessment_distance_to_popliteal_vein",
)
"""Local codes of what is measured on a scan: they date a scan, and never establish a DVT."""
SYMPTOM_ONSET = "assessment_symptom_onset"
DVT_RESOURCE_SETS = (SYMPTOM_ONSET, *DVT_SETS, *VEIN_IMAGING)
"""Value sets through which an onset is found."""


class Episode(msgspec.Struct, frozen=True, eq=False):
    """The findings of the present episode, and the acute leg DVT that came before it."""

    findings: tuple[LegFinding, ...]
    acute: tuple[LegFinding, ...]
    """Those of them that are a confirmed acute leg DVT."""
    earlier: tuple[LegFinding, ...]
    start: datetime | None
    """Earliest instant that an acute (else a suspected) finding of the episode is dated to."""
    window: Window
    """When an examination or answer speaks of the episode: in the last ``episode_current_days``, and not more than
    ``episode_join_days`` before the episode began."""

    def of_kind(self, *kinds: Kind) -> tuple[LegFinding, ...]:
        return tuple([each for each in self.findings if each.kind in kinds])


def episode(chart: Chart) -> Episode:
    """The present episode, read once per call."""
    known: Episode | None = chart.made.get("episode")
    if known is not None:
        return known  # asked for by a dozen features
    found: Episode = chart.once("episode", _read_episode)
    return found


def leg_findings(chart: Chart) -> tuple[LegFinding, ...]:
    """Every finding of the present episode, of any kind."""
    return episode(chart).findings


def earlier_leg_dvt(chart: Chart) -> tuple[LegFinding, ...]:
    """Confirmed acute leg DVT before the present episode (by date, or no longer active): evidence of prior VTE."""
    return episode(chart).earlier


def thrombosed_legs(chart: Chart) -> frozenset[str]:
    """The legs that the acute or suspected findings may be in: both, where one does not tell its side."""
    found: frozenset[str] = chart.once("thrombosed legs", _thrombosed_legs)
    return found


def _thrombosed_legs(chart: Chart) -> frozenset[str]:
    found = episode(chart).of_kind(Kind.ACUTE, Kind.SUSPECTED)
    sides = {each.side for each in found}
    if not sides:
        return frozenset()
    return frozenset(("left", "right")) if sides & {None, "bilateral"} else frozenset(filter(None, sides))


def _read_episode(chart: Chart) -> Episode:
    found = read_findings(chart)
    join = timedelta(days=int(chart.threshold("episode_join_days")))
    start: datetime | None = None
    onsets = [each.when for each in found if each.kind is Kind.ACUTE and not each.imaging and each.when is not None]
    for when in sorted(onsets, key=_latest, reverse=True):
        if start is None or start.date() - when.latest.date() <= join:
            start = when.earliest if start is None else min(start, when.earliest)
    findings, earlier = [], []
    # A Condition of this very episode that somebody marked as resolved is no earlier event (definitions 8).
    begun_on = [start] if start is not None else [e.when.earliest for e in found if e.kind is Kind.ACUTE and e.when]
    for each in found:
        if (each.kind is Kind.PAST and not _is_begun(each, begun_on, join)) or (
            each.kind is Kind.ACUTE and start is not None and _is_before(each, start, join)
        ):
            earlier.append(each)
        else:
            findings.append(each)
    acute = tuple([each for each in findings if each.kind is Kind.ACUTE])
    dates = _earliest(findings, Kind.ACUTE) or _earliest(findings, Kind.SUSPECTED)
    begun = min(dates, default=None)
    return Episode(tuple(findings), acute, tuple(earlier), begun, _window(chart, begun, join))


def _latest(when: Moment) -> datetime:
    return when.latest


def _is_begun(finding: LegFinding, begun_on: list[datetime], join: timedelta) -> bool:
    """Whether a finding began when one of the present episode did."""
    when = finding.when
    return when is not None and any(abs(begun.date() - when.earliest.date()) <= join for begun in begun_on)


def _is_before(finding: LegFinding, start: datetime, join: timedelta) -> bool:
    return finding.when is not None and start.date() - finding.when.latest.date() > join


def _window(chart: Chart, begun: datetime | None, join: timedelta) -> Window:
    current = chart.window("episode_current_days")
    if begun is None:
        return current
    joined = days_before(begun, join.days)
    return Window(max(current.first, joined.first), current.end, current.cuts)


def _earliest(findings: list[LegFinding], kind: Kind) -> list[datetime]:
    return [each.when.earliest for each in findings if each.kind is kind and each.when is not None]


def in_episode(chart: Chart, when: Moment | None) -> bool:
    """Whether an examination or answer speaks of the present episode; an undated one is taken to, and one whose
    partial date leaves it open."""
    return when is None or episode(chart).window.holds(when) is not False


# --- when it began, and when it was seen ----------------------------------------------------------------------


def dvt_onset(chart: Chart) -> Moment | None:
    """Onset of the present episode, or ``None`` when nothing tells.

    Documented symptom onset, else the earliest onset of its Conditions, else the first positive finding
    (definitions 7).  Two onsets documented at the same time give the span of both.
    """
    found = onset_source(chart)
    return None if found is None else found[0]


def onset_source(chart: Chart) -> tuple[Moment, tuple[Resource, ...]] | None:
    """The onset with the resources that it comes from."""
    found: tuple[Moment, tuple[Resource, ...]] | None = chart.once("dvt onset", _best_onset)
    return found


def _best_onset(chart: Chart) -> tuple[Moment, tuple[Resource, ...]] | None:
    return next(_onset_sources(chart), None)


def _onset_sources(chart: Chart) -> Iterator[tuple[Moment, tuple[Resource, ...]]]:
    """The onsets that the record gives, best first, each with the resources it comes from.

    Of two dates that begin at the same instant the more precise one counts.
    """
    documented = symptom_onset(chart)
    if documented is not None:
        yield documented
    present = episode(chart)
    findings = present.acute or present.of_kind(Kind.SUSPECTED)
    for wanted in (_has_onset, lambda each: each.imaging, lambda each: True):
        dated = [(each.when, each) for each in findings if each.when is not None and wanted(each)]
        if dated:
            when, first = min(dated, key=lambda pair: (pair[0].earliest, pair[0].latest))
            yield when, (first.resource,)


def _has_onset(finding: LegFinding) -> bool:
    return not finding.imaging and any(member.startswith("onset") for member in finding.resource.data)


def symptom_onset(chart: Chart) -> tuple[Moment, tuple[Resource, ...]] | None:
    """The newest documented ``symptom-onset`` of the present episode, with the Observations that say so."""
    asked = [
        each
        for each in chart.record.with_concept(SYMPTOM_ONSET, type="Observation")
        if in_episode(chart, clinical_time(each))
    ]
    if not asked:
        return None
    chosen = choose_newest(asked, lambda each: moment_of(each.data), lambda one, other: False)
    if chosen.resource is None or chosen.value is None:
        return None
    if not chosen.conflicting:
        return chosen.value, (chosen.resource,)
    given = [(chosen.resource, chosen.value)]
    given += [(each, when) for each in chosen.conflicting if (when := moment_of(each.data)) is not None]
    span = Moment(
        min(when.earliest for _, when in given),
        max(when.latest for _, when in given),
        chosen.value.text if len(given) == 1 else "",
    )
    return span, tuple(each for each, _ in given)


def first_positive_scan(chart: Chart) -> Moment | None:
    """When the thrombosis was first seen: the repeat duplex is counted from here (definitions 7).

    The first positive imaging of the episode, else the first measurement of the thrombus, else when the diagnosis
    was recorded, else its onset; ``None`` without an acute leg DVT or without any date.
    """
    found: Moment | None = chart.once("first positive scan", _first_positive_scan)
    return found


def _first_positive_scan(chart: Chart) -> Moment | None:
    acute = episode(chart).acute
    if not acute:
        return None
    for dates_of in (_imaged, _measured, _recorded, _begun):
        dates = [when for when in dates_of(chart, acute) if when is not None]
        if dates:
            return min(dates, key=lambda when: (when.earliest, when.latest))
    return None


def _imaged(chart: Chart, acute: tuple[LegFinding, ...]) -> list[Moment | None]:
    return [each.when for each in acute if each.imaging]


def _measured(chart: Chart, acute: tuple[LegFinding, ...]) -> list[Moment | None]:
    scans = chart.record.with_concept(*SCAN_MEASUREMENTS, type="Observation")
    dates = [clinical_time(each) for each in scans if counts(each)]
    return [when for when in dates if when is not None and in_episode(chart, when)]


def _recorded(chart: Chart, acute: tuple[LegFinding, ...]) -> list[Moment | None]:
    return [recorded_time(each.resource) for each in acute]


def _begun(chart: Chart, acute: tuple[LegFinding, ...]) -> list[Moment | None]:
    return [each.when for each in acute]
