"""A state of knowledge as a solver sees it: for every fact, which values it may still have.

Mirrors :class:`service.decision.Evaluation` formula by formula.  Each fact has one variable per value of its domain
(true: the value is possible); every input, known, partly known or unknown, is a formula over them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import z3

from service.decision import MOST_COMPLETIONS
from service.proof.formulas import Formula, at_most_one, conj, disj, neg
from service.tables import UNKNOWN, Input, Model, Reading, Row, Values

ByValue = Mapping[str, Formula]


@dataclass(frozen=True)
class Route:
    """A terminal row with the rows that lead to it, and every test made on the way (as ``Path.when``)."""

    rows: tuple[Row, ...]
    when: Mapping[str, Values]

    @property
    def row(self) -> Row:
        return self.rows[-1]


class CircleError(Exception):
    """Tables lead to each other in a circle."""


def routes(model: Model, table: str = "", before: tuple[Row, ...] = (), seen: tuple[str, ...] = ()) -> Iterator[Route]:
    """Every way through the tables from the first one to a row with an outcome; raises :class:`CircleError`."""
    table = table or model.first
    if table in seen:
        raise CircleError(f"table {table} leads back to itself")
    for row in model.tables[table].rows:
        if row.decide:
            yield from routes(model, row.decide, (*before, row), (*seen, table))
        else:
            rows = (*before, row)
            yield Route(rows, {name: allowed for each in rows for name, allowed in each.when.items()})


class Knowing:
    """The inputs of a model as formulas over one symbolic state of knowledge."""

    def __init__(
        self, model: Model, prefix: str = "", may: Mapping[str, ByValue] | None = None, base: Knowing | None = None
    ):
        self.model, self.base = model, base
        self.may: Mapping[str, ByValue] = may or {
            name: {value: z3.Bool(f"{prefix}{name}={value}") for value in model.inputs[name].domain}
            for name in model.facts
        }
        self._possible: dict[str, ByValue] = {}
        self._read: dict[str, ByValue] = {}

    @property
    def always(self) -> list[Formula]:
        """A fact has at least one possible value."""
        return [disj(values.values()) for values in self.may.values()]

    def pinned(self, assumed: Mapping[str, str]) -> Knowing:
        """The same state with some facts completed; what does not hang on them is shared."""
        may = {name: _only(values, assumed[name]) if name in assumed else values for name, values in self.may.items()}
        other = Knowing(self.model, may=may, base=self)
        stale = frozenset().union(*(self.model.dependents[name] for name in assumed))
        other._possible = {name: each for name, each in self._possible.items() if name not in stale}
        other._read = {name: each for name, each in self._read.items() if name not in stale}
        return other

    def with_facts(self, may: Mapping[str, ByValue]) -> Knowing:
        """Another state of knowledge that differs in these facts; what does not hang on them is shared."""
        other = Knowing(self.model, may={**self.may, **may})
        stale = frozenset().union(*(self.model.dependents[name] for name in may))
        other._possible = {name: each for name, each in self._possible.items() if name not in stale}
        other._read = {name: each for name, each in self._read.items() if name not in stale}
        return other

    def completed(self, prefix: str) -> tuple[Knowing, list[Formula]]:
        """Any completion of this state: one value for every fact that is read as ``possible``, and what ties them."""
        may, ties = dict(self.may), []
        for name in self.model.facts:
            if self.model.inputs[name].reading is Reading.POSSIBLE:
                own = {value: z3.Bool(f"{prefix}{name}={value}") for value in self.model.inputs[name].domain}
                ties += [disj(own.values()), at_most_one(list(own.values()))]
                ties += [z3.Implies(own[value], self.may[name][value]) for value in own]
                may[name] = own
        return Knowing(self.model, may=may, base=self), ties

    def possible(self, name: str) -> ByValue:
        """For each value of an input's domain: may it still have it?"""
        found = self._possible.get(name)
        if found is None:
            found = self._possible[name] = self._possible_now(self.model.inputs[name])
        return found

    def _possible_now(self, each: Input) -> ByValue:
        if each.is_fact:
            return self.may[each.name]
        if each.reads:
            return self.possible(each.reads)
        if each.decided_by:
            rows = self.model.tables[each.decided_by].rows
            return {value: disj(self.row(row) for row in rows if row.value == value) for value in each.domain}
        return self._kleene(each)

    def _kleene(self, each: Input) -> ByValue:
        members, joined = (each.any_of, disj) if each.any_of else (each.all_of, conj)
        may, must = [], []
        for name, wanted in members.items():
            by_value = self.model.inputs[name].reading is Reading.AS_VALUE
            seen = self.possible(name) if by_value else self.read(name)
            may.append(disj(seen[value] for value in wanted))
            must.append(conj(neg(seen[value]) for value in seen if value not in wanted))
        return {"present": joined(may), "absent": neg(joined(must))}

    def read(self, name: str) -> ByValue:
        """For each value a row may name: do the rows see it?"""
        found = self._read.get(name)
        if found is None:
            each = self.model.inputs[name]
            if self.base is not None and each.reading is Reading.AS_VALUE:
                found = self.base.read(name)
            else:
                found = _reading(each, self.possible(name))
            self._read[name] = found
        return found

    def row(self, row: Row) -> Formula:
        """Is this row possible?"""
        return conj(disj(self.read(name)[value] for value in sorted(allowed)) for name, allowed in row.when.items())

    def known(self, name: str) -> Formula:
        """Has the input exactly one possible value?"""
        return at_most_one(list(self.possible(name).values()))

    def within(self, name: str, allowed: Values) -> Formula:
        """Is every possible value among the allowed ones?"""
        return conj(neg(may) for value, may in self.possible(name).items() if value not in allowed)

    def reached(self, route: Route) -> Formula:
        """Does some completion of the facts that reach a decision by more than one way lead to this row?"""
        bearing = {fact for name in route.when for fact in self.model.source_facts(name)}
        shared = [name for name in self.model.facts if name in self.model.shared_facts and name in bearing]
        return disj(
            conj([*(self.may[name][value] for name, value in assumed.items()), *(known.row(row) for row in route.rows)])
            for assumed, known in self._completions(tuple(shared))
        )

    def _completions(self, shared: tuple[str, ...]) -> list[tuple[Mapping[str, str], Knowing]]:
        if not hasattr(self, "_kept"):
            self._kept: dict[tuple[str, ...], list[tuple[Mapping[str, str], Knowing]]] = {}
            ways = 1
            for name in self.model.shared_facts:
                ways *= len(self.model.inputs[name].domain)
            if ways > MOST_COMPLETIONS:
                raise ValueError(f"shared facts have {ways} completions; the evaluator completes {MOST_COMPLETIONS}")
        if shared not in self._kept:
            domains = [self.model.inputs[name].domain for name in shared]
            found = [dict(zip(shared, values, strict=True)) for values in product(*domains)]
            self._kept[shared] = [(each, self.pinned(each) if each else self) for each in found]
        return self._kept[shared]


def _only(values: ByValue, wanted: str) -> ByValue:
    return {value: value == wanted for value in values}


def _reading(each: Input, possible: ByValue) -> ByValue:
    """As ``Input.read``: what the rows see of an input with these possible values."""
    if each.reading is Reading.POSSIBLE:
        return possible
    single = at_most_one(list(possible.values()))
    seen: dict[str, Formula] = {value: conj([single, may]) for value, may in possible.items()}
    if each.reading is Reading.AS_ABSENT:
        seen[each.absent] = disj([neg(single), seen[each.absent]])
        return seen
    fits: list[Formula] = [single]
    for name, members in sorted(each.sets.items(), key=lambda item: (len(item[1]), item[0])):
        within = conj(neg(may) for value, may in possible.items() if value not in members)
        seen[name] = conj([*(neg(before) for before in fits), within])
        fits.append(within)
    seen[UNKNOWN] = conj(neg(before) for before in fits)
    return seen
