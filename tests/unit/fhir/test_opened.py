"""A prefetch value reads alike whether the decoder of the call has opened it or it came as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from service.fhir.pages import next_link, outside
from service.fhir.record import PatientRecord, read_record
from service.hooks.messages import read_request
from service.hooks.services import SERVICES
from tests.hook_calls import SERVICE_OF, call
from tests.unit.fhir.synthetic import NOW

CONDITION = (
    b'{"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p1"},'
    b' "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I82.46"}]}}'
)
ENTRY = b'{"fullUrl": "urn:uuid:1", "resource": ' + CONDITION + b"}"
NEXT = b'[{"relation": "self"}, {"relation": "next", "url": "https://ehr.example/2"}]'


def bundle(entry: bytes, more: bytes = b"") -> bytes:
    return b'{"resourceType": "Bundle", "entry": ' + entry + more + b"}"


VALUES = {
    "an entry": bundle(b"[" + ENTRY + b"]"),
    "entries first": b'{"entry": [' + ENTRY + b'], "resourceType": "Bundle"}',
    "no entry": b'{"resourceType": "Bundle"}',
    "entry null": bundle(b"null"),
    "entry of the wrong type": bundle(b'""'),
    "entries that are no objects": bundle(b"[" + ENTRY + b', 1, null, "x", [], {}]'),
    "an entry without a resource": bundle(b"[" + ENTRY + b', {"fullUrl": "x"}]'),
    "a null resource": bundle(b"[" + ENTRY + b', {"resource": null}]'),
    "a total above the entries": bundle(b"[" + ENTRY + b"]", b', "total": 2'),
    "a total in words": bundle(b"[" + ENTRY + b"]", b', "total": "2"'),
    "a next link": bundle(b"[" + ENTRY + b"]", b', "link": ' + NEXT),
    "an unreadable link": bundle(b"[" + ENTRY + b"]", b', "link": ""'),
    "a null link": bundle(b"[" + ENTRY + b"]", b', "link": null'),
    "a number out of range": bundle(b"[" + ENTRY + b"]", b', "meta": {"x": 1e999}'),
    "a single resource": CONDITION,
    "a single resource of another type": b'{"resourceType": "Observation"}',
    "an OperationOutcome": b'{"resourceType": "OperationOutcome", "issue": []}',
    "no type": b"{}",
    "a Bundle inside": bundle(b'[{"resource": ' + bundle(b"[" + ENTRY + b"]", b', "total": 2') + b"}]"),
    "a list": b"[" + ENTRY + b"]",
    "null": b"null",
    "text": b'"Bundle"',
}


def opened(value: bytes) -> Any:
    body = json.dumps({**call(), "prefetch": {"conditions": "?"}}).encode().replace(b'"?"', value)
    return read_request(body, SERVICES[SERVICE_OF["patient-view"]]).prefetch["conditions"]


def shown(record: PatientRecord) -> Any:
    resources = [(each.reference, each.concepts, each.codes, each.data) for each in record.resources]
    return resources, record.quarantined, record.states


@pytest.mark.parametrize("name", VALUES)
def test_an_opened_value_reads_as_its_bytes(name: str, read: Callable[..., PatientRecord], codes: Any) -> None:
    known = read({"conditions": VALUES[name]})
    found = read_record({"conditions": opened(VALUES[name])}, patient_id="p1", codes=codes, now=NOW)
    assert shown(found) == shown(known)


@pytest.mark.parametrize("name", VALUES)
def test_nothing_of_an_opened_value_is_lost(name: str) -> None:
    if name != "a number out of range":
        assert json.loads(bytes(opened(VALUES[name]))) == json.loads(VALUES[name])


@pytest.mark.parametrize("name", VALUES)
def test_the_outside_of_an_opened_value_is_that_of_its_bytes(name: str) -> None:
    known, found = outside(msgspec.Raw(VALUES[name])), outside(opened(VALUES[name]))
    assert (known is None) == (found is None)
    if known is not None and found is not None:
        assert (found.resourceType, next_link(found)) == (known.resourceType, next_link(known))


def test_an_opened_value_shows_nothing_of_the_patient_in_a_message() -> None:
    assert repr(opened(b'{"resourceType": "Patient", "birthDate": "1980-01-31"}')) == "Opened(2 members)"
