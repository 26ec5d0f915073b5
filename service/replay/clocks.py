"""Moving the dates of a recorded case to another day.

A running service reads today's clock, so a case recorded ``as_of`` a day in the past is moved by today minus that
moment.  An instant is moved by the exact difference, a day by whole days; a day that is derived from an instant may
therefore differ by one when the two clocks lie on different sides of midnight.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})")
_DATE = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\dT-])")
DATES = re.compile(f"{_INSTANT.pattern}|{_DATE.pattern}")
"""Every ISO 8601 instant or day in a text."""


def moved(text: str, delta: timedelta, origin: datetime) -> str:
    """``text`` with every ISO instant moved by ``delta`` and every ISO day by the days between the two clocks."""
    days = timedelta(days=((origin + delta).date() - origin.date()).days)

    def move(found: re.Match[str]) -> str:
        written = found[0]
        try:
            if "T" not in written:
                return (date.fromisoformat(written) + days).isoformat()
            instant = datetime.fromisoformat(written.replace("Z", "+00:00")) + delta
        except (ValueError, OverflowError):
            return written  # it only looks like a date: part of an identifier, or an invalid date on purpose
        return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    return DATES.sub(move, text)
