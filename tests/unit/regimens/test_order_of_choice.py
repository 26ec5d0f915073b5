"""The order of choice at the boundaries of kidney function, weight, platelets, pregnancy and the rest: cases.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))


def test_there_are_at_least_25_boundary_cases():
    assert len(CASES) >= 25
    assert len({each["name"] for each in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_order_of_choice_of_the_case(case, chosen):
    advice = chosen(case.get("outcome", "ANTICOAGULATE"), tuple(case.get("modifiers", ())), **case.get("given", {}))
    lines = {each.id: each.line for each in advice.eligible}
    expected = {
        "offered": list(lines),
        "recommended": advice.recommended or "",
        "needs": list(advice.needs),
        "prefill": advice.prefill,
    }
    assert {key: case[key] for key in expected if key in case} == {
        key: expected[key] for key in expected if key in case
    }
    for drug, words in case.get("lines", {}).items():
        assert words in lines[drug]
    reasons = {each.regimen: each.says for each in advice.barred}
    for drug, words in case.get("barred", {}).items():
        assert words in reasons[drug]
        assert drug not in lines
    for drug, words in case.get("checks", {}).items():
        assert any(each.regimen == drug and words in each.says for each in advice.checks)
    assert case.get("why_no_prefill", "") in advice.why_no_prefill
    assert case.get("duration", "") in advice.duration.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_no_dose_is_filled_in_while_something_needed_is_missing(case, chosen):
    advice = chosen(case.get("outcome", "ANTICOAGULATE"), tuple(case.get("modifiers", ())), **case.get("given", {}))
    if not advice.prefill:
        assert advice.why_no_prefill
        assert not any(each.phases or (each.lead_in and each.lead_in.phases) for each in advice.eligible)
    for each in advice.eligible:
        assert bool(each.phases) != bool(each.no_dose)


def test_what_is_barred_is_never_offered_and_says_why(chosen, knowledge):
    for case in CASES:
        advice = chosen(case.get("outcome", "ANTICOAGULATE"), (), **case.get("given", {}))
        assert not {each.id for each in advice.eligible} & {each.regimen for each in advice.barred}
        for each in advice.barred:
            assert each.says and each.statements
            assert set(each.statements) <= set(knowledge.statements)


def test_a_drug_that_an_unknown_might_bar_comes_with_the_question(chosen):
    advice = chosen(hit="unknown")
    asked = [each for each in advice.checks if each.regimen == "warfarin" and "hit" in each.inputs]
    assert asked and asked[0].input == "hit"
    assert not [each for each in advice.checks if each.regimen == "rivaroxaban" and "hit" in each.inputs]


def test_an_unknown_that_bars_the_first_choice_leaves_nothing_recommended(chosen):
    assert chosen(pregnancy="unknown").recommended is None
    assert chosen(allergy_apixaban="unknown").recommended == "apixaban"


def test_nothing_known_still_gives_an_order_of_choice_without_any_dose(knowledge):
    from service.treatment.regimens import choose
    from tests.decided import a_decision

    advice = choose(a_decision(), (), {}, knowledge)
    assert advice.needs == ("weight_kg", "crcl_ml_min", "platelets_10e9_l", "pregnancy")
    assert [each.phases for each in advice.eligible] == [()] * 5
    assert advice.recommended is None


def test_every_statement_of_the_advice_exists(chosen, knowledge):
    for case in CASES:
        assert set(chosen(case.get("outcome", "ANTICOAGULATE"), (), **case.get("given", {})).statements) <= set(
            knowledge.statements
        )


def test_extended_treatment_names_the_reduced_dose(chosen):
    extended = {each.id: each.extended.text for each in chosen().eligible if each.extended}
    assert "2.5 mg twice daily" in extended["apixaban"]
    assert "10 mg once daily" in extended["rivaroxaban"]
