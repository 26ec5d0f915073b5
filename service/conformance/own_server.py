"""The server of the checks on this machine: a key set, and a FHIR server with synthetic resources.

It notes what a service asks of it: a service must not fetch the keys of an issuer it does not know, and must fetch
the data that a client left out if it fetches any.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from service.conformance.synthetic import answer_to
from service.conformance.templates import Query


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the FHIR server."""

    query: Query
    authorization: str = field(repr=False)


@dataclass
class OwnServer:
    """What it serves and what it was asked."""

    port: int = 0
    keys: list[dict[str, Any]] = field(default_factory=list)
    key_fetches: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def jku(self) -> str:
        return f"http://127.0.0.1:{self.port}/jwks.json"

    @property
    def fhir(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    def forget(self) -> None:
        self.asked.clear()
        self.key_fetches = 0


class _Talk(BaseHTTPRequestHandler):
    own: OwnServer

    def do_GET(self) -> None:  # the name that http.server wants
        parts = urlsplit(self.path)
        if parts.path == "/jwks.json":
            self.own.key_fetches += 1
            self._give(200, {"keys": self.own.keys})
        elif parts.path.startswith("/fhir/"):
            self._answer(parts.path.removeprefix("/fhir/"), parts.query)
        else:
            self._give(404, {})

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
        path = urlsplit(self.path).path
        if path.startswith("/fhir/") and path.endswith("/_search"):
            self._answer(path.removeprefix("/fhir/").removesuffix("/_search"), form)
        else:
            self._give(404, {})

    def _answer(self, path: str, parameters: str) -> None:
        kind, _, identity = path.partition("/")
        query = Query(kind, identity, tuple(parse_qsl(parameters, keep_blank_values=True)))
        self.own.asked.append(Asked(query, self.headers.get("Authorization", "")))
        self._give(200, answer_to(query) or {})

    def _give(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the report of the checks is what is read."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a service asks for all its keys at once, and has little time


@contextlib.contextmanager
def running() -> Iterator[OwnServer]:
    """The server on a free port of this machine, until the end of the block."""
    own = OwnServer()
    listener = _Listener(("127.0.0.1", 0), type("Talk", (_Talk,), {"own": own}))
    own.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield own
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
