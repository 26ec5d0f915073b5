"""What would change the answer: the smallest changes of correctable inputs that lead to another outcome.

Changes of one input come first; pairs are tried only for outcomes that no single change reaches.  An input is
changed only when a clinician could correct, measure or treat it (``correctable`` in ``cards/features.yaml``), and
only to values it does not already have.  A change counts only when the new outcome is certain and recommends something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from service.decision import Decision, Evaluation, certain_outcome
from service.tables import Facts, Model

MOST_SHOWN = 3
NOT_A_RECOMMENDATION = frozenset(("", "INSUFFICIENT_DATA", "NOT_APPLICABLE"))


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """``changes`` (input -> value) that would lead to ``outcome``."""

    changes: Mapping[str, str]
    outcome: str


def counterfactuals(
    model: Model, facts: Facts, decision: Decision, correctable: Mapping[str, tuple[str, ...]], most: int = MOST_SHOWN
) -> tuple[Counterfactual, ...]:
    """The nearest changes to another outcome, shortest first, at most ``most``.

    ``correctable`` maps the inputs that may be named to their values.  Empty when the decision is undetermined:
    then the deciding inputs say what would settle it.
    """
    if not decision.is_determined:
        return ()
    base = Evaluation(model, facts)
    return nearest_changes(base, bearing_facts(base), decision, correctable, most)


def nearest_changes(
    base: Evaluation,
    bearing: tuple[str, ...],
    decision: Decision,
    correctable: Mapping[str, tuple[str, ...]],
    most: int = MOST_SHOWN,
) -> tuple[Counterfactual, ...]:
    """As :func:`counterfactuals`, on inputs of which some may have been read already; ``bearing`` is that of them."""
    if not decision.is_determined:
        return ()
    other_outcomes: dict[tuple[str, ...], Counterfactual] = {}
    tried: list[tuple[str, str, Evaluation]] = []
    for name, values in correctable.items():
        if name not in bearing:
            continue
        for value in _other_values(base, name, values):
            changed = base.changed(name, frozenset((value,)))
            tried.append((name, value, changed))
            outcome = certain_outcome(changed)
            if outcome != decision.outcome and outcome not in NOT_A_RECOMMENDATION:
                other_outcomes.setdefault((name, outcome), Counterfactual({name: value}, outcome))
                if len(other_outcomes) >= most:
                    return tuple(other_outcomes.values())
    return tuple(other_outcomes.values()) or _changes_of_two(tried, decision, most)


def _changes_of_two(
    tried: list[tuple[str, str, Evaluation]], decision: Decision, most: int
) -> tuple[Counterfactual, ...]:
    found: dict[tuple[str, ...], Counterfactual] = {}
    for (one, its, changed), (other, others, _) in combinations(tried, 2):
        if one == other:
            continue
        outcome = certain_outcome(changed.changed(other, frozenset((others,))))
        if outcome != decision.outcome and outcome not in NOT_A_RECOMMENDATION:
            found.setdefault((one, other, outcome), Counterfactual({one: its, other: others}, outcome))
            if len(found) >= most:
                break
    return tuple(found.values())


def _other_values(base: Evaluation, name: str, values: tuple[str, ...]) -> list[str]:
    possible = base.possible(name)
    return [value for value in values if possible != {value}]


def bearing_facts(base: Evaluation) -> tuple[str, ...]:
    """The facts that bear on the decision, in declared order: those that any table on a possible way tests."""
    model = base.model
    facts: set[str] = set()
    tables, seen = [model.first], set()
    while tables:
        table = tables.pop()
        if table in seen:
            continue
        seen.add(table)
        facts |= model.tested_facts[table]
        tables += [row.decide for row in base.possible_rows(table) if row.decide]
    return tuple([name for name in model.facts if name in facts])
