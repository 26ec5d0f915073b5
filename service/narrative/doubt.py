"""Whether a statement was understood well enough to be taken at its word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues
from service.narrative.clause import Clause
from service.narrative.codes import UNCLEAR
from service.narrative.denials import explained_from, is_harmless, is_taken_back
from service.narrative.scope import Mark
from service.narrative.vocabulary import unknown_words, unsettling_words

_AFFIRMS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION))
_OTHER_STRUCTURE = re.compile(
    r"\b(?:nodes?|cysts?|h(?:a)?ematomas?|\w{0,6}aneurysms?|abscess\w{0,2}|arter(?:y|ies|ial)|bypass|collection|lesion|mass|fistula|muscle)\b"
)
"""What is thrombosed may be this, beside a vein that only tells where it lies."""
_REVIEW = re.compile(
    r"\W*(?:follow-?\s?up|f/u|review|re-?assessment|surveillance|progress\sscan)(?:\s\w{1,12}){0,2}?\s(?:of|for)\b[^.;:]*[.]?$"
)
"""A sentence that says why the scan was made, without saying what it showed."""
_BESIDE = re.compile(
    r"\b(?:near|beside|alongside|(?:adjacent|next|close|proximal|distal|caudal|cephalad|cranial|deep|superficial|lateral|medial|anterior|posterior|parallel|opposite)\sto|"
    r"behind|before|towards?|short\sof|above|below|under|beneath|over|abut\w{0,4}|join(?:s|ing)?|meets?|where|leading\sto|drains?\s(?:in)?to|"
    r"draining\s(?:in)?to|empt(?:ies|ying)\sinto|feeds?|feeding|opposite|away\sfrom)\s"
    r"(?:(?:the|an?|its|left|right|both|paired|proximal|mid|distal|upper|lower|level|of|patent|adjacent|normal|clear)\s){0,4}$"
)
"""What stands right before the name of a vein that is a landmark."""
_COURSE = re.compile(
    r"\b(?:that|which)\s(?:joins?|meets?|feeds?|enters?|(?:drains?|empties|leads|runs)\s(?:in)?to)\s(?:(?:the|an?|left|right)\s){0,3}$"
)
_LINK = re.compile(
    r"[:(]|\b(?:in|within|of|involving|at|into|from|throughout|along|affecting|occup\w{1,6}|fill\w{0,4}|to|on|inside|across|through|between|around|for|both|the|is|are|"
    r"extend\w{0,4}|contain\w{0,4}|surround\w{0,4}|up|down|near)\b"
)


_STRUCTURE_AHEAD = re.compile(
    r"[;,]\s(?:\w{2,9}\s){0,2}?(?:the|an?|its)\s(?:cysts?|nodes?|skin|muscle|artery|h(?:a)?ematoma|collection|mass|lesion|fistula|graft|bursa|swelling)(?:\s\w{2,9}){0,3}\s$"
)
_ADJECTIVES_OF_A_VEIN = re.compile(
    r"(?:,|\s|/|-|\band\b|\b(?:inflamed|tender|swollen|thickened|thick-walled|dilated|distended|painful|hard|hardened|cord-?like|rigid|stiff|enlarged|firm|palpable|bulging|the|right|left|varicose|superficial)\b)+"
)
""" "Clotted, inflamed small saphenous vein"."""
_ONLY_A_SIDE = re.compile(r"\W*(?:(?:lt|rt|left|right|l|r)\b\.?\s?(?:leg|side|limb)?)?\W*")


def is_unsure(words: str, clause: Clause, marks: Sequence[Mark]) -> bool:
    """The clause that affirms a thrombus holds something that could change its meaning and was not understood.

    Between thrombus and vein any unknown word counts; around them only one that could take back what is said, since
    the rest mostly describes.  Of a whole leg's thrombosis, which names no vein, any unknown word ahead counts.
    """
    if UNCLEAR in words or _REVIEW.match(words) or is_taken_back(words, clause, marks):
        return True
    first, last = _span(clause)
    if clause.generic is not None:
        first = clause.start
    if unknown_words(_outside(words, clause, max(first, explained_from(words, clause)), last)):
        return True
    if _OTHER_STRUCTURE.search(_outside(words, clause, clause.start, first)):
        return True
    if unsettling_words(_outside(words, clause, clause.start, first) + " " + _outside(words, clause, last, clause.end)):
        return True
    if _is_beside(words, clause) or _is_of_another_structure(words, clause):
        return True
    return _is_loose(words, clause) or _has_an_idle_denial(words, clause, marks, last) or _says_both(words, clause)


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


def _is_beside(words: str, clause: Clause) -> bool:
    """The vein only tells where the thrombus lies: "clot ends where the vein joins the popliteal vein"."""
    group = clause.group
    ahead = [m.token for m in clause.marks if m.token.kind in _AFFIRMS and group and m.token.end <= group.start]
    if group is not None and not ahead and _COURSE.search(words[clause.start : group.start]):
        return True
    if group is None or not ahead or any(m.token.kind in _AFFIRMS and m.token.start >= group.end for m in clause.marks):
        return False
    return _BESIDE.search(words[ahead[-1].end : group.start]) is not None


def _is_of_another_structure(words: str, clause: Clause) -> bool:
    """ "The vein compresses, but the cyst beside it does not": what resists is no vein."""
    if clause.group is None:
        return False
    resists = [m.token.start for m in clause.marks if m.token.kind in _AFFIRMS and m.token.start >= clause.group.end]
    return bool(resists) and _STRUCTURE_AHEAD.search(words, clause.group.end, resists[-1]) is not None


def _is_loose(words: str, clause: Clause) -> bool:
    """The thrombus stands before the vein, and nothing links the two: "NC, PTV"."""
    group = clause.group
    if group is None:
        return False
    ahead = [m for m in clause.marks if m.token.kind in _AFFIRMS and m.token.end <= group.start]
    behind = [m for m in clause.marks if m.token.kind in _AFFIRMS and m.token.start >= group.end]
    if not ahead or behind:
        return False
    first = clause.start == 0 or (
        ahead[0].token.kind == cues.THROMBUS and _ONLY_A_SIDE.fullmatch(words[: clause.start]) is not None
    )
    if first and (ahead[-1].token.kind == cues.THROMBUS or ahead[-1].token.end - ahead[-1].token.start > 9):
        return False
    gap = words[ahead[-1].token.end : group.start]
    between = [m for m in clause.marks if ahead[-1].token.end <= m.token.start < group.start]
    if any(m.token.kind in (cues.EXTENSION, cues.PERSISTS) for m in between):
        return False
    return (
        bool(re.search(r"[,;/|-]", gap))
        and not _LINK.search(gap)
        and not (";" not in gap and re.search(r"[a-z]{5}", gap) and _ADJECTIVES_OF_A_VEIN.fullmatch(gap))
    )


def _has_an_idle_denial(words: str, clause: Clause, marks: Sequence[Mark], said: int) -> bool:
    """A denial ahead of what is affirmed that found nothing to deny."""
    if any(m.negated for m in clause.marks) or clause.link == "exception":
        return False
    if any(m.token.kind in (cues.NOT_SEEN, cues.RESOLVED) for m in clause.marks):
        return True
    group = clause.group
    unseen = [m.token for m in clause.marks if m.token.kind == cues.UNSEEN]
    if group is not None and any(group.end <= token.start < said for token in unseen):
        return True
    hinted = explained_from(words, clause)
    if any(
        m.token.kind == cues.NEGATION and hinted <= m.token.start < said and not is_harmless(words, m)
        for m in clause.marks
    ):
        return True
    if group is not None and any(m.token.kind in _AFFIRMS and m.token.end <= group.start for m in clause.marks):
        return False
    told = group is not None and re.match(
        r"\s?[,(]?\s?(?:thrombosed|occluded|clot|non-?compress\w{1,5}|nc\b|which|where|that|in\swhich|containing|with)\b",
        words[group.end :],
    )
    return not told and any(m.token.kind == cues.EXCEPTION and m.token.start < said for m in clause.marks)


def _says_both(words: str, clause: Clause) -> bool:
    """A word for a clear vein, or of both legs where none is the vein's own, in the clause that affirms a thrombus."""
    if clause.link == "extension" or any(m.token.kind == cues.PART for m in clause.marks):
        return False
    sides = {m.token.value for m in clause.marks if m.token.kind == cues.SIDE and m.token.value in ("left", "right")}
    if len(sides) > 1 and clause.group is not None and not clause.group.names[0].side:
        return True
    if any(m.token.kind == cues.CLEAR and not m.negated for m in clause.marks):
        return True
    return not sides and any(
        words.startswith("compresses", m.token.start) and m.token.value == "compressible" and not m.negated
        for m in clause.marks
    )
