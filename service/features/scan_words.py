"""What the words of a scan's result say where no code does: a thrombosis in words is a suspicion, never a diagnosis.

fhir-input.md "Codes": words are matched as whole listed phrases, and anything else is not read as absent.  Read are
short results ("Positive", "Acute occlusive DVT") and what a longer one begins with; a report of many sentences is read
by :mod:`service.narrative`, where the site has it read.  The words are clinical content (``cards/result_words.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from service.fhir.listed_words import ResultWords
from service.fhir.text import normalise_phrase
from service.fhir.values import Holder
from service.fhir.words import names_leg_dvt, texts_in

if TYPE_CHECKING:
    from service.fhir.codes import CodeIndex

IN_WORDS = "result in words only"
_LONGEST_RESULT = 200
"""Characters; of a longer result the beginning is read."""
_FIRST_PART = re.compile(r"\s+-+\s*|-+\s+|[\u2013\u2014(:;,]|\.(?:\s|$)|\n")
_PARTS = re.compile(r"[;,](?!\s*(?:none|nil|no|not)\W*$)|\.\s|\n")
_SENTENCES = re.compile(r"(?<=[.?!])\s+|\n")


def tells_thrombosis(codes: CodeIndex, holder: Holder) -> bool:
    """Whether the value or the interpretation of a vein scan says in words that there is a thrombosis, or may be.

    ``holder`` is the Observation or a component.  Denials, chronic and superficial thrombosis are passed over.
    """
    return any(_tells(codes, each) for each in _words_of(holder))


def names_thrombosis(codes: CodeIndex, concept: Any) -> bool:
    """The same of one CodeableConcept, as a conclusion code is."""
    return any(_tells(codes, each) for each in texts_in(concept))


def _tells(codes: CodeIndex, words: str) -> bool:
    listed = codes.result_words
    if len(words) > _LONGEST_RESULT:
        return any(_tells(codes, each) for each in _beginning(listed, words))
    phrase = normalise_phrase(words)
    if _begins_with_yes(listed, words, phrase) or any(_is_incompressible(listed, part) for part in _PARTS.split(words)):
        return True
    # The scan is of leg veins, which its result does not repeat.
    return not listed.denied.fullmatch(phrase) and names_leg_dvt({"text": f"leg; {words}"}, codes)


def _beginning(listed: ResultWords, report: str) -> Iterator[str]:
    """The sentences that a long report begins with, without those that tell why it was asked for."""
    for sentence in _SENTENCES.split(report[:_LONGEST_RESULT]):
        if not sentence.endswith("?") and not listed.why_asked.search(normalise_phrase(sentence)):
            yield sentence


def _begins_with_yes(listed: ResultWords, words: str, phrase: str) -> bool:
    """Whether the result, or its first part, is an answer that says or leaves open that there is a thrombosis."""
    if listed.yes.fullmatch(phrase):
        return True
    ended = _FIRST_PART.search(words)
    if ended is None or not listed.yes.fullmatch(normalise_phrase(words[: ended.start()])):
        return False
    rest = normalise_phrase(words[ended.end() :])
    return not listed.answered_no.fullmatch(rest) and not _is_another_matter(listed, rest)


def _is_incompressible(listed: ResultWords, part: str) -> bool:
    phrase = normalise_phrase(part)
    if not listed.incompressible.search(phrase) or listed.none_such.search(phrase):
        return False
    return not _is_another_matter(listed, phrase)


def _is_another_matter(listed: ResultWords, phrase: str) -> bool:
    """Whether it is of something superficial or chronic, with nothing deep and nothing new beside it."""
    if not listed.another_matter.search(phrase):
        return False
    return not (listed.new if listed.chronic.search(phrase) else listed.deep_or_new).search(phrase)


def _words_of(holder: Holder) -> Iterator[str]:
    told = holder.get("valueString")
    if holder.get("dataAbsentReason") is None:
        if isinstance(told, str):
            yield told
        yield from texts_in(holder.get("valueCodeableConcept"))
    read = holder.get("interpretation")
    for each in read if isinstance(read, list) else (read,):
        yield from texts_in(each)
