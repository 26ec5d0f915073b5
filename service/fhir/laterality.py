"""Which leg: from the code, from the body site, or from both.

Three answers, not two: a side is told, no side is told, or something is told that was not read (:data:`UNREAD`).
What was not read must clear nothing: it may be of the other leg, or of an arm.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.fhir.body_sites import SITE_MEMBERS, named_sites, site_sides
from service.fhir.codes import CodeIndex
from service.fhir.shapes import UNREAD as NOT_YET_READ
from service.fhir.shapes import Resource
from service.fhir.text import sides_in, texts_of

UNREAD = "unread"
"""A body site is there that does not say which leg it is, or the sides that are told contradict each other."""

_BOTH = frozenset({"left", "right"})
_ICD_CM = "http://hl7.org/fhir/sid/icd-10-cm"
_ICD_SIDED_STEMS = ("I801", "I802", "I824", "I825")
_ICD_SIDES = {"1": "right", "2": "left", "3": "bilateral"}


def side_of(resource: Resource, codes: CodeIndex) -> str | None:
    """``left``, ``right``, ``bilateral`` or ``None``: for what may be of either leg as long as its side is not known.

    Read from the laterality of the value sets (``codes``), the sixth character of ICD-10-CM leg-vein codes, and side
    words in display and text of the code; and from the body sites (:mod:`body_sites`).  Left and right body sites in
    one list are both legs; a code for one leg with a body site on the other is no side.  A diagnosis keeps the side of
    its code beside a body site that cannot be read.
    """
    own, sites, _ = _told(resource, codes)
    if own == UNREAD or (own and sites and own != sites):
        # "Bilateral" on one side with a single leg on the other narrows nothing down safely.
        return None
    return own or sites


def told_side(resource: Resource, codes: CodeIndex) -> str | None:
    """As :func:`side_of`, with ``None`` only where no side is told, and :data:`UNREAD` for what is told and not read.

    For results that clear or measure a leg: a body site in unlisted words or codes, of an arm, or at odds with the
    code is no result of any leg.  A listed site without a side ("popliteal vein") tells none.
    """
    own, sites, unread = _told(resource, codes)
    if unread or own == UNREAD or (own and sites and own != sites):
        return UNREAD
    return own or sites


def _told(resource: Resource, codes: CodeIndex) -> tuple[str | None, str | None, bool]:
    """The side of the code, that of the body sites, and whether something of the sites could not be read."""
    own: str | None = resource.code_side
    if own is NOT_YET_READ:
        own = side_of_code(resource.codes, resource.data.get("code"), codes)
    if resource.data.keys().isdisjoint(SITE_MEMBERS):
        return own, None, False
    found: set[str] = set()
    unread = False
    for site in named_sites(resource.data):
        sides, read = site_sides(site, codes)
        found |= sides
        unread = unread or not read
    return own, _joined(found), unread


def _joined(sides: set[str]) -> str | None:
    if "bilateral" in sides or sides >= _BOTH:
        return "bilateral"
    return next(iter(sides), None)


def side_of_code(pairs: Iterable[tuple[str, str]], concept: Any, codes: CodeIndex) -> str | None:
    """The side that the (canonical system, code) pairs of a resource tell, else the words of its ``code``."""
    coded: str | None = None
    for system, code in pairs:
        side = _side_of_code(system, code, codes)
        if side and coded and side != coded:
            # Two translations of one code must agree; a left and a right code are a contradiction, not both legs.
            return UNREAD
        coded = side or coded
    return coded or worded_side(concept)


def worded_side(concept: Any) -> str | None:
    """The side that text and displays of one CodeableConcept name; :data:`UNREAD` where they contradict each other."""
    told = [sides for words in texts_of(concept) if (sides := sides_in(words))]
    if not told:
        return None
    worded = set().union(*told)
    if worded >= _BOTH:
        return "bilateral" if any(sides >= _BOTH for sides in told) else UNREAD
    return _joined(worded)


def _side_of_code(system: str, code: str, codes: CodeIndex) -> str | None:
    if side := codes.side(system, code):
        return side
    if system != _ICD_CM:
        return None
    plain = code.replace(".", "").upper()
    if plain.startswith(_ICD_SIDED_STEMS) and len(plain) >= 6:
        return _ICD_SIDES.get(plain[5])
    # I80.1- carries the side one place earlier.
    return _ICD_SIDES.get(plain[4]) if plain.startswith("I801") and len(plain) == 5 else None
