"""Which addresses are connected to: resolved once, checked, and pinned to the connection while TLS keeps the name."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRefusedError, AddressRules, join_address, read_address, read_networks
from service.fhir.client import FhirClient, Limits, Query
from service.fhir.client_connections import Connections, FetchFailedError
from tests.fhir_server import FhirServer, running

OUTSIDE = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
INSIDE = [
    "10.1.2.3", "172.31.0.1", "192.168.0.9", "169.254.169.254", "100.64.0.1", "fd00::1", "fe80::1", "fec0::1",
    "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::", "192.0.2.1",
    "198.18.0.1", "240.0.0.1", "255.255.255.255", "2001:db8::1", "2001:0:a01:203::",
]  # fmt: skip
LOOPBACK = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
NEVER = ["0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:0.0.0.0", "::ffff:224.0.0.1"]


@pytest.mark.parametrize("address", OUTSIDE + INSIDE + LOOPBACK + NEVER)
def test_only_public_addresses_are_connected_to_unless_listed(address: str) -> None:
    assert AddressRules().allows(ipaddress.ip_address(address)) is (address in OUTSIDE)
    here = AddressRules(loopback=True)
    assert here.allows(ipaddress.ip_address(address)) is (address in OUTSIDE + LOOPBACK)
    everywhere = AddressRules(read_networks(["0.0.0.0/0", "::/0"]))
    assert everywhere.allows(ipaddress.ip_address(address)) is (address not in NEVER)


def test_a_listed_network_is_connected_to_and_its_neighbour_is_not() -> None:
    rules = AddressRules(read_networks(["10.20.0.0/16"]))
    assert rules.check(["10.20.1.2", "8.8.8.8"]) == ("10.20.1.2", "8.8.8.8")
    for addresses in (["10.21.1.2"], ["8.8.8.8", "10.21.1.2"], ["::1"], [], ["zork"]):
        with pytest.raises(AddressRefusedError):
            rules.check(addresses)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://FHIR.Example/r4/", ("https", "fhir.example", 443, "https://fhir.example/r4")),
        ("https://fhir.example:443/r4", ("https", "fhir.example", 443, "https://fhir.example/r4")),
        ("http://fhir.example.:8080", ("http", "fhir.example", 8080, "http://fhir.example:8080")),
        ("http://[::1]:9/x?y=|z", ("http", "::1", 9, "http://[::1]:9/x?y=|z")),
    ],
)
def test_a_plain_url_is_taken_apart(url: str, expected: tuple[Any, ...]) -> None:
    address = read_address(url)
    assert (address.scheme, address.host, address.port, address.base) == expected


@pytest.mark.parametrize(
    "url",
    [
        "", "fhir", "//fhir.example", "file:///etc/passwd", "gopher://fhir.example", "https:fhir.example", "http://",
        "http://user@fhir.example", "http://user:word@fhir.example", "http://@fhir.example", "http://fhir.example\\@x/",
        "http://fhir.example:0/", "http://fhir.example:99999/", "http://fhir.example:x/", "http://fhir .example/",
        "http://fhir.example/\r\nHost: x", "http://[fe80::1%25eth0]/", "http://[::1", "http://[zork]/", "http://a..b/",
        "http://f%68ir.example/", "http://-x/", "http://fhír.example/", "http://fhir.example/\u3002",
        "http://" + "x" * 9000,
    ],
)  # fmt: skip
def test_anything_but_a_plain_url_is_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        read_address(url)


def test_a_link_stays_on_its_origin() -> None:
    base = read_address("https://fhir.example/r4/")
    assert join_address(base.below(""), "Condition?page=2").url == "https://fhir.example/r4/Condition?page=2"
    assert join_address(base, "https://fhir.example:443/other?x=1").url == "https://fhir.example/other?x=1"
    for link in (
        "http://fhir.example/r4",
        "https://fhir.example:444/",
        "https://fhir.example.evil/",
        "//evil.example",
        "",
    ):
        with pytest.raises(AddressRefusedError):
            join_address(base, link)


# The connection ------------------------------------------------------------------------------------------------------


def fetch(server: FhirServer, host: str, addresses: Sequence[str], *, resolved: list[str], **options: Any) -> Any:
    """Fetch one key from ``host``, which resolves to these addresses; failure word, and the pages."""

    def resolve(name: str, port: int) -> Sequence[str]:
        resolved.append(name)
        return addresses

    connections = Connections(ca_bundle=options.get("ca_bundle"))
    client = FhirClient(Limits(deadline_seconds=20), connections=connections, resolve=resolve)
    base = read_address(f"{server.scheme}://{host}:{server.port}/fhir")
    access = FhirAccess(base, options.get("rules", AddressRules(loopback=True)))
    keys = {"conditions": "Condition", "observations": "Observation", "procedures": "Procedure"}
    return client.fetch(access, [Query(key, base.below(kind)) for key, kind in keys.items()])


@pytest.fixture
def server() -> Iterator[FhirServer]:
    with running() as fhir:
        yield fhir


def test_a_host_is_resolved_once_for_a_call_and_named_to_the_server(server: FhirServer) -> None:
    resolved: list[str] = []
    found = fetch(server, "fhir.example", ["127.0.0.1"], resolved=resolved)
    assert {each.failure for each in found.values()} == {""}
    assert resolved == ["fhir.example"]
    assert {each.headers["Host"] for each in server.asked} == {f"fhir.example:{server.port}"}


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["::ffff:10.0.0.1"], ["169.254.169.254"]]
)
def test_a_host_that_resolves_to_an_inner_address_is_never_called(server: FhirServer, addresses: list[str]) -> None:
    with pytest.raises(AddressRefusedError) as caught:
        fetch(server, "fhir.example", addresses, resolved=[])
    assert (caught.value.status, caught.value.code, caught.value.reason) == (403, "DVT-204", "address_not_public")
    assert server.asked == []


def test_a_name_that_nobody_knows_is_a_failed_fetch(server: FhirServer) -> None:
    def unknown(name: str, port: int) -> Sequence[str]:
        raise FetchFailedError("name_not_found")

    client = FhirClient(Limits(deadline_seconds=20), resolve=unknown)
    base = read_address("https://fhir.example/fhir")
    found = client.fetch(FhirAccess(base), [Query("conditions", base.below("Condition"))])
    assert found["conditions"].failure == "name_not_found"


def test_the_next_address_of_a_host_is_tried_when_the_first_does_not_listen(server: FhirServer) -> None:
    found = fetch(server, "fhir.example", ["::1", "127.0.0.1"], resolved=[])
    assert {each.failure for each in found.values()} == {""}


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, str]:
    """A server context for a name, and the file of the authority that signed for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = signed.public_bytes(serialization.Encoding.PEM)
    pem.write_bytes(private + public)
    authority = folder / f"{name}.authority.pem"
    authority.write_bytes(public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, str(authority)


def test_tls_checks_the_name_and_not_the_address_that_was_connected_to(tmp_path: Path) -> None:
    tls, authority = certificate(tmp_path, "fhir.example")
    names: list[str | None] = []
    tls.sni_callback = lambda connection, name, context: names.append(name)
    with running(tls=tls) as server:
        found = fetch(server, "fhir.example", ["127.0.0.1"], resolved=[], ca_bundle=authority)
        assert {each.failure for each in found.values()} == {""}
        assert set(names) == {"fhir.example"}
        asked = len(server.asked)
        for host, bundle in (("other.example", authority), ("fhir.example", None), ("127.0.0.1", authority)):
            found = fetch(server, host, ["127.0.0.1"], resolved=[], ca_bundle=bundle)
            assert {each.failure for each in found.values()} == {"tls"}
        assert len(server.asked) == asked
