"""Sizes of an earlier examination beside those of this one ("measured 2 cm initially and is now 4.5 cm"), and what is "new since then", as what is so now."""

from __future__ import annotations

import re
from decimal import Decimal

_CUES = re.compile(
    r"\b(?:new|newly|was|previously|formerly|from|now|today|currently|presently|meanwhile|lengthened|shortened|gone|went|grown|shrunk|increased|decreased)\b"
)
_NOUN = r"(?:thromb(?:us|osis)|clot|dvt)"
_SIZE = r"\d{1,2}(?:[.,]\d{1,2})?\s?(?:cm|mm)\b"
_LONG = r"(?:\s(?:long|in\slength|in\sextent|in\stotal))?"
_SCAN = r"(?:scan|study|visit|exam\w{0,7}|ultrasound|duplex|imaging|time)"
_NUMBER = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_WHEN = (
    r"(?:initially|originally|at\sfirst|previously|formerly|earlier|before|then|yesterday|at\s(?:the\s)?(?:start|outset|beginning|presentation|diagnosis|baseline)|"
    rf"(?:at|on|in)\s(?:the\s)?(?:first|last|initial|previous|prior|earlier|index|baseline)\s{_SCAN}|on\s(?:the\s)?day\s\d{{1,2}}|day\s\d{{1,2}}|on\s\w{{3,6}}day|last\s(?:week|month|time|\w{{3,6}}day)|{_NUMBER}\s(?:days?|weeks?|months?)\s(?:ago|earlier|before))"
)
_WAS = r"(?:was|were|had\sbeen|measured|had\smeasured|used\sto\s(?:be|measure)|has\sbeen)"
_NOW = r"(?:now|today|currently|presently|at\spresent|meanwhile|by\snow|this\stime|(?:on|at)\s(?:this|today's)\s(?:scan|visit|study))"
_IS = r"(?:is|it\sis|measures|it\smeasures|extends\sover|it\sextends\sover|has\sbecome|reaches)"
_MEASURED = re.compile(
    rf"(?P<noun>\b{_NOUN}(?:\s(?:in|of)\s[^,;.:\d]{{3,40}}?)?)(?:,?\s(?:which|that))?,?\s(?:(?P<w1>{_WHEN})\s)?(?:(?P<was>{_WAS})\s)?(?:(?P<w2>{_WHEN})\s)?(?:(?:about|approximately|only|some)\s)?(?P<then>{_SIZE}){_LONG}(?:\s(?P<w3>{_WHEN}))?"
    rf"\s?[,;(]?\s?(?:(?:and|but)\s)?(?:(?:{_IS}\s(?:about\s)?{_NOW}|{_NOW}\s{_IS}|{_NOW})\s)(?:(?:at|about|approximately|only)\s)?(?P<now>{_SIZE})\)?"
)
_WENT = re.compile(
    rf"(?P<noun>\b{_NOUN}(?:\s(?:in|of)\s[^,;.:\d]{{3,40}}?)?)\shas\s(?:now\s|since\s)?gone\s(?:up\s|down\s)?from\s(?P<then>{_SIZE})\s(?:{_WHEN}\s)?to\s(?P<now>{_SIZE})"
)
_WAS_IN_BRACKETS = re.compile(
    rf"(?P<noun>\b{_NOUN}(?:\s(?:in|of)\s[^,;.:\d]{{3,40}}?)?),?\s(?:is\s|measures\s|measuring\s)?(?:{_NOW}\s)?(?:is\s|measures\s|measuring\s)?(?:(?:about|approximately|only)\s)?(?P<now>{_SIZE})(?P<long>{_LONG})(?:\s{_NOW})?,?\s\(?(?:was|previously|formerly|before|earlier|initially|originally|down\sfrom|up\sfrom|had\sbeen|last\stime)\s(?P<then>{_SIZE}){_LONG}(?:\s{_WHEN})?(?:\)|(?=[.,;]|$))"
)
_ASIDE = re.compile(
    rf"(?P<noun>\b{_NOUN}),\s(?:(?:which|that)\s)?(?:{_WAS}\s)?(?:(?:about|only)\s)?{_SIZE}{_LONG}\s{_WHEN},\s(?=(?:has|is)\s(?:now\s|since\s|meanwhile\s)?(?:lengthened|shortened|grown|shrunk|increased|decreased|extended|advanced)\b)"
)
_SINCE = rf"(?:since(?:\s(?:then|that\s{_SCAN}|the\s(?:last|first|previous|initial|earlier|prior)\s{_SCAN}|yesterday|last\s\w{{4,8}}|\w{{3,6}}day))?|in\sthe\s(?:meantime|interval|interim)|in\sbetween|meanwhile)"
_NEW_SINCE = re.compile(
    rf"^(?:(?:what|the\sonly\sthing\sthat)\sis\s)?(?:(?:but|and|however),?\s)?(?:newly\s(?:seen|appeared|found|arisen|developed)|new|appeared|developed)\s{_SINCE}(?:\s?[:,-]|\sis|\sare)\s(?:an?\s|the\s|some\s)?(?P<no>(?:no|nil|none|nothing)\b)?"
)


def with_what_is_now(words: str) -> str:
    """The words of a sentence with such sizes and news as those of today."""
    if not _CUES.search(words):
        return words
    words = _NEW_SINCE.sub(lambda m: m["no"] or "new ", words)
    if "cm" in words or "mm" in words:
        words = _MEASURED.sub(_measured, _ASIDE.sub(r"\g<noun> ", words))
        words = _WAS_IN_BRACKETS.sub(lambda m: f"{_changed(m)}{m['long']}", _WENT.sub(_changed, words))
    return words


def _measured(match: re.Match[str]) -> str:
    told = match["was"] or match["w1"] or match["w2"] or match["w3"]
    return _changed(match) if told else match.group()


def _changed(match: re.Match[str]) -> str:
    then, now = _in_mm(match["then"]), _in_mm(match["now"])
    verb = "has increased to" if now > then else "has decreased to" if now < then else "still measures"
    return f"{match['noun']} {verb} {match['now']}"


def _in_mm(size: str) -> Decimal:
    number = Decimal(re.sub(r"[^\d.]", "", size.replace(",", ".")))
    return number * 10 if "cm" in size else number
