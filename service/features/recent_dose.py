"""Doses that may still act: given, or ended, within the last hours, with no standing order that tells of them.

A one-time order is ``completed`` an hour after it was given; no order stands then, and the dose is in the blood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from service.features.dosage import Dosage
from service.features.dosages_once import dosages_of
from service.features.dose_amounts import Range, in_product, is_pack, read_amount
from service.features.dose_structure import has_rate
from service.features.drug_use import DRUG_TYPES
from service.features.explained_dose import SmallOrders, is_judged_itself, is_line_that_runs, is_running, small_orders
from service.features.feature import Evidence
from service.features.heparin_words import read_heparin_words
from service.features.inr import INR
from service.features.lab_history import lab_days
from service.features.laboratory import newest
from service.features.line_heparin import Use, is_bolus, use_of
from service.features.observed import evidence_of
from service.features.plain_bolus import is_plain_bolus
from service.features.single_dose import due, is_single_dose
from service.features.taken_back import was_never_given
from service.features.treatment_dose import DAILY_MG, DoseClass, dose_class
from service.features.untold_end import UNTOLD, is_bag, may_have_ended
from service.fhir.dates import clinical_time, period_of
from service.fhir.medications import dosages
from service.fhir.moments import Moment, UnreadableDate, moment, read_moment
from service.fhir.record import Resource
from service.fhir.status import counts, is_prohibition, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.current_drug import CurrentDrug

_HOURS = {"heparin": "recent_heparin_hours", "enoxaparin": "recent_lmwh_hours", "dalteparin": "recent_lmwh_hours"}
_OVER = frozenset({"completed", "stopped"})
_TWICE_A_DAY = frozenset({"apixaban", "dabigatran"})
"""Treatment is two doses a day: of a single dose twice its amount is compared with the treatment dose of a day."""
_GIVEN = "MedicationAdministration"


@dataclass(frozen=True, slots=True, eq=False)
class RecentDose:
    """A dose that may still act."""

    resource: Resource
    evidence: Evidence
    latest: datetime
    """Latest instant at which it was given or ended."""


def recent_doses(chart: Chart, sets: Mapping[str, str], standing: Iterable[CurrentDrug] = ()) -> tuple[RecentDose, ...]:
    """The doses of ``sets`` (name → value set) that were given, and the orders and statements that were written and are
    over, or that ended, within the hours of ``_HOURS``; and those that are over without saying since when, where that
    may be so (:func:`may_have_ended`, which asks what ``standing`` order came after them).

    Below treatment, for a line, or never given: none.  A dose whose amount cannot be told is explained by an order of
    the same drug that stands, or that is below treatment.  One that is over, and was treatment, explains nothing away.
    """
    after = tuple(standing)
    return tuple(each for drug, name in sets.items() for each in _of_drug(chart, drug, name, after))


def _of_drug(chart: Chart, drug: str, name: str, standing: Sequence[CurrentDrug]) -> Iterator[RecentDose]:
    untold: list[RecentDose] = []
    is_told = False
    for each in chart.record.with_concept(name):
        found = still_acting(chart, drug, name, each, standing)
        if found is not None:
            when, told = found
            evidence = msgspec.structs.replace(evidence_of(chart, each, name), note=told)
            one = RecentDose(each, evidence, when.latest)
            if told == UNTOLD:
                untold.append(one)
            else:
                is_told = True
                yield one
    if untold and not is_told:
        yield max(untold, key=lambda each: each.latest)


def still_acting(
    chart: Chart, drug: str, name: str, resource: Resource, standing: Sequence[CurrentDrug]
) -> tuple[Moment, str] | None:
    """When a treatment dose, or one of which that is not known, was given, ended or, without an end, was ordered, and
    that in words; ``None`` where it acts no more."""
    found = _acting(chart, drug, name, resource, standing)
    if found is None:
        return None
    dose = ended_class(chart, drug, name, resource)
    if dose is DoseClass.BELOW and not (drug == "heparin" and _is_perhaps_a_bolus(chart, name, resource)):
        return None
    if (
        resource.type == _GIVEN
        and dose is not DoseClass.TREATMENT
        and _is_explained(chart, drug, name, resource, standing)
    ):
        return None
    if found[1] == UNTOLD and dose is DoseClass.UNKNOWN and _says_little(chart, drug, name, resource):
        return None
    return found


def _says_little(chart: Chart, drug: str, name: str, resource: Resource) -> bool:
    """Whether an order of a dose that is not known was hardly treatment: heparin without a bag or a rate is mostly for
    a line or of one moment, and a heparin that is not listed prevents up to a number of units a day."""
    if drug == "heparin":
        return not is_bag(chart, resource)
    limit = chart.threshold("prophylactic_unlisted_units_day")
    told = _instructions(chart, name, resource) if drug == "other" else ()
    return bool(told) and all(
        each.daily is not None and each.unit == "units" and each.daily[1] <= limit for each in told
    )


def _acting(
    chart: Chart, drug: str, name: str, resource: Resource, standing: Sequence[CurrentDrug]
) -> tuple[Moment, str] | None:
    when, what, is_open = None, "", False
    if resource.type == _GIVEN:
        if _was_given(resource):
            goes_on = word_of(resource.data.get("status")) == "in-progress"
            when = moment(chart.now) if goes_on else _end_of(resource) or clinical_time(resource)
            what = "given"
    elif resource.type in DRUG_TYPES and _is_over(chart, resource) and not was_never_given(resource):
        end = _ended(chart, name, resource)
        was_over = word_of(resource.data.get("status")) in _OVER
        if end is not None:
            when, what = end, "ended"
        elif was_over and _was_once(chart, drug, name, resource):
            when, what = due(resource, _instructions(chart, name, resource)), "ordered, and the order is over,"
        elif was_over:
            when, what, is_open = clinical_time(resource), "ordered, and the order is over,", True
        elif is_single(chart, drug, name, resource):
            when, what = due(resource, _instructions(chart, name, resource)), "ordered once"
    if when is None:
        return None
    if is_recent(chart, drug, when):
        return when, f"{what} {_ago(chart, when)}"
    if is_open and (span := may_have_ended(chart, drug, name, resource, standing)) and is_recent(chart, drug, span[1]):
        return when, UNTOLD
    return None


def _was_given(given: Resource) -> bool:
    """Whether an administration happened, in part at least: one that was stopped, or of a status that does not say."""
    if is_prohibition(given):
        return False
    return counts(given) or word_of(given.data.get("status")) in ("stopped", "on-hold", "unknown")


def _is_over(chart: Chart, resource: Resource) -> bool:
    if is_prohibition(resource):
        return False
    status = word_of(resource.data.get("status"))
    return status in _OVER or status == "active"


def _ended(chart: Chart, name: str, resource: Resource) -> Moment | None:
    """When an order or statement ended, where it says so: in its period, its instructions, or as the date of its
    status."""
    end = _end_of(resource)
    if end is None:
        ends = [each.ends or each.runs_out for each in _instructions(chart, name, resource)]
        last = max((each for each in ends if each is not None), default=None)
        end = moment(last) if last is not None and None not in ends else None
    told = [each for each in (end, status_changed(resource)) if each is not None and each.earliest <= chart.now]
    return min(told, key=lambda each: each.latest, default=None)


def status_changed(resource: Resource) -> Moment | None:
    """Since when an order has the status that it is over (R5)."""
    if "statusChanged" not in resource.data or word_of(resource.data.get("status")) not in _OVER:
        return None
    try:
        return read_moment(resource.data["statusChanged"])
    except UnreadableDate:
        return None


def _was_once(chart: Chart, drug: str, name: str, resource: Resource) -> bool:
    """Whether an order that is over was for one dose, whichever drug it was: it ended when that was given."""
    if is_pack(evidence_of(chart, resource, name).what):
        return False
    instructions = _instructions(chart, name, resource)
    if drug == "heparin" and is_bolus(chart, resource, instructions):
        is_plain = is_plain_bolus(chart, resource, instructions)
        return is_plain and all(each.times_a_day is None for each in instructions)
    return is_single_dose(chart, resource, instructions)


def is_single(chart: Chart, drug: str, name: str, resource: Resource) -> bool:
    """Whether an order or statement that stands is for a single dose, which is one of its date and no treatment later.

    Warfarin acts for as long as its INR says; a bolus of heparin may have its infusion in another order, which leaves
    it open; of an unlisted drug nothing is told.
    """
    if drug in ("warfarin", "heparin", "other") or is_pack(evidence_of(chart, resource, name).what):
        return False
    return is_single_dose(chart, resource, _instructions(chart, name, resource))


def is_spent_bolus(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether a heparin order that stands is plainly for one bolus that acts no more; a drip is no such order, though
    it is written as one bag, once."""
    if not is_plain_bolus(chart, resource, instructions):
        return False
    when = due(resource, instructions) if is_single_dose(chart, resource, instructions) else None
    return when is not None and not is_recent(chart, "heparin", when)


def _is_spent(chart: Chart, drug: str, name: str, order: Resource) -> bool:
    """Whether an order was for one dose that acts no more: what was given since is of another."""
    when = due(order, _instructions(chart, name, order)) if _was_once(chart, drug, name, order) else None
    return when is not None and not is_recent(chart, drug, when)


def last_single(chart: Chart, drug: str, name: str) -> Resource | None:
    """The newest order for one dose of a drug that is completed, within the hours of that drug."""
    over = [
        (when, each)
        for each in chart.record.with_concept(name)
        if each.type in DRUG_TYPES
        and word_of(each.data.get("status")) == "completed"
        and not is_prohibition(each)
        and not was_never_given(each)
        and _was_once(chart, drug, name, each)
        and (when := due(each, _instructions(chart, name, each))) is not None
        and is_recent(chart, drug, when)
    ]
    return max(over, key=lambda each: each[0].latest)[1] if over else None


def _end_of(resource: Resource) -> Moment | None:
    if not any(isinstance(resource.data.get(member), dict) for member in ("effectivePeriod", "occurencePeriod")):
        return None
    return period_of(resource)[1]


def is_recent(chart: Chart, drug: str, when: Moment) -> bool:
    hours = chart.threshold(_HOURS.get(drug, "recent_dose_long_hours"))
    # A time that lies ahead is a clock that is: the dose was recorded all the same.
    return bool(when.latest >= chart.now - timedelta(hours=int(hours)))


def ended_class(chart: Chart, drug: str, name: str, resource: Resource) -> DoseClass:
    """The class of a dose, or of an order or statement, whenever it was."""
    if resource.type == _GIVEN:
        instructions = _as_given(chart, name, resource)
    else:
        instructions = _instructions(chart, name, resource)
    product = evidence_of(chart, resource, name).what
    if is_pack(product):
        return DoseClass.TREATMENT
    if drug == "heparin" and use_of(chart, resource, instructions, product) is Use.LINE:
        return DoseClass.BELOW
    if drug == "heparin" and is_bolus(chart, resource, instructions):
        return DoseClass.TREATMENT
    if drug == "warfarin":
        inr = newest(chart, INR, lab_days).value
        is_low = inr is not None and inr.at_least(chart.threshold("inr_therapeutic_min")) is False
        return DoseClass.BELOW if is_low else DoseClass.UNKNOWN
    if drug == "heparin" and resource.type == _GIVEN and is_bag(chart, resource):
        return DoseClass.UNKNOWN  # an hour of an infusion is as little as a prophylactic dose
    timeless = [replace(each, starts=None, ends=None, runs_out=None) for each in instructions]
    is_one = resource.type in DRUG_TYPES and is_single(chart, drug, name, resource)
    dose = (single_class if is_one else dose_class)(chart, drug, timeless)
    return DoseClass.BELOW if dose is DoseClass.UNKNOWN and cannot_treat(chart, drug, timeless, product) else dose


def single_class(chart: Chart, drug: str, instructions: Sequence[Dosage]) -> DoseClass:
    """The class of a single dose, which tells no frequency: that of its amount as often as treatment is given in a day.

    Of dalteparin, which is given once or twice, one above the prophylactic limit of a day is not known.
    """
    often = Decimal(2 if drug in _TWICE_A_DAY else 1)
    told = [replace(each, times_a_day=each.times_a_day or (often, often)) for each in instructions]
    dose = dose_class(chart, drug, told)
    limit = chart.threshold("prophylactic_unlisted_units_day")
    if drug == "dalteparin" and dose is DoseClass.BELOW:
        is_low = all(each.unit == "units" and each.dose is not None and each.dose[1] <= limit for each in told)
        return DoseClass.BELOW if is_low else DoseClass.UNKNOWN
    return dose


def cannot_treat(chart: Chart, drug: str, instructions: Sequence[Dosage], product: str) -> bool:
    """Whether a dose that is not told comes from a syringe that holds no treatment dose."""
    if any(each.dose is not None for each in instructions):
        return False
    one = read_amount({"value": 1, "unit": "syringe"})
    content = in_product(one, product) if one is not None and "Syringe" in product else None
    if content is None or content.unit != "mg":
        return False
    if drug == "enoxaparin":
        return bool(content.dose[1] <= chart.threshold("prophylactic_enoxaparin_mg_dose"))
    return drug == "fondaparinux" and bool(content.dose[1] < chart.threshold(DAILY_MG[drug]))


def _instructions(chart: Chart, name: str, resource: Resource) -> tuple[Dosage, ...]:
    return dosages_of(chart, resource, evidence_of(chart, resource, name).what)


def _as_given(chart: Chart, name: str, resource: Resource) -> tuple[Dosage, ...]:
    """The dose of an administration: one amount, or a rate."""
    product = evidence_of(chart, resource, name).what
    found = []
    for data in dosages(resource):
        told = data.get("dose")
        amount = read_amount(told) if isinstance(told, dict) else None
        amount = in_product(amount, product) if amount is not None else None
        dose, unit = (amount.dose, amount.unit) if amount is not None else (None, "")
        found.append(Dosage(dose, unit, None, has_rate(data), False, None, None, None))
    return tuple(found)


def _is_explained(chart: Chart, drug: str, name: str, given: Resource, standing: Sequence[CurrentDrug]) -> bool:
    """Whether a dose may be of an order that stands, which is judged itself, or of one below treatment that is as
    large; a drip is of none that does not run."""
    if is_judged_itself(drug, standing):
        return True
    key = f"orders below treatment that explain a dose of {drug}"
    small: SmallOrders | None = chart.once(key, lambda each: _read_small(each, drug, name))
    if small is None:
        return False
    instructions = _as_given(chart, name, given)
    runs = drug == "heparin" and is_running(chart, given, instructions)
    return small.explain(instructions, runs=runs, is_a_bag=runs and is_bag(chart, given))


def _is_perhaps_a_bolus(chart: Chart, name: str, given: Resource) -> bool:
    """Whether heparin was given of which nothing tells what for or into what, of the amount of a bolus on record."""
    if given.type != _GIVEN:
        return False
    told = read_heparin_words(chart, given)
    if told.purposes or not told.kinds.isdisjoint(("under_the_skin", "elsewhere")):
        return False
    amounts: frozenset[Range | None] = chart.once("amounts of heparin boluses", lambda each: _boluses(each, name))
    return any(each.dose is not None and each.dose in amounts for each in _as_given(chart, name, given))


def _boluses(chart: Chart, name: str) -> frozenset[Range | None]:
    orders = [each for each in chart.record.with_concept(name) if each.type in DRUG_TYPES and not is_prohibition(each)]
    told = [(each, _instructions(chart, name, each)) for each in orders]
    return frozenset(one.dose for each, listed in told if is_bolus(chart, each, listed) for one in listed)


def _read_small(chart: Chart, drug: str, name: str) -> SmallOrders | None:
    found = [
        (each, _instructions(chart, name, each))
        for each in chart.record.with_concept(name)
        if each.type in DRUG_TYPES
        and not is_prohibition(each)
        and (counts(each) or word_of(each.data.get("status")) in _OVER)
        and ended_class(chart, drug, name, each) is DoseClass.BELOW
        and not _is_spent(chart, drug, name, each)
    ]
    return small_orders(chart, found, of_heparin=drug == "heparin")


def is_drip_apart(chart: Chart, name: str, given: Resource, orders: Callable[[Chart], Iterable[Resource]]) -> bool:
    """Whether heparin that was given is a drip, and no order is for one: a bolus, a flush, prophylaxis are none."""
    if not is_running(chart, given, _as_given(chart, name, given)):
        return False
    in_a_bag = is_bag(chart, given)
    key = f"whether an order may be of a heparin drip, {in_a_bag}"
    return not chart.once(
        key, lambda each: any(_may_be_a_drip(each, name, order, in_a_bag=in_a_bag) for order in orders(each))
    )


def _may_be_a_drip(chart: Chart, name: str, order: Resource, *, in_a_bag: bool) -> bool:
    instructions = _instructions(chart, name, order)
    if ended_class(chart, "heparin", name, order) is DoseClass.BELOW:
        return is_line_that_runs(chart, order, instructions) and (not in_a_bag or is_bag(chart, order))
    return not is_plain_bolus(chart, order, instructions)


def _ago(chart: Chart, when: Moment) -> str:
    """``3 hours ago``; of a mere day the day."""
    if when.latest - when.earliest > timedelta(hours=1) or when.earliest > chart.now:
        return f"on {when}"
    hours = int((chart.now - when.earliest).total_seconds() // 3600)
    return "less than an hour ago" if hours < 1 else f"{hours} hour{'s' if hours > 1 else ''} ago"
