"""What the words of a scan's result say where no code does: a thrombosis in words is a suspicion, never a diagnosis.

fhir-input.md "Codes": words are matched as whole listed phrases, and anything else is not read as absent.  Read are
short results ("Positive", "Acute occlusive DVT") and what a longer one begins with; a report of many sentences is read
by :mod:`service.narrative`, where the site has it read.
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
"""Characters; of a longer result the beginning is read."""
_POSITIVE = re.compile(
    r"(?:strongly |clearly |definitely )?(?:positive|pos|detected|present|seen|abnormal|occluded|equivocal|"
    r"indeterminate|inconclusive|non ?diagnostic|suspicious)"
    r"(?: (?:result|study|scan|ultrasound|duplex|doppler|exam|examination))*|"
    r"(?:positive|pos)(?: (?:in|on|at|of|the|left|right|bilateral|l|r|leg|legs|lle|rle|calf|thigh|lower|extremity|limb|"
    r"popliteal|femoral|common|deep|profunda|external|iliac|posterior|anterior|tibial|peroneal|soleal|gastrocnemius|"
    r"veins?))+|"
    r"(?:no|absent|loss of|lack of|reduced|impaired|decreased|abnormal|incomplete|partial) compressibility|"
    r"not negative.*"
)
"""An answer as a whole result, or as the part that a result begins with.  What is in doubt is a suspicion."""
_INCOMPRESSIBLE = re.compile(r"\b(?:non ?|in|not (?:fully |completely |entirely )?)compressible\b")
_NONE_SUCH = re.compile(
    r"\b(?:no|none|nil|nor|without|neither|never|negative|absence|not)"
    r"(?:(?! (?:flow|in|with|but|and|because|due)\b) \w+)*? (?:non ?|in|not )compressible\b|"
    r"(?: none| nil| no|(?<!not)(?<! be) (?:absent|excluded|ruled out)|"
    r" not (?:seen|found|present|identified|detected|demonstrated))$"
)
"""``No non-compressible vein``, ``non-compressible segments not seen``; not what only lacks flow."""
_FIRST_PART = re.compile(r"\s+-+\s*|-+\s+|[\u2013\u2014(:;,]|\.(?:\s|$)|\n")
_PARTS = re.compile(r"[;,](?!\s*(?:none|nil|no|not)\W*$)|\.\s|\n")
_ANSWERED_NO = re.compile(
    r"(?:none|nil|no|not|neg|negative|false|0|absent|not (?:seen|found|present|detected|identified))"
)
_ANOTHER_MATTER = re.compile(
    r"(?<!no )(?<!without )\b"
    r"(?:chronic|superficial(?! femoral)|saphenous|varicos\w+|reflux|insufficiency|cyst|arter\w+)\b"
)
_DEEP_OR_NEW = re.compile(r"\b(?:acute|new|deep|popliteal|femoral|iliac|tibial|peroneal|soleal|gastrocnemius)\b")
_CHRONIC = re.compile(r"\bchronic\b")
_ACUTE = re.compile(r"\b(?:acute|new)\b")
_WHY_ASKED = re.compile(
    r"^(?:indications?|reason|clinical|history|hx|technique|comparison|question|exam|examination|study|procedure)\b|"
    r"\b(?:suspected|suspicion|rule out|r o|evaluate|evaluation|assess|assessment|concern|query) ?(?:of|for)?\b|"
    r"\bfor (?:possible )?dvts?\b"
)
"""Sentences of a report that tell why the scan was asked for, not what it showed."""
_SENTENCES = re.compile(r"(?<=[.?!])\s+|\n")
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
        return any(_tells(codes, each) for each in _beginning(words))
    phrase = normalise_phrase(words)
    if _begins_with_yes(words, phrase) or any(_is_incompressible(part) for part in _PARTS.split(words)):
        return True
    # The scan is of leg veins, which its result does not repeat.
    return not _DENIED.fullmatch(phrase) and names_leg_dvt({"text": f"leg; {words}"}, codes)


def _beginning(report: str) -> Iterator[str]:
    """The sentences that a long report begins with, without those that tell why it was asked for."""
    for sentence in _SENTENCES.split(report[:_LONGEST_RESULT]):
        if not sentence.endswith("?") and not _WHY_ASKED.search(normalise_phrase(sentence)):
            yield sentence


def _begins_with_yes(words: str, phrase: str) -> bool:
    """Whether the result, or its first part, is an answer that says or leaves open that there is a thrombosis."""
    if _POSITIVE.fullmatch(phrase):
        return True
    ended = _FIRST_PART.search(words)
    if ended is None or not _POSITIVE.fullmatch(normalise_phrase(words[: ended.start()])):
        return False
    rest = normalise_phrase(words[ended.end() :])
    if _ANSWERED_NO.fullmatch(rest):
        return False
    return not _ANOTHER_MATTER.search(rest) or _is_deep_or_new(rest)


def _is_deep_or_new(phrase: str) -> bool:
    """Whether a deep vein stands beside a superficial one, or something new beside something chronic."""
    return (_ACUTE if _CHRONIC.search(phrase) else _DEEP_OR_NEW).search(phrase) is not None


def _is_incompressible(part: str) -> bool:
    phrase = normalise_phrase(part)
    if not _INCOMPRESSIBLE.search(phrase) or _NONE_SUCH.search(phrase):
        return False
    return not _ANOTHER_MATTER.search(phrase) or _is_deep_or_new(phrase)


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
