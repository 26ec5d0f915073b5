"""What would change the answer: the smallest changes of correctable inputs that lead to another outcome.

Changes of one input come first; pairs are tried only for outcomes that no single change reaches.  An input is
changed only when a clinician could correct, measure or treat it (``correctable`` in ``cards/features.yaml``), and
only to values it does not already have.  A change counts only when the new outcome is certain and recommends something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from service.decision import Decision, Evaluation, Facts, Model, Values, possible_paths

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
    bearing = _bearing(model, base)
    candidates = [(n, v) for n, v in _candidates(base, correctable) if n in bearing]
    found: dict[tuple[str, ...], Counterfactual] = {}
    for name, value in candidates:
        outcome = _outcome(model, base.changed(name, frozenset((value,))))
        if outcome != decision.outcome and outcome not in NOT_A_RECOMMENDATION:
            found.setdefault((name, outcome), Counterfactual({name: value}, outcome))
        if len(found) >= most:
            break
    if not found:
        for (one, its), (other, others) in combinations(candidates, 2):
            if one == other:
                continue
            both = base.changed(one, frozenset((its,))).changed(other, frozenset((others,)))
            outcome = _outcome(model, both)
            if outcome != decision.outcome and outcome not in NOT_A_RECOMMENDATION:
                found.setdefault((one, other, outcome), Counterfactual({one: its, other: others}, outcome))
                if len(found) >= most:
                    break
    return tuple(found.values())


def _candidates(base: Evaluation, correctable: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for name, values in correctable.items():
        possible: Values = base.possible(name)
        for value in values:
            if possible != {value}:
                yield name, value


def bearing_facts(model: Model, facts: Facts) -> tuple[str, ...]:
    """The facts that bear on the decision, in declared order: those that any table on a possible way tests."""
    found = _bearing(model, Evaluation(model, facts))
    return tuple(name for name in model.facts if name in found)


def _bearing(model: Model, base: Evaluation) -> frozenset[str]:
    facts: set[str] = set()
    tables, seen = [model.first], set()
    while tables:
        table = tables.pop()
        if table in seen:
            continue
        seen.add(table)
        for name in model.tables[table].inputs:
            facts.update(model.source_facts(name))
        tables += [row.decide for row in base.possible_rows(table) if row.decide]
    return frozenset(facts)


def _outcome(model: Model, evaluation: Evaluation) -> str:
    outcomes = {path.row.outcome for path in possible_paths(model, evaluation)}
    return outcomes.pop() if len(outcomes) == 1 else ""
