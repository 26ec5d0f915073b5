"""Whose leg is an answer about? Answers of the other leg say nothing of the thrombosed one (fhir-input.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from service.features.episode import thrombosed_legs
from service.features.findings import examined_side
from service.fhir.body_sites import named_sites, words_of
from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.dates import Moment, clinical_time, is_later
from service.fhir.laterality import UNREAD, told_side, worded_side
from service.fhir.record import Resource
from service.fhir.text import normalise_phrase, without_side

if TYPE_CHECKING:
    from service.features.chart import Chart

ONE_LEG = frozenset({"left", "right"})
_SNOMED = "http://snomed.info/sct"
_ELSEWHERE = frozenset({"69536005", "45048000", "51185008", "113345001", "77568009"})
"""SNOMED CT: head, neck, thorax, abdomen, back."""
_PLACES = frozenset(
    {"back", "head", "face", "neck", "throat", "chest", "thorax", "abdomen", "belly", "stomach", "shoulder", "arm"}
)
_FILLERS = frozenset({"upper", "lower", "mid", "middle", "structure", "of", "the", "whole", "entire", "region", "area"})


def of_thrombosed_legs(chart: Chart, found: Iterable[Resource]) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """The Observations that speak of a thrombosed leg, and those of which it is not known whose leg they are about.

    One without a side speaks of the thrombosed leg; one of the other leg is in neither.  An examination that names a
    leg (LOINC "left") sides what was measured in it.  Without a thrombosed leg no leg is another one.
    """
    found = tuple(found)
    if not found:
        return (), ()
    codes, legs = chart.knowledge.codes, thrombosed_legs(chart)
    others = ONE_LEG - legs if legs else frozenset[str]()
    sides = [(each, told_side(each, codes) or examined_side(codes, each)) for each in found]
    return (
        tuple([each for each, side in sides if side != UNREAD and side not in others]),
        tuple([each for each, side in sides if side == UNREAD]),
    )


def may_be_newer(resource: Resource, *clear: Moment | None) -> bool:
    """Whether an answer of which the leg is not clear may be as new as all the clear ones."""
    when = clinical_time(resource)
    return not any(is_later(each, when) for each in clear)


def is_elsewhere(resource: Resource, codes: CodeIndex) -> bool:
    """Whether every body site is surely not of a leg: only words, or else codes, of the back, the head and the like."""
    sites = list(named_sites(resource.data))
    return bool(sites) and not worded_side(resource.data.get("code")) and all(_is_place(each, codes) for each in sites)


def _is_place(site: Any, codes: CodeIndex) -> bool:
    if not isinstance(site, dict) or codes.concepts_of(site):
        return False
    told = words_of(site)
    if not told:
        coded = codings_of_concept(site)
        return bool(coded) and all(codes.canonical(uri) == _SNOMED and code in _ELSEWHERE for uri, code in coded)
    words = [frozenset(without_side(normalise_phrase(each)).split()) for each in told]
    return all(each & _PLACES and each <= _PLACES | _FILLERS for each in words)


def leg_not_read(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Notes on Observations that clear and measure nothing, because their body site does not say which leg it is."""
    return tuple(
        [f"{each.reference or each.type} could not be used: not clear which leg it is about" for each in resources]
    )
