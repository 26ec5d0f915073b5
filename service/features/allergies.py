"""Allergy to each anticoagulant (C-51): bars that drug; every class barred bars anticoagulation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.features.current_drug import SETS
from service.features.drug_use import named_anticoagulants
from service.features.feature import Feature, State
from service.features.observed import broken, evidence_of, unanswered
from service.features.sought import ABSENT, NOTHING, PRESENT, UNKNOWN, Sought, both, of_feature
from service.fhir.medications import own_concepts, words_of
from service.fhir.record import Resource
from service.fhir.status import counts

if TYPE_CHECKING:
    from service.features.chart import Chart

ALLERGY_SETS: Mapping[str, tuple[str, ...]] = {
    **{drug: (name,) for drug, name in SETS.items()},
    "heparin": (SETS["heparin"], "drug_heparin_flush", "allergy_heparin"),
    "enoxaparin": (SETS["enoxaparin"], "allergy_enoxaparin"),
    "warfarin": (SETS["warfarin"], "allergy_warfarin"),
}
"""The codes of the drug, and those of an allergy to it or of the substance."""
_CODED = frozenset(name for sets in ALLERGY_SETS.values() for name in sets)
_LOW_MOLECULAR = re.compile(r"\blmwhs?\b|\blow[ -]molecular[ -](?:weight|mass)[ -]heparins?\b", re.IGNORECASE)
NAMES = tuple(f"allergy_{drug}" for drug in SETS)
HEPARINS = frozenset({"enoxaparin", "dalteparin", "heparin"})


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``allergy_<drug>`` for the nine anticoagulants.

    Present: an AllergyIntolerance, or the substance of one of its reactions, coded to the drug, one of its products or
    the allergy to it, active, not refuted (also unconfirmed, presumed or an intolerance), or one that names the drug or
    its class in words: barring a drug is the safe reading.  Unknown: the allergies were
    not asked for, or an entry cannot be read.  No look-back.
    """
    gap = unanswered(chart, "allergies")
    entries = chart.record.of_type("AllergyIntolerance")
    if not entries and not chart.record.quarantined:
        return tuple([chart.unknown(name, gap) if gap else chart.not_found(name) for name in NAMES])
    named: dict[str, list[Resource]] = {}
    for resource in entries:
        if counts(resource) and resource.concepts.isdisjoint(_CODED):
            for drug in _named(chart, _words(resource)):
                named.setdefault(drug, []).append(resource)
    return tuple(_to_drug(chart, drug, named.get(drug, ()), gap) for drug in SETS)


def _to_drug(chart: Chart, drug: str, named: list[Resource] | tuple[()], gap: State | None) -> Feature:
    name, sets = f"allergy_{drug}", ALLERGY_SETS[drug]
    coded = [each for each in chart.record.with_concept(*sets, type="AllergyIntolerance") if counts(each)]
    if coded:
        return chart.known(name, PRESENT, *(evidence_of(chart, each, *sets) for each in coded))
    if named:
        told = tuple(f"{each.reference or each.type} names it in words only" for each in named)
        return chart.known(name, PRESENT, *(evidence_of(chart, each, *sets) for each in named), notes=told)
    notes: tuple[str, ...] = ()
    if chart.record.quarantined:
        notes += _broken_allergies(chart, *sets)
    if notes:
        return chart.unknown(name, State.REFUSED, notes=notes)
    return chart.unknown(name, gap) if gap else chart.not_found(name)


def _broken_allergies(chart: Chart, *sets: str) -> tuple[str, ...]:
    spoiled = [each for each in chart.record.quarantined_with(*sets) if each.type == "AllergyIntolerance"]
    return broken(chart, *sets) if spoiled else ()


def _named(chart: Chart, text: str) -> frozenset[str]:
    """The anticoagulants that an allergy names; the class of low-molecular-weight heparins is each of them."""
    found = named_anticoagulants(chart, text)
    return found | HEPARINS if _LOW_MOLECULAR.search(text) else found


def _words(resource: Resource) -> str:
    """The texts and displays of what the allergy, or a reaction of it, is to."""
    return words_of(own_concepts(resource.type, resource.data))


def every_class_barred(chart: Chart) -> Sought:
    """Whether allergy, with heparins also barred by heparin-induced thrombocytopenia, leaves no anticoagulant.

    Allergies that were not asked for leave it absent, with a note: nine allergies at once are not a real doubt, and
    each drug is asked about when it is chosen.
    """
    heparin_barred = chart.feature("hit").value == PRESENT
    barred = []
    for drug in SETS:
        by = of_feature(chart.feature("hit" if heparin_barred and drug in HEPARINS else f"allergy_{drug}"), PRESENT)
        if by is NOTHING:
            return NOTHING
        barred.append(by)
    found = both(*barred)
    if found.state == UNKNOWN and not any(each.is_present for each in barred):
        return Sought(ABSENT, notes=("allergies not known",), measured=False)
    return found
