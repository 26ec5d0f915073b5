"""The frozen shapes that reading a record gives, and how an unanswered question is told apart from "no"."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

NO_SETS: frozenset[str] = frozenset()


UNREAD: Any = object()
"""Stands where something of a resource has not been read yet."""


class KeyState(StrEnum):
    """How one prefetch key was answered."""

    ANSWERED = "answered"
    """Data, ``null``, or a Bundle without entries: what is not there was not found."""
    PARTIAL = "partial"
    """One page of several, or the server reported an error beside the entries: what is not there is unknown."""
    REFUSED = "refused"
    """The value has a shape that cannot be read."""
    UNREACHABLE = "unreachable"
    """An OperationOutcome instead of an answer, or a fetch that failed."""
    NOT_ASKED = "not_asked"
    """The key is missing and nobody fetched it."""


class Resource(msgspec.Struct, frozen=True, eq=False):
    """One kept FHIR resource and the value sets that its codes are in.

    Compared as an object: a draft that repeats an order of the record word for word is another resource.
    """

    type: str
    """Resource type in R4 words (a DSTU2 MedicationOrder is a ``MedicationRequest`` here)."""
    id: str
    reference: str
    """``Observation/abc``; empty when the resource has no id."""
    version: str
    """``meta.versionId`` or empty."""
    concepts: frozenset[str]
    """Value sets of its own codes: code, medication, Encounter type and class, DiagnosticReport conclusion codes."""
    codes: tuple[tuple[str, str], ...]
    """(canonical system URI, code) of the same."""
    data: dict[str, Any]
    """The FHIR JSON as sent."""
    component_concepts: tuple[frozenset[str], ...] = ()
    """Value sets of each ``component.code``, parallel to ``data["component"]``."""
    site_concepts: frozenset[str] = NO_SETS
    """Value sets of its body sites."""
    time_read: Any = UNREAD
    """What :func:`service.fhir.dates.clinical_time` found: a dozen features ask for the same date."""
    reason_read: Any = UNREAD
    """What :func:`service.fhir.status.why_not_counted` found."""
    drug_words: str = ""
    """The texts and displays of a drug that is told by another resource."""
    unread_ingredient: bool = False
    """Of a drug that no code of its own tells: an ingredient is a reference that ends in no code and no words."""
    code_side: Any = UNREAD
    """What :func:`service.fhir.laterality.side_of_code` found."""

    @property
    def versioned_reference(self) -> str:
        """``Observation/abc/_history/2``, or the plain reference when the version is not known."""
        return f"{self.reference}/_history/{self.version}" if self.reference and self.version else self.reference


class Quarantined(msgspec.Struct, frozen=True):
    """A resource that could not be used, why, and the value sets its readable codes are in."""

    reference: str
    type: str
    reason: str
    concepts: frozenset[str]
    coded: bool = False
    """Whether it carries a code of a listed system, though one in no value set: it is then about something else."""
