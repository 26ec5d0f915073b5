"""Writes ``coverage.md``: each trap of ``traps.csv``, and the tests that show it to be avoided.

``python -m tests.traps.coverage`` after a test or a row has changed.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.marked_tests import Test, cell, read_tests, told

TABLE = Path(__file__).with_name("traps.csv")
PAGE = Path(__file__).with_name("coverage.md")
HEAD = """\
# Traps and the tests that name them

Written by `python -m tests.traps.coverage` from `traps.csv` and the `trap` markers of the tests; a test fails when
it is out of date. `terminology` and `fhir-input` are the two papers that the reading of codes and of FHIR follows; the
traps are told in our own words.
"""


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_marked() -> tuple[set[Test], dict[str, list[Test]]]:
    """Every test function, and for each trap the tests that name it."""
    return read_tests("trap")


def write() -> str:
    """The page."""
    rows = read_table()
    _, naming = read_marked()
    tested = sum(row["id"] in naming for row in rows)
    count = f"{len(rows)} traps: {tested} with a test, {len(rows) - tested} with a reason why there can be none."
    lines = [HEAD, count, "", "| Id | Source | Trap | Shown by |", "|---|---|---|---|"]
    for row in rows:
        tests = naming.get(row["id"], [])
        what = told(tests) if tests else f"no test: {row['why_not']}"
        lines.append(f"| {row['id']} | {row['source']} | {cell(row['trap'])} | {cell(what)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")
