"""Words that stand in for a vein ("the former", "the left one", "respectively") replaced by its name.

What is read behind it needs to know only plain clauses.  A turn that does not fit is left as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from service.narrative import cues, veins
from service.narrative.acquitting import without_what_is_dismissed
from service.narrative.asides import without_asides
from service.narrative.brief_turns import with_brief_turns
from service.narrative.clear_words import with_clear_words
from service.narrative.closing import with_plain_closing
from service.narrative.courses import with_plain_courses
from service.narrative.days_apart import with_today_apart
from service.narrative.denied_behind import with_denials_before
from service.narrative.devices import without_devices_removed
from service.narrative.ends import with_plain_ends
from service.narrative.failing import with_failing_compression
from service.narrative.feared import with_doubts_plain, without_what_was_feared
from service.narrative.fellows import with_fellows_named
from service.narrative.filling import with_plain_filling, with_plain_flow
from service.narrative.fronting import with_denials_in_place
from service.narrative.headlines import with_headlines_in_full
from service.narrative.layouts_told import with_plain_layout, with_stopped_veins
from service.narrative.lexer import lex
from service.narrative.limbs import with_limbs_named, with_new_plain
from service.narrative.particulars import with_particulars_plain
from service.narrative.places import with_plain_places, with_plain_sizes, with_subject_first
from service.narrative.plain_lists import with_plain_lists
from service.narrative.pointing import with_what_is_meant
from service.narrative.pressing import with_plain_pressure
from service.narrative.reaching import with_plain_reach
from service.narrative.regions import with_regions_as_veins
from service.narrative.search_outcomes import with_searches_ended
from service.narrative.searching import with_searches_denied, without_purposes
from service.narrative.sparing import with_plain_sparing
from service.narrative.squeezing import with_plain_verbs
from service.narrative.then_and_now import with_what_is_now
from service.narrative.turns import ONLY, plainly

LONGEST = 3_000
"""A longer sentence is not read, so that nothing in it need be written out."""

LONG = 1_500
"""Of a longer sentence only turns are written out: it is no everyday wording."""

_RESPECTIVELY = re.compile(r"\s?[,(]?\s?respectively\)?")
_LIST = re.compile(r"(?:\s|[,&/]|\b(?:and|the|veins?|right|left|both|also)\b)*")
_VERB = re.compile(
    r"\s?(?:veins?\s)?(?P<verb>(?:(?:is|are|was|were|appears?|appeared|remains?|measures?|measured|measuring|shows?|showed)\s)?)"
)
_SIZE_ALONE = re.compile(r"(?:about\s|approximately\s)?\d[\d.,x\s]*(?:cm|mm)(?:\s(?:in\s)?(?:length|long|diameter))?")
_PART = re.compile(r",\s?and\s|,\s|\sand\s|\s&\s")
_ORDINAL = re.compile(
    r"(?P<lead>[,;(]\s?(?:and\s|while\s|whereas\s|but\s|with\s)?)?\bthe\s(?P<which>former|latter)(?:\s(?:vein|vessel|one))?"
    r"(?=\s?(?:[,;:.)]|$|\s(?:is|are|was|were|does|do|did|has|contains?|shows?|compress\w{0,5}|being|remains?|appears?|there|no|nothing|one|thrombus|clot|not|fully|only|completely|"
    r"partially|which|with|could|cannot|can|fails?|measur\w{1,3}|thromb\w{1,5}|occlu\w{1,4}|clear|patent|normal|filled|holds|showed|and|as|but|also|clotted|blocked|healthy|open|fine|spared|free|squash\w{0,4}|flattens?|closes?|coapts?|packed|full)\b))"
)
_SIDE_VERB = (
    r"(?=(?:is|are|was|were|does|do|did|has|contains?|holds?|harbou?rs?|shows?|compress\w{0,5}|appears?|remains?|fails?|could|cannot|not|"
    r"thrombosed|occluded|clear|patent|normal|non-?compress\w{0,5})\b)"
)
_ON_THE_SIDE = re.compile(
    r"(?P<lead>[,;]\s?(?:and\s|but\s|while\s|whereas\s)?|\b(?:while|whereas|whilst|but|and)\s)on\sthe\s(?P<side>left|right)(?:\sside|\sleg)?,?\sit\s"
    + _SIDE_VERB
)
_THE_OTHER_SIDE = re.compile(
    r"(?P<lead>,?\s?\b(?:in\scontrast\s(?:to|with)|as\sopposed\sto|unlike|compared\s(?:to|with)|while|whereas|whilst|but)\s|[,;]\s)(?:(?:(?:that\s(?:on|of)\s)?the|its)\s)?(?P<side>left|right)"
    r"(?:\s(?:one|side|counterpart))?,?\s(?:which\s)?" + _SIDE_VERB
)


_STOCK_TURNS: tuple[tuple[Callable[..., str], bool], ...] = (
    (with_plain_layout, True),
    (without_what_is_dismissed, True),
    (with_searches_ended, False),
    (with_searches_denied, False),
    (with_plain_lists, False),
    (without_devices_removed, False),
    (with_what_is_now, False),
    (with_regions_as_veins, False),
    (with_plain_ends, True),
    (with_new_plain, False),
    (with_limbs_named, True),
    (with_failing_compression, False),
    (with_particulars_plain, True),
    (with_brief_turns, True),
    (with_headlines_in_full, True),
    (with_plain_sizes, False),
    (with_plain_places, False),
    (with_today_apart, False),
    (with_doubts_plain, False),
    (with_denials_before, False),
    (without_purposes, False),
    (without_what_was_feared, False),
    (with_plain_filling, True),
    (with_plain_flow, False),
    (with_stopped_veins, False),
    (with_plain_courses, True),
    (with_fellows_named, True),
    (with_plain_sparing, True),
    (with_plain_pressure, False),
    (with_plain_closing, True),
    (with_clear_words, False),
    (with_subject_first, False),
    (with_plain_reach, True),
)
"""The everyday families in the order they are written out, and whether each looks at the sentence before: what one
writes the next reads, so a family stands behind those whose stock words it needs."""


def reworded(words: str, before: str) -> str:
    """The words of a sentence with such turns written out; ``before`` are the words of the sentence before it."""
    if len(words) > LONGEST:
        return words
    if len(words) <= LONG:
        words = _in_stock_words(words, before)
    words = without_asides(with_plain_verbs(words), before)
    if "respectively" in words:
        words = _shared_out(words)
    if "the former" in words or "the latter" in words:
        words = _ORDINAL.sub(lambda match: _ordinal(match, words, before), words)
    if "left" in words or "right" in words:
        words = _with_the_other_leg(words)
    words = with_denials_in_place(ONLY.sub("only ", with_what_is_meant(words, before)), before)
    return plainly(words)


def _in_stock_words(words: str, before: str) -> str:
    """The words of a sentence with everyday families as stock words."""
    for turn, beside_what_came_before in _STOCK_TURNS:
        words = turn(words, before) if beside_what_came_before else turn(words)
    return words


def _names(text: str) -> list[tuple[int, int, str]]:
    """(start, end, name with its side) of the veins named in a text."""
    found, side = [], ""
    for token in lex(text):
        if token.kind == cues.SIDE:
            side = token.value if token.value in ("left", "right") else ""
        elif token.kind == cues.VEIN and token.veins:
            found.append((token.start, token.end, f"{side} {text[token.start : token.end]}".strip()))
    return found


def _specific(text: str) -> list[tuple[int, int, str]]:
    """Those names that do not stand for a whole region ("left calf: the peroneal and soleal veins")."""
    regions = {token.start for token in lex(text) if token.veins and set(token.veins) <= veins.COVERS.keys()}
    return [each for each in _names(text) if each[0] not in regions]


def _ordinal(match: re.Match[str], words: str, before: str) -> str:
    named = _specific(words[: match.start()]) or _specific(before)
    if len(named) != 2:
        return match.group()
    lead = "; " if match["lead"] and "(" not in match["lead"] else match["lead"] or ""
    return lead + named[0 if match["which"] == "former" else 1][2]


def _with_the_other_leg(words: str) -> str:
    """ "The right popliteal vein is clear, the left is not": the vein once more, of the other leg."""
    for turn in (_ON_THE_SIDE, _THE_OTHER_SIDE):
        match = turn.search(words)
        if match is None:
            continue
        tokens = lex(words[: match.start()])
        named = {token.veins for token in tokens if token.kind == cues.VEIN}
        sides = {token.value for token in tokens if token.kind == cues.SIDE}
        other = {"left": "right", "right": "left"}[match["side"]]
        if len(named) != 1 or not sides <= {other, "pair"} or re.search(r"[:;]", words[: match.start()]):
            continue
        name = next(words[t.start : t.end] for t in tokens if t.kind == cues.VEIN)
        words = f"{words[: match.start()]}; the {match['side']} {name} {words[match.end() :]}"
    return words


def _shared_out(words: str) -> str:
    """ "A and B are clear and thrombosed respectively" as "A is clear; B is thrombosed"."""
    match = _RESPECTIVELY.search(words)
    if match is None:
        return words
    told = words[: match.start()]
    named = _names(told)
    pair = re.search(r"\b(right|left)\s(?:and|&)\s(left|right)\s", told)
    if pair and len(named) == 1 and named[0][0] >= pair.end() - 1 and pair[1] != pair[2]:
        start, end, name = pair.start(), named[0][1], words[named[0][0] : named[0][1]]
        names = [f"{pair[1]} {name}", f"{pair[2]} {name}"]
    else:
        run = named[-1:]
        for one in reversed(named[:-1]):
            if not _LIST.fullmatch(told[one[1] : run[0][0]]):
                break
            run.insert(0, one)
        if len(run) < 2:
            return words
        start, end, names = run[0][0], run[-1][1], [name for _, _, name in run]
        start = _without_side(told, start)
    verb = _VERB.match(told, end)
    rest = told[verb.end() if verb else end :]
    parts = [part.strip() for part in _PART.split(rest) if part.strip()]
    if len(parts) != len(names):
        return words
    head, said = told[:start], verb["verb"] if verb else ""
    if all(_SIZE_ALONE.fullmatch(part) for part in parts[1:]) and not _SIZE_ALONE.fullmatch(parts[0]):
        size = re.search(r"\d", parts[0])
        said += parts[0][: size.start()] if size else ""
        parts[0] = parts[0][size.start() :] if size else parts[0]
    lead = head.rsplit(";", 1)[-1]
    clauses = [
        f"{lead if n else head}{name} {said}{part}" for n, (name, part) in enumerate(zip(names, parts, strict=True))
    ]
    return "; ".join(clauses) + words[match.end() :]


def _without_side(text: str, start: int) -> int:
    side = re.search(r"(?:\b(?:right|left)\s)$", text[:start])
    return side.start() if side else start
