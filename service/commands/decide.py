"""Decide on rows of feature values, without FHIR."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
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

if TYPE_CHECKING:
    from service.knowledge import Knowledge

BATCH = 2_000
"""Lines that one worker decides at a time; a file that fits into one is decided without further processes."""

Line = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be decided, and why."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.why}"


Answered = bytes | Refused


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--keep-going", is_flag=True, help="Leave out a bad line and go on; the exit status is still 1.")
@click.option(
    "--workers", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes.  [default: one per core]"
)
@cards_option
def command(file: BinaryIO, keep_going: bool, workers: int, cards: Path) -> None:
    """Decide on every line of FILE (JSON Lines; - is standard input) and write JSON Lines to standard output.

    A line is an object of feature values in the columns of fixtures/vignettes/base.csv: numbers or words, "unknown",
    "n/a" or "=". A missing column takes what an answered query without a match would give; other columns are ignored.
    Each answer has id (the line number where the row has none), outcome, indicator, rule, modifiers, and undetermined:
    the inputs that the answer hangs on. A bad line is told on standard error with its number and column and ends the
    run with exit status 1; rows per second are told at the end.
    """
    from service.errors import KnowledgeError

    began, decided, refused = perf_counter(), 0, 0
    output = sys.stdout.buffer
    try:
        for answer in decide_lines(file, cards, workers):
            if isinstance(answer, bytes):
                output.write(answer)
                decided += 1
                continue
            refused += 1
            click.echo(str(answer), err=True)
            if not keep_going:
                break
    except KnowledgeError as error:
        raise click.ClickException(f"{error.code} {error.expression}: {error.text}") from None
    output.flush()
    speed = decided / (perf_counter() - began)
    click.echo(f"{decided} rows decided, {refused} refused, {speed:.0f} rows/s", err=True)
    raise SystemExit(1 if refused else 0)


def decide_lines(lines: Iterable[bytes], cards: Path, workers: int = 1) -> Iterator[Answered]:
    """One answer for every line that is not blank, in order: JSON with a line end, or why it is refused.

    Raises :class:`~service.errors.KnowledgeError` when the content in ``cards`` cannot be loaded.
    """
    _knowledge(cards)
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = list(islice(numbered, BATCH))
    if workers == 1 or len(first) < BATCH:
        yield from _decide_batch(first, cards)
        for line in numbered:
            yield from _decide_batch([line], cards)
        return
    # The pool is ended without waiting for what nobody reads any more.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        waiting: deque[Future[list[Answered]]] = deque([pool.submit(_decide_batch, first, cards)])
        while batch := list(islice(numbered, BATCH)):
            waiting.append(pool.submit(_decide_batch, batch, cards))
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


def _decide_batch(lines: list[Line], cards: Path) -> list[Answered]:
    knowledge = _knowledge(cards)
    return [_decide_line(number, line, knowledge) for number, line in lines]


def _decide_line(number: int, line: bytes, knowledge: Knowledge) -> Answered:
    from service.decision import decide
    from service.errors import FeatureError
    from service.feature_rows import facts_of
    from service.modifiers import modifiers_of

    try:
        row: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Refused(number, "", f"not JSON ({error})")
    if not isinstance(row, dict):
        return Refused(number, "", "not a JSON object of feature values")
    try:
        facts = facts_of(row, knowledge)
    except FeatureError as error:
        return Refused(number, error.expression, error.what)
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
