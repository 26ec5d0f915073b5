"""What may not be stored is refused before it comes near a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from service.features.feature import State
from service.history import PLAIN
from service.store.feedback import FeedbackEntry
from service.store.issued import STATES, Issued
from service.store.pseudonym import Who

CARD = "6f1fd0b0-6a3e-4d6b-9e8e-3a7b9e8d9c11"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def issued(**changes: Any) -> Issued:
    fields: dict[str, Any] = {
        "who": Who("p", None, PLAIN),
        "card": CARD,
        "hook_instance": "i",
        "service": "dvt-patient-view",
        "hook": "patient-view",
        "outcome": "SURVEILLANCE",
        "rule": "R9",
        "indicator": "info",
        "knowledge_version": "1",
        "knowledge_hash": "h",
        "states": {},
        "facts_digest": "f",
        "issued_at": NOW,
    }
    return Issued(**(fields | changes))


def feedback(**changes: Any) -> FeedbackEntry:
    return FeedbackEntry(**({"card": CARD, "outcome": "accepted", "outcome_timestamp": NOW} | changes))


def test_the_states_that_may_be_stored_are_the_states_of_a_feature() -> None:
    assert {state.value for state in State} == STATES


def test_a_value_in_place_of_a_state_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValueError, match="length_cm") as caught:
        issued(states={"length_cm": "4.0 cm", "side": "documented"})
    assert "4.0" not in str(caught.value)


def test_a_state_enum_is_a_state() -> None:
    assert issued(states={"side": State.REFUSED}).states["side"] == "refused"


@pytest.mark.parametrize("both", [{"finding": "DUPLICATE"}, {"outcome": None}])
def test_a_card_carries_exactly_one_of_outcome_and_finding(both: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        issued(**both)


@pytest.mark.parametrize("card", ["", "1", CARD.upper(), CARD.replace("-", ""), f"{{{CARD}}}"])
def test_a_card_is_named_by_a_lower_case_uuid(card: str) -> None:
    with pytest.raises(ValueError, match="uuid"):
        issued(card=card)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        issued(issued_at=NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        feedback(outcome_timestamp=NOW.replace(tzinfo=None))


def test_an_outcome_timestamp_is_brought_to_utc() -> None:
    entry = feedback(outcome_timestamp=NOW.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert entry.outcome_timestamp == NOW
    assert entry.outcome_timestamp.utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_timestamp_outside_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="calendar"):
        feedback(outcome_timestamp=datetime.fromisoformat(text))


def test_an_outcome_that_cds_hooks_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="accepted or overridden"):
        feedback(outcome="ignored")


def test_the_row_of_a_card_is_taken_from_the_card_itself() -> None:
    card = {
        "uuid": CARD,
        "summary": "No anticoagulation now; duplex day 7 and 14",
        "indicator": "warning",
        "suggestions": [{"uuid": "a", "label": "x"}, {"uuid": "b", "label": "y"}],
        "extension": {
            "org.dvt-cds.decision": {
                "outcome": "SURVEILLANCE",
                "rule": "R9",
                "modifiers": ["NEED_LENGTH"],
                "statements": ["G-5"],
                "features": {"length_cm": "4.0 cm"},
                "knowledge": {"version": "1", "hash": "h"},
            }
        },
    }
    row = Issued.from_card(
        card,
        who=Who("p", None, PLAIN),
        hook_instance="i",
        service="s",
        hook="h",
        states={},
        facts_digest="f",
        issued_at=NOW,
    )
    assert (row.card, row.outcome, row.finding, row.rule) == (CARD, "SURVEILLANCE", None, "R9")
    assert (row.modifiers, row.statements, row.suggestions) == (("NEED_LENGTH",), ("G-5",), ("a", "b"))
    assert (row.indicator, row.knowledge_version, row.knowledge_hash) == ("warning", "1", "h")
