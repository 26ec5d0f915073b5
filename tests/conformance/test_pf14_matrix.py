"""PF-14, every cell: each kind of value of a required key, against each way a FHIR server can and cannot be used."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fhir_server import FhirServer, held, running, status
from tests.hook_calls import (
    AUTHORIZATION,
    FAILED,
    PATIENT,
    TOKEN,
    StandIn,
    assert_outcome,
    bundle,
    call,
    condition,
    make_app,
    post,
)

OBSERVATION = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"text": "x"},
    "subject": {"reference": f"Patient/{PATIENT}"},
}
HELD = {
    "conditions": [condition(code={"text": "x"}), condition(code={"text": "y"}, id="c2")],
    "observations": [OBSERVATION, {**OBSERVATION, "id": "o2"}],
}
TYPES = {"conditions": "Condition", "observations": "Observation"}
VALUES = ("absent", "null", "OperationOutcome", "first page of several", "wrong resource type")
ACCESS = ("no server", "server only", "server listed as open", "server and token", "401", "403", "timeout", "expired")
SENT = {"server listed as open", "server and token", "401", "403", "timeout"}
"""Where a query is sent at all."""
FETCHED = {"server listed as open", "server and token"}


def expected(value: str, access: str) -> str:
    """The number of the 412, or the state the core sees."""
    if value == "null":
        return "answered"
    if value == "OperationOutcome":
        return "DVT-202"
    if access in FETCHED:
        return "answered"
    if value == "first page of several":
        return "partial"
    if value == "wrong resource type":
        return "DVT-203"
    return "DVT-202" if access in SENT else "DVT-201"


@pytest.fixture
def server() -> Iterator[FhirServer]:
    with running() as fhir:
        yield fhir


def value_of(key: str, kind: str, server: FhirServer) -> dict[str, Any]:
    """The prefetch member of one kind of value; absent: none."""
    link = [{"relation": "next", "url": f"{server.url}/{TYPES[key]}?page=1"}]
    return {
        "absent": {},
        "null": {key: None},
        "OperationOutcome": {key: FAILED},
        "first page of several": {key: bundle(HELD[key][0], link=link, total=2)},
        "wrong resource type": {key: {"resourceType": "Patient", "id": PATIENT}},
    }[kind]


@pytest.mark.verifies("PF-8", "PF-9", "PF-12", "PF-13", "PF-14", "HTTP-3", "FHIR-1", "FHIR-10", "PF-17")
@pytest.mark.parametrize(("key", "kind", "access"), list(itertools.product(TYPES, VALUES, ACCESS)))
def test_each_kind_of_value_with_each_kind_of_access(
    tmp_path: Path, server: FhirServer, key: str, kind: str, access: str
) -> None:
    core, kind_of_resource = StandIn(), TYPES[key]
    server.resources = {kind_of_resource: HELD[key]}
    server.page_size = 1
    if access in ("401", "403"):
        server.answers["*"] = status(int(access))
    if access == "timeout":
        server.answers["*"] = held
    others = ({"patient", *TYPES} | {"procedures", "encounters", "medications", "medicationStatements"}) - {key}
    others |= {"diagnosticReports", "serviceRequests", "allergies"}
    body = call(prefetch={**dict.fromkeys(others), **value_of(key, kind, server)})
    if access != "no server":
        body["fhirServer"] = server.url
    if access not in ("no server", "server only", "server listed as open"):
        body["fhirAuthorization"] = {**AUTHORIZATION, "expires_in": 0 if access == "expired" else 300}
    listed = (server.url,) if access == "server listed as open" else ()
    deadline = 150 if access == "timeout" else 20_000
    response = post(make_app(tmp_path, core, deadline_ms=deadline, open_fhir_servers=listed), body)

    outcome = expected(kind, access)
    if outcome.startswith("DVT"):
        (issue,) = assert_outcome(response, 412, outcome)
        assert (issue["diagnostics"], issue["expression"]) == (key, [f"prefetch.{key}"])
        assert core.records == []
    else:
        assert response.status_code == 200
        assert core.records[0].state_of(key) == outcome
    asks = access in SENT and kind not in ("null", "OperationOutcome")
    assert {asked.type for asked in server.asked} == ({kind_of_resource} if asks else set())
    tokens = {asked.headers.get("Authorization") for asked in server.asked}
    assert tokens <= {None if access == "server listed as open" else f"Bearer {TOKEN}"}


@pytest.mark.verifies("PF-8")
@pytest.mark.parametrize("access", ["no server", "server only", "server and token", "401", "timeout"])
def test_an_optional_key_never_ends_a_call_but_has_the_state_of_its_search(
    tmp_path: Path, server: FhirServer, access: str
) -> None:
    core = StandIn()
    server.resources = {"Patient": [{"resourceType": "Patient", "id": PATIENT}]}
    if access in ("401", "timeout"):
        server.answers["*"] = status(401) if access == "401" else held
    body = call(prefetch=dict.fromkeys(TYPES))
    if access != "no server":
        body["fhirServer"] = server.url
    if access not in ("no server", "server only"):
        body["fhirAuthorization"] = AUTHORIZATION
    deadline = 150 if access == "timeout" else 20_000
    assert post(make_app(tmp_path, core, deadline_ms=deadline), body).status_code == 200
    state = {"no server": "not_asked", "server only": "not_asked", "server and token": "answered"}
    record = core.records[0]
    optional = ("patient", "procedures", "encounters", "medications", "serviceRequests", "allergies")
    assert {record.state_of(key) for key in optional} == {state.get(access, "unreachable")}
    assert (record.patient is not None) == (access == "server and token")
