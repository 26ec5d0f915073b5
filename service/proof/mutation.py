"""Does a fault in a decision table get noticed? (``make mutation``)

Every row of every table is deleted, every test of it widened by one value, and the results of every two rows that
differ are exchanged.  A mutant is killed by an obligation of its table or by a case of ``fixtures/vignettes`` that
passes through the table; only these are checked again.  A mutant that survives although the solver finds a patient
whom it treats differently needs a case; one that nobody could tell from the original is counted as equivalent.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table as Printed

from service.content import CHECKOUT, cards_folder
from service.decision import Evaluation, decide, possible_paths
from service.feature_rows import facts_of
from service.knowledge import Knowledge, load_knowledge
from service.modifiers import modifiers_of
from service.proof.content import Content, read_content
from service.proof.difference import Comparison
from service.proof.tables import Alone, values_outside_given
from service.tables import Facts, Model, Row, Table

EQUIVALENT = "equivalent"
KINDS = ("row deleted", "test widened", "results exchanged")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One table with one fault in it."""

    kind: str
    what: str
    table: Table


@dataclass(frozen=True, slots=True)
class Case:
    """One vignette: what is known, what is expected, and the tables it passes through."""

    id: str
    facts: Facts
    expected: tuple[str, str, str]
    modifiers: frozenset[str]
    tables: frozenset[str]


def mutants(model: Model) -> Iterator[Mutant]:
    """Every mutant of every table."""
    for table in model.tables.values():
        for row in table.rows:
            if len(table.rows) > 1:
                yield Mutant(
                    KINDS[0], row.id, replace(table, rows=tuple(each for each in table.rows if each is not row))
                )
            for name, value, widened in _widened(model, row):
                yield Mutant(KINDS[1], f"{row.id}: {name} also {value}", _with(table, {row.id: widened}))
        for number, one in enumerate(table.rows):
            for other in table.rows[number + 1 :]:
                if _result(one) != _result(other):
                    swapped = {one.id: replace(one, **_result(other)), other.id: replace(other, **_result(one))}
                    yield Mutant(KINDS[2], f"{one.id} and {other.id}", _with(table, swapped))


def _widened(model: Model, row: Row) -> Iterator[tuple[str, str, Row]]:
    for name, allowed in row.when.items():
        for value in model.inputs[name].tested_domain:
            if value not in allowed:
                yield name, value, replace(row, when={**row.when, name: allowed | {value}})


def _result(row: Row) -> dict[str, Any]:
    return {"outcome": row.outcome, "indicator": row.indicator, "decide": row.decide, "value": row.value}


def _with(table: Table, rows: Mapping[str, Row]) -> Table:
    return replace(table, rows=tuple(rows.get(each.id, each) for each in table.rows))


def killer(mutant: Mutant, knowledge: Knowledge, cases: Iterable[Case]) -> str:
    """The obligation or case that notices the fault; empty when nothing does."""
    alone = Alone(mutant.table, knowledge.model.inputs)
    if alone.gap() is not None:
        return "complete"
    if next(alone.overlaps(), None) is not None:
        return "unique"
    if next(values_outside_given(mutant.table), None) is not None:
        return "no dead value"
    model = replace(knowledge.model, tables={**knowledge.model.tables, mutant.table.name: mutant.table})
    for case in cases:
        if mutant.table.name in case.tables and not holds(case, model, knowledge):
            return f"case {case.id}"
    return ""


def equivalent(mutant: Mutant, content: Content) -> bool:
    """Whether no patient at all is treated, or told, differently by the mutant."""
    model = replace(content.model, tables={**content.model.tables, mutant.table.name: mutant.table})
    return not Comparison(content, replace(content, model=model)).any_patient()


def holds(case: Case, model: Model, knowledge: Knowledge) -> bool:
    """Whether a case gets what it expects from these tables."""
    try:
        decision = decide(model, case.facts)
    except (ValueError, KeyError, RecursionError):
        return False
    if (decision.outcome, decision.indicator, decision.rule) != case.expected:
        return False
    return case.modifiers <= set(modifiers_of(decision, model, case.facts, knowledge.flags, knowledge.needs))


def read_cases(knowledge: Knowledge, folder: Path) -> list[Case]:
    """The cases of a folder of vignettes, with the columns that their titles add."""
    added = _rows(folder / "added_columns.csv") if (folder / "added_columns.csv").exists() else []
    found = []
    for row in (row for path in sorted(folder.glob("*.csv")) if path.stem != "added_columns" for row in _rows(path)):
        row.update({each["column"]: each["value"] for each in added if each["id"] == row["id"]})
        facts = facts_of(row, knowledge)
        expected = (row["expected_primary"], row["card_indicator"], row["decision_rule"])
        modifiers = frozenset(each for each in row["modifiers"].split(";") if each)
        found.append(Case(row["id"], facts, expected, modifiers, _passed(knowledge.model, facts)))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _passed(model: Model, facts: Facts) -> frozenset[str]:
    """The tables that the case passes through, and those that decide inputs."""
    rows = {path.row.id for path in possible_paths(model, Evaluation(model, facts))}
    ends = {table.name for table in model.tables.values() if any(row.id in rows for row in table.rows)}
    deciding = {each.decided_by for each in model.inputs.values() if each.decided_by}
    return frozenset({model.first, *ends, *deciding})


def main() -> int:
    """Run every mutant, print killed and total, list the survivors; 0 when there are none."""
    began = perf_counter()
    knowledge = load_knowledge(cards_folder())
    cases = read_cases(knowledge, CHECKOUT / "fixtures" / "vignettes")
    cases += read_cases(knowledge, CHECKOUT / "tests" / "mutation")
    wrong = [case.id for case in cases if not holds(case, knowledge.model, knowledge)]
    if wrong:
        print(f"These cases fail before anything is changed: {', '.join(wrong)}", file=sys.stderr)  # noqa: T201
        return 1
    content = read_content(cards_folder(), to_compare=True)
    fates = [(mutant, killer(mutant, knowledge, cases)) for mutant in mutants(knowledge.model)]
    fates = [(mutant, by or (EQUIVALENT if equivalent(mutant, content) else "")) for mutant, by in fates]
    _show(fates, perf_counter() - began)
    return 1 if any(not by for _, by in fates) else 0


def _show(fates: list[tuple[Mutant, str]], seconds: float) -> None:
    console = Console()
    printed = Printed("Fault", "Killed", "by its table", "by a case", "Equivalent", "Survive", "Total")
    for kind in KINDS:
        own = [by for mutant, by in fates if mutant.kind == kind]
        by_case, equal, none = sum(by.startswith("case ") for by in own), own.count(EQUIVALENT), own.count("")
        killed = len(own) - equal - none
        printed.add_row(kind, *(str(n) for n in (killed, killed - by_case, by_case, equal, none, len(own))))
    console.print(printed)
    for mutant, by in fates:
        if by in ("", EQUIVALENT):
            fate = "equivalent" if by else "survives"
            console.print(f"{fate}: {mutant.table.name}: {mutant.kind}: {mutant.what}", markup=False, soft_wrap=True)
    killed = sum(by not in ("", EQUIVALENT) for _, by in fates)
    console.print(f"{killed} of {len(fates)} killed in {seconds:.0f} s")


if __name__ == "__main__":
    raise SystemExit(main())
