"""The anticoagulants that a text names, by the words of ``cards/anticoagulant_words.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from service.fhir.word_kinds import Part, WordKinds

WORD = re.compile(r"[^\W\d_]+")
"""A word as the list holds it: letters only."""
OTHER = "other"
Named = tuple[str, str]
"""The drug as in ``current_anticoagulant``, or ``other``, and the generic name that a card prints."""
_MENTION = "mention"
_NEAR = 12
"""Words that are looked at before or behind a name."""


@dataclass(frozen=True, slots=True)
class AnticoagulantWords:
    """Every name of an anticoagulant; without a list no text names one."""

    names: Mapping[str, Named] = field(default_factory=dict)
    """For each name what it stands for."""
    classes: Mapping[str, Named] = field(default_factory=dict)
    """The same for the words, or groups of words, of a class that leave the drug open."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The words beside them that make a text name no drug that is given, by kind."""
    _beside: WordKinds = field(init=False)
    _last: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        listed = {**self.kinds, _MENTION: (*self.names, *self.classes)}
        object.__setattr__(self, "_beside", WordKinds(listed))
        # The last word of a group is the rarer one: "oral" and "new" stand in many a drug's text.
        object.__setattr__(self, "_last", frozenset(each.split()[-1] for each in listed[_MENTION]))

    def named_in(self, text: str) -> tuple[Named, ...]:
        """The (drug, generic name) of each anticoagulant that a text names as a whole word, in its order; words of a
        class are none."""
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        names = self.names
        found = [names[word] for word in WORD.findall(text.lower()) if word in names]
        return tuple(dict.fromkeys(found)) if found else ()

    def told_in(self, text: str) -> tuple[Named, ...]:
        """The same with the classes that it names."""
        return self._read(text, is_given=False)

    def given_in(self, text: str) -> tuple[Named, ...]:
        """The same of the drug of an order or statement, without what it names and is not given: denied, reversed or
        taught about."""
        return self._read(text, is_given=True)

    def _read(self, text: str, *, is_given: bool) -> tuple[Named, ...]:
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if self._last.isdisjoint(WORD.findall(text.lower())):
            return ()
        parts = self._beside.parts(text)
        is_alone = _is_alone(parts)
        found = [each for part in parts for each in self._in_part(part, is_given=is_given, is_alone=is_alone)]
        return tuple(dict.fromkeys(found))

    def _in_part(self, part: Part, *, is_given: bool, is_alone: bool) -> Iterator[Named]:
        where = _places(part)
        for at, token in enumerate(part):
            if _MENTION not in token.kinds:
                continue
            named = self.names.get(token.word)
            if named is None and not is_alone and not _is_general(where, at):
                named = self.classes[token.word] if is_given or not _is_denied(part, at) else None
            if named is not None and not (is_given and (_is_denied(part, at) or _is_about(part, where, at))):
                yield named


def _has(part: Part, kind: str) -> bool:
    return any(kind in each.kinds for each in part)


def _is_alone(parts: list[Part]) -> bool:
    """Whether the text is of another drug that such words are said of too: an antiplatelet, a blood bag."""
    return any(_has(each, "another") for each in parts) and not any(_has(each, "and_also") for each in parts)


def _places(part: Part) -> dict[str, tuple[int, int]]:
    """Where each kind of word stands first and last."""
    found: dict[str, tuple[int, int]] = {}
    for at, each in enumerate(part):
        for kind in each.kinds:
            found[kind] = (found.get(kind, (at,))[0], at)
    if _tells_a_dose(part):
        found["told dose"] = (0, 0)
    return found


def _is_before(where: Mapping[str, tuple[int, int]], kind: str, at: int) -> bool:
    return kind in where and where[kind][0] < at


def _is_general(where: Mapping[str, tuple[int, int]], at: int) -> bool:
    """``Stop blood thinners 5 days before``: for whoever takes one."""
    return _is_before(where, "stopped_for", at) and "ahead_of" in where and where["ahead_of"][1] > at


def _is_denied(part: Part, at: int) -> bool:
    """Whether it is said right before it that it is not given."""
    before, first = at - 1, max(0, at - _NEAR)
    while before >= first and part[before].kinds & {"between", _MENTION} and "denied" not in part[before].kinds:
        before -= 1
    return before >= first and "denied" in part[before].kinds


def _is_about(part: Part, where: Mapping[str, tuple[int, int]], at: int) -> bool:
    """Whether the order is of what reverses it, or of a lesson about it."""
    behind = _directly_behind(part, at)
    if _is_before(where, "reversal", at) or "reversal" in behind:
        return True
    if "teaching" not in where or "done" in where:
        return False
    return _is_before(where, "teaching", at) or "teaching" in behind or "told dose" not in where


def _directly_behind(part: Part, at: int) -> frozenset[str]:
    behind, last = at + 1, min(len(part), at + _NEAR)
    while behind < last and part[behind].kinds & {"beside", _MENTION} and "teaching" not in part[behind].kinds:
        behind += 1
    return part[behind].kinds if behind < last else frozenset()


def _tells_a_dose(part: Part) -> bool:
    return any(each.word[0].isdigit() and "dose" in behind.kinds for each, behind in pairwise(part))
