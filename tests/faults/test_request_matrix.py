"""What a client gets wrong, one by one: each fault its status, number and place, and never a card."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.hooks.trust import Caller, OpenTrust
from tests.hook_calls import (
    AUTHORIZATION,
    PATIENT,
    PREFETCH,
    SANDBOX,
    TOKEN,
    StandIn,
    assert_outcome,
    bundle,
    call,
    condition,
    draft,
    expressions,
    in_context,
    make_app,
    post,
)

from service.errors import ForbiddenError, UnauthenticatedError  # isort: skip

PATIENT_VIEW = "/cds-services/dvt-patient-view"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return make_app(tmp_path)


@pytest.mark.verifies("CLI-1", "GEN-6")
@pytest.mark.parametrize(
    "body", [b"", b"not json", b"<html>", b"[]", b'"x"', b'{"a":NaN}', b'{"hook":"x",}', b"{} // c"]
)
def test_a_body_that_is_no_json_object_is_400(app: Flask, body: bytes) -> None:
    (issue,) = assert_outcome(post(app, body, PATIENT_VIEW), 400)
    assert issue["code"] == "structure"


@pytest.mark.verifies("CLI-2", "REQ-2", "REQ-3", "REQ-8")
def test_all_missing_members_are_listed_at_once(app: Flask) -> None:
    issues = assert_outcome(post(app, b"{}", PATIENT_VIEW), 400, "DVT-103", "DVT-103", "DVT-103")
    assert expressions(issues) == ["hook", "hookInstance", "context"]
    assert {issue["code"] for issue in issues} == {"required"}


@pytest.mark.verifies("CLI-3", "REQ-3")
def test_a_hook_instance_that_is_no_uuid_is_400(app: Flask) -> None:
    (issue,) = assert_outcome(post(app, call(hookInstance="42")), 400, "DVT-105")
    assert (issue["code"], issue["expression"]) == ("value", ["hookInstance"])


@pytest.mark.verifies("REQ-4")
def test_the_same_hook_instance_may_come_again(app: Flask) -> None:
    body = call(hookInstance=str(uuid.uuid4()))
    assert [post(app, body).status_code for _ in range(2)] == [200, 200]


@pytest.mark.verifies("CLI-4", "REQ-2")
def test_a_hook_that_the_service_does_not_answer_is_400_and_says_which_it_does(app: Flask) -> None:
    (issue,) = assert_outcome(post(app, call("order-sign"), PATIENT_VIEW), 400, "DVT-106")
    assert issue["code"] == "not-supported"
    assert "patient-view" in issue["details"]["text"]


@pytest.mark.verifies("CLI-5", "REQ-5")
def test_a_token_without_a_server_is_400(app: Flask) -> None:
    (issue,) = assert_outcome(post(app, call(fhirAuthorization=AUTHORIZATION)), 400, "DVT-107")
    assert issue["code"] == "required"


@pytest.mark.verifies("CLI-6", "FHIR-3", "FHIR-5")
@pytest.mark.parametrize("members", [{"token_type": "MAC"}, {"expires_in": "300"}, {"scope": None}, {"subject": ""}])
def test_a_wrong_authorization_is_400_and_never_shows_the_token(app: Flask, members: dict[str, Any]) -> None:
    body = call(fhirServer="https://fhir.example", fhirAuthorization={**AUTHORIZATION, **members})
    response = post(app, body)
    (issue,) = assert_outcome(response, 400)
    assert issue["expression"] == [f"fhirAuthorization.{next(iter(members))}"]
    assert TOKEN not in response.get_data(as_text=True)


@pytest.mark.verifies("FHIR-4")
def test_a_token_of_another_patient_is_400(app: Flask) -> None:
    body = call(fhirServer="https://fhir.example", fhirAuthorization={**AUTHORIZATION, "patient": "other"})
    assert expressions(assert_outcome(post(app, body), 400, "DVT-105")) == ["fhirAuthorization.patient"]


@pytest.mark.verifies("CLI-7")
def test_a_relative_fhir_server_is_400(app: Flask) -> None:
    assert expressions(assert_outcome(post(app, call(fhirServer="fhir/r4")), 400, "DVT-105")) == ["fhirServer"]


@pytest.mark.verifies("CLI-8")
@pytest.mark.parametrize(("name", "value"), [("patientId", f"Patient/{PATIENT}"), ("encounterId", "Encounter/1")])
def test_an_id_with_a_slash_is_400(app: Flask, name: str, value: str) -> None:
    assert expressions(assert_outcome(post(app, in_context(**{name: value})), 400, "DVT-105")) == [f"context.{name}"]


@pytest.mark.verifies("CLI-9")
def test_a_user_without_its_type_is_400(app: Flask) -> None:
    assert expressions(assert_outcome(post(app, in_context(userId="9")), 400, "DVT-105")) == ["context.userId"]


@pytest.mark.verifies("CLI-10", "REQ-8")
@pytest.mark.parametrize(
    ("hook", "member"),
    [
        ("patient-view", "userId"),
        ("patient-view", "patientId"),
        ("order-select", "selections"),
        ("order-select", "draftOrders"),
        ("order-sign", "draftOrders"),
        ("encounter-start", "encounterId"),
        ("encounter-discharge", "encounterId"),
        ("problem-list-item-create", "conditions"),
    ],
)
def test_a_required_member_of_the_context_that_is_missing_is_400(app: Flask, hook: str, member: str) -> None:
    issues = assert_outcome(post(app, in_context(hook, without=(member,))), 400, "DVT-103")
    assert expressions(issues) == [f"context.{member}"]


@pytest.mark.verifies("CLI-11")
def test_a_selection_that_names_no_draft_is_ignored(tmp_path: Path) -> None:
    core = StandIn()
    assert (
        post(make_app(tmp_path, core), in_context("order-select", selections=["MedicationRequest/gone"])).status_code
        == 200
    )
    assert core.requests[0].selections == ()


@pytest.mark.verifies("CLI-12")
@pytest.mark.parametrize("drafts", [[draft()], draft(), "x"])
def test_draft_orders_that_are_no_bundle_are_400(app: Flask, drafts: Any) -> None:
    issues = assert_outcome(post(app, in_context("order-sign", draftOrders=drafts)), 400, "DVT-104")
    assert (issues[0]["code"], issues[0]["expression"]) == ("structure", ["context.draftOrders"])


@pytest.mark.verifies("CLI-12", "REQ-11", "REQ-12")
def test_what_the_sandbox_sends_is_answered(tmp_path: Path) -> None:
    core = StandIn()
    order = {
        "resourceType": "MedicationRequest", "id": "request-123", "status": "draft",
        "subject": {"reference": f"Patient/{PATIENT}"}, "medicationCodeableConcept": {"text": "x"},
    }  # fmt: skip
    drafts = {"resourceType": "Bundle", "entry": [{"resource": order}]}
    context = {"userId": "Practitioner/COREPRACTITIONER1", "patientId": PATIENT, "draftOrders": drafts,
               "selections": ["MedicationRequest/request-123"]}  # fmt: skip
    body = {"hookInstance": str(uuid.uuid4()), "hook": "order-select", "fhirServer": "https://fhir.example/r4",
            "context": context, "prefetch": PREFETCH}  # fmt: skip
    assert (
        post(make_app(tmp_path, core), body, headers={"Origin": SANDBOX, "Authorization": "Bearer x"}).status_code
        == 200
    )
    assert core.requests[0].selected == (order,)


@pytest.mark.verifies("CLI-13", "PF-6", "PF-15", "REQ-10")
def test_a_key_that_was_never_advertised_is_ignored(app: Flask) -> None:
    assert post(app, call(prefetch={**PREFETCH, "conditionsOfMother": "<html>"})).status_code == 200


@pytest.mark.verifies("CLI-14")
@pytest.mark.parametrize(
    "value",
    [
        "<html>",
        5,
        {"resourceType": "Patient", "id": PATIENT},
        {"response": {"status": "200"}, "resource": bundle()},
        [],
    ],
)
def test_required_data_of_the_wrong_shape_is_412(app: Flask, value: Any) -> None:
    issues = assert_outcome(post(app, call(prefetch={**PREFETCH, "observations": value})), 412, "DVT-203")
    assert issues[0]["expression"] == ["prefetch.observations"]


@pytest.mark.trap("F-27")
@pytest.mark.verifies("CLI-15")
@pytest.mark.parametrize(
    "prefetch",
    [
        {"patient": {"resourceType": "Patient", "id": "other"}},
        {"conditions": bundle(condition(), condition("other", id="c2"))},
        {
            "observations": bundle(
                {"resourceType": "Observation", "id": "o1", "subject": {"reference": "Patient/other"}}
            )
        },
    ],
)
def test_a_record_of_another_patient_stops_the_call(app: Flask, prefetch: dict[str, Any]) -> None:
    response = post(app, call(prefetch={**PREFETCH, **prefetch}))
    (issue,) = assert_outcome(response, 400, "DVT-108")
    assert issue["expression"][0].startswith(f"prefetch.{next(iter(prefetch))}")
    assert "other" not in issue["expression"][0]


class NobodyIsTrusted(OpenTrust):
    def authenticate(self, request: Any) -> Caller:
        raise UnauthenticatedError


class NobodyMay(OpenTrust):
    def authorise(self, caller: Caller, request: Any) -> None:
        raise ForbiddenError


@pytest.mark.verifies("CLI-16", "HTTP-6", "SEC-19", "FB-10")
def test_an_unauthenticated_caller_learns_nothing(tmp_path: Path) -> None:
    app = make_app(tmp_path, parts={"trust": NobodyIsTrusted()})
    answers = [post(app, body, PATIENT_VIEW) for body in (call(), b"not json", b"{}")]
    answers.append(post(app, {"feedback": []}, f"{PATIENT_VIEW}/feedback"))
    for answer in answers:
        assert_outcome(answer, 401, "DVT-110")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.verifies("CLI-17")
def test_a_caller_that_may_not_make_this_call_is_403(tmp_path: Path) -> None:
    core = StandIn()
    assert_outcome(post(make_app(tmp_path, core, parts={"trust": NobodyMay()}), call()), 403, "DVT-111")
    assert core.requests == []


@pytest.mark.verifies("CLI-18", "FB-5", "FB-7")
def test_wrong_feedback_is_400_with_the_index_of_the_entry(app: Flask) -> None:
    good = {"card": "c", "outcome": "overridden", "outcomeTimestamp": "2026-11-22T12:00:00Z"}
    wrong = {"card": "c", "outcome": "accepted", "outcomeTimestamp": "yesterday"}
    issues = assert_outcome(post(app, {"feedback": [good, wrong]}, f"{PATIENT_VIEW}/feedback"), 400)
    assert expressions(issues) == ["feedback[1].acceptedSuggestions", "feedback[1].outcomeTimestamp"]
