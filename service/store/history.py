"""Reading what was shown and overridden for a patient, as the frozen value the core takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Dialect

from service.history import History, Overridden, Shown
from service.store.prepared import Prepared
from service.store.pseudonym import Who
from service.store.tables import feedback, issued_card

LOOK_BACK = timedelta(days=180)
"""How far back a card or an override can still silence; a convention of this product."""
NEWEST = 200
"""Rows read per patient at most, so that one busy chart costs no more than another."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far the clock of a client may be ahead; a convention of this product."""

_DECISION = ("card", "rule", "modifiers", "indicator", "facts", "hook", "hook_instance", "service", "encounter_key")
_SHOWN = [issued_card.c[name] for name in (*_DECISION, "outcome", "finding", "issued_at")]
_WORD = ("outcome", "card_outcome", "reason_code", "reason_system", "outcome_timestamp", "received_at")
_ANSWERED = [feedback.c[name] for name in (*_DECISION, *_WORD)]
_Row = Mapping[str, Any]
_READ_SHOWN = (
    select(*_SHOWN)
    .where(issued_card.c.patient_key == bindparam("patient"), issued_card.c.issued_at >= bindparam("since"))
    .order_by(issued_card.c.issued_at.desc())
    .limit(NEWEST)
)
_READ_ANSWERED = (
    select(*_ANSWERED)
    .where(feedback.c.patient_key == bindparam("patient"), feedback.c.received_at >= bindparam("since"))
    .order_by(feedback.c.received_at.desc())  # as its index has it: for any other order SQLite would begin to sort
    .limit(NEWEST)
)


class HistoryReader:
    """The two questions that every call asks, in the words of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._shown, self._answered = Prepared(_READ_SHOWN, dialect), Prepared(_READ_ANSWERED, dialect)

    def read(self, driver: Any, who: Who, since: datetime) -> History:
        """Cards and overrides of one patient since an instant, newest first."""
        asked = {"patient": who.patient_key, "since": since}
        shown, answered = self._shown.rows(driver, asked), self._answered.rows(driver, asked)
        return History(tuple([_shown(row, who) for row in shown]), _overridden(answered, who), who.seal)


def _shown(row: _Row, who: Who) -> Shown:
    return Shown(
        card=row["card"],
        outcome=row["outcome"] or row["finding"],
        rule=row["rule"],
        indicator=row["indicator"],
        modifiers=tuple(row["modifiers"]),
        facts=row["facts"],
        service=row["service"],
        hook=row["hook"],
        hook_instance=row["hook_instance"],
        shown_at=row["issued_at"],
        same_encounter=_is_same_encounter(row, who),
    )


def _overridden(rows: Sequence[_Row], who: Who) -> tuple[Overridden, ...]:
    """An override counts until the same decision on the same facts is accepted after all, on this card or another: the
    latest word is the clinician's."""
    if not rows:
        return ()
    heard: set[str] = set()
    accepted: set[tuple[str, ...]] = set()
    standing: list[_Row] = []
    for row in sorted(rows, key=_newest, reverse=True):
        decision = row["card_outcome"], row["rule"], row["facts"]
        if row["outcome"] == "accepted":
            accepted.add(decision)
        elif row["card"] not in heard and decision not in accepted:
            standing.append(row)
        heard.add(row["card"])
    return tuple(
        Overridden(
            card=row["card"],
            outcome=row["card_outcome"],
            rule=row["rule"],
            indicator=row["indicator"],
            modifiers=tuple(row["modifiers"]),
            facts=row["facts"],
            service=row["service"],
            hook=row["hook"],
            hook_instance=row["hook_instance"],
            reason=(row["reason_system"] or "", row["reason_code"]) if row["reason_code"] else None,
            overridden_at=_said_at(row),
            same_encounter=_is_same_encounter(row, who),
        )
        for row in standing
    )


def _newest(row: _Row) -> tuple[datetime, datetime, datetime]:
    return _said_at(row), row["received_at"], row["outcome_timestamp"]


def _said_at(row: _Row) -> datetime:
    """When a word was given; of a time that had not come when it arrived only its arrival is believed."""
    said, received = row["outcome_timestamp"], row["received_at"]
    return said if said <= received + CLOCK_SKEW else received


def _is_same_encounter(row: _Row, who: Who) -> bool:
    return who.encounter_key is not None and row["encounter_key"] == who.encounter_key
