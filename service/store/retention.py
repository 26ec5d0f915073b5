"""Letting go of what is old, in small transactions, so that no hook waits long for the write lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, delete, select

from service.store.engine import Database
from service.store.tables import feedback, issued_card, seen_token

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows went."""

    cards: int
    feedback: int
    tokens: int


def prune_cards(database: Database, before: datetime) -> int:
    """Remove cards issued before an instant; feedback about them keeps what the card said."""
    return _prune(database, issued_card.c.card, issued_card.c.issued_at, before)


def prune_feedback(database: Database, before: datetime) -> int:
    """Remove feedback received before an instant."""
    return _prune(database, feedback.c.entry, feedback.c.received_at, before)


def prune_tokens(database: Database, before: datetime) -> int:
    """Remove tokens that expired before an instant."""
    return _prune(database, seen_token.c.token, seen_token.c.expires_at, before)


def _prune(database: Database, key: Column[str], when: Column[datetime], before: datetime) -> int:
    oldest = select(key).where(when < before).limit(ROWS_AT_ONCE)
    total = 0
    while True:
        with database.writing() as connection:
            removed = connection.execute(delete(key.table).where(key.in_(oldest))).rowcount
        total += removed
        if removed < ROWS_AT_ONCE:
            return total
