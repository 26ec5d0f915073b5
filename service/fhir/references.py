"""Whose resource is this?  References to the patient, compared by logical id and by nothing else.

Readable and different stops the whole call; missing or unreadable sets one resource aside (fhir-input.md,
"Patient").  Identifiers, ``Patient.link`` and names are never compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

_PATIENT = re.compile(r"(?:[^#?|\s]*/)?Patient/([^/#?|\s]+)(?:/_history/[^/#?|\s]+)?")
_URN = ("urn:uuid:", "urn:oid:")


class WrongPatient(Exception):
    """A resource belongs, readably, to another patient: the call stops with 400 and no cards.

    ``member`` says where ("prefetch.observations.entry[3].resource.subject"); ids are never in the message.
    """

    number = "DVT-108"

    def __init__(self, member: str) -> None:
        self.member = member
        super().__init__(
            f"{self.number}: {member} refers to a patient other than context.patientId. No advice was given, because "
            "it would mix two patients. Send the record of context.patientId only."
        )


class Owner(Enum):
    """Whose a resource is, as far as its reference can be read."""

    SAME = "same"
    OTHER = "other"
    UNREADABLE = "unreadable"


def patient_id_of(reference: str) -> str | None:
    """The logical id in a relative, absolute or versioned reference to a Patient; ``None`` when it is none.

    ``urn:uuid:…`` needs its Bundle and is told by :class:`Ownership`; ``#contained`` and conditional
    references (``Patient?identifier=…``) hold no id of ours and are unreadable.
    """
    found = _PATIENT.fullmatch(reference)
    return found[1] if found else None


class Ownership:
    """Compares patient references with ``context.patientId``; remembers each distinct reference string.

    ``full_urls`` gives, when first needed, the (type, id) behind each ``Bundle.entry.fullUrl`` of the request.
    """

    def __init__(self, patient_id: str, full_urls: Callable[[], Mapping[str, tuple[str, str]]] = dict) -> None:
        self.patient_id = patient_id.rpartition("/")[2]
        self._full_urls = full_urls
        self.verdicts: dict[str, Owner] = {f"Patient/{self.patient_id}": Owner.SAME}

    def of(self, reference: str) -> Owner:
        verdict = self.verdicts.get(reference)
        if verdict is None:
            verdict = self.verdicts[reference] = self._judge(reference)
        return verdict

    def _judge(self, reference: str) -> Owner:
        if reference.startswith(_URN):
            return self._judge_urn(reference)
        found = patient_id_of(reference)
        if found is None:
            return Owner.UNREADABLE
        return Owner.SAME if found == self.patient_id else Owner.OTHER

    def _judge_urn(self, reference: str) -> Owner:
        target = self._full_urls().get(reference.casefold())
        if target is not None:
            if target[0] != "Patient" or not target[1]:
                return Owner.UNREADABLE
            return Owner.SAME if target[1] == self.patient_id else Owner.OTHER
        # Synthea and others write urn:uuid:<id of the Patient> in Bundles that do not hold the Patient.
        return Owner.SAME if reference.rpartition(":")[2].casefold() == self.patient_id.casefold() else Owner.UNREADABLE


def subject_reference(data: Mapping[str, Any]) -> str | None:
    """The reference string of ``subject`` or ``patient``; ``None`` when neither is readable."""
    for member in ("subject", "patient"):
        value = data.get(member)
        if isinstance(value, dict) and isinstance(value.get("reference"), str):
            return str(value["reference"])
    return None
