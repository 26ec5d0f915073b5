"""Reading ``dosageInstruction``: how much of a drug, how often, structured or in one of a few exact phrases.

A dose that cannot be read for certain is ``None``; nothing is guessed from a product or a usual dose.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from service.features.dose_amounts import ONE, Amount, Json, Range
from service.features.dose_structure import (
    BOUNDS,
    bounds,
    has_dose,
    has_rate,
    has_timing,
    structured_amount,
    structured_times,
)
from service.features.sig import LONGEST, Step, read_sig
from service.features.sig_words import A_DAY_BEHIND, COUNTED, DOSES, MORE_TO_COME
from service.fhir.dates import clinical_time
from service.fhir.medications import dosages
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.record import Resource
from service.fhir.single_dose_words import tokens_of


@dataclass(frozen=True, slots=True)
class Dosage:
    """One dosage instruction, as far as it can be read."""

    dose: Range | None
    """Smallest and largest single dose in ``unit``."""
    unit: str
    """``mg``, ``units``, ``mg/kg``, ``units/kg`` or empty."""
    times_a_day: Range | None
    infusion: bool
    """Given at a rate."""
    as_needed: bool
    sequence: int | None
    starts: datetime | None
    """Earliest instant of the bounds of its timing."""
    ends: datetime | None
    runs_out: datetime | None = None
    """Latest instant at which its duration is over, counted from the date of the order and the steps before it."""
    once: bool = False
    """A single dose (``count`` of 1)."""

    @property
    def daily(self) -> Range | None:
        """The dose of one day in ``unit``."""
        if self.dose is None or self.times_a_day is None:
            return None
        return self.dose[0] * self.times_a_day[0], self.dose[1] * self.times_a_day[1]

    def __str__(self) -> str:
        """``5 mg, 2 times a day``, as far as known."""
        told = [f"{_span(self.dose)} {self.unit}"] if self.dose else []
        if self.times_a_day:
            told.append("once a day" if self.times_a_day == (ONE, ONE) else f"{_span(self.times_a_day)} times a day")
        return ", ".join(["infusion", *told] if self.infusion else told)


def _span(values: Range) -> str:
    low, high = (_short(each) for each in values)
    return low if low == high else f"{low}–{high}"


def _short(number: Decimal) -> str:
    """Three times a week is 0.43 times a day: of a number that a division made two decimals are enough to read."""
    is_long = len(number.as_tuple().digits) >= 10 and number.adjusted() < 10
    short = round(number, 2) if is_long else number
    return f"{short.normalize():f}"


def read_dosages(resource: Resource, product: str = "") -> tuple[Dosage, ...]:
    """The dosage instructions of an order or statement; ``product`` is the display of its code in the value sets,
    from which the strength of one tablet, syringe or mL is taken when doses are given in those.

    A single instruction whose text tells several steps ("…for 7 days, then …") gives one for each.
    """
    listed = dosages(resource)
    sigs = [_sig(each) for each in listed]
    read = tuple(_read(each, sig, product) for each, sig in zip(listed, sigs, strict=True))
    lasting = [_duration(each, sig) for each, sig in zip(listed, sigs, strict=True)]
    if len(listed) == 1 and len(sigs[0]) > 1 and not has_dose(listed[0]):
        read, lasting = _in_steps(read[0], listed[0], sigs[0], product)
    when = clinical_time(resource) if any(lasting) else None
    if when is None:
        return read
    return tuple(replace(each, runs_out=_runs_out(when, each, read, lasting)) for each in read)


def _in_steps(
    whole: Dosage, data: Json, sig: Sequence[Step], product: str
) -> tuple[tuple[Dosage, ...], list[timedelta | None]]:
    """The steps of a text, unless the structured timing says something else."""
    told = structured_times(data.get("timing"))
    if has_timing(data.get("timing")) and any(told != (each.times, each.times) for each in sig):
        return (whole,), [_duration(data, sig)]
    found = []
    for number, step in enumerate(sig, 1):
        amount = step.amount(product)
        times = (step.times, step.times)
        dose, unit = amount if amount else (None, "")
        found.append(replace(whole, dose=dose, unit=unit, times_a_day=times, sequence=number))
    lasting = [timedelta(days=each.days) if each.days else None for each in sig]
    in_all = _duration(data, sig)
    if in_all is not None and lasting[-1] is None:
        before = sum((each for each in lasting if each is not None), timedelta())
        lasting[-1] = max(in_all - before, timedelta())
    return tuple(found), lasting


def _runs_out(
    when: Moment, dosage: Dosage, every: Sequence[Dosage], lasting: Sequence[timedelta | None]
) -> datetime | None:
    """The end of one instruction: its own duration after that of the steps before it."""
    counted, starts = [], []
    for each, lasts in zip(every, lasting, strict=True):
        is_before = None not in (each.sequence, dosage.sequence) and (each.sequence or 0) < (dosage.sequence or 0)
        if each is dosage or is_before:
            counted.append(lasts)
            starts += [each.starts] if each.starts is not None else []
    told = [each for each in counted if each is not None]
    begins = max(when.latest, min(starts)) if starts else when.latest
    try:
        return begins + sum(told, timedelta()) if len(told) == len(counted) else None
    except OverflowError:
        return None


_DAYS_OF = {
    "s": 1,
    "min": 1,
    "h": 1,
    "d": 1,
    "day": 1,
    "wk": 7,
    "week": 7,
    "mo": 31,
    "month": 31,
    "a": 366,
    "year": 366,
}
"""At most so many days in one; a plural loses its s."""
_FOR = re.compile(r"(?!.*\b(?:then|followed|after)\b).*\bfor (\d{1,3}) (day|week|month)s?\.?")
"""At the end of a text that tells one step only."""


def _duration(data: Json, sig: Sequence[Step]) -> timedelta | None:
    """How long an instruction is to be followed at most: ``boundsDuration`` or ``boundsRange``, else ``for 7 days``."""
    timing = data.get("timing")
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    told = {name: repeat.get(name) for name in BOUNDS if name in repeat} if isinstance(repeat, dict) else {}
    if not told:
        return _duration_of_doses(data) or _duration_in_words(data.get("text"), sig)
    given = next(iter(told.values()))
    given = given.get("high") if isinstance(given, dict) and ("high" in given or "low" in given) else given
    if not isinstance(given, dict) or str(given.get("comparator") or "<") not in ("<", "<="):
        return None
    unit = str(given.get("code") or given.get("unit") or "").strip().lower()
    days = _DAYS_OF.get(unit) or _DAYS_OF.get(unit.rstrip("s"))
    try:
        return timedelta(days=math.ceil(number_of(given.get("value")) * days)) if days else None
    except (UnreadableQuantity, OverflowError, ValueError):
        return None


def _duration_of_doses(data: Json) -> timedelta | None:
    """The days that a number of doses lasts, more than one: ``count``, else "for 6 doses" in words."""
    timing, text = data.get("timing"), data.get("text")
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    count = repeat.get("countMax", repeat.get("count")) if isinstance(repeat, dict) else None
    if count is None and isinstance(text, str) and len(text) < LONGEST:
        count = _doses_told(text)
    times = structured_times(timing) if count is not None else None
    try:
        doses = number_of(count) if times is not None and times[0] > 0 else 0
        return timedelta(days=math.ceil(doses / times[0])) if times is not None and doses > 1 else None
    except (UnreadableQuantity, OverflowError, ValueError):
        return None


def _doses_told(text: str) -> int | None:
    """How many doses in all: "for 6 doses", or "6 doses" at its end, of a text that tells no further step, be it by a
    word or by a number behind the doses."""
    tokens = tokens_of(text)
    if DOSES.isdisjoint(tokens) or not MORE_TO_COME.isdisjoint(tokens):
        return None
    for at, (before, number, what) in enumerate(zip(("", *tokens), tokens, tokens[1:], strict=False)):
        rest = tokens[at + 2 :]
        if what in DOSES and number.isdecimal() and len(number) < 4 and A_DAY_BEHIND.isdisjoint(rest[:1]):
            is_last = not any(each[0].isdigit() for each in rest)
            return int(number) if is_last and (before in COUNTED or not rest) else None
    return None


def _duration_in_words(text: Any, sig: Sequence[Step]) -> timedelta | None:
    if sig:
        return timedelta(days=sig[0].days) if len(sig) == 1 and sig[0].days else None
    told = _FOR.fullmatch(" ".join(text.lower().split())) if isinstance(text, str) and len(text) < LONGEST else None
    return timedelta(days=int(told[1]) * _DAYS_OF[told[2]]) if told else None


def dispensed_until(resource: Resource) -> datetime | None:
    """Until when an order may be dispensed (``dispenseRequest.validityPeriod``); ``None`` when that is not told."""
    dispense = resource.data.get("dispenseRequest")
    period = dispense.get("validityPeriod") if isinstance(dispense, dict) else None
    try:
        return read_moment(period.get("end")).latest if isinstance(period, dict) else None
    except UnreadableDate:
        return None


def texts_of(resource: Resource) -> tuple[str, ...]:
    """What the dosage instructions say in words, to whomever."""
    told = []
    for each in dosages(resource):
        extra = each.get("additionalInstruction")
        words = [item.get("text") for item in extra if isinstance(item, dict)] if isinstance(extra, list) else []
        told += [each.get("text"), each.get("patientInstruction"), *words]
    return tuple(each for each in told if isinstance(each, str))


def _sig(data: Json) -> tuple[Step, ...]:
    """The steps of the text, or of the words for the patient where there is no other text."""
    text = data.get("text") or data.get("patientInstruction")
    if not isinstance(text, str):
        return ()
    starts, ends = bounds(data.get("timing"))
    return read_sig(text, has_start=starts is not None, has_end=ends is not None)


def _read(data: Json, sig: Sequence[Step], product: str) -> Dosage:
    timing, text = data.get("timing"), data.get("text")
    amount, times = structured_amount(data, product), structured_times(timing)
    if len(sig) == 1:
        amount, times = _filled(data, amount, times, sig[0], product)
    starts, ends = bounds(timing)
    sequence = data.get("sequence")
    return Dosage(
        dose=amount.dose if amount else None,
        unit=amount.unit if amount else "",
        times_a_day=times,
        infusion=has_rate(data) or _is_infusion(text),
        as_needed=data.get("asNeededBoolean") is True
        or data.get("asNeeded") is True
        or "asNeededCodeableConcept" in data,
        sequence=sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else None,
        starts=starts,
        ends=ends,
        once=_is_once(data.get("timing")),
    )


def _is_once(timing: Any) -> bool:
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    return isinstance(repeat, dict) and repeat.get("count") == 1 and "countMax" not in repeat


def _filled(
    data: Json, amount: Amount | None, times: Range | None, step: Step, product: str
) -> tuple[Amount | None, Range | None]:
    """Dose and frequency with what the text adds to them.  A text that contradicts the half that is structured adds
    nothing; where both are structured and it tells another frequency, and so another dose a day, how often is not
    known."""
    dosed, timed = has_dose(data), has_timing(data.get("timing"))
    told, often = step.amount(product), (step.times, step.times)
    if dosed and timed and times is not None and not times[0] <= step.times <= times[1]:
        is_same_day = (
            amount is not None
            and told is not None
            and amount.unit == told.unit
            and all(amount.dose[end] * times[end] == told.dose[end] * step.times for end in (0, 1))
        )
        times = times if is_same_day else None
    if not dosed and (not timed or times == often):
        amount = told
    if not timed and (not dosed or amount == told):
        times = often
    return amount, times


_FLOWING = re.compile(r"\b(?:infusion|continuous(?:ly)?|units?/kg/h(?:r|our)?|units?/h(?:r|our)?)\b", re.IGNORECASE)
_LINE = re.compile(r"\b(?:flush|lock|patency|line)\b", re.IGNORECASE)


def _is_infusion(text: Any) -> bool:
    return isinstance(text, str) and bool(_FLOWING.search(text)) and not _LINE.search(text)
