"""What a thrombus leaves alone ("X was not reached", "clotted at the knee, clear above", "stays out of X"), and its part in one vein ("X component: 4 cm")."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_CUES = re.compile(
    r"\b(?:component|involvement|element|contribution|reached|entered|invaded|breached|touched|alone|untouched|peace|out\sof|clear\sof|away\sfrom|outside|getting|going|got|gotten|gone|(?:not|without|never)\s(?:\w{2,9}\s){0,2}(?:get|go|come|coming|passing|making|passed|progressed|spread|made|cross\w+|creeping|climbing)|(?:axis|axial|veins?|system)\s(?:[a-z]+\s){0,3}from)\b"
)
_PLACES = re.compile(
    r"\b(?:near|at|above|below|around|beyond|proximally|distally|upstream|downstream|elsewhere|higher|lower|further)\b"
)
_NOUN = r"(?:thromb(?:us|i|osis|oses)|clots?|dvts?)"
_DENIES = re.compile(r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot|negative|free)\b")
_COMPONENT = re.compile(
    r"(?P<vein>(?:the\s)?[^,;.:]{3,40}?)\s(?:component|involvement|element|contribution)\s?(?:[:,-]\s?|(?:is|was|measures?|measuring)\s)(?=(?:about\s|approx\w*\s|measur\w+\s|some\s|roughly\s)?\d)"
)
_PLACE = r"(?:(?:near|at|above|below|around|by|in|towards?|from|over|beyond)\s(?:the\s)?(?:(?:upper|lower|mid|middle|proximal|distal)\s)?(?:ankle|knee|groin|calf|thigh|third|half|end|part|hiatus|adductor\s\w{5,6}|mid-?calf|mid-?thigh|origin|junction|crease|this|that)(?:\sup(?:wards?)?|\sdown(?:wards?)?)?|higher(?:\sup)?|lower(?:\sdown)?|further\s(?:up|down)|above|below|beyond|proximally|distally|upstream|downstream|elsewhere|cranially|caudally|more\s(?:proximally|distally))"
_BAD = r"(?:thrombosed|clotted|blocked|occluded|non-?compressible|incompressible|(?:contains?|full\sof|holds?|filled\swith|shows?)\s(?:(?:fresh|acute|old|recent)\s)?(?:clot|thrombus))"
_GOOD = r"(?:open|clear|patent|free|normal|compressible|healthy|fine|clean|unobstructed|empty|unaffected|compresses)"
_BAD_THEN_GOOD = re.compile(
    rf"(?P<bad>\b{_BAD}\s{_PLACE}),?\s(?:(?:but|and|yet|while|though)\s)?(?:(?:it\s)?(?:is|remains|was)\s)?{_GOOD}\s{_PLACE}(?=\s?(?:[.;,]|$))"
)
_GOOD_THEN_BAD = re.compile(
    rf"\b(?:(?:is|remains|was)\s)?{_GOOD}\s{_PLACE},?\s(?:(?:but|and|yet|while|though|then)\s)?(?=(?:(?:it\s)?(?:is|was)\s)?{_BAD}\s(?:only\s)?{_PLACE}(?=\s?(?:[.;,]|$)))"
)
_NOT_REACHED = re.compile(
    r"(?P<lead>^|[;:,]\s(?:and\s|but\s)?|\band\s|\bbut\s|\bwith\s)(?P<vein>(?:the\s)?[^,;.:]{3,45}?)\s(?:(?:(?:has|have|had)\s(?:not|never)\s(?:yet\s|so\sfar\s)?been|(?:is|are|was|were)\s(?:not|never)(?:\syet)?|not(?:\syet|\sbeen)?)\s(?:reached|entered|invaded|breached|touched)|(?:(?:has|have)\sbeen|is|are|was|were)\s(?:left\s|let\s)(?:alone|untouched|in\speace))(?:\sby\s(?:any\s|the\s|this\s)?(?:clot|thrombus|thrombosis|it))?(?=\s?(?:[.,;)]|$)|\s(?:and|but)\b)"
)
_STAYS_OUT = re.compile(
    r"\b(?:(?:stays?|keeps?|remains?|stayed|kept|remained|lies|is)\s(?:well\s|just\s)?(?:out\sof|clear\sof|away\sfrom|outside)|(?:has|have|had)\snot\s(?:yet\s)?(?:got|gotten|gone|come|made\sit|spread|passed|progressed)\s(?:as\sfar\sas|up\sto|into)|"
    r"(?:does|do|did)\snot\s(?:get|go|come|make\sit)\s(?:as\sfar\sas|up\sto|into)|(?P<ing>(?:and\s)?(?:not|without|never)\s(?:getting|going|coming|passing|making\sit|crossing|creeping|climbing)\s(?:as\sfar\sas|up\sto|into|up\sinto)))\s(?=(?P<vein>[^,;:.]{3,45}?)(?:[,;:.]|$|\s(?:and|but)\b))"
)
_ALL_THE_WAY = re.compile(
    r"\b(?:deep\s)?(?:axis|(?<=deep\s)system|axial\s(?:veins?|system)|venous\saxis|veins?|venous\ssystem)\s(?:all\sthe\sway\s|right\s|the\swhole\sway\s)?(?:through\s)?(?=from\s(?:the\s)?(?:(?:left|right)\s)?[^,;:.]{2,30}\s(?:down\s|up\s|right\s|through\s)?to\b)"
)
_HAS_COMPONENT = re.compile(r"\b(?:component|involvement|element|contribution)\b")
_IS_LEFT = re.compile(r"\b(?:reached|entered|invaded|breached|touched|alone|untouched|peace)\b")
_MOST = 6
"""More of one turn in a sentence are left as they are written."""


def with_plain_sparing(words: str, before: str) -> str:
    """The words of a sentence with such turns written out; ``before`` are those of the sentence before it."""
    if _PLACES.search(words) and ("," in words or " but " in words or " and " in words):
        words = _GOOD_THEN_BAD.sub("", _BAD_THEN_GOOD.sub(r"\g<bad>", words))
    if not _CUES.search(words):
        return words
    if _HAS_COMPONENT.search(words):
        words = _COMPONENT.sub(lambda match: _component(match, before), words, count=_MOST)
    if re.search(_NOUN, words) or re.search(_NOUN, before) or "clotted" in words or "thrombosed" in words + before:
        if _IS_LEFT.search(words):
            words = _NOT_REACHED.sub(_not_reached, words)
        words = _STAYS_OUT.sub(_stays_out, words, count=_MOST)
        words = _ALL_THE_WAY.sub("", words)
    return words


def _component(match: re.Match[str], before: str) -> str:
    """ "Peroneal component: 4 cm", of a thrombosis that was affirmed."""
    ahead = before + match.string[: match.start()]
    if not is_a_vein(match["vein"]) or not re.search(_NOUN, ahead) or _DENIES.search(ahead):
        return match.group()
    return f"{match['vein']} thrombus "


def _not_reached(match: re.Match[str]) -> str:
    if not is_a_vein(match["vein"]):
        return match.group()
    return f"{'; ' if match['lead'].strip() else ''}{match['vein']} is not involved"


def _stays_out(match: re.Match[str]) -> str:
    if not is_a_vein(match["vein"]):
        return match.group()
    return "; thrombus does not extend into " if match["ing"] else "does not extend into "
