"""Feedback: taken as clients send it, stored once, refused with the place of each fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.hook_calls import StandIn, assert_outcome, call, card, expressions, make_app, post

PATH = "/cds-services/dvt-patient-view/feedback"
TIME = "2026-11-22T12:00:00Z"
SUGGESTION = "6d9c2c9e-6f0f-4b39-8a3c-0d7a0a5d9f11"
CARD = card()
ACCEPTED = {
    "card": CARD["uuid"],
    "outcome": "accepted",
    "outcomeTimestamp": TIME,
    "acceptedSuggestions": [{"id": SUGGESTION}],
}
OVERRIDDEN = {"card": CARD["uuid"], "outcome": "overridden", "outcomeTimestamp": TIME}
REASON = {"code": "patient-refuses", "system": "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An application that has issued one card."""
    app = make_app(tmp_path, StandIn(cards=(CARD,)))
    assert post(app, call()).status_code == 200
    return app


def send(app: Flask, *entries: Any) -> Any:
    return post(app, {"feedback": list(entries)}, PATH)


def stored(app: Flask) -> tuple[Any, ...]:
    rows: tuple[Any, ...] = app.extensions["dvt-cds"].store.read_feedback(CARD["uuid"])
    return rows


@pytest.mark.verifies("FB-1", "FB-2", "FB-3", "FB-4", "FB-5", "FB-11", "GEN-1", "GEN-4")
def test_an_accepted_suggestion_is_stored_and_answered_with_json(app: Flask) -> None:
    response = send(app, ACCEPTED)
    assert (response.status_code, response.get_json()) == (200, {"stored": 1, "duplicates": 0, "unknownCards": 0})
    assert [row["outcome"] for row in stored(app)] == ["accepted"]


@pytest.mark.verifies("FB-8")
def test_the_same_feedback_again_changes_nothing(app: Flask) -> None:
    send(app, ACCEPTED)
    assert send(app, ACCEPTED).get_json()["duplicates"] == 1
    assert len(stored(app)) == 1


@pytest.mark.verifies("FB-6")
@pytest.mark.parametrize(
    "reason",
    [
        None,
        {"reason": REASON},
        {"reason": {"code": "x"}},
        {"userComment": "seen"},
        {"reason": REASON, "userComment": "seen"},
    ],
)
def test_an_override_is_stored_with_or_without_reason_display_and_comment(app: Flask, reason: Any) -> None:
    entry = OVERRIDDEN if reason is None else {**OVERRIDDEN, "overrideReason": reason}
    assert send(app, entry).get_json()["stored"] == 1
    (row,) = stored(app)
    assert row["reason_code"] == ((reason or {}).get("reason") or {}).get("code")


@pytest.mark.verifies("FB-12")
def test_a_comment_is_cut_at_its_longest(app: Flask) -> None:
    send(app, {**OVERRIDDEN, "overrideReason": {"userComment": "x" * 5000}})
    assert len(stored(app)[0]["comment"]) == 500


@pytest.mark.verifies("FB-3")
def test_a_card_that_is_not_known_is_counted_and_accepted(app: Flask) -> None:
    assert send(app, {**OVERRIDDEN, "card": "not-a-uuid-of-ours"}).get_json()["unknownCards"] == 1


@pytest.mark.verifies("FB-7")
@pytest.mark.parametrize(
    "time",
    ["2026-11-22T12:00:00.123456789Z", "2026-11-22T13:00:00+01:00", "2026-11-22t12:00:00z", "2016-12-31T23:59:60Z"],
)
def test_every_rfc_3339_time_is_read(app: Flask, time: str) -> None:
    assert send(app, {**OVERRIDDEN, "outcomeTimestamp": time}).status_code == 200
    assert stored(app)[0]["outcome_timestamp"].utcoffset().total_seconds() == 0


@pytest.mark.verifies("FB-2")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["feedback"]),
        ({"feedback": {}}, ["feedback"]),
        ({"feedback": None}, ["feedback"]),
        ({"feedback": [7]}, ["feedback[0]"]),
        ([], [""]),
    ],
)
def test_a_body_without_an_array_of_entries_is_400(app: Flask, body: Any, expected: list[str]) -> None:
    assert expressions(assert_outcome(post(app, body, PATH), 400)) == expected


@pytest.mark.verifies("FB-3", "FB-4", "FB-5", "FB-6", "FB-7")
@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"card": ""}, "card"),
        ({"card": None}, "card"),
        ({"outcome": "ignored"}, "outcome"),
        ({"outcome": "accepted"}, "acceptedSuggestions"),
        ({"outcome": "accepted", "acceptedSuggestions": []}, "acceptedSuggestions"),
        ({"outcome": "accepted", "acceptedSuggestions": [{}]}, "acceptedSuggestions[0].id"),
        ({"outcome": "accepted", "acceptedSuggestions": [SUGGESTION]}, "acceptedSuggestions[0]"),
        ({"overrideReason": {}}, "overrideReason.reason"),
        ({"overrideReason": "because"}, "overrideReason"),
        ({"overrideReason": {"reason": {"display": "x"}}}, "overrideReason.reason.code"),
        ({"overrideReason": {"userComment": 5}}, "overrideReason.userComment"),
        ({"outcomeTimestamp": None}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "2026-11-22"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "2026-11-22T12:00:00"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "2026-02-30T12:00:00Z"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "9999-12-31T23:59:59-12:00"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": 1764763200}, "outcomeTimestamp"),
    ],
)
def test_one_fault_in_one_entry_is_named_and_nothing_is_stored(app: Flask, change: dict[str, Any], member: str) -> None:
    issues = assert_outcome(send(app, ACCEPTED, {**OVERRIDDEN, **change}), 400)
    assert [name.partition("[1].")[2] for name in expressions(issues)][:1] == [member]
    assert stored(app) == ()


@pytest.mark.verifies("FB-8")
def test_one_body_may_hold_feedback_about_many_cards(app: Flask) -> None:
    answer = send(app, ACCEPTED, {**OVERRIDDEN, "card": "other"}, ACCEPTED).get_json()
    assert answer["stored"] + answer["duplicates"] == 3


@pytest.mark.parametrize(
    ("entries", "suggestions", "number"),
    [(1000, 0, None), (1001, 0, 413), (1, 999, None), (1, 1000, 413), (2, 600, 413)],
)
def test_more_feedback_than_is_written_at_once_is_413_and_nothing_is_stored(
    app: Flask, entries: int, suggestions: int, number: int | None
) -> None:
    one = {**ACCEPTED, "acceptedSuggestions": [{"id": SUGGESTION}] * suggestions} if suggestions else OVERRIDDEN
    response = send(app, *[one] * entries)
    if number is None:
        assert response.get_json()["stored"] == 1
        return
    assert expressions(assert_outcome(response, number, "DVT-123")) == ["feedback"]
    assert stored(app) == ()


def test_feedback_switched_off_is_404(tmp_path: Path) -> None:
    app = make_app(tmp_path, feedback=False)
    assert_outcome(send(app, OVERRIDDEN), 404, "DVT-112")


def test_a_feedback_body_that_is_no_json_is_400(app: Flask) -> None:
    assert_outcome(post(app, json.dumps({"feedback": []}).encode()[:-1], PATH), 400, "DVT-101")


def test_a_call_that_is_sent_to_the_feedback_address_is_told_what_is_wanted_there(app: Flask) -> None:
    (issue,) = assert_outcome(post(app, {}, PATH), 400, "DVT-103")
    assert 'Send {"feedback": [...]}' in issue["details"]["text"]
    assert "definition" not in issue["details"]["text"]
