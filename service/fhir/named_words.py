"""Grave things that a Condition or Procedure names in words alone: no diagnosis, and not read as absent either.

fhir-input.md "Codes".  The words are clinical content (``cards/named_in_words.yaml``, read by
:mod:`service.named_words`); leg vein thrombosis itself is :mod:`service.fhir.words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from service.fhir.text import normalise_phrase

_PARTS = re.compile(r"[,;:()\n]|\.\s|\.$|\s-\s")
_TURN = re.compile(r"\b(?:and|but|with|due to|secondary to|because of|now)\b")
"""Where a denial ends: "no fever and GI bleed"."""
_PAST_TURN = re.compile(r"\b(?:but|with|due to|secondary to|because of|now)\b")
"""Where a history ends: "former smoker with lung cancer"."""
_FURTHEST, _PIECE = 2_000, 150
"""How far a text is read, and in what pieces where it has no commas: it comes from callers."""
_MEMORY = 10_000
_LONGEST = 600


class Named(msgspec.Struct, frozen=True):
    """One thing of the list, with its words as patterns."""

    says: str
    sets: frozenset[str]
    types: frozenset[str]
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    days: int | None
    """What is surely older is passed over."""
    current: bool
    """Passed over when it is over."""
    whatever_the_code: bool


class NamedWords:
    """The list; without ``concepts`` it finds nothing."""

    def __init__(
        self,
        concepts: Iterable[Named] = (),
        denied_before: Iterable[str] = (),
        past_before: Iterable[str] = (),
        denied_behind: Iterable[str] = (),
    ) -> None:
        self._concepts = tuple(concepts)
        self._denied, self._past = phrases(denied_before), phrases(past_before)
        self._behind = phrases(denied_behind)
        # Words beside codes come with every record and say nothing of a patient; texts longer than that are not kept.
        self._met: dict[tuple[str, bytes], tuple[Named, ...]] = {}

    def in_code(self, kind: str, code: bytes, decoded: Any, is_known: Any) -> tuple[Named, ...]:
        """What the ``code`` member of a resource of this type names in words, in the order of the list.

        ``decoded`` reads the bytes as JSON; ``is_known`` tells whether a system is one whose codes outrank words.
        """
        if not self._concepts:
            return ()
        found = self._met.get((kind, code))
        if found is None:
            found = self.in_concept(kind, decoded(code), is_known)
            if len(self._met) >= _MEMORY:
                self._met.clear()
            if len(code) <= _LONGEST:
                self._met[kind, code] = found
        return found

    def in_concept(self, kind: str, concept: Any, is_known: Any) -> tuple[Named, ...]:
        """As :meth:`in_code`, of a CodeableConcept."""
        if not isinstance(concept, dict):
            return ()
        codings = concept.get("coding")
        codings = [each for each in (codings if isinstance(codings, list) else [codings]) if isinstance(each, dict)]
        known = any(isinstance(each.get("code"), str) and is_known(_text(each.get("system"))) for each in codings)
        texts = list(filter(None, map(_text, [concept.get("text"), *(each.get("display") for each in codings)])))
        return tuple(
            each
            for each in self._concepts
            if kind in each.types and (each.whatever_the_code or not known) and any(self._names(each, t) for t in texts)
        )

    def _names(self, concept: Named, text: str) -> bool:
        parts = [part for part in map(normalise_phrase, _pieces(text)) if part]
        for place, part in enumerate(parts):
            rest = concept.unless.sub(" ", part) if concept.unless is not None else part
            then = parts[place + 1] if place + 1 < len(parts) else ""
            if any(not self._denies(rest, found, then) for found in concept.words.finditer(rest)):
                return True
        return False

    def _denies(self, part: str, found: re.Match[str], then: str) -> bool:
        before, behind = part[: found.start()], part[found.end() :]
        return bool(
            self._past.search(_PAST_TURN.split(before)[-1])
            or self._denied.search(_TURN.split(before)[-1])
            or self._behind.search(_TURN.split(behind)[0])
            or self._behind.fullmatch(then)
        )


def _pieces(text: str) -> Iterator[str]:
    """What stands between commas; a long run of words in pieces that overlap, so that no phrase is cut through."""
    for part in _PARTS.split(text[:_FURTHEST]):
        for start in range(0, max(len(part) - _PIECE // 3, 1), _PIECE - _PIECE // 3):
            yield part[start : start + _PIECE]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def phrases(given: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words; nothing when there are none."""
    listed = sorted((re.escape(each) for each in given), key=lambda each: (-len(each), each))
    return re.compile(rf"\b(?:{'|'.join(listed)})\b" if listed else r"(?!)")
