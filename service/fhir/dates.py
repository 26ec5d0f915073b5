"""FHIR dates as spans of time: what is known of the instant, in UTC, and no more.

``2026-03`` is any instant of March; ``2026-03-04T10:00:00`` without an offset is any instant that some time
zone calls so.  Questions about windows then have three answers, the third being "undecided" (``None``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from service.fhir.shapes import UNREAD, Resource

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


# --- which date of a resource ---------------------------------------------------------------------------------

_CLINICAL: dict[str, tuple[str, ...]] = {
    "Observation": ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "effectiveTiming", "issued"),
    "Condition": (
        "onsetDateTime",
        "onsetPeriod",
        "onsetAge",
        "onsetRange",
        "onsetString",
        "recordedDate",
        "assertedDate",
        "dateRecorded",
    ),
    "Procedure": (
        "performedDateTime",
        "performedPeriod",
        "performedAge",
        "performedRange",
        "performedString",
        "occurrenceDateTime",
        "occurrencePeriod",
        "occurrenceAge",
        "occurrenceRange",
        "occurrenceString",
        "recorded",
    ),
    "Encounter": ("period", "actualPeriod"),
    "MedicationRequest": ("authoredOn", "dateWritten"),
    "MedicationStatement": ("effectiveDateTime", "effectivePeriod", "dateAsserted"),
    "MedicationAdministration": (
        "effectiveDateTime",
        "effectivePeriod",
        "occurenceDateTime",
        "occurencePeriod",
        "occurrenceDateTime",
        "occurrencePeriod",
        "recorded",
    ),
    "DiagnosticReport": ("effectiveDateTime", "effectivePeriod", "issued"),
    "ServiceRequest": ("authoredOn", "orderedOn"),
    "AllergyIntolerance": (
        "onsetDateTime",
        "onsetPeriod",
        "onsetAge",
        "onsetRange",
        "onsetString",
        "recordedDate",
        "assertedDate",
    ),
}
_RECORDED = (
    "issued",
    "recordedDate",
    "recorded",
    "authoredOn",
    "assertedDate",
    "dateAsserted",
    "dateRecorded",
    "dateWritten",
)
_UNDATED = (
    "onsetRange",
    "onsetString",
    "performedRange",
    "performedString",
    "occurrenceRange",
    "occurrenceString",
    "effectiveTiming",
)
"""Choices that say when in words.  The recorded date must not stand in for them: it would make old disease new."""


def clinical_time(resource: Resource, born: Moment | None = None) -> Moment | None:
    """When it was so for the patient: effective, onset, performed, authored, then issued or recorded.

    ``None`` when undated, unreadable, told in words, or told as an age while ``born`` is not given.  A period
    gives its start (its end when it has none).  ``born`` is the patient's birth date, for ``onsetAge``.
    """
    known: Moment | None = resource.time_read
    if known is UNREAD:
        known = _time_of(resource, None)
        force_setattr(resource, "time_read", known)
    # Only a time that is told as an age needs the birth date.
    return known if known is not None or born is None else _time_of(resource, born)


def _time_of(resource: Resource, born: Moment | None) -> Moment | None:
    try:
        return dated(resource.type, resource.data, born)
    except UnreadableDate:
        return None


def dated(kind: str, data: Mapping[str, Any], born: Moment | None = None) -> Moment | None:
    """As :func:`clinical_time`, but raises :class:`UnreadableDate` for a date that cannot be read."""
    for member in _CLINICAL.get(kind, ()):
        value = data.get(member)
        if value is None:
            continue
        if member in _UNDATED:
            return None
        if member.endswith("Age"):
            return _at_age(value, born)
        found = _of_period(value) if isinstance(value, dict) else read_moment(value)
        if found is not None:
            return found
    return _asserted(data) if kind == "Condition" and "extension" in data else None


_ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"


def _asserted(data: Mapping[str, Any]) -> Moment | None:
    """The day on which a Condition was asserted: an element of STU3, an extension in R4."""
    listed = data.get("extension")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get("url") == _ASSERTED:
            return _readable(each.get("valueDateTime"))
    return None


def _of_period(period: Mapping[str, Any]) -> Moment | None:
    for end in ("start", "end"):
        if period.get(end) is not None:
            return read_moment(period[end])
    return None


def _at_age(age: Any, born: Moment | None) -> Moment | None:
    years = _years(age)
    if born is None or years is None:
        return None
    days = timedelta(days=365.25 * years)
    return Moment(born.earliest + days - _DAY, born.latest + days + timedelta(days=366), f"age {years:g}")


_YEARS_OF_AGE, _MONTHS_OF_AGE = (
    frozenset(("a", "a_j", "a_g", "a_t", "y", "yr", "yrs", "year", "years")),
    frozenset(("mo", "mo_j", "mo_g", "mo_s", "mos", "mon", "mth", "mths", "month", "months")),
)
_WEEKS_OF_AGE, _DAYS_OF_AGE = frozenset(("wk", "wks", "w", "week", "weeks")), frozenset(("d", "day", "days"))
_PER_YEAR = {
    **dict.fromkeys(_YEARS_OF_AGE, 1.0),
    **dict.fromkeys(_MONTHS_OF_AGE, 12.0),
    **dict.fromkeys(_WEEKS_OF_AGE, 365.25 / 7),
    **dict.fromkeys(_DAYS_OF_AGE, 365.25),
}
"""How many of a unit of age, in UCUM or plain words, make a year."""


def _years(age: Any) -> float | None:
    """An age in years; ``None`` when its unit is not known or contradictory, or when it bounds the age only.

    Less than a year in months, weeks or days is not read: it may be how long ago, which is the opposite.
    """
    if not isinstance(age, dict) or age.get("comparator") is not None:
        return None
    given = [each.strip().lower().rstrip(".") for each in (age.get("code"), age.get("unit")) if isinstance(each, str)]
    units = {_PER_YEAR.get(each, 0.0) for each in given}
    value = age.get("value")
    per_year = units.pop() if len(units) == 1 else 0.0
    if not per_year or isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 50_000:
        return None
    years = value / per_year
    return years if years <= 130 and (per_year == 1 or years >= 1) else None


def period_of(resource: Resource) -> tuple[Moment | None, Moment | None]:
    """Start and end of an Encounter, Procedure, Medication or Condition period; ``None`` where open or unreadable.

    A single date is both start and end, except for an onset, which has no end here (see :func:`end_time`).
    """
    for member in (
        "period",
        "actualPeriod",
        "performedPeriod",
        "occurrencePeriod",
        "occurencePeriod",
        "effectivePeriod",
        "onsetPeriod",
    ):
        value = resource.data.get(member)
        if isinstance(value, dict):
            return _readable(value.get("start")), _readable(value.get("end"))
    start = clinical_time(resource)
    return start, (end_time(resource) if resource.type in ("Condition", "AllergyIntolerance", "Encounter") else start)


def end_time(resource: Resource) -> Moment | None:
    """When it ended: ``abatement[x]`` of a Condition, else the end of its period; ``None`` when not told."""
    data = resource.data
    abated = data.get("abatementPeriod")
    if isinstance(abated, dict):
        return _readable(abated.get("end")) or _readable(abated.get("start"))
    if resource.type == "Condition":
        return _readable(data.get("abatementDateTime"))
    return (
        period_of(resource)[1]
        if any(isinstance(data.get(m), dict) for m in ("period", "actualPeriod", "performedPeriod", "effectivePeriod"))
        else None
    )


def recorded_time(resource: Resource) -> Moment | None:
    """When it was written down: issued, recorded, authored or asserted."""
    told = next((found for member in _RECORDED if (found := _readable(resource.data.get(member))) is not None), None)
    return _asserted(resource.data) if told is None and resource.type == "Condition" else told


def latest_onset(resource: Resource) -> Moment | None:
    """When a Condition was recorded whose onset has no date of its own: it began no later than that.

    For an onset told in words, as a range, or as an age that cannot be read.  It shows that something is old, never
    that it is new: for that :func:`clinical_time` alone is asked.
    """
    return recorded_time(resource) if resource.type == "Condition" else None


def planned_time(resource: Resource) -> Moment | None:
    """When an order is meant to happen: ``occurrenceDateTime`` or the start of ``occurrencePeriod``."""
    data = resource.data
    period = data.get("occurrencePeriod")
    return _readable(data.get("occurrenceDateTime")) or (
        _readable(period.get("start")) if isinstance(period, dict) else None
    )


def _readable(text: Any) -> Moment | None:
    try:
        return read_moment(text)
    except UnreadableDate:
        return None


# --- windows --------------------------------------------------------------------------------------------------


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
