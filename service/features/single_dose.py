"""Is an order one for a single dose?  An emergency department's one-time order often stays ``active`` for days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.features.dosage import Dosage
from service.features.dose_structure import has_timing
from service.fhir.medications import dosages

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource

_ONCE = r"(?:once|(?:one|1)[ -]time|x ?1|stat|single dose|1 dose|one dose)"
_BESIDE = (
    r"(?:\d[\d.,]*|mg(?:/kg)?|(?:units?|iu|u)(?:/kg)?|ml|now|today|only|bolus|push|for|dose|the|a|by|in|into|under|ed|er"
    r"|sc|s\.c\.|sq|subq|sub-q|subcut\w*|iv|i\.v\.|intravenous(?:ly)?|po|oral(?:ly)?|mouth|skin|inject(?:ion)?|take|give"
    r"|administer|tablets?|tabs?|capsules?|syringes?|route)"
)
_ALONE = re.compile(rf"(?:{_BESIDE} )*{_ONCE}(?: (?:{_ONCE}|{_BESIDE}))*")
"""A text that says once, and beside it how much and by which way only: not "once daily", not "once the INR is 2"."""
_AGAIN = re.compile(r"\b(?:every|daily|each day|twice|bid|b\.i\.d|tid|q\s?\d+\s?h|nightly|weekly)\b")
"""Words beside a count of one that speak of more doses: the order is then not read as one for a single dose."""
_APART = re.compile(r"[\s,;:()]+")
_LONGEST = 120


def is_single_dose(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether every instruction that is not over is for a single dose; an infusion or a refill is none."""
    told = dosages(resource)
    if len(told) != len(instructions) or _goes_on(resource):
        return False
    left = [(each, one) for each, one in zip(told, instructions, strict=True) if not _is_before(one.ends, chart.now)]
    if not any(one.starts is None or one.starts <= chart.now for _, one in left):
        return False
    return all(
        not one.infusion
        and (_is_once_in_words(each) or (one.once and not _AGAIN.search(str(each.get("text")).lower())))
        for each, one in left
    )


def _is_counted_once(data: Mapping[str, Any], read: Dosage) -> bool:
    text = data.get("text")
    return read.once and not (isinstance(text, str) and _AGAIN.search(text.lower()))


def _is_before(end: datetime | None, now: datetime) -> bool:
    return end is not None and end < now


def _goes_on(resource: Resource) -> bool:
    """Whether more is dispensed than one dose."""
    dispense = resource.data.get("dispenseRequest")
    if not isinstance(dispense, dict):
        return False
    return bool(dispense.get("numberOfRepeatsAllowed")) or "expectedSupplyDuration" in dispense


def _is_once_in_words(data: Mapping[str, Any]) -> bool:
    timing, text = data.get("timing"), data.get("text")
    code = timing.get("code") if isinstance(timing, dict) else None
    if text is None and isinstance(code, dict) and not (isinstance(timing, dict) and timing.get("repeat")):
        text = code.get("text")
    elif has_timing(timing):
        return False
    if not isinstance(text, str) or len(text) > _LONGEST:
        return False
    return bool(_ALONE.fullmatch(_APART.sub(" ", text.lower()).strip(" .")))
