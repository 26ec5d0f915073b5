"""Our searches, answered by a search engine that is not our own: the right resources, and the same cards."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRules, read_address
from service.fhir.bundles import KEYS
from service.fhir.client import FhirClient, Limits
from service.fhir.fetching import Gathered, gather
from service.hooks.prefetch import TEMPLATES
from service.settings import Settings
from tests.independent_fhir.engine import FOLDER, TOKEN, Engine, resources_of

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
AS_OF = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
CASE_OF_EACH_INDEX = ["gastrocnemius_four_cm_no_risk_feature", "massive_occlusive_bilateral_dvt_with_limb_threat"]
CLIENT = FhirClient(Limits(deadline_seconds=30))
PATIENT, OTHER = "synthetic-a", "synthetic-ab"
DATED = {
    "observations": "effectiveDateTime", "procedures": "performedDateTime", "encounters": "period",
    "medications": "authoredOn", "diagnosticReports": "effectiveDateTime", "serviceRequests": "authoredOn",
}  # fmt: skip


def dated(key: str, name: str, patient: str, day: int) -> dict[str, Any]:
    """A resource of the type of a key, with the date that its template sorts by."""
    about = "patient" if key == "allergies" else "subject"
    made: dict[str, Any] = {"resourceType": KEYS[key], "id": name, about: {"reference": f"Patient/{patient}"}}
    if member := DATED.get(key):
        date = f"2026-03-{day:02}"
        made[member] = {"start": date} if member == "period" else date
    return made


def population() -> list[dict[str, Any]]:
    """Two patients, one's id the beginning of the other's, with six and one resources under each key."""
    people = [{"resourceType": "Patient", "id": each} for each in (PATIENT, OTHER)]
    keys = [key for key in KEYS if key != "patient"]
    own = [dated(key, f"{key}-{day}", PATIENT, day) for key in keys for day in (3, 1, 6, 2, 5, 4)]
    return [*people, *own, *(dated(key, f"{key}-other", OTHER, 9) for key in keys)]


def fetched(engine: Engine, key: str, template: str = "", *, longest_get: int = 2_000) -> Gathered:
    access = FhirAccess(read_address(engine.url), AddressRules(loopback=True), TOKEN, "patient/*.read")
    templates = {key: template or TEMPLATES[key]}
    return gather({}, {"patientId": PATIENT}, templates, access, CLIENT, longest_get=longest_get)


def ids(gathered: Gathered, key: str) -> list[str]:
    assert not gathered.failures and not gathered.states
    value = json.loads(bytes(gathered.values[key]))
    if value["resourceType"] != "Bundle":
        return [value["id"]]
    return [entry["resource"]["id"] for entry in value["entry"]]


@pytest.mark.verifies("PF-5", "PF-13", "FHIR-2")
@pytest.mark.parametrize("key", TEMPLATES)
def test_each_template_finds_every_resource_of_the_patient_and_of_nobody_else(engine: Engine, key: str) -> None:
    engine.load(population())
    found = ids(fetched(engine, key), key)
    if key == "patient":
        assert found == [PATIENT]
        return
    assert sorted(found) == [f"{key}-{day}" for day in range(1, 7)]
    assert len(engine.asked()) == 2  # four entries to a page
    if "_sort=-" in TEMPLATES[key]:
        assert found == sorted(found, reverse=True)


def test_a_long_search_is_posted_and_finds_the_same(engine: Engine) -> None:
    engine.load(population())
    found = ids(fetched(engine, "observations", longest_get=10), "observations")
    assert sorted(found) == [f"observations-{day}" for day in range(1, 7)]
    assert [each["method"] for each in engine.asked()] == ["POST", "GET"]


def test_a_parameter_that_r4_does_not_define_would_be_noticed(engine: Engine) -> None:
    engine.load(population())
    gathered = fetched(engine, "conditions", "Condition?patient={{context.patientId}}&diagnosis=dvt")
    assert gathered.failures == {"conditions": "status_400"}


def request_body(name: str) -> dict[str, Any]:
    """The call of a case as this server would have written it: in JavaScript 4.0 is 4, and a card shows it so."""

    def number(text: str) -> float:
        return int(float(text)) if float(text).is_integer() else float(text)

    body: dict[str, Any] = json.loads((CASES / name / "request.json").read_text(encoding="utf-8"), parse_float=number)
    return body


def authorization(token: str) -> dict[str, Any]:
    block = {"token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read", "subject": "dvt-cds"}
    return {"access_token": token, **block}


def answered(folder: Path, knowledge: Any, body: dict[str, Any]) -> Any:
    """What a service with a store of its own answers."""
    folder.mkdir()
    settings = Settings(database_url=f"sqlite:///{folder / 'store.sqlite3'}", deadline_ms=30_000)
    app = create_app(settings, knowledge=knowledge, clock=lambda: AS_OF)
    service = {"order-select": "dvt-order-select", "order-sign": "dvt-order-sign"}[body["hook"]]
    return app.test_client().post(f"/cds-services/{service}", json=body)


@pytest.mark.verifies("PF-8", "PF-16", "PF-17", "FHIR-1")
@pytest.mark.parametrize("name", CASE_OF_EACH_INDEX)
def test_a_service_that_fetches_everything_gives_the_cards_of_prefetch(
    tmp_path: Path, knowledge: Any, engine: Engine, name: str
) -> None:
    body = request_body(name)
    prefetch = body.pop("prefetch")
    engine.load(resources_of(prefetch))
    at_server = {"fhirServer": engine.url, "fhirAuthorization": authorization(TOKEN)}
    by_prefetch = answered(tmp_path / "prefetch", knowledge, {**body, "prefetch": prefetch})
    by_fetch = answered(tmp_path / "fetch", knowledge, {**body, **at_server})
    mixed = {key: value for key, value in prefetch.items() if key in ("patient", "observations", "allergies")}
    by_both = answered(tmp_path / "both", knowledge, {**body, **at_server, "prefetch": mixed})
    assert by_prefetch.status_code == 200
    assert by_prefetch.get_json()["cards"]
    assert by_fetch.get_json() == by_prefetch.get_json()
    assert by_both.get_json() == by_prefetch.get_json()


def test_a_refused_token_is_412_and_tells_nothing_of_the_token(tmp_path: Path, knowledge: Any, engine: Engine) -> None:
    body = request_body(CASE_OF_EACH_INDEX[0])
    del body["prefetch"]
    wrong = f"wrong-{uuid.uuid4()}"
    refused = answered(
        tmp_path / "store", knowledge, {**body, "fhirServer": engine.url, "fhirAuthorization": authorization(wrong)}
    )
    assert refused.status_code == 412
    assert wrong not in refused.get_data(as_text=True)


def test_the_lock_file_pins_every_package_and_names_no_address() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert len(packages) > 50
    assert all(each["integrity"].startswith("sha512-") and each["version"] for each in packages.values())
    assert "://" not in text
