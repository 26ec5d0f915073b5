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
    "sandbox_order_select_pama_before_a_study",
    "sandbox_order_select_pama",
    "sandbox_order_select_pama_suggestion_taken",
)
"""In the order in which they were recorded: a gastrocnemius thrombosis of 4 cm without a risk feature."""
DECISION = "org.dvt-cds.decision"


def body_of(name: str) -> dict:
    return json.loads((PROTOCOL / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def client(tmp_path, knowledge):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}")
    return create_app(settings, knowledge=knowledge, clock=lambda: datetime(2026, 3, 16, 9, tzinfo=UTC)).test_client()


def cards_of(client, body: dict) -> list[dict]:
    answer = client.post(f"/cds-services/dvt-{body['hook']}", json=body, headers=ORIGIN)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()["cards"]


def findings_of(cards: list[dict]) -> list[str]:
    told = [card["extension"][DECISION] for card in cards]
    return [each["finding"] for each in told if "finding" in each]


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
        (card,) = answer.get_json()["cards"]
        assert (card["extension"][DECISION]["outcome"], card["indicator"]) == ("SURVEILLANCE", "info"), name
        shown.append((path, card))
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


def test_two_pills_twice_a_day_are_read_as_the_first_phase_of_apixaban(client):
    """Apixaban 5 mg, `{pill}` by code only: ten milligrams twice a day treat, and nothing is said against it."""
    assert findings_of(cards_of(client, body_of("sandbox_order_sign_with_a_drug"))) == []


def test_one_pill_a_day_is_read_as_less_than_treatment(client):
    body = body_of("sandbox_order_sign_with_a_drug")
    (instruction,) = body["context"]["draftOrders"]["entry"][0]["resource"]["dosageInstruction"]
    instruction["doseAndRate"][0]["doseQuantity"]["value"] = 1
    instruction["timing"]["repeat"]["frequency"] = 1
    assert findings_of(cards_of(client, body)) == ["sign_off_without_repeat_duplex"]


def test_a_drug_without_its_dose_is_not_called_untreated(client):
    body = body_of("sandbox_order_sign_with_a_drug")
    del body["context"]["draftOrders"]["entry"][0]["resource"]["dosageInstruction"]
    assert findings_of(cards_of(client, body)) == ["sign_off_without_a_readable_treatment"]


def test_a_scan_that_was_taken_over_is_no_longer_suggested_nor_called_missing(client):
    (card,) = cards_of(client, body_of("sandbox_order_select_pama_suggestion_taken"))
    assert [each["label"] for each in card["suggestions"]] == ["Repeat duplex on day 14"]
    assert "No repeat duplex is on order" not in card["detail"]
    (action,) = card["suggestions"][0]["actions"]
    # PAMA reads this member without looking whether it is there
    assert action["resource"]["reasonCode"][0]["coding"][0]["code"] == "I82.461"


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("sandbox_order_select_tab_clicked_again", {"context.draftOrders", "context.selections"}),
        ("sandbox_order_sign_tab_clicked_again", {"context.draftOrders"}),
    ],
)
def test_a_tab_that_is_clicked_again_comes_without_its_orders_and_is_refused(client, name, missing):
    body = body_of(name)
    answer = client.post(f"/cds-services/dvt-{body['hook']}", json=body, headers=ORIGIN)
    assert answer.status_code == 400
    issues = answer.get_json()["issue"]
    assert {each["expression"][0] for each in issues} == missing
    assert {each["details"]["coding"][0]["code"] for each in issues} == {"DVT-103"}


def test_the_recorded_shapes_are_those_of_the_public_sandbox():
    """What a later hand must not tidy: the Sandbox's own departures from FHIR R4."""
    orders = {
        name: body_of(name)["context"]["draftOrders"]["entry"][0]["resource"]
        for name in (*SESSION[1:], "sandbox_order_sign_pama")
    }
    assert set(orders[SESSION[1]]) == {"resourceType", "id", "status", "subject", "authoredOn"}
    chosen = orders["sandbox_order_select_with_a_drug"]
    assert chosen["intent"] == "order"
    assert all(isinstance(chosen[name], dict) for name in ("category", "reasonCode"))
    assert chosen["dispenseRequest"]["expectedSupplyDuration"]["unit"] == "days"
    assert chosen["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"] == {
        "value": 2,
        "system": "http://unitsofmeasure.org",
        "code": "{pill}",
    }
    before = orders["sandbox_order_select_pama_before_a_study"]
    assert (before["code"], before["reasonCode"]) == ({"coding": [{}]}, [])
    assert "selections" not in body_of("sandbox_order_sign_with_a_drug")["context"]
    for name in SESSION:
        body = body_of(name)
        assert "encounterId" not in body["context"]
        assert len(body["prefetch"]) == 10
