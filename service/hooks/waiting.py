"""How long a call waited before anybody looked at it, and whether its client still waits.

Under overload a late answer is worth less than a quick 503.

A proxy tells when it received the call (``X-Request-Start``, milliseconds or seconds of the Unix clock, with or without
``t=``).  Without one the kernel knows how long the bytes have been lying in the socket (Linux, TCP).  A large body that
did not fit into the socket seems younger than it is, never older.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Mapping
from typing import Any

from service.errors import OverloadedError

_START = re.compile(r"(?:t=)?(\d{10,16})(?:\.(\d{1,6}))?")
_LONGEST = 3600.0
"""An age of more than an hour, or one below zero, comes from a wrong clock."""
_LAST_DATA_RECEIVED = 52
"""Where ``struct tcp_info`` of Linux holds the milliseconds since data last came."""


def check_waiting(environ: Mapping[str, Any], now: float, most_seconds: float) -> None:
    """Raise :class:`OverloadedError` (503, DVT-121) when a call has waited longer than its client will.

    ``now`` is the Unix time in seconds; ``most_seconds`` of 0 lets every call through.
    """
    if most_seconds and (waited(environ, now) or 0.0) > most_seconds:
        raise OverloadedError


def waited(environ: Mapping[str, Any], now: float) -> float | None:
    """Seconds since the call came; ``None`` where nobody can tell."""
    told = _START.fullmatch(environ.get("HTTP_X_REQUEST_START", "").strip())
    if told:
        # 10 digits are seconds, 13 milliseconds, 16 microseconds.
        started = float(f"{told[1]}.{told[2] or 0}") / 1000 ** ((len(told[1]) - 10) // 3)
        return now - started if 0 <= now - started < _LONGEST else None
    return _waited_in_socket(environ.get("gunicorn.socket"))


def _waited_in_socket(connection: Any) -> float | None:
    option = getattr(socket, "TCP_INFO", None)
    if option is None or getattr(connection, "family", None) not in (socket.AF_INET, socket.AF_INET6):
        return None
    try:
        told = connection.getsockopt(socket.IPPROTO_TCP, option, _LAST_DATA_RECEIVED + 4)
        milliseconds: int = struct.unpack_from("I", told, _LAST_DATA_RECEIVED)[0]
    except (OSError, struct.error):
        return None
    return milliseconds / 1000


def has_left(environ: Mapping[str, Any]) -> bool:
    """Whether the client has hung up, as far as the socket tells: an EHR that gave up shows nothing of the answer."""
    connection = environ.get("gunicorn.socket")
    if connection is None:
        return False
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except (OSError, ValueError):  # nothing sent meanwhile, as is usual; or an encrypted connection, which cannot tell
        return False
