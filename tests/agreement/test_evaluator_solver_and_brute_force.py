"""The evaluator, the solver and brute force give the same answer to the same state of knowledge."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import z3
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from service.decision import URGENCY, Decision, Evaluation, decide, possible_paths
from service.knowledge import Knowledge
from service.modifiers import modifiers_of
from service.proof.decided import Decided
from service.proof.formulas import Formula
from service.proof.knowing import Knowing
from service.tables import Facts, Model, Reading
from tests.agreement import completions
from tests.agreement.random_models import models

MOST_COMPLETIONS = 512
"""Brute force is slow; more completions than this are left to the other two."""

LONG = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


class Solved:
    """Formulas of one model, given a value for one state of knowledge after another."""

    def __init__(self, decided: Decided):
        self.decided = decided
        self.variables = [
            (fact, value, each) for fact, values in decided.knowing.may.items() for value, each in values.items()
        ]

    def assignment(self, facts: Facts) -> z3.ModelRef:
        solver = z3.Solver()
        for fact, value, variable in self.variables:
            possible = value in facts.get(fact, self.decided.model.inputs[fact].domain)
            solver.add(variable if possible else z3.Not(variable))
        assert solver.check() == z3.sat
        return solver.model()

    @staticmethod
    def true(model: z3.ModelRef, formula: Formula) -> bool:
        return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))

    def answer(self, facts: Facts) -> tuple[set[str], str, set[str], str]:
        """Rows that are possible, the outcome, the rules and the indicator."""
        model, decided = self.assignment(facts), self.decided
        rows = {route.row.id for route in decided.routes if self.true(model, decided.reached(route))}
        rules = {route.row.rule for route in decided.routes} | {"R4u", "R2"}
        return (
            rows,
            _only(each for each in decided.outcomes if self.true(model, decided.outcome(each))),
            {rule for rule in rules if self.true(model, decided.rule(rule))},
            _only(each for each in ("info", "warning", "critical") if self.true(model, decided.indicator(each))),
        )

    def modifiers(self, facts: Facts, names: set[str]) -> set[str]:
        model = self.assignment(facts)
        return {name for name in names if self.true(model, self.decided.modifier(name))}

    def deciding(self, facts: Facts) -> set[str]:
        model = self.assignment(facts)
        return {name for name in self.decided.model.facts if self.true(model, self.decided.deciding(name))}


def _only(found) -> str:
    (one,) = found
    return one


def evaluated(decision: Decision) -> tuple[set[str], str, set[str], str]:
    return set(decision.rows), decision.outcome, set(decision.rule.split("+")), decision.indicator


def states(model: Model, most_unknown: int) -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """Most facts known, some partly, some not at all."""

    @st.composite
    def state(draw) -> dict[str, frozenset[str]]:
        found = {name: frozenset((draw(st.sampled_from(model.inputs[name].domain)),)) for name in model.facts}
        for name in draw(st.lists(st.sampled_from(model.facts), max_size=most_unknown, unique=True)):
            found[name] = draw(st.frozensets(st.sampled_from(model.inputs[name].domain), min_size=1))
        return found

    return state()


def ways(model: Model, facts: Facts) -> int:
    total = 1
    for name in completions.facts_that_decide(model):
        if model.inputs[name].reading is Reading.POSSIBLE:
            total *= len(facts[name])
    return total


@LONG
@given(data=st.data(), model=models())
def test_on_random_tables_all_three_agree_on_rows_outcome_rule_and_indicator(data, model):
    facts = data.draw(states(model, 6))
    decision = decide(model, facts)
    assert Solved(Decided(Knowing(model))).answer(facts) == evaluated(decision)
    assume(ways(model, facts) <= MOST_COMPLETIONS)
    assert set(completions.ends(model, facts)) == set(decision.rows)


@LONG
@given(data=st.data(), model=models())
def test_on_random_tables_the_solver_names_the_same_deciding_inputs(data, model):
    facts = data.draw(states(model, 6))
    assert Solved(Decided(Knowing(model))).deciding(facts) == set(decide(model, facts).deciding)


@pytest.fixture(scope="module")
def solved(knowledge: Knowledge) -> Solved:
    return Solved(Decided(Knowing(knowledge.model), knowledge.flags, knowledge.needs))


@LONG
@given(data=st.data())
def test_on_the_real_tables_the_solver_and_the_evaluator_agree(data, knowledge, solved):
    facts = data.draw(likely(knowledge))
    decision = decide(knowledge.model, facts)
    assert solved.answer(facts) == evaluated(decision)
    names = set(knowledge.modifiers) | {f"NEED:{need}" for need in knowledge.needs.values()}
    given_by_evaluator = modifiers_of(decision, knowledge.model, facts, knowledge.flags, knowledge.needs)
    assert solved.modifiers(facts, names) == set(given_by_evaluator)


@LONG
@given(data=st.data())
def test_on_the_real_tables_brute_force_and_the_evaluator_agree(data, knowledge):
    facts = data.draw(likely(knowledge))
    assume(ways(knowledge.model, facts) <= MOST_COMPLETIONS)
    reached = completions.ends(knowledge.model, facts)
    decision = decide(knowledge.model, facts)
    assert set(reached) == set(decision.rows)
    outcomes = {row.outcome for row in reached.values()}
    if len(outcomes) > 1:
        assert (decision.outcome, decision.rule) in (("INSUFFICIENT_DATA", "R4u"), ("INSUFFICIENT_DATA", "R2"))
        return
    assert decision.outcome == outcomes.pop()
    assert decision.rule == "+".join(sorted({row.rule for row in reached.values()}))
    assert decision.indicator == max((row.indicator for row in reached.values()), key=URGENCY.__getitem__)


def likely(knowledge: Knowledge) -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """States of knowledge of a patient with a confirmed or suspected DVT, in whom the later tables are reached."""
    model = knowledge.model
    leaning: Mapping[str, tuple[frozenset[str], ...]] = {
        "acute_leg_dvt_confirmed": (frozenset(("present",)),) * 3 + (frozenset(("present", "absent")),),
        "age_y": tuple(frozenset((each,)) for each in model.inputs["age_y"].domain[1:]),
        "active_bleeding": (frozenset(("absent",)),) * 2 + (frozenset(("present", "absent")),),
        "ac_absolute_contraindication": (frozenset(("absent",)),) * 2 + (frozenset(("present",)),),
    }

    @st.composite
    def state(draw) -> dict[str, frozenset[str]]:
        found = draw(states(model, 8))
        for name, choices in leaning.items():
            if draw(st.booleans()):
                found[name] = draw(st.sampled_from(choices))
        return found

    return state()


def test_the_paths_of_an_evaluation_are_those_that_a_decision_reports(knowledge):
    facts = {name: frozenset(spec.domain) for name, spec in knowledge.facts.items()}
    paths = possible_paths(knowledge.model, Evaluation(knowledge.model, facts))
    assert tuple(path.row.id for path in paths) == decide(knowledge.model, facts).rows
