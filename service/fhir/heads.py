"""The cheap look at a resource: the few members that tell whether it matters, whose it is and which version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from service.fhir.bundles import DECODING_FAILURES
from service.fhir.moments import UnreadableDate, is_later, read_moment

ABSENT = msgspec.Raw(b"null")
"""What a member of a :class:`Head` that nearly every resource has is when it does not."""
if TYPE_CHECKING:
    _Rare = msgspec.Raw | None
else:
    _Rare = msgspec.Raw  # a decoder takes ``Raw | None`` for null only


class Head(msgspec.Struct, gc=False):
    """Type and id decoded, the other members left as bytes.

    The same code and the same subject come hundreds of times in one record: they are decoded once per distinct
    run of bytes, which is what makes a look cost about two microseconds.
    """

    resourceType: str = ""
    id: str | None = None
    code: msgspec.Raw = ABSENT
    subject: msgspec.Raw = ABSENT
    patient: msgspec.Raw = ABSENT
    bodySite: _Rare = None
    component: _Rare = None
    valueCodeableConcept: _Rare = None
    valueString: _Rare = None


class Coding(msgspec.Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(msgspec.Struct, gc=False):
    coding: list[Coding] | None = None
    text: str | None = None


class _Reference(msgspec.Struct, gc=False):
    reference: str | None = None


class _Looked(msgspec.Struct, gc=False):
    resource: Head


class _Whole(msgspec.Struct, gc=False):
    resource: Any


class _Undecoded(msgspec.Struct, gc=False):
    resource: msgspec.Raw = ABSENT


class _Component(msgspec.Struct, gc=False):
    code: msgspec.Raw = ABSENT


decode_head = msgspec.json.Decoder(Head).decode
decode_concept = msgspec.json.Decoder(Concept | None).decode
decode_reference = msgspec.json.Decoder(_Reference | None).decode
decode_components = msgspec.json.Decoder(list[_Component] | None).decode
decode_any = msgspec.json.Decoder().decode
look_at = msgspec.json.Decoder(_Looked).decode
"""Gives the :class:`Head` of the ``resource`` of an entry; fails where there is none."""
_decode_whole = msgspec.json.Decoder(_Whole).decode
_decode_undecoded = msgspec.json.Decoder(_Undecoded).decode


def at(place: str, number: int) -> str:
    """Where a resource is, for messages: ``prefetch.observations.entry[3].resource``, or the key itself."""
    return f"{place}[{number}].resource" if place.endswith(".entry") else place


def resource_of(entry: Any) -> msgspec.Raw:
    """The resource of an entry as it came; ``null`` for an entry without one."""
    try:
        return _decode_undecoded(entry).resource
    except DECODING_FAILURES:
        return ABSENT


def whole_resource(entry: Any) -> Any:
    """The resource of an entry, decoded; what is raised names places as seen from the resource."""
    try:
        return _decode_whole(entry).resource
    except DECODING_FAILURES:
        return decode_any(resource_of(entry))


def local_reference(reference: str, full_urls: Any) -> str:
    """``Medication/id`` behind a relative, absolute, versioned or in-Bundle reference."""
    if reference.startswith("urn:"):
        kind, identity = full_urls().get(reference.casefold(), ("", ""))
        return f"{kind}/{identity}"
    return "/".join(reference.split("/_history/")[0].split("/")[-2:])


def decoded(raw: Any) -> dict[str, Any]:
    """The whole resource, or ``{}`` when it cannot be decoded or is no object."""
    try:
        data = decode_any(raw)
    except DECODING_FAILURES:
        return {}
    return data if isinstance(data, dict) else {}


def version(data: dict[str, Any]) -> str:
    meta = data.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return version if isinstance(version, str) else ""


def newer(first: dict[str, Any], second: dict[str, Any]) -> bool | None:
    """Whether the second copy is the newer one; ``None`` when neither version nor time tells.

    Times are compared as instants: servers differ in offset and in fractions of a second.
    """
    one, two = version(first), version(second)
    if one.isdigit() and two.isdigit() and one != two:
        return int(two) > int(one)
    try:
        before, after = [read_moment((data.get("meta") or {}).get("lastUpdated")) for data in (first, second)]
    except UnreadableDate:
        return None
    return True if is_later(after, before) else False if is_later(before, after) else None


def in_words(error: Exception) -> str:
    """The reason for the card's list: msgspec's messages name types and members, never values."""
    return (
        str(error)[:160]
        if isinstance(error, msgspec.ValidationError)
        else f"cannot be decoded ({type(error).__name__})"
    )
