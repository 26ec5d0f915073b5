"""The trust file, the keys of clients over time, and what a registered client may and may not do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from service.errors import FaultsError
from service.fhir.address_guard import AddressRules, read_networks
from service.fhir.client_connections import Connections, FetchFailedError
from service.hooks.client_trust import fetch_key_set, normal_url
from service.hooks.jwks import KeyRefusedError, KeySets
from service.hooks.trust_file import read_trust_file
from service.settings import Secret, Settings
from tests import fhir_server as fakes
from tests.fhir_server import FhirServer, redirect_to, running, status, text
from tests.hook_calls import AUTHORIZATION, PATIENT, StandIn, assert_outcome, call, post
from tests.tokens import (
    EPOCH,
    ISSUER,
    PATIENT_VIEW,
    PUBLIC_URL,
    Client,
    bearer,
    ec_key,
    jwk,
    rsa_key,
    trusting_app,
    write_trust,
)

KEYS = [jwk(ec_key(), "key-1", "ES384")]
SERVICE = "/cds-services/dvt-patient-view"
EXAMPLE = Path(__file__).parents[2] / "deploy" / "trust.example.yaml"
FHIR = "https://fhir.example/r4"


def entry(**members: Any) -> dict[str, Any]:
    return {"issuer": ISSUER, "keys": KEYS, **members}


def called(app: Any, token: str, body: Any = None, path: str = SERVICE) -> Any:
    return post(app, body if body is not None else call(), path, headers=bearer(token))


# The file ------------------------------------------------------------------------------------------------------------


def faults(folder: Path, *issuers: Mapping[str, Any], production: bool = True) -> list[str]:
    """Place and text of what is wrong."""
    with pytest.raises(FaultsError) as caught:
        read_trust_file(write_trust(folder, *issuers), production=production)
    assert {error.code for error in caught.value.errors} == {"DVT-131"}
    return [error.what for error in caught.value.errors]


def test_the_example_is_a_trust_file_for_production() -> None:
    issuers = read_trust_file(EXAMPLE, production=True)
    assert issuers
    assert any(issuer.jku for issuer in issuers.values())
    assert any(issuer.keys for issuer in issuers.values())


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown member": ({"algoritms": ["ES384"]}, "unknown field `algoritms`"),
    "neither keys nor their address": ({"keys": []}, "neither `jku` nor `keys`"),
    "an http key set": ({"jku": ["http://ehr.example/jwks.json"]}, "not an https URL"),
    "a key set on this machine, in production": ({"jku": ["http://127.0.0.1/jwks.json"]}, "not an https URL"),
    "a key set with a user name": ({"jku": ["https://a:b@ehr.example/jwks.json"]}, "without credentials"),
    "none": ({"algorithms": ["none"]}, "must be a list of"),
    "a symmetric algorithm": ({"algorithms": ["ES384", "HS256"]}, "must be a list of"),
    "no algorithm": ({"algorithms": []}, "must be a list of"),
    "a private key": ({"keys": [{**KEYS[0], "d": "AA"}]}, "private or symmetric"),
    "a symmetric key": ({"keys": [{"kty": "oct", "kid": "x", "k": "AA"}]}, "private or symmetric"),
    "a key without kid": ({"keys": [{**KEYS[0], "kid": ""}]}, "is missing"),
    "two keys of a kid": ({"keys": [KEYS[0], KEYS[0]]}, "is given to two keys"),
    "a key of another algorithm": ({"algorithms": ["RS384"]}, "cannot be used with any"),
    "a short key": ({"keys": [jwk(rsa_key("short", 1024), "short", "RS384")]}, "cannot be used with any"),
    "a life of two days": ({"max_lifetime_seconds": 172_800}, "is not from 1 to 86400"),
    "a leeway of minutes": ({"leeway_seconds": 61}, "is not from 0 to 60"),
    "a service that does not exist": ({"services": ["zork"]}, "names a service that does not exist"),
    "an empty audience": ({"audiences": [" "]}, "holds an empty text"),
    "what is no network": ({"networks": ["10.0.0.0/8/8"]}, "no network"),
    "a network with host bits": ({"networks": ["10.1.2.3/8"]}, "no network"),
    "an http FHIR server": ({"fhir_servers": [{"url": "http://fhir.example/r4"}]}, "not an https URL"),
    "a FHIR server twice": ({"fhir_servers": [{"url": FHIR}, {"url": FHIR + "/"}]}, "is listed twice"),
    "a tenant of nobody": ({"tenants": ["a"], "fhir_servers": [{"url": FHIR, "tenants": ["b"]}]}, "names a tenant"),
    "no issuer": ({"issuer": ""}, "is empty"),
    "the public Sandbox": ({"issuer": "https://sandbox.cds-hooks.org"}, "private key is published"),
    "the key set of the Sandbox": ({"jku": ["https://sandbox.cds-hooks.org/.well-known/jwks.json"]}, "is published"),
}  # fmt: skip


@pytest.mark.verifies("SEC-11", "SEC-14", "SEC-15", "SEC-16")
@pytest.mark.parametrize("fault", FAULTY)
def test_a_trust_file_that_would_weaken_the_service_stops_the_start(tmp_path: Path, fault: str) -> None:
    members, words = FAULTY[fault]
    told = faults(tmp_path, entry(**members))
    assert any(words in text for text in told), told


def test_every_fault_of_a_trust_file_is_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, entry(leeway_seconds=99), entry(services=["zork"]))
    assert len(told) == 3
    assert "registered twice" in told[1]


@pytest.mark.parametrize(
    "written", ["", "issuers: []", "[]", "issuers: {}", "issuers:\n- issuer: a\n  issuer: b", "\x00"]
)
def test_a_file_without_issuers_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "trust.yaml"
    path.write_text(written)
    with pytest.raises(FaultsError):
        read_trust_file(path, production=False)


def test_plain_http_on_this_machine_and_the_sandbox_are_for_development(tmp_path: Path) -> None:
    here = entry(
        issuer="https://sandbox.cds-hooks.org", jku=["http://localhost:9/jwks"],
        fhir_servers=[{"url": "http://fhir.example:8080/fhir"}],
    )  # fmt: skip
    assert read_trust_file(write_trust(tmp_path, here), production=False)


def test_required_trust_does_not_start_with_a_faulty_file(tmp_path: Path) -> None:
    with pytest.raises(FaultsError):
        trusting_app(tmp_path, entry(algorithms=["none"]))
    assert not list(tmp_path.glob("store*"))


@pytest.mark.verifies("SEC-2")
def test_production_starts_with_trust_file_https_and_key_and_not_without(tmp_path: Path) -> None:
    app = trusting_app(tmp_path, entry(), mode="production")
    assert called(app, Client().token()).status_code == 200
    assert_outcome(post(app, call()), 401, "DVT-110")
    sound: dict[str, Any] = {
        "mode": "production", "trust": "required", "trust_file": tmp_path / "trust.yaml", "public_url": PUBLIC_URL,
        "pseudonym_key": Secret("k" * 32), "allowed_origins": (),
    }  # fmt: skip
    assert Settings(**sound).production
    lacking: dict[str, Any] = {"trust_file": None, "public_url": None, "pseudonym_key": None}
    for name in lacking:
        with pytest.raises(FaultsError):
            Settings(**{**sound, name: lacking[name]})
    with pytest.raises(FaultsError):
        Settings(**{**sound, "public_url": "http://cds.example"})


# Audiences and lifetimes of one issuer -------------------------------------------------------------------------------


@pytest.mark.verifies("SEC-8")
@pytest.mark.parametrize(
    ("aud", "status_code"),
    [
        ("sand_man", 200),
        ("http://inner.example:8080", 200),
        ("http://inner.example:8080/cds-services/dvt-patient-view", 200),
        (PATIENT_VIEW, 200),
        ("http://inner.example:8080/cds-services/dvt-order-sign", 401),
        ("sand_man/cds-services/dvt-patient-view", 401),
    ],
)
def test_an_issuer_may_have_audiences_of_its_own(tmp_path: Path, aud: str, status_code: int) -> None:
    app = trusting_app(tmp_path, entry(audiences=["sand_man", "http://inner.example:8080"]))
    assert called(app, Client().token(aud=aud)).status_code == status_code


def test_the_public_url_may_have_a_path(tmp_path: Path) -> None:
    app = trusting_app(tmp_path, entry(), public_url="https://cds.example/dvt")
    assert called(app, Client().token(aud="https://cds.example/dvt/cds-services/dvt-patient-view")).status_code == 200
    assert called(app, Client().token()).status_code == 401


@pytest.mark.parametrize(
    "text",
    ["", "zork", "ftp://a", "https://", "https://a?x", "https://a#x", "https://u@a", "https://a:x", "https://[a"],
)
def test_what_is_no_plain_url_equals_nothing(text: str) -> None:
    assert normal_url(text) is None


@pytest.mark.verifies("SEC-9")
def test_an_issuer_may_have_a_lifetime_and_a_leeway_of_its_own(tmp_path: Path) -> None:
    app = trusting_app(tmp_path, entry(max_lifetime_seconds=7200, leeway_seconds=0))
    assert called(app, Client().token(exp=EPOCH + 7200)).status_code == 200
    assert called(app, Client().token(exp=EPOCH + 7201)).status_code == 401
    assert called(app, Client().token(iat=EPOCH + 1)).status_code == 401
    assert called(app, Client().token(iat=EPOCH - 300, exp=EPOCH)).status_code == 401


@pytest.mark.verifies("SEC-16")
def test_an_issuer_may_list_another_algorithm(tmp_path: Path) -> None:
    key = ec_key("small", "P-256")
    app = trusting_app(tmp_path, entry(keys=[jwk(key, "key-1", "ES256")], algorithms=["ES256"]))
    assert called(app, Client(key, "ES256").token()).status_code == 200
    assert called(app, Client().token()).status_code == 401


# Tenants, services, FHIR servers -------------------------------------------------------------------------------------


@pytest.mark.verifies("CLI-17")
@pytest.mark.parametrize(("tenant", "status_code"), [("north", 200), ("south", 403), ("", 403), ("NORTH", 403)])
def test_a_tenant_that_is_not_registered_is_403(tmp_path: Path, tenant: str, status_code: int) -> None:
    app = trusting_app(tmp_path, entry(tenants=["north"]))
    claims = {"tenant": tenant} if tenant else {}
    response = called(app, Client().token(**claims))
    assert response.status_code == status_code
    if status_code == 403:
        assert_outcome(response, 403, "DVT-111")


def test_two_tenants_of_one_issuer_share_neither_patients_nor_cards(tmp_path: Path) -> None:
    core = StandIn()
    app = trusting_app(tmp_path, entry(tenants=["north", "south"]), core=core)
    shown = core.cards[0]["uuid"]

    def override(tenant: str) -> int:
        said = {"card": shown, "outcome": "overridden", "outcomeTimestamp": "2026-11-22T12:00:00Z"}
        token = Client().token(aud=f"{PATIENT_VIEW}/feedback", tenant=tenant)
        unknown: int = called(app, token, {"feedback": [said]}, f"{SERVICE}/feedback").get_json()["unknownCards"]
        return unknown

    assert called(app, Client().token(tenant="north")).status_code == 200
    assert (override("south"), override("north")) == (1, 0)
    for tenant in ("north", "south"):
        assert called(app, Client().token(tenant=tenant)).status_code == 200
    assert [len(each.overridden) for each in core.histories] == [0, 1, 0]


@pytest.mark.verifies("CLI-17")
def test_a_service_the_issuer_is_not_registered_for_is_403(tmp_path: Path) -> None:
    app = trusting_app(tmp_path, entry(services=["dvt-order-sign"]))
    assert_outcome(called(app, Client().token()), 403, "DVT-111")
    feedback = Client().token(aud=f"{PATIENT_VIEW}/feedback")
    assert_outcome(called(app, feedback, {"feedback": []}, f"{SERVICE}/feedback"), 403, "DVT-111")
    allowed = Client().token(aud=f"{PUBLIC_URL}/cds-services/dvt-order-sign")
    assert called(app, allowed, call("order-sign"), "/cds-services/dvt-order-sign").status_code == 200


@pytest.mark.verifies("CLI-17", "SEC-11")
@pytest.mark.parametrize(
    ("url", "tenant", "status_code"),
    [
        (FHIR, "", 200),
        (FHIR + "/", "", 200),
        ("https://FHIR.example:443/r4", "", 200),
        (None, "", 200),
        ("https://fhir.example/other", "", 403),
        ("https://fhir.example/r4/../other", "", 403),
        ("https://fhir.example:444/r4", "", 403),
        ("http://fhir.example/r4", "", 403),
        ("https://evil.example/r4", "", 403),
        ("http://127.0.0.1:1/r4", "", 403),
        ("http://169.254.169.254/r4", "", 403),
        ("https://north.example/r4", "north", 200),
        ("https://north.example/r4", "south", 403),
        ("https://north.example/r4", "", 403),
    ],
)
def test_a_fhir_server_that_is_not_registered_is_403_and_never_called(
    tmp_path: Path, url: str | None, tenant: str, status_code: int
) -> None:
    servers = [{"url": FHIR}, {"url": "https://north.example/r4", "tenants": ["north"]}]
    core = StandIn()
    app = trusting_app(tmp_path, entry(fhir_servers=servers), core=core)
    members = {} if url is None else {"fhirServer": url}
    claims = {"tenant": tenant} if tenant else {}
    response = called(app, Client().token(**claims), call(**members))
    assert response.status_code == status_code
    if status_code == 403:
        (issue,) = assert_outcome(response, 403, "DVT-204")
        assert issue["expression"] == ["fhirServer"]
        assert core.requests == []


@pytest.fixture
def server() -> Iterator[FhirServer]:
    with running(FhirServer(resources={"Patient": [{"resourceType": "Patient", "id": PATIENT}]})) as fhir:
        yield fhir


@pytest.mark.verifies("FHIR-1", "FHIR-2")
def test_a_registered_server_is_read_with_the_token_of_the_call(tmp_path: Path, server: FhirServer) -> None:
    app = trusting_app(tmp_path, entry(fhir_servers=[{"url": server.url}]), deadline_ms=20_000)
    body = call(without=("prefetch",), fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    assert called(app, Client().token(), body).status_code == 200
    assert len(server.asked) == 10
    sent = {each.headers["Authorization"] for each in server.asked}
    assert sent == {f"Bearer {AUTHORIZATION['access_token']}"}


@pytest.mark.verifies("FHIR-1")
@pytest.mark.parametrize("is_open", [True, False])
def test_a_registered_server_is_read_without_a_token_only_when_it_is_open(
    tmp_path: Path, server: FhirServer, is_open: bool
) -> None:
    app = trusting_app(tmp_path, entry(fhir_servers=[{"url": server.url, "open": is_open}]), deadline_ms=20_000)
    response = called(app, Client().token(), call(without=("prefetch",), fhirServer=server.url))
    assert (response.status_code, len(server.asked)) == ((200, 10) if is_open else (412, 0))


def test_in_production_a_listed_name_that_leads_inside_is_never_called(tmp_path: Path) -> None:
    issuers = read_trust_file(
        write_trust(tmp_path, entry(fhir_servers=[{"url": FHIR}], networks=["10.20.0.0/16"])), production=True
    )
    rules = issuers[ISSUER].rules
    assert rules == AddressRules(read_networks(["10.20.0.0/16"]))
    assert not rules.loopback


# Keys over time ------------------------------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Published:
    """A key set that changes, can fail, and counts."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.fails = False
        self.fetches = 0

    def __call__(self, url: str) -> bytes:
        self.fetches += 1
        if self.fails:
            raise KeyRefusedError("keys_unreachable")
        return json.dumps({"keys": [{"kid": kid} for kid in self.kids]}).encode()


URL = "https://ehr.example/jwks.json"


@pytest.mark.verifies("SEC-12")
def test_a_key_set_is_fetched_once_and_again_when_it_is_old() -> None:
    published, clock = Published("a"), Clock()
    sets = KeySets(published, clock, fresh=3600)
    for _ in range(3):
        assert sets.find(URL, "a") == {"kid": "a"}
    assert published.fetches == 1
    clock.seconds += 3600
    published.kids = ("b",)
    assert sets.find(URL, "a") is None
    assert sets.find(URL, "b") == {"kid": "b"}
    assert published.fetches == 2


@pytest.mark.verifies("SEC-12")
def test_a_rotated_key_is_found_and_made_up_kids_are_no_traffic() -> None:
    published, clock = Published("a"), Clock()
    sets = KeySets(published, clock, pause=60)
    assert sets.find(URL, "a")
    for number in range(50):
        assert sets.find(URL, f"made-up-{number}") is None
    assert published.fetches == 1
    published.kids = ("b",)
    clock.seconds += 60
    assert sets.find(URL, "b") == {"kid": "b"}
    assert published.fetches == 2
    assert sets.find(URL, "zork") is None
    assert published.fetches == 2


@pytest.mark.verifies("SEC-13")
def test_a_key_set_that_cannot_be_refreshed_is_used_for_a_day_and_no_longer() -> None:
    published, clock = Published("a"), Clock()
    sets = KeySets(published, clock, fresh=3600, stale=24 * 3600, pause=60)
    assert sets.find(URL, "a")
    published.fails = True
    clock.seconds += 24 * 3600 - 1
    assert sets.find(URL, "a") == {"kid": "a"}
    clock.seconds += 1
    with pytest.raises(KeyRefusedError, match="keys_unreachable"):
        sets.find(URL, "a")
    attempts = published.fetches
    with pytest.raises(KeyRefusedError):
        sets.find(URL, "a")
    assert published.fetches == attempts


KEY_SETS: dict[str, fakes.Answer] = {
    "401": status(401),
    "500": status(500),
    "404 with keys": lambda talk, asked: talk.give({"keys": KEYS}, 404),
    "HTML": text(b"<html>", "text/html"),
    "no keys": text(b"{}"),
    "keys that are no array": text(b'{"keys": {}}'),
    "an array": text(b"[]"),
    "too many keys": text(json.dumps({"keys": [{"kid": str(number)} for number in range(101)]}).encode()),
    "too large": text(b'{"keys": []}' + b" " * 300_000),
    "truncated": fakes.truncated,
    "connection closed": fakes.hangs_up,
    "a redirect": redirect_to("https://evil.example/jwks.json"),
}


@pytest.mark.verifies("SEC-13", "SEC-19")
@pytest.mark.parametrize("failure", KEY_SETS)
def test_a_key_set_that_cannot_be_had_is_one_more_opaque_401(tmp_path: Path, server: FhirServer, failure: str) -> None:
    server.answers["jwks"] = KEY_SETS[failure]
    app = trusting_app(tmp_path, {"issuer": ISSUER, "jku": [f"{server.origin}/keys/jwks"]})
    for _ in range(3):
        response = called(app, Client().token())
        assert_outcome(response, 401, "DVT-110")
        assert response.data == post(app, call()).data
    assert len(server.asked) == 1


def test_a_redirect_within_the_origin_is_not_followed_for_keys(tmp_path: Path, server: FhirServer) -> None:
    server.answers["jwks"] = redirect_to("/keys/other")
    server.answers["other"] = text(json.dumps({"keys": KEYS}).encode())
    app = trusting_app(tmp_path, {"issuer": ISSUER, "jku": [f"{server.origin}/keys/jwks"]})
    assert called(app, Client().token()).status_code == 401
    assert [each.type for each in server.asked] == ["jwks"]


@pytest.mark.parametrize("slowness", [fakes.held, fakes.dripping_head, fakes.dripping_body])
def test_a_key_set_that_does_not_come_is_cut(server: FhirServer, slowness: fakes.Answer) -> None:
    server.answers["jwks"] = slowness
    told: list[str] = []

    def fetch() -> None:
        try:
            fetch_key_set(Connections(), f"{server.origin}/keys/jwks", AddressRules(loopback=True), seconds=0.2)
        except FetchFailedError as failed:
            told.append(failed.reason)

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()
    thread.join(20)
    assert told == ["deadline"]
    assert not server.released.is_set()


@pytest.mark.verifies("SEC-11")
def test_a_listed_key_set_that_leads_inside_is_never_called(tmp_path: Path, server: FhirServer) -> None:
    """The name is listed, but it resolves to an address of this machine, which production does not call."""
    from service.fhir.address_guard import AddressRefusedError

    url = f"https://ehr.example:{server.port}/keys/jwks"
    issuers = read_trust_file(write_trust(tmp_path, {"issuer": ISSUER, "jku": [url]}), production=True)
    with pytest.raises(AddressRefusedError):
        fetch_key_set(Connections(), url, issuers[ISSUER].rules, lambda host, port: ["127.0.0.1"])
    assert server.asked == []


def test_several_key_sets_of_an_issuer_are_tried_in_turn(tmp_path: Path, server: FhirServer) -> None:
    server.answers["old"] = text(json.dumps({"keys": [jwk(ec_key("old"), "key-0", "ES384")]}).encode())
    server.answers["new"] = text(json.dumps({"keys": KEYS}).encode())
    urls = [f"{server.origin}/keys/{name}" for name in ("old", "new")]
    app = trusting_app(tmp_path, {"issuer": ISSUER, "jku": urls})
    assert called(app, Client().token()).status_code == 200
    assert called(app, Client(jku=urls[0]).token()).status_code == 401


# Discovery -----------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("DISC-15", "SEC-3", "SEC-8")
def test_discovery_is_open_or_asks_for_a_token_of_its_own(tmp_path: Path) -> None:
    is_open = trusting_app(tmp_path / "open", entry())
    assert is_open.test_client().get("/cds-services").status_code == 200
    assert is_open.test_client().get("/cds-services", headers=bearer("zork")).status_code == 200
    app = trusting_app(tmp_path / "required", entry(services=["dvt-order-sign"]), discovery_trust="required")
    assert_outcome(app.test_client().get("/cds-services"), 401, "DVT-110")
    wrong = Client().token()
    assert_outcome(app.test_client().get("/cds-services", headers=bearer(wrong)), 401, "DVT-110")
    for aud in (f"{PUBLIC_URL}/cds-services", f"{PUBLIC_URL}/cds-services/"):
        answer = app.test_client().get("/cds-services", headers=bearer(Client().token(aud=aud)))
        assert answer.status_code == 200
        assert "private" in answer.headers["Cache-Control"]
    assert app.test_client().options("/cds-services").status_code == 204


def test_probes_need_no_token(tmp_path: Path) -> None:
    client = trusting_app(tmp_path, entry()).test_client()
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
