"""Largest thrombus diameter: over 7 mm is a risk feature for extension (G-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.scan_measurement import Measure, banded

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.feature import Feature

DIAMETER = Measure("diameter_mm", "assessment_thrombus_max_diameter", "diameter_mm", component_set="component_diameter")


def extract(chart: Chart) -> Feature:
    """Largest diameter of the thrombus in mm on the newest scan of the episode.

    Compared as reported: 7.0 is not large, 7.1 is.  Unknown when not measured or not readable (open world; the tables
    read unknown as not large and list it).
    """
    return banded(chart, "max_diameter_mm", DIAMETER)
