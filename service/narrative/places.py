"""Places in place of a vein ("a vein inside the calf muscle", "groin (CFV)", "from the knee down"), a vein named behind its finding; and everyday words beside a size ("36 mm end to end", "6 mm broad")."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_IN_A_MUSCLE = re.compile(
    r"\b(?P<det>an?|one|two|some|several|the)\s(?P<kind>(?:(?:small|large|swollen|dilated|single|wide|fat|deep)\s){0,2})veins?\s(?:inside|in|within|of|deep\sin)\sthe\s(?P<side>left\s|right\s)?(?P<muscle>gastrocnemius|soleus|calf)\s(?:muscles?)\b(?:\s(?:of|in|on)\sthe\s(?P<leg>left|right)(?:\s(?:leg|calf|side))?)?"
)
_FROM_THE_KNEE = (
    (
        re.compile(
            r"(?:(?<=^)|(?<=clot )|(?<=clots )|(?<=thrombus )|(?<=thrombosis )|(?<=dvt ))from\sthe\s(?:(?:left|right)\s)?knee\s(?:upwards?|up|on\sup)\b"
        ),
        "above the knee",
    ),
    (
        re.compile(
            r"(?:(?<=^)|(?<=clot )|(?<=clots )|(?<=thrombus )|(?<=thrombosis )|(?<=dvt ))from\sthe\s(?:(?:left|right)\s)?knee\s(?:downwards?|down|on\sdown)\b"
        ),
        "below the knee",
    ),
    (
        re.compile(
            r"\b(?P<knee>(?:above|below)\sthe\sknee)(?=\s(?:either|by|on\sthis|in\sthis|at\sall|today|so\sfar|too|as\swell))"
        ),
        r"\g<knee>,",
    ),
    (
        re.compile(
            r"\b(?:the\s)?axial\sveins\s(?:of|in)\s(?:that|this|the\ssame|the)\s(?P<side>left\s|right\s|)calf\b"
        ),
        r"the \g<side>axial calf veins",
    ),
)
_PLACE = re.compile(
    r"(?:(?<=^)|(?<=[;,:]\s))(?:the\s)?(?:groin|knee|thigh|calf|ankle|behind\sthe\sknee|back\sof\s(?:the\s)?knee)\s\((?P<vein>[^()]{2,30})\)\s?:?(?=\s)"
)
""" "Groin (CFV) caves in"."""
_LETS_US_SEE = re.compile(
    r"\b(?:(?:let|allow|enable|permit)s?\sus\s(?:to\s)?(?:see|view|scan|examine|reach|study|look\sat)|(?:give|offer|afford)s?\sus\s(?:a\s(?:\w{3,8}\s)?)?(?:view|sight|look)\s(?:of|at))\b"
)
""" "The patient lets us see the popliteal vein": no "us" of an ultrasound."""

_INVERTED = re.compile(
    r"^(?:and\s)?(?:also\s|likewise\s|equally\s)?(?P<state>plugged|blocked|clotted|thrombosed|occluded|stuffed|packed|non-?compressible|incompressible|clear|open|free|patent|healthy|normal|compressible|spared|unaffected)"
    r"(?:(?:\swith|\sby)\s(?P<what>(?:\w{3,8}\s)?(?:clot|thrombus)))?(?:,?\s(?:too|also|likewise|as\swell|equally|again|however|though),?)?\s(?P<is>is|are)\s(?P<vein>[^;:.]{3,90}?)(?P<end>\s?(?:[.;]|$))"
)
""" "Plugged too is the profunda"."""


def with_plain_places(words: str) -> str:
    """The words of a sentence with these places as names of veins."""
    if "knee" in words or "calf" in words:
        for place, plain in _FROM_THE_KNEE:
            words = place.sub(plain, words)
    if " us " in words:
        words = _LETS_US_SEE.sub("shows", words)
    words = _IN_A_MUSCLE.sub(_vein_of_a_muscle, words)
    return _PLACE.sub(r"\g<vein>", words) if "(" in words else words


def with_subject_first(words: str) -> str:
    """ "Plugged too is the profunda"."""
    return _INVERTED.sub(_turned_round, words)


def _vein_of_a_muscle(match: re.Match[str]) -> str:
    side = f"{(match['side'] or match['leg'] or '').strip()} ".lstrip()
    name = {"gastrocnemius": "gastrocnemius", "soleus": "soleal", "calf": "calf muscle"}[match["muscle"]]
    return f"{match['det']} {side}{match['kind']}{name} vein"


def _turned_round(match: re.Match[str]) -> str:
    if not is_a_vein(match["vein"]):
        return match.group()
    what = f" with {match['what']}" if match["what"] else ""
    state = "blocked" if match["state"] in ("plugged", "stuffed", "packed") and not what else match["state"]
    return f"{match['vein']} {match['is']} {state}{what}{match['end']}"


_SIZE_CUES = re.compile(
    r"\b(?:then|before|time|previously|earlier|first|day|end|tip|top|broad|no|not|between|how|would|should)\b"
)
_SIZE = r"\d[\d.,]*\s?(?:cm|mm)"
_WORD_FOR_WORD = (
    (
        re.compile(
            rf"(?P<then>{_SIZE})\s(?:then|before|last\stime|previously|earlier|at\sfirst|that\sday),?\s(?:and\s|but\s|against\s)?(?P<now>{_SIZE})\s(?:now|today|this\stime)\b(?P<next>,?\sand\s)?"
        ),
        lambda match: f"{match['now']} long now{'; ' if match['next'] else ''}",
    ),
    (
        re.compile(
            rf"(?P<size>{_SIZE})\s(?:from\s)?(?:end\sto\send|tip\sto\s(?:tip|tail)|top\sto\s(?:bottom|toe)|one\send\sto\sthe\sother)\b"
        ),
        r"\g<size> long",
    ),
    (re.compile(rf"(?P<size>{_SIZE})\sbroad\b"), r"\g<size> wide"),
    (
        re.compile(
            rf"\b(?:no|not)\s(?:less|fewer|shorter)\sthan\s(?P<size>{_SIZE})(?P<of>\sof\sit\s(?:is\s)?(?:affected|clotted|involved|thrombosed|filled))?"
        ),
        lambda match: f"at least {match['size']}{' long' if match['of'] else ''}",
    ),
    (re.compile(r"\bbetween\s(?P<a>\d[\d.]*)\sand\s(?P<b>\d[\d.]*)\s?(?P<unit>cm|mm)\b"), r"\g<a> to \g<b> \g<unit>"),
    (re.compile(r"\bhow\slong(?:\s(?:is\sit|at\smost))?\s?[:?]\s?(?=\d)"), "length: "),
    (re.compile(r"\bhow\s(?:thick|wide|broad|fat)(?:\s(?:is\sit|at\smost))?\s?[:?]\s?(?=\d)"), "diameter: "),
    (
        re.compile(r"\b(?:i|we)\s(?:would|should)\s(?:put|judge|estimate|reckon)\sits\slength\s(?:at|to\sbe)\b"),
        "its length is",
    ),
)


def with_plain_sizes(words: str) -> str:
    """The words of a sentence that names a size, with what the size is of in stock words."""
    if ("cm" not in words and "mm" not in words) or not _SIZE_CUES.search(words):
        return words
    for turn, plain in _WORD_FOR_WORD:
        words = turn.sub(plain, words)
    return words
