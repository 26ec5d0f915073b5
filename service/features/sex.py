"""Sex, as the record administers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Evidence, Feature, State
from service.features.observed import unanswered

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "sex"


def extract(chart: Chart) -> Feature:
    """Sex: ``Patient.gender`` (female, male, other).

    Unknown without a Patient, without a gender, or with gender ``unknown``.  It is read for Cockcroft–Gault, the
    anaemia limit and the relevance of pregnancy.  Source: features.yaml ``sex``.
    """
    patient = chart.record.patient
    gender = patient.data.get("gender") if patient is not None else None
    word = gender.strip().lower() if isinstance(gender, str) else ""
    if patient is not None and word in chart.domain(NAME):
        return chart.known(NAME, word, Evidence(patient.versioned_reference, "Administrative gender", word))
    readable = gender is None or word == "unknown"
    return chart.unknown(NAME, unanswered(chart, "patient") or (State.NOT_ASKED if readable else State.REFUSED))
