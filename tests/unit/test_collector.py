"""The garbage collector waits while the service starts, and only then."""

from __future__ import annotations

import gc

import pytest

from service.collector import collector_paused


def test_it_waits_within_the_block_and_works_behind_it():
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_was_made_is_old_afterwards():
    with collector_paused():
        made = [[number] for number in range(50)]
    assert not {id(each) for each in made} & {id(each) for each in gc.get_objects(generation=0)}
    assert {id(each) for each in made} <= {id(each) for each in gc.get_objects(generation=2)}


def test_it_works_again_after_a_fault():
    with pytest.raises(ValueError, match="wrong content"), collector_paused():
        raise ValueError("wrong content")
    assert gc.isenabled()


def test_what_somebody_else_set_apart_or_paused_stays_so():
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        with collector_paused():
            pass
        assert before * 0.99 < gc.get_freeze_count() <= before
        gc.disable()
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()
