"""The measurements of one run: parse floor, core, HTTP and the naive way, for the same bodies, one after another."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from service.answer import answer
from service.bench.bodies import INDEX_CASE, Call, call_with
from service.bench.server import Load, Server, serving
from service.fhir.record import PatientRecord, read_record
from service.hooks.messages import HookRequest, read_request
from service.hooks.services import SERVICES
from service.knowledge import Knowledge, load_knowledge

BLOCKS = 3
SIZES = (10, 200, 2_000, 10_000)
CALLS = {10: 100, 200: 100, 2_000: 100, 10_000: 20}
"""Calls per block; larger records get fewer."""
NAIVE_CALLS = {10: 20, 200: 5, 2_000: 1, 10_000: 1}
CLIENTS = 8
WORKERS = 2


@dataclass(frozen=True)
class Cost:
    """What one call costs: the median over blocks of the mean CPU of a block, and the percentiles of all calls."""

    calls: int
    cpu_ms: float
    least_ms: float
    """CPU per call of the quickest block: nearest to what an idle machine shows."""
    p50_ms: float
    p99_ms: float
    per_second: float
    cpu_of_blocks: tuple[float, ...]

    @classmethod
    def of(cls, blocks: Sequence[Load]) -> Cost:
        taken = sorted(each for block in blocks for each in block.milliseconds)
        cpu = tuple(block.cpu_ms for block in blocks)
        return cls(
            calls=len(taken),
            cpu_ms=statistics.median(cpu),
            least_ms=min(cpu),
            p50_ms=statistics.median(taken),
            p99_ms=taken[min(len(taken) - 1, int(len(taken) * 0.99))],
            per_second=statistics.median(len(block.milliseconds) / block.wall_seconds for block in blocks),
            cpu_of_blocks=cpu,
        )


@dataclass(frozen=True)
class Measured:
    """One size of record; each cost is of the very same body."""

    observations: int
    body_bytes: int
    floor: Cost
    """``orjson.loads`` of the body, with the collector as Python starts it but no heap of ours to walk."""
    floor_without_collector: Cost
    """The same with garbage collection off: the least that it can cost."""
    core: Cost
    """From the bytes of the request to the bytes of the answer: no HTTP, no store."""
    http: Cost
    """One client, one worker; CPU is that of the worker."""
    http_by_eight: Cost
    """Eight clients, two workers."""
    naive: Cost
    """Flask and fhir.resources on every resource, over the same HTTP; one client."""


@dataclass(frozen=True)
class Run:
    """Everything one run found."""

    sizes: tuple[Measured, ...]
    start_seconds: float
    """Import and ``create_app`` in a fresh process: CPU and wall agree when the machine is idle."""
    start_cpu_seconds: float
    memory_mb: float
    """Resident memory of the largest worker after every size has been answered."""
    load_average: float
    interpreter: str
    """Version and compiler: one that was built with profile-guided optimisation is a fifth faster."""


def answered(call: Call, knowledge: Knowledge) -> bytes:
    """The bytes of the answer to the bytes of a request: the line of the service without HTTP and store."""

    def record_of(asked: HookRequest) -> PatientRecord:
        return read_record(
            asked.prefetch,
            patient_id=asked.patient_id,
            codes=knowledge.codes,
            now=call.now,
            drafts=asked.draft_orders,
            draft_medications=asked.draft_medications,
            selections=asked.selections,
            conditions=asked.conditions,
        )

    given = answer(read_request(call.body, SERVICES[call.service]), record_of, knowledge, call.now)
    return orjson.dumps({"cards": list(given.cards), "extension": given.extension})


def measure(sizes: Iterable[int], cards: Path, case: Path = INDEX_CASE, *, scale: float = 1.0) -> Run:
    """Measure every size; ``scale`` makes the blocks shorter or longer (for a first look)."""
    load = os.getloadavg()[0]
    knowledge = load_knowledge(cards)
    now = datetime.now(UTC)
    calls = [call_with(size, now, case) for size in sizes]
    gc.collect()
    gc.freeze()  # the floor must not pay for walking our own heap
    folders = [tempfile.TemporaryDirectory(prefix="dvt-cds-bench-") for _ in range(3)]
    one, two, plain = (Path(each.name) for each in folders)
    try:
        with (
            serving("service.wsgi:application", folder=one, cards=cards) as alone,
            serving("service.wsgi:application", folder=two, cards=cards, workers=WORKERS) as pair,
            serving("service.bench.naive:application()", folder=plain, cards=cards) as simple,
        ):
            found = tuple(_measured(call, knowledge, alone, pair, simple, scale) for call in calls)
            memory = alone.memory_mb()
    finally:
        for each in folders:
            each.cleanup()
    wall, cpu = _start_seconds(cards)
    interpreter = f"{platform.python_implementation()} {platform.python_version()} ({platform.python_compiler()})"
    return Run(found, wall, cpu, memory, load, interpreter)


def _measured(call: Call, knowledge: Knowledge, alone: Server, pair: Server, simple: Server, scale: float) -> Measured:
    times = max(1, round(_calls_for(call.observations, CALLS) * scale))
    slow = max(1, round(_calls_for(call.observations, NAIVE_CALLS) * scale))
    alone.warm(call, min(times, 10))
    pair.warm(call, min(times, 10))
    simple.warm(call, 1)
    answered(call, knowledge)
    sides: dict[str, tuple[int, Callable[[int], Load]]] = {
        "floor": (times, lambda n: _in_process(lambda: orjson.loads(call.body), n)),
        "http": (times, lambda n: alone.load(call, n, clients=1)),
        "floor_without_collector": (times, lambda n: _without_collector(lambda: orjson.loads(call.body), n)),
        "core": (times, lambda n: _without_collector(lambda: answered(call, knowledge), n)),
        "http_by_eight": (times, lambda n: pair.load(call, n, clients=CLIENTS)),
        "naive": (slow, lambda n: simple.load(call, n, clients=1)),
    }
    blocks: dict[str, list[Load]] = {name: [] for name in sides}
    for _ in range(BLOCKS):
        # Each side has its block in every round, because a busy machine changes its speed from minute to minute.
        for name, (calls, work) in sides.items():
            blocks[name].append(work(calls))
    costs: dict[str, Any] = {name: Cost.of(each) for name, each in blocks.items()}
    return Measured(call.observations, len(call.body), **costs)


def _calls_for(observations: int, listed: dict[int, int]) -> int:
    return next((calls for size, calls in sorted(listed.items()) if observations <= size), listed[max(listed)])


def _in_process(work: Callable[[], object], times: int) -> Load:
    taken = []
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    spent = time.process_time() - cpu
    return Load(tuple(taken), time.perf_counter() - wall, spent * 1000 / times)


def _without_collector(work: Callable[[], object], times: int) -> Load:
    gc.collect()
    gc.disable()
    try:
        return _in_process(work, times)
    finally:
        gc.enable()
        gc.collect()


_START = """
import os, sys, time
wall, cpu = time.perf_counter(), time.process_time()
from service.app import create_app
from service.settings import Settings
create_app(Settings(database_url=sys.argv[1], cards=__import__("pathlib").Path(sys.argv[2])))
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def _start_seconds(cards: Path) -> tuple[float, float]:
    """Median of five starts in fresh processes, each on a store that exists and modules that are compiled: (wall, CPU).

    The container and ``pip`` compile modules when they are installed.  A shell that tells Python to write no bytecode
    would compile those of a checkout anew at each start, so it is given a folder for them here.
    """
    found = []
    with tempfile.TemporaryDirectory(prefix="dvt-cds-bench-") as folder:
        command = [sys.executable, "-c", _START, f"sqlite:///{folder}/store.sqlite3", str(cards)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        for _ in range(6):
            out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603
            wall, cpu = out.stdout.split()
            found.append((float(wall), float(cpu)))
    kept = found[1:]  # the first makes the store and compiles the modules
    return statistics.median(wall for wall, _ in kept), statistics.median(cpu for _, cpu in kept)
