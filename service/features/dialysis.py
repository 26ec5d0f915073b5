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
MONTHLY = "dialysis_monthly"
SETS = (ESRD, DIALYSIS, AROUND_DIALYSIS, MONTHLY)


def dialysis(chart: Chart) -> Found:
    """What the codes say about dialysis now; read once per call.

    Evidence: a current Condition (end-stage disease, dependence on dialysis), a dialysis under way, and a dialysis or a
    creatinine around dialysis of the last ``lab_days``; a monthly service for end-stage disease within
    ``dialysis_monthly_days``.  Doubtful: an earlier or undated dialysis, because it may have
    ended (acute kidney injury) or be done elsewhere.
    """
    found: Found = chart.once("dialysis", _dialysis)[0]
    return found


def perhaps_going_on(chart: Chart) -> tuple[Evidence, ...]:
    """The doubtful dialyses within ``dialysis_doubt_days``: a clearance beside them may be one between two sessions."""
    lately: tuple[Evidence, ...] = chart.once("dialysis", _dialysis)[1]
    return lately


def _dialysis(chart: Chart) -> tuple[Found, tuple[Evidence, ...]]:
    evidence: list[Evidence] = []
    doubtful: list[Evidence] = []
    lately: list[Evidence] = []
    notes: list[str] = []
    for each in chart.record.with_concept(*SETS):
        if each.type == "Condition":
            if is_current_condition(each):
                evidence.append(evidence_of(chart, each, *SETS))
            elif is_suspected(each):
                notes.extend(uncounted(each))
        elif each.type in ("Procedure", "Observation") and counts(each):
            told = evidence_of(chart, each, *SETS)
            if _under_way(chart, each):
                evidence.append(told)
                continue
            doubtful.append(told)
            when = clinical_time(each, chart.birth)
            if when is not None and chart.within(when, "dialysis_doubt_days") is not False:
                lately.append(told)
    return Found(tuple(evidence), tuple(doubtful), tuple(notes)), tuple(lately)


def _under_way(chart: Chart, resource: Resource) -> bool:
    if resource.type == "Procedure" and word_of(resource.data.get("status")) == "in-progress":
        return True
    when = clinical_time(resource, chart.birth)
    if when is None:
        return False
    window = "dialysis_monthly_days" if MONTHLY in resource.concepts else "lab_days"
    return chart.within(when, window) is True
