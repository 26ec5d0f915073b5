"""What CDS Hooks 3.0 adds and a 2.0 client may not know: off, and each on by a setting of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.errors import FaultsError
from service.settings import Settings
from tests.hook_calls import StandIn, call, card, make_app, post

SMART = {"label": "Open", "url": "https://app.example/launch", "type": "smart"}
PLAIN = {"label": "Read", "url": "https://guideline.example", "type": "absolute"}


def versions(folder: Path, **settings: Any) -> set[str | None]:
    services = make_app(folder, **settings).test_client().get("/cds-services").get_json()["services"]
    return {service.get("version") for service in services}


@pytest.mark.verifies("DISC-10")
def test_discovery_names_a_version_only_where_it_is_set(tmp_path: Path) -> None:
    assert versions(tmp_path) == {None}
    settings = Settings.from_environment({"DVT_CDS_DISCOVERY_VERSION": "3.0.0-ballot"})
    assert versions(tmp_path, discovery_version=settings.discovery_version) == {"3.0.0-ballot"}


@pytest.mark.parametrize("text", ["STU2", "3", "3.0", "v3.0.0", "3.0.0-" + "x" * 30])
def test_a_version_that_is_not_semantic_is_refused(text: str) -> None:
    with pytest.raises(FaultsError):
        Settings.from_environment({"DVT_CDS_DISCOVERY_VERSION": text})


@pytest.mark.parametrize("autolaunch", [False, True])
def test_smart_links_are_autolaunchable_only_where_it_is_set(tmp_path: Path, autolaunch: bool) -> None:
    core = StandIn(cards=(card(links=[dict(SMART), dict(PLAIN)]), card()))
    cards = post(make_app(tmp_path, core, autolaunch=autolaunch), call()).get_json()["cards"]
    expected = {**SMART, "autolaunchable": True} if autolaunch else SMART
    assert cards[0]["links"] == [expected, PLAIN]
    assert "links" not in cards[1]
    assert core.cards[0]["links"] == [SMART, PLAIN]


def test_open_fhir_servers_are_a_matter_of_open_trust(tmp_path: Path) -> None:
    read = Settings.from_environment({"DVT_CDS_OPEN_FHIR_SERVERS": "http://localhost:8080/fhir/, https://a.example/r4"})
    assert read.open_fhir_servers == ("http://localhost:8080/fhir", "https://a.example/r4")
    trust = tmp_path / "trust.yaml"
    trust.touch()
    with pytest.raises(FaultsError) as caught:
        Settings(
            trust="required",
            trust_file=trust,
            public_url="https://cds.example",
            open_fhir_servers=("https://a.example",),
        )
    assert [error.expression for error in caught.value.errors] == ["DVT_CDS_OPEN_FHIR_SERVERS"]
    with pytest.raises(FaultsError) as caught:
        Settings(discovery_trust="required")
    assert [error.expression for error in caught.value.errors] == ["DVT_CDS_DISCOVERY_TRUST"]
