"""Conditions over a decided case, as modifiers, wording, regimens and order review write them.

A condition is a mapping of inputs to the values they must be known to have; ``unknown`` among the values also
accepts an input that is not known.  ``outcome``, ``rule``, ``indicator``, ``rests_on`` and ``modifiers`` speak of the
decision itself; of several rules or modifiers one listed is enough.  An empty condition always holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.decision import UNKNOWN, Decision, Evaluation, Facts, Model, Values

Condition = Mapping[str, Values]
OF_THE_DECISION = ("outcome", "rule", "indicator", "rests_on", "modifiers")


class Circumstances:
    """What conditions are held against: a decision, its modifiers so far, and the inputs as known or not known."""

    def __init__(self, decision: Decision, model: Model, facts: Facts, modifiers: Iterable[str] = ()):
        self._evaluation = Evaluation(model, facts)
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

    def value(self, name: str) -> str:
        """The value of an input when it is known, else ``unknown``."""
        possible = self._evaluation.possible_once(name)
        return next(iter(possible)) if len(possible) == 1 else UNKNOWN

    def holds(self, name: str, allowed: Values) -> bool:
        """Whether one part of a condition holds."""
        own = self._own.get(name)
        if own is not None:
            return not own.isdisjoint(allowed)
        possible = self._evaluation.possible_once(name)
        return possible <= allowed or (len(possible) > 1 and UNKNOWN in allowed)
