"""Feedback: taken for cards of this service, refused when its shape is wrong."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from service.conformance.checks import broken, check, fine, skipped, told
from service.conformance.outcome import Level, Verdict
from service.conformance.target import Answer, Target

SECTION = "feedback"
WHEN = "2026-01-15T09:30:00Z"
NOT_TAKEN = frozenset({404, 405, 501})


def takes_feedback(target: Target, identity: str) -> bool:
    """Whether the service takes feedback, which it may; asked once."""
    for answer in target.answers:
        if answer.kind == "feedback" and answer.is_sound and answer.subject == identity:
            return answer.status not in NOT_TAKEN
    return target.feedback(identity, _accepted(target, identity), identity, is_sound=True).status not in NOT_TAKEN


def _card(target: Target, identity: str) -> tuple[str, str]:
    """uuid of a card of this service and of a suggestion on it; made up where none was seen."""
    for answer in target.answers:
        if answer.kind == "call" and answer.url.endswith(target.path(identity)):
            for card in answer.cards:
                suggestions = card.get("suggestions")
                first = suggestions[0] if isinstance(suggestions, list) and suggestions else {}
                if isinstance(card.get("uuid"), str):
                    suggestion = first.get("uuid") if isinstance(first, dict) else None
                    return card["uuid"], suggestion if isinstance(suggestion, str) else str(uuid.uuid4())
    return str(uuid.uuid4()), str(uuid.uuid4())


def _entry(target: Target, identity: str, **members: Any) -> dict[str, Any]:
    card, suggestion = _card(target, identity)
    made = {"card": card, "outcome": "accepted", "acceptedSuggestions": [{"id": suggestion}], "outcomeTimestamp": WHEN}
    return {name: value for name, value in {**made, **members}.items() if value is not None}


def _accepted(target: Target, identity: str) -> dict[str, Any]:
    return {"feedback": [_entry(target, identity)]}


def _taking(target: Target) -> Iterator[str]:
    for identity in dict.fromkeys(each.id for each in target.services):
        if takes_feedback(target, identity):
            yield identity


@check("feedback-accepted", SECTION, "An accepted suggestion is taken", "FB-1", "FB-3", "FB-5", needs="calls")
def accepted(target: Target) -> Iterator[Verdict]:
    for identity in dict.fromkeys(each.id for each in target.services):
        if not takes_feedback(target, identity):
            yield skipped(identity, "the service takes no feedback, as it may")
            continue
        answer = target.feedback(identity, _accepted(target, identity), f"{identity}: accepted")
        yield _taken(answer)


@check(
    "feedback-overridden",
    SECTION,
    "An override is taken, with a reason, a comment or neither",
    "FB-4",
    "FB-6",
    "FB-7",
    needs="calls",
)
def overridden(target: Target) -> Iterator[Verdict]:
    reason = {"reason": {"code": "patient-refuses", "system": "https://example.org/reasons"}}
    for identity in _taking(target):
        ways: dict[str, dict[str, Any]] = {
            "overridden": {},
            "with a reason": {"overrideReason": reason},
            "with a comment": {"overrideReason": {"userComment": "Not now."}},
            "with fractions of a second": {"outcomeTimestamp": "2026-01-15T09:30:00.123Z"},
        }
        for what, members in ways.items():
            entry = _entry(target, identity, **{"outcome": "overridden", "acceptedSuggestions": None, **members})
            yield _taken(target.feedback(identity, {"feedback": [entry]}, f"{identity}: {what}"))


@check("feedback-many", SECTION, "Several entries and repeated ones are taken", "FB-8", "FB-3", needs="calls")
def many(target: Target) -> Iterator[Verdict]:
    for identity in _taking(target):
        entries = [_entry(target, identity)] * 2 + [_entry(target, identity, card=str(uuid.uuid4()))]
        yield _taken(target.feedback(identity, {"feedback": entries}, f"{identity}: repeated, and an unknown card"))


def _taken(answer: Answer) -> Verdict:
    if 200 <= answer.status < 300:
        return fine(answer.subject)
    return broken(answer.subject, f"Expected 200, got {told(answer)}")


@check("feedback-malformed", SECTION, "A body without an array of feedback is a 4xx", "FB-2", "CLI-18", needs="calls")
def malformed(target: Target) -> Iterator[Verdict]:
    bodies = {"not JSON": b"{", "an empty body": b"", "an array": b"[]", "no feedback": b'{"feedback": 5}'}
    for identity in _taking(target):
        for what, body in bodies.items():
            yield _refused(target.feedback(identity, body, f"{identity}: {what}"))


@check(
    "feedback-wrong-entry",
    SECTION,
    "A wrong entry is a 4xx",
    "FB-3",
    "FB-4",
    "FB-5",
    "FB-7",
    "CLI-18",
    level=Level.SHOULD,
    needs="calls",
)
def wrong_entry(target: Target) -> Iterator[Verdict]:
    wrong: dict[str, dict[str, Any]] = {
        "no card": {"card": None},
        "another outcome": {"outcome": "ignored"},
        "accepted without suggestions": {"acceptedSuggestions": None},
        "no timestamp": {"outcomeTimestamp": None},
        "a timestamp that is none": {"outcomeTimestamp": "yesterday"},
    }
    for identity in _taking(target):
        for what, members in wrong.items():
            body = json.dumps({"feedback": [_entry(target, identity, **members)]}).encode()
            yield _refused(target.feedback(identity, body, f"{identity}: {what}"))


def _refused(answer: Answer) -> Verdict:
    if answer.status >= 500:
        return broken(answer.subject, f"Expected a 4xx, got {told(answer)}", Level.SHALL)
    if not 400 <= answer.status < 500:
        return broken(answer.subject, f"Expected a 4xx, got {told(answer)}")
    return fine(answer.subject)
