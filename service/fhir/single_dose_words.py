"""What the text of an order says of a single dose, by the words of ``cards/single_dose_words.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_SCHEME = re.compile(r"(?:1/2|0[.,]5|[0-4])(?:-(?:1/2|0[.,]5|[0-4])){2,3}")
"""The German 1-0-1."""
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?")
"""Behind the German "am", which is no morning then."""
_JOINED = ("", "-", "/")
"""Between "once" and "daily" where the two are one: no comma or full stop."""
_PARTED = re.compile(r" ?- ?(?=\d)")
LONGEST = 500
"""Of a longer text the beginning is read, and it is not understood."""


class Word(StrEnum):
    """What a word or phrase says."""

    ONCE = "once"
    PERHAPS = "perhaps"
    AGAIN = "again"
    PART_OF_DAY = "part_of_day"
    CLOCK = "clock"
    RATES = "rates"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of how often."""

    once: bool = False
    perhaps: bool = False
    again: bool = False
    part_of_day: bool = False
    understood: bool = True
    """Every word of it is listed, is a number, or names an anticoagulant."""


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True, eq=False)
class SingleDoseWords:
    """The listed phrases; without any no text is understood."""

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Word], ...]] = field(default_factory=dict)
    """First word of a phrase → the phrases that begin with it, the longest first, and what each says."""
    clock: Collection[str] = frozenset()
    rates: Collection[str] = frozenset()
    """Right behind a phrase of one time these make it how often: "once daily"; of at most two words."""
    names: Collection[str] = frozenset()
    """Names of anticoagulants, which say nothing of how often."""

    def read(self, text: str) -> Said:
        """What the text says; each word is looked at once."""
        return _read(self, text[:LONGEST], is_whole=len(text) <= LONGEST)


def tokens_of(text: str) -> list[str]:
    """The words and numbers of a text in lower case; ``s.c.`` is ``s``, ``c``, and ``x1`` is ``x``, ``1``."""
    return _TOKEN.findall(_plain(text))


def _plain(text: str) -> str:
    plain = " ".join(text.split()).lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    return _PARTED.sub("-", plain)


def _read(words: SingleDoseWords, text: str, *, is_whole: bool) -> Said:
    plain, said, understood, at = _plain(text), set(), is_whole, 0
    found = list(_TOKEN.finditer(plain))
    tokens = [each[0] for each in found]
    while at < len(tokens):
        word, behind_number = tokens[at], at > 0 and tokens[at - 1][0].isdigit()
        phrase, says = _phrase_at(words, tokens, at)
        if says is Word.ONCE and behind_number and word == "x":
            phrase, says = (word,), None
        before_date = at + 1 < len(tokens) and _DATE.fullmatch(tokens[at + 1])
        if (behind_number and " ".join(phrase) in words.clock) or (word == "am" and before_date):
            says = Word.CLOCK
        if says is Word.ONCE and _is_rate(words, plain, found[at + len(phrase) - 1 : at + len(phrase) + 2]):
            says = Word.AGAIN
        if says is not None:
            said.add(says)
        elif word[0].isdigit():
            said |= {Word.AGAIN} if _SCHEME.fullmatch(word) else set()
        elif word not in words.names:
            understood = False
        at += len(phrase)
    return Said(
        Word.ONCE in said, Word.PERHAPS in said, Word.AGAIN in said, Word.PART_OF_DAY in said, understood=understood
    )


def _is_rate(words: SingleDoseWords, plain: str, found: list[re.Match[str]]) -> bool:
    """Whether a word of one time, the first of ``found``, is how often by the words right behind it: "once daily"."""
    if len(found) == 1 or plain[found[0].end() : found[1].start()].strip() not in _JOINED:
        return False
    behind = [each[0] for each in found[1:]]
    return behind[0] in words.rates or " ".join(behind) in words.rates


def _phrase_at(words: SingleDoseWords, tokens: list[str], at: int) -> tuple[tuple[str, ...], Word | None]:
    for phrase, says in words.phrases.get(tokens[at], ()):
        if len(phrase) == 1 or tuple(tokens[at : at + len(phrase)]) == phrase:
            return phrase, says
    return (tokens[at],), None
