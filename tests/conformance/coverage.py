"""Writes ``coverage.md``: each requirement of CDS Hooks on the service, and the tests that verify it.

``python -m tests.conformance.coverage`` after a test or a row of ``requirements.csv`` has changed.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
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


Test = tuple[str, str]
"""(file below ``tests/``, name of the function)"""


def read_tests() -> tuple[set[Test], dict[str, list[Test]]]:
    """Every test function, and for each id the tests that are marked with it."""
    tests: set[Test] = set()
    verifying: dict[str, list[Test]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        if "node_modules" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(TESTS).as_posix()
        of_file = list(_marked_for_all(tree))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests.add((name, node.name))
                for identifier in dict.fromkeys([*of_file, *_marked(node.decorator_list)]):
                    verifying.setdefault(identifier, []).append((name, node.name))
    return tests, verifying


def _marked_for_all(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            yield from _marked([node.value])


def _marked(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "verifies":
                yield from (each.value for each in call.args if isinstance(each, ast.Constant))


def tests_of(row: dict[str, str], verifying: dict[str, list[Test]]) -> list[Test]:
    return [PROOF_OF_RULES, USE_OF_RULES] if row["how"] == "rule" else verifying.get(row["id"], [])


def write() -> str:
    """The page."""
    rows = read_table()
    _, verifying = read_tests()
    lines = [HEAD, *_counts(rows), "", "| Id | Level | Requirement | Verified by |", "|---|---|---|---|"]
    for row in rows:
        tests = tests_of(row, verifying)
        files: dict[str, list[str]] = {}
        for file, name in tests:
            files.setdefault(file, []).append(name)
        told = [f"`{file}`: {_names(names)}" for file, names in files.items()]
        what = "<br>".join(told) if told else f"{row['how']}: {row['reason']}"
        lines.append(f"| {row['id']} | {row['level']} | {_cell(row['requirement'])} | {_cell(what)} |")
    return "\n".join(lines) + "\n"


def _names(names: list[str]) -> str:
    return ", ".join(each.removeprefix("test_").replace("_", " ") for each in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


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
