"""Catheter-directed thrombolysis attempted without success in this episode (M-25, ruling 24, definitions 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.documented import documented_presence

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.feature import Feature

NAME = "cdt_failed"


def extract(chart: Chart) -> Feature:
    """Present when the newest ``cdt-failed`` of the episode says so; otherwise absent (closed world) once
    Observations were answered in full.  A Procedure alone does not tell whether it succeeded."""
    return documented_presence(chart, NAME, "assessment_cdt_failed")
