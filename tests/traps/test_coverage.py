"""Every trap has a test that names it, or a reason why there can be none; the table of both is current."""

from __future__ import annotations

import re

import pytest

from tests.traps import coverage

ROWS = coverage.read_table()
TESTS, NAMING = coverage.read_marked()
MOST_WITHOUT_A_TEST = 3


def test_each_row_is_whole_and_stands_once():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({row["trap"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        paper = "terminology" if row["id"].startswith("T-") else "fhir-input"
        assert re.fullmatch(r"[TF]-\d+", row["id"])
        assert row["source"].startswith(f"{paper}: ")
        assert row["trap"].endswith(".")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_trap_has_a_test_that_names_it_or_a_reason(row):
    assert bool(NAMING.get(row["id"])) != bool(row["why_not"].strip())


def test_a_reason_instead_of_a_test_is_rare():
    assert sum(bool(row["why_not"]) for row in ROWS) <= MOST_WITHOUT_A_TEST


def test_no_test_names_a_trap_that_is_not_in_the_table():
    assert sorted(set(NAMING) - {row["id"] for row in ROWS}) == []


def test_the_page_is_the_one_that_would_be_written_now():
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.write(), "run `python -m tests.traps.coverage`"
