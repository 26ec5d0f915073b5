"""The states of prefetched data, for a service that only has what the call brought along."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.hook_calls import (
    AUTHORIZATION,
    FAILED,
    PATIENT,
    PREFETCH,
    StandIn,
    assert_outcome,
    bundle,
    call,
    condition,
    make_app,
    post,
)

ABSENT = object()
NEXT = {"link": [{"relation": "next", "url": "https://fhir.example/r4?page=2"}]}
SUBJECT = {"subject": {"reference": f"Patient/{PATIENT}"}}
FOUND = {
    "conditions": condition(code={"text": "x"}),
    "observations": {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "x"}, **SUBJECT},
}
REQUIRED = ("conditions", "observations")
FHIR_ACCESS = {
    "no server": {},
    "server only": {"fhirServer": "https://fhir.example/r4"},
    "server and token": {"fhirServer": "https://fhir.example/r4", "fhirAuthorization": AUTHORIZATION},
}


def values(key: str) -> dict[str, tuple[Any, str, str]]:
    """Kind of value → value, the number of the 412 (empty: 200), and the state the core sees."""
    other = "observations" if key == "conditions" else "conditions"
    return {
        "absent": (ABSENT, "DVT-201", ""),
        "null": (None, "", "answered"),
        "empty Bundle": (bundle(), "", "answered"),
        "Bundle without entry or type": ({"resourceType": "Bundle"}, "", "answered"),
        "Bundle with an entry": (bundle(FOUND[key]), "", "answered"),
        "OperationOutcome": (FAILED, "DVT-202", ""),
        "OperationOutcome among the entries": (bundle(FOUND[key], FAILED), "", "partial"),
        "first page of several": (bundle(FOUND[key], **NEXT), "", "partial"),
        "wrong resource type": ({"resourceType": "Patient", "id": PATIENT}, "DVT-203", ""),
        "text": ("<html>", "DVT-203", ""),
        "Bundle of something else": (bundle(FOUND[other]), "DVT-203", ""),
    }


@pytest.fixture
def core() -> StandIn:
    return StandIn()


@pytest.fixture
def app(tmp_path: Path, core: StandIn) -> Flask:
    return make_app(tmp_path, core)


def prefetch_with(key: str, value: Any) -> dict[str, Any]:
    prefetch = {**PREFETCH, key: value}
    return {name: given for name, given in prefetch.items() if given is not ABSENT}


CELLS = [
    pytest.param(key, kind, access, id=f"{key}-{kind}-{access}")
    for key, access in itertools.product(REQUIRED, FHIR_ACCESS)
    for kind in values(key)
    # what a service does that can fetch is another matter: here the data comes with the call or not at all
    if access == "no server" or kind not in ("absent", "first page of several")
]


@pytest.mark.verifies("PF-7", "PF-9", "PF-10", "PF-11", "PF-12", "PF-13", "PF-14", "HTTP-3")
@pytest.mark.parametrize(("key", "kind", "access"), CELLS)
def test_every_kind_of_value_of_a_required_key(app: Flask, core: StandIn, key: str, kind: str, access: str) -> None:
    value, number, state = values(key)[kind]
    response = post(app, call(prefetch=prefetch_with(key, value), **FHIR_ACCESS[access]))
    if number:
        (issue,) = assert_outcome(response, 412, number)
        assert (issue["code"], issue["diagnostics"], issue["expression"]) == ("processing", key, [f"prefetch.{key}"])
        assert core.records == []
    else:
        assert response.status_code == 200
        assert core.records[0].state_of(key) == state


@pytest.mark.verifies("PF-14")
def test_both_required_keys_are_named_when_both_are_missing(app: Flask) -> None:
    issues = assert_outcome(post(app, call(without=("prefetch",))), 412, "DVT-201", "DVT-201")
    assert [issue["diagnostics"] for issue in issues] == list(REQUIRED)


@pytest.mark.verifies("PF-7", "PF-22")
@pytest.mark.parametrize("value", [ABSENT, None, FAILED, "<html>"])
def test_no_optional_key_ends_a_call(app: Flask, core: StandIn, value: Any) -> None:
    optional = [key for key in core_keys() if key not in REQUIRED]
    given = {} if value is ABSENT else dict.fromkeys(optional, value)
    body = call(prefetch={**{key: PREFETCH[key] for key in REQUIRED}, **given})
    assert post(app, body).status_code == 200
    expected = {id(ABSENT): "not_asked", id(None): "answered", id(FAILED): "unreachable"}.get(id(value), "refused")
    assert {core.records[0].state_of(key) for key in optional} == {expected}


def core_keys() -> list[str]:
    from service.hooks.prefetch import TEMPLATES

    return list(TEMPLATES)


@pytest.mark.verifies("PF-6", "PF-16")
def test_the_keys_of_discovery_are_the_keys_that_are_read() -> None:
    from service.fhir.record import KEYS

    assert list(KEYS) == core_keys()


@pytest.mark.verifies("REQ-12")
def test_draft_orders_come_from_the_context_and_are_no_part_of_the_record(app: Flask, core: StandIn) -> None:
    assert post(app, call("order-sign")).status_code == 200
    assert [resource.id for resource in core.records[0].drafts] == ["request-123"]
    assert core.records[0].of_type("MedicationRequest") == ()
