"""Feedback is kept once, with what the card said, and whoever sends it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from msgspec import structs

from service.store import FeedbackEntry, FeedbackReceipt, Issued, Store

Issue = Callable[..., Issued]
Respond = Callable[..., FeedbackEntry]


def test_feedback_is_kept_with_the_rule_statements_and_knowledge_of_its_card(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    entry = respond(
        card.card,
        reason_code="patient-contraindication",
        reason_system="http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes",
        comment="seen by the vascular team",
        service="dvt-order-select",
    )
    assert store.record_feedback([entry], now) == FeedbackReceipt(stored=1)
    (row,) = store.read_feedback(card.card)
    assert row["outcome"] == "overridden"
    assert row["card_outcome"] == "SURVEILLANCE"
    assert row["rule"] == "R9"
    assert row["statements"] == ["G-5", "M-3"]
    assert row["knowledge_hash"] == "sha256:abc"
    assert row["reason_code"] == "patient-contraindication"
    assert row["comment"] == "seen by the vascular team"
    assert row["outcome_timestamp"] == row["received_at"] == now


def test_feedback_keeps_what_the_card_said_when_it_came(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card)], now)
    store.record_issued([structs.replace(card, rule="R2", knowledge_hash="sha256:new")])
    (row,) = store.read_feedback(card.card)
    assert (row["rule"], row["knowledge_hash"]) == ("R9", "sha256:abc")


def test_the_same_entry_sent_again_changes_nothing(store: Store, issue: Issue, respond: Respond, now: datetime) -> None:
    card = issue()
    store.record_issued([card])
    entry = respond(card.card)
    elsewhere = replace(entry, outcome_timestamp=now.astimezone(timezone(timedelta(hours=-5))), card=card.card.upper())
    store.record_feedback([entry], now)
    assert store.record_feedback([entry, elsewhere], now + timedelta(hours=1)) == FeedbackReceipt(duplicates=2)
    (row,) = store.read_feedback(card.card)
    assert row["received_at"] == now


def test_an_entry_that_comes_twice_in_one_call_is_stored_once(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    assert store.record_feedback([respond(card.card)] * 2, now) == FeedbackReceipt(stored=1, duplicates=1)


@pytest.mark.parametrize(
    "change",
    [{"outcome": "accepted"}, {"comment": "another"}, {"reason_code": "other"}, {"accepted_suggestions": ("x",)}],
)
def test_an_entry_that_says_something_else_is_another_entry(
    store: Store, issue: Issue, respond: Respond, now: datetime, change: dict[str, str]
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card)], now)
    assert store.record_feedback([respond(card.card, **change)], now).stored == 1


def test_feedback_about_a_card_nobody_issued_is_kept_and_counted(store: Store, respond: Respond, now: datetime) -> None:
    stray = str(uuid.uuid4())
    assert store.record_feedback([respond(stray)], now) == FeedbackReceipt(stored=1, unknown_cards=1)
    assert store.count_unknown_feedback() == 1
    (row,) = store.read_feedback(stray)
    assert (row["card_known"], row["rule"], row["patient_key"]) == (False, None, None)


def test_another_client_cannot_speak_for_a_card(store: Store, issue: Issue, respond: Respond, now: datetime) -> None:
    card = issue(issuer="https://ehr.example.org")
    store.record_issued([card])
    assert store.record_feedback([respond(card.card, issuer="https://other.example.org")], now).unknown_cards == 1
    assert store.read_history(card.who, now).overridden == ()
    assert store.record_feedback([respond(card.card, issuer="https://ehr.example.org")], now).unknown_cards == 0
    assert len(store.read_history(card.who, now).overridden) == 1


def test_a_comment_is_capped(store: Store, respond: Respond, now: datetime) -> None:
    card = str(uuid.uuid4())
    store.record_feedback([respond(card, comment="x" * 5000)], now)
    (row,) = store.read_feedback(card)
    assert row["comment"] == "x" * 500


def test_text_no_database_can_hold_is_cleaned(store: Store, respond: Respond, now: datetime) -> None:
    card = str(uuid.uuid4())
    hostile = respond(card, comment="a\x00b\ud800c", reason_code="\x00", reason_display="'); DROP TABLE feedback; --")
    assert store.record_feedback([hostile], now).stored == 1
    (row,) = store.read_feedback(card)
    assert (row["comment"], row["reason_code"]) == ("ab?c", None)
    assert row["reason_display"] == "'); DROP TABLE feedback; --"


def test_any_text_is_taken_as_a_card_id(store: Store, respond: Respond, now: datetime) -> None:
    entries = [respond(text) for text in ("1", "\x00", "\ud800", "x" * 10_000, "%' OR 1=1")]
    assert store.record_feedback(entries, now) == FeedbackReceipt(stored=5, unknown_cards=5)


def test_a_thousand_entries_of_one_call_are_one_transaction(store: Store, respond: Respond, now: datetime) -> None:
    entries = [respond(str(uuid.uuid4())) for _ in range(1100)]
    assert store.record_feedback(entries, now).stored == 1100


def test_no_entries_are_no_transaction(store: Store, now: datetime) -> None:
    assert store.record_feedback([], now) == FeedbackReceipt()
