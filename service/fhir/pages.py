"""The pages of one search: where the next one is, and all of them as the one Bundle they are parts of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from service.fhir.bundles import DECODING_FAILURES, KEYS, R4_TYPES
from service.fhir.opened import Opened

_LARGE = 64 * 1024
_END_BYTES = 8 * 1024


class _Link(msgspec.Struct, gc=False):
    relation: str = ""
    url: str = ""


class Outside(msgspec.Struct, gc=False):
    """What a FHIR answer says of itself, without its entries."""

    resourceType: str
    link: msgspec.Raw = msgspec.Raw(b"null")


class _Part(msgspec.Struct):
    total: Any = None
    link: msgspec.Raw = msgspec.Raw(b"null")
    entry: list[msgspec.Raw] | None = None


_decode_outside = msgspec.json.Decoder(Outside).decode
_decode_links = msgspec.json.Decoder(list[_Link] | None).decode
_decode_part = msgspec.json.Decoder(_Part).decode


def is_plainly_whole(raw: Any) -> bool:
    """Whether a large Bundle shows at its two ends, where its links stand, that it is one and has no next page.

    Saves scanning megabytes for what is nearly never there.  A link it overlooks is not followed, and the reader of
    the record then says that the data is partial.
    """
    view = memoryview(raw)
    if view.nbytes < _LARGE:
        return False
    start, end = bytes(view[:_END_BYTES]), bytes(view[-_END_BYTES:])
    return b'"Bundle"' in start and b'"next"' not in start and b'"next"' not in end


def outside(raw: Any) -> Outside | None:
    """The outside of a FHIR answer; None when it is not a JSON object with a resource type."""
    try:
        if isinstance(raw, Opened):
            kind, links = raw.members.get("resourceType"), raw.members.get("link")
            return Outside(kind, msgspec.Raw(msgspec.json.encode(links))) if isinstance(kind, str) else None
        return _decode_outside(raw)
    except DECODING_FAILURES:
        return None


def next_link(page: Outside) -> str | None:
    """The URL of the next page; None when this is the last, or the links cannot be read."""
    if page.resourceType != "Bundle":
        return None
    try:
        links = _decode_links(page.link) or []
    except DECODING_FAILURES:
        return None
    return next((link.url for link in links if link.relation == "next"), None)


def is_of_key(key: str, page: Outside) -> bool:
    """Whether an answer has the type that its key asks for: a Bundle, the resource itself, or an OperationOutcome."""
    kind = R4_TYPES.get(page.resourceType, page.resourceType)
    return kind in ("Bundle", "OperationOutcome", KEYS.get(key))


def join_pages(pages: Sequence[Any]) -> Any:
    """The pages of one search as one Bundle, entries untouched.

    The links are those of the last page and the total that of the first, so that a reader sees by the same signs as
    in a single page whether something is missing.  A page that cannot be read ends the Bundle, which keeps the link
    to it.
    """
    if len(pages) == 1:
        return pages[0]
    entries: list[msgspec.Raw] = []
    total, link = None, msgspec.Raw(b"null")
    for number, raw in enumerate(pages):
        try:
            part = _decode_part(raw)
        except DECODING_FAILURES:
            break
        entries.extend(part.entry or ())
        total, link = part.total if number == 0 else total, part.link
    joined: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if isinstance(total, int):
        joined["total"] = total
    if bytes(link).strip() != b"null":
        joined["link"] = link
    joined["entry"] = entries
    return msgspec.json.encode(joined)
