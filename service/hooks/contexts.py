"""What each hook's ``context`` must hold: one row per member, as the hook library defines it.

Only the hooks this service answers are listed.  ``encounterId`` is optional except where a hook is about the
encounter itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """The shapes a context member can have."""

    ID = "id"
    """A bare FHIR id (``123``), never ``Patient/123``."""
    USER = "user"
    """``Practitioner/abc``: resource type and id."""
    SELECTIONS = "selections"
    """An array of ``Type/id`` that name entries of ``draftOrders``."""
    BUNDLE = "bundle"
    """A FHIR Bundle; ``Bundle.type`` may be missing, as it is in many real calls."""


@dataclass(frozen=True, slots=True)
class ContextMember:
    """One member of a hook's context."""

    name: str
    shape: Shape
    required: bool = True


_PATIENT = (ContextMember("userId", Shape.USER), ContextMember("patientId", Shape.ID))
_ENCOUNTER_IF_KNOWN = ContextMember("encounterId", Shape.ID, required=False)
_ENCOUNTER = ContextMember("encounterId", Shape.ID)
_DRAFTS = ContextMember("draftOrders", Shape.BUNDLE)

CONTEXTS: Mapping[str, tuple[ContextMember, ...]] = {
    "patient-view": (*_PATIENT, _ENCOUNTER_IF_KNOWN),
    "order-select": (*_PATIENT, _ENCOUNTER_IF_KNOWN, ContextMember("selections", Shape.SELECTIONS), _DRAFTS),
    # No `selections` by definition, and none from Rx Sign of the Sandbox; its PAMA view sends them, and then they are
    # checked.
    "order-sign": (
        *_PATIENT,
        _ENCOUNTER_IF_KNOWN,
        ContextMember("selections", Shape.SELECTIONS, required=False),
        _DRAFTS,
    ),
    "encounter-start": (*_PATIENT, _ENCOUNTER),
    "encounter-discharge": (*_PATIENT, _ENCOUNTER),
    "problem-list-item-create": (*_PATIENT, _ENCOUNTER_IF_KNOWN, ContextMember("conditions", Shape.BUNDLE)),
}
"""Hook name → members of its context."""
MEMBERS: Mapping[str, Mapping[str, ContextMember]] = {
    hook: {member.name: member for member in members} for hook, members in CONTEXTS.items()
}
"""Hook name → the same by name."""
BUNDLES: Mapping[str, tuple[str, ...]] = {
    hook: tuple(member.name for member in members if member.shape is Shape.BUNDLE) for hook, members in CONTEXTS.items()
}
"""Hook name → those that are Bundles."""
