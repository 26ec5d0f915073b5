"""One limb of a double vein told without its vein, and a thrombosis told with the scan that did not show it yet."""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.lexer import lex

_TWO = re.compile(
    r"\b(?:two|double|doubled|duplicat\w+|duplex|paired?|twin|bifid|split\w*|forked|dual)\b[^;.]{0,40}\b(?:veins?|fv|sfv|pop\w{0,6}|femorals?|ptv|peroneals?)\b|\b(?:fv|sfv|pop\w{0,6}|femoral|veins?|tibials?|peroneals?)\s(?:\w{1,8}\s){0,3}?(?:duplicated|double|doubled|bifid|paired|split|duplication)\b|\b(?:limb|moiety|channel)\sof\sthe\b|\bduplication\sof\b|\btwo\s(?:channels|limbs|moieties)\b"
)
_LIMB = re.compile(
    r"^(?P<and>(?:and|but|while|whereas)\s)?(?P<det>(?:the|its)\s)?(?P<one>inner|outer|medial|lateral|deeper|deep|shallower|superficial|larger|smaller|bigger|anterior|posterior|dominant|main|second|first|other|accessory|left-hand|right-hand|one|a|b|i|ii|1|2)\s?"
    r"(?:limb|moiety|channel|lumen|branch|duplicate|component|trunk|twin|of\s(?:the\s)?(?:two|pair)|vessel)\b(?!\sof\sthe)(?=\s?[:=-]|\s(?!of\b))"
)
_OTHER = re.compile(
    r"^(?:and\s|but\s)?the\s(?:other|second|remaining)(?:\sone)?(?=\s(?:is|was|compress\w*|contains?|shows?|remains?|appears?|patent|clear|normal|thrombosed|occluded)\b|\s?[:=])"
)
_BOTH = re.compile(r"^both\s(?:limbs|moieties|channels|lumina|trunks|branches)\b(?=\s(?!of\b)|\s?[:=])")
_EARLIER = r"(?:scan|study|examination|exam|ultrasound|us|uss|duplex|doppler|imaging|venogram|report)"
_CLEAR = r"(?:negative|normal|clear|unremarkable|-ve|neg)"
_NEW_SINCE = re.compile(
    rf",?\s(?P<lead>\(?(?:this\sis\s|which\sis\s|is\s)?)new\s(?:since|from|compared\s(?:to|with)|as\scompared\s(?:to|with)|relative\sto|vs\.?|versus|when\scompared\s(?:to|with))\s(?:(?:the|a|an|his|her|their|our|last|previous|prior|earlier|initial|recent)\s){{0,3}}"
    rf"(?P<told>[^;.:()]{{0,50}}?\b{_EARLIER}\b[^;.:()]{{0,50}}?)(?P<end>\)?)(?=\s?(?:[.;:]|$|,\s(?!which\b|that\b)))"
)
_WAS_CLEAR = re.compile(
    rf"[,;]\s(?:and\s|but\s|while\s)?(?:the\s|a\s|his\s|her\s)?(?:(?:previous|prior|last|earlier|initial|first|preceding)\s(?:\w{{3,12}}\s)?{_EARLIER}|{_EARLIER}\s[^;.:,]{{0,24}}\b(?:ago|earlier|before|last\s\w{{3,9}}|yesterday|on\s[^;.:,]{{2,16}}))\s?[^;.:,]{{0,30}}?\s(?:(?:was|had\sbeen)\s)?(?:entirely\s|completely\s)?{_CLEAR}(?=\s?(?:[.;]|$))"
)
_NOT_THERE = re.compile(
    rf"(?P<noun>\b(?:dvt|thrombus|thrombosis|clot)\b[^;:.]{{0,40}}?),?\s(?:which\s|that\s)?(?:(?:was|were)\s)?(?:not\s(?:there|present|seen|visible)|absent)\s(?:(?:on|at|in)\s(?:the\s)?[^;.:,]{{0,30}}?{_EARLIER}[^;.:,]{{0,20}}|(?:a|one|two|three|four|five|six|seven|ten|\d{{1,2}})\s(?:days?|weeks?|months?)\s(?:ago|earlier|before)|last\s(?:week|month|time)|yesterday)(?=\s?(?:[.;]|$))"
)
_DENIED = re.compile(r"\b(?:no|not|never|without|nor|neither|none|if|whether|possible|query|exclude\w*|out)\b|\?")


def with_limbs_named(words: str, before: str) -> str:
    """ "Lateral limb: thrombus" behind "duplicated femoral vein": the lateral limb of the femoral vein."""
    if not before or not _TWO.search(before):
        return words
    match = _LIMB.match(words) or _OTHER.match(words) or _BOTH.match(words)
    if match is None:
        return words
    named = _veins(before)
    if len(named) != 1 or _veins(words[match.end() :].partition(",")[0]):
        return words
    if match.re is _BOTH:
        return f"the channels of the {named[0]}{words[match.end() :]}"
    one = match.groupdict().get("one") or "other"
    return f"the {one} limb of the {named[0]}{words[match.end() :]}"


def _veins(text: str) -> list[str]:
    """The names of the veins in a text, each once, sides left to what is said around."""
    found: dict[tuple[str, ...], str] = {}
    for token in lex(text[-300:]):
        if token.kind == cues.VEIN and token.veins and not token.veins[0].endswith("unspecified"):
            found.setdefault(token.veins, token.value)
    return list(found.values())


def with_new_plain(words: str) -> str:
    """ "X thrombosis, new since the negative scan ten days ago": new, and nothing denied."""
    if "new" in words:
        words = _NEW_SINCE.sub(lambda m: ", new since the last scan", words, count=4)
    if _DENIED.search(words.partition(",")[0]):
        return words
    words = _NOT_THERE.sub(lambda m: f"{m['noun']}, new since the last scan", words, count=2)
    if re.search(r"\b(?:dvt|thrombus|thrombosis|clot|thrombosed|occluded|non-?compressible)\b", words):
        words = _WAS_CLEAR.sub(", new since the last scan", words, count=2)
    return words
