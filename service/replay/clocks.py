"""Moving the dates of a recorded case to another day.

A running service reads today's clock, so a case recorded ``as_of`` a day in the past is moved by today minus that
moment.  An instant is moved by the exact difference, a day by whole days.  At some hours that takes an instant of one
day to the day before, beside a date that stays: hours ago and days ago cannot both be kept then, and a case may be
moved either way.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})")
_DATE = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\dT-])")
DATES = re.compile(f"{_INSTANT.pattern}|{_DATE.pattern}")
"""Every ISO 8601 instant or day in a text."""


def moved(text: str, delta: timedelta, origin: datetime, *, days_kept: bool = False) -> str:
    """``text`` with every ISO instant moved by ``delta`` and every ISO day by the days between the two clocks.

    With ``days_kept`` an instant that would leave its day lies at the end of it that is nearest.
    """
    days = _days_between(delta, origin)

    def move(found: re.Match[str]) -> str:
        written = found[0]
        try:
            if "T" not in written:
                return (date.fromisoformat(written) + days).isoformat()
            there, day = _moved_instant(written, delta, days)
            instant = _inside(there, day) if days_kept else there
        except (ValueError, OverflowError):
            return written  # it only looks like a date: part of an identifier, or an invalid date on purpose
        return instant.isoformat(timespec="seconds").replace("+00:00", "Z")

    return DATES.sub(move, text)


def leaves_its_day(text: str, delta: timedelta, origin: datetime) -> bool:
    """Whether some instant of ``text``, moved exactly, comes to lie on another day than the dates around it."""
    days = _days_between(delta, origin)
    for found in _INSTANT.finditer(text):
        with suppress(ValueError, OverflowError):
            there, day = _moved_instant(found[0], delta, days)
            if there.date() != day:
                return True
    return False


def _days_between(delta: timedelta, origin: datetime) -> timedelta:
    return timedelta(days=((origin + delta).date() - origin.date()).days)


def _moved_instant(written: str, delta: timedelta, days: timedelta) -> tuple[datetime, date]:
    """Where an instant lies when moved exactly, and the day that its own day becomes; both in UTC."""
    instant = datetime.fromisoformat(written.replace("Z", "+00:00")).astimezone(UTC)
    return instant + delta, instant.date() + days


def _inside(instant: datetime, day: date) -> datetime:
    if instant.date() == day:
        return instant
    edge = time.min if instant.date() < day else time(23, 59, 59)
    return datetime.combine(day, edge, UTC)
