"""Days in the words beside a dose: "11/25", "25.11.", "Nov 25".

A day without a year is the one within a month of today, else the one next to when the words were written; of two
readings ("5/12") likewise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from service.fhir.taken_back_words import Unit

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2|(?:\2(\d{4}|\d{2})))?(?:-\d.*)?")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_FIRST, _LAST = 1900, 2200
_SOON = timedelta(days=31)


def day_at(
    units: Sequence[Unit], at: int, months: Mapping[str, int], written: datetime | None, now: datetime
) -> datetime | None:
    """The day that a unit names; ``None`` where it names none."""
    near = (written or now, now)
    unit = units[at]
    if not unit.number:
        month = months.get(unit.text)
        beside = [units[each] for each in (at + 1, at - 1) if 0 <= each < len(units) and units[each].number]
        days = [int(each.text) for each in beside if each.text.isdecimal() and 1 <= int(each.text) <= 31]
        return _nearest([(None, month, days[0])], near) if month and days else None
    if found := _ISO.match(unit.text):
        return _nearest([(int(found[1]), int(found[2]), int(found[3]))], near)
    if found := _MONTH.fullmatch(unit.text):
        return _nearest([(int(found[2]), int(found[1]), 1)], near)
    found = _DAY.fullmatch(unit.text)
    if found is None or (found[2] == "." and found[4] is None and not unit.text.endswith(".")):
        return None
    if found[2] == "-" and found[4] is None and at + 1 < len(units) and "days" in units[at + 1].kinds:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4]) if found[4] else None
    year = year + 2000 if year is not None and year < 100 else year
    readings = [(year, second, first)] if found[2] == "." else [(year, first, second), (year, second, first)]
    return _nearest(readings, near)


def _nearest(readings: Sequence[tuple[int | None, int, int]], near: tuple[datetime, datetime]) -> datetime | None:
    written, now = near
    found: list[datetime] = []
    for year, month, day in readings:
        years = {each.year + more for each in near for more in (-1, 0, 1)} if year is None else {year}
        for each in sorted(years):
            if _FIRST < each < _LAST:
                try:
                    found.append(datetime(each, month, day, tzinfo=UTC))
                except ValueError:
                    continue
    is_soon = [each for each in found if abs(each - now) <= _SOON]
    return min(is_soon, key=lambda each: abs(each - now), default=None) or min(
        found, key=lambda each: abs(each - written), default=None
    )


def span_of(count: str, unit: str) -> timedelta | None:
    """A number of hours, days, weeks or months; ``None`` for what is no small whole number."""
    if not count.isascii() or not count.isdecimal() or len(count) > 3:
        return None
    if unit.startswith(("week", "woche", "weken", "semaine")):
        return timedelta(weeks=int(count))
    if unit.startswith("mon"):
        return timedelta(days=30 * int(count))
    return timedelta(hours=int(count)) if unit[0] in "hsu" else timedelta(days=int(count))
