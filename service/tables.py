"""The decision tables as they are evaluated: inputs, rows, tables, and what follows from them alone.

Built from ``cards/`` by :mod:`service.knowledge`, evaluated by :mod:`service.decision`, proved by ``service.proof``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

UNKNOWN = "unknown"

Values = frozenset[str]
Facts = Mapping[str, Values]


class Reading(StrEnum):
    """How an input that is not known is read by the rows that test it."""

    POSSIBLE = "possible"
    AS_VALUE = "as_value"
    AS_ABSENT = "as_absent"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the tables: a fact extracted from the record, or derived from other inputs."""

    name: str
    domain: tuple[str, ...]
    reading: Reading = Reading.POSSIBLE
    absent: str = "absent"
    sets: Mapping[str, Values] = field(default_factory=dict)
    any_of: Mapping[str, Values] = field(default_factory=dict)
    all_of: Mapping[str, Values] = field(default_factory=dict)
    reads: str = ""
    decided_by: str = ""

    @property
    def is_fact(self) -> bool:
        return not (self.any_of or self.all_of or self.reads or self.decided_by)

    @property
    def sources(self) -> tuple[str, ...]:
        """The inputs this one is derived from, without those of a deciding table."""
        return tuple(self.any_of) + tuple(self.all_of) + ((self.reads,) if self.reads else ())

    @property
    def tested_domain(self) -> tuple[str, ...]:
        """Every value a row may name: the domain, and for ``as_value`` also the named sets and ``unknown``."""
        if self.reading is Reading.AS_VALUE:
            return (*self.domain, *self.sets, UNKNOWN)
        return self.domain

    def read(self, possible: Values) -> Values:
        """The values rows see when the input may still have ``possible``."""
        if not possible:
            raise ValueError(f"input {self.name!r} has no possible value")
        if len(possible) == 1 or self.reading is Reading.POSSIBLE:
            return possible
        if self.reading is Reading.AS_ABSENT:
            return frozenset((self.absent,))
        fitting = [(len(members), name) for name, members in self.sets.items() if possible <= members]
        return frozenset((min(fitting)[1] if fitting else UNKNOWN,))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: ``when`` (input -> allowed values), then an outcome, a next table or a value."""

    id: str
    rule: str
    when: Mapping[str, Values]
    because: tuple[str, ...] = ()
    outcome: str = ""
    indicator: str = ""
    decide: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One decision: a question, the inputs it tests, and rows of which exactly one fits."""

    name: str
    question: str
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]
    given: Mapping[str, Values] = field(default_factory=dict)
    """What the rows that lead here guarantee; proved, and the table is complete only under it."""


@dataclass(frozen=True)
class Model:
    """All inputs and tables of one knowledge base; ``first`` is the table a decision starts from."""

    inputs: Mapping[str, Input]
    tables: Mapping[str, Table]
    first: str

    @cached_property
    def facts(self) -> tuple[str, ...]:
        return tuple(self.fact_domains)

    @cached_property
    def fact_domains(self) -> Mapping[str, Values]:
        """Every fact with the values that are possible as long as nothing is known."""
        return {name: frozenset(each.domain) for name, each in self.inputs.items() if each.is_fact}

    @cached_property
    def consumers(self) -> Mapping[str, frozenset[str]]:
        """Who reads an input as possible values: tables (``table:x``) and derived inputs."""
        readers: dict[str, set[str]] = {name: set() for name in self.inputs}
        for table in self.tables.values():
            for name in table.inputs:
                readers[name].add(f"table:{table.name}")
        for name, each in self.inputs.items():
            for source in each.sources:
                readers[source].add(name)
        return {name: frozenset(found) for name, found in readers.items()}

    @cached_property
    def shared_facts(self) -> frozenset[str]:
        """Facts read as ``possible`` that reach the decision by more than one way."""
        return frozenset(
            name for name in self.facts if self.inputs[name].reading is Reading.POSSIBLE and self._ways(name) > 1
        )

    def _ways(self, name: str) -> int:
        total = 0
        for reader in self.consumers[name]:
            if not reader.startswith("table:"):
                # An as_value view is read from the state of knowledge, not from a completion: it is no second way.
                total += 0 if self.inputs[reader].reading is Reading.AS_VALUE else self._ways(reader)
                continue
            deciders = [i for i, each in self.inputs.items() if each.decided_by == reader[6:]]
            total += sum(self._ways(each) for each in deciders) if deciders else 1
        return total

    @cached_property
    def dependents(self) -> Mapping[str, frozenset[str]]:
        """For each fact, the inputs whose reading hangs on it (itself included)."""
        found: dict[str, set[str]] = {name: {name} for name in self.facts}
        for name in self.inputs:
            for fact in self.source_facts(name):
                found[fact].add(name)
        return {name: frozenset(each) for name, each in found.items()}

    @cached_property
    def tested_facts(self) -> Mapping[str, frozenset[str]]:
        """For each table, the facts that the inputs it tests summarise."""
        return {
            name: frozenset(fact for tested in table.inputs for fact in self.source_facts(tested))
            for name, table in self.tables.items()
        }

    def source_facts(self, name: str) -> tuple[str, ...]:
        """The facts that ``name`` summarises (itself when it is a fact), in declared order."""
        found = self._sources.get(name)
        if found is None:
            found = self._sources[name] = self._source_facts(name)
        return found

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _source_facts(self, name: str) -> tuple[str, ...]:
        each = self.inputs[name]
        if each.is_fact:
            return (name,)
        below = self.tables[each.decided_by].inputs if each.decided_by else each.sources
        return tuple(dict.fromkeys(fact for source in below for fact in self.source_facts(source)))
