"""A pseudonym is the same for the same person, and tells nothing without the key."""

from __future__ import annotations

import hmac

import pytest

from service.store.pseudonym import Pseudonyms, Who

KEY = b"a pseudonym key of the tests, 32+"


def identify(key: bytes = KEY, **changes: str | None) -> Who:
    given: dict[str, str | None] = {
        "fhir_server": "https://fhir.example.org/r4",
        "patient_id": "1",
        "encounter_id": "2",
        "issuer": "https://ehr.example.org",
    }
    return Pseudonyms(key).identify(**(given | changes))  # type: ignore[arg-type]


def test_the_same_patient_on_the_same_server_is_the_same() -> None:
    assert identify() == identify()


@pytest.mark.parametrize(
    "server", ["https://fhir.example.org/r4/", "HTTPS://FHIR.example.org/r4", " https://fhir.example.org/r4 "]
)
def test_the_spelling_of_a_server_makes_no_other_patient(server: str) -> None:
    assert identify(fhir_server=server) == identify()


@pytest.mark.parametrize(
    "server", ["https://fhir.example.org/R4", "http://fhir.example.org/r4", "https://other.example.org/r4", None]
)
def test_another_server_means_another_patient(server: str | None) -> None:
    assert identify(fhir_server=server).patient_key != identify().patient_key


def test_without_a_server_the_issuer_tells_patients_apart() -> None:
    one, other = (identify(fhir_server=None, issuer=issuer).patient_key for issuer in ("https://a", "https://b"))
    assert one != other


def test_without_a_server_the_tenants_of_one_issuer_are_told_apart() -> None:
    north, south, none = (identify(fhir_server=None, tenant=tenant) for tenant in ("north", "south", ""))
    assert len({north.patient_key, south.patient_key, none.patient_key}) == 3
    assert len({north.encounter_key, south.encounter_key, none.encounter_key}) == 3
    assert identify(fhir_server=None, tenant="north") == north


def test_with_a_server_the_issuer_makes_no_difference() -> None:
    assert identify(issuer="https://other.example.org") == identify()
    assert identify(tenant="north") == identify()


def test_the_case_of_a_patient_id_matters() -> None:
    assert identify(patient_id="a").patient_key != identify(patient_id="A").patient_key


def test_an_encounter_belongs_to_its_patient() -> None:
    assert identify(patient_id="1").encounter_key != identify(patient_id="3").encounter_key


@pytest.mark.parametrize("encounter", [None, ""])
def test_no_encounter_is_no_pseudonym(encounter: str | None) -> None:
    assert identify(encounter_id=encounter).encounter_key is None


def test_another_key_gives_other_pseudonyms() -> None:
    assert identify(KEY[::-1]).patient_key != identify().patient_key


def test_parts_cannot_be_shifted_into_each_other() -> None:
    pseudonyms = Pseudonyms(KEY)
    assert pseudonyms.keyed_hash("a", "bc") != pseudonyms.keyed_hash("ab", "c")
    assert pseudonyms.keyed_hash("a", "") != pseudonyms.keyed_hash("a")
    assert pseudonyms.keyed_hash("1:a") != pseudonyms.keyed_hash("1", "a")


def test_a_patient_key_without_the_secret_is_not_the_hash_of_the_id() -> None:
    import hashlib

    assert identify().patient_key != hashlib.sha256(b"1").hexdigest()


def test_a_key_shorter_than_its_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonyms(b"k" * 31)


def test_a_malformed_server_is_still_a_name() -> None:
    assert identify(fhir_server="http://[").patient_key != identify().patient_key


@pytest.mark.parametrize("length", [32, 63, 64, 65, 200])
def test_a_keyed_hash_is_the_hmac_of_its_parts_with_their_lengths(length: int) -> None:
    key = bytes(each % 251 for each in range(length))
    raw = b"7:patient" + b"3:" + "üa".encode() + b"6:" + b"\\ud800"
    assert Pseudonyms(key).keyed_hash("patient", "üa", "\ud800") == hmac.new(key, raw, "sha256").hexdigest()
