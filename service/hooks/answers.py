"""Writing answers: plain dicts to JSON bytes, errors to OperationOutcomes, and the last guard before the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from flask import Response

from service.errors import DvtCdsError, ResponseMemberError, operation_outcome
from service.fhir.empties import is_empty, without_empty_members

NO_STORE = {"Cache-Control": "no-store"}
JSON_NOT_STORED = (*NO_STORE.items(), ("Content-Type", "application/json"))
_MAY_BE_EMPTY = frozenset({"cards", "services"})
"""The only members CDS Hooks lets be empty, at the top of a body."""


def written(body: Any) -> bytes:
    """The bytes of an answer.

    An update of a client's order gives back what the client wrote, which may be an integer of any length or nested more
    deeply than the fast writer goes.
    """
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, allow_nan=False).encode()


def write_json(body: Any, status: int = 200, headers: Mapping[str, str] = NO_STORE) -> Response:
    """A JSON answer."""
    return Response(written(body), status=status, headers=dict(headers), mimetype="application/json")


def write_errors(errors: Sequence[DvtCdsError], status: int | None = None) -> Response:
    """The OperationOutcome of some faults, with the status and headers of the first."""
    response = write_json(operation_outcome(errors), status or errors[0].status)
    for error in errors:
        response.headers.update(error.headers)
    return response


_SIGNS_OF_EMPTY = (b"null", b'""', b"[]", b"{}")
"""What a written body holds somewhere when it holds an empty member; it may stand in a text as well."""


def empty_members(body: Any) -> tuple[str, ...]:
    """Where a body holds null, ``""``, ``[]`` or ``{}`` although CDS Hooks (GEN-3, GEN-4) or FHIR forbids it."""
    return tuple(_empty(body, "")) if _holds_something_empty(body) else ()


def _holds_something_empty(body: Any) -> bool:
    # Nearly every answer is sound, and this look costs a tenth of naming the members.
    waiting: list[Any] = [[body]]
    for holder in waiting:
        for member in holder.values() if isinstance(holder, dict) else holder:
            if type(member) is str:
                if not member:
                    return True
            elif type(member) is dict or type(member) is list or isinstance(member, (dict, list, tuple)):
                if not member:
                    return True
                waiting.append(member)
            elif is_empty(member):
                return True
    return False


def _empty(value: Any, path: str) -> Iterator[str]:
    if value is None or value == "" or (isinstance(value, (list, dict, tuple)) and not value):
        if path not in _MAY_BE_EMPTY or value is None:
            yield path or "body"
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from (
                _empty_in_array(value, name, member, path)
                if isinstance(member, (list, tuple)) and member
                else _empty(member, _join(path, name))
            )
    elif isinstance(value, (list, tuple)):
        for position, member in enumerate(value):
            yield from _empty(member, f"{path}[{position}]")


def _empty_in_array(parent: Mapping[str, Any], name: str, array: Sequence[Any], path: str) -> Iterator[str]:
    # FHIR pads a primitive array and its `_name` twin with nulls so that their positions agree
    padded = isinstance(parent.get(name[1:] if name.startswith("_") else f"_{name}"), (list, tuple))
    for position, member in enumerate(array):
        if not (padded and member is None):
            yield from _empty(member, f"{_join(path, name)}[{position}]")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def guard_members(body: dict[str, Any], *, prune: bool) -> tuple[dict[str, Any], bool]:
    """The body as it may be sent, and whether it had to be mended.

    Raises :class:`ResponseMemberError` (DVT-119) naming the members, unless ``prune``: in production a clinician's
    card is not withheld for an empty member, so the member goes and the caller logs the number.
    """
    empty = empty_members(body)
    if not empty:
        return body, False
    if not prune:
        raise ResponseMemberError(diagnostics=", ".join(empty[:10]))
    return {"cards": [], **without_empty_members(body)}, True


def guarded(body: dict[str, Any], *, prune: bool) -> tuple[dict[str, Any], bytes, bool]:
    """As :func:`guard_members`, with the bytes of the body: nearly every one shows by them that it is sound."""
    text = written(body)
    if not any(sign in text for sign in _SIGNS_OF_EMPTY):
        return body, text, False
    body, was_mended = guard_members(body, prune=prune)
    return body, written(body) if was_mended else text, was_mended
