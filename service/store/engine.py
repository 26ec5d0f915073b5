"""The database behind the store: where it is, how its connections behave, and how its failures are told."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from service.store.connections import FileConnections
from service.store.failures import (
    StoreAddressError,
    StoreError,
    StoreMissingError,
    StoreReadError,
    StoreUnreachableError,
    StoreWriteError,
)

DEFAULT_URL = "sqlite:///var/dvt-cds.sqlite3"
LOCK_WAIT_SECONDS = 5
"""How long a statement waits for another writer (SQLite) or in all (PostgreSQL) before the call fails."""

_FAILURES = (DBAPIError, PoolTimeoutError, OSError, sqlite3.Error)
_WRITES_AT_ONCE = {"read_only": False}
_READS_ONLY = {"read_only": True}
T = TypeVar("T")


class Database:
    """One engine with short transactions; every failure leaves as a :class:`StoreError`.

    An SQLite file that does not exist is made, unless the store ``must_exist``.
    """

    def __init__(self, url: str, *, must_exist: bool = False) -> None:
        self.url = read_url(url)
        if self.file is not None:
            if not must_exist:
                _create_file(self.file)
            elif not self.file.is_file():
                raise StoreMissingError(self.address)
        self.engine = _create_engine(self.url)
        self._kept = FileConnections(self.engine, self.file) if self.file is not None else None
        driver: Any = self.engine.dialect.loaded_dbapi
        self._failures = (*_FAILURES, driver.Error)
        _databases.add(self)

    @property
    def file(self) -> Path | None:
        """The SQLite file, ``None`` for a server."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @property
    def address(self) -> str:
        """The URL for people: without its password, and without its query, which may hold another."""
        return self.url.set(query={}).render_as_string(hide_password=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that takes the write lock at once, so that it can wait for it instead of failing later."""
        with _told_as(StoreWriteError), self._connected() as connection:
            connection.execution_options(**_WRITES_AT_ONCE)
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that never blocks a writer."""
        with _told_as(StoreReadError), self._connected() as connection:
            connection.execution_options(**_READS_ONLY)
            with connection.begin():
                yield connection

    def write(self, work: Callable[[Any], T]) -> T:
        """As :meth:`writing`, for statements that are prepared: ``work`` is given the driver's own connection."""
        return self._run(work, "BEGIN IMMEDIATE", StoreWriteError)

    def read(self, work: Callable[[Any], T]) -> T:
        """As :meth:`reading`, for statements that are prepared: ``work`` is given the driver's own connection."""
        return self._run(work, "BEGIN", StoreReadError)

    def _connected(self) -> Connection:
        self._follow_file()
        return self.engine.connect()

    def _follow_file(self) -> None:
        """A file that was deleted or replaced is not written any more: its cards could not be accounted for."""
        if self._kept is not None and self._kept.follow_file():
            self.engine.dispose()

    def _run(self, work: Callable[[Any], T], begin: str, failure: type[StoreError]) -> T:
        try:
            if self._kept is None:
                return self._run_pooled(work)
            self._follow_file()
            return self._kept.run(work, begin)
        except self._failures as error:
            raise _told(error, failure) from None

    def _run_pooled(self, work: Callable[[Any], T]) -> T:
        pooled = self.engine.raw_connection()
        try:
            driver: Any = pooled.dbapi_connection
            found = work(driver)
            driver.commit()
            return found
        finally:
            pooled.close()  # back into the pool, which rolls back what was not committed

    def close(self) -> None:
        """Close the connections that are kept; the next transaction opens new ones."""
        self.engine.dispose()
        if self._kept is not None:
            self._kept.close()

    def start_anew(self) -> None:
        """In a child: leave what is open to the parent.  It is not closed, which would say goodbye in its name."""
        _inherited.append(self.engine.pool)
        self.engine.dispose(close=False)
        if self._kept is not None:
            _inherited.append(self._kept.leave())


def read_url(text: str) -> URL:
    """Read a database URL; PostgreSQL is always spoken through psycopg 3.

    Raises :class:`StoreAddressError`; its text never repeats the URL, which may hold a password.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise StoreAddressError("DVT_CDS_DATABASE_URL is not a database URL.") from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            raise StoreAddressError(
                "DVT_CDS_DATABASE_URL names an SQLite database without a plain file.",
                why="Several workers share the store, which only a file can do.",
            )
        return url
    if url.drivername != "postgresql+psycopg":
        raise StoreAddressError(f"DVT_CDS_DATABASE_URL asks for {url.drivername}, which is not supported.")
    return url


def insert_for(dialect: str) -> Callable[..., Any]:
    """The INSERT of a dialect, with its ON CONFLICT clause."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert


def _create_engine(url: URL) -> Engine:
    # hide_parameters: a driver's message would otherwise carry the row that failed.
    common: dict[str, Any] = {"hide_parameters": True, "pool_timeout": LOCK_WAIT_SECONDS}
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, creator=_opener(url), **common)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": LOCK_WAIT_SECONDS}
    try:
        engine = create_engine(url, connect_args=arguments, pool_pre_ping=True, **common)
    except ModuleNotFoundError:
        raise StoreAddressError(
            "The driver for PostgreSQL is not installed.", remedy="Install dvt-cds with the extra `postgres`."
        ) from None
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _opener(url: URL) -> Callable[[], sqlite3.Connection]:
    """Opens the file of a URL, which must be there: SQLite would make an empty one in place of one that is gone."""
    address = f"file:{quote(str(Path(url.database or '').absolute()))}?mode=rw"
    return lambda: sqlite3.connect(address, uri=True, timeout=LOCK_WAIT_SECONDS, check_same_thread=False)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own; _begin_sqlite does
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another wrote between; IMMEDIATE waits.
    read_only = connection.get_execution_options().get("read_only", False)
    # Straight to the driver: the whole way of a statement costs more than this one does.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(f"SET statement_timeout = '{LOCK_WAIT_SECONDS}s'")
    connection.autocommit = False


def _create_file(file: Path) -> None:
    """Make the folder and an empty file that only its owner can read, since a development key may be in it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreUnreachableError(f"The store file cannot be opened for writing ({error.strerror}).") from None


@contextmanager
def _told_as(failure: type[StoreError]) -> Iterator[None]:
    try:
        yield
    except _FAILURES as error:
        raise _told(error, failure) from None  # what a driver says may quote a row


def _told(error: BaseException, failure: type[StoreError]) -> StoreError:
    return failure(f"{failure.what[:-1]} ({reason_of(error)}).")


def reason_of(error: BaseException) -> str:
    """The condition by the name its database gives it, without any text the driver composed."""
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {name}" if name else type(cause).__name__


_databases: weakref.WeakSet[Database] = weakref.WeakSet()
_inherited: list[Any] = []


def _start_with_new_connections() -> None:
    for database in list(_databases):
        database.start_anew()


os.register_at_fork(after_in_child=_start_with_new_connections)
