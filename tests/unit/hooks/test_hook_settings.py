"""Settings are read strictly: what is misspelt, unreadable or half given refuses the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.content import CHECKOUT
from service.errors import FaultsError
from service.settings import READERS, Secret, Settings, is_loopback
from service.site import FREE_TEXT_BY_DEFAULT, Site

KEY = "k" * 32


def refused(**variables: str) -> dict[str, str]:
    """Variable → text of its fault."""
    with pytest.raises(FaultsError) as caught:
        Settings.from_environment({f"DVT_CDS_{name}": value for name, value in variables.items()})
    assert {error.code for error in caught.value.errors} == {"DVT-130"}
    return {error.expression.removeprefix("DVT_CDS_"): error.text for error in caught.value.errors}


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The least that production mode needs."""
    trust = tmp_path / "trust.yaml"
    trust.write_text("issuers: []\n")
    return {
        "DVT_CDS_MODE": "production",
        "DVT_CDS_TRUST": "required",
        "DVT_CDS_TRUST_FILE": str(trust),
        "DVT_CDS_PUBLIC_URL": "https://cds.example/",
        "DVT_CDS_PSEUDONYM_KEY": KEY,
        "DVT_CDS_BIND": "0.0.0.0:8000",
    }


def test_an_empty_environment_gives_a_developers_service() -> None:
    settings = Settings.from_environment({"PATH": "/bin", "HOME": "/"})
    assert settings == Settings()
    assert (settings.bind, settings.trust, settings.mode) == ("127.0.0.1:8000", "open", "development")
    assert settings.database_url == "sqlite:///var/dvt-cds.sqlite3"
    assert settings.max_body_bytes == 64 * 1024 * 1024
    assert settings.deadline_ms == 400
    assert "https://sandbox.cds-hooks.org" in settings.allowed_origins


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment({f"DVT_CDS_{name.upper()}": " " for name in READERS}) == Settings()


def test_an_unknown_variable_is_refused_with_the_nearest_known_one() -> None:
    assert "Did you mean DVT_CDS_LIMB_THREAT_CARDS?" in refused(LIMB_THREAT_CARD="off")["LIMB_THREAT_CARD"]


def test_every_fault_is_told_at_once() -> None:
    assert set(refused(ZORK="1", FEEDBACK="maybe", DEADLINE_MS="soon")) == {"ZORK", "FEEDBACK", "DEADLINE_MS"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("FALSE", False), ("on", True), ("0", False), ("unset", None), ("", None)],
)
def test_cdt_on_site_is_true_false_or_not_said(text: str, value: bool | None) -> None:
    assert Settings.from_environment({"DVT_CDS_CDT_ON_SITE": text}).cdt_on_site is value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CDT_ON_SITE", "sometimes"),
        ("LAUNCH_URL", "app.example/launch"),
        ("LAUNCH_URL", "https://user:word@app.example"),
        ("PUBLIC_URL", "https://cds.example?x=1"),
        ("ALLOWED_ORIGINS", "https://a.example/path"),
        ("ALLOWED_ORIGINS", "a.example"),
        ("MAX_BODY_BYTES", "12"),
        ("MAX_BODY_BYTES", "-1"),
        ("MAX_BODY_BYTES", "64MB"),
        ("DEADLINE_MS", "0"),
        ("CARDS", "/no/such/folder"),
        ("TRUST", "mostly"),
        ("BIND", "8000"),
        ("BIND", "127.0.0.1:99999"),
        ("LOG_LEVEL", "LOUD"),
        ("PSEUDONYM_KEY", "short"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_without_repeating_it(name: str, text: str) -> None:
    faults = refused(**{name: text})
    assert set(faults) == {name}
    assert "cannot be used" in faults[name]
    if len(text) > 4:
        assert text not in faults[name]


@pytest.mark.verifies("SEC-2")
@pytest.mark.parametrize(
    ("bind", "expected"),
    [
        ("127.0.0.1:8000", True), ("localhost:1", True), ("[::1]:8000", True), ("unix:/run/x.sock", True),
        ("127.8.9.1:80", True), ("0.0.0.0:8000", False), ("[::]:8000", False), ("10.0.0.1:80", False),
        ("127.example:80", False), ("cds.example:80", False),
    ],
)  # fmt: skip
def test_open_trust_is_for_this_machine_only(bind: str, expected: bool) -> None:
    assert is_loopback(bind) is expected
    if expected:
        assert Settings.from_environment({"DVT_CDS_BIND": bind}).trust == "open"
    else:
        assert set(refused(BIND=bind)) == {"TRUST"}


def test_required_trust_needs_a_trust_file_and_the_public_url() -> None:
    assert set(refused(TRUST="required")) == {"TRUST_FILE", "PUBLIC_URL"}


def test_a_trust_file_that_would_not_be_read_is_refused(production: dict[str, str]) -> None:
    assert set(refused(TRUST_FILE=production["DVT_CDS_TRUST_FILE"])) == {"TRUST_FILE"}


def test_production_refuses_a_developers_settings() -> None:
    assert set(refused(MODE="production")) == {"TRUST", "PUBLIC_URL", "PSEUDONYM_KEY"}


def test_production_starts_with_what_it_needs_and_no_open_origins(production: dict[str, str]) -> None:
    settings = Settings.from_environment(production)
    assert settings.production
    assert settings.allowed_origins == ()
    assert settings.public_url == "https://cds.example"


@pytest.mark.parametrize(
    ("name", "text"),
    [("PUBLIC_URL", "http://cds.example"), ("LAUNCH_URL", "http://app.example"), ("ALLOWED_ORIGINS", "*")],
)
def test_production_refuses_what_is_safe_in_development_only(production: dict[str, str], name: str, text: str) -> None:
    production[f"DVT_CDS_{name}"] = text
    with pytest.raises(FaultsError) as caught:
        Settings.from_environment(production)
    assert [error.expression for error in caught.value.errors] == [f"DVT_CDS_{name}"]


def test_no_secret_shows_in_the_repr(production: dict[str, str]) -> None:
    production["DVT_CDS_DATABASE_URL"] = "postgresql+psycopg://user:password-canary@db.example/dvt"
    shown = repr(Settings.from_environment(production)) + str(Secret(KEY))
    assert KEY not in shown
    assert "password-canary" not in shown


def test_the_core_sees_only_the_site() -> None:
    settings = Settings.from_environment(
        {
            "DVT_CDS_CDT_ON_SITE": "false",
            "DVT_CDS_LIMB_THREAT_CARDS": "off",
            "DVT_CDS_LAUNCH_URL": "https://app.example/launch",
        }
    )
    assert settings.site == Site(cdt_on_site=False, limb_threat_cards=False, launch_url="https://app.example/launch")


@pytest.mark.parametrize(("given", "read"), [("on", True), ("off", False), ("true", True), ("", FREE_TEXT_BY_DEFAULT)])
def test_a_site_says_whether_free_text_is_read(given: str, read: bool) -> None:
    assert Settings.from_environment({"DVT_CDS_FREE_TEXT": given}).site.free_text is read


def test_one_constant_is_the_default_of_site_and_settings_and_the_readme_tells_it() -> None:
    assert Site().free_text is Settings().free_text is FREE_TEXT_BY_DEFAULT
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in readme.splitlines() if line.startswith("| `DVT_CDS_FREE_TEXT` |")]
    assert row.endswith(f"| `{'on' if FREE_TEXT_BY_DEFAULT else 'off'}` |")


def test_a_value_that_is_neither_on_nor_off_is_refused_for_free_text() -> None:
    with pytest.raises(FaultsError) as caught:
        Settings.from_environment({"DVT_CDS_FREE_TEXT": "sometimes"})
    assert [error.expression for error in caught.value.errors] == ["DVT_CDS_FREE_TEXT"]
