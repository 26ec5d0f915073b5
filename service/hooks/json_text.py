"""From the bytes of a body to its top-level members, without decoding the record inside.

Syntax is checked for the whole body (NaN, Infinity, trailing commas, encoding, nesting); the resources in ``prefetch``
stay undecoded (:class:`msgspec.Raw`), because most of a record is never used.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from service.errors import (
    DuplicateMemberError,
    DvtCdsError,
    FaultsError,
    InvalidValueError,
    MalformedJsonError,
    NotAnObjectError,
    WrongTypeError,
)
from service.fhir.opened import Member, Opened

MEMBERS = ("hook", "hookInstance", "context", "fhirServer", "fhirAuthorization", "extension")
"""The members of a hook call that are decoded; the record in ``prefetch`` is not."""

_BOM = b"\xef\xbb\xbf"
_UNDECODABLE = (msgspec.MsgspecError, RecursionError, ValueError)
_ANYTHING = msgspec.json.Decoder()
_HALF_A_CHARACTER = re.compile(rb'(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}"')
"""An escape that needs a second one after it, where the text ends: so near the end of a body it reads as cut off."""


class _Name(str):
    """A name as it stands in an object, equal to nothing but itself.

    A decoder keeps the last of two members of one name in silence; a dict by such names keeps both.
    """

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__


_Value = dict[_Name, Member] | list[Any] | str | int | float | bool | None
_Member = dict[_Name, _Value] | list[Any] | str | int | float | bool | None


_OPENED = msgspec.json.Decoder(dict[_Name, _Member], dec_hook=operator.call)
_UNDECODED = msgspec.json.Decoder(dict[_Name, msgspec.Raw], dec_hook=operator.call)
_ENTRIES = msgspec.json.Decoder(list[dict[_Name, msgspec.Raw]], dec_hook=operator.call)


@dataclass(slots=True)
class Envelope:
    """A hook call as far as its syntax goes."""

    members: dict[str, Any]
    """Those of :data:`MEMBERS` that were sent, decoded; None where that cannot be done."""
    prefetch: dict[str, Opened | msgspec.Raw] = field(default_factory=dict)
    """Each value opened when it is an object, else undecoded."""


def read_envelope(body: bytes, faults: list[DvtCdsError]) -> Envelope:
    """The members of a hook call.

    Raises :class:`FaultsError` when nothing can be read (DVT-101, DVT-102); notes a ``prefetch`` of the wrong
    type (DVT-104), members named twice (DVT-109), and members that cannot be decoded (DVT-105).  Twice is noted at
    the top, in a member, in an object that stands there (a Bundle) and in a resource of the context; not in the
    entries and resources of the record, where the last counts.
    """
    text = _utf8(body)
    try:
        named = _OPENED.decode(text)
        kept = _by_text(named)
        members = {name: _completed(kept[name]) for name in MEMBERS if name in kept}
        prefetch: Any = {} if kept.get("prefetch") is None else kept["prefetch"]
        values = _all_opened(prefetch) if isinstance(prefetch, dict) else {}
    except _UNDECODABLE:
        return _read_one_by_one(text, faults)
    if not isinstance(prefetch, dict) or len(values) < len(prefetch) or len(kept) < len(named):
        _note_duplicates(named, prefetch, kept.get("context"), faults)
    return Envelope(members, values)


def _read_one_by_one(text: bytes, faults: list[DvtCdsError]) -> Envelope:
    """As above, when the syntax is at fault or a member is: the others are read, and the record stays undecoded."""
    named = _read_object(text)
    kept = _by_text(named)
    prefetch, context = (_members_of(kept.get(name, msgspec.Raw(b"null"))) for name in ("prefetch", "context"))
    _note_duplicates(named, prefetch, context, faults)
    for name in ("prefetch", *MEMBERS):
        faults += _duplicates_inside(name, kept.get(name))
    members = {name: _decode(kept[name], name, faults) for name in MEMBERS if name in kept}
    return Envelope(members, _by_text(prefetch) if isinstance(prefetch, dict) else {})


def _members_of(raw: msgspec.Raw) -> dict[_Name, msgspec.Raw] | bytes | None:
    """The undecoded members of an object, None for null, anything else as it is."""
    text = bytes(raw)
    return _read_object(text) if text.startswith(b"{") else None if text == b"null" else text


def _by_text(named: dict[_Name, Any]) -> dict[str, Any]:
    """Of two members of one name the last."""
    found: dict[str, Any] = {}
    for name, value in named.items():
        found[str(name)] = value
    return found


def _completed(value: Any) -> Any:
    """One of :data:`MEMBERS` decoded to its end."""
    if not isinstance(value, dict):
        return value
    members = _read_on(value).members
    for name, inside in members.items():
        if isinstance(inside, dict):
            members[name] = _checked(_read_on(inside)).whole()
    return members


def _checked(bundle: Opened) -> Opened:
    """The same, after a look at its resources: drafts and new problems are few."""
    for resource in bundle.resources() or ():
        _read_on(_UNDECODED.decode(resource))
    return bundle


def _all_opened(prefetch: dict[_Name, Any]) -> dict[str, Opened | msgspec.Raw]:
    found: dict[str, Opened | msgspec.Raw] = {}
    for name, value in prefetch.items():
        found[str(name)] = _read_on(value) if isinstance(value, dict) else msgspec.Raw(msgspec.json.encode(value))
    return found


def _read_on(value: dict[Any, Any]) -> Opened:
    members = _by_text(value)
    if len(members) < len(value):
        raise ValueError("a member named twice: what comes of it is left to those who read the bytes")
    return Opened(members)


def _decode(raw: msgspec.Raw, expression: str, faults: list[DvtCdsError]) -> Any:
    """The value of one undecoded member; None when it is null or cannot be decoded (noted)."""
    try:
        return _ANYTHING.decode(raw)
    except _UNDECODABLE:
        faults.append(
            InvalidValueError(
                f"`{expression}` holds a number outside the range of JSON numbers, or text that is not Unicode.",
                expression=expression,
            )
        )
        return None


def _note_duplicates(named: dict[_Name, Any], prefetch: Any, context: Any, faults: list[DvtCdsError]) -> None:
    if prefetch is not None and not isinstance(prefetch, dict):
        faults.append(WrongTypeError("`prefetch` is not an object.", expression="prefetch"))
    if _names_twice(named) or _names_twice(prefetch):
        faults.append(DuplicateMemberError("The body names the same member twice, at the top or in `prefetch`."))
    if _names_twice(context):
        faults.append(DuplicateMemberError("`context` names the same member twice.", expression="context"))


def _duplicates_inside(path: str, raw: msgspec.Raw | None) -> Iterator[DvtCdsError]:
    """What stands in a member, and what resources of a Bundle in the context, name a member twice."""
    members = _looked_into(raw, _UNDECODED)
    if path not in ("prefetch", "context") and _names_twice(members):
        yield DuplicateMemberError(f"`{path}` names the same member twice.", expression=path)
    places = [(f"{path}.{name}", _looked_into(inside, _UNDECODED)) for name, inside in (members or {}).items()]
    for place, bundle in list(places) if path == "context" else ():
        entries = _looked_into(_by_text(bundle or {}).get("entry"), _ENTRIES) or ()
        for number, entry in enumerate(entries):
            resource = _looked_into(_by_text(entry).get("resource"), _UNDECODED)
            places += [(f"{place}.entry[{number}]", entry), (f"{place}.entry[{number}].resource", resource)]
    for place, named in places:
        if _names_twice(named):
            yield DuplicateMemberError(f"`{place}` names the same member twice.", expression=place)


def _looked_into(raw: msgspec.Raw | None, decoder: msgspec.json.Decoder[Any]) -> Any:
    """What a decoder makes of an undecoded value; None when it is something else."""
    try:
        return None if raw is None else decoder.decode(raw)
    except _UNDECODABLE:
        return None


def _names_twice(named: Any) -> bool:
    return isinstance(named, dict) and len({str(name) for name in named}) < len(named)


def read_object(body: bytes) -> dict[str, Any]:
    """A whole small body (feedback), decoded.  Raises :class:`FaultsError` with DVT-101 or DVT-102."""
    text = _utf8(body)
    try:
        value = _ANYTHING.decode(text)
    except _UNDECODABLE as error:
        raise _malformed(error, text) from None
    if not isinstance(value, dict):
        raise FaultsError([NotAnObjectError()])
    return value


def _utf8(body: bytes) -> bytes:
    text = body[len(_BOM) :] if body.startswith(_BOM) else body
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError:
            raise FaultsError([MalformedJsonError("The body is not UTF-8.")]) from None
    return text


def _malformed(error: Exception, text: bytes) -> FaultsError:
    if not text or text.isspace():
        return FaultsError(
            [
                MalformedJsonError(
                    "The body is empty.",
                    why="Its sender may not have found the file to send, or a proxy dropped it.",
                    remedy="Send one JSON object in UTF-8.",
                )
            ]
        )
    if "truncated" in str(error) and _HALF_A_CHARACTER.search(text, max(0, len(text) - 12)):
        return FaultsError([MalformedJsonError("The body holds half a character (a lone surrogate).")])
    if "truncated" in str(error):
        return FaultsError(
            [
                MalformedJsonError(
                    "The body ends in the middle of the JSON.",
                    why="Part of a record must not be read as the whole of it.",
                    remedy="Send it whole; a proxy or a program that writes in pieces may have cut it off.",
                    diagnostics=f"byte {len(text)}",
                )
            ]
        )
    if isinstance(error, RecursionError):
        return FaultsError(
            [MalformedJsonError("The body is nested too deeply.", remedy="Send FHIR resources as they are.")]
        )
    # msgspec names the fault and the byte, never the text; anything else is not passed on
    position = str(error).rpartition("(")[2] if isinstance(error, msgspec.DecodeError) and "(byte" in str(error) else ""
    return FaultsError([MalformedJsonError(diagnostics=position.rstrip(")"))])


def _read_object(text: bytes) -> dict[_Name, msgspec.Raw]:
    try:
        return _UNDECODED.decode(text)
    except msgspec.ValidationError:
        raise FaultsError([NotAnObjectError()]) from None
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _malformed(error, text) from None
