"""The structured members of a dosage instruction: which dose is meant, how often a day, between which dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from service.features.dose_amounts import ONE, Amount, Json, Range, agreed, is_counted_out, read_amount
from service.features.sig import times_told
from service.fhir.codes import codings_of_concept
from service.fhir.moments import UnreadableDate, read_moment
from service.fhir.quantities import UnreadableQuantity, number_of

BOUNDS = ("boundsDuration", "boundsRange", "boundsQuantity")
_DOSES = ("doseQuantity", "doseRange")
_RATES = ("rateQuantity", "rateRatio", "rateRange")
_CODES = {
    "QD": "1", "DAILY": "1", "Q24H": "1", "AM": "1", "PM": "1", "BED": "1", "HS": "1", "BID": "2", "Q12H": "2",
    "TID": "3", "Q8H": "3", "QID": "4", "Q6H": "4", "Q4H": "6", "QOD": "0.5",
}  # fmt: skip
_HOURS_OF: Mapping[str, Decimal] = {"min": Decimal(1) / 60, "h": ONE, "d": Decimal(24), "wk": Decimal(168)}
_ORDERED, _CALCULATED, _ADMIN = "ordered", "calculated", "admin-amount"
"""``doseAndRate.type`` of HL7 and of Epic: ordered, worked out for this patient, and what the nurse takes in hand."""


def has_dose(data: Json) -> bool:
    """Whether a dose is told at all."""
    return any(isinstance(each.get(name), dict) for each in _entries(data) for name in _DOSES)


def has_rate(data: Json) -> bool:
    """Whether the drug is given at a rate."""
    return any(each.get(name) for each in _entries(data) for name in _RATES)


def _entries(data: Json) -> list[Json]:
    """R4 ``doseAndRate``, and the instruction itself, where STU3 has the same members."""
    listed = data.get("doseAndRate")
    return [*(each for each in listed if isinstance(each, dict)), data] if isinstance(listed, list) else [data]


def structured_amount(data: Json, product: str) -> Amount | None:
    """The dose in mg, units or either per kg; ``None`` when not told, or when what is told contradicts itself.

    What was ordered is meant, else what was calculated.  A dose of no type must agree with it, as must a number of
    tablets that somebody is to take (``admin-amount``); a volume to draw up is rounded, and contradicts nothing.
    """
    told: dict[str, list[Amount | None]] = {}
    for each in _entries(data):
        kind = "" if each is data else _kind(each.get("type"))
        told.setdefault(kind, []).extend(read_amount(each[name]) for name in _DOSES if isinstance(each.get(name), dict))
    untyped, in_hand = told.get("", []), [each for each in told.get(_ADMIN, []) if each is not None]
    meant = told.get(_ORDERED)
    if not meant or (None in meant and told.get(_CALCULATED)):
        meant = told.get(_CALCULATED)
    if meant:
        tablets = [each for each in in_hand if each.unit == "piece" and is_counted_out(each, product)]
        doses = [*meant, *untyped, *tablets]
    else:
        doses = [*untyped, *in_hand]
    read = list(dict.fromkeys(each for each in doses if each is not None))
    return agreed(read, product) if read and None not in doses else None


def _kind(concept: Any) -> str:
    """``ordered``, ``calculated``, ``admin-amount``, or empty for a type that is neither."""
    if not isinstance(concept, dict):
        return ""
    words = {code.lower() for _, code in codings_of_concept(concept)}
    if isinstance(concept.get("text"), str):
        words.add(concept["text"].strip().lower())
    found = [each for each in (_ORDERED, _CALCULATED, _ADMIN) if each in words]
    return found[0] if len(found) == 1 else ""


def has_timing(timing: Any) -> bool:
    """Whether the timing itself says how often (bounds alone do not)."""
    if not isinstance(timing, dict):
        return False
    repeat = timing.get("repeat")
    told = set(repeat) - {"boundsPeriod", *BOUNDS} if isinstance(repeat, dict) else set()
    return bool(told or timing.get("code") or timing.get("event"))


def structured_times(timing: Any) -> Range | None:
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
    if period == longest == 1 and hours == 24 and "frequency" in repeat and not _agree(repeat, least, most):
        return None
    days = repeat.get("dayOfWeek")
    share = Decimal(len(days)) / 7 if isinstance(days, list) and days else ONE
    return least * 24 / (longest * hours) * share, most * 24 / (period * hours) * share


_PARTS_OF_DAY = {
    **dict.fromkeys(("MORN", "MORN.EARLY", "MORN.LATE", "WAKE", "ACM", "CM", "PCM"), "morning"),
    **dict.fromkeys(("NOON", "AFT", "AFT.EARLY", "AFT.LATE", "ACD", "CD", "PCD"), "midday"),
    **dict.fromkeys(("EVE", "EVE.EARLY", "EVE.LATE", "ACV", "CV", "PCV"), "evening"),
    **dict.fromkeys(("NIGHT", "HS"), "night"),
}
"""``when`` of HL7; one that names any meal, or none of the day's parts, tells no number."""


def _agree(repeat: Mapping[str, Any], least: Decimal, most: Decimal) -> bool:
    """Whether the times or the parts of the day that are told are as many as the frequency."""
    times, parts = repeat.get("timeOfDay"), repeat.get("when")
    if isinstance(times, list) and times:
        told = len({str(each) for each in times})
    else:
        listed = [str(each).upper() for each in parts] if isinstance(parts, list) else []
        if not all(each in _PARTS_OF_DAY for each in listed):
            return True
        told = len({_PARTS_OF_DAY[each] for each in listed})
    return told == 0 or least <= told <= most


def _coded_times(code: Any) -> Range | None:
    if not isinstance(code, dict):
        return None
    told = {_CODES[code_.upper()] for _, code_ in codings_of_concept(code) if code_.upper() in _CODES}
    if not told and isinstance(code.get("text"), str):
        text = code["text"].strip()
        times = _CODES.get(text.upper()) or times_told(text)
        told = {str(times)} if times is not None else set()
    count = Decimal(told.pop()) if len(told) == 1 else None
    return None if count is None else (count, count)


def bounds(timing: Any) -> tuple[datetime | None, datetime | None]:
    """The earliest and the latest instant of ``boundsPeriod``."""
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
