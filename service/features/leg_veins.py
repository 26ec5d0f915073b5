"""Which veins of which leg a code or body site stands for (definitions 9 and 10, terminology README "DVT sites")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from service.fhir.codes import codings_of_concept
from service.fhir.text import normalise_phrase

if TYPE_CHECKING:
    from service.fhir.codes import CodeIndex

Segments = frozenset[str]

ORDER = ("gastrocnemius_only", "distal_axial", "femoropopliteal", "iliofemoral")
"""Segments of the leg from distal to proximal: values of the input ``location``."""
RANK = {segment: rank for rank, segment in enumerate(ORDER)}
WHOLE_LEG: Segments = frozenset(ORDER)
DISTAL: Segments = frozenset(ORDER[:2])
PROXIMAL: Segments = frozenset(ORDER[2:])
_MUSCULAR, _AXIAL, _FEMOROPOPLITEAL, _ILIOFEMORAL = (frozenset({segment}) for segment in ORDER)

ACUTE: Mapping[str, Segments] = {
    "dvt_calf_muscular_acute": _MUSCULAR,
    "dvt_tibial_peroneal_acute": _AXIAL,
    "dvt_popliteal_acute": _FEMOROPOPLITEAL,
    # I82.41- holds the common and the deep femoral vein alike; only a vein body site settles it.
    "dvt_femoral_acute": PROXIMAL,
    "dvt_iliac_iliofemoral_acute": _ILIOFEMORAL,
    "dvt_pelvic_acute": _ILIOFEMORAL,
    "dvt_ivc_acute": _ILIOFEMORAL,
    "dvt_proximal_unspecified_acute": PROXIMAL,
    "dvt_calf_unspecified_vein": DISTAL,
    "dvt_lower_extremity_unspecified_acute": WHOLE_LEG,
    "dvt_pregnancy_puerperium": WHOLE_LEG,
    "dvt_unspecified_site": WHOLE_LEG,
    "dvt_unspecified_vein": WHOLE_LEG,
}
"""Acute DVT value sets and the segments that a code in them may stand for."""

SITES: Mapping[str, Segments] = {
    "bodysite_muscular": _MUSCULAR,
    "bodysite_tibial_peroneal": _AXIAL,
    "bodysite_femoropopliteal": _FEMOROPOPLITEAL,
    "bodysite_femoral_unspecified": PROXIMAL,
    "bodysite_iliofemoral": _ILIOFEMORAL,
    "bodysite_ivc": _ILIOFEMORAL,
    "bodysite_thigh_unspecified": PROXIMAL,
    "bodysite_calf_unspecified": DISTAL,
    "bodysite_leg_unspecified": WHOLE_LEG,
}
"""Body-site value sets and the segments that a site in them may stand for."""

VAGUE = frozenset(
    {
        "dvt_proximal_unspecified_acute",
        "dvt_calf_unspecified_vein",
        "dvt_lower_extremity_unspecified_acute",
        "dvt_pregnancy_puerperium",
        "dvt_unspecified_site",
        "dvt_unspecified_vein",
        "bodysite_thigh_unspecified",
        "bodysite_calf_unspecified",
        "bodysite_leg_unspecified",
    }
)
"""Sets that name no vein: beside a named vein of the same leg they add nothing."""

LIMB_UNSTATED = frozenset({"dvt_unspecified_site", "dvt_unspecified_vein"})
"""Sets whose codes do not say which limb."""
SUPERFICIAL_SITES = frozenset({"bodysite_superficial"})
CHRONIC = frozenset({"dvt_chronic"})
SUPERFICIAL = frozenset({"svt_leg"})
ARM = frozenset({"excl_dvt_upper_extremity_neck"})
ACUTE_NAMES = frozenset(ACUTE)
SITE_NAMES = frozenset(SITES)

_VEINS = (
    "tibioperoneal trunk",
    "common femoral",
    "deep femoral",
    "profunda femoris",
    "superficial femoral",
    "iliofemoral",
    "femoropopliteal",
    "gastrocnemius",
    "gastrocnemial",
    "soleal",
    "anterior tibial",
    "posterior tibial",
    "peroneal",
    "fibular",
    "popliteal",
    "vena cava",
    "ivc",
    "common iliac",
    "external iliac",
    "internal iliac",
    "iliac",
    "femoral",
    "tibial",
    "calf muscular",
    "calf muscle",
)
_SAME_VEIN = {
    "gastrocnemial": "gastrocnemius",
    "fibular": "peroneal",
    "profunda femoris": "deep femoral",
    "ivc": "vena cava",
    "calf muscle": "calf muscular",
}
_GENERAL_NAMES = {
    "tibial": ("anterior tibial", "posterior tibial"),
    "calf muscular": ("gastrocnemius", "soleal", "medial gastrocnemius", "lateral gastrocnemius"),
    "gastrocnemius": ("medial gastrocnemius", "lateral gastrocnemius"),
}
"""A general name, and the names that make it redundant: it may be the same vein."""
_CALF_SETS = frozenset(
    {"dvt_calf_muscular_acute", "dvt_tibial_peroneal_acute", "bodysite_muscular", "bodysite_tibial_peroneal"}
)


class Extent(msgspec.Struct, frozen=True):
    """What one code with its body sites says about the veins involved."""

    segments: Segments
    """The segments that may be the most proximal one; one when it is known."""
    vague: bool
    """No vein is named: another finding of the same leg may explain it."""
    veins: frozenset[str]
    """Named veins, paired companions counted once."""
    calf_veins: frozenset[str] = frozenset()
    """The named veins that lie in the calf."""


def most_proximal(possible: Iterable[Segments | None]) -> Segments:
    """What the most proximal of several segments may be, when each is known to lie in a set; ``None`` is no segment."""
    sets = {each for each in possible if each}
    if len(sets) == 1:
        return sets.pop()
    floor = max(min(RANK[segment] for segment in each) for each in sets)
    return frozenset(segment for each in sets for segment in each if RANK[segment] >= floor)


def distinct_veins(veins: Iterable[str]) -> frozenset[str]:
    """Named veins without the general names that a more exact one beside them may be."""
    named = frozenset(veins)
    if len(named) < 2:
        return named
    return frozenset(each for each in named if named.isdisjoint(_GENERAL_NAMES.get(each, ())))


def extent(codes: CodeIndex, concept: Any, sites: Any) -> Extent:
    """The extent of a diagnosis with its body sites; ``concept`` may be empty when only the site tells."""
    code_sets = codes.concepts_of(concept) & ACUTE_NAMES
    segments = _agreed([ACUTE[name] for name in code_sets]) if code_sets else WHOLE_LEG
    telling = [(concept, code_sets)] if code_sets else []
    site_segments = []
    for site in (sites if isinstance(sites, list) else [sites]) if sites else ():
        names = codes.concepts_of(site) & SITE_NAMES
        if names:
            site_segments.append(_agreed([SITES[name] for name in names]))
            telling.append((site, names))
    if site_segments:
        sited = most_proximal(site_segments)
        # A code and a body site that contradict each other: the more proximal one, which is the more dangerous.
        segments = segments & sited or most_proximal([segments, sited])
    veins: set[str] = set()
    calf: set[str] = set()
    vague = True
    for each, names in telling:
        found = _named(codes, each)
        veins |= found
        vague = vague and names <= VAGUE
        if not names.isdisjoint(_CALF_SETS):
            calf |= found
    return Extent(segments, vague, distinct_veins(veins), distinct_veins(calf))


def _agreed(possible: list[Segments]) -> Segments:
    """Translations of one code say the same thing, so the exact one narrows the vague one."""
    if len(possible) == 1:
        return possible[0]
    shared = frozenset.intersection(*possible)
    return shared or most_proximal(possible)


def _named(codes: CodeIndex, concept: Any) -> frozenset[str]:
    """The veins that a concept names, read from the display of the value set, or from a listed phrase.

    Medial and lateral gastrocnemius veins have no code of their own, so the words beside the code tell them apart.
    """
    phrases, found = [], set()
    for pair in codings_of_concept(concept):
        display = codes.display(*pair)
        phrases.append(normalise_phrase(display))
        found.add(_vein_of_display(display))
    text = concept.get("text")
    words = normalise_phrase(text) if isinstance(text, str) else ""
    # Most texts repeat the display.
    if words and words not in phrases and (not any(phrases) or codes.concepts_of_text(text)):
        phrases.append(words)
        found.add(_vein_in(words))
    found.discard("")
    if "gastrocnemius" in found:
        sided = {
            f"{part} gastrocnemius"
            for part in ("medial", "lateral")
            if part in f" {words} {' '.join(phrases)} ".split()
        }
        found |= sided
    return distinct_veins(found)


def _vein_in(phrase: str) -> str:
    """The vein that a normalised phrase names, or ``""``."""
    name = next((vein for vein in _VEINS if vein in phrase), "")
    return _SAME_VEIN.get(name, name)


@lru_cache(maxsize=1024)
def _vein_of_display(display: str) -> str:
    # Displays come from the value sets, of which there is an end.
    return _vein_in(normalise_phrase(display))
