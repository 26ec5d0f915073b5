"""Conditions over a decided case, as modifiers, wording, regimens and order review write them.

A condition is a mapping of inputs to the values they must be known to have; ``unknown`` among the values also
accepts an input that is not known.  ``outcome``, ``rule``, ``indicator``, ``rests_on`` and ``modifiers`` speak of the
decision itself; of several rules or modifiers one listed is enough.  An empty condition always holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from service.decision import Decision, Evaluation
from service.knowledge_types import Outcome
from service.tables import UNKNOWN, Values

Condition = Mapping[str, Values]
OF_THE_DECISION = ("outcome", "rule", "indicator", "rests_on", "modifiers")


def by_outcome(any_when: tuple[Condition, ...]) -> Mapping[str, tuple[Condition, ...]]:
    """Of the alternatives of a condition those that can hold beside each outcome."""
    return {
        outcome: tuple(when for when in any_when if outcome in when.get("outcome", (outcome,)))
        for outcome in get_args(Outcome)
    }


class Circumstances:
    """What conditions are held against: a decision, its modifiers so far, and the inputs as known or not known."""

    def __init__(self, decision: Decision, evaluation: Evaluation, modifiers: Iterable[str] = ()):
        self._evaluation = evaluation
        self._own: dict[str, Values] = {
            "outcome": frozenset((decision.outcome,)),
            "rule": frozenset(decision.rule.split("+")),
            "indicator": frozenset((decision.indicator,)),
            "rests_on": frozenset((decision.rests_on,)),
            "modifiers": frozenset(modifiers),
        }

    def hold(self, when: Condition) -> bool:
        """Whether every part of the condition holds."""
        for name, allowed in when.items():  # noqa: SIM110 – a generator would cost more than the tests
            if not self.holds(name, allowed):
                return False
        return True

    def holds(self, name: str, allowed: Values) -> bool:
        """Whether one part of a condition holds."""
        own = self._own.get(name)
        if own is not None:
            return not own.isdisjoint(allowed)
        possible = self._evaluation.possible_once(name)
        return possible <= allowed or (len(possible) > 1 and UNKNOWN in allowed)
