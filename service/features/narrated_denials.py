"""What in a free text speaks against its own thrombi: a denial of the whole leg, a withdrawal, an earlier date.

The reading of a text settles contradictions about one vein; what it gives no vein for, or cannot place, is looked for
here in the words themselves.  Nothing is ever raised or ruled out by it.  Source: convention C-55.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

_CLAUSE = re.compile(r"[.;!?\n]+|<[^<>]{0,200}>")
_WRAPPED = re.compile(r"\n[ \t]{0,40}(?=(?:in|of|within|at|above|below|or|and|on|to|elsewhere|veins?|the)\b)")
"""The break of a line inside a sentence."""
_SETTING = r"today|now|currently|at\s+present|in\s+fact|actually|however|but"
_LED = (
    rf"(?:^\W*(?:(?:{_SETTING}|and|addend(?:um|a)|correction|corrected|amended|amendment|update|impression|conclusion|opinion"
    r"|summary|results?|note|the|this|that|there|patient|he|she|we|scan|study|report|legs?|limbs?|lower)\W+)*"
    rf"|,\s*(?:(?:but|and)\s+)?(?:{_SETTING})\s+(?:there\s+)?)"
)
_NONE = (
    r"(?:(?:is|are|was|were|has|have|shows?|showed)\s+)?"
    r"(?:no|without|free\s+of|negative\s+for|(?:does|do|did)\s+not\s+(?:have|show)(?:\s+an?)?)\s+"
    r"(?:(?:evidence|signs?|features)\s+of\s+)?(?:(?:any|an|a|acute|deep|vein|venous|vascular)\s+)*"
    r"(?:dvts?|thromb(?:us|osis|i|oses)|clots?)"
)
_ANYWHERE = (
    r"(?:\s+(?:is|are|was|were|has\s+been|at\s+all|today|now|currently|seen|found|present|identified|detected|visible"
    r"|demonstrated|anywhere|in\s+(?:this|the)\s+patient|in\s+(?:either|any|both|this|the|his|her)\s+"
    r"(?:(?:left|right|lower|deep)\s+)*(?:legs?|limbs?|extremit(?:y|ies)|veins?)))*\s*$"
)
_FREE = (
    r"\s+(?:(?:is|are|was|were|now|again|fully|freely|completely|widely|both|appear|remain|normally)\s+)*"
    r"(?:free|patent|clear|normal|compressible|open|unremarkable|compress)\b(?:\s+(?:and|&)\s+\w+)?(?:\s+\w+ly)?\s*(?:$|,)"
)
_ALL_FREE = (
    r"\ball\s+(?:of\s+)?(?:the\s+)?(?:(?:deep|leg|examined|imaged|visualised|visualized|venous)\s+)*"
    r"(?:veins?|segments|vessels)(?:\s+(?:of|in)\s+(?:the|this|both|either)\s+(?:lower\s+)?(?:legs?|limbs?|extremit(?:y|ies)))?"
    + _FREE
)
_DENIES = re.compile(rf"{_LED}{_NONE}{_ANYWHERE}|{_LED}(?:deep\s+)?veins{_FREE}|{_ALL_FREE}")
_LIMITED = re.compile(
    r"\b(?:prior|previous|previously|earlier|former|last|comparison|compared|history|if|unless|except|exception|apart|aside|besides|than)\b"
)
_SIDE = re.compile(r"\b(left|right)\b")
_HEADING = re.compile(
    r"^\W*(?:(left|right)\b[\w\s]{0,25}(?::|$|-)|(?:addend|correct|amend|impression|conclusion|summary)\w*\b)"
)
_WITHDRAWN = re.compile(
    r"\b(?:(?:another|other|wrong|different|incorrect)\s+patient|not\s+(?:of|for|about|from)?\s*this\s+patient"
    r"|disregard|(?:dictated|filed|entered|issued|signed|reported|sent)\s+(?:\w+\s+)?in\s+error"
    r"|(?:report|result)\s+(?:\w+\s+){0,2}(?:withdrawn|retracted|cancelled|canceled|void))\b"
)


def is_withdrawn(text: str) -> bool:
    """Whether the text says that it is another patient's, or not to be used."""
    return bool(_WITHDRAWN.search(" ".join(text.lower().split())))


def denied_sides(text: str) -> frozenset[str]:
    """The legs whose every vein the text calls free: ``left``, ``right``, or empty where it names none.

    A clause under the heading of one leg is of that leg.  What is limited to a vein, to other or further thrombi, or to
    an earlier scan is no such denial.
    """
    found = set()
    under = ""
    for line in _WRAPPED.sub(" ", text.lower()).splitlines():
        for clause in _CLAUSE.split(line):
            words = " ".join(clause.split())
            sides = set(_SIDE.findall(words))
            heading = _HEADING.match(words)
            if heading:
                under = heading[1] or ""
            if _denies(words):
                found.add(next(iter(sides)) if len(sides) == 1 else "" if sides else under)
    return frozenset(found)


def _denies(clause: str) -> bool:
    without_sides = " ".join(_SIDE.sub(" ", clause).split())
    return bool(_DENIES.search(without_sides)) and not _LIMITED.search(without_sides)


# --- dates ----------------------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-/.](?P<second>\d{1,2})[-/.](?P<first>\d{1,2})(?!\d)",
        r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\d/]|[.-]\d)",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b(?:in|of|on|since|from|dated|year|late|early|during)\s+{_YEAR}\b(?!\s*(?:mm|cm|ml|m/s|[-/.]\d))",
    )
)


def days_told(sentence: str) -> Iterator[date]:
    """The last day that each date of a sentence may mean: of a month or year its end, of 01/02 the later reading."""
    text = sentence.lower()
    for number, pattern in enumerate(_DATES):
        for match in pattern.finditer(text):
            days = _meant(match, is_iso=number == 0)
            if days:
                yield max(days)


def _meant(match: re.Match[str], *, is_iso: bool) -> list[date]:
    named = match.groupdict()
    year = int(named["year"])
    year += 2000 if year < 100 else 0
    if "first" in named:
        first, second = int(named["first"]), int(named["second"])
        pairs = [(second, first)] if is_iso else [(second, first), (first, second)]
        return [date(year, month, day) for month, day in pairs if _exists(year, month, day)]
    month = _MONTHS.index(named["month"]) + 1 if named.get("month") else 12
    day = int(named["day"]) if named.get("day") else monthrange(year, month)[1]
    return [date(year, month, day)] if _exists(year, month, day) else []


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
