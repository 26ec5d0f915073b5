"""Which date of a FHIR resource is its clinical time, its end, its onset or its plan, in every version of FHIR."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec.structs import force_setattr

from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.shapes import UNREAD, Resource

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
_UNDATED = frozenset(
    {
        "onsetRange",
        "onsetString",
        "performedRange",
        "performedString",
        "occurrenceRange",
        "occurrenceString",
        "effectiveTiming",
    }
)
"""Choices that say when in words.  The recorded date must not stand in for them: it would make old disease new."""
_AGES = frozenset(member for members in _CLINICAL.values() for member in members if member.endswith("Age"))
_NO_DATES = _UNDATED | _AGES


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
        if member in _NO_DATES:
            return _at_age(value, born) if member in _AGES else None
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
    return Moment(born.earliest + days - timedelta(days=1), born.latest + days + timedelta(days=366), f"age {years:g}")


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
