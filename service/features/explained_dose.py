"""Whether an order explains a dose that was given: what is judged itself, or what is at least as much, and no drip.

A spent order for one dose, a flush, a prophylactic order explain no treatment dose on the administration record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.dosage import Dosage
from service.features.heparin_words import read_heparin_words
from service.features.treatment_dose import DoseClass
from service.features.untold_end import is_bag
from service.fhir.record import Resource
from service.fhir.status import word_of

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.current_drug import CurrentDrug


@dataclass(frozen=True, slots=True)
class SmallOrders:
    """The orders and statements of one drug that are below treatment."""

    most: Mapping[str, Decimal]
    """Unit → the largest single dose."""
    runs: bool
    """Whether one of them is for heparin that runs, through an arterial line or a circuit."""
    bags: bool
    """Whether one of those is a bag of treatment by its units."""

    def explain(self, given: Iterable[Dosage], *, runs: bool, is_a_bag: bool) -> bool:
        """Whether a dose may be of these: no drip where none of them runs, and no larger amount than theirs."""
        if (runs and not self.runs) or (is_a_bag and not self.bags):
            return False
        told = [each for each in given if each.dose is not None]
        return all(self._is_as_much(each.dose[1], each.unit) for each in told if each.dose is not None)

    def _is_as_much(self, dose: Decimal, unit: str) -> bool:
        if unit in self.most:
            return dose <= self.most[unit]
        # What is dosed by weight is more than a flush or a prophylactic dose.
        return unit != "units/kg" and bool(self.most)


def small_orders(
    chart: Chart, orders: Sequence[tuple[Resource, tuple[Dosage, ...]]], *, of_heparin: bool
) -> SmallOrders | None:
    """The largest of these orders; ``None`` where there are none."""
    if not orders:
        return None
    most: dict[str, Decimal] = {}
    for each in (each for _, instructions in orders for each in instructions):
        if each.dose is not None:
            most[each.unit] = max(each.dose[1], most.get(each.unit, each.dose[1]))
    lines = [order for order, told in orders if of_heparin and is_line_that_runs(chart, order, told)]
    return SmallOrders(most, bool(lines), any(is_bag(chart, each) for each in lines))


def is_line_that_runs(chart: Chart, order: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether heparin is for an arterial line or a circuit and flows there all the time."""
    told = read_heparin_words(chart, order)
    if told.purposes.isdisjoint({"line", "circuit"}):
        return False
    return told.flows or bool(told.rates) or "line" in told.purposes or any(each.infusion for each in instructions)


def is_judged_itself(drug: str, standing: Iterable[CurrentDrug]) -> bool:
    """Whether an order of the drug stands that is treatment or of which that is not known: it says so itself."""
    open_ = (DoseClass.TREATMENT, DoseClass.UNKNOWN)
    return any(each.drug == drug and each.dose in open_ and not each.for_a_line for each in standing)


def is_running(chart: Chart, given: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether heparin that was given is a drip: it goes on, at a rate or in words."""
    told = read_heparin_words(chart, given)
    goes_on = word_of(given.data.get("status")) == "in-progress" or any(each.infusion for each in instructions)
    return goes_on or told.is_cut or told.flows or bool(told.rates) or is_bag(chart, given)
