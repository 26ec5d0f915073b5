"""Previous stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.documented import Answer, Found, closed_world
from service.features.feature import Feature
from service.features.observed import evidence_of, uncounted
from service.fhir.status import counts, is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "stroke_history"
STROKE = (
    "stroke_ischaemic",
    "stroke_unspecified",
    "intracranial_haemorrhage",
    "stroke_history",
    "stroke_history_haemorrhagic",
)


def extract(chart: Chart) -> Feature:
    """Any previous stroke, ischaemic or haemorrhagic, however long ago; a transient ischaemic attack does not count.

    ``present``: a confirmed Condition, current or past, in the stroke sets.  ``absent`` once Conditions were answered
    in full (closed world).  Source: G-42, ruling 16, definitions 4, C-38.
    """
    if chart.is_silent_on(STROKE, "conditions"):
        return chart.not_found(NAME)
    conditions = chart.record.with_concept(*STROKE, type="Condition")
    evidence = tuple(evidence_of(chart, each, *STROKE) for each in conditions if counts(each))
    found = Found(evidence, notes=uncounted(*(each for each in conditions if is_suspected(each))))
    return closed_world(chart, NAME, found, Answer(), sets=STROKE, keys=("conditions",))
