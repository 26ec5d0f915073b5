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
