"""The store is opened by several workers at once, over what an earlier release left behind."""

from __future__ import annotations

import fcntl
import logging
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import service.store
from service.store import Issued, PseudonymKeyError, Store, StoreError, open_store, schema
from service.store.engine import Database
from service.store.failures import StoreAddressError, StoreSchemaError, StoreUpgradeError
from service.store.schema import HEAD, MIGRATIONS, revision_of
from service.store.tables import REVISION_TABLE, metadata

KEY = b"a pseudonym key of the tests, 32+"
NewUrls = Callable[[int], list[str]]
Together = Callable[[str, list[list[str]]], list[str]]

OPEN = """
from service.store import open_store
start()
store = open_store(sys.argv[1])
store.close()
print('alembic' in sys.modules)
"""

# Alembic is imported beforehand and several stores are opened one after the other, so that the processes do meet.
OPEN_ALL = """
import alembic.command, alembic.config
from service.store import open_store
start()
for url in sys.argv[1:]:
    store = open_store(url)
    print(store.identify(fhir_server="https://fhir.example.org", patient_id="synthetic-1").patient_key)
    store.close()
"""


def upgrade_to(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    database = Database(url)
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.close()


def read_with(url: str, question: Callable[[Any], Any]) -> Any:
    database = Database(url)
    try:
        with database.reading() as connection:
            return question(connection)
    finally:
        database.close()


def test_four_processes_that_start_together_make_one_schema_and_one_key(new_urls: NewUrls, together: Together) -> None:
    urls = new_urls(10)
    printed = together(OPEN_ALL, [urls] * 4)
    assert len(set(printed)) == 1
    assert [len(patient_key) for patient_key in printed[0].split()] == [64] * 10
    assert [read_with(url, revision_of) for url in urls] == [HEAD] * 10


def test_two_processes_that_start_together_upgrade_an_older_store_once(new_urls: NewUrls, together: Together) -> None:
    urls = new_urls(5)
    for url in urls:
        upgrade_to(url, "0001")
    together(OPEN_ALL, [urls] * 2)
    assert [read_with(url, revision_of) for url in urls] == [HEAD] * 5


def test_a_store_of_revision_one_keeps_its_cards(url: str, store: Store, issue: Callable[..., Issued]) -> None:
    card = issue()
    store.record_issued([card])
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE seen_token"))
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = '0001'"))
    database.close()

    again = open_store(url, pseudonym_key=KEY)
    kept = again.read_issued(card.card)
    assert kept is not None
    assert kept["rule"] == "R9"
    assert again.remember_token("https://ehr.example.org", "1", card.issued_at)
    again.close()


def test_the_migrations_make_exactly_the_tables_the_code_uses(url: str, store: Store) -> None:
    def differences(connection: Any) -> Any:
        options = {"version_table": REVISION_TABLE, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert read_with(url, differences) == []


def test_the_head_named_in_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_a_store_at_head_opens_without_alembic(sqlite_url: str, together: Together) -> None:
    open_store(sqlite_url).close()
    assert together(OPEN, [[sqlite_url]]) == ["False\n"]


def test_a_store_of_a_newer_release_is_refused_and_left_alone(url: str, store: Store) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = '9999'"))
    database.close()

    with pytest.raises(StoreSchemaError, match="9999") as caught:
        open_store(url, pseudonym_key=KEY)
    assert caught.value.code == "DVT-503"
    assert read_with(url, revision_of) == "9999"


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(url: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE seen_token (token INTEGER)"))  # what the second revision wants to make
    database.close()

    with pytest.raises(StoreUpgradeError) as caught:
        open_store(url, pseudonym_key=KEY)
    assert caught.value.code == "DVT-504"
    assert read_with(url, lambda connection: inspect(connection).get_table_names()) == ["seen_token"]


def test_the_sqlite_file_is_private_logged_ahead_and_fully_synchronous(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url).close()
    file = tmp_path / "var" / "store.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def pragmas(connection: Any) -> tuple[Any, ...]:
        names = ("journal_mode", "synchronous", "busy_timeout")
        return tuple(connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names)

    assert read_with(sqlite_url, pragmas) == ("wal", 2, 5000)


def test_a_relative_sqlite_url_means_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///made/for/this/store.sqlite3").close()
    assert (tmp_path / "made/for/this/store.sqlite3").is_file()


def test_the_journal_is_switched_by_one_process_at_a_time(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite does not wait for its own lock there, so that another one has to be held."""
    switch = schema._use_wal

    def switch_and_try_to_pass(database: Database) -> None:
        with open(tmp_path / "var" / "store.sqlite3.lock") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        switch(database)

    monkeypatch.setattr(schema, "_use_wal", switch_and_try_to_pass)
    open_store(sqlite_url).close()
    assert read_with(sqlite_url, lambda connection: connection.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"


def test_a_folder_that_cannot_be_made_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{tmp_path}/var/store.sqlite3")
    assert caught.value.code == "DVT-502"


def test_a_file_that_is_no_database_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_text("not a database, " * 100)
    with pytest.raises(StoreError, match="SQLITE_NOTADB") as caught:
        open_store(f"sqlite:///{tmp_path}/store.sqlite3")
    assert caught.value.code == "DVT-502"


def test_a_postgresql_that_does_not_answer_is_told_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://dvt:canary-secret@127.0.0.1:9/dvt", pseudonym_key=KEY)
    assert caught.value.code == "DVT-502"
    assert "canary-secret" not in caught.value.text


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://root@localhost/dvt", "store.sqlite3", ""])
def test_a_url_the_workers_cannot_share_is_refused(url: str) -> None:
    with pytest.raises(StoreAddressError) as caught:
        open_store(url)
    assert caught.value.code == "DVT-501"


def test_production_without_a_key_is_refused_before_anything_is_made(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(PseudonymKeyError):
        open_store(sqlite_url, production=True)
    assert not (tmp_path / "var").exists()


def test_a_short_key_is_refused(sqlite_url: str) -> None:
    with pytest.raises(PseudonymKeyError):
        open_store(sqlite_url, pseudonym_key=b"k" * 31)


def test_a_given_key_is_not_kept_in_the_store(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url, pseudonym_key=KEY, production=True).close()
    content = (tmp_path / "var" / "store.sqlite3").read_bytes()
    assert KEY not in content
    assert KEY.hex().encode() not in content


def test_a_changed_key_is_warned_about_once(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    open_store(sqlite_url, pseudonym_key=KEY).close()
    open_store(sqlite_url, pseudonym_key=KEY).close()
    assert caplog.messages == []
    open_store(sqlite_url, pseudonym_key=KEY[::-1]).close()
    open_store(sqlite_url, pseudonym_key=KEY[::-1]).close()
    assert [message[:17] for message in caplog.messages] == ["The pseudonym key"]


def test_a_store_used_before_a_fork_serves_parent_and_child(url: str, together: Together) -> None:
    text_of_worker = """
import os
from datetime import UTC, datetime
from service.store import open_store
start()
store = open_store(sys.argv[1])
later = datetime(2030, 1, 1, tzinfo=UTC)
assert store.remember_token("before", "1", later)
child = os.fork()
for number in range(50):
    assert store.remember_token("child" if child == 0 else "parent", str(number), later)
if child == 0:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert not store.remember_token("child", "49", later)
store.close()
"""
    together(text_of_worker, [[url]])
    assert (
        read_with(url, lambda connection: connection.execute(text("SELECT count(*) FROM seen_token")).scalar()) == 101
    )


def test_the_migrations_are_part_of_the_package() -> None:
    assert Path(service.store.__file__).parent / "migrations" == MIGRATIONS
    assert (MIGRATIONS / "env.py").is_file()
