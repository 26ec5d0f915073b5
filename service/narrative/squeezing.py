"""Verbs for what a vein does under the transducer ("gives way", "refuses to close") brought to "compress"."""

from __future__ import annotations

import re

_PROBE = r"(?:(?:the|a|my|light|gentle|firm|moderate|slight|manual)\s){0,2}(?:probe|transducer|pressure|compression|hand|finger)"
_HOW = (
    r"(?:\s?(?:[.,;:)(-]|$)|\s(?:again|and|but|along|throughout|over|wholly|fully|completely|entirely|readily|easily|normally|properly|perfectly|promptly|only|in\spart|"
    r"partly|partially|partway|incompletely|under|beneath|at\s(?:the|a|its)\s(?:\w{3,8}\s)?(?:press\w*|touch|pressure)|with(?!\s(?:thromb|clot|fresh|the\sthromb))|when|as\s(?:it|they|on|well|one)|at\sonce|at\severy|to\sthe\s(?:probe|transducer)|too|likewise|without|in\stheir|in\sits|together|"
    r"on\s(?:pressure|compression|being)|so\stoo|there|here|right|down\sto|from|how|after|before|like|in\sthe\ssame)\b)"
)
_NOT_NEAR = r"(?<!so )(?<!too )(?<!very )(?<!how )(?<!as )(?<!is )(?<!are )(?<!lie )(?<!lies )(?<!comes )(?<!in )(?<!a )(?<!run )(?<!runs )(?<!sits )"
_BASE = rf"(?:give(?=\s(?:under|beneath|to)\s{_PROBE})|{_NOT_NEAR}close(?={_HOW})|shut(?={_HOW})|give\sway(?!\sto\s(?:its|a|two|three|smaller)\b)|yield(?={_HOW}|\sto\s{_PROBE})|flatten(?:\sout)?|collapse(?={_HOW})|coapt|(?:vanish|disappear)(?=\s(?:under|on|with|when)\s{_PROBE}))"
_THIRD = rf"(?:closes(?={_HOW})|shuts(?={_HOW})|gives\sway(?!\sto\s(?:its|a|two|three|smaller)\b)|gave\sway(?!\sto\s(?:its|a)\b)|yield(?:s|ed)(?={_HOW}|\sto\s{_PROBE})|flattens(?:\sout)?|collapses(?={_HOW})|coapts|kiss(?:es)?(?=[^.;,]{{0,25}}\s(?:under|on|with)\s{_PROBE})|(?:vanish(?:es|ed)|disappear(?:s|ed))(?=\s(?:under|on|with|when)\s{_PROBE}))"
_PASSIVE = rf"(?:closed(?={_HOW})|shut(?={_HOW})|(?:squeezed|pressed|brought|pushed)\s(?:shut|flat|together)|(?:obliterated|effaced|emptied|closed|occluded)(?=\s(?:\w{{3,12}}\s)?(?:by|under|with|on)\s{_PROBE})|flattened|effaced|collapsed)"
_SQ = r"(?:compress(?:es|ed)?|collaps(?:e|es|ed)|coapt(?:s|ed)?)"
_PART = r"(?:(?:but|only|just|merely)\s)?(?:in\spart|partly|partially|incompletely|half-?way|part-?way|some\sof\sthe\sway)\b"
_LENGTH = r"(?:part|segment|stretch|portion|section|point|place|level|length|spot|vein)s?"

_VERBS = re.compile(
    r"\b(?:clos|shut|g[ia]ve|yield|flatten|vanish|disappear|kiss|efface|obliterat|emptied|resist|withst|def[iy]|oppos|offer|put|refus|declin|unwilling|reluctant|will|would|fail|lets?|allows?|"
    r"stays|remains|keep|prevent|stop|never|longer|part|partly|partially|partway|incompletely|collaps|brought|walls|squeezed|pressed|occluded|nowhere|no\s(?:point|level|time|site|place|part|stretch|segment))"
)
"""A word of one of the families."""
_WALLS = r"(?:meet(?!\swith\b)|touch|kiss|join|come\stogether|be\s(?:made|brought)\sto\s(?:meet|touch)|be\s(?:brought|pressed|pushed)\stogether|be\sapproximated)"
_WILL_NOT = r"(?:cannot|(?:could|can|would|will|do|did)\s(?:not|never)|never|refused?\sto|failed?\sto)"
_OF_WALLS = (
    (
        re.compile(rf"\b(?:the\s)?walls\sof\s(?P<vein>[^,;.:]{{3,60}}?)\s{_WILL_NOT}\s{_WALLS}\b"),
        r"\g<vein> does not compress",
    ),
    (re.compile(rf"\b(?:the|its|their|whose)\swalls\s{_WILL_NOT}\s{_WALLS}\b"), "it does not compress"),
    (
        re.compile(
            r"\b(?:the\s)?walls\sof\s(?P<vein>[^,;.:]{3,60}?)\s(?:(?:do|did|can|could)\s)?(?:me(?:e)?t(?!\swith\b)|touch(?:ed)?|kissed|c[oa]me\stogether)\b"
        ),
        r"\g<vein> compresses",
    ),
    (
        re.compile(r",?\s\band\s(?:meet|met|touch|touched)\sagain\s(?:all\s)?(?:along|in|at|within|throughout)\s"),
        "; compressible: ",
    ),
)
_CLOSED = re.compile(rf"\b(?:closed|yielded|collapsed|flattened)(?={_HOW})")
_NO_ACT = re.compile(
    r"\b(?:is|are|was|were|be|been|being|remain(?:s|ed)?|stay(?:s|ed)?|found|by|lumen|kept|half|the|an?|now|still|which)\s(?:\w{3,12}\s){0,2}$"
)
"""Behind these "closed" is a state: what shuts the vein may be a thrombus."""
_FAMILIES = (
    # What does not stand in the vein's way.
    (
        re.compile(rf",?\snor\s(?:resists?|withstands?|oppos(?:e|es)|def(?:y|ies))\s(?:to\s)?{_PROBE}"),
        " and compresses",
    ),
    (
        re.compile(
            rf"\b(?:(?:does|do|did)\snot|never)\s(?:resists?|withstands?|oppos(?:e|es)|def(?:y|ies))\s(?:to\s)?{_PROBE}|"
            rf"\b(?:offer|put|show|present)(?:s|ed|ing)?\s(?:up\s)?(?:{_PROBE}\sno\sresistance|no\sresistance(?:\sto\s{_PROBE})?)|"
            rf"\bcompression\s(?:is|was)?\s?(?:met|meets)\s(?:with\s)?(?:nothing\sthat\s\w{{3,12}}\sit|no\s(?:resistance|opposition|obstacle))"
        ),
        "compresses",
    ),
    (
        re.compile(
            rf"\b(?:resist(?:s|ed|ing)?|withst(?:ands?|ood)|oppos(?:es|ed)|def(?:ies|ied))\s(?:(?:every|any|all|each)\s(?:attempt|effort)s?\s(?:to\scompress|at\scompression)(?:\sit)?|(?:all\s|any\s)?{_PROBE})|"
            rf"\b(?:stay|remain)(?:s|ed)\s(?:wide\s)?open\s(?:under|on|with|despite|against)\s{_PROBE}|"
            rf"\b(?:ma[dk]es?|g[ia]ves?)\sno\s(?:answer|response|way)\sto\s{_PROBE}"
        ),
        "does not compress",
    ),
    (re.compile(r"\b(?:let(?:s|ting)?|allow(?:s|ed|ing)?)\s(?:itself|themselves)\s(?:to\s)?be\s(?=\w)"), "can be "),
    (re.compile(r"\bnot\s(?:let|allow)\s(?:itself|themselves)\s(?:to\s)?be\s(?=\w)"), "not be "),
    (re.compile(rf"(?<!un)\b{_THIRD}"), "compresses"),
    (
        re.compile(rf"\b(?P<be>be|been|being|is|are|was|were)\s(?P<how>(?:\w{{3,12}}ly\s)?){_PASSIVE}"),
        r"\g<be> \g<how>compressed",
    ),
    (
        re.compile(rf"\b(?:yielding(?={_HOW}|\sto\s{_PROBE})|giving\sway(?={_HOW})|(?:clos|collaps)ing(?={_HOW}))"),
        "compressing",
    ),
    (re.compile(rf"\b{_BASE}"), "compress"),
    (
        re.compile(
            rf"\b(?:(?:does|do|did)\snot|never)\s(?:once\s)?(?:fail(?:s|ed)?|refuse[sd]?|decline[sd]?)\sto\s(?:be\s)?{_SQ}\b"
        ),
        "compresses",
    ),
    (
        re.compile(
            rf"\b(?:refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|(?:is|are|was|were|proves|proved)\s(?:unwilling|reluctant))\sto\s(?:be\s)?{_SQ}\b|"
            rf"\b(?:will|would)\snot\s(?:be\s)?(?:compress(?:ed)?|collapse|coapt)\b|\b(?:never|no\slonger)\s{_SQ}\b|\b(?:cannot|could\snot|can\snot|is\snot)\s(?:by\s[^,;.]{{3,30}}\s)?(?:to\s)?be\s(?:made|got|brought|induced|coaxed)\sto\s(?:compress|collapse|coapt)\b|\b(?:is|was|are|were)\snot\sto\sbe\scompressed\b"
        ),
        "does not compress",
    ),
    (re.compile(r"\b(?:will|would|could|can)\snot(?=\s?(?:[.,;]|$))|\bcannot(?=\s?(?:[.,;]|$))"), "does not"),
    (
        re.compile(
            rf"\bwhich\s(?:ought\sto|should|is\s(?:meant|supposed)\sto)\s(?:be\s)?{_SQ},?\s(?:but\s)?(?:does|do|did|is)\snot\b(?!\s\w)"
        ),
        "does not compress",
    ),
    (
        re.compile(
            rf"\b(?:can\sbe\s|could\sbe\s|is\s|was\s|be\s)?(?:{_SQ}\s{_PART}|(?:only|but)\s(?:part(?:ly|ially))\scompressed)(?:\sto\s{_PROBE})?"
        ),
        "partially compressible",
    ),
    (
        re.compile(
            r"\bfrom\s(?:being\s)?(?:compressed|compressing|collapsing|coapting|clos(?:ed|ing)|flatten(?:ed|ing))\b"
        ),
        ", not compressible",
    ),
)
_NO_PRESSURE = re.compile(
    r"\bno\s(?:amount\sof\s|degree\sof\s)?(?:pressure|compression|force)\s(?:(?:would|could|can|will|did)\s)?(?:closes?|closed|shuts?|flattens?|flattened|compress(?:es)?|collapses?|effaces?)\s(?P<vein>[^,;.:]{3,50}?)(?=\s?(?:[,;.]|$))"
)
_HOWEVER_HARD = re.compile(
    r"\b(?:(?:however|no\smatter\show)\s(?:hard|much|firmly|long)|press(?:ed)?\s(?:as|ever))\b[^;.,]{0,40},\s(?P<vein>[^,;.:]{3,50}?)\s(?:stay|remain)(?:s|ed)\sopen\b"
)
_NEITHER = re.compile(
    rf"\bneither\s(?:of\s)?(?P<veins>[^;:.]{{3,100}}?\snor\s[^;:.,]{{3,60}}?)\s(?:(?:can|could)\sbe\s|is\s|was\s|were\s|did\s)?{_SQ}\b(?!\s(?:incompl|only))"
)
_UNDER_IT = re.compile(
    rf"(?P<told>\bcompress(?:ed|es)?(?:\s(?:fully|completely|readily|easily))?)\s(?:to|by|under|with)\s{_PROBE}\b"
)
_EVERYWHERE = re.compile(
    rf"\b(?:no|not\s(?:one|a|a\ssingle)|without\sa|nowhere\sa)\s(?:\w{{4,10}}\s)?{_LENGTH}\s(?:of\s(?P<vein>[^,;.:]{{3,50}}?)\s)?(?:(?:that|which|where|at\swhich)\s(?:it\s|they\s)?)?"
    rf"(?:(?:does|do|did)\snot\s|fails?\sto\s|failed\sto\s)(?:be\s)?{_SQ}\b"
)
_AT_NO_LEVEL = re.compile(
    rf"\b(?:nowhere|at\sno\s(?:point|level|site|time|place))(?:\sof\swhich)?\s(?:does|did|do|could|can|was|is)\s(?P<vein>[^,;.:]{{3,50}}?)\s(?P<fails>fail\sto\s|refuse\sto\s|decline\sto\s|not\s)?(?:be\s)?{_SQ}\b"
)
_NOWHERE_A = re.compile(
    rf"^nowhere\b(?P<where>[^;.:]{{0,140}}?)\b(?:a|any)\s{_LENGTH}\s(?:that|which)\s(?:(?:does|do|did)\snot|fails?\sto)\s(?:be\s)?{_SQ}\b"
)
_NEVER_BUT_FULL = re.compile(
    r"^neither\b(?P<where>[^;.]{0,160}?)\s(?:is|was|were|are)\s(?:the\s)?(?:compression|collapse|closure|coaptation)\s(?:anything\s(?:but|less\sthan|other\sthan)|less\sthan|short\sof)\s(?:complete|full|total|perfect)\b"
)


def with_plain_verbs(words: str) -> str:
    """The words of a sentence with every verb for closing under pressure as "compress"."""
    if not _VERBS.search(words):
        return words
    if "walls" in words:
        for family, plain in _OF_WALLS:
            words = family.sub(plain, words)
    words = _CLOSED.sub(lambda m: m.group() if _is_a_state(m) else "compresses", words)
    for family, plain in _FAMILIES:
        words = family.sub(plain, words)
    words = _UNDER_IT.sub(r"\g<told>", words)
    if "press" not in words and "collapse" not in words and "closure" not in words:
        return words
    words = _HOWEVER_HARD.sub(r"\g<vein> does not compress", _NO_PRESSURE.sub(r"\g<vein> does not compress", words))
    words = _NEITHER.sub(lambda m: f"{m['veins'].replace(' nor ', ' and ')} does not compress", words)
    words = _NOWHERE_A.sub(r"everywhere\g<where>compresses", words)
    words = _NEVER_BUT_FULL.sub(lambda match: f"{match['where'].replace(' nor ', ' and ').lstrip()} compresses", words)
    words = _AT_NO_LEVEL.sub(_at_no_level, words)
    return _EVERYWHERE.sub(lambda match: f"{match['vein']} compresses" if match["vein"] else "full compression", words)


def _is_a_state(match: re.Match[str]) -> bool:
    return _NO_ACT.search(match.string, max(0, match.start() - 30), match.start()) is not None


def _at_no_level(match: re.Match[str]) -> str:
    return f"{match['vein']} compresses" if match["fails"] else f"{match['vein']} does not compress"
