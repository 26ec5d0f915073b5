"""The six weeks after delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.childbearing import DELIVERY, PUERPERIUM, births, is_recent, outside_childbearing
from service.features.documented import Answer, Found, closed_world
from service.features.feature import Feature

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "postpartum"


def extract(chart: Chart) -> Feature:
    """Within six weeks (``postpartum_weeks``) after delivery, counted from now.

    ``present``: a delivery, or a current puerperal Condition, dated in that time.  ``absent``: male, under 12 or over
    55 years, pregnant now, or nothing of it in answered Conditions and Procedures (closed world).  Unknown for an
    undated current puerperal Condition or a partial date.  Source: definitions 13, C-44.
    """
    evidence, doubtful = [], []
    for each in births(chart):
        inside = is_recent(chart, each)
        if inside:
            evidence.append(each.evidence)
        elif inside is None:
            doubtful.append(each.evidence)
    if not evidence and not doubtful:
        excluded = outside_childbearing(chart)
        pregnancy = chart.feature("pregnancy")
        if excluded or pregnancy.value == "present":
            return chart.known(NAME, "absent", *(excluded or pregnancy.evidence))
    found = Found(tuple(evidence), tuple(doubtful))
    return closed_world(chart, NAME, found, Answer(), sets=(DELIVERY, PUERPERIUM), keys=("conditions", "procedures"))
