"""Unique-hit decision tables evaluated over possible values.

A table has rows; a row fits when every input it tests has one of the values it allows.  Over known values
exactly one row of a table fits (proved by ``service.proof``).  Over *possible* values a row is possible when,
for each input it tests, the values the input may still have and the values the row allows intersect.

* One outcome among the possible rows is the answer, whatever the unknowns turn out to be (supervaluation).
* Several outcomes leave the decision undetermined; the inputs that tell the possible rows apart are named.

How unknown is read is declared once per input in ``cards/features.yaml``: ``possible`` (every value it may
still have), ``as_value`` (the rows name ``unknown``) or ``as_absent`` (optional inputs).  Derived inputs are
``any_of`` / ``all_of`` (Kleene logic), ``reads`` (another reading of the same input) or ``decided_by`` (the
outcome of another table).  Where one unknown fact reaches a table by more than one way, the facts so shared
are completed jointly, up to :data:`MOST_COMPLETIONS`; beyond that the answer may call undetermined what is
not, never the reverse.

Pure: no FHIR, no protocol, no clock.  Source: design section 5; rulings 19-35.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import product

UNKNOWN = "unknown"
MOST_COMPLETIONS = 4096
URGENCY = {"info": 0, "warning": 1, "critical": 2}
RECORD, FREE_TEXT = "record", "free_text"

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


@dataclass(frozen=True, slots=True)
class Path:
    """A terminal row with every test made on the way to it, first table first."""

    row: Row
    when: Mapping[str, Values]


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


class Evaluation:
    """The inputs of a model read over one state of knowledge, memoised; ``assumed`` completes some facts."""

    def __init__(self, model: Model, facts: Facts, base: Evaluation | None = None, assumed: Facts | None = None):
        self.model, self.facts, self.base, self.assumed = model, facts, base, assumed or {}
        self._read: dict[str, Values] = {}
        self._possible: dict[str, Values] = {}

    def changed(self, fact: str, values: Values) -> Evaluation:
        """The same state of knowledge but for one fact; what does not hang on the fact is not read again."""
        other = Evaluation(self.model, {**self.facts, fact: values})
        stale = self.model.dependents[fact]
        other._read = {name: read for name, read in self._read.items() if name not in stale}
        return other

    def possible_once(self, name: str) -> Values:
        """As :meth:`possible`, memoised: for readers that ask for many inputs many times."""
        found = self._possible.get(name)
        if found is None:
            found = self._possible[name] = self.possible(name)
        return found

    def possible(self, name: str) -> Values:
        """The values input ``name`` may still have, before its reading is applied."""
        if name in self.model.fact_domains:
            found = self.assumed.get(name) or self.facts.get(name)
            return self.model.fact_domains[name] if found is None else found
        each = self.model.inputs[name]
        if each.reads:
            return self.possible(each.reads)
        if each.decided_by:
            return frozenset(row.value for row in self.possible_rows(each.decided_by))
        return self._kleene(each)

    def read(self, name: str) -> Values:
        """The values the rows see for input ``name``."""
        found = self._read.get(name)
        if found is None:
            each = self.model.inputs[name]
            from_knowledge = self.base if self.base and each.reading is Reading.AS_VALUE else None
            found = from_knowledge.read(name) if from_knowledge else each.read(self.possible(name))
            self._read[name] = found
        return found

    def _kleene(self, each: Input) -> Values:
        members, joined = (each.any_of, any) if each.any_of else (each.all_of, all)
        may, must = [], []
        for name, wanted in members.items():
            member = self.model.inputs[name]
            seen = self.possible(name) if member.reading is Reading.AS_VALUE else self.read(name)
            may.append(not seen.isdisjoint(wanted))
            must.append(seen <= wanted)
        values = (("present",) if joined(may) else ()) + (() if joined(must) else ("absent",))
        return frozenset(values)

    def possible_rows(self, table: str) -> Iterator[Row]:
        already = self._read
        for row in self.model.tables[table].rows:
            for name, allowed in row.when.items():
                if (already.get(name) or self.read(name)).isdisjoint(allowed):
                    break
            else:
                yield row

    def paths(self, table: str, before: Mapping[str, Values] | None = None) -> Iterator[Path]:
        """Every terminal row that is possible from ``table`` on, following ``decide``."""
        for row in self.possible_rows(table):
            when = dict(before or {})
            for name, allowed in row.when.items():
                when[name] = allowed & when.get(name, allowed)
            if row.decide:
                yield from self.paths(row.decide, when)
            else:
                yield Path(row, when)


@dataclass(frozen=True)
class Decision:
    """What is recommended, the rows that say so, and what the answer hangs on."""

    outcome: str
    indicator: str
    rule: str
    rows: tuple[str, ...]
    statements: tuple[str, ...]
    deciding: tuple[str, ...] = ()
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    possible_outcomes: tuple[str, ...] = ()
    reading: Mapping[str, Values] = field(default_factory=dict)
    rests_on: str = RECORD
    """``record``: coded entries; ``free_text``: without the text of a report it would be another decision."""

    @property
    def is_determined(self) -> bool:
        return not self.deciding


def decide(model: Model, facts: Facts) -> Decision:
    """Evaluate the model on what is known; the deciding inputs are named when the outcomes differ.

    ``facts`` maps fact names to the values they may still have; a fact left out is wholly unknown.  Raises
    ``ValueError`` for an empty set of values.  Reported rule and indicator: ruling 33.
    """
    base = Evaluation(model, facts)
    paths = possible_paths(model, base)
    outcomes = tuple(dict.fromkeys(path.row.outcome for path in paths))
    statements = tuple(dict.fromkeys(each for path in paths for each in path.row.because))
    rows = tuple(path.row.id for path in paths)
    indicator = max((path.row.indicator for path in paths), key=URGENCY.__getitem__)
    reading = {name: base.possible(name) for name in model.facts}
    if len(outcomes) == 1:
        rule = "+".join(sorted({path.row.rule for path in paths}))
        return Decision(outcomes[0], indicator, rule, rows, statements, possible_outcomes=outcomes, reading=reading)
    deciding = deciding_facts(model, base, paths)
    return Decision(
        outcome="INSUFFICIENT_DATA",
        indicator=max(indicator, "warning", key=URGENCY.__getitem__),
        rule="R4u" if _is_distal(base) else "R2",
        rows=rows,
        statements=statements,
        deciding=deciding,
        answers={name: answers_to(model, facts, name) for name in deciding},
        possible_outcomes=outcomes,
        reading=reading,
    )


def _is_distal(base: Evaluation) -> bool:
    confirmed = base.possible("acute_leg_dvt_confirmed") == {"present"}
    return confirmed and base.possible("location") <= {"gastrocnemius_only", "distal_axial"}


def possible_paths(model: Model, base: Evaluation) -> tuple[Path, ...]:
    """The terminal rows some completion reaches; shared facts are completed jointly (at most 4,096 ways)."""
    paths = {path.row.id: path for path in base.paths(model.first)}
    if len(paths) > 1:
        unknown = [n for n in model.shared_facts if len(base.possible(n)) > 1 and _bears_on(model, n, paths.values())]
        ways = 1
        for name in unknown:
            ways *= len(base.possible(name))
        if 1 < ways <= MOST_COMPLETIONS:
            reached: dict[str, Path] = {}
            for values in product(*(sorted(base.possible(name)) for name in unknown)):
                assumed = {name: frozenset((value,)) for name, value in zip(unknown, values, strict=True)}
                completed = Evaluation(model, base.facts, base, assumed)
                reached.update((path.row.id, path) for path in completed.paths(model.first))
            paths = {row: path for row, path in paths.items() if row in reached}
    return tuple(paths.values())


def _bears_on(model: Model, fact: str, paths: Iterable[Path]) -> bool:
    return any(fact in model.source_facts(name) for path in paths for name in path.when)


def deciding_facts(model: Model, base: Evaluation, paths: tuple[Path, ...]) -> tuple[str, ...]:
    """The unknown facts that tell apart the possible rows whose outcomes differ, in declared order."""
    telling: set[str] = set()
    for one, other in product(paths, paths):
        if one.row.outcome == other.row.outcome:
            continue
        for name in {*one.when, *other.when}:
            seen = base.read(name)
            if len(seen) > 1 and seen & one.when.get(name, seen) != seen & other.when.get(name, seen):
                telling.add(name)
    unknown = {fact for name in telling for fact in _open_facts(model, base, name)}
    return tuple(name for name in model.facts if name in unknown)


def _open_facts(model: Model, base: Evaluation, name: str) -> Iterator[str]:
    """The unknown facts below an input that its value may still hang on."""
    each = model.inputs[name]
    if each.is_fact:
        if len(base.possible(name)) > 1 and each.reading is Reading.POSSIBLE:
            yield name
        return
    below: Iterable[str] = each.sources
    if each.decided_by:
        below = dict.fromkeys(tested for row in base.possible_rows(each.decided_by) for tested in row.when)
    for source in below:
        yield from _open_facts(model, base, source)


def answers_to(model: Model, facts: Facts, name: str) -> Mapping[str, str]:
    """What would be recommended for each value that the unknown fact ``name`` may still have.

    ``INSUFFICIENT_DATA`` where other unknowns would still leave it open.
    """
    possible = facts.get(name) or frozenset(model.inputs[name].domain)
    found = {}
    for value in model.inputs[name].domain:
        if value in possible:
            outcomes = {
                p.row.outcome for p in possible_paths(model, Evaluation(model, {**facts, name: frozenset((value,))}))
            }
            found[value] = outcomes.pop() if len(outcomes) == 1 else "INSUFFICIENT_DATA"
    return found
