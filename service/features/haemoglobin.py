"""Haemoglobin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.laboratory import Reading, Stale, Test, banded, newest_once

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "haemoglobin_g_dl"
HAEMOGLOBIN = Test("haemoglobin_g_dl", "lab_haemoglobin", high_is_worse=False)


def reading(chart: Chart) -> Reading:
    """The newest haemoglobin, read once per call."""
    return newest_once(chart, HAEMOGLOBIN)


def stale_haemoglobin(chart: Chart) -> Stale | None:
    """A haemoglobin that is too old to count: what it excludes stays excluded (definitions 3)."""
    return reading(chart).stale


def extract(chart: Chart) -> Feature:
    """Haemoglobin in g/dL: the newest of the last 7 days (72 hours in an inpatient), the lower of two.

    Unknown (open world) without one, or when its unit or number cannot be used.  Source: definitions 3 and 7, C-16.
    """
    return banded(chart, NAME, reading(chart))
