"""Every way a FHIR server can fail: the right answer, on time, from what came."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRules, read_address
from service.fhir.bundles import KEYS
from service.fhir.client import Fetched, FhirClient, Limits, Query
from tests import fhir_server as fakes
from tests.fhir_server import Asked, FhirServer, Talk, at_first, redirect_to, running, status, text
from tests.hook_calls import (
    AUTHORIZATION,
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

FOUND = [condition(code={"text": "x"})]
SLACK_SECONDS = 1.0
"""An answer is given no later than this after the deadline (design section 10)."""
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}


@pytest.fixture
def server() -> Iterator[FhirServer]:
    with running(FhirServer(resources={"Condition": FOUND, "Patient": [patient()]})) as fhir:
        yield fhir


def patient() -> dict[str, Any]:
    return {"resourceType": "Patient", "id": PATIENT}


def ask(folder: Path, url: str, core: StandIn | None = None, **settings: Any) -> Any:
    """A call that brings everything but the Conditions, and a token for the server."""
    members: dict[str, Any] = {"prefetch": {"observations": None, **OTHERS}, "fhirServer": url}
    settings.setdefault("deadline_ms", 20_000)
    return post(make_app(folder, core, **settings), call(fhirAuthorization=AUTHORIZATION, **members))


OTHERS: dict[str, Any] = dict.fromkeys(
    (
        "patient", "procedures", "encounters", "medications", "medicationStatements", "diagnosticReports",
        "serviceRequests", "allergies",
    )
)  # fmt: skip

FAILURES: dict[str, tuple[fakes.Answer, str]] = {
    "401": (status(401), "DVT-202"),
    "403": (status(403), "DVT-202"),
    "404": (status(404), "DVT-202"),
    "410": (status(410), "DVT-202"),
    "429": (status(429, Retry_After="1"), "DVT-202"),
    "500": (status(500), "DVT-202"),
    "503": (status(503), "DVT-202"),
    "202 accepted, to be asked for later": (status(202), "DVT-202"),
    "204 without a body": (lambda talk, asked: talk.give(b"", 204), "DVT-202"),
    "OperationOutcome with 200": (text(json.dumps(OUTCOME).encode()), "DVT-202"),
    "malformed JSON": (text(b'{"resourceType": "Bundle", "entry": [}'), "DVT-203"),
    "null": (text(b"null"), "DVT-203"),
    "an array": (text(b"[]"), "DVT-203"),
    "an empty body": (text(b""), "DVT-203"),
    "HTML": (text(b"<!doctype html><title>Sign in</title>", "text/html"), "DVT-203"),
    "a resource of another type": (text(json.dumps(patient()).encode()), "DVT-203"),
    "truncated by length": (fakes.truncated, "DVT-202"),
    "truncated chunks": (fakes.truncated_chunks, "DVT-202"),
    "connection closed": (fakes.hangs_up, "DVT-202"),
    "redirect without a target": (lambda talk, asked: talk.give(b"", 302), "DVT-202"),
    "redirect to another scheme": (redirect_to("file:///etc/passwd"), "DVT-202"),
    "compressed although not asked for": (
        lambda talk, asked: talk.give(b"\x1f\x8b\x08\x00", Content_Encoding="gzip"), "DVT-202",
    ),
}  # fmt: skip


@pytest.mark.verifies("FHIR-1", "PF-14", "HTTP-3")
@pytest.mark.parametrize("failure", FAILURES)
def test_a_server_that_fails_leaves_required_data_unobtainable(
    tmp_path: Path, server: FhirServer, failure: str
) -> None:
    server.answers["Condition"], number = FAILURES[failure]
    response = ask(tmp_path, server.url)
    (issue,) = assert_outcome(response, 412, number)
    assert issue["diagnostics"] == "conditions"
    assert TOKEN not in response.get_data(as_text=True)
    assert server.origin not in response.get_data(as_text=True)


def test_a_server_that_is_down_leaves_required_data_unobtainable(tmp_path: Path) -> None:
    with running() as gone:
        url = gone.url
    (issue,) = assert_outcome(ask(tmp_path, url), 412, "DVT-202")
    assert "`conditions` could not be fetched: the search for it failed (no connection)." in issue["details"]["text"]
    assert url.rpartition(":")[2] not in issue["details"]["text"]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ("401", "(the FHIR server answered 401)"),
        ("503", "(the FHIR server answered 503)"),
        ("OperationOutcome with 200", "(the FHIR server answered with an OperationOutcome)"),
        ("truncated by length", "(the answer was cut off)"),
        ("redirect to another scheme", "(it was redirected elsewhere)"),
        ("compressed although not asked for", "(the answer was compressed)"),
    ],
)
def test_a_failed_search_for_required_data_is_told_with_the_kind_of_its_failure(
    tmp_path: Path, server: FhirServer, failure: str, told: str
) -> None:
    server.answers["Condition"], _ = FAILURES[failure]
    (issue,) = assert_outcome(ask(tmp_path, server.url), 412, "DVT-202")
    assert told in issue["details"]["text"]


def test_a_search_that_reached_the_deadline_is_told_as_that(tmp_path: Path, server: FhirServer) -> None:
    server.answers["Condition"] = fakes.held
    (issue,) = assert_outcome(ask(tmp_path, server.url, deadline_ms=100), 412, "DVT-202")
    assert "(no answer within DVT_CDS_DEADLINE_MS)" in issue["details"]["text"]


def test_a_search_that_failed_at_the_client_is_told_without_a_kind(tmp_path: Path) -> None:
    response = post(make_app(tmp_path), call(prefetch={"conditions": OUTCOME, "observations": None}))
    (issue,) = assert_outcome(response, 412, "DVT-202")
    assert "the search for it failed. " in issue["details"]["text"]


@pytest.mark.parametrize("slowness", [fakes.held, fakes.dripping_head, fakes.dripping_body])
@pytest.mark.parametrize("key", ["conditions", "allergies"])
def test_a_slow_server_does_not_hold_up_the_answer(
    tmp_path: Path, server: FhirServer, key: str, slowness: fakes.Answer
) -> None:
    kind = {"conditions": "Condition", "allergies": "AllergyIntolerance"}[key]
    server.answers[kind] = slowness
    core = StandIn()
    prefetch = {
        name: value for name, value in {"conditions": None, "observations": None, **OTHERS}.items() if name != key
    }
    app = make_app(tmp_path, core, deadline_ms=200)
    body = call(prefetch=prefetch, fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    started = time.perf_counter()
    response = post(app, body)
    assert time.perf_counter() - started < 0.2 + SLACK_SECONDS
    if key == "conditions":
        assert_outcome(response, 412, "DVT-202")
    else:
        assert response.status_code == 200
        assert core.records[0].state_of(key) == "unreachable"
    assert len(server.asked) == 1


def test_what_came_before_the_deadline_is_used_and_the_rest_is_named(tmp_path: Path, server: FhirServer) -> None:
    server.answers["AllergyIntolerance"] = fakes.held
    core = StandIn()
    app = make_app(tmp_path, core, deadline_ms=1_000)
    response = post(app, call(without=("prefetch",), fhirServer=server.url, fhirAuthorization=AUTHORIZATION))
    assert response.status_code == 200
    record = core.records[0]
    states = {key: str(record.state_of(key)) for key in ("patient", "conditions", "observations", "procedures")}
    assert set(states.values()) == {"answered"}
    assert record.state_of("allergies") == "unreachable"
    assert record.patient is not None


@pytest.mark.verifies("FHIR-9")
@pytest.mark.parametrize("slowness", [fakes.held, fakes.dripping_head, fakes.dripping_body])
def test_what_is_under_way_is_cut_with_the_answer(server: FhirServer, slowness: fakes.Answer) -> None:
    """The server still holds its answer when the thread that waited for it has ended: the connection was cut."""
    server.answers["Condition"] = slowness
    client = client_with(deadline_seconds=0.2)
    assert fetch(server, ["conditions"], client)["conditions"].failure == "deadline"
    assert ends(client.close)
    assert not server.released.is_set()


@pytest.mark.verifies("FHIR-9")
def test_nothing_is_asked_after_the_answer(server: FhirServer) -> None:
    """What has not begun by the deadline does not begin: here not even the first of ten searches on one thread."""
    server.answers["*"] = fakes.held
    client = client_with(deadline_seconds=0.2, threads=1)
    found = fetch(server, ["conditions", "observations", "procedures"], client)
    assert {each.failure for each in found.values()} == {"deadline"}
    assert ends(client.close)
    assert len(server.asked) == 1


def ends(work: Callable[[], Any]) -> bool:
    """Whether something comes to its end while the server still holds its answer."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(20)
    return not thread.is_alive()


@pytest.mark.parametrize("first", [status(500), status(502), status(503), status(504), fakes.hangs_up, fakes.truncated])
def test_a_failure_that_may_pass_is_tried_once_more(tmp_path: Path, server: FhirServer, first: fakes.Answer) -> None:
    server.answers["Condition"] = at_first(first)
    core = StandIn()
    assert ask(tmp_path, server.url, core).status_code == 200
    assert core.records[0].state_of("conditions") == "answered"
    assert len(server.asked) == 2


@pytest.mark.parametrize("first", [status(401), status(403), status(429), status(404), text(b"<html>")])
def test_a_refusal_is_not_tried_again(tmp_path: Path, server: FhirServer, first: fakes.Answer) -> None:
    server.answers["Condition"] = at_first(first)
    assert ask(tmp_path, server.url).status_code == 412
    assert len(server.asked) == 1


def test_a_failure_is_tried_once_more_and_no_more(tmp_path: Path, server: FhirServer) -> None:
    server.answers["Condition"] = status(503)
    assert ask(tmp_path, server.url).status_code == 412
    assert len(server.asked) == 2


def test_a_redirect_to_another_origin_is_not_followed_and_the_token_stays(tmp_path: Path, server: FhirServer) -> None:
    with running(FhirServer(resources={"Condition": FOUND})) as other:
        server.answers["Condition"] = redirect_to(f"{other.url}/Condition")
        assert_outcome(ask(tmp_path, server.url), 412, "DVT-202")
        assert other.asked == []


def test_a_redirect_within_the_origin_is_followed(tmp_path: Path, server: FhirServer) -> None:
    server.answers["Condition"] = at_first(redirect_to("/fhir/Condition?moved=yes"))
    assert ask(tmp_path, server.url).status_code == 200
    assert [asked.query.get("moved") for asked in server.asked] == [None, ["yes"]]


def test_a_redirect_that_goes_in_circles_is_given_up(tmp_path: Path, server: FhirServer) -> None:
    server.answers["Condition"] = redirect_to("/fhir/Condition?moved=yes")
    assert_outcome(ask(tmp_path, server.url), 412, "DVT-202")
    assert len(server.asked) == 3


@pytest.mark.verifies("PF-13")
@pytest.mark.parametrize(("paging", "pages"), [(fakes.endless_pages, 20), (fakes.same_page_again, 2)])
def test_endless_paging_ends_and_the_data_counts_as_incomplete(
    tmp_path: Path, server: FhirServer, paging: fakes.Answer, pages: int
) -> None:
    server.answers["Condition"] = paging
    core = StandIn()
    assert ask(tmp_path, server.url, core).status_code == 200
    assert core.records[0].state_of("conditions") == "partial"
    assert len(server.asked) == pages


@pytest.mark.verifies("PF-13")
@pytest.mark.parametrize(("total", "state"), [(-1, "answered"), (None, "answered"), (7, "answered"), (8, "partial")])
def test_all_pages_are_one_answer(tmp_path: Path, server: FhirServer, total: int | None, state: str) -> None:
    server.total = total
    server.resources["Condition"] = [condition(id=f"c{number}", code={"text": "x"}) for number in range(7)]
    server.page_size = 3
    core = StandIn()
    assert ask(tmp_path, server.url, core).status_code == 200
    assert core.records[0].state_of("conditions") == state
    assert [asked.query.get("page") for asked in server.asked] == [None, ["1"], ["2"]]


@pytest.mark.verifies("PF-13")
@pytest.mark.parametrize(
    "failure", ["401", "500", "malformed JSON", "HTML", "truncated by length", "OperationOutcome with 200"]
)
def test_a_later_page_that_fails_leaves_the_data_incomplete(tmp_path: Path, server: FhirServer, failure: str) -> None:
    server.resources["Condition"] = FOUND * 2
    server.page_size, server.total = 1, None
    broken = FAILURES[failure][0]
    server.answers["Condition"] = at_first(Talk.as_usual, broken, broken)
    core = StandIn()
    assert ask(tmp_path, server.url, core).status_code == 200
    assert core.records[0].state_of("conditions") == "partial"


@pytest.mark.verifies("PF-13")
@pytest.mark.parametrize(
    "link",
    [
     "http://127.0.0.1:1/fhir?page=2", "https://fhir.example/r4?page=2",
     "file:///etc/passwd", "", "//evil.example/x",
     "http://127.0.0.1:{port}@evil.example/", "http://127.0.0.1:{port}\\@evil.example/", "https://127.0.0.1:{port}/fhir"],
)  # fmt: skip
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_next_link_to_another_origin_is_never_called(
    tmp_path: Path, server: FhirServer, link: str, is_sent: bool
) -> None:
    page = bundle(FOUND[0], link=[{"relation": "next", "url": link.replace("{port}", str(server.port))}])
    server.answers["Condition"] = text(json.dumps(page).encode())
    core = StandIn()
    prefetch = {"observations": None, **OTHERS, **({"conditions": page} if is_sent else {})}
    body = call(prefetch=prefetch, fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    assert post(make_app(tmp_path, core, deadline_ms=20_000), body).status_code == 200
    assert core.records[0].state_of("conditions") == "partial"
    assert len(server.asked) == (0 if is_sent else 1)


@pytest.mark.parametrize("body", [b"<html>", b"null", b'{"resourceType":"Patient"}', b'{"resourceType":1}', b"{}"])
def test_an_answer_of_the_wrong_kind_is_no_page(server: FhirServer, body: bytes) -> None:
    server.answers["Condition"] = text(body)
    found = fetch(server, ["conditions"], client_with())
    assert (found["conditions"].pages, found["conditions"].failure) == ((), "not_fhir")


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda talk, asked: talk.give(b"[" + b" " * 3000 + b"]"), id="announced"),
        pytest.param(
            lambda talk, asked: talk.wfile.write(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + (b"200\r\n" + b" " * 512 + b"\r\n") * 6
                + b"0\r\n\r\n"
            ),
            id="not announced",
        ),
    ],
)
def test_an_answer_over_the_limit_is_not_read(server: FhirServer, send: Callable[..., None]) -> None:
    server.answers["Condition"] = send
    found = fetch(server, ["conditions"], client_with(bytes_per_answer=2000))
    assert (found["conditions"].pages, found["conditions"].failure) == ((), "too_large")


def test_all_answers_together_have_a_limit(server: FhirServer) -> None:
    server.answers["*"] = text(json.dumps(bundle()).encode() + b" " * 1500)
    found = fetch(server, ["conditions", "observations", "procedures"], client_with(bytes_in_all=2000))
    assert sorted(each.failure for each in found.values()) == ["", "too_large", "too_large"]


def client_with(*, threads: int = 8, **limits: Any) -> FhirClient:
    return FhirClient(Limits(**{"deadline_seconds": 20, **limits}), threads=threads)


def fetch(server: FhirServer, keys: list[str], client: FhirClient) -> Mapping[str, Fetched]:
    """What a client fetches for some keys."""
    base = read_address(server.url)
    access = FhirAccess(base, AddressRules(loopback=True))
    return client.fetch(access, [Query(key, base.below(f"{KEYS[key]}?patient=x")) for key in keys])


def test_missing_keys_are_asked_for_at_the_same_time(tmp_path: Path, server: FhirServer) -> None:
    """Every search waits until all ten have arrived: one after the other would never end."""
    together = threading.Barrier(10)

    def wait_for_all(talk: Talk, asked: Asked) -> None:
        together.wait(timeout=60)
        talk.as_usual(asked)

    server.answers["*"] = wait_for_all
    body = call(without=("prefetch",), fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    assert post(make_app(tmp_path, deadline_ms=30_000), body).status_code == 200
    assert len(server.asked) == 10


def test_connections_are_kept_from_call_to_call(tmp_path: Path, server: FhirServer) -> None:
    talks: list[int] = []

    def note(talk: Talk, asked: Asked) -> None:
        talks.append(talk.client_address[1])
        talk.as_usual(asked)

    server.answers["Condition"] = note
    app = make_app(tmp_path, deadline_ms=20_000)
    body = call(prefetch={"observations": None, **OTHERS}, fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    for _ in range(3):
        assert post(app, body).status_code == 200
    assert len(talks) == 3
    assert len(set(talks)) == 1
