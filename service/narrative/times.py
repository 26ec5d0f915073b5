"""Which sentences tell of an earlier examination, or only why this one is made, and not of what it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues
from service.narrative.findings import PRESENT
from service.narrative.headings import FINDINGS, IMPRESSION
from service.narrative.sides import Parsed
from service.narrative.statements import Said

_SCAN = r"(?:visits?|scans?|stud(?:y|ies)|exam\w{0,8}|ultraso\w{2,5}|uss?\b|duplex|dopplers?|attendances?|appointments?|consultations?|reviews?|controls?|imaging|presentation|assessments?|sonogra\w{1,3})"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_EARLIER = r"(?:first|initial|last|previous|prior|earlier|original|index|baseline|preceding|former|outside|diagnostic)"
_THEN = re.compile(
    rf"\b(?:(?:at|on|in|during|by)\s(?:(?:the|his|her|our|their|an?|that)\s)?(?:very\s)?{_EARLIER}(?:\s\w{{2,12}})?\s{_SCAN}|"
    rf"{_EARLIER}\s(?:\w{{2,12}}\s)?{_SCAN}(?=[^.;:]{{0,40}}:)|(?:on|at)\s(?:admission|presentation|diagnosis|enrol\w{{2,5}}|discharge|referral)\b|"
    r"(?:on\s)?day\s(?:0|1|one|zero)\b|when\s(?:first|last|initially|originally)\s(?:scanned|seen|examined|imaged|assessed)|"
    r"(?:an?|\w{3,8}|\d{1,2})\s(?:hours?|days?|weeks?|fortnights?|months?|years?)\s(?:ago|earlier|back|previously|before\b(?!\sth))|"
    rf"(?:in|since\slast)\s(?:early\s|mid-?\s?|late\s)?{_MONTH}\b(?!\sbe\b)|(?:on|last)\s{_DAY}|last\s(?:week|month|year|time|autumn|winter|spring|summer)(?:'s)?\b|"
    r"yesterday(?:'s)?\b|at\s(?:the\s)?(?:outset|that\s(?:time|visit|point)|baseline)\b|originally|formerly|before\streatment)"
)
_DATED = re.compile(
    rf"\b(?:(?:on|of|dated|from)\s)?(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b)|\b(?:on|of|dated|from)\s\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?\b|\b(?:initially|at\sfirst|to\s(?:begin|start)\swith)\b"
)
"""Is one of an earlier examination only where a later sentence says what is so today."""
_TODAY = re.compile(
    r"\b(?:today(?:'s)?|now|currently|on\sthis\s(?:scan|visit|occasion)|(?:repeat|re-?)\s?(?:scan|study|duplex)\s(?:shows?|is))\b"
)
_NOT_THEN = re.compile(r"\b(?:compared|than|since|unlike|as|from|versus|vs\.?|not|nor|new)\s(?:\w{2,10}\s){0,3}$")
""" "Not seen at the last scan" tells of a thrombus that is new."""
_OF_THE_PATIENT = re.compile(
    r"\b(?:she|he|they|patient|pt|who|man|woman|lady|gentleman)\s(?:\w{2,10}\s)?(?:had|was|were|fell|twisted|injured|broke|underwent|flew|travelled|sustained|noticed|developed|presented)\b(?!\s(?:scanned|seen|examined|imaged))|\b(?:fall|surgery|operation|flight|injury|trauma|fracture|accident|onset)\b"
)
""" "Two weeks ago she fell" is no time of an examination."""
_SAME = re.compile(
    r"\W*(?:\w{2,12}\s){0,3}(?:unchanged|no\s(?:\w{3,12}\s)?change|stable|as\sbefore|static|the\ssame)\b"
)
_WAS = re.compile(
    r"\b(?:was|were|had|did|showed|contained|demonstrated|revealed|extended|reached|involved|filled|held)\b"
)
_IS = re.compile(
    r"\b(?:now|today|currently|still|again|remains?|persists?|unchanged|stable|is|are|has|have|does|do|shows?|contains?|demonstrates?|compresses|extends?|fills?|reaches|involves?|seen\stoday|new(?:ly)?|holds?|lies|sits|measures|measuring)\b"
)
_WAS_DONE = re.compile(
    r"\b(?:was|were|had|did|would|could|refused|failed|stayed|remained|kept|held|resisted|gave|yielded|closed|squashed|squeezed|flattened|collapsed|emptied|folded|compressed|coapted|met|touched)\b"
)
_IS_DONE = re.compile(
    r"\b(?:can|cannot|will|won't|isn't|doesn't|don't|gives|yields|closes|shuts|squashes|squeezes|flattens|collapses|empties|effaces|obliterates|folds|coapts|stays|keeps|refuses|fails|resists)\b"
)
"""Verbs that ``rewording`` brings to "compresses" and "does not compress": the tense is that of the sentence as it is written."""
_OPENS_NOW = re.compile(
    r"\W*(?:(?:but|and|by)\s)?(?:today(?:'s)?|now|currently|presently|at\spresent|this\stime|(?:on|at|in)\s(?:today's|this|the\s(?:present|current))\s|(?:it|this|these|they)\s(?:is|are|has|have)?\s?(?:now|no\slonger|today)|(?:it|this|they)\s\w{3,12}(?:\s\w{3,10})?\s(?:today|now)\b)"
)
_REVIEW = re.compile(
    r"\W*(?:(?:left|right|both|lower|leg|legs|limb|venous|deep|vein|duplex|doppler|ultrasound|scheduled|routine|planned|interval|first|second|final|\d{1,2}|one|two|three|four|six|twelve|week|month|day|year)[\s-]){0,4}?"
    rf"(?:follow(?:ing)?-?\s?up|f/u\b|fu\b|review|re-?assessment|surveillance|progress|control|re-?scan|repeat|(?:end[\s-]of|post|after|completed|finished|on)[\s-]?(?:\w{{2,10}}[\s-]){{0,3}}?(?:treatment|therapy|anticoagulation)|check\b|status\sp(?:ost|\.)|s/p\b|state\safter|"
    rf"(?:days?|weeks?|months?|years?)(?:'|s')?\s(?:post\b|after|on\b|into|following|since|of\b)|completed\b|known\b|(?:day|week|month)\s\d{{1,3}}\s(?:of|after|post)|{_SCAN}\s(?:after|following|post))"
)
_TREATED = re.compile(
    r"\b(?:treatment|therapy|treated|anticoag\w{1,9}|apixaban|rivaroxaban|edoxaban|dabigatran|warfarin|heparin|lmwh|enoxaparin|dalteparin|tinzaparin|fondaparinux|doac|stockings?|course)\b[^.;:]{0,50}\bfor\s"
)
_LATER = re.compile(
    r",?\s(?:\d{1,3}|an?|\w{3,6})\s(?:days?|weeks?|months?|years?)\s(?:on|later|after\w{0,5}|of\streatment)\W*$"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|shows?|showed|seen|contains?|demonstrat\w{1,4}|there|remains?|confirms?|found|identified|noted|present|today|now|measur\w{1,4})\b|\d\s?(?:cm|mm)\b|:|\s-\s|="
)
_ANSWERS = frozenset(
    (
        cues.PERSISTS,
        cues.RESOLVED,
        cues.NEGATION,
        cues.NOT_SEEN,
        cues.NO_THROMBUS,
        cues.COMPRESSION,
        cues.CLEAR,
        cues.BLANKET,
        cues.EXTENSION,
        cues.SPARED,
        cues.HEDGE,
        cues.OCCLUSION,
    )
)
_TELLS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION, cues.CLEAR, cues.NO_THROMBUS, cues.RESOLVED))
_OPENING = 3
_AHEAD = 12


def of_earlier(parsed: Sequence[Parsed]) -> frozenset[int]:
    """The numbers of the sentences whose thrombosis is one of an earlier time.

    A sentence in the past tense that names the earlier time, those behind it up to one that begins with "today", one right
    before such a one, and a fragment at the beginning that only says what is followed up.
    """
    found: set[int] = set()
    for number, each in enumerate(parsed):
        if each.sentence.section not in (FINDINGS, IMPRESSION):
            continue
        behind = parsed[number + 1 : number + 4]
        if not _tells(each):
            continue
        if _names_earlier(each, behind) or (number < _OPENING and _is_review(each) and not _is_the_same(behind[:1])):
            found.add(number)
        elif _OPENS_NOW.match(each.sentence.quote.lower()):
            found |= _before_now(parsed, number, found)
    return frozenset(found)


def _names_earlier(each: Parsed, behind: Sequence[Parsed]) -> bool:
    words = each.words
    then = _THEN.search(words) or (_DATED.search(words) if _is_said_of_today(behind) else None)
    if then is None or _NOT_THEN.search(words, max(0, then.start() - 40), then.start()):
        return False
    if _is_of_now(each) or _OF_THE_PATIENT.search(words):
        return False
    if then.start() > _AHEAD and re.search(r"[,;(]", words[: then.start()]):
        # "Popliteal thrombus; on Monday there was none".
        return False
    announced = then.start() < _AHEAD and re.match(r"[^.;:]{0,40}:", words[then.end() :]) is not None
    return announced or _is_of_then(each)


def _is_of_now(each: Parsed) -> bool:
    if not _IS.search(each.words):
        return False
    written = each.sentence.quote.lower()
    return not _WAS_DONE.search(written) or _IS.search(written) is not None or _IS_DONE.search(written) is not None


def _is_of_then(each: Parsed) -> bool:
    return _WAS.search(each.words) is not None or _WAS_DONE.search(each.sentence.quote.lower()) is not None


def _is_said_of_today(behind: Sequence[Parsed]) -> bool:
    return any(_TODAY.search(later.sentence.quote.lower()) for later in behind)


def _before_now(parsed: Sequence[Parsed], now: int, found: set[int]) -> set[int]:
    """The run of sentences in the past tense before "today": back to one of an earlier time, else only the last."""
    run: set[int] = set()
    for number in range(now - 1, max(-1, now - 12), -1):
        each = parsed[number]
        if number in found:
            return run
        if each.sentence.section != parsed[now].sentence.section or not _is_of_then(each) or _is_of_now(each):
            break
        run.add(number)
    return {now - 1} & run


def _tells(each: Parsed) -> bool:
    return any(m.token.kind in _TELLS for m in each.marks)


def _is_review(each: Parsed) -> bool:
    """ "Follow-up after three months of apixaban for popliteal thrombosis." """
    if not (_REVIEW.match(each.words) or _TREATED.search(each.words) or _LATER.search(each.words)) or _FINITE.search(
        each.words
    ):
        return False
    return not any(m.token.kind in _ANSWERS for m in each.marks)


def _is_the_same(following: Sequence[Parsed]) -> bool:
    """ "Known popliteal thrombosis. No change." """
    return any(
        _SAME.match(each.words) is not None and not any(m.token.kind == cues.VEIN for m in each.marks)
        for each in following
    )


def of_then(what: Said) -> Said:
    """What a sentence of an earlier examination leaves: a past thrombosis, or nothing."""
    return Said(history=what.history or what.thrombus == PRESENT)
