"""Reading ``dosageInstruction``: how much of a drug, how often, structured or in one of a few exact phrases.

A dose that cannot be read for certain is ``None``; nothing is guessed from a product or a usual dose.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from service.fhir.codes import codings_of_concept
from service.fhir.dates import Moment, UnreadableDate, clinical_time, read_moment
from service.fhir.medications import dosages
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.record import Resource

Json = Mapping[str, Any]
Range = tuple[Decimal, Decimal]
ONE = Decimal(1)

_MASS = {
    "mg": ONE,
    "milligram": ONE,
    "milligrams": ONE,
    "g": Decimal(1000),
    "ug": Decimal("0.001"),
    "mcg": Decimal("0.001"),
}
_UNITS = ("u", "iu", "[iu]", "unit", "units", "unt", "[usp'u]", "usp'u", "{unit}", "{units}", "int'l units", "ui", "ie")
_PIECE_WORDS = ("tablet", "tab", "tbl", "pill", "caplet", "capsule", "cap", "syringe")
_PIECES = (
    *(f"{word}{plural}" for word in _PIECE_WORDS for plural in ("", "s", "(s)")),
    # UCUM has no unit for a count of things: senders annotate the number one.
    *(f"{{{word}{plural}}}" for word in _PIECE_WORDS for plural in ("", "s", "(s)")),
    "each", "{each}",
)  # fmt: skip
"""A single piece of the product.  A dose, a package or a vial is none: it may hold several, or be used in part."""
_SPELLINGS: Mapping[str, tuple[str, Decimal]] = {
    **{unit: ("mg", factor) for unit, factor in _MASS.items()},
    **{f"{unit}/kg": ("mg/kg", factor) for unit, factor in _MASS.items()},
    **dict.fromkeys(_UNITS, ("units", ONE)),
    **dict.fromkeys((f"{unit}/kg" for unit in _UNITS), ("units/kg", ONE)),
    **dict.fromkeys(("ml", "milliliter", "millilitre", "cc"), ("mL", ONE)),
    **dict.fromkeys(_PIECES, ("piece", ONE)),
}
"""Spelled in lower case → (unit here, factor)."""

_BOUNDS = ("boundsDuration", "boundsRange", "boundsQuantity")

_CODES = {
    "QD": "1", "DAILY": "1", "Q24H": "1", "AM": "1", "PM": "1", "BED": "1", "HS": "1", "BID": "2", "Q12H": "2",
    "TID": "3", "Q8H": "3", "QID": "4", "Q6H": "4", "Q4H": "6", "QOD": "0.5",
}  # fmt: skip
_HOURS_OF = {"min": Decimal(1) / 60, "h": ONE, "d": Decimal(24), "wk": Decimal(168)}
_OFTEN = {
    "1": r"once daily|daily|once a day|once per day|every day|each day|once every day|qd|od|every 24 hours|q ?24 ?h"
    r"|(?:one|1) times? (?:a day|daily|per day)|every morning|every evening|every night|nightly|at bedtime",
    "2": r"twice daily|twice a day|twice per day|two times (?:a day|daily|per day)|2 times (?:a day|daily|per day)"
    r"|bid|b\.i\.d\.|every 12 hours|q ?12 ?h(?:ours|rs)?",
    "3": r"three times (?:a day|daily|per day)|3 times (?:a day|daily|per day)|tid|t\.i\.d\.|every 8 hours|q ?8 ?h",
    "4": r"four times (?:a day|daily|per day)|4 times (?:a day|daily|per day)|qid|every 6 hours|q ?6 ?h",
}
_TIMES = re.compile("|".join(f"(?P<n{count}>{words})" for count, words in _OFTEN.items()))
_NUMBER = r"\d{1,6}(?:\.\d{1,3})?"
_UNIT_WORDS = (
    r"mg/kg|units?/kg|iu/kg|mg|mcg|milligrams?|units?|iu|u|ml"
    r"|(?:tablet|tab|pill|caplet|capsule|cap|syringe)(?:s|\(s\))?"
)
_PHRASE = re.compile(
    rf"(?:take |give |inject )?(?:(?:1|one) (?:tablet|capsule|syringe|tab|cap) \(?)?"
    rf"(?P<dose>{_NUMBER}) ?(?P<unit>{_UNIT_WORDS})\)?(?: (?:tablet|capsule))?"
    rf"(?:,? (?:by mouth|orally|oral|po|subcutaneously|subcutaneous|subcut|sc|sq|sub-?q|iv|intravenously))?"
    rf",? (?P<often>{'|'.join(_OFTEN.values())})"
    rf"(?: with (?:food|a meal|meals|the evening meal))?(?: for \d{{1,3}} (?:days?|weeks?|months?))?\.?"
)
_ORAL = re.compile(rf"({_NUMBER}) MG (?:Delayed Release )?Oral (?:Tablet|Capsule)")
_PER_ML = re.compile(rf"(?:({_NUMBER}) ML )?[a-z, ]+ ({_NUMBER}) (MG|UNT)/ML")


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
    low, high = (f"{each.normalize():f}" for each in values)
    return low if low == high else f"{low}–{high}"


def read_dosages(resource: Resource, product: str = "") -> tuple[Dosage, ...]:
    """The dosage instructions of an order or statement; ``product`` is the display of its code in the value sets,
    from which the strength of one tablet, syringe or mL is taken when doses are given in those."""
    listed = dosages(resource)
    read = tuple(_read(each, product) for each in listed)
    lasting = [_duration(each) for each in listed]
    when = clinical_time(resource) if any(lasting) else None
    if when is None:
        return read
    return tuple(replace(each, runs_out=_runs_out(when, each, read, lasting)) for each in read)


def _runs_out(
    when: Moment, dosage: Dosage, every: Sequence[Dosage], lasting: Sequence[timedelta | None]
) -> datetime | None:
    """The end of one instruction: its own duration after that of the steps before it."""
    counted = []
    for each, lasts in zip(every, lasting, strict=True):
        is_before = None not in (each.sequence, dosage.sequence) and (each.sequence or 0) < (dosage.sequence or 0)
        if each is dosage or is_before:
            counted.append(lasts)
    told = [each for each in counted if each is not None]
    try:
        return when.latest + sum(told, timedelta()) if len(told) == len(counted) else None
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


def _duration(data: Json) -> timedelta | None:
    """How long an instruction is to be followed at most: ``boundsDuration`` or ``boundsRange``, else ``for 7 days``."""
    timing = data.get("timing")
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    bounds = {name: repeat.get(name) for name in _BOUNDS if name in repeat} if isinstance(repeat, dict) else {}
    if not bounds:
        text = data.get("text")
        told = _FOR.fullmatch(" ".join(text.lower().split())) if isinstance(text, str) and len(text) < 200 else None
        return timedelta(days=int(told[1]) * _DAYS_OF[told[2]]) if told else None
    given = next(iter(bounds.values()))
    given = given.get("high") if isinstance(given, dict) and ("high" in given or "low" in given) else given
    if not isinstance(given, dict) or str(given.get("comparator") or "<") not in ("<", "<="):
        return None
    unit = str(given.get("code") or given.get("unit") or "").strip().lower()
    days = _DAYS_OF.get(unit) or _DAYS_OF.get(unit.rstrip("s"))
    try:
        return timedelta(days=math.ceil(number_of(given.get("value")) * days)) if days else None
    except (UnreadableQuantity, OverflowError, ValueError):
        return None


def dispensed_until(resource: Resource) -> datetime | None:
    """Until when an order may be dispensed (``dispenseRequest.validityPeriod``); ``None`` when that is not told."""
    dispense = resource.data.get("dispenseRequest")
    period = dispense.get("validityPeriod") if isinstance(dispense, dict) else None
    try:
        return read_moment(period.get("end")).latest if isinstance(period, dict) else None
    except UnreadableDate:
        return None


def _read(data: Json, product: str) -> Dosage:
    given, rate = _dose_members(data)
    text = data.get("text")
    phrase = _phrase(" ".join(text.lower().split())) if isinstance(text, str) and len(text) < 200 else None
    amount = _amount(given, product) if given is not None else None
    if given is None and phrase is not None:
        amount = _in_product((phrase[0], phrase[0]), phrase[1], product)
    times = _structured_times(data.get("timing"))
    if times is None and phrase is not None and not _has_timing(data.get("timing")):
        times = (phrase[2], phrase[2])
    starts, ends = _bounds(data.get("timing"))
    sequence = data.get("sequence")
    return Dosage(
        dose=amount[0] if amount else None,
        unit=amount[1] if amount else "",
        times_a_day=times,
        infusion=rate or _is_infusion(text),
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


def _dose_members(data: Json) -> tuple[Json | None, bool]:
    """The single dose (Quantity or Range) and whether a rate is given: R4 ``doseAndRate``, STU3 members beside it."""
    listed = data.get("doseAndRate")
    entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    doses = []
    for each in [*entries, data]:
        doses += [each[name] for name in ("doseQuantity", "doseRange") if isinstance(each.get(name), dict)]
    rate = any(each.get(name) for each in [*entries, data] for name in ("rateQuantity", "rateRatio", "rateRange"))
    # Two doses in one instruction (ordered and calculated) must agree, or neither is used.
    same = doses[0] if doses and all(each == doses[0] for each in doses) else None
    return (same if same is not None or not doses else {}), bool(rate)


def _amount(given: Json, product: str) -> tuple[Range, str] | None:
    low, high = (given.get("low"), given.get("high")) if "low" in given or "high" in given else (given, given)
    ends = [_quantity(each) for each in (low, high)]
    if ends[0] is None or ends[1] is None or ends[0][1] != ends[1][1]:
        return None
    return _in_product((ends[0][0], ends[1][0]), ends[0][1], product)


def _quantity(quantity: Any) -> tuple[Decimal, str] | None:
    if not isinstance(quantity, dict) or quantity.get("comparator"):
        return None
    try:
        number = number_of(quantity.get("value"))
    except UnreadableQuantity:
        return None
    read = {_SPELLINGS.get(str(quantity[name]).strip().lower()) for name in ("code", "unit") if quantity.get(name)}
    read.discard(None)
    unit = read.pop() if len(read) == 1 else None
    return (number * unit[1], unit[0]) if unit and number > 0 else None


def _in_product(dose: Range, unit: str, product: str) -> tuple[Range, str] | None:
    """The dose in mg or units where it is told in tablets, syringes or mL of a product of known strength."""
    if unit not in ("piece", "mL"):
        return dose, unit
    strength = _strength(product)
    content = None if strength is None else strength.of_piece if unit == "piece" else strength.of_ml
    return ((dose[0] * content, dose[1] * content), strength.unit) if strength and content else None


@dataclass(frozen=True, slots=True)
class _Strength:
    of_piece: Decimal | None
    """Content of one tablet, capsule or syringe."""
    of_ml: Decimal | None
    unit: str


@lru_cache(maxsize=512)
def _strength(product: str) -> _Strength | None:
    """The strength that the display of an RxNorm product states."""
    oral = _ORAL.search(product)
    if oral:
        return _Strength(Decimal(oral[1]), None, "mg")
    liquid = _PER_ML.match(product)
    if not liquid:
        return None
    per_ml = Decimal(liquid[2])
    whole = Decimal(liquid[1]) * per_ml if liquid[1] else None
    return _Strength(whole, per_ml, "mg" if liquid[3] == "MG" else "units")


def _phrase(text: str) -> tuple[Decimal, str, Decimal] | None:
    found = _PHRASE.fullmatch(text)
    if found is None:
        return None
    unit, factor = _SPELLINGS[found["unit"]]
    times = _times_told(found["often"])
    return (Decimal(found["dose"]) * factor, unit, times) if times is not None else None


def _times_told(text: str) -> Decimal | None:
    found = _TIMES.fullmatch(text.strip().lower())
    return Decimal(found.lastgroup[1:]) if found and found.lastgroup else None


def _has_timing(timing: Any) -> bool:
    """Whether the timing itself says how often (bounds alone do not)."""
    if not isinstance(timing, dict):
        return False
    repeat = timing.get("repeat")
    told = set(repeat) - {"boundsPeriod", *_BOUNDS} if isinstance(repeat, dict) else set()
    return bool(told or timing.get("code") or timing.get("event"))


def _structured_times(timing: Any) -> Range | None:
    """How often a day; ``None`` when not told, or when ``repeat`` and ``code`` contradict each other."""
    if not isinstance(timing, dict):
        return None
    told = [each for each in (_repeated(timing.get("repeat")), _coded_times(timing.get("code"))) if each is not None]
    return told[0] if told and all(each == told[0] for each in told) else None


def _repeated(repeat: Any) -> Range | None:
    if not isinstance(repeat, dict):
        return None
    moments = repeat.get("timeOfDay") or repeat.get("when")
    try:
        least = number_of(repeat.get("frequency", len(moments) if isinstance(moments, list) and moments else 1))
        most = number_of(repeat.get("frequencyMax", repeat.get("frequency", least)))
        if "period" not in repeat and not isinstance(moments, list):
            return None
        period = number_of(repeat.get("period", 1))
        longest = number_of(repeat.get("periodMax", period))
    except UnreadableQuantity:
        return None
    hours = _HOURS_OF.get(str(repeat.get("periodUnit", repeat.get("periodUnits", "" if "period" in repeat else "d"))))
    if hours is None or period <= 0 or longest < period:
        return None
    days = repeat.get("dayOfWeek")
    share = Decimal(len(days)) / 7 if isinstance(days, list) and days else ONE
    return least * 24 / (longest * hours) * share, most * 24 / (period * hours) * share


def _coded_times(code: Any) -> Range | None:
    if not isinstance(code, dict):
        return None
    told = {_CODES[code_.upper()] for _, code_ in codings_of_concept(code) if code_.upper() in _CODES}
    if not told and isinstance(code.get("text"), str):
        text = code["text"].strip()
        times = _CODES.get(text.upper()) or _times_told(text)
        told = {str(times)} if times is not None else set()
    count = Decimal(told.pop()) if len(told) == 1 else None
    return None if count is None else (count, count)


def _bounds(timing: Any) -> tuple[datetime | None, datetime | None]:
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    period = repeat.get("boundsPeriod") if isinstance(repeat, dict) else None
    if not isinstance(period, dict):
        return None, None
    ends: list[datetime | None] = []
    for member in ("start", "end"):
        try:
            read = read_moment(period.get(member))
            ends.append(read.earliest if member == "start" else read.latest)
        except UnreadableDate:
            ends.append(None)
    return ends[0], ends[1]


_FLOWING = re.compile(r"\b(?:infusion|continuous(?:ly)?|units?/kg/h(?:r|our)?|units?/h(?:r|our)?)\b", re.IGNORECASE)
_LINE = re.compile(r"\b(?:flush|lock|patency|line)\b", re.IGNORECASE)


def _is_infusion(text: Any) -> bool:
    return isinstance(text, str) and bool(_FLOWING.search(text)) and not _LINE.search(text)
