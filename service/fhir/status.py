"""Does it count?  Status rules of fhir-input.md, over R4, and over the R5, STU3 and DSTU2 shapes of the same fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import force_setattr

from service.fhir.certainty import HISTORY, VERIFICATION, certainty_told
from service.fhir.codes import codings_of_concept
from service.fhir.medications import encounter_class_concepts
from service.fhir.shapes import UNREAD, Resource

IGNORED = frozenset({"entered-in-error", "cancelled"})
"""A resource with this status is as if it had never been written."""

_COUNTING: Mapping[str, frozenset[str]] = {
    "Observation": frozenset({"final", "amended", "corrected", "appended"}),
    "DiagnosticReport": frozenset({"final", "amended", "corrected", "appended"}),
    "Procedure": frozenset({"completed", "in-progress"}),
    "MedicationRequest": frozenset({"active"}),
    "MedicationStatement": frozenset({"active", "recorded"}),
    "MedicationAdministration": frozenset({"in-progress", "completed"}),
    "Encounter": frozenset(
        {
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "on-hold",
            "discharged",
            "discontinued",
            "completed",
        }
    ),
    "ServiceRequest": frozenset({"active", "completed"}),
}
_RESULTS = _COUNTING["Observation"]
_PLAIN = frozenset().union(*_COUNTING.values())
"""Words that say that something is so: nearly every status is one of them, as it stands."""
_TREATMENT_INTENTS = frozenset({"order", "plan", "original-order", "instance-order"})
_SUSPECTED = frozenset({"provisional", "differential", "unconfirmed"})
_CURRENT = frozenset({"active", "recurrence", "relapse"})
_HISTORY = frozenset({"inactive", "remission", "resolved"})
_SILENT_OR_CURRENT = frozenset({"", "unknown", *_CURRENT})
_FLAGS = ("doNotPerform", "wasNotTaken", "notDone", "wasNotGiven", "taken")
"""`wasNotTaken` and `notDone` are the DSTU2 and STU3 spellings; `taken` is a word, the others are yes or no."""
_OF_FHIR = ("http://terminology.hl7.org/", "http://hl7.org/fhir/")
_NOT_DONE = frozenset({"not-done", "not-taken"})
_NEVER_TAKEN, _STOPPED, _OTHERWISE = ("not-tak", "never"), "stopped", "taking-not-as"
"""How the words of R5 ``adherence`` begin that say what is not taken, no more, or not as told."""


UNREADABLE = "unreadable"
"""What a status of the wrong shape reads as: no rule lists it, so nothing with it counts."""


def word_of(value: Any) -> str:
    """A status as one lower-case word: a plain code, or a CodeableConcept of whatever system; ``""`` when absent."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip().lower()
    if not isinstance(value, dict):
        return UNREADABLE
    codings = value.get("coding") or []
    if isinstance(codings, list) and len(codings) > 1:
        # Every coding is tried: a site's own may stand before that of FHIR.
        codings = sorted(codings, key=_is_local)
    for coding in codings if isinstance(codings, list) else ():
        code = coding.get("code", coding.get("display")) if isinstance(coding, dict) else None
        if isinstance(code, str):
            return code.strip().lower()
    text = value.get("text")
    return text.strip().lower() if isinstance(text, str) else (UNREADABLE if codings else "")


def _is_local(coding: Any) -> bool:
    system = coding.get("system") if isinstance(coding, dict) else None
    return not (isinstance(system, str) and system.startswith(_OF_FHIR))


def clinical_status(resource: Resource) -> str:
    """``active``, ``resolved`` … of a Condition or AllergyIntolerance; ``""`` when absent (or R5 ``unknown``)."""
    status = word_of(resource.data.get("clinicalStatus"))
    silent = "verificationStatus" not in resource.data and status in _SILENT_OR_CURRENT
    if silent and certainty_told(resource.data) == HISTORY:
        return "resolved"
    return "" if status == "unknown" else status


def verification_status(resource: Resource) -> str:
    """``confirmed``, ``refuted`` … of a Condition or AllergyIntolerance; ``""`` when absent.

    Where it is absent a German diagnosis may say so of its code.
    """
    if "verificationStatus" in resource.data:
        return word_of(resource.data["verificationStatus"])
    return VERIFICATION.get(certainty_told(resource.data), "")


def is_ignored(data: Mapping[str, Any]) -> bool:
    """Entered in error or cancelled: dropped when the record is read."""
    status = data.get("status")
    is_plain = status is None or (isinstance(status, str) and status in _PLAIN)
    if not is_plain and word_of(status) in IGNORED:
        return True
    return "verificationStatus" in data and word_of(data["verificationStatus"]) in IGNORED


def is_refuted(resource: Resource) -> bool:
    return verification_status(resource) == "refuted"


def is_suspected(resource: Resource) -> bool:
    """A Condition that is only suspected: provisional, differential or unconfirmed."""
    return resource.type == "Condition" and verification_status(resource) in _SUSPECTED


def is_current_condition(resource: Resource) -> bool:
    """A confirmed Condition that is active (recurrence, relapse) or does not say.

    An abatement without a clinical status is history: it has ended.
    """
    if resource.type != "Condition" or why_not_counted(resource):
        return False
    status = clinical_status(resource)
    return status in _CURRENT or (not status and not _has_abated(resource))


def is_history(resource: Resource) -> bool:
    """A confirmed Condition that is inactive, in remission, resolved, or has ended without saying so."""
    if resource.type != "Condition" or why_not_counted(resource):
        return False
    status = clinical_status(resource)
    return status in _HISTORY or (not status and _has_abated(resource))


def _has_abated(resource: Resource) -> bool:
    data = resource.data
    return any(
        data.get(f"abatement{kind}") not in (None, False, "")
        for kind in ("DateTime", "Period", "Age", "Range", "String", "Boolean")
    )


def counts(resource: Resource) -> bool:
    """Whether the resource may be used as a fact (current or history; orders: as treatment)."""
    return not why_not_counted(resource)


def why_not_counted(resource: Resource) -> str:
    """The reason in one or two words (``preliminary``, ``refuted``, ``no status``); ``""`` when it counts."""
    known: str = resource.reason_read
    if known is UNREAD:
        known = _why_not_counted(resource)
        force_setattr(resource, "reason_read", known)
    return known


def _why_not_counted(resource: Resource) -> str:
    kind, data = resource.type, resource.data
    told = data.get("status")
    if kind == "Observation" and isinstance(told, str) and told in _RESULTS and data.keys().isdisjoint(_FLAGS):
        return ""  # as nearly every result
    if kind in ("Condition", "AllergyIntolerance"):
        return _why_condition(resource)
    status = word_of(told)
    if _forbids(data, status):
        return "prohibited" if data.get("doNotPerform") not in (None, False, "false") else "not done"
    allowed = _COUNTING.get(kind)
    if allowed is None:
        return ""
    if status not in allowed:
        return status if status.replace("-", "").isalpha() and len(status) < 30 else "no status"
    if kind == "MedicationStatement" and _adherence(data).startswith(_STOPPED):
        return _STOPPED
    return _why_not_an_order(kind, data) if kind in ("MedicationRequest", "ServiceRequest") else ""


def _why_not_an_order(kind: str, data: Mapping[str, Any]) -> str:
    # DSTU2 orders have no intent; they are orders.
    intent = word_of(data.get("intent")) or "order"
    if intent in _TREATMENT_INTENTS or (kind == "ServiceRequest" and intent.endswith("-order")):
        return ""
    named = intent in ("proposal", "option", "directive", "reflex-order", "filler-order")
    return f"intent {intent}" if named else "intent not an order"


def _why_condition(resource: Resource) -> str:
    verification, status = verification_status(resource), clinical_status(resource)
    # An allergy bars its drug unless it is refuted (definitions 2): unconfirmed and R5 presumed ones do.
    unrefuted = resource.type == "AllergyIntolerance" and verification in ("unconfirmed", "presumed")
    if verification in ("", "confirmed") or unrefuted:
        if status and status not in _CURRENT and status not in _HISTORY:
            return "clinical status not known"
        return status if resource.type == "AllergyIntolerance" and status in _HISTORY else ""
    return verification if verification in _SUSPECTED or verification == "refuted" else "verification not known"


def is_prohibition(resource: Resource) -> bool:
    """``doNotPerform``, or recorded as not taken or not done: a refusal or prohibition, never a treatment."""
    return _forbids(resource.data, word_of(resource.data.get("status")))


def _forbids(data: Mapping[str, Any], status: str) -> bool:
    if status in _NOT_DONE or _adherence(data).startswith(_NEVER_TAKEN):
        return True
    if data.keys().isdisjoint(_FLAGS):
        return False
    # A flag of the wrong type was still meant to forbid something.
    forbidden = any(data.get(flag) not in (None, False, "false") for flag in _FLAGS[:-1])
    return forbidden or word_of(data.get("taken")) == "n"


def _adherence(data: Mapping[str, Any]) -> str:
    """The word of R5 ``MedicationStatement.adherence``; ``""`` when there is none."""
    told = data.get("adherence")
    if told is None:
        return ""
    return word_of(told.get("code")).replace(" ", "-") if isinstance(told, dict) else UNREADABLE


def doubt_of_taking(resource: Resource) -> str:
    """Why an order or statement leaves open whether, or how, the drug is taken: ``on hold``, ``not as directed`` …

    A status that leaves it open (:func:`why_held`), STU3 ``taken`` other than yes, R5 ``adherence`` other than taking
    as directed; ``""`` when it leaves nothing open.
    """
    data = resource.data
    if held := why_held(resource):
        return held
    if resource.type != "MedicationStatement" or ("taken" not in data and "adherence" not in data):
        return ""
    if word_of(data.get("taken")) not in ("", "y"):
        return "whether it is taken is not known"
    adherence = _adherence(data)
    if adherence.startswith(_OTHERWISE):
        return NOT_AS_DIRECTED
    if not adherence or adherence.startswith("taking"):
        return ""
    return "on hold" if adherence.startswith("on-hold") else "whether it is taken is not known"


_HELD: Mapping[str, str] = {
    "on-hold": "on hold",
    "suspended": "on hold",
    "intended": "intended, and whether it is taken is not known",
    "unknown": "whether it is taken is not known",
    "": "whether it is taken is not known",
    UNREADABLE: "whether it is taken is not known",
}
"""Of orders and statements: statuses that neither count nor say that it is over."""


def why_held(resource: Resource) -> str:
    """Why a drug order or statement that does not count leaves open whether the drug is taken: ``on hold`` …

    ``""`` for one that counts, is over, was never one, or is a proposal or prohibition.
    """
    held = _HELD.get(word_of(resource.data.get("status")))
    if held is None or not why_not_counted(resource) or is_prohibition(resource):
        return ""
    if _adherence(resource.data).startswith(_STOPPED):
        return ""
    return "" if _why_not_an_order(resource.type, resource.data) and resource.type == "MedicationRequest" else held


NOT_AS_DIRECTED = "not taken as directed"
"""A drug that is taken, at a dose that is not known."""


def is_active_order(resource: Resource) -> bool:
    """An order that still stands (active, on hold, or without status), and is neither proposal nor prohibition."""
    status = word_of(resource.data.get("status"))
    intent = word_of(resource.data.get("intent")) or "order"
    orders = intent in _TREATMENT_INTENTS or intent.endswith("-order")
    return status in ("active", "on-hold", "") and orders and not is_prohibition(resource)


_REASONS = ("reasonCode", "statusReason", "reasonNotTaken", "reasonNotGiven", "reason", "reasonCodeableConcept")


def reasons(resource: Resource) -> tuple[tuple[str, str], ...]:
    """The codings of why: ``reasonCode``, ``statusReason``, ``reasonNotTaken``, R5 ``reason.concept``
    and ``adherence.reason``."""
    found: list[tuple[str, str]] = []
    adherence = resource.data.get("adherence")
    told = {"adherence": adherence["reason"]} if isinstance(adherence, dict) and "reason" in adherence else {}
    for member in (*_REASONS, *told):
        value = told.get(member, resource.data.get(member))
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                found.extend(codings_of_concept(item.get("concept", item)))
    return tuple(found)


_CLASS_WORDS = {
    "inpatient": "IMP",
    "outpatient": "AMB",
    "ambulatory": "AMB",
    "emergency": "EMER",
    "home": "HH",
    "field": "FLD",
    "daytime": "SS",
    "virtual": "VR",
    "inpatient encounter": "IMP",
    "hospital inpatient": "IMP",
    "inpatient acute": "ACUTE",
    "inpatient non-acute": "NONAC",
    "outpatient visit": "AMB",
    "hospital outpatient visit": "AMB",
    "support op encounter": "AMB",
    "office visit": "AMB",
    "appointment": "AMB",
    "emergency department": "EMER",
    "telemedicine": "VR",
    "telehealth": "VR",
    "telephone": "VR",
    "telephone encounter": "VR",
    "orders only": "AMB",
    "infusion": "AMB",
    "therapies series": "AMB",
    "therapy series": "AMB",
    "clinical support": "AMB",
    "recurring outpatient": "AMB",
    "hospital outpatient": "AMB",
    "outpatient series": "AMB",
}
"""Codes and displays by their whole phrase; those of Epic among them."""
_V2_CLASSES = {"I": "IMP", "O": "AMB", "E": "EMER", "P": "PRENC", "R": "AMB"}
_V2_SYSTEMS = ("terminology.hl7.org/codesystem/v2-0004", "hl7.org/fhir/v2/0004", "2.16.840.1.113883.12.4")
_CLASSES = frozenset(("IMP", "ACUTE", "NONAC", "AMB", "EMER", "FLD", "HH", "OBSENC", "PRENC", "SS", "VR"))


def encounter_classes(resource: Resource) -> frozenset[str]:
    """v3-ActCode classes (``IMP``, ``EMER`` …): R4 Coding, R5 list of CodeableConcepts, DSTU2 word."""
    value = resource.data.get("class")
    if isinstance(value, str):
        return frozenset({_CLASS_WORDS.get(value.strip().lower(), value.strip().upper())})
    codes: set[str] = set()
    for concept in encounter_class_concepts(resource.data):
        codings = concept.get("coding")
        for coding in codings if isinstance(codings, list) else ():
            if isinstance(coding, dict) and isinstance(coding.get("code"), str):
                code = str(coding["code"]).strip()
                codes.add(_class_of(coding.get("system"), code))
        if codes.isdisjoint(_CLASSES):
            codes |= _shown_classes(concept)
    return frozenset(codes)


def class_is_unreadable(resource: Resource) -> bool:
    """Whether an Encounter gives a class that is none of the known ones; not when it gives none.

    A class without code, display and text is none.
    """
    return _says_something(resource.data.get("class")) and encounter_classes(resource).isdisjoint(_CLASSES)


def _says_something(value: Any) -> bool:
    if isinstance(value, list):
        return any(_says_something(each) for each in value)
    if not isinstance(value, dict):
        # What has the wrong shape was still meant to tell one.
        return value is not None and (not isinstance(value, str) or bool(value.strip()))
    return any(_says_something(value.get(member)) for member in ("code", "display", "text", "coding"))


def _class_of(system: Any, code: str) -> str:
    of_v2 = isinstance(system, str) and system.lower().rstrip("/").endswith(_V2_SYSTEMS)
    found = _V2_CLASSES.get(code.upper()) if of_v2 else _CLASS_WORDS.get(code.lower())
    return found or code.upper()


def _shown_classes(concept: Mapping[str, Any]) -> set[str]:
    """The classes that a display or text names by its whole phrase, where no code is known."""
    codings = concept.get("coding")
    holders = [concept, *(codings if isinstance(codings, list) else ())]
    shown = [each.get(member) for each in holders if isinstance(each, dict) for member in ("display", "text")]
    words = {" ".join(each.lower().split()) for each in shown if isinstance(each, str)}
    return {_CLASS_WORDS[each] for each in words if each in _CLASS_WORDS}
