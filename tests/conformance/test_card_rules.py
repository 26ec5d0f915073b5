"""The response checker itself: it passes a full good response and finds every planted fault."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from service.conformance.card_rules import broken_rules

GOOD: dict[str, Any] = {
    "cards": [
        {
            "uuid": "6d9c2c9e-6f0f-4b39-8a3c-0d7a0a5d9f11",
            "summary": "x" * 139,
            "detail": "**Why** 4.0 cm, `< 5 cm`",
            "indicator": "warning",
            "source": {
                "label": "A guideline",
                "url": "https://g.example/1",
                "topic": {"code": "dvt", "system": "https://x.example"},
            },
            "suggestions": [
                {
                    "uuid": "7d9c2c9e-6f0f-4b39-8a3c-0d7a0a5d9f12",
                    "label": "Order",
                    "isRecommended": True,
                    "actions": [
                        {"type": "create", "description": "d", "resource": {"resourceType": "ServiceRequest"}},
                        {
                            "type": "update",
                            "description": "d",
                            "resource": {"resourceType": "ServiceRequest", "id": "1"},
                        },
                        {"type": "delete", "description": "d", "resourceId": "ServiceRequest/2"},
                    ],
                },
                {"uuid": "8d9c2c9e-6f0f-4b39-8a3c-0d7a0a5d9f13", "label": "Other"},
            ],
            "selectionBehavior": "at-most-one",
            "overrideReasons": [{"code": "x", "system": "https://x.example", "display": "Not now"}],
            "links": [{"label": "App", "url": "https://app.example/launch", "type": "smart", "appContext": "{}"}],
            "extension": {"org.dvt-cds.decision": {"outcome": "SURVEILLANCE"}},
        }
    ],
    "extension": {"org.dvt-cds.decision": {"state": "advice"}},
}
REMOVED = object()


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    body = copy.deepcopy(GOOD)
    target: Any = body
    for step in path[:-1]:
        target = target[step]
    if value is REMOVED:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return body


def test_a_good_response_breaks_no_rule() -> None:
    assert broken_rules(GOOD) == []
    assert broken_rules({"cards": []}) == []


CARD = ["cards", 0]
SUGGESTION = [*CARD, "suggestions", 0]
ACTION = [*SUGGESTION, "actions"]
LINK = [*CARD, "links", 0]


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("CARD-0", ["cards"], REMOVED),
        ("CARD-1", [*CARD, "uuid"], "one"),
        ("CARD-2", [*CARD, "summary"], "x" * 140),
        ("CARD-2", [*CARD, "summary"], "two\nlines"),
        ("CARD-2", [*CARD, "summary"], " "),
        ("CARD-3", [*CARD, "detail"], 5),
        ("CARD-4", [*CARD, "detail"], "a <b>bold</b> claim"),
        ("CARD-5", [*CARD, "indicator"], "hard-stop"),
        ("CARD-6", [*CARD, "source"], "A guideline"),
        ("CARD-8", [*CARD, "selectionBehavior"], REMOVED),
        ("CARD-9", [*CARD, "selectionBehavior"], "all"),
        ("CARD-9", [*CARD, "suggestions"], REMOVED),
        ("CARD-12", [*CARD, "overrideReasons", 0, "display"], REMOVED),
        ("COD-1", [*CARD, "overrideReasons", 0, "system"], REMOVED),
        ("SRC-1", [*CARD, "source", "label"], REMOVED),
        ("SRC-2", [*CARD, "source", "url"], "/guideline"),
        ("SRC-3", [*CARD, "source", "icon"], "icon.png"),
        ("COD-1", [*CARD, "source", "topic", "code"], REMOVED),
        ("SUG-1", [*SUGGESTION, "label"], REMOVED),
        ("SUG-2", [*SUGGESTION, "uuid"], REMOVED),
        ("SUG-3", [*SUGGESTION, "isRecommended"], "yes"),
        ("SUG-4", [*CARD, "suggestions", 1, "isRecommended"], True),
        ("SUG-8", [*SUGGESTION, "actionSelectionBehavior"], "any"),
        ("GEN-4", [*SUGGESTION, "actions"], []),
        ("ACT-1", [*ACTION, 0, "type"], "CREATE"),
        ("ACT-2", [*ACTION, 0, "description"], REMOVED),
        ("ACT-3", [*ACTION, 0, "resource"], '{"resourceType":"ServiceRequest"}'),
        ("ACT-4", [*ACTION, 1, "resource", "id"], REMOVED),
        ("ACT-5", [*ACTION, 2, "resource"], "ServiceRequest/2"),
        ("ACT-5", [*ACTION, 2, "resourceId"], "2"),
        ("ACT-8", [*ACTION, 0, "uuid"], "x"),
        ("LINK-1", [*LINK, "label"], REMOVED),
        ("LINK-2", [*LINK, "type"], "relative"),
        ("LINK-3", [*LINK, "url"], "app/launch"),
        ("LINK-5", [*LINK, "type"], "absolute"),
        ("LINK-5", [*LINK, "appContext"], {"a": 1}),
        ("LINK-6", [*LINK, "autolaunchable"], True),
        ("EXT-1", ["extension"], ["x"]),
        ("EXT-2", [*CARD, "extension"], {"decision": {"outcome": "x"}}),
        ("CARD-0", ["cards"], ["a card"]),
        ("CARD-2", [*CARD, "summary"], "with **markdown**"),
        ("CARD-7", [*CARD, "suggestions"], "none"),
        ("CARD-11", [*CARD, "overrideReasons"], {"code": "x"}),
        ("CARD-13", [*CARD, "links"], ["https://app.example"]),
        ("SUG-2", [*CARD, "suggestions", 1, "uuid"], "7d9c2c9e-6f0f-4b39-8a3c-0d7a0a5d9f12"),
        ("SUG-5", [*SUGGESTION, "actions"], {"type": "create"}),
        ("SUG-6", [*ACTION, 0, "resource", "basedOn"], [{"reference": "urn:uuid:nowhere"}]),
        ("SYS-1", ["systemActions"], [None]),
        ("LINK-3", [*LINK, "url"], "https://[app"),
        ("LINK-4", [*LINK, "url"], "https://app.example/launch?iss=https://fhir.example"),
        ("GEN-4", [*CARD, "detail"], None),
    ],
)
def test_a_planted_fault_is_found(rule: str, path: list[Any], value: Any) -> None:
    assert any(found.startswith(f"{rule} ") for found in broken_rules(changed(path, value)))


def test_two_cards_with_one_uuid_are_found() -> None:
    assert "CARD-1 cards" in broken_rules({"cards": GOOD["cards"] * 2})
