"""Where a thrombus ends and where it bulges ("stops 0.5 cm short of X", "ends 8 mm below X", "bulges into X without occluding it"), as "does not extend into" and "extends into"."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_SPOKEN_OF = re.compile(r"\b(?:thromb|clot|coagul|dvt)")
_CUES = re.compile(
    r"short\sof|shy\sof|\b(?:below|beneath|before|distal\sto|caudal\sto|inferior\sto|under|clear\sof)\b|\b(?:without|not|leav\w+|but|no)\b|herniat|mushroom|billow|balloon|peep|overflow|overhang|pout|\bwith\s(?:its|the|a)\s(?:tip|head|tongue|tail|end|top)\b|brim|protru|bulg|nos(?:es|ing)|prolaps|encroach"
)
_SIZE = r"\d{1,2}(?:[.,]\d{1,2})?\s?(?:cm|mm)\b"
_ABOUT = r"(?:(?:off|just|well|still|about|approximately|approx|some|at\sleast|immediately|only|roughly|around|nearly|shortly|slightly|a\slittle|almost|barely)\s){0,2}"
_STOPS = r"(?:stop(?:s|ping|ped)|end(?:s|ing|ed)|terminat(?:es|ing|ed)|finish(?:es|ing|ed)?|halt(?:s|ing|ed)?|ceas(?:es|ing|ed)|peters\sout|fades\sout|tapers\soff|comes\sto\san\send|comes\sto\sa\s(?:stop|halt))"
_RESTS = (
    r"(?:fall(?:s|ing)?|remain(?:s|ing)?|is|lies|lying|sits|stay(?:s|ing)?|com(?:es|ing)|reach(?:es|ing)\sto|keeps)"
)
_VEIN = r"(?P<vein>[^,;:.()]{3,50}?)(?=\s?(?:[,;.()]|$|:)|\s(?:and|but|with|which|where|without|on|is|by|as|so)\b)"
_SHORT = re.compile(
    rf"\b(?:{_STOPS}|{_RESTS})\s{_ABOUT}(?:{_SIZE}\s(?:just\s)?(?:short\sof|shy\sof|before)|(?:just|well|shortly|a\slittle|immediately)\s(?:shy\sof|short\sof))\s(?:(?:reaching|entering|joining)\s)?{_VEIN}"
)
_BELOW = re.compile(
    rf"\b{_STOPS}\s{_ABOUT}(?:at\s)?(?:{_SIZE}\s)?(?:just\s|immediately\s)?(?:below|beneath|distal\sto|caudal\sto|caudad\sto|inferior\sto|under|before|short\sof|shy\sof)\s{_VEIN}"
)
_NOT_SO = re.compile(
    r"\b(?:not|never|no|nor|longer|without|if|may|might|could|would|will|should|until|unless|used|was|were|had|previous\w*|initial\w*|formerly|earlier|last|first|then|ago|yesterday|first|down|downwards?|distally|caudally|(?:lower|distal|inferior|caudal|bottom)\s(?:end|limit|tip|extent|margin|border|edge|level)|(?:lower|distal)most|starts?|begins?|from)\b"
)
_NO_VEIN = re.compile(
    r"\b(?:junction|(?:deep|venous)\ssystem|profunda|deep\sfemoral|sfj|spj|confluence|bifurcation|trifurcation|origin|crease|skin|ligament|knee|level|insertion|valve)\b"
)
_LOWER = re.compile(r"\b(?:thigh|iliac|femoral|cava|profunda|cfv|s?fv|[cei]iv|pelvi\w+)\b")
_HERNIATES = re.compile(
    r"\b(?P<verb>herniat|mushroom|billow|balloon|peep|overflow|overhang|pout|pok|nos|jut|spill|bulg|protrud|prolaps)(?P<form>es|s|e|ing)\s(?:(?:out|over|up|down|back|through|slightly|just|partly|partially|freely|a\slittle|some\sway|some\sdistance)\s){0,2}(?:in)?to\s(?=(?:(?:the|a|an|one|left|right|its|both|adjacent|lumen|of)\s){0,4}[^,;:.]{2,40})"
)
_NO_BULGE = re.compile(
    r"\b(?P<no>without(?:\sany)?|with\sno|no|not)\s(?P<adj>(?:definite\s|evidence\sof\s|significant\s)?)(?:protrusion|bulg(?:e|ing)|prolapse|herniation|projection|overhang|spill(?:age|over|ing)?|encroachment|protruding|herniating|prolapsing|projecting)\s(?:in)?(?:to|on|upon)\s"
)
_HEAD_DOES_NOT = re.compile(
    r",\s(?:(?:and|but|though)\s)?(?:the|its)\s(?:\w{3,10}\s)?(?:head|tip|end|top|tongue)\s(?:of\s(?:it|the\s(?:clot|thrombus))\s)?does\snot\s(?:project|protrude|bulge|prolapse|herniate|spill|poke|jut|hang|extend|reach|pass)\s(?:out\s|over\s|up\s)?into\s"
)
_ENCROACHES = re.compile(r"\bencroach(?P<form>es|ing)\s(?:on|upon|onto|into)\s(?=(?:the\s)?[^,;:.]{2,40})")
_NOT_CLOSING = re.compile(
    r",?\s(?:(?:but|and|though|although|yet|while)\s)?(?:it\s)?(?:without|not|does\snot|do\snot|is\snot|never)\s(?:(?:completely|fully|totally|entirely|wholly|quite|actually)\s)?(?:occlud|block|obstruct|clos|obliterat|fill|plug|seal)(?:ing|e|es)?\s(?:it|them|this|that|the\slatter|(?:the|its|that)\s(?:lumen|vein|vessel))(?:\s(?:off|up|completely|fully|totally|entirely|altogether))?(?=\s?(?:[,;.)]|$)|\sand\b|\sbut\b)"
)
_LEFT_OPEN = re.compile(
    r"(?P<into>\binto\s[^,;.]{3,60}?),?\s(?:(?:but|and|though|yet)\s)?(?:leav(?:es|ing)|keep(?:s|ing))\s(?:it|them|this|the\slatter|(?:the|its|that)\s(?:lumen|vein|vessel))\s(?:(?:widely|partly|partially|still|largely)\s)?(?:open|patent)(?=\s?(?:[,;.)]|$))"
)
_WITH_ITS_TIP = re.compile(
    r",?\swith\s(?:its|the|a)\s(?:(?:upper|proximal|leading|mobile|floating|free)\s)?(?:tip|head|tongue|tail|end|top)\s(?:(?:lying|sitting|floating|hanging|now)\s)?(?:in|inside|within|into)\s(?=(?P<vein>[^,;:.]{3,40}?)(?=\s?(?:[,;.)]|$)))"
)
_NEAR_IT = re.compile(
    r"\bof\s(?P<vein>(?:the\s)?[^,;:.\d]{3,40}?),?\s(?:but|and|though)\s(?:it\s)?(?:does|do|has|is)\snot\s(?:yet\s)?(?:enter|reach|join|touch|involve|in)(?:ed)?\s(?:it|this|that)(?=\s?(?:[,;.)]|$))"
)
_GOES_ON = re.compile(
    r"\b(?:does|do|did)\snot\s(?:stop|end|halt|finish|terminate)\s(?:just\s)?(?:short\sof|shy\sof|below|before)\s(?=(?:the\s)?[^,;:.]{3,40})"
)
_PRESSED = re.compile(r"press|probe|narrow|squeez|squash|flatten|push")
_DENIES = re.compile(r"\b(?:no|not|never|nor|without|neither|free|clear|if)\b")


def with_plain_ends(words: str, before: str) -> str:
    """The words of a sentence with such turns written out; ``before`` are those of the sentence before it."""
    if not _CUES.search(words) or not (_SPOKEN_OF.search(words) or _SPOKEN_OF.search(before)):
        return words
    words = _HEAD_DOES_NOT.sub("; it does not extend into ", words)
    words = _NO_BULGE.sub(_no_bulge, words)
    words = _HERNIATES.sub(
        lambda m: f"extend{'ing' if m['form'] == 'ing' else 's' if m['form'] != 'e' else ''} into ", words
    )
    words = _ENCROACHES.sub(lambda m: f"extend{'ing' if m['form'] == 'ing' else 's'} into ", words)
    if _SPOKEN_OF.search(words):
        words = _LEFT_OPEN.sub(r"\g<into>, non-occlusive", words)
        words = _NOT_CLOSING.sub(_not_closing, words)
    words = _WITH_ITS_TIP.sub(lambda m: ", extending into " if is_a_vein(m["vein"]) else m.group(), words)
    words = _NEAR_IT.sub(
        lambda m: f"of {m['vein']}; it stops short of {m['vein']}" if is_a_vein(m["vein"]) else m.group(), words
    )
    words = _GOES_ON.sub("extends into ", words)
    words = _BELOW.sub(lambda m: _ends(m, before), words)
    return _SHORT.sub(lambda m: m.group() if "; it stops short of" in words else _ends(m, before), words)


def _no_bulge(match: re.Match[str]) -> str:
    return (
        "; thrombus does not extend into " if match["no"] == "not" or "without" in match["no"] else "no extension into "
    )


def _not_closing(match: re.Match[str]) -> str:
    """Only of a thrombus that is affirmed: "no thrombus fills it, not even partly"."""
    ahead = match.string[max(0, match.start() - 200) : match.start()].rsplit(";", 1)[-1]
    return (
        match.group()
        if _DENIES.search(ahead) or _PRESSED.search(ahead) or not _SPOKEN_OF.search(ahead)
        else ", non-occlusive"
    )


def _ends(match: re.Match[str], before: str) -> str:
    """What a thrombus that goes upwards stops short of is clear; one that comes down may stop below what it fills."""
    words, vein = match.string, match["vein"]
    ahead = words[max(0, match.start() - 90) : match.start()].rsplit(";", 1)[-1]
    if not is_a_vein(vein) or _NO_VEIN.search(vein) or _NOT_SO.search(ahead) or _NOT_SO.search(match.group()):
        return match.group()
    if not re.search(r"short|shy|before", match.group()) and (
        (_LOWER.search(ahead) and "popliteal" in vein)
        or (
            "popliteal" in vein
            and _LOWER.search(before)
            and not _SPOKEN_OF.search(ahead)
            and not re.search(r"trunk|calf|peroneal|tibial|soleal|gastrocnem", before)
        )
    ):
        return match.group()
    return f"{match.group()}; it stops short of {vein}"
