"""What headlines, answers and short forms leave to the reader ("DVT negative", "Answer: none found", "DVT proforma") said in full."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_NOUN = r"(?:dvts?|vte|thromb(?:us|i|osis|oses)|clots?|(?:deep\s)?(?:vein|venous)\sthrombos[ie]s)"
_CUES = re.compile(
    r"dvt|thromb|clot|vte|answer|none|control|comparison|reference|\bfrom\b|calf|\b[rl]\s?(?:and|&)\s?[rl]\b|every\w*|all\sclear|segment|(?:scan|study|duplex|doppler|ultrasound|exam\w*|uss?|imaging)\b"
)
_NAMED = re.compile(r"dvt|thromb|clot|vte")
_MARKED = re.compile(r"[:=?]|\s-|-\s")
_EXAMINED = re.compile(r"^[^;.]{0,60}?\b(?:neg|-ve|nil|clear|reassuring)")
_ADJECTIVES = r"(?:(?:acute|proximal|distal|above-knee|below-knee|calf|recent|fresh|new|significant|deep|any|lower\slimb|leg)\s){0,3}"
_STUDY_NEGATIVE = re.compile(
    r"^(?P<side>(?:(?:left|right|lt|rt|l|r|bilateral|both)\s(?:legs?\s|lower\slimbs?\s|limbs?\s)?)?)(?:(?:the|this|today's|venous|leg|duplex|doppler|ultrasound|us|deep|vein|compression|whole|complete|full|limb|lower)\s){0,4}(?:scan|study|duplex|doppler|ultrasound|uss?|exam(?:ination)?|imaging|test|screen)\s?(?:(?:is|was|result|remains|entirely|completely|overall|:|-|=)\s?){0,2}(?:neg\b\.?|-ve|nil(?:\sfound|\sseen)?|clear|negative|reassuring\sand\snegative)(?=\s?(?:[.;,]|$)|\s(?:on\sthe\s(?:left|right)|bilat\w*|both))"
)
_WHERE_NO = re.compile(
    rf"(?P<lead>^|[;,]\s|\b(?:and|but)\s)(?P<noun>{_ADJECTIVES}{_NOUN})\s(?:-\s)?(?:(?:in|of|on)\s)?(?P<where>(?:the\s)?[^,;.:=?]{{1,40}}?)\s?(?:[:=?]|-)\s?(?:(?P<no>negative|neg\b\.?|nil|no|none|-ve|absent|n|(?:none|not|nil)\s(?:found|seen|detected|present|identified|demonstrated)|excluded|ruled\sout)|(?P<yes>positive|pos\b\.?|yes|\+ve|present|confirmed|y|seen|found))(?=\s?(?:[.;,)(]|$)|\s-\s|\s(?:in|on|at)\b)"
)
_ONLY_A_LEG = re.compile(
    r"(?:the\s)?(?P<side>(?:left|right|lt|rt|l|r|both|either)(?:\s(?:legs?|limbs?|sides?|lower\slimbs?))?)"
)
_MELTED = re.compile(
    r"\b(?P<has>has|have)\s(?:(?:since|now|completely|entirely|all|fully|meanwhile|totally)\s){0,2}(?:melted|dissolved|washed|faded|cleared)\s(?:away|out|off|up)\b|\b(?P<had>has|have)\s(?:(?:since|now|completely|entirely)\s)?(?:melted|evaporated)(?=\s?(?:[.,;]|$))"
)
_NO_PART_FREE = re.compile(
    rf"\b(?:no|not\sa)\s(?:part|portion|segment|section|stretch|inch|centimetre|bit|length|level)\sof\s(?P<vein>[^,;.:]{{3,50}}?)\s(?:is|was|remains|has\sremained|stays)\s(?:free|clear|devoid|empty|bare)\sof\s(?:the\s|any\s)?{_NOUN}"
)
_ALL_CLEAR = re.compile(
    r"^(?:(?:scan|study|result|duplex|doppler|ultrasound|verdict|veins?|legs?|us|uss)\s?(?:[:-]|is|was|are)?\s)?all\sclear(?=,?\s(?:left|right|both)\sle?gs?\b|\s?\.?$)"
)
_GROIN_TO_ANKLE = re.compile(
    rf"\b(?P<no>no|nil|without)\s(?:(?:any|trace\sof|sign\sof|evidence\sof|hint\sof|signs\sof)\s){{0,2}}{_NOUN}\s(?:(?:is\s|was\s)?(?:seen|found|identified|detected|anywhere|demonstrated|visuali[sz]ed|shown|noted|present|evident|visible)\s)?(?:all\sthe\sway\s)?(?:from|between)\s(?:the\s)?(?:groin|hip|inguinal\s\w{{4,8}}|top)\s(?:down\s)?(?:to|and)\s(?:the\s)?(?:ankle|calf|foot|heel)\b"
)
_ASKED_ALONE = re.compile(rf"(?:^|[;.]\s)(?:any\s)?(?:(?:acute|deep)\s)?{_NOUN}(?:\s(?:present|seen))?\s?[?:]+\s*$")
_OF_A_LEG_BEFORE = re.compile(r"^(?:left|right|lt|rt|l|r)\s(?:leg|side|limb):\s(?:no\s)?(?:dvt|thromb|clot)")
_LEG_REPLY = re.compile(
    r"^(?P<side>left|right|lt|rt|l|r)(?:\s(?:leg|side|limb))?\s?[:=-]?\s?(?:(?P<no>no|none|nil|neg|negative|nothing|n)|(?P<yes>yes|pos|positive|y|present))(?=\s?(?:[,.;:(-]|$))(?:\s?[,:;-]\s?)?(?:in\s)?(?P<rest>.{0,120})$"
)
_FORM = re.compile(
    r"\b(?P<noun>dvt|vte|thrombosis|clot)(?=[\s-](?:pro-?forma|form|forms|work-?sheet|sheet|template|check-?list|pathway|clinic|service|nurse|team|unit|referral|request|list|record|report\sform|bundle|audit|score|hotline|suite|lab|laboratory|slot|appointment|policy|guideline|guidelines|algorithm|decision\stool|triage|rule-?out|query|question)\b)"
)
_ASKED = re.compile(rf"\b{_NOUN}\b[^.;]{{0,60}}\?\s*$")
_ONLY_ASKED = re.compile(
    rf"(?:(?:is|are)\sthere|has\s(?:she|he|the\spatient|this\s\w{{3,10}})\s(?:got|developed)?|does\s(?:she|he|the\spatient)\shave|do\swe\ssee|any(?:thing)?|evidence\sof|\?|^|query)\s?(?:an?|any|evidence\sof|sign\sof)?\s?(?:a\s)?(?:(?:acute|deep)\s)?{_NOUN}(?:\s(?:in|of)\s(?:the\s)?(?:left|right)?\s?(?:leg|limb|calf|thigh))?\s?\?\s*$"
)
_REPLY = re.compile(
    r"^(?:(?:(?:the|our|my)\s)?(?:answer|ans|a|reply|response|result|outcome|verdict|finding|findings|conclusion|we\s(?:found|saw|see|find)|i\s(?:found|saw|see|find)|what\s(?:we|i)\sfound|found|seen|scan(?:\s(?:says|shows|showed))?)\s?(?:is|was)?\s?[:=-]?\s)?(?:(?P<no>no|none|nil|negative|neg|not\s(?:found|seen|present|detected|demonstrated|so|the\scase)|none\s(?:found|seen|detected|identified|present|demonstrated|visible|shown)|nil\s(?:found|seen|detected)|no,?\s(?:she|he|it|there)\s(?:has|is|does)\s(?:not|none|nothing)|excluded|ruled\sout)|(?P<yes>yes|confirmed|present|positive))(?=\s?(?:[.,;:]|$|-\s))(?P<rest>[^.]{0,160})"
)
_CONTROL = re.compile(
    r"(?P<leg>\b(?:left|right|lt|rt|l|r|other|contralateral|opposite|asymptomatic|unaffected)\s(?:legs?|side|limb))\s(?:(?:was|is|also|veins|scanned|imaged|examined|used|taken|included|viewed|looked\sat|seen|done|checked|shown|serving|serves|served|briefly|only)\s){0,4}(?:(?:as|for|by\sway\sof)\s(?:an?\s|the\s)?(?:control|comparison|reference|contrast)s?)\s?(?:[:,;-]\s?|\b(?:and\s)?(?:is|was|found)\s)\s?(?=(?:clear|normal|negative|fine|unremarkable|healthy|ok|nad|patent)\b)"
)
_FROM_TO = re.compile(
    r"(?P<lead>^|[;:,]\s|\b(?:left|right|lt|rt|leg|side|limb)\s(?:is\s|are\s|side\s|leg\s)?)(?P<good>(?:completely\s|entirely\s|widely\s|fully\s|all\s)?(?:clear|open|patent|normal|healthy|free|clean|compressible|unremarkable|fine))\s(?:all\sthe\sway\s)?from\s(?P<range>(?:the\s)?[^,;.:]{2,50}?\s(?:to|as\sfar\sas|through|until)\s[^,;.:]{2,40}?)(?=\s?(?:[,;.:]|$))"
)
_CALF_TOO = re.compile(
    r",\s(?:the\s)?(?P<what>calf|calves|calf\sveins|pelvic\sveins|pelvis)\s(?:veins\s|vessels\s)?(?:included|inclusive|too|as\swell|also|likewise)\b"
)
_BOTH = re.compile(r"\b(?:r|rt)\s?(?:and|&)\s?(?:l|lt)\b\.?|\b(?:l|lt)\s?(?:and|&)\s?(?:r|rt)\b\.?")
_EVERY = re.compile(
    r"^(?P<every>every|each|all(?:\sthe)?)\s(?P<which>(?:deep\s|venous\s|visuali[sz]ed\s|examined\s|imaged\s){0,2})(?:segments?|veins?|levels?|vessels?|sections?|stations?|points?|sites?)\s(?:examined\s|scanned\s|seen\s|tested\s|imaged\s)?(?=(?:does\snot\s|do\snot\s|is\s|are\s|was\s|were\s)?(?:compress|clos|collaps|squash|flatten|clear|patent|normal|coapt|obliterat|effac|empt|squeez|appos))"
)
_EVERYTHING = re.compile(
    r"\beverything\s(?=(?:compress|squash|flatten|coapt|collaps|clos|(?:is|looks|appears)\s(?:clear|open|patent|normal|fine|healthy|compress))|clear\b|open\b|patent\b|normal\b|fine\b)"
)
_NOTHING = re.compile(
    r"^(?:there\s(?:is|was)\s)?(?:no|nil|not\sa|nothing\s(?:to\ssuggest|like|resembling|suggesting|suggestive\sof|that\slooks\slike|in\sthe\sway\sof))\s(?:(?:an?|any|sign\sof|signs\sof|evidence\sof|trace\sof|hint\sof|suggestion\sof|recent|fresh|acute|intraluminal|convincing|definite)\s){0,3}(?P<noun>thromb(?:us|i|osis)|clots?)(?:\s(?:seen|found|anywhere|at\sany\slevel|identified|detected|demonstrated|present|visible|in\sany\s(?:vein|segment)))*\s?\.?$"
)
_ALL_VEINS = re.compile(
    r"^(?:every|each|all)\s(?:deep\sveins?)\b|\b(?:deep\s(?:venous\s)?system|all\s(?:deep\s)?veins)\b"
)


def with_headlines_in_full(words: str, before: str) -> str:
    """The words of a sentence with its short forms written out; ``before`` are those of the sentence before."""
    asked = before.endswith("?") or _LEG_REPLY.match(words)
    if not asked and not _CUES.search(words):
        return words
    if asked:
        words = _answered(words, before)
    words = _ALL_CLEAR.sub("no dvt", words)
    if _NAMED.search(words):
        words = _of_the_noun(words)
    if _EXAMINED.search(words):
        words = _STUDY_NEGATIVE.sub(r"\g<side>: no dvt", words).removeprefix(": ")
    words = _of_the_veins(words)
    return _NOTHING.sub("no dvt", words) if _ALL_VEINS.search(before) else words


def _of_the_noun(words: str) -> str:
    """What is answered beside the noun, and the names of forms."""
    words = _FORM.sub("", words)
    if "no" in words:
        words = _GROIN_TO_ANKLE.sub(r"\g<no> dvt", _NO_PART_FREE.sub(r"\g<vein> contains thrombus", words))
    if _MARKED.search(words):
        words = _WHERE_NO.sub(_answer_first, words)
    if "ha" in words:
        words = _MELTED.sub(lambda match: f"{match['has'] or match['had']} resolved", words)
    return words


def _of_the_veins(words: str) -> str:
    """Ranges, controls, "all of them"."""
    if "for" in words or "as " in words or "by way" in words:
        words = _CONTROL.sub(r"\g<leg> ", words)
    if " from " in words:
        words = _FROM_TO.sub(_range_first, words)
    if ", " in words:
        words = _CALF_TOO.sub(
            lambda m: f"; {'calf' if m['what'].startswith('cal') else 'pelvic'} veins likewise", words
        )
    words = _EVERYTHING.sub("all veins ", _EVERY.sub("all deep veins ", words))
    return _BOTH.sub("right and left", words)


def _answered(words: str, before: str) -> str:
    """ "Has she got a DVT? Answer: none found"."""
    of_leg = _LEG_REPLY.match(words)
    if of_leg and (_ASKED_ALONE.search(before) or (of_leg["no"] and _OF_A_LEG_BEFORE.match(before))):
        rest = of_leg["rest"].strip(" .")
        told = "no dvt" if of_leg["no"] else f"dvt: {rest}" if rest and is_a_vein(rest) else "dvt"
        return f"{of_leg['side']} leg: {told}{'; ' + rest if rest and rest not in told else ''}"
    if not _ASKED.search(before):
        return words
    reply = _REPLY.match(words)
    if reply is None:
        return words
    if reply["no"]:
        return f"no dvt{reply['rest']}{words[reply.end() :]}"
    if not _ONLY_ASKED.search(before):
        return words
    return f"dvt{reply['rest']}{words[reply.end() :]}"


def _answer_first(match: re.Match[str]) -> str:
    """ "DVT right leg: neg", "clot in the popliteal: yes"."""
    told = f"no {match['noun']}" if match["no"] else match["noun"]
    leg = _ONLY_A_LEG.fullmatch(match["where"])
    if leg:
        side = leg["side"] if " " in leg["side"] else f"{leg['side']} leg"
        return f"{match['lead']}{side.replace('either', 'both')}: {told}"
    return f"{match['lead']}{told} in {match['where']}" if is_a_vein(match["where"]) else match.group()


def _range_first(match: re.Match[str]) -> str:
    """ "Clear from the external iliac down to the popliteal"."""
    plain = re.sub(r"\b(?:right\s)?(?:all\sthe\sway\s)?(?:up|down)\s(?=to\b)", "", match["range"])
    return f"{match['lead']}{plain} {match['good']}" if is_a_vein(plain) else match.group()
