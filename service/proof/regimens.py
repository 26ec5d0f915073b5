"""Which drugs may be offered and pre-filled, as formulas over a decided case.

Mirrors ``service/treatment/regimens.py``, on the safe side: a drug counts as offered when the order of choice, or the
lead-in, names it and nothing bars it for certain.
"""

from __future__ import annotations

from collections.abc import Iterable

import z3

from service.conditions import Condition
from service.knowledge_types import as_values
from service.proof.decided import Decided
from service.proof.formulas import Formula, conj, disj, neg
from service.proof.knowing import ByValue
from service.tables import UNKNOWN, Row
from service.treatment.regimen_files import Regimens
from service.treatment.regimen_proof import PLANS
from service.treatment.regimen_types import DrugFile, When


class Offered:
    """The regimens of a symbolic case."""

    def __init__(self, regimens: Regimens, decided: Decided):
        self.regimens, self.decided = regimens, decided
        self._values: dict[str, ByValue] = {}

    def holds(self, name: str, drug: str) -> Formula:
        """``offered`` and ``prefilled`` as inputs of a safety condition; raises ``KeyError`` for anything else."""
        return {"offered": self.offered, "prefilled": self.prefilled}[name](self.regimens.drugs[drug])

    def value(self, name: str) -> ByValue:
        """What the rows of the folder see of an input: its value when it is known, else ``unknown``."""
        if name not in self._values:
            self._values[name] = self._value(name)
        return self._values[name]

    def _value(self, name: str) -> ByValue:
        if name == "plan":
            # Whether an intervention is planned may be said by the caller, whatever the outcome.
            planned = z3.Bool("plan=intervention")
            return {plan: planned if plan == "intervention" else z3.Not(planned) for plan in PLANS}
        table = self.regimens.choice.values.get(name)
        if table is not None:
            return {
                value: disj(self.fits(row.when) for row in table.rows if row.value == value) for value in table.domain
            }
        knowing = self.decided.knowing
        single = knowing.known(name)
        return {**{v: conj([single, may]) for v, may in knowing.possible(name).items()}, UNKNOWN: neg(single)}

    def fits(self, when: When) -> Formula:
        """Does a row with these tests fit?"""
        return self._fits({name: as_values(allowed) for name, allowed in when.items()})

    def row(self, row: Row) -> Formula:
        """Does the row of a regimen table fit?"""
        return self._fits(row.when)

    def _fits(self, when: Condition) -> Formula:
        return conj(disj(self.value(name)[value] for value in sorted(allowed)) for name, allowed in when.items())

    def offered(self, drug: DrugFile) -> Formula:
        """Is the drug named for this patient, and not barred?"""
        choice = self.regimens.choice
        named = [row.when for row in choice.order.rows if drug.regimen in (*row.prefer, *row.otherwise)]
        named += [row.when for row in choice.lead_in.rows if drug.regimen in (*row.prefer, *row.otherwise)]
        return conj(
            [disj(self.fits(when) for when in named), *(neg(self._certain(bar.when)) for bar in drug.barred_when)]
        )

    def _certain(self, when: When) -> Formula:
        knowing = self.decided.knowing
        return conj(knowing.within(name, as_values(allowed)) for name, allowed in when.items())

    def prefilled(self, drug: DrugFile) -> Formula:
        """Is a dose written into the draft?"""
        choice = self.regimens.choice
        needs: Iterable[Formula] = (neg(self.value(name)[UNKNOWN]) for name in choice.needs)
        holds = (neg(self.fits(each.when)) for each in choice.holds)
        flags = (neg(self.decided.modifier(name)) for name in choice.held_by_modifier)
        dosed = disj(self.fits(row.when) for row in drug.doses if row.phases)
        return conj([self.offered(drug), dosed, *needs, *holds, *flags])
