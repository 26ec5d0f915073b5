"""The patient's record as the features see it: kept resources by type and value set, and what went unanswered.

Everything of fhir-input.md that is about *reading* ends here; what a resource *means* is asked with the
functions of :mod:`status`, :mod:`dates`, :mod:`values`, :mod:`quantities` and :mod:`laterality`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from service.fhir import bundles, new_problems
from service.fhir.bundles import KEYS, R4_TYPES, read_answer, worse
from service.fhir.codes import CodeIndex
from service.fhir.dates import clinical_time
from service.fhir.drug_references import DRUGS, FullUrls
from service.fhir.kept_form import KeptForms
from service.fhir.medications import medication_reference
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.opened import Opened
from service.fhir.references import Owner, Ownership, WrongPatient, subject_reference
from service.fhir.selection import Selection
from service.fhir.shapes import UNREAD, KeyState, Quarantined, Resource
from service.fhir.status import is_ignored

__all__ = ["KEYS", "KeyState", "PatientRecord", "Quarantined", "Resource", "WrongPatient", "read_record"]

PrefetchValue = Opened | msgspec.Raw | bytes | Sequence[msgspec.Raw | bytes]
"""The JSON of one prefetch key, perhaps opened, or the pages of one search in order."""


class PatientRecord(msgspec.Struct, frozen=True):
    """What was read of one patient.

    Resources come newest first, undated ones last, whatever the order of the Bundles.
    """

    patient_id: str
    patient: Resource | None
    resources: tuple[Resource, ...]
    quarantined: tuple[Quarantined, ...]
    drafts: tuple[Resource, ...]
    """``context.draftOrders``: judged, never read as treatment."""
    selections: tuple[str, ...]
    states: Mapping[str, KeyState]
    _by_concept: Mapping[str, tuple[Resource, ...]]
    _by_type: Mapping[str, tuple[Resource, ...]]
    _places: Mapping[int, int]
    """``id`` of a resource to its place in ``resources``."""

    def __repr__(self) -> str:
        """Nothing of the patient."""
        return f"PatientRecord({len(self.resources)} resources, states={dict(self.states)!r})"

    def with_concept(self, *names: str, type: str | None = None) -> tuple[Resource, ...]:
        """Resources whose own codes are in any of the value sets, whatever their status (ask ``status.counts``).

        They come in the order of ``resources``, whatever the order of the names.
        """
        by_concept = self._by_concept
        if by_concept.keys().isdisjoint(names):
            return ()
        groups = [by_concept[name] for name in names if name in by_concept]
        found = groups[0] if len(groups) == 1 else self._in_order(groups)
        return found if type is None else tuple([resource for resource in found if resource.type == type])

    @property
    def mentioned(self) -> frozenset[str]:
        """The value sets that any resource is in by its own codes, kept or unusable."""
        return frozenset(self._by_concept).union(*[each.concepts for each in self.quarantined])

    def _in_order(self, groups: Iterable[Iterable[Resource]]) -> tuple[Resource, ...]:
        """Each resource once, in the order of the record (compared as objects: their JSON is not hashable)."""
        places, resources = self._places, self.resources
        found = {places[id(resource)] for group in groups for resource in group}
        return tuple([resources[place] for place in sorted(found)])

    def of_type(self, type: str) -> tuple[Resource, ...]:
        """Kept resources of one R4 type: all orders, drugs, encounters, reports and allergies; of Observations,
        Conditions and Procedures those that some value set knows."""
        return self._by_type.get(type, ())

    def state_of(self, key: str) -> KeyState:
        """How one prefetch key was answered."""
        return self.states.get(key, KeyState.NOT_ASKED)

    def worst_state(self, *keys: str) -> KeyState:
        """The state furthest from an answer among several keys that a feature needs all of."""
        state = KeyState.ANSWERED
        for key in keys:
            state = worse(state, self.state_of(key))
        return state

    def quarantined_with(self, *names: str) -> tuple[Quarantined, ...]:
        """Unusable resources whose readable codes are in any of the sets: the feature is unknown because of them."""
        if not self.quarantined:
            return ()
        wanted = set(names)
        return tuple(item for item in self.quarantined if not wanted.isdisjoint(item.concepts))

    @property
    def birth(self) -> Moment | None:
        """The patient's birth date as far as known."""
        try:
            return read_moment(self.patient.data.get("birthDate")) if self.patient is not None else None
        except UnreadableDate:
            return None


def read_record(
    prefetch: Mapping[str, PrefetchValue],
    *,
    patient_id: str,
    codes: CodeIndex,
    now: datetime,
    drafts: Iterable[Mapping[str, Any]] = (),
    draft_medications: Mapping[str, Mapping[str, Any]] = {},
    selections: Iterable[str] = (),
    conditions: Iterable[Mapping[str, Any]] = (),
    fetched_states: Mapping[str, KeyState] = {},
) -> PatientRecord:
    """Read the prefetched (and fetched) FHIR JSON of one patient.

    ``draft_medications`` are Medications of the drafts' Bundle by full URL; one among ``drafts`` is found by its id.
    ``conditions`` are the new problems of ``context.conditions``: they belong to the record as those of its key do.
    ``fetched_states`` says what became of keys that the caller tried to fetch; with data it can only worsen the
    state of a key.  Raises :class:`WrongPatient` when any resource readably belongs to another patient, and
    nothing else whatever the content: what cannot be used is in ``quarantined`` or in the state of its key.
    """
    addresses = cache(lambda: bundles.full_urls(prefetch))
    owners = Ownership(patient_id, addresses)
    selection = Selection(codes, owners, now)
    states: dict[str, KeyState] = {}
    for key in KEYS:
        value = prefetch.get(key)
        states[key] = fetched_states.get(key, KeyState.NOT_ASKED if key not in prefetch else KeyState.ANSWERED)
        if value is not None:
            states[key] = worse(states[key], _read_key(key, value, selection))
    if conditions:
        of_record = selection.met("Condition")
        selection.read(new_problems.PLACE, new_problems.new_problems(conditions, of_record, owners, now))
    selection.finish(addresses)
    kept = _newest_first(selection.kept)
    by_type: dict[str, list[Resource]] = {}
    by_concept: dict[str, list[Resource]] = {}
    for resource in kept:
        by_type.setdefault(resource.type, []).append(resource)
        for name in resource.concepts:
            by_concept.setdefault(name, []).append(resource)
    drafted = _read_drafts(drafts, draft_medications, selection, addresses)
    return PatientRecord(
        patient_id=owners.patient_id,
        patient=selection.patients[0] if selection.patients else None,
        resources=kept,
        quarantined=tuple(selection.quarantined),
        drafts=drafted,
        selections=tuple(selections),
        states=states,
        _by_concept={name: tuple(group) for name, group in by_concept.items()},
        _by_type={name: tuple(group) for name, group in by_type.items()},
        _places={id(resource): place for place, resource in enumerate(kept)},
    )


def _newest_first(kept: list[Resource]) -> tuple[Resource, ...]:
    """Those of one instant by their references: servers differ in the order of their answers; the card must not."""
    dated: list[Resource] = []
    undated: list[Resource] = []
    for resource in sorted(kept, key=attrgetter("reference")):
        when = clinical_time(resource) if resource.time_read is UNREAD else resource.time_read
        (undated if when is None else dated).append(resource)
    dated.sort(key=attrgetter("time_read.earliest"), reverse=True)
    return (*dated, *undated)


def _read_key(key: str, value: PrefetchValue, selection: Selection) -> KeyState:
    answer = read_answer(key, value)
    selection.partial = False
    selection.types = set()
    for place, entries in answer.pages:
        if entries:
            selection.read(place, entries)
    if not selection.types:
        return answer.state
    if _answers_something_else(key, selection.types):
        return KeyState.REFUSED
    # An entry of no type held something that is not here, whatever stands beside it: that is no full answer.
    is_part = selection.partial or "" in selection.types
    return worse(answer.state, KeyState.PARTIAL) if is_part else answer.state


_NO_CONTENT = frozenset(("", "OperationOutcome", "Bundle"))
"""Types of entries that are no answer to a query."""


def _answers_something_else(key: str, types: set[str]) -> bool:
    """Whether a Bundle holds resources, but none of the type its key asks for: it is no answer to that query."""
    if KEYS[key] in types:
        return False
    found = {R4_TYPES.get(kind, kind) for kind in types} - _NO_CONTENT
    return bool(found) and KEYS[key] not in found


def _read_drafts(
    drafts: Iterable[Mapping[str, Any]],
    medications: Mapping[str, Mapping[str, Any]],
    record: Selection,
    addresses: FullUrls,
) -> tuple[Resource, ...]:
    """Draft orders are the clinician's own, so a missing subject is tolerated; one of another patient is not.

    A Medication or Substance among them is no order but the drug of one; a drug may stand in the record too.
    """
    orders: list[dict[str, Any]] = []
    owners = record.owners
    own = {url.casefold(): dict(data) for url, data in medications.items()}
    for number, data in enumerate(drafts):
        if not isinstance(data, dict) or not _names_a_type(data.get("resourceType")) or is_ignored(data):
            continue
        reference = subject_reference(data)
        if reference and owners.of(reference) is Owner.OTHER:
            raise WrongPatient(f"context.draftOrders.entry[{number}].resource.subject")
        if data["resourceType"] in DRUGS:
            own[f"{data['resourceType']}/{data.get('id', '')}"] = data
        else:
            orders.append(data)
    by_reference = [each for each in orders if each["resourceType"].startswith("Medication")]
    found = record.medications_of(by_reference, addresses, own) if any(map(medication_reference, by_reference)) else {}
    forms = KeptForms(record.codes, found)
    for each in orders:
        if each.get("reasonCode") or each.get("reason"):
            record.tell_threat(each["resourceType"], each)
    return tuple([forms.of(R4_TYPES.get(each["resourceType"], each["resourceType"]), each) for each in orders])


def _names_a_type(kind: Any) -> bool:
    """Whether something may be the name of a resource type: an answer refers to drafts by type and id."""
    return isinstance(kind, str) and kind.isascii() and kind.isalpha() and kind[0].isupper()
