"""The log of calls: one JSON line each, built from an allow-list of fields, so that no patient data can get in.

What is not on the list cannot be logged: not a body, a header, an exception's message or a stack, all of which may
hold a name, an id or a token.  An exception is told by its type and the line of our own code it came from.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

LOG = logging.getLogger("service.hooks")
PACKAGE = Path(__file__).resolve().parent.parent

FIELDS = frozenset({
    "service", "hook", "hook_instance", "status", "numbers", "duration_ms", "body_bytes", "cards", "state", "outcome",
    "knowledge", "stored", "duplicates", "unknown_cards", "issuer", "error_type", "where", "reason",
})  # fmt: skip
"""Every field a log line of ours may have; ``reason`` is one of our own fixed words, never text of a request."""


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=lambda value: type(value).__name__)


_PLAIN = frozenset({str, int, float, bool})
"""Only what JSON itself knows is written by its content; of anything else the line has the type."""


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time, level, event and the allowed fields.

    The event is the message as it stands in the code: arguments are not filled in, because they may be data.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": str(record.msg),
        }
        fields = getattr(record, "fields", {})
        line.update({name: value for name, value in fields.items() if name in FIELDS and value is not None})
        return _written(line)


def _written(line: dict[str, Any]) -> str:
    """One line of ASCII; what the fast writer would write otherwise, or not escape, is left to the other."""
    if not _PLAIN.issuperset(map(type, line.values())):
        return _ENCODER.encode(line)
    try:
        text = orjson.dumps(line)
    except TypeError:  # an integer of more than 64 bits
        return _ENCODER.encode(line)
    return text.decode() if text.isascii() and b"\x7f" not in text else _ENCODER.encode(line)


def start_logging(level: str) -> None:
    """Send the log of the service to standard error as JSON lines; calling it again changes the level only."""
    logger = logging.getLogger("service")
    logger.setLevel(level)
    if not any(isinstance(handler.formatter, JsonFormatter) for handler in logger.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)


def log_event(event: str, *, level: int = logging.INFO, **fields: Any) -> bool:
    """Write one line, and tell whether the log is kept at that level.

    Raises ``ValueError`` for a field that is not on the list.
    """
    if not FIELDS.issuperset(fields):
        raise ValueError(f"not a field of the log: {', '.join(sorted(set(fields) - FIELDS))}")
    if not LOG.isEnabledFor(level):
        return False
    # Without a look for the line that called: the event says where it is, and the look is half of the cost.
    LOG.handle(LOG.makeRecord(LOG.name, level, "", 0, event, (), None, extra={"fields": fields}))
    return True


def where_raised(error: BaseException) -> str:
    """The last line of our own code on the way to an exception, ``features/length.py:42``."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(PACKAGE):
            return f"{path.relative_to(PACKAGE).as_posix()}:{frame.lineno}"
    return "outside the service"
