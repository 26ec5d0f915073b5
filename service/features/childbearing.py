"""What pregnancy and the puerperium share: who cannot be pregnant, deliveries, and puerperal states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.features.age import age_range
from service.features.feature import Evidence
from service.features.observed import evidence_of
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment, within_days
from service.fhir.status import counts, is_current_condition

if TYPE_CHECKING:
    from service.features.chart import Chart

DELIVERY, PUERPERIUM = "delivery", "postpartum"


@dataclass(frozen=True, slots=True)
class Birth:
    """A delivery, or a puerperal state that shows there was one no later than ``when``."""

    when: Moment | None
    evidence: Evidence
    is_delivery: bool


def births(chart: Chart) -> tuple[Birth, ...]:
    """Every delivery (Condition or Procedure) and current puerperal Condition; read once per call."""
    found: tuple[Birth, ...] = chart.once("births", _births)
    return found


def _births(chart: Chart) -> tuple[Birth, ...]:
    found = []
    for each in chart.record.with_concept(DELIVERY, PUERPERIUM):
        delivery = DELIVERY in each.concepts
        if each.type in ("Condition", "Procedure") and counts(each) and (delivery or is_current_condition(each)):
            when = clinical_time(each, chart.birth)
            found.append(Birth(when, evidence_of(chart, each, DELIVERY, PUERPERIUM), delivery))
    return tuple(found)


def is_recent(chart: Chart, birth: Birth) -> bool | None:
    """Whether it is of the last six weeks (``postpartum_weeks``); ``None`` when its date leaves it open."""
    if birth.when is None:
        # An undated delivery may be years ago; an undated current puerperium may be now.
        return False if birth.is_delivery else None
    return within_days(birth.when, chart.now, int(chart.threshold("postpartum_weeks")) * 7)


def outside_childbearing(chart: Chart) -> tuple[Evidence, ...]:
    """Evidence that the patient is male, under ``pregnancy_age_from_years`` or over ``pregnancy_age_to_years``."""
    youngest, oldest = chart.threshold("pregnancy_age_from_years"), chart.threshold("pregnancy_age_to_years")
    years, sex = age_range(chart), chart.feature("sex")
    evidence = sex.evidence if sex.value == "male" else ()
    if years is not None and (years[0] > oldest or years[1] < youngest):
        evidence += chart.feature("age_y").evidence
    return evidence
