"""Turns about a known thrombus, a list, a leg or a lump that leave the vein out of reach ("the DVT that we follow in X", "X veins of both legs"), said plainly."""

from __future__ import annotations

import re

from service.narrative import cues, veins
from service.narrative.fronting import is_a_vein
from service.narrative.lexer import lex

_NOUN = r"(?:dvts?|(?:deep\s)?(?:vein|venous)\s(?:thrombo(?:sis|ses)|clots?)|thromb(?:us|i|osis|oses)|clots?|coagulum|phlebitis|thrombophlebitis)"
_SPOKEN_OF = re.compile(r"thromb|clot|dvt|coagul|phlebit")
_DENIES = re.compile(r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot|free|gone|resolved|if|might|may)\b")
_WATCH = r"(?:follow(?:ed|ing)?(?:\sup)?|watch(?:ed|ing)?|monitor(?:ed|ing)?|track(?:ed|ing)?|observ(?:e|ed|ing)|survey(?:ed|ing)?|check(?:ed|ing)?|review(?:ed|ing)?|keep(?:ing)?\san\seye\son|kept\san\seye\son|look(?:ed|ing)\s(?:at|after)|treat(?:ed|ing)?|re-?scann(?:ed|ing)|measur(?:ed|ing))"
_KNOWN = re.compile(
    rf"(?P<noun>\b{_NOUN}),?\s(?:(?:that|which)\s)?(?:(?:we|i)\s(?:(?:have|had|are|were|now|still|all|already|currently)\s){{0,3}}(?:been\s)?(?:{_WATCH}|know(?:n)?\s(?:of|about)|(?:found|saw|seen|diagnosed|described|reported|noted|met|demonstrated|discovered)|knew\s(?:of|about))|(?:(?!(?:no|not|never|and|but|with|is|are|in|of|no-one|nobody|without)\b)[\w'-]{{1,12}}\s){{1,6}}?(?:(?:had|has|have)\s)?(?:found|saw|seen|diagnosed|described|reported|noted|met|demonstrated|discovered|suspected|feared|mentioned|treated)|being\s{_WATCH}|(?:is|has\sbeen|was|are|have\sbeen)\s(?:(?:still|currently|being|now)\s)?(?:{_WATCH}|under\s(?:surveillance|observation|review|treatment|follow-?\s?up)|known\sto\sus|being\s{_WATCH}))"
    r"(?:,?\s(?:for|since|over|these|this)\s(?:(?!in\b)[\w-]{1,10}\s?){1,4}?)?,?\s(?=(?:in|within|inside|of)\s(?:the\s|her\s|his\s|both\s|one\s|left|right))"
)
""" "The old DVT that we have been following in X"."""
_THEN = re.compile(
    rf"(?P<noun>\b{_NOUN}),?\s(?:that|which)\s(?:was|were|had\sbeen)\s(?:(?:first|originally|then|already)\s)?(?:found|seen|diagnosed|described|reported|noted|met|demonstrated|discovered|treated|detected|present)\s(?P<rest>(?:in|of|within|at)\s[^;.]{{2,60}}?\b(?:in\s(?:\w{{3,9}}\s)?(?:19|20)\d\d|last\s(?:year|month|spring|summer|autumn|winter)|(?:years?|months?|weeks?)\s(?:ago|back|earlier)))"
)
""" "The DVT that was diagnosed in X in 2019"."""
_FOUND_THEN = re.compile(
    r"\b(?:suspected|feared|mentioned|found|saw|seen|diagnosed|described|reported|noted|met|demonstrated|discovered)\b"
)
_WHAT_BECAME = re.compile(
    r"\b(?:gone|resolved|vanished|disappeared|cleared|longer|still|now|today|remains|persists|unchanged)\b"
)
_BOTH = r"(?:,?\s?(?:(?:on|in|of)\s)?(?:both\s(?:sides|legs|limbs)|left\sand\sright(?:\salike)?|right\sand\sleft(?:\salike)?|either\sside)|bilaterally)"
_AND_SO = re.compile(
    rf"(?:,|;)?\s(?:and\s)?so(?:\stoo)?(?:,(?P<aside>{_BOTH}),|(?P<inner>\s{_BOTH}))?\s(?:is|are|was|were)(?:,(?P<aside2>{_BOTH}),)?\s(?P<list>[^;:.]{{5,160}}?)(?P<both>{_BOTH})?(?P<side>,?\s(?:on|in|of)\sthe\s(?:left|right)(?:\s(?:side|leg))?)?(?=\s?(?:[.;:]|$))"
)
_PARTS = re.compile(r",\s(?:and\s)?|\sand\s")
_OF_A_LEG = re.compile(
    r"(?P<vein>(?:(?:^|(?<=[;:,.] )|(?<=\band )|(?<=\bthe ))(?:the\s)?(?:[a-z]{3,14}\s){0,2}?(?:[a-z]{3,14}|[a-z]{2,4}v)(?:\sveins?)?))\s(?:of|in|on)\s(?:the\s)?(?P<leg>both|either|left|right)\s(?:legs?|limbs?|sides?|lower\slimbs?)\s(?=(?:(?:is|are|was|were|both|all|looks?|appears?)\s)?(?:unremarkable|normal|clear|negative)\b)"
)
_REFERENCE = re.compile(
    r"(?P<leg>\b(?:left|right|other|opposite|contralateral|asymptomatic)\s(?:legs?|limbs?|side|lower\slimb)),\s(?:(?:looked\sat|scanned|examined|imaged|included|used|viewed|shown|studied|seen|taken|done|checked|surveyed|insonated|assessed|which\swas\s\w{3,9})\s)?(?:(?:only|merely|just|briefly|solely|purely)\s)?(?:for|as|by\sway\sof)\s(?:an?\s|the\s|purposes\sof\s)?(?:reference|comparison|control|contrast)(?:\s(?:only|alone|purposes|sake))*,\s(?:(?:is|was|looks|appears)\s)?(?=(?:(?:entirely|completely|quite|perfectly|wholly)\s)?(?:clear|normal|negative|unremarkable|nad)\b)"
)
_LUMP = re.compile(
    r"\b(?:the|a|this|her|his)\s(?:(?:tender|firm|hard|painful|palpable|red|visible|small|soft|hot|warm|inflamed)\s,?){0,3}(?:lump|swelling|cord|mass|thickening|nodule|area|bump|nodularity|lumps|knot)\s(?:just\s)?(?:below|above|behind|at|on|in|over|beside|near)\s(?:the\s)?(?:(?P<side>left|right)\s)(?:\w{3,7}\s)?(?:knee|thigh|calf|shin|ankle|leg|groin)\s(?:is|was|proves\sto\sbe|represents|corresponds\sto|turns\sout\sto\sbe|consists\sof|reflects)\s(?:an?\s)?(?:(?:cluster|bunch|knot|tangle|clump|group|mass|leash|bundle|nest)\sof\s)?(?=(?:[\w-]{3,14}\s){0,3}?(?:varic|tributar|superficial|(?:great|small|long|short)\ssaph|saphenous))"
)
_VARIANT = re.compile(
    r"\s?\((?:an?\s)?(?:normal|anatomical|anatomic|common|congenital|developmental|well-known|harmless)\s(?:anatomical\s|anatomic\s)?(?:variant|variation|anomaly|finding)\)|,\s(?:an?\s)(?:normal|anatomical|anatomic|common|congenital|developmental)\s(?:anatomical\s|anatomic\s)?(?:variant|variation|anomaly)(?=\s?[,:;.])"
)
_SINCE_WHEN = re.compile(
    r"(?P<since>\bsince\s[^,;:.]{3,40}|\bsince\sthen)?,\s(?:when|where|at\swhich\s(?:time|point|date)|a\stime\swhen)\s(?:this|that|the|it|they|these|those)(?:\s(?:same\s)?(?:veins?|vessels?|segments?))?\s(?:was|were|had\sbeen|still\swas)\s(?:(?:still|quite|entirely|wholly|completely|reported\s(?:as|to\sbe))\s)?(?:clear|normal|patent|open|free(?:\sof\s(?:clot|thrombus))?|compressible|healthy|clean|unaffected|empty|uninvolved)(?=\s?(?:[.,;]|$))"
)
_LUMEN_LEFT = re.compile(
    r"\b(?:leav(?:es|ing)|left|sparing|with)\s(?:(?:just|only|still)\s)?(?:some|part|most|half|much|a\s(?:bit|little|part|third|quarter|half|portion|sliver|crescent|rim|slit))\s(?:of\s)?(?:the\s|its\s)?(?:vein's\s)?lumen\s(?:still\s)?(?:open|free|patent|clear|unfilled|empty|unoccupied|unobstructed)\b|\b(?:some|part|most|half)\sof\s(?:the|its)\slumen\s(?:is|was|stays|remains|being)\s(?:still\s)?(?:open|free|patent|clear|unfilled|empty)\b"
)
_ROOM = re.compile(
    r"\b(?P<room>leav(?:es|ing)\s(?:(?:a\s(?:\w{3,8}\s)?(?:channel|passage|gap)|room|space)\s)for\s(?:the\s)?(?:blood|flow|colour))\s(?:still\s)?(?:to\s(?:pass|flow|get|slip|squeeze|stream|run|go|trickle|find)(?:\s(?:by|past|through|along|around|its\sway))?)"
)
_IN_A_LUMEN = re.compile(r"\b(?:the\s)?lumen\sof\s(?=(?:the\s|this\s|left\s|right\s))")
_EXCEPT_WHERE = re.compile(
    rf"\b(?:apart\sfrom|except(?:ing)?(?:\sfor)?|other\sthan|save\sfor|aside\sfrom|with\sthe\sexception\sof|barring)\s(?:in\s)?(?P<vein>(?:the\s|an?\s|one\s)?[^,;:.]{{3,40}}?)(?P<place>\s(?:above|below|at|near)\sthe\s(?:knee|ankle|groin|calf))?,\s(?:where|in\swhich|which\s(?:contains?|holds|has|harbours))\s(?:there\s(?:is|are|lies|sits)\s)?(?P<told>(?:an?\s|some\s|the\s)?(?:[a-z-]{{3,14}}\s){{0,3}}?{_NOUN}[^,;:.]{{0,60}}),\s(?=(?:the|all|every|both|no)\b)"
)
_FOR_A_SUSPECTED = re.compile(
    r"(?<!suspicious )(?<!concerning )(?<!worrying )(?<!equivocal )(?<!concern )(?<!positive )(?<!worrisome )(?P<lead>^for|\bfor)\s(?:an?|the|his|her|this)\s(?P<what>presumed|suspected|possible|presumptive|putative|queried|supposed|assumed|provisional|probable|likely)\s(?=(?:[a-z-]{3,14}\s){0,5}?(?:dvt|clot|thromb|vte))"
)
_MEDICINE = re.compile(
    r"\b(?:dalteparin|heparin|enoxaparin|tinzaparin|lmwh|apixaban|rivaroxaban|edoxaban|dabigatran|warfarin|doac|noac|anticoag\w+|fondaparinux|injections?|treat(?:ed|ment)|fragmin|clexane|eliquis|xarelto|blood\sthinners?)\b"
)
_MUSCULAR = re.compile(
    r"\b(?:isolated\s)?(?:muscular|muscle|intramuscular|calf-muscle)\s(?P<noun>(?:vein\s|venous\s)?(?:thrombosis|thrombus|clot|dvt))\s(?P<in>affecting|involving|of|in|within|seated\sin|confined\sto|limited\sto|occupying)\s(?=(?:[a-z-]{1,10}\s){0,4}(?:gastroc|sole))"
)
_STILL_THERE = re.compile(
    r"^(?P<now>(?:(?:but\s)?(?:today|now|currently|at\spresent|on\stoday's\sscan)[,:]?\s)?)(?:it|this|the\s(?:clot|thrombus|thrombosis|dvt))\s(?:(?:is|remains|sits|lies)\s(?:all\s)?(?:still\s|yet\s|again\s)?(?:there|in\splace|in\ssitu|present)|persists(?:\sthere)?)\b(?!\s(?:no|any))"
)
_THE_SAME_WAY = re.compile(
    r"(?P<state>\b(?:plugged|packed|stuffed|crammed|choked|clogged|occupied|silted|corked|jammed|blocked|occluded|obstructed|thrombosed|clotted|filled|solid|full)(?:\s(?:up|off|solid))?)\s(?:(?:in\s(?:(?:much|exactly|just|quite)\s)?(?:the|a)\s(?:same|similar|like|identical)\s(?:way|manner|fashion|state|condition))|(?:just\s|much\s)?as\s(?:before|above|below)|to\sthe\ssame\sextent|by\sthe\ssame\s(?:process|thing))\b"
)
_FOUND = re.compile(
    r"\b(?:i|we|one|the\sprobe)\s(?:(?:also|then|next|now|again|have|had)\s){0,2}(?:found|find|saw|see|met|encountered)\s(?P<vein>(?:the|both|its|left|right|one|a)\s[^,;:.]{3,50}?)\s(?:to\sbe\s)?(?P<state>(?:completely\s|totally\s|wholly\s|entirely\s|partly\s|partially\s|also\s|likewise\s|similarly\s)?(?:plugged|packed|stuffed|crammed|choked|clogged|occupied|silted|corked|jammed|blocked|occluded|obstructed|thrombosed|clotted|filled|solid|open|clear|patent|normal|healthy|compressible|non-?compressible|incompressible)\b)"
)
_CALF_CLOT = re.compile(
    rf"\b(?P<lead>(?:an?|any)\s(?:(?!no\b|not\b)[a-z-]{{3,12}}\s){{0,2}})?(?P<noun>{_NOUN})\s(?:in|of|within|inside)\s(?:the\s)?(?P<side>left\s|right\s)?(?P<where>calf|thigh|pelvis|lower\sleg)\s(?=(?:(?:is|has|was|can|could|therefore|thus|still|also|hence)\s){{1,3}}(?:not|cannot)\b|cannot\b)"
)
_A_SMALL_ONE = re.compile(
    r"(?P<vein>^[^;:.,]{3,40}):\s(?:an?|any|some)\s(?:(?:tiny|small|short|little|minute|non-occlusive|fresh)\s){0,2}one\s(?=(?:has|is|was|can|could|cannot)\s?(?:not|be|been)?)"
)
_IN_ITS_LUMEN = re.compile(
    r"\bnothing\s(?:(?:at\sall|whatever|solid|abnormal)\s)?(?:(?:is|lies|sits|was|to\sbe)\s)?(?:(?:seen|found|visible)\s)?(?:inside|within|in)\s(?:the|its|their)\slumen\b"
)
_CALVES = re.compile(r"\bboth\scalves:\s(?:the\s)?(?:deep\s)?veins\b")
_DIR = re.compile(
    r"\b(?:not\s(?:been\s)?(?:\w{3,10}ly\s)?(?:ruled\sout|excluded)|cannot|could\snot|possible|suspect)\b"
)
_CUES = re.compile(
    r"describ|mention|fear|noted|demonstrat|discover|detected|lump|swelling|cord|mass\b|thickening|nodul|\bknot|bump|found|saw|seen|diagnosed|reported|lumen|follow|watch|monitor|track|observ|know|surve|review|eye\son|look|treat|scann|measur|check|\bso\b|both\b|either|of\sthe|variant|variation|anomaly|when\b|where|lumen|room|space|channel|passage|gap\b|apart|except|save|aside|exception|barring|other\sthan|suspected|presumed|possible|presumptive|putative|queried|supposed|assumed|provisional|probable|likely|muscular|muscle|there\b|place\b|situ\b|present\b|persists|same\b|extent|as\s(?:before|above)|found|find|saw|see\b|met\b|\)\sand\s|calf|thigh|pelvis|\bone\s|calves|renals|reference|comparison|control|contrast|in\sthe\sle"
)


def with_particulars_plain(words: str, before: str) -> str:
    """The words of a sentence with such turns written out; ``before`` are those of the sentence before it."""
    if not _CUES.search(words):
        return words
    words = re.sub(r"\brenals\b(?!\sv)", "renal veins", words)
    words = _CALVES.sub("calf veins on both sides", _REFERENCE.sub(r"\g<leg> ", _VARIANT.sub("", words)))
    words = _IN_ITS_LUMEN.sub("no thrombus in it", words)
    words = _THE_SAME_WAY.sub(r"\g<state> too", words)
    words = _FOUND.sub(lambda m: f"{m['vein']} is {m['state']}" if is_a_vein(m["vein"]) else m.group(), words)
    words = _OF_A_LEG.sub(_of_a_leg, words)
    words = _AND_SO.sub(_and_so, words)
    if _SPOKEN_OF.search(before):
        words = _STILL_THERE.sub(lambda m: _still_there(m, before), words)
    if "suspicio" in before or "suspect" in words or "suspect" in before:
        words = _A_SMALL_ONE.sub(r"\g<vein>: thrombus ", words)
    if not _SPOKEN_OF.search(words):
        return words
    return _of_a_thrombus(words)


def _of_a_thrombus(words: str) -> str:
    if not _WHAT_BECAME.search(words):
        words = _THEN.sub(r"previous \g<noun> \g<rest>", words)
    words = _KNOWN.sub(_known, words)
    words = _MUSCULAR.sub(r"\g<noun> \g<in> ", words)
    words = _LUMP.sub(lambda m: f"{m['side']} ", words)
    words = _SINCE_WHEN.sub(", which is new", words)
    words = _ROOM.sub(r"\g<room>", _LUMEN_LEFT.sub("non-occlusive", words))
    words = _IN_A_LUMEN.sub("", words)
    words = _EXCEPT_WHERE.sub(_except_where, words)
    if _MEDICINE.search(words):
        words = _FOR_A_SUSPECTED.sub(r"\g<lead> suspected ", words)
    if _DIR.search(words):
        words = _CALF_CLOT.sub(_calf_clot, words)
    return words


def _known(match: re.Match[str]) -> str:
    """ "The clot that we found in X" is of today only beside a word of what has become of it."""
    if _FOUND_THEN.search(match.group()) and not _WHAT_BECAME.search(match.string):
        return match.group()
    return f"{match['noun']} "


def _specific(text: str) -> bool:
    """Names a vein, and no whole region."""
    named = [t for t in lex(text) if t.kind == cues.VEIN and t.veins]
    return bool(named) and not any(set(t.veins) <= veins.COVERS.keys() for t in named)


def _of_a_leg(match: re.Match[str]) -> str:
    """ "Popliteal veins of both legs unremarkable": of that vein, and not of the legs."""
    if not is_a_vein(match["vein"]) or not _specific(match["vein"]):
        return match.group()
    side = "bilateral" if match["leg"] in ("both", "either") else match["leg"]
    return f"{side} {match['vein'].removeprefix('the ')} "


def _and_so(match: re.Match[str]) -> str:
    """ "X is thrombosed, and so, left and right alike, are A, B and C": each of them likewise."""
    parts = [part.strip() for part in _PARTS.split(match["list"]) if part.strip()]
    both = match["aside"] or match["inner"] or match["aside2"] or match["both"]
    if not all(is_a_vein(part) or is_a_vein(f"{part} vein") for part in parts) or (len(parts) < 2 and not both):
        return match.group()
    side = re.search(r"left|right", match["side"] or "")
    lead = "bilateral " if both else f"{side.group()} " if side else ""
    return "".join(f"; {lead}{part.removeprefix('the ').removeprefix('both ')} likewise" for part in parts)


def _still_there(match: re.Match[str], before: str) -> str:
    """ "Last week the clot was in X. It is still there": of the one vein named."""
    side, named = "", []
    for token in lex(before):
        if token.kind == cues.SIDE and token.value in ("left", "right"):
            side = token.value
        elif token.kind == cues.VEIN and token.veins:
            named.append(f"{side} {before[token.start : token.end]}".strip())
    if len(set(named)) != 1 or _DENIES.search(before):
        return match.group()
    return f"{match['now']}the thrombus in the {named[0]} persists"


def _except_where(match: re.Match[str]) -> str:
    """ "Apart from X, where a clot lies, the system is clear": two statements."""
    if not is_a_vein(match["vein"]) or _DENIES.search(match["told"]):
        return match.group()
    return f"in {match['vein']} there is {match['told']}; otherwise "


def _calf_clot(match: re.Match[str]) -> str:
    where = {"pelvis": "pelvic", "lower leg": "calf"}.get(match["where"], match["where"])
    return f"{match['lead'] or ''}{match['side'] or ''}{where} {match['noun']} "
