"""A store to test against, once as an SQLite file and once in a PostgreSQL server of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from service.store import FeedbackEntry, Issued, Store, Who, open_store

KEY = b"a pseudonym key of the tests, 32+"
NewUrls = Callable[[int], list[str]]
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of an administration database: the given server, or one started here on the loopback address."""
    given = os.environ.get("DVT_CDS_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    binaries = _postgresql_binaries()
    if binaries is None:
        _go_without("DVT_CDS_TEST_POSTGRES_URL is unset and no initdb and pg_ctl are installed")
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            _go_without("its server does not run as root and there is no user postgres")
        as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="dvt-cds-pg-"))
    try:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        yield from _run_server(binaries, folder, as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _go_without(reason: str) -> NoReturn:
    """Skip where a developer has no server; fail where it was promised (``.ci/run``)."""
    if os.environ.get("POSTGRESQL_SERVER") == "required":
        pytest.fail(f"no PostgreSQL: {reason}")
    pytest.skip(f"no PostgreSQL: {reason}")


def _postgresql_binaries() -> Path | None:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None
    )


def _run_server(binaries: Path, folder: Path, as_user: dict[str, Any]) -> Iterator[str]:
    def run(*command: str) -> None:
        with open(folder / "commands.log", "a") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=folder, timeout=120, **as_user)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    run(str(binaries / "initdb"), "-D", data, "-U", "dvt", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    run(str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "server.log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://dvt@127.0.0.1:{port}/postgres"
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture
def new_sqlite_urls(tmp_path: Path) -> NewUrls:
    return lambda count: [f"sqlite:///{tmp_path}/var/{number}.sqlite3" for number in range(count)]


@pytest.fixture
def new_postgresql_urls(postgresql_server: str) -> Iterator[NewUrls]:
    server = make_url(postgresql_server)
    if server.drivername in ("postgres", "postgresql"):
        server = server.set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    made: list[str] = []

    def make(count: int) -> list[str]:
        made.extend(f"dvt_{uuid.uuid4().hex}" for _ in range(count))
        with engine.connect() as connection:
            for name in made:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return [server.set(database=name).render_as_string(hide_password=False) for name in made]

    yield make
    with engine.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_urls(request: pytest.FixtureRequest) -> NewUrls:
    """Makes so many empty databases of each kind; to be called once."""
    return request.getfixturevalue(f"new_{request.param}_urls")


@pytest.fixture
def url(new_urls: NewUrls) -> str:
    """The URL of an empty database of each kind."""
    return new_urls(1)[0]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/var/store.sqlite3"


@pytest.fixture
def postgresql_url(new_postgresql_urls: NewUrls) -> str:
    return new_postgresql_urls(1)[0]


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, pseudonym_key=KEY)
    yield opened
    opened.close()


@pytest.fixture
def who(store: Store) -> Who:
    return store.identify(fhir_server="https://fhir.example.org/r4", patient_id="synthetic-1", encounter_id="visit-1")


@pytest.fixture
def issue(who: Who, now: datetime) -> Callable[..., Issued]:
    """A card as it would be issued for the patient of the test; any field can be given another value."""

    def build(**changes: Any) -> Issued:
        fields: dict[str, Any] = {
            "who": who,
            "card": str(uuid.uuid4()),
            "hook_instance": "5f1c3a52-4a8e-4b60-9d0a-1c2f5a1d2b3c",
            "service": "dvt-order-select",
            "hook": "order-select",
            "outcome": "SURVEILLANCE",
            "rule": "R9",
            "modifiers": ("HIGH_BLEED_OVERRIDES",),
            "statements": ("G-5", "M-3"),
            "indicator": "info",
            "suggestions": ("0b2b8bb0-2a61-4c65-a4ab-4a4f7a9a5a10",),
            "knowledge_version": "2026-11-22",
            "knowledge_hash": "sha256:abc",
            "states": {"length_cm": "documented", "limb_threat": "not_asked"},
            "facts_digest": "digest of the facts",
            "issued_at": now,
        }
        return Issued(**(fields | changes))

    return build


@pytest.fixture
def respond(now: datetime) -> Callable[..., FeedbackEntry]:
    """Feedback about a card: overridden, unless said otherwise."""

    def build(card: str, **changes: Any) -> FeedbackEntry:
        fields: dict[str, Any] = {"card": card, "outcome": "overridden", "outcome_timestamp": now}
        return FeedbackEntry(**(fields | changes))

    return build


@pytest.fixture
def together(tmp_path: Path) -> Callable[[str, list[list[str]]], list[str]]:
    """Run one Python text in several processes that pass ``start()`` together; returns what they print."""

    def run(text: str, arguments: list[list[str]]) -> list[str]:
        head = "import sys\ndef start():\n    print('ready', flush=True)\n    sys.stdin.readline()\n"
        environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "error"}
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", head + text, *given],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=tmp_path,
                env=environment,
            )
            for given in arguments
        ]
        for process in processes:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise AssertionError(process.communicate()[1])
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        finished = [process.communicate(timeout=120) for process in processes]
        failed = [stderr for process, (_, stderr) in zip(processes, finished, strict=True) if process.returncode]
        assert not failed, failed[0]
        return [stdout for stdout, _ in finished]

    return run
