"""Whether a statement was understood well enough to be taken at its word."""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.clause import Clause
from service.narrative.codes import UNCLEAR
from service.narrative.vocabulary import unknown_words, unsettling_words

_AFFIRMS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION))
_OTHER_STRUCTURE = re.compile(
    r"\b(?:nodes?|cysts?|h(?:a)?ematomas?|\w{0,6}aneurysms?|abscess\w{0,2}|arter(?:y|ies|ial)|bypass|collection|lesion|mass|fistula|muscle)\b"
)
"""What is thrombosed may be this, beside a vein that only tells where it lies."""
_LINK = re.compile(
    r"[:(]|\b(?:in|within|of|involving|at|into|from|throughout|along|affecting|occup\w{1,6}|fill\w{0,4}|to|on|inside|across|through|between|around|for|both|the|is|are|"
    r"extend\w{0,4}|contain\w{0,4}|surround\w{0,4}|up|down|near)\b"
)


def is_unsure(words: str, clause: Clause) -> bool:
    """The clause that affirms a thrombus holds something that could change its meaning and was not understood.

    Between thrombus and vein any unknown word counts; around them only one that could take back what is said, since
    the rest mostly describes.  Of a whole leg's thrombosis, which names no vein, any unknown word ahead counts.
    """
    if UNCLEAR in words:
        return True
    first, last = _span(clause)
    if clause.generic is not None:
        first = clause.start
    if unknown_words(_outside(words, clause, first, last)):
        return True
    if _OTHER_STRUCTURE.search(_outside(words, clause, clause.start, first)):
        return True
    if unsettling_words(_outside(words, clause, clause.start, first) + " " + _outside(words, clause, last, clause.end)):
        return True
    return _is_loose(words, clause) or _has_an_idle_denial(clause, last) or _says_both(clause)


def _span(clause: Clause) -> tuple[int, int]:
    """From the earlier to the later of the veins and what is affirmed of them."""
    affirmed = [m.token for m in clause.marks if m.token.kind in _AFFIRMS]
    if not affirmed or clause.group is None:
        return clause.start, affirmed[0].end if affirmed else clause.start
    nearest = min(affirmed, key=lambda token: abs(token.start - clause.group.end) if clause.group else 0)
    # The group of a second leg's clause stands before the clause.
    return max(clause.start, min(nearest.end, clause.group.end)), max(nearest.start, clause.group.start)


def _outside(words: str, clause: Clause, start: int, end: int) -> str:
    """The words of a stretch of a clause that no rule has read."""
    text, position = [], start
    for each in sorted(clause.marks, key=lambda mark: mark.token.start):
        if start <= each.token.start < end:
            text.append(words[position : max(position, each.token.start)])
            position = max(position, each.token.end)
    text.append(words[position : max(position, end)])
    return " ".join(text)


def _is_loose(words: str, clause: Clause) -> bool:
    """The thrombus stands before the vein, and nothing links the two: "NC, PTV"."""
    group = clause.group
    if group is None:
        return False
    ahead = [m for m in clause.marks if m.token.kind in _AFFIRMS and m.token.end <= group.start]
    behind = [m for m in clause.marks if m.token.kind in _AFFIRMS and m.token.start >= group.end]
    if not ahead or behind:
        return False
    if ahead[-1].token.kind == cues.THROMBUS and clause.start == 0:
        return False
    gap = words[ahead[-1].token.end : group.start]
    between = [m for m in clause.marks if ahead[-1].token.end <= m.token.start < group.start]
    if any(m.token.kind in (cues.EXTENSION, cues.PERSISTS) for m in between):
        return False
    return bool(re.search(r"[,;/|-]", gap)) and not _LINK.search(gap)


def _has_an_idle_denial(clause: Clause, said: int) -> bool:
    """A denial ahead of what is affirmed that found nothing to deny."""
    if any(m.negated for m in clause.marks) or clause.link == "exception":
        return False
    if any(m.token.kind in (cues.NOT_SEEN, cues.RESOLVED) for m in clause.marks):
        return True
    group = clause.group
    unseen = [m.token for m in clause.marks if m.token.kind == cues.UNSEEN]
    if group is not None and any(group.end <= token.start < said for token in unseen):
        return True
    return any(m.token.kind in (cues.NEGATION, cues.EXCEPTION) and m.token.start < said for m in clause.marks)


def _says_both(clause: Clause) -> bool:
    """A word for a clear vein, or of both legs where none is the vein's own, in the clause that affirms a thrombus."""
    if clause.link == "extension" or any(m.token.kind == cues.PART for m in clause.marks):
        return False
    sides = {m.token.value for m in clause.marks if m.token.kind == cues.SIDE and m.token.value in ("left", "right")}
    if len(sides) > 1 and clause.group is not None and not all(name.side for name in clause.group.names):
        return True
    return any(m.token.kind == cues.CLEAR and not m.negated for m in clause.marks)
