"""The measurements of one run: each behaviour of a FHIR server, for one client and for eight."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from service.bench.bodies import INDEX_CASE, Call, call_with
from service.bench.fetch.behaviours import BEHAVIOURS, Behaviour
from service.bench.fetch.outcomes import Outcome, outcome_of
from service.bench.fetch.upstream import Counted, upstream
from service.bench.server import Server, serving
from service.fhir.bundles import KEYS

DEADLINE_MS = 400
OBSERVATIONS = 10
WARM_CALLS = 4
AUTHORIZATION = {
    "access_token": "token-of-a-measurement",
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "patient/*.read",
    "subject": "dvt-cds",
}


@dataclass(frozen=True)
class Setup:
    """How many call at the same time, and what is there to answer them."""

    clients: int
    workers: int
    threads: int

    def __str__(self) -> str:
        clients = f"{self.clients} client{'s' * (self.clients > 1)}"
        workers = f"{self.workers} worker{'s' * (self.workers > 1)}"
        return f"{clients}, {workers} of {self.threads} thread{'s' * (self.threads > 1)}"


SETUPS = (Setup(1, 1, 1), Setup(8, 2, 4), Setup(8, 2, 1))
"""One at a time; eight as ``dvt-cds serve`` starts; eight as gunicorn starts behind a proxy."""


@dataclass(frozen=True)
class Measured:
    """One behaviour in one set-up."""

    behaviour: Behaviour
    setup: Setup
    outcomes: tuple[Outcome, ...]
    upstream: Counted
    """What all these calls cost the FHIR server."""


@dataclass(frozen=True)
class Run:
    """Everything one run found."""

    deadline_ms: int
    rows: tuple[Measured, ...]
    load_average: float


def measure(
    cards: Path,
    case: Path = INDEX_CASE,
    *,
    calls: int = 30,
    deadline_ms: int = DEADLINE_MS,
    behaviours: Iterable[Behaviour] = BEHAVIOURS,
    setups: Iterable[Setup] = SETUPS,
    tell: Callable[[str], None] = lambda line: None,
) -> Run:
    """Make so many calls for every behaviour in every set-up; ``tell`` hears which one is under way."""
    load = os.getloadavg()[0]
    whole = call_with(OBSERVATIONS, datetime.now(UTC), case)
    request, resources = taken_apart(orjson.loads(whole.body))
    rows: list[Measured] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dvt-cds-bench-")))
        (folder / "resources.json").write_text(json.dumps(resources), encoding="utf-8")
        servers: dict[Setup, Server] = {}
        for number, setup in enumerate(setups):
            own = folder / str(number)
            own.mkdir()
            servers[setup] = stack.enter_context(_service(setup, own, cards, deadline_ms))
            servers[setup].warm(whole, WARM_CALLS * setup.workers)
        for behaviour in behaviours:
            for setup, server in servers.items():
                tell(f"{behaviour.name} ({setup})")
                rows.append(_measured(behaviour, setup, server, whole, request, folder / "resources.json", calls))
    return Run(deadline_ms, tuple(rows), load)


def taken_apart(request: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """A call without its prefetch, and what it held: resources by the type that is searched for."""
    resources: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KEYS.values()}
    for key, value in request["prefetch"].items():
        if value is not None:
            found = [entry["resource"] for entry in value.get("entry", ())]
            resources[KEYS[key]] += found if value["resourceType"] == "Bundle" else [value]
    return {name: value for name, value in request.items() if name != "prefetch"}, resources


def _service(setup: Setup, folder: Path, cards: Path, deadline_ms: int) -> Any:
    return serving(
        "service.wsgi:application",
        folder=folder,
        cards=cards,
        workers=setup.workers,
        threads=setup.threads,
        settings={"DVT_CDS_DEADLINE_MS": str(deadline_ms)},
    )


def _measured(
    behaviour: Behaviour,
    setup: Setup,
    server: Server,
    whole: Call,
    request: Mapping[str, Any],
    resources: Path,
    calls: int,
) -> Measured:
    """A server of its own for every row, so that none finds the connections of another."""
    with upstream(behaviour, resources) as fhir:
        body = orjson.dumps({**request, "fhirServer": fhir.url, "fhirAuthorization": AUTHORIZATION})
        call = replace(whole, body=body)
        before = fhir.counted()
        replies = server.replies(call, calls, clients=setup.clients)
        counted = fhir.counted().since(before)
    return Measured(behaviour, setup, tuple(outcome_of(reply) for reply in replies), counted)
