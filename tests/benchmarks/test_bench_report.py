"""The report of ``dvt-cds bench`` fits the window it is printed in, whatever has to be left out for that."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from service.bench.fetch import report as fetch_report
from service.bench.fetch.behaviours import BEHAVIOURS, Kind
from service.bench.fetch.measure import SETUPS
from service.bench.fetch.measure import Measured as FetchMeasured
from service.bench.fetch.measure import Run as FetchRun
from service.bench.fetch.outcomes import Outcome
from service.bench.fetch.upstream import Counted
from service.bench.measure import Cost, Measured, Run
from service.bench.report import show
from service.cli import main

COST = Cost(1200, 123.45, 122.45, 1234.56, 2345.67, 4321.0, (1.0,))
RUN = Run((Measured(10_000, 98_765_432, COST, COST, COST, COST, COST, COST),), 0.5, 0.4, 99.0, 1.0, "3.11")
REFUSED = Outcome(12345.6, 412, 0, Kind.REFUSED, frozenset({"DVT-202"}), frozenset({"conditions"}))
FETCH_RUN = FetchRun(
    400,
    tuple(FetchMeasured(each, setup, (REFUSED,) * 30, Counted(300, 300)) for setup in SETUPS for each in BEHAVIOURS),
    1.0,
)
ALWAYS = ("Observations", "CPU ms", "x floor", "p50 ms", "calls/s")


def printed(width: int) -> str:
    screen = Console(file=io.StringIO(), width=width)
    show(RUN, screen)
    return screen.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def fetch_printed(width: int) -> str:
    screen = Console(file=io.StringIO(), width=width)
    fetch_report.show(FETCH_RUN, screen)
    return screen.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("width", [80, 100, 115, 120])
def test_no_line_is_longer_than_the_window_and_no_number_is_cut(width: int) -> None:
    text = printed(width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for wanted in (*ALWAYS, "123.45", "1234.56", "4321", "10,000"):
        assert wanted in text


@pytest.mark.parametrize(("column", "from_width"), [("least", 115), ("p99 ms", 115), ("MB", 95)])
def test_a_column_is_left_out_where_it_would_not_fit(column: str, from_width: int) -> None:
    table = "Budgets"
    assert column in printed(from_width).partition(table)[0]
    assert column not in printed(from_width - 1).partition(table)[0].splitlines()[2]


@pytest.mark.parametrize("width", [80, 100, 120, 150])
def test_no_line_about_failing_servers_is_longer_than_the_window(width: int) -> None:
    text = fetch_printed(width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for wanted in ("FHIR server", "p50", "30.86", "0/30", "DVT-202"):
        assert wanted in text
    assert ("connects" in text) == (width == 150)


def test_the_line_about_its_part_is_told_whole_in_a_narrow_window() -> None:
    told = CliRunner().invoke(main, ["bench", "--help"], terminal_width=80).output
    assert "How calls are answered when the FHIR server fails." in told


@pytest.mark.parametrize("part", [[], ["fetch"]])
def test_a_result_that_could_not_be_kept_is_refused_before_measuring(part: list[str], tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["bench", *part, "--json", str(tmp_path / "none" / "x.json")])
    assert run.exit_code == 2
    assert f"the folder {tmp_path / 'none'} does not exist" in run.output
