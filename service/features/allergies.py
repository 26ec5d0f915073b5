"""Allergy to each anticoagulant (C-51): bars that drug; every class barred bars anticoagulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.anticoagulants import SETS
from service.features.drug_use import named_anticoagulants
from service.features.feature import Feature, State
from service.features.observed import broken, evidence_of, unanswered
from service.features.sought import ABSENT, NOTHING, PRESENT, UNKNOWN, Sought, both, of_feature
from service.fhir.record import Resource
from service.fhir.status import counts

if TYPE_CHECKING:
    from service.features.chart import Chart

NAMES = tuple(f"allergy_{drug}" for drug in SETS)
HEPARINS = frozenset({"enoxaparin", "dalteparin", "heparin"})


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``allergy_<drug>`` for the nine anticoagulants.

    Present: an AllergyIntolerance coded to the drug or one of its products, active, not refuted (also unconfirmed or an
    intolerance), or one that names the drug in words: barring a drug is the safe reading.  Unknown: the allergies were
    not asked for, or an entry cannot be read.  No look-back.
    """
    gap = unanswered(chart, "allergies")
    entries = chart.record.of_type("AllergyIntolerance")
    if not entries and not chart.record.quarantined:
        return tuple(chart.unknown(name, gap) if gap else chart.not_found(name) for name in NAMES)
    named: dict[str, list[Resource]] = {}
    for resource in entries:
        if counts(resource) and resource.concepts.isdisjoint(SETS.values()):
            for drug in named_anticoagulants(_words(resource)):
                named.setdefault(drug, []).append(resource)
    return tuple(_to_drug(chart, drug, named.get(drug, ()), gap) for drug in SETS)


def _to_drug(chart: Chart, drug: str, named: list[Resource] | tuple[()], gap: State | None) -> Feature:
    name, concept = f"allergy_{drug}", SETS[drug]
    coded = [each for each in chart.record.with_concept(concept, type="AllergyIntolerance") if counts(each)]
    if coded:
        return chart.known(name, PRESENT, *(evidence_of(chart, each, concept) for each in coded))
    if named:
        told = tuple(f"{each.reference or each.type} names it in words only" for each in named)
        return chart.known(name, PRESENT, *(evidence_of(chart, each, concept) for each in named), notes=told)
    notes: tuple[str, ...] = ()
    if chart.record.quarantined:
        notes += _broken_allergies(chart, concept)
    if notes:
        return chart.unknown(name, State.REFUSED, notes=notes)
    return chart.unknown(name, gap) if gap else chart.not_found(name)


def _broken_allergies(chart: Chart, concept: str) -> tuple[str, ...]:
    spoiled = [each for each in chart.record.quarantined_with(concept) if each.type == "AllergyIntolerance"]
    return broken(chart, concept) if spoiled else ()


def _words(resource: Resource) -> str:
    """The texts and displays of what the allergy is to."""
    code = resource.data.get("code")
    if not isinstance(code, dict):
        return ""
    codings = code.get("coding")
    words = [
        code.get("text"),
        *(c.get("display") for c in (codings if isinstance(codings, list) else ()) if isinstance(c, dict)),
    ]
    return " ".join(each for each in words if isinstance(each, str))


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
