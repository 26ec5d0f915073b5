"""Worse in spite of anticoagulation (rows R3b and R4b, definitions 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.documented import documented_presence
from service.features.feature import Feature
from service.features.serial_extension import derived_extension

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "progression_on_ac"


def extract(chart: Chart) -> Feature:
    """Whether the thrombosis has progressed on therapeutic anticoagulation.

    ``present``: the newest ``progression-on-anticoagulation`` of the episode says so, or two dated scans show extension
    and therapeutic anticoagulation was documented before the earlier of them.  Otherwise absent (closed world) once
    Observations were answered in full.
    """
    documented = documented_presence(chart, NAME, "assessment_progression_on_anticoagulation")
    shown = derived_extension(chart)
    if documented.value == "present" or shown is None or chart.feature("on_therapeutic_ac").value != "present":
        return documented
    started = [each for each in chart.feature("on_therapeutic_ac").evidence if each.when]
    before = [each for each in started if len(each.when) == len("2026-01-01") and each.when <= shown.since.isoformat()]
    if not before:
        return documented
    return chart.known(NAME, "present", *shown.evidence, *before, notes=("from two dated scans",))
