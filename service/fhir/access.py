"""What one call may read at its FHIR server: the server, the token, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.fhir.address_guard import AddressRules, WebAddress
from service.fhir.scopes import Grant, granted


@dataclass(frozen=True, slots=True)
class FhirAccess:
    """The FHIR access of one call, as the trust policy grants it.  Used for that call and then forgotten (FHIR-5)."""

    server: WebAddress | None = None
    """The base URL; None: nothing may be fetched, and ``why_not`` says why in one of our own words."""
    rules: AddressRules = field(default_factory=AddressRules)
    token: str | None = field(default=None, repr=False)
    """None with a server that is listed as open."""
    scope: str = ""
    expires_at: float | None = None
    """On the clock of the client (seconds), counted from the receipt of the call; None without a token (FHIR-10)."""
    why_not: str = ""

    def grant(self, resource_type: str, *, search: bool) -> Grant:
        """How much of one resource type may be asked for."""
        if self.server is None:
            return Grant.NONE
        return granted(self.scope, resource_type, search=search) if self.token is not None else Grant.ALL

    def is_over(self, instant: float) -> bool:
        """Whether the token has expired at an instant of the client's clock."""
        return self.expires_at is not None and instant >= self.expires_at


NO_ACCESS = FhirAccess(why_not="no_server")
