"""A session in the shape of the public CDS Hooks Sandbox: every request preflighted, answered, and fed back on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.app import create_app
from service.settings import Settings

PROTOCOL = Path(__file__).parents[2] / "fixtures" / "protocol"
ORIGIN = {"Origin": "https://sandbox.cds-hooks.org"}
SESSION = (
    "sandbox_patient_view",
    "sandbox_order_select_before_a_drug",
    "sandbox_order_select_with_a_drug",
    "sandbox_order_sign_with_a_drug",
)


def body_of(name: str) -> dict:
    return json.loads((PROTOCOL / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def client(tmp_path, knowledge):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}")
    return create_app(settings, knowledge=knowledge, clock=lambda: datetime(2026, 3, 16, 9, tzinfo=UTC)).test_client()


def preflight(client, path: str, method: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    answer = client.options(path, headers={**ORIGIN, **asked})
    assert 200 <= answer.status_code < 300
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.verifies("CORS-1", "REQ-1", "HTTP-1")
def test_a_whole_session_of_the_public_sandbox_is_answered(client):
    preflight(client, "/cds-services", "GET")
    discovery = client.get("/cds-services", headers={**ORIGIN, "Authorization": "Bearer not-checked-in-open-mode"})
    assert {each["hook"] for each in discovery.get_json()["services"]} >= {"patient-view", "order-select", "order-sign"}
    ids = {each["hook"]: each["id"] for each in discovery.get_json()["services"]}
    shown = []
    for name in SESSION:
        body = body_of(name)
        path = f"/cds-services/{ids[body['hook']]}"
        preflight(client, path, "POST")
        answer = client.post(path, json=body, headers=ORIGIN)
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"], name
        assert answer.status_code == 200, (name, answer.get_data(as_text=True))
        shown += [(path, card) for card in answer.get_json()["cards"]]
    for path, card in shown[:1]:
        preflight(client, f"{path}/feedback", "POST")
        told = {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-03-16T09:05:00Z"}
        told["overrideReason"] = {"reason": {"code": card["overrideReasons"][0]["code"]}}
        fed = client.post(f"{path}/feedback", json={"feedback": [told]}, headers=ORIGIN)
        assert (fed.status_code, fed.get_json()["stored"]) == (200, 1)


@pytest.mark.verifies("CLI-12", "REQ-11")
def test_the_sandbox_s_default_dstu2_order_is_tolerated(client):
    body = body_of("sandbox_order_select_dstu2_medication_order")
    assert client.post("/cds-services/dvt-order-select", json=body, headers=ORIGIN).status_code == 412, "no record came"
    body["prefetch"] = body_of("sandbox_order_select_with_a_drug")["prefetch"]
    assert client.post("/cds-services/dvt-order-select", json=body, headers=ORIGIN).status_code == 200
