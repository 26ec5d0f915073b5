"""INR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.laboratory import Reading, Stale, Test, banded, newest_once

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "inr"
INR = Test("inr", "lab_inr", high_is_worse=True)


def reading(chart: Chart) -> Reading:
    """The newest INR, read once per call."""
    return newest_once(chart, INR)


def stale_inr(chart: Chart) -> Stale | None:
    """An INR that is too old to count: what it excludes stays excluded (definitions 3)."""
    return reading(chart).stale


def extract(chart: Chart) -> Feature:
    """INR: the newest of the last 7 days (72 hours in an inpatient), the higher of two.

    Unknown (open world) without one, or when it cannot be used.  Source: definitions 3 and 7, C-16.
    """
    return banded(chart, NAME, reading(chart))
