"""What an answer of the service amounts to: cards, what they leave open, and what an error names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from service.bench.fetch.behaviours import Behaviour, Kind
from service.bench.server import Reply
from service.hooks.prefetch import REQUIRED

EXTENSION = "org.dvt-cds.decision"
UNFETCHED = frozenset({"unreachable", "refused"})
"""States of a feature whose data could not be had."""


@dataclass(frozen=True)
class Outcome:
    """One answer: how long it took, and what it was."""

    milliseconds: float
    status: int
    cards: int
    kind: Kind
    numbers: frozenset[str] = frozenset()
    """The error numbers of an OperationOutcome."""
    named: frozenset[str] = frozenset()
    """The prefetch keys that it names."""

    def is_right_for(self, behaviour: Behaviour) -> bool:
        """Whether a call may be answered so when the FHIR server behaves so."""
        if self.kind is not behaviour.right:
            return behaviour.may_run_out and self.kind is Kind.REFUSED and self.numbers == {"DVT-202"}
        return self.kind is not Kind.REFUSED or (self.named == set(REQUIRED) and self.numbers == behaviour.numbers)


def outcome_of(reply: Reply) -> Outcome:
    """Read one answer; one that cannot be read is :attr:`Kind.OTHER`."""
    try:
        body = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        return Outcome(reply.milliseconds, reply.status, 0, Kind.OTHER)
    if reply.status != 200:
        return _of_error(reply, body)
    cards = body.get("cards") or []
    kind = _kind_of_cards(cards) if cards else _kind_without_cards(body)
    return Outcome(reply.milliseconds, reply.status, len(cards), kind)


def _of_error(reply: Reply, body: Mapping[str, Any]) -> Outcome:
    issues = body.get("issue") or []
    numbers = frozenset(coding["code"] for issue in issues for coding in issue["details"]["coding"])
    named = frozenset(issue.get("diagnostics", "") for issue in issues)
    kind = Kind.REFUSED if reply.status == 412 and named and named <= set(REQUIRED) else Kind.OTHER
    return Outcome(reply.milliseconds, reply.status, 0, kind, numbers, named)


def _kind_of_cards(cards: list[Mapping[str, Any]]) -> Kind:
    """A card names what is missing in words as well as in its machine form; both are asked for."""
    decision = cards[0].get("extension", {}).get(EXTENSION)
    if decision is None:
        return Kind.OTHER
    unfetched = any(feature.get("state") in UNFETCHED for feature in decision.get("features", {}).values())
    if not unfetched:
        return Kind.ADVICE
    return Kind.NAMED if "Could not be fetched" in cards[0].get("detail", "") else Kind.OTHER


def _kind_without_cards(body: Mapping[str, Any]) -> Kind:
    state = body.get("extension", {}).get(EXTENSION, {}).get("state")
    return Kind.CANNOT_TELL if state == "cannot-tell" else Kind.OTHER
