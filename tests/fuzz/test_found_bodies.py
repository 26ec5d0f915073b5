"""Bodies that once broke something, each by its own name."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from service.conformance.card_rules import broken_rules
from tests.fuzz.seeds import Seed, Service, answered, seeds
from tests.fuzz.variants import code_of


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    return Service(tmp_path_factory.mktemp("found"))


def _updates(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for card in answer["cards"]:
        for suggestion in card.get("suggestions", ()):
            yield from (each["resource"] for each in suggestion["actions"] if each["type"] == "update")


def _a_seed_whose_draft_is_mended() -> Seed:
    """The first one of which drafts are given back, and no order of the record."""
    for seed in seeds():
        changed = {each.get("id") for each in _updates({"cards": answered(seed, seed.request).cards})}
        drafts = seed.request["context"].get("draftOrders", {}).get("entry", ())
        if changed and changed <= {entry["resource"].get("id") for entry in drafts}:
            return seed
    raise AssertionError("no case has a draft that is mended")


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


@pytest.mark.parametrize(
    "odd",
    [10**30, -(10**400), _deep(150), functools.reduce(lambda inside, _: {"x": inside}, range(300), "bottom")],
    ids=["long number", "longer number", "deep nesting", "deep objects"],
)
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


def test_findings_of_one_day_are_told_in_one_order():
    seed = next(each for each in seeds() if each.name == "review_scans_of_day_seven_and_fourteen_reported")
    request = seed.copy()
    for bundle in request["prefetch"].values():
        if isinstance(bundle, dict) and bundle.get("entry"):
            bundle["entry"].reverse()
    assert answered(seed, request).cards == answered(seed, seed.request).cards


@pytest.mark.parametrize("date", ["9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("member", ["onsetDateTime", "recordedDate"])
def test_a_date_that_means_no_date_is_not_reckoned_with(service, date, member):
    seed = next(each for each in seeds() if each.name == "gastrocnemius_four_cm_no_risk_feature")
    request = seed.copy()
    for entry in request["prefetch"]["conditions"]["entry"]:
        entry["resource"].pop("onsetDateTime", None)
        entry["resource"][member] = date
    status, answer = service.post(seed, json.dumps(request).encode())
    assert status == 200
    assert broken_rules(answer) == []


@pytest.mark.parametrize("identity", ["same", None], ids=["the same id", "no id"])
def test_two_drafts_that_cannot_be_told_apart_do_not_give_two_cards_of_one_uuid(service, mended, identity):
    request = mended.copy()
    entries = request["context"]["draftOrders"]["entry"]
    entries.append(json.loads(json.dumps(entries[-1])))
    for entry in entries:
        entry["resource"].pop("id", None)
        entry["resource"].update({"id": identity} if identity else {})
    status, answer = service.post(mended, json.dumps(request).encode())
    assert status in (200, 400)
    assert status == 400 or broken_rules(answer) == []


@pytest.mark.parametrize("hours", [1, 5], ids=["measured last", "measured first"])
def test_the_length_that_decides_is_the_one_that_the_card_prints(hours):
    """Two veins of one scan: whichever was measured first, the longer one decides and is told."""
    seed = next(each for each in seeds() if each.name == "gastrocnemius_four_cm_no_risk_feature")
    request = seed.copy()
    entries = request["prefetch"]["observations"]["entry"]
    first = next(each for each in entries if code_of(each["resource"]) == "thrombus-length")
    longer = json.loads(json.dumps(first))
    first["resource"]["effectiveDateTime"] = "2026-03-15T08:00:00Z"
    longer["resource"].update(id="longer", effectiveDateTime=f"2026-03-15T{6 + hours:02d}:00:00Z")
    first["resource"]["bodySite"] = {"text": "soleal vein"}
    longer["resource"]["bodySite"] = {"text": "gastrocnemius vein"}
    longer["resource"]["valueQuantity"]["value"] = 6.5
    entries.append(longer)
    assert "6.5 cm" in answered(seed, request).cards[0]["detail"].split("length over 5 cm")[1][:12]


def test_evidence_is_told_in_one_order_whatever_the_order_of_the_conditions():
    seed = next(each for each in seeds() if each.name == "bleeding_risk_high_by_cancer_only")
    request = seed.copy()
    request["prefetch"]["conditions"]["entry"].reverse()
    assert answered(seed, request).cards == answered(seed, seed.request).cards


def test_a_draft_of_no_resource_type_is_no_order(service):
    """The drug of a draft, its type mutated to the name of the hook, was an order to be deleted."""
    seed = next(each for each in seeds() if each.name == "review_rivaroxaban_by_reference_beside_active_apixaban")
    request = seed.copy()
    drugs = [each["resource"] for each in request["context"]["draftOrders"]["entry"]]
    (drug,) = [each for each in drugs if each["resourceType"] == "Medication"]
    drug["resourceType"] = "order-sign"
    status, answer = service.post(seed, json.dumps(request).encode())
    assert status == 200
    assert broken_rules(answer) == []
