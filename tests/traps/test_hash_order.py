"""Two workers give one patient one answer: nothing hangs on the order in which a process hashes its words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.traps.hash_order import CASES, EVERY

ROOT = Path(__file__).parents[2]


def told_under(seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.traps.hash_order"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().splitlines()


def test_cards_facts_and_digests_are_the_same_bytes_under_every_hash_seed():
    one, other = told_under("1"), told_under("4")
    assert len(one) == 3 + -(-sum(each.is_dir() for each in CASES.iterdir()) // EVERY)
    assert [line.split(" ", 1)[0] for line, same in zip(one, other, strict=True) if line != same] == []
