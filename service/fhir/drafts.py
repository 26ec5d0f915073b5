"""Draft resources of suggestions: valid FHIR R4, checked once per distinct content.

A draft is built as plain JSON and read once through the fhir.resources R4B model of its type (R4 and R4B are
alike in what is used here).  Reading costs about 0.3 ms, so content that was read before is not read again: the
members that differ from patient to patient (subject, encounter, requester, dates, notes) are left out of the key
and are of fixed shape.  The models do not enforce required bindings; :data:`REQUIRED_CODES` does.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest
from pydantic import ValidationError

from service.errors import InternalError

MODELS: Mapping[str, Any] = {"MedicationRequest": MedicationRequest, "ServiceRequest": ServiceRequest}
UCUM = "http://unitsofmeasure.org"

_PRIORITIES = frozenset(("routine", "urgent", "asap", "stat"))
_INTENTS = frozenset(
    ("proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option")
)
_TIME_UNITS = frozenset(("s", "min", "h", "d", "wk", "mo", "a"))
REQUIRED_CODES: Mapping[str, frozenset[str]] = {
    "MedicationRequest.status": frozenset(
        ("active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown")
    ),
    "MedicationRequest.intent": _INTENTS,
    "MedicationRequest.priority": _PRIORITIES,
    "ServiceRequest.status": frozenset(
        ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown")
    ),
    "ServiceRequest.intent": (_INTENTS - {"option"}) | {"directive", "option"},
    "ServiceRequest.priority": _PRIORITIES,
    "repeat.periodUnit": _TIME_UNITS,
    "repeat.durationUnit": _TIME_UNITS,
}
"""Elements of the drafts that FHIR R4 binds to a value set with strength *required*, and the codes allowed."""

PATIENT_MEMBERS = ("subject", "encounter", "requester", "authoredOn", "occurrenceDateTime", "note")
"""Members that differ between patients; all are of fixed shape and written by this package."""

_MOST_KEPT = 2048
_read: OrderedDict[bytes, None] = OrderedDict()


class DraftError(InternalError):
    """A suggested order is not valid FHIR R4; it is never sent."""

    what = "A suggested order is not valid FHIR R4."


def checked(draft: dict[str, Any]) -> dict[str, Any]:
    """The draft, once its content has been read through its model; raises :class:`DraftError` when it is not valid."""
    content = {name: value for name, value in draft.items() if name not in PATIENT_MEMBERS}
    key = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    if key in _read:
        _read.move_to_end(key)
        return draft
    faults = list(draft_faults(draft))
    if faults:
        raise DraftError(diagnostics="; ".join(faults))
    _read[key] = None
    if len(_read) > _MOST_KEPT:
        _read.popitem(last=False)
    return draft


def draft_faults(draft: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a draft, by element name and without its values."""
    kind = str(draft.get("resourceType"))
    model = MODELS.get(kind)
    if model is None:
        yield f"{kind} is not a resource type that is suggested"
        return
    try:
        model.model_validate(dict(draft))
    except ValidationError as error:
        for each in error.errors(include_input=False, include_url=False):
            yield f"{kind}.{'.'.join(map(str, each['loc']))}: {each['type']}"
    for name in ("status", "intent"):
        if name not in draft:
            yield f"{kind}.{name} is missing"
    yield from _unbound(draft, kind)
    yield from _hollow(draft, kind)


def _unbound(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            allowed = REQUIRED_CODES.get(f"{where}.{name}")
            if allowed is not None and member not in allowed:
                yield f"{where}.{name} is not a code of its required value set"
            yield from _unbound(member, name)
    elif isinstance(value, list):
        for each in value:
            yield from _unbound(each, where)


def _hollow(value: Any, where: str) -> Iterator[str]:
    if value is None or value in ("", [], {}):
        yield f"{where} is empty"
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from _hollow(member, name)
    elif isinstance(value, list):
        for each in value:
            yield from _hollow(each, where)
