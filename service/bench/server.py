"""A real gunicorn on loopback with the shipped configuration, its workers measured through /proc."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from service.bench.bodies import Call
from service.content import gunicorn_configuration

START_SECONDS = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")
Taken = TypeVar("Taken")


class ServerFailedError(RuntimeError):
    """The measured server did not start, or did not answer 200."""


@dataclass(frozen=True)
class Load:
    """What a number of calls took: milliseconds of each, of the whole, and CPU of the workers."""

    milliseconds: tuple[float, ...]
    wall_seconds: float
    cpu_ms: float
    """CPU (user and system) of all workers, per request."""


@dataclass(frozen=True)
class Reply:
    """One answer, and the milliseconds until the last of its bytes."""

    milliseconds: float
    status: int
    body: bytes = field(repr=False)


class Server:
    """A running server; ``workers`` are the process ids below its master."""

    def __init__(self, address: tuple[str, int], process: subprocess.Popen[bytes]):
        self.address, self.process = address, process

    @property
    def workers(self) -> tuple[int, ...]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return tuple(int(each) for each in children.split())

    def cpu_seconds(self) -> float:
        """User and system CPU of the workers so far, to the nanosecond where the kernel tells."""
        return sum(_cpu_seconds(worker) for worker in self.workers)

    def memory_mb(self) -> float:
        """Resident memory of the largest worker, pages shared with the master included."""
        return max(_resident_mb(worker) for worker in self.workers)

    def warm(self, call: Call, times: int) -> None:
        """Let every worker answer such a call before it is measured."""
        _calls(self.address, call, times)

    def load(self, call: Call, times: int, *, clients: int) -> Load:
        """``times`` calls in all by so many clients, each client with one call under way at a time."""
        before, started = self.cpu_seconds(), time.perf_counter()
        taken = _shared_out(times, clients, lambda share: _calls(self.address, call, share))
        wall = time.perf_counter() - started
        return Load(tuple(taken), wall, (self.cpu_seconds() - before) * 1000 / times)

    def replies(self, call: Call, times: int, *, clients: int) -> list[Reply]:
        """The same calls, each with its answer, whatever its status."""
        return _shared_out(times, clients, lambda share: list(_replies(self.address, call, share)))


def _cpu_seconds(pid: int) -> float:
    try:
        # The account of the scheduler for every thread, in nanoseconds; the ticks of `stat` are too coarse for a call.
        threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9
    except (OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _shared_out(times: int, clients: int, work: Callable[[int], list[Taken]]) -> list[Taken]:
    """What so many clients bring back together, each with its share of the calls."""
    shares = [times // clients + (number < times % clients) for number in range(clients)]
    if clients == 1:
        return work(times)
    with ThreadPoolExecutor(clients) as threads:
        return [each for taken in threads.map(work, filter(None, shares)) for each in taken]


def _calls(address: tuple[str, int], call: Call, times: int) -> list[float]:
    """Milliseconds of each of so many calls, which must all be answered 200."""
    taken = []
    for reply in _replies(address, call, times):
        if reply.status != 200:
            raise ServerFailedError(f"HTTP {reply.status}: {reply.body[:300].decode(errors='replace')}")
        taken.append(reply.milliseconds)
    return taken


def _replies(address: tuple[str, int], call: Call, times: int) -> Iterator[Reply]:
    """The answers to so many calls over one connection at a time, reopened when the server closes it."""
    connection = _connected(address)
    for _ in range(times):
        started = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        try:
            connection.request("POST", f"/cds-services/{call.service}", call.body, headers)
            answer = connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            connection.close()
            connection = _connected(address)
            connection.request("POST", f"/cds-services/{call.service}", call.body, headers)
            answer = connection.getresponse()
        text = answer.read()
        if answer.will_close:
            connection.close()
            connection = _connected(address)
        yield Reply((time.perf_counter() - started) * 1000, answer.status, text)
    connection.close()


def _connected(address: tuple[str, int]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(*address, timeout=120)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


@contextmanager
def serving(
    application: str,
    *,
    folder: Path,
    cards: Path,
    workers: int = 1,
    threads: int = 4,
    settings: Mapping[str, str] = {},
) -> Iterator[Server]:
    """A gunicorn with the shipped configuration serving ``application`` (module:callable) from a folder of its own.

    ``settings`` are further variables of its environment; those of ours (``DVT_CDS_…``) are not inherited.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DVT_CDS_")},
        "DVT_CDS_BIND": f"127.0.0.1:{address[1]}",
        "DVT_CDS_DATABASE_URL": f"sqlite:///{folder / 'store.sqlite3'}",
        "DVT_CDS_CARDS": str(cards),
        "WEB_CONCURRENCY": str(workers),
        "WEB_THREADS": str(threads),
        **settings,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", str(gunicorn_configuration()), application]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 – our own command
        try:
            _wait_until_it_listens(address, process, folder / "server.log")
            yield Server(address, process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_listens(address: tuple[str, int], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(address, 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerFailedError(f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")
