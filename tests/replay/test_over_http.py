"""The cases over the real HTTP application: the same answers, nothing of the patient in the log or the store."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import orjson
import pytest

from service.replay.cases import read_cases
from service.replay.compare import Played, differences
from service.replay.play import comparable, play_through_answer

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = [case for case in read_cases(FIXTURES / "cases") if not case.story.settings]
PROTOCOL = sorted((FIXTURES / "protocol").glob("sandbox_*.json"))
INDEX = next(case for case in CASES if case.name == "gastrocnemius_four_cm_no_risk_feature")


def post(client, case):
    # without an encounter the service cannot know that a card was shown before, so every case is answered afresh
    response = client.post(f"/cds-services/{case.story.service}", data=case.body, content_type="application/json")
    return Played(response.status_code, response.get_json(force=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_case_over_http_is_the_core_s_answer(case, client, knowledge):
    played = post(client, case)
    assert [f"{d.where}: {d.expected} / {d.got}" for d in differences(case.expected, played)] == []
    assert comparable(played) == comparable(play_through_answer(case, knowledge))


def _canaries(body: bytes) -> set[str]:
    """Everything in a request that names the patient: ids, names, birth dates, identifiers, tokens."""
    found: set[str] = set()

    def look(value, key=""):
        if isinstance(value, dict):
            if value.get("resourceType") == "Patient":
                found.update(str(value.get(name, "")) for name in ("id", "birthDate"))
                found.update(each.get("family", "") for each in value.get("name", []))
                found.update(each.get("value", "") for each in value.get("identifier", []))
            for name, member in value.items():
                look(member, name)
        elif isinstance(value, list):
            for member in value:
                look(member, key)
        elif key in {"access_token", "patientId", "userId"} and isinstance(value, str):
            found.add(value)

    look(orjson.loads(body))
    return {each for each in found if len(each) > 4}


def test_no_log_line_of_the_whole_replay_and_no_row_of_the_store_names_a_patient(app, client, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        for case in CASES:
            post(client, case)
    out, err = capfd.readouterr()
    logged = caplog.text + out + err
    assert "answered" in logged, "the replay was not logged at all"
    store = Path(app.extensions["dvt-cds"].settings.database_url.removeprefix("sqlite:///"))
    kept = b"".join(path.read_bytes() for path in store.parent.glob("store.sqlite3*"))
    for case in CASES:
        for canary in _canaries(case.body):
            assert canary not in logged
            assert canary.encode() not in kept


@pytest.mark.parametrize("path", PROTOCOL, ids=lambda path: path.stem)
def test_the_public_sandbox_s_request_shapes_are_answered(path, client):
    body = json.loads(path.read_text(encoding="utf-8"))
    if "hook" not in body:
        service = "dvt-patient-view"
        response = client.post(f"/cds-services/{service}/feedback", json=body)
    else:
        response = client.post(f"/cds-services/dvt-{body['hook']}", json=body)
    expected = 412 if "hook" in body and not body.get("prefetch") else 200
    if path.stem.endswith("_tab_clicked_again"):
        expected = 400
    assert response.status_code == expected, response.get_data(as_text=True)


def test_one_broken_observation_among_ten_thousand_is_set_aside_and_the_rest_used(client):
    body = orjson.loads(INDEX.body)
    entries = body["prefetch"]["observations"]["entry"]
    patient = body["context"]["patientId"]
    filler = {
        "resource": {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
            "subject": {"reference": f"Patient/{patient}"},
            "effectiveDateTime": "2026-03-10",
            "valueQuantity": {"value": 4.1, "unit": "mmol/L"},
        }
    }
    entries.extend({"resource": {**filler["resource"], "id": f"filler-{n}"}} for n in range(10_000))
    entries.insert(5, {"resource": {"resourceType": "Observation", "status": 7, "code": {"coding": "broken"}}})
    body["prefetch"]["observations"].pop("total", None)
    response = client.post("/cds-services/dvt-order-select", json=body)
    told = response.get_json()
    assert response.status_code == 200
    assert told["extension"]["org.dvt-cds.decision"]["outcome"] == "SURVEILLANCE"


def test_length_decides_between_surveillance_and_anticoagulation_exactly_at_five_centimetres(client):
    outcomes = {}
    for value, unit in ((5.0, "cm"), (5.1, "cm"), (50, "mm"), (51, "mm")):
        text = re.sub(
            rb'"value": 4\.0,(\s*)"unit": "cm",(\s*)"system": "http://unitsofmeasure.org",(\s*)"code": "cm"',
            f'"value": {value}, "unit": "{unit}", "system": "http://unitsofmeasure.org", "code": "{unit}"'.encode(),
            INDEX.body,
        )
        assert text != INDEX.body
        answer = client.post("/cds-services/dvt-order-select", data=text, content_type="application/json").get_json()
        outcomes[value, unit] = answer["extension"]["org.dvt-cds.decision"]["outcome"]
    assert outcomes == {
        (5.0, "cm"): "SURVEILLANCE",
        (5.1, "cm"): "ANTICOAGULATE",
        (50, "mm"): "SURVEILLANCE",
        (51, "mm"): "ANTICOAGULATE",
    }
