"""From the bytes of a body to its top-level members, without decoding the record inside.

Syntax is checked for the whole body (NaN, Infinity, trailing commas, encoding, nesting); the resources in ``prefetch``
stay undecoded (:class:`msgspec.Raw`), because most of a record is never used.
"""

from __future__ import annotations

import operator
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
    type (DVT-104), members named twice at the top, in ``prefetch`` or in ``context`` (DVT-109), and members that
    cannot be decoded (DVT-105).
    """
    text = _utf8(body)
    try:
        named = _OPENED.decode(text)
        kept = _by_text(named)
        members = {name: _completed(kept[name]) for name in MEMBERS if name in kept}
        prefetch = kept.get("prefetch")
        values = {str(name): _opened(prefetch[name]) for name in prefetch} if isinstance(prefetch, dict) else {}
    except _UNDECODABLE:
        return _read_one_by_one(text, faults)
    _note_duplicates(named, prefetch, kept.get("context"), faults)
    return Envelope(members, values)


def _read_one_by_one(text: bytes, faults: list[DvtCdsError]) -> Envelope:
    """As above, when the syntax is at fault or a member is: the others are read, and the record stays undecoded."""
    named = _read_object(text)
    kept = _by_text(named)
    prefetch, context = (_members_of(kept.get(name, msgspec.Raw(b"null"))) for name in ("prefetch", "context"))
    _note_duplicates(named, prefetch, context, faults)
    members = {name: _decode(kept[name], name, faults) for name in MEMBERS if name in kept}
    return Envelope(members, _by_text(prefetch) if isinstance(prefetch, dict) else {})


def _members_of(raw: msgspec.Raw) -> dict[_Name, msgspec.Raw] | bytes | None:
    """The undecoded members of an object, None for null, anything else as it is."""
    text = bytes(raw)
    return _read_object(text) if text.startswith(b"{") else None if text == b"null" else text


def _by_text(named: dict[_Name, Any]) -> dict[str, Any]:
    """Of two members of one name the last."""
    return {str(name): value for name, value in named.items()}


def _completed(value: Any) -> Any:
    """One of :data:`MEMBERS` decoded to its end."""
    if not isinstance(value, dict):
        return value
    members = _by_text(value)
    for name, inside in members.items():
        if isinstance(inside, dict):
            members[name] = _read_on(inside).whole()
    return members


def _opened(value: Any) -> Opened | msgspec.Raw:
    return _read_on(value) if isinstance(value, dict) else msgspec.Raw(msgspec.json.encode(value))


def _read_on(value: dict[_Name, Member]) -> Opened:
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
