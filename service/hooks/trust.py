"""Who is calling, may they, and what may be read for them: the questions a trust policy answers.

Here also the policy that trusts everybody.  Open trust is for a developer's machine; ``service.settings`` allows it on
a loopback address only.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from flask import Request

from service.fhir.access import NO_ACCESS, FhirAccess
from service.fhir.address_guard import AddressRefusedError, AddressRules, WebAddress, read_address
from service.hooks.messages import HookRequest

EVERYWHERE = AddressRules(networks=(ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")), loopback=True)
THIS_MACHINE = AddressRules(loopback=True)


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated client; with open trust nobody in particular."""

    issuer: str = ""
    tenant: str = ""

    @property
    def client(self) -> str:
        """Whose cards and feedback belong together: two tenants of one issuer are two clients."""
        return f"{self.issuer} {self.tenant}" if self.tenant else self.issuer


class Trust(Protocol):
    """A trust policy.  Authentication comes before the body is read, authorisation after it is understood."""

    def authenticate(self, request: Request) -> Caller:
        """The caller of a request; raises :class:`service.errors.UnauthenticatedError` and says why in our log only."""

    def authorise(self, caller: Caller, request: HookRequest) -> None:
        """Raises :class:`service.errors.ForbiddenError` when this caller may not make this call, and
        :class:`service.errors.FhirServerRefusedError` when its ``fhirServer`` is not one that is called for it."""

    def fhir_access(self, caller: Caller, request: HookRequest, received: float) -> FhirAccess:
        """What may be read at the FHIR server of an authorised call, received at ``received``
        (``time.perf_counter``)."""


class OpenTrust:
    """Everybody may call.  FHIR servers are called on this machine, and where ``open_fhir_servers`` lists them."""

    def __init__(self, open_fhir_servers: Iterable[str] = ()) -> None:
        self._listed = frozenset(read_address(url).base for url in open_fhir_servers)

    def authenticate(self, request: Request) -> Caller:
        return Caller()

    def authorise(self, caller: Caller, request: HookRequest) -> None:
        """Refuses a ``fhirServer`` given by a private or link-local address that is not listed."""
        if request.fhir_server is None:
            return
        server = read_address(request.fhir_server)
        if server.base not in self._listed and server.literal and not THIS_MACHINE.allows(server.literal):
            remedy = "List its base URL in DVT_CDS_OPEN_FHIR_SERVERS, if it is yours."
            raise AddressRefusedError("address_not_public", remedy=remedy)

    def fhir_access(self, caller: Caller, request: HookRequest, received: float) -> FhirAccess:
        """With a token: this machine and listed servers.  Without one: listed servers only."""
        if request.fhir_server is None:
            return NO_ACCESS
        server = read_address(request.fhir_server)
        if server.base in self._listed:
            return access_of(request, server, EVERYWHERE, received, is_open=True)
        if server.host == "localhost" or (server.literal is not None and server.literal.is_loopback):
            return access_of(request, server, THIS_MACHINE, received, is_open=False)
        # A call of the public Sandbox names a server on the internet; it is answered from what it brought along.
        return FhirAccess(why_not="server_not_listed")


def access_of(
    request: HookRequest, server: WebAddress, rules: AddressRules, received: float, *, is_open: bool
) -> FhirAccess:
    """The access of a call to a server it may use: with the token it brought, or without when the server is open."""
    authorization = request.fhir_authorization
    if authorization is None:
        return FhirAccess(server, rules) if is_open else FhirAccess(why_not="no_token")
    return FhirAccess(
        server=server,
        rules=rules,
        token=authorization.access_token,
        scope=authorization.scope,
        expires_at=received + authorization.expires_in,
    )
