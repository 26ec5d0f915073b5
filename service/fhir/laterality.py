"""Which leg: from the code, from the body site, or from both; a contradiction is no side."""

from __future__ import annotations

from typing import Any

from service.fhir.codes import CodeIndex
from service.fhir.shapes import Resource
from service.fhir.text import sides_in

SNOMED = "http://snomed.info/sct"
_QUALIFIERS = {"7771000": "left", "24028007": "right", "51440002": "bilateral"}
_BOTH = frozenset({"left", "right"})
_ICD_CM = "http://hl7.org/fhir/sid/icd-10-cm"
_ICD_SIDED_STEMS = ("I801", "I802", "I824", "I825")
_ICD_SIDES = {"1": "right", "2": "left", "3": "bilateral"}


def side_of(resource: Resource, codes: CodeIndex | None = None) -> str | None:
    """``left``, ``right``, ``bilateral`` or ``None`` (not told, or told contradictorily).

    Read from the laterality of the value sets (``codes``), the sixth character of ICD-10-CM leg-vein codes, SNOMED
    side qualifiers and side words in the body site, and side words in display and text of the code.  Left and
    right body sites in one list are both legs; a code for one leg with a body site on the other is no side.
    """
    own = _own_sides(resource, codes)
    sites = resource.data.get("bodySite")
    site = None if sites is None else _site_sides(sites)
    if own and site and own != site:
        # "Bilateral" on one side with a single leg on the other narrows nothing down safely.
        return None
    return own or site


def _joined(sides: set[str]) -> str | None:
    if "bilateral" in sides or sides >= _BOTH:
        return "bilateral"
    return next(iter(sides), None)


def _own_sides(resource: Resource, codes: CodeIndex | None) -> str | None:
    coded = set()
    for system, code in resource.codes:
        if side := _side_of_code(system, code, codes):
            coded.add(side)
    if coded:
        # Two translations of one code must agree; a left and a right code are a contradiction, not both legs.
        return coded.pop() if len(coded) == 1 else None
    told = [sides for words in _words(resource.data.get("code")) if (sides := sides_in(words))]
    if not told:
        return None
    worded = set().union(*told)
    if worded >= _BOTH:
        return "bilateral" if any(sides >= _BOTH for sides in told) else None
    return _joined(worded)


def _side_of_code(system: str, code: str, codes: CodeIndex | None) -> str | None:
    if codes is not None and (side := codes.side(system, code)):
        return side
    if system != _ICD_CM:
        return None
    plain = code.replace(".", "").upper()
    if plain.startswith(_ICD_SIDED_STEMS) and len(plain) >= 6:
        return _ICD_SIDES.get(plain[5])
    # I80.1- carries the side one place earlier.
    return _ICD_SIDES.get(plain[4]) if plain.startswith("I801") and len(plain) == 5 else None


def _site_sides(sites: Any) -> str | None:
    found: set[str] = set()
    for site in sites if isinstance(sites, list) else [sites]:
        if isinstance(site, dict):
            codings = site.get("coding")
            for coding in codings if isinstance(codings, list) else ():
                if isinstance(coding, dict) and coding.get("system") == SNOMED:
                    found.add(_QUALIFIERS.get(str(coding.get("code")), ""))
            for words in _words(site):
                found |= sides_in(words)
    return _joined(found - {""})


def _words(concept: Any) -> list[str]:
    """Text and displays of a CodeableConcept."""
    if not isinstance(concept, dict):
        return []
    codings = concept.get("coding")
    words = [concept["text"]] if isinstance(concept.get("text"), str) else []
    if isinstance(codings, list):
        words += [
            each["display"] for each in codings if isinstance(each, dict) and isinstance(each.get("display"), str)
        ]
    return words
