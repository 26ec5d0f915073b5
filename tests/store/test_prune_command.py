"""``dvt-cds prune`` lets go of what is old in the store that the settings name, and of nothing that still counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import make_url

from service import cli
from service.store import FeedbackEntry, Issued, Store, open_store
from service.store.engine import Database
from tests.store.conftest import KEY


@pytest.fixture
def prune(url: str) -> Callable[..., Result]:
    def run(*options: str) -> Result:
        environment = {"DVT_CDS_DATABASE_URL": url, "DVT_CDS_PSEUDONYM_KEY": KEY.decode()}
        return CliRunner().invoke(cli.main, ["prune", *options], env=environment)

    return run


def test_what_is_older_than_the_days_goes_and_is_counted(
    prune: Callable[..., Result],
    url: str,
    store: Store,
    issue: Callable[..., Issued],
    respond: Callable[..., FeedbackEntry],
) -> None:
    today = datetime.now(UTC)
    old, young = issue(issued_at=today - timedelta(days=401)), issue(issued_at=today - timedelta(days=399))
    store.record_issued([old, young])
    store.record_feedback([respond(old.card)], today - timedelta(days=401))
    store.remember_token("https://ehr.example.org", "expired", today - timedelta(hours=1))
    result = prune("--older-than", "400")
    shown = make_url(url).set(query={}).render_as_string(hide_password=True)
    assert result.output == f"Removed 1 cards, 1 feedback entries and 1 tokens from {shown}.\n"
    assert store.read_issued(old.card) is None
    assert store.read_issued(young.card) is not None


def test_days_in_which_cards_still_keep_others_quiet_are_refused(prune: Callable[..., Result]) -> None:
    result = prune("--older-than", "179")
    assert result.exit_code == 2
    assert "180" in result.output


def test_without_a_number_of_days_nothing_is_removed(prune: Callable[..., Result]) -> None:
    assert prune().exit_code == 2


def test_a_store_that_cannot_be_reached_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVT_CDS_DATABASE_URL", "sqlite:////proc/no/such/store.sqlite3")
    result = CliRunner().invoke(cli.main, ["prune", "--older-than", "400"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: DVT-50")


def test_where_there_is_no_store_none_is_made_and_the_address_is_told(tmp_path: Path) -> None:
    missing = tmp_path / "mistyped" / "store.sqlite3"
    result = prune_at(f"sqlite:///{missing}")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: DVT-502: There is no store at sqlite:///{missing}.")
    assert "Nothing was removed" in result.output
    assert "DVT_CDS_DATABASE_URL as the service has it" in result.output
    assert not missing.parent.exists()


def test_of_an_existing_folder_no_file_is_made_either(tmp_path: Path) -> None:
    assert prune_at(f"sqlite:///{tmp_path}/store.sqlite3").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_relative_address_is_told_to_depend_on_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = prune_at("")
    assert result.exit_code == 1
    assert "There is no store at sqlite:///var/dvt-cds.sqlite3" in result.output
    assert "current folder" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_the_tables_of_a_store_is_left_as_it_is(prune: Callable[..., Result], url: str) -> None:
    file = make_url(url).database or ""
    if url.startswith("sqlite"):
        Path(file).parent.mkdir()
        Path(file).write_bytes(b"")
    result = prune("--older-than", "400")
    assert result.exit_code == 1
    assert result.output.startswith("Error: DVT-502: There is no store at ")
    if url.startswith("sqlite"):
        assert [each.name for each in Path(file).parent.iterdir()] == [Path(file).name]
        assert Path(file).read_bytes() == b""


def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite3"
    file.write_text("not a database, whatever its name says" * 100)
    result = prune_at(f"sqlite:///{file}")
    assert result.exit_code == 1
    assert result.output.startswith("Error: DVT-502")
    assert file.read_text().startswith("not a database")


def test_the_password_of_the_address_is_not_told() -> None:
    result = prune_at("postgresql://dvt:secret-one@127.0.0.1:1/dvt?password=secret-two&connect_timeout=1")
    assert result.exit_code == 1
    assert "secret" not in result.output


def test_an_address_is_shown_without_its_password_wherever_it_stands() -> None:
    database = Database("postgresql://dvt:secret-one@127.0.0.1:1/dvt?password=secret-two")
    assert database.address == "postgresql+psycopg://dvt:***@127.0.0.1:1/dvt"


def test_without_the_pseudonym_key_of_the_service_the_store_keeps_to_its_own(tmp_path: Path) -> None:
    """The timer need not know the key, and its absence must not look to the service like a change of keys."""
    url = f"sqlite:///{tmp_path}/store.sqlite3"
    open_store(url, pseudonym_key=KEY).close()
    settings = "select name, content from store_setting order by name"
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        before = connection.execute(settings).fetchall()
    assert prune_at(url).exit_code == 0
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        assert connection.execute(settings).fetchall() == before


def test_days_that_are_no_number_are_told_in_plain_words(prune: Callable[..., Result]) -> None:
    assert "'foo' is not a whole number." in prune("--older-than", "foo").output


def prune_at(url: str) -> Result:
    environment = {"DVT_CDS_DATABASE_URL": url, "DVT_CDS_PSEUDONYM_KEY": ""}
    return CliRunner().invoke(cli.main, ["prune", "--older-than", "400"], env=environment)
