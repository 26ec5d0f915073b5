"""What is not confirmed beside a confirmed leg DVT, and would have mattered: a higher vein, or the other leg.

fhir-input.md "Status": what is preliminary does not count and is named on the card where it would have mattered.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from service.features import episode
from service.features.episode import LegFinding
from service.features.leg_dvt import open_suspicions
from service.features.leg_veins import RANK, Segments, most_proximal
from service.features.scan_words import IN_WORDS
from service.fhir.status import counts

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.location import Legs

_BOTH = ("right", "left")
_REPEATS = ("duplex_closer_days", "duplex_first_days")


def unconfirmed_beside(chart: Chart, confirmed: Legs) -> tuple[LegFinding, ...]:
    """The suspected findings that lie higher than what is confirmed in their leg, or in a leg without any; and scans
    that name no vein, by the shortest interval of a repeat duplex later than all that is confirmed."""
    present = episode.episode(chart)
    suspected = open_suspicions(present)
    if not suspected:
        return ()
    interval = timedelta(days=min(int(chart.threshold(name)) for name in _REPEATS))
    days = [each.when.latest.date() for each in present.acute if each.when is not None]
    return tuple(
        [
            each
            for each in suspected
            if _goes_further(each, confirmed) or (each.extent.vague and _is_newer_scan(each, days, interval))
        ]
    )


def _is_newer_scan(finding: LegFinding, days: list[date], interval: timedelta) -> bool:
    """A scan of the first days is the one that found the thrombosis, not the one that shows it has grown."""
    if not finding.imaging or finding.when is None:
        return False
    return all(finding.when.latest.date() >= day + interval for day in days)


def _goes_further(finding: LegFinding, confirmed: Legs) -> bool:
    if finding.side not in (*_BOTH, "bilateral"):
        return _is_higher(finding.extent.segments, confirmed.worst)
    known = {"right": confirmed.right or confirmed.unsided, "left": confirmed.left or confirmed.unsided}
    return any(
        (reached := known[leg]) is None or _is_higher(finding.extent.segments, reached)
        for leg in _BOTH
        if finding.side in (leg, "bilateral")
    )


def _is_higher(segments: Segments, reached: Segments) -> bool:
    return min(RANK[each] for each in segments) > max(RANK[each] for each in reached)


def reached_with(reached: Segments, findings: tuple[LegFinding, ...]) -> Segments:
    """The segments that may be the most proximal one when a final result in words, which nobody coded, is not "no"."""
    if not findings:
        return reached
    told = [each.extent.segments for each in findings if each.note == IN_WORDS and counts(each.resource)]
    return reached.union(*[most_proximal([reached, each]) for each in told])


def named(findings: tuple[LegFinding, ...]) -> tuple[str, ...]:
    """Each as a note: what it is, of when, why it does not count, and where it would be."""
    return tuple(dict.fromkeys(map(_named, findings)))


def _named(finding: LegFinding) -> str:
    what = "scan" if finding.imaging else "diagnosis"
    of_day = f" of {finding.when}" if finding.when else ""
    legs = {"left": "left leg", "right": "right leg", "bilateral": "both legs"}.get(finding.side or "", "leg not told")
    veins = ", ".join(sorted(finding.extent.veins)) or "vein not named"
    return f"{what}{of_day} not confirmed ({finding.note or 'result left open'}): {legs}, {veins}"
