"""Metastatic cancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.cancer import METASTATIC, malignancies
from service.features.documented import Answer, Found, closed_world
from service.features.feature import Feature
from service.features.observed import uncounted
from service.fhir.status import is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "metastatic_cancer"


def extract(chart: Chart) -> Feature:
    """Metastatic cancer: a current confirmed Condition in ``metastatic_cancer``, however old.

    ``absent`` once Conditions were answered in full (closed world).  Source: definitions 15, evidence section 2
    (bleeding count).
    """
    if chart.is_silent_on((METASTATIC,), "conditions"):
        return chart.not_found(NAME)
    evidence = tuple(each.evidence for each in malignancies(chart) if each.is_metastatic and each.is_current)
    suspected = [each for each in chart.record.with_concept(METASTATIC, type="Condition") if is_suspected(each)]
    found = Found(evidence, notes=uncounted(*suspected))
    return closed_world(chart, NAME, found, Answer(), sets=(METASTATIC,), keys=("conditions",))
