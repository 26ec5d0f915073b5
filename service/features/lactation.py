"""Breast-feeding, which bars the oral factor inhibitors beyond the six weeks after delivery (R-32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.sought import as_feature, seek

if TYPE_CHECKING:
    from service.features.chart import Chart


def extract(chart: Chart) -> Feature:
    """Present: a current Condition in the lactation set (closed world over Conditions).

    Unknown: only suspected, unreadable, or Conditions answered in part.  Breast-feeding that nobody coded is not seen.
    """
    return as_feature(chart, "lactation", seek(chart, "lactation"))
