"""Is a dose of an anticoagulant a treatment dose?  Definitions 16, C-43; the limits are thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from service.features.dosage import Dosage, Range

if TYPE_CHECKING:
    from service.features.chart import Chart

DAILY_MG = {
    "apixaban": "treatment_apixaban_mg_day",
    "rivaroxaban": "treatment_rivaroxaban_mg_day",
    "edoxaban": "treatment_edoxaban_mg_day",
    "dabigatran": "treatment_dabigatran_mg_day",
    "fondaparinux": "treatment_fondaparinux_mg_day",
}
"""Drugs whose day's dose in mg decides, with the threshold id (at or above)."""


class DoseClass(StrEnum):
    TREATMENT = "treatment"
    BELOW = "below treatment"
    """Prophylactic, or otherwise below treatment dose."""
    UNKNOWN = "unknown"
    ENDED = "ended"
    """Every instruction of the order has run out, or none has begun."""


def dose_class(chart: Chart, drug: str, instructions: Sequence[Dosage]) -> DoseClass:
    """The class of what is given now.  No instruction, an unreadable one, or one that is given as needed: unknown.

    Instructions without distinct sequence numbers are given side by side: one of treatment dose is enough, and doses
    below that together reach it are unknown.  Steps of a sequence must agree, because the record does not say which
    step the patient is at; a single dose is no such step, nor is the bolus of an infusion.  A duration
    counted from the order that is over leaves treatment unknown: refills may go on.
    """
    if not instructions:
        return DoseClass.UNKNOWN
    live = [each for each in instructions if not _outside(chart, each)]
    if not live:
        return DoseClass.ENDED
    over, live = live, [each for each in live if each.runs_out is None or each.runs_out >= chart.now]
    if not live:
        # Prophylaxis that is over is no treatment either way.
        is_below = {_class_of(chart, drug, each) for each in over} == {DoseClass.BELOW}
        return DoseClass.BELOW if is_below and _together(chart, drug, over) is False else DoseClass.UNKNOWN
    live = _without_boluses(live)
    classes = {_class_of(chart, drug, each) for each in live}
    if len(live) == 1 or classes == {DoseClass.TREATMENT}:
        return classes.pop()
    steps = {each.sequence for each in live}
    if len(steps) > 1:
        return classes.pop() if len(classes) == 1 else DoseClass.UNKNOWN
    if DoseClass.TREATMENT in classes:
        return DoseClass.TREATMENT
    if classes == {DoseClass.BELOW} and _together(chart, drug, live) is False:
        return DoseClass.BELOW
    return DoseClass.UNKNOWN


def _without_boluses(live: list[Dosage]) -> list[Dosage]:
    """The instructions that go on: a single dose tells nothing of them, nor does any bolus beside an infusion."""
    flows = any(each.infusion and not each.as_needed for each in live)
    lasting = [
        each
        for each in live
        if not each.once and not (flows and not each.infusion and (each.times_a_day is None or each.as_needed))
    ]
    return lasting or live


def _outside(chart: Chart, dosage: Dosage) -> bool:
    over = dosage.ends is not None and dosage.ends < chart.now
    return over or (dosage.starts is not None and dosage.starts > chart.now)


def _class_of(chart: Chart, drug: str, dosage: Dosage) -> DoseClass:
    if dosage.as_needed:
        return DoseClass.UNKNOWN
    reached = _reached(chart, drug, dosage)
    if reached is None:
        return DoseClass.UNKNOWN
    return DoseClass.TREATMENT if reached else DoseClass.BELOW


def _reached(chart: Chart, drug: str, dosage: Dosage) -> bool | None:
    """Whether the dose is one of treatment; ``None`` when that cannot be told."""
    if drug in DAILY_MG:
        return _at_least(dosage.daily, chart.threshold(DAILY_MG[drug])) if dosage.unit == "mg" else None
    if drug == "enoxaparin":
        return _enoxaparin(chart, dosage)
    if drug == "dalteparin":
        return _dalteparin(chart, dosage)
    return _unfractionated_heparin(chart, dosage) if drug == "heparin" else None


def _enoxaparin(chart: Chart, dosage: Dosage) -> bool | None:
    """Per single dose and kg; without a weight at or above 60 mg yes, at or below 40 mg no, between them unknown."""
    per_kg = chart.threshold("treatment_enoxaparin_mg_kg_dose")
    if dosage.dose is None or dosage.unit == "mg/kg":
        return _at_least(dosage.dose, per_kg)
    if dosage.unit != "mg":
        return None
    weight = _weight(chart)
    if weight is not None:
        return _at_least((dosage.dose[0] / weight, dosage.dose[1] / weight), per_kg)
    if dosage.dose[0] >= chart.threshold("treatment_enoxaparin_mg_dose"):
        return True
    return False if dosage.dose[1] <= chart.threshold("prophylactic_enoxaparin_mg_dose") else None


def _dalteparin(chart: Chart, dosage: Dosage) -> bool | None:
    """Per day: 150 IU/kg or more, or 10,000 IU or more."""
    per_kg = chart.threshold("treatment_dalteparin_iu_kg_day")
    if dosage.unit == "units/kg":
        return _at_least(dosage.daily, per_kg)
    if dosage.unit != "units" or dosage.daily is None:
        return None
    reached = _at_least(dosage.daily, chart.threshold("treatment_dalteparin_iu_day"))
    weight = _weight(chart)
    if reached or weight is None:
        return reached
    return _at_least((dosage.daily[0] / weight, dosage.daily[1] / weight), per_kg)


def _unfractionated_heparin(chart: Chart, dosage: Dosage) -> bool | None:
    """An infusion is treatment; a single dose of at most the prophylactic limit is not; the rest is unknown."""
    if dosage.infusion:
        return True
    if dosage.dose is None or dosage.unit != "units":
        return None
    return False if dosage.dose[1] <= chart.threshold("prophylactic_heparin_units_dose") else None


def _together(chart: Chart, drug: str, live: Sequence[Dosage]) -> bool | None:
    """Whether instructions that are below treatment one by one reach it as one day's dose."""
    if drug not in DAILY_MG:
        return False
    total = sum((each.daily[1] for each in live if each.daily), Decimal(0))
    return total >= chart.threshold(DAILY_MG[drug])


def _at_least(given: Range | None, limit: Decimal) -> bool | None:
    if given is None:
        return None
    if given[0] >= limit:
        return True
    return False if given[1] < limit else None


def _weight(chart: Chart) -> Decimal | None:
    quantity = chart.feature("weight_kg").quantity
    return quantity.value if quantity is not None and quantity.value > 0 else None


def is_extended_apixaban(chart: Chart, instructions: Sequence[Dosage]) -> bool:
    """Apixaban at the single dose of the extended phase (2.5 mg)."""
    dose = chart.threshold("extended_phase_apixaban_mg_dose")
    return any(each.unit == "mg" and each.dose == (dose, dose) for each in instructions)
