"""D-dimer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from service.features.age import age_range
from service.features.current_drugs import current_drugs
from service.features.episode import dvt_onset, first_positive_scan
from service.features.feature import Feature, Quantity, State
from service.features.observed import broken, evidence_of, with_code_or_component
from service.features.result import QUANTITATIVE, Result, result_of
from service.features.treatment_dose import DoseClass
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment, within_days
from service.fhir.quantities import Bounded, UnreadableQuantity, d_dimer_family, number_of, read_quantity
from service.fhir.record import Resource
from service.fhir.status import why_not_counted
from service.fhir.values import Chosen, Holder, choose_newest, quantity_of, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "d_dimer_positive"
FEU, DDU, AMBIGUOUS = "lab_d_dimer_feu", "lab_d_dimer_ddu", "lab_d_dimer_ambiguous"
SETS = (FEU, DDU, AMBIGUOUS)
_FAMILY = {FEU: "FEU", DDU: "DDU"}


class Judged(msgspec.Struct, frozen=True):
    """One D-dimer result."""

    positive: bool | None
    """``None`` when the number does not decide it."""
    shown: str
    """As recorded, with the limit it was held against."""
    number: Decimal | None = None
    unit: str = ""
    why: str = ""
    """Why it is not decided."""


def extract(chart: Chart) -> Feature:
    """Whether the D-dimer is positive (optional: unknown reads as absent and is listed).

    The newest countable sample within ``d_dimer_window_days`` of the first positive finding (of the onset, else of now)
    and before ``d_dimer_treatment_hours`` of treatment decides; of two at the same time the positive one.  A mass
    concentration in FEU or DDU is held against the limit of its family: 500 or 250 ng/mL, above 50 years age × 10 or
    age × 5, not age-adjusted in pregnancy; at the limit is positive.  Where age or pregnancy is unknown both limits are
    tried.  Only for a code or unit that does not tell the family are the laboratory's own interpretation and reference
    range used.  Unknown without a usable result.  Source: ruling 35, C-35, R-51, G-9.
    """
    samples = [(each, _is_timely(chart, each)) for each in with_code_or_component(chart, *SETS)]
    timely = [each for each, inside in samples if inside]
    chosen = choose_newest(timely, lambda each: judge(chart, each), _is_worse)
    notes = _notes_on(chosen)
    for each, inside in samples:
        if inside is None:
            notes.append(f"{each.reference}: its date does not tell whether it counts")
    notes += broken(chart, *SETS)
    if chosen.resource is None or chosen.value is None:
        if any(inside is False for _, inside in samples):
            notes.append("a D-dimer outside the window around the first finding, or on treatment, is not used")
        spoiled = bool(chosen.unreadable or chosen.without_value or chosen.undated or broken(chart, *SETS))
        spoiled = spoiled or any(inside is None for _, inside in samples)
        return chart.unknown(NAME, State.REFUSED if spoiled else State.NOT_ASKED, notes=tuple(notes))
    judged = chosen.value
    if chosen.conflicting:
        notes.append("two results at the same time, the positive one is used")
    evidence = evidence_of(chart, chosen.resource, *SETS, value=judged.shown)
    if judged.positive is None:
        return chart.unknown(NAME, State.REFUSED, evidence, notes=(*notes, judged.why))
    when = chosen.moment.earliest if chosen.moment is not None else None
    quantity = Quantity(judged.number, judged.unit, when) if judged.number is not None else None
    return chart.known(
        NAME, "present" if judged.positive else "absent", evidence, quantity=quantity, notes=tuple(notes)
    )


def _notes_on(chosen: Chosen[Judged]) -> list[str]:
    if not (chosen.unreadable or chosen.not_counted or chosen.without_value):
        return []
    notes = [f"{each.reference} could not be read: {why}" for each, why in chosen.unreadable]
    notes += [f"{each.reference} does not count: {why_not_counted(each)}" for each in chosen.not_counted]
    return notes + [f"{each.reference} has no result that can be judged" for each in chosen.without_value]


def _is_worse(one: Judged, other: Judged) -> bool:
    rank = (False, None, True)
    return rank.index(one.positive) > rank.index(other.positive)


# --- which samples --------------------------------------------------------------------------------------------


def _is_timely(chart: Chart, sample: Resource) -> bool | None:
    """Around the first finding and before treatment could have lowered it; ``None`` when a date leaves it open."""
    when = clinical_time(sample)
    if when is None:
        return None
    verdicts = {_near_finding(chart, when), _before_treatment(chart, when)}
    return False if False in verdicts else (None if None in verdicts else True)


def _near_finding(chart: Chart, when: Moment) -> bool | None:
    days = int(chart.threshold("d_dimer_window_days"))
    anchor = first_positive_scan(chart) or dvt_onset(chart)
    if anchor is None:
        return within_days(when, chart.now, days)
    fewest = (anchor.earliest.date() - when.latest.date()).days
    most = (anchor.latest.date() - when.earliest.date()).days
    if -days <= fewest and most <= days:
        return True
    return False if fewest > days or most < -days else None


def _before_treatment(chart: Chart, when: Moment) -> bool | None:
    start = treatment_start(chart)
    if start is None:
        return True
    hours = timedelta(hours=int(chart.threshold("d_dimer_treatment_hours")))
    if when.latest < start.earliest + hours:
        return True
    return False if when.earliest >= start.latest + hours else None


def treatment_start(chart: Chart) -> Moment | None:
    """When the therapeutic anticoagulation that is going on began; ``None`` when there is none or it has no date."""
    drugs = current_drugs(chart)
    if not drugs:
        return None
    starts = [each.since for each in drugs if each.dose is DoseClass.TREATMENT and each.since is not None]
    return min(starts, key=lambda when: when.earliest, default=None)


# --- one sample -----------------------------------------------------------------------------------------------


def judge(chart: Chart, sample: Resource) -> Judged | None:
    """One result against its limit; ``None`` without a result.

    Raises :class:`UnreadableQuantity` when the units contradict the code, the codes one another, or the number is
    implausible.
    """
    for sets in (sample.concepts, *sample.component_concepts):
        if FEU in sets and DDU in sets:
            raise UnreadableQuantity("codes for FEU and for DDU")
    first = None
    for each in _judged(chart, sample):
        if each.positive:
            return each
        first = first or each
    return first


def _judged(chart: Chart, sample: Resource) -> list[Judged]:
    found = []
    for value_set in SETS:
        for holder in value_holders(sample, value_set):
            quantity = _quantity(holder)
            family = _FAMILY.get(value_set) or (d_dimer_family(quantity) if quantity else "")
            judged = _by_number(chart, quantity, family) if quantity and family else None
            judged = judged or _by_laboratory(chart, sample, holder, value_set, quantity)
            if judged is not None:
                found.append(judged)
    return found


def _quantity(holder: Holder) -> dict[str, Any] | None:
    try:
        return quantity_of(holder)
    except UnreadableQuantity:
        return None  # a coded or worded result


def _by_number(chart: Chart, quantity: dict[str, Any], family: str) -> Judged | None:
    """Against the age-adjusted limit; ``None`` when the unit is missing or not a mass concentration."""
    analyte = f"d_dimer_{family.lower()}_ng_ml"
    named = d_dimer_family(quantity)
    if named and named != family:
        raise UnreadableQuantity(f"a code for {family} with a unit in {named}")
    number_of(quantity.get("value"))
    low, high = chart.threshold(f"plausible_{analyte}_low"), chart.threshold(f"plausible_{analyte}_high")
    try:
        value = read_quantity(analyte, quantity, low=low, high=high, code_unit=family)
    except UnreadableQuantity as error:
        if error.reason in ("no unit", "a unit that is not known for it"):
            return None
        raise
    least, most = limits(chart, family)
    positive = True if value.at_least(most) else (False if value.at_least(least) is False else None)
    limit = f"{least} ng/mL" if least == most else f"{least} or {most} ng/mL"
    why = "" if positive is not None else _why_undecided(chart, value)
    return Judged(positive, f"{value.text}, limit {limit} {family}", value.exact, f"ng/mL {family}", why)


def limits(chart: Chart, family: str) -> tuple[Decimal, Decimal]:
    """Lowest and highest limit in ng/mL that may apply to ``FEU`` or ``DDU``; equal once both are known."""
    unit = family.lower()
    base, factor = chart.threshold(f"d_dimer_{unit}_ng_ml"), chart.threshold(f"d_dimer_age_factor_{unit}")
    pregnancy = chart.feature("pregnancy")
    if pregnancy.value == "present":
        return base, base
    adult, oldest = chart.threshold("age_adult_years"), chart.threshold("plausible_age_years_high")
    fewest, eldest = age_range(chart) or (int(adult), int(oldest))
    adjusted_from = chart.threshold("d_dimer_age_adjust_years")
    lowest = base if "present" in pregnancy.possible or fewest <= adjusted_from else fewest * factor
    return lowest, base if eldest <= adjusted_from else eldest * factor


def _why_undecided(chart: Chart, value: Bounded) -> str:
    if value.exact is None:
        return "the bound of the result leaves it open"
    return "the limit depends on the age" if age_range(chart) is None else "the limit depends on age or pregnancy"


def _by_laboratory(
    chart: Chart, sample: Resource, holder: Holder, value_set: str, quantity: dict[str, Any] | None
) -> Judged | None:
    """By the laboratory's interpretation or reference range; of the two the positive one."""
    said = result_of(chart, sample, value_set, flags=QUANTITATIVE)
    verdicts = {_above_range(holder, quantity)} if quantity else set()
    verdicts |= {said is Result.POSITIVE} if said in (Result.POSITIVE, Result.NEGATIVE) else set()
    verdicts.discard(None)
    if not verdicts:
        return None
    positive = True in verdicts
    return Judged(positive, f"{'positive' if positive else 'negative'} by the laboratory")


def _above_range(holder: Holder, quantity: dict[str, Any]) -> bool | None:
    """Whether the result is at or above the upper reference limit in the same unit; ``None`` when it has none."""
    ranges = holder.get("referenceRange")
    highs = [each.get("high") for each in ranges if isinstance(each, dict)] if isinstance(ranges, list) else []
    if len(highs) != 1 or not isinstance(highs[0], dict) or quantity.get("comparator") or "value" not in quantity:
        return None
    units = {each.get("unit") or each.get("code") for each in (quantity, highs[0])} - {None, ""}
    try:
        return number_of(quantity["value"]) >= number_of(highs[0].get("value")) if len(units) <= 1 else None
    except UnreadableQuantity:
        return None
