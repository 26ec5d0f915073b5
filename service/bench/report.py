"""The table of one run, and the budgets of the service held against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import compress
from typing import Any

from rich.console import Console
from rich.table import Table

from service.bench.measure import CLIENTS, WORKERS, Cost, Measured, Run

CPU_MS_AT_200 = 4.0
MOST_TIMES_THE_FLOOR_AT_2000, AIM_AT_2000 = 1.25, 1.0
LEAST_TIMES_FASTER_THAN_NAIVE = 15.0
START_SECONDS, MEMORY_MB = 1.0, 150.0
COLUMNS = {
    "Observations": 0, "MB": 95, "what": 0, "n": 95, "CPU ms": 0, "least": 115, "x floor": 0, "p50 ms": 0,
    "p99 ms": 115, "calls/s": 0,
}  # fmt: skip
"""Column → the width of the window from which on it is shown."""


@dataclass(frozen=True)
class Budget:
    """One promise and what this run found."""

    what: str
    promised: str
    found: str
    met: bool


def budgets(run: Run) -> tuple[Budget, ...]:
    """The budgets that this run can judge (a size that was not measured has none)."""
    found = []
    for each in run.sizes:
        if each.observations == 200:
            found.append(_at_most("CPU of a whole request, 200 Observations", each.http.cpu_ms, CPU_MS_AT_200, "ms"))
        if each.observations == 2000:
            ratio, naive = each.http.cpu_ms / each.floor.cpu_ms, each.naive.cpu_ms / each.http.cpu_ms
            what = f"CPU of a whole request / orjson.loads, 2,000 Observations (aim {AIM_AT_2000:g})"
            found.append(_at_most(what, ratio, MOST_TIMES_THE_FLOOR_AT_2000, "x"))
            what, promised = "times less CPU than the naive way, 2,000 Observations", LEAST_TIMES_FASTER_THAN_NAIVE
            found.append(Budget(what, f">= {promised:g} x", f"{naive:.1f} x", naive >= promised))
    found.append(_at_most("start: import and create_app", run.start_seconds, START_SECONDS, "s"))
    found.append(_at_most("memory of a worker", run.memory_mb, MEMORY_MB, "MB"))
    return tuple(found)


def _at_most(what: str, found: float, promised: float, unit: str) -> Budget:
    return Budget(what, f"<= {promised:g} {unit}", f"{found:.2f} {unit}", found <= promised)


def show(run: Run, console: Console) -> None:
    """Print the tables; a narrow window gets fewer columns."""
    table = Table(title=f"CPU of one call, medians of three blocks (load average {run.load_average:.1f} at the start)")
    shown = [console.width >= from_width for from_width in COLUMNS.values()]
    for column in compress(COLUMNS, shown):
        is_text = column == "what"
        table.add_column(column, justify="left" if is_text else "right", no_wrap=not is_text)
    for each in run.sizes:
        for number, (name, cost) in enumerate(_rows(each)):
            first = (f"{each.observations:,}", f"{each.body_bytes / 1e6:.2f}") if number == 0 else ("", "")
            cells = (*first, name, *_cells(cost, each.floor))
            table.add_row(*compress(cells, shown), end_section=number == len(_rows(each)) - 1)
    console.print(table)
    console.print(f"start {run.start_seconds:.2f} s wall, {run.start_cpu_seconds:.2f} s CPU; ", end="")
    console.print(f"worker {run.memory_mb:.0f} MB; {run.interpreter}")
    show_budgets(budgets(run), console)


def show_budgets(judged: Iterable[Budget], console: Console) -> None:
    """Print promises as met or not."""
    verdicts = Table(title="Budgets")
    for column in ("what", "promised", "found", ""):
        verdicts.add_column(column)
    for budget in judged:
        verdicts.add_row(budget.what, budget.promised, budget.found, "met" if budget.met else "NOT MET")
    console.print(verdicts)


def _rows(each: Measured) -> tuple[tuple[str, Cost], ...]:
    return (
        ("orjson.loads", each.floor),
        ("orjson.loads, no collector", each.floor_without_collector),
        ("answer(), bytes to bytes", each.core),
        ("HTTP, 1 client", each.http),
        (f"HTTP, {CLIENTS} clients, {WORKERS} workers", each.http_by_eight),
        ("naive over HTTP, 1 client", each.naive),
    )


def _cells(cost: Cost, floor: Cost) -> tuple[str, ...]:
    times = (
        f"{each:.2f}" for each in (cost.cpu_ms, cost.least_ms, cost.cpu_ms / floor.cpu_ms, cost.p50_ms, cost.p99_ms)
    )
    return (str(cost.calls), *times, f"{cost.per_second:.0f}")


def as_json(run: Run) -> dict[str, Any]:
    """The run as plain data, with its budgets."""
    return {**asdict(run), "budgets": [asdict(each) for each in budgets(run)]}
