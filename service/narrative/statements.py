"""What one clause says: present, absent or possible, how old, how tight, how long, in the past or now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.narrative import cues
from service.narrative.findings import ABSENT, POSSIBLE, PRESENT, UNSTATED
from service.narrative.scope import Mark

_EXPLAINED = re.compile(
    r"\b(?:pain\w{0,4}|discomfort|tender\w{0,4}|habitus|o?edema\w{0,5}|depth|deep\sposition|obes\w{1,4}|guarding|body|swelling|technical\w{0,2}|dressing|cast|bandag\w{1,3}|position\w{0,4}|"
    r"size|girth|adipose|ulcer\w{0,4}|inab\w{1,5}|tolerat\w{1,3}|intolerance|sore\w{0,4})\b"
)
_FULL_COLOUR = re.compile(
    r"(?:full|complete|good|normal|entire|fills?|filling)\s?(?:\w{1,12}\s){0,3}(?:colou?r|flow|doppler|fill\w{0,3})|colou?r\s(?:\w{1,12}\s){0,2}(?:fills?|filling|complete|full)|fills?\s(?:completely|fully|well)"
)
_WAS = re.compile(r"\b(?:was|were|had|formerly|previously|once(?!\s(?:again|more)))\b")
_NOW = re.compile(r"\b(?:now|today|currently|has\sbecome|on\sthis)\b")
_YEAR_OF = 14
_NOT_SQUEEZED = ("non_compressible", "partial")
_NAMES_IT = (cues.THROMBUS, cues.THROMBOSED)


@dataclass(frozen=True, slots=True)
class Said:
    """What a clause says of its veins."""

    thrombus: str = ""
    explicit: bool = False
    age: str = UNSTATED
    occlusion: str = UNSTATED
    compressibility: str = UNSTATED
    partial_vein: bool = False
    limited: str = ""
    """``other``: a negative about other or new thrombus only; ``acute``: about acute thrombus only."""
    history: bool = False
    resolved: bool = False
    unseen: bool = False
    denied: bool = False
    """Told by a denial: "not thrombosed", "does not compress"."""

    @property
    def says_nothing(self) -> bool:
        return not (
            self.thrombus
            or self.history
            or self.age != UNSTATED
            or self.occlusion != UNSTATED
            or self.compressibility != UNSTATED
        )


def read_statement(
    words: str, marks: Sequence[Mark], *, past: bool = False, indication: bool = False, goes_on: bool = False
) -> Said:
    """What the marks of one clause say together; ``words`` are those of its sentence.

    ``past``: the words before it are about the past; ``goes_on``: the next clause tells how the thrombus grew since.
    """
    said = Said(
        age=_age(marks),
        occlusion=_occlusion(marks),
        compressibility=_compressibility(marks),
        partial_vein=any(m.token.kind == cues.PART for m in marks),
        unseen=any(m.token.kind in (cues.UNSEEN, cues.NOT_SEEN) for m in marks),
        denied=any(m.negated or m.token.kind == cues.NO_THROMBUS or m.token.value in _NOT_SQUEEZED for m in marks),
    )
    if is_history(words, marks, past=past, indication=indication) and not goes_on:
        return _history(marks, said)
    return _now(words, marks, said)


def _now(words: str, marks: Sequence[Mark], said: Said) -> Said:
    positive, hedged, negative, limited = _thrombus(marks)
    if positive:
        return _affirmed(words, marks, said, denied=negative)
    hard = said.compressibility in ("partial", "non_compressible")
    if negative:
        explained = (
            said.compressibility == "partial" or _EXPLAINED.search(words) or _FULL_COLOUR.search(words) or not hard
        )
        if not explained:
            return replace(said, thrombus=POSSIBLE, explicit=True)
        resolved = any(m.resolved for m in marks)
        return replace(said, thrombus=ABSENT, explicit=True, resolved=resolved, age=UNSTATED, occlusion=UNSTATED)
    doubtful = any(m.token.kind == cues.COMPRESSION and m.hedged for m in marks)
    if hedged or doubtful:
        squeezed = UNSTATED if doubtful else said.compressibility
        return replace(said, thrombus=POSSIBLE, explicit=True, compressibility=squeezed)
    return _of_the_vein(words, marks, said, limited)


def _affirmed(words: str, marks: Sequence[Mark], said: Said, *, denied: bool) -> Said:
    """A clause that affirms a thrombus, and perhaps denies it too."""
    if _was_then(words, marks):
        then = replace(said, history=True, resolved=True, age=UNSTATED, occlusion=UNSTATED)
        return replace(then, thrombus=ABSENT, explicit=True)
    if said.partial_vein:
        return replace(said, thrombus=PRESENT, explicit=True)
    if denied:
        return replace(said, thrombus=ABSENT if _only_material(marks) else POSSIBLE, explicit=True)
    return replace(said, thrombus=POSSIBLE if said.compressibility == "compressible" else PRESENT, explicit=True)


def _of_the_vein(words: str, marks: Sequence[Mark], said: Said, limited: str) -> Said:
    """A clause that tells of the vein and not of a thrombus."""
    clear = any(m.token.kind == cues.CLEAR and not m.negated for m in marks)
    if said.compressibility in ("partial", "non_compressible"):
        explained = _EXPLAINED.search(words)
        if explained and _FULL_COLOUR.search(words) and said.compressibility == "partial" and clear:
            return replace(said, thrombus=ABSENT)
        return replace(said, thrombus=POSSIBLE if explained else PRESENT)
    if clear or (said.compressibility == "compressible" and not _was_not_tried(words, marks)):
        return replace(said, thrombus=ABSENT)
    if limited:
        return replace(said, limited=limited)
    if any(m.token.kind == cues.SCARRED and not m.negated for m in marks):
        return replace(said, thrombus=POSSIBLE)
    return said


def _was_not_tried(words: str, marks: Sequence[Mark]) -> bool:
    """ "Compression of the popliteal vein was not performed"."""
    tried = [m for m in marks if m.token.kind == cues.COMPRESSION]
    unseen = any(m.token.kind == cues.UNSEEN for m in marks)
    return unseen and all(words[m.token.start : m.token.end] == "compression" for m in tried)


def _thrombus(marks: Sequence[Mark]) -> tuple[bool, bool, bool, str]:
    """(affirmed, in doubt, denied, how a denial is limited)."""
    positive = hedged = negative = False
    limited = ""
    for each in marks:
        kind = each.token.kind
        if kind == cues.NO_THROMBUS or (each.token.value == "spared" and kind == cues.SPARED and not each.negated):
            negative = True
        elif kind in _NAMES_IT and not (each.token.value == "svt" and each.negated):
            if each.negated:
                if each.limited or each.acute_only:
                    limited = "other" if each.limited else "acute"
                else:
                    negative = True
            elif each.hedged:
                hedged = True
            else:
                positive = True
    if hedged and positive and _only_material(marks):
        # "A filling defect suspicious for thrombus": what is seen is sure, what it is is not.
        positive = False
    return positive, hedged and not positive, negative, limited


def _was_then(words: str, marks: Sequence[Mark]) -> bool:
    """ "The vein, which was filled with thrombus, is now compressible"."""
    nouns = [m.token for m in marks if m.token.kind in _NAMES_IT and not m.negated]
    good = [m.token for m in marks if (m.token.kind == cues.CLEAR and not m.negated) or m.token.value == "compressible"]
    if not nouns or not good or good[-1].start < nouns[-1].end:
        return False
    return bool(_WAS.search(words[max(0, nouns[0].start - 40) : nouns[0].start])) and bool(
        _NOW.search(words[nouns[-1].end : good[-1].start])
    )


def _only_material(marks: Sequence[Mark]) -> bool:
    values = [m.token.value for m in marks if m.token.kind in _NAMES_IT and not m.negated and not m.hedged]
    return all(value == "material" for value in values)


def _age(marks: Sequence[Mark]) -> str:
    ages = [m.token.value for m in marks if m.token.kind == cues.AGE and not m.negated]
    ages += ["chronic" for m in marks if m.token.kind == cues.SCARRED and not m.negated]
    webs = any(m.token.kind == cues.THROMBUS and m.token.value == "web" and not m.negated for m in marks)
    for age in ("indeterminate", "acute", "chronic"):
        if age in ages:
            return age
    return "chronic" if webs else UNSTATED


def _occlusion(marks: Sequence[Mark]) -> str:
    found = [m.token.value for m in marks if m.token.kind == cues.OCCLUSION and not m.negated]
    occluded = any(
        m.token.kind in _NAMES_IT and m.token.value in ("occluded", "occlusion") and not m.negated and not m.hedged
        for m in marks
    )
    if "non_occlusive" in found:
        return "non_occlusive"
    return "occlusive" if occluded or "occlusive" in found else UNSTATED


def _compressibility(marks: Sequence[Mark]) -> str:
    found = [m.token.value for m in marks if m.token.kind == cues.COMPRESSION and not m.negated]
    for value in ("non_compressible", "partial", "compressible"):
        if value in found:
            return value
    return UNSTATED


def is_history(words: str, marks: Sequence[Mark], *, past: bool, indication: bool) -> bool:
    """A thrombosis told as a past event and not as one that is still there."""
    nouns = [m for m in marks if m.token.kind in _NAMES_IT and (not m.negated or m.resolved)]
    if not nouns:
        return False
    told = past
    for each in marks:
        token = each.token
        if token.kind == cues.HISTORY and not each.negated:
            if token.value == "year":
                told = told or (
                    _age(marks) != "chronic" and any(0 <= token.start - m.token.end <= _YEAR_OF for m in nouns)
                )
            elif token.value == "known":
                told = told or indication
            else:
                told = True
    if any(m.resolved for m in nouns):
        return True
    persists = any(m.token.kind == cues.PERSISTS for m in marks) or any(
        _is_residual(words, m) and not _is_denied(marks, number) for number, m in enumerate(marks)
    )
    return told and (indication or not persists)


def _is_residual(words: str, each: Mark) -> bool:
    return each.token.kind == cues.LIMITED and not each.negated and words.startswith("residual", each.token.start)


def _is_denied(marks: Sequence[Mark], number: int) -> bool:
    """ "No residual thrombus"."""
    noun = next((m for m in marks[number + 1 :] if m.token.kind in _NAMES_IT), None)
    return noun is not None and noun.negated


def _history(marks: Sequence[Mark], said: Said) -> Said:
    resolved = any(m.resolved for m in marks)
    now_clear = (
        resolved
        or said.compressibility == "compressible"
        or any(m.token.kind == cues.CLEAR and not m.negated for m in marks)
    )
    return Said(
        thrombus=ABSENT if now_clear else "",
        explicit=resolved,
        compressibility=said.compressibility if said.compressibility == "compressible" else UNSTATED,
        history=True,
        resolved=resolved,
    )
