"""A call that its client has given up is not worked on."""

from __future__ import annotations

import socket
import struct

import pytest

from service.errors import OverloadedError
from service.hooks.waiting import check_waiting, waited
from tests.hook_calls import StandIn, assert_outcome, call, make_app, post

NOW = 1_795_348_800.0


class Connection:
    """A socket whose bytes have been lying there for some milliseconds."""

    family = socket.AF_INET

    def __init__(self, milliseconds: int):
        self._milliseconds = milliseconds

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        return bytes(52) + struct.pack("I", self._milliseconds)

    def gettimeout(self) -> None:
        return None

    def settimeout(self, seconds: float | None) -> None:
        pass

    def recv(self, size: int, flags: int) -> bytes:
        raise BlockingIOError


@pytest.mark.parametrize(
    "header",
    ["1795348796.5", "t=1795348796.500", "1795348796500", "t=1795348796500", "1795348796500000", " t=1795348796500 "],
)
def test_the_time_that_a_proxy_tells_is_read_in_every_unit_proxies_use(header):
    assert waited({"HTTP_X_REQUEST_START": header}, NOW) == pytest.approx(3.5)


@pytest.mark.parametrize("header", ["1795348900", "1795000000", "yesterday", "-5", "", "179534879650x"])
def test_a_time_that_cannot_be_is_not_used(header):
    assert waited({"HTTP_X_REQUEST_START": header}, NOW) is None


def test_without_a_proxy_the_kernel_tells_how_long_the_bytes_have_been_there():
    assert waited({"gunicorn.socket": Connection(4200)}, NOW) == 4.2


def test_what_the_proxy_tells_comes_first():
    environ = {"HTTP_X_REQUEST_START": "1795348799", "gunicorn.socket": Connection(90_000)}
    assert waited(environ, NOW) == pytest.approx(1)


def test_a_real_socket_is_asked_without_an_error():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"x")
        accepted, _ = server.accept()
        with accepted:
            assert 0 <= (waited({"gunicorn.socket": accepted}, NOW) or 0) < 60
    own, other = socket.socketpair()
    with own, other:
        assert waited({"gunicorn.socket": own}, NOW) is None


@pytest.mark.parametrize(("milliseconds", "most", "refused"), [(3001, 3, True), (3000, 3, False), (90_000, 0, False)])
def test_a_call_is_refused_only_beyond_what_it_may_wait(milliseconds, most, refused):
    environ = {"gunicorn.socket": Connection(milliseconds)}
    if refused:
        with pytest.raises(OverloadedError):
            check_waiting(environ, NOW, most)
    else:
        check_waiting(environ, NOW, most)


def test_a_call_that_waited_too_long_is_told_so_and_not_worked_on(tmp_path):
    answer = StandIn()
    app = make_app(tmp_path, answer)
    response = post(app, call(), environ_overrides={"gunicorn.socket": Connection(3001)})
    assert_outcome(response, 503, "DVT-121")
    assert response.headers["Retry-After"] == "1"
    assert answer.requests == []


def test_how_long_a_call_may_wait_is_a_setting(tmp_path):
    waiting = {"gunicorn.socket": Connection(3001)}
    assert post(make_app(tmp_path, max_waiting_ms=0), call(), environ_overrides=waiting).status_code == 200
    assert post(make_app(tmp_path, max_waiting_ms=4000), call(), environ_overrides=waiting).status_code == 200
