"""Writes ``coverage.md``: each requirement of CDS Hooks on the service, and the tests that verify it.

``python -m tests.conformance.coverage`` after a test or a row of ``requirements.csv`` has changed.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests import marked_tests
from tests.marked_tests import Test, cell, told

TABLE = Path(__file__).with_name("requirements.csv")
PAGE = Path(__file__).with_name("coverage.md")
PROOF_OF_RULES = ("conformance/test_card_rules.py", "test_a_planted_fault_is_found")
USE_OF_RULES = ("replay/test_cases.py", "test_every_card_of_the_case_keeps_the_rules_of_cds_hooks")
"""The tests that every row with ``how`` = ``rule`` rests on."""
BINDING = ("SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT")
HEAD = """\
# Coverage of the requirements

Written by `python -m tests.conformance.coverage` from `requirements.csv` and the `verifies` markers of the tests; a
test fails when it is out of date. Requirements are in our own words; the levels are those of CDS Hooks, `client` is a
rule for clients whose breach the service answers, `advice` is plain English in the specification.
"""


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_tests() -> tuple[set[Test], dict[str, list[Test]]]:
    """Every test function, and for each requirement the tests that verify it."""
    return marked_tests.read_tests("verifies")


def tests_of(row: dict[str, str], verifying: dict[str, list[Test]]) -> list[Test]:
    return [PROOF_OF_RULES, USE_OF_RULES] if row["how"] == "rule" else verifying.get(row["id"], [])


def write() -> str:
    """The page."""
    rows = read_table()
    _, verifying = read_tests()
    lines = [HEAD, *_counts(rows), "", "| Id | Level | Requirement | Verified by |", "|---|---|---|---|"]
    for row in rows:
        tests = tests_of(row, verifying)
        what = told(tests) if tests else f"{row['how']}: {row['reason']}"
        lines.append(f"| {row['id']} | {row['level']} | {cell(row['requirement'])} | {cell(what)} |")
    return "\n".join(lines) + "\n"


def _counts(rows: list[dict[str, str]]) -> list[str]:
    levels = list(dict.fromkeys(row["level"] for row in rows))
    lines = [
        "| Level | Requirements | Tested | By a rule for cards | Reason given | Open |",
        "|---|---|---|---|---|---|",
    ]
    for level in levels:
        of_level = [row["how"] for row in rows if row["level"] == level]
        counts = [str(of_level.count(how)) for how in ("tested", "rule", "reason", "open")]
        lines.append(f"| {level} | {len(of_level)} | {' | '.join(counts)} |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")
