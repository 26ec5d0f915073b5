"""The tables of one run of ``dvt-cds bench fetch``, and its promises held against it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import compress
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from service.bench.fetch.measure import Measured, Run, Setup
from service.bench.report import Budget, show_budgets

SLACK_MS = 1000
"""An answer is given no later than this after the deadline."""
COLUMNS = {
    "FHIR server": 0, "p50\nms": 0, "p95\nms": 110, "max\nms": 110, "p50 of\ndeadline": 146, "max of\ndeadline": 0,
    "on time": 0, "answers": 0, "cards": 110, "right": 0, "requests\nper call": 146, "connects\nper call": 146,
}  # fmt: skip
"""Column → the width of the window from which on it is shown."""


@dataclass(frozen=True)
class Row:
    """One behaviour in one set-up, in numbers."""

    behaviour: str
    setup: str
    calls: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    p50_of_deadline: float
    max_of_deadline: float
    """1 is the deadline."""
    on_time: int
    """Answers no later than the deadline and one second."""
    answers: dict[str, int]
    """Status, with the error numbers of a 412, → how many."""
    with_cards: int
    right: int
    """Answers that the behaviour deserves, with what is missing named."""
    requests_per_call: float
    most_requests: int
    connections_per_call: float
    elsewhere: int
    """Requests at another origin."""


def row_of(measured: Measured, deadline_ms: int) -> Row:
    """The numbers of one behaviour in one set-up."""
    taken = sorted(each.milliseconds for each in measured.outcomes)
    calls = len(taken)
    p50, p95 = _percentile(taken, 50), _percentile(taken, 95)
    answers = Counter(" ".join((str(each.status), *sorted(each.numbers))) for each in measured.outcomes)
    return Row(
        behaviour=measured.behaviour.name,
        setup=str(measured.setup),
        calls=calls,
        p50_ms=p50,
        p95_ms=p95,
        max_ms=taken[-1],
        p50_of_deadline=p50 / deadline_ms,
        max_of_deadline=taken[-1] / deadline_ms,
        on_time=sum(each <= deadline_ms + SLACK_MS for each in taken),
        answers=dict(sorted(answers.items())),
        with_cards=sum(each.cards > 0 for each in measured.outcomes),
        right=sum(each.is_right_for(measured.behaviour) for each in measured.outcomes),
        requests_per_call=measured.upstream.requests / calls,
        most_requests=measured.behaviour.most_requests,
        connections_per_call=measured.upstream.connections / calls,
        elsewhere=measured.upstream.elsewhere,
    )


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def rows_of(run: Run) -> dict[Setup, list[Row]]:
    """The rows of a run by set-up, in the order of the run."""
    rows: dict[Setup, list[Row]] = {}
    for measured in run.rows:
        rows.setdefault(measured.setup, []).append(row_of(measured, run.deadline_ms))
    return rows


def budgets(run: Run) -> tuple[Budget, ...]:
    """The promises about a failing FHIR server, for each set-up."""
    return tuple(budget for setup, rows in rows_of(run).items() for budget in _budgets(setup, rows, run.deadline_ms))


def _budgets(setup: Setup, rows: Sequence[Row], deadline_ms: int) -> tuple[Budget, ...]:
    calls = sum(row.calls for row in rows)
    late, wrong = (calls - sum(getattr(row, what) for row in rows) for what in ("on_time", "right"))
    slowest = max(rows, key=lambda row: row.max_ms)
    latest = f"{slowest.max_of_deadline:.2f} x deadline, {slowest.behaviour}"
    over = [row.behaviour for row in rows if row.requests_per_call > row.most_requests or row.elsewhere]
    by = f"by the deadline + 1 s ({(deadline_ms + SLACK_MS) / deadline_ms:.2f} x)"
    return (
        Budget(f"{setup}: answers later than promised", by, f"{late} of {calls} late; latest {latest}", late == 0),
        Budget(f"{setup}: right, what is missing named", "every answer", f"{wrong} of {calls} not", wrong == 0),
        Budget(f"{setup}: requests", "no more than allowed, no other origin", ", ".join(over) or "kept", not over),
    )


def show(run: Run, console: Console) -> None:
    """Print a table for each set-up, and the budgets; a narrow window gets fewer columns."""
    shown = [console.width >= from_width for from_width in COLUMNS.values()]
    for setup, rows in rows_of(run).items():
        title = f"{setup}; deadline {run.deadline_ms} ms (load average {run.load_average:.1f} at the start)"
        table = Table(title=title, box=box.SIMPLE, pad_edge=False)
        for column in compress(COLUMNS, shown):
            is_text = column in ("FHIR server", "answers")
            table.add_column(column, justify="left" if is_text else "right", no_wrap=not is_text)
        for row in rows:
            table.add_row(
                *compress(_cells(row), shown), style=None if row.on_time == row.right == row.calls else "bold"
            )
        console.print(table)
    show_budgets(budgets(run), console)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.behaviour,
        *(f"{each:.0f}" for each in (row.p50_ms, row.p95_ms, row.max_ms)),
        *(f"{each:.2f}" for each in (row.p50_of_deadline, row.max_of_deadline)),
        f"{row.on_time}/{row.calls}",
        ", ".join(f"{count} x {answer}" for answer, count in row.answers.items()),
        "yes" if row.with_cards == row.calls else f"{row.with_cards}/{row.calls}" if row.with_cards else "no",
        f"{row.right}/{row.calls}",
        f"{row.requests_per_call:.1f}",
        f"{row.connections_per_call:.1f}",
    )


def as_json(run: Run) -> dict[str, Any]:
    """The run as plain data, with the milliseconds of every call and the budgets."""
    rows = [row for of_setup in rows_of(run).values() for row in of_setup]
    taken = {
        (each.behaviour.name, str(each.setup)): [outcome.milliseconds for outcome in each.outcomes] for each in run.rows
    }
    return {
        "deadline_ms": run.deadline_ms,
        "load_average": run.load_average,
        "rows": [{**asdict(row), "milliseconds": taken[row.behaviour, row.setup]} for row in rows],
        "budgets": [asdict(each) for each in budgets(run)],
    }
