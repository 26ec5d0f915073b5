"""A deadline for the whole of a body: the time limit of a connection counts from its last byte only.

A client that sends one byte every few seconds is never silent, and would hold its thread for as long as it likes.  The
server reads a piece of a body in one go, so that only another thread can end it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

_READING = 0
"""``SHUT_RD``."""
LOOK_SECONDS = 1.0
"""How often the deadlines are looked at."""


class BodyWatch:
    """The connections from which a body is being read, and until when.  Safe for threads; its own thread is started
    with the first body of a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._until: dict[Any, float] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def give(self, connection: Any, seconds: float) -> None:
        """The body of this connection may go on for so many seconds more."""
        with self._lock:
            self._until[connection] = self._clock() + seconds
            # A fork takes no threads along.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="body-watch", daemon=True)
                self._thread.start()

    def release(self, connection: Any) -> None:
        """The body is read, or given up."""
        with self._lock:
            self._until.pop(connection, None)

    def end_overdue(self) -> None:
        """End the bodies that are past their deadline: whoever reads them sees them cut short, and can still answer."""
        with self._lock:
            now = self._clock()
            for connection in [each for each, until in self._until.items() if until < now]:
                del self._until[connection]
                # Not the method of a TLS connection, which would answer in plain text from then on: that of the plain
                # socket below it.
                plain: Any = type(connection).__mro__[-2]
                with contextlib.suppress(OSError):
                    plain.shutdown(connection, _READING)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.end_overdue()
