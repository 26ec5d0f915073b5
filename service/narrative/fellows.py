"""Words that point at a vein or a thrombus named before: the same of the other leg ("its left counterpart"), "the same", "ditto X", "that one", "has it too"."""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.fronting import is_a_vein
from service.narrative.lexer import lex

_NOUN = r"(?:thromb(?:us|i|osis)|clots?|coagulum)"
_SPOKEN_OF = re.compile(r"thromb|clot|coagul")
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot|hardly|nowhere|free|clear|spared|absent|resolved|gone|negative|excluded|possible|if|might|may|would|question)\b"
)
_THAT_VEIN = re.compile(r"^(?:(?:and|but|today|now)\s)?(?:that|this|the\s(?:said|same))\s(?:vein|vessel|one)\b(?!\sof)")
_THERE = re.compile(
    rf"(?P<noun>\b(?:fresh\s|old\s|new\s|recent\s|some\s|a\s)*{_NOUN})\s(?:there|in\sthere|inside\sit|within\sit|in\s(?:that|this|the\ssame)\s(?:vein|one|vessel))\b"
)
_HAS_IT = re.compile(
    r"\b(?:now\s|also\s|too\s)?(?:has|have|shows?|contains?|holds?|carr(?:y|ies)|harbou?rs?|got|has\sgot)\s(?:it|some\sof\sit|the\ssame)(?:\s(?:now|too|also|as\swell|likewise|inside))?(?=\s?(?:[,;.]|$|and\b|but\b))|"
    r"\b(?:has|have|is|are)\s(?:now\s|also\s|since\s|meanwhile\s)?(?:been\s)?(?:drawn|caught|roped|dragged|pulled|sucked)\s(?:in|up)(?:\stoo|to\sit|\sas\swell|\salso)?\b|\b(?:has|have)\s(?:now\s|also\s|since\s)?(?:caught\sit|followed\ssuit|joined\sin)(?:\stoo|\salso)?\b"
)
_FIRST = re.compile(
    r"^(?P<lead>(?:the\s)?)(?P<one>inner|outer|medial|lateral|deeper|deep|shallower|superficial|larger|smaller|bigger|anterior|posterior|front|back|upper|lower|near|far|nearer|farther|first|second)\s(?:one|channel|limb|lumen|branch|of\s(?:the\s)?(?:two|pair|them)|twin|moiety)\b(?!\sof\sthe\b)"
)
_THE_SAME = re.compile(
    r"\b(?:follows?|followed)\ssuit\b|\b(?:does|do|did)\s(?:the\ssame|likewise|so\stoo|so\sas\swell|too|as\swell)(?=\s?(?:[.,;]|$))|\bbehaves?\s(?:likewise|(?:in\s)?(?:exactly\s)?the\ssame(?:\sway)?|similarly|alike)\b|\b(?:is|are)\sno\sdifferent(?=\s?(?:[.,;]|$))"
)
_DITTO = re.compile(
    r"(?P<lead>^|[,;:]\s(?:and\s)?|\band\s)ditto\s(?:for\s|in\s|with\s)?(?P<vein>[^,;:.]{2,50}?)(?=\s?(?:[.,;]|$))"
)
_FELLOW = r"(?:fellow|counterpart|namesake|twin|partner|mate|equivalent|opposite\snumber)s?"
_ITS_FELLOW = re.compile(
    rf"\b(?:its|their|the)\s(?:(?P<one>left|right)(?:[\s-](?:sided|hand|leg))?\s(?:{_FELLOW}\b|one\b(?=[^;:.,]{{3,60}}))|(?:{_FELLOW}|same\s(?:vein|vessel|segment)|corresponding\s(?:vein|vessel|segment))\s(?:on|of|in)\sthe\s(?P<two>left|right)(?:\s(?:side|leg))?\b|(?P<other>contralateral|other|opposite)\s(?:one|vein|fellow|counterpart|twin)\b)"
)
_OTHER_LEG = {"left": "right", "right": "left"}
_SAME = re.compile(
    r"(?P<lead>^|[;:,]\s(?:and\s)?|\band\s|\bbut\s)(?P<vein>(?:the\s)?[^,;.:]{2,45}?),?\s(?:(?:is|are|was|were|looks?|does)\s)?(?:much\s|just\s|exactly\s|quite\s)?(?:the\ssame|identical|no\sdifferent|ditto|idem)(?:\s(?:again|there|too|story|picture|thing))?(?=\s?(?:[;.,]|$))"
)
_IS_SAME = re.compile(r"\b(?:same|identical|different|idem)\b")
_TWO = re.compile(r"\b(?:two|double|duplicat\w+|paired?|twin|both|split\w*|bifid|forked|doubled)\b")
_NEAR = 300
_MOST = 6
"""More of one turn in a sentence are left as they are written."""


def with_fellows_named(words: str, before: str) -> str:
    """The words of a sentence with what it points back at, by name."""
    if any(cue in words for cue in (" suit", " too", "as well", "the same", "likewise", "behave", "different")):
        words = _THE_SAME.sub("likewise", words)
    if "ditto" in words:
        words = _DITTO.sub(_ditto, words)
    if _IS_SAME.search(words):
        words = _SAME.sub(_same, words, count=_MOST)
    words = _ITS_FELLOW.sub(lambda match: _fellow(match, before), words, count=_MOST)
    if not before:
        return words
    if words.startswith(("that ", "this ", "the ", "and ", "but ", "today ", "now ")):
        words = _THAT_VEIN.sub(lambda m: _vein(words, before) or m.group(), words)
        if _TWO.search(before):
            words = _FIRST.sub(lambda m: _limb(m, before), words)
    if "there" in words or "inside it" in words or "within it" in words or " in th" in words:
        words = _THERE.sub(lambda m: _there(m, before), words, count=_MOST)
    if _SPOKEN_OF.search(before) or _SPOKEN_OF.search(words):
        words = _HAS_IT.sub(lambda m: _has_it(m, before), words, count=_MOST)
    return words


def _named(text: str) -> list[str]:
    """The veins named in a text, each with its side."""
    found, side = [], ""
    for token in lex(text[-_NEAR:]):
        if token.kind == cues.SIDE:
            side = token.value if token.value in ("left", "right") else ""
        elif token.kind == cues.VEIN and token.veins:
            found.append(f"{side} {text[-_NEAR:][token.start : token.end]}".strip())
    return list(dict.fromkeys(found))


def _vein(words: str, before: str) -> str:
    """The vein meant by "that one": the last named; of several, only where a denial or a clear vein follows."""
    named = _named(before)
    if not named:
        return ""
    if len(named) > 1 and (re.search(_NOUN, words) or _DENIES.search(words)):
        return ""
    return f"the {named[-1]}"


def _limb(match: re.Match[str], before: str) -> str:
    """ "The popliteal vein is double. The inner one is clotted": one limb of that vein."""
    named = _named(before)
    return f"the {match['one']} limb of the {named[0]}" if len(named) == 1 else match.group()


def _there(match: re.Match[str], before: str) -> str:
    named = _named(before)
    ahead = match.string[: match.start()]
    if len(named) != 1 or any(t.kind in (cues.VEIN, cues.SIDE) for t in lex(ahead)):
        return match.group()
    return f"{match['noun']} in the {named[0]}"


def _has_it(match: re.Match[str], before: str) -> str:
    """ "The femoral vein now has it too": where a thrombus was affirmed and nothing denied."""
    ahead = match.string[: match.start()]
    told = ahead if re.search(_NOUN, ahead) else before
    if _DENIES.search(ahead) or _DENIES.search(told) or not re.search(_NOUN, told):
        return match.group()
    return "contains thrombus"


def _ditto(match: re.Match[str]) -> str:
    if not is_a_vein(match["vein"]):
        return match.group()
    return f"{'; ' if match['lead'] else ''}{match['vein']} likewise"


def _same(match: re.Match[str]) -> str:
    if is_a_vein(match["vein"]):
        return f"{'; ' if match['lead'].strip() else ''}{match['vein']} likewise"
    told, _, vein = match["vein"].rpartition(" and ")
    return f"{match['lead']}{told}; {vein} likewise" if told and is_a_vein(vein) else match.group()


def _fellow(match: re.Match[str], before: str) -> str:
    """ "Its left counterpart", "the contralateral one": the vein named last, of the other leg."""
    ahead = match.string[max(0, match.start() - _NEAR) : match.start()]
    if match["one"] and match.group().endswith("one") and match.start():
        return match.group()
    for text in (ahead, before[-_NEAR:]):
        tokens = lex(text)
        named = list(dict.fromkeys(t.value for t in tokens if t.kind == cues.VEIN and t.veins))
        if named:
            sides = {t.value for t in tokens if t.kind == cues.SIDE and t.value in _OTHER_LEG}
            side = match["one"] or match["two"] or (_OTHER_LEG[next(iter(sides))] if len(sides) == 1 else "")
            return f"the {side} {named[0]}" if side and len(named) == 1 and side not in sides else match.group()
    return match.group()
