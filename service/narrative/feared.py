"""A thrombus that was only feared, sought or mistaken ("a clot was feared", "what swirls in X is slow blood"): nothing is said of the vein.

And what was left undecided ("I could not decide whether X closes", "we cannot promise that no clot lurks in X"): uncertain.
"""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_NAMED = re.compile(r"thromb|clot|coagul|dvt")
_CUES = re.compile(
    r"suspicion|presumption|assumption|supposition|fear|dread|suspected|queried|wondered|thought|guessed|surmised|expected|looked|sought|asked|in\squestion|mind\b|worr|anxi|nervous|alarmed|uneasy|bothered|\bnot\s[^;.]{0,20}(?:slow|sluggish|stagnant|swirling|lazy)|^what\s"
)
_NOUN = r"(?:(?:deep\s)?(?:vein|venous)\sthrombosis|thromb(?:us|i|osis|oses)|clots?|coagulum|dvts?)"
_WHAT = re.compile(
    r"^what\s(?:swirls|moves|shimmers|drifts|glitters|floats|shines|looks\sbright|looks\sgrey|is\sseen|one\ssees|i\ssee|we\ssee|appears|shows)\s(?:about\s|around\s)?(?=(?:in|inside|within)\s(?P<vein>[^,;.:]{3,50}?)\s(?:is|was)\s(?:only\s|merely\s|just\s|nothing\sbut\s|no\smore\sthan\s)?(?:sluggish|slow|stagnant|swirling|moving|lazy|flowing|mere|an?\sarte?i?fact|arte?i?fact|echoes|rouleaux|reverberation)\b)"
)
_FEARED = re.compile(
    rf"\b(?:(?:for\s)?fear\sof\s)?(?:an?\s|the\s|any\s|some\s)?(?:\w{{3,9}}\s)?{_NOUN}(?P<where>\s(?:in|of|within|inside)\s[^,;.:]{{3,50}}?)?\s(?:was|were|had\sbeen|has\sbeen|being)\s(?:greatly\s|much\s|rightly\s|strongly\s)?(?:feared|dreaded|suspected|queried|wondered\sabout|thought\s(?:likely|possible|of)|looked\sfor|sought|asked\sabout|in\squestion|on\s(?:his|her|their|my|the)\smind)\b(?=\s?(?:[.,;:)]|$)|\s(?:by|clinically|before|on\sthe\sward|so|and)\b)"
)
_WORRIED = re.compile(
    rf"\b(?:worr(?:y|ies|ied)|anxious|anxiety|nervous|alarmed|uneasy|bothered|fears?|feared|dreaded|dreads)\s(?:(?:about|over|regarding|that\sthere\s(?:is|was|might\sbe)|for|of)\s)?(?:(?:an?|the|any|some|possible)\s)?(?:\w{{3,9}}\s)?{_NOUN}\b(?P<where>\s(?:in|of|within)\s[^,;.:]{{3,50}}?)?(?=\s?(?:[,;.:]|$)|\s(?:and|because|so|but|after|since|when)\b)"
)
_NOT_SLOW_BLOOD = re.compile(
    rf"(?P<noun>\b{_NOUN}),?\s(?:and\s)?not\s(?:merely\s|just\s|simply\s|only\s|an?\s)?(?:slow|sluggish|stagnant|swirling|lazy)\s(?:blood|flow|stream)\b"
)
_ON_SUSPICION = re.compile(
    rf"\b(?:on|upon|under|because\sof|given|amid|owing\sto|due\sto)\s(?:(?:the|a|an|clinical|strong|mere|high|initial|reasonable)\s){{0,3}}(?:suspicion|presumption|assumption|supposition|fear)\sof\s(?:(?:an?|any|some)\s)?(?P<of>(?:\w{{3,11}}\s){{0,4}}?){_NOUN}\b(?P<where>\s(?:in|of|within)\s[^,;.:]{{3,50}}?)?(?=\s?(?:[,;.:)]|$)|\s(?:and|but|until|pending|before|last|yesterday)\b)"
)
""" "Heparin was begun on suspicion of a femoral clot"."""
_AS_FEARED = re.compile(
    r"(?:^|(?<=[;:]\s))(?:just\s|exactly\s)?as\s(?:(?:i|we|you|he|she|they|was|were|had\sbeen|the\s\w{3,9})\s)?(?:had\s|have\s)?(?:rightly\s)?(?:feared|suspected|thought|guessed|wondered|dreaded|surmised),?\s|"
    r"(?<=found\s)(?:just\s|exactly\s)?what\s(?:i|we|you|he|she|they)\s(?:had\s)?(?:feared|suspected|thought|guessed|dreaded|were\slooking\sfor|was\slooking\sfor|expected)\s?[:,-]\s"
)
""" "As feared, clot fills X", "we found what you suspected: a clot in X"."""
_UNDECIDED_CUES = re.compile(
    r"\b(?:whether|if|promise|guarantee|swear|vouch|questionable|doubtful|uncertain|equivocal|dubious|undecided|or\smay\snot|or\smight\snot|or\scould\snot)\b"
)
_NOT_DECIDED = re.compile(
    r"\b(?:(?:i|we|one)\s)?(?:(?:can|could|did|do|am|are|was|were|is|will)\snot|cannot|(?:am|are|was|were|is)?\s?unable\sto|(?:it\s(?:is|was)\s)?(?:hard|difficult|impossible|not\seasy|not\spossible)\sto|failed\sto)\s(?:(?:quite|really|confidently|reliably|with\sconfidence|always)\s)?"
    r"(?:be\s(?:sure|certain|confident)|sure|certain|clear|convinced|tell|say|judge|decide|determine|make\sup\s(?:my|our|one's)\sminds?|make\sout|work\sout|settle|establish|ascertain|state|know|see|agree)(?:\s(?:for\scertain|for\ssure|with\scertainty|confidently|here))?\s(?:whether|if)\s|"
    r"\b(?:(?:i|we)\s(?:am|are|was|were)\s|(?:it\s)?(?:is|was|remains?)\s)?(?:unsure|uncertain|unclear|undecided|in\stwo\sminds|in\sdoubt|doubtful|debatable|moot|an\sopen\squestion|anyone's\sguess|open\sto\squestion)(?:\s(?:about|as\sto))?\s(?:whether|if)\s"
)
_MAY_OR_MAY_NOT = re.compile(r"\b(?:may|might|could)\sor\s(?:may|might|could)\snot\b")
_NO_PROMISE = re.compile(
    rf"\b(?:cannot|could\snot|can\snot|unable\sto|would\snot)\s(?:promise|guarantee|swear|vouch|be\s(?:sure|certain)|say\sfor\s(?:sure|certain))\s(?:that\s)?(?:there\s(?:is|was)\s)?no\s(?P<what>(?:(?:small|fresh|hidden|tiny)\s)?{_NOUN})\b"
)
_QUESTIONABLE = re.compile(
    r"\b(?P<how>questionable|doubtful|uncertain|equivocal|dubious)\s(?:closure|collapse|coaptation|apposition|squash|flattening|effacement)\b"
)

_PROBABLY = re.compile(
    r"\b(?:filling\s)?(?:defects?|echoes|material|structures?|lesions?|contents?|shadows?|opacit(?:y|ies)|strands?|spots?|areas?|something)\s?[,(-]?\s?(?:(?:which|that)\s)?(?:(?:is|are|was|were)\s)?(?:probably|possibly|perhaps|presumably|conceivably|maybe|(?:most|very|quite)?\s?likely|suspected\s(?:to\sbe|as)|thought\sto\sbe|could\sbe|might\sbe|may\sbe|suspicious\s(?:of|for)|query|\?)\s?(?:(?:an?|some|due\sto|of|fresh|old|small|mural|early|partial)\s){0,3}(?:thrombotic|thrombus|thrombosis|clots?)\b(?:\sin\s(?:nature|origin))?\)?"
)
""" "A short filling defect, probably thrombotic"."""


def with_doubts_plain(words: str) -> str:
    """The words of a sentence with what was left undecided as "uncertain"."""
    words = _PROBABLY.sub("possible thrombus", words)
    if not _UNDECIDED_CUES.search(words):
        return words
    words = _MAY_OR_MAY_NOT.sub("might", words)
    words = _NO_PROMISE.sub(r"cannot exclude \g<what>", _QUESTIONABLE.sub(r"\g<how> compression", words))
    return _NOT_DECIDED.sub("it is uncertain that ", words)


def without_what_was_feared(words: str) -> str:
    """The words of a sentence without what was only feared."""
    if not _CUES.search(words) or not _NAMED.search(words):
        return words
    words = _AS_FEARED.sub("", words)
    words = _NOT_SLOW_BLOOD.sub(r"\g<noun>", _WHAT.sub("", words))
    words = _ON_SUSPICION.sub(_only_suspected, words)
    return _WORRIED.sub(_only_the_vein, _FEARED.sub(_only_the_vein, words))


def _only_suspected(match: re.Match[str]) -> str:
    """ "On suspicion of a right femoral clot"; the name of the vein alone would be one of nothing said."""
    return "for the question"


def _only_the_vein(match: re.Match[str]) -> str:
    """ "A clot in the right femoral vein was feared": the vein is named and nothing is said of it."""
    where = match["where"]
    if where is None:
        return "the question"
    name = where.strip().split(" ", 1)[1]
    return f"the question of {name}" if is_a_vein(name) else "the question"
