"""Windows that look back from the onset of the DVT (definitions 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.episode import dvt_onset
from service.fhir.moments import Moment, within_days

if TYPE_CHECKING:
    from service.features.chart import Chart


def before_onset(chart: Chart, when: Moment, days: int, *, until_now: bool = False) -> bool | None:
    """Whether ``when`` is in the ``days`` calendar days (UTC, inclusive) before the onset of the DVT.

    Without an onset the window is counted from now.  ``until_now``: what happened after the onset counts as well.
    ``None`` when a partial date leaves it open.
    """
    onset = dvt_onset(chart)
    if onset is None:
        return within_days(when, chart.now, days)
    fewest = (onset.earliest.date() - when.latest.date()).days
    most = (onset.latest.date() - when.earliest.date()).days
    if (until_now or fewest >= 0) and most <= days:
        return True
    return False if fewest > days or (most < 0 and not until_now) else None


def after_onset(chart: Chart, when: Moment) -> bool:
    """Whether ``when`` is surely on a later calendar day than the onset."""
    onset = dvt_onset(chart)
    return onset is not None and when.earliest.date() > onset.latest.date()
