"""A FHIR server of one behaviour in a process of its own, so that its work does not hold up who measures.

The process says where it listens, then answers each line of its standard input with what it has counted, and ends with
the input.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from service.bench.fetch.behaviours import BY_NAME, Behaviour, Place
from service.bench.fetch.fhir_server import FhirServer, running
from service.bench.server import ServerFailedError

END_SECONDS = 10


@dataclass(frozen=True)
class Counted:
    """What a server has seen so far."""

    requests: int = 0
    connections: int = 0
    elsewhere: int = 0
    """Requests at a server of another origin, to which the first one redirects: there must be none."""

    def since(self, before: Counted) -> Counted:
        """What came after an earlier count."""
        return Counted(
            self.requests - before.requests,
            self.connections - before.connections,
            self.elsewhere - before.elsewhere,
        )


@dataclass(frozen=True)
class Upstream:
    """A FHIR server as a service sees it: its base URL; and its counts."""

    url: str
    process: subprocess.Popen[str] | None = None
    """None where nobody listens and so nobody counts."""

    def counted(self) -> Counted:
        """What it has seen so far."""
        if self.process is None:
            return Counted()
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Counted(**json.loads(self.process.stdout.readline()))


@contextlib.contextmanager
def upstream(behaviour: Behaviour, resources: Path) -> Iterator[Upstream]:
    """A server with the resources of a file (JSON, lists by type) that behaves so, until the end of the block."""
    if behaviour.place is Place.REFUSING:
        with _refusing() as url:
            yield Upstream(url)
    elif behaviour.place is Place.SILENT:
        with _silent() as url:
            yield Upstream(url)
    else:
        with _process(behaviour, resources) as process:
            assert process.stdout
            url = process.stdout.readline().strip()
            if not url:
                raise ServerFailedError(f"The FHIR server of {behaviour.name!r} did not start.")
            yield Upstream(url, process)


@contextlib.contextmanager
def _process(behaviour: Behaviour, resources: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with :func:`serve`, until the end of the block."""
    command = [sys.executable, "-m", __name__, behaviour.name, str(resources)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin
        try:
            yield process
        finally:
            process.stdin.close()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def _refusing() -> Iterator[str]:
    """The base URL of a port that is taken and at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/fhir"


@contextlib.contextmanager
def _silent() -> Iterator[str]:
    """The base URL of a listener whose queue is full: the kernel drops what comes, as a firewall does (Linux)."""
    with contextlib.ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/fhir"


def serve(behaviour: Behaviour, resources: dict[str, list[dict[str, Any]]], lines: IO[str], out: IO[str]) -> None:
    """Behave so until the lines end: first the base URL, then for every line what was counted."""
    with running() as other, running(FhirServer(resources)) as fhir:
        fhir.answers.update(behaviour.answers(other.url))
        print(fhir.url, file=out, flush=True)
        for _ in lines:
            counted = Counted(len(fhir.asked), len(fhir.connections), len(other.asked))
            print(json.dumps(asdict(counted)), file=out, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        serve(BY_NAME[sys.argv[1]], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), sys.stdin, sys.stdout)
