"""Pseudonyms: the only place where a raw patient or encounter id enters the store, and none leaves it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from service.history import FactsSeal

KEY_BYTES = 32
"""Shortest key accepted: as long as the hash it drives."""


@dataclass(frozen=True, slots=True)
class Who:
    """The patient and the encounter of one call, as the store knows them (HMAC-SHA256, hexadecimal)."""

    patient_key: str
    encounter_key: str | None
    seal: FactsSeal = field(repr=False)
    """For the facts of this patient; equal facts of two patients give different seals."""


class Pseudonyms:
    """Keyed hashes under one secret, which every worker shares and which lasts as long as the store."""

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"a pseudonym key needs at least {KEY_BYTES} bytes")
        self._keyed = hmac.new(key, digestmod="sha256")  # each call hashes three times under the same key

    def identify(
        self, *, fhir_server: str | None, patient_id: str, encounter_id: str | None, issuer: str, tenant: str = ""
    ) -> Who:
        """Name a patient by FHIR server and id.

        A call without ``fhirServer`` is told apart by the issuer and the tenant of its token instead, because the same
        patient id means different people in different systems.
        """
        source = ("server", _normal_server(fhir_server)) if fhir_server else ("tenant", issuer, tenant)
        patient = self.keyed_hash("patient", *source, patient_id)
        encounter = self.keyed_hash("encounter", *source, patient_id, encounter_id) if encounter_id else None
        return Who(patient, encounter, FactsSeal(bytes.fromhex(self.keyed_hash("facts", patient))))

    def fingerprint(self) -> str:
        """Tells whether two workers, or two starts, were given the same key."""
        return self.keyed_hash("fingerprint")

    def keyed_hash(self, *parts: str) -> str:
        """HMAC-SHA256 over the parts, each with its length, so that no two lists of parts can be the same bytes."""
        told = ""
        for part in parts:
            told += f"{len(part if part.isascii() else _encoded(part))}:{part}"
        keyed = self._keyed.copy()
        keyed.update(_encoded(told))
        return keyed.hexdigest()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _normal_server(url: str) -> str:
    """Scheme and host are case-insensitive and a trailing slash means nothing: the same server is the same patient."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
