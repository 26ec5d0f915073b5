"""Thrombus length: longer than 5 cm is a risk feature for extension (G-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.scan_measurement import Measure, banded

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.feature import Feature

LENGTH = Measure("length_cm", "assessment_thrombus_length", "length_cm", component_set="component_length")


def extract(chart: Chart) -> Feature:
    """Length of the thrombus in cm on the newest scan of the episode, the longest vein of it.

    Compared as reported, without rounding: 5.0 is not long, 5.1 is.  Unknown when not measured, in an unknown unit,
    implausible, or only bounded around the limit (open world).
    """
    return banded(chart, "length_cm", LENGTH)
