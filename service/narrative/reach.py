"""How far a thrombus reaches: the extension that leads to the veins of a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues, veins
from service.narrative.clause import Clause
from service.narrative.scope import Mark


def extension_of(words: str, marks: Sequence[Mark], clause: Clause) -> Mark | None:
    """The extension that leads to the clause's veins ("continues into the external iliac vein")."""
    if clause.group is None:
        return None
    of_it = _extension_of_a_thrombus(words, marks, clause.group.start)
    if of_it is not None:
        return of_it
    for each in reversed([m for m in clause.marks if m.token.end <= clause.group.start]):
        if each.token.kind == cues.EXTENSION:
            gap = words[each.token.end : clause.group.start]
            return None if re.search(r"^\sof\b|[;:.]|\b(?:and|is|are|which|over)\b", gap) else each
        if each.token.kind in (cues.THROMBUS, cues.COMPRESSION, cues.CLEAR):
            return None
    return None


def _extension_of_a_thrombus(words: str, marks: Sequence[Mark], position: int) -> Mark | None:
    """ "No extension of the (soleal) thrombus into the popliteal vein"."""
    if not re.search(
        r"\b(?:into|to|beyond|above|onto|past|as\sfar\sas)\s(?:(?:the|right|left|proximal|distal|mid|level|of|adjacent)\s){0,4}$",
        words[:position],
    ):
        return None
    for each in reversed(marks):
        if each.token.kind == cues.EXTENSION and each.token.end < position:
            gap = words[each.token.end : position]
            return each if re.match(r"\s(?:of|in)\s", gap) and not re.search(r"[;:.]|\b(?:but|is|are)\b", gap) else None
    return None


def narrows(words: str, before: Clause, clause: Clause) -> bool:
    """ "Distal DVT of the left leg in the peroneal vein"."""
    if not all_generic(before) or before.group is None or clause.group is None:
        return False
    gap = words[before.group.end : clause.group.start]
    return bool(
        re.search(r"\b(?:in|of|involving|within|affecting)\s(?:(?:the|one|right|left|both|a)\s){0,3}$|\(\s?$", gap)
    ) and not re.search(r"[;:,.]", gap)


def all_generic(clause: Clause) -> bool:
    return clause.group is not None and all(v in veins.COVERS for name in clause.group.names for v in name.veins)


def goes_on(following: Clause | None) -> bool:
    """The next clause tells of growth: what was there before is still there."""
    if following is None or following.link != "extension":
        return False
    return not any(m.negated for m in following.marks if m.token.kind == cues.EXTENSION)
