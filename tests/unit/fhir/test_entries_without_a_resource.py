"""A Bundle that names entries and holds no resource in any of them is no full answer."""

from __future__ import annotations

import json

import pytest

from service.fhir.record import KeyState, read_record
from tests.builders import NOW, PATIENT, condition, feature_knowledge

EMPTY = {"fullUrl": "https://ehr.example/fhir/Condition/1"}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}


def state_with(*entries):
    page = {"resourceType": "Bundle", "type": "searchset", "entry": list(entries)}
    prefetch = {"conditions": json.dumps(page).encode()}
    record = read_record(prefetch, patient_id=PATIENT, codes=feature_knowledge().codes, now=NOW)
    return record.state_of("conditions")


@pytest.mark.parametrize(
    "entries",
    [[EMPTY], [{"resource": None}], [{"resource": {}}], [EMPTY, EMPTY], [EMPTY, {"resource": OUTCOME}]],
    ids=["no member", "null", "no type", "two", "beside a remark of the server"],
)
def test_entries_that_all_hold_nothing_are_a_part_of_an_answer(entries):
    assert state_with(*entries) is KeyState.PARTIAL


@pytest.mark.parametrize(
    "entries",
    [[], [{"resource": OUTCOME}], [{"resource": condition("ICD-10-CM|I10")}]],
    ids=["no entry", "a remark of the server alone", "a resource"],
)
def test_no_entry_or_a_resource_is_an_answer(entries):
    assert state_with(*entries) is KeyState.ANSWERED


@pytest.mark.parametrize(
    "nothing",
    [EMPTY, {"resource": None}, {"resource": {}}, {"resource": "x"}, {"response": {"status": "403"}}, None, "x", 5],
    ids=["no member", "null", "no type", "text", "a status alone", "null entry", "text entry", "number"],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_an_entry_that_holds_nothing_beside_a_resource_is_a_part_of_an_answer(nothing, is_first):
    found = {"resource": condition("ICD-10-CM|I10")}
    assert state_with(*((nothing, found) if is_first else (found, nothing))) is KeyState.PARTIAL


def test_a_resource_of_a_type_that_is_not_read_says_nothing_is_missing():
    found = {"resource": condition("ICD-10-CM|I10")}
    assert state_with(found, {"resource": {"resourceType": "Provenance", "id": "p"}}) is KeyState.ANSWERED
