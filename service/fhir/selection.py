"""Select first: one cheap look at every resource, and a full decode of those that a feature can use.

The look decodes type, id, subject and codes from the raw bytes (msgspec, ~2 µs).  A resource that fails any
step is set aside with a reason and with the value sets of whatever codes can still be read; the rest is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from operator import length_hint
from typing import Any

import msgspec

from service.fhir import bundles
from service.fhir.bundles import DECODING_FAILURES, R4_TYPES
from service.fhir.codes import CodeIndex
from service.fhir.dates import dated
from service.fhir.drug_references import DRUGS, DrugReferences, FullUrls
from service.fhir.heads import (
    ABSENT,
    Concept,
    Head,
    at,
    decode_any,
    decode_components,
    decode_concept,
    decode_head,
    decode_reference,
    decoded,
    in_words,
    look_at,
    newer,
    resource_of,
    version,
    whole_resource,
)
from service.fhir.kept_form import UNREADABLE, KeptForms
from service.fhir.medications import codings_of_all, medication_concepts, medication_reference, own_concepts
from service.fhir.moments import Moment, UnreadableDate
from service.fhir.named_words import Named
from service.fhir.references import Owner, Ownership, WrongPatient, subject_reference
from service.fhir.shapes import NO_SETS, Quarantined, Resource
from service.fhir.status import is_ignored, word_of
from service.fhir.told_elsewhere import PHLEGMASIA, REASONS_OF_ENCOUNTER, THREATS, names_threat, told_by
from service.fhir.word_findings import still_matters, told_of
from service.fhir.words import named_in

SELECTED = frozenset({"Observation", "Condition", "Procedure"})
"""Kept only when a code, component, body site or listed phrase is in a value set."""
ALWAYS_KEPT = frozenset(
    {
        "Encounter",
        "MedicationRequest",
        "MedicationAdministration",
        "MedicationStatement",
        "AllergyIntolerance",
        "ServiceRequest",
        "DiagnosticReport",
    }
)
"""Kept whatever their codes say: drugs and orders are also judged by their absence from the lists."""

RESULT_NAMED = "result_in_words"
"""Stands among the value sets of a code that is in none of them and whose words name a laboratory result."""
RESULT_IN_WORDS = frozenset({RESULT_NAMED})
_THREAT_IN_WORDS = frozenset({"threat_in_words"})
"""Stands beside the value sets of a code whose words name a threatened limb: the question of a flowsheet, say."""
_THREAT_TOLD = THREATS | _THREAT_IN_WORDS
_MARKS = RESULT_IN_WORDS | _THREAT_IN_WORDS
_ONE_DAY = timedelta(days=1)
_OF_DRUGS = frozenset({"MedicationRequest", "MedicationAdministration", "MedicationStatement"})
_MAY_BE_PLANNED = frozenset({"planned", "preparation", "intended", "draft", "registered"})


class Selection:
    """Collects what is kept and what is set aside while the Bundles of one request are read."""

    def __init__(self, codes: CodeIndex, owners: Ownership, now: datetime) -> None:
        self.codes, self.owners = codes, owners
        self.latest = now + _ONE_DAY
        self.kept: list[Resource] = []
        self.patients: list[Resource] = []
        self.quarantined: list[Quarantined] = []
        self.partial = False
        """An OperationOutcome or nested page said that something is missing; reset by the caller per key."""
        self.types: set[str] = set()
        """The resource types met; reset by the caller per key."""
        self._entries: dict[str, dict[str, msgspec.Raw]] = {}
        self._outdated: dict[str, tuple[int, int]] = {}
        """By reference how much had been kept and set aside when a newer version came."""
        self._drugs = DrugReferences()
        self.forms = KeptForms(codes)
        self._code_sets: dict[bytes, frozenset[str]] = {}
        self._owners_of: dict[bytes, Owner] = {}

    # --- one look at everything ---------------------------------------------------------------------------

    def read(self, place: str, entries: list[msgspec.Raw], depth: int = 0) -> None:
        """Look at the resource of every entry of one page; raises :class:`WrongPatient`, contains everything else."""
        left = iter(entries)
        try:
            self._look_at_each(left, depth)
        except WrongPatient as error:
            number = len(entries) - length_hint(left) - 1
            raise WrongPatient(f"{at(place, number)}{error.member}") from None

    def _look_at_each(self, entries: Iterator[msgspec.Raw], depth: int) -> None:
        """As :meth:`read`; where another patient stands is told as seen from the resource (``.subject``)."""
        sets_of = self.codes.met.sets.get
        met, ids = None, None
        is_condition = is_observation = False
        ours: msgspec.Raw | None = None
        for entry in entries:
            try:
                head = look_at(entry).resource
                kind = head.resourceType
                if kind != met:  # a page holds one type, as a rule
                    met = kind
                    self.types.add(kind)
                    ids = self._entries.setdefault(kind, {}) if kind in SELECTED else None
                    is_condition, is_observation = kind == "Condition", kind == "Observation"
                if ids is None:
                    self._read_other(head, entry, depth)
                    continue
                if head.subject != ours:  # nearly every resource names its subject in the same bytes
                    if not self._is_ours(head, entry):
                        continue
                    ours = None if head.subject is ABSENT else head.subject
                code = b"" + head.code  # bytes() of it takes twice as long
                own = sets_of(code)
                if own is None:
                    own = self._read_code(head.code, code)
                sets = own
                if head.component is not None or head.bodySite is not None:
                    sets = own | self._other_sets(head)
                    own = own | (sets & _THREAT_IN_WORDS)
            except DECODING_FAILURES as error:
                self._read_oddity(entry, error)
                continue
            identity = head.id
            if (
                identity is not None
                and ids.setdefault(identity, entry) is not entry
                and not self._replaces(kind, identity, entry)
            ):
                continue
            if sets or (is_condition and named_in(code, self.codes)):
                self._keep(kind, entry, sets, code)
            if (
                not is_observation
                or head.valueCodeableConcept is not None
                or head.valueString is not None
                or (own and not _THREAT_TOLD.isdisjoint(own))
            ):
                self._read_told(kind, head, code, entry, own)

    def _read_code(self, raw: msgspec.Raw, look: bytes) -> frozenset[str]:
        """The value sets of a ``code`` that is not among those met before; ``look`` are its bytes."""
        sets = self._code_sets.get(look)
        if sets is None:
            concept = decode_concept(raw)
            sets = NO_SETS if concept is None else self._sets_of(concept)
            if not sets and self.codes.words.in_code("Observation", look, decoded, self.codes):
                sets = RESULT_IN_WORDS
            if not sets - RESULT_IN_WORDS and self.codes.words.in_words_of("Condition", decoded(look), PHLEGMASIA):
                sets = _MARKS
            self._code_sets[look] = sets
            self.codes.met.remember(look, sets)
        return sets

    def _sets_of(self, concept: Concept) -> frozenset[str]:
        """As :meth:`CodeIndex.concepts_of`, on the typed look."""
        found, codings = NO_SETS, concept.coding or ()
        for coding in codings:
            found = found | self.codes.concepts(coding.system, coding.code)
        if found:
            return found
        return self.codes.concepts_of_words(concept.text, [(each.system, each.code, each.display) for each in codings])

    def _other_sets(self, head: Head) -> frozenset[str]:
        """The value sets of the components and of the body site."""
        found = NO_SETS if head.bodySite is None else self.forms.sets_of_sites(decode_any(head.bodySite))
        components = None if head.component is None else decode_components(head.component)
        for component in components or ():
            code = bytes(component.code)
            sets = self.codes.met.sets.get(code)
            found = found | ((self._read_code(component.code, code) if sets is None else sets) - RESULT_IN_WORDS)
        return found

    # --- whose is it, and which version -------------------------------------------------------------------

    def _is_ours(self, head: Head, entry: msgspec.Raw) -> bool:
        member = bytes(head.subject if head.subject is not ABSENT else head.patient)
        owner = self._owners_of.get(member)
        if owner is None:
            subject = decode_reference(member)
            reference = subject.reference if subject is not None else None
            owner = self._owners_of[member] = self.owners.of(reference) if reference else Owner.UNREADABLE
        if owner is Owner.OTHER:
            raise WrongPatient(".subject")
        if owner is Owner.SAME:
            return True
        raw = resource_of(entry)
        self._set_aside(
            head.resourceType,
            head.id or "",
            self.forms.readable_sets(head.resourceType, raw),
            "does not say readably whose it is",
            raw,
        )
        return False

    def _replaces(self, kind: str, identity: str, entry: msgspec.Raw) -> bool:
        """A second copy of a resource: whether it is the newer version and takes the place of the first."""
        earlier, raw = resource_of(self._entries[kind][identity]), resource_of(entry)
        if earlier == raw:
            return False
        try:
            first, second = decode_any(earlier), decode_any(raw)
            order = newer(first, second)
        except UNREADABLE:
            return False
        if order is None:
            if first != second:
                self._set_aside(
                    kind,
                    identity,
                    self.forms.readable_sets(kind, raw),
                    "two versions without a way to tell the newer",
                    raw,
                )
            return False
        if order:
            self._entries[kind][identity] = entry
            self._forget(kind, identity)
        return order

    def _forget(self, kind: str, identity: str) -> None:
        """Drop what was made of the older version."""
        self._outdated[f"{kind}/{identity}"] = len(self.kept), len(self.quarantined)
        self._drugs.forget(kind, identity)

    def _read_told(self, kind: str, head: Head, code: bytes, entry: msgspec.Raw, own: frozenset[str]) -> None:
        """What a resource tells that is no diagnosis of it; ``own`` are the value sets of its code.

        An Observation whose code names no threatened limb, and whose value is neither coded nor words, tells nothing.
        """
        if kind != "Observation":
            if not own:
                self._read_words(kind, code, entry)
        elif not _THREAT_TOLD.isdisjoint(own) or self._value_names_threat(head):
            self.tell_threat("Observation", decoded(resource_of(entry)))

    def _read_words(self, kind: str, code: bytes, entry: msgspec.Raw) -> None:
        """Set aside what names a grave thing in words alone: no diagnosis, and not read as absent either."""
        named = self.codes.words.in_code(kind, code, decoded, self.codes)
        if not named:
            return
        data = decoded(resource_of(entry))
        found, told = self._still_named(kind, data, named)
        if told:
            identity = data.get("id")
            self._set_aside(kind, identity if isinstance(identity, str) else "", found, told)

    def _value_names_threat(self, head: Head) -> bool:
        """Whether the value of an Observation names a threatened limb; words are the patient's own, and not kept."""
        if head.valueString is not None and self.codes.words.may_name(PHLEGMASIA, bytes(head.valueString)):
            return True
        if head.valueCodeableConcept is None:
            return False
        value = bytes(head.valueCodeableConcept)
        named = self.codes.met.threats.get(value)
        if named is None:
            with suppress(*UNREADABLE):
                named = bool(names_threat(decode_any(value), self.codes))
            self.codes.met.remember_threat(value, bool(named))
        return bool(named)

    def tell_threat(self, kind: str, data: dict[str, Any]) -> None:
        """Set aside what tells of a threatened limb and is no diagnosis (:mod:`service.fhir.told_elsewhere`)."""
        if is_ignored(data):
            return
        sets, reason = NO_SETS, ""
        with suppress(*UNREADABLE):
            sets, reason = told_by(kind, data, self.codes)
        if not sets:
            return
        named = self.codes.words.about(PHLEGMASIA)
        with suppress(*UNREADABLE):  # what cannot be dated may be of today
            if kind == "Observation" and named and not still_matters(named, kind, data, self.latest - _ONE_DAY):
                return
        identity = data.get("id")
        self._set_aside(kind, identity if isinstance(identity, str) else "", sets, reason)

    def _still_named(self, kind: str, data: dict[str, Any], named: Iterable[Named]) -> tuple[frozenset[str], str]:
        """The value sets of what may still be so, and how the card tells it."""
        if is_ignored(data):
            return NO_SETS, ""
        with suppress(*UNREADABLE):  # what cannot be dated may be of today
            named = tuple(each for each in named if still_matters(each, kind, data, self.latest - _ONE_DAY))
        return NO_SETS.union(*(each.sets for each in named)), told_of(named)

    def _words_of_odd(self, kind: str, raw: Any) -> tuple[frozenset[str], str]:
        """As :meth:`_still_named`, of a resource that is set aside for another reason."""
        data = raw if isinstance(raw, dict) else decoded(raw)
        named: list[Named] = []
        with suppress(*UNREADABLE):
            for concept in own_concepts(kind, data):
                named += self.codes.words.in_concept(kind, concept, self.codes)
        return self._still_named(kind, data, named)

    # --- the resources that are not merely selected ----------------------------------------------------------

    def _read_other(self, head: Head, entry: msgspec.Raw, depth: int) -> None:
        kind = R4_TYPES.get(head.resourceType, head.resourceType)
        if kind in ALWAYS_KEPT:
            if self._is_ours(head, entry):
                ids = self._entries.setdefault(kind, {})
                if head.id is None or ids.setdefault(head.id, entry) is entry or self._replaces(kind, head.id, entry):
                    self._keep(kind, entry)
            return
        raw = resource_of(entry)
        if kind == "Patient":
            self._read_patient(head, raw)
        elif kind in DRUGS:
            self._drugs.add_drug(raw)
        elif kind == "OperationOutcome":
            self.partial = self.partial or bundles.reports_an_error(raw)
        elif kind == "Bundle":
            page = bundles.nested_page(raw, depth)
            if page is None or bundles.more_to_come(page):
                self.partial = True
            if page is not None:
                self.read(".entry", page.entry or [], depth + 1)
        elif not kind:
            self._set_aside("", head.id or "", NO_SETS, "the entry holds no resource")

    def _read_patient(self, head: Head, raw: msgspec.Raw) -> None:
        if not head.id:
            self._set_aside("Patient", "", NO_SETS, "the Patient has no id")
        elif head.id != self.owners.patient_id:
            raise WrongPatient(".id")
        elif not (data := decoded(raw)):
            self._set_aside("Patient", head.id, NO_SETS, "cannot be decoded")
        elif not self.patients or newer(self.patients[0].data, data):
            self.patients = [Resource("Patient", head.id, f"Patient/{head.id}", version(data), NO_SETS, (), data)]

    def _read_oddity(self, entry: msgspec.Raw, error: Exception) -> None:
        """A resource whose head has members of the wrong shape, or an entry without one."""
        raw = resource_of(entry)
        data = decoded(raw)
        kind = data.get("resourceType")
        kind = R4_TYPES.get(kind, kind) if isinstance(kind, str) else ""
        self.types.add(kind)
        if kind == "Patient" and data.get("id") not in (None, self.owners.patient_id):
            raise WrongPatient(".id")
        if kind in SELECTED or kind in ALWAYS_KEPT:
            reference = subject_reference(data)
            if reference and self.owners.of(reference) is Owner.OTHER:
                raise WrongPatient(".subject")
        elif kind == "OperationOutcome" or kind == "Bundle":
            self.partial = True
            return
        elif kind in DRUGS:
            self._drugs.add_drug(raw)
            return
        elif kind and kind != "Patient":
            return
        identity = data.get("id")
        self._set_aside(
            kind,
            identity if isinstance(identity, str) else "",
            self.forms.readable_sets(kind, raw),
            _why_not_looked_at(raw) or in_words(error),
            raw,
        )

    # --- keeping and setting aside ----------------------------------------------------------------------------

    def _keep(self, kind: str, entry: msgspec.Raw, sets: frozenset[str] = NO_SETS, code: bytes = b"") -> None:
        """Decode a resource as a whole and keep it; ``sets`` are those that the look found, should that fail."""
        if not _MARKS.isdisjoint(sets):
            if RESULT_NAMED in sets:
                self._read_words(kind, code, entry)
            sets = sets - _MARKS
            if not sets and not (kind == "Condition" and named_in(code, self.codes)):
                return
        data: Any = None
        try:
            data = whole_resource(entry)
            self._keep_data(kind, data, code)
        except WrongPatient:
            raise
        except UNREADABLE as error:
            # The look could be had, so its codes are known even when the rest cannot be decoded.
            found = sets or self.forms.readable_sets(kind, data if isinstance(data, dict) else {})
            self._set_aside(kind, look_at(entry).resource.id or "", found, in_words(error), data)

    def _keep_data(self, kind: str, data: dict[str, Any], code: bytes) -> None:
        """Keep one decoded resource, unless its status, date or modifier extension speaks against it."""
        if is_ignored(data):
            return
        when, reason = self._judged(kind, data)
        if reason:
            self._set_aside(kind, str(data.get("id") or ""), self.forms.readable_sets(kind, data), reason, data)
        elif kind in _OF_DRUGS:
            if not self._drugs.keeps_waiting(kind, data):
                self._append(self.forms.of(kind, data, code=code, when=when))
        else:
            self.kept.append(self.forms.of(kind, data, None, code, when))
            if data.get("contained") and kind in ("DiagnosticReport", "Observation"):
                self._read_contained(kind, data)
            if kind == "Encounter" and not data.keys().isdisjoint(REASONS_OF_ENCOUNTER):
                self.tell_threat(kind, data)

    def _judged(self, kind: str, data: dict[str, Any]) -> tuple[Moment | None, str]:
        """The clinical time of a resource, and why it cannot be used, if so."""
        if data.get("modifierExtension"):
            return None, "carries a modifier extension, which may reverse its meaning"
        try:
            when = dated(kind, data)
        except UnreadableDate as error:
            return None, f"its date cannot be read ({error.reason})"
        if when is not None and when.earliest > self.latest and word_of(data.get("status")) not in _MAY_BE_PLANNED:
            return when, "dated in the future"
        return when, ""

    def _append(self, resource: Resource) -> None:
        """Keep an order or statement, and set aside by name what does not tell its drug."""
        if not resource.codes and not resource.concepts and medication_reference(resource.data):
            self._set_aside(
                resource.type, resource.id, NO_SETS, "the drug is given by a reference that cannot be followed"
            )
        elif resource.unread_ingredient and not self._is_known_product(resource):
            self._set_aside(
                resource.type, resource.id, NO_SETS, "an ingredient is given by a reference that cannot be followed"
            )
        self.kept.append(resource)

    def _is_known_product(self, resource: Resource) -> bool:
        """Whether the drug has a code of a listed system, though one in no value set: it is then something else."""
        product = medication_concepts(resource.data, self.forms.medications)[:1]
        return any(self.codes.knows_system(system) for system, _ in codings_of_all(product))

    def medications_of(
        self, orders: Iterable[dict[str, Any]], full_urls: FullUrls, own: dict[str, dict[str, Any]]
    ) -> dict[str, dict[str, Any]]:
        """The Medications that orders refer to, by reference: among their ``own`` ones, else among those read."""
        return self._drugs.found(orders, full_urls, own)

    def _read_contained(self, kind: str, data: dict[str, Any]) -> None:
        """Observations inside a report: they share its subject, status and date unless they have their own."""
        for inside in data["contained"] if isinstance(data["contained"], list) else ():
            if not isinstance(inside, dict) or inside.get("resourceType") != "Observation":
                continue
            reference = subject_reference(inside)
            if reference and self.owners.of(reference) is Owner.OTHER:
                raise WrongPatient(".contained")
            shared = {
                member: data[member] for member in ("effectiveDateTime", "effectivePeriod", "issued") if member in data
            }
            whole = {**(shared if not any(str(member).startswith("effective") for member in inside) else {}), **inside}
            if is_ignored(whole) or self._judged("Observation", whole)[1]:
                continue
            resource = self.forms.of("Observation", whole, f"{kind}/{data.get('id', '')}#{inside.get('id', '')}")
            if resource.concepts or resource.site_concepts or any(resource.component_concepts):
                self.kept.append(resource)

    def _set_aside(self, kind: str, identity: str, concepts: frozenset[str], reason: str, raw: Any = None) -> None:
        # The site of a body tells nothing of what is there.
        coded = raw is not None and self.forms.is_coded(kind, raw)
        if raw is not None and kind in ("Condition", "Procedure"):
            found, told = self._words_of_odd(kind, raw)
            concepts, reason = concepts | found, f"{reason}; {told}" if told else reason
        self.quarantined.append(Quarantined(f"{kind}/{identity}" if identity else "", kind, reason, concepts, coded))

    def met(self, kind: str) -> Mapping[str, msgspec.Raw]:
        """The entries of a type that were looked at, by the id of the resource, as they came."""
        return self._entries.get(kind, {})

    def finish(self, full_urls: FullUrls) -> None:
        """Keep what waited for its drug, once every Bundle has been read, and drop what was made of older versions."""
        waited, self.forms.medications = self._drugs.resolved(full_urls)
        for kind, data in waited:
            self._append(self.forms.of(kind, data))
        if self._outdated:
            kept_before = {reference: counts[0] for reference, counts in self._outdated.items()}
            set_aside_before = {reference: counts[1] for reference, counts in self._outdated.items()}
            self.kept = [each for n, each in enumerate(self.kept) if n >= kept_before.get(each.reference, 0)]
            self.quarantined = [
                each for n, each in enumerate(self.quarantined) if n >= set_aside_before.get(each.reference, 0)
            ]


def _why_not_looked_at(raw: msgspec.Raw) -> str:
    """What is wrong with the head of a resource, named as seen from the resource; ``""`` when nothing is."""
    try:
        decode_head(raw)
    except DECODING_FAILURES as error:
        return in_words(error)
    return ""
