"""Which addresses may be called: a FHIR server, a ``next`` link and a key set are named by the caller of the service.

Two questions, asked apart.  Of the URL: is it plain http(s) without tricks, and of a listed origin?  Of every address
its host resolves to, just before connecting to that very address: is it public, or listed?  Nothing here opens a
socket.  (SEC-11; a service that calls whatever it is told to is a door into the hospital's network.)
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from service.errors import FhirServerRefusedError

if TYPE_CHECKING:
    IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
    IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 8_000
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?")
_NEVER_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]|[^\x00-\x7f]")
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class AddressRefusedError(FhirServerRefusedError):
    """A URL or an address that is not called.  ``reason`` is one of our own words, for the log."""

    def __init__(self, reason: str, **texts: str) -> None:
        self.reason = reason
        super().__init__(**texts)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An absolute http(s) URL, taken apart once, so that what was checked is what is called."""

    scheme: str
    host: str
    """Lower case, without brackets and without the final dot."""
    port: int
    target: str
    """Path and query, beginning with ``/``."""

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def netloc(self) -> str:
        """As the ``Host`` header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def base(self) -> str:
        """The URL without a final slash: how two base URLs are compared."""
        return self.url.rstrip("/")

    @property
    def literal(self) -> IPAddress | None:
        """The host as an IP address, when it is one."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    def below(self, relative: str) -> WebAddress:
        """A resource or a search below this base URL; ``relative`` is ours, not the caller's."""
        return WebAddress(self.scheme, self.host, self.port, f"{self.target.rstrip('/')}/{relative}")


def read_address(url: str) -> WebAddress:
    """Take a URL apart; raises :class:`AddressRefusedError` unless it is plain http(s).

    Refused are other schemes, user names, zone ids, white space, backslashes, non-ASCII and percent signs in the
    host, and fragments are dropped: two libraries may read each of these differently, and one of them checks while
    the other connects.
    """
    if len(url) > LONGEST_URL or _NEVER_IN_A_URL.search(url):
        raise AddressRefusedError("url_not_plain")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefusedError("url_not_plain") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefusedError("scheme")
    host = (parts.hostname or "").lower()
    if "@" in parts.netloc or port == 0 or not _is_host(host, parts.netloc):
        raise AddressRefusedError("url_not_plain")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return WebAddress(parts.scheme, host.rstrip("."), port or DEFAULT_PORTS[parts.scheme], target)


def _is_host(host: str, netloc: str) -> bool:
    if netloc.startswith("["):
        try:
            return "%" not in host and bool(ipaddress.IPv6Address(host))
        except ValueError:
            return False
    return bool(_HOST.fullmatch(host)) and ".." not in host


def join_address(here: WebAddress, link: str) -> WebAddress:
    """Where a link leads, absolute or relative to ``here``.

    Raises :class:`AddressRefusedError` for a link to another origin (PF-13): the token is for this server only.
    """
    if not link:
        raise AddressRefusedError("url_not_plain")
    try:
        joined = urljoin(here.url, link)
    except ValueError:
        raise AddressRefusedError("url_not_plain") from None
    address = read_address(joined)
    if address.origin != here.origin:
        raise AddressRefusedError("other_origin")
    return address


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Which addresses a host may resolve to beside public ones."""

    networks: tuple[IPNetwork, ...] = ()
    """Listed by the operator: a hospital's own servers are on private addresses."""
    loopback: bool = False
    """This machine, for development."""

    def check(self, addresses: Iterable[str]) -> Sequence[str]:
        """The addresses, if every one of them may be connected to; raises :class:`AddressRefusedError`.

        One bad address among several refuses the host: which of them a connection would take is not ours to say.
        """
        found = tuple(addresses)
        for text in found:
            try:
                address = ipaddress.ip_address(text)
            except ValueError:
                raise AddressRefusedError("address_unreadable") from None
            if not self.allows(address):
                raise AddressRefusedError("address_not_public")
        if not found:
            raise AddressRefusedError("address_unreadable")
        return found

    def allows(self, address: IPAddress) -> bool:
        """Whether one address may be connected to; an IPv4 address inside an IPv6 one is judged as itself."""
        address = embedded(address)
        if address.is_unspecified or address.is_multicast:
            return False
        if any(address in network for network in self.networks):
            return True
        if address.is_loopback:
            return self.loopback
        if address.version == 6 and address not in _GLOBAL_UNICAST:
            return False
        return address.is_global and not (address.is_link_local or address.is_private or address.is_reserved)


def embedded(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address stands for (mapped, compatible, 6to4, Teredo, NAT64); else itself."""
    if address.version == 4:
        return address
    for inside in (address.ipv4_mapped, address.sixtofour, address.teredo[1] if address.teredo else None):
        if inside is not None:
            return inside
    compatible = address in _COMPATIBLE and int(address) > 1
    if compatible or any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def read_networks(texts: Iterable[str]) -> tuple[IPNetwork, ...]:
    """Networks in CIDR notation, or single addresses; raises ``ValueError``."""
    return tuple(ipaddress.ip_network(text) for text in texts)
