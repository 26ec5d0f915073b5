"""The last guard before the wire: no null and no empty member leaves the service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.errors import ResponseMemberError
from service.hooks.answers import empty_members, guard_members, guarded, without_empty_members


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"cards": None}, ["cards"]),
        ({"cards": [], "extension": {}}, ["extension"]),
        ({"cards": [{"detail": ""}]}, ["cards[0].detail"]),
        ({"cards": [{"links": []}, {"source": {"url": None}}]}, ["cards[0].links", "cards[1].source.url"]),
        ({"cards": [{}]}, ["cards[0]"]),
        ({"cards": [{"a": {"cards": []}}]}, ["cards[0].a.cards"]),
        ({"cards": [{"a": [[]]}]}, ["cards[0].a[0]"]),
        ({"cards": [{"resource": {"given": [None, "x"]}}]}, ["cards[0].resource.given[0]"]),
    ],
)
def test_null_and_empty_members_are_found_wherever_they_are(body: Any, where: list[str]) -> None:
    assert list(empty_members(body)) == where


@pytest.mark.parametrize(
    "body",
    [
        {"cards": []},
        {"services": []},
        {"cards": [{"isRecommended": False, "count": 0}]},
        {"resource": {"given": [None, "x"], "_given": [{"id": "a"}, None]}},
    ],
)
def test_what_may_be_empty_false_or_zero_is_left_alone(body: Any) -> None:
    assert empty_members(body) == ()


def test_a_violation_is_an_error_in_development() -> None:
    with pytest.raises(ResponseMemberError) as caught:
        guard_members({"cards": [{"detail": ""}]}, prune=False)
    assert caught.value.diagnostics == "cards[0].detail"


def test_a_violation_is_mended_in_production_and_said_to_be() -> None:
    body = {"cards": [{"summary": "x", "detail": "", "links": [{"url": None}]}], "extension": {}}
    assert guard_members(body, prune=True) == ({"cards": [{"summary": "x"}]}, True)
    assert guard_members({"cards": [{}]}, prune=True) == ({"cards": []}, True)


def test_a_sound_body_is_the_same_object() -> None:
    body: dict[str, Any] = {"cards": []}
    assert guard_members(body, prune=True) == (body, False)
    assert without_empty_members({"a": 0, "b": False}) == {"a": 0, "b": False}


def test_a_body_with_its_bytes_is_guarded_as_the_body_alone() -> None:
    words = {"cards": [{"summary": 'null, [] and {} in words, and "quoted"'}]}
    body, text, was_mended = guarded(words, prune=True)
    assert (body, json.loads(text), was_mended) == (words, words, False)
    body, text, was_mended = guarded({"cards": [{"summary": "x", "detail": ""}]}, prune=True)
    assert (body, json.loads(text), was_mended) == ({"cards": [{"summary": "x"}]}, body, True)
    with pytest.raises(ResponseMemberError):
        guarded({"cards": [{"detail": None}]}, prune=False)
