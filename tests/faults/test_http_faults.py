"""Faults below the message: media types, sizes, methods, addresses, and what breaks inside the service."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData

from service.hooks import bodies
from service.hooks.body_watch import BodyWatch
from service.store import StoreError
from service.store.failures import StoreReadError, StoreWriteError
from tests.hook_calls import NOW, PATIENT, StandIn, assert_outcome, call, card, make_app, post

PATIENT_VIEW = "/cds-services/dvt-patient-view"
EMPTY_MEMBER = {"detail": ""}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return make_app(tmp_path, max_body_bytes=2048)


@pytest.mark.verifies("HTTP-4")
@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "application/json; charset=latin-1"],
)
def test_anything_but_json_in_utf_8_is_415(app: Flask, media_type: str) -> None:
    assert_outcome(post(app, call(), content_type=media_type), 415, "DVT-114")


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/fhir+json",
        "application/json; charset=utf-8",
        'Application/JSON; charset="UTF-8"',
        "application/json; fhirVersion=4.0",
    ],
)
def test_json_is_taken_under_either_name(app: Flask, media_type: str) -> None:
    assert post(app, call(), content_type=media_type).status_code == 200


def test_a_compressed_body_is_415(app: Flask) -> None:
    body = gzip.compress(json.dumps(call()).encode())
    response = post(app, body, PATIENT_VIEW, headers={"Content-Encoding": "gzip"})
    assert_outcome(response, 415, "DVT-115")
    assert response.headers["Accept-Encoding"] == "identity"


def padded(size: int) -> bytes:
    """A sound call of exactly this many bytes."""
    body = json.dumps(call()).encode()
    return body + b" " * (size - len(body))


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_413(app: Flask) -> None:
    assert post(app, padded(2048), PATIENT_VIEW).status_code == 200
    assert_outcome(post(app, padded(2049), PATIENT_VIEW), 413, "DVT-116")


def send_chunked(app: Flask, body: bytes, *, terminated: bool = True) -> Any:
    """A body without a length, as a server hands on one that came in chunks."""
    environ = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": terminated}
    headers = {"Transfer-Encoding": "chunked"}
    return app.test_client().post(
        PATIENT_VIEW, headers=headers, content_type="application/json", environ_overrides=environ
    )


def test_a_chunked_body_is_read_whole_or_refused_but_never_cut(app: Flask) -> None:
    assert send_chunked(app, padded(2048)).status_code == 200
    assert_outcome(send_chunked(app, padded(2049)), 413, "DVT-116")
    assert_outcome(send_chunked(app, padded(50_000)), 413, "DVT-116")


def test_a_chunked_body_that_the_server_does_not_end_is_411(app: Flask) -> None:
    assert_outcome(send_chunked(app, padded(1024), terminated=False), 411, "DVT-117")


def test_a_body_shorter_than_announced_is_not_read_as_the_whole(app: Flask) -> None:
    environ = {"wsgi.input": io.BytesIO(padded(1000)), "CONTENT_LENGTH": "1001"}
    response = app.test_client().post(PATIENT_VIEW, content_type="application/json", environ_overrides=environ)
    assert_outcome(response, 400, "DVT-118")


class OneByteAtATime(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 7) if size and size > 0 else 7)


def test_a_body_that_comes_in_pieces_is_read_whole(app: Flask) -> None:
    body = padded(1500)
    environ = {"wsgi.input": OneByteAtATime(body), "CONTENT_LENGTH": str(len(body))}
    assert (
        app.test_client().post(PATIENT_VIEW, content_type="application/json", environ_overrides=environ).status_code
        == 200
    )


class OfConnection:
    """The body as a server reads it from its connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def read(self, size: int) -> bytes:
        return self.connection.recv(size)


def test_a_body_that_stands_still_gives_its_thread_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"{")
        environ = {"wsgi.input": OfConnection(ours), "gunicorn.socket": ours, "CONTENT_LENGTH": "100"}
        response = app.test_client().post(PATIENT_VIEW, content_type="application/json", environ_overrides=environ)
        assert ours.gettimeout() is None
    assert_outcome(response, 400, "DVT-118")


def test_a_body_that_drips_is_ended_at_its_deadline() -> None:
    at = [0.0]
    watch = BodyWatch(lambda: at[0])
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watch.give(ours, 12)
        at[0] = 12.0
        watch.end_overdue()
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
        at[0] = 12.1
        watch.end_overdue()
        assert ours.recv(1) == b""
        ours.sendall(b"400")
        assert theirs.recv(3) == b"400"


def test_a_body_that_is_read_in_time_is_left_alone_afterwards() -> None:
    at = [0.0]
    watch = BodyWatch(lambda: at[0])
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watch.give(ours, 12)
        watch.release(ours)
        at[0] = 100.0
        watch.end_overdue()
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"


class Dripping(OfConnection):
    """A body of which a byte comes every six seconds, as the server reads it: until it is whole."""

    def __init__(self, connection: socket.socket, sender: socket.socket, watch: BodyWatch, at: list[float]) -> None:
        super().__init__(connection)
        self.sender, self.watch, self.at = sender, watch, at

    def read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            self.at[0] += 6
            self.watch.end_overdue()
            with contextlib.suppress(BrokenPipeError):
                self.sender.sendall(b" ")
            if not (byte := self.connection.recv(1)):
                return found
            found += byte
        return found


def test_a_body_that_drips_gives_its_thread_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [0.0]
    watch = BodyWatch(lambda: at[0])
    monkeypatch.setattr(bodies, "_WATCH", watch)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        environ = {"wsgi.input": Dripping(ours, theirs, watch, at), "gunicorn.socket": ours, "CONTENT_LENGTH": "1000"}
        response = app.test_client().post(PATIENT_VIEW, content_type="application/json", environ_overrides=environ)
    assert_outcome(response, 400, "DVT-118")
    assert at[0] < 30


class BrokenOff(io.BytesIO):
    """A stream of chunks as the server gives it: it raises where the next chunk should be."""

    def __init__(self, body: bytes, error: Exception) -> None:
        super().__init__(body)
        self.error = error

    def read(self, size: int | None = -1) -> bytes:
        if piece := super().read(size):
            return piece
        raise self.error


@pytest.mark.parametrize(
    "error", [NoMoreData(), InvalidChunkSize(b"zz"), ChunkMissingTerminator(b"x"), ConnectionResetError()]
)
@pytest.mark.parametrize("announced", [{"wsgi.input_terminated": True}, {"CONTENT_LENGTH": "2000"}])
def test_a_body_that_breaks_off_is_the_fault_of_its_sender(app: Flask, error: Exception, announced: Any) -> None:
    environ = {"wsgi.input": BrokenOff(padded(1000), error), **announced}
    headers = {} if "CONTENT_LENGTH" in announced else {"Transfer-Encoding": "chunked"}
    response = app.test_client().post(
        PATIENT_VIEW, headers=headers, content_type="application/json", environ_overrides=environ
    )
    assert_outcome(response, 400, "DVT-118")


@pytest.mark.verifies("REQ-1")
def test_get_on_a_service_is_405_and_names_the_methods(app: Flask) -> None:
    response = app.test_client().get(PATIENT_VIEW)
    assert_outcome(response, 405, "DVT-113")
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.verifies("REQ-1")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/cds-services/zork"),
        ("POST", "/cds-services/zork/feedback"),
        ("GET", "/cds-services/zork"),
        ("GET", "/zork"),
        ("POST", "/cds-services/dvt-patient-view/zork"),
        ("GET", "/static/x.js"),
        ("GET", "/"),
    ],
)
def test_an_unknown_address_is_404(app: Flask, method: str, path: str) -> None:
    assert_outcome(app.test_client().open(path, method=method, json={}), 404, "DVT-112")


@pytest.mark.verifies("HTTP-5", "GEN-1")
def test_a_bug_is_500_without_stack_or_data(tmp_path: Path) -> None:
    app = make_app(tmp_path, StandIn(failure=ZeroDivisionError(f"secret of {PATIENT}")))
    response = post(app, call())
    assert_outcome(response, 500, "DVT-120")
    text = response.get_data(as_text=True)
    assert "Traceback" not in text
    assert "ZeroDivisionError" not in text
    assert PATIENT not in text


@pytest.mark.verifies("GEN-3", "GEN-4")
def test_an_empty_member_in_a_card_is_a_bug_in_development(tmp_path: Path) -> None:
    response = post(make_app(tmp_path, StandIn(cards=(card(**EMPTY_MEMBER),))), call())
    (issue,) = assert_outcome(response, 500, "DVT-119")
    assert issue["diagnostics"] == "cards[0].detail"


class BrokenStore:
    """A store whose database fails at one point."""

    def __init__(self, store: Any, **failures: StoreError) -> None:
        self._store = store
        self._failures = failures

    def __getattr__(self, name: str) -> Any:
        def fail(*args: Any, **kwargs: Any) -> Any:
            raise self._failures[name]

        return fail if name in self._failures else getattr(self._store, name)


@pytest.mark.parametrize(
    ("failures", "number"),
    [({"read_history": StoreReadError()}, "DVT-507"), ({"record_issued": StoreWriteError()}, "DVT-506")],
)
def test_an_answer_that_cannot_be_recorded_is_not_given(
    tmp_path: Path, failures: dict[str, StoreError], number: str
) -> None:
    store = make_app(tmp_path).extensions["dvt-cds"].store
    app = make_app(tmp_path, parts={"store": BrokenStore(store, **failures)})
    assert_outcome(post(app, call()), 503, number)


def test_an_answer_that_cannot_be_written_as_json_is_not_recorded(tmp_path: Path) -> None:
    shown = card(detail=object())
    app = make_app(tmp_path, StandIn(cards=(shown,)))
    assert_outcome(post(app, call()), 500, "DVT-120")
    assert app.extensions["dvt-cds"].store.read_issued(shown["uuid"]) is None


def test_readiness_says_when_the_store_can_be_read_but_not_written(tmp_path: Path) -> None:
    client = make_app(tmp_path).test_client()
    assert client.get("/readyz").status_code == 200
    file = next(tmp_path.rglob("*.sqlite3"))
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TRIGGER full BEFORE UPDATE ON store_setting BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert_outcome(client.get("/readyz"), 503, "DVT-506")


def test_metrics_count_calls_by_our_own_words_only(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    post(app, call())
    post(app, call(hookInstance="x"))
    post(app, {}, "/cds-services/zork")
    text = app.test_client().get("/metrics").get_data(as_text=True)
    assert 'dvt_cds_calls_total{service="dvt-patient-view",state="advice",status="200"} 1.0' in text
    assert 'dvt_cds_calls_total{service="dvt-patient-view",state="failed",status="400"} 1.0' in text
    assert 'dvt_cds_faults_total{number="DVT-112"} 1.0' in text
    assert "zork" not in text


def test_in_production_a_violation_costs_the_member_and_not_the_card(tmp_path: Path) -> None:
    trust_file = tmp_path / "trust.yaml"
    trust_file.write_text("")
    from service.hooks.trust import OpenTrust
    from service.settings import Secret

    shown = card(**EMPTY_MEMBER)
    app = make_app(
        tmp_path, StandIn(cards=(shown,)), parts={"trust": OpenTrust()}, mode="production", trust="required",
        trust_file=trust_file, public_url="https://cds.example", pseudonym_key=Secret("k" * 32),
    )  # fmt: skip
    response = post(app, call())
    assert response.status_code == 200
    assert "detail" not in response.get_json()["cards"][0]
    assert 'number="DVT-119"' in app.test_client().get("/metrics").get_data(as_text=True)
    assert app.extensions["dvt-cds"].store.read_issued(shown["uuid"])["issued_at"] == NOW
