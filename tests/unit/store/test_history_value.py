"""The history answers the two questions of the quiet rules, and only with the seal of the patient."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from service.history import EMPTY, PLAIN, FactsSeal, History, Overridden, Shown

WHEN = datetime(2026, 11, 22, tzinfo=UTC)
SHOWN = Shown(
    card="c",
    outcome="SURVEILLANCE",
    rule="R9",
    indicator="info",
    modifiers=(),
    facts=PLAIN.seal("facts"),
    service="dvt-patient-view",
    hook="patient-view",
    hook_instance="i",
    shown_at=WHEN,
    same_encounter=True,
)
OVERRIDDEN = Overridden(
    card="c",
    outcome="SURVEILLANCE",
    rule="R9",
    indicator="info",
    modifiers=(),
    facts=PLAIN.seal("facts"),
    service="dvt-patient-view",
    hook="patient-view",
    hook_instance="i",
    reason=None,
    overridden_at=WHEN,
    same_encounter=True,
)
HISTORY = History((SHOWN,), (OVERRIDDEN,), PLAIN)


def test_the_same_decision_on_the_same_facts_was_shown_and_overridden() -> None:
    assert HISTORY.shown_before("SURVEILLANCE", "R9", "facts") == (SHOWN,)
    assert HISTORY.overridden_before("SURVEILLANCE", "R9", "facts") == (OVERRIDDEN,)


@pytest.mark.parametrize(
    "asked", [("ANTICOAGULATE", "R9", "facts"), ("SURVEILLANCE", "R2", "facts"), ("SURVEILLANCE", "R9", "")]
)
def test_anything_else_was_not(asked: tuple[str, str, str]) -> None:
    assert HISTORY.shown_before(*asked) == ()
    assert HISTORY.overridden_before(*asked) == ()


def test_the_order_is_kept() -> None:
    older = structs.replace(SHOWN, card="older")
    assert History((SHOWN, older), (), PLAIN).shown_before("SURVEILLANCE", "R9", "facts") == (SHOWN, older)


def test_an_empty_history_silences_nothing() -> None:
    assert EMPTY.shown_before("SURVEILLANCE", "R9", "facts") == ()
    assert EMPTY.overridden_before("SURVEILLANCE", "R9", "facts") == ()


def test_the_seal_of_another_patient_finds_nothing() -> None:
    assert replace(HISTORY, seal=FactsSeal(b"other")).shown_before("SURVEILLANCE", "R9", "facts") == ()


def test_the_key_is_never_printed() -> None:
    assert "secret" not in repr(History(seal=FactsSeal(b"secret"))) + repr(FactsSeal(b"secret"))


def test_the_core_can_read_a_history_without_a_database() -> None:
    text = "import sys, service.history; print('sqlalchemy' in sys.modules)"
    checkout = Path(__file__).parents[3]
    printed = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=checkout)
    assert printed.stdout.strip() == "False"
