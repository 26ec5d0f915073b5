"""A sentence cut into clauses, each with at most one group of veins: "no thrombus in X, but Y does not compress"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.narrative import cues, veins
from service.narrative.scope import Mark

_FILLER = (
    r"(?:\s|[,/&+()|]|(?<=\w)-(?=\w)|\b(?:the|and|or|nor|both|also|paired|veins?|vv?|venous|segments?|well|as|x2|x|two|2|throughout|plus|then|either|more|adjacent|its|an?|"
    r"medial|lateral|level|junction|including|visuali[sz]ed|imaged|all|whole|entire|thirds?|portions?|parts?|prox|dist|mid|proper|one|of|pair|vessels?|system|deep|each|lower|upper|"
    r"above|confluence|bilaterally|respectively|sinus|sinuses|trunk)\b\.?)*"
)
_LIST_GAP = re.compile(_FILLER)
_TO = re.compile(
    r"\s?(?:veins?\s|level\s)?,?\s?(?:(?:all\sthe\sway|down|up|distally|proximally|cephalad|caudad|caudally|inferiorly|superiorly|right|extending|extends|continuing|and|"
    r"continuously|through|directly)\s){0,3}(?:to|through|thru|as\sfar\sas|until|down\sinto|inclusive\sof|>)\s(?:(?:and|including|the|level|of|right|left|proximal|mid|distal|upper|"
    r"lower|origin|most|at|its|paired|both|tibio)\s){0,6}"
)
_HYPHEN = re.compile(r"-|\s?->\s?|\s-\sto\s-\s")
_FROM = re.compile(
    r"\b(?:from|between)\s(?:(?:the|right|left|upper|lower|level|of|proximal|mid|distal|origin|both)\s){0,4}$"
)
_FROM_ONLY = re.compile(
    r"[\s,(]*(?:seen\s|compressible\s)?(?:from|between|in|at|including|incl\.?)\s(?:(?:the|right|left|proximal|mid|distal|both|level|of)\s){0,4}$"
)
_OF_A_BRANCH = re.compile(
    r"(?:tributar\w{1,3}|branch(?:es)?|perforators?|varicosit\w{1,3})\s(?:of|from)\s(?:(?:the|a|right|left|its)\s){0,2}$"
)
_AND_GAP = re.compile(r"\s?,?\s?and\s(?:the\s)?")
_INTO = re.compile(
    r"\s?,?(?:(?:and|then|also|with)\s){0,2}(?:up\s|down\s|just\s|on\s|back\s){0,2}(?:into|onto|through|via|across|up\sto|past)\s(?:(?:the|right|left|proximal|mid|distal|both|adjacent|"
    r"lower|upper|lumen|of|level|ipsilateral)\s){0,5}"
)
_STRONG = re.compile(r"[;:]\s?|\.\s|\b(?:but|however|while|whilst|whereas|although|though)\b|\s[-/]\s|\s\|\s")
_BETWEEN = re.compile(r"\bbetween\s(?:(?:the|right|left|both|proximal|mid|distal)\s){0,3}$")
_OWN_MARK = re.compile(r"\s?(?:veins?|vv?)?\.?\s?(?:\([^()]{0,30}\))?\s?[-:=]+\s?")
_WEAK = re.compile(r",\s?(?:and\s|with\s)?|\band\b|\bwith\b|[()]")
_VERB_AFTER = re.compile(
    r"\s?(?:veins?\s?|vv?\.?\s)?(?:on\sthe\s(?:right|left)\s)?(?:(?:is|are|was|were|does|do|did|shows?|showed|contains?|appears?|remains?|has|have|could|cannot|can|demonstrates?|also)\b|"
    r"compress(?:es)?\b)"
)
_PREDICATES = frozenset(
    (
        cues.THROMBUS,
        cues.THROMBOSED,
        cues.NO_THROMBUS,
        cues.COMPRESSION,
        cues.CLEAR,
        cues.UNSEEN,
        cues.SPARED,
        cues.SCARRED,
        cues.OCCLUSION,
        cues.NOT_SEEN,
        cues.RESOLVED,
    )
)
_GENERIC_NOUN = "dvt"
_LINK_FORWARD = re.compile(
    r"(?:\s|\b(?:is|was|are|were|seen|identified|demonstrated|detected|present|noted|evident|visuali[sz]ed|found|shown|in|of|within|involving|at|from|on|throughout|the|a|an|"
    r"one|both|two|paired|and|again|also|affecting|confined|to|limited|isolated|extending|either|any|proximal|mid|distal|acute|segment|duplicated|multiple|all|main|"
    r"visuali[sz]ed|imaged|or|upper|lower|portion|part|half|third|along|centred|centered)\b)*"
)
_IN_A_LEG = re.compile(
    r"\s(?:(?:is|was|seen|identified|demonstrated|detected|present|noted)\s){0,2}(?:in|within|on)\s(?:the\s)?(?:either|both|right|left|rt|lt|r|l)?\s?(?:legs?|lower\s(?:limbs?|extremit\w{1,3})|limbs?|side)\b"
)
_LEG_WORD = re.compile(r"\s?(?:legs?|lower|limb|extremity|side|le\b)")


@dataclass(frozen=True, slots=True)
class Named:
    """Veins under one name and the side word that stands with it ("" when none does)."""

    veins: tuple[str, ...]
    side: str
    text: str = ""


@dataclass(slots=True)
class Group:
    """Veins that share one predicate."""

    names: list[Named]
    first: int
    """Index of its first and last token among the marks."""
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Clause:
    """A stretch of a sentence about one group of veins, or about none."""

    start: int
    end: int
    group: Group | None = None
    link: str = ""
    """``extension`` or ``exception`` of the clause before, ``restriction``: it says of which veins the clause before spoke."""
    marks: list[Mark] = field(default_factory=list)
    generic: Mark | None = None
    """The deep vein thrombosis that the clause affirms or denies for a whole leg."""


def read_clauses(words: str, marks: Sequence[Mark]) -> list[Clause]:
    """The clauses of one sentence in order; every mark is in exactly one of them."""
    generic = [i for i in range(len(marks)) if _is_generic(words, marks, i)]
    groups = _groups(words, marks)
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
    clauses = [part for clause in clauses for part in _split_by_verb(words, marks, clause)]
    for clause in clauses:
        clause.marks = [m for m in marks if clause.start <= m.token.start < clause.end]
    return _with_generic(words, marks, clauses, generic)


def _groups(words: str, marks: Sequence[Mark]) -> list[Group]:
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
    gap = _without(words, group.end, marks[index].token.start, between)
    if _range(words, group, gap):
        return not any(m.negated or m.hedged for m in between)
    return _LIST_GAP.fullmatch(gap) is not None and not any(m.token.kind == cues.EXTENSION for m in between)


def _without(words: str, start: int, end: int, between: Sequence[Mark]) -> str:
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
    for word in ("right ", "left ", "rt ", "lt ", "r ", "l "):
        gap = gap.replace(word, "")
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


def _start_of(words: str, marks: Sequence[Mark], before: Group | None, group: Group, floor: int) -> tuple[int, str]:
    """Where the clause of a group begins, and how it hangs on the clause before."""
    if before is None:
        strong = [m.end() for m in _STRONG.finditer(words, 0, group.start)]
        return (strong[-1] if strong else 0), ""
    between = [m for m in marks if before.end <= m.token.start < group.start]
    gap = words[before.end : group.start]
    exception = next((m for m in between if m.token.kind == cues.EXCEPTION), None)
    if exception:
        return exception.token.start, "exception"
    # "CFV - normal, FV - thrombus": the mark behind a name belongs to the name.
    own = _OWN_MARK.match(gap)
    strong = [before.end + m.start() for m in _STRONG.finditer(gap, own.end() if own else 0)]
    extension = next(
        (
            m
            for m in between
            if m.token.kind in (cues.EXTENSION, cues.SPARED) and m.token.start >= (strong[-1] if strong else 0)
        ),
        None,
    )
    if extension and _leads_to(words, extension, group):
        return max(_with_lead(words, between, extension), before.end), "extension"
    if not strong and _INTO.fullmatch(_without(words, before.end, group.start, between)):
        return before.end, "extension"
    if (
        not strong
        and _FROM_ONLY.search(gap)
        and any(m.token.kind in _PREDICATES for m in between)
        and not _names_more(between, gap)
    ):
        return before.end + (_FROM_ONLY.search(gap) or re.match("", gap)).start(), "restriction"  # type: ignore[union-attr]
    if strong:
        return max(strong[-1], floor), ""
    weak = [before.end + m.start() for m in _WEAK.finditer(gap)]
    if weak:
        return weak[-1], ""
    ends = [m.token.end for m in between if m.token.kind in _PREDICATES]
    return (ends[-1] if ends and not _noun_before(words, between, group) else before.end), ""


def _names_more(between: Sequence[Mark], gap: str) -> bool:
    """A second statement begins before the preposition ("X clear, thrombus in Y")."""
    return bool(_WEAK.search(gap)) or any(m.token.kind in (cues.THROMBUS, cues.NEGATION) for m in between)


def _noun_before(words: str, between: Sequence[Mark], group: Group) -> bool:
    last = [m for m in between if m.token.kind in _PREDICATES][-1]
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


def _split_by_verb(words: str, marks: Sequence[Mark], clause: Clause) -> list[Clause]:
    """ "No thrombus in X and the Y is thrombosed": the last name of the list belongs to the verb behind it."""
    group = clause.group
    if group is None or len(group.names) < 2 or not _VERB_AFTER.match(words, group.end):
        return [clause]
    ahead = [m for m in marks if clause.start <= m.token.start < group.start and m.token.kind in _PREDICATES]
    behind = [m for m in marks if group.end <= m.token.start < clause.end and m.token.kind in _PREDICATES]
    inside = [m.token for m in marks[group.first : group.last + 1] if m.token.kind == cues.VEIN]
    if not ahead or not behind or len(inside) < 2:
        return [clause]
    gap = words[inside[-2].end : inside[-1].start]
    join = re.search(r",|\band\b", gap)
    if not join or re.search(r"\bor\b", gap):
        return [clause]
    cut = inside[-2].end + join.start()
    kept = [name for name in group.names if name.text != inside[-1].value or name is not group.names[-1]]
    first = Group(kept, group.first, group.last - 1, group.start, inside[-2].end)
    second = Group([group.names[-1]], group.last, group.last, inside[-1].start, inside[-1].end)
    return [Clause(clause.start, cut, first, clause.link), Clause(cut, clause.end, second)]


def _is_generic(words: str, marks: Sequence[Mark], index: int) -> bool:
    """A "DVT" that no named vein stands with, before or behind."""
    token = marks[index].token
    if (
        token.kind == cues.THROMBUS
        and token.value == "thrombus"
        and marks[index].negated
        and _IN_A_LEG.match(words, token.end)
    ):
        return True
    if token.kind != cues.THROMBUS or token.value != _GENERIC_NOUN:
        return False
    for other in reversed(marks[max(0, index - 4) : index]):
        gap = words[other.token.end : token.start]
        if len(gap) > 25 or re.search(r"[;:.,]", gap):
            break
        if other.token.kind == cues.VEIN:
            return not re.fullmatch(r"\s?(?:\w{1,14}\s){0,3}", gap) or bool(
                re.search(r"\b(?:no|with|without|is|are)\b", gap)
            )
        if other.token.kind not in (cues.AGE, cues.OCCLUSION, cues.PART, cues.SIDE, cues.NEGATION):
            break
    position = token.end
    for other in marks[index + 1 : index + 7]:
        gap = words[position : other.token.start]
        if not _LINK_FORWARD.fullmatch(gap):
            return True
        if other.token.kind == cues.VEIN:
            return other.token.veins == ("leg_deep_unspecified",)
        if other.token.kind == cues.SIDE and _LEG_WORD.match(words, other.token.end):
            return True
        if other.token.kind not in (
            cues.SIDE,
            cues.PART,
            cues.AGE,
            cues.OCCLUSION,
            cues.EXTENSION,
            cues.NOT_SEEN,
            cues.PERSISTS,
        ):
            return True
        position = other.token.end
    return True


def _with_generic(words: str, marks: Sequence[Mark], clauses: list[Clause], generic: Sequence[int]) -> list[Clause]:
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


_OF_ITS_OWN = frozenset(
    (cues.COMPRESSION, cues.CLEAR, cues.UNSEEN, cues.SCARRED, cues.NO_THROMBUS, cues.SPARED, cues.BLANKET)
)


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
