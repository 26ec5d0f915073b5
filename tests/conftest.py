"""What every test shares: no network but this machine, a clock that stands still, and the clinical content."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from service.content import cards_folder


class NetworkReachedError(AssertionError):
    """A test tried to reach another machine; it must act against one it started itself."""


def _refuse_other_machines(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        own = ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        own = False
    if not own:
        raise NetworkReachedError(f"a test reached for the network ({name})")


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Refuse every connection, datagram and name look-up that leaves this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded_connect(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        patch.setattr(socket, "gethostbyname", _guarded_lookup(socket.gethostbyname))
        patch.setattr(socket.socket, "sendto", _guarded_sendto(socket.socket.sendto))
        yield


def _guarded_connect(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse_other_machines(address[0])
        return original(self, address)

    return connect


def _guarded_lookup(original: Any) -> Any:
    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_other_machines(host)
        return original(host, *args, **kwargs)

    return look_up


def _guarded_sendto(original: Any) -> Any:
    def sendto(self: socket.socket, data: bytes, *rest: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse_other_machines(rest[-1][0])
        return original(self, data, *rest)

    return sendto


@pytest.fixture
def now() -> datetime:
    """The moment at which every answer of a test is given."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def knowledge() -> Any:
    """The clinical content of the checkout, loaded once."""
    from service.knowledge import load_knowledge

    return load_knowledge(cards_folder())
