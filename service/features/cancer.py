"""Active cancer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.features.anchors import before_onset
from service.features.documented import Found, closed_world, documented
from service.features.feature import Evidence, Feature
from service.features.observed import evidence_of, uncounted
from service.fhir.dates import clinical_time, end_time
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import clinical_status, counts, is_current_condition, is_history, is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "active_cancer"
MALIGNANCY, METASTATIC, TREATMENT = "active_malignancy", "metastatic_cancer", "cancer_treatment"
ANSWER = "assessment_active_cancer"
SETS = (MALIGNANCY, METASTATIC)


@dataclass(frozen=True, slots=True, eq=False)
class Malignancy:
    """One confirmed Condition that names a malignancy, current or past."""

    resource: Resource
    is_metastatic: bool
    is_current: bool
    recent: bool | None
    """Diagnosed within six months before the DVT began, or since; ``None`` when its date leaves it open."""
    recently_over: bool
    """Past, and it ended in that time."""
    evidence: Evidence


def malignancies(chart: Chart) -> tuple[Malignancy, ...]:
    """Every confirmed malignancy, read once per call.

    Skin cancer of C44, cancer in situ, history and in-remission codes are other sets and are not among them.
    """
    found: tuple[Malignancy, ...] = chart.once("malignancies", _malignancies)
    return found


def _malignancies(chart: Chart) -> tuple[Malignancy, ...]:
    conditions = [(each, is_current_condition(each)) for each in chart.record.with_concept(*SETS, type="Condition")]
    return tuple(
        Malignancy(
            each,
            METASTATIC in each.concepts,
            current,
            _recent(chart, clinical_time(each, chart.birth), undated=None if current else False),
            not current and _recent(chart, end_time(each), undated=False) is not False,
            evidence_of(chart, each, METASTATIC, MALIGNANCY),
        )
        for each, current in conditions
        if current or is_history(each)
    )


def _recent(chart: Chart, when: Moment | None, *, undated: bool | None) -> bool | None:
    days = int(chart.threshold("active_cancer_days"))
    return undated if when is None else before_onset(chart, when, days, until_now=True)


def extract(chart: Chart) -> Feature:
    """Active cancer.

    ``present``: a malignancy diagnosed within ``active_cancer_days`` before the DVT began (before now without an
    onset) or since; a current malignancy with treatment in that time, or that is metastatic, recurrent or relapsed.
    Otherwise it is unknown, until the answer ``active-cancer`` decides: a current malignancy that is undated or older
    (C-52), one that ended in that time, or treatment without a malignancy.  ``absent`` once Conditions were answered in
    full (closed world).
    Source: definitions 15, R-52, G-11.
    """
    if chart.is_silent_on((*SETS, TREATMENT, ANSWER), "conditions"):
        return chart.not_found(NAME)
    treatments = [each for each in chart.record.with_concept(TREATMENT) if counts(each)]
    treated = any(_recent(chart, clinical_time(each, chart.birth), undated=None) for each in treatments)
    evidence, doubtful = [], []
    for each in malignancies(chart):
        relapsed = clinical_status(each.resource) in ("recurrence", "relapse")
        if each.recent or (each.is_current and (each.is_metastatic or relapsed or treated)):
            evidence.append(each.evidence)
        elif each.is_current or each.recently_over or each.recent is None:
            doubtful.append(each.evidence)
    if treated or (doubtful and not evidence):
        (evidence or doubtful).extend(evidence_of(chart, each, TREATMENT) for each in treatments)
    suspected = [each for each in chart.record.with_concept(*SETS, type="Condition") if is_suspected(each)]
    notes = uncounted(*suspected)
    if doubtful and not evidence:
        notes += ("whether the coded cancer is active is not told",)
    found = Found(tuple(evidence), tuple(doubtful), notes)
    return closed_world(chart, NAME, found, documented(chart, ANSWER), sets=(*SETS, ANSWER), keys=("conditions",))
