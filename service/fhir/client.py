"""Fetches what a hook call did not bring along: searches in parallel, one deadline for all of them, pages followed.

Whatever happens there is an answer on time: the pages that came, and for each key our own word for what did not.  A
token is sent to the server of its call only, within its scopes and its lifetime, and is in no log, error or repr.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRefusedError, WebAddress, join_address
from service.fhir.client_connections import (
    MOST_AT_ONCE,
    Connections,
    Exchange,
    FetchFailedError,
    Received,
    Resolve,
    resolve_host,
)
from service.fhir.pages import is_of_key, next_link, outside

_ACCEPT = {"Accept": "application/fhir+json", "Accept-Charset": "utf-8"}
_TRY_AGAIN = frozenset({500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WORTH_A_SECOND_TRY = frozenset({"connection", "truncated", *(f"status_{status}" for status in _TRY_AGAIN)})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may cost."""

    deadline_seconds: float = 0.4
    bytes_per_answer: int = 16 * 1024 * 1024
    bytes_in_all: int = 64 * 1024 * 1024
    pages: int = 20
    """Of one search, beside the page a client may have sent."""
    redirects: int = 2


@dataclass(frozen=True, slots=True)
class Query:
    """One read or search, or the rest of one: where it goes, and the form when it is a POST."""

    key: str
    address: WebAddress = field(repr=False)
    form: str | None = field(default=None, repr=False)
    is_rest: bool = False
    """Whether it goes on from a page that the client sent."""


@dataclass(slots=True)
class Fetched:
    """What came for one key: its pages in order, and why there are no more (empty: there are none to come)."""

    pages: tuple[bytes, ...] = field(default=(), repr=False)
    failure: str = "deadline"

    def copy(self) -> Fetched:
        """As it is at this moment: the thread that fills it may still be at it."""
        failure = self.failure  # read before the pages, so that no page can be missing where it says that none is
        return Fetched(self.pages, failure)


class FhirClient:
    """Fetches for the calls of one process; nothing that was fetched is kept (FHIR-7).

    ``clock`` counts seconds and is the clock of :attr:`FhirAccess.expires_at`; threads and connections are made at
    the first fetch, and anew after a fork.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        connections: Connections | None = None,
        clock: Callable[[], float] = time.perf_counter,
        resolve: Resolve = resolve_host,
        threads: int = MOST_AT_ONCE,
    ) -> None:
        self.limits, self.clock = limits, clock
        self._most_threads = threads
        self._connections = connections or Connections()
        self._resolve = resolve
        self._lock = threading.Lock()
        self._threads: ThreadPoolExecutor | None = None
        self._process = 0

    def fetch(self, access: FhirAccess, queries: Sequence[Query]) -> Mapping[str, Fetched]:
        """Ask everything at once; key → what came by the deadline.

        Raises :class:`AddressRefusedError` when the server resolves to an address that may not be called; every
        other failure is a word in :attr:`Fetched.failure`.
        """
        found = {query.key: Fetched() for query in queries}
        if access.is_over(self.clock()):
            return {key: Fetched(failure="expired") for key in found}
        deadline = self.clock() + self.limits.deadline_seconds
        exchange = Exchange(access.rules, deadline, self.limits.bytes_in_all, self.clock, self._resolve)
        futures: list[Future[None]] = [
            self._pool().submit(self._fetch_pages, exchange, access, query, found[query.key]) for query in queries
        ]
        try:
            wait(futures, timeout=self.limits.deadline_seconds)
        finally:
            exchange.end()
            for future in futures:
                future.cancel()
        for future in futures:
            if future.done() and not future.cancelled() and (error := future.exception()):
                raise error
        return {key: each.copy() for key, each in found.items()}

    def close(self) -> None:
        """Wait for the threads; none outlives its call by more than a connection attempt."""
        if self._threads is not None:
            self._threads.shutdown()

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._threads is None or self._process != os.getpid():
                self._threads = ThreadPoolExecutor(self._most_threads, thread_name_prefix="fhir")
                self._process = os.getpid()
            return self._threads

    def _fetch_pages(self, exchange: Exchange, access: FhirAccess, query: Query, found: Fetched) -> None:
        """One search to its last page, or to its limit; each page is kept the moment it is whole."""
        address: WebAddress | None = query.address
        form = query.form
        seen: set[str] = set()
        try:
            while address is not None:
                if address.url in seen or len(found.pages) >= self.limits.pages:
                    raise FetchFailedError("too_many_pages")
                seen.add(address.url)
                body = self._ask(exchange, access, address, form)
                page = outside(body)
                if page is None or not is_of_key(query.key, page):
                    raise FetchFailedError("not_fhir")
                if page.resourceType == "OperationOutcome":
                    raise FetchFailedError("operation_outcome")
                found.pages = (*found.pages, body)
                link, form = next_link(page), None
                address = self._follow(access, link) if link is not None else None
            found.failure = ""
        except FetchFailedError as failed:
            found.failure = failed.reason

    def _follow(self, access: FhirAccess, link: str) -> WebAddress:
        assert access.server is not None
        try:
            return join_address(access.server.below(""), link)
        except AddressRefusedError as refused:
            raise FetchFailedError(refused.reason) from None

    def _ask(self, exchange: Exchange, access: FhirAccess, address: WebAddress, form: str | None) -> bytes:
        """The body of one answer; asked once more when the first failed in a way that may pass and time is left."""
        for is_last in (False, True):
            try:
                return self._send(exchange, access, address, form)
            except FetchFailedError as failed:
                if is_last or failed.reason not in _WORTH_A_SECOND_TRY:
                    raise
        raise AssertionError

    def _send(self, exchange: Exchange, access: FhirAccess, address: WebAddress, form: str | None) -> bytes:
        for _ in range(self.limits.redirects + 1):
            exchange.remaining()
            if access.is_over(self.clock()):
                raise FetchFailedError("expired")
            headers = dict(_ACCEPT)
            if access.token is not None:
                headers["Authorization"] = f"Bearer {access.token}"
            received = self._connections.send(
                exchange, address, headers, most_bytes=self.limits.bytes_per_answer, form=form
            )
            if received.status not in _REDIRECTS or form is not None:
                return _body(received)
            address = self._redirected(address, received)
        raise FetchFailedError("redirect")

    def _redirected(self, address: WebAddress, received: Received) -> WebAddress:
        """Where a redirect leads, when that is the same origin; the token goes nowhere else."""
        try:
            return join_address(address, received.headers.get("Location", ""))
        except AddressRefusedError:
            raise FetchFailedError("redirect") from None


def _body(received: Received) -> bytes:
    if received.status in _TRY_AGAIN and "Retry-After" in received.headers:
        raise FetchFailedError("told_to_wait")  # longer than any deadline of ours: it counts in seconds
    if received.status != 200:
        raise FetchFailedError(f"status_{received.status}" if received.status not in _REDIRECTS else "redirect")
    return received.body
