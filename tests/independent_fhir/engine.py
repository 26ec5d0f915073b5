"""Starts the independent FHIR server on this machine, and loads the resources of hook calls into it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

FOLDER = Path(__file__).parent
TOKEN = "independent-token-51c0"
OLDEST_NODE = 18


class EngineUnavailableError(RuntimeError):
    """The server cannot be had on this machine; the text says what is missing."""


@dataclass(frozen=True)
class Engine:
    """A running server; ``url`` is its FHIR base."""

    url: str

    def load(self, resources: Iterable[Mapping[str, Any]]) -> None:
        """Hold these resources and no others, and forget what was asked."""
        root = self.url.removesuffix("/fhir")
        requests.put(f"{root}/test/resources", json=list(resources), timeout=30).raise_for_status()

    def asked(self) -> list[dict[str, Any]]:
        """``method``, ``path`` and ``query`` of each FHIR request since the last load."""
        found: list[dict[str, Any]] = requests.get(f"{self.url.removesuffix('/fhir')}/test/asked", timeout=30).json()
        return found


def install() -> str:
    """The path of Node, with the packages installed as the lock file pins them; once, whoever comes first.

    Raises :class:`EngineUnavailableError`.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise EngineUnavailableError("Node.js and npm are not installed")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        raise EngineUnavailableError(f"Node.js {version} is older than {OLDEST_NODE}")
    stamp = FOLDER / "node_modules" / ".installed"
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    with (FOLDER / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            try:
                run = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=300)
            except subprocess.TimeoutExpired:
                raise EngineUnavailableError("npm ci did not end within five minutes") from None
            if run.returncode != 0:
                raise EngineUnavailableError(f"npm ci failed: {run.stderr.strip()[-300:]}")
            stamp.write_text(wanted)
    return node


@contextlib.contextmanager
def running(*, entries_to_a_page: int = 1000, token: str = "") -> Iterator[Engine]:
    """The server on a free port; with a ``token`` it lets nobody in without it."""
    node = install()
    environment = {**os.environ, **({"TOKEN": token} if token else {})}
    command = [node, "server.mjs", str(entries_to_a_page)]
    process = subprocess.Popen(
        command, cwd=FOLDER, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise EngineUnavailableError("the server did not start")
        yield Engine(url)
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def resources_of(prefetch: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every resource of the prefetch of a hook call."""
    found = []
    for value in prefetch.values():
        if value is not None:
            bundled = value["resourceType"] == "Bundle"
            found += [entry["resource"] for entry in value.get("entry", [])] if bundled else [value]
    return found
