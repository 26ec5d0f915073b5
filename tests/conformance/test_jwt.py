"""Tokens that are taken, and many that are not: all refused with one answer, and nobody is called for a stranger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask

from service.hooks.paths import SERVICES_PATH
from tests.fhir_server import FhirServer, running
from tests.hook_calls import NOW, assert_outcome, call, post
from tests.tokens import (
    ABSENT,
    EPOCH,
    ISSUER,
    PATIENT_VIEW,
    PUBLIC_URL,
    Client,
    bearer,
    ec_key,
    encoded,
    jwk,
    rsa_key,
    signed,
    trusting_app,
)

SERVICE = f"{SERVICES_PATH}/dvt-patient-view"
STRANGER = "https://stranger.example"
FEEDBACK = {"feedback": []}


def key_set() -> dict[str, Any]:
    return {
        "keys": [
            jwk(ec_key(), "key-1", "ES384"),
            jwk(rsa_key(), "key-rsa", "RS384"),
            jwk(ec_key("encrypting"), "key-enc", "ES384", use="enc"),
            jwk(ec_key("signing-only"), "key-ops", "ES384", key_ops=["sign"]),
            jwk(ec_key("small", "P-256"), "key-p256", "ES256"),
            jwk(ec_key("small", "P-256"), "key-p256-as-384", "ES256", alg="ES384"),
            jwk(rsa_key("short", 1024), "key-short", "RS384"),
            jwk(ec_key("twin"), "key-twin", "ES384"),
            jwk(ec_key("other twin"), "key-twin", "ES384"),
            {"kty": "oct", "kid": "key-oct", "k": encoded(b"0" * 48), "alg": "HS384"},
            {"kty": "EC", "kid": "key-broken", "crv": "P-384", "x": "AA", "y": "AA", "alg": "ES384"},
            "not a key",
        ]
    }


@pytest.fixture(scope="module")
def keys() -> Iterator[FhirServer]:
    """A server of key sets, which counts who asks."""
    with running() as server:
        server.answers["jwks"] = lambda talk, asked: talk.give(key_set())
        server.answers["evil"] = lambda talk, asked: talk.give({"keys": [jwk(ec_key("attacker"), "key-1", "ES384")]})
        yield server


@pytest.fixture(scope="module")
def jku(keys: FhirServer) -> str:
    return f"{keys.origin}/keys/jwks"


@pytest.fixture(scope="module")
def app(jku: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return trusting_app(tmp_path_factory.mktemp("jwt"), {"issuer": ISSUER, "jku": [jku]})


@pytest.fixture
def client(jku: str) -> Client:
    return Client(jku=jku)


def called(app: Flask, token: str, path: str = SERVICE, body: Any = None) -> Any:
    return post(app, body if body is not None else call(), path, headers=bearer(token))


# Taken ---------------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("SEC-3", "SEC-4", "SEC-13", "SEC-16")
@pytest.mark.parametrize(("algorithm", "kid"), [("ES384", "key-1"), ("RS384", "key-rsa")])
@pytest.mark.parametrize("with_jku", [True, False])
def test_both_recommended_algorithms_are_taken(app: Flask, jku: str, algorithm: str, kid: str, with_jku: bool) -> None:
    key = ec_key() if algorithm == "ES384" else rsa_key()
    assert called(app, Client(key, algorithm, kid, jku if with_jku else None).token()).status_code == 200


@pytest.mark.verifies("SEC-13")
def test_keys_that_were_agreed_beforehand_need_no_call(tmp_path: Path, keys: FhirServer) -> None:
    before = len(keys.asked)
    app = trusting_app(tmp_path, {"issuer": ISSUER, "keys": [jwk(ec_key(), "key-1", "ES384")]})
    assert called(app, Client().token()).status_code == 200
    assert called(app, Client(kid="zork").token()).status_code == 401
    assert len(keys.asked) == before


TOLERATED: dict[str, dict[str, Any]] = {
    "aud in an array": {"aud": [PATIENT_VIEW]},
    "aud among others": {"aud": ["https://other.example", PATIENT_VIEW]},
    "aud with a final slash": {"aud": PATIENT_VIEW + "/"},
    "aud with a double slash": {"aud": f"{PUBLIC_URL}//cds-services//dvt-patient-view"},
    "aud with the default port": {"aud": PATIENT_VIEW.replace("cds.example", "CDS.example:443")},
    "nbf five minutes ago": {"nbf": EPOCH - 300},
    "nbf within the leeway": {"nbf": EPOCH + 60},
    "issued within the leeway": {"iat": EPOCH + 59},
    "expired within the leeway": {"iat": EPOCH - 100, "exp": EPOCH - 59},
    "an hour of life": {"exp": EPOCH + 3600},
    "a fraction of a second": {"iat": EPOCH - 0.5, "exp": EPOCH + 300.25},
    "sub and tenant": {"sub": "client-id", "tenant": "t"},
    "a claim nobody knows": {"zork": {"a": [1]}},
    "a long jti": {"jti": "f" * 64},
}


@pytest.mark.verifies("SEC-7", "SEC-8", "SEC-9")
@pytest.mark.parametrize("claims", TOLERATED.values(), ids=TOLERATED)
def test_claims_of_real_clients_are_taken(app: Flask, client: Client, claims: dict[str, Any]) -> None:
    assert called(app, client.token(**claims)).status_code == 200


@pytest.mark.verifies("SEC-5", "SEC-6")
@pytest.mark.parametrize(
    "header", [{"typ": "jwt"}, {"jwk": {"kty": "EC"}}, {"x5u": "https://evil.example"}, {"x5c": ["AA"]}]
)
def test_a_header_may_be_spelt_or_filled_oddly(app: Flask, client: Client, header: dict[str, Any]) -> None:
    assert called(app, client.token(header)).status_code == 200


@pytest.mark.parametrize("header", ["bearer {}", "BEARER  {}", " Bearer {} "])
def test_the_scheme_is_read_in_either_case(app: Flask, client: Client, header: str) -> None:
    assert post(app, call(), headers={"Authorization": header.format(client.token())}).status_code == 200


@pytest.mark.verifies("SEC-8", "FB-10")
@pytest.mark.parametrize("aud", [f"{PATIENT_VIEW}/feedback", PATIENT_VIEW])
def test_feedback_may_be_addressed_by_itself_or_by_its_service(app: Flask, client: Client, aud: str) -> None:
    token = client.token(aud=aud)
    assert called(app, token, f"{SERVICE}/feedback", FEEDBACK).status_code == 200


@pytest.mark.verifies("SEC-8")
@pytest.mark.parametrize("path", [SERVICE + "/", "/cds-services//dvt-patient-view"])
def test_the_slashes_of_an_address_do_not_matter(app: Flask, client: Client, path: str) -> None:
    assert called(app, client.token(), path).status_code == 200


# The printed token of the specification ------------------------------------------------------------------------------

PRINTED_KEY = {
    "kty": "EC",
    "use": "sig",
    "crv": "P-384",
    "kid": "example-kid",
    "x": "46SDH7Znh821wblCBglA61sNE9ZrHYKKt3qRtRTmSXyOI_FIGBLWrWa0GPUkDCEk",
    "y": "XMcRuuoGW7CXjQdy-F5i3FeBE0x9hPLdeFdSoDd3ELmx404tLX0VRRcqzAsPhXcI",
    "alg": "ES384",
}
PRINTED_TOKEN = (
    "eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6ImV4YW1wbGUta2lkIiwiamt1IjoiaHR0cHM6Ly9maGlyLWVoci5leGFtcGxlLmNvbS9q"
    "d2tfdXJpIn0.eyJpc3MiOiJodHRwczovL2ZoaXItZWhyLmV4YW1wbGUuY29tLyIsImF1ZCI6Imh0dHBzOi8vY2RzLmV4YW1wbGUub3JnL2Nkcy1z"
    "ZXJ2aWNlcy9zb21lLXNlcnZpY2UiLCJleHAiOjE0MjI1Njg4NjAsImlhdCI6MTMxMTI4MDk3MCwianRpIjoiZWUyMmIwMjEtZTFiNy00NjExLWJh"
    "NWItOGVlYzZhMzNhYzFlIiwidGVuYW50IjoiMmRkZDZjM2EtOGU5YS00NGM2LWEzMDUtNTIxMTFhZDMwMmEyIn0.d1WfLjGRKlcWB94l9do4cM8R"
    "EXeYJLL6SGUBO8VHZhfM8mwKYP70EMxJ67War4TQblEpaQrp11wx5p7oPFm2ETYgCicS84vXWEIYTdjooZdooCSDf2L8-i4awdoUwiEb"
)


@pytest.mark.verifies("SEC-4", "SEC-7", "SEC-8")
def test_the_token_printed_in_the_specification_verifies(tmp_path: Path) -> None:
    """With the clock at its time, its lifetime of three years allowed and its service, which is none of ours."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from flask import Request
    from werkzeug.test import EnvironBuilder

    from service.errors import UnauthenticatedError
    from service.fhir.client_connections import Connections
    from service.hooks.client_trust import JwtTrust
    from service.hooks.trust_file import read_trust_file
    from service.store import open_store
    from tests.tokens import write_trust

    issuer = "https://fhir-ehr.example.com/"
    entry = {"issuer": issuer, "jku": ["https://fhir-ehr.example.com/jwk_uri"], "keys": [PRINTED_KEY]}
    issuers = read_trust_file(write_trust(tmp_path, entry), production=True)
    lifted = {issuer: replace(issuers[issuer], max_lifetime_seconds=4 * 366 * 24 * 3600)}
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")

    def trust(registered: Any, moment: datetime) -> JwtTrust:
        return JwtTrust(
            registered, public_url="https://cds.example.org", store=store, clock=lambda: moment,
            connections=Connections(),
        )  # fmt: skip

    then, late = datetime(2014, 6, 1, tzinfo=UTC), datetime(2015, 6, 1, tzinfo=UTC)
    environ = EnvironBuilder("/cds-services/some-service", headers=bearer(PRINTED_TOKEN)).get_environ()
    for refusing in (trust(issuers, then), trust(lifted, late)):
        with pytest.raises(UnauthenticatedError):
            refusing.authenticate(Request(environ))
    caller = trust(lifted, then).authenticate(Request(environ))
    assert (caller.issuer, caller.tenant) == (issuer, "2ddd6c3a-8e9a-44c6-a305-52111ad302a2")


# Refused -------------------------------------------------------------------------------------------------------------


def hmac_with_public_key(client: Client) -> str:
    """The confusion of RSA with HMAC: the public key as the secret."""
    secret = rsa_key().public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    import hashlib
    import hmac

    text = f"{encoded(client.header(alg='HS256', kid='key-rsa'))}.{encoded(client.claims())}"
    return f"{text}.{encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def unsigned(client: Client, algorithm: str) -> str:
    return f"{encoded(client.header(alg=algorithm))}.{encoded(client.claims())}."


def tampered(client: Client, **claims: Any) -> str:
    """A sound token with its payload exchanged."""
    head, _, signature = client.token().split(".")
    return f"{head}.{encoded(client.claims(**claims))}.{signature}"


def der_signature(client: Client) -> str:
    """An ECDSA signature in DER instead of the two raw numbers."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    text = f"{encoded(client.header())}.{encoded(client.claims())}"
    return f"{text}.{encoded(ec_key().sign(text.encode(), ec.ECDSA(hashes.SHA384())))}"


def zero_signature(client: Client, **header: Any) -> str:
    text = f"{encoded(client.header(**header))}.{encoded(client.claims())}"
    return f"{text}.{encoded(bytes(96))}"


def attackers_token(client: Client, **header: Any) -> str:
    """Signed with a key of the attacker, which the header brings along."""
    return signed(client.header(**header), client.claims(), ec_key("attacker"), "ES384")


def attackers_jwk() -> dict[str, Any]:
    return jwk(ec_key("attacker"), "key-1", "ES384")


def raw_payload(client: Client, payload: bytes) -> str:
    return signed(client.header(), payload, client.key, client.algorithm)


def with_key(key: Any, algorithm: str, kid: str) -> Callable[[Client], str]:
    return lambda client: Client(key, algorithm, kid, client.jku).token()


def claim(**claims: Any) -> Callable[[Client], str]:
    return lambda client: client.token(**claims)


def head(**header: Any) -> Callable[[Client], str]:
    return lambda client: client.token(header)


NEGATIVE: dict[str, dict[str, Callable[[Client], str]]] = {
    "not_one_bearer_token": {
        "empty": lambda client: "",
        "one part": lambda client: "zork",
        "two parts": lambda client: client.token().rpartition(".")[0],
        "four parts": lambda client: client.token() + ".x",
        "five parts, as if encrypted": lambda client: "a.b.c.d.e",
        "padding": lambda client: client.token() + "==",
        "a space inside": lambda client: client.token().replace(".", " .", 1),
        "longer than any token": claim(zork="x" * 9000),
    },
    "token_unreadable": {
        "header that is no JSON": lambda client: f"{encoded(b'zork')}.{encoded(client.claims())}.AA",
        "header that is an array": lambda client: f"{encoded([])}.{encoded(client.claims())}.AA",
        "payload that is no JSON": lambda client: raw_payload(client, b"zork"),
        "payload that is an array": lambda client: raw_payload(client, b"[]"),
        "payload that is not UTF-8": lambda client: raw_payload(client, b'{"iss":"\xff"}'),
        "kid that is a number": head(kid=1),
        "a critical extension": head(crit=["exp"]),
        "payload not encoded (b64)": head(b64=False, crit=["b64"]),
    },
    "instant": {
        "payload with NaN": lambda client: raw_payload(client, json.dumps(client.claims(exp=float("nan"))).encode()),
        "payload with infinity": lambda client: raw_payload(
            client, json.dumps(client.claims(exp=float("inf"))).encode()
        ),
        "exp that is text": claim(exp=str(EPOCH + 300)),
        "exp that is true": claim(exp=True),
        "exp that is negative": claim(exp=-1),
        "exp beyond all calendars": claim(exp=10**30),
        "iat that is text": claim(iat=str(EPOCH)),
        "nbf that is text": claim(nbf=str(EPOCH)),
    },
    "algorithm": {
        "none": lambda client: unsigned(client, "none"),
        "None": lambda client: unsigned(client, "None"),
        "NONE": lambda client: unsigned(client, "NONE"),
        "HS256 with the public key as secret": hmac_with_public_key,
        "HS384 with a key of the key set": lambda client: signed(
            client.header(alg="HS384", kid="key-oct"), client.claims(), b"0" * 48, "HS384"
        ),
        "ES256, which is not listed": with_key(ec_key("small", "P-256"), "ES256", "key-p256"),
        "RS256, which is not listed": with_key(rsa_key(), "RS256", "key-rsa"),
        "PS384, which is not listed": with_key(rsa_key(), "PS384", "key-rsa"),
        "no alg": lambda client: signed(client.header(alg=ABSENT), client.claims(), client.key, "ES384"),
        "alg in lower case": lambda client: signed(client.header(alg="es384"), client.claims(), client.key, "ES384"),
        "alg that is a list": lambda client: signed(client.header(alg=["ES384"]), client.claims(), client.key, "ES384"),
    },
    "signature": {
        "no signature": lambda client: client.token().rpartition(".")[0] + ".",
        "signed with another key": lambda client: attackers_token(client),
        "embedded jwk": lambda client: attackers_token(client, jwk=attackers_jwk()),
        "embedded x5u": lambda client: attackers_token(client, x5u="https://evil.example/x.pem"),
        "embedded x5c": lambda client: attackers_token(client, x5c=["MIIB"]),
        "payload exchanged": lambda client: tampered(client, sub="someone-else"),
        "signature in DER": der_signature,
        "signature of zeros": zero_signature,
        "signature cut short": lambda client: client.token()[:-4],
    },
    "key_not_for_this": {
        "kid of a key on another curve": lambda client: zero_signature(client, kid="key-p256-as-384"),
        "RS384 with the kid of an EC key": with_key(rsa_key(), "RS384", "key-1"),
        "ES384 with the kid of an RSA key": with_key(ec_key(), "ES384", "key-rsa"),
        "kid of an encryption key": with_key(ec_key("encrypting"), "ES384", "key-enc"),
        "kid of a key that may not verify": with_key(ec_key("signing-only"), "ES384", "key-ops"),
    },
    "kid": {
        "no kid": head(kid=ABSENT),
        "empty kid": head(kid=""),
        "embedded jwk without kid": lambda client: attackers_token(client, jwk=attackers_jwk(), kid=ABSENT),
    },
    "kid_unknown": {
        "unknown kid": head(kid="zork"),
        "kid that is a path": head(kid="../../../../dev/null"),
    },
    "kid_not_unique": {
        "kid of two keys": with_key(ec_key("twin"), "ES384", "key-twin"),
    },
    "key_unreadable": {
        "kid of a broken key": head(kid="key-broken"),
    },
    "key_too_short": {
        "kid of a short RSA key": with_key(rsa_key("short", 1024), "RS384", "key-short"),
    },
    "typ": {
        "no typ": head(typ=ABSENT),
        "typ of something else": head(typ="at+jwt"),
        "typ that is a number": head(typ=1),
    },
    "jku_not_listed": {
        "jku on another host": head(jku="https://evil.example/jwks.json"),
        "jku of another path": lambda client: client.token({"jku": (client.jku or "").replace("/jwks", "/evil")}),
        "jku with a query": lambda client: client.token({"jku": f"{client.jku}?x=1"}),
        "jku that is a file": head(jku="file:///etc/passwd"),
        "jku that is a list": head(jku=["https://evil.example"]),
        "key set of the attacker": lambda client: attackers_token(client, jku="https://evil.example/jwks.json"),
    },
    "issuer_unknown": {
        "unknown iss": claim(iss=STRANGER),
        "iss with another end": claim(iss=ISSUER + "/"),
        "iss in upper case": claim(iss=ISSUER.upper()),
        "iss that is a list": claim(iss=[ISSUER]),
        "no iss": claim(iss=ABSENT),
        "iss is null": claim(iss=None),
    },
    "audience": {
        "aud of another service": claim(aud=f"{PUBLIC_URL}/cds-services/dvt-order-sign"),
        "aud of discovery": claim(aud=f"{PUBLIC_URL}/cds-services"),
        "aud of the feedback": claim(aud=f"{PATIENT_VIEW}/feedback"),
        "aud over http": claim(aud=PATIENT_VIEW.replace("https", "http")),
        "aud of the host in the call": claim(aud="http://localhost/cds-services/dvt-patient-view"),
        "aud on another host": claim(aud=PATIENT_VIEW.replace("cds.example", "evil.example")),
        "aud with another beginning": claim(aud=PATIENT_VIEW.replace("cds.example", "cds.example.evil.example")),
        "aud with a query": claim(aud=PATIENT_VIEW + "?x=1"),
        "aud that is empty": claim(aud=[]),
        "aud with a number in it": claim(aud=[PATIENT_VIEW, 1]),
        "aud that is an object": claim(aud={"url": PATIENT_VIEW}),
        "aud of the base URL": claim(aud=PUBLIC_URL),
        "aud of a path below": claim(aud=f"{PATIENT_VIEW}/../dvt-patient-view"),
    },
    "expired": {
        "expired": claim(iat=EPOCH - 400, exp=EPOCH - 60),
        "expired long ago": claim(iat=EPOCH - 90_000, exp=EPOCH - 89_000),
    },
    "lifetime": {
        "longer than an hour": claim(exp=EPOCH + 3601),
        "longer than an hour, begun before": claim(iat=EPOCH - 3600, exp=EPOCH + 1),
        "no life at all": claim(iat=EPOCH + 30, exp=EPOCH + 30),
        "exp before iat": claim(iat=EPOCH + 50, exp=EPOCH + 10),
    },
    "issued_in_the_future": {
        "iat in the future": claim(iat=EPOCH + 61, exp=EPOCH + 300),
    },
    "not_yet_valid": {
        "nbf in the future": claim(nbf=EPOCH + 61),
    },
    "jti": {
        "jti that is empty": claim(jti=" "),
        "jti that is a number": claim(jti=7),
        "jti without end": claim(jti="x" * 257),
    },
    "tenant": {
        "tenant that is a number": claim(tenant=7),
    },
    "claim_missing": {
        "no aud": claim(aud=ABSENT),
        "aud is null": claim(aud=None),
        "no exp": claim(exp=ABSENT),
        "exp is null": claim(exp=None),
        "no iat": claim(iat=ABSENT),
        "iat is null": claim(iat=None),
        "no jti": claim(jti=ABSENT),
        "jti is null": claim(jti=None),
    },
}
"""The reason in the log → the faulty tokens it is about."""
FAULTS = [(reason, fault) for reason, faults in NEGATIVE.items() for fault in faults]


@pytest.fixture(scope="module")
def opaque(app: Flask) -> Any:
    """The one answer to everybody who is not authenticated: that to a call without a token."""
    response = post(app, call())
    assert_outcome(response, 401, "DVT-110")
    return response


def assert_refused(response: Any, opaque: Any) -> None:
    assert response.status_code == 401
    assert response.data == opaque.data
    assert sorted(response.headers.items()) == sorted(opaque.headers.items())
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.verifies(
    "CLI-16", "HTTP-6", "SEC-4", "SEC-5", "SEC-6", "SEC-7", "SEC-8", "SEC-9", "SEC-11", "SEC-12", "SEC-14", "SEC-15",
    "SEC-16", "SEC-18", "SEC-19",
)  # fmt: skip
@pytest.mark.parametrize(("reason", "fault"), FAULTS)
def test_a_faulty_token_is_refused_like_every_other_and_the_log_alone_says_why(
    app: Flask,
    client: Client,
    opaque: Any,
    keys: FhirServer,
    caplog: pytest.LogCaptureFixture,
    reason: str,
    fault: str,
) -> None:
    assert called(app, client.token()).status_code == 200
    asked = len(keys.asked)
    caplog.clear()
    token = NEGATIVE[reason][fault](client)
    assert_refused(called(app, token), opaque)
    (line,) = [record for record in caplog.records if record.msg == "unauthenticated"]
    assert line.fields == {"status": 401, "reason": reason}
    assert not any(part in caplog.text for part in token.split(".") if len(part) > 8)
    # the key set was fetched a moment ago, so not even an unknown kid leads to a request
    assert len(keys.asked) == asked


def test_there_are_at_least_forty_faulty_tokens() -> None:
    assert len(FAULTS) >= 40


ODD_VALUES = (None, True, -1, 10**400, 1.5, "", "zork", [], ["zork"], {}, {"a": []})


@pytest.mark.parametrize("place", ["header", "claims"])
@pytest.mark.parametrize(
    "member", ["alg", "typ", "kid", "jku", "crit", "iss", "aud", "exp", "iat", "nbf", "jti", "tenant"]
)
def test_no_value_of_any_member_does_anything_but_refuse(
    app: Flask, client: Client, opaque: Any, place: str, member: str
) -> None:
    """Where a value is harmless (a header of no meaning, a free claim) the token is taken; it never breaks anything."""
    for value in ODD_VALUES:
        header = client.header(**({member: value} if place == "header" else {}))
        claims = client.claims(**({member: value} if place == "claims" else {}))
        response = called(app, signed(header, claims, client.key, client.algorithm))
        if response.status_code != 200:
            assert_refused(response, opaque)


@pytest.mark.verifies("SEC-3")
@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic dXNlcjp3b3Jk", "{}", "Token {}", "Bearer {}, Bearer {}", "Bearer {} {}",
     "Bearer: {}", "Bearer {};x=1"],
)  # fmt: skip
def test_anything_but_one_bearer_token_is_refused(app: Flask, client: Client, opaque: Any, header: str) -> None:
    value = header.replace("{}", client.token())
    assert_refused(post(app, call(), headers={"Authorization": value}), opaque)


def test_a_token_in_the_address_or_the_body_counts_for_nothing(app: Flask, client: Client, opaque: Any) -> None:
    assert_refused(post(app, call(), f"{SERVICE}?access_token={client.token()}"), opaque)
    assert_refused(post(app, call(access_token=client.token())), opaque)


@pytest.mark.verifies("SEC-19", "FB-10")
def test_feedback_and_service_refuse_with_the_same_words(app: Flask, client: Client, opaque: Any) -> None:
    assert_refused(called(app, "zork", f"{SERVICE}/feedback", FEEDBACK), opaque)
    other = client.token(aud=f"{PUBLIC_URL}/cds-services/dvt-order-sign/feedback")
    assert_refused(called(app, other, f"{SERVICE}/feedback", FEEDBACK), opaque)


@pytest.mark.verifies("SEC-3")
def test_the_one_answer_says_what_to_send_and_where_the_reason_stands(opaque: Any) -> None:
    (issue,) = opaque.get_json()["issue"]
    assert "Send `Authorization: Bearer`" in issue["details"]["text"]
    assert "`unauthenticated`" in issue["details"]["text"]


def test_the_body_of_an_unauthenticated_call_is_not_read(app: Flask, opaque: Any) -> None:
    assert_refused(post(app, b"x" * 100_000, SERVICE), opaque)


# Strangers and their key sets ----------------------------------------------------------------------------------------


@pytest.mark.verifies("SEC-11")
@pytest.mark.parametrize("where", ["jwks", "evil"])
def test_nobody_is_called_for_an_unknown_issuer(
    tmp_path: Path, keys: FhirServer, where: str, opaque: Any, jku: str
) -> None:
    """A fresh application, so that nothing is cached: not even the registered key set is asked for."""
    app = trusting_app(tmp_path, {"issuer": ISSUER, "jku": [jku]})
    asked = len(keys.asked)
    url = f"{keys.origin}/keys/{where}"
    attacker = Client(ec_key("attacker"), jku=url, issuer=STRANGER)
    assert_refused(called(app, attacker.token()), opaque)
    assert_refused(called(app, attacker.token({"x5u": url, "jwk": attackers_jwk()})), opaque)
    assert len(keys.asked) == asked


@pytest.mark.verifies("SEC-11")
def test_a_foreign_key_set_of_a_known_issuer_is_not_fetched(
    tmp_path: Path, keys: FhirServer, jku: str, opaque: Any
) -> None:
    app = trusting_app(tmp_path, {"issuer": ISSUER, "jku": [jku]})
    asked = len(keys.asked)
    attacker = Client(ec_key("attacker"), jku=f"{keys.origin}/keys/evil")
    assert_refused(called(app, attacker.token()), opaque)
    assert len(keys.asked) == asked


def test_one_issuer_may_not_use_the_keys_of_another(tmp_path: Path, opaque: Any) -> None:
    other = "https://other.example"
    app = trusting_app(
        tmp_path,
        {"issuer": ISSUER, "keys": [jwk(ec_key(), "key-1", "ES384")]},
        {"issuer": other, "keys": [jwk(ec_key("other"), "key-1", "ES384")]},
    )
    assert called(app, Client(ec_key("other"), issuer=other).token()).status_code == 200
    assert_refused(called(app, Client(ec_key("other"), issuer=ISSUER).token()), opaque)


# Replay --------------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("SEC-10")
def test_a_token_is_taken_once_by_all_workers_together(tmp_path: Path, opaque: Any) -> None:
    entry = {"issuer": ISSUER, "keys": [jwk(ec_key(), "key-1", "ES384")]}
    first, second = trusting_app(tmp_path, entry), trusting_app(tmp_path, entry)
    client = Client()
    token = client.token()
    assert called(first, token).status_code == 200
    assert_refused(called(first, token), opaque)
    assert_refused(called(second, token), opaque)
    assert called(second, client.token()).status_code == 200


@pytest.mark.verifies("SEC-10")
def test_a_forged_token_does_not_use_up_the_jti_of_a_sound_one(app: Flask, client: Client, opaque: Any) -> None:
    claims = client.claims()
    assert_refused(called(app, signed(client.header(), claims, ec_key("attacker"), "ES384")), opaque)
    assert called(app, signed(client.header(), claims, client.key, "ES384")).status_code == 200


def test_two_issuers_may_use_the_same_jti(tmp_path: Path) -> None:
    other = "https://other.example"
    keys = [jwk(ec_key(), "key-1", "ES384")]
    app = trusting_app(tmp_path, {"issuer": ISSUER, "keys": keys}, {"issuer": other, "keys": keys})
    for issuer in (ISSUER, other):
        assert called(app, Client(issuer=issuer).token(jti="the same")).status_code == 200


# What is logged ------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("SEC-18", "FHIR-5")
def test_a_token_is_nowhere_in_the_store(tmp_path: Path) -> None:
    app = trusting_app(tmp_path, {"issuer": ISSUER, "keys": [jwk(ec_key(), "key-1", "ES384")]})
    token = Client().token(jti="canary-jti")
    assert called(app, token).status_code == 200
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("store*"))
    assert b"canary-jti" not in stored
    assert token.encode() not in stored


def test_the_clock_of_these_tests_stands_at_the_time_of_their_tokens() -> None:
    assert int(NOW.timestamp()) == EPOCH
    assert jwt.get_unverified_header(PRINTED_TOKEN)["kid"] == "example-kid"
