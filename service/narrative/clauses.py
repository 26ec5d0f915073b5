"""A sentence cut into clauses, each with at most one group of veins: "no thrombus in X, but Y does not compress"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues, veins
from service.narrative.clause import PREDICATES, Clause, Group
from service.narrative.groups import read_groups, without_marks
from service.narrative.scope import Mark
from service.narrative.splits import split_by_side, split_by_verb
from service.narrative.whole_leg import is_generic, with_generic

_FROM_ONLY = re.compile(
    r"[\s,(]*(?:seen\s|compressible\s)?(?:from|between|in|at|including|incl\.?)\s(?:(?:the|right|left|proximal|mid|distal|both|level|of)\s){0,4}$"
)
_INTO = re.compile(
    r"\s?,?\s?(?:(?:and|then|also|with|now)\s){0,2}(?:up\s|down\s|just\s|on\s|back\s){0,2}(?:(?:caudad|cephalad|caudally|cranially|distally|proximally|inferiorly|superiorly|upwards?|downwards?)\s)?(?:into|onto|through|via|across|up\sto|past|down|up|along|throughout)\s(?:(?:the|right|left|proximal|mid|distal|both|adjacent|"
    r"lower|upper|lumen|of|level|ipsilateral)\s){0,5}"
)
_STRONG = re.compile(
    r"[;:]\s?|\.\s|\b(?:but|however|while|whilst|whereas|although|though)\b|\s[-/]\s|\s\|\s|\s\+\s(?=(?:\w+\s){0,2}(?:thromb|clot|dvt|no\b))"
)
_OWN_MARK = re.compile(r"\s?(?:veins?|vv?)?\.?\s?(?:\([^()]{0,30}\))?\s?[-:=]+\s?")
_WEAK = re.compile(r",\s?(?:and\s|with\s)?|\band\b|\bwith\b|[()]")
_HEADS = frozenset((cues.COMPRESSION, cues.CLEAR, cues.THROMBOSED, cues.NO_THROMBUS))


def read_clauses(words: str, marks: Sequence[Mark]) -> list[Clause]:
    """The clauses of one sentence in order; every mark is in exactly one of them."""
    generic = [i for i in range(len(marks)) if is_generic(words, marks, i)]
    groups = read_groups(words, marks)
    cuts: list[tuple[int, Group | None, str]] = [(0, None, "")]
    for number, group in enumerate(groups):
        before = groups[number - 1] if number else None
        start, link = _start_of(words, marks, before, group, cuts[-1][0])
        if before is None and start == 0:
            cuts[0] = (0, group, link)
        else:
            cuts.append((start, group, link))
    ends = [cut[0] for cut in cuts[1:]] + [len(words)]
    clauses = [Clause(start, end, group, link) for (start, group, link), end in zip(cuts, ends, strict=True)]
    clauses = [part for clause in clauses for part in split_by_verb(words, marks, clause)]
    clauses = [part for clause in clauses for part in split_by_side(words, marks, clause)]
    for clause in clauses:
        clause.marks = [m for m in marks if clause.start <= m.token.start < clause.end]
    return with_generic(words, marks, clauses, generic)


def _start_of(words: str, marks: Sequence[Mark], before: Group | None, group: Group, floor: int) -> tuple[int, str]:
    """Where the clause of a group begins, and how it hangs on the clause before."""
    if before is None:
        return _first_start(words, marks, group), ""
    between = [m for m in marks if before.end <= m.token.start < group.start]
    gap = words[before.end : group.start]
    exception = next((m for m in between if m.token.kind == cues.EXCEPTION), None)
    if exception:
        return exception.token.start, "exception"
    # "CFV - normal, FV - thrombus": the mark behind a name belongs to the name.
    own = _OWN_MARK.match(gap)
    if own and _is_adjective(words, between, before.end + own.end(), group.start):
        return between[-1].token.start, ""
    if own and _is_heading_of(words, before, group, before.end + own.end()):
        return before.end + own.end(), ""
    borders = list(_STRONG.finditer(words, before.end + (own.end() if own else 0), group.start))
    strong = [m.start() for m in _without_list_heads(words, marks, borders, before.end, group.start)]
    linked = _linked_start(words, between, before, group, strong)
    if linked is not None:
        return linked
    if strong:
        return max(strong[-1], floor), ""
    weak = [before.end + m.start() for m in _WEAK.finditer(gap)]
    if weak:
        return weak[-1], ""
    ends = [m.token.end for m in between if m.token.kind in PREDICATES]
    return (ends[-1] if ends and not _noun_before(words, between, group) else before.end), ""


def _first_start(words: str, marks: Sequence[Mark], group: Group) -> int:
    strong = _without_list_heads(words, marks, list(_STRONG.finditer(words, 0, group.start)), 0, group.start)
    return strong[-1].end() if strong else 0


def _without_list_heads(
    words: str, marks: Sequence[Mark], strong: list[re.Match[str]], floor: int, first: int
) -> list[re.Match[str]]:
    """The borders ahead of a name, less the colon or dash behind the predicate that heads its list."""
    if strong and re.match(r":|\s-\s", strong[-1].group()):
        start = strong[-2].end() if len(strong) > 1 else floor
        if _heads_a_list(words, [m for m in marks if m.token.start >= start], strong[-1].start(), first):
            return strong[:-1]
    return strong


def _is_adjective(words: str, between: Sequence[Mark], start: int, end: int) -> bool:
    """ "Deep veins: thrombosed popliteal": the word before the name and nothing else."""
    if not between or between[-1].token.kind != cues.THROMBOSED:
        return False
    last = between[-1].token
    return words[last.end : end].isspace() and not words[start : last.start].strip()


def _is_heading_of(words: str, before: Group, group: Group, start: int) -> bool:
    """ "Calf: thrombus in one peroneal": the generic name is the heading of a named vein."""
    covered = {vein for name in before.names for one in name.veins for vein in veins.COVERS.get(one, ())}
    if not covered or not all(vein in covered for name in group.names for vein in name.veins):
        return False
    return not re.search(r"[,;:.]|\b(?:and|but)\b", words[start : group.start])


def _linked_start(
    words: str, between: Sequence[Mark], before: Group, group: Group, strong: Sequence[int]
) -> tuple[int, str] | None:
    """The start of a clause that extends or restricts the one before it."""
    reaches = [m for m in between if m.token.kind in (cues.EXTENSION, cues.SPARED)]
    behind = [m for m in reaches if m.token.start >= (strong[-1] if strong else 0)]
    extension = next((m for m in behind if _leads_to(words, m, group)), None)
    nouns = [m.token.start for m in between if m.token.kind == cues.THROMBUS]
    if extension and not any(n > extension.token.end for n in nouns):
        return max(_with_lead(words, between, extension), before.end), "extension"
    if strong:
        return None
    if _INTO.fullmatch(without_marks(words, before.end, group.start, between)):
        return before.end, "extension"
    gap = words[before.end : group.start]
    only = _FROM_ONLY.search(gap)
    if only and any(m.token.kind in PREDICATES for m in between) and not _names_more(between, gap):
        return before.end + only.start(), "restriction"
    return None


def _heads_a_list(words: str, marks: Sequence[Mark], colon: int, first: int) -> bool:
    """ "Not compressible: soleal vein": the heading is the predicate of the list behind it."""
    ahead = [m for m in marks if m.token.end <= colon]
    between = [m for m in marks if colon <= m.token.start < first and m.token.kind not in (cues.SIDE, cues.PART)]
    told = [m for m in ahead if m.token.kind in _HEADS]
    return (
        bool(told)
        and not between
        and words[told[-1].token.end : colon].strip(" ()") in ("", "veins", "vein", "segments", "in", "vessels")
    )


def _names_more(between: Sequence[Mark], gap: str) -> bool:
    """A second statement begins before the preposition ("X clear, thrombus in Y")."""
    return bool(_WEAK.search(gap)) or any(m.token.kind in (cues.THROMBUS, cues.NEGATION) for m in between)


def _noun_before(words: str, between: Sequence[Mark], group: Group) -> bool:
    last = [m for m in between if m.token.kind in PREDICATES][-1]
    return bool(
        re.fullmatch(r"\s(?:in|of|within|involving)\s(?:the\s)?(?:\w{1,9}\s)?", words[last.token.end : group.start])
    )


def _leads_to(words: str, extension: Mark, group: Group) -> bool:
    gap = words[extension.token.end : group.start]
    return len(gap) < 90 and not re.search(
        r"[;:]|\b(?:but|which|is|are|was|were)\b|\band\s(?!into|to\b|down|up|through|also)", gap
    )


def _with_lead(words: str, between: Sequence[Mark], extension: Mark) -> int:
    """The start of the extension with the negation or doubt right before it."""
    start = extension.token.start
    for other in reversed([m for m in between if m.token.end <= extension.token.start]):
        if (
            other.token.kind not in (cues.NEGATION, cues.HEDGE, cues.LIMITED, cues.PART, cues.PERSISTS)
            or start - other.token.end > 12
        ):
            break
        start = other.token.start
    return start
