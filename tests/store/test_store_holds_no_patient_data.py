"""Whoever reads the database learns nobody's name, birth date, identifier or token."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, text

from service.store import FeedbackEntry, Issued, open_store
from service.store.engine import Database

CANARIES = ("canary-patient-id", "canary-encounter", "Canaria Birdsong", "1961-02-03", "canary.token.signature")
KEY = b"a pseudonym key of the tests, 32+"


def fill(url: str, now: datetime) -> None:
    patient, encounter, name, birth_date, token = CANARIES
    store = open_store(url, pseudonym_key=KEY)
    who = store.identify(
        fhir_server="https://canary-server.example.org", patient_id=patient, encounter_id=encounter, issuer="ehr"
    )
    card = "6f1fd0b0-6a3e-4d6b-9e8e-3a7b9e8d9c11"
    issued = Issued(
        who=who, card=card, hook_instance="5f1c3a52-4a8e-4b60-9d0a-1c2f5a1d2b3c", service="dvt-patient-view",
        hook="patient-view", outcome="SURVEILLANCE", rule="R9", indicator="info", knowledge_version="1",
        knowledge_hash="h", states={"age": "documented"}, facts_digest=f"{name} {birth_date}", issued_at=now,
    )  # fmt: skip
    store.record_issued([issued])
    entries = [
        FeedbackEntry(card=card, outcome="accepted", outcome_timestamp=now, accepted_suggestions=(name,)),
        FeedbackEntry(card=patient, outcome="overridden", outcome_timestamp=now, reason_code="limited-time"),
        FeedbackEntry(card=name, outcome="overridden", outcome_timestamp=now, comment="no time"),
    ]
    store.record_feedback(entries, now)
    store.remember_token("https://ehr.example.org", token, now)
    store.read_history(who, now)
    store.close()


def assert_no_canary(content: bytes) -> None:
    assert b"SURVEILLANCE" in content  # the search does look where the rows are
    assert [canary for canary in (*CANARIES, "canary-server") if canary.encode() in content] == []


def test_no_file_of_a_filled_sqlite_store_holds_patient_data(sqlite_url: str, tmp_path: Path, now: datetime) -> None:
    # An open reader keeps the write-ahead log from being folded in, so both files are searched as a crash leaves them.
    open_store(sqlite_url, pseudonym_key=KEY).close()
    reader = sqlite3.connect(tmp_path / "var" / "store.sqlite3")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM issued_card").fetchone()
    fill(sqlite_url, now)
    files = sorted(path for path in (tmp_path / "var").iterdir() if path.is_file())
    assert {path.suffix for path in files} >= {".sqlite3", ".sqlite3-wal"}
    assert_no_canary(b"".join(path.read_bytes() for path in files))
    reader.close()


def test_no_row_of_a_filled_postgresql_store_holds_patient_data(postgresql_url: str, now: datetime) -> None:
    fill(postgresql_url, now)
    database = Database(postgresql_url)
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        rows = [row for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]
    database.close()
    assert_no_canary(repr(rows).encode())


def test_the_comment_of_a_clinician_is_the_only_free_text(
    sqlite_url: str, now: datetime, issue: Callable[..., Issued]
) -> None:
    """Kept on purpose, capped; the run book says how long."""
    store = open_store(sqlite_url, pseudonym_key=KEY)
    card = issue()
    store.record_issued([card])
    store.record_feedback(
        [FeedbackEntry(card=card.card, outcome="overridden", outcome_timestamp=now, comment="free text")], now
    )
    (row,) = store.read_feedback(card.card)
    assert [name for name, value in row.items() if value == "free text"] == ["comment"]
    store.close()
