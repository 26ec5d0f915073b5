"""Estimated GFR as a relative contraindication to lysis (R-48); never read for the dose of a drug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import State
from service.features.laboratory import Test, lab_window, unused
from service.features.observed import evidence_of, notes_on, unanswered, with_code_or_component
from service.features.sought import ABSENT, PRESENT, UNKNOWN, Sought, either, of_feature, seek
from service.fhir.dates import clinical_time
from service.fhir.quantities import Bounded
from service.fhir.record import Resource
from service.fhir.values import Chosen, choose_newest, read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

EGFR = "lab_egfr"
_NEVER_MEASURED: Chosen[Bounded] = Chosen()


def reduced_kidney_function(chart: Chart) -> Sought:
    """Whether the newest estimated GFR of the laboratory window is below 60 mL/min/1.73 m².

    Dialysis, end-stage disease and chronic kidney disease of stage 4 or 5 by code are below it.  Without an estimated
    GFR the creatinine clearance stands in (convention); without either it is unknown.
    """
    coded = either(of_feature(chart.feature("esrd"), PRESENT), seek(chart, "ckd_stage_4_5"))
    if coded.is_present:
        return coded
    limit = chart.threshold("lysis_relative_egfr")
    chosen = _newest(chart)
    if chosen.resource is not None and chosen.value is not None:
        evidence = (evidence_of(chart, chosen.resource, EGFR, value=chosen.value.text),)
        below = chosen.value.is_below(limit)
        if below is None:
            return Sought(UNKNOWN, evidence, State.REFUSED, notes_on(chosen))
        return Sought(PRESENT if below else ABSENT, evidence, None, notes_on(chosen))
    clearance = chart.feature("crcl_ml_min")
    if clearance.quantity is not None:
        note = ("creatinine clearance stands in for the estimated GFR",)
        return Sought(PRESENT if clearance.quantity.value < limit else ABSENT, clearance.evidence, None, note)
    if "over_50" not in clearance.possible:
        return Sought(PRESENT, clearance.evidence)
    gap = unanswered(chart, "observations")
    spoiled = bool(chosen.unreadable) or bool(chart.record.quarantined_with(EGFR))
    return Sought(
        UNKNOWN, gap=State.REFUSED if spoiled else gap or State.NOT_ASKED, notes=notes_on(chosen), measured=spoiled
    )


def unused_egfr(chart: Chart) -> tuple[str, ...]:
    """Estimated GFRs that are newer than the one that decides and were passed over, for the card."""
    if EGFR not in chart.mentioned:
        return ()
    chosen = _newest(chart)
    passed = (*(each for each, _ in chosen.unreadable), *chosen.not_counted)
    limit = chart.threshold("lysis_relative_egfr")
    test = Test("egfr_ml_min_173", EGFR, high_is_worse=False, harmless_from=limit)
    return unused(chart, test, chosen, list(passed)) if passed else ()


def _newest(chart: Chart) -> Chosen[Bounded]:
    found: Chosen[Bounded] = chart.once("newest egfr", _read_newest)
    return found


def _read_newest(chart: Chart) -> Chosen[Bounded]:
    if EGFR not in chart.observations:
        return _NEVER_MEASURED
    low, high = chart.threshold("plausible_egfr_low"), chart.threshold("plausible_egfr_high")

    def value_of(resource: Resource) -> Bounded | None:
        read = (read_observation("egfr_ml_min_173", each, low=low, high=high) for each in value_holders(resource, EGFR))
        return next((each for each in read if each is not None), None)

    within = lab_window(chart)
    dated = [(each, clinical_time(each)) for each in with_code_or_component(chart, EGFR)]
    asked = [each for each, when in dated if when is not None and within(when)]
    return choose_newest(asked, value_of, _is_lower)


def _is_lower(one: Bounded, other: Bounded) -> bool:
    return other.low is not None and (one.low is None or one.low < other.low)
