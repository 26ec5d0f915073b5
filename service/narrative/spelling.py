"""Words of a report brought to the spelling that the rules know: one slip in a long word, two in a very long one."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

_KEYWORDS = """
thrombus thrombi thrombosis thromboses thrombosed thrombotic thrombophlebitis phlebitis occlusive occluded occluding occlusion
occludes nonocclusive compressible compress compresses compressed compression compressibility noncompressible
incompressible incompressibility popliteal femoral superficial common external internal iliac inferior peroneal tibial posterior
anterior tibioperoneal gastrocnemius gastrocnemial soleal saphenous profunda fibular saphenofemoral
saphenopopliteal patent patency normal unremarkable proximal distal chronic subacute indeterminate
bilateral bilaterally vein veins venous extending extends extension propagated propagation infrapopliteal doppler
visualised visualized completely partially incompletely excluded duplex ultrasound length diameter measuring unchanged
evidence identified demonstrated present possible probable intraluminal echogenic hypoechoic impression conclusion
indication comparison findings
"""
_NOT_SLIPS = """
patient patients parent formal formally thrombolysis thrombolytic thrombocytosis thrombectomy thrombophilia perineal peritoneal
humoral labial compassion digital exclusive inclusive inclusion exclusion included includes excludes expression depression
femur femora solar posteriorly anteriorly anterolateral posteromedial vain vien solely common commonly commence pleural ileac
phlebitic postphlebitic passable passably permeable previous prevent presence pattern patterns parental chronicle portent intent latent internally externally interval
communal abnormal abnormally normally normalised presents presented presenting presently possibly probably
extended extend extensive extensively extensions compressing compressor diameters lengths visualise visualize visualisation
visualization identify identifies demonstrate demonstrates demonstrating demonstration occlude nonthrombosed vena vessel vessels
thrombogenic superficially distally proximally dilated completed complete partial incomplete evident measured measures
measurement bilaterality concluded finding femorals tibials infer interior exterior posteriors iliacs
companion companions personal personally portable intervals exceeding exceeds proceeding vanish vanishes compared compare
unchanging veined federal comprise comprises comprised comprising extruded profound distant several
"""
_WORD = re.compile(r"[a-z]{4,17}")
_ALIASES = {
    "vien": "vein",
    "comon": "common",
    "commom": "common",
    "vein's": "veins",
    "patant": "patent",
    "iliacs": "iliac",
    "throbus": "thrombus",
    "normel": "normal",
    "seeen": "seen",
    "peronal": "peroneal",
    "peron": "peroneal",
    "perons": "peroneals",
    "niether": "neither",
    "neether": "neither",
    "nither": "neither",
    "peronals": "peroneals",
    "compressable": "compressible",
    "compressing": "compressing",
    "tibal": "tibial",
    "accute": "acute",
    "acut": "acute",
    "rigth": "right",
    "rihgt": "right",
    "rght": "right",
    "lft": "left",
    "cleer": "clear",
    "clott": "clot",
    "viens": "veins",
    "vains": "veins",
    "ileac": "iliac",
    "thrombis": "thrombus",
    "trombus": "thrombus",
    "trombosis": "thrombosis",
    "cloted": "clotted",
    "clotts": "clots",
    "colapse": "collapse",
    "colapses": "collapses",
    "colapsed": "collapsed",
    "collaspe": "collapse",
    "collasped": "collapsed",
    "collapsable": "collapsible",
    "presure": "pressure",
    "pressre": "pressure",
    "fuly": "fully",
    "fullly": "fully",
    "runing": "running",
    "colr": "colour",
    "femral": "femoral",
    "flaten": "flatten",
    "flatens": "flattens",
    "squashs": "squashes",
    "oclusive": "occlusive",
    "ocluded": "occluded",
    "negitive": "negative",
    "negatve": "negative",
    "negtive": "negative",
    "helthy": "healthy",
    "duplx": "duplex",
    "trhombus": "thrombus",
    "sqaush": "squash",
    "sqaushes": "squashes",
    "squahes": "squashes",
    "squah": "squash",
    "sqeeze": "squeeze",
    "sqeezes": "squeezes",
    "sqeezed": "squeezed",
    "squeezs": "squeezes",
    "sqeuezes": "squeezes",
    "trunck": "trunk",
    "wich": "which",
    "whcih": "which",
    "nicly": "nicely",
    "colur": "colour",
    "coulor": "colour",
    "uncompresible": "uncompressible",
    "flattns": "flattens",
    "flattend": "flattened",
    "popliteel": "popliteal",
    "popiteal": "popliteal",
    "femorl": "femoral",
}


def _shorter(word: str, slips: int) -> Iterator[str]:
    yield word
    for first in range(len(word)):
        once = word[:first] + word[first + 1 :]
        yield once
        if slips > 1:
            yield from (once[:second] + once[second + 1 :] for second in range(first, len(once)))


def _slips(word: str) -> int:
    if len(word) < 6:
        return 0
    return 1 if len(word) < 7 else 2


_KNOWN = frozenset(_KEYWORDS.split()) | frozenset(_NOT_SLIPS.split())


def _index() -> dict[str, tuple[str, ...]]:
    index: dict[str, set[str]] = {}
    for keyword in _KEYWORDS.split():
        for key in _shorter(keyword, _slips(keyword)):
            index.setdefault(key, set()).add(keyword)
    return {key: tuple(sorted(words)) for key, words in index.items()}


_BY_SHORTER = _index()


def _distance(a: str, b: str, most: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) between two words, or ``most + 1`` when there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1]


@functools.lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """The known word that a lower-case word is a slip of, or the word itself when none or several fit."""
    if word in _ALIASES:
        return _ALIASES[word]
    slips = _slips(word)
    if word in _KNOWN or not slips:
        return word
    candidates = {known for key in _shorter(word, slips) for known in _BY_SHORTER.get(key, ())}
    best, distance = [word], slips + 1
    for known in sorted(candidates):
        if known[0] != word[0]:
            continue
        edits = _distance(word, known, slips)
        if edits > 1 and len(word) < 9 and (len(word) != len(known) or word[-1] != known[-1]):
            continue
        if edits < distance:
            best, distance = [known], edits
        elif edits == distance and edits <= slips:
            best.append(known)
    # A slip must not turn a word into its opposite, so two fitting words (compressed, compresses) keep the original.
    return best[0] if len(best) == 1 else _common_stem(best, word)


def _common_stem(words: list[str], otherwise: str) -> str:
    shortest = min(words, key=len)
    return shortest if all(word.startswith(shortest[:-2]) for word in words) else otherwise


def correct(text: str) -> str:
    """Lower-case text with its slips corrected."""
    return _WORD.sub(lambda match: corrected(match.group()), text)
