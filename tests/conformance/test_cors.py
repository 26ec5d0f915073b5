"""What a browser client needs: preflights on every address, and the headers on every answer, errors included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.hooks.trust import Caller, OpenTrust

from service.errors import UnauthenticatedError  # isort: skip
from tests.hook_calls import SANDBOX, StandIn, call, make_app, post

PATHS = [
    "/cds-services", "/cds-services/", "/cds-services/dvt-patient-view", "/cds-services//dvt-patient-view",
    "/cds-services/dvt-order-sign/feedback", "/cds-services/zork",
]  # fmt: skip
pytestmark = pytest.mark.verifies("CORS-1")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return make_app(tmp_path)


def preflight(app: Flask, path: str, origin: str = SANDBOX, **headers: str) -> Any:
    method = "GET" if path.rstrip("/") == "/cds-services" else "POST"
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return app.test_client().options(path, headers={**asked, **headers})


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_on_every_address_without_a_redirect(app: Flask, path: str) -> None:
    answer = preflight(app, path)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == SANDBOX
    wanted = "GET" if path.rstrip("/") == "/cds-services" else "POST"
    assert wanted in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert "Access-Control-Allow-Credentials" not in answer.headers


class NobodyIsTrusted(OpenTrust):
    def authenticate(self, request: Any) -> Caller:
        raise UnauthenticatedError


def test_a_preflight_needs_no_token(tmp_path: Path) -> None:
    app = make_app(tmp_path, parts={"trust": NobodyIsTrusted()})
    assert preflight(app, "/cds-services/dvt-patient-view").status_code == 204
    refused = post(app, call(), headers={"Origin": SANDBOX})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, SANDBOX)


def test_the_headers_are_on_every_kind_of_answer(tmp_path: Path, app: Flask) -> None:
    origin = {"Origin": SANDBOX}
    client = app.test_client()
    broken = make_app(tmp_path, StandIn(failure=RuntimeError()))
    small = make_app(tmp_path, max_body_bytes=1024)
    answers = {
        200: post(app, call(), headers=origin),
        400: post(app, b"", headers=origin),
        404: client.post("/cds-services/zork", headers=origin),
        405: client.get("/cds-services/dvt-patient-view", headers=origin),
        412: post(app, call(prefetch={}), headers=origin),
        413: post(small, b" " * 1025, headers=origin),
        415: post(app, call(), headers=origin, content_type="text/plain"),
        500: post(broken, call(), headers=origin),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == SANDBOX
        assert "Origin" in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/cds-services", headers=origin).headers["Access-Control-Allow-Origin"] == SANDBOX


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://sandbox.cds-hooks.org.evil.example", "null", "http://sandbox.cds-hooks.org"],
)
def test_an_origin_that_is_not_listed_gets_no_leave(app: Flask, origin: str) -> None:
    for answer in (
        preflight(app, "/cds-services/dvt-patient-view", origin),
        post(app, call(), headers={"Origin": origin}),
    ):
        assert not any(name.startswith("Access-Control-Allow") for name, _ in answer.headers)


def test_any_origin_may_call_when_the_site_says_so(tmp_path: Path) -> None:
    app = make_app(tmp_path, allowed_origins=("*",))
    assert preflight(app, "/cds-services", "https://any.example").headers["Access-Control-Allow-Origin"] == "*"


def test_a_public_page_may_call_a_service_on_the_developers_machine(app: Flask) -> None:
    asked = {"Access-Control-Request-Private-Network": "true"}
    assert preflight(app, "/cds-services", **asked).headers["Access-Control-Allow-Private-Network"] == "true"
    assert (
        "Access-Control-Allow-Private-Network"
        not in preflight(app, "/cds-services", "https://evil.example", **asked).headers
    )
    assert "Access-Control-Allow-Private-Network" not in preflight(app, "/cds-services").headers
