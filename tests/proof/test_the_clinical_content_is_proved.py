"""Every obligation holds for the clinical content of the checkout."""

from __future__ import annotations

import pytest

from service.content import cards_folder
from service.proof.content import Content, read_content
from service.proof.every import EVERY
from service.proof.obligations import Result, prove


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(cards_folder())


@pytest.fixture(scope="module")
def results(content: Content) -> dict[str, Result]:
    return {each.name: each for each in prove(content, EVERY)}


@pytest.mark.parametrize("name", [each.name for each in EVERY])
def test_the_obligation_holds_for_the_clinical_content(name, results):
    assert results[name].violations == ()


def test_there_are_at_least_twenty_safety_statements_each_said_once(content):
    statements = content.safety.statements
    assert len({each.id for each in statements}) == len(statements) >= 20
    assert len({each.says for each in statements}) == len(statements)


def test_every_table_of_the_regimens_is_proved_too(content):
    names = {table.name for table in content.regimen_tables}
    assert {"order_of_choice", "lead_in", "duration"} <= names
    assert {f"dose_{drug}" for drug in content.regimens.drugs} <= names
