"""Heparin-induced thrombocytopenia, now or ever (C-51): bars every heparin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.sought import as_feature, seek

if TYPE_CHECKING:
    from service.features.chart import Chart


def extract(chart: Chart) -> Feature:
    """Present: any confirmed Condition, current or past.  Unknown: only suspected, or the query was not answered.

    No look-back: antibodies fade, the reaction on re-exposure need not.
    """
    return as_feature(chart, "hit", seek(chart, "heparin_induced_thrombocytopenia", history=True))
