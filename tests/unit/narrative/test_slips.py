"""A slip of the pen is corrected the same way in every process."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
from service.narrative.spelling import corrected
print(*map(corrected, ("thrombose", "compressex", "popliteel", "femorol", "gastrocnemious")))
"""


def test_a_slip_that_fits_two_words_is_corrected_alike_whatever_the_order_of_hashing() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2", "3", "4")
    }
    assert len(found) == 1
