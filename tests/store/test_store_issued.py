"""Issued cards are written once, whole, and by several workers at a time."""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from service.store import Issued, Store, StoreError, engine, open_store
from service.store.engine import Database
from service.store.failures import StoreWriteError

KEY = b"a pseudonym key of the tests, 32+"

WRITE = """
import uuid
from datetime import UTC, datetime
from service.store import FeedbackEntry, Issued, open_store
store = open_store(sys.argv[1], pseudonym_key=b"a pseudonym key of the tests, 32+")
who = store.identify(fhir_server=None, patient_id="synthetic-1")
now = datetime(2026, 11, 22, tzinfo=UTC)
start()
for number in range(100):
    names = [uuid.uuid5(uuid.NAMESPACE_OID, f"{writer} {number}") for writer in sys.argv[2:]]
    store.record_issued(
        Issued(who=who, card=str(name), hook_instance="1", service="s", hook="h", outcome="SURVEILLANCE", rule="R9",
               indicator="info", knowledge_version="1", knowledge_hash="h", states={}, facts_digest="f",
               issued_at=now)
        for name in names
    )
    entries = [FeedbackEntry(card=str(name), outcome="overridden", outcome_timestamp=now) for name in names]
    assert store.record_feedback(entries, now).unknown_cards == 0
store.close()
"""


def count(url: str, table: str) -> int:
    database = Database(url)
    with database.reading() as connection:
        rows = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
    database.close()
    return rows


def test_a_card_reads_back_as_it_was_issued(store: Store, issue: Callable[..., Issued], now: datetime) -> None:
    card = issue()
    store.record_issued([card])
    row = store.read_issued(card.card)
    assert row is not None
    facts = row.pop("facts")
    assert row == {
        "card": card.card,
        "issuer": "",
        "hook_instance": "5f1c3a52-4a8e-4b60-9d0a-1c2f5a1d2b3c",
        "service": "dvt-order-select",
        "hook": "order-select",
        "outcome": "SURVEILLANCE",
        "finding": None,
        "rule": "R9",
        "modifiers": ["HIGH_BLEED_OVERRIDES"],
        "statements": ["G-5", "M-3"],
        "indicator": "info",
        "suggestions": ["0b2b8bb0-2a61-4c65-a4ab-4a4f7a9a5a10"],
        "knowledge_version": "2026-11-22",
        "knowledge_hash": "sha256:abc",
        "states": {"length_cm": "documented", "limb_threat": "not_asked"},
        "patient_key": card.who.patient_key,
        "encounter_key": card.who.encounter_key,
        "issued_at": now,
    }
    assert facts != card.facts_digest


def test_issuing_the_same_card_again_brings_its_row_up_to_date(
    url: str, store: Store, issue: Callable[..., Issued], now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_issued([replace(card, rule="R2", indicator="critical", issued_at=now + timedelta(minutes=1))])
    row = store.read_issued(card.card)
    assert row is not None
    assert (row["rule"], row["indicator"], row["issued_at"]) == ("R2", "critical", now + timedelta(minutes=1))
    assert count(url, "issued_card") == 1


def test_a_card_that_comes_twice_in_one_response_is_one_row(
    url: str, store: Store, issue: Callable[..., Issued]
) -> None:
    card = issue()
    store.record_issued([card, replace(card, rule="R2")])
    assert count(url, "issued_card") == 1


def test_a_response_without_cards_opens_no_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "writing", lambda self: pytest.fail("a transaction was opened"))
    store.record_issued([])


def test_when_one_card_of_a_response_fails_none_is_kept(url: str, store: Store, issue: Callable[..., Issued]) -> None:
    good, bad = issue(), issue(rule=None)
    with pytest.raises(StoreWriteError) as caught:
        store.record_issued([good, bad])
    assert caught.value.code == "DVT-506"
    assert count(url, "issued_card") == 0


def test_a_failed_write_quotes_no_row(store: Store, issue: Callable[..., Issued]) -> None:
    bad = issue(rule=None, hook_instance="canary-instance")
    with pytest.raises(StoreError) as caught:
        store.record_issued([bad])
    assert "canary-instance" not in "".join(traceback.format_exception(caught.value))


def test_an_unknown_card_has_no_row(store: Store) -> None:
    assert store.read_issued(str(uuid.uuid4())) is None


def test_two_processes_write_the_same_and_different_cards_and_feedback_and_nothing_is_lost(
    url: str, together: Callable[[str, list[list[str]]], list[str]]
) -> None:
    together(WRITE, [[url, "a", "b", "first"], [url, "b", "a", "second"]])
    assert count(url, "issued_card") == 400
    assert count(url, "feedback") == 400


def test_a_database_locked_by_another_program_is_a_failed_write(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 0.01)
    store = open_store(sqlite_url, pseudonym_key=KEY)
    other = Database(sqlite_url)
    with other.writing(), pytest.raises(StoreWriteError, match="SQLITE_BUSY"):
        store.remember_token("https://ehr.example.org", "1", now)
    assert store.remember_token("https://ehr.example.org", "1", now)
    other.close()
    store.close()
