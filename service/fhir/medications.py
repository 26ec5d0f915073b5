"""The drug of a MedicationRequest, MedicationStatement or MedicationAdministration, however a version spells it.

R4 ``medicationCodeableConcept``; R4 ``medicationReference`` to a contained Medication or one in the Bundles
read; R5 ``medication`` as CodeableReference.  An ingredient that is another Medication or a Substance is followed one
step, to what tells itself in codes or words.  Strength and form of an external Medication stay unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.fhir.codes import codings_of_concept
from service.fhir.shapes import Resource

Json = Mapping[str, Any]


def medication_reference(data: Json) -> str | None:
    """The reference string to the Medication, when the drug is given by reference."""
    reference = data.get("medicationReference")
    if reference is None and isinstance(data.get("medication"), dict):
        reference = data["medication"].get("reference")
    if isinstance(reference, dict):
        reference = reference.get("reference")
    return reference if isinstance(reference, str) else None


def medication_concepts(data: Json, elsewhere: Mapping[str, Json] = {}) -> tuple[Json, ...]:
    """The CodeableConcepts that name the drug; ``elsewhere`` maps references to Medications and Substances of the
    Bundles."""
    direct = data.get("medicationCodeableConcept")
    if direct is None and isinstance(data.get("medication"), dict):
        direct = data["medication"].get("concept")
    if isinstance(direct, dict):
        return (direct,)
    medication = _medication_of(data, elsewhere)
    if medication is not None:
        code, named = medication.get("code"), _ingredients_told(medication)
        for each in _ingredient_references(medication):
            named += _ingredient_behind(each, medication, data, elsewhere)
        return (code if isinstance(code, dict) else {}, *named)
    display = _display_of_reference(data)
    return ({"text": display},) if display else ()


def _medication_of(data: Json, elsewhere: Mapping[str, Json]) -> Json | None:
    """The Medication that an order refers to, contained or elsewhere."""
    reference = medication_reference(data) or ""
    return _contained(data, reference) if reference.startswith("#") else elsewhere.get(reference)


def _ingredients_told(medication: Json) -> list[Json]:
    """The active ingredients that are told directly."""
    ingredients = medication.get("ingredient")
    named: list[Json] = []
    for ingredient in ingredients if isinstance(ingredients, list) else ():
        item = ingredient.get("itemCodeableConcept") or ingredient.get("item") if isinstance(ingredient, dict) else None
        item = item.get("concept", item) if isinstance(item, dict) else None
        if isinstance(item, dict) and ingredient.get("isActive") is not False and "reference" not in item:
            named.append(item)
    return named


def _ingredient_behind(ingredient: Json, medication: Json, order: Json, elsewhere: Mapping[str, Json]) -> list[Json]:
    """What the Medication or Substance behind an ingredient is, by its own code and the ingredients that it tells
    directly, and by the words beside the reference; nothing when there are neither."""
    reference = ingredient.get("reference")
    behind: Json | None = None
    if isinstance(reference, str):
        behind = _contained(medication, reference) or _contained(order, reference) or elsewhere.get(reference)
    # No step further, so that a circle cannot be walked.
    concepts = [*_listed(behind.get("code")), *_ingredients_told(behind)] if behind is not None else []
    told = [each for each in concepts if codings_of_concept(each) or words_of((each,))]
    shown = _shown(ingredient)
    return [*told, {"text": shown}] if shown else told


def _ingredient_references(medication: Json) -> list[Json]:
    """The References that stand for active ingredients: R4 ``itemReference``, R5 ``item.reference`` without concept."""
    ingredients = medication.get("ingredient")
    found: list[Json] = []
    for each in ingredients if isinstance(ingredients, list) else ():
        if not isinstance(each, dict) or each.get("isActive") is False or each.get("itemCodeableConcept"):
            continue
        item = each.get("item")
        own = item.get("reference") if isinstance(item, dict) and not item.get("concept") else None
        found += [told for told in (each.get("itemReference"), own) if isinstance(told, dict)]
    return found


def _shown(reference: Json) -> str:
    display = reference.get("display")
    return display.strip() if isinstance(display, str) else ""


def ingredient_references(data: Json, elsewhere: Mapping[str, Json] = {}) -> tuple[str, ...]:
    """The references to ingredients of the drug of an order, as they are written, that leave the order."""
    medication = _medication_of(data, elsewhere)
    told = [each.get("reference") for each in _ingredient_references(medication)] if medication is not None else []
    return tuple(each for each in told if isinstance(each, str) and not each.startswith("#"))


def has_unread_ingredient(data: Json, elsewhere: Mapping[str, Json] = {}) -> bool:
    """Whether an ingredient of an order's drug is given by a reference that ends in no code and no words.

    A name as ``compound`` beside it says nothing of what it leads to.
    """
    medication = _medication_of(data, elsewhere)
    return medication is not None and any(
        not _ingredient_behind(each, medication, data, elsewhere) for each in _ingredient_references(medication)
    )


def _contained(data: Json, reference: str) -> Json | None:
    contained = data.get("contained") if reference.startswith("#") else None
    for inside in contained if isinstance(contained, list) else ():
        if isinstance(inside, dict) and inside.get("id") == reference[1:]:
            return inside
    return None


def _display_of_reference(data: Json) -> str:
    reference = data.get("medicationReference")
    if reference is None and isinstance(data.get("medication"), dict):
        reference = data["medication"].get("reference")
    display = reference.get("display") if isinstance(reference, dict) else None
    return display if isinstance(display, str) else ""


def medication_text(resource: Resource) -> str:
    """The drug in the record's own words: every text and display, also of the reference and of the Medication behind
    it; may be ``""``."""
    told = (words_of(medication_concepts(resource.data)), _display_of_reference(resource.data), resource.drug_words)
    return "; ".join(filter(None, dict.fromkeys(told)))


def words_of(concepts: tuple[Json, ...]) -> str:
    """The texts and displays of CodeableConcepts."""
    found: dict[str, None] = {}
    for concept in concepts:
        codings = concept.get("coding")
        displays = (
            [each.get("display") for each in codings if isinstance(each, dict)] if isinstance(codings, list) else []
        )
        found |= dict.fromkeys(each for each in (concept.get("text"), *displays) if isinstance(each, str) and each)
    return "; ".join(found)


def dosages(resource: Resource) -> tuple[Json, ...]:
    """The dosage instructions as JSON objects (``dosageInstruction``, R5/Statement ``dosage``)."""
    listed = resource.data.get("dosageInstruction", resource.data.get("dosage"))
    if isinstance(listed, dict):
        listed = [listed]
    return tuple(item for item in listed if isinstance(item, dict)) if isinstance(listed, list) else ()


def own_concepts(kind: str, data: Json, elsewhere: Mapping[str, Json] = {}) -> tuple[Json, ...]:
    """The CodeableConcepts that say what a resource is about, by its R4 type."""
    if kind.startswith("Medication"):
        return medication_concepts(data, elsewhere)
    if kind == "Encounter":
        return (*_listed(data.get("type")), *encounter_class_concepts(data))
    if kind == "DiagnosticReport":
        return (*_listed(data.get("code")), *_listed(data.get("conclusionCode")), *_listed(data.get("codedDiagnosis")))
    if kind == "AllergyIntolerance":
        return (*_listed(data.get("code", data.get("substance"))), *_substances(data))
    return _listed(data.get("code"))


def _substances(allergy: Json) -> tuple[Json, ...]:
    """What each reaction was to."""
    reactions = allergy.get("reaction")
    return tuple(
        concept
        for each in (reactions if isinstance(reactions, list) else ())
        if isinstance(each, dict)
        for concept in _listed(each.get("substance"))
    )


def concepts_listed(value: Any) -> tuple[Json, ...]:
    """The CodeableConcepts of a member that may hold one, several, or R5 CodeableReferences."""
    return _listed(value)


def _listed(value: Any) -> tuple[Json, ...]:
    """CodeableConcepts from one or a list of them, or of R5 CodeableReferences."""
    if value is None:
        return ()
    found = []
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            concept = item.get("concept")
            found.append(concept if isinstance(concept, dict) else item)
    return tuple(found)


def encounter_class_concepts(data: Json) -> tuple[Json, ...]:
    """``Encounter.class`` as CodeableConcepts: R4 one Coding, R5 a list of CodeableConcepts."""
    value = data.get("class")
    items = value if isinstance(value, list) else (value,)
    return tuple([item if "coding" in item else {"coding": [item]} for item in items if isinstance(item, dict)])


def codings_of_all(concepts: tuple[Json, ...]) -> tuple[tuple[str, str], ...]:
    """The readable codings of several CodeableConcepts, in order."""
    return tuple(pair for concept in concepts for pair in codings_of_concept(concept))
