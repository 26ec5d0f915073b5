"""An answered call leaves nothing of its record behind: memory is freed at once, without the garbage collector."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from tests.fuzz.seeds import answered, seeds

CASES = (
    "gastrocnemius_four_cm_no_risk_feature",
    "broken_length_among_good_observations",
    "review_apixaban_full_dose_with_ketoconazole",
)


def _left_by(work) -> Counter[str]:
    """Types of the objects that only the garbage collector could free."""
    work()
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        work()
        gc.collect()
        return Counter(type(each).__name__ for each in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.mark.parametrize("name", CASES)
def test_an_answer_leaves_nothing_to_the_garbage_collector(name):
    seed = next(each for each in seeds() if each.name == name)
    left = _left_by(lambda: answered(seed, seed.request))
    assert left["Case"] == left["PatientRecord"] == left["Resource"] == left["Chart"] == 0
    assert sum(left.values()) < 50


def test_a_circle_would_be_noticed():
    class Circle:
        def __init__(self):
            self.own = self.__init__

    assert _left_by(Circle)["Circle"] == 1
