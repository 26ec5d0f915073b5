"""What a word in a report applies to: negation, doubt, the past, advice and questions (after ConText, rules our own)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.narrative import cues
from service.narrative.cues import Token

_STOP = re.compile(r"[;:.]|\b(?:but|however|while|whilst|whereas|which|although|though|that|where|with|because|as)\b")
_AND = re.compile(r"\band\b|,")
_LIST = re.compile(r"[\s,/]*(?:(?:or|nor|and/or|and|/|no|any|other|of|evidence)[\s,]*){0,3}(?:\w{1,14}\s?){0,1}")
_PREPOSITION = re.compile(
    r"\b(?:in|within|at|from|involving|along|to|into|on)\b|(?<!evidence )(?<!sign )(?<!signs )(?<!features )\bof\b"
)
_COPULA = re.compile(r"(?:is|are|was|were|has|have|be|been|can|could|also|no)\b")
_QUIET = re.compile(
    r"(?:\s|,(?=\s(?:right|left))|-|:|\b(?:is|are|was|were|has|have|had|been|be|in|within|of|the|veins?|vein|a|any|there|from|also|at|this|level|"
    r"leg|limb|side|definite|segment|on|either|both|or|and|nor|for|lower|upper|extremity|could|can|seen|found|present|identified|demonstrated|detected|evident|visible|previously|noted|above|below|knee|calf)\b)*"
)
_DENIES_BEFORE = re.compile(r"(?:in|on|within)\sn|neither\s(?:in|within|on|to|into|as\sfar|beyond)\b")
_STATUS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION, cues.EXTENSION, cues.CLEAR, cues.SCARRED))
_PASSED = frozenset(
    (cues.AGE, cues.OCCLUSION, cues.VEIN, cues.SIDE, cues.HEDGE, cues.PART, cues.LIMITED, cues.NEGATION, cues.IGNORED)
)
_NAMES_IT = frozenset((cues.THROMBUS, cues.THROMBOSED))

_ADVICE = re.compile(
    r"\b(?:recommend\w{0,8}|advis\w{1,4}|suggested\b|consider\b|consideration|(?<!\bi )(?<!as it )(?<!as they )should\b|repeat\s(?:scan|ultra\w{0,9}|imaging|duplex|us\b|study|exam\w{0,7}|doppler)(?!\s(?:today|now|shows?|showed|demonstrate[sd]|confirm(?:s|ed)|reveal(?:s|ed)|this\s(?:morning|afternoon))\b|\s?:\s(?!in\b|\d|at\b|after|within|if\b|recomm|advis|need|to\b|yes|no\b|not\b|please|one\b|two\b|three\b|next|before|consider|suggest|as\b|when|plan|arrang|book|request|for\b))|"
    r"re-?scan\w{0,4}(?!\s(?:today|now|shows?|showed|this\s(?:morning|afternoon))\b|\s?:\s(?!in\b|\d|at\b|after|within|if\b|recomm|advis|need|to\b|yes|no\b|not\b|please|one\b|two\b|three\b|next|before|consider|suggest|as\b|when|plan|arrang|book|request|for\b))|rpt\b|follow-?\s?up\s(?:scan|ultra\w{0,9}|imaging|duplex|is|in\b|advised|recommended|suggested|to\b)|please|would\sbenefit|further\s(?:imaging|evaluation|assessment)|"
    r"(?:ct|mr)\sveno\w{0,8}|(?:therapeutic\s)?anticoagulation\s(?:is|should|would|recommended|advised|if|may)|treat(?:ment|ed)?\sas|anticoagulate|(?:(?<!\d )may(?!\s(?:has|had|was|is)\b)|could|can|might|would)\s(?:\w{1,10}\s)?(?:propagat|extend|develop|progress|embol)\w{0,8}|(?:(?<!\d )may|might|could|will|would)\s?(?:,?\s?(?:one\sday|yet|soon|later|still|well|in\stime|untreated|left\sto\sitself|eventually),?\s){0,2}(?:reach|enter|climb|rise|grow|spread|ascend|creep|pass)\b|"
    r"(?:report|flag|notify|watch\sfor|look\sout\sfor|beware\sof)\sany\b|(?:watch(?:ing)?|look\sout|on\sthe\slook-?out|keep\s(?:looking|checking))\sfor\s(?:an?|new|further|fresh|signs)\b|beware\sof\b|risk\sof|surveillance|informed|phoned|telephoned|notified|warrant\w{0,3}|propose\w?|safety-?net\w{0,4}|return\sif|refer\sto|needs?\s(?:a\s)?(?:repeat|further)|to\sbe\srepeated)"
)
_CONDITION = re.compile(
    r"\b(?:if\b(?!\s(?:any|anywhere|present|at\sall)\b)|in\scase|unless|pending|(?:please\s|pls\s)?(?:to\s)(?:exclude|rule\sout|r/o|evaluate|assess|look\sfor|check|confirm|investigate)|"
    r"(?<!cannot\s)(?<!not\s)rule\sout|r/o|evaluat(?:e|ion)\sfor|assess(?:ment|ed|ing)?\sfor|looking\sfor|query\s(?:re|regarding)|(?:is|was)\sdiagnosed\s(?:when|if|by)|"
    r"(?:^|(?<=[;,]\s))(?:were|had|should)\s(?:there|thromb\w+|clots?|an?|the|any|it|dvt)\b|for\s(?:suspected|presumed|possible|\?|query|exclusion)|referred\s(?:with|for|to)|should\s(?:symptoms|there|the)|in\sthe\s(?:event|absence\sof\ssymptoms)|to\s(?:prevent|stop|keep|halt|avoid|detect)\b|against\sfurther)"
)
_CANNOT_EXCLUDE = re.compile(
    r"(?:cannot|can\snot|could\snot|can't|couldn't|unable|difficult|impossible|hard|not|insufficient|inadequate|enough)\s(?:\w{1,12}\s){0,4}$"
)
_EXCLUDES = re.compile(r"exclu|rule|r/o|confirm")
_DELIMITER = re.compile(r"[;,:(]\s|\s-\s|\s(?:and|but|with)\s")
_LEGEND = re.compile(
    r"(?:^|[\s(,])(?:[a-z]?[+-]|nc|pc|[cfny])\s?=\s?(?:non|not|compress|flow|no\b|partial|normal|yes|present)"
)
_RELATIVE = re.compile(
    r"\b(?:mother|father|sisters?|brothers?|siblings?|parents?|aunt|uncle|cousin|grand\w{4,6}|daughter|son|family|relatives?)\b"
)
_HYPOTHETICAL = re.compile(r"dvt\sis\s(?:diagnosed|excluded\swhen)|criteri\w{1,2}\sfor\s(?:dvt|diagnosis|thromb|clot)")


@dataclass(slots=True)
class Mark:
    """A token and what its surroundings do to it."""

    token: Token
    negated: bool = False
    hedged: bool = False
    limited: bool = False
    acute_only: bool = False
    resolved: bool = False
    used: bool = False
    """Of a word that denies: it denied something."""


def readable(words: str) -> str:
    """The sentence with its advice, conditions and questions to answer blanked (same length)."""
    if _HYPOTHETICAL.search(words) or _LEGEND.search(words) or _RELATIVE.search(words):
        return " " * len(words)
    text = words
    for match in list(_ADVICE.finditer(words))[:50]:
        text = _blanked(text, _clause_start(words, match.start()), _clause_end(words, match.end()))
    for match in list(_CONDITION.finditer(text))[:50]:
        unable = _CANNOT_EXCLUDE.search(text[max(0, match.start() - 50) : match.start()])
        if not (unable and _EXCLUDES.search(match.group())):
            text = _blanked(text, match.start(), _clause_end(words, match.end()))
    return text


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _clause_start(words: str, position: int) -> int:
    ends = [match.end() for match in _DELIMITER.finditer(words, max(0, position - 200), position)]
    return ends[-1] if ends else max(0, position - 200)


def _clause_end(words: str, position: int) -> int:
    end = words.find(";", position)
    return len(words) if end < 0 else end


def mark(words: str, tokens: Sequence[Token]) -> list[Mark]:
    """Every token with negation, doubt and resolution applied."""
    marks = [Mark(token) for token in tokens]
    for index, each in enumerate(marks):
        kind = each.token.kind
        if kind == cues.NEGATION:
            _negate(words, marks, index)
            if _DENIES_BEFORE.match(words, each.token.start):
                _negate_before(words, marks, index)
        elif kind == cues.NOT_SEEN and each.token.value == "anywhere":
            _negate_last(words, marks, index)
        elif kind in (cues.NOT_SEEN, cues.UNSEEN):
            _negate_before(words, marks, index)
        elif kind == cues.RESOLVED:
            _resolve(words, marks, index)
        elif kind == cues.HEDGE:
            _hedge(words, marks, index)
    return marks


def _negate(words: str, marks: list[Mark], index: int) -> None:
    """Negate the first status word in reach, and those listed with it by "or"."""
    negation = marks[index].token
    position, hit, limited, acute = negation.end, False, False, False
    vein_passed = False
    passed: list[Mark] = []
    for other in marks[index + 1 : index + 14]:
        gap = words[position : other.token.start]
        if not _reaches(gap, hit, negation.value, other.token.kind, vein_passed):
            return
        position = other.token.end
        if hit and other.token.kind in (cues.COMPRESSION, cues.CLEAR, cues.EXTENSION):
            return
        if other.token.kind in _STATUS:
            other.negated, other.limited, other.acute_only = True, limited, acute
            hit = marks[index].used = True
            if other.token.kind in (cues.COMPRESSION, cues.CLEAR):
                return
            for each in passed:
                each.negated = True
        elif other.token.kind in _PASSED and (not hit or other.token.kind in (cues.AGE, cues.OCCLUSION, cues.LIMITED)):
            if other.token.kind == cues.VEIN:
                if _PREPOSITION.search(gap):
                    return
                vein_passed = True
            limited = limited or other.token.kind == cues.LIMITED
            acute = acute or (other.token.kind == cues.AGE and other.token.value == "acute")
            if other.token.kind in (cues.AGE, cues.OCCLUSION):
                passed.append(other)
        else:
            return


def _reaches(gap: str, hit: bool, value: str, kind: str, vein_passed: bool) -> bool:
    if len(gap) > 60 or _STOP.search(gap):
        return False
    if hit:
        return _LIST.fullmatch(gap) is not None and ("or" in gap or "/" in gap or "," in gap)
    if value == "verb":
        return len(gap.split()) <= 3 and not _AND.search(gap)
    if vein_passed:
        return len(gap.split()) <= 4
    return not _AND.search(gap) or kind in (cues.AGE, cues.OCCLUSION)


def _negate_before(words: str, marks: list[Mark], index: int) -> None:
    """ "Thrombus is not seen", "DVT excluded", "thrombus: none", "thrombus in the popliteal vein was not seen"."""
    cue = marks[index].token
    copula = cue.kind == cues.NOT_SEEN and bool(_COPULA.match(words[cue.start : cue.end]))
    position = cue.start
    for other in reversed(marks[max(0, index - 8) : index]):
        if not _QUIET.fullmatch(words[other.token.end : position]):
            return
        position = other.token.start
        kind = other.token.kind
        if kind in _NAMES_IT or kind == cues.EXTENSION:
            other.negated = marks[index].used = True
            other.resolved = "no longer" in words[cue.start : cue.end]
            other.limited = other.limited or any(
                m.token.kind == cues.LIMITED
                and other.token.start - m.token.end < 20
                and m.token.end <= other.token.start
                for m in marks
            )
            return
        if kind not in (cues.VEIN, cues.SIDE, cues.PART, cues.IGNORED) or (kind == cues.VEIN and not copula):
            return


def _negate_last(words: str, marks: list[Mark], index: int) -> None:
    """ "A thrombus would explain the pain, but none is seen"."""
    cue = marks[index].token
    for other in reversed(marks[max(0, index - 8) : index]):
        if re.search(r"[;:]", words[other.token.end : cue.start]):
            return
        if other.token.kind in _NAMES_IT:
            other.negated = marks[index].used = True
            other.resolved = "left" in words[cue.start : cue.end] or "remain" in words[cue.start : cue.end]
            return


def _resolve(words: str, marks: list[Mark], index: int) -> None:
    cue = marks[index].token
    before = [m for m in marks[max(0, index - 8) : index] if m.token.kind in _NAMES_IT]
    if before and not re.search(r"[;:.]|\bbut\b", words[before[-1].token.end : cue.start]):
        before[-1].negated = before[-1].resolved = True
        return
    for other in marks[index + 1 : index + 8]:
        if other.token.start - cue.end > 80 or re.search(r"[;:.]|\bbut\b", words[cue.end : other.token.start]):
            return
        if other.token.kind in _NAMES_IT:
            other.negated = other.resolved = True
            return


_SUSPECTED = re.compile(r"suspect|suspicion|quer|question|concern|possibility")
_CONFIRMED = re.compile(
    r"(?<!not )(?<!not be )(?<!be )(?<!yet )(?<!un)(?<!to be )\b(?:confirmed|proven|verified|borne\sout)\b(?!\s(?:on|by|elsewhere|previously))"
)
_ACTIVE = ("cannot", "can", "could", "unable", "difficult", "impossible", "hard", "not possible", "does")
_HEDGED = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION, cues.EXTENSION, cues.SCARRED))


def _hedge(words: str, marks: list[Mark], index: int) -> None:
    cue = marks[index].token
    if _SUSPECTED.match(words, cue.start) and _CONFIRMED.search(words, cue.end):
        return
    after = [
        m
        for m in marks[index + 1 : index + 10]
        if m.token.kind in _HEDGED
        and not re.search(r"[;.]|\b(?:but|however|whereas)\b", words[cue.end : m.token.start])
    ]
    before = [m for m in marks[max(0, index - 8) : index] if m.token.kind in _HEDGED]
    between = words[before[-1].token.end : cue.start] if before else ";"
    reaches_back = bool(before) and not re.search(r"[;.]|\bbut\b", between)
    if cue.value == "after":
        active = words.startswith(_ACTIVE, cue.start) and " be " not in words[cue.start : cue.end]
        if reaches_back and not (active and after):
            before[-1].hedged = True
        elif after and after[0].token.start - cue.end < 60:
            after[0].hedged = True
        return
    if after:
        for each in after:
            each.hedged = True
    elif reaches_back and "," not in between:
        before[-1].hedged = True
