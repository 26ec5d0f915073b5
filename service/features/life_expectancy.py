"""Life expectancy of a year or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.documented import documented
from service.features.feature import Feature, State
from service.features.observed import broken, evidence_of, unanswered
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "life_expectancy_ge_1y"
COMFORT, PALLIATIVE = "comfort_care_hospice", "palliative_care_encounter"
LIMITED = "assessment_limited_life_expectancy"


def extract(chart: Chart) -> Feature:
    """Life expectancy of at least a year.

    ``absent``: comfort or hospice care (current Condition, Procedure, order or Encounter), or the answer
    ``limited-life-expectancy`` yes.  ``present``: answered no, or nothing of it in answered Conditions and Observations
    (closed world).  Unknown: only a palliative care encounter, which goes beside active treatment too.
    Source: R-53, ruling 27, fhir-input.md "fit for CDT".
    """
    if chart.is_silent_on((COMFORT, PALLIATIVE, LIMITED), "conditions", "observations"):
        return chart.not_found(NAME)
    comfort = [each for each in chart.record.with_concept(COMFORT) if _stands(each)]
    answer = documented(chart, LIMITED, yes_lasts=True)
    if comfort:
        return chart.known(NAME, "absent", *(evidence_of(chart, each, COMFORT) for each in comfort), notes=answer.notes)
    if answer.value is not None:
        return chart.known(NAME, "absent" if answer.value else "present", *answer.evidence, notes=answer.notes)
    palliative = tuple(
        evidence_of(chart, each, PALLIATIVE) for each in chart.record.with_concept(PALLIATIVE) if _stands(each)
    )
    spoiled = broken(chart, COMFORT, LIMITED)
    if palliative or spoiled or answer.unusable:
        asked = ("palliative care may go beside active treatment",) if palliative else ()
        state = State.NOT_ASKED if palliative and not spoiled else State.REFUSED
        return chart.unknown(NAME, state, *palliative, notes=answer.notes + spoiled + asked)
    gap = unanswered(chart, "conditions", "observations")
    return chart.unknown(NAME, gap, notes=answer.notes) if gap else chart.not_found(NAME, answer.notes)


def _stands(resource: Resource) -> bool:
    return is_current_condition(resource) if resource.type == "Condition" else counts(resource)
