"""Authentication by JSON Web Token, as CDS Hooks describes it for the calls of a registered client.

Every failure has one answer, a 401 that says nothing; which check failed is in our log, in one of our own words.
Nothing a token says is believed, and no address it names is called, before its issuer was found in the trust file.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import jwt
from flask import Request

from service.errors import FhirServerRefusedError, ForbiddenError, UnauthenticatedError
from service.fhir.access import NO_ACCESS, FhirAccess
from service.fhir.address_guard import DEFAULT_PORTS, AddressRefusedError, AddressRules, read_address
from service.fhir.client_connections import Connections, Exchange, FetchFailedError, Resolve, resolve_host
from service.hooks.call_log import log_event
from service.hooks.jwks import Jwk, KeyRefusedError, KeySets, find_key, public_key
from service.hooks.messages import HookRequest
from service.hooks.trust import Caller, access_of
from service.hooks.trust_file import FhirServer, Issuer
from service.store import Store

KEY_SET_SECONDS = 3.0
KEY_SET_BYTES = 256 * 1024
LONGEST_TOKEN = 8_000
LONGEST_NAME = 256
"""Of ``kid``, ``jti`` and ``tenant``."""
REQUIRED_CLAIMS = ("iss", "aud", "exp", "iat", "jti")

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)")
_SLASHES = re.compile(r"/{2,}")
_LAST_INSTANT = 253_402_300_799
"""The end of year 9999, the last that a calendar date here can hold."""


class _Refused(Exception):
    """Why a token is not accepted, in one of our own words: for the log, never for the caller."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class JwtTrust:
    """The trust policy of a trust file.  ``clock`` gives aware UTC; ``ticks`` counts seconds for the key cache."""

    def __init__(
        self,
        issuers: Mapping[str, Issuer],
        *,
        public_url: str,
        store: Store,
        clock: Callable[[], datetime],
        connections: Connections,
        resolve: Resolve = resolve_host,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuers, self._public_url, self._store, self._clock = issuers, public_url.rstrip("/"), store, clock
        self._connections, self._resolve = connections, resolve
        self._rules = {url: issuer.rules for issuer in issuers.values() for url in issuer.jku}
        self._key_sets = KeySets(self._fetch_keys, ticks)

    # Who is calling --------------------------------------------------------------------------------------------

    def authenticate(self, request: Request) -> Caller:
        """The caller of a request by its token.

        Raises :class:`UnauthenticatedError` (401, opaque) for any fault of the token, and :class:`ForbiddenError`
        when the token is sound but its tenant may not call this service.  Sources: SEC-3 to SEC-19.
        """
        try:
            token = _bearer_token(request)
            issuer, header = self._registered_issuer(token)
            key = self._key(issuer, header)
            claims = _verified_claims(token, key, header["alg"])
            self._check_claims(issuer, claims, request.path)
            self._note_token(issuer, claims)
        except (_Refused, KeyRefusedError) as refused:
            log_event("unauthenticated", level=logging.WARNING, status=401, reason=refused.reason)
            raise UnauthenticatedError from None
        caller = Caller(issuer.issuer, claims.get("tenant", ""))
        self._check_allowed(issuer, caller, request.path)
        return caller

    def _registered_issuer(self, token: str) -> tuple[Issuer, dict[str, Any]]:
        """The registration that a token claims to belong to, and its header; nothing is verified yet."""
        try:
            unverified = jwt.decode_complete(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _Refused("token_unreadable") from None
        header, issuer = unverified["header"], unverified["payload"].get("iss")
        if not isinstance(issuer, str) or issuer not in self._issuers:
            raise _Refused("issuer_unknown")
        registered = self._issuers[issuer]
        _check_header(header, registered)
        return registered, header

    def _key(self, issuer: Issuer, header: Mapping[str, Any]) -> Any:
        """The key that the header's ``kid`` names: of the trust file, or of a listed key set (SEC-12, SEC-13)."""
        kid, algorithm = header["kid"], header["alg"]
        jwk: Jwk | None = find_key(issuer.keys, kid)
        if jwk is None:
            places = (header["jku"],) if "jku" in header else issuer.jku
            for url in places:
                jwk = self._key_sets.find(url, kid)
                if jwk is not None:
                    break
        if jwk is None:
            raise _Refused("kid_unknown")
        return public_key(jwk, algorithm)

    def _check_claims(self, issuer: Issuer, claims: Mapping[str, Any], path: str) -> None:
        now, leeway = self._clock().timestamp(), issuer.leeway_seconds
        issued, expires = _instant(claims["iat"]), _instant(claims["exp"])
        if expires <= now - leeway:
            raise _Refused("expired")
        if issued > now + leeway:
            raise _Refused("issued_in_the_future")
        if not 0 < expires - issued <= issuer.max_lifetime_seconds:
            raise _Refused("lifetime")
        if "nbf" in claims and _instant(claims["nbf"]) > now + leeway:
            raise _Refused("not_yet_valid")
        if not _is_name(claims["jti"]):
            raise _Refused("jti")
        if not isinstance(claims.get("tenant", ""), str) or len(claims.get("tenant", "")) > LONGEST_NAME:
            raise _Refused("tenant")
        self._check_audience(issuer, claims["aud"], path)

    def _check_audience(self, issuer: Issuer, audience: Any, path: str) -> None:
        """``aud`` names the address that was called, under the public URL or an audience listed for this issuer."""
        texts = [audience] if isinstance(audience, str) else audience
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise _Refused("audience")
        if any(text in issuer.audiences for text in texts):
            return
        expected = {
            normal_url(f"{base.rstrip('/')}{each}")
            for base in (self._public_url, *issuer.audiences)
            for each in _addressed_paths(path)
        } - {None}
        if expected.isdisjoint(normal_url(text) for text in texts):
            raise _Refused("audience")

    def _note_token(self, issuer: Issuer, claims: Mapping[str, Any]) -> None:
        """Last of all, so that only a sound token uses its ``jti`` up (SEC-10)."""
        expires = datetime.fromtimestamp(_instant(claims["exp"]) + issuer.leeway_seconds, UTC)
        if not self._store.remember_token(issuer.issuer, claims["jti"], expires, now=self._clock()):
            raise _Refused("replayed")

    # May they, and what may be read for them ---------------------------------------------------------------------

    def _check_allowed(self, issuer: Issuer, caller: Caller, path: str) -> None:
        parts = path.split("/")
        service = parts[2] if len(parts) > 2 else ""
        if issuer.tenants and caller.tenant not in issuer.tenants:
            raise _forbidden(issuer, "tenant", "The tenant of the token is not registered for its issuer.")
        if service and issuer.services and service not in issuer.services:
            raise _forbidden(issuer, "service", "The issuer of the token is not registered for this service.")

    def authorise(self, caller: Caller, request: HookRequest) -> None:
        """The FHIR server of the call is one that is registered for the issuer and the tenant of its token."""
        if request.fhir_server is not None and self._server(caller, request.fhir_server) is None:
            log_event("forbidden", status=403, reason="fhir_server", issuer=caller.issuer)
            raise FhirServerRefusedError(expression="fhirServer")

    def fhir_access(self, caller: Caller, request: HookRequest, received: float) -> FhirAccess:
        """What the token of the call allows at a registered server."""
        server = self._server(caller, request.fhir_server) if request.fhir_server is not None else None
        if server is None:
            return NO_ACCESS
        rules = self._issuers[caller.issuer].rules
        return access_of(request, server.address, rules, received, is_open=server.is_open)

    def _server(self, caller: Caller, url: str) -> FhirServer | None:
        found = self._issuers[caller.issuer].fhir_servers.get(read_address(url).base)
        if found is None or (found.tenants and caller.tenant not in found.tenants):
            return None
        return found

    # Keys --------------------------------------------------------------------------------------------------------

    def _fetch_keys(self, url: str) -> bytes:
        """A key set at a listed address; raises :class:`KeyRefusedError`."""
        try:
            return fetch_key_set(self._connections, url, self._rules[url], self._resolve)
        except AddressRefusedError:
            raise KeyRefusedError("keys_address_refused") from None
        except FetchFailedError:
            raise KeyRefusedError("keys_unreachable") from None


def fetch_key_set(
    connections: Connections,
    url: str,
    rules: AddressRules,
    resolve: Resolve = resolve_host,
    seconds: float = KEY_SET_SECONDS,
) -> bytes:
    """The bytes of a JWK Set: one GET without redirects, within a time and a size.

    Raises :class:`FetchFailedError` and :class:`AddressRefusedError`.
    """
    clock = time.monotonic
    exchange = Exchange(rules, clock() + seconds, KEY_SET_BYTES, clock, resolve)
    cut = threading.Timer(seconds, exchange.end)
    cut.daemon = True
    cut.start()
    try:
        headers = {"Accept": "application/jwk-set+json, application/json"}
        received = connections.send(exchange, read_address(url), headers, most_bytes=KEY_SET_BYTES)
    finally:
        cut.cancel()
    if received.status != 200:
        raise FetchFailedError(f"status_{received.status}")
    return received.body


def _forbidden(issuer: Issuer, reason: str, what: str) -> ForbiddenError:
    log_event("forbidden", status=403, reason=reason, issuer=issuer.issuer)
    return ForbiddenError(what, remedy="Have it registered with this service.")


def _bearer_token(request: Request) -> str:
    values = request.headers.getlist("Authorization")
    if not values:
        raise _Refused("no_token")
    found = _BEARER.fullmatch(values[0].strip()) if len(values) == 1 else None
    if found is None or len(found[1]) > LONGEST_TOKEN:
        raise _Refused("not_one_bearer_token")
    return found[1]


def _check_header(header: Mapping[str, Any], issuer: Issuer) -> None:
    """The members a header must have; ``jwk``, ``x5u`` and ``x5c`` are not looked at (SEC-6)."""
    if not isinstance(header.get("alg"), str) or header["alg"] not in issuer.algorithms:
        raise _Refused("algorithm")
    if not isinstance(header.get("typ"), str) or header["typ"].upper() != "JWT":
        raise _Refused("typ")
    if not _is_name(header.get("kid")):
        raise _Refused("kid")
    if "crit" in header or "b64" in header:
        raise _Refused("crit")
    if "jku" in header and header["jku"] not in issuer.jku:
        raise _Refused("jku_not_listed")


def _verified_claims(token: str, key: Any, algorithm: str) -> dict[str, Any]:
    """The claims of a token whose signature is right; times are compared later, on the service's own clock."""
    unchecked = ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
    options: dict[str, Any] = {"require": list(REQUIRED_CLAIMS), **{f"verify_{name}": False for name in unchecked}}
    try:
        return jwt.decode(token, key, algorithms=[algorithm], options=options)  # type: ignore[arg-type]
    except jwt.InvalidSignatureError:
        raise _Refused("signature") from None
    except jwt.MissingRequiredClaimError:
        raise _Refused("claim_missing") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise _Refused("token_unreadable") from None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST_NAME


def _instant(value: Any) -> float:
    """A NumericDate (RFC 7519); a text or a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Refused("instant")
    if not 0 <= value <= _LAST_INSTANT:  # also false for what is no number, and before a huge one is converted
        raise _Refused("instant")
    return float(value)


def _addressed_paths(path: str) -> Iterator[str]:
    """The paths that ``aud`` may name: feedback may be addressed by its service, the specification is silent (X10)."""
    yield path
    if path.endswith("/feedback"):
        yield path.removesuffix("/feedback")


def normal_url(text: str) -> str | None:
    """A URL as it is compared: scheme and host in lower case, no default port, single slashes, none at the end.

    None for what is not a plain http(s) URL, which then equals nothing.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    path = _SLASHES.sub("/", parts.path).rstrip("/")
    suffix = "" if port is None or port == DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{parts.hostname.rstrip('.')}{suffix}{path}"


__all__: Sequence[str] = ("JwtTrust", "fetch_key_set", "normal_url")
