"""The tables of the store, as SQLAlchemy Core sees them; ``migrations/`` is what creates them.

No column can hold patient data: the patient and the encounter are HMACs, features appear by name and state only, and
the facts are a sealed digest.  The one free text is the clinician's own comment on an override, capped in length.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Boolean, Column, DateTime, Index, MetaData, String, Table, Text, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect

REVISION_TABLE = "store_revision"
"""Where Alembic keeps the revision of this schema; a name of its own, so that a shared database does no harm."""


_WITHOUT_ZONE = len("2026-11-22 12:00:00.000000")


class _SqliteInstant(sqlite.DATETIME):
    """The text SQLAlchemy writes, ``2026-11-22 12:00:00.000000``, at a quarter of its cost: every call writes three."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        # Cut, for to write the zone and leave it off is cheaper than an instant without one.
        return lambda value: None if value is None else value.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


class Utc(TypeDecorator[datetime]):
    """An instant: aware in Python, ``timestamptz`` in PostgreSQL, UTC text in SQLite."""

    impl = DateTime(timezone=True).with_variant(_SqliteInstant(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant in the store needs a time zone; give an aware datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A list of ids or a map of names, as compact JSON text that reads the same in both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


metadata = MetaData()

issued_card = Table(
    "issued_card",
    metadata,
    Column("card", String(64), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("hook_instance", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("hook", Text, nullable=False),
    Column("outcome", Text),
    Column("finding", Text),
    Column("rule", Text, nullable=False),
    Column("modifiers", JsonText, nullable=False),
    Column("statements", JsonText, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("suggestions", JsonText, nullable=False),
    Column("knowledge_version", Text, nullable=False),
    Column("knowledge_hash", Text, nullable=False),
    Column("states", JsonText, nullable=False),
    Column("patient_key", String(64), nullable=False),
    Column("encounter_key", String(64)),
    Column("facts", String(64), nullable=False),
    Column("issued_at", Utc, nullable=False),
    Index("issued_card_of_patient", "patient_key", "issued_at"),
    Index("issued_card_by_time", "issued_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("entry", String(64), primary_key=True),
    Column("card", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("accepted_suggestions", JsonText, nullable=False),
    Column("reason_code", Text),
    Column("reason_system", Text),
    Column("reason_display", Text),
    Column("comment", Text),
    Column("outcome_timestamp", Utc, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("card_known", Boolean, nullable=False),
    # What the card said when the feedback came, kept here because the card may be issued again or pruned.
    Column("card_outcome", Text),
    Column("rule", Text),
    Column("modifiers", JsonText),
    Column("statements", JsonText),
    Column("indicator", Text),
    Column("knowledge_version", Text),
    Column("knowledge_hash", Text),
    Column("hook", Text),
    Column("hook_instance", Text),
    Column("patient_key", String(64)),
    Column("encounter_key", String(64)),
    Column("facts", String(64)),
    Index("feedback_of_card", "card"),
    Index("feedback_of_patient", "patient_key", "received_at"),
    Index("feedback_by_time", "received_at"),
)

seen_token = Table(
    "seen_token",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("expires_at", Utc, nullable=False),
    Index("seen_token_by_expiry", "expires_at"),
)

store_setting = Table(
    "store_setting",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)
