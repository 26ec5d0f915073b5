"""The headings of a report and the section that each opens."""

from __future__ import annotations

import re

INDICATION, TECHNIQUE, FINDINGS, IMPRESSION = "indication", "technique", "findings", "impression"
RECOMMENDATION, COMPARISON, LEGEND, TITLE = "recommendation", "comparison", "legend", "title"
UNREAD_SECTIONS = frozenset({TECHNIQUE, RECOMMENDATION, LEGEND})

_HEADINGS = {
    INDICATION: r"indications?|ind|referring\s(?:dx|diagnosis|reason)|clinical(?:\s(?:details?|history|information|info|indication|question|notes?|data|hx|"
    r"summary|context|background|problem|request|presentation|diagnosis))?|reason(?:s?\sfor\s(?:the\s)?(?:exam\w*|study|referral|request|scan|"
    r"test|visit|ultrasound))?|history|hx|referral(?:\s(?:reason|details|question))?|referred\sfor|request(?:ed)?|presenting\s(?:complaint|symptoms?)|"
    r"presentation|background|symptoms?|hpi|pmh|pmhx|c/o|question|past\s(?:medical\s)?history|medical\shistory|relevant\shistory|medications?|"
    r"pre-?test\s(?:probability|score)|order(?:ing)?\s(?:reason|diagnosis)|provisional\sdiagnosis|(?:previous|prior|past|known)\s(?:vte|dvts?|thrombosis|events?)|risk\sfactors?|why\s(?:scanned|the\sscan|we\s(?:scanned|looked))|(?:the\s)?story|(?:you|they|what\s(?:you|they|was)|we\swere)\sasked|the\sask|complaint|anticoagulation|treatment|antecedents?|anamnesis",
    TECHNIQUE: r"techniques?|method\w*|protocol|procedure(?:\sdetails)?|technical\sfactors|equipment|transducer|how\s(?:it\swas\s)?(?:done|scanned)|"
    r"technical\s(?:details|notes?)",
    TITLE: r"exam|examination|study|type\sof\s(?:exam\w*|study)|investigation|test|modality|title|procedure|done",
    FINDINGS: r"(?:ultrasound\s|us\s|scan\s|duplex\s|sonographic\s|doppler\s)?findings?|report|results?|description|"
    r"observations?|scan|today|currently|body|narrative|details|(?:we|i)\s(?:found|saw)|what\s(?:(?:it|the\sscan)\sshow(?:s|ed)|(?:was|is)\s(?:seen|found)|(?:we|i)\s(?:found|saw))|seen",
    IMPRESSION: r"impressions?|imp|impr|conclusions?|concl?|conc|summary|opinion|comments?|interpretation|assessment|diagnos[ie]s|dx|"
    r"final(?:\s(?:diagnosis|impression|report|read|result))?|overall|in\s(?:summary|conclusion|brief|short)|bottom\sline|summing\sup|to\ssum\sup|in\sa\s(?:word|nutshell)|in\sall|therefore|upshot|the\supshot|take-?home(?:\smessage)?|the\sanswer|key\sfindings?|reader|verdict|outcome|"
    r"reporting\s(?:radiologist|physician)|conclusion\s(?:and|/)\s(?:recommendations?|plan|advice)|impression\s(?:and|/)\s(?:recommendations?|plan)|remarks?|addendum|addenda",
    RECOMMENDATION: r"recommendations?|plan|advice|advise|suggestions?|management|action|follow-?\s?up\splan|rec|next\ssteps?",
    COMPARISON: r"comparisons?|priors?|(?:prior|previous)\s(?:study|studies|imaging|exam\w*|scans?|ultrasound|us|uss|duplex)|compared\s(?:to|with)",
    LEGEND: r"key|legend|abbreviations?|criteria|codes?|coding",
}
_SPACE_ENDS = r"indication|impression|conclusion|findings|technique|comment|interpretation|hx|dx|result|summary|comparison|recommendation|opinion"
_HEADING = re.compile(
    r"(?:\d{1,2}[.)]\s*|[*\-]\s*)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _HEADINGS.items())
    + r")(?:\s*:+\s*|\s+-+\s+|\s*-+\s+|\s*=+\s+|\s*\.?\s*$|\s*\|\s*)",
    re.IGNORECASE,
)
_CAPITALS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _HEADINGS.items()), re.IGNORECASE)
_SPACED = re.compile(rf"(?:{_SPACE_ENDS})s?(?=\s[A-Z0-9?])", re.IGNORECASE)
_IN_SUMMARY = re.compile(
    r"(?:in (?:summary|conclusion)|overall|impression|summary|conclusion|to (?:summari[sz]e|conclude))[,\s]+",
    re.IGNORECASE,
)


def is_heading_alone(line: str) -> bool:
    """A line that is a heading and nothing else."""
    return _HEADING.fullmatch(line.strip()) is not None


def read_heading(piece: str) -> tuple[str, str]:
    """(section, the words behind its heading); an empty section when the piece opens none."""
    match = _HEADING.match(piece)
    if match and match.lastgroup:
        told = re.match(r"(?:previous|prior|past)\s(?:vte|dvt|thrombosis)", piece, re.IGNORECASE)
        return match.lastgroup, piece if told else piece[match.end() :]
    spaced = _SPACED.match(piece)
    # "INDICATION VENTILATED DAY 9": a capital heading needs no colon.
    if spaced and spaced.group().isupper():
        named = _CAPITALS.fullmatch(spaced.group())
        if named and named.lastgroup:
            return named.lastgroup, piece[spaced.end() :].lstrip()
    summary = _IN_SUMMARY.match(piece)
    return (IMPRESSION, piece[summary.end() :]) if summary else ("", piece)
