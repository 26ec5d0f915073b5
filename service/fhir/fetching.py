"""What a call did not bring along, fetched: declared keys minus received ones, and the rest of pages that came.

``null`` and an OperationOutcome are answers and are never asked again (PF-9, PF-12); a value of the wrong shape
counts as missing (CLI-14).  The result is the prefetch as a client would have sent it, so that a record is the same
whichever way it came (PF-16).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRefusedError, WebAddress, join_address
from service.fhir.bundles import KEYS
from service.fhir.client import Fetched, FhirClient, Query
from service.fhir.opened import Opened
from service.fhir.pages import is_of_key, is_plainly_whole, join_pages, next_link, outside
from service.fhir.scopes import Grant
from service.fhir.shapes import KeyState

LONGEST_GET = 2_000
"""A search with a longer URL is sent as POST ``_search``."""

_TOKEN = re.compile(r"{{context\.(\w+)}}")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The prefetch of a call with what was fetched for it, and what could not be."""

    values: Mapping[str, Any] = field(repr=False)
    """Key → JSON, as in :attr:`HookRequest.prefetch`."""
    states: Mapping[str, KeyState]
    """For ``read_record(fetched_states=…)``: keys that were asked for and did not come, or came in part."""
    failures: Mapping[str, str]
    """Key → our own word for what went wrong, for the log."""


def gather(
    prefetch: Mapping[str, Any],
    context: Mapping[str, Any],
    templates: Mapping[str, str],
    access: FhirAccess,
    client: FhirClient,
    *,
    longest_get: int = LONGEST_GET,
) -> Gathered:
    """Fetch what is missing, within what the call may read and before the deadline of the client.

    ``templates`` are those of discovery (one read, else type searches).  Raises
    :class:`service.fhir.address_guard.AddressRefusedError` when the server may not be called.  Sources: PF-8, PF-13,
    FHIR-6.
    """
    server = access.server
    if server is None:
        return Gathered(prefetch, {}, {})
    failures: dict[str, str] = {}
    grants: dict[str, Grant] = {}
    queries: list[Query] = []
    for key, link in _wanted(prefetch, templates):
        grants[key] = access.grant(KEYS[key], search="?" in templates[key])
        if grants[key] is Grant.NONE:
            failures[key] = "scope"
        elif not link:
            queries.append(_query(server, key, templates[key], context, longest_get))
        else:
            try:
                queries.append(Query(key, join_address(server.below(""), link), is_rest=True))
            except AddressRefusedError as refused:
                failures[key] = refused.reason
    values, states = dict(prefetch), dict[str, KeyState]()
    fetched = client.fetch(access, queries) if queries else {}
    for query in queries:
        found = fetched[query.key]
        if found.failure:
            failures[query.key] = found.failure
        if found.pages:
            first = (bytes(prefetch[query.key]),) if query.is_rest else ()
            values[query.key] = join_pages((*first, *found.pages))
        if state := _state(found, grants[query.key], is_missing=query.key not in prefetch):
            states[query.key] = state
    return Gathered(values, states, failures)


def _wanted(prefetch: Mapping[str, Any], templates: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The keys to ask for, in the order of discovery; with the link when a client sent a first page only."""
    for key in templates:
        if key not in prefetch:
            yield key, ""
            continue
        value = prefetch[key]
        if not isinstance(value, Opened) and (
            bytes(memoryview(value)[:8]).strip() == b"null" or is_plainly_whole(value)
        ):
            continue
        page = outside(value)
        if page is None or not is_of_key(key, page):
            yield key, ""
        elif link := next_link(page):
            yield key, link


def _query(server: WebAddress, key: str, template: str, context: Mapping[str, Any], longest: int) -> Query:
    relative = _TOKEN.sub(lambda token: quote(str(context[token[1]]), safe=""), template)
    address = server.below(relative)
    path, mark, form = relative.partition("?")
    if mark and len(address.url) > longest:
        return Query(key, server.below(f"{path}/_search"), form)
    return Query(key, address)


def _state(found: Fetched, grant: Grant, *, is_missing: bool) -> KeyState | None:
    """The state of a key that its value alone does not show; None when it does."""
    if found.pages:
        # what a narrowed scope leaves out is not told apart from what does not exist
        return KeyState.PARTIAL if grant is Grant.PART else None
    if not is_missing or found.failure == "expired":
        return None
    return KeyState.REFUSED if found.failure == "not_fhir" else KeyState.UNREACHABLE
