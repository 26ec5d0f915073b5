"""Dialysis and end-stage renal disease by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.documented import Found
from service.features.feature import Evidence
from service.features.observed import evidence_of, uncounted
from service.fhir.dates import clinical_time
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition, is_suspected, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart

ESRD, DIALYSIS, AROUND_DIALYSIS = "esrd", "dialysis", "lab_creatinine_dialysis"
SETS = (ESRD, DIALYSIS, AROUND_DIALYSIS)


def dialysis(chart: Chart) -> Found:
    """What the codes say about dialysis now; read once per call.

    Evidence: a current Condition (end-stage disease, dependence on dialysis), a dialysis under way, and a dialysis or a
    creatinine around dialysis of the last ``lab_days``.  Doubtful: an earlier or undated dialysis, because it may have
    ended (acute kidney injury) or be done elsewhere.
    """
    found: Found = chart.once("dialysis", _dialysis)
    return found


def _dialysis(chart: Chart) -> Found:
    evidence: list[Evidence] = []
    doubtful: list[Evidence] = []
    notes: list[str] = []
    for each in chart.record.with_concept(*SETS):
        if each.type == "Condition":
            if is_current_condition(each):
                evidence.append(evidence_of(chart, each, *SETS))
            elif is_suspected(each):
                notes.extend(uncounted(each))
        elif each.type in ("Procedure", "Observation") and counts(each):
            now = _under_way(chart, each)
            (evidence if now else doubtful).append(evidence_of(chart, each, *SETS))
    return Found(tuple(evidence), tuple(doubtful), tuple(notes))


def _under_way(chart: Chart, resource: Resource) -> bool:
    if resource.type == "Procedure" and word_of(resource.data.get("status")) == "in-progress":
        return True
    when = clinical_time(resource, chart.birth)
    return when is not None and chart.within(when, "lab_days") is True
