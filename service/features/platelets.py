"""Platelet count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.laboratory import Reading, Stale, Test, banded, newest_once

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "platelets_10e9_l"
PLATELETS = Test("platelets_10e9_l", "lab_platelets", high_is_worse=False)


def reading(chart: Chart) -> Reading:
    """The newest platelet count, read once per call."""
    return newest_once(chart, PLATELETS)


def stale_platelets(chart: Chart) -> Stale | None:
    """A platelet count that is too old to count: what it excludes stays excluded (definitions 3)."""
    return reading(chart).stale


def extract(chart: Chart) -> Feature:
    """Platelet count in 10*9/L: the newest of the last 7 days (72 hours in an inpatient), the lower of two.

    Unknown (open world) without one, or when its unit or number cannot be used.  Source: definitions 3 and 7, C-16.
    """
    return banded(chart, NAME, reading(chart))
