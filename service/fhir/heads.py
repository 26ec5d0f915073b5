"""The cheap look at a resource: the few members that tell whether it matters, whose it is and which version."""

from __future__ import annotations

from typing import Any

import msgspec

from service.fhir.bundles import DECODING_FAILURES
from service.fhir.moments import UnreadableDate, is_later, read_moment

ABSENT = msgspec.Raw(b"null")
"""What a member of a :class:`Head` is when the resource does not have it."""


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
    bodySite: msgspec.Raw = ABSENT
    component: msgspec.Raw = ABSENT
    valueCodeableConcept: msgspec.Raw = ABSENT
    valueString: msgspec.Raw = ABSENT


class Coding(msgspec.Struct, gc=False):
    system: str | None = None
    code: str | None = None
    display: str | None = None


class Concept(msgspec.Struct, gc=False):
    coding: list[Coding] | None = None
    text: str | None = None


class _Reference(msgspec.Struct, gc=False):
    reference: str | None = None


class _Component(msgspec.Struct, gc=False):
    code: msgspec.Raw = ABSENT


decode_head = msgspec.json.Decoder(Head).decode
decode_concept = msgspec.json.Decoder(Concept | None).decode
decode_reference = msgspec.json.Decoder(_Reference | None).decode
decode_components = msgspec.json.Decoder(list[_Component] | None).decode
decode_any = msgspec.json.Decoder().decode


def at(place: str, number: int) -> str:
    """Where a resource is, for messages: ``prefetch.observations.entry[3].resource``, or the key itself."""
    return f"{place}[{number}].resource" if place.endswith(".entry") else place


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
