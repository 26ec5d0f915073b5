"""Bodies that once broke something, each by its own name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.conformance.card_rules import broken_rules
from tests.fuzz.seeds import Seed, Service, answered, seeds


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    return Service(tmp_path_factory.mktemp("found"))


def _updates(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for card in answer["cards"]:
        for suggestion in card.get("suggestions", ()):
            yield from (each["resource"] for each in suggestion["actions"] if each["type"] == "update")


def _a_seed_whose_draft_is_mended() -> Seed:
    return next(seed for seed in seeds() if list(_updates({"cards": answered(seed, seed.request).cards})))


@pytest.fixture(scope="module")
def mended() -> Seed:
    return _a_seed_whose_draft_is_mended()


def _with_draft_members(seed: Seed, **members: Any) -> bytes:
    request = seed.copy()
    for entry in request["context"]["draftOrders"]["entry"]:
        entry["resource"].update(members)
    return json.dumps(request).encode()


def _deep(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = {"extension": [value]}
    return value


@pytest.mark.parametrize("odd", [10**30, -(10**400), _deep(150)], ids=["long number", "longer number", "deep nesting"])
def test_a_mended_draft_gives_back_numbers_and_nesting_of_any_size(service, mended, odd):
    status, answer = service.post(mended, _with_draft_members(mended, zork=odd))
    assert status == 200
    assert any(each["zork"] == odd for each in _updates(answer))


@pytest.mark.parametrize("empty", [None, "", [], {}, [None], [{}], {"a": {"b": []}}], ids=repr)
def test_a_mended_draft_does_not_give_back_empty_members(service, mended, empty):
    status, answer = service.post(mended, _with_draft_members(mended, zork=empty))
    assert status == 200
    assert broken_rules(answer) == []
    assert list(_updates(answer))
    assert not any("zork" in each for each in _updates(answer))


def test_a_mended_draft_keeps_the_nulls_that_pad_a_primitive_array(service, mended):
    padded = {"zork": ["a", None], "_zork": [None, {"id": "b"}]}
    status, answer = service.post(mended, _with_draft_members(mended, **padded))
    assert status == 200
    assert all({name: each[name] for name in padded} == padded for each in _updates(answer))


def test_the_order_of_the_entries_is_not_the_order_of_the_evidence():
    """Two orders for a repeat scan were told in the order in which the server listed them."""
    seed = next(each for each in seeds() if each.name == "review_discharge_with_both_scans_ordered")
    request = seed.copy()
    request["prefetch"]["serviceRequests"]["entry"].reverse()
    assert answered(seed, request).cards == answered(seed, seed.request).cards
