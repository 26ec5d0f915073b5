"""The body sites of a resource in whatever shape they come, and what each says: which side, and is it a whole leg?

Shapes: ``bodySite`` (R4, one or a list), ``bodyStructure`` (R5: a Reference or CodeableReference), the extension that
refers to a BodyStructure, and an extension for the side, at a site or on the resource (mCODE
``mcode-laterality-qualifier``, FHIR ``observation-structureLaterality`` and others: known by "laterality" in their url,
or by a coded side as their value).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.text import normalise_phrase, sides_in, texts_of, without_side

_NO_SIDES: frozenset[str] = frozenset()
_SIDES = "laterality"
_LEG_SITES = "bodysite_"
_WHOLE_LEG = frozenset({"bodysite_leg_unspecified", _SIDES})
_DEEPEST = 4
"""How deep the extensions of a site are read."""
_OF_A_STRUCTURE = re.compile(r"body-?(?:site|structure)")


SITE_MEMBERS = ("bodySite", "bodyStructure", "extension")
"""The members in which a resource names its body sites."""


def named_sites(data: Mapping[str, Any]) -> Iterator[Any]:
    """Every body site that a resource names, as a CodeableConcept; what cannot be one is given as it stands."""
    for site in _each(data.get("bodySite")):
        yield _structure(site, data) if isinstance(site, dict) and ("concept" in site or "reference" in site) else site
    for structure in _each(data.get("bodyStructure")):
        yield _structure(structure, data)
    for extension in _each(data.get("extension")):
        url = _url(extension)
        if _SIDES in url:
            yield {"extension": [extension]}
        elif _OF_A_STRUCTURE.search(url):
            yield extension.get("valueCodeableConcept") or _structure(extension.get("valueReference"), data)


def site_sides(site: Any, codes: CodeIndex) -> tuple[frozenset[str], bool]:
    """The side that one body site tells (``left``, ``right`` or ``bilateral``; empty: none), and whether it was read.

    Not read: another limb, sides that contradict each other, a code in no list and without words, and words in which
    a side may hide.  A side beside a site that is not known to be of the leg is told and not read.
    """
    if not site:
        return _NO_SIDES, True
    if not isinstance(site, dict):
        return _NO_SIDES, False
    listed = codes.body_words
    told, blind = _of_extensions(site.get("extension"), codes)
    of_leg, only_side = False, True
    for coding in _each(site.get("coding")):
        pair = next(iter(codings_of_concept({"coding": [coding]})), ("", ""))
        sets, side = codes.concepts(*pair), codes.side(*pair)
        told |= {side} if side else set()
        of_leg = of_leg or any(each.startswith(_LEG_SITES) for each in sets)
        only_side = only_side and (_SIDES in sets or (bool(side) and not sets))
        # "Unilateral" is a side that is not told; an unlisted code may hold one unless words explain it.
        blind = blind or (not side and (_SIDES in sets or not (sets or texts_of({"coding": [coding]}))))
    rests: list[str] = []
    for words in texts_of(site):
        told |= {_as_one(sides)} if (sides := sides_in(words)) else set()
        phrase = normalise_phrase(words)
        of_leg = of_leg or listed.leg.search(phrase) is not None
        rests.append(without_side(phrase))
    if len(told) > 1 or names_another_limb(site, codes):
        return _NO_SIDES, False
    if told:
        return frozenset(told), of_leg or (only_side and _made_of(rests, listed.about_a_side))
    return _NO_SIDES, not blind and _made_of(rests, listed.without_side)


def is_whole_leg(site: Any, codes: CodeIndex) -> bool:
    """Whether a body site is the leg as a whole, or nothing but a side: what a normal scan of it clears."""
    if not site:
        return True
    if not isinstance(site, dict):
        return False
    for coding in _each(site.get("coding")):
        alone = {"coding": [coding]}
        sets = codes.concepts_of(alone)
        if not sets <= _WHOLE_LEG:
            return False
        if not (sets or texts_of(alone) or any(codes.side(*pair) for pair in codings_of_concept(alone))):
            return False
    rests = [without_side(normalise_phrase(words)) for words in texts_of(site)]
    return _made_of(rests, codes.body_words.whole_leg)


def names_another_limb(concept: Any, codes: CodeIndex) -> bool:
    """Whether text or displays of a CodeableConcept name an arm or the neck."""
    another_limb = codes.body_words.another_limb
    return any(another_limb.search(normalise_phrase(words)) for words in texts_of(concept))


def is_place_elsewhere(site: Any, codes: CodeIndex) -> bool:
    """Whether a body site is surely not of a leg: only words, or else codes, of the back, the head and the like."""
    if not isinstance(site, dict) or codes.concepts_of(site):
        return False
    listed, told = codes.body_words, texts_of(site)
    if not told:
        coded = codings_of_concept(site)
        return bool(coded) and all((codes.canonical(uri), code) in listed.coded_places for uri, code in coded)
    words = [frozenset(without_side(normalise_phrase(each)).split()) for each in told]
    return all(each & listed.places and each <= listed.places_in_words for each in words)


def _of_extensions(extensions: Any, codes: CodeIndex, depth: int = 0) -> tuple[set[str], bool]:
    """The sides in the extensions of a site, and whether one is there for the side and does not tell it."""
    found: set[str] = set()
    blind = False
    for extension in _each(extensions) if depth < _DEEPEST else ():
        if not isinstance(extension, dict):
            continue
        concept = extension.get("valueCodeableConcept") or {"coding": [extension.get("valueCoding")]}
        told = {side for pair in codings_of_concept(concept) if (side := codes.side(*pair))}
        inner, unread = _of_extensions(extension.get("extension"), codes, depth + 1)
        told |= inner
        spoken = [*texts_of(concept), *(extension.get(each) for each in ("valueString", "valueCode"))]
        told |= {_as_one(sides) for each in spoken if isinstance(each, str) and (sides := sides_in(each))}
        blind = blind or (_SIDES in _url(extension) and not told)
        found |= told
        blind = blind or unread
    return found, blind


def _structure(reference: Any, data: Mapping[str, Any]) -> Any:
    """A BodyStructure as a CodeableConcept: the concept or display beside the reference, or a contained resource."""
    if not isinstance(reference, dict):
        return reference
    if reference.get("concept"):
        return reference["concept"]
    inner = reference.get("reference")
    if isinstance(inner, dict):
        reference, inner = inner, inner.get("reference")
    own = inner[1:] if isinstance(inner, str) and inner.startswith("#") else ""
    for each in _each(data.get("contained")) if own else ():
        if isinstance(each, dict) and each.get("id") == own:
            return _contained(each)
    shown = reference.get("display")
    if isinstance(shown, str) and shown.strip():
        return {"text": shown}
    # A reference that leads nowhere is a site that was not read.
    return {"coding": [{}]} if reference else None


def _contained(structure: Mapping[str, Any]) -> Any:
    """R4: one location with qualifiers; R5: included structures, of which only a single one is read."""
    included = _each(structure.get("includedStructure"))
    if len(included) > 1:
        return {"coding": [{}]}
    inside = included[0] if included and isinstance(included[0], dict) else {}
    place = inside.get("structure") or structure.get("location") or {"text": structure.get("description")}
    side = [{"url": _SIDES, "valueCodeableConcept": each} for each in _each(inside.get("laterality"))]
    more = [*_each(inside.get("qualifier")), *_each(structure.get("locationQualifier"))]
    qualifiers = [{"url": "qualifier", "valueCodeableConcept": each} for each in more]
    return {**place, "extension": [*side, *qualifiers]} if isinstance(place, dict) else place


def _made_of(phrases: Iterable[str], words: frozenset[str]) -> bool:
    return all(word in words or word.isdigit() for phrase in phrases for word in phrase.split())


def _as_one(sides: Iterable[str]) -> str:
    found = set(sides)
    return found.pop() if len(found) == 1 else "bilateral"


def _url(extension: Any) -> str:
    url = extension.get("url") if isinstance(extension, dict) else None
    return url.lower() if isinstance(url, str) else ""


def _each(members: Any) -> list[Any]:
    if members is None:
        return []
    return members if isinstance(members, list) else [members]
