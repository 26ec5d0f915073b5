"""Clauses that leave out what the clause before has said: "and in Y", "but Y does", "Y is not"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.narrative import cues
from service.narrative.clause import Clause
from service.narrative.findings import ABSENT, PRESENT, UNSTATED
from service.narrative.statements import Said

_AND_IN = re.compile(
    r"^[^;:.]{0,40}\band\s(?:also\s)?(?:in|within)\s(?:(?:the|one|both|right|left|a|proximal|mid|distal)\s){0,4}$"
)
_PLAIN_LIST = re.compile(
    r"\s?(?:veins?)?,?\s?(?:and|&|,)?\s?(?:also\s)?(?:in\s)?(?:(?:the|left|right|common|deep)\s){0,3}"
)
_NAMES_AND_END = frozenset((cues.VEIN, cues.SIDE, cues.PART, cues.RESOLVED))
"""What stands in "and in Y has resolved"."""
_NOR_IN = re.compile(r"^\s?,?\s?nor\s(?:in|within|to|into)\s(?:(?:the|right|left)\s){0,2}$")
_PRO_FORM = re.compile(
    r"\s?(?:veins?|vessels?)?\s?(?:(?:is|are|was|were|does|do|did|has|have)\b\s?)?(?P<denied>not)?[\s.,;)]*(?:but|however)?\s*$"
)

_SIZE_ALONE = re.compile(
    r"\s?(?:veins?)?,?\s?(?:over|for|along)\s(?:(?:a|an|its|the|some|about|only|nearly|length|of|stretch|further|another)\s){0,4}[\d.,~x -]{1,12}\s?(?:cm|mm|centimet\w+|millimet\w+)\b[\s,;.]*(?:and|while|but)?\s*|"
    r"\s?(?:veins?)?\s?\((?=[^()]{0,40}\d)(?:[\d.,~\s-]|(?:length|stretch|over|for|of|about|a|an|approximately|segment|wide|width|long|diameter|in|cm|mm|x|across|thick|and|some|calibre)\b){1,50}\)[\s,;.]*(?:and|while|but)?\s*"
)


def is_listed(words: str, clauses: Sequence[Clause], said: Sequence[Said], number: int) -> bool:
    """ "Thrombus in X, non-occlusive, and in Y, occlusive"; "thrombus neither in X nor in Y";
    "the thrombus in X and Y has resolved"."""
    before, group, what = clauses[number - 1].group, clauses[number].group, said[number - 1]
    if before is None or group is None or said[number].thrombus or what.thrombus not in (PRESENT, ABSENT):
        return False
    gap = words[before.end : group.start]
    if what.resolved and what.thrombus == ABSENT:
        return _PLAIN_LIST.fullmatch(gap) is not None and all(
            m.token.kind in _NAMES_AND_END for m in clauses[number].marks
        )
    if what.thrombus == ABSENT:
        return what.denied and _NOR_IN.search(gap) is not None
    if said[number].compressibility not in (UNSTATED, "non_compressible"):
        return False
    ahead = any(m.token.kind == cues.THROMBUS and m.token.end <= before.start for m in clauses[number - 1].marks)
    return ahead and _AND_IN.search(gap) is not None


def has_only_a_size(words: str, clauses: Sequence[Clause], said: Sequence[Said], number: int) -> bool:
    """ "X has thrombus for 4 cm, Y for 2 cm"."""
    before, group = clauses[number - 1], clauses[number].group
    if before.group is None or group is None or said[number - 1].thrombus != PRESENT or clauses[number].link:
        return False
    if any(m.negated for m in before.marks) or not re.search(r"\d", words[before.start : before.end]):
        return False
    return _SIZE_ALONE.fullmatch(words, group.end, clauses[number].end) is not None


def of_pro_form(words: str, clause: Clause, before: Said | None) -> Said | None:
    """ "X does not compress, but Y does", "X is clear. Y is not": the predicate before, affirmed or denied.

    None when the clause is no such form, or when nothing settled was said before.
    """
    group = clause.group
    tail = words[group.end : clause.end] if group else ""
    match = _PRO_FORM.match(tail)
    if group is None or match is None or not re.search(r"[a-z]", tail.replace("vein", "").replace("vessel", "")):
        return None
    if any(m.token.kind != cues.NEGATION for m in clause.marks if m.token.start >= group.end):
        return None
    if before is None or before.thrombus not in (PRESENT, ABSENT) or before.history:
        return None
    if bool(match["denied"]) == before.denied:
        return replace(before, age=UNSTATED, occlusion=UNSTATED)
    if before.thrombus == PRESENT:
        return Said(ABSENT, explicit=before.explicit)
    squeezed = "non_compressible" if before.compressibility == "compressible" else UNSTATED
    return Said(PRESENT, explicit=True, compressibility=squeezed)
