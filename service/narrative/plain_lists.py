"""Plain turns around lists and names ("likewise the A, B and C", "tibial posterior", "FV (mid) and POP", "SOL nc"), as plain clauses."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_LIKEWISE = re.compile(
    r"[,;]\s(?:and\s)?(?:likewise|similarly|equally|(?:so|as)\s(?:are|is))(?:\s(?:for|in|with))?,?\s(?P<list>[^;:.,]{3,40}(?:,\s[^;:.,]{3,40}){0,6},?\s(?:and|&)\s[^;:.,]{3,40})(?=\s?(?:[;.]|$))"
)
_WITH_FLOW = re.compile(
    r"\b(?P<good>normal|clear|unremarkable)\s(?=(?:with|showing|and\s(?:has|have|shows?|demonstrates?)|on)\s(?!no\b)(?:\w+,?\s(?:and\s)?){0,3}?(?:flow|phasic\w*|augment\w*|waveforms?|respirat\w+|signals?|spectral|doppler|valsalva|variation|response|filling|traces?)\b)"
)
_OF_FLOW = re.compile(
    r"\b(?:flow|waveforms?|calib\w+|diameter|doppler|spectral|signals?|valves?|phasic\w*|augment\w*|wall|traces?|filling|respons\w+)\b[^,;:.]*$"
)
_VARICES = re.compile(
    r"\b(?P<vein>varicosit(?:y|ies)|tributar(?:y|ies)|varices|varicose\sveins?)\s(?:\w{3,12}\s){0,2}?(?:aris\w+|originat\w+|com(?:e|es|ing)|drain\w*|run\w*|fed|suppl\w+|fill\w*|connect\w*)\s[^;.]{3,80}?[;,]\s(?:and\s|but\s|with\s)?(?:there\sis\s)?"
    r"(?P<no>no\s|without\s)?(?P<what>(?:(?:acute|fresh|old|evidence\sof)\s){0,2}(?:thrombus|clot|thrombosis))\s(?:(?:is\s)?(?:seen|identified|present|demonstrated)\s)?(?:with)?in\s(?:these|those|them|it)\b"
)
_REGULAR = re.compile(
    r"(?:(?<=\bveins )|(?<=\bvein )|(?<=\bare )|(?<=\bis )|(?<=: )|(?<=\baxis )|(?<=\bfv )|(?<=\btv )|(?<=\btvs )|(?<=\bpopliteal ))regular(?=\s?(?:[.;,]|$)|\s(?:and|on\s(?:both|either)|bilaterally|throughout)\b)"
)
_PERVIOUS = re.compile(r"(?<!im)\bpervious\b")
_REVERSED = re.compile(
    r"(?<!posterior )(?<!anterior )(?<!common )(?<!external )(?<!internal )(?<!superficial )(?<!deep )(?<!great )(?<!small )\b(?:(?P<tibial>tibial(?:is)?)\s(?P<t>posterior|anterior)|(?P<femoral>femoral(?:is)?)\s(?P<f>superficial|common|deep)|(?P<iliac>iliac)\s(?P<i>external|common|internal)|(?P<saphenous>saphenous)\s(?P<s>great|small|long|short))"
    r"(?=\s(?:veins?\b|vv?\b|and\b|or\b|is\b|are\b|free\b|clear\b|patent\b|normal\b|thromb|compress|non|occlu)|\s?[:,;/.&=]|$)(?!\s(?:femoral|iliac|tibial|saphenous)\b)"
)
_PART_BEHIND = re.compile(
    r"(?P<vein>\b(?:s?fv|fem(?:oral)?|popliteal|pop|[ap]tv|peroneal|iliac|gsv|ssv|lsv)(?:\sveins?)?)\s\((?P<part>(?:(?:proximal|mid|middle|distal|upper|lower|prox|dist)\b\.?(?:\s(?:third|half|part|thigh|calf|segment|portion))?(?:\s?(?:,|/|&|\+|-|and|to)\s?)?){1,3})(?:\s?(?:thigh|third|segment|calf|part|portion)s?)?\)(?=,?\s?(?:and|&|,|/|\+)\s?(?P<next>[^;:.,()]{2,40}))"
)
_WHICH = re.compile(
    r"(?P<gap>\d[\d.,]*\s?[cm]m\s(?:short\sof|below|distal\sto|from|above|proximal\sto|away\sfrom|beyond|caudal\sto|beneath)\s(?:the\s)?(?P<vein>(?:\w{3,12}\s){0,2}veins?)),\swhich\s(?:itself\s)?(?P<does>(?:is|are|appears?|remains?|compress(?:es)?|collapses?)\b)"
)
_STATUS = r"(?=\s?(?:[:,;/=&+]|nc\b|pc\b|c\b|(?:non-?\s?|in|un)?compr\w*|comp\b|non\b|ok\b|clear\b|patent\b|thromb\w*|clot\w*|normal\b|not\b|nv\b|ns\b|no\b|x\s?2|occl\w*|dvt\b|neg\b|-ve\b|free\b|nad\b|fully\b|partial\w*|both\b|acute\b))"
_SOLEAL = re.compile(
    rf"(?:^|(?<=[,;/&+:(] )|(?<=[/&+(])|(?<=and )|(?<=right )|(?<=left )|(?<=\br )|(?<=\bl )|(?<=rt )|(?<=lt ))(?P<name>sol|gas|gn)(?:\.|\s?v(?:eins?|ns?|s)?\b\.?)?{_STATUS}"
)
_SOLEAL_V = re.compile(r"\b(?P<name>sol|gas)(?:vs?|\.?\s?vv?)\b\.?")
_BOWEL = re.compile(r"\b(?:bowel|overlying|abdominal|intestinal|blood|carbon|tissue)\W{1,2}$")
_SHORT_NOUNS = (
    (
        re.compile(
            r"\bthr\b\.?(?=\s?(?:[+-](?!\w)|\([+-]\)|[:=]|neg|pos|absent|present|yes\b|no\b|nil\b|none\b|\d))|(?<=\bno )thr\b\.?|(?<=\bacute )thr\b\.?"
        ),
        "thrombus",
    ),
    (re.compile(r"\bnon[\s-]?occl?\b\.?"), "non-occlusive"),
    (re.compile(r"\boccl\b\.?"), "occluded"),
    (
        re.compile(
            r"\b(?P<what>diam(?:eter)?|width|calib(?:re|er)|length)\sof\s(?:the\s|this\s)?(?:clot|thrombus|thrombosed\svein|affected\svein|vein|lumen)\s?(?=(?:is\s|was\s|:\s|=\s|approximately\s|about\s)?\d)"
        ),
        r"\g<what> ",
    ),
    (
        re.compile(
            r"(?P<lead>[,;(]\s?)(?:the\s)?(?:affected\s|thrombosed\s|expanded\s)?(?:vein|lumen)\s(?:(?:is|measures|of|:|=)\s)?(?P<size>\d{1,2}(?:[.,]\d)?\s?mm)\b(?!\s(?:deep|below|from|above|long))"
        ),
        r"\g<lead>diameter \g<size>",
    ),
)
_MUSCLES = {"sol": "soleal veins", "gas": "gastrocnemius veins", "gn": "gastrocnemius veins"}


def with_plain_lists(words: str) -> str:
    """The words of a sentence with such lists and names as the rules know them."""
    if any(cue in words for cue in ("thr", "occ", " of the ", " of clot", " vein ", "lumen")):
        for short, plain in _SHORT_NOUNS:
            words = short.sub(plain, words)
    if any(cue in words for cue in ("sol", "gas", "gn")):
        words = _SOLEAL.sub(_muscular, _SOLEAL_V.sub(lambda m: _MUSCLES[m["name"]], words))
    if any(cue in words for cue in ("tibial ", "tibialis ", "femoral ", "femoralis ", "iliac ", "saphenous ")):
        words = _REVERSED.sub(_in_order, words)
    if " (" in words:
        words = _PART_BEHIND.sub(_part_ahead, words)
    if any(cue in words for cue in ("likewise", "similarly", "equally", " so ", " as is", " as are")):
        words = _LIKEWISE.sub(lambda m: f"; {m['list']} likewise" if is_a_vein(m["list"]) else m.group(), words)
    if any(cue in words for cue in ("normal ", "clear ", "unremarkable ")):
        words = _WITH_FLOW.sub(_with_flow, words)
    if " these" in words or " them" in words or " those" in words or "in it" in words:
        words = _VARICES.sub(lambda m: f"{m['vein']}: {'no ' if m['no'] else ''}{m['what']}", words)
    if ", which " in words:
        words = _WHICH.sub(
            lambda m: f"{m['gap']}; the {m['vein']} {m['does']}" if is_a_vein(m["vein"]) else m.group(), words
        )
    if "pervious" in words:
        words = _PERVIOUS.sub("patent", words)
    return _REGULAR.sub(_regular, words) if "regular" in words else words


def _muscular(match: re.Match[str]) -> str:
    """ "SOL nc": the soleal veins; gas of the bowel is none."""
    if match["name"] == "gas" and _BOWEL.search(match.string, max(0, match.start() - 14), match.start()):
        return match.group()
    return f"{_MUSCLES[match['name']]}"


def _in_order(match: re.Match[str]) -> str:
    """ "Tibial posterior": the posterior tibial."""
    for name in ("tibial", "femoral", "iliac", "saphenous"):
        if match[name]:
            return f"{match[name[0]]} {name}"
    return match.group()


def _part_ahead(match: re.Match[str]) -> str:
    """ "FV (mid and distal thigh) and popliteal vein": the part before its vein, so that the list goes on."""
    if not is_a_vein(match["next"].partition(" is ")[0].partition(" are ")[0]) and not is_a_vein(
        match["next"].split()[0]
    ):
        return match.group()
    part = re.sub(r"\s?\b(?:thigh|calf|third|half|part|segment|portion)s?\b", "", match["part"]).strip(" ,/&+-")
    return f"{part} {match['vein']}"


def _with_flow(match: re.Match[str]) -> str:
    """ "X is normal with phasic flow": two things said; "flow is normal with ..." is one, of the flow."""
    if _OF_FLOW.search(match.string, max(0, match.start() - 60), match.start()):
        return match.group()
    return f"{match['good']}, "


def _regular(match: re.Match[str]) -> str:
    if _OF_FLOW.search(match.string, max(0, match.start() - 60), match.start()):
        return match.group()
    return "normal"
