"""Connections to an SQLite file are kept while all goes well, and given up when anything failed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.store.engine import Database
from service.store.failures import StoreReadError, StoreWriteError


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    opened.write(lambda driver: driver.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY)"))
    yield opened
    opened.close()


def itself(driver: Any) -> Any:
    return driver


def numbers(driver: Any) -> list[int]:
    return [number for (number,) in driver.execute("SELECT number FROM kept ORDER BY number")]


def is_open(driver: Any) -> bool:
    try:
        driver.total_changes  # noqa: B018
    except driver.ProgrammingError:
        return False
    return True


def test_a_connection_serves_one_transaction_after_the_other(database: Database) -> None:
    first = database.read(itself)
    assert database.write(itself) is first
    assert not first.in_transaction


def test_transactions_at_the_same_time_have_connections_of_their_own(database: Database) -> None:
    def meanwhile(outer: Any) -> tuple[Any, Any]:
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(database.read(itself)))
        thread.start()
        thread.join()
        return outer, found[0]

    outer, inner = database.read(meanwhile)
    assert outer is not inner


def test_what_fails_in_the_middle_is_undone_and_its_connection_given_up(database: Database) -> None:
    used = []

    def twice(driver: Any) -> None:
        used.append(driver)
        for _ in range(2):
            driver.execute("INSERT INTO kept VALUES (1)")

    with pytest.raises(StoreWriteError, match="SQLITE_CONSTRAINT"):
        database.write(twice)
    assert not is_open(used[0])
    assert database.read(numbers) == []
    database.write(lambda driver: driver.execute("INSERT INTO kept VALUES (2)"))
    assert database.read(numbers) == [2]


def test_an_error_of_our_own_is_undone_too_and_passes_as_it_is(database: Database) -> None:
    def broken(driver: Any) -> None:
        driver.execute("INSERT INTO kept VALUES (1)")
        raise LookupError

    with pytest.raises(LookupError):
        database.write(broken)
    assert database.read(numbers) == []


def test_every_failure_is_told_as_one_of_the_store(database: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreReadError):
        database.read(lambda driver: driver.execute("SELECT number FROM nowhere"))
    database.close()
    for path in tmp_path.iterdir():
        path.unlink()
    tmp_path.rmdir()
    with pytest.raises(StoreWriteError):
        database.write(numbers)


def test_a_closed_store_keeps_no_connection_and_opens_another_when_asked(database: Database) -> None:
    first = database.read(itself)
    database.close()
    assert not is_open(first)
    assert database.read(itself) is not first


def test_a_connection_that_was_in_use_while_the_store_was_closed_is_not_used_again(database: Database) -> None:
    def closing(driver: Any) -> Any:
        database.close()
        return driver

    assert database.read(closing) is not database.read(itself)


def test_a_kept_connection_waits_for_the_disk_at_every_write(database: Database) -> None:
    assert database.read(lambda driver: driver.execute("PRAGMA synchronous").fetchone()) == (2,)


def test_a_child_opens_connections_of_its_own_and_leaves_those_of_its_parent_open(database: Database) -> None:
    first = database.read(itself)
    database.start_anew()
    assert is_open(first)
    assert database.read(itself) is not first


def test_a_file_that_is_gone_is_written_no_more_and_no_empty_one_takes_its_place(
    database: Database, tmp_path: Path
) -> None:
    with database.reading():
        pass
    file = tmp_path / "store.sqlite3"
    file.unlink()
    with pytest.raises(StoreWriteError):
        database.write(itself)
    with pytest.raises(StoreReadError), database.reading():
        pass
    with pytest.raises(StoreWriteError), database.writing():
        pass
    assert not file.exists()


def test_a_file_put_in_place_of_the_old_one_is_the_one_that_is_read(database: Database, tmp_path: Path) -> None:
    assert database.read(numbers) == []
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM kept").scalar() == 0
    other = Database(f"sqlite:///{tmp_path / 'backup.sqlite3'}")
    other.write(lambda driver: driver.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY)"))
    other.write(lambda driver: driver.execute("INSERT INTO kept VALUES (7)"))
    other.close()
    (tmp_path / "backup.sqlite3").replace(tmp_path / "store.sqlite3")
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT number FROM kept").scalar() == 7
    assert database.read(numbers) == [7]
