"""The mutation run notices faults, and says so truly: `make mutation` itself takes too long for every test run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.content import CHECKOUT, cards_folder
from service.proof.content import read_content
from service.proof.mutation import KINDS, Mutant, equivalent, holds, killer, mutants, read_cases


@pytest.fixture(scope="module")
def every_mutant(knowledge) -> list[Mutant]:
    return list(mutants(knowledge.model))


@pytest.fixture(scope="module")
def cases(knowledge):
    return [
        *read_cases(knowledge, CHECKOUT / "fixtures" / "vignettes"),
        *read_cases(knowledge, CHECKOUT / "tests" / "mutation"),
    ]


def _one(every_mutant: list[Mutant], kind: str, what: str) -> Mutant:
    (found,) = (each for each in every_mutant if each.kind == kind and each.what == what)
    return found


def test_every_case_passes_before_anything_is_broken(cases, knowledge):
    assert [case.id for case in cases if not holds(case, knowledge.model, knowledge)] == []


def test_every_row_is_deleted_once_and_every_pair_that_differs_exchanged(every_mutant, knowledge):
    rows = [row.id for table in knowledge.model.tables.values() for row in table.rows]
    assert [each.what for each in every_mutant if each.kind == KINDS[0]] == rows
    assert "R1a and R1bc" in {each.what for each in every_mutant if each.kind == KINDS[2]}
    assert "R4a and R4f" not in {each.what for each in every_mutant if each.kind == KINDS[2]}


def test_a_deleted_row_leaves_a_gap(every_mutant, knowledge):
    assert killer(_one(every_mutant, KINDS[0], "R4f"), knowledge, ()) == "complete"


def test_a_widened_test_makes_two_rows_fit(every_mutant, knowledge):
    assert killer(_one(every_mutant, KINDS[1], "R4e: bleeding_effective also high"), knowledge, ()) == "unique"


def test_a_test_widened_beyond_what_is_given_is_noticed(every_mutant, knowledge):
    assert (
        killer(_one(every_mutant, KINDS[1], "R4h: serial_extension also into_proximal"), knowledge, ())
        == "no dead value"
    )


def test_exchanged_results_are_noticed_by_a_case_and_only_by_a_case(every_mutant, knowledge, cases):
    exchanged = _one(every_mutant, KINDS[2], "R4e and R4f")
    assert killer(exchanged, knowledge, cases).startswith("case ")
    assert killer(exchanged, knowledge, ()) == ""


def test_a_mutant_that_treats_somebody_differently_is_not_equivalent(every_mutant, knowledge):
    content = read_content(cards_folder(), to_compare=True)
    exchanged = _one(every_mutant, KINDS[2], "R4e and R4f")
    assert not equivalent(exchanged, content)
    unchanged = replace(exchanged, table=content.model.tables["distal"])
    assert equivalent(unchanged, content)
