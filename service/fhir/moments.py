"""FHIR dates as spans of time: what is known of the instant, in UTC, and no more.

``2026-03`` is any instant of March; ``2026-03-04T10:00:00`` without an offset is any instant that some time
zone calls so.  Questions about windows then have three answers, the third being "undecided" (``None``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

_DATE_TIME = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*([Zz]|[+-]\d\d:?\d\d)?)?)?)?"
)
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_EASTMOST, _WESTMOST = timedelta(hours=14), timedelta(hours=12)


class UnreadableDate(ValueError):
    """A date member holds something that is not a FHIR date; ``reason`` holds no patient data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Moment(msgspec.Struct, frozen=True):
    """An instant as far as it is known: no earlier than ``earliest``, no later than ``latest`` (aware, UTC)."""

    earliest: datetime
    latest: datetime
    text: str = ""
    """The date as recorded, for the card."""

    @property
    def is_exact(self) -> bool:
        return self.earliest == self.latest

    def overlaps(self, other: Moment) -> bool:
        """Whether the two may be the same instant."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        """The ISO date as far as it is known: ``2026-03-04``, ``2026-03``, ``2026``."""
        return self.text[:10] if self.text else self.earliest.date().isoformat()


def moment(instant: datetime) -> Moment:
    """An exactly known instant."""
    return Moment(instant, instant, instant.isoformat())


def read_moment(text: Any) -> Moment:
    """A FHIR date, dateTime or instant as a :class:`Moment`; raises :class:`UnreadableDate`.

    A date without time is that calendar day in UTC (definitions 7); without an offset it spans all offsets.
    """
    # Several features read the same dates; long texts are not dates and not worth keeping.
    return _read_again(text) if type(text) is str and len(text) < 40 else _read_moment(text)


def _read_moment(text: Any) -> Moment:
    if (
        isinstance(text, str)
        and len(text) >= 20
        and text[10] == "T"
        and text[19] in "Z+-."
        and text[4] == text[7] == "-"
    ):
        # Nearly every date of a record has this form; the standard library reads it ten times faster.
        try:
            instant = datetime.fromisoformat(text)
            shift = instant.utcoffset()
            if shift is not None and abs(shift) <= _EASTMOST and instant.year in _YEARS:
                instant = instant.astimezone(UTC)
                return Moment(instant, instant, text)
        except (ValueError, OverflowError):
            pass
    found = _DATE_TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise UnreadableDate("not a FHIR date")
    if int(found[1]) not in _YEARS:
        raise UnreadableDate("no such day or time")
    try:
        return _span(text.strip(), *found.groups())
    except (ValueError, OverflowError):
        raise UnreadableDate("no such day or time") from None


_read_again = lru_cache(maxsize=4096)(_read_moment)
_YEARS = range(1800, 2200)
"""Servers write 0001-01-01 and 9999-12-31 where there is no date; reckoning with them would leave the calendar."""


def _span(
    text: str,
    year: str,
    month: str | None,
    day: str | None,
    hour: str | None,
    minute: str,
    second: str | None,
    fraction: str | None,
    offset: str | None,
) -> Moment:
    if month is None or day is None:
        first = datetime(int(year), int(month or 1), 1, tzinfo=UTC)
        last_month = int(month or 12)
        last = datetime(int(year), last_month, monthrange(int(year), last_month)[1], 23, 59, 59, 999999, tzinfo=UTC)
        return Moment(first, last, text)
    start = datetime(int(year), int(month), int(day), tzinfo=UTC)
    if hour is None:
        return Moment(start, start + _DAY - _TICK, text)
    # A leap second is a valid FHIR time that datetime cannot hold.
    seconds = 59 if second == "60" else int(second or 0)
    start = start.replace(
        hour=int(hour), minute=int(minute), second=seconds, microsecond=int((fraction or "0")[:6].ljust(6, "0"))
    )
    end = start if second is not None else start + timedelta(minutes=1) - _TICK
    if offset is None:
        return Moment(start - _EASTMOST, end + _WESTMOST, text)
    shift = _offset(offset)
    return Moment(start - shift, end - shift, text)


def _offset(offset: str) -> timedelta:
    if offset in "Zz":
        return timedelta(0)
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    if size > _EASTMOST or int(offset[-2:]) > 59:
        raise ValueError("offset")
    return -size if offset[0] == "-" else size


def is_later(one: Moment | None, other: Moment | None) -> bool:
    """Whether both are known and the first is surely after the second."""
    return one is not None and other is not None and one.earliest > other.latest


def days_between(when: Moment, anchor: datetime) -> tuple[int, int]:
    """Calendar days in UTC from ``when`` to ``anchor``, (fewest, most); negative when ``when`` is the later."""
    day = anchor.astimezone(UTC).date()
    return (day - when.latest.date()).days, (day - when.earliest.date()).days


def elapsed_days(when: Moment, now: datetime) -> tuple[int, int]:
    """Whole days elapsed from ``when`` to ``now``, rounded down, (fewest, most) – definitions 7, symptom days.

    A plain day counts from its beginning, in calendar days; a month or a year keeps its range.  A date that reaches
    beyond ``now`` (today, this month) is cut there: what is recorded has happened.
    """
    if not when.is_exact and when.earliest.date() == when.latest.date():
        days = (now.date() - when.earliest.date()).days
        return days, days
    latest = min(when.latest, now) if when.earliest <= now else when.latest
    return (now - latest) // _DAY, (now - when.earliest) // _DAY


class Window(msgspec.Struct, frozen=True):
    """Some whole calendar days (UTC), from the ``first`` instant of them up to and without ``end``."""

    first: datetime
    end: datetime
    cuts: bool
    """Whether a partial date that begins inside and reaches beyond the end is cut there."""

    def holds(self, when: Moment) -> bool | None:
        """Whether ``when`` lies inside; ``None``: a partial date leaves it undecided."""
        earliest = when.earliest
        if earliest >= self.end:
            return False
        if earliest >= self.first:
            return True if self.cuts or when.latest < self.end else None
        return False if when.latest < self.first else None


def days_before(anchor: datetime, days: int, *, ahead: int = 1) -> Window:
    """The ``days`` calendar days (UTC, inclusive) before ``anchor``, and ``ahead`` days after it.

    With ``now`` as anchor, clocks differ by up to a day, so ``ahead`` days after it still count, and a partial
    date that reaches beyond it (this month) is cut there.  Pass ``ahead=0`` for a clinical anchor such as the
    onset, after which things do happen.
    """
    midnight = anchor.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # A window longer than the calendar reaches back to its first day.
    longest = midnight.toordinal() - 1
    return Window(midnight - min(days, longest) * _DAY, midnight + (ahead + 1) * _DAY, ahead > 0)


def within_days(when: Moment, anchor: datetime, days: int, *, ahead: int = 1) -> bool | None:
    """Whether ``when`` is in the window of :func:`days_before`; ``None``: a partial date leaves it undecided."""
    return days_before(anchor, days, ahead=ahead).holds(when)
