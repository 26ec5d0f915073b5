"""Which leg a sentence speaks of: its own words, its heading, the title of the examination, or the only leg named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.narrative import cues, veins
from service.narrative.clause import Clause, Group
from service.narrative.findings import LEFT, RIGHT, UNSTATED
from service.narrative.headings import COMPARISON, INDICATION, TITLE
from service.narrative.scope import Mark
from service.narrative.sentences import Sentence

Sides = tuple[str, ...]
BOTH: Sides = (LEFT, RIGHT)
BY_DEFAULT_BOTH: Sides = (LEFT, RIGHT, "")
"""Both legs, though the sentence names neither."""
_VALUES: dict[str, Sides] = {"left": (LEFT,), "right": (RIGHT,), "both": BOTH}
_EXAM = re.compile(
    r"^(?:leg|limb|side|laterality|extremity|exam\sside|(?:examined|study|affected|index|scanned)\s(?:leg|side|limb))s?(?:\s\w{1,10})?\s?:|\b(?:duplex|doppler|ultra\w{1,9}|us|uss|scan|study|exam\w{0,7}|sonogra\w{1,3}|pocus|venous|veins?)\b"
)
_LEADING = re.compile(r"\s?(?:on|in|at|for|of)?\s?(?:the\s)?$")
_SIDE_WORD = re.compile(r"\b(?:(right|rt|r|rle)|(left|lt|l|lle)|(both|either|bilateral))\b")
_ANSWERS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION, cues.CLEAR, cues.NO_THROMBUS, cues.BLANKET))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with its marks and clauses."""

    sentence: Sentence
    words: str
    """Corrected words with advice and measured landmarks blanked."""
    marks: Sequence[Mark]
    clauses: Sequence[Clause]
    legs: Sides = ()
    """All legs named in the sentence as written, advice included."""


@dataclass(slots=True)
class SideContext:
    """What is known of the leg before a sentence is read."""

    title: Sides = ()
    only: Sides = ()
    named: frozenset[str] = frozenset()
    heading: Sides = ()
    last: Sides = field(default=())
    section: str = ""

    def default(self) -> Sides:
        """Heading, else title, else the only leg named, else the last one; empty when nothing tells."""
        sides = self.heading or self.title or self.only or self.last
        return BY_DEFAULT_BOTH if sides == BOTH else sides

    def enter(self, parsed: Parsed) -> None:
        """Take over the heading of a sentence: "RIGHT LEG:", "On the left, ..."."""
        if parsed.sentence.section != self.section:
            self.section, self.heading, self.last = parsed.sentence.section, (), ()
        heading = heading_sides(parsed)
        if heading:
            self.heading = heading


def of_marks(marks: Iterable[Mark]) -> Sides:
    """All legs named by the marks."""
    found = {side for m in marks if m.token.kind == cues.SIDE for side in _VALUES.get(m.token.value, ())}
    return tuple(sorted(found))


def of_text(text: str) -> Sides:
    """All legs named in a few words."""
    found: set[str] = set()
    for match in _SIDE_WORD.finditer(text):
        found |= set(BOTH) if match.group(3) else {RIGHT} if match.group(1) else {LEFT}
    return tuple(sorted(found))


def report_sides(parsed: Sequence[Parsed], past: Sequence[bool]) -> SideContext:
    """The sides that title and the whole report give; ``past[i]`` tells that sentence i is about the past."""
    context = SideContext()
    for index, each in enumerate(parsed):
        sides = each.legs if not each.words.strip() or each.sentence.section == TITLE else of_marks(each.marks)
        if sides and not context.title and _is_title(each, index):
            context.title = sides
    current = {
        side
        for each, was in zip(parsed, past, strict=True)
        if not was and each.sentence.section not in (INDICATION, COMPARISON)
        for side in of_marks(each.marks) + _blanket_sides(each)
    }
    asked = {side for each, was in zip(parsed, past, strict=True) if not was for side in of_marks(each.marks)}
    everywhere = {side for each in parsed for side in each.legs}
    for found in (current, asked, everywhere):
        if len(found) == 1:
            context.only = tuple(found)
            break
        if found:
            break
    context.named = frozenset(current or everywhere)
    return context


def _blanket_sides(parsed: Parsed) -> Sides:
    return tuple(
        side
        for m in parsed.marks
        if m.token.kind == cues.BLANKET
        for side in of_text(parsed.words[m.token.start : m.token.end])
    )


def _is_title(parsed: Parsed, index: int) -> bool:
    if parsed.sentence.section == TITLE:
        return True
    if index > 2 or parsed.sentence.section == INDICATION or not _EXAM.search(parsed.sentence.words):
        return False
    return not any(m.token.kind in _ANSWERS for m in parsed.marks) or _has_exam_heading(parsed)


def _has_exam_heading(parsed: Parsed) -> bool:
    head, colon, _ = parsed.words.partition(":")
    return (
        bool(colon)
        and bool(_EXAM.search(head))
        and not any(m.token.kind in _ANSWERS and m.token.start < len(head) for m in parsed.marks)
    )


def heading_sides(parsed: Parsed) -> Sides:
    """The leg that a sentence announces for those behind it."""
    marks = parsed.marks
    first_side = next((m for m in marks if m.token.kind == cues.SIDE), None)
    if first_side is None:
        return ()
    colon = re.search(r":|\s-\s", parsed.words)
    if colon:
        ahead = [m for m in marks if m.token.start < colon.start()]
        if of_marks(ahead) and not any(m.token.kind in (cues.BLANKET, cues.HISTORY) for m in ahead):
            named = [
                m
                for m in ahead
                if m.token.kind == cues.VEIN
                and m.token.veins != ("leg_deep_unspecified",)
                and m.token.veins != ("calf_unspecified",)
            ]
            if not named and not any(
                m.token.kind in (cues.THROMBUS, cues.THROMBOSED) and m.token.value != "dvt" for m in ahead
            ):
                return of_marks(ahead)
    if _LEADING.fullmatch(parsed.words[: first_side.token.start]) and parsed.words[
        first_side.token.end : first_side.token.end + 1
    ] in (",", ":"):
        return of_marks([first_side])
    if (
        not any(m.token.kind in _ANSWERS or m.token.kind == cues.UNSEEN for m in marks)
        and len(parsed.words.split()) <= 8
    ):
        named = [m for m in marks if m.token.kind == cues.VEIN and m.token.veins != ("leg_deep_unspecified",)]
        return of_marks(marks) if not named else ()
    return ()


def sides_of_group(
    parsed: Parsed, clause: Clause, context: SideContext, carried: Sides
) -> list[tuple[tuple[str, ...], Sides]]:
    """(veins, legs) for each name of the clause's group."""
    group = clause.group
    if group is None:
        return []
    given: list[Sides] = []
    previous: Sides = ()
    for name in group.names:
        own = _own(name.side, name.veins, context, parsed, several=len(group.names) > 1)
        previous = own or previous
        given.append(previous)
    around = () if all(given) else _around(parsed, clause, group, context, carried)
    return [(name.veins, sides or around) for name, sides in zip(group.names, given, strict=True)]


def _own(value: str, named: tuple[str, ...], context: SideContext, parsed: Parsed, *, several: bool = False) -> Sides:
    """``several``: "both the femoral vein and the profunda" counts veins and not legs."""
    if value == "pair":
        default = context.default() or of_marks(parsed.marks)
        if (several or set(named) <= veins.PAIRED) and len(default) == 1:
            return default
        return BOTH
    if value == "other":
        return opposite_of(context)
    return _VALUES.get(value, ())


def opposite_of(context: SideContext) -> Sides:
    """The leg that the report is not about; none when that cannot be told."""
    return _opposite(context.title or context.heading or context.only)


def _opposite(sides: Sides) -> Sides:
    return (RIGHT,) if sides == (LEFT,) else (LEFT,) if sides == (RIGHT,) else ()


def _around(parsed: Parsed, clause: Clause, group: Group, context: SideContext, carried: Sides) -> Sides:
    behind = [
        m for m in clause.marks if m.token.kind == cues.SIDE and m.token.start >= group.end and m.token.value in _VALUES
    ]
    ahead = [
        m for m in clause.marks if m.token.kind == cues.SIDE and m.token.end <= group.start and m.token.value in _VALUES
    ]
    if behind and parsed.words[behind[0].token.start : behind[0].token.end] == "both limbs":
        # Of a paired vein in the report of one leg these are its limbs.
        default = context.default()
        if len(default) == 1 and all(set(name.veins) <= veins.PAIRED for name in group.names):
            return default
    for found in (ahead[-1:], behind[:1]):
        if found:
            return of_marks(found)
    if carried:
        return carried
    in_sentence = of_marks(parsed.marks)
    if len(in_sentence) == 1:
        return in_sentence
    return context.default()


def spread(sides: Sides, thrombus: str, vein: str) -> Sides:
    """The legs that a statement counts for.

    A title naming both legs spreads what is absent over both; what is present stays unassigned rather than doubled.
    """
    if vein == "inferior_vena_cava" or not sides:
        return (UNSTATED,)
    if sides == BY_DEFAULT_BOTH:
        return BOTH if thrombus == "absent" else (UNSTATED,)
    return sides
