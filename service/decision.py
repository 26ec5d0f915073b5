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
from itertools import combinations, product
from typing import NamedTuple

from service.tables import Facts, Input, Model, Reading, Row, Values

MOST_COMPLETIONS = 4096
URGENCY = {"info": 0, "warning": 1, "critical": 2}
RECORD, FREE_TEXT = "record", "free_text"


class Path(NamedTuple):
    """A terminal row and the rows that lead to it, first table first."""

    row: Row
    before: tuple[Row, ...] = ()

    @property
    def when(self) -> Mapping[str, Values]:
        """Every test made on the way to the row, and its own."""
        when: dict[str, Values] = {}
        for row in (*self.before, self.row):
            for name, allowed in row.when.items():
                when[name] = allowed & when.get(name, allowed)
        return when


class Evaluation:
    """The inputs of a model read over one state of knowledge, memoised; ``assumed`` completes some facts."""

    def __init__(self, model: Model, facts: Facts, base: Evaluation | None = None, assumed: Facts | None = None):
        self.model, self.facts, self.base, self.assumed = model, facts, base, assumed or {}
        self._read: dict[str, Values] = {}
        self._possible: dict[str, Values] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}

    def changed(self, fact: str, values: Values) -> Evaluation:
        """The same state of knowledge but for one fact; what does not hang on the fact is not read again."""
        other = Evaluation(self.model, {**self.facts, fact: values})
        stale = self.model.dependents[fact]
        other._read = {name: read for name, read in self._read.items() if name not in stale}
        tables = self.model.tables
        other._rows = {name: rows for name, rows in self._rows.items() if stale.isdisjoint(tables[name].inputs)}
        return other

    def possible_once(self, name: str) -> Values:
        """As :meth:`possible`, memoised: for readers that ask for many inputs many times."""
        found = self._possible.get(name)
        if found is None:
            found = self._possible[name] = self.possible(name)
        return found

    def possible(self, name: str) -> Values:
        """The values input ``name`` may still have, before its reading is applied."""
        domain = self.model.fact_domains.get(name)
        if domain is not None:
            found = self.assumed.get(name) or self.facts.get(name)
            return domain if found is None else found
        each = self.model.inputs[name]
        if each.reads:
            return self.possible(each.reads)
        if each.decided_by:
            return frozenset([row.value for row in self.possible_rows(each.decided_by)])
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

    def possible_rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table that are possible, in the order of the file."""
        found = self._rows.get(table)
        if found is None:
            found = self._rows[table] = tuple(self._fitting(table))
        return found

    def _fitting(self, table: str) -> list[Row]:
        found, already = [], self._read
        for row in self.model.tables[table].rows:
            for name, allowed in row.when.items():
                if (already.get(name) or self.read(name)).isdisjoint(allowed):
                    break
            else:
                found.append(row)
        return found

    def paths(self, table: str, before: tuple[Row, ...] = ()) -> list[Path]:
        """Every terminal row that is possible from ``table`` on, following ``decide``."""
        found: list[Path] = []
        for row in self.possible_rows(table):
            if row.decide:
                found += self.paths(row.decide, (*before, row))
            else:
                found.append(Path(row, before))
        return found


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
    return decide_on(Evaluation(model, facts))


def decide_on(base: Evaluation) -> Decision:
    """As :func:`decide`, on inputs of which some may have been read already."""
    model, facts = base.model, base.facts
    paths = possible_paths(model, base)
    outcomes = tuple(dict.fromkeys(path.row.outcome for path in paths))
    statements = tuple(dict.fromkeys(each for path in paths for each in path.row.because))
    rows = tuple(path.row.id for path in paths)
    indicator = max((path.row.indicator for path in paths), key=URGENCY.__getitem__)
    reading = {name: facts.get(name, domain) for name, domain in model.fact_domains.items()}
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
        tested = {name for path in paths.values() for name in path.when}
        bearing = {fact for name in tested for fact in model.source_facts(name)}
        unknown = [name for name in model.shared_facts & bearing if len(base.possible(name)) > 1]
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


def certain_outcome(base: Evaluation) -> str:
    """The outcome, whatever the unknowns turn out to be; empty when they may tell."""
    outcomes = {path.row.outcome for path in base.paths(base.model.first)}
    if len(outcomes) > 1:
        outcomes = {path.row.outcome for path in possible_paths(base.model, base)}
    return outcomes.pop() if len(outcomes) == 1 else ""


def deciding_facts(model: Model, base: Evaluation, paths: tuple[Path, ...]) -> tuple[str, ...]:
    """The unknown facts that tell apart the possible rows whose outcomes differ, in declared order."""
    telling: set[str] = set()
    ends = [(path.row.outcome, path.when) for path in paths]
    for (one, tested), (other, others) in combinations(ends, 2):
        if one == other:
            continue
        for name in {*tested, *others}:
            seen = base.read(name)
            if len(seen) > 1 and seen & tested.get(name, seen) != seen & others.get(name, seen):
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
            answered = Evaluation(model, {**facts, name: frozenset((value,))})
            found[value] = certain_outcome(answered) or "INSUFFICIENT_DATA"
    return found
