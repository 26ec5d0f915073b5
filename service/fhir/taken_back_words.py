"""The words that take a dose back (``cards/taken_back_words.yaml``), and a text as the units that they make of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

_TOKEN = re.compile(
    r"(?P<number>\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d+(?:[.,/:\-]\d+)*)"
    r"|(?P<word>d/c(?:'d|ed|d)?(?![^\W\d_])|[ldnjsmtc]'(?=[^\W\d_]{2})|(?:jus|lors|puis)?qu'(?=[^\W\d_])|[^\W\d_]+(?:'[^\W\d_]+)?)"
    r"|(?P<sign>[<>≤≥]=?)|(?P<end>[.;!?\n|])|(?P<mark>[,:()\[\]]|(?<=\s)-+(?=\s)|[–—]|--+)"
)
_SHORTENED = frozenset(
    (
        "dr",
        "approx",
        "ca",
        "evtl",
        "ggf",
        "bzw",
        "inkl",
        "incl",
        "resp",
        "max",
        "min",
        "vs",
        "tgl",
        "wg",
        "inj",
        "nr",
        "st",
        "pt",
    )
)
"""Behind these, and behind single letters, a full stop ends no sentence."""
SIGN = "<"
_CLAUSE, _SENTENCE = 40, 80
"""Units after which a clause and a sentence end whatever stands there, so that reading stays linear."""
_PIECE = re.compile(r"[;!?\n|]|(?<=[^\W\d_][^\W\d_])[.](?=\s)")
"""Where a sentence ends for certain, but behind what is shortened."""
_WORD = re.compile(r"d/c(?:'d|ed|d)?(?![^\W\d_])|[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A phrase of the list, a word, a number or a sign, with the kinds of words it is."""

    text: str
    kinds: frozenset[str] = frozenset()
    number: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """Units between two marks; ``opened`` is the mark before it, ``asked`` whether a question ends with it."""

    units: tuple[Unit, ...]
    opened: str = ""
    asked: bool = False


Phrases = Mapping[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]
"""Phrases with their kinds by the first word, the longest first."""
_NONE: Phrases = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TakenBackWords:
    """Every phrase by its first word, the longest first; without a list no text takes anything back."""

    phrases: Phrases = field(default_factory=lambda: _NONE)
    says: frozenset[str] = frozenset()
    """The first words of the phrases that say something; a text without any of them says nothing."""
    ends: tuple[str, ...] = ()
    """How the names of other drugs end."""
    months: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def sentences(self, text: str) -> list[list[Clause]]:
        """The text as sentences of clauses."""
        return self._split(_tokens(text))

    def may_say(self, text: str) -> bool:
        """Whether a word stands in a text that may take something back; much cheaper than to read it."""
        plain = unicodedata.normalize("NFC", text).lower().replace("’", "'")
        return any(_plain(each.group()) in self.says for each in _WORD.finditer(plain))

    def _split(self, tokens: Sequence[tuple[str, str]]) -> list[list[Clause]]:
        found: list[list[Clause]] = [[]]
        units: list[Unit] = []
        opened, at, length = "", 0, 0
        while at < len(tokens):
            kind, word = tokens[at]
            if len(units) >= _CLAUSE:
                found[-1].append(Clause(tuple(units), opened))
                length, units, opened = length + len(units), [], ""
            if length >= _SENTENCE:
                found.append([])
                length = 0
            if kind == "word":
                unit, words = self._unit(tokens, at)
                units.append(unit)
                at += words
                continue
            at += 1
            if kind == "number":
                units.append(Unit(word, number=True))
            elif kind == "sign":
                units.append(Unit(SIGN, frozenset((SIGN,))))
            elif kind == "mark" or word != "." or not _is_shortened(units):
                if units:
                    found[-1].append(Clause(tuple(units), opened, word == "?"))
                    length, units = length + len(units), []
                opened = word if kind == "mark" else ""
                if kind == "end" and found[-1]:
                    found.append([])
                    length = 0
        if units:
            found[-1].append(Clause(tuple(units), opened))
        return [each for each in found if each]

    def _unit(self, tokens: Sequence[tuple[str, str]], at: int) -> tuple[Unit, int]:
        unit, length = _phrase(tokens, at, self.phrases)
        if not unit.kinds and len(unit.text) > _SHORTEST and unit.text.endswith(self.ends):
            return Unit(unit.text, _ANOTHER), 1
        return unit, length


def pieces(text: str) -> list[str]:
    """A text cut where a sentence ends for certain; each piece may be read by itself."""
    found, begin = [], 0
    for each in _PIECE.finditer(text):
        word = text[begin : each.start()].rsplit(maxsplit=1)[-1:]
        if each.group() != "." or not word or word[0].lower().strip("(\"'") not in _SHORTENED:
            found.append(text[begin : each.end()].strip())
            begin = each.end()
    found.append(text[begin:].strip())
    return [each for each in found if each]


_ANOTHER, _SHORTEST = frozenset(("another",)), 5


def _tokens(text: str) -> list[tuple[str, str]]:
    """Every word, number, sign and mark of a text with its kind."""
    plain = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    found = [(each.lastgroup or "", each.group()) for each in _TOKEN.finditer(plain)]
    return [(kind, _plain(word) if kind == "word" else word) for kind, word in found]


def _phrase(tokens: Sequence[tuple[str, str]], at: int, phrases: Phrases) -> tuple[Unit, int]:
    """The longest phrase that begins at a word, and how many words it has."""
    word = tokens[at][1]
    for phrase, kinds in phrases.get(word, ()):
        if len(phrase) == 1:
            return Unit(word, kinds), 1
        given = tokens[at : at + len(phrase)]
        if tuple(told for kind, told in given if kind in ("word", "number")) == phrase:
            return Unit(" ".join(phrase), kinds), len(phrase)
    return Unit(word), 1


def words_in(phrase: str) -> list[str]:
    """The words of a phrase as a text is split into them."""
    return [_plain(each.group()) for each in _TOKEN.finditer(phrase) if each.lastgroup in ("word", "number")]


def _plain(word: str) -> str:
    """``n'`` is ``ne``; ``today's`` is ``today``."""
    return "ne" if word == "n'" else word.removesuffix("'s").removesuffix("'")


def _is_shortened(units: Sequence[Unit]) -> bool:
    return bool(units) and not units[-1].number and (len(units[-1].text) == 1 or units[-1].text in _SHORTENED)
