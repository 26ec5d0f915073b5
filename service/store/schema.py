"""Bringing the schema to the head revision, once, however many workers start together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import column, table, text

from service.store.engine import Database, reason_of
from service.store.failures import (
    StoreError,
    StoreMissingError,
    StoreSchemaError,
    StoreUnreachableError,
    StoreUpgradeError,
)
from service.store.tables import REVISION_TABLE

HEAD = "0002"
"""The newest revision in ``migrations/versions``; a test holds the two together."""
MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x64_76_74_63_64_73
"""The key of PostgreSQL's advisory lock, ``dvtcds`` in ASCII."""


def upgrade(database: Database) -> None:
    """Bring the store to :data:`HEAD`; cheap, and without importing Alembic, when it is there already.

    Raises :class:`StoreUnreachableError` (502), :class:`StoreSchemaError` (503) when a newer release made the store,
    :class:`StoreUpgradeError` (504) when the upgrade fails; then nothing of it is kept.
    """
    try:
        if _is_ready(database):
            return
    except StoreError as error:
        raise StoreUnreachableError(error.what) from None
    with _sole_starter(database):
        try:
            _use_wal(database)
            with database.writing() as connection:
                _upgrade_alone(connection)
        except (StoreSchemaError, StoreUpgradeError):
            raise
        except StoreError as error:
            raise StoreUpgradeError(f"{StoreUpgradeError.what} {error.what}") from None


def require(database: Database) -> None:
    """Raise :class:`StoreMissingError` (502) for a database without the tables of a store, which stays as it is."""
    try:
        with database.reading() as connection:
            revision = revision_of(connection)
    except StoreError as error:
        raise StoreUnreachableError(error.what) from None
    if revision is None:
        raise StoreMissingError(database.address)


def _upgrade_alone(connection: Connection) -> None:
    """Upgrade under the lock, unless somebody else just did."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    if revision_of(connection) != HEAD:
        _run_migrations(connection)


def revision_of(connection: Connection) -> str | None:
    """The revision the store is at, ``None`` for an empty database."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(REVISION_TABLE))).scalar()


def _is_ready(database: Database) -> bool:
    with database.reading() as connection:
        if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
            return False
        return revision_of(connection) == HEAD


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    before = revision_of(connection)
    try:
        command.upgrade(config, HEAD)
    except CommandError:
        raise StoreSchemaError(f"The store is at revision {before}; this release knows up to {HEAD}.") from None


@contextmanager
def _sole_starter(database: Database) -> Iterator[None]:
    """SQLite: one process at a time passes, the others wait.  (PostgreSQL waits on its advisory lock instead.)"""
    if database.file is None:
        yield
        return
    import fcntl

    # The file stays: removing it would let a waiting process hold a lock that nobody else can see.
    try:
        lock = open(database.file.with_name(f"{database.file.name}.lock"), "a")  # noqa: SIM115
    except OSError as error:
        raise StoreUnreachableError(f"The lock file beside the store cannot be opened ({error.strerror}).") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _use_wal(database: Database) -> None:
    """Write-ahead logging is a property of the file, so it is set once, under the lock: SQLite does not wait for it."""
    if database.file is None:
        return
    try:
        with database.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            mode = driver.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    except (DBAPIError, sqlite3.Error) as error:
        raise StoreUpgradeError(f"SQLite's write-ahead logging cannot be switched on ({reason_of(error)}).") from None
    if mode != "wal":
        raise StoreUpgradeError(
            f"SQLite cannot use write-ahead logging here (it uses {mode}).",
            why="Without it readers and writers block each other, and several workers would fail in turn.",
            remedy="Put the store on a local disk, or use PostgreSQL.",
        )
