"""The drug of a MedicationRequest, MedicationStatement or MedicationAdministration, however a version spells it.

R4 ``medicationCodeableConcept``; R4 ``medicationReference`` to a contained Medication or one in the Bundles
read; R5 ``medication`` as CodeableReference.  Strength and form of an external Medication stay unknown.
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
    """The CodeableConcepts that name the drug; ``elsewhere`` maps ``Medication/id`` to Medications of the Bundles."""
    direct = data.get("medicationCodeableConcept")
    if direct is None and isinstance(data.get("medication"), dict):
        direct = data["medication"].get("concept")
    if isinstance(direct, dict):
        return (direct,)
    reference = medication_reference(data)
    medication = (
        _contained(data, reference) if reference and reference.startswith("#") else elsewhere.get(reference or "")
    )
    if isinstance(medication, dict):
        return _concepts_of_medication(medication)
    display = _display_of_reference(data)
    return ({"text": display},) if display else ()


def _concepts_of_medication(medication: Json) -> tuple[Json, ...]:
    code = medication.get("code")
    if isinstance(code, dict):
        return (code,)
    ingredients = medication.get("ingredient")
    named: list[Json] = []
    for ingredient in ingredients if isinstance(ingredients, list) else ():
        item = ingredient.get("itemCodeableConcept") or ingredient.get("item") if isinstance(ingredient, dict) else None
        item = item.get("concept", item) if isinstance(item, dict) else None
        if isinstance(item, dict):
            named.append(item)
    return tuple(named)


def _contained(data: Json, reference: str) -> Json | None:
    contained = data.get("contained")
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


def medication_codes(resource: Resource) -> tuple[tuple[str, str], ...]:
    """(canonical system, code) of the drug, references resolved when the record was read."""
    return resource.codes


def medication_text(resource: Resource) -> str:
    """The drug in the record's own words: text, else a display, else the display of the reference; may be ``""``."""
    for concept in medication_concepts(resource.data):
        text = concept.get("text")
        if isinstance(text, str) and text:
            return text
        codings = concept.get("coding")
        for coding in codings if isinstance(codings, list) else ():
            if isinstance(coding, dict) and isinstance(coding.get("display"), str):
                return str(coding["display"])
    return _display_of_reference(resource.data)


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
    if kind == "AllergyIntolerance" and data.get("code") is None:
        return _listed(data.get("substance"))
    return _listed(data.get("code"))


def _listed(value: Any) -> tuple[Json, ...]:
    """CodeableConcepts from one or a list of them, or of R5 CodeableReferences."""
    items = value if isinstance(value, list) else [value]
    return tuple(
        item["concept"] if isinstance(item.get("concept"), dict) else item for item in items if isinstance(item, dict)
    )


def encounter_class_concepts(data: Json) -> tuple[Json, ...]:
    """``Encounter.class`` as CodeableConcepts: R4 one Coding, R5 a list of CodeableConcepts."""
    value = data.get("class")
    items = value if isinstance(value, list) else [value]
    return tuple(item if "coding" in item else {"coding": [item]} for item in items if isinstance(item, dict))


def codings_of_all(concepts: tuple[Json, ...]) -> tuple[tuple[str, str], ...]:
    """The readable codings of several CodeableConcepts, in order."""
    return tuple(pair for concept in concepts for pair in codings_of_concept(concept))
