"""Orders and statements whose drug is another resource: they wait until every Bundle has been read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service.fhir.heads import decoded, local_reference
from service.fhir.medications import medication_reference

FullUrls = Callable[[], Mapping[str, tuple[str, str]]]
"""Gives (type, id) behind each ``Bundle.entry.fullUrl``; asked only when something waits."""


class DrugReferences:
    """The Medications met, and what refers to them."""

    def __init__(self) -> None:
        self._medications: list[Any] = []
        self._waiting: list[tuple[str, dict[str, Any]]] = []

    def add_medication(self, raw: Any) -> None:
        """A Medication of a Bundle, undecoded."""
        self._medications.append(raw)

    def keeps_waiting(self, kind: str, data: dict[str, Any]) -> bool:
        """Whether the drug is told by a reference that leaves the resource; it is then kept until :meth:`resolved`."""
        reference = medication_reference(data) if kind.startswith("Medication") else None
        if not reference or reference.startswith("#"):
            return False
        self._waiting.append((kind, data))
        return True

    def forget(self, kind: str, identity: str) -> None:
        """Drop an older version of a resource."""
        self._waiting = [item for item in self._waiting if (item[0], item[1].get("id")) != (kind, identity)]

    def resolved(self, full_urls: FullUrls) -> tuple[Iterable[tuple[str, dict[str, Any]]], dict[str, dict[str, Any]]]:
        """What waited, as (type, JSON), and the Medications found by the reference to each."""
        if not self._waiting:
            return (), {}
        waited, self._waiting = self._waiting, []
        return waited, self.found([data for _, data in waited], full_urls)

    def found(
        self, orders: Iterable[Mapping[str, Any]], full_urls: FullUrls, own: Mapping[str, Any] = {}
    ) -> dict[str, dict[str, Any]]:
        """The Medications of the Bundles by the reference of each order; those of ``own`` (by full URL or
        ``Medication/id``) come first."""
        known: dict[str, Any] = {}
        for raw in self._medications:
            data = decoded(raw)
            known[f"Medication/{data.get('id', '')}"] = data
        known.update(own)
        found: dict[str, Any] = {}
        for order in orders:
            reference = str(medication_reference(order))
            medication = known.get(reference.casefold()) or known.get(local_reference(reference, full_urls))
            if medication is not None:
                found[reference] = medication
        return found
