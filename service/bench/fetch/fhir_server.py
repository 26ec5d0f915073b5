"""A small FHIR server on this machine, for tests and measurements: it answers searches from what it was given, counts
them, and can be told to answer in any other way (:mod:`service.bench.fetch.failures`).

It is no search engine: a search gives everything of its type.
"""

from __future__ import annotations

import contextlib
import json
import select
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

JSON = "application/fhir+json"
_LOOK_SECONDS = 0.25
"""How often a request that is held looks whether anybody still waits for it."""


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str] = field(repr=False)
    form: str = ""

    @property
    def type(self) -> str:
        """The resource type that was asked for."""
        return self.path.strip("/").split("/")[1]


Answer = Callable[["Talk", Asked], None]
"""A way of answering one request."""


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
    connections: list[int] = field(default_factory=list)
    """The port of the other side of every connection that was accepted."""
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
        """The requests for one resource type."""
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
    """One connection; the ways of answering use its methods."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fhir: FhirServer

    def setup(self) -> None:
        super().setup()
        self.fhir.connections.append(self.client_address[1])

    def do_GET(self) -> None:  # the name that http.server wants
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
        """What a sound server answers."""
        if asked.type == "Patient":
            self.give(self.fhir.resources["Patient"][0])
        else:
            self.give(self.fhir.page(asked.type, int(asked.query.get("page", ["0"])[0])))

    def give(self, body: Any, status: int = 200, media_type: str = JSON, **headers: str) -> None:
        """A whole answer: bytes as they are, anything else as JSON; ``Retry_After`` is the header Retry-After."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def hold(self) -> None:
        """Say nothing until the client hangs up or the server ends, a minute at most."""
        self.close_connection = True
        hung_up = select.poll()
        hung_up.register(self.connection, select.POLLIN)
        for _ in range(round(60 / _LOOK_SECONDS)):
            if self.fhir.released.wait(_LOOK_SECONDS) or hung_up.poll(0):
                return

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: what was asked is in :attr:`FhirServer.asked`."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    # A service asks for all its keys at once.  The usual queue of 5 would overflow, and the kernel of the client tries
    # again after a whole second, which is no fault of the service.
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that hangs up is what many tests are about."""


@contextlib.contextmanager
def running(server: FhirServer | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[FhirServer]:
    """The server on a free port of this machine; whatever it holds back is released at the end."""
    fhir = server or FhirServer()
    listener = _Listener(("127.0.0.1", 0), type("FhirTalk", (Talk,), {"fhir": fhir}))
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
