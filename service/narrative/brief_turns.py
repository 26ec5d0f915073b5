"""Signs, brackets and turns of brief reports ("Pop, FV (-) for clot", "as FV - residual clot", "in the last 4 cm of X") written out."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_NOUN = r"(?:dvts?|thromb(?:us|i|os[ie]s)|clots?)"
_CUES = re.compile(
    r"\([+-]\)|[+-]\sfor\b|\bp[-/,\s]?m[-/,\s]?d\b|prox(?:imal)?[-/]mid|b/l\b|\bper\b|\(|\bas\s|\bprox\b|\b\d\s?cm\sof\b|tip\b|end\b|\btongue\b|every(?:thing)?\b|sector|territory|compartment|axis|segment|"
    r"limbs\b|those\b|included\b|equivocal|indeterminate|inconclusive|\bvs\b|versus|compared|\bgap\b|upper\s(?:limb|ext)|\barm\b|axial|pressure\s|compression\s|known\b"
)
_NEGATIVE_FOR = re.compile(
    rf"\s?(?<!\w)(?:\(-\)|\(neg(?:ative)?\)|(?P<bare>(?<=[a-z\d)] )-))\s?for\s(?:(?:any|acute)\s)?(?={_NOUN}\b)"
)
_ASKED_FOR = re.compile(
    rf"(?P<exam>\b(?:duplex|doppler|ultrasound|uss?|scan|study|exam\w*|legs?|limbs?|sides?))\s?-\s?for\s(?:(?:an?|any|acute|possible)\s){{0,2}}{_NOUN}\b(?=\s?(?:[.;]|$))"
)
_NEGATIVE_SIGN = re.compile(rf"\s?(?<!\w)\(-\)\s(?=(?:acute\s)?{_NOUN}\b)")
_POSITIVE_FOR = re.compile(rf"(?<!\w)(?:\(\+\)|(?P<bare>(?<=[a-z\d)] )\+))\s?for\s(?={_NOUN}\b)")
_PARTS_OF = re.compile(
    r"(?P<vein>\b(?:s?fv|femoral(?:\sveins?)?|fem\sv?))\s\(?(?:p[-/,]\s?m[-/,]\s?d|pmd|p\sm\sd|prox(?:imal)?\s?[-/]\s?mid\s?[-/]\s?dist(?:al)?)\b\)?"
)
_BOTH_LEGS = re.compile(r"\bb/l\b")
_PERONEAL = re.compile(
    r"(?:^|(?<=[,;/&] )|(?<=and ))per\s?(?=(?:both|x\s?2|v(?:n|ns|s)?\b|(?:non-?)?comp\w*|patent|ok\b|clear|nc\b|thrombosed|clotted|no\b)|[:=])(?:v(?:n|ns|s)?\b)?\s?"
)
_NO_PROXIMAL = re.compile(r"\bno\s(?P<what>(?:acute\s)?)prox\.?\s(?=(?:dvt|clot|thromb))")
_ITS_LEG = re.compile(
    r"(?P<dvt>\bno\s(?:acute\s)?(?:proximal|distal)\s(?:dvt|thrombosis|clot))\s(?:in\s|on\s)?(?:the\s)?(?P<leg>r|l|rt|lt|right|left)\b"
)
_CALF_LIST = re.compile(
    r"(?:the\s)?(?:(?:axial|deep|paired|other|named|remaining|main|major|remainder\sof\sthe|rest\sof\sthe)\s){0,3}(?:(?:calf|crural)\sveins|veins\s(?:of|in)\sthe\s(?:calf|lower\sleg))\s\((?P<list>[^()]{3,80})\)"
)
_LIST = re.compile(r",\s|\s?/\s?|\s&\s|\sand\s|\s\+\s")
_COMMON_AND = re.compile(
    r"\bfemorals?(?P<word>\sveins?)?\s\((?:(?P<one>common|cf)\s?(?:\+|and|&|/|,)\s?(?P<two>superficial|sf|deep)|(?P<three>superficial|sf)\s?(?:\+|and|&|/|,)\s?(?P<four>common|cf))\)"
)
_AS_BEFORE = re.compile(
    rf"(?P<vein>^[^:;,.]{{2,40}}):\s(?:same\s)?as\s(?:the\s|for\s|in\s)?(?P<other>[^:;,.-]{{2,30}}?)\s?(?:[-–:;,]\s)(?=[^;.]{{0,60}}(?:residual|{_NOUN}|compress|patent|clear|occlu))"
)
_LAST_OF = re.compile(
    r"(?P<gap>,?\s(?:and|as\swell\sas)\s(?:also\s)?)(?:(?:in|within|of)\s)?the\s(?P<part>distal|proximal|lower|upper|last|first|terminal)\s(?P<size>\d{1,2}(?:[.,]\d)?\s?[cm]m)\sof\s(?:the\s)?(?P<vein>[^,;:.]{3,40}?)(?=\s?(?:[,;.]|$))"
)
_GROWN = re.compile(
    r"(?P<noun>\b(?:thromb(?:us|osis)|clot|dvt)),?\s(?:(?:which\s(?:was|had\sbeen)|had\sbeen|was)\s)?(?:earlier|formerly|previously|initially|before|then|hitherto|until\snow|originally|at\sfirst)\s(?:limited|confined|restricted|localised|localized)\sto\s"
    r"(?P<veins>[^;:.,]{3,70}),\s(?:has|is)\s(?:now\s|since\s|meanwhile\s)?(?:grown|extended|propagated|spread|progressed|climbed|crept|advanced)(?:\s(?:upwards?|up|proximally|cranially|cephalad|further))?"
)
_ASKS = re.compile(r"\?|\b(?:whether|if|should|unless|query|not|never)\b")
_TIP_IN = re.compile(
    r"[:;,]\s(?:and\s)?(?:its|the)\s(?:upper\s|proximal\s|cranial\s|leading\s)?(?:tip|head|end)\s(?:now\s|today\s|currently\s)?(?:lies|is|sits|stands|reaches|floats)\s(?:now\s|today\s|currently\s)?(?:in|inside|within|into)\s(?=(?P<vein>[^,;:.]{3,50}))"
)
_ENDS_IN = re.compile(
    r",?\s(?:and|to)\s(?:then\s|finally\s)?ends?\s(?:up\s)?(?:as\s(?:an?\s)?(?:free[\s-])?(?:\w{3,12}\s)?(?:tongue|tail|tip|plug|column|head)\s)?(?:in(?:side)?|within)\s(?=(?P<vein>[^,;:.]{3,50}))"
)
_RUNS = re.compile(
    r"\b(?:thromb(?:us|osis)|clot)\b[^;.]{0,20}\b(?:runs?|extends?|reaches|stretches|continues|passes|tracks|ascends|climbs)\b"
)
_EVERY = re.compile(
    r"(?<!not )(?<!nearly )(?<!almost )\b(?:above\sthe\sknee,?\s(?:every|each)\svein\s(?P<one>compresses|is\s(?:compressible|clear|patent|open|free\sof\sthrombus))|(?:every|each)\svein\sabove\sthe\sknee\s(?P<two>compresses|is\s(?:compressible|clear|patent|open|free\sof\sthrombus)))"
)
_SECTOR = re.compile(
    r"\b(?P<which>proximal|distal)\s(?:sector|territory|compartment|axis|segment)s?\s(?=(?:is\s|are\s)?(?:without|free|clear|negative|no)\b)"
)
_NO_ARM = re.compile(
    rf"\bno\s(?:evidence\sof\s|acute\s)?(?:(?:left|right)\s)?(?:upper\s(?:limb|extremity)|arm|neck)\s{_NOUN}(?=\s?(?:[.;,]|$))"
)
_EVERYTHING = re.compile(
    r"(?P<range>\bfrom\s[^;:.]{3,60}\sto\s[^;:,.]{3,40}?),?\severything\s(?=(?:is\s|was\s)?(?:compress|patent|clear|open|free\b|normal))"
)
_LIMBS = re.compile(r"(?P<twin>\b(?:duplicat\w+|double|paired|bifid|twin)\s[^;.]{0,30}?)\bboth\slimbs\b")
_THOSE_IN = re.compile(
    r",?\s(?P<how>including|and\sso\sare|together\swith|as\swell\sas|and\salso)\sthose\s(?:in|of|within|inside)\s(?:the\s)?(?P<where>calf|thigh|pelvis)\b"
)
_INCLUDED = re.compile(
    r",\s(?P<one>tibials?|peroneals?|calf|gastrocnemius|soleals?)\sand\s(?P<two>gastrocnemius|soleal|peroneal|muscle|muscular)\sveins\s(?:included|as\swell|too|likewise)(?=\s?(?:[.;]|$))"
)
_UNDECIDED = re.compile(
    r"(?P<vein>^[^:;,.]{3,45}?):?\s(?:is\s|was\s|appears\s|remains\s)?(?:equivocal|inconclusive)\b(?!\s(?:for|flow))(?:\s?[-–,]\s?\?\s?(?:\w+\s)?(?:echoes|echo|debris|material))?(?=\s?(?:[.;,]|$|[-–]\s))"
)
_COMPARED = re.compile(
    r"(?P<size>\d\s?[cm]m),?\s(?:versus|vs\.?|against|compared\s(?:with|to)|c\.?f\.?)\s\d[\d.,]*\s?[cm]m(?:\s(?:on|at|in)\s(?:the\s)?(?:initial|first|previous|prior|last|earlier|baseline|index)\s(?:scan|study|visit|exam\w*|duplex|ultrasound|imaging)|\s(?:last\s(?:week|month|time)|previously|before|earlier|yesterday|at\sbaseline|(?:a|one|two|three|\d{1,2})\s(?:days?|weeks?|months?)\s(?:ago|earlier|before)))?"
)
_GAP_LEFT = re.compile(
    r"(?P<vein>(?:reach|enter|involve|extend(?:\sin)?to)\s(?:the\s)?[^,;:.]{3,40}),\s(?:a|with\sa|leaving\sa)\s(?:gap|distance|clearance|margin)\sof\s(?P<size>\d[\d.,]*\s?[cm]m)\s?(?:remaining|being\sleft|left|between)?(?=\s?(?:[.;]|$))"
)
_PROBE_CLOSES = re.compile(
    r"\b(?P<no>(?:no|no\samount\sof|not\seven)\s)?(?:(?:probe|transducer|gentle|light|firm|strong|full|hard)\s){0,2}(?:pressure|compression)\s"
    r"(?:(?:easily|readily|completely|fully|promptly|quickly|immediately|entirely|wholly|nicely)\s|(?P<partly>(?:only\s)?(?:barely|hardly|scarcely|partly|partially|incompletely|poorly)\s))?"
    r"(?:effaces|obliterates|abolishes|shuts|flattens|closes|collapses)\s(?P<vein>[^,;:.]{3,60})(?=\s?(?:[,;.]|$))"
)
_KNOWN = re.compile(
    r"\b(?:for|of)\s(?:a\s|the\s)?known\s(?P<vein>(?:(?:left|right|distal|proximal|isolated|acute)\s){0,3}[a-z ]{3,30}?(?:\sveins?)?)\s(?:thrombosis|thrombus|dvt|clot)\b"
)
_OVER = re.compile(r"\b(?:resol\w+|cleared|gone|excluded|no|never|denie[sd])\b")
_STAYS = re.compile(
    r"^(?:the|this)\s(?:known\s)?(?P<noun>thromb(?:us|osis)|clot)\s(?P<verb>(?:is|remains|appears|looks)\s(?:now\s|currently\s|today\s|again\s)?(?:stable|unchanged|static|longer|shorter|larger|smaller|\d)|(?:now\s|today\s|currently\s)?(?:measures|has\s(?:grown|lengthened|shortened|shrunk)))\b"
)


def with_brief_turns(words: str, before: str) -> str:
    """The words of a sentence with such signs and turns written out; ``before`` are those of the sentence before it."""
    if before and "known" in before:
        words = _STAYS.sub(lambda match: _of_known(match, before), words)
    if not _CUES.search(words):
        return words
    words = _ASKED_FOR.sub(r"\g<exam>", words)
    words = _NEGATIVE_SIGN.sub(": no ", _NEGATIVE_FOR.sub(lambda m: _signed(m, ": no "), words))
    words = _POSITIVE_FOR.sub(lambda m: _signed(m, "positive for "), words)
    words = _PARTS_OF.sub(r"\g<vein>", _BOTH_LEGS.sub("bilateral", words))
    words = _NO_ARM.sub("upper limb examined", words)
    words = _ITS_LEG.sub(_with_leg, _NO_PROXIMAL.sub(r"no \g<what>proximal ", _PERONEAL.sub("peroneal veins ", words)))
    words = _CALF_LIST.sub(_listed, _COMMON_AND.sub(_two_femorals, words))
    words = _AS_BEFORE.sub(
        lambda m: f"{m['vein']}: " if is_a_vein(m["vein"]) and is_a_vein(m["other"]) else m.group(), words
    )
    words = _LAST_OF.sub(_part_of, words)
    words = _growing(words)
    words = _EVERYTHING.sub(lambda m: f"{m['range']} " if is_a_vein(m["range"]) else m.group(), words)
    words = _EVERY.sub(_all_proximal, _SECTOR.sub(r"\g<which> veins ", _LIMBS.sub(r"\g<twin>both channels", words)))
    words = _INCLUDED.sub(_named_as_well, _THOSE_IN.sub(r", \g<how> the \g<where> veins", words))
    words = _UNDECIDED.sub(lambda m: f"{m['vein']}: possible thrombus" if is_a_vein(m["vein"]) else m.group(), words)
    words = _COMPARED.sub(r"\g<size>", words)
    words = _GAP_LEFT.sub(r"\g<vein>; \g<size> from the popliteal vein" if "popliteal" in words else r"\g<vein>", words)
    return _PROBE_CLOSES.sub(_closed, words)


def _signed(match: re.Match[str], told: str) -> str:
    """A bare sign is one of a finding only behind a vein: "duplex left leg - for DVT" asks."""
    behind = match.string[max(0, match.start() - 12) : match.start()].rsplit(".", 1)[-1]
    return told if not match["bare"] or is_a_vein(behind) else match.group()


def _growing(words: str) -> str:
    """ "The thrombosis, earlier limited to X, has grown upwards: its tip lies now in Y", "and ends as a tongue in Y"."""
    grown = _GROWN.search(words)
    if grown and not _ASKS.search(words) and is_a_vein(grown["veins"]):
        words = f"{grown['noun']} in {grown['veins']}{words[grown.end() :]}"
        words = _TIP_IN.sub(lambda m: "; thrombus extends into " if is_a_vein(m["vein"]) else m.group(), words)
    if _RUNS.search(words):
        words = _ENDS_IN.sub(lambda m: "; thrombus extends into " if is_a_vein(m["vein"]) else m.group(), words)
    return words


def _closed(match: re.Match[str]) -> str:
    """ "Probe pressure easily effaces X": X compresses."""
    if not is_a_vein(match["vein"]):
        return match.group()
    if match["no"]:
        return f"{match['vein']} does not compress"
    return f"{match['vein']} is partially compressible" if match["partly"] else f"{match['vein']} compresses"


def _with_leg(match: re.Match[str]) -> str:
    side = "left" if match["leg"].startswith("l") else "right"
    return f"{side} leg: {match['dvt']}"


def _listed(match: re.Match[str]) -> str:
    """ "The calf veins (PTV, peroneal)": those that are named, where all are veins."""
    if not all(is_a_vein(f"{part} vein") or is_a_vein(part) for part in _LIST.split(match["list"])):
        return match.group()
    names = match["list"]
    return names if re.search(r"veins?$|vs?$", names) else f"{names} veins"


def _two_femorals(match: re.Match[str]) -> str:
    other = match["two"] or match["three"]
    return f"common femoral vein and {'deep' if other == 'deep' else 'superficial'} femoral vein"


def _part_of(match: re.Match[str]) -> str:
    """ "In X and in the distal 4 cm of Y": the size is that of Y."""
    if not is_a_vein(match["vein"]):
        return match.group()
    return (
        f"; thrombus in the {match['part']} {match['vein']}, length {match['size']}"
        if _of_thrombus(match)
        else match.group()
    )


def _of_thrombus(match: re.Match[str]) -> bool:
    ahead = match.string[max(0, match.start() - 120) : match.start()].rsplit(";", 1)[-1]
    return bool(
        re.search(rf"^(?:[a-z-]+\s){{0,4}}{_NOUN}\s(?:\w+\s){{0,2}}(?:in|of|within|fills|occupies)\b", ahead)
    ) and not re.search(
        r"\b(?:no|not|without|never|neither|nor|former\w*|previous\w*|was|were|had|prior|history|old|possible|\?)\b",
        ahead,
    )


def _all_proximal(match: re.Match[str]) -> str:
    told = match["one"] or match["two"]
    told = "compress" if told == "compresses" else "are" + told[2:]
    return f"all proximal veins {told}"


def _named_as_well(match: re.Match[str]) -> str:
    one = "calf" if match["one"].startswith("tibial") else match["one"]
    return f"; {one} veins and {match['two']} veins likewise"


def _of_known(match: re.Match[str], before: str) -> str:
    """ "Surveillance of a known X thrombosis. The thrombus is stable": of X."""
    known = list(_KNOWN.finditer(before))
    if len(known) != 1 or _OVER.search(before) or not is_a_vein(known[0]["vein"]):
        return match.group()
    return f"the {match['noun']} in the {known[0]['vein']} {match['verb']}"
