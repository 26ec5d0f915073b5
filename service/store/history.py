"""Reading what was shown and overridden for a patient, as the frozen value the core takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection, RowMapping

from service.history import FactsSeal, History, Overridden, Shown
from service.store.pseudonym import Who
from service.store.tables import feedback, issued_card

LOOK_BACK = timedelta(days=180)
"""How far back a card or an override can still silence; a convention of this product."""
NEWEST = 200
"""Rows read per patient at most, so that one busy chart costs no more than another."""

_DECISION = ("card", "rule", "modifiers", "indicator", "facts", "hook", "hook_instance", "service", "encounter_key")
_SHOWN = [issued_card.c[name] for name in (*_DECISION, "outcome", "finding", "issued_at")]
_WORD = ("outcome", "card_outcome", "reason_code", "reason_system", "outcome_timestamp", "received_at")
_ANSWERED = [feedback.c[name] for name in (*_DECISION, *_WORD)]


# Built once: building a query costs more than running it.
_READ_SHOWN = (
    select(*_SHOWN)
    .where(issued_card.c.patient_key == bindparam("patient"), issued_card.c.issued_at >= bindparam("since"))
    .order_by(issued_card.c.issued_at.desc())
    .limit(NEWEST)
)
_READ_ANSWERED = (
    select(*_ANSWERED)
    .where(feedback.c.patient_key == bindparam("patient"), feedback.c.received_at >= bindparam("since"))
    .order_by(feedback.c.received_at.desc(), feedback.c.outcome_timestamp.desc())
    .limit(NEWEST)
)


def read(connection: Connection, who: Who, seal: FactsSeal, now: datetime, look_back: timedelta) -> History:
    """Cards and overrides of one patient since ``now - look_back``, newest first."""
    asked = {"patient": who.patient_key, "since": now - look_back}
    shown = connection.execute(_READ_SHOWN, asked).mappings()
    answered = connection.execute(_READ_ANSWERED, asked).mappings()
    return History(tuple(_shown(row, who) for row in shown), _overridden(list(answered), who), seal)


def _shown(row: RowMapping, who: Who) -> Shown:
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


def _overridden(rows: list[RowMapping], who: Who) -> tuple[Overridden, ...]:
    """An override counts until the same card is accepted after all: the latest word on a card is the clinician's."""
    latest: dict[str, RowMapping] = {}
    for row in sorted(rows, key=lambda row: (row["outcome_timestamp"], row["received_at"]), reverse=True):
        latest.setdefault(row["card"], row)
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
            overridden_at=row["outcome_timestamp"],
            same_encounter=_is_same_encounter(row, who),
        )
        for row in latest.values()
        if row["outcome"] == "overridden"
    )


def _is_same_encounter(row: RowMapping, who: Who) -> bool:
    return who.encounter_key is not None and row["encounter_key"] == who.encounter_key
