"""What the words of a scan's result say where no code does: a thrombosis in words is a suspicion, never a diagnosis.

fhir-input.md "Codes": words are matched as whole listed phrases, and anything else is not read as absent.  Read are
short results ("Positive", "Acute occlusive DVT"); a report of many sentences is read by :mod:`service.narrative`, where
the site has it read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from service.fhir.text import normalise_phrase
from service.fhir.values import Holder
from service.fhir.words import names_leg_dvt

if TYPE_CHECKING:
    from service.fhir.codes import CodeIndex

IN_WORDS = "result in words only"
_LONGEST_RESULT = 200
_POSITIVE = re.compile(
    r"(?:strongly |clearly |definitely )?(?:positive|pos|detected|present|seen|abnormal|occluded)|"
    r"(?:non ?|in|not )compressible"
)
_CLOT = r"(?:thromb\w+|clots?|dvts?|deep (?:vein|venous) thrombosis)"
_EXAM = r"(?: (?:is|was|result|study|scan|ultrasound|duplex|doppler|exam|examination))*"
_DENIED = re.compile(
    rf"{_CLOT}{_EXAM} (?:none|nil|no|neg|not|false|0|negative|normal|unremarkable)|"
    rf"(?:negative|neg|normal|unremarkable) {_CLOT}{_EXAM}"
)
"""``Thrombus: none``, ``DVT study negative`` as the whole result."""


def tells_thrombosis(codes: CodeIndex, holder: Holder) -> bool:
    """Whether the value or the interpretation of a vein scan says in words that there is a thrombosis, or may be.

    ``holder`` is the Observation or a component.  Denials, chronic and superficial thrombosis are passed over.
    """
    return any(_tells(codes, each) for each in _words_of(holder))


def names_thrombosis(codes: CodeIndex, concept: Any) -> bool:
    """The same of one CodeableConcept, as a conclusion code is."""
    return any(_tells(codes, each) for each in _words_in(concept))


def _tells(codes: CodeIndex, words: str) -> bool:
    if len(words) > _LONGEST_RESULT:
        return False
    phrase = normalise_phrase(words)
    if _POSITIVE.fullmatch(phrase):
        return True
    # The scan is of leg veins, which its result does not repeat.
    return not _DENIED.fullmatch(phrase) and names_leg_dvt({"text": f"leg; {words}"}, codes)


def _words_of(holder: Holder) -> Iterator[str]:
    told = holder.get("valueString")
    if holder.get("dataAbsentReason") is None:
        if isinstance(told, str):
            yield told
        yield from _words_in(holder.get("valueCodeableConcept"))
    read = holder.get("interpretation")
    for each in read if isinstance(read, list) else (read,):
        yield from _words_in(each)


def _words_in(concept: Any) -> Iterator[str]:
    if not isinstance(concept, dict):
        return
    codings = concept.get("coding")
    for each in (concept.get("text"), *(c.get("display") for c in _dicts(codings))):
        if isinstance(each, str):
            yield each


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
