"""A small FHIR server on this machine, for tests: it answers searches from what it was given, counts them, and fails
in every way a server can.

It is no search engine: a search gives everything of its type.  What it holds back it holds until the test ends, so a
deadline is met by the service or not at all.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

JSON = "application/fhir+json"


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    form: str

    @property
    def type(self) -> str:
        """The resource type that was asked for."""
        return self.path.strip("/").split("/")[1]


Answer = Callable[["Talk", Asked], None]


@dataclass
class FhirServer:
    """Resources by type, and how each type is answered when not as usual (``answers``; ``*`` for all)."""

    resources: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    page_size: int = 0
    """Entries to a page; 0: all on one."""
    total: int | None = -1
    """What the pages say of the total: -1 the truth, None nothing."""
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/fhir"

    def asked_for(self, kind: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.type == kind]

    def page(self, kind: str, number: int) -> dict[str, Any]:
        """One page of a search, the first being 0."""
        found = self.resources.get(kind, [])
        size = self.page_size or max(len(found), 1)
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
        if self.total is not None:
            bundle["total"] = len(found) if self.total < 0 else self.total
        if entries := found[number * size : (number + 1) * size]:
            bundle["entry"] = [{"resource": resource} for resource in entries]
        if (number + 1) * size < len(found):
            bundle["link"] = [{"relation": "next", "url": f"{self.url}/{kind}?page={number + 1}"}]
        return bundle


class Talk(BaseHTTPRequestHandler):
    """One connection; the ways of answering are its methods."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fhir: FhirServer

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _answer(self, form: str) -> None:
        parts = urlsplit(self.path)
        asked = Asked(self.command, parts.path, parse_qs(parts.query), dict(self.headers), form)
        self.fhir.asked.append(asked)
        answer = self.fhir.answers.get(asked.type) or self.fhir.answers.get("*") or Talk.as_usual
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            answer(self, asked)

    def as_usual(self, asked: Asked) -> None:
        if asked.type == "Patient":
            self.give(self.fhir.resources["Patient"][0])
        else:
            self.give(self.fhir.page(asked.type, int(asked.query.get("page", ["0"])[0])))

    def give(self, body: Any, status: int = 200, media_type: str = JSON, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def hold(self) -> None:
        """Say nothing until the test is over."""
        self.fhir.released.wait(60)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


def status(code: int, **headers: str) -> Answer:
    """An error status with an OperationOutcome."""
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
    return lambda talk, asked: talk.give(outcome, code, **headers)


def text(body: bytes, media_type: str = JSON) -> Answer:
    """These bytes, with status 200."""
    return lambda talk, asked: talk.give(body, media_type=media_type)


def held(talk: Talk, asked: Asked) -> None:
    """No answer at all."""
    talk.hold()


def dripping_head(talk: Talk, asked: Asked) -> None:
    """A head that comes byte by byte and does not end: no single wait is ever long."""
    _drip(talk, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def dripping_body(talk: Talk, asked: Asked) -> None:
    """A body that comes byte by byte and does not end."""
    _drip(talk, b'HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n{"resourceType":"Bundle"')


def _drip(talk: Talk, beginning: bytes) -> None:
    talk.close_connection = True
    talk.wfile.write(beginning)
    while not talk.fhir.released.wait(0.02):
        talk.wfile.write(b" ")
        talk.wfile.flush()


def truncated(talk: Talk, asked: Asked) -> None:
    """A body shorter than announced."""
    talk.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"resourceType":"Bundle"}')
    talk.close_connection = True


def truncated_chunks(talk: Talk, asked: Asked) -> None:
    """A chunked body without its last chunk; what came is sound JSON."""
    body = b'{"resourceType":"Bundle"}'
    talk.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n" % (len(body), body))
    talk.close_connection = True


def hangs_up(talk: Talk, asked: Asked) -> None:
    """The connection is closed without an answer."""
    talk.connection.shutdown(socket.SHUT_RDWR)
    talk.close_connection = True


def endless_pages(talk: Talk, asked: Asked) -> None:
    """Each page has a next."""
    number = int(asked.query.get("page", ["0"])[0])
    link = [{"relation": "next", "url": f"{talk.fhir.url}/{asked.type}?page={number + 1}"}]
    talk.give({"resourceType": "Bundle", "link": link})


def same_page_again(talk: Talk, asked: Asked) -> None:
    """The next page is this page."""
    link = [{"relation": "next", "url": f"{talk.fhir.url}/{asked.type}?page=1"}]
    talk.give({"resourceType": "Bundle", "link": link})


def redirect_to(url: str, code: int = 302) -> Answer:
    return lambda talk, asked: talk.give(b"", code, Location=url)


def at_first(*answers: Answer) -> Answer:
    """These answers in turn, then as usual."""
    left = list(answers)
    lock = threading.Lock()

    def answer(talk: Talk, asked: Asked) -> None:
        with lock:
            following = left.pop(0) if left else Talk.as_usual
        following(talk, asked)

    return answer


@contextlib.contextmanager
def running(server: FhirServer | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[FhirServer]:
    """The server on a free port of this machine; whatever it holds back is released at the end."""
    fhir = server or FhirServer()
    listener = ThreadingHTTPServer(("127.0.0.1", 0), type("FhirTalk", (Talk,), {"fhir": fhir}))
    listener.daemon_threads = True
    listener.block_on_close = False
    listener.handle_error = lambda *arguments: None  # type: ignore[method-assign]
    if tls is not None:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
        fhir.scheme = "https"
    fhir.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fhir
    finally:
        fhir.released.set()
        listener.shutdown()
        listener.server_close()
        thread.join()
