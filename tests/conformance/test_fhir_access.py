"""What is asked of a FHIR server, with which token, and what is never asked: FHIR-1 to FHIR-10."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRules, read_address
from service.fhir.client import FhirClient, Limits
from service.fhir.fetching import Gathered, gather
from service.fhir.record import KeyState
from service.hooks.messages import FhirAuthorization, read_request
from service.hooks.prefetch import TEMPLATES
from service.hooks.services import SERVICES
from service.hooks.trust import Caller, OpenTrust
from tests import fhir_server as fakes
from tests.fhir_server import FhirServer, running, status
from tests.hook_calls import (
    AUTHORIZATION,
    PATIENT,
    TOKEN,
    StandIn,
    assert_outcome,
    bundle,
    call,
    condition,
    in_context,
    make_app,
    post,
)

CONTEXT = {"patientId": PATIENT}
LOOPBACK = AddressRules(loopback=True)


@pytest.fixture
def server() -> Iterator[FhirServer]:
    with running(FhirServer(resources={"Patient": [{"resourceType": "Patient", "id": PATIENT}]})) as fhir:
        yield fhir


def asked_with(server: FhirServer, scope: str, keys: tuple[str, ...] = tuple(TEMPLATES), **access: Any) -> Gathered:
    """What is gathered for some keys with a token of some scopes."""
    granted = FhirAccess(read_address(server.url), LOOPBACK, token=TOKEN, scope=scope, **access)
    templates = {key: TEMPLATES[key] for key in keys}
    return gather({}, CONTEXT, templates, granted, FhirClient(Limits(deadline_seconds=20)))


@pytest.mark.verifies("PF-8", "PF-16", "PF-17", "FHIR-1", "FHIR-2")
def test_the_templates_of_discovery_are_what_is_asked_each_once_with_the_token(
    tmp_path: Path, server: FhirServer
) -> None:
    body = call(without=("prefetch",), fhirServer=f"{server.url}/", fhirAuthorization=AUTHORIZATION)
    assert post(make_app(tmp_path, deadline_ms=20_000), body).status_code == 200
    asked = {f"{each.path}?{'&'.join(f'{k}={v[0]}' for k, v in each.query.items())}" for each in server.asked}
    expected = {f"/fhir/{text.replace('{{context.patientId}}', PATIENT)}" for text in TEMPLATES.values()}
    assert {text.rstrip("?") for text in asked} == expected
    assert len(server.asked) == len(TEMPLATES)
    for each in server.asked:
        assert each.headers["Authorization"] == f"Bearer {TOKEN}"
        assert each.headers["Accept"] == "application/fhir+json"
        assert each.headers["Host"] == f"127.0.0.1:{server.port}"
        assert "Cookie" not in each.headers


@pytest.mark.verifies("PF-7", "PF-8")
@pytest.mark.parametrize("sent", [(), ("conditions",), ("conditions", "observations"), tuple(TEMPLATES)])
def test_only_what_did_not_come_is_asked_for(tmp_path: Path, server: FhirServer, sent: tuple[str, ...]) -> None:
    body = call(prefetch=dict.fromkeys(sent), fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    assert post(make_app(tmp_path, deadline_ms=20_000), body).status_code == 200
    types = {key: template.partition("?")[0].partition("/")[0] for key, template in TEMPLATES.items()}
    assert sorted(each.type for each in server.asked) == sorted(types[key] for key in set(TEMPLATES) - set(sent))


@pytest.mark.verifies("PF-13")
@pytest.mark.parametrize("members", [("link", "entry"), ("entry", "link")])
@pytest.mark.parametrize("count", [1, 2_000])
def test_the_next_page_of_a_bundle_that_came_is_fetched_however_large_it_is(
    tmp_path: Path, server: FhirServer, members: tuple[str, str], count: int
) -> None:
    server.resources["Condition"] = [condition(id=f"c{number}") for number in range(count + 1)]
    server.page_size = count
    first = server.page("Condition", 0)
    page = {"resourceType": "Bundle", **{member: first[member] for member in members}}
    core = StandIn()
    body = call(prefetch={"observations": None, "conditions": page}, fhirServer=server.url)
    body["fhirAuthorization"] = AUTHORIZATION
    assert post(make_app(tmp_path, core, deadline_ms=20_000), body).status_code == 200
    assert [each.query["page"] for each in server.asked_for("Condition")] == [["1"]]
    assert core.records[0].state_of("conditions") == "answered"


@pytest.mark.verifies("REQ-12")
@pytest.mark.parametrize("hook", ["order-select", "order-sign", "problem-list-item-create"])
def test_drafts_are_never_looked_for(tmp_path: Path, server: FhirServer, hook: str) -> None:
    body = call(hook, without=("prefetch",), fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    assert post(make_app(tmp_path, deadline_ms=20_000), body).status_code == 200
    assert not [each for each in server.asked if "request-123" in each.path or "_id" in each.query]


def test_a_patient_id_stays_one_parameter_of_the_search(server: FhirServer) -> None:
    access = FhirAccess(read_address(server.url), LOOPBACK)
    templates = {"conditions": TEMPLATES["conditions"]}
    gather({}, {"patientId": "x&_include=*#/../"}, templates, access, FhirClient(Limits(deadline_seconds=20)))
    (each,) = server.asked
    assert (each.path, each.query) == ("/fhir/Condition", {"patient": ["x&_include=*#/../"], "_count": ["1000"]})


@pytest.mark.parametrize("longest", [40, 2_000])
def test_a_search_with_a_long_url_is_sent_as_a_form(server: FhirServer, longest: int) -> None:
    access = FhirAccess(read_address(server.url), LOOPBACK, token=TOKEN, scope="patient/*.read")
    templates = {key: TEMPLATES[key] for key in ("patient", "observations")}
    client = FhirClient(Limits(deadline_seconds=20))
    gathered = gather({}, CONTEXT, templates, access, client, longest_get=longest)
    assert gathered.failures == {}
    (search,) = server.asked_for("Observation")
    (read,) = server.asked_for("Patient")
    form = f"patient={PATIENT}&_sort=-date&_count=1000"
    if longest == 40:
        assert (search.method, search.path, search.form) == ("POST", "/fhir/Observation/_search", form)
        assert search.headers["Content-Type"] == "application/x-www-form-urlencoded"
    else:
        assert (search.method, search.path, search.form) == ("GET", "/fhir/Observation", "")
    assert (read.method, search.headers["Authorization"]) == ("GET", f"Bearer {TOKEN}")


# Scopes ------------------------------------------------------------------------------------------------------------

CLINICAL = ("conditions", "observations")
SCOPES: dict[str, dict[str, str]] = {
    "patient/*.read": {"patient": "all", "conditions": "all", "observations": "all"},
    "user/*.*": {"patient": "all", "conditions": "all", "observations": "all"},
    "patient/*.*": {"patient": "all", "conditions": "all", "observations": "all"},
    "patient/*.rs": {"patient": "all", "conditions": "all", "observations": "all"},
    "patient/*.cruds": {"patient": "all", "conditions": "all", "observations": "all"},
    "system/*.rs": {"patient": "all", "conditions": "all", "observations": "all"},
    "patient/Observation.read": {"observations": "all"},
    "launch openid patient/Observation.read user/Condition.rs": {"conditions": "all", "observations": "all"},
    "patient/Observation.s": {"observations": "all"},
    "patient/Observation.r": {},
    "patient/Patient.s": {},
    "patient/Patient.r": {"patient": "all"},
    "patient/Observation.write": {},
    "patient/Observation.cud": {},
    "patient/Observation.": {},
    "patient/Observation": {},
    "patient/observation.read": {},
    "patient/Observation.sr": {},
    "patient/ObservationX.read": {},
    "xpatient/Observation.read": {},
    "Observation.read": {},
    "patient/Observation.rs?category=laboratory": {"observations": "part"},
    "patient/Observation.cruds?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory": {
        "observations": "part"
    },
    "patient/*.rs?_security=x": {"patient": "part", "conditions": "part", "observations": "part"},
    "patient/Observation.rs?category=laboratory patient/Observation.rs": {"observations": "all"},
    "patient/Observation.read?category=laboratory": {},
    "openid fhirUser launch/patient offline_access": {},
}


@pytest.mark.verifies("FHIR-6", "FHIR-8")
@pytest.mark.parametrize("scope", SCOPES)
def test_queries_stay_within_the_scopes_of_either_form(server: FhirServer, scope: str) -> None:
    keys = ("patient", *CLINICAL)
    gathered = asked_with(server, scope, keys)
    types = {"patient": "Patient", "conditions": "Condition", "observations": "Observation"}
    assert {each.type for each in server.asked} == {types[key] for key in SCOPES[scope]}
    for key in keys:
        grant = SCOPES[scope].get(key)
        assert (key in gathered.values) == (grant is not None)
        assert gathered.states.get(key) == (KeyState.PARTIAL if grant == "part" else None)
        assert gathered.failures.get(key) == (None if grant else "scope")


@pytest.mark.verifies("FHIR-6", "PF-14")
def test_required_data_outside_the_scopes_was_not_asked_for(tmp_path: Path, server: FhirServer) -> None:
    authorization = {**AUTHORIZATION, "scope": "patient/Observation.read"}
    body = call(without=("prefetch",), fhirServer=server.url, fhirAuthorization=authorization)
    (issue,) = assert_outcome(post(make_app(tmp_path, deadline_ms=20_000), body), 412, "DVT-201")
    assert issue["diagnostics"] == "conditions"
    assert "a token whose scopes cover it" in issue["details"]["text"]
    assert {each.type for each in server.asked} == {"Observation"}


@pytest.mark.verifies("FHIR-10", "PF-14")
def test_required_data_behind_a_token_that_is_over_asks_for_a_fresh_one(tmp_path: Path, server: FhirServer) -> None:
    body = call(without=("prefetch",), fhirServer=server.url, fhirAuthorization={**AUTHORIZATION, "expires_in": 0})
    issues = assert_outcome(post(make_app(tmp_path, deadline_ms=20_000), body), 412, "DVT-201", "DVT-201")
    assert "a token that has not expired" in issues[0]["details"]["text"]


@pytest.mark.verifies("PF-14")
def test_required_data_at_a_server_that_is_not_listed_is_told_with_the_settings_that_list_it(tmp_path: Path) -> None:
    body = call(without=("prefetch",), fhirServer="https://fhir.example/r4", fhirAuthorization=AUTHORIZATION)
    issues = assert_outcome(post(make_app(tmp_path), body), 412, "DVT-201", "DVT-201")
    assert "DVT_CDS_OPEN_FHIR_SERVERS, or `fhir_servers` of the trust file" in issues[0]["details"]["text"]


# The life of a token -----------------------------------------------------------------------------------------------


def access_at(received: float, expires_in: int) -> FhirAccess:
    body = call(fhirServer="http://127.0.0.1:1/fhir", fhirAuthorization={**AUTHORIZATION, "expires_in": expires_in})
    request = read_request(json.dumps(body).encode(), SERVICES["dvt-patient-view"])
    return OpenTrust().fhir_access(Caller(), request, received)


@pytest.mark.verifies("FHIR-10")
@pytest.mark.parametrize(("seconds_later", "is_over"), [(0.0, False), (4.9, False), (5.0, True), (6.0, True)])
def test_the_life_of_a_token_counts_from_the_receipt_of_the_call(seconds_later: float, is_over: bool) -> None:
    assert access_at(100.0, 5).is_over(100.0 + seconds_later) is is_over


@pytest.mark.verifies("FHIR-10")
def test_a_token_that_expires_between_two_pages_is_not_used_again(server: FhirServer) -> None:
    instants = iter([0.0] * 8)
    client = FhirClient(Limits(deadline_seconds=20), clock=lambda: next(instants, 6.0))
    server.resources["Condition"] = [condition(id=f"c{number}") for number in range(9)]
    server.page_size = 1
    access = FhirAccess(read_address(server.url), LOOPBACK, token=TOKEN, scope="patient/*.read", expires_at=5.0)
    gathered = gather({}, CONTEXT, {"conditions": TEMPLATES["conditions"]}, access, client)
    assert gathered.failures == {"conditions": "expired"}
    assert 1 <= len(server.asked) < 9
    assert b'"next"' in gathered.values["conditions"]


@pytest.mark.verifies("FHIR-7")
def test_nothing_fetched_is_kept_for_another_call(tmp_path: Path, server: FhirServer) -> None:
    app = make_app(tmp_path, deadline_ms=20_000)
    for token in ("token-of-one-user", "token-of-another"):
        authorization = {**AUTHORIZATION, "access_token": token}
        body = call(prefetch={"observations": None}, fhirServer=server.url, fhirAuthorization=authorization)
        assert post(app, body).status_code == 200
    tokens = [each.headers["Authorization"] for each in server.asked_for("Condition")]
    assert tokens == ["Bearer token-of-one-user", "Bearer token-of-another"]


@pytest.mark.verifies("FHIR-7")
def test_a_cookie_of_the_server_is_not_sent_back(tmp_path: Path, server: FhirServer) -> None:
    server.answers["Condition"] = lambda talk, asked: talk.give(bundle(), Set_Cookie="session=of-one-user")
    app = make_app(tmp_path, deadline_ms=20_000)
    for _ in range(2):
        body = call(prefetch={"observations": None}, fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
        assert post(app, body).status_code == 200
    assert not any("Cookie" in each.headers for each in server.asked)


@pytest.mark.verifies("FHIR-2")
def test_nothing_of_the_environment_changes_where_a_request_goes(
    tmp_path: Path, server: FhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password canary\n")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        body = call(prefetch={"observations": None}, fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
        assert post(make_app(tmp_path, deadline_ms=20_000), body).status_code == 200
        assert proxy.asked == []
    assert {each.headers["Authorization"] for each in server.asked} == {f"Bearer {TOKEN}"}


@pytest.mark.verifies("FHIR-5")
@pytest.mark.parametrize("failure", [status(401), status(500), fakes.hangs_up, fakes.truncated, fakes.held])
def test_the_token_is_in_no_log_answer_store_or_repr(
    tmp_path: Path, server: FhirServer, failure: fakes.Answer, capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    server.answers["*"] = failure
    core = StandIn()
    body = call(without=("prefetch",), fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    caplog.set_level("DEBUG")
    response = post(make_app(tmp_path, core, deadline_ms=300, log_level="DEBUG"), body)
    assert_outcome(response, 412, "DVT-202", "DVT-202")
    (asked_core,) = core.requests
    assert asked_core.fhir_authorization.access_token == TOKEN
    told = [
        repr(asked_core),
        repr(access_at(0.0, 5)),
        response.get_data(as_text=True),
        caplog.text,
        *capfd.readouterr(),
    ]
    told += [path.read_bytes().decode("latin-1") for path in tmp_path.iterdir()]
    assert not [text for text in told if TOKEN in text]
    assert "not_fetched" in caplog.text


# Servers that may be called ----------------------------------------------------------------------------------------


@pytest.mark.verifies("FHIR-1")
def test_a_server_without_token_is_read_only_where_it_is_listed(tmp_path: Path, server: FhirServer) -> None:
    body = call(without=("prefetch",), fhirServer=server.url)
    issues = assert_outcome(post(make_app(tmp_path, deadline_ms=20_000), body), 412, "DVT-201", "DVT-201")
    assert "a token" in issues[0]["details"]["text"]
    assert server.asked == []
    app = make_app(tmp_path, deadline_ms=20_000, open_fhir_servers=(f"{server.url}/",))
    assert post(app, body).status_code == 200
    assert {each.headers.get("Authorization") for each in server.asked} == {None}


REFUSED_SERVERS = [
    "http://10.0.0.5/fhir", "https://192.168.1.1/fhir", "http://172.16.0.1/fhir", "http://169.254.169.254/latest",
    "http://[fe80::1]/fhir", "http://[fd00::1]/fhir", "http://0.0.0.0/fhir", "http://[::]/fhir", "http://224.0.0.1/fhir",
    "http://[ff02::1]/fhir", "http://100.64.0.1/fhir", "http://[::ffff:10.0.0.5]/fhir", "http://[::ffff:a9fe:a9fe]/x",
    "http://[64:ff9b::a00:5]/fhir", "http://[2002:a00:5::1]/fhir", "http://255.255.255.255/fhir",
]  # fmt: skip


@pytest.mark.verifies("CLI-17")
@pytest.mark.parametrize("url", REFUSED_SERVERS)
def test_a_server_on_an_unlisted_private_address_is_403(tmp_path: Path, url: str) -> None:
    core = StandIn()
    body = call(fhirServer=url, fhirAuthorization=AUTHORIZATION)
    assert_outcome(post(make_app(tmp_path, core), body), 403, "DVT-204")
    assert core.requests == []


@pytest.mark.parametrize("url", ["http://127.0.0.1@evil.example/", "ftp://127.0.0.1/", "http://127.0.0.1:0/", "fhir"])
def test_a_server_that_is_no_plain_url_is_400(tmp_path: Path, url: str) -> None:
    assert_outcome(post(make_app(tmp_path), call(fhirServer=url)), 400, "DVT-105")


@pytest.mark.parametrize("url", ["http://2130706433/fhir", "http://0x7f.1/fhir", "http://0177.0.0.1/", "http://a%2eb/"])
def test_a_host_in_an_odd_spelling_is_not_called(tmp_path: Path, url: str) -> None:
    """The resolver of a machine may read these as addresses; they are not listed, so nobody asks it."""
    body = call(without=("prefetch",), fhirServer=url, fhirAuthorization=AUTHORIZATION)
    assert post(make_app(tmp_path), body).status_code in (403, 412)


@pytest.mark.parametrize("hook", ["patient-view", "order-select", "order-sign"])
def test_a_call_of_the_sandbox_is_answered_from_what_it_brought(tmp_path: Path, hook: str) -> None:
    """It always names a server on the internet, and sends no token."""
    body = in_context(hook, without=("encounterId",))
    body["fhirServer"] = "https://launch.smarthealthit.org/v/r4/fhir"
    assert post(make_app(tmp_path), body).status_code == 200


def test_data_of_another_patient_from_the_server_stops_the_call(tmp_path: Path, server: FhirServer) -> None:
    server.resources["Condition"] = [condition("someone-else", code={"text": "x"})]
    body = call(prefetch={"observations": None}, fhirServer=server.url, fhirAuthorization=AUTHORIZATION)
    (issue,) = assert_outcome(post(make_app(tmp_path, deadline_ms=20_000), body), 400, "DVT-108")
    assert issue["expression"][0].startswith("prefetch.conditions")


def test_a_wrong_value_stays_wrong_when_it_cannot_be_replaced(server: FhirServer) -> None:
    server.answers["*"] = status(500)
    access = FhirAccess(read_address(server.url), LOOPBACK)
    wrong: Mapping[str, Any] = {"conditions": b'{"resourceType":"Patient"}'}
    gathered = gather(wrong, CONTEXT, {"conditions": TEMPLATES["conditions"]}, access, FhirClient())
    assert (gathered.values, gathered.states) == (wrong, {})


def test_the_repr_of_a_token_hides_it() -> None:
    authorization = FhirAuthorization(TOKEN, 5, "patient/*.read", "subject-canary")
    assert TOKEN not in repr(authorization)
    assert TOKEN not in repr(replace(access_at(0.0, 5), token=TOKEN))
