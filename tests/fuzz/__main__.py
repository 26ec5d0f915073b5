"""Many changed bodies on every core: ``python -m tests.fuzz --bodies 20000 --minutes 30 --seed 7``.

Prints how many bodies of each kind were played and every claim that did not hold, with the smallest body found for
it in ``var/fuzz/``.  The exit status is 1 when a claim did not hold or too few bodies were played.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import properties
from tests.fuzz.mutations import Body, broken_bodies
from tests.fuzz.seeds import Service

FOUND = Path(__file__).parents[2] / "var" / "fuzz"
SHARES = {"broken": 0.7, "irrelevant": 0.12, "units": 0.06, "values": 0.12}
AT_ONCE = 200
"""Bodies between two looks at the clock."""


def played(share: dict[str, int], number: int, until: float) -> tuple[Counter[str], list[str]]:
    """Play a share of the bodies in this process; gives the counts and the claims that did not hold."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="dvt-cds-fuzz-") as folder:
        service = Service(Path(folder))
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 – the log of refused calls

        def broken(body: Body) -> None:
            counts[f"broken, answered {properties.keeps_the_contract(service, body)}"] += 1

        def irrelevant(changed: properties.Changed) -> None:
            properties.stays_as_it_was(changed)
            counts["irrelevant changes"] += 1

        def units(changed: properties.Changed) -> None:
            properties.decides_as_before(changed)
            counts["values in other units"] += 1

        def values(changed: properties.Changed) -> None:
            counts["changed values" if properties.touches_only_its_own(changed) else "values without effect"] += 1

        plays: dict[str, tuple[Any, Callable[[Any], None]]] = {
            "broken": (broken_bodies(), broken),
            "irrelevant": (properties.irrelevant_changes(), irrelevant),
            "units": (properties.rewritten_units(), units),
            "values": (properties.changed_values(), values),
        }
        for kind, (strategy, play) in plays.items():
            faults += _blocks(kind, strategy, play, share[kind], number, until)
    return counts, faults


def _blocks(kind: str, strategy: Any, play: Callable[[Any], None], bodies: int, number: int, until: float) -> list[str]:
    faults: list[str] = []
    for block in range(0, bodies, AT_ONCE):
        if time.monotonic() > until or len(faults) >= 3:
            break
        last: list[Any] = []
        once = _noting(last, play)

        how = settings(
            max_examples=min(AT_ONCE, bodies - block),
            deadline=None,
            database=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        try:
            seed(number * 1_000_003 + block)(how(given(strategy)(once)))()
        except Exception as fault:  # whatever it is, it is what this looks for
            faults.append(_kept(kind, last[0] if last else None, fault))
    return faults


def _noting(last: list[Any], play: Callable[[Any], None]) -> Callable[[Any], None]:
    """``play``, which leaves what it was given last: after shrinking, the smallest that fails."""

    def once(body: Any) -> None:
        last[:] = [body]
        play(body)

    return once


def _kept(kind: str, found: Any, fault: Exception) -> str:
    """Write the smallest body that shows a fault to a file; gives the line that names it."""
    FOUND.mkdir(parents=True, exist_ok=True)
    text = found.text if isinstance(found, Body) else json.dumps(getattr(found, "request", None)).encode()
    path = FOUND / f"{kind}-{secrets.token_hex(4)}.json"
    path.write_bytes(text)
    told = f"{type(fault).__name__}: {fault}".split("\n")[0][:400]
    return f"{kind}: {told} ({path.relative_to(FOUND.parents[1])})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    asked = parser.parse_args()
    until = time.monotonic() + asked.minutes * 60
    each = -(-asked.bodies // asked.processes)
    share = {kind: -(-int(each * part * 1000) // 1000) + 1 for kind, part in SHARES.items()}
    print(f"seed {asked.seed}, {asked.processes} processes, at most {asked.minutes:g} minutes", flush=True)  # noqa: T201
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        jobs = [(share, asked.seed + number, until) for number in range(asked.processes)]
        results = pool.starmap(played, jobs)
    counts = sum((counts for counts, _ in results), Counter[str]())
    faults = [fault for _, faults in results for fault in faults]
    for name, count in sorted(counts.items()):
        print(f"{count:>8,}  {name}")  # noqa: T201
    total = sum(counts.values())
    print(f"{total:>8,}  bodies, {len(faults)} faults")  # noqa: T201
    for fault in faults:
        print(f"  {fault}")  # noqa: T201
    return 1 if faults or total < asked.bodies else 0


if __name__ == "__main__":
    sys.exit(main())
