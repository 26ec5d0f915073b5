"""Orders and statements whose drug is another resource: they wait until every Bundle has been read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from service.fhir.heads import decoded, local_reference
from service.fhir.medications import ingredient_references, medication_reference

FullUrls = Callable[[], Mapping[str, tuple[str, str]]]
"""Gives (type, id) behind each ``Bundle.entry.fullUrl``; asked only when something waits."""


DRUGS = frozenset(("Medication", "Substance"))
"""What an order may refer to as its drug, and a drug as its ingredient."""


class DrugReferences:
    """The Medications and Substances met, and what refers to them."""

    def __init__(self) -> None:
        self._drugs: list[Any] = []
        self._waiting: list[tuple[str, dict[str, Any]]] = []

    def add_drug(self, raw: Any) -> None:
        """A Medication or Substance of a Bundle, undecoded."""
        self._drugs.append(raw)

    def keeps_waiting(self, kind: str, data: dict[str, Any]) -> bool:
        """Whether the drug, or an ingredient of it, is told by a reference that leaves the resource; it is then kept
        until :meth:`resolved`."""
        reference = medication_reference(data) if kind.startswith("Medication") else None
        if not reference or (reference.startswith("#") and not ingredient_references(data)):
            return False
        self._waiting.append((kind, data))
        return True

    def forget(self, kind: str, identity: str) -> None:
        """Drop an older version of a resource."""
        self._waiting = [item for item in self._waiting if (item[0], item[1].get("id")) != (kind, identity)]

    def resolved(self, full_urls: FullUrls) -> tuple[Iterable[tuple[str, dict[str, Any]]], dict[str, dict[str, Any]]]:
        """What waited, as (type, JSON), and the Medications and Substances found by the reference to each."""
        if not self._waiting:
            return (), {}
        waited, self._waiting = self._waiting, []
        return waited, self.found([data for _, data in waited], full_urls)

    def found(
        self, orders: Iterable[Mapping[str, Any]], full_urls: FullUrls, own: Mapping[str, Any] = {}
    ) -> dict[str, dict[str, Any]]:
        """The Medications of the Bundles by the reference of each order, and the ingredients that those refer to;
        those of ``own`` (by full URL or ``Medication/id``) come first."""
        known: dict[str, Any] = {}
        for raw in self._drugs:
            data = decoded(raw)
            known[f"{data.get('resourceType', '')}/{data.get('id', '')}"] = data
        known.update(own)
        found: dict[str, Any] = {}

        def look_up(reference: str) -> None:
            drug = known.get(reference.casefold()) or known.get(local_reference(reference, full_urls))
            if isinstance(drug, dict):
                found[reference] = drug

        for order in orders:
            look_up(str(medication_reference(order)))
            for reference in ingredient_references(order, found):
                look_up(reference)
        return found
