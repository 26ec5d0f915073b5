"""Roundabout turns of phrase ("no part of X compresses", "not so Y", "by no means free") said plainly.

Every rule replaces words by words; one that would touch anything but the name of a vein leaves the sentence alone.
"""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_TURNS = re.compile(
    r"\b(?:same|unlike|contrast|opposed|no|not|none|nowhere|neither|nor|so|likewise|similarly|absent|present|seen|found|visible|identified|demonstrated|means|far\sfrom|anything|which|as|shares?|"
    r"shows?|displays?|exhibits?|seat|site|location|below|above|beneath|beyond|to|that|one|yes|thrombosed|occluded|clotted|affected|involved|\w*compressible)\b"
)
"""A word of one of the turns."""
_NOT_SO = re.compile(
    r"(?P<lead>^|[,;]\s?(?:but\s)?|\bbut\s)not\sso\s(?:in\s|with\s|for\s)?(?P<vein>[^,;.:]{3,50})(?P<end>[.;,]|$)"
)
_SHARES = re.compile(
    r"\b(?:shares?|shows?|exhibits?|displays?|ha(?:s|ve))\s(?:this|that|the\ssame|these|an?\sidentical|identical|a\ssimilar|similar)\s(?:findings?|appearances?|picture|features?|state|fate|abnormality|changes?)\b"
)
_EXCEPT = re.compile(
    r"\b(?:no\s(?P<noun>dvts?|thromb(?:us|i|osis)|clots?)(?P<where>[^;:.]{0,70}?)|none\sof\s(?P<veins>[^;:.]{3,50}?)\s(?:contains?|shows?|has|holds?)\s(?:any\s)?(?:thromb(?:us|i|osis)|clots?)),?\s(?:other\sthan|except(?:ing)?(?:\sfor)?|apart\sfrom|save(?:\sfor)?|"
    r"aside\sfrom|with\sthe\s(?:sole\s|single\s|only\s)?exception\sof|but\sfor)\s(?:that\s)?(?:in\s|within\s|of\s|at\s)?(?P<vein>[^,;.:()]{3,60})(?=[.;,]|$)"
)
_BUT_NO_THROMBUS = re.compile(
    r",?\s(?:other\sthan|except(?:ing)?(?:\sfor)?|apart\sfrom|save(?:\sfor)?|aside\sfrom|bar(?:ring)?|but\sfor)\s(?:(?!thromb|clot)[\w-]{1,14}\s){0,4}?(?:varicos\w+(?:\sveins?)?|varices|reflux|incompetence|insufficiency|o?edema|cysts?|nodes?|collections?|haematomas?|hematomas?)\b(?!\s(?:[\w-]+\s){0,4}?(?:thromb|clot|occlu))"
)
"""What is excepted is no thrombosis: "no DVT apart from varicose veins"."""
_THE_VEIN_IS = re.compile(
    r"\bthe\s(?:only\s)?(?:thrombosed|occluded|clotted|non-?compressible|incompressible|affected|involved)\s(?:veins?|vessels?|channels?|segments?)\s(?:in\sthe\s(?P<side>left|right)?\s?(?:calf|leg|thigh)\s)?(?:is|are)\s(?=(?:one\sof\s)?the\b|left\b|right\b|a\b)"
)
_THAT_IN = re.compile(r"(?<=\s)(?:that|the\sone)\s(?=(?:in|within)\s(?:the|a|one|left|right|both)\b)")
_ASKED = re.compile(r"(?:dvts?|thromb\w{2,5}|clots?)(?:\s(?:present|seen|in))?\s?[?:]+\s?")
_ANSWER = re.compile(r"(?<=\w)\s?[-:=,]?\s?\b(?P<told>yes|no)\b(?=\s?(?:[,;.(]|$))")
_NEITHER_LEG = re.compile(
    r"\bneither\s(?P<leg>leg|limb|side|lower\slimb|lower\sextremity)\s(?:shows?|has|contains?|demonstrates?|reveals?)\s(?:any\s)?(?:evidence\sof\s|sign\sof\s)?"
)
_BESIDE = re.compile(
    r"\b(?:below|above|beneath|beyond|(?:proximal|distal|caudal|cephalad|caudad|cranial)\sto)\s(?:the\s|a\s)?(?P<state>thrombosed|occluded|clotted|non-?compressible|patent|compressible)\s(?P<vein>(?:left\s|right\s)?[^,;.:()]{3,30}?(?:\sveins?|fv|pop))\b,?\s?(?=(?:is|are|the|was)\b)"
)
_THROMBUS = re.compile(r"thromb|clot")
_ABSENT_IN = re.compile(
    r"(?:\s?[,;]|\s(?:and|but))\s(?:it\sis\s)?(?:absent|none|nil|not(?:\spresent|\sseen)?)\s(?:in|from|within)\s(?=(?:(?:the|either|both|left|right)\s){0,3}(?P<vein>[^,;.:]{3,60}))"
)
_SEEN_IN = re.compile(
    r"(?:\s?[,;]\s?(?:but\s|and\s)?|\sbut\s)(?:it\s)?(?:is\s)?(?:seen|present|found|visible|identified|demonstrated)\s(?:in|within)\s(?!(?:only\s|just\s)?(?:one|two|a\ssingle|a\ssecond|both|all|several|any|every|each|the)\s(?:\w{3,12}\s)?(?:planes?|views?|sections?|sweeps?|images?|frames?|cuts?|positions?|examinations?)\b|(?:transverse|longitudinal|sagittal|axial|cross|b-?mode|grey|gray|real)\b)"
)
_PRESENT_IN = re.compile(
    r"\b(?P<noun>thrombus|clots?|dvts?)\s?[:-]\s?(?:present|seen|found|yes,?)\s(?=(?:in|within)\s)"
)
_ONE_LEG = re.compile(
    r"\b(?P<side>right|left)\s(?:(?:but|and)\s)?(?:not|none)\s(?:in\s)?(?:the\s)?(?:left|right)\s(?=(?P<vein>[^,;.:()]{2,30}?(?:veins?|fv|pop)\b))"
)
_FAR_FROM = re.compile(
    r"\b(?:anything\sbut|(?:very\s)?far\sfrom|by\sno\smeans|in\sno\sway)\s(?:being\s)?(?P<good>clear|normal|patent|healthy|compressible|free(?:\s(?:of|from)\s(?:thrombus|clots?))?)\b"
)
_INTO_WHICH = re.compile(
    r",?\s(?:(?:into|with)\s)?which\s(?:(?:drains?|empties|joins?|opens?|feeds?|runs?|lies|communicates)\s(?P<rest>[^,;.:]{3,50}),|(?P<before>(?:the\s)?(?:(?:clotted|thrombosed)\s)?[^,;.:]{3,50}?)\s(?:drains?|empties|joins?),?)\s(?=(?:is|are|was|contains?|shows?|compress|does|has)\b)"
)
_AS_ON = re.compile(r"\s?[,(-]\s?as\s(?:on|in)\sthe\s(?:left|right)(?:\sside|\sleg)?\s?[,)-]")
_NEITHER_OF_TWO = re.compile(
    r"\bneither\s(?P<vein>[^,;.:()]{3,30}?)\s(?:(?P<has>contains?|shows?|ha(?:s|d)|holds?|harbou?rs?)\s(?:any\s)?|(?P<does>is|was|does)\s)(?![^.;]{0,80}\bnor\b)"
)
_SEAT = re.compile(
    r"\b(?:its|the)\s(?:seat|site|location)\s(?:is|being|was)\s(?:in\s)?(?=the\b|a\b|one\b|both\b|left\b|right\b)"
)
_SQUEEZES = r"(?:compress\w{0,5}|collapses?|flattens?|squash\w{0,4}|coapts?)"
_NO_PART = re.compile(
    rf"\bno\s(?:part|portion|segment|section)\sof\s(?P<vein>[^,;.:]{{3,50}}?)\s(?:(?:is|was|does|did|can\sbe|could\sbe)\s)?(?P<fails>fails?\sto\s|failed\sto\s)?{_SQUEEZES}\b"
)
_NOWHERE = re.compile(
    rf"\b(?:nowhere|at\sno\s(?:point|level|site|time))\s(?:along\sits\slength\s)?(?:does|did|could|can|is|was)\s(?P<vein>[^,;.:]{{3,50}}?)\s(?:be\s)?{_SQUEEZES}\b"
)
_UNLIKE = re.compile(
    r",?\s?\(?\b(?:unlike|in\scontrast\s(?:to|with)|as\sopposed\sto)\s(?!(?:that\s(?:on|of)\s)?the\s(?:left|right)\s?[,(]?\s?(?:which|where|side))[^,;.():]{3,45}[,)]\s?"
)
_NOT_THAT = re.compile(r",\s(?:and\s)?not\s(?:in\s|of\s)?(?P<vein>[^,;.:()]{3,40}),\s?")
_NOT_ONLY = re.compile(
    r"\bnot\s(?:only|just|merely|simply)\s(?P<first>[^;:.]{3,80}?),?\sbut\s(?:also\s)?(?:as\swell\s)?"
)
_SAME = re.compile(
    r"(?P<lead>^|[,;]\s?(?:and\s)?|\band\s)(?:exactly\s|much\s)?(?:the\s)?same\s(?:is\s(?:true|seen|found|the\scase|noted)|applies|goes|holds(?:\s(?:true|good))?|"
    r"(?:can|may|could|might)\sbe\ssaid|was\s(?:seen|found|noted)|findings?|appearances?|picture|(?:is\s)?(?:present\s)?)\s?(?:to|of|for|in|with|regarding)\s(?P<vein>[^;.:]{3,120}(?=[.;]|$)|[^,;.:]{3,70})"
)
ONLY_A_DENIAL = "¬"
"""Behind "likewise": only what was denied is repeated."""
_SO_IS = re.compile(
    r"(?P<lead>^|[,;]\s?(?:and\s)?|\band\s)(?:so\stoo(?:\s(?:is|are|does|do))?|so\s(?:is|are|does|do|has|have|was|were|can|could|did|will|would)|likewise(?:\s(?:for|in|with))?,?|similarly(?:\s(?:for|in|with))?,?)\s(?P<vein>[^,;.:]{3,50})(?=[;.,]|$)"
)
_NOR_IS = re.compile(
    r"(?P<lead>^|[,;]\s?(?:and\s)?|\band\s)(?:neither|nor)\s(?:is|are|does|do|has|have|was|were|can|could|did|will|would)\s(?P<vein>[^,;.:]{3,50})(?=[;.,]|$)"
)
_ABSENT_FIRST = re.compile(r"^(?:absent|none|not\s(?:present|seen))\s?:\s?(?=thromb|clot|dvt)")


ONLY = re.compile(
    r"\b(?:no\s(?:other\s)?(?:deep\s)?(?:veins?|vessels?|segments?)|nowhere|nothing|none(?:\sof\s(?:the|these|all)\s(?:deep\s)?veins)?)\s(?:but|save|except(?:ing)?|other\sthan|apart\sfrom)\s(?:for\s)?(?=(?:in\s)?(?:the|one|a|left|right)\b)"
)
_NO_COLOUR_ENTERS = re.compile(
    r"\b(?:no\s(?:colou?r|flow|blood)|(?:colou?r|flow|blood)\s(?:no\slonger|does\snot|did\snot|cannot|could\snot|never))\s(?:enters?|reach(?:es)?|fills?|pass(?:es)?|penetrates?|moves?|runs?)\s(?:through\s|into\s|in\s|within\s|along\s)?(?=(?:the|this|that|its?|left|right)\b)"
)


def plainly(words: str) -> str:
    """The words of a sentence with its roundabout turns said plainly."""
    if not _TURNS.search(words):
        return words
    words = _NO_COLOUR_ENTERS.sub("no flow in ", words)
    words = _denials(words)
    if _THROMBUS.search(words):
        words = _of_a_thrombus(words)
    words = _asides(words)
    words = _SEAT.sub("thrombus in ", _SHARES.sub("likewise", words))
    words = _NOT_SO.sub(_not_so, words)
    return _likewise(words)


def _denials(words: str) -> str:
    words = _NO_PART.sub(lambda m: f"{m['vein']} compresses" if m["fails"] else f"{m['vein']} does not compress", words)
    words = _NOWHERE.sub(r"\g<vein> does not compress", words)
    words = _BUT_NO_THROMBUS.sub("", words)
    words = _EXCEPT.sub(_except, _NEITHER_LEG.sub(r"both \g<leg>s: no ", words))
    words = _FAR_FROM.sub(_opposite, words)
    words = _NEITHER_OF_TWO.sub(_neither_of_two, words)
    return _NOT_ONLY.sub(r"\g<first> and ", words)


def _of_a_thrombus(words: str) -> str:
    words = _THE_VEIN_IS.sub(lambda match: f"thrombosed: {match['side'] or ''} ", words)
    words = _ABSENT_FIRST.sub("no ", _THAT_IN.sub("thrombus ", words))
    if _ASKED.match(words) and len(_ANSWER.findall(words)) > 1:
        words = _ANSWER.sub(lambda m: " thrombosed" if m["told"] == "yes" else " clear", _ASKED.sub("", words, count=1))
    words = _SEEN_IN.sub("; thrombus in ", words)
    return _ABSENT_IN.sub("; no thrombus in ", _PRESENT_IN.sub(r"\g<noun> ", words))


def _asides(words: str) -> str:
    """Without what is said of other veins by the way."""
    words = _ONE_LEG.sub(lambda m: f"{m['side']} " if is_a_vein(m["vein"]) else m.group(), _AS_ON.sub(" ", words))
    words = _beside(_INTO_WHICH.sub(_without_course, words))
    if "unlike" in words or "contrast" in words or "opposed" in words:
        words = _UNLIKE.sub(" ", words).strip()
    return _NOT_THAT.sub(lambda match: " " if is_a_vein(match["vein"]) else match.group(), words)


def _opposite(match: re.Match[str]) -> str:
    """ "By no means free of thrombus"."""
    if match["good"] == "compressible":
        return "not compressible"
    return "thrombosed" if match["good"].startswith("free") else "abnormal"


def _without_course(match: re.Match[str]) -> str:
    """ "The small saphenous vein, which empties into the popliteal vein, is thrombosed"."""
    told = match["rest"] or match["before"]
    return match.group() if match["rest"] and _THROMBUS.search(told) else " "


def _neither_of_two(match: re.Match[str]) -> str:
    """ "Neither common iliac vein contains thrombus": both do not."""
    if not is_a_vein(match["vein"]):
        return match.group()
    return f"both {match['vein']} contain no " if match["has"] else f"both {match['vein']} {match['does']} not "


def _beside(words: str) -> str:
    """ "The vein below the thrombosed femoral vein is clear": two statements."""
    match = _BESIDE.search(words)
    if match is None or not is_a_vein(match["vein"]):
        return words
    return f"{words[: match.start()]}{words[match.end() :].rstrip(' .')}; {match['vein']} {match['state']}"


def _except(match: re.Match[str]) -> str:
    """ "No thrombus except in the soleal vein": there is one in the soleal vein."""
    if not is_a_vein(match["vein"]):
        return match.group()
    where = match["where"] or (f" in {match['veins']}" if match["veins"] else "")
    return f"no other thrombus{where}; thrombus in {match['vein']}"


def _not_so(match: re.Match[str]) -> str:
    """ "Not so the popliteal vein, in which there is clot": what is said of it follows."""
    if not is_a_vein(match["vein"]):
        return match.group()
    lead = "; " if match["lead"] else ""
    return f"{lead}{match['vein']}{match['end'] if match['end'] == ',' else ' is not' + match['end']}"


def _likewise(words: str) -> str:
    """ "So is X", "nor is X": what was said before, of X too; "nor" repeats only a denial."""
    words = _NOR_IS.sub(
        lambda m: (
            f"{'; ' if m['lead'] else ''}{m['vein']} likewise {ONLY_A_DENIAL}" if is_a_vein(m["vein"]) else m.group()
        ),
        words,
    )
    for turn in (_SAME, _SO_IS):
        words = turn.sub(
            lambda match: (
                f"{'; ' if match['lead'] else ''}{match['vein']} likewise"
                if is_a_vein(match["vein"])
                else _first_likewise(match)
            ),
            words,
        )
    return words


def _first_likewise(match: re.Match[str]) -> str:
    """ "The same is true of X, which lies deep": of the vein before the comma."""
    listed, comma, rest = match["vein"].partition(",")
    if not comma or not is_a_vein(listed):
        return match.group()
    return f"{'; ' if match['lead'] else ''}{listed} likewise{comma}{rest}"
