"""A threatened limb that is told where no diagnosis is kept: in an Observation, as the reason of an encounter or draft.

fhir-input.md "limb threat" counts Conditions and the bedside answer only.  What stands elsewhere makes nothing present;
it is set aside by name, so that it is not read as absent either (rulings 20 and 23).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.fhir.codes import CodeIndex
from service.fhir.medications import concepts_listed
from service.fhir.shapes import NO_SETS, Resource
from service.fhir.status import is_history, is_refuted, word_of
from service.fhir.values import boolean_of, interpretations, text_of
from service.fhir.words import NAMED

PHLEGMASIA = "phlegmasia_cerulea"
_BESIDE_DVT = frozenset({"leg_gangrene", "gangrene_unspecified_site", "leg_compartment_syndrome"})
THREATS = _BESIDE_DVT | {PHLEGMASIA}
_LIMB = frozenset({PHLEGMASIA})
_LIMB_AND_LEG = frozenset({PHLEGMASIA, NAMED})
"""Phlegmasia is a thrombosis: without one in the record a leg DVT is not excluded (ruling 20)."""
REASONS_OF_ENCOUNTER = ("reasonCode", "reason", "diagnosis")
"""The members of an Encounter that may tell of one."""
_OVER = frozenset({"finished", "completed", "cancelled", "discharged", "discontinued", "entered-in-error"})
_WHERE = {"Observation": "in an Observation", "Encounter": "as the reason of the encounter"}

Told = tuple[frozenset[str], str]
"""The value sets that may be so, and how the card tells it; no sets where nothing is told."""
NOT_TOLD: Told = (NO_SETS, "")


def names_threat(concept: Any, codes: CodeIndex) -> frozenset[str]:
    """The sets of :data:`THREATS` that a CodeableConcept is in by its codes, or may be in by its words."""
    found = codes.concepts_of(concept) & THREATS
    named = codes.words.in_concept("Condition", concept, codes)
    return found | (_LIMB if any(PHLEGMASIA in each.sets for each in named) else NO_SETS)


def told_by(kind: str, data: dict[str, Any], codes: CodeIndex) -> Told:
    """What an Observation, an Encounter or a draft tells of a threatened limb; an encounter that is over tells nothing,
    nor does a denied finding."""
    if kind == "Observation":
        parts = data.get("component")
        parts = [each for each in parts if isinstance(each, dict)] if isinstance(parts, list) else []
        found = NO_SETS.union(*(_answered(each, codes) for each in (data, *parts)))
    elif kind == "Encounter":
        found = NO_SETS if word_of(data.get("status")) in _OVER else _sets(_reasons_of_encounter(data), codes)
    else:
        found = _sets(concepts_listed(data.get("reasonCode", data.get("reason"))), codes)
    if not found:
        return NOT_TOLD
    what = "phlegmasia or a threatened limb" if PHLEGMASIA in found else "gangrene or compartment syndrome"
    where = _WHERE.get(kind, "as the reason of a draft")
    sets = _LIMB_AND_LEG if PHLEGMASIA in found else _LIMB
    return sets, f"names {what} {where}, which is no diagnosis: confirm it"


def _sets(concepts: Any, codes: CodeIndex) -> frozenset[str]:
    return NO_SETS.union(*(names_threat(each, codes) for each in concepts if isinstance(each, dict)))


def _answered(holder: dict[str, Any], codes: CodeIndex) -> frozenset[str]:
    """What an Observation, or a component of one, tells by its code (where its value is no "no") and by its value."""
    if _is_denied(holder, codes):
        return NO_SETS
    value = text_of(holder)
    of_value = _sets((holder.get("valueCodeableConcept"), {"text": value}), codes)
    if of_value or (value and codes.words.is_denial(value)):
        return of_value
    code = holder.get("code")
    known = codes.concepts_of(code)  # our own question about the limb has words too, and its answer is read elsewhere
    return NO_SETS if known and known.isdisjoint(THREATS) else _sets((code,), codes)


def _is_denied(observation: dict[str, Any], codes: CodeIndex) -> bool:
    if observation.get("dataAbsentReason") is not None or boolean_of(observation, codes) is False:
        return True
    quantity, value = observation.get("valueQuantity"), observation.get("valueCodeableConcept")
    number = quantity.get("value") if isinstance(quantity, dict) else observation.get("valueInteger")
    if isinstance(number, (int, float)) and number == 0:
        return True
    return "result_negative" in codes.concepts_of(value) or bool(interpretations(observation) & {"NEG", "ND"})


def _reasons_of_encounter(encounter: dict[str, Any]) -> Iterator[Any]:
    """Reasons and diagnoses that tell themselves: R4 ``reasonCode``, R5 ``reason.value``, STU3 ``reason``; of a
    diagnosis the words of its reference and a contained Condition.  A Condition of the record is read as one."""
    yield from concepts_listed(encounter.get("reasonCode"))
    for member, inner in (("reason", "value"), ("diagnosis", "condition")):
        listed = encounter.get(member)
        for each in listed if isinstance(listed, list) else (listed,):
            if isinstance(each, dict):
                told = each.get(inner)
                yield from concepts_listed(told if told is not None else each)
                yield from _referred(told if isinstance(told, list) else [told], encounter)


def _referred(told: list[Any], encounter: dict[str, Any]) -> Iterator[Any]:
    for each in told:
        reference = each.get("reference") if isinstance(each, dict) else None
        reference, shown = (reference, each.get("display")) if isinstance(reference, str) else (None, None)
        if isinstance(shown, str):
            yield {"text": shown}
        inside = encounter.get("contained")
        for one in inside if isinstance(inside, list) and reference else ():
            if isinstance(one, dict) and f"#{one.get('id')}" == reference and _may_be_so(one):
                yield one.get("code")


def _may_be_so(condition: dict[str, Any]) -> bool:
    resource = Resource("Condition", "", "", "", NO_SETS, (), condition)
    return not is_refuted(resource) and not is_history(resource)
