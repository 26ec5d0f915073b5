"""From the bytes of a body to its top-level members, without decoding the record inside.

Syntax is checked for the whole body (NaN, Infinity, trailing commas, encoding, nesting); the values of
``prefetch`` stay undecoded (:class:`msgspec.Raw`), because most of a record is never used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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

_BOM = b"\xef\xbb\xbf"
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANYTHING = msgspec.json.Decoder()
_NAME = re.compile(rb'[ \t\n\r]*"((?:[^"\\]|\\.)*)"[ \t\n\r]*:[ \t\n\r]*')
_CLOSE = re.compile(rb"[ \t\n\r]*}")
_NEXT = re.compile(rb"[ \t\n\r]*([,}])")


class Envelope(msgspec.Struct, gc=False):
    """The members of a hook call, undecoded; an absent one is empty."""

    hook: msgspec.Raw = msgspec.Raw()
    hookInstance: msgspec.Raw = msgspec.Raw()
    context: msgspec.Raw = msgspec.Raw()
    fhirServer: msgspec.Raw = msgspec.Raw()
    fhirAuthorization: msgspec.Raw = msgspec.Raw()
    extension: msgspec.Raw = msgspec.Raw()
    prefetch: dict[str, msgspec.Raw] | None = None


_ENVELOPE = msgspec.json.Decoder(Envelope)


def read_envelope(body: bytes, faults: list[DvtCdsError]) -> Envelope:
    """The undecoded members of a hook call.

    Raises :class:`FaultsError` when nothing can be read (DVT-101, DVT-102); notes a ``prefetch`` of the wrong
    type (DVT-104) and members named twice at the top, in ``prefetch`` or in ``context`` (DVT-109).
    """
    text = _utf8(body)
    try:
        envelope = _ENVELOPE.decode(text)
    except msgspec.ValidationError:
        members = _read_object(text)
        members.pop("prefetch", None)
        faults.append(WrongTypeError("`prefetch` is not an object.", expression="prefetch"))
        known = {name: members[name] for name in Envelope.__struct_fields__ if name in members}
        envelope = Envelope(**known)  # type: ignore[arg-type]
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _malformed(error, text) from None
    _note_duplicates(text, envelope, faults)
    return envelope


def read_object(body: bytes) -> dict[str, Any]:
    """A whole small body (feedback), decoded.  Raises :class:`FaultsError` with DVT-101 or DVT-102."""
    text = _utf8(body)
    try:
        value = _ANYTHING.decode(text)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise _malformed(error, text) from None
    if not isinstance(value, dict):
        raise FaultsError([NotAnObjectError()])
    return value


def decode(raw: msgspec.Raw, expression: str, faults: list[DvtCdsError]) -> Any:
    """The value of one undecoded member; None when absent, null, or not decodable (noted)."""
    if not memoryview(raw).nbytes:
        return None
    try:
        return _ANYTHING.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        faults.append(
            InvalidValueError(
                f"`{expression}` holds a number outside the range of JSON numbers, or text that is not Unicode.",
                expression=expression,
            )
        )
        return None


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


def _read_object(text: bytes) -> dict[str, msgspec.Raw]:
    try:
        return _OBJECT.decode(text)
    except msgspec.ValidationError:
        raise FaultsError([NotAnObjectError()]) from None
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _malformed(error, text) from None


# Members named twice ------------------------------------------------------------------------------------------
# A decoder keeps the last of two values in silence.  To notice, the members are walked by name, hopping over
# each value by the length of the one that was kept; a hop that does not land on a comma or brace, or a name
# met again, means that there were two.


class _NamedTwice(Exception):
    """The walk met a member twice."""


class _NotListed(Exception):
    """The walk met a member whose length it does not know."""


def _note_duplicates(text: bytes, envelope: Envelope, faults: list[DvtCdsError]) -> None:
    kept: dict[str, Any] = {name: getattr(envelope, name) for name in Envelope.__struct_fields__}
    try:
        try:
            _walk(text, kept)
        except _NotListed:  # an unknown member, or `prefetch` is null: their lengths have to be asked for
            all_members: dict[str, Any] = dict(_read_object(text))
            _walk(text, all_members if envelope.prefetch is None else {**all_members, "prefetch": envelope.prefetch})
    except _NamedTwice:
        faults.append(DuplicateMemberError("The body names the same member twice, at the top or in `prefetch`."))
    context = bytes(envelope.context)
    if context.startswith(b"{"):
        try:
            _walk(context, _OBJECT.decode(context))
        except _NamedTwice:
            faults.append(DuplicateMemberError("`context` names the same member twice.", expression="context"))


def _walk(text: bytes, values: Mapping[str, Any], start: int = 0) -> int:
    """Walk one object from its opening brace; gives the position after its closing brace."""
    position = text.index(b"{", start) + 1
    if empty := _CLOSE.match(text, position):
        return empty.end()
    seen: set[bytes] = set()
    while name := _NAME.match(text, position):
        written = name[1]
        if written in seen:
            raise _NamedTwice
        seen.add(written)
        value = values.get(_ANYTHING.decode(b'"%b"' % written))
        if isinstance(value, dict):
            position = _walk(text, value, name.end())
        elif value is None or not (length := len(value)):
            raise _NotListed
        else:
            position = name.end() + length
        after = _NEXT.match(text, position)
        if after is None:
            raise _NamedTwice
        position = after.end()
        if after[1] == b"}":
            return position
    raise _NamedTwice
