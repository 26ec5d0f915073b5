"""Denials that stand behind their noun or far from it ("DVT negative", "calf: DVT nil", "clot is off the list") put before it.

Only denials are written here, never an affirmation.
"""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.fronting import is_a_vein
from service.narrative.lexer import lex

_CUES = re.compile(
    r"\b(?:neg(?:ative)?|nil|none|nothing|nowhere|neither|absent|excluded|not|no|discount\w*|dismiss\w*|refut\w+|disprov\w+|reject\w*|discard\w*|forgotten|eliminated|exclude|rule|ruled|counted|free|clear|devoid|void|bare|empty|table|question|"
    r"struck|crossed|ticked|taken|aside|laid|list|unable|fail\w*|manage\w*|cannot)\b|-free\b|[-+]\s?ve\b|[:=]\s[n0-]"
)
_NAMED = re.compile(r"thromb|clot|dvt|coagul")
_PLAIN_CUES = re.compile(
    r"\bnor\b|nothing|neither|be\sit|whether|either|\bno(?:ne|t)?\s(?:\w+\s){0,4}?(?:clotted|thrombosed|legs?|limbs?|side|cause|culprit|explanation|reason|answer|source|problem|diagnosis|blame|responsible|fault|behind)\b"
)
_LOOKED = re.compile(r"\bfor\b|\bsought\b")
_DISCOUNTS = re.compile(
    r"\b(?:discount|dismiss|discard|forgotten|eliminated|exclu|rule|counted|refut|reject|disprov|table\b|list\b|question\b|struck|crossed|ticked|taken|aside|laid)"
)
_STANDS_BEHIND = re.compile(
    r"(?:thromb(?:us|i|os[ie]s)|clots?|dvts?)\b[^;.]{0,75}(?:\b(?:neg|nil|none|no|nothing|nowhere|absent|excluded|ruled|not|negative|exclusion|n)\b|[:=]\s[0-])"
)
_SIGNED = (
    (re.compile(r"(?<![\w-])-\s?ve\b"), "negative"),
    (re.compile(r"(?<![\w+])\+\s?ve\b"), "positive"),
)
_NOUN = r"(?:dvts?|vte|(?:deep\s)?(?:vein|venous)\sthrombo(?:sis|ses)|thromb(?:us|i|osis|oses)|clots?|coagulum)"
_QUALITY = (
    r"(?:(?:(?:left|right|rt|lt)(?:-sided)?|legs?|lower\slimb|contralateral|opposite|acute|fresh|new|significant|recent|chronic|old|proximal|distal|deep|calf|thigh|pelvic|muscular|(?:above|below|supra|infra)-?(?:\s?the)?[\s-]?knee|"
    r"femoral|popliteal|iliac|iliofemoral|femoropopliteal|tibial|peroneal|soleal|occlusive)\s){0,4}"
)
_LEG = r"(?:,?\s(?:(?:in|of|on|within)\s)?(?:(?:the|either|both)\s)?(?:left|right|rt|lt|l|r|either|both)(?:\s(?:legs?|calf|calves|thighs?|sides?|(?:lower\s)?(?:limbs?|extremit(?:y|ies))))?)"
_WHERE = rf"(?P<where>{_LEG}|\s(?:in|within|of|at|on)\s(?:(?!(?:is|was|are|were|not|no|nor|cannot|can|could|be|been|has|have|may|might|does|did|but|and|am|i|we|to|unable|able|hard|difficult|never|if|which|that|with)\b)[^,;:.\s]{{1,20}}\s?){{1,6}}?)?"
_SEEN = r"(?:seen|found|detected|identified|demonstrated|present|noted|visible|evident|shown|visuali[sz]ed|recorded|located|encountered|met|spotted)"
_STUDY = r"(?:scan|study|screen|test|search|survey|ultrasound|duplex|doppler|exam\w{0,7}|assessment|check|imaging|uss?|result|today|now)"
_END = r"(?=\s?(?:[.;,)(|]|$)|\s-\s|\s(?:and|but|while|whereas|study|scan|exam\w{0,7}|today|throughout|bilat\w*|both|either|anywhere|on\sboth|at\sall|at\sany|by|this|currently|so)\b)"
_BEHIND = re.compile(
    rf"(?<!no )(?<!for )(?<!of )\b(?P<what>{_QUALITY}{_NOUN})(?:[\s-]{_STUDY}\b){{0,2}}{_WHERE}(?:"
    rf"[\s-]?[:=-]?\s?\b(?:(?:is|was|are|were|status|result|results|remains)\s){{0,2}}(?:[:=-]\s)?(?:\(?neg(?:ative)?\b\.?\)?(?!\s(?:for|predict))|not\s{_SEEN}|nowhere\s(?:to\sbe\s)?(?:found|seen)|(?:nil|none)\s{_SEEN}|excluded|exclusion\sconfirmed|ruled\sout)|"
    rf"\s?[:=]\s?(?:nil|none|no|nothing|absent|n|0|-)(?!\w)(?:\s{_SEEN})?|\s(?:-\s)?(?:nil|none|nothing)(?:\s{_SEEN})?){_END}"
)
_PLAINLY_NEGATIVE = re.compile(
    rf"(?<!no )(?<!for )(?<!of )\b(?P<what>{_QUALITY}{_NOUN})\s?[:=-]?\s?(?:neg(?:ative)?\b\.?(?!\s(?:for|predict|remodel))|nil\s{_SEEN}\b)"
)
"""Whatever follows: "DVT neg normal flow"."""
_BEHIND_FLOW = re.compile(
    rf"\b(?P<flow>flow|colou?r|doppler|signals?|phasicity|augmentation|patency)\s?(?:[:=-]\s?)?(?P<no>(?<=\s)(?:nil|no|\[n\]|none\sof\sthe\sveins\s\w{{4,9}})\s{_QUALITY}{_NOUN}\b)"
)
"""A heading or a list, and the denial of what stands behind it: "colour flow: nil DVT"."""
_NEGATIVE_IN = re.compile(
    rf"(?<!no )\b(?P<what>{_QUALITY}{_NOUN})\s(?:(?:is|was|are|were)\s)?neg(?:ative)?\b\.?\s(?=(?:in|on|at|throughout|from)\b)"
)
_NEGATIVE_LEG = re.compile(
    rf"(?<!no )\b(?P<what>{_QUALITY}{_NOUN})\s?[:,-]?\s(?:neg(?:ative)?\b\.?|nil|none|excluded),?(?P<leg>{_LEG}(?:\s(?:legs?|limbs?|side))){_END}"
)
_LEG_NO_CLOT = re.compile(
    r"(?P<leg>\b(?:left|right|lt|rt|both|either)\s(?:legs?|lower\slimbs?|limbs?|lower\sextremit(?:y|ies)))\s?(?:[:,-]\s?|\s(?:is|are|was|were)\s)?(?:no\s(?:clots?|thromb(?:us|i)|thrombosis)|all\sclear|clear\sthroughout|(?:clot|thrombus)-free\sthroughout)(?:\s(?:seen|found|throughout|anywhere|identified|detected|demonstrated|present|at\sany\slevel|from\sgroin\sto\s(?:ankle|calf)))*(?=\s?(?:\.?$|;))"
)
_REGION_FIRST = re.compile(
    r"\b(?P<side>(?:(?:left|right|lt|rt|l|r)\s)?)(?P<region>calf|thigh|proximal|distal|pelvic|(?:above|below)[\s-](?:the[\s-])?knee|infrapopliteal)(?:\sveins?|\ssegments?|\sregion)?(?:\s?[:=,]|\s-)?\s?no\s(?P<age>(?:acute|evidence\sof|sign\sof)\s)?dvts?\b(?!\s(?:in|of|above|below)\b)"
)
_WE_CAN = re.compile(
    rf"\b(?:(?:we|i|one|you)\s(?:can|could|may|am\sable\sto|are\sable\sto)|(?:this|the|today's|these)\s(?:(?:scan|study|exam\w{{0,7}}|duplex|ultrasound|findings?|appearances?|result|images?)\s)?(?:does|do|can|effectively|reliably)?)\s?"
    rf"(?:\w{{3,12}}ly\s|now\s|therefore\s|thus\s)?(?:discounts?|dismiss(?:es)?|exclude[sd]?|rules?\sout|refutes?|rejects?|disproves?)\s(?:the\s(?:presence|diagnosis|possibility)\sof\s)?(?:an?\s|any\s)?(?P<what>(?:\w{{3,12}}\s)?{_NOUN})\b"
)
_WISHED = re.compile(
    r"\b(?:so|that|if|whether|before|until|till|once|unless|hope|when|only|order|not|never|nothing|requested?|asked?)\s(?:\w{1,8}\s){0,2}$"
)
_CAN_BE = re.compile(
    rf"\b(?:the\s(?:possibility|diagnosis|question|idea|suspicion)\sof\s(?:an?\s)?)?(?P<what>{_QUALITY}{_NOUN}){_WHERE}\s(?:(?:can|could|may)\s(?:(?:\w{{3,12}}ly|now|therefore|thus|also)\s){{0,2}}be|(?:is|was|has\sbeen|have\sbeen|are))\s(?:(?:\w{{3,12}}ly|now|therefore|thus|hereby)\s){{0,2}}"
    r"(?:discounted|dismissed|discarded|forgotten|eliminated|refuted|rejected|disproved|disproven|(?:ruled|counted)\sout|excluded|out\sof\sthe\squestion|off\sthe\s(?:table|list)|(?:struck|crossed|taken|ticked)\soff(?:\s(?:the|our|my|your)\slist)?|(?:put|set|laid)\saside|laid\sto\srest)\b"
    r"(?!\s(?:only|if|by|with|when|unless|until|once|after|pending|from|at|last|previously|elsewhere|earlier|before|yesterday|in\s(?:19|20)|on\s(?:mon|tue|wed|thu|fri|sat|sun|\d)))"
)
_FREE_LEG = re.compile(
    rf"\b(?P<leg>(?:legs?|(?:lower\s)?(?:limbs?|extremit(?:y|ies))|sides?|study|scan|system))\s(?:(?:is|are|was|were|both|appears?|looks?|remains?|seems|therefore|also|found|to\sbe)\s){{0,3}}(?:\w{{3,12}}ly\s)?(?:(?P<one>dvts?|clot|thromb(?:us|osis))[\s-]free\b|(?:free|clear|devoid|void|empty|bare|rid)\s(?:of|from)\s(?:any\s|all\s)?(?P<two>(?:\w{{3,10}}\s)?{_NOUN})\b)"
)
_FREE_ALONE = re.compile(r"^(?P<one>dvts?|clot|thromb(?:us|osis))[\s-]free(?=\s?(?:[.;,]|$))")
_SEARCHED = re.compile(
    rf"\s(?:(?:has|have|is|are|was|were)\s(?:been\s)?)?(?:searched|checked|examined|scanned|looked(?:\s(?:over|at|through))?|scrutini[sz]ed|combed|inspected|interrogated|assessed|evaluated|surveyed|screened)(?:\s\w{{3,12}}ly)?\sfor\s(?:any\s|an?\s|signs\sof\s|evidence\sof\s)?(?P<noun>{_NOUN})\s?"
    rf"(?:[:;,]|\s-|\sbut|\sand|\swith)+\s?(?:but\s|and\s)?(?:(?:there\s(?:is|was)\s|we\s(?:saw|found)\s|i\s(?:saw|found)\s)?(?:nothing|none|nil|no\s(?:such\sthing|result|trace))(?:\s(?:is|was|were|could\sbe|to\sbe))?(?:\s{_SEEN})?){_END}"
)
_SOUGHT = re.compile(
    rf"\b(?P<what>{_QUALITY}{_NOUN})\s(?:was|were|has\sbeen|is)\s(?:\w{{3,12}}ly\s)?(?:sought|looked\sfor|searched\sfor|hunted\sfor){_WHERE},?\s(?:and|but|yet)\s(?:(?:in\sneither|in\snone(?:\sof\sthem)?|nowhere|in\sno\sone)\s(?:was|were)\s(?:it|any)\s{_SEEN}(?:\swith)?|(?:was|were|is|could)\s)?(?:not\s(?:be\s)?{_SEEN}|none\s(?:was\s|were\s)?{_SEEN}){_END}"
)
_SOUGHT_IN = re.compile(
    rf"^(?P<noun>{_NOUN})\s(?:was|were|has\sbeen|have\sbeen)\s(?:sought|looked\sfor|searched\sfor)\s(?P<in>(?:in|within)\s[^;:.]{{3,90}}?),?\s(?:and|but)\s(?:(?:in\sneither|in\snone(?:\sof\sthem)?|nowhere|in\sno\sone)\s(?:was|were)\s(?:it|any)\s(?:found|met|seen|present|detected)|(?:was\s|were\s)?not\s(?:found|seen|met|there)|none\s(?:was|were)?\s?(?:found|seen|there|met))(?:\swith)?\b"
)
_ADJ = r"(?:(?:an?|any|some|fresh|acute|deep|recent|sign\sof|signs\sof|trace\sof|evidence\sof|hint\sof|actual|real|convincing)\s){0,4}"
_UNABLE = re.compile(
    rf"\b(?:(?:i|we|one|the\s(?:scan|probe|search))\s)?(?:(?:am|is|are|was|were)\s)?(?:unable\sto|failed\sto|not\sable\sto|(?:did|do)\snot\smanage\sto|never\smanaged\sto|fail\sto)\s(?:find|see|detect|identify|demonstrate|discover|spot|make\sout|discern|show|visuali[sz]e|turn\sup|elicit)\s(?={_ADJ}{_NOUN}\b(?!'s))(?!the\b)"
)
_NOT_FOUND = re.compile(
    rf"\b(?P<noun>{_NOUN})\s(?:cannot|could\snot|can\snot|can\sno\slonger|could\sno\slonger)\s(?:now\s|longer\s)?be\s(?:found|made\sout|detected|shown|demonstrated|discovered|seen|discerned|traced|identified)(?P<more>\s(?:any\slonger|any\smore|anymore|now))?"
)
_NONE = re.compile(
    rf"^(?P<noun>{_NOUN})(?:\s?[:=-]\s?(?:none|nil|nothing|no)\s(?P<in>(?:in|within)\s[^;.:]{{3,80}})|\s(?P<in2>(?:in|within|of)\s[^;.:]{{3,60}}?)\s?[:=-]\s?(?:none|nil|nothing|absent|no))(?=\s?(?:[.;,]|$))"
)
_IT_IS_NOT = re.compile(
    rf",?\s?\b(?:but\s|and\s)?(?:an?\s)?(?:{_NOUN})\s(?:it|this)\s(?:is|was)\snot(?=\s?(?:[.;,]|$))|,\s(?:and\s|but\s)?(?:(?:this|that|it|which|these)\s(?:is|was|are|were)\s)?(?:certainly\s|definitely\s|really\s)?not\s(?:an?\s)?{_NOUN}(?=\s?(?:[.;,]|$))"
)
_NONE_IN_ANOTHER = re.compile(
    rf"(?P<ahead>^[^;:.]{{3,60}}?\b{_NOUN})\s?-\s(?:but\s)?(?:none|nil|nothing)\s(?P<in>(?:in|within)\s)(?=(?P<vein>[^,;.:]{{3,50}}))"
)
_NOTHING_CLOTTED = re.compile(
    r"\b(?:nothing|not\sone\s(?:vein|segment|of\sthem)|no\s(?:vein|segment|vessel|part\sof\sit))\s(?:(?:at\sall|there|here)\s)?(?:(?:has|have|is|was|looks|looked|appears?|seems?)\s(?:(?:yet|ever|been|become|to\sbe|to\shave)\s)?)?(?:clotted|thrombosed)\b(?!\s(?:but|except|save|apart|other)\b)(?:\s(?:off|up|over))?"
)
""" "Nothing has clotted in X"."""
_NEITHER_LEG = re.compile(
    rf"\b(?:neither|none\sof\sthe|no)\s(?:leg|legs|limb|limbs|side|lower\slimb|lower\sextremity)\s(?:(?:now|today)\s)?(?:has|have|shows?|contains?|holds?|harbou?rs?|bears?|carries|displays?|reveals?|is\sthe\ssite\sof)\s(?:(?:an?|any|evidence\sof|signs?\sof|trace\sof)\s){{0,2}}(?P<what>(?:(?:acute|fresh|recent|deep)\s)?{_NOUN})\b"
)
_BE_IT = re.compile(
    rf"(?P<no>\bno\s(?:(?:acute|fresh|recent|deep)\s)?{_NOUN}),\s(?:be\sit|whether|either)\s(?:in|on|of)\s(?:the\s)?(?:left|right)(?:\s(?:leg|limb|side))?\s(?:or|nor)\s(?:(?:in|on|of)\s)?(?:the\s)?(?:left|right)\b(?:\s(?:leg|limb|side|one))?"
)
_NOR_ANY = re.compile(
    r",?\s\bnor\s(?:is|are|was|were)\sthere\s(?:any|one|some|a\strace|anything|a\sclot)(?:\s(?:to\sbe\s)?(?:seen|found))?\s(?=(?:in|within|inside)\b)|,?\s\bnor\s(?:did|do|could|can)\s(?:i|we|one)\s(?:see|find|detect|make\sout|meet)\s(?:any|one)\s(?=(?:in|within|inside)\b)"
)
""" "No clot has formed there, nor is there any in X"."""
_NOT_THE_CAUSE = re.compile(
    rf"(?P<lead>^|[:;,]\s(?:so\s|and\s|thus\s|hence\s|therefore\s)?|\b(?:and|so|that)\s)(?:an?\s)?(?P<what>{_NOUN})\s(?:is|was)\s(?:therefore\s|thus\s|clearly\s|certainly\s)?not\s(?:the\s(?:cause|culprit|explanation|reason|answer|source|problem|diagnosis)|to\sblame|responsible|at\sfault|behind\s(?:it|this))\b"
)
_OF_A_LEG = re.compile(rf"(?P<leg>(?:left|right|lt|rt)\s(?:legs?|lower\slimb))\s{_NOUN}")


def with_denials_before(words: str) -> str:
    """The words of a sentence with each such denial as "no" before its noun."""
    if not _CUES.search(words) or not _NAMED.search(words):
        return words
    if _PLAIN_CUES.search(words):
        words = _BE_IT.sub(r"\g<no> in either leg", _NOR_ANY.sub("; no thrombus ", words))
        words = _NEITHER_LEG.sub(r"no \g<what> in either leg", _NOTHING_CLOTTED.sub("no thrombus", words))
        words = _NOT_THE_CAUSE.sub(r"\g<lead>no \g<what>", words)
    if "ve" in words:
        for sign, plain in _SIGNED:
            words = sign.sub(plain, words)
    words = _BEHIND_FLOW.sub(r"\g<flow>; \g<no>", words)
    words = _NONE_IN_ANOTHER.sub(_none_in_another, words)
    if _LOOKED.search(words):
        words = _SEARCHED.sub(r": no \g<noun>", _SOUGHT.sub(_denied, _SOUGHT_IN.sub(r"no \g<noun> \g<in>", words)))
    if _DISCOUNTS.search(words):
        words = _WE_CAN.sub(lambda m: m.group() if _is_wished(m) else f"no {m['what']}", words)
        words = _CAN_BE.sub(lambda m: m.group() if _is_wished(m) or " if " in words else _denied(m), words)
    if _STANDS_BEHIND.search(words):
        words = _NEGATIVE_LEG.sub(r"no \g<what>\g<leg>", words)
        words = _NONE.sub(lambda m: f"no {m['noun']} {m['in'] or m['in2']}", words)
        words = _BEHIND.sub(_denied, words)
        words = _PLAINLY_NEGATIVE.sub(_denied_here, _NEGATIVE_IN.sub(r"no \g<what> ", words))
    words = _FREE_ALONE.sub(r"no \g<one>", _UNABLE.sub("no ", words))
    words = _IT_IS_NOT.sub(", no thrombus", _NOT_FOUND.sub(_not_found, words))
    words = _FREE_LEG.sub(lambda m: f"{m['leg']}: no {m['one'] or m['two']}", words)
    return _REGION_FIRST.sub(_of_a_region, _LEG_NO_CLOT.sub(r"\g<leg>: no dvt", words))


def _is_wished(match: re.Match[str]) -> bool:
    """ "Please scan so that we can exclude DVT"."""
    return _WISHED.search(match.string, max(0, match.start() - 40), match.start()) is not None


def _denied(match: re.Match[str]) -> str:
    of_leg = _OF_A_LEG.fullmatch(match["what"])
    if of_leg and not match["where"]:
        return f"{of_leg['leg']}: no dvt"
    return f"no {match['what']}{match['where'] or ''}"


def _denied_here(match: re.Match[str]) -> str:
    of_leg = _OF_A_LEG.fullmatch(match["what"])
    return f"{of_leg['leg']}: no dvt;" if of_leg else f"no {match['what']};"


def _not_found(match: re.Match[str]) -> str:
    longer = match["more"] or "longer" in match.group()
    return f"{match['noun']} is {'no longer' if longer else 'not'} seen"


def _none_in_another(match: re.Match[str]) -> str:
    """ "Left popliteal clot - none in the femoral vein": two statements."""
    if not is_a_vein(match["vein"]) or not any(t.kind == cues.VEIN for t in lex(match["ahead"])):
        return match.group()
    return f"{match['ahead']}; no thrombus {match['in']}"


def _of_a_region(match: re.Match[str]) -> str:
    """ "Calf: no DVT": of the calf and not of the whole leg."""
    age = "acute " if match["age"] == "acute " else ""
    return f"no {age}{match['side']}{match['region']} dvt"
