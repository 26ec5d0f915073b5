"""A thrombus that was only searched for: a search that came to nothing is "no thrombus", any other purpose says nothing.

"Our search for X came up empty", "we looked in vain for X", "scan all clear for X"; "duplex for X" only tells why.
Only denials are written here, never an affirmation.
"""

from __future__ import annotations

import re

from service.narrative.words_searching import END, EXAM, IN_VAIN, NOTHING_CAME, NOUN, PLACE, SEARCH, WHAT, WHERE

_NAMED = re.compile(r"thromb|clot|dvt|coagul|vte")
_CUES = re.compile(
    r"\b(?:for|after|about|to|of)\s|indication|request|referral|clinical|search|hunt|work-?\s?up|quer|screen|wells|dimer|scor|\b(?:looked|looking|sought|regard\w*|concern\w*|empty|vain|clear|clean)\b"
)
_OURS = r"(?:\b(?:our|my|the|an?|this|that|today's|any|all|every|each|further|another|his|her)\s)?(?:(?!(?:no|not|from|for|of|in|known|follow|positive|negative|neg)\b)\w{3,14}\s){0,2}?"
_LEG = r"(?:(?P<leg>\b(?:left|right|lt|rt|both)\s(?:legs?|(?:lower\s)?limbs?|lower\sextremit(?:y|ies)|calf|calves|thighs?)),?\s?(?:[:-]\s)?)?"
_MADE = r"(?:\s(?:was|were|has\sbeen|is|being)\s(?:(?:\w{3,12}ly|also)\s)?(?:made|carried\sout|undertaken|performed|done|conducted|mounted|requested|ordered|booked|arranged|asked))?"
_SEARCH_EMPTY = re.compile(
    rf"{_LEG}{_OURS}\b(?:{SEARCH}|{EXAM}){PLACE}{_MADE}\s(?:for|after|into|of|to\s(?:find|detect|look\sfor|search\sfor|seek|demonstrate))\s{WHAT}{WHERE}{NOTHING_CAME}"
)
_OF_NOUN_EMPTY = re.compile(
    rf"{_LEG}(?:\b(?:the|our|my|this|today's)\s)?\b(?P<what>{NOUN})(?:\s|-)(?:{SEARCH}|{EXAM}){WHERE}{NOTHING_CAME}"
)
_EMPTY_SEARCH = re.compile(
    rf"\b(?:an?\s|the\s|our\s)?(?:negative|neg|fruitless|futile|unrewarding|unsuccessful|unproductive|empty|barren|vain|blank|clear|normal)\s(?:{SEARCH}|{EXAM})(?:\s(?:for|after|of)|,|\s?:)\s{WHAT}"
)
_LOOKED = r"(?:search|look|hunt|scour|comb|probe|screen|trawl|check|sweep|swept|quest|rummag|scan|explore|seek|sought|tri|attempt)(?:e?d|ing|s|ied)?"
_LOOKED_IN_VAIN = re.compile(
    rf"\b(?:(?:we|i|one|he|she|they|who(?:ever)?)\s)?(?:(?:have|has|had|was|were)\s)?{_LOOKED}(?:\s(?!for\b|in\svain)(?P<place>[^,;:.]{{3,50}}?))?,?\s{IN_VAIN},?\s(?:for|to\s(?:find|see|detect|locate|demonstrate|show))\s{WHAT}|"
    rf"\b(?:(?:we|i|one|he|she|they)\s)?(?:(?:have|has|had)\s)?(?:(?:looked|searched|hunted|sought|looking|searching|hunting|sweeping|screening)\s(?:for|after)|seeking|sought|tried\sto\sfind)\s(?:(?:an?|any|the|some|signs?\sof|evidence\sof)\s){{0,2}}(?P<what2>(?:[\w-]{{3,14}}\s){{0,5}}?{NOUN})\b(?P<where2>(?:\s(?:in|of|within|on|at|inside|along)\s(?!vain\b)[^,;:.]{{1,60}}?)?){NOTHING_CAME}"
)
_SOUGHT = re.compile(
    rf"\b(?:an?\s|any\s|the\s)?(?P<what>(?:[\w-]{{3,14}}\s){{0,4}}?{NOUN}){WHERE}\s(?:was|were|has\sbeen|have\sbeen|is)\s(?:(?:carefully|actively|specifically|diligently|thoroughly|duly)\s)?(?:sought|looked\sfor|searched\sfor|hunted(?:\sfor)?|chased|pursued),?\s(?:{IN_VAIN}|(?:and|but|yet)\s(?:(?:it\s)?(?:could|can)\snot\sbe|(?:it\s)?(?:was|were)\s(?:not|nowhere)(?:\sto\sbe)?|never)\s(?:found|seen|detected|shown|located|demonstrated|identified)){END}"
)
_PASSIVE = re.compile(
    rf"(?P<vein>^[^,;:.]{{3,60}}?)\s(?:(?:was|were|has\sbeen|have\sbeen|is|are)\s)(?:\w{{3,12}}ly\s)?(?:scoured|combed|searched|hunted\sthrough|swept|probed|interrogated|scanned|checked|examined|screened|trawled|inspected|scrutini[sz]ed)\sfor\s{WHAT},?\s?(?:{IN_VAIN}|(?:[:;-]\s|but\s|and\s|with\s|there\s(?:is|was)\s)*(?:none|nothing|nil|no\s(?:result|joy|luck|success|trace))(?:\s(?:seen|found|there|whatever|at\sall))?){END}"
)
_CLEAR_FOR = re.compile(
    rf"(?<!not )(?<!from )(?<!hardly )(?<!yet )(?<!nor )\b(?:(?:given|gets?|got|has|have|had|been)\s){{0,3}}(?:the\s|an?\s)?(?:all[\s-])?(?:clear|clean|blank|unrewarding|unremarkable|reassuring|reassured|unproductive|barren|nil|innocent|fruitless|normal|negative)(?:\s(?:study|scan|examination|result|exam))?,?\s(?:for|as\s(?:to|regards|far\sas)|with\s(?:regard|respect|reference)\sto|regarding|concerning|in\s(?:respect|terms|point)\sof|from\sthe\s(?:point\sof\sview|standpoint|viewpoint)\sof|on\sthe\s(?:question|matter)\sof|about)\s{WHAT}(?!\s(?:risk|is|goes|was|clinic|are)\b)"
)
_AWAY_EMPTY = re.compile(
    rf"\b(?:we|i)\s(?:(?:have|had)\s)?(?:came|come|went|returned)\s(?:away\s|back\s)?empty[\s-]handed\s(?:from|after|in|on)\s{_OURS}(?:{SEARCH}|{EXAM})\s(?:for|after)\s{WHAT}"
)
_NO_JOY = re.compile(
    rf"\bno\s(?:joy|luck|success|sign|chance|hope)\s(?:in|with|of|at)?\s?(?:finding|looking\sfor|searching\sfor|detecting|hunting\sfor|locating|seeking|spotting|demonstrating|showing)\s{WHAT}"
)
_AS_FOR = re.compile(
    rf"^(?:as\s(?:for|to|regards|far\sas)|regarding|concerning|with\s(?:regard|respect)\sto|on\sthe\s(?:question|matter|subject)\sof)\s{WHAT}{WHERE},\s(?:(?:we|i|there\s(?:is|was)|the\s(?:scan|study|search))(?=\s))?(?:{NOTHING_CAME}|\s?(?:nothing|none|no\ssuch\sthing)(?:\s(?:seen|found|there))?{END})"
)
_PURPOSE = re.compile(
    rf"\b(?P<exam>(?:{SEARCH}|{EXAM}|looked|searched|hunted|scanned|screened|checked|asked|sought){PLACE}{_MADE}|(?:limited|inadequate|insufficient|suboptimal|incomplete|non-?diagnostic|unsuitable)(?:\s(?:study|scan|examination|exam))?|(?:wells|d-?dimer|pre-?test|risk|scores?|scored|scoring)\b[^,;:.]{{0,25}}?)\s(?:for|after|about|to\s(?:look\sfor|seek|find|search\sfor|detect))\s(?P<lead>(?:(?:an?|any|the|some|signs?\sof|evidence\sof)\s){{0,2}})(?P<adj>(?:[\w-]{{2,14}}\s){{0,5}}?){NOUN}\b(?!['-])(?P<where>(?:\s(?:in|of|within|on|at|inside|along)\s(?!vain\b)(?:(?:the|an?|left|right|lt|rt|both|either|leg|legs|calf|common|superficial|deep|external|[a-z]{{5,12}}al|femoris|vein|veins|limb|side)\s?){{1,6}})?)"
    r"(?!\s?(?:[:=-]\s?)?(?:(?:is|was|are|were|remains?|proved|turned\sout)\s)*(?:equivocal|inconclusive|indeterminate|positive|pos\b|yes\b|confirmed|suspicious|doubtful|limited|borderline|uncertain|unclear|successful))"
)
_WHY = re.compile(
    r"(?:(?<=[;,=:(-])|(?<=\s))\s?\b(?:clinical\s)?(?:indications?|reason\sfor\s(?:the\s)?(?:exam\w*|study|scan|referral|request)|clinical\s(?:question|details?|info(?:rmation)?)|referral|request)\s?:\s[^.;:]{0,80}(?=[.;)]|$)"
)
"""Why the scan was made, told in the middle of a line."""
_NO_PURPOSE = re.compile(
    r"\b(?:known|established|proven|confirmed|previous|prior|old|chronic|existing|progress\w*|extent|extension|resolution|persist\w*|residual|recurrent|with|in|of|no|not|positive|negative|is|was|shows?|there|treated|his|her|and)\b"
)
_LEG_NAMED = re.compile(r"\b(?:left|right|lt|rt|both)(?:\s(?:legs?|(?:lower\s)?limbs?|lower\sextremity|calf|thigh))?\b")
_POSITIVE = re.compile(r"\b(?:positive|pos\.?|abnormal)\s(?:\w{3,12}\s){0,2}$")
_FOLLOWS = re.compile(r"\b(?:follow-?\s?up|f/u|progress|repeat|surveillance|re-?scan\w*|interval|serial|control)\b")
_WISHED = re.compile(r"\b(?:if|whether|unless|until|once|when|before|should|would|please|not|no)\s(?:\w{1,9}\s){0,3}$")


def with_searches_denied(words: str) -> str:
    """The words of a sentence with what was searched for denied, where nothing was found."""
    if not _NAMED.search(words) or not _CUES.search(words):
        return words
    for turn in (_SEARCH_EMPTY, _OF_NOUN_EMPTY, _AS_FOR):
        words = turn.sub(_denied, words, count=2)
    words = _LOOKED_IN_VAIN.sub(_in_vain, words, count=2)
    words = _PASSIVE.sub(lambda m: m.group() if _is_wished(m) else f"no {m['what']} in {m['vein']}", words)
    words = _SOUGHT.sub(_denied, words, count=2)
    words = _CLEAR_FOR.sub(lambda m: m.group() if _is_wished(m) else f": no {m['what']}", words).removeprefix(": ")
    for turn in (_EMPTY_SEARCH, _AWAY_EMPTY, _NO_JOY):
        words = turn.sub(r"no \g<what>", words, count=2)
    return words


def without_purposes(words: str) -> str:
    """The words of a sentence without what was only searched for; to be called when its denials were read."""
    if not _NAMED.search(words) or not _CUES.search(words):
        return words
    return _PURPOSE.sub(_purpose, _WHY.sub("", words), count=3)


def _is_wished(match: re.Match[str]) -> bool:
    """ "If the search for a clot is negative"."""
    return _WISHED.search(match.string, max(0, match.start() - 40), match.start()) is not None


def _denied(match: re.Match[str]) -> str:
    if _is_wished(match):
        return match.group()
    parts = match.groupdict()
    place = f" in {parts['place'].strip()}" if parts.get("place") and not match["where"] else ""
    leg = f"{parts['leg']}: " if parts.get("leg") else ""
    return f"{leg}no {match['what']}{match['where'] or ''}{place}"


def _in_vain(match: re.Match[str]) -> str:
    if _is_wished(match):
        return match.group()
    if match["what2"]:
        return f"no {match['what2']}{match['where2'] or ''}"
    place = re.sub(r"^(?:in|through|along|over|at|within|of)\s", "", match["place"] or "")
    return f"no {match['what']}{' in ' + place if place else ''}"


def _purpose(match: re.Match[str]) -> str:
    """ "Duplex for a right leg DVT" tells why; of a known one, what is followed up."""
    if _NO_PURPOSE.search(match["adj"]) or _FOLLOWS.search(match.string, 0, match.start("exam") + 20):
        return match.group()
    if _POSITIVE.search(match.string, max(0, match.start() - 30), match.start()):
        return match.group()
    leg = _LEG_NAMED.search(match["adj"] + match["where"])
    return f"{match['exam']}{' ' + leg.group() if leg else ''} "
