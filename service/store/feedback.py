"""What came back: cards accepted or overridden, joined to what the card said when it was shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, RowMapping

from service.store.engine import insert_for
from service.store.pseudonym import Pseudonyms
from service.store.tables import feedback, issued_card

OUTCOMES = ("accepted", "overridden")
COMMENT_LIMIT = 500
CODE_LIMIT = 200

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SNAPSHOT = (
    "rule", "modifiers", "statements", "indicator", "knowledge_version", "knowledge_hash",
    "hook", "hook_instance", "patient_key", "encounter_key", "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEntry:
    """One entry of a feedback call (FB-3 to FB-7), already checked by the endpoint.

    ``outcome_timestamp`` is aware and is brought to UTC; ``ValueError`` when it cannot be, or when ``outcome`` is
    neither ``accepted`` nor ``overridden``.  ``issuer`` is the issuer of the caller's token, empty with open trust.
    """

    card: str
    outcome: str
    outcome_timestamp: datetime
    accepted_suggestions: tuple[str, ...] = ()
    reason_code: str | None = None
    reason_system: str | None = None
    reason_display: str | None = None
    comment: str | None = None
    service: str = ""
    issuer: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError("the outcome of feedback is accepted or overridden")
        if self.outcome_timestamp.tzinfo is None:
            raise ValueError("outcome_timestamp needs a time zone")
        try:
            object.__setattr__(self, "outcome_timestamp", self.outcome_timestamp.astimezone(UTC))
        except OverflowError:
            raise ValueError("outcome_timestamp is outside the calendar") from None


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """How many entries were stored, how many were there already, and how many cards were not ours to know."""

    stored: int = 0
    duplicates: int = 0
    unknown_cards: int = 0


def record(
    connection: Connection, pseudonyms: Pseudonyms, entries: Sequence[FeedbackEntry], received_at: datetime
) -> FeedbackReceipt:
    """Write the entries of one call; an entry that was sent before is counted and otherwise ignored (FB-8).

    An entry about a card nobody issued, or that was issued to another client, is stored as unknown (FB-3).
    """
    cards = {entry.card.lower() for entry in entries}
    known = _read_cards(connection, cards)
    rows = [_row(entry, known.get((entry.card.lower(), entry.issuer)), pseudonyms, received_at) for entry in entries]
    insert = _insert(connection.dialect.name)
    # In the order of their keys: two workers that write the same entries then wait for each other, never in a circle.
    stored = sum(connection.execute(insert, row).rowcount for row in sorted(rows, key=lambda row: row["entry"]))
    return FeedbackReceipt(stored, len(rows) - stored, sum(not row["card_known"] for row in rows))


@cache
def _insert(dialect: str) -> Any:
    # Without it SQLAlchemy drops the count of an INSERT, and PostgreSQL would always seem to have stored nothing.
    return (
        insert_for(dialect)(feedback)
        .on_conflict_do_nothing(index_elements=[feedback.c.entry])
        .execution_options(preserve_rowcount=True)
    )


def _read_cards(connection: Connection, cards: set[str]) -> dict[tuple[str, str], RowMapping]:
    ours = sorted(card for card in cards if _UUID.fullmatch(card))
    found: dict[tuple[str, str], RowMapping] = {}
    for start in range(0, len(ours), 500):  # below the number of parameters every SQLite takes
        query = select(issued_card).where(issued_card.c.card.in_(ours[start : start + 500]))
        found.update({(row["card"], row["issuer"]): row for row in connection.execute(query).mappings()})
    return found


def _row(
    entry: FeedbackEntry, card: RowMapping | None, pseudonyms: Pseudonyms, received_at: datetime
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "entry": _entry_key(entry, pseudonyms),
        "card": _stored_id(entry.card, pseudonyms),
        "issuer": entry.issuer,
        "service": entry.service,
        "outcome": entry.outcome,
        "accepted_suggestions": [_stored_id(suggestion, pseudonyms) for suggestion in entry.accepted_suggestions],
        "reason_code": _clean(entry.reason_code, CODE_LIMIT),
        "reason_system": _clean(entry.reason_system, CODE_LIMIT),
        "reason_display": _clean(entry.reason_display, CODE_LIMIT),
        "comment": _clean(entry.comment, COMMENT_LIMIT),
        "outcome_timestamp": entry.outcome_timestamp,
        "received_at": received_at,
        "card_known": card is not None,
        "card_outcome": (card["outcome"] or card["finding"]) if card else None,
    }
    return row | {name: card[name] if card else None for name in _SNAPSHOT}


def _entry_key(entry: FeedbackEntry, pseudonyms: Pseudonyms) -> str:
    """The same entry sent again has the same key; a second suggestion or a corrected reason is a new entry."""
    return pseudonyms.keyed_hash(
        "feedback", entry.issuer, entry.card.lower(), entry.outcome, entry.outcome_timestamp.isoformat(),
        entry.reason_code or "", entry.reason_system or "", entry.comment or "",
        *sorted(entry.accepted_suggestions),
    )  # fmt: skip


def _stored_id(text: str, pseudonyms: Pseudonyms) -> str:
    """Our ids are uuids; anything else a client sends as an id may be a name, and only its keyed hash is kept."""
    lower = text.lower()
    return lower if _UUID.fullmatch(lower) else f"other:{pseudonyms.keyed_hash('id', text)[:32]}"


def _clean(text: str | None, limit: int) -> str | None:
    """Cap a client's text and drop what PostgreSQL or UTF-8 cannot hold (NUL, lone surrogates)."""
    if not text:
        return None
    return text[:limit].replace("\x00", "").encode("utf-8", "replace").decode() or None
