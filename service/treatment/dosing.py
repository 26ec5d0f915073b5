"""From a row of a dose table to the phases of a draft order: amounts by weight, rounded to what can be given.

Every amount is a threshold of ``cards/thresholds.yaml``; every real size stands in ``cards/regimens/dosing.yaml``.
Decimal throughout.  Nothing here decides which drug or which row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from service.knowledge_types import Threshold
from service.treatment.numbers import in_words
from service.treatment.regimen_types import DosingFile, PhaseSpec, Rounding, Timing

LONGEST_MONTHS, THEIR_DAYS = 3, 92
"""A window in months is counted in days at its longest (C-54): three months are 92 days."""


class NotDosable(Exception):
    """The amount cannot be written as one that can be given; the dose is entered by hand."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a course as a draft order writes it."""

    name: str
    """``initiation`` or ``treatment``."""
    amount: Decimal
    unit: str
    """UCUM code; a rate when the timing has no frequency and no count."""
    unit_words: str
    timing: Timing
    days: int | None
    """Length in days; ``None`` where it has no end."""
    rounded: str = ""
    """How the amount was rounded and from what, for an amount by weight."""
    container: str = ""

    @property
    def is_rate(self) -> bool:
        return not (self.timing.frequency or self.timing.count)

    @property
    def line(self) -> str:
        """``10 mg twice daily for 7 days``."""
        length = f" for {self.days} days" if self.name == "initiation" and self.days else ""
        return f"{in_words(self.amount)} {self.unit_words} {self.timing.words}{length}"


def days_of_months(months: Decimal) -> int:
    """Days of a window given in months, at its longest (C-54)."""
    return int((months * THEIR_DAYS / LONGEST_MONTHS).to_integral_value(ROUND_CEILING))


def phases_of(
    specs: Iterable[PhaseSpec],
    dosing: DosingFile,
    threshold: Callable[[str], Threshold],
    weight_kg: Decimal | None,
    course_days: int | None,
) -> tuple[Phase, ...]:
    """The phases of one dose row; the last one fills what is left of the course (``None``: no end).

    Raises :class:`NotDosable` when an amount by weight has no weight, or no size that exists.
    """
    found: list[Phase] = []
    for spec in specs:
        days = int(threshold(spec.days).number) if spec.days else None
        if days is None and course_days is not None:
            days = course_days - sum(each.days or 0 for each in found)
        found.append(_phase(spec, dosing, threshold, weight_kg, days))
    return tuple(found)


def _phase(
    spec: PhaseSpec,
    dosing: DosingFile,
    threshold: Callable[[str], Threshold],
    weight_kg: Decimal | None,
    days: int | None,
) -> Phase:
    timing = dosing.timings[spec.timing]
    basis = threshold(spec.dose or spec.per_kg)
    unit = dosing.units[basis.unit.replace("/kg", "")]
    # A bolus and a rate have no length of their own.
    days = days if timing.frequency else None
    if spec.dose:
        amount = basis.number * (threshold(spec.times).number if spec.times else 1)
        return Phase(spec.phase, amount, unit.ucum, unit.words, timing, days)
    if weight_kg is None:
        raise NotDosable("The weight is not known.")
    rounding = dosing.roundings[spec.rounding]
    exact = basis.number * weight_kg
    if spec.at_most:
        exact = min(exact, threshold(spec.at_most).number)
    reduction = threshold(spec.less).number if spec.less else Decimal(0)
    amount = rounded(exact, weight_kg, reduction, rounding)
    head, slash, time = unit.words.partition("/")
    told = f"{in_words(weight_kg)} kg × {in_words(basis.number)} {head}/kg{slash}{time}"
    if spec.less:
        told += f" less {in_words(reduction)} {unit.words}"
    told += f", {rounding.words_for(exact)}"
    return Phase(spec.phase, amount, unit.ucum, unit.words, timing, days, told, _container(amount, rounding))


def rounded(exact: Decimal, weight_kg: Decimal, reduction: Decimal, rounding: Rounding) -> Decimal:
    """The amount that can be given nearest to ``exact``; with a ``reduction`` never more than what is left."""
    if rounding.by_weight:
        # A label's table is in whole kilograms.
        whole = weight_kg.to_integral_value(ROUND_HALF_UP)
        fitting = [each for each in rounding.by_weight if whole <= Decimal(each.up_to_kg)]
        if not fitting:
            raise NotDosable("The weight is outside the label's table.")
        exact = Decimal(fitting[0].amount)
        return _largest_within(exact - reduction, rounding) if reduction else exact
    if reduction:
        return _largest_within(exact - reduction, rounding)
    if rounding.sizes:
        # Of two equally near sizes the larger: a treatment dose is not rounded down.
        return min(map(Decimal, rounding.sizes), key=lambda size: (abs(size - exact), -size))
    if found := rounding.step_for(exact):
        step = Decimal(found.step)
        return (exact / step).to_integral_value(ROUND_HALF_UP) * step
    raise NotDosable("The amount for this weight is above what is pre-filled.")


def _largest_within(limit: Decimal, rounding: Rounding) -> Decimal:
    within = [size for size in map(Decimal, rounding.sizes) if size <= limit]
    if not within:
        raise NotDosable("No syringe is small enough for the reduced dose.")
    return max(within)


def _container(amount: Decimal, rounding: Rounding) -> str:
    if not rounding.containers:
        return ""
    for each in rounding.containers:
        holds = Decimal(each.holds)
        if amount == holds:
            return f"one {in_words(holds)} {rounding.containers_words}"
        if amount < holds and each.graduated == "present":
            return f"from a graduated {in_words(holds)} {rounding.containers_words}"
    return f"from more than one {rounding.containers_words.removeprefix('mg ')}"
