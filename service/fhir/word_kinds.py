"""A text of an order cut into its parts and words, each word with the kinds that a list of words gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+|\d+(?:[.,]\d+)*|[.,;:|!?()\[\]\n\r/%–—]|(?<=\s)-(?=\s)")
_ENDS = frozenset(".;|!?\n\r")
COMMA = ","
"""Stands for a comma, bracket, colon or dash."""
_NONE: frozenset[str] = frozenset()


class Token(NamedTuple):
    word: str
    kinds: frozenset[str]


Part = tuple[Token, ...]


class WordKinds:
    """Lists of words by kind, looked up in a text in time linear in its length.

    An entry is one word or several, in lower case; ``*`` at its end or beginning (of one word only) stands for the rest
    of a word.  Of several entries that begin at a word the longest counts.
    """

    __slots__ = ("_any_start", "_any_suffix", "_phrases", "_starts", "_suffixes", "_words")

    def __init__(self, kinds: Mapping[str, Iterable[str]] = {}):
        whole: dict[str, set[str]] = {}
        phrases: dict[tuple[str, ...], set[str]] = {}
        ends: dict[str, set[str]] = {}
        begins: dict[str, set[str]] = {}
        for kind, entries in kinds.items():
            for entry in entries:
                if entry.startswith("*"):
                    ends.setdefault(entry[1:], set()).add(kind)
                elif entry.endswith("*"):
                    begins.setdefault(entry[:-1], set()).add(kind)
                elif " " in entry:
                    phrases.setdefault(tuple(entry.split()), set()).add(kind)
                else:
                    whole.setdefault(entry, set()).add(kind)
        self._words = {word: frozenset(each) for word, each in whole.items()}
        self._suffixes = tuple((stem, frozenset(each)) for stem, each in ends.items())
        self._starts = tuple((stem, frozenset(each)) for stem, each in begins.items())
        self._any_suffix = tuple(stem for stem, _ in self._suffixes)
        self._any_start = tuple(stem for stem, _ in self._starts)
        self._phrases: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
        for words, each in sorted(phrases.items(), key=lambda one: -len(one[0])):
            self._phrases.setdefault(words[0], []).append((words, frozenset(each)))

    def parts(self, text: str) -> list[Part]:
        """The parts of a text between full stops, semicolons and ends of line, each with its words and commas."""
        words = list(_words_of(text))
        found: list[Part] = []
        part: list[Token] = []
        at = 0
        while at < len(words):
            word = words[at]
            if word in _ENDS:
                if part:
                    found.append(tuple(part))
                part = []
                at += 1
                continue
            phrase = self._phrase_at(words, at)
            if phrase is not None:
                part.append(Token(" ".join(phrase[0]), phrase[1]))
                at += len(phrase[0])
                continue
            part.append(Token(word, self._of(word)))
            at += 1
        return [*found, tuple(part)] if part else found

    def _phrase_at(self, words: list[str], at: int) -> tuple[tuple[str, ...], frozenset[str]] | None:
        for phrase in self._phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase[0])]) == phrase[0]:
                return phrase
        return None

    def _of(self, word: str) -> frozenset[str]:
        found = self._words.get(word, _NONE)
        if word.endswith(self._any_suffix):
            found = found.union(*(kinds for stem, kinds in self._suffixes if word.endswith(stem)))
        if word.startswith(self._any_start):
            found = found.union(*(kinds for stem, kinds in self._starts if word.startswith(stem)))
        return found


def _words_of(text: str) -> Iterator[str]:
    """The words, numbers and marks; an abbreviation with full stops (``i.v.``) without them."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    for found in _TOKEN.finditer(text.lower()):
        word = found[0]
        if len(word) > 1:
            yield word.replace(".", "") if word[0].isalpha() else word
        elif word in ",:()[]–—-":
            yield COMMA
        elif word != "%":
            yield word
