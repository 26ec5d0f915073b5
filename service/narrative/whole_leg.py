"""A "DVT" that is said of a whole leg and of no named vein."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues
from service.narrative.clause import Clause
from service.narrative.findings import PRESENT
from service.narrative.scope import Mark

_GENERIC_NOUN = "dvt"
_LINK_FORWARD = re.compile(
    r"(?:\s|(?<=\w)-(?=thigh|calf)|\b(?:thigh|is|was|are|were|seen|identified|demonstrated|detected|present|noted|evident|visuali[sz]ed|found|shown|in|of|within|involving|at|from|on|throughout|the|a|an|"
    r"one|both|two|paired|and|again|also|affecting|confined|to|limited|isolated|extending|either|any|proximal|mid|distal|acute|segment|duplicated|multiple|all|main|"
    r"visuali[sz]ed|imaged|or|upper|lower|portion|part|half|third|along|centred|centered)\b)*"
)
_IN_A_LEG = re.compile(
    r"\s(?:(?:is|was|seen|identified|demonstrated|detected|present|noted)\s){0,2}(?:in|within|on)\s(?:the\s)?(?:either|both|right|left|rt|lt|r|l)?\s?(?:legs?|lower\s(?:limbs?|extremit\w{1,3})|limbs?|side)\b"
)
_HOLDS_NO = re.compile(r"\s?(?:veins?)?\s?(?:contains?|shows?|holds?|has|have|harbou?rs?)\s(?:no|any)\s(?:\w{3,10}\s)?")
_HEADS_A_DENIAL = re.compile(
    r"\s?(?:veins?)?\s?[:=]\s?(?:no|nil|0|neg(?:ative)?\sfor)\s(?:(?:evidence\sof|acute|sign\sof)\s)?"
)
_WHOLE = ("leg_deep_unspecified", "leg_proximal_unspecified", "calf_unspecified")
_LEG_WORD = re.compile(r"\s?(?:legs?|lower|limb|extremity|side|le\b)")
_OF_ITS_OWN = frozenset(
    (cues.COMPRESSION, cues.CLEAR, cues.UNSEEN, cues.SCARRED, cues.NO_THROMBUS, cues.SPARED, cues.BLANKET)
)

_BEFORE_THE_NOUN = frozenset((cues.AGE, cues.OCCLUSION, cues.PART, cues.SIDE, cues.NEGATION))
_BEHIND_THE_NOUN = frozenset(
    (cues.SIDE, cues.PART, cues.AGE, cues.OCCLUSION, cues.EXTENSION, cues.NOT_SEEN, cues.PERSISTS)
)


def is_generic(words: str, marks: Sequence[Mark], index: int) -> bool:
    """A "DVT" that no named vein stands with, before or behind."""
    token = marks[index].token
    if token.kind != cues.THROMBUS:
        return False
    if token.value == "thrombus" and marks[index].negated and _IN_A_LEG.match(words, token.end):
        if _stands_alone_behind(words, marks, index) is False:
            # "No popliteal vein thrombosis on either side".
            return False
        return not _is_held_by_a_vein(words, marks, index)
    if token.value != _GENERIC_NOUN or _has_a_vein_heading(words, marks, index):
        return False
    named_before = _stands_alone_behind(words, marks, index)
    return _stands_alone_before(words, marks, index) if named_before is None else named_before


def _is_held_by_a_vein(words: str, marks: Sequence[Mark], index: int) -> bool:
    """ "The femoral vein contains no thrombus on either side"."""
    named = [m.token for m in marks[:index] if m.token.kind == cues.VEIN]
    return bool(named) and _HOLDS_NO.fullmatch(words, named[-1].end, marks[index].token.start) is not None


def _has_a_vein_heading(words: str, marks: Sequence[Mark], index: int) -> bool:
    """ "Popliteal: right patent, left DVT"."""
    named = [m.token for m in marks[:index] if m.token.kind == cues.VEIN]
    if named and marks[index].negated and _HEADS_A_DENIAL.fullmatch(words, named[-1].end, marks[index].token.start):
        return named[-1].veins[0] not in _WHOLE
    if len(named) != 1 or marks[index].negated or named[0].veins == ("leg_deep_unspecified",):
        return False
    return re.match(r"\s?(?:veins?)?\s?[:=]\s?[^;.]{0,60}$", words[named[0].end : marks[index].token.start]) is not None


def _stands_alone_behind(words: str, marks: Sequence[Mark], index: int) -> bool | None:
    """Whether no vein before the noun goes with it ("popliteal DVT"); None when none is near."""
    token = marks[index].token
    for other in reversed(marks[max(0, index - 4) : index]):
        gap = words[other.token.end : token.start]
        if len(gap) > 25 or re.search(r"[;:.,]", gap):
            return None
        if other.token.kind == cues.VEIN:
            apart = re.search(r"\b(?:no|with|without|is|are)\b", gap) is not None
            return apart or not re.fullmatch(r"\s?(?:\w{1,14}\s){0,3}", gap)
        if other.token.kind not in _BEFORE_THE_NOUN:
            return None
    return None


def _stands_alone_before(words: str, marks: Sequence[Mark], index: int) -> bool:
    """Whether no vein behind the noun goes with it ("DVT of the popliteal vein")."""
    position = marks[index].token.end
    for other in marks[index + 1 : index + 7]:
        if not _LINK_FORWARD.fullmatch(words[position : other.token.start]):
            return True
        if other.token.kind == cues.VEIN:
            return other.token.veins == ("leg_deep_unspecified",)
        if other.token.kind == cues.SIDE and _LEG_WORD.match(words, other.token.end):
            return True
        if other.token.kind not in _BEHIND_THE_NOUN:
            return True
        position = other.token.end
    return True


def with_generic(words: str, marks: Sequence[Mark], clauses: list[Clause], generic: Sequence[int]) -> list[Clause]:
    """Give each generic thrombosis a clause of its own, with its age, occlusion and side."""
    for index in generic:
        each = marks[index]
        home = next(c for c in clauses if any(m is each for m in c.marks))
        if _is_of_the_group(words, home, each):
            continue
        taken = [m for m in home.marks if _goes_with(words, home, each, m)]
        home.marks = [m for m in home.marks if m not in taken]
        clauses.append(Clause(taken[0].token.start, taken[-1].token.end, None, "", taken, each))
    return [c for c in clauses if c.marks or c.group]


def _is_of_the_group(words: str, home: Clause, noun: Mark) -> bool:
    """ "Popliteal vein partially compressible, suspicious for DVT": said of the vein, not of the whole leg."""
    if home.group is None or noun.negated or noun.token.start < home.group.end:
        return False
    gap = words[home.group.end : noun.token.start]
    clear = any(m.token.kind == cues.CLEAR or m.token.value == "compressible" for m in home.marks)
    sided = any(m.token.kind == cues.SIDE and m.token.start > noun.token.start for m in home.marks)
    return not clear and not sided and not re.search(r"[;:]", gap)


def _goes_with(words: str, home: Clause, noun: Mark, other: Mark) -> bool:
    if other is noun:
        return True
    if (
        other.token.kind == cues.VEIN
        or other.token.kind in _OF_ITS_OWN
        or (home.group and home.group.start <= other.token.start < home.group.end)
    ):
        return False
    if other.token.kind == cues.THROMBUS and (other.token.value == "svt" or other.negated != noun.negated):
        return False
    first, second = sorted((noun.token, other.token), key=lambda token: token.start)
    gap = words[first.end : second.start]
    if re.search(r"[;:]", gap):
        return False
    crossing = home.group and first.start < home.group.start < second.start
    if crossing:
        return False
    if other.token.start < noun.token.start:
        return len(gap) < 60 and "," not in gap
    return len(gap) < 40 and (home.group is None or "," not in gap)


_PART_OF_LEG = re.compile(
    r"dvts?\s(?:\w{1,10}\s){0,2}(?:in|of|within)\s(?:the\s|either\s|both\s)?(?:(?:right|left|upper|lower)\s)?(?:thigh|cal(?:f|ves))(?:\s(?:or|and)\s(?:the\s)?(?:thigh|calf))?"
)


def part_of_leg(words: str, clause: Clause, thrombus: str) -> str:
    """ "DVT in the thigh or calf": a denial for the thigh is one of neither the whole leg nor all proximal veins."""
    end = words.find(";", clause.start)
    place = _PART_OF_LEG.search(words[clause.start : end if end > 0 else clause.end + 40])
    if place is None:
        return "leg_deep_unspecified"
    if "cal" in place.group():
        return "calf_unspecified"
    return "leg_proximal_unspecified" if thrombus == PRESENT else ""
