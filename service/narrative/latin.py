"""Latin names of veins and sides, as many European reports give them, in English."""

from __future__ import annotations

import re

_SIDES = r"(?P<side>\s(?:dext(?:ra|er|er|ri|rae)?|sin(?:istra|istr|ister|istrae)?|dx|sn|sin|dex|bilateralis|l\.?\s?dx|l\.?\s?sin)\b\.?)?"
_ADJECTIVES = {
    "femoralis": (
        ("communis", "common femoral"),
        ("superficialis", "superficial femoral"),
        ("profunda", "deep femoral"),
        ("", "femoral"),
    ),
    "femorales": (
        ("communes", "common femoral"),
        ("superficiales", "superficial femoral"),
        ("profundae", "deep femoral"),
        ("", "femoral"),
    ),
    "iliaca": (
        ("communis", "common iliac"),
        ("externa", "external iliac"),
        ("interna", "internal iliac"),
        ("", "iliac"),
    ),
    "iliacae": (
        ("communes", "common iliac"),
        ("externae", "external iliac"),
        ("internae", "internal iliac"),
        ("", "iliac"),
    ),
    "tibialis": (("posterior", "posterior tibial"), ("anterior", "anterior tibial"), ("", "tibial")),
    "tibiales": (
        ("posteriores", "posterior tibial"),
        ("anteriores", "anterior tibial"),
        ("posterior", "posterior tibial"),
        ("anterior", "anterior tibial"),
        ("", "tibial"),
    ),
    "saphena": (("magna", "great saphenous"), ("parva", "small saphenous"), ("accessoria", "accessory saphenous")),
    "saphenae": (("magnae", "great saphenous"), ("parvae", "small saphenous")),
    "poplitea": (("", "popliteal"),),
    "popliteae": (("", "popliteal"),),
    "fibularis": (("", "peroneal"),),
    "fibulares": (("", "peroneal"),),
    "peronea": (("", "peroneal"),),
    "peroneae": (("", "peroneal"),),
    "peronaea": (("", "peroneal"),),
    "profunda femoris": (("", "deep femoral"),),
    "suralis": (("", "gastrocnemius"),),
    "surales": (("", "gastrocnemius"),),
    "gastrocnemia": (("", "gastrocnemius"),),
    "gastrocnemiae": (("", "gastrocnemius"),),
    "gastrocnemii": (("", "gastrocnemius"),),
    "solearis": (("", "soleal"),),
    "soleares": (("", "soleal"),),
}
_SHORT = {
    "comm": "communis",
    "com": "communis",
    "superf": "superficialis",
    "supf": "superficialis",
    "prof": "profunda",
    "ext": "externa",
    "int": "interna",
    "post": "posterior",
    "ant": "anterior",
    "sup": "superficialis",
}
_HEADS = "|".join(sorted(_ADJECTIVES, key=len, reverse=True))
_ENDINGS = sorted(
    {end for forms in _ADJECTIVES.values() for end, _ in forms if end} | set(_SHORT), key=len, reverse=True
)
_NAME = re.compile(rf"\b(?:vv?\.?\s?|venae?\s)?(?P<head>{_HEADS})\b(?:\s(?P<end>{'|'.join(_ENDINGS)})\b\.?)?{_SIDES}")
_TRUNK = re.compile(r"\btruncus\s(?:tibio-?(?:fibularis|peron[ae]+us)|tibio-?fibular\w*)")
_CAVA = re.compile(r"\bv(?:ena|\.)\s?cava\sinferior\b|\bvci\b")
_RIGHT = re.compile(r"\b(?:dextra|dexter|dext|dx)\b\.?")
_LEFT = re.compile(r"\b(?:sinistra|sinister|sin)\b\.?")
_IS_LATIN = re.compile(
    r"alis\b|ales\b|poplitea|iliaca|saphena|cava\sinf|vci|aris\b|ares\b|peron[ae]|femoris|sinistra|dextra|gastrocnemi[ai]|\bsin\b|\bdx\b|\bdext\b"
)


def in_english(words: str) -> str:
    """Lower-case words with the Latin names and sides in English."""
    if not _IS_LATIN.search(words):
        return words
    text = _NAME.sub(_english, _CAVA.sub("inferior vena cava", _TRUNK.sub("tibioperoneal trunk", words)))
    return _LEFT.sub("left", _RIGHT.sub("right", text))


def _english(match: re.Match[str]) -> str:
    forms = dict(_ADJECTIVES[match["head"]])
    ending = match["end"] or ""
    full = (
        ending if ending in forms else next((e for e in forms if e and e.startswith(_SHORT.get(ending, "~")[:5])), "")
    )
    name = forms.get(full)
    if name is None:
        return match.group()
    side = (match["side"] or "").strip(" .")
    lead = (
        ""
        if not side
        else "right "
        if side.startswith(("d", "l dx", "l. dx"))
        else "both "
        if side.startswith("bi")
        else "left "
    )
    return f"{lead}{name} vein"
