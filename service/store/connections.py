"""Connections to an SQLite file that are kept from one transaction to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine import Engine

T = TypeVar("T")


class FileConnections:
    """Connections of the driver, made by an engine and then kept apart from its pool.

    The pool is made for servers, whose connections break and are reset: taking one out and giving it back costs as
    much as the statements in between.  One to a file does not break; it is kept when its transaction was committed,
    and closed, which rolls back, when anything failed.  There are never more than transactions at the same time.
    Those to a file that has been moved away, deleted or replaced are given up: it would take what nobody reads again.
    """

    def __init__(self, engine: Engine, file: Path) -> None:
        self._engine, self._file = engine, file
        self._idle: list[Any] = []
        self._met: tuple[int, int] | None = None

    def run(self, work: Callable[[Any], T], begin: str) -> T:
        """One transaction; errors of the driver pass."""
        idle = self._idle  # not that of after a close
        try:
            driver = idle.pop()
        except IndexError:
            driver = self._open()
        try:
            driver.execute(begin)
            found = work(driver)
            driver.commit()
        except BaseException:
            driver.close()
            raise
        idle.append(driver)
        return found

    def follow_file(self) -> bool:
        """Give up the connections to a file that is no longer the one at its path; raises OSError when none is."""
        there = self._file.stat()
        found = there.st_dev, there.st_ino
        if found == self._met:
            return False
        self.close()
        self._met = found
        return True

    def _open(self) -> Any:
        pooled = self._engine.raw_connection()
        driver = pooled.dbapi_connection
        pooled.detach()
        return driver

    def close(self) -> None:
        """Close the idle connections; one in use is closed with the last reference to it."""
        idle, self._idle = self._idle, []
        while idle:
            idle.pop().close()

    def leave(self) -> list[Any]:
        """Forget the idle connections, open as they are, and give them: in a child they are those of its parent."""
        idle, self._idle = self._idle, []
        return idle
