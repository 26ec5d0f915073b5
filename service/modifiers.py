"""Flags that join a decision: every modifier of ``cards/modifiers.yaml`` whose condition holds.

How a condition reads its inputs: ``service/conditions.py``.  An undetermined decision adds ``NEED:`` for each
deciding input.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from service.conditions import Circumstances, Condition, by_outcome
from service.decision import Decision, Evaluation
from service.knowledge_types import ModifierSpec, as_values
from service.tables import Facts, Model


@dataclass(frozen=True)
class Modifier:
    """One flag, with the alternatives under which it holds."""

    name: str
    any_when: tuple[Condition, ...]
    spec: ModifierSpec

    @cached_property
    def by_outcome(self) -> Mapping[str, tuple[Condition, ...]]:
        """The alternatives that can hold beside each outcome."""
        return by_outcome(self.any_when)

    @cached_property
    def tested(self) -> frozenset[str]:
        """The inputs that any of the alternatives tests."""
        return frozenset(name for when in self.any_when for name in when)


def read_modifiers(specs: Mapping[str, ModifierSpec]) -> tuple[Modifier, ...]:
    """The flags as the evaluator reads them, in the order of the file."""
    return tuple(
        Modifier(name, tuple({k: as_values(v) for k, v in each.items()} for each in spec.any_when), spec)
        for name, spec in specs.items()
    )


def modifiers_of(
    decision: Decision, model: Model, facts: Facts, modifiers: tuple[Modifier, ...], needs: Mapping[str, str]
) -> tuple[str, ...]:
    """The names of the flags that hold, those that name a missing input last; ``needs`` maps inputs to short names."""
    return flags_of(decision, Evaluation(model, facts), modifiers, needs)


def flags_of(
    decision: Decision, evaluation: Evaluation, modifiers: tuple[Modifier, ...], needs: Mapping[str, str]
) -> tuple[str, ...]:
    """As :func:`modifiers_of`, on inputs of which some may have been read already."""
    hold = Circumstances(decision, evaluation).hold
    held = []
    for each in modifiers:
        for when in each.by_outcome.get(decision.outcome, each.any_when):
            if hold(when):
                held.append(each.name)
                break
    asked = [f"NEED:{needs[name]}" for name in decision.deciding]
    return tuple(dict.fromkeys([*held, *asked]))


def inputs_of(held: tuple[str, ...], modifiers: tuple[Modifier, ...], model: Model) -> tuple[str, ...]:
    """The facts that the modifiers in force test: a card that prints their sentences shows these, where present."""
    tested = {name for each in modifiers if each.name in held for name in each.tested}
    facts = {fact for name in tested if name in model.inputs for fact in model.source_facts(name)}
    return tuple([name for name in model.facts if name in facts])
