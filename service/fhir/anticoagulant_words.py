"""The anticoagulants that a text names, by the words of ``cards/anticoagulant_words.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from service.fhir.word_kinds import COMMA, Part, WordKinds

WORD = re.compile(r"[^\W\d_]+")
"""A word as the list holds it: letters only."""
OTHER = "other"
Named = tuple[str, str]
"""The drug as in ``current_anticoagulant``, or ``other``, and the generic name that a card prints."""
Place = tuple[int, int]
_MENTION = "mention"
_NEAR = 12
"""Words that are looked at before or behind a name."""
_JOINED = "joined"
_JOINT = "ǁ"
"""A letter of no text, read as one word where two drugs are listed side by side."""
_JOINTS = re.compile(r"[+&>→]|,(?!\d)|(?<!\d),|(?=[;|\n\r])")
_SLASH = "/"
_BETWEEN = frozenset({"between", _MENTION})
_LISTED = _BETWEEN | {"another", "other_class"}
_CLASS_BEFORE = _LISTED - _BETWEEN
_NO_MORE = _LISTED | {"of_it", "no_more"}
_DENIED = frozenset({"denied", "denied_wholly"})
_APART = _DENIED | {_JOINED, "apart", "denied_behind"}
_OF_TWO = frozenset({"and_also", "put_off"})
_TOWARDS = frozenset({"towards", "and_also"})


@dataclass(frozen=True, slots=True)
class AnticoagulantWords:
    """Every name of an anticoagulant; without a list no text names one."""

    names: Mapping[str, Named] = field(default_factory=dict)
    """For each name what it stands for."""
    classes: Mapping[str, Named] = field(default_factory=dict)
    """The same for the words, or groups of words, of a class that leave the drug open."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The words beside them that make a text name no drug that is given, by kind."""
    vague: frozenset[str] = frozenset()
    """The classes that other drugs are said to be of too."""
    _beside: WordKinds = field(init=False)
    _last: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        listed = {**self.kinds, _MENTION: (*self.names, *self.classes), _JOINED: (_JOINT,)}
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
        parts = self._beside.parts(_JOINTS.sub(f" {_JOINT} ", text))
        explained = _explained(parts)
        found: list[Named] = []
        for nth, part in enumerate(parts):
            where = _places(part)
            for at, token in enumerate(part):
                if _MENTION not in token.kinds:
                    continue
                named = self.names.get(token.word) or self._class_at(parts, nth, at, where, explained)
                if named is not None and not (is_given and (_is_denied(part, at, where) or _is_about(part, where, at))):
                    found.append(named)
        return tuple(dict.fromkeys(found))

    def _class_at(
        self, parts: list[Part], nth: int, at: int, where: Mapping[str, Place], explained: frozenset[Place]
    ) -> Named | None:
        part = parts[nth]
        named = self.classes[part[at].word]
        if named[1] in self.vague and (nth, at) in explained:
            return None
        if _is_general(where, at) or ("plant" in part[at].kinds and "of_plants" in where):
            return None
        answer = part[at + 1 : at + 2 + _NEAR] or (parts[nth + 1] if nth + 1 < len(parts) else ())
        if _is_denied(part, at, where) or _is_answered_no(part, at, answer):
            return None
        return named


def _explained(parts: list[Part]) -> frozenset[Place]:
    """Where a word of a class may stand for another drug of the text: an antiplatelet, a blood bag.

    The words are walked once; what joins two drugs, or tells them apart, begins anew.
    """
    found: set[Place] = set()
    here: list[Place] = []
    is_beside = False
    for nth, part in enumerate(parts):
        where = _places(part)
        if not _OF_TWO.isdisjoint(where):
            return frozenset()
        is_towards = False
        for at, each in enumerate(part):
            is_towards = each.word != COMMA and (is_towards or (is_beside and "towards" in each.kinds))
            if _parts_two(part, at):
                found.update(here if is_beside else ())
                here, is_beside = [], False
            elif "another" in each.kinds:
                is_beside = is_beside or not _is_denied(part, at, where)
            elif _MENTION in each.kinds and not is_towards and "of_patient" not in each.kinds:
                here.append((nth, at))
    found.update(here if is_beside else ())
    return frozenset(found)


def _parts_two(part: Part, at: int) -> bool:
    if part[at].word == _SLASH:
        return at + 1 == len(part) or "per" not in part[at + 1].kinds
    return not part[at].kinds.isdisjoint(_APART)


def _places(part: Part) -> dict[str, Place]:
    """Where each kind of word stands first and last."""
    found: dict[str, Place] = {}
    for at, each in enumerate(part):
        for kind in each.kinds:
            found[kind] = (found.get(kind, (at,))[0], at)
    if _tells_a_dose(part):
        found["told dose"] = (0, 0)
    return found


def _is_before(where: Mapping[str, Place], kind: str, at: int) -> bool:
    return kind in where and where[kind][0] < at


def _is_general(where: Mapping[str, Place], at: int) -> bool:
    """``Stop blood thinners 5 days before``: for whoever takes one."""
    return _is_before(where, "stopped_for", at) and "ahead_of" in where and where["ahead_of"][1] > at


def _is_denied(part: Part, at: int, where: Mapping[str, Place]) -> bool:
    """Whether it is said right before it that it is not given."""
    before, first = at - 1, max(0, at - _NEAR)
    between = _BETWEEN if "told dose" in where else _LISTED
    while before >= first and part[before].kinds.isdisjoint(_DENIED):
        kinds = part[before].kinds
        if kinds.isdisjoint(between) and not (part[before].word == _SLASH and between is _LISTED):
            return False
        if not kinds.isdisjoint(_CLASS_BEFORE) and (
            "of_patient" in part[at].kinds or not part[before + 1].kinds.isdisjoint(_TOWARDS)
        ):
            return False
        before -= 1
    return before >= first and ("denied_wholly" not in part[before].kinds or _is_all(part, at))


def _is_all(part: Part, at: int) -> bool:
    """Whether nothing more is said of it behind: not ``as prescribed``, not ``complications``."""
    behind, last = at + 1, min(len(part), at + _NEAR)
    while behind < last and not part[behind].kinds.isdisjoint(_NO_MORE):
        behind += 1
    return behind == len(part) or part[behind].word in (COMMA, _JOINT)


def _is_answered_no(part: Part, at: int, answer: Part) -> bool:
    """Whether a class is asked after and answered with no, or ruled out: ``Blood thinners: none``."""
    behind, last = 0, min(len(answer), _NEAR)
    while behind < last and (answer[behind].word == COMMA or "of_it" in answer[behind].kinds):
        behind += 1
    if behind == last:
        return False
    kinds, rest = answer[behind].kinds, answer[behind + 1 :]
    is_all = not rest or rest[0].word in (COMMA, _JOINT)
    if "ruled_out" in kinds:
        return is_all or "because" in rest[0].kinds
    if "denied_behind" not in kinds or not is_all or at > _NEAR:
        return False
    return all(not each.kinds.isdisjoint({"between", "asked", _MENTION}) for each in part[:at])


def _is_about(part: Part, where: Mapping[str, Place], at: int) -> bool:
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
