"""What is remembered of inputs already read gives what a fresh reading gives."""

from __future__ import annotations

import pytest

from service.conditions import by_outcome
from service.decision import Evaluation
from service.fhir.drafts import PATIENT_MEMBERS
from tests.decided import features_of, suggested_for


def _facts(knowledge, **given):
    return {name: each.possible for name, each in features_of(knowledge, **given).items()}


@pytest.mark.parametrize("given", [{}, {"location": "iliofemoral"}, {"n_veins": "", "length_cm": ""}])
def test_one_changed_fact_leads_where_a_fresh_evaluation_leads(knowledge, given):
    facts, model = _facts(knowledge, **given), knowledge.model
    base = Evaluation(model, facts)
    base.paths(model.first)
    for name, domain in model.fact_domains.items():
        for value in sorted(domain):
            only = frozenset((value,))
            fresh = Evaluation(model, {**facts, name: only})
            assert base.changed(name, only).paths(model.first) == fresh.paths(model.first), (name, value)


def test_an_alternative_is_passed_over_only_beside_an_outcome_that_it_excludes(knowledge):
    for flag in knowledge.flags:
        for outcome, asked in by_outcome(flag.any_when).items():
            passed_over = [when for when in flag.any_when if when not in asked]
            assert all(outcome not in when["outcome"] for when in passed_over), flag.name
            assert all(outcome in when.get("outcome", {outcome}) for when in asked), flag.name


def test_drafts_of_one_request_differ_only_in_members_that_are_checked_by_their_shape(knowledge):
    first, second = suggested_for(knowledge).resources()
    differing = {name for name in first | second if first.get(name) != second.get(name)}
    assert differing == {"occurrenceDateTime"}
    assert differing <= set(PATIENT_MEMBERS)
