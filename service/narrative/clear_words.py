"""Everyday words for a vein without thrombus ("in good order", "untouched", "nothing inside"), as stock words."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_END = r"(?=\s?(?:[.,;)]|$|\b(?:and|but|throughout|with|so|too|as\swell|on|in\sits)\b))"
_GOOD = re.compile(
    rf"\bin\s(?:(?:very|quite|perfectly)\s)?(?:good|perfect|fine|excellent|proper|working|full|normal|best|the\sbest\sof|splendid|sound)\s(?:working\s)?(?:order|condition|shape|health|state|repair)\b|(?:(?<=is )|(?<=are )|(?<=was )|(?<=were )|(?<=[:,-] )|(?<=all )|(?<=both )|(?<=veins )|(?<=quite )|(?<=perfectly ))in\sorder{_END}|"
    rf"\b(?:just\s|exactly\s)?as\s(?:it|they|one)\s(?:should|ought\sto)\sbe\b|\b(?:above|beyond)\s(?:suspicion|reproach)\b|"
    rf"\b(?:faultless|flawless|blameless|pristine|immaculate|undiseased|unblocked|unoccupied|uneventful|innocent){_END}|"
    rf"(?:(?<=is )|(?<=are )|(?<=was )|(?<=were )|(?<=looks )|(?<=look )|(?<=vein )|(?<=veins )|(?<=: )|(?<=popliteal )|(?<=femoral )|(?<=saphenous )|(?<=profunda )|(?<=tibial )|(?<=tibials )|(?<=peroneal )|(?<=peroneals )|(?<=soleal )|(?<=iliac )|(?<=perfectly )|(?<=quite )|(?<=all )|(?<=both ))(?:sound|blank){_END}"
)
_IN_THE_CLEAR = re.compile(r"\bin\sthe\sclear\b")
_NO_PROBLEM = re.compile(r"(?<=[:,-] )no\s(?:problems?|issues?|worries|trouble|complaints?|fault)(?=\s?(?:[.,;]|$))")
_CODED = re.compile(
    r"(?:^|[;.,]\s)(?P<vein>[^;:=.]{2,50}?)\s?[:=-]\s(?:all\s)?(?:good|well|nothing|quiet)(?=\s?(?:[.,;]|$))"
)
_UNTOUCHED = re.compile(
    r"\b(?:untouched|unscathed|unharmed|unmolested)(?:\sby\s(?:it|this|the\s(?:clot|thrombus)|clot|thrombus))?\b"
)
_NOTHING_WRONG = re.compile(
    r"\bnothing\s(?:(?:is|was|there|at\sall)\s)?(?:wrong|amiss|untoward|of\snote|to\s(?:see|report|find|note|be\s(?:seen|found))|out\sof\sorder|remarkable)(?!\sof)(?:\s(?:with|in|about|inside|within))?\b"
)
_NOTHING_IN = re.compile(
    r"\b(?:there\sis\s)?nothing\s(?:(?:at\sall|whatever|whatsoever|solid)\s)?(?:(?:is|lies|sits|was|lay|sat|there\sis|to\sbe|could\sbe|can\sbe)\s)?(?:(?:seen|found|visible|made\sout)\s)?(?:inside|within|in)\s(?P<vein>[^,;.:]{2,50}?)(?=\s?(?:[.;,]|$|\beither\b))"
)
_HOLDS_NOTHING = re.compile(
    r"\b(?:contain|hold|harbour|harbor|show|bear|conceal|carr|ha)(?:s|es|ies|y|ve)?\snothing(?:\s(?:at\sall|in\s(?:it|them)|inside|within|whatever|solid))?(?=\s?(?:[.;,]|$|and\b|but\sblood\b))(?:\sbut\sblood)?|\bwith\snothing\s(?:in\s(?:it|them)|inside|within)\b"
)
_OUT_OF_IT = re.compile(
    r"\b(?:(?:has|have|had)\s)?(?:(?:so\sfar|still|as\syet|again|luckily|happily)\s)?(?:stayed|kept|remained|stays?|keeps?|remains?|stood|is|are|was)\s(?:(?:so\sfar|still|as\syet|again|well)\s)?(?:out\sof\s(?:it|this|harm's\sway|trouble|the\strouble|the\sprocess)|aloof|uninvolved)\b|"
    r"\b(?:plays?|takes?|has|have|played|took)\sno\s(?:part|share)(?:\sin\s(?:it|this|the\s(?:process|event|thrombosis)))?\b|\b(?:does|do|did)\snot\s(?:take\spart|share\sin\sit|join\sin|participate)\b|\b(?:has|have)\snot\s(?:joined\sin|taken\spart)\b|"
    r"\b(?:has|have|is|are|was|were)\snot\s(?:yet\s)?(?:been\s)?(?:drawn|caught|roped|dragged|pulled|sucked)\s(?:in|up)(?:to\sit|to\sthis)?\b|\b(?:has|have)\sbeen\slet\soff\b"
)
_WHOLE_DEEP = re.compile(
    r"\b(?:everything|all|all\sthat\sis|whatever\sis|every\svein|each\svein)\s(?:that\s(?:is|lies)\s|lying\s)?deep\s(?:in|within|inside)\s(?P<leg>the|this|that|his|her|both|either)\b"
)
_NEEDED = re.compile(
    r"\b(?:in\s(?:the\sclear|good|perfect|fine|order|very|working|normal|proper|excellent|full|best|the\sbest|splendid|sound|quite|perfectly)|should|ought|suspicion|reproach|faultless|flawless|blameless|pristine|immaculate|undiseased|unblocked|unoccupied|uneventful|innocent|problems?|issues?|worries|trouble|complaints?|fault|sound|blank|good|well|quiet|nothing|untouched|unscathed|unharmed|unmolested|"
    r"out\sof|aloof|uninvolved|part|share|join\w*|drawn|caught|roped|dragged|pulled|sucked|let\soff|deep)\b"
)


def with_clear_words(words: str) -> str:
    """The words of a sentence with these families written as "normal", "no thrombus in", "is not involved"."""
    if not _NEEDED.search(words):
        return words
    words = _NOTHING_WRONG.sub("normal", _NO_PROBLEM.sub("normal", _CODED.sub(_coded, words)))
    words = _NOTHING_IN.sub(_nothing_in, _HOLDS_NOTHING.sub("contains no thrombus", words))
    words = _OUT_OF_IT.sub("is not involved", _UNTOUCHED.sub("clear", words))
    words = _IN_THE_CLEAR.sub("clear", words)
    return _WHOLE_DEEP.sub(r"the deep veins in \g<leg>", _GOOD.sub("normal", words))


def _coded(match: re.Match[str]) -> str:
    """ "CFV: good"; what else is good ("Quality: good") is no vein."""
    if not is_a_vein(match["vein"]):
        return match.group()
    return f"{match.group()[: match.end('vein') - match.start()]}: normal"


def _nothing_in(match: re.Match[str]) -> str:
    if match["vein"] in (
        "it",
        "them",
        "either",
        "there",
        "the lumen",
        "its lumen",
        "their lumens",
        "the vein",
    ) or is_a_vein(match["vein"]):
        return f"no thrombus in {match['vein']}"
    return match.group()
