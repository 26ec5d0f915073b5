"""The kept form of one decoded resource: what it is about, in value sets and canonical codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.fhir.bundles import DECODING_FAILURES
from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.heads import decoded, version
from service.fhir.laterality import side_of_code
from service.fhir.medications import (
    codings_of_all,
    has_unread_ingredient,
    medication_concepts,
    medication_reference,
    own_concepts,
    words_of,
)
from service.fhir.shapes import NO_SETS, UNREAD, Resource
from service.fhir.words import IN_WORDS, names_leg_dvt

UNREADABLE = (*DECODING_FAILURES, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""Everything that reading a resource of any shape can raise; nothing else is contained."""


class KeptForms:
    """Makes the kept forms of the resources of one request."""

    def __init__(self, codes: CodeIndex, medications: Mapping[str, dict[str, Any]] = {}) -> None:
        self.codes = codes
        self.medications = medications
        """Medications by the references that orders have for them, and their ingredients by theirs."""

    def of(
        self, kind: str, data: dict[str, Any], reference: str | None = None, code: bytes = b"", when: Any = UNREAD
    ) -> Resource:
        """The kept form of one decoded resource; ``code`` is its ``code`` as bytes when that is all it is about.

        ``when`` is its clinical time, if that was read before.
        """
        own = self.codes.met.own.get(code) if code else None
        if own is not None:
            sets, codes, side = own
        else:
            (sets, codes), side = self._own(kind, data), UNREAD
            if code:
                side = side_of_code(codes, data.get("code"), self.codes)
                self.codes.met.remember_own(code, (sets, codes, side))
        # After what is remembered of the bytes: the same words are no diagnosis in an Observation.
        if not sets and kind == "Condition" and names_leg_dvt(data.get("code"), self.codes):
            sets = IN_WORDS
        identity = data.get("id")
        if not isinstance(identity, str):
            identity = ""
        parts = self._sets_of_components(data["component"]) if "component" in data else ()
        sites = self.sets_of_sites(data["bodySite"]) if "bodySite" in data else NO_SETS
        if reference is None:
            reference = f"{kind}/{identity}" if identity else ""
        words, unread = "", False
        if self.medications or kind.startswith("Medication"):
            words = words_of(medication_concepts(data, self.medications)) if self.medications else ""
            unread = self._has_unread_ingredient(kind, data)
        return Resource(
            kind, identity, reference, version(data), sets, codes, data, parts, sites, when, UNREAD, words, unread, side
        )

    def _has_unread_ingredient(self, kind: str, data: dict[str, Any]) -> bool:
        return bool(
            kind.startswith("Medication")
            and medication_reference(data)
            and has_unread_ingredient(data, self.medications)
            and not self.codes.concepts_of(medication_concepts(data, self.medications)[0])
        )

    def _own(self, kind: str, data: dict[str, Any]) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
        """The value sets and the canonical codes of what a resource is about."""
        concepts, found = own_concepts(kind, data, self.medications), NO_SETS
        own: list[tuple[str, str]] = []
        if len(concepts) > 1 and kind.startswith("Medication") and self.codes.concepts_of(concepts[0]):
            concepts = concepts[:1]  # a product that is known says more than its ingredients: a flush is no treatment
        for concept in concepts:
            found = found | self.codes.concepts_of(concept)
            for system, code in codings_of_concept(concept):
                own.append((self.codes.canonical(system), code))
        return found, tuple(own)

    def _sets_of_components(self, components: Any) -> tuple[frozenset[str], ...]:
        find = self.codes.concepts_of
        listed = components if isinstance(components, list) else ()
        return tuple([find(each.get("code")) if isinstance(each, dict) else NO_SETS for each in listed])

    def sets_of_sites(self, sites: Any) -> frozenset[str]:
        """The value sets of a body site, or of several."""
        found = NO_SETS
        for site in sites if isinstance(sites, list) else (sites,):
            found = found | self.codes.concepts_of(site)
        return found

    def readable_sets(self, kind: str, raw: Any) -> frozenset[str]:
        """The value sets of every code of a broken resource that can still be read."""
        data = raw if isinstance(raw, dict) else decoded(raw)
        try:
            concepts: list[Any] = list(own_concepts(kind, data))
            components = data.get("component")
            concepts += (
                [part.get("code") for part in components if isinstance(part, dict)]
                if isinstance(components, list)
                else []
            )
            found = self.sets_of_sites(data.get("bodySite"))
            for concept in concepts:
                found = found | self.codes.concepts_of(concept)
            return found
        except UNREADABLE:
            return NO_SETS

    def is_coded(self, kind: str, raw: Any) -> bool:
        """Whether a broken resource has a readable code of a system whose codes were sorted."""
        try:
            pairs = codings_of_all(own_concepts(kind, raw if isinstance(raw, dict) else decoded(raw)))
            return any(self.codes.knows_system(system) for system, _ in pairs)
        except UNREADABLE:
            return False
