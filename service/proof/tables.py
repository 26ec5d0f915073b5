"""Tables alone and chained: no dead row, no two rows both true, none missing, and each reached only as it expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import z3

from service.proof.formulas import Formula, Prover, at_most_one, conj, disj, neg
from service.proof.knowing import ByValue, Route, routes
from service.proof.obligations import Bench, Violation
from service.proof.patients import in_words
from service.proof.regimens import Offered
from service.tables import Input, Row, Table


class Alone:
    """One table over the values its inputs may be read as, whatever the patient: one value for each input."""

    def __init__(self, table: Table, inputs: Mapping[str, Input]):
        self.table = table
        self.seen: Mapping[str, ByValue] = {
            name: {value: z3.Bool(f"{name}={value}") for value in inputs[name].tested_domain} for name in table.inputs
        }
        given = [disj(self.seen[name][value] for value in sorted(allowed)) for name, allowed in table.given.items()]
        one_each: list[Formula] = []
        for values in self.seen.values():
            one_each += [disj(values.values()), at_most_one(list(values.values()))]
        self.prover = Prover([*one_each, *given])

    def row(self, row: Row) -> Formula:
        return conj(disj(self.seen[name][value] for value in sorted(allowed)) for name, allowed in row.when.items())

    def overlaps(self) -> Iterator[tuple[Row, Row, tuple[str, ...]]]:
        """Every two rows that fit the same values, with an example."""
        for number, one in enumerate(self.table.rows):
            for other in self.table.rows[number + 1 :]:
                patient = self._example(self.row(one), self.row(other))
                if patient is not None:
                    yield one, other, patient

    def gap(self) -> tuple[str, ...] | None:
        """Values that no row fits, or ``None`` when the table is complete."""
        return self._example(*(neg(self.row(row)) for row in self.table.rows))

    def _example(self, *asked: Formula) -> tuple[str, ...] | None:
        example = self.prover.example(*asked)
        if example is None:
            return None
        named = [(name, value) for name, values in self.seen.items() for value in values]
        truths = example.truths([self.seen[name][value] for name, value in named])
        return tuple(f"{name} = {value}" for (name, value), true in zip(named, truths, strict=True) if true)


def _every_table(bench: Bench) -> Iterator[tuple[Table, Mapping[str, Input]]]:
    for table in bench.content.model.tables.values():
        yield table, bench.content.model.inputs
    for table in bench.content.regimen_tables:
        yield table, bench.content.regimen_inputs


def _worded(bench: Bench, lines: tuple[str, ...]) -> tuple[str, ...]:
    labels = {name: spec.label for name, spec in bench.content.facts.items()}
    labels |= {name: spec.label for name, spec in bench.content.features.derived.items()}
    found = []
    for line in lines:
        name, _, value = line.partition(" = ")
        found.append(f"{labels.get(name, name)}: {in_words((value,), (value,))}")
    return tuple(found)


def no_two_rows_both_true(bench: Bench) -> Iterator[Violation]:
    """Whatever the inputs are read as, at most one row of a table fits."""
    for table, inputs in _every_table(bench):
        bench.cases += len(table.rows) * (len(table.rows) - 1) // 2 or 1
        for one, other, patient in Alone(table, inputs).overlaps():
            yield Violation(f"table {table.name}: rows {one.id} and {other.id} both fit", _worded(bench, patient))


def complete(bench: Bench) -> Iterator[Violation]:
    """Whatever the inputs are read as, some row of a table fits."""
    for table, inputs in _every_table(bench):
        bench.cases += 1
        patient = Alone(table, inputs).gap()
        if patient is not None:
            yield Violation(f"table {table.name}: no row fits", _worded(bench, patient))


def given_holds(bench: Bench) -> Iterator[Violation]:
    """A table is reached only when what it takes for granted holds, whatever the unknowns turn out to be."""
    bench.cases += 1
    model = bench.content.model
    completed, ties = bench.knowing.completed(bench.another())
    together = conj(ties)
    for route, table in _entrances(bench):
        for name, allowed in model.tables[table].given.items():
            outside = [value for value in model.inputs[name].tested_domain if value not in allowed]
            seen = completed.read(name)
            reached = conj(completed.row(row) for row in route)
            example = bench.example(together, reached, disj(seen[value] for value in outside))
            if example is not None:
                way = f"row {route[-1].id} leads to" if route else "nothing keeps other patients from"
                yield bench.violation(
                    f"{way} table {table} although {name} is not {' or '.join(sorted(allowed))}", example
                )


def _entrances(bench: Bench) -> Iterator[tuple[tuple[Row, ...], str]]:
    """Every way into a table: the rows that lead there; no row for a table that decides an input."""
    ways: dict[tuple[str, ...], tuple[tuple[Row, ...], str]] = {}
    for route in routes(bench.content.model):
        for number, row in enumerate(route.rows):
            if row.decide:
                before = route.rows[: number + 1]
                ways[tuple(each.id for each in before)] = (before, row.decide)
    yield from ways.values()
    for each in bench.content.model.inputs.values():
        if each.decided_by:
            yield (), each.decided_by
    yield (), bench.content.model.first


def one_end(bench: Bench) -> Iterator[Violation]:
    """Through all tables, every patient ends in one row, whatever is known and whatever the unknowns turn out to be."""
    completed, ties = bench.knowing.completed(bench.another())
    ends: list[tuple[Route, Formula]] = [
        (route, conj(completed.row(row) for row in route.rows)) for route in routes(bench.content.model)
    ]
    example = bench.example(conj(ties), neg(disj(end for _, end in ends)))
    if example is not None:
        yield bench.violation("this patient ends in no row", example)
    example = bench.example(conj(ties), neg(at_most_one([end for _, end in ends])))
    if example is not None:
        yield bench.violation("this patient ends in more than one row", example)


def no_dead_row(bench: Bench) -> Iterator[Violation]:
    """Every row is reached by some patient."""
    completed, ties = bench.knowing.completed(bench.another())
    tie = conj(ties)
    alive: set[str] = set()
    known: set[str] = set()
    for name, row, way in _ways_to_rows(bench):
        known.add(name)
        if row.id not in alive and bench.example(tie, *(completed.row(each) for each in way)) is not None:
            alive.add(row.id)
    for table in bench.content.model.tables.values():
        if table.name not in known:
            yield Violation(f"table {table.name}: nothing leads to it")
            continue
        yield from (
            Violation(f"table {table.name}: no patient reaches row {row.id}")
            for row in table.rows
            if row.id not in alive
        )
    yield from _dead_regimen_rows(bench)


def _ways_to_rows(bench: Bench) -> Iterator[tuple[str, Row, tuple[Row, ...]]]:
    """Every row with the rows that lead to it and itself."""
    model = bench.content.model
    for way, table in _entrances(bench):
        for row in model.tables[table].rows:
            yield table, row, (*way, row)


def _dead_regimen_rows(bench: Bench) -> Iterator[Violation]:
    if bench.content.regimens is None:
        return
    offered = Offered(bench.content.regimens, bench.decided)
    for table in bench.content.regimen_tables:
        for row in table.rows:
            if bench.example(offered.row(row)) is None:
                yield Violation(f"regimen table {table.name}: no patient reaches row {row.id}")


def no_dead_value(bench: Bench) -> Iterator[Violation]:
    """No row names a value that its table takes for granted not to occur."""
    for table, _ in _every_table(bench):
        bench.cases += len(table.rows)
        for row, name, value in values_outside_given(table):
            yield Violation(f"table {table.name}, row {row.id}: {name} is never {value} here")


def values_outside_given(table: Table) -> Iterator[tuple[Row, str, str]]:
    """Row, input and value, where the row names what ``given`` excludes."""
    for row in table.rows:
        for name, allowed in row.when.items():
            for value in sorted(allowed - table.given.get(name, allowed)):
                yield row, name, value
