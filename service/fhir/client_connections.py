"""Connections to addresses that were checked: resolved once, connected to as resolved, pooled, and cut on time.

No proxy, cookie, netrc or redirect takes part: the adapter of requests is used without its session, so that nothing
of one call can reach another and nothing of the environment changes where a request goes.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from service.fhir.address_guard import AddressRules, WebAddress

_PIECE_BYTES = 64 * 1024
_MOST_POOLS = 64
CALLS_AT_ONCE, KEYS_OF_A_CALL = 12, 10
MOST_AT_ONCE = CALLS_AT_ONCE * KEYS_OF_A_CALL
"""Requests under way in one process.  With fewer, calls whose server hangs would hold up those of a sound one; threads
and connections are made only when they are needed."""
_MOST_IDLE_SECONDS = 20.0
"""A firewall forgets quiet connections without telling either side, and a request on such a one is never answered."""

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → the IP addresses behind them."""


class FetchFailedError(Exception):
    """One request did not give an answer.  ``reason`` is one of our own words; no URL, token or text of the server."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the machine's resolver gives them; raises :class:`FetchFailedError`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchFailedError("name_not_found") from None
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Received:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Exchange:
    """The network side of one call: one deadline, one budget of bytes, one set of addresses; over when it is over."""

    def __init__(
        self, rules: AddressRules, deadline: float, bytes_in_all: int, clock: Callable[[], float], resolve: Resolve
    ) -> None:
        self.rules, self.deadline, self.clock = rules, deadline, clock
        self._resolve = resolve
        self._bytes_left = bytes_in_all
        self._lock = threading.Lock()
        self._resolving = threading.Lock()
        self._resolved: dict[tuple[str, int], Sequence[str]] = {}
        self._live: set[HTTPConnection] = set()
        self._is_over = False
        self.requests = 0

    def remaining(self) -> float:
        """Seconds to the deadline; raises :class:`FetchFailedError` when there are none."""
        left = self.deadline - self.clock()
        if left <= 0 or self._is_over:
            raise FetchFailedError("deadline")
        return left

    def addresses_of(self, address: WebAddress) -> Sequence[str]:
        """The checked IP addresses of a host, resolved once for the whole call.

        Raises :class:`service.fhir.address_guard.AddressRefusedError` when any of them may not be connected to.
        """
        # Who waited here while a dead resolver was asked must not ask it again after the call is over: each would hold
        # a thread that other calls need.
        if not self._resolving.acquire(timeout=self.remaining()):
            raise FetchFailedError("deadline")
        try:
            self.remaining()
            key = address.host, address.port
            if key not in self._resolved:
                literal = address.literal
                found = (str(literal),) if literal else self._resolve(address.host, address.port)
                self._resolved[key] = self.rules.check(found)
            return self._resolved[key]
        finally:
            self._resolving.release()

    def spend(self, count: int) -> None:
        """Take bytes from the budget of the call."""
        with self._lock:
            self._bytes_left -= count
            if self._bytes_left < 0:
                raise FetchFailedError("too_large")

    def watch(self, connection: HTTPConnection) -> None:
        """Keep a connection in view while a request is on it; the last gate before anything is sent."""
        with self._lock:
            if self._is_over:
                raise FetchFailedError("deadline")
            self.requests += 1
            self._live.add(connection)

    def release(self, connections: set[HTTPConnection]) -> None:
        with self._lock:
            self._live -= connections

    def end(self) -> None:
        """No request begins after this, and those under way are cut (FHIR-9)."""
        with self._lock:
            self._is_over = True
            for connection in self._live:
                plain = getattr(connection, "sock", None)
                if plain is not None:
                    with contextlib.suppress(OSError):
                        # below TLS: the thread that reads finds the end of the stream and not a vanished session
                        socket.socket.shutdown(plain, socket.SHUT_RDWR)


class _Current(threading.local):
    """What the request of this thread belongs to."""

    exchange: Exchange
    address: str
    used: set[HTTPConnection]


_current = _Current()


class _Watched:
    """A connection that shows itself to the call it works for, and knows since when it has been idle."""

    idle_since: float | None = None

    def request(self, *args: Any, **options: Any) -> None:
        _current.used.add(self)  # type: ignore[arg-type]
        _current.exchange.watch(self)  # type: ignore[arg-type]
        super().request(*args, **options)  # type: ignore[misc]


class _PlainConnection(_Watched, HTTPConnection):
    pass


class _TlsConnection(_Watched, HTTPSConnection):
    pass


class _Fresh:
    """A pool that does not give out a connection that was idle for long; a closed one opens itself anew."""

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)  # type: ignore[misc]
        if connection.idle_since is not None and time.monotonic() - connection.idle_since >= _MOST_IDLE_SECONDS:
            connection.close()
        return connection

    def _put_conn(self, connection: Any) -> None:
        if connection is not None:
            connection.idle_since = time.monotonic()
        super()._put_conn(connection)  # type: ignore[misc]


class _PlainPool(_Fresh, HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(_Fresh, HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was checked, while TLS and the ``Host`` header keep the name."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def get_connection_with_tls_context(
        self, request: Any, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        host, tls = self.build_connection_pool_key_attributes(request, verify, cert)
        options: dict[str, Any] = dict(tls)
        if host["scheme"] == "https":
            options["server_hostname"] = host["host"]
        return self.poolmanager.connection_from_host(
            _current.address, host["port"], host["scheme"], pool_kwargs=options
        )


class Connections:
    """The pooled connections of one process.  Opens nothing until the first request, so it may be made before a fork.

    ``ca_bundle`` replaces the shipped list of certificate authorities.
    """

    def __init__(self, *, ca_bundle: str | None = None) -> None:
        self._verify: str | bool = ca_bundle or True
        self._adapter = PinnedAdapter(pool_connections=_MOST_POOLS, pool_maxsize=MOST_AT_ONCE)

    def send(
        self,
        exchange: Exchange,
        address: WebAddress,
        headers: Mapping[str, str],
        *,
        most_bytes: int,
        form: str | None = None,
    ) -> Received:
        """One GET (or POST of a form) and its whole answer; redirects are answers like any other.

        Raises :class:`FetchFailedError`, and :class:`service.fhir.address_guard.AddressRefusedError` for an address
        that may not be called.
        """
        sent = {"Host": address.netloc, "Accept-Encoding": "identity", "User-Agent": "dvt-cds", **headers}
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        prepared = requests.Request("GET" if form is None else "POST", address.url, sent, data=form).prepare()
        failure = FetchFailedError("connection")
        for number in exchange.addresses_of(address):
            _current.exchange, _current.address, _current.used = exchange, number, set()
            try:
                return self._receive(exchange, prepared, most_bytes)
            except requests.ConnectionError as error:
                # a refused connection has sent nothing yet: the next address of the host may be the one that listens
                failure = _told(error, exchange)
                if "NewConnectionError" not in repr(error):
                    break
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                failure = _told(error, exchange)
                break
            finally:
                exchange.release(_current.used)
        raise failure from None

    def _receive(self, exchange: Exchange, prepared: requests.PreparedRequest, most_bytes: int) -> Received:
        left = exchange.remaining()
        response = self._adapter.send(prepared, stream=True, timeout=(left, left), verify=self._verify)
        try:
            exchange.remaining()  # a head that was cut looks like a whole one with nothing after it
            if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
                raise FetchFailedError("compressed")
            body = _read(exchange, response, most_bytes)
        except BaseException:
            response.raw.close()  # an answer that was not read to its end must not be found by the next request
            raise
        response.raw.release_conn()
        return Received(response.status_code, response.headers, body)


def _read(exchange: Exchange, response: requests.Response, most_bytes: int) -> bytes:
    """The body, in pieces as they come, so that neither its size nor its pace is the server's to choose.

    One that ends before its announced length, or before its last chunk, raises in the library.
    """
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > most_bytes:
        raise FetchFailedError("too_large")
    pieces: list[bytes] = []
    size = 0
    while piece := response.raw.read1(_PIECE_BYTES):
        pieces.append(piece)
        size += len(piece)
        if size > most_bytes:
            raise FetchFailedError("too_large")
        exchange.spend(len(piece))
        exchange.remaining()
    exchange.remaining()
    return b"".join(pieces)


def _told(error: Exception, exchange: Exchange) -> FetchFailedError:
    """Our word for what a library says; its text may hold the URL."""
    if isinstance(error, requests.Timeout) or exchange.clock() >= exchange.deadline:
        return FetchFailedError("deadline")
    if isinstance(error, requests.exceptions.SSLError):
        return FetchFailedError("tls")
    if "IncompleteRead" in repr(error):
        return FetchFailedError("truncated")
    return FetchFailedError("connection")
