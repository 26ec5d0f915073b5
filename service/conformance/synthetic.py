"""Synthetic calls for a service of which only its discovery entry is known."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from service.conformance.templates import Query, resolve

PATIENT = "conformance-patient-1"
ENCOUNTER = "conformance-encounter-1"
USER = "Practitioner/conformance-practitioner-1"
DRAFT = "conformance-draft-1"
OUTCOME = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "timeout", "details": {"text": "The search failed."}}],
}
_LOINC, _SNOMED, _RXNORM = "http://loinc.org", "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm"
_DAY, _MOMENT = "2026-01-15", "2026-01-15T09:00:00Z"
_SUBJECT = {"reference": f"Patient/{PATIENT}"}


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


_PARACETAMOL = _concept(_RXNORM, "161", "acetaminophen")
_HAY_FEVER = _concept(_SNOMED, "21719001", "Allergic rhinitis caused by pollen")
_MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "AllergyIntolerance": {"patient": _SUBJECT, "code": _concept(_SNOMED, "91936005", "Allergy to penicillin")},
    "Appointment": {"status": "proposed", "participant": [{"actor": _SUBJECT, "status": "needs-action"}]},
    "CarePlan": {"status": "active", "intent": "plan", "subject": _SUBJECT},
    "Condition": {
        "subject": _SUBJECT,
        "code": _HAY_FEVER,
        "clinicalStatus": _concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"),
        "recordedDate": _DAY,
    },
    "Coverage": {"status": "active", "beneficiary": _SUBJECT},
    "DiagnosticReport": {
        "status": "final",
        "subject": _SUBJECT,
        "code": _concept(_LOINC, "58410-2", "Complete blood count"),
        "effectiveDateTime": _MOMENT,
    },
    "Encounter": {
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": _SUBJECT,
        "period": {"start": _MOMENT},
    },
    "Immunization": {
        "status": "completed",
        "patient": _SUBJECT,
        "vaccineCode": _concept("http://hl7.org/fhir/sid/cvx", "140", "Influenza"),
        "occurrenceDateTime": _DAY,
    },
    "MedicationRequest": {
        "status": "active",
        "intent": "order",
        "subject": _SUBJECT,
        "medicationCodeableConcept": _PARACETAMOL,
        "authoredOn": _DAY,
    },
    "MedicationStatement": {"status": "active", "subject": _SUBJECT, "medicationCodeableConcept": _PARACETAMOL},
    "Observation": {
        "status": "final",
        "subject": _SUBJECT,
        "code": _concept(_LOINC, "8867-4", "Heart rate"),
        "effectiveDateTime": _MOMENT,
        "valueQuantity": {"value": 72, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    },
    "Patient": {"birthDate": "1970-05-04", "gender": "female", "name": [{"family": "Synthetic"}]},
    "Practitioner": {"name": [{"family": "Synthetic"}]},
    "Procedure": {
        "status": "completed",
        "subject": _SUBJECT,
        "code": _concept(_SNOMED, "80146002", "Appendectomy"),
        "performedDateTime": _DAY,
    },
    "ServiceRequest": {
        "status": "active",
        "intent": "order",
        "subject": _SUBJECT,
        "code": _concept(_LOINC, "58410-2", "Complete blood count"),
        "authoredOn": _DAY,
    },
}  # fmt: skip


def resource(kind: str, identity: str) -> dict[str, Any]:
    """A simple R4 resource of the synthetic patient; a type not listed here has an id only."""
    return {"resourceType": kind, "id": identity, **_MEMBERS.get(kind, {})}


def bundle(*resources: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A searchset; without resources it has no ``entry``, as FHIR wants."""
    entries = {"entry": [{"resource": dict(each)} for each in resources]} if resources else {}
    return {"resourceType": "Bundle", "type": "searchset", "total": len(resources), **entries, **members}


def _drafts() -> dict[str, Any]:
    draft = {**resource("MedicationRequest", DRAFT), "status": "draft"}
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}


def _collection(kind: str, **members: Any) -> dict[str, Any]:
    made = {**resource(kind, f"conformance-{kind.lower()}-1"), **members}
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": made}]}


_SELECTED = [f"MedicationRequest/{DRAFT}"]
_BEYOND: Mapping[str, Callable[[], dict[str, Any]]] = {
    "patient-view": dict,
    "order-select": lambda: {"selections": _SELECTED, "draftOrders": _drafts()},
    "order-sign": lambda: {"draftOrders": _drafts()},
    "order-dispatch": lambda: {"dispatchedOrders": ["ServiceRequest/conformance-order-1"], "performer": USER},
    "encounter-start": dict,
    "encounter-discharge": dict,
    "problem-list-item-create": lambda: {"conditions": _collection("Condition")},
    "allergyintolerance-create": lambda: {
        "allergyIntolerance": resource("AllergyIntolerance", "conformance-allergy-1")
    },
    "appointment-book": lambda: {"appointments": _collection("Appointment")},
    "medication-refill": lambda: {"medications": _collection("MedicationRequest", status="draft")},
    "medication-verify": lambda: {"medication": resource("MedicationRequest", "conformance-medication-1")},
    "medication-prescribe": lambda: {"medications": _drafts()},
    "order-review": lambda: {"orders": _drafts()},
}
"""Hook → the members of its context beside user, patient and encounter, as the hook library defines them."""
_TOKENS = frozenset({"userId", "patientId", "encounterId"})


def is_known(hook: str) -> bool:
    """Whether the hook library defines the context of this hook."""
    return hook in _BEYOND


def tokens_of(hook: str) -> frozenset[str] | None:
    """The members of the context that a template may use; None for a hook of an organisation's own."""
    if hook == "order-dispatch":
        return frozenset({"patientId", "dispatchedOrders", "performer"})
    return _TOKENS if hook in _BEYOND else None


def context_of(hook: str) -> dict[str, Any]:
    """A complete context for a hook; for one that is not known, user, patient and encounter."""
    context = {"patientId": PATIENT, "encounterId": ENCOUNTER, **_BEYOND.get(hook, dict)()}
    return context if hook == "order-dispatch" else {"userId": USER, **context}


def answer_to(query: Query) -> dict[str, Any] | None:
    """What the synthetic FHIR server finds; None for a query that cannot be understood."""
    if not query.type:
        return None
    if query.id:
        return resource(query.type, query.id)
    return bundle(resource(query.type, f"conformance-{query.type.lower()}-1")) if query.type in _MEMBERS else bundle()


def queries_of(templates: Mapping[str, str], hook: str) -> dict[str, Query]:
    """Prefetch key → what is asked for, for the keys whose template can be resolved."""
    context = context_of(hook)
    resolved = {key: resolve(template, context) for key, template in templates.items()}
    return {key: query for key, query in resolved.items() if query.type}


def prefetch_of(templates: Mapping[str, str], hook: str) -> dict[str, Any]:
    """The prefetch of a careful client: every key whose template can be resolved."""
    return {key: answer_to(query) for key, query in queries_of(templates, hook).items()}


def call_of(own_hook: str, templates: Mapping[str, str], **members: Any) -> dict[str, Any]:
    """A sound call; ``members`` replace those of the body, and ``None`` removes one."""
    prefetch = prefetch_of(templates, own_hook)
    body = {
        "hook": own_hook,
        "hookInstance": str(uuid.uuid4()),
        "context": context_of(own_hook),
        "prefetch": prefetch or None,
        **members,
    }
    return {name: value for name, value in body.items() if value is not None}
