"""What a sentence says of another day beside today ("on 12 June X was normal; today it holds clot", "which was not so last time", "heparin was begun for a presumed DVT")."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_CUES = re.compile(
    r"\b(?:today|now|currently|this\stime|presumed|presumptive|suspected|possible|probable|likely|query|working|provisional|was\snot|were\snot|had\snot|not\sthe\scase|not\sso|unlike|different)\b"
)
_NAMED = re.compile(r"thromb|clot|dvt|coagul|vte|occlu")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_THEN = (
    rf"(?:(?:on|in|at|by)\s)?(?:(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?|{_MONTH}|\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|"
    r"(?:(?:the|our|her|his|a)\s)?(?:last|previous|first|earlier|prior|initial|baseline)(?:\s(?:scan|study|examination|exam|visit|time|week|month|duplex|ultrasound|look|check|occasion))?|(?:\d{1,2}|an?|one|two|three|four|five|six|seven|ten)\s(?:days?|weeks?|months?)\s(?:ago|earlier|back|before)|day\s\d{1,2})(?:\s(?:19|20)\d\d)?"
)
_GOOD = r"(?:(?:still|quite|entirely|completely|perfectly|fully|all|found\sto\sbe|noted\sto\sbe)\s){0,2}(?:normal|clear|patent|open|healthy|fine|free(?:\sof\s(?:clot|thrombus|dvt))?|empty|compressible|unremarkable|unaffected|uninvolved|spared|clean|thrombus-free|clot-free)"
_WAS_GOOD = re.compile(
    rf"^(?:{_THEN},?\s(?P<one>[^,;.:]{{3,60}}?)\s(?:was|were)\s{_GOOD}|(?P<two>[^,;.:]{{3,60}}?)\s(?:(?:was|were)\s{_GOOD}\s{_THEN}|(?:was|were),?\s{_THEN},\s{_GOOD}))"
    r"\s?[,;:-]\s?(?:but\s|and\s|while\s|whereas\s|yet\s)?(?P<now>today|now|currently|this\stime),?\s(?:(?P<it>it|they|this|the\svein|the\sveins|that\svein|this\svein)\s)?(?=(?:is|are|has|have|holds?|contains?|shows?|does|do|will|cannot|fails?|carr(?:y|ies)|harbou?rs?|thrombosed|clotted|occluded|filled|there)\b)"
)
_NOT_SO = re.compile(
    rf",?\s\(?(?:which|and\sthis|and\sthat|this|that|it|they|as)\s(?:was|were|had)\s(?:certainly\s|definitely\s)?not\s(?:been\s)?(?:so|the\scase|true|like\sthis|like\sthat|thus|there|present|seen|in\sevidence|thrombosed|clotted)?\s?{_THEN}\)?(?=\s?(?:[.,;)]|$))|"
    rf",?\s\(?(?:not\sso|not\sthe\scase|not\sso|unlike|different\sfrom)\s{_THEN}\)?(?=\s?(?:[.,;)]|$))|"
    r",?\s(?:which|and)\s(?:it|they)\s(?:was|were)\snot\s(?:before|then|last\stime|at\sthe\slast\s\w{4,11}|previously)(?=\s?(?:[.,;)]|$))"
)
_DRUG = r"(?:warfarin|apixaban|rivaroxaban|edoxaban|dabigatran|heparin|lmwh|enoxaparin|dalteparin|tinzaparin|clexane|fragmin|eliquis|xarelto|anticoag\w{0,10}|blood\sthinners?|thinners|doacs?|noacs?|treatment|therapy|tablets|injections?|cover)"
_STARTED_FOR = re.compile(
    rf"\b{_DRUG}\b[^.;]{{0,60}}?\b(?:for|against|because\sof|on\saccount\sof|in\sview\sof|on\sthe\sstrength\sof|in\scase\sof|to\scover|to\streat)\s(?:(?:an?|the|her|his|their)\s)?(?:clinically\s)?(?:presumed|presumptive|suspected|possible|probable|likely|provisional(?:ly\sdiagnosed)?|putative|clinical|query|working\sdiagnosis\sof|\?)\s?(?:(?:an?|the)\s)?(?P<noun>(?:[\w-]{{2,12}}\s){{0,5}}?(?:dvts?|vte|(?:deep\s)?(?:vein|venous)\sthrombos[ie]s|thrombos[ie]s|thrombus|clots?))\b"
)
_LOOK_FOR_CLOT = "the question"


def with_today_apart(words: str) -> str:
    """The words of a sentence with what it says of today as clauses of their own."""
    if not _CUES.search(words) or not _NAMED.search(words):
        return words
    words = _WAS_GOOD.sub(_now, words)
    words = _NOT_SO.sub(", which is new", words)
    return _STARTED_FOR.sub(lambda m: m.group()[: m.start("noun") - m.start()] + _LOOK_FOR_CLOT, words)


def _now(match: re.Match[str]) -> str:
    """ "On 12 June X was normal; today it holds clot": of X today, and new."""
    vein = match["one"] or match["two"]
    if not is_a_vein(vein):
        return match.group()
    there = match.string.startswith("there", match.end())
    return match.group() if there else f"{vein} {match['now']} "
