"""Tokens: a service that wants one takes a registered client's, and no other."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from service.conformance.checks import broken, check, expect_cards, fine, told
from service.conformance.feedback_checks import NOT_TAKEN
from service.conformance.outcome import Level, Verdict
from service.conformance.signing import ABSENT, LIFETIME_SECONDS, Signer, encoded, stranger
from service.conformance.target import Answer, Listed, Target

SECTION = "tokens"
HOUR, DAY = 3_600, 86_400


def _first(target: Target) -> Listed:
    return target.services[0]


def _audience(target: Target) -> str:
    return f"{target.audience}{target.path(_first(target).id)}"


def _present(target: Target, token: str | None, what: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A sound call with this token (None: none); nothing but the token is wrong with it."""
    listed = _first(target)
    return target.call(listed.id, listed.call(), f"token: {what}", token=token, headers=headers)


def _expect_401(answer: Answer, level: Level | None = None) -> Verdict:
    if answer.status < 400:
        return broken(answer.subject, f"Was taken: {told(answer)}", level)
    if answer.status >= 500:
        return broken(answer.subject, f"Expected 401, got {told(answer)}")
    if answer.status != 401:
        return broken(answer.subject, f"Expected 401, got {told(answer)}", Level.ADVICE)
    return fine(answer.subject)


@check("no-token", SECTION, "A call without one bearer token is 401", "SEC-3", needs="tokens")
def no_token(target: Target) -> Iterator[Verdict]:
    yield _expect_401(_present(target, None, "none"))
    yield _expect_401(_present(target, "", "an empty one"))
    yield _expect_401(_present(target, "x", "no JWT"))
    yield _expect_401(_present(target, None, "Basic", {"Authorization": "Basic Y29uZm9ybWFuY2U6eA=="}))
    listed = _first(target)
    subject = "token: none, with feedback"
    answer = target.feedback(listed.id, {"feedback": []}, subject, token=None)
    if answer.status not in NOT_TAKEN:
        yield _expect_401(answer)


@check(
    "stranger",
    SECTION,
    "An issuer that is not known is 401, and nothing is fetched for it",
    "SEC-11",
    "SEC-4",
    needs="tokens",
)
def unknown_issuer(target: Target) -> Iterator[Verdict]:
    jku = target.own.jku if target.is_on_this_machine else "https://conformance.invalid/jwks.json"
    signer = stranger(jku)
    target.own.keys = [signer.jwk()]
    target.own.forget()
    audience = _audience(target)
    yield _expect_401(_present(target, signer.token(audience), "of a stranger, whose keys are at its jku"))
    yield _expect_401(_present(target, signer.token(audience, {"jku": ABSENT}), "of a stranger"))
    yield _expect_401(
        _present(target, signer.token(audience, {"jwk": signer.jwk()}), "of a stranger, with its key inside")
    )
    if target.own.key_fetches:
        yield broken(
            "token: of a stranger",
            f"Its keys were fetched {target.own.key_fetches} time(s) from an address that it named itself.",
        )
    else:
        yield fine("token: of a stranger, nothing fetched")


@check("registered", SECTION, "A registered client's token is taken", "SEC-3", "SEC-8", "SEC-16", needs="issuer")
def registered(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    yield expect_cards(_present(target, signer.token(_audience(target)), "sound"))
    several = ["https://conformance.invalid", _audience(target)]
    yield expect_cards(_present(target, signer.token(several), "with several audiences"))


def _signer(target: Target) -> Signer:
    return target.signer or stranger("")


@check("unsigned", SECTION, "A token without a signature is 401", "SEC-14", needs="tokens")
def unsigned(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    for algorithm in ("none", "None", "NONE"):
        header = signer.header(alg=algorithm)
        token = signer.unsigned(header, signer.claims(_audience(target)))
        yield _expect_401(_present(target, token, f"of the algorithm {algorithm}"))
    token = signer.unsigned(signer.header(), signer.claims(_audience(target)))
    yield _expect_401(_present(target, token, "with an empty signature"))


@check("symmetric", SECTION, "A token signed with the public key as a secret is 401", "SEC-15", needs="tokens")
def symmetric(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    claims = signer.claims(_audience(target))
    token = signer.signed_with_public_key(signer.header(alg="HS256"), claims)
    yield _expect_401(_present(target, token, "of the algorithm HS256"))


@check("signature", SECTION, "A token with a wrong signature is 401", "SEC-4", "SEC-6", "SEC-12", needs="issuer")
def signature(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    audience = _audience(target)
    other = replace(stranger(""), issuer=signer.issuer, kid=signer.kid)
    header, claims, signed = signer.token(audience).split(".")
    changed = encoded({**signer.claims(audience), "sub": "somebody-else"})
    yield _expect_401(_present(target, f"{header}.{changed}.{signed}", "changed after it was signed"))
    yield _expect_401(_present(target, f"{header}.{claims}.{_flipped(signed)}", "with a bit of the signature changed"))
    yield _expect_401(_present(target, other.token(audience), "signed with another key"))
    inside = other.token(audience, {"jwk": other.jwk()})
    yield _expect_401(_present(target, inside, "signed with another key, which is inside"))
    yield _expect_401(_present(target, signer.token(audience, {"kid": f"x-{uuid.uuid4()}"}), "of an unknown kid"))


def _flipped(signature: str) -> str:
    return f"{'B' if signature.startswith('A') else 'A'}{signature[1:]}"


@check("foreign-keys", SECTION, "A registered issuer's keys come from its own address only", "SEC-11", needs="issuer")
def foreign_keys(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    jku = target.own.jku if target.is_on_this_machine else "https://conformance.invalid/jwks.json"
    other = replace(stranger(jku), issuer=signer.issuer, kid="conformance-key-2")
    target.own.keys = [other.jwk()]
    target.own.forget()
    yield _expect_401(_present(target, other.token(_audience(target)), "with a jku that is not the issuer's"))
    if target.own.key_fetches:
        yield broken("token: with a jku that is not the issuer's", "The keys there were fetched.")


@check("claims", SECTION, "A token without a required claim is 401", "SEC-7", needs="issuer")
def claims(target: Target) -> Iterator[Verdict]:
    for claim, level in (
        ("iss", None),
        ("aud", None),
        ("exp", None),
        ("iat", Level.SHOULD),
        ("jti", Level.SHOULD),
    ):
        token = (
            _signer(target).token(_audience(target), **{claim: ABSENT})
            if claim != "aud"
            else _signer(target).token(ABSENT)
        )
        yield _expect_401(_present(target, token, f"without {claim}"), level)


@check("header", SECTION, "A token without a required header is 401", "SEC-5", level=Level.SHOULD, needs="issuer")
def header(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    yield _expect_401(_present(target, signer.token(_audience(target), {"kid": ABSENT}), "without kid"))
    yield _expect_401(_present(target, signer.token(_audience(target), {"typ": ABSENT}), "without typ"))


@check("audience", SECTION, "A token for another address is 401", "SEC-8", needs="issuer")
def audience(target: Target) -> Iterator[Verdict]:
    base, listed = target.audience, _first(target)
    others = {
        "of another host": f"https://conformance.invalid{target.path(listed.id)}",
        "of another service": f"{base}{target.path(f'{listed.id}-other')}",
        "of discovery": f"{base}{target.path()}",
        "of a longer address": f"{base}{target.path(listed.id)}-other",
        "that is empty": "",
    }
    for what, address in others.items():
        yield _expect_401(_present(target, _signer(target).token(address), f"with an audience {what}"))


@check("times", SECTION, "An expired token is 401", "SEC-9", needs="issuer")
def times(target: Target) -> Iterator[Verdict]:
    signer = _signer(target)
    now = int(signer.now())
    ways: tuple[tuple[str, dict[str, Any], Level | None], ...] = (
        ("that expired an hour ago", {"iat": now - HOUR - LIFETIME_SECONDS, "exp": now - HOUR}, None),
        ("that expired two minutes ago", {"iat": now - LIFETIME_SECONDS, "exp": now - 120}, Level.SHOULD),
        ("whose exp is a text", {"exp": "tomorrow"}, None),
        ("issued an hour from now", {"iat": now + HOUR, "exp": now + HOUR + LIFETIME_SECONDS}, Level.SHOULD),
        ("not valid before an hour from now", {"nbf": now + HOUR, "exp": now + 2 * HOUR}, Level.SHOULD),
        ("that lives for a year", {"exp": now + 365 * DAY}, Level.ADVICE),
    )
    for what, members, level in ways:
        yield _expect_401(_present(target, signer.token(_audience(target), **members), what), level)


@check("replay", SECTION, "A token is taken once", "SEC-10", level=Level.SHOULD, needs="issuer")
def replay(target: Target) -> Iterator[Verdict]:
    token = _signer(target).token(_audience(target))
    if _present(target, token, "sound, for the first time").has_cards:
        yield _expect_401(_present(target, token, "sound, for the second time"))


@check(
    "opaque-401",
    SECTION,
    "Every 401 says the same, and how to authenticate",
    "SEC-19",
    "HTTP-6",
    level=Level.ADVICE,
    needs="tokens",
)
def opaque(target: Target) -> Iterator[Verdict]:
    refused = [answer for answer in target.answers if answer.status == 401 and answer.subject.startswith("token:")]
    bodies = {json.dumps(answer.value, sort_keys=True) if answer.is_json else answer.body for answer in refused}
    if len(bodies) > 1:
        yield broken("401", f"There are {len(bodies)} different bodies: a caller learns which check failed.")
    elif any(not answer.headers.get("WWW-Authenticate") for answer in refused):
        yield broken("401", "Does not name the scheme in WWW-Authenticate.")
    else:
        yield fine("401")
