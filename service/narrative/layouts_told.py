"""Small turns of layout that stand between a vein and what is said of it ("X in either leg unremarkable", "the femoral vein along the thigh", "two sites: (a) X: 8 cm")."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_CUES = re.compile(
    r"(?:either|both|each|left|right)\s(?:leg|limb|side)|the\sthigh|includ|there\b|^\(?[a-h1-9][.)]|^\(?[a-h1-9]\)|calf\b|\slevels?\b|\bsols?\b"
)
_IN_A_LEG = re.compile(
    r"(?P<lead>^|[;:,]\s(?:and\s)?)(?P<vein>[^,;.:]{3,50}?)\s(?:in|of|on)\s(?:the\s)?(?P<leg>(?:either|both|each|left|right)\s(?:lower\s)?(?:legs?|limbs?|sides?|extremit(?:y|ies)))\s(?:(?:is|are|was|were|all|both|also)\s){0,2}(?P<good>unremarkable|normal|clear|negative)\b"
)
_DEEP = re.compile(r"\b(?:deep|all|venous\ssystem|^the\sveins|^veins)\b")
_ALONG = re.compile(
    r"\b(?P<vein>(?:(?:superficial\s)?femoral|sfv|fv)(?:\sveins?)?)\s(?:(?:all\s|right\s)?(?:along|through|throughout|down|in|within|over|of)\s(?:(?:the\s)?(?:whole|entire|full|rest)\s(?:length\s)?of\s)?(?:the\s)?thigh)(?=,?\s(?:and|,|&)\s?(?:the\s|its\s|both\s)?(?:popl|pop\b|calf|profund|deep\sfem|tib|peron))"
)
_INCLUDED = re.compile(
    r"(?P<ahead>^[^,;.:]{3,40}?),\s(?:with\s)?(?:the\s)?(?P<what>calf|calves|calf\sveins|pelvic\sveins|pelvis)(?:\sveins|\svessels)?\s(?:included|inclusive|too|as\swell|also|likewise|and\sall),\s(?P<told>[^;.:]{3,80}?)(?=\s?(?:[;.]|$))"
)
_DOWN_THERE = re.compile(
    r"\b(?P<noun>(?:(?:deep\s)?(?:vein|venous)\s)?(?:thrombos[ie]s|thromb(?:us|i)|clots?)|dvts?)\s(?:(?:down|up|in|over)\s)?there\b"
)
_PLACE = re.compile(
    r"\b(?P<where>below\sthe\sknee|below-knee|(?:in|at|within)\sthe\s(?:left\s|right\s)?(?:calf|groin|pelvis|thigh|lower\sleg))\b"
)
_ITEM = re.compile(
    r"^\(?(?P<sign>[a-h]|[ivx]{1,4}|\d)[.)]\)?\s(?P<vein>[^,;.:]{2,50}?)\s?[:,-]\s?(?P<size>(?:length\s|size\s)?(?:about\s|approximately\s)?\d[\d.,]*\s?(?:cm|mm)\b.{0,120})$"
)
_SITES = re.compile(
    r"\b(?:two|three|four|several|both|separate|multiple)\s(?:\w{3,10}\s){0,2}(?:dvts|thrombos[ie]s|thromb(?:us|i)|clots)\b|\b(?:dvt|thrombos[ie]s|thromb(?:us|i)|clots?)\b[^.;]{0,60}\b(?:sites?|places|levels|segments|locations|spots|areas|foci|deposits|veins|separate|multifocal|as\sfollows|following)\b|^\(?[a-h1-9][.)]\)?\s[^:;]{2,50}:\sthrombus\b"
)
_NOT_TODAY = re.compile(
    r"\b(?:no|not|never|neither|nor|without|gone|resolved|cleared|previous(?:ly)?|earlier|before|last|formerly|old\sscan|history|ago|was|were|had|possible|suspected|if|excluded|negative)\b|\?"
)
_NO_FLOW_IN = re.compile(
    r"(?P<ahead>^[^;:.]{0,40}?\b(?:thrombos[ie]s|thrombus|clots?|dvts?)\b[^;:.]{0,80}?),?\s(?:with|and|showing)\s(?:there\sis\s)?no\sflow\s(?:(?:at\sall|whatever|whatsoever|on\scolou?r)\s)?(?:in|within|inside|through)\s(?P<veins>[^;:.]{3,120}?)(?=\s?(?:[;.]|$))"
)
_AT_LEVEL = re.compile(
    r"\b(?P<lead>nor|or|and|no\s(?:thrombus|clot|dvt)|nothing|(?:thrombus|clot)(?:\sis|\swas)?(?:\sseen|\sfound|\spresent)?)\sat\s(?!(?:the\s)?(?:renal|this|that|any|every)\b)(?:the\s)?(?P<veins>[^;.:]{3,80}?)\slevels?\b"
)
_SHORT = re.compile(
    r"(?P<lead>^|[;,]\s)(?P<side>(?:(?:left|right|lt|rt|l|r)\s)?)(?:sols?|sol\sv)(?=\s?[:=-]|\s(?:clear|clots?|thromb|comp|nc\b|ok\b|open|free|normal|patent|veins?\b|squash|flatten|collaps|full|no\b))"
)
_REGION_ONLY = re.compile(r"\b(?:groins?|pelvis|thighs?|legs?|limbs?|hal(?:f|ves)|sides?)\b")
_CALF_ALONE = re.compile(
    r"(?P<lead>^|[;,]\s(?:and\s)?)(?P<side>(?:(?:the\s)?(?:left|right|both)\s)?)(?P<what>calf|calves)\s(?:(?:is|are|was|were)\s)?(?=(?:(?:entirely|completely|all)\s)?(?:free|clear|devoid|empty)\s(?:of|from)\s(?:any\s|all\s)?(?:\w{3,10}\s)?(?:thromb|clot|dvt))"
)


def with_plain_layout(words: str, before: str) -> str:
    """The words of a sentence with such turns written out; ``before`` are those of the sentence before."""
    if not _CUES.search(words):
        return words
    words = _IN_A_LEG.sub(_in_a_leg, words)
    if "sol" in words:
        words = _SHORT.sub(r"\g<lead>\g<side>soleal", words)
    if " level" in words:
        words = _AT_LEVEL.sub(_at_level, words)
    words = _CALF_ALONE.sub(r"\g<lead>\g<side>calf veins ", _ALONG.sub(r"\g<vein>", words))
    if "includ" in words or "inclusive" in words:
        words = _INCLUDED.sub(_included, words)
    if "there" in words:
        place = _PLACE.search(words)
        if place:
            below = place["where"].startswith("below") or "calf" in place["where"] or "lower leg" in place["where"]
            told = r"\g<noun> in the calf veins" if below else rf"\g<noun> {place['where']}"
            words = words[: place.end()] + _DOWN_THERE.sub(told, words[place.end() :])
    item = _ITEM.match(words)
    if item and _SITES.search(before) and not _NOT_TODAY.search(before) and is_a_vein(item["vein"]):
        return f"{item['sign']}) {item['vein']}: thrombus {item['size']}"
    return words


def with_stopped_veins(words: str) -> str:
    """The words of a sentence with the veins that a thrombosis of a region has left without flow as occluded."""
    return _NO_FLOW_IN.sub(_no_flow_in, words) if "no flow" in words else words


def _in_a_leg(match: re.Match[str]) -> str:
    """ "Calf veins in either leg unremarkable" is of the calf and not of the leg."""
    if not is_a_vein(match["vein"]) or _DEEP.search(match["vein"]):
        return match.group()
    return f"{match['lead']}{match['vein']} {match['good']} in {match['leg']}"


def _at_level(match: re.Match[str]) -> str:
    """ "Nor at common femoral, femoral or popliteal level"."""
    return f"{match['lead']} in the {match['veins']} veins" if is_a_vein(f"{match['veins']} veins") else match.group()


def _included(match: re.Match[str]) -> str:
    region = "calf" if match["what"].startswith("cal") else "pelvic"
    return f"{match['ahead']} {match['told']}; {region} veins likewise"


def _no_flow_in(match: re.Match[str]) -> str:
    """ "Fresh thrombosis in both groins, with no flow in the X and the Y": what does not flow is thrombosed."""
    named = re.split(r",\s(?:and\s|or\s)?|\s(?:and|or)\s", match["veins"].removesuffix(", right or left"))
    if is_a_vein(match["ahead"]) or not _REGION_ONLY.search(match["ahead"]):
        return match.group()
    if not all(is_a_vein(f"{name} vein" if "vein" not in name else name) for name in named if name.strip()):
        return match.group()
    legs = ", of both legs" if re.search(r"right\sor\sleft|left\sor\sright|either", match["veins"]) else ""
    veins = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"{match['ahead']}; {veins}{legs} occluded by thrombus"
