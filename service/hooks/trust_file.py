"""The trust file: which issuers may call, with which keys, for which tenants, services and FHIR servers.

Read strictly, once, at start: an unknown member, a wrong type or a setting that would weaken the whole stops it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from service.errors import FaultsError, KnowledgeError, TrustFileError
from service.fhir.address_guard import AddressRefusedError, AddressRules, WebAddress, read_address, read_networks
from service.hooks.jwks import ALGORITHMS, PRIVATE_MEMBERS, Jwk, KeyRefusedError, find_key, public_key
from service.hooks.services import SERVICES
from service.strict_yaml import read_yaml

MOST_LEEWAY_SECONDS = 60
PUBLISHED_KEYS = "sandbox.cds-hooks.org"
"""The private key of the public Sandbox is in its repository, so anybody can sign as it."""


class _FhirServer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    open: bool = False
    tenants: tuple[str, ...] = ()


class _Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    issuer: str
    jku: tuple[str, ...] = ()
    keys: tuple[dict[str, Any], ...] = ()
    algorithms: tuple[str, ...] = ("ES384", "RS384")
    audiences: tuple[str, ...] = ()
    max_lifetime_seconds: int = 3600
    leeway_seconds: int = MOST_LEEWAY_SECONDS
    tenants: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    fhir_servers: tuple[_FhirServer, ...] = ()
    networks: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    issuers: tuple[_Issuer, ...]


@dataclass(frozen=True, slots=True)
class FhirServer:
    """A FHIR server that may be called for an issuer."""

    address: WebAddress
    is_open: bool
    """Whether it may be read without a token."""
    tenants: frozenset[str]
    """Empty: every tenant of the issuer."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """One registered issuer of tokens and what it may do."""

    issuer: str
    jku: tuple[str, ...]
    keys: tuple[Jwk, ...] = field(repr=False)
    algorithms: frozenset[str]
    audiences: frozenset[str]
    max_lifetime_seconds: int
    leeway_seconds: int
    tenants: frozenset[str]
    """Empty: any tenant, also none."""
    services: frozenset[str]
    """Empty: every service."""
    fhir_servers: Mapping[str, FhirServer]
    """By base URL."""
    rules: AddressRules


def read_trust_file(path: Path, *, production: bool) -> Mapping[str, Issuer]:
    """Issuer → registration; raises :class:`FaultsError` of :class:`TrustFileError` that lists every fault.

    In production every address is https; else http is taken on this machine.  Sources: SEC-11 to SEC-16.
    """
    try:
        read = msgspec.convert(read_yaml(path), _File, strict=False)
    except KnowledgeError as error:
        raise FaultsError([TrustFileError(error.what, expression=path.name)]) from None
    except msgspec.ValidationError as error:
        raise FaultsError([TrustFileError(f"{path.name}: {error}.", expression=path.name)]) from None
    faults = list(_faults(read, production))
    if faults:
        raise FaultsError([TrustFileError(f"{place} {what}.", expression=place) for place, what in faults])
    return {entry.issuer: _registered(entry, production) for entry in read.issuers}


def _registered(entry: _Issuer, production: bool) -> Issuer:
    servers = [
        FhirServer(read_address(server.url), server.open, frozenset(server.tenants)) for server in entry.fhir_servers
    ]
    own = [str(server.address.literal) for server in servers if server.address.literal is not None]
    own += [str(address.literal) for address in map(read_address, entry.jku) if address.literal is not None]
    return Issuer(
        issuer=entry.issuer,
        jku=entry.jku,
        keys=entry.keys,
        algorithms=frozenset(entry.algorithms),
        audiences=frozenset(entry.audiences),
        max_lifetime_seconds=entry.max_lifetime_seconds,
        leeway_seconds=entry.leeway_seconds,
        tenants=frozenset(entry.tenants),
        services=frozenset(entry.services),
        fhir_servers={server.address.base: server for server in servers},
        # an address written out in a listed URL is listed by that
        rules=AddressRules(read_networks((*entry.networks, *own)), loopback=not production),
    )


Fault = tuple[str, str]
"""(place in the file, what is wrong there)"""


def _faults(read: _File, production: bool) -> Iterator[Fault]:
    if not read.issuers:
        yield "issuers", "is empty, so nobody could call"
    seen: set[str] = set()
    for number, entry in enumerate(read.issuers):
        place = f"issuers[{number}]"
        if entry.issuer in seen:
            yield f"{place}.issuer", "is registered twice"
        seen.add(entry.issuer)
        yield from _faults_of_issuer(entry, place, production)
        yield from _faults_of_keys(entry, place, production)
        yield from _faults_of_servers(entry, place, production)


def _faults_of_issuer(entry: _Issuer, place: str, production: bool) -> Iterator[Fault]:
    if not entry.issuer.strip():
        yield f"{place}.issuer", "is empty"
    if production and any(PUBLISHED_KEYS in text for text in (entry.issuer, *entry.jku)):
        yield f"{place}.issuer", "is the public Sandbox, whose private key is published: anybody can sign as it"
    if not 1 <= entry.max_lifetime_seconds <= 24 * 3600:
        yield f"{place}.max_lifetime_seconds", "is not from 1 to 86400"
    if not 0 <= entry.leeway_seconds <= MOST_LEEWAY_SECONDS:
        yield f"{place}.leeway_seconds", f"is not from 0 to {MOST_LEEWAY_SECONDS}"
    for name in ("audiences", "tenants", "services", "algorithms", "jku"):
        if any(not text.strip() for text in getattr(entry, name)):
            yield f"{place}.{name}", "holds an empty text"
    for service in entry.services:
        if service not in SERVICES:
            yield f"{place}.services", f"names a service that does not exist; there are {', '.join(SERVICES)}"
    try:
        read_networks(entry.networks)
    except ValueError:
        yield f"{place}.networks", "holds what is no network in CIDR notation"


def _faults_of_keys(entry: _Issuer, place: str, production: bool) -> Iterator[Fault]:
    if not entry.jku and not entry.keys:
        yield place, "has neither `jku` nor `keys`, so no token of it could be verified"
    for url in entry.jku:
        yield from _faults_of_url(url, f"{place}.jku", production)
    unknown = set(entry.algorithms) - set(ALGORITHMS)
    if unknown or not entry.algorithms:
        yield f"{place}.algorithms", f"must be a list of {', '.join(ALGORITHMS)}"
        return
    for number, key in enumerate(entry.keys):
        yield from _faults_of_key(entry, key, f"{place}.keys[{number}]")


def _faults_of_key(entry: _Issuer, key: Jwk, place: str) -> Iterator[Fault]:
    kid = key.get("kid")
    if not PRIVATE_MEMBERS.isdisjoint(key):
        yield place, "holds a private or symmetric key; only public keys belong here"
        return
    if not isinstance(kid, str) or not kid:
        yield f"{place}.kid", "is missing"
        return
    try:
        find_key(entry.keys, kid)
    except KeyRefusedError:
        yield f"{place}.kid", "is given to two keys"
    if not any(_is_usable(key, algorithm) for algorithm in entry.algorithms):
        yield place, "cannot be used with any of the `algorithms`"


def _is_usable(key: Jwk, algorithm: str) -> bool:
    try:
        public_key(key, algorithm)
    except KeyRefusedError:
        return False
    return True


def _faults_of_servers(entry: _Issuer, place: str, production: bool) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, server in enumerate(entry.fhir_servers):
        where = f"{place}.fhir_servers[{number}]"
        faults = list(_faults_of_url(server.url, f"{where}.url", production, any_host=not production))
        yield from faults
        if not faults:
            base = read_address(server.url).base
            if base in seen:
                yield f"{where}.url", "is listed twice"
            seen.add(base)
        if entry.tenants and not set(server.tenants) <= set(entry.tenants):
            yield f"{where}.tenants", "names a tenant that the issuer does not have"


def _faults_of_url(url: str, place: str, production: bool, *, any_host: bool = False) -> Iterator[Fault]:
    try:
        address = read_address(url)
    except AddressRefusedError:
        yield place, "is not an absolute http(s) URL without credentials"
        return
    is_local = address.host == "localhost" or (address.literal is not None and address.literal.is_loopback)
    if address.scheme != "https" and (production or not (is_local or any_host)):
        yield place, "is not an https URL"
