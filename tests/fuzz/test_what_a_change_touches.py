"""What does not matter changes nothing; what matters changes its own features only."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.fuzz.properties import (
    changed_values,
    decides_as_before,
    irrelevant_changes,
    rewritten_units,
    stays_as_it_was,
    touches_only_its_own,
)

FEW = settings(max_examples=80, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@FEW
@given(changed=irrelevant_changes())
def test_order_copies_unknown_members_and_foreign_or_broken_neighbours_change_nothing(changed):
    stays_as_it_was(changed)


@FEW
@given(rewritten=rewritten_units())
def test_the_same_value_in_another_unit_decides_the_same(rewritten):
    decides_as_before(rewritten)


@FEW
@given(changed=changed_values())
def test_a_changed_value_changes_only_the_features_that_rest_on_it(changed):
    touches_only_its_own(changed)


def test_the_changes_do_change_something():
    """Enough values are rewritten and enough features move; otherwise the tests above would show nothing."""
    rewritten, moved = [], []

    @settings(FEW, max_examples=40)
    @given(units=rewritten_units(), value=changed_values())
    def play(units, value):
        rewritten.append(units.what)
        moved.append(touches_only_its_own(value))

    play()
    assert sum(rewritten) > 40
    assert sum(bool(each) for each in moved) > 8
