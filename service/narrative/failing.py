"""Compression that fails ("compression fails in X", "X: compression unsuccessful", "impossible to compress at X"), as "not compressible".

Left as it is where somebody only gave up pressing ("compression not attempted", "not tolerated").
"""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_CUES = re.compile(r"compression|coaptation|collapse|closure|flattening|squashing|squeezing|apposition|effacement")
_NOUN = r"(?:(?:full|complete|adequate|proper|any|vein|venous|wall|normal|manual|probe|transducer)\s){0,2}(?:compression|coaptation|collapse|closure|flattening|apposition|effacement)"
_NOT_OURS = r"(?<!external )(?<!extrinsic )(?<!after )(?<!post )(?<!calf )(?<!foot )(?<!distal )(?<!\bno )(?<!from )(?<!pneumatic )(?<!graduated )"
_HOW = r"(?:(?:completely|totally|entirely|utterly|again|also|clearly|now|wholly|even|consistently|repeatedly|quite)\s){0,2}"
_FAILS = (
    rf"(?:{_HOW}(?:fails?|failed|failing|failure)(?:\s(?:completely|totally|entirely|altogether|throughout))?(?!\sto\b)|(?:is|was|proves|proved|remains|remained)\s(?:{_HOW}(?:impossible(?!\sto\b)|unachievable|unobtainable|unsuccessful|unattainable|defective|a\sfailure|not\s(?:possible|achievable|achieved|obtained|obtainable|successful|attained|accomplished))|to\sbe\simpossible)|"
    rf"(?:could|can)\snot\sbe\s(?:{_HOW})(?:achieved|obtained|attained|accomplished|effected|brought\sabout|produced|secured|had)|cannot\sbe\s(?:achieved|obtained|attained|accomplished|effected|brought\sabout|produced|secured|had)|(?:does|did)\snot\s(?:succeed|work|occur|take\splace|happen)|not\s(?:achieved|obtained|achievable|obtainable|successful)|unsuccessful(?!\sto\b)|impossible(?!\sto\b))"
)
_WHERE = r"(?:(?:in|of|at|along|within|throughout|over|for|with|behind)\s)"
_OF_THEN_FAILS = re.compile(
    rf"{_NOT_OURS}\b(?P<part>only\s)?{_NOUN}\s{_WHERE}(?P<vein>(?:the\s|both\s|either\s|all\s)?[^,;:.]{{2,60}}?)\s{_FAILS}"
)
_OF_THE_CALF = re.compile(
    r"\b(?:(?:manual|distal|firm|gentle|repeated|brisk)\s)?(?:compression|squeezing|a\ssqueeze)\s(?:of|on|to)\s(?:the\s)?(?P<side>(?:left\s|right\s)?)(?:calf|foot|thigh|calves)(?:\smuscles?)?\s(?=[^;.]{0,60}\b(?:augment|flow|colou?r|signal|blood|surge|rush|doppler))"
)
""" "Compression of the calf augments flow in X" says nothing of how X compresses."""
_FAILS_IN = re.compile(rf"{_NOT_OURS}\b{_NOUN},?\s{_FAILS}(?:\s{_WHERE}(?=(?P<vein>[^,;:.]{{2,60}})))?")
_IN_PART = re.compile(
    rf"{_NOT_OURS}\b{_NOUN}\s(?:(?:is|was|remains)(?:\s(?:achieved|obtained|possible|successful|accomplished|attained))?|succeeds|succeeded|works)\s(?:only\s|but\s|merely\s|just\s)?(?:in\spart|partly|partially|half-?way|to\s(?:some|a\slimited)\s(?:extent|degree)|partly\ssuccessful|half\ssuccessful|partially\ssuccessful)(?:\s(?:in|of|at|along)(?=\s))?"
)
_OF_IN_PART = re.compile(
    rf"{_NOT_OURS}\b{_NOUN}\s{_WHERE}(?P<vein>(?:the\s|both\s|either\s|all\s)?[^,;:.]{{2,60}}?)\s(?:(?:is|was|remains)\s(?:achieved|obtained|possible|successful|accomplished|attained)|succeeds|succeeded|works|worked)\s(?:only\s|but\s|merely\s|just\s)?(?:in\spart|partly|partially|half-?way|incompletely|to\s(?:some|a\slimited)\s(?:extent|degree))\b"
)
_SUCCEEDS = re.compile(
    rf"{_NOT_OURS}\b(?:{_NOUN})\s(?:succeeds|succeeded|(?:is|was)\s(?:(?:easily|readily|fully|completely|entirely)\s)?(?:achieved|obtained|successful|possible|accomplished|effected|attained|unhindered|effortless))(?!\s(?:only|in\spart|partly|partially|but|with\sdiff|half))(?:\s(?:in|of|at|along|throughout)(?=\s))?"
)
_REFUSED = re.compile(
    rf"{_NOT_OURS}\b{_NOUN}\s(?:(?:in|of|at)\s(?P<vein>(?:the\s|both\s)?[^,;:.]{{2,60}}?)\s)?(?:was|were|is)\s(?:refused|declined|omitted|withheld|deferred|avoided|abandoned|(?:too\s)?painful|intolerable|unbearable)\b"
)
""" "Compression of X was refused": nobody knows whether it compresses."""
_TO_COMPRESS = re.compile(
    r"\b(?:attempts?|efforts?|trying)\s(?:to\s|at\s)(?:compress(?:ing|ion)?|squash(?:ing)?|close|closing|flatten(?:ing)?|collapse)(?:\sof)?\s(?P<vein>[^,;:.]{2,60}?)\s(?:fail(?:s|ed)?|(?:is|was|were|are|proved)\s(?:in\svain|futile|unsuccessful|fruitless|without\ssuccess)|(?:came|comes)\sto\snothing)\b"
)


def with_failing_compression(words: str) -> str:
    """The words of a sentence with compression that failed, or succeeded, as words that the reader knows."""
    if not _CUES.search(words) and "ttempt" not in words and "ffort" not in words:
        return words
    words = _OF_THE_CALF.sub(r"\g<side>augmentation ", words)
    words = _TO_COMPRESS.sub(lambda m: f"{m['vein']} does not compress" if is_a_vein(m["vein"]) else m.group(), words)
    words = _REFUSED.sub(lambda m: f"{m['vein'] or ''} not examined".lstrip(), words)
    words = _OF_THEN_FAILS.sub(lambda m: f"{m['vein']} does not compress" if is_a_vein(m["vein"]) else m.group(), words)
    words = _OF_IN_PART.sub(
        lambda m: f"{m['vein']} is partially compressible" if is_a_vein(m["vein"]) else m.group(), words
    )
    words = _FAILS_IN.sub(_fails_in, words)
    words = _IN_PART.sub("partially compressible:", words)
    return _SUCCEEDS.sub("compressible:", words)


def _fails_in(match: re.Match[str]) -> str:
    """ "Compression fails in X"; "X, where compression fails"."""
    ahead = match.string[max(0, match.start() - 4) : match.start()]
    if match["vein"]:
        return "not compressible: " if not ahead.endswith("no ") else match.group()
    return "does not compress"
