"""Decide on rows of feature values, without FHIR."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO

import click
import orjson

from service.commands import cards_option
from service.commands.outputs import WholeNumber

if TYPE_CHECKING:
    from service.knowledge import Knowledge

BATCH = 2_000
"""Lines that one worker decides at a time; a file that fits into one is decided without further processes."""

BOOKKEEPING = frozenset(
    (
        *("id", "title", "amendment", "notes", "source_statements"),
        *("expected_primary", "card_indicator", "modifiers", "decision_rule"),
    )
)
"""Columns of the vignettes that tell of a row and are no input; every other unknown column may be a misspelt input."""

MOST_COLUMNS_TOLD = 20
LONGEST_NAME = 60

Line = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said of a line and one of its columns."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        name = self.column if self.column.isprintable() else ascii(self.column)
        where = f"line {self.line}" + (f", column {name[:LONGEST_NAME]}" if self.column else "")
        return f"{where}: {self.why}"


class Refused(Told):
    """A line that cannot be decided, and why."""


class Ignored(Told):
    """A column that is no input, in a line that is decided without it."""


Answered = bytes | Refused | Ignored


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--keep-going", is_flag=True, help="Leave out a bad line and go on; the exit status is still 1.")
@click.option("--strict", is_flag=True, help="Refuse a line with a column that is no input.")
@click.option(
    "--workers",
    metavar="NUMBER",
    type=WholeNumber(1),
    default=os.cpu_count() or 1,
    help="Processes.  [default: one per core]",
)
@cards_option
def command(file: BinaryIO, keep_going: bool, strict: bool, workers: int, cards: Path) -> None:
    """Decide on every line of FILE (JSON Lines; - is standard input) and write JSON Lines to standard output.

    A line is an object of feature values in the columns of fixtures/vignettes/base.csv: numbers or words, "unknown",
    "n/a" or "=". A missing column takes what an answered query without a match would give. A column that is no input
    is ignored and told once on standard error, or with --strict refused; the columns of the vignettes that describe a
    row (id, title, notes, ...) are neither. Each answer has id (the line number where the row has none), outcome,
    indicator, rule, modifiers, and undetermined: the inputs that the answer hangs on. A bad line is told on standard
    error with its number and column and ends the run with exit status 1; rows per second are told at the end.
    """
    from service.errors import KnowledgeError

    began, decided, refused = perf_counter(), 0, 0
    output, ignored = sys.stdout.buffer, _IgnoredColumns(cards)
    try:
        for answer in decide_lines(file, cards, workers, strict=strict):
            if isinstance(answer, bytes):
                output.write(answer)
                decided += 1
            elif isinstance(answer, Ignored):
                ignored.tell(answer)
            else:
                refused += 1
                click.echo(str(answer), err=True)
                if not keep_going:
                    break
    except KnowledgeError as error:
        raise click.ClickException(f"{error.code} {error.expression}: {error.text}") from None
    output.flush()
    if not decided and not refused:
        raise click.ClickException(f"{_name(file)} holds no row. Give JSON Lines, one object of columns per line.")
    speed = decided / (perf_counter() - began)
    click.echo(f"{decided} rows decided, {refused} refused, {speed:.0f} rows/s", err=True)
    raise SystemExit(1 if refused else 0)


class _IgnoredColumns:
    """Tells of each column once, and not of more than anybody reads."""

    def __init__(self, cards: Path) -> None:
        self._cards = cards
        self._told: set[str] = set()

    def tell(self, ignored: Ignored) -> None:
        if ignored.column in self._told or len(self._told) > MOST_COLUMNS_TOLD:
            return
        self._told.add(ignored.column)
        if len(self._told) <= MOST_COLUMNS_TOLD:
            click.echo(f"{ignored}{_meant(ignored.column, _knowledge(self._cards))}", err=True)
        else:
            click.echo("Further columns that are not inputs were ignored.", err=True)


def _name(file: BinaryIO) -> str:
    name = getattr(file, "name", "<stdin>")
    return "Standard input" if name == "<stdin>" else str(name)


def decide_lines(lines: Iterable[bytes], cards: Path, workers: int = 1, *, strict: bool = False) -> Iterator[Answered]:
    """One answer for every line that is not blank, in order: JSON with a line end, or why it is refused.

    Before the answer to a line stands what it has of columns that are no input and that the batch had not before;
    with ``strict`` such a line is refused.
    Raises :class:`~service.errors.KnowledgeError` when the content in ``cards`` cannot be loaded.
    """
    _knowledge(cards)
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = list(islice(numbered, BATCH))
    if workers == 1 or len(first) < BATCH:
        yield from _decide_batch(first, cards, strict)
        for line in numbered:
            yield from _decide_batch([line], cards, strict)
        return
    # The pool is ended without waiting for what nobody reads any more.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        waiting: deque[Future[list[Answered]]] = deque([pool.submit(_decide_batch, first, cards, strict)])
        while batch := list(islice(numbered, BATCH)):
            waiting.append(pool.submit(_decide_batch, batch, cards, strict))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        for each in waiting:
            yield from each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@cache
def _knowledge(cards: Path) -> Knowledge:
    from service.knowledge import load_knowledge

    return load_knowledge(cards)


def _decide_batch(lines: list[Line], cards: Path, strict: bool) -> list[Answered]:
    knowledge = _knowledge(cards)
    answers: list[Answered] = []
    known = knowledge.facts.keys() | BOOKKEEPING
    for number, line in lines:
        row = _row(number, line, knowledge)
        if isinstance(row, Refused):
            answers.append(row)
            continue
        strange = row.keys() - known if not row.keys() <= known else ()
        if strange and strict:
            column = next(each for each in row if each in strange)
            answers.append(Refused(number, column, f"not an input{_meant(column, knowledge)}"))
            continue
        for column in (each for each in row if each in strange):
            answers.append(Ignored(number, column, "not an input, and ignored"))
            known |= {column}
        answers.append(_decide_row(number, row, knowledge))
    return answers


def _meant(column: str, knowledge: Knowledge) -> str:
    """The input whose name is nearest, or that a longer name ends with."""
    whole = [name for name in knowledge.facts if column.lower().endswith(f"_{name}")]
    near = whole or difflib.get_close_matches(column[:LONGEST_NAME].lower(), knowledge.facts, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _row(number: int, line: bytes, knowledge: Knowledge) -> dict[str, Any] | Refused:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if number == 1 and _is_heading(line, knowledge):
            told = "this looks like CSV, and decide reads JSON Lines: one object of columns and values per line"
            return Refused(number, "", told)
        return Refused(number, "", f"not JSON ({error})")
    return row if isinstance(row, dict) else Refused(number, "", "not a JSON object of feature values")


def _is_heading(line: bytes, knowledge: Knowledge) -> bool:
    cells = {cell.strip(' "\r\n\ufeff') for cell in re.split("[,;\t]", line.decode(errors="replace"))}
    return len(cells) > 1 and not cells.isdisjoint(knowledge.facts)


def _decide_row(number: int, row: Mapping[str, Any], knowledge: Knowledge) -> Answered:
    from service.decision import decide
    from service.errors import FeatureError
    from service.feature_rows import facts_of
    from service.modifiers import modifiers_of

    try:
        facts = facts_of(row, knowledge)
    except FeatureError as error:
        return Refused(number, error.expression, error.what.removesuffix("."))
    decision = decide(knowledge.model, facts)
    answer = {
        "id": row.get("id", number),
        "outcome": decision.outcome,
        "indicator": decision.indicator,
        "rule": decision.rule,
        "modifiers": modifiers_of(decision, knowledge.model, facts, knowledge.flags, knowledge.needs),
        "undetermined": decision.deciding,
    }
    return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
