"""gunicorn with the shipped configuration: what it logs, what it refuses, how it stops."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest

APPLICATION = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/broken":
        raise RuntimeError("on purpose")
    environ["wsgi.input"].read()
    environ["dvt-cds.logged"] = environ["PATH_INFO"] == "/logged"
    start_response("200 OK", [("Content-Length", "2"), ("Content-Type", "text/plain")])
    return [b"ok"]
"""
CANARY = "Canary-1959-03-14"


@dataclass
class Server:
    """A running gunicorn, where it listens and what it has logged."""

    running: subprocess.Popen[str]
    port: int = 0
    logged: list[str] = field(default_factory=list)

    def read_until(self, pattern: str) -> re.Match[str]:
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self.logged.append(line)
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"the server ended before it logged {pattern}: {self.logged}")

    def send(self, request: bytes) -> bytes:
        """Send raw bytes, and return everything that comes back until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def stop(self) -> str:
        """End the server as a process manager does, and return its whole log."""
        self.running.send_signal(signal.SIGTERM)
        rest, _ = self.running.communicate(timeout=30)
        return "".join(self.logged) + rest


@pytest.fixture
def server(checkout: Path, tmp_path: Path, threads: str) -> Iterator[Server]:
    (tmp_path / "sample.py").write_text(APPLICATION)
    configuration = str(checkout / "deploy" / "gunicorn.conf.py")
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", configuration, "-b", "127.0.0.1:0", "sample:application"],
        cwd=tmp_path,
        env={**os.environ, "WEB_CONCURRENCY": "1", "WEB_THREADS": threads},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        started = Server(running)
        try:
            started.port = int(started.read_until(r"Listening at: http://127\.0\.0\.1:(\d+)")[1])
            started.read_until("Booting worker")
            yield started
        finally:
            running.kill()


@pytest.fixture(params=["1", "4"], ids=["behind_a_proxy", "without_a_proxy"])
def threads(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_log_has_the_path_and_neither_query_nor_headers_nor_body(server: Server) -> None:
    body = b'{"name": "' + CANARY.encode() + b'"}'
    headers = f"Host: h\r\nAuthorization: Bearer {CANARY}\r\nReferer: http://h/{CANARY}\r\nUser-Agent: {CANARY}\r\n"
    head = f"POST /cds-services/dvt-patient-view?patient={CANARY} HTTP/1.1\r\n{headers}Content-Length: {len(body)}\r\n"
    assert server.send(head.encode() + b"Connection: close\r\n\r\n" + body).endswith(b"ok")
    log = server.stop()
    assert '"POST /cds-services/dvt-patient-view" 200' in log
    assert CANARY not in log


@pytest.mark.parametrize("path", [f"/cds-services/{CANARY}", f"/cds-services//{CANARY}/feedback/"])
def test_an_address_of_no_service_is_not_logged_whatever_its_answer(server: Server, path: str) -> None:
    assert server.send(f"OPTIONS {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode()).endswith(b"ok")
    log = server.stop()
    assert '"OPTIONS -" 200' in log
    assert CANARY not in log


def test_a_call_that_the_service_has_logged_is_not_logged_again(server: Server) -> None:
    for path in ("/logged", "/not-logged"):
        assert server.send(f"GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode()).endswith(b"ok")
    log = server.stop()
    assert '"GET /not-logged" 200' in log
    assert '"GET /logged"' not in log


@pytest.mark.parametrize(
    "request_bytes",
    [
        f"POST /cds-services/x HTTP/1.1\r\nHost: h\r\nAuthor{CANARY} ization: Bearer {CANARY}\r\n\r\n".encode(),
        f"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}\r\n0\r\n\r\n".encode(),
        f"{CANARY}@@ / HTTP/1.1\r\nHost: h\r\n\r\n".encode(),
        f"GET /broken?patient={CANARY} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode(),
    ],
    ids=["header", "chunk", "request_line", "application_error"],
)
def test_a_request_that_fails_leaves_nothing_of_itself_in_the_log(server: Server, request_bytes: bytes) -> None:
    assert re.match(rb"HTTP/1.1 [45]\d\d ", server.send(request_bytes))
    assert CANARY not in server.stop()


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + b"a" * 20000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(80)) + b"\r\n", b"431"),
    ],
    ids=["long_request_line", "long_header", "many_headers"],
)
def test_an_oversized_head_is_refused(server: Server, request_bytes: bytes, status: bytes) -> None:
    assert server.send(request_bytes).split()[1] == status


@pytest.mark.parametrize("threads", ["4"], ids=["without_a_proxy"])
def test_connections_on_which_nothing_is_said_do_not_hold_up_the_others(server: Server) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(6)]
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"ok"
        connection.close()
    finally:
        for each in silent:
            each.close()


def test_a_request_to_stop_ends_the_server_cleanly(server: Server) -> None:
    server.stop()
    assert server.running.returncode == 0
