"""Calls that are fetched for at the same time do not spoil each other: threads, connections, and the resolver."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.fhir import client_connections
from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRules, read_address
from service.fhir.bundles import KEYS
from service.fhir.client import Fetched, FhirClient, Limits, Query
from tests.fhir_server import Asked, FhirServer, Talk, running, status

CALLS = 8
PATIENT = {"Patient": [{"resourceType": "Patient", "id": "synthetic-1"}]}
WAIT_SECONDS = 20


def fetch(client: FhirClient, url: str) -> Mapping[str, Fetched]:
    """All ten keys of one call."""
    base = read_address(url)
    access = FhirAccess(base, AddressRules(loopback=True))
    return client.fetch(access, [Query(key, base.below(f"{kind}?patient=x")) for key, kind in KEYS.items()])


def failures(found: Mapping[str, Fetched]) -> set[str]:
    return {each.failure for each in found.values() if each.failure}


def test_calls_whose_server_hangs_do_not_hold_up_a_call_to_a_sound_one() -> None:
    """Eight calls with ten keys each are under way, and none is answered, when the ninth is made and answered."""
    all_hang = threading.Barrier(CALLS * len(KEYS) + 1)

    def hang(talk: Talk, asked: Asked) -> None:
        all_hang.wait(WAIT_SECONDS)
        talk.hold()

    client = FhirClient(Limits(deadline_seconds=WAIT_SECONDS + 10))
    with (
        ThreadPoolExecutor(CALLS) as callers,
        running(FhirServer(PATIENT)) as sound,
        running(FhirServer(answers={"*": hang})) as hanging,
    ):
        for _ in range(CALLS):
            callers.submit(fetch, client, hanging.url)
        all_hang.wait(WAIT_SECONDS)
        found = fetch(client, sound.url)
        assert not hanging.released.is_set()
    assert failures(found) == set()
    assert len(sound.asked) == len(KEYS)


def test_the_connections_of_eight_calls_at_once_are_all_kept() -> None:
    together = threading.Barrier(CALLS * len(KEYS))

    def wait_for_all(talk: Talk, asked: Asked) -> None:
        together.wait(WAIT_SECONDS)
        talk.as_usual(asked)

    client = FhirClient(Limits(deadline_seconds=WAIT_SECONDS + 10))
    with running(FhirServer(PATIENT, {"*": wait_for_all})) as server, ThreadPoolExecutor(CALLS) as callers:
        for _ in range(3):
            assert all(not failures(found) for found in callers.map(lambda _: fetch(client, server.url), range(CALLS)))
        assert len(server.asked) == 3 * CALLS * len(KEYS)
        assert len(server.connections) == CALLS * len(KEYS)


@pytest.mark.parametrize(("most_idle", "connections"), [(20.0, 10), (0.0, 20)])
def test_a_connection_that_was_idle_for_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch, most_idle: float, connections: int
) -> None:
    """A firewall on the way may have forgotten it, and a request on it would hang until the deadline."""
    monkeypatch.setattr(client_connections, "_MOST_IDLE_SECONDS", most_idle)
    together = threading.Barrier(len(KEYS))

    def wait_for_all(talk: Talk, asked: Asked) -> None:
        together.wait(WAIT_SECONDS)
        talk.as_usual(asked)

    client = FhirClient(Limits(deadline_seconds=WAIT_SECONDS + 10))
    with running(FhirServer(PATIENT, {"*": wait_for_all})) as server:
        assert failures(fetch(client, server.url)) | failures(fetch(client, server.url)) == set()
        assert len(server.connections) == connections


def test_a_resolver_that_hangs_takes_one_thread_of_its_call_and_no_other() -> None:
    """A dead name server is asked once; who waited for its answer is free when the call is over."""
    answered, names = threading.Event(), list[str]()

    def resolve(host: str, port: int) -> Sequence[str]:
        names.append(host)
        answered.wait(WAIT_SECONDS)
        raise client_connections.FetchFailedError("name_not_found")

    client = FhirClient(Limits(deadline_seconds=1), resolve=resolve, threads=len(KEYS))
    try:
        with running(FhirServer(PATIENT)) as sound:
            assert failures(fetch(client, "http://fhir.example/r4")) == {"deadline"}
            assert failures(fetch(client, sound.url)) == set()
    finally:
        answered.set()
        client.close()
    assert names == ["fhir.example"]


@pytest.mark.parametrize("code", [500, 502, 503, 504])
def test_a_server_that_says_when_to_come_back_is_not_asked_again_at_once(code: int) -> None:
    client = FhirClient(Limits(deadline_seconds=WAIT_SECONDS))
    with running(FhirServer(answers={"*": status(code, Retry_After="1")})) as server:
        assert failures(fetch(client, server.url)) == {"told_to_wait"}
        assert len(server.asked) == len(KEYS)
