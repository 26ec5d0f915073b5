"""Antiphospholipid syndrome (R-23): warfarin rather than a DOAC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.sought import as_feature, seek

if TYPE_CHECKING:
    from service.features.chart import Chart


def extract(chart: Chart) -> Feature:
    """Present: a current confirmed Condition.  Unknown: only suspected, or the query was not answered.

    Whether it is triple positive has no code and is asked for on the card.
    """
    return as_feature(chart, "antiphospholipid_syndrome", seek(chart, "antiphospholipid"))
