"""Names of regions and ranges that stand apart from what is said of them ("the deep veins are full of clot from X to Y", "no thrombus in the calf", "lower leg veins") as names of veins."""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.fronting import is_a_vein
from service.narrative.lexer import lex

_CUES = re.compile(
    r"\bfrom\b|\bdeep\b|\bveins\b.{0,90}\bfrom\b|\bcal(?:f|ves)\b|\blower\sleg\b|\btibials?\b|\bsol\b|\bgast\b|\bin\sthe\sthigh\b|\bitself\b|,\swhich\b|\b(?:start|begin|commenc|originat|aris)|\bthis\b"
)
_DEEP = r"(?:deep\s(?:(?:leg|limb|main|axial)\s)?(?:veins|venous\s(?:system|tree|axis|network)|system)|(?:main|axial)\sveins|veins(?=\sof\sthe\s(?:left|right)\s(?:leg|limb|lower))|(?<=all )veins|(?<=leg: )veins)"
_OF = r"(?P<of>\s(?:of|in|on)\s(?:the\s|this\s)?(?:left|right|both)\s(?:legs?|lower\slimbs?|limbs?|lower\sextremit(?:y|ies)|sides?))?"
_END = r"(?=\s?(?:[,;.)]|$)|\s(?:and|with|without|but|on|which|showing|last|yesterday|previously|then|before|earlier|today|now)\b)"
_TO = r"(?:(?:all\sthe\sway|right|clear|down|up|upwards?|downwards?|through|distally|proximally)\s){0,2}(?:to|into|as\sfar\s(?:down\s|up\s)?as)\s"
_APART = re.compile(
    rf"(?P<lead>\b(?:the\s|all\s(?:the\s)?|whole\s|entire\s|(?:left|right)\s){{0,3}})(?:{_DEEP}){_OF}(?P<told>,?\s(?!from\b)[^;:.]{{3,110}}?),?\sfrom\s(?P<a>(?:the\s)?[^,;:.]{{2,40}}?)\s{_TO}(?P<b>(?:the\s)?[^,;:.]{{2,40}}?){_END}"
)
_OF_A_LEG = re.compile(
    rf"\b(?:the\s)?(?:(?:whole|entire)\s)?deep\s(?:veins|venous\s(?:system|tree|axis|network)|system)(?P<of>\s(?:of|in)\s(?:the\s)?(?:left|right|both)\s(?:legs?|lower\slimbs?|limbs?))\s(?=from\s)from\s(?P<a>[^,;:.]{{3,40}}?)\s{_TO}(?P<b>[^,;:.]{{3,40}}?){_END}"
)
_OF_A_THROMBOSIS = re.compile(
    rf"(?P<noun>\b(?:dvt|(?:deep\s)?(?:vein\s|venous\s)?thrombos[ie]s|thrombus|clots?))\s(?:(?:of|in|within|throughout)\s)?(?:the\s)?(?P<side>left|right|lt|rt)\s(?:legs?|lower\slimbs?|limbs?|lower\sextremit(?:y|ies)),?\s(?:(?:extending|running|reaching|stretching|extends|runs|all\sthe\sway)\s)?from\s(?:the\s)?(?P<a>[^,;:.]{{2,40}}?)\s{_TO}(?:the\s)?(?P<b>[^,;:.]{{2,40}}?){_END}"
)
""" "DVT in the left leg, from X to Y"."""
_BEGINS = re.compile(
    r"(?P<noun>\b(?:thromb(?:us|osis)|clot|dvt|it|which|and|that))\s(?:now\s)?(?:starts?|begins?|commences?|originates?|arises?|starting|beginning|commencing)\s(?:in|at|from|within)\s(?P<a>[^,;:.]{3,40}?)\s(?:and|to)\s(?:then\s)?(?:it\s)?(?:(?:reach(?:es|ing)?|extend(?:s|ing)?|runs?|running|continues?|goes|passes|stretches|ends?|ending|finish(?:es)?|stops?)\s)(?:all\sthe\sway\s|right\s|up\s|down\s|upwards?\s|downwards?\s|distally\s|proximally\s){0,2}(?:into|to|in|at|within|as\sfar\sas)\s(?P<b>[^,;:.]{3,40}?)(?=\s?(?:[,;.)]|$)|\s(?:and|with|without)\b)"
)
_TO_THE_CALF = re.compile(
    r"(?P<range>\bfrom\s[^,;:.]{3,40}?\s(?:down\s|right\s)?to\s(?:the\s)?)calf(?=\s?(?:[,;.)]|$))"
)
_AFFIRMS = re.compile(r"thromb|clot|occlu|compress|block|fill|obliterat|obstruct")
_NETWORK = re.compile(
    r"\bdeep\s(?:(?:venous|vein)\s(?:network|axis|axes|tree|bed|net|trunks|tract)|network)\b(?!\s(?:from|of\sthe\sthigh|of\sthe\scalf))"
)
_INCLUDING = re.compile(
    r"(?P<deep>\bdeep\sveins(?:\s(?:of|in)\s(?:the\s)?(?:left|right|both)\s(?:legs?|lower\slimbs?|limbs?))?),\s(?:including|incl\.?|and\salso)\s(?P<veins>[^,;:.]{3,80}?),\s(?P<told>(?:is|are|were|compress|appear|remain)\b[^;.]{0,80})"
)
_LOWER_LEG = re.compile(
    r"(?<=thrombosis of the )lower\sleg\sveins\b|\blower\sleg\sveins\b(?=\s(?:(?:also|likewise|equally|all|both|too|on\sboth\ssides|bilaterally|freely|fully|completely|well)\s){0,3}(?:are|were|is|do|show|contain|appear|remain|compress\w*|patent|clear|normal|free|without|open|permeable|thrombosed|occluded|could|cannot|not|non-?\w+)\b)"
)
_NO_CALF = re.compile(
    r"\b(?P<no>(?:no|nil|without(?:\sany)?)\s(?:(?:evidence\sof|sign\sof|signs\sof|acute|fresh|definite|visible|obvious|recent|any)\s){0,2})(?P<noun>thromb(?:us|i|osis)|clots?)(?P<seen>(?:\s(?:is|was|seen|found|detected|identified|visible|present|demonstrated|evident)){0,2})"
    r"\s(?P<where>(?:in|within)\s(?:the|either|both|this|his|her)\s(?:left\s|right\s)?(?:calf|calves))(?=\s?(?:[.;)]|$)|\s(?:or\sthigh|and\sthigh|either|on\s(?:the|either|both)|today|at\sall)\b)"
)
_CALF_AND = re.compile(
    r"(?:(?<=clot )|(?<=clots )|(?<=thrombus )|(?<=thrombosis )|(?<=dvt ))(?P<in>(?:in|within|of)\sthe\s(?:left\s|right\s)?calf)(?=,\s(?:the\s)?(?:popliteal|femoral|common\sfemoral|iliac|gastrocnemius|soleal)\b)"
)
_IN_THE_CALF = re.compile(
    r"(?<!no )\b(?:thromb(?:us|i|osis)|clots?)(?P<seen>(?:\s(?:is|was|seen|found|detected|identified|visible|present|demonstrated|evident)){0,2})\s(?P<where>(?:in|within)\s(?:the|this|his|her)\s(?:left\s|right\s)?calf)(?=\s?(?:[.;)]|$))"
)
_CALF_FREE = re.compile(
    r"\b(?P<calf>calf|calves)(?=\s?:?\s(?:(?:is|are)\s)?(?:free\sof|without|devoid\sof|clear\sof|negative\sfor)\s)"
)
_TIBIALS = re.compile(
    r"(?<!posterior )(?<!anterior )(?<!post )(?<!ant )(?<!posterior and )(?<!p )(?<!post\. )(?<!and anterior )\btibials?(?:\sveins?)?(?P<and>,\s|\sand\s|\s&\s|/|\s\+\s)(?P<per>(?:peroneals?|fibulars?)\b)(?!\strunk)"
)
_ROW = re.compile(
    r"(?P<lead>^|[,;/]\s|^(?:right|left|rt|lt|r|l)\s)(?P<name>sol|gast)(?=\s?(?:[:=-]|(?:veins?|vv?)\b|(?:non-?)?compress|patent|clear|normal|thromb|clot|no\b|not\b|nc\b))\s?(?:veins?|vv?\b)?"
)
_IN_ITS_PLACE = re.compile(
    r"(?P<vein>\b(?:(?:common|superficial)\s)?femoral\sveins?|\bs?fv|\bcfv|\bpopliteal\sveins?)\s(?:in|within|at)\sthe\s(?P<place>thigh|groin|popliteal\sfossa|knee)(?=\s?[,;]|\s(?:and|is|are|compress|does|do|fully|both|was|were|clear|patent|shows?|contains?)\b)"
)
_LANDMARK = re.compile(
    r"(?P<by>\b(?:below|above|from|near|beside|behind|beneath|under|next\sto|close\sto|adjacent\sto|short\sof|distal\sto|proximal\sto|before|(?<=[cm]m )of)\s)(?P<vein>(?:the\s)?[^,;:.()]{3,40}?)(?:,\s(?:which(?:\sitself)?|itself|that\sitself|and\sthis)\s|\s\((?:which\s|itself\s)(?=[^()]*\)))"
    r"(?P<told>(?:itself\s|also\s|too\s)?(?:(?:is|are|remains?|appears?|looks?|does|do|cannot|can|could|fails?|shows?|contains?)\s(?!expan|dilat|displac|compressed\sby|said|joined|near|also\sinvolved)|(?:compress(?:es)?|free|clear|patent|normal|open|compressible|non-?compressible)\b))"
)


def with_regions_as_veins(words: str) -> str:
    """The words of a sentence with such names and ranges beside what is said of them."""
    if not _CUES.search(words):
        return words
    if "calf" in words:
        words = _TO_THE_CALF.sub(r"\g<range>calf veins", words)
    words = _BEGINS.sub(
        lambda m: f"{m['noun']} extends from {m['a']} to {m['b']}" if _are_veins(m) else m.group(), words
    )
    words = _OF_A_LEG.sub(lambda m: _range(m, "") if _are_veins(m) else m.group(), words)
    words = _OF_A_THROMBOSIS.sub(
        lambda m: f"{m['noun']} from the {m['side']} {m['a']} to {m['b']}" if _are_veins(m) else m.group(), words
    )
    words = _APART.sub(_apart, words)
    words = _INCLUDING.sub(_including, _NETWORK.sub("deep venous system", words))
    words = _CALF_FREE.sub("calf veins", _LOWER_LEG.sub("calf veins", words))
    words = _NO_CALF.sub(r"\g<no>dvt\g<seen> \g<where>", words)
    words = _CALF_AND.sub(r"\g<in> veins", _IN_THE_CALF.sub(r"dvt\g<seen> \g<where>", words))
    words = _TIBIALS.sub(r"calf veins\g<and>\g<per>", words)
    words = _ROW.sub(lambda m: f"{m['lead']}{'soleal' if m['name'] == 'sol' else 'gastrocnemius'} veins ", words)
    words = _IN_ITS_PLACE.sub(r"\g<vein>", words)
    return _LANDMARK.sub(_landmark, words)


def _are_veins(match: re.Match[str]) -> bool:
    return is_a_vein(match["a"]) and is_a_vein(match["b"])


def _range(match: re.Match[str], told: str) -> str:
    return f"the veins from {match['a']} to {match['b']}{match['of'] or ''}{told}"


def _apart(match: re.Match[str]) -> str:
    """ "The deep veins are full of clot from X down to Y"; nothing where other veins stand between."""
    told = match["told"]
    if not _AFFIRMS.search(told) or not _are_veins(match) or any(t.kind == cues.VEIN for t in lex(told)):
        return match.group()
    side = re.search(r"\b(left|right)\s", match["lead"])
    a = match["a"].removeprefix("the ")
    return f"the veins from the {f'{side[1]} ' if side else ''}{a} to {match['b']}{match['of'] or ''}{told}"


def _including(match: re.Match[str]) -> str:
    named = re.sub(r"\s(?:groups?|compartments?|segments?)\b", " veins", match["veins"])
    if not is_a_vein(named):
        return match.group()
    return f"{match['deep']} {match['told']}; {named} {match['told']}"


def _landmark(match: re.Match[str]) -> str:
    """ "1.5 cm below X, which compresses": X, that was only a landmark, once more with what is said of it."""
    if not is_a_vein(match["vein"]):
        return match.group()
    return f"{match['by']}{match['vein']}; {match['vein']} {match['told']}"
