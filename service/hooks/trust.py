"""Who is calling, and may they: the two questions a trust policy answers, and the policy that trusts everybody.

Open trust is for a developer's machine; ``service.settings`` allows it on a loopback address only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flask import Request

from service.hooks.messages import HookRequest


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated client; with open trust nobody in particular."""

    issuer: str = ""
    tenant: str = ""


class Trust(Protocol):
    """A trust policy.  Authentication comes before the body is read, authorisation after it is understood."""

    def authenticate(self, request: Request) -> Caller:
        """The caller of a request; raises :class:`service.errors.UnauthenticatedError` and says why in our log only."""

    def authorise(self, caller: Caller, request: HookRequest) -> None:
        """Raises :class:`service.errors.ForbiddenError` when this caller may not make this call (tenant, server)."""


class OpenTrust:
    """Everybody may call."""

    def authenticate(self, request: Request) -> Caller:
        return Caller()

    def authorise(self, caller: Caller, request: HookRequest) -> None:
        return None
