"""What came back about a card: a feedback body, checked, as entries for the store.

All faults of all entries are listed with their index; a body with any fault is stored not at all, so that the
client can mend it and send it whole again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.errors import DvtCdsError, FaultsError, TooManyEntriesError, WrongTypeError
from service.hooks import json_text
from service.hooks.members import Members
from service.store import FeedbackEntry

LONGEST_COMMENT = 500
"""Characters of a comment that are kept; free text may hold more about a patient than anybody asked for."""
MOST_ENTRIES = 1000
"""Entries of one call, accepted suggestions counted too: they are written in one transaction, for which all wait."""
OUTCOMES = ("accepted", "overridden")
_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.IGNORECASE)


def read_feedback(body: bytes, service_id: str, issuer: str) -> tuple[FeedbackEntry, ...]:
    """The entries of a feedback body (FB-2 to FB-7).

    Raises :class:`FaultsError` (400) with ``feedback[2].outcome`` and the like, and :class:`TooManyEntriesError` (413)
    before it looks at any entry.  An unknown card, a repeated entry
    and a timestamp with an offset are not faults.
    """
    faults: list[DvtCdsError] = []
    values = Members(json_text.read_object(body), "", faults).array("feedback")
    _check_number(values or ())
    entries: list[FeedbackEntry] = []
    for position, value in enumerate(values or ()):
        path = f"feedback[{position}]"
        if not isinstance(value, dict):
            faults.append(WrongTypeError(f"`{path}` is not an object.", expression=path))
        elif (entry := _read_entry(Members(value, path, faults), service_id, issuer)) is not None:
            entries.append(entry)
    if faults:
        raise FaultsError(faults)
    return tuple(entries)


def _check_number(values: Sequence[Any]) -> None:
    named = (each.get("acceptedSuggestions") for each in values if isinstance(each, dict))
    suggestions = sum(len(each) for each in named if isinstance(each, list)) if len(values) <= MOST_ENTRIES else 0
    if len(values) + suggestions > MOST_ENTRIES:
        raise TooManyEntriesError(
            f"`feedback` has more than {MOST_ENTRIES} entries and accepted suggestions.", expression="feedback"
        )


def _read_entry(entry: Members, service_id: str, issuer: str) -> FeedbackEntry | None:
    before = len(entry.faults)
    card, outcome = entry.string("card"), entry.string("outcome")
    if outcome is not None and outcome not in OUTCOMES:
        entry.invalid("outcome", f"`{entry.expression('outcome')}` is neither accepted nor overridden.")
    suggestions = _read_suggestions(entry, required=outcome == "accepted")
    reason, comment = _read_override_reason(entry) if outcome == "overridden" else ({}, None)
    timestamp = _read_timestamp(entry)
    if len(entry.faults) > before or card is None or outcome is None or timestamp is None:
        return None
    try:
        return FeedbackEntry(
            card=card,
            outcome=outcome,
            outcome_timestamp=timestamp,
            accepted_suggestions=suggestions,
            reason_code=reason.get("code"),
            reason_system=reason.get("system"),
            reason_display=reason.get("display"),
            comment=comment[:LONGEST_COMMENT] if comment else None,
            service=service_id,
            issuer=issuer,
        )
    except ValueError:
        entry.invalid("outcomeTimestamp", f"`{entry.expression('outcomeTimestamp')}` is outside the calendar.")
        return None


def _read_suggestions(entry: Members, *, required: bool) -> tuple[str, ...]:
    values = entry.array("acceptedSuggestions", required=required) or []
    if required and not values and "acceptedSuggestions" in entry.values:
        entry.invalid("acceptedSuggestions", f"`{entry.expression('acceptedSuggestions')}` names no suggestion.")
    ids: list[str] = []
    for position, value in enumerate(values):
        path = f"{entry.expression('acceptedSuggestions')}[{position}]"
        if not isinstance(value, dict):
            entry.faults.append(WrongTypeError(f"`{path}` is not an object.", expression=path))
        elif (suggestion := Members(value, path, entry.faults).string("id")) is not None:
            ids.append(suggestion)
    return tuple(ids)


def _read_override_reason(entry: Members) -> tuple[dict[str, Any], str | None]:
    """Code, system and display of the reason, and the comment; the Sandbox sends no display."""
    values = entry.object("overrideReason", required=False)
    if values is None:
        return {}, None
    block = Members(values, entry.expression("overrideReason"), entry.faults)
    comment = block.value("userComment", str, required=False)
    coding = block.object("reason", required=False)
    if coding is None:
        if not (comment and comment.strip()):
            block.invalid("reason", f"`{block.path}` has neither `reason` nor `userComment`.")
        return {}, comment
    reason = Members(coding, block.expression("reason"), entry.faults)
    return {
        "code": reason.string("code"),
        "system": reason.string("system", required=False),
        "display": reason.value("display", str, required=False),
    }, comment


def _read_timestamp(entry: Members) -> datetime | None:
    text = entry.string("outcomeTimestamp")
    if text is None:
        return None
    try:
        if not _RFC_3339.fullmatch(text):
            raise ValueError
        # A leap second is right in RFC 3339, but no Python datetime
        return datetime.fromisoformat(text.upper().replace(":60", ":59"))
    except ValueError:
        entry.invalid(
            "outcomeTimestamp",
            f"`{entry.expression('outcomeTimestamp')}` is not an RFC 3339 time.",
            remedy="Send it in UTC, as in 2026-01-31T12:00:00Z.",
        )
        return None
