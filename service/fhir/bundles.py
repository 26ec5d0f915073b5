"""What one prefetch value is, before any resource in it is looked at: an answer, a part of one, or none.

Entries stay undecoded (``msgspec.Raw``): a Bundle of 2,000 Observations costs one scan here, and none when the
decoder of the call has opened it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from service.fhir.opened import Opened
from service.fhir.shapes import KeyState

KEYS: Mapping[str, str] = {
    "patient": "Patient",
    "conditions": "Condition",
    "observations": "Observation",
    "procedures": "Procedure",
    "encounters": "Encounter",
    "medications": "MedicationRequest",
    "medicationStatements": "MedicationStatement",
    "diagnosticReports": "DiagnosticReport",
    "serviceRequests": "ServiceRequest",
    "allergies": "AllergyIntolerance",
}
"""The prefetch keys of the service and the resource type that each asks for (design section 7)."""

R4_TYPES: Mapping[str, str] = {
    "MedicationOrder": "MedicationRequest",
    "ProcedureRequest": "ServiceRequest",
    "DiagnosticOrder": "ServiceRequest",
    "MedicationUsage": "MedicationStatement",
}
"""Resource types of other FHIR versions that are read as the R4 type."""

_BY_SEVERITY = (KeyState.ANSWERED, KeyState.PARTIAL, KeyState.REFUSED, KeyState.UNREACHABLE, KeyState.NOT_ASKED)
_SEVERITY = {state: rank for rank, state in enumerate(_BY_SEVERITY)}
_MOST_PAGES_INSIDE = 3

DECODING_FAILURES = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)
"""Everything that decoding untrusted bytes can raise; nothing else is contained."""


_ONE_VALUE = (Opened, msgspec.Raw, bytes, bytearray, memoryview)


class Link(msgspec.Struct, gc=False):
    relation: str = ""


class Page(msgspec.Struct):
    """The outside of a Bundle."""

    resourceType: str = ""
    total: Any = None
    link: msgspec.Raw = msgspec.Raw(b"[]")
    entry: list[msgspec.Raw] | None = None


class _LoosePage(msgspec.Struct):
    resourceType: str = ""
    entry: list[msgspec.Raw] | None = None


class _PageOfObjects(msgspec.Struct):
    entry: list[dict[str, msgspec.Raw]] | None = None


class _Address(msgspec.Struct, gc=False):
    resourceType: str = ""
    id: str = ""


class _AddressedEntry(msgspec.Struct, gc=False):
    fullUrl: str = ""
    resource: _Address | None = None


class _AddressedPage(msgspec.Struct):
    entry: list[msgspec.Raw] = []


_decode_page = msgspec.json.Decoder(Page).decode
_decode_loose = msgspec.json.Decoder(_LoosePage).decode
_check_entries = msgspec.json.Decoder(_PageOfObjects).decode
_decode_links = msgspec.json.Decoder(list[Link]).decode
_decode_link = msgspec.json.Decoder(Link).decode
_decode_addresses = msgspec.json.Decoder(_AddressedPage).decode
_decode_address = msgspec.json.Decoder(_AddressedEntry).decode


class Answer(msgspec.Struct):
    """One answered (or not) prefetch key: its state, and the entries of each page still undecoded, with their place."""

    state: KeyState
    pages: list[tuple[str, list[msgspec.Raw]]] = []


def worse(first: KeyState, second: KeyState) -> KeyState:
    """The state further from an answer."""
    return first if first is second or _SEVERITY[first] >= _SEVERITY[second] else second


def read_answer(key: str, value: Any) -> Answer:
    """The state and the undecoded entries of one prefetch value: its JSON, or the pages of one search in order."""
    if isinstance(value, Opened):
        entries = value.entries()
        if entries is not None:
            state = KeyState.PARTIAL if _is_part(value.members, len(entries)) else KeyState.ANSWERED
            return Answer(state, [(f"prefetch.{key}.entry", entries)])
        value = bytes(value)
    answer = Answer(KeyState.ANSWERED)
    if isinstance(value, _ONE_VALUE):
        answer.state = _read_page(key, f"prefetch.{key}", value, answer, last=True)
        return answer
    for number, page in enumerate(value, 1):
        place = f"prefetch.{key}" if len(value) == 1 else f"prefetch.{key} page {number}"
        state = _read_page(key, place, page, answer, last=number == len(value))
        answer.state = worse(answer.state, state)
    return answer


def _read_page(key: str, place: str, raw: Any, answer: Answer, *, last: bool) -> KeyState:
    if bytes(memoryview(raw)[:8]).strip() == b"null":
        return KeyState.ANSWERED
    try:
        page = _decode_page(raw)
    except DECODING_FAILURES:
        return _read_loose_page(place, raw, answer)
    kind = page.resourceType
    if kind == "Bundle":
        answer.pages.append((f"{place}.entry", page.entry or []))
        return KeyState.PARTIAL if last and more_to_come(page) else KeyState.ANSWERED
    return _read_single(key, kind, place, raw, answer)


def _read_single(key: str, kind: str, place: str, raw: Any, answer: Answer) -> KeyState:
    """A value that is no Bundle: the resource itself, or an OperationOutcome in its place."""
    if kind == "OperationOutcome":
        return KeyState.UNREACHABLE
    if R4_TYPES.get(kind, kind) != KEYS.get(key):
        return KeyState.REFUSED
    answer.pages.append((place, [as_entry(raw)]))
    return KeyState.ANSWERED


def as_entry(resource: Any) -> msgspec.Raw:
    """The entry of a Bundle that holds a resource and nothing else."""
    return msgspec.Raw(b"".join((b'{"resource":', resource, b"}")))


def _read_loose_page(place: str, raw: Any, answer: Answer) -> KeyState:
    """A Bundle whose total cannot be decoded: what it holds is used."""
    try:
        page = _decode_loose(raw)
    except DECODING_FAILURES:
        return KeyState.REFUSED
    if page.resourceType != "Bundle":
        return KeyState.REFUSED
    answer.pages.append((f"{place}.entry", page.entry or []))
    return KeyState.PARTIAL


def more_to_come(page: Page) -> bool:
    """Whether the server says that this is not everything: a ``next`` link, or a total above the entries.

    A total above the entries without a link is what a caller sends who trimmed the Bundle.
    """
    if isinstance(page.total, int) and page.total > len(page.entry or ()):
        return True
    try:
        return "next" in [link.relation for link in _decode_links(page.link)]
    except DECODING_FAILURES:
        return bytes(page.link).strip() != b"null"


def _is_part(members: Mapping[str, Any], entries: int) -> bool:
    """As :func:`more_to_come`, of an opened Bundle: its links are still undecoded, each for itself."""
    total, links = members.get("total"), members.get("link")
    if isinstance(total, int) and total > entries:
        return True
    if not isinstance(links, list):
        return links is not None
    try:
        for link in links:
            if _decode_link(link).relation == "next":
                return True
    except DECODING_FAILURES:
        return True
    return False


class OutcomeHead(msgspec.Struct):
    issue: list[dict[str, Any]] = []


_decode_outcome = msgspec.json.Decoder(OutcomeHead).decode


def reports_an_error(raw: Any) -> bool:
    """Whether an OperationOutcome among the entries says that something is missing (error, fatal, or unreadable)."""
    try:
        issues = _decode_outcome(raw).issue
    except DECODING_FAILURES:
        return True
    return not issues or any(issue.get("severity") not in ("information", "warning", "success") for issue in issues)


def nested_page(raw: Any, depth: int) -> Page | None:
    """A Bundle that is itself an entry (a batch response), up to a small depth; ``None`` when unreadable or deeper."""
    if depth >= _MOST_PAGES_INSIDE:
        return None
    try:
        _check_entries(raw)
        return _decode_page(raw)
    except DECODING_FAILURES:
        return None


def full_urls(values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """(type, id) behind each ``Bundle.entry.fullUrl`` of the request, for ``urn:uuid:`` references."""
    return dict(_addresses(values))


def _addresses(values: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for key in KEYS:
        value = values.get(key)
        if value is None:
            continue
        for page in (value,) if isinstance(value, _ONE_VALUE) else value:
            try:
                entries = _decode_addresses(bytes(page) if isinstance(page, Opened) else page).entry
            except DECODING_FAILURES:
                continue
            yield from _addresses_of(entries)


def _addresses_of(entries: list[msgspec.Raw]) -> Iterator[tuple[str, tuple[str, str]]]:
    for raw in entries:
        try:
            entry = _decode_address(raw)
        except DECODING_FAILURES:
            continue
        if entry.fullUrl and entry.resource is not None:
            yield entry.fullUrl.casefold(), (entry.resource.resourceType, entry.resource.id)
