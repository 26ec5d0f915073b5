"""Lists and ranges of veins that share a predicate: "common femoral and popliteal", "from X to Y"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues, veins
from service.narrative.clause import Group, Named
from service.narrative.scope import Mark

_FILLER = (
    r"(?:\s|[,/&+()|]|(?<=\w)-(?=\w)|\b(?:the|and|or|nor|both|also|paired|veins?|vv?|venous|segments?|well|as|x2|x|two|2|throughout|plus|then|either|more|adjacent|its|an?|"
    r"together\swith|adjoining|contiguous|neighbou?ring|along\swith|in\saddition\sto|followed\sby|third|half|portion|of|medial|lateral|level|junction|including|visuali[sz]ed|imaged|all|whole|entire|thirds?|portions?|parts?|prox|dist|mid|proper|one|of|pair|vessels?|system|deep|each|lower|upper|"
    r"above|confluence|bilaterally|respectively|sinus|sinuses|trunk|mouth|ostium|opening|orifice|root|full|course|length|start|beginning|stem|proximally|distally)\b\.?)*"
)
_LIST_GAP = re.compile(_FILLER + r"(?:(?:and|as\swell\sas)\s(?:also\s)?(?:in|within|of|at|involving)\s)?" + _FILLER)
_TO = re.compile(
    r"\s?(?:veins?\s|level\s)?,?\s?(?:(?:all\sthe\sway|down|up|distally|proximally|cephalad|caudad|caudally|inferiorly|superiorly|right|extending|extends|continuing|and|"
    r"continuously|through|directly)\s){0,3}(?:to|through|thru|as\sfar\sas|until|down\sinto|inclusive\sof|>)\s(?:(?:and|including|the|level|of|right|left|proximal|mid|distal|upper|"
    r"lower|origin|most|at|its|paired|both|tibio)\s){0,6}"
)
_HYPHEN = re.compile(r"-|\s?->\s?|\s-\sto\s-\s")
_OF_A_BRANCH = re.compile(
    r"(?:tributar\w{1,3}|branch(?:es)?|perforators?|varicosit\w{1,3})\s(?:of|from)\s(?:(?:the|a|right|left|its)\s){0,2}$"
)
_AND_GAP = re.compile(r"\s?,?\s?and\s(?:the\s)?")
_BETWEEN = re.compile(r"\bbetween\s(?:(?:the|right|left|both|proximal|mid|distal)\s){0,3}$")


def read_groups(words: str, marks: Sequence[Mark]) -> list[Group]:
    groups: list[Group] = []
    for index, each in enumerate(marks):
        token = each.token
        if token.kind != cues.VEIN or _OF_A_BRANCH.search(words, max(0, token.start - 40), token.start):
            continue
        side = _side_before(words, marks, index)
        if groups and _joins(words, marks, groups[-1], index):
            _add(words, groups[-1], token.veins, side or "", index, token)
        else:
            groups.append(Group([Named(token.veins, side, token.value)], index, index, token.start, token.end))
    return groups


def _side_before(words: str, marks: Sequence[Mark], index: int) -> str:
    token = marks[index].token
    for other in reversed(marks[max(0, index - 3) : index]):
        gap = words[other.token.end : token.start]
        if len(gap) > 30 or re.search(r"[;:.]|\b(?:and|but|with|is|are)\b", gap):
            return ""
        if other.token.kind == cues.SIDE:
            return other.token.value
        if other.token.kind not in (
            cues.PART,
            cues.AGE,
            cues.OCCLUSION,
            cues.THROMBOSED,
            cues.LIMITED,
            cues.CLEAR,
            cues.COMPRESSION,
        ):
            return ""
    return ""


def _joins(words: str, marks: Sequence[Mark], group: Group, index: int) -> bool:
    """Whether the vein at ``index`` continues the list or range of the group."""
    between = marks[group.last + 1 : index]
    between = [m for m in between if words[m.token.start : m.token.end] not in ("nor", "neither")]
    if any(m.token.kind not in (cues.SIDE, cues.PART, cues.LIMITED, cues.EXTENSION) for m in between):
        return False
    gap = without_marks(words, group.end, marks[index].token.start, between)
    if _range(words, group, gap):
        return not any(m.negated or m.hedged for m in between)
    return _LIST_GAP.fullmatch(gap) is not None and not any(m.token.kind == cues.EXTENSION for m in between)


def without_marks(words: str, start: int, end: int, between: Sequence[Mark]) -> str:
    text = words[start:end]
    for each in reversed(between):
        if each.token.kind in (cues.SIDE, cues.PART, cues.LIMITED):
            text = text[: each.token.start - start] + text[each.token.end - start :]
    return re.sub(r"\s+", " ", text)


def _range(words: str, group: Group, gap: str) -> bool:
    if _TO.fullmatch(gap) or _HYPHEN.fullmatch(gap):
        return True
    return (
        _AND_GAP.fullmatch(gap) is not None
        and _BETWEEN.search(words, max(0, group.start - 40), group.start) is not None
    )


def _add(words: str, group: Group, names: tuple[str, ...], side: str, index: int, token: cues.Token) -> None:
    gap = re.sub(r"\s+", " ", words[group.end : token.start])
    last = group.names[-1]
    gap = re.sub(r"\b(?:right|left|rt|lt|r|l)\s", "", gap)
    if _range(words, group, gap) or _TO.fullmatch(
        re.sub(r"\b(?:proximal|mid|distal|upper|lower)(?:\s(?:third|part|portion|half|segment))?(?:\sof)?\s", "", gap)
    ):
        if set(last.veins) <= veins.COVERS.keys():
            # "Deep veins to the popliteal": the range says which deep veins.
            group.names[-1] = Named((), last.side, last.text)
        reached = veins.between(last.veins[-1], names[0])
        inner = tuple(vein for vein in reached if vein not in last.veins and vein not in names)
        if inner:
            group.names.append(Named(inner, side or last.side))
    group.names.append(Named(names, side, token.value))
    group.last, group.end = index, token.end
