"""No test leaves this machine: the guard of ``tests/conftest.py`` holds."""

from __future__ import annotations

import socket
import threading

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_to_another_machine_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(AssertionError, match="reached for the network"):
        client.connect((host, 9))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="reached for the network"):
        socket.getaddrinfo("fhir.example.org", 443)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as client,
        pytest.raises(AssertionError, match="reached for the network"),
    ):
        client.sendto(b"x", ("192.0.2.1", 9))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepting = threading.Thread(target=lambda: server.accept()[0].close())
        accepting.start()
        with socket.create_connection(server.getsockname()):
            pass
        accepting.join()
