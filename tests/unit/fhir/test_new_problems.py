"""The new problems of ``context.conditions`` are part of the record, whether or not its search has them."""

from __future__ import annotations

import json

import pytest

from service.fhir.record import KeyState, WrongPatient, read_record
from tests.builders import NOW, PATIENT, condition, feature_knowledge

DVT, BLEED = "ICD-10-CM|I82.431", "ICD-10-CM|K92.2"


def read(*new, recorded=(), **more):
    page = {"resourceType": "Bundle", "entry": [{"resource": each} for each in recorded]}
    prefetch = {"conditions": json.dumps(page).encode()}
    codes = feature_knowledge().codes
    return read_record(prefetch, patient_id=PATIENT, codes=codes, now=NOW, conditions=new, **more)


def without(resource, *names):
    return {name: value for name, value in resource.items() if name not in names}


def version(number, **members):
    return {**condition(DVT), "id": "dvt", "meta": {"versionId": str(number)}, **members}


CONFIRMED, PROVISIONAL = ({"verificationStatus": {"coding": [{"code": code}]}} for code in ("confirmed", "provisional"))


def statuses(record):
    return [each.data["verificationStatus"]["coding"][0]["code"] for each in record.of_type("Condition")]


def test_a_new_problem_is_read_beside_those_of_the_record():
    record = read(condition(DVT) | {"id": "new"}, recorded=[condition(BLEED) | {"id": "old"}])
    assert {each.id for each in record.of_type("Condition")} == {"new", "old"}
    assert record.state_of("conditions") is KeyState.ANSWERED


@pytest.mark.parametrize(
    "subject",
    [None, {"display": "the patient"}, {"reference": "urn:uuid:0"}, {"reference": f"Patient/{PATIENT}"}, 5],
)
def test_a_new_problem_whose_subject_cannot_be_read_is_of_the_patient_in_context(subject):
    problem = without(condition(DVT), "subject") | ({} if subject is None else {"subject": subject})
    record = read(problem)
    assert (len(record.of_type("Condition")), record.quarantined) == (1, ())


@pytest.mark.parametrize("member", ["subject", "patient"])
def test_a_new_problem_of_another_patient_stops_the_call(member):
    problem = without(condition(DVT), "subject") | {member: {"reference": "Patient/another"}}
    with pytest.raises(WrongPatient, match=r"context\.conditions\.entry\[1\]\.resource\.subject"):
        read(condition(DVT), problem)


def test_a_new_problem_without_an_id_is_a_resource_of_its_own():
    assert len(read(without(condition(DVT), "id"), recorded=[version(1)]).of_type("Condition")) == 2


def test_of_one_problem_the_newer_version_counts_wherever_it_stands():
    older, newer = version(1, **PROVISIONAL), version(2, **CONFIRMED)
    assert statuses(read(newer, recorded=[older])) == ["confirmed"]
    assert statuses(read(older, recorded=[newer])) == ["confirmed"]


def test_a_problem_that_the_record_has_already_is_read_once_however_the_server_completed_it():
    sent = without(version(1, **CONFIRMED), "meta", "subject")
    kept = json.loads(json.dumps(version(7, recordedDate="2026-03-16", text={"div": "<p/>"}, **CONFIRMED)))
    kept["code"]["coding"][0]["display"] = "as the server calls it"
    record = read(sent, recorded=[kept])
    assert (len(record.of_type("Condition")), record.quarantined) == (1, ())


def test_two_copies_that_contradict_each_other_without_versions_are_not_settled():
    sent, kept = (without(version(1, **status), "meta") for status in (CONFIRMED, PROVISIONAL))
    record = read(sent, recorded=[kept])
    assert [each.reason for each in record.quarantined] == ["two versions without a way to tell the newer"]
    assert record.quarantined[0].concepts


def updated(at, **status):
    return {**without(version(1, **status), "meta"), "meta": {"lastUpdated": at}}


@pytest.mark.parametrize("recorded", [None, "2026-03-16", "2026-03-16T08:59:00Z"])
@pytest.mark.parametrize(("new", "old"), [("confirmed", "provisional"), ("provisional", "confirmed")])
def test_a_new_problem_counts_before_a_copy_that_was_saved_earlier(new, old, recorded):
    of = {"confirmed": CONFIRMED, "provisional": PROVISIONAL}
    sent = without(version(1, **of[new]), "meta") | ({"recordedDate": recorded} if recorded else {})
    record = read(sent, recorded=[updated("2026-03-15T12:00:00Z", **of[old])])
    assert (statuses(record), record.quarantined) == ([new], ())


def test_a_copy_saved_after_the_problem_was_recorded_is_not_settled_and_one_with_a_time_is_compared():
    sent = without(version(1, **CONFIRMED), "meta") | {"recordedDate": "2026-03-10"}
    later = updated("2026-03-15T12:00:00Z", **PROVISIONAL)
    assert [each.reason for each in read(sent, recorded=[later]).quarantined] == [
        "two versions without a way to tell the newer"
    ]
    assert statuses(read(updated("2026-03-14T12:00:00Z", **CONFIRMED), recorded=[later])) == ["provisional"]


@pytest.mark.parametrize("meta", [5, [], {"lastUpdated": 7}, {"lastUpdated": "soon"}])
def test_an_odd_meta_raises_nothing(meta):
    sent = {**version(1, **CONFIRMED), "meta": meta}
    assert read(sent, recorded=[updated("2026-03-15T12:00:00Z", **PROVISIONAL)]).of_type("Condition")
    assert read(without(version(1), "meta"), recorded=[sent | PROVISIONAL]).of_type("Condition")


def test_a_new_problem_does_not_stand_for_the_search_that_was_not_made():
    record = read_record({}, patient_id=PATIENT, codes=feature_knowledge().codes, now=NOW, conditions=[condition(DVT)])
    assert record.state_of("conditions") is KeyState.NOT_ASKED


@pytest.mark.parametrize("problem", [{}, {"resourceType": 5}, {"resourceType": "Condition", "id": [], "code": 7}])
def test_an_odd_new_problem_raises_nothing(problem):
    assert read(problem, recorded=[version(1)]).of_type("Condition")
