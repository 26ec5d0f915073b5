"""The table of requirements and the tests agree: nothing is called tested that no test names, and the reverse."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from tests.conformance import test_card_rules

TESTS = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("requirements.csv")
HOW = {"tested", "rule", "open", "reason"}
REQUIREMENT = re.compile(r"(GEN|DISC|REQ|HTTP|PF|FHIR|CARD|SRC|COD|SUG|ACT|SYS|LINK|FB|SEC|CORS|TRN|CACHE|EXT|CLI)-\d+")


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verified() -> set[str]:
    """Every protocol requirement named by a ``verifies`` marker anywhere under ``tests/``."""
    return {
        argument.value
        for path in TESTS.rglob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "verifies"
        for argument in call.args
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and REQUIREMENT.fullmatch(argument.value)
    }


def test_each_row_is_whole_and_stands_once() -> None:
    rows = read_table()
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert REQUIREMENT.fullmatch(row["id"])
        assert row["level"]
        assert row["requirement"]
        assert row["how"] in HOW
        assert bool(row["reason"]) == (row["how"] != "tested")


def test_what_is_called_tested_is_named_by_a_test_and_the_reverse() -> None:
    tested = {row["id"] for row in read_table() if row["how"] == "tested"}
    assert sorted(tested - verified()) == []
    assert sorted(verified() - {row["id"] for row in read_table()}) == []
    assert sorted(verified() - tested) == []


@pytest.mark.parametrize("rule", sorted(row["id"] for row in read_table() if row["how"] == "rule"))
def test_each_rule_for_cards_is_one_the_checker_is_proved_on(rule: str) -> None:
    source = Path(test_card_rules.__file__).read_text(encoding="utf-8")
    covered = {"CARD-7": "GEN-4", "CARD-11": "CARD-12", "CARD-13": "LINK-1", "CARD-14": "EXT-1", "SRC-4": "COD-1",
               "SUG-5": "GEN-4", "ACT-6": "ACT-5", "GEN-8": "CARD-2"}  # fmt: skip
    assert f'("{covered.get(rule, rule)}", ' in source
