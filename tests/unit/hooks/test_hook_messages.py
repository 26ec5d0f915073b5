"""A hook call as bytes becomes a request, or a list of everything that is wrong with it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from service.errors import FaultsError, MalformedJsonError
from service.fhir.opened import Opened
from service.hooks import json_text
from service.hooks.drafts import MOST_LEVELS
from service.hooks.messages import HookRequest, read_request
from service.hooks.services import SERVICES
from tests.hook_calls import (
    AUTHORIZATION,
    PATIENT,
    PREFETCH,
    SERVICE_OF,
    TOKEN,
    bundle,
    call,
    condition,
    draft,
    in_context,
)


def read(body: Any, hook: str = "patient-view", **options: Any) -> HookRequest:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_request(data, SERVICES[SERVICE_OF[hook]], **options)


def faults(body: Any, hook: str = "patient-view", **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(FaultsError) as caught:
        read(body, hook, **options)
    assert caught.value.status == 400
    return sorted((error.expression, error.code) for error in caught.value.errors)


@pytest.mark.parametrize("hook", SERVICE_OF)
def test_a_sound_call_of_each_hook_is_read(hook: str) -> None:
    request = read(call(hook), hook)
    assert (request.hook, request.service_id, request.patient_id) == (hook, SERVICE_OF[hook], PATIENT)
    assert request.encounter_id == "e1"
    assert json.loads(bytes(request.prefetch["conditions"])) == PREFETCH["conditions"]


def test_the_prefetched_record_stays_undecoded() -> None:
    request = read(
        b'{"hook":"patient-view","hookInstance":"' + str(uuid.uuid4()).encode() + b'",'
        b'"context":{"userId":"Practitioner/1","patientId":"p"},"prefetch":{"conditions": null, "x":[1, 2],'
        b'"observations": {"resourceType": "Bundle", "entry": [{"resource": {"id":  "a", "id": 1.50}}]}}}'
    )
    observations = request.prefetch["observations"]
    assert isinstance(observations, Opened)
    assert [bytes(raw) for raw in observations.resources() or ()] == [b'{"id":  "a", "id": 1.50}']
    assert [bytes(request.prefetch[key]) for key in ("conditions", "x")] == [b"null", b"[1,2]"]


@pytest.mark.parametrize("absent", [{}, {"prefetch": None}])
def test_a_call_without_prefetch_has_no_keys(absent: dict[str, Any]) -> None:
    assert dict(read(call(without=("prefetch",), **absent) if not absent else call(**absent)).prefetch) == {}


@pytest.mark.parametrize("form", ["{}", "urn:uuid:{}"])
def test_a_hook_instance_in_upper_case_or_as_urn_is_the_same_instance(form: str) -> None:
    instance = str(uuid.uuid4())
    assert read(call(hookInstance=form.format(instance.upper()))).hook_instance == instance


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps(call()).encode()).patient_id == PATIENT


def test_members_nobody_knows_are_ignored() -> None:
    assert read({**call(), "com.example": {"a": [1]}, "extension": {"com.example.x": {"y": 1}}}).extension


@pytest.mark.verifies("REQ-7", "REQ-9")
@pytest.mark.parametrize("member", ["fhirServer", "fhirAuthorization", "extension", "prefetch"])
def test_null_for_an_optional_member_is_read_as_absent(member: str) -> None:
    assert read(call(**{member: None})).fhir_server is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"a":1,}', b"{'a':1}", b'{"a":NaN}', b'{"a":-Infinity}', b'{"a":1} x', b"\xff\xfe{}", b'{"a":"\xe9"}',
     b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b'{"a":' + b"[" * 100_000, b'{"prefetch":{"conditions":{"x":NaN}}}'],
)  # fmt: skip
def test_what_is_not_json_is_one_fault_of_the_whole_body(body: bytes) -> None:
    assert faults(body) == [("", "DVT-101")]


def not_json(body: bytes) -> list[tuple[str, str]]:
    """What is told of a body that is no JSON, and where, for a call and for feedback."""
    told = []
    for read_body in (lambda: json_text.read_envelope(body, []), lambda: json_text.read_object(body)):
        with pytest.raises(FaultsError) as caught:
            read_body()
        (fault,) = caught.value.errors
        assert isinstance(fault, MalformedJsonError)
        told.append((fault.what, fault.diagnostics))
    return told


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf"])
def test_a_body_with_nothing_in_it_is_told_as_empty(body: bytes) -> None:
    assert not_json(body) == [("The body is empty.", "")] * 2


@pytest.mark.parametrize("body", [b"{", b'{"hook": "order-sel', b'{"prefetch": {"conditions": {"a": [1, 2', b'{"a": 1'])
def test_a_body_that_is_cut_off_is_told_as_such_with_the_byte_where_it_ends(body: bytes) -> None:
    assert not_json(body) == [("The body ends in the middle of the JSON.", f"byte {len(body)}")] * 2


@pytest.mark.parametrize("body", [b'{"x": "\\ud800"}', b'{"x": ["\\uDBFF"]}\n', b'{"x": "a\\ud83d"'])
def test_half_a_character_at_the_end_is_not_told_as_a_body_that_was_cut_off(body: bytes) -> None:
    assert not_json(body) == [("The body holds half a character (a lone surrogate).", "")] * 2


def test_a_fault_of_syntax_is_told_with_its_byte() -> None:
    assert not_json(b'{"a": 1,}') == [("The body is not JSON.", "byte 8")] * 2


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"3", b"true"])
def test_json_that_is_not_an_object_is_refused(body: bytes) -> None:
    assert faults(body) == [("", "DVT-102")]


def test_all_faults_are_told_at_once() -> None:
    assert faults({"fhirAuthorization": {"token_type": "Basic"}, "prefetch": []}) == [
        ("context", "DVT-103"),
        ("fhirAuthorization.access_token", "DVT-103"),
        ("fhirAuthorization.expires_in", "DVT-103"),
        ("fhirAuthorization.scope", "DVT-103"),
        ("fhirAuthorization.subject", "DVT-103"),
        ("fhirAuthorization.token_type", "DVT-105"),
        ("fhirServer", "DVT-107"),
        ("hook", "DVT-103"),
        ("hookInstance", "DVT-103"),
        ("prefetch", "DVT-104"),
    ]


@pytest.mark.verifies("REQ-9")
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"hook": 5}, ("hook", "DVT-104")),
        ({"hook": " "}, ("hook", "DVT-103")),
        ({"hook": "order-sign"}, ("hook", "DVT-106")),
        ({"hookInstance": "abc"}, ("hookInstance", "DVT-105")),
        ({"hookInstance": uuid.uuid4().hex}, ("hookInstance", "DVT-105")),
        ({"context": []}, ("context", "DVT-104")),
        ({"context": None}, ("context", "DVT-103")),
        ({"prefetch": "all"}, ("prefetch", "DVT-104")),
        ({"extension": []}, ("extension", "DVT-104")),
        ({"fhirServer": "/fhir"}, ("fhirServer", "DVT-105")),
        ({"fhirServer": "ftp://fhir.example"}, ("fhirServer", "DVT-105")),
        ({"fhirServer": "https://user:word@fhir.example"}, ("fhirServer", "DVT-105")),
        ({"fhirServer": "https://[fhir"}, ("fhirServer", "DVT-105")),
        ({"fhirServer": 7}, ("fhirServer", "DVT-104")),
    ],
)
def test_one_wrong_member_is_one_fault(members: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(call(**members)) == [expected]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"patientId": "Patient/123"}, ("context.patientId", "DVT-105")),
        ({"patientId": 123}, ("context.patientId", "DVT-104")),
        ({"patientId": ""}, ("context.patientId", "DVT-103")),
        ({"patientId": None}, ("context.patientId", "DVT-103")),
        ({"patientId": "a b"}, ("context.patientId", "DVT-105")),
        ({"encounterId": "Encounter/1"}, ("context.encounterId", "DVT-105")),
        ({"userId": "synthetic-9"}, ("context.userId", "DVT-105")),
        ({"userId": "https://fhir.example/Practitioner/1"}, ("context.userId", "DVT-105")),
        ({"userId": True}, ("context.userId", "DVT-104")),
    ],
)
def test_one_wrong_member_of_the_context_is_one_fault(members: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(in_context(**members)) == [expected]


@pytest.mark.parametrize("hook", SERVICE_OF)
def test_only_the_hooks_about_an_encounter_need_one(hook: str) -> None:
    body = in_context(hook, without=("encounterId",))
    if hook in ("encounter-start", "encounter-discharge"):
        assert faults(body, hook) == [("context.encounterId", "DVT-103")]
    else:
        assert read(body, hook).encounter_id is None


@pytest.mark.parametrize(
    ("drafts", "expression", "code"),
    [
        ([draft()], "context.draftOrders", "DVT-104"),
        (draft(), "context.draftOrders", "DVT-104"),
        ({"entry": []}, "context.draftOrders", "DVT-104"),
        (None, "context.draftOrders", "DVT-103"),
        (bundle(entry={}), "context.draftOrders.entry", "DVT-104"),
        (bundle(entry=[7]), "context.draftOrders.entry[0]", "DVT-104"),
        (bundle(entry=[{"fullUrl": "urn:uuid:1"}]), "context.draftOrders.entry[0].resource", "DVT-103"),
        (bundle({"id": "x"}), "context.draftOrders.entry[0].resource.resourceType", "DVT-103"),
    ],
)
def test_draft_orders_that_are_no_bundle_of_resources_are_refused(drafts: Any, expression: str, code: str) -> None:
    assert faults(in_context("order-sign", draftOrders=drafts), "order-sign") == [(expression, code)]


def test_a_draft_bundle_without_type_and_a_draft_without_intent_are_tolerated() -> None:
    request = read(
        in_context("order-sign", draftOrders={"resourceType": "Bundle", "entry": [{"resource": draft()}]}), "order-sign"
    )
    assert request.draft_orders == (draft(),)


def test_a_revised_order_that_is_no_longer_a_draft_is_kept() -> None:
    active = draft(status="active")
    assert read(in_context("order-sign", draftOrders=bundle(active)), "order-sign").draft_orders == (active,)


def test_a_dstu2_medication_order_is_tolerated_and_noted() -> None:
    request = read(
        in_context("order-sign", draftOrders=bundle({"resourceType": "MedicationOrder", "id": "order-123"})),
        "order-sign",
    )
    assert any("MedicationOrder" in note for note in request.notes)


@pytest.mark.parametrize(
    "subject",
    ["Patient/other", "https://fhir.example/r4/Patient/other", "Patient/other/_history/3"],
)
@pytest.mark.parametrize("member", ["subject", "patient"])
def test_a_draft_of_another_patient_stops_the_call(subject: str, member: str) -> None:
    body = in_context(
        "order-sign", draftOrders=bundle(draft(), draft(**{"subject": None, member: {"reference": subject}}))
    )
    assert faults(body, "order-sign") == [(f"context.draftOrders.entry[1].resource.{member}", "DVT-108")]


def test_a_draft_of_another_patient_inside_the_bundle_stops_the_call() -> None:
    inside = {"fullUrl": "urn:uuid:0", "resource": {"resourceType": "Patient", "id": "other"}}
    drafts = {"resourceType": "Bundle", "entry": [inside, {"resource": draft(subject={"reference": "urn:uuid:0"})}]}
    assert [code for _, code in faults(in_context("order-sign", draftOrders=drafts), "order-sign")] == ["DVT-108"]


@pytest.mark.parametrize("subject", [f"https://fhir.example/Patient/{PATIENT}", "urn:uuid:unknown", "#contained", 5])
def test_a_draft_whose_subject_is_the_patient_or_cannot_be_read_is_kept(subject: Any) -> None:
    assert read(
        in_context("order-sign", draftOrders=bundle(draft(subject={"reference": subject}))), "order-sign"
    ).draft_orders


def test_a_new_problem_of_another_patient_stops_the_call() -> None:
    body = in_context("problem-list-item-create", conditions=bundle(condition("other")))
    assert [code for _, code in faults(body, "problem-list-item-create")] == ["DVT-108"]


def test_new_problems_are_read_whatever_the_shape_of_their_category() -> None:
    problem = condition(category={"coding": [{"code": "problem-list-item"}]})
    request = read(
        in_context("problem-list-item-create", conditions={"resourceType": "Bundle", "entry": [{"resource": problem}]}),
        "problem-list-item-create",
    )
    assert request.conditions == (problem,)


def test_new_problems_are_read_from_a_plain_array_as_well() -> None:
    request = read(in_context("problem-list-item-create", conditions=[condition()]), "problem-list-item-create")
    assert request.conditions == (condition(),)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([7], ("context.conditions[0].resource", "DVT-104")),
        ([{"id": "c"}], ("context.conditions[0].resource.resourceType", "DVT-103")),
        ([condition("other")], ("context.conditions.entry[0].resource.subject", "DVT-108")),
    ],
)
def test_a_new_problem_in_a_plain_array_is_checked_as_an_entry_is(listed: Any, expected: tuple[str, str]) -> None:
    assert faults(in_context("problem-list-item-create", conditions=listed), "problem-list-item-create") == [expected]


def nested(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("hook", "member", "resource"),
    [("order-sign", "draftOrders", draft()), ("problem-list-item-create", "conditions", condition())],
)
def test_a_resource_of_the_context_nested_more_deeply_than_fhir_is_refused(
    hook: str, member: str, resource: Any
) -> None:
    deep = in_context(hook, **{member: bundle({**resource, "extension": nested(MOST_LEVELS)})})
    assert faults(deep, hook) == [(f"context.{member}.entry[0].resource", "DVT-105")]
    assert read(in_context(hook, **{member: bundle({**resource, "extension": nested(MOST_LEVELS - 1)})}), hook)


def test_a_selection_names_its_draft_by_type_and_id() -> None:
    request = read(call("order-select"), "order-select")
    assert (request.selections, request.selected) == (("MedicationRequest/request-123",), (draft(),))


@pytest.mark.parametrize("full_url", ["urn:uuid:5a7b", "https://fhir.example/r4/MedicationRequest/5a7b"])
def test_a_selection_names_a_draft_without_id_by_the_tail_of_its_full_url(full_url: str) -> None:
    unsaved = {name: value for name, value in draft().items() if name != "id"}
    drafts = {"resourceType": "Bundle", "entry": [{"fullUrl": full_url, "resource": unsaved}]}
    request = read(
        in_context("order-select", draftOrders=drafts, selections=["MedicationRequest/5a7b"]), "order-select"
    )
    # what has no id has no reference to judge it by
    assert (request.selections, request.selected) == (("",), (unsaved,))


URN = "urn:uuid:11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    "selection",
    [
        URN,
        "MedicationRequest/11111111-2222-4333-8444-555555555555",
        "https://fhir.example/MedicationRequest/request-123",
    ],
)
def test_a_selected_draft_is_known_by_its_own_reference_whichever_of_its_names_the_client_uses(selection: str) -> None:
    drafts = bundle(draft())
    drafts["entry"][0]["fullUrl"] = URN
    request = read(in_context("order-select", draftOrders=drafts, selections=[selection]), "order-select")
    assert (request.selections, request.selected) == (("MedicationRequest/request-123",), (draft(),))


def test_a_selected_draft_of_an_older_fhir_version_is_known_as_the_record_has_it() -> None:
    older = {**draft(), "resourceType": "ProcedureRequest"}
    body = in_context("order-select", draftOrders=bundle(older), selections=["ProcedureRequest/request-123"])
    assert read(body, "order-select").selections == ("ServiceRequest/request-123",)


def test_a_name_that_two_drafts_bear_selects_both() -> None:
    drafts = bundle({**draft(), "id": "a"}, {**draft(), "id": "b"})
    drafts["entry"][0]["fullUrl"] = "https://fhir.example/MedicationRequest/b"
    request = read(in_context("order-select", draftOrders=drafts, selections=["MedicationRequest/b"]), "order-select")
    assert request.selections == ("MedicationRequest/a", "MedicationRequest/b")


def test_a_selection_that_names_no_draft_is_noted_and_leaves_it_open_which_are_selected() -> None:
    request = read(
        in_context("order-select", selections=["MedicationRequest/gone", "MedicationRequest/request-123"]),
        "order-select",
    )
    assert (request.selections, request.selected) == ((), (draft(),))
    assert request.notes == ("context.selections[0] names no draft order and was ignored",)


@pytest.mark.parametrize("kind", ["Medication", "RequestGroup", "RequestOrchestration"])
def test_a_selected_entry_that_serves_or_holds_orders_leaves_it_open_which_are_selected(kind: str) -> None:
    drafts = bundle(draft(), {"resourceType": kind, "id": "m"})
    body = in_context("order-select", draftOrders=drafts, selections=[f"{kind}/m", "MedicationRequest/request-123"])
    assert read(body, "order-select").selections == ()


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        (None, ("context.selections", "DVT-103")),
        ("MedicationRequest/1", ("context.selections", "DVT-104")),
        ([7], ("context.selections[0]", "DVT-104")),
        ([" "], ("context.selections[0]", "DVT-103")),
    ],
)
def test_selections_are_an_array_of_references(selections: Any, expected: tuple[str, str]) -> None:
    assert faults(in_context("order-select", selections=selections), "order-select") == [expected]


def test_order_sign_works_without_selections_and_with_those_the_sandbox_sends() -> None:
    assert read(call("order-sign"), "order-sign").selections == ()
    assert read(in_context("order-sign", selections=["MedicationRequest/request-123"]), "order-sign").selected


def test_an_authorization_is_read_and_its_token_does_not_show() -> None:
    request = read(call(fhirServer="https://fhir.example/r4/", fhirAuthorization=AUTHORIZATION))
    assert request.fhir_authorization is not None
    assert (request.fhir_server, request.fhir_authorization.access_token) == ("https://fhir.example/r4", TOKEN)
    assert TOKEN not in repr(request)
    assert PATIENT not in repr(request)


def test_an_authorization_without_a_server_is_refused() -> None:
    assert faults(call(fhirAuthorization=AUTHORIZATION)) == [("fhirServer", "DVT-107")]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"token_type": "Basic"}, ("fhirAuthorization.token_type", "DVT-105")),
        ({"expires_in": "300"}, ("fhirAuthorization.expires_in", "DVT-104")),
        ({"expires_in": True}, ("fhirAuthorization.expires_in", "DVT-104")),
        ({"expires_in": 1.5}, ("fhirAuthorization.expires_in", "DVT-104")),
        ({"expires_in": -1}, ("fhirAuthorization.expires_in", "DVT-105")),
        ({"access_token": None}, ("fhirAuthorization.access_token", "DVT-103")),
        ({"patient": "someone-else"}, ("fhirAuthorization.patient", "DVT-105")),
    ],
)
def test_one_wrong_member_of_the_authorization_is_one_fault(members: dict[str, Any], expected: tuple[str, str]) -> None:
    body = call(fhirServer="https://fhir.example", fhirAuthorization={**AUTHORIZATION, **members})
    assert faults(body) == [expected]


@pytest.mark.verifies("REQ-6", "CLI-7")
def test_in_production_the_fhir_server_is_https() -> None:
    body = call(fhirServer="http://fhir.example")
    assert read(body).fhir_server == "http://fhir.example"
    assert faults(body, production=True) == [("fhirServer", "DVT-105")]


@pytest.mark.parametrize(
    ("old", "new", "expression"),
    [
        (b'"hook": "patient-view"', b'"hook": "order-sign", "hook": "patient-view"', ""),
        (b'"hook": "patient-view"', b'"hook": "patient-viee", "hook": "patient-view"', ""),
        (b'"conditions": ', b'"conditions": null, "conditions": ', ""),
        (b'"patientId": ', b'"patientId": "other", "patientId": ', "context"),
        (b'"patientId": ', b'"patient\\u0049d": "other", "patientId": ', "context"),
        (b'"patientId": ', b'"patient\\u0049d": null, "patientId": ', "context"),
        (b'"hook": "patient-view"', b'"extension": {"a": 1}, "x": {}, "x": {}, "hook": "patient-view"', ""),
        (b'"hook": "patient-view"', b'"x": 1, "\\u0078": 2, "hook": "patient-view"', ""),
        (b'"conditions": ', b'"x": null, "\\u0078": null, "conditions": ', ""),
        (b'"prefetch": ', b'"prefetch": {}, "prefetch": ', ""),
        (b'"prefetch": ', b'"x": 1e999, "prefetch": null, "prefetch": ', ""),
        (b'"conditions": {', b'"conditions": {"type": "batch", ', "prefetch.conditions"),
        (b'"conditions": {', b'"conditions": {"resourceType": 1, ', "prefetch.conditions"),
        (b'"conditions": {', b'"conditions": {"ty\\u0070e": 5, ', "prefetch.conditions"),
        (b'"patientId": ', b'"x": {"a": 1, "a": 1}, "patientId": ', "context.x"),
        (b'"hook": "patient-view"', b'"extension": {"a": 1, "a": 1}, "hook": "patient-view"', "extension"),
        (b'"hook": "patient-view"', b'"extension": {"a": {"b": 1, "b": 1}}, "hook": "patient-view"', "extension.a"),
    ],
)
def test_a_member_named_twice_is_refused(old: bytes, new: bytes, expression: str) -> None:
    body = json.dumps(call()).encode()
    assert old in body
    assert faults(body.replace(old, new, 1)) == [(expression, "DVT-109")]


@pytest.mark.parametrize(
    ("old", "new", "expression"),
    [
        (b'"draftOrders": {', b'"draftOrders": {"entry": [], ', "context.draftOrders"),
        (b'"status": "draft"', b'"status": "cancelled", "status": "draft"', "context.draftOrders.entry[0].resource"),
    ],
)
def test_a_member_named_twice_in_draft_orders_or_a_draft_is_refused(old: bytes, new: bytes, expression: str) -> None:
    body = json.dumps(call("order-sign")).encode()
    assert old in body
    assert faults(body.replace(old, new, 1), "order-sign") == [(expression, "DVT-109")]


def test_a_token_whose_patient_is_named_twice_is_refused() -> None:
    body = json.dumps(call(fhirServer="https://fhir.example", fhirAuthorization=AUTHORIZATION)).encode()
    twice = body.replace(b'"access_token"', b'"patient": "other", "patient": "x", "access_token"', 1)
    assert ("fhirAuthorization", "DVT-109") in faults(twice)


@pytest.mark.parametrize("written", [{"indent": 2}, {"separators": (",", ":")}, {"indent": "\t"}])
@pytest.mark.parametrize("extra", [{}, {"x": 1, "extension": {}}, {"prefetch": {}}, {"prefetch": None}, {'"': "}"}])
def test_a_body_is_read_however_it_is_spaced(written: dict[str, Any], extra: dict[str, Any]) -> None:
    assert read(json.dumps({**call(), **extra}, **written).encode()).patient_id == PATIENT


def test_a_number_outside_the_range_of_json_is_a_fault_of_its_member() -> None:
    body = json.dumps(call()).encode().replace(b'"encounterId": "e1"', b'"encounterId": "e1", "x": 1e999')
    assert faults(body) == [("context", "DVT-105")]


def test_no_message_repeats_a_value_of_the_request() -> None:
    canary = "Canary-1959-03-14"
    body = {
        "hook": canary,
        "hookInstance": canary,
        "fhirServer": canary,
        "prefetch": canary,
        "extension": canary,
        "fhirAuthorization": dict.fromkeys((*AUTHORIZATION, "patient"), canary),
        "context": {
            "userId": f"{canary} x",
            "patientId": f"{canary}/",
            "encounterId": f"{canary}/",
            "draftOrders": canary,
            "selections": canary,
        },
    }
    with pytest.raises(FaultsError) as caught:
        read(body, "order-select")
    assert len(caught.value.errors) >= 10
    assert canary not in str(caught.value) + "".join(error.text + error.diagnostics for error in caught.value.errors)
