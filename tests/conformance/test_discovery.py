"""Discovery and the prefetch templates, linted against the rules of CDS Hooks 2.0."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from service.app import create_app
from service.hooks.answers import empty_members
from service.hooks.contexts import CONTEXTS, Shape
from service.hooks.discovery import write_discovery
from service.hooks.services import SERVICES
from service.settings import Settings
from tests.hook_calls import KNOWLEDGE, NOW, SERVICE_OF, StandIn, call, make_app, post

USER_TOKENS = {"userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"}
PLAIN_PARAMETERS = {"patient", "status", "category", "code", "date", "class", "_sort", "_count"}
KEYS = [
    "patient", "conditions", "observations", "procedures", "encounters", "medications", "medicationStatements",
    "diagnosticReports", "serviceRequests", "allergies",
]  # fmt: skip


@pytest.fixture(scope="module")
def discovery(tmp_path_factory: pytest.TempPathFactory) -> Any:
    app = make_app(tmp_path_factory.mktemp("discovery"))
    return app.test_client().get("/cds-services", headers={"Accept": "application/json"})


@pytest.fixture(scope="module")
def services(discovery: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = discovery.get_json()["services"]
    return found


def lint_template(template: str, hook: str) -> list[str]:
    """What is wrong with a prefetch template for a hook, in the 2.0 grammar and the widely supported subset."""
    faults = []
    tokens = re.findall(r"\{\{(.*?)\}\}", template)
    primitive = {member.name for member in CONTEXTS[hook] if member.shape in (Shape.ID, Shape.USER)}
    rest = re.sub(r"\{\{[^{}]*\}\}", "x", template)
    if "{" in rest or "}" in rest:
        faults.append("PF-1 unbalanced braces")
    for token in tokens:
        if token not in USER_TOKENS and not token.startswith("context."):
            faults.append("PF-3 not a context path")
        elif token.startswith("context.") and token.removeprefix("context.") not in primitive:
            faults.append("PF-4 not a root-level primitive of this hook")
    if re.search(r"[A-Za-z]+/\{\{context\.userId\}\}", template):
        faults.append("PF-21 userId already holds its type")
    kind, _, query = rest.partition("?")
    if not query:
        if not re.fullmatch(r"[A-Z][A-Za-z]+/x|x", kind):
            faults.append("PF-5 neither a read nor a search")
        return faults
    names = [name for name, _ in parse_qsl(query, strict_parsing=True)]
    if len(names) != len(set(names)):
        faults.append("PF-5 a parameter is repeated, which clients merge into one")
    faults += [f"PF-5 parameter {name}" for name in names if name not in PLAIN_PARAMETERS]
    return faults


@pytest.mark.verifies("DISC-1", "DISC-2", "GEN-1", "DISC-3")
def test_discovery_is_there_and_lists_the_six_services(discovery: Any, services: list[dict[str, Any]]) -> None:
    assert (discovery.status_code, discovery.mimetype) == (200, "application/json")
    assert {service["hook"]: service["id"] for service in services} == {
        "patient-view": "dvt-patient-view",
        "order-select": "dvt-order-select",
        "order-sign": "dvt-order-sign",
        "encounter-start": "dvt-encounter-start",
        "encounter-discharge": "dvt-encounter-discharge",
        "problem-list-item-create": "dvt-problem-list",
    }


@pytest.mark.verifies("DISC-4", "DISC-5", "DISC-6", "DISC-7", "DISC-9", "DISC-16")
def test_every_entry_has_its_members_as_text_and_nothing_else(services: list[dict[str, Any]]) -> None:
    for service in services:
        assert set(service) == {"hook", "title", "description", "id", "prefetch", "usageRequirements"}
        assert all(isinstance(service[name], str) and service[name].strip() for name in set(service) - {"prefetch"})
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", service["id"])


@pytest.mark.verifies("DISC-6", "DISC-13")
def test_ids_are_unique_and_every_listed_service_answers(tmp_path: Path, services: list[dict[str, Any]]) -> None:
    app = make_app(tmp_path)
    assert len({service["id"] for service in services}) == len(services)
    for service in services:
        assert post(app, call(service["hook"]), f"/cds-services/{service['id']}").status_code == 200


@pytest.mark.parametrize("signed_off", [False, True])
def test_every_entry_says_that_the_content_is_not_signed_off_until_it_is(signed_off: bool) -> None:
    entries = json.loads(write_discovery(SERVICES.values(), signed_off=signed_off).body)["services"]
    for entry in entries:
        assert ("not signed off for clinical use" in entry["usageRequirements"]) is not signed_off
        assert "Decision support only" in entry["usageRequirements"]


@pytest.mark.parametrize("signed_off", [False, True])
def test_discovery_asks_the_content_in_use_for_its_sign_off(tmp_path: Path, signed_off: bool) -> None:
    content = SimpleNamespace(**{**vars(KNOWLEDGE), "signed_off": signed_off})
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}")
    app = create_app(settings, knowledge=content, answer=StandIn(), clock=lambda: NOW)
    told = app.test_client().get("/cds-services").get_json()["services"]
    assert {"not signed off" in entry["usageRequirements"] for entry in told} == {not signed_off}


@pytest.mark.verifies("GEN-3", "GEN-4", "GEN-5", "DISC-8")
def test_discovery_holds_no_null_and_no_empty_member(discovery: Any) -> None:
    assert empty_members(discovery.get_json()) == ()


@pytest.mark.verifies("PF-1", "PF-2", "PF-3", "PF-4", "PF-5", "PF-21", "DISC-8")
def test_every_template_is_in_the_widely_supported_subset(services: list[dict[str, Any]]) -> None:
    for service in services:
        for key, template in service["prefetch"].items():
            assert lint_template(template, service["hook"]) == [], (service["id"], key)


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ("Patient/{{context.patientId}", "PF-1"),
        ("Patient/{{patientId}}", "PF-3"),
        ("Patient/{{Patient.id}}", "PF-3"),
        ("Encounter/{{context.draftOrders}}", "PF-4"),
        ("Practitioner/{{context.userId}}", "PF-21"),
        ("Observation?patient={{context.patientId}}&_include=Observation:encounter", "PF-5"),
        ("Observation?patient={{context.patientId}}&date=ge2026-01-01&date=le2026-02-01", "PF-5"),
        ("Observation?patient={{context.patientId}}&code:not=1", "PF-5"),
        ("patients", "PF-5"),
    ],
)
def test_the_linter_finds_what_real_services_got_wrong(template: str, rule: str) -> None:
    assert any(fault.startswith(rule) for fault in lint_template(template, "patient-view"))


@pytest.mark.verifies("DISC-17")
def test_prefetch_keys_are_the_contract_in_its_order(discovery: Any) -> None:
    for service in json.loads(discovery.data)["services"]:
        assert list(service["prefetch"]) == KEYS
        searched = [template.partition("?")[0] for template in service["prefetch"].values()]
        assert searched.count("Condition") == searched.count("Observation") == 1


@pytest.mark.verifies("CACHE-1")
def test_discovery_can_be_asked_again_cheaply(tmp_path: Path, discovery: Any) -> None:
    assert "max-age" in discovery.headers["Cache-Control"]
    again = make_app(tmp_path).test_client().get("/cds-services", headers={"If-None-Match": discovery.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.verifies("DISC-1")
@pytest.mark.parametrize("path", ["/cds-services/", "//cds-services", "/cds-services//"])
def test_a_slash_too_many_is_no_redirect(tmp_path: Path, discovery: Any, path: str) -> None:
    answer = make_app(tmp_path).test_client().get(environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.data) == (200, discovery.data)


@pytest.mark.verifies("DISC-15")
def test_a_token_sent_to_open_discovery_does_no_harm(tmp_path: Path, discovery: Any) -> None:
    answer = make_app(tmp_path).test_client().get("/cds-services", headers={"Authorization": "Bearer x.y.z"})
    assert answer.data == discovery.data


def test_every_hook_of_the_context_table_has_a_service() -> None:
    assert set(SERVICE_OF) == set(CONTEXTS)
