"""Reading the body of a POST: whole, within the limit, or not at all.

A body that is cut short in silence would be read as a smaller record, so every way to that is an error:
too long (413), shorter than announced or cut off between its chunks (400), without a length the server can check (411).
"""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.wsgi import get_content_length

from service.errors import (
    BodyTooLargeError,
    IncompleteBodyError,
    LengthRequiredError,
    UnsupportedEncodingError,
    UnsupportedMediaTypeError,
)
from service.hooks.body_watch import BodyWatch

MEDIA_TYPES = frozenset({"application/json", "application/fhir+json"})
SILENCE_SECONDS = 10.0
"""How long a body may stand still: any EHR has given up by then."""
SLOWEST_BYTES_A_SECOND = 50_000
"""How fast a body comes at least, on the whole, beyond the first ``SILENCE_SECONDS``."""
_PIECE_BYTES = 1024 * 1024
_WATCH = BodyWatch()


def read_body(request: Request, limit: int) -> bytes:
    """The bytes of the body.

    Raises DVT-114 (media type), DVT-115 (compressed), DVT-116 (over ``limit`` bytes), DVT-117 (no checkable
    length) or DVT-118 (shorter than announced, chunks that cannot be read, nothing for ``SILENCE_SECONDS``, or on the
    whole slower than ``SLOWEST_BYTES_A_SECOND``).
    """
    _check_media_type(request)
    connection = request.environ.get("gunicorn.socket")
    if connection is None:
        return _read_whole(request, limit, None)
    # A few clients that stop in the middle of a body would otherwise hold every thread of the service for good.
    before = connection.gettimeout()
    connection.settimeout(SILENCE_SECONDS)
    try:
        return _read_whole(request, limit, connection)
    finally:
        _WATCH.release(connection)
        connection.settimeout(before)


def _read_whole(request: Request, limit: int, connection: Any) -> bytes:
    # The stream of the WSGI server is read directly: the framework's own limit cuts a chunked body in silence.
    stream = request.environ["wsgi.input"]
    length, is_chunked = get_content_length(request.environ), _is_chunked(request)
    if length is not None and not is_chunked:
        if length > limit:
            raise BodyTooLargeError(why=f"The limit is {limit} bytes. {BodyTooLargeError.why}")
        parts: list[bytes] = []
        left = length
        while left > 0 and (part := _piece(stream, min(_PIECE_BYTES, left), connection)):
            parts.append(part)
            left -= len(part)
        if left > 0:
            raise IncompleteBodyError
        return b"".join(parts)
    if not is_chunked:
        return b""
    if not request.environ.get("wsgi.input_terminated"):
        raise LengthRequiredError
    pieces: list[bytes] = []
    read = 0
    while piece := _piece(stream, min(_PIECE_BYTES, limit + 1 - read), connection):
        pieces.append(piece)
        read += len(piece)
        if read > limit:
            raise BodyTooLargeError(why=f"The limit is {limit} bytes. {BodyTooLargeError.why}")
    return b"".join(pieces)


def _piece(stream: Any, size: int, connection: Any) -> bytes:
    """At most so many bytes, within the time that they may take; whatever the stream of the server raises (a chunk cut
    off, say) is a body cut short."""
    if connection is not None:
        _WATCH.give(connection, SILENCE_SECONDS + size / SLOWEST_BYTES_A_SECOND)
    try:
        piece: bytes = stream.read(size)
    except Exception:  # each server has its own classes for it
        raise IncompleteBodyError("The body could not be read to its end.") from None
    return piece


def _is_chunked(request: Request) -> bool:
    return "chunked" in request.environ.get("HTTP_TRANSFER_ENCODING", "").lower()


def _check_media_type(request: Request) -> None:
    # Nearly every client sends the bare name, which needs no taking apart.
    if request.environ.get("CONTENT_TYPE") not in MEDIA_TYPES:
        if request.mimetype not in MEDIA_TYPES:
            raise UnsupportedMediaTypeError
        if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise UnsupportedMediaTypeError("The body is announced in a character set other than UTF-8.")
    if request.environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedEncodingError
