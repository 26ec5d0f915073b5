"""Cutting a sentence into the words that carry meaning.

Every pattern is bounded (no nested open repeats), so that reading stays linear in the text.
"""

from __future__ import annotations

import functools
import re

from service.narrative import vein_names
from service.narrative.cues import SIDE, VEIN, Token
from service.narrative.words_certainty import CERTAINTIES
from service.narrative.words_lookalike import LOOKALIKES
from service.narrative.words_scope import PARTS, SCOPES
from service.narrative.words_thrombus import THROMBI
from service.narrative.words_vein import CLEAR_WORDS, COMPRESSIONS

_PATTERNS = (*LOOKALIKES, *THROMBI, *COMPRESSIONS, *CERTAINTIES, *SCOPES, *CLEAR_WORDS, *PARTS)
# Names of veins come before the words for parts, clear and so on, which they contain ("distal veins", "free").
_BEFORE_VEINS = len(LOOKALIKES) + len(THROMBI)

_SIDES = (
    r"(?P<side_both>bilateral(?:ly)?|both\s(?:(?:lower|sets|of|the|great|small|deep|leg)\s){0,3}(?:legs?|limbs?|sides?|extremit\w+|calves|groins?|thighs?|le\b)|"
    r"(?:either|each)\s(?:lower\s)?(?:leg|limb|side(?!\sof)|extremity|lower\slimb|calf)|right\s?(?:and|&|/|or|\+|,)\s?(?:the\s)?left|left\s?(?:and|&|/|or|\+|,)\s?(?:the\s)?right|right\sas\s(?:well\sas\s)?on\sthe\sleft|left\sas\s(?:well\sas\s)?on\sthe\sright|r\s?[&+/]\s?l\b(?!\w)|l\s?[&+/]\s?r\b(?!\w)|\bble\b|bilat\b)"
    r"|(?P<side_pair>\bboth\b(?!\sof\swhich)|\beach\b)"
    r"|(?P<side_right>\bright(?:-sided)?\b(?!\s(?:down|through|across|into|along|up\sto|back)\b)|\brt\b\.?|\brle\b|(?<![/\w.'+-])r\b(?![/'+&-]|\.\w|\s?/\s?\w)\.?|\(r\)|\br(?=\sleg)|\brl\sex\w+)"
    r"|(?P<side_left>(?<=on the )left(?=\sno\b)|(?<!has )(?<!have )(?<!had )(?<!been )(?<!lumen was )(?<!what is )(?<!\bis )\bleft(?:-sided)?\b(?!\s(?:un\w{4,12}ed\b|untreated|alone|behind|over|untouched|open\sby|no\b|in(?:side)?\s(?:it|them|the\slumen|its\slumen|their\slumens?)\b))|\blt\b\.?|\blle\b|(?<![/\w.'+-])l\b(?![/'+&-]|\.\w|\s?/\s?\w)\.?|\(l\))"
    r"|(?P<side_other>contra-?lateral|opposite|unaffected\sleg|asymptomatic\s(?:leg|side))"
)

# A word list that skips a word must not skip the name of a vein, which would be lost.
_NAME_WORD = (
    r"(?:femor|poplit|tibi|peron|fibul|iliac|saphen|profund|gastroc|sole|calf|[cspd]?fv\b|pop\b|popv|[ap]tv|[gsl]sv|ivc|[ce]iv|"
    r"right\b|left\b|both\b)"
)


def _compiled() -> re.Pattern[str]:
    first = [f"(?P<c{index}>{_bounded(pattern)})" for index, (_, _, pattern) in enumerate(_PATTERNS[:_BEFORE_VEINS])]
    first += [f"(?P<e{index}>{_bounded(pattern)})" for index, (pattern, _) in enumerate(vein_names.ELLIPSES)]
    first += [f"(?P<v{index}>{_bounded(pattern)})" for index, (pattern, _) in enumerate(vein_names.NAMES)]
    behind = [
        f"(?P<c{index}>{_bounded(pattern)})"
        for index, (_, _, pattern) in enumerate(_PATTERNS[_BEFORE_VEINS:], _BEFORE_VEINS)
    ]
    # One look behind for all of them: in the middle of a word none is tried.
    return re.compile(f"(?<![a-z])(?:{'|'.join(first)})|{_SIDES}|(?<![a-z])(?:{'|'.join(behind)})")


def _bounded(pattern: str) -> str:
    """No stretch of text is looked at from more than a word's length of starts, so that reading stays linear."""
    kept = pattern.replace(r"(?:\w+\s)", rf"(?:(?!{_NAME_WORD})\w+\s)")
    return kept.replace(r"\w+", r"\w{1,24}").replace(r"\w*", r"\w{0,24}")


@functools.cache
def _master() -> re.Pattern[str]:
    return _compiled()


def lex(words: str) -> tuple[Token, ...]:
    """The tokens of the words of one sentence, in order; what means nothing here is left out."""
    return tuple(_token(match) for match in _master().finditer(words))


def _token(match: re.Match[str]) -> Token:
    name = match.lastgroup or ""
    start, end = match.span()
    if name.startswith("side_"):
        return Token(SIDE, start, end, name.removeprefix("side_"))
    number = int(name[1:])
    if name[0] == "c":
        kind, value, _ = _PATTERNS[number]
        return Token(kind, start, end, value)
    if name[0] == "v":
        return Token(VEIN, start, end, match.group(), vein_names.NAMES[number][1])
    return Token(VEIN, start, end, match.group(), _of_list(match.group(), number))


def _of_list(text: str, number: int) -> tuple[str, ...]:
    adjectives = vein_names.ELLIPSES[number][1]
    found = (adjectives[word] for word in re.findall(r"[a-z]+", text) if word in adjectives)
    return tuple(dict.fromkeys(found))


_master()
