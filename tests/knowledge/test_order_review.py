"""``cards/order_review.yaml``: what it names exists, every finding has a case, the cases give their findings."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from service.card_writer import EXTENSION
from service.conformance.card_rules import broken_rules
from service.content import CHECKOUT, cards_folder
from service.knowledge import Knowledge, load_knowledge
from service.replay.cases import ReplayCase, read_cases
from service.replay.play import play_through_answer
from service.review.content import OrderReview, ReviewFile
from service.strict_yaml import read_yaml

FILE = cards_folder() / "order_review.yaml"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SLOT = re.compile(r"\{[a-z0-9_]+\}")
ABSOLUTE = {"platelets"}
"""Bars that are the absolute contraindication itself, for drugs whose limit is the same."""


@cache
def content() -> Knowledge:
    return load_knowledge(cards_folder())


@cache
def cases() -> tuple[ReplayCase, ...]:
    return tuple(read_cases(CHECKOUT / "fixtures" / "cases"))


def review_cases() -> list[ReplayCase]:
    return [each for each in cases() if each.name.startswith("review_")]


def written() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(FILE)
    return found


def faults_of(knowledge: Knowledge, changed: dict[str, Any]) -> list[str]:
    return OrderReview(ReviewFile.model_validate(changed)).faults(knowledge)


# --- the file -------------------------------------------------------------------------------------------------------


def test_everything_that_is_named_exists(knowledge):
    assert knowledge.order_review.faults(knowledge) == []


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("any_when", [{"order": "apixaban", "moon": "full"}], "tests unknown input moon"),
        ("any_when", [{"order": "aspirin"}], "outside its domain"),
        ("any_when", [{"order": "apixaban", "bar": "mood"}], "outside its domain"),
        ("any_when", [{"order": "apixaban", "pregnancy": "maybe"}], "outside its domain"),
        ("any_when", [{"order": "apixaban", "modifiers": "NO_SUCH_FLAG"}], "outside its domain"),
        ("statements", ["Z-99"], "cites unknown statement Z-99"),
        ("statements", ["M-12"], "which is not in use"),
        ("summary", "Take {no_such_number} of it", "prints unknown no_such_number"),
    ],
)
def test_what_does_not_exist_is_named(knowledge, member, value, fault):
    changed = written()
    changed["findings"][0][member] = value
    (found,) = faults_of(knowledge, changed)
    assert found.startswith(f"order_review.yaml: {changed['findings'][0]['id']} ")
    assert fault in found


@pytest.mark.parametrize(("member", "value"), [("sets", ["no_such_set"]), ("regimen", "no_such_regimen")])
def test_an_order_that_names_what_does_not_exist_is_a_fault(knowledge, member, value):
    changed = written()
    changed["orders"]["apixaban"][member] = value
    assert any("order apixaban names unknown" in each for each in faults_of(knowledge, changed))


def test_an_input_may_not_take_the_name_of_one_of_the_tables(knowledge):
    changed = written()
    changed["inputs"]["pregnancy"] = {"definition": "x", "domain": ["present", "absent"]}
    assert "order_review.yaml: input pregnancy is already an input of the tables." in faults_of(knowledge, changed)


def test_an_id_is_written_once():
    changed = written()
    changed["findings"].append(dict(changed["findings"][0]))
    with pytest.raises(ValueError, match="written twice: systemic_thrombolysis"):
        ReviewFile.model_validate(changed)


# --- the words ------------------------------------------------------------------------------------------------------


def test_every_condition_names_the_order_it_is_about(knowledge):
    for spec in knowledge.order_review.file.findings:
        for when in spec.any_when:
            assert {"order", "drug_class"} & set(when), spec.id


def test_numbers_in_words_are_those_of_the_thresholds(knowledge):
    for spec in knowledge.order_review.file.findings:
        for text in (spec.summary, spec.lead, *spec.next):
            assert not re.search(r"\d", YEAR.sub("", SLOT.sub("", text))), f"{spec.id}: {text}"


def test_no_finding_recommends_or_suggests_by_itself(knowledge):
    for spec in knowledge.order_review.file.findings:
        for text in (spec.summary, spec.lead, *spec.next):
            assert not re.search(r"\b(?:recommend|suggest)", text, re.IGNORECASE), spec.id


def test_a_critical_finding_stands_before_the_others_that_may_hold_for_the_same_drug(knowledge):
    """The first finding of a group gives the card, so the order in the file is that of urgency."""
    urgency = [
        spec.indicator
        for spec in knowledge.order_review.file.findings
        if spec.group == "drug" and any("drug_class" in when for when in spec.any_when)
    ]
    assert urgency == sorted(urgency, key=["critical", "warning", "info"].index)


# --- the drugs ------------------------------------------------------------------------------------------------------


def test_every_regimen_is_an_order(knowledge):
    orders = knowledge.order_review.file.orders
    assert {each.regimen for each in orders.values() if each.regimen} == set(knowledge.regimens.drugs)
    for name in knowledge.regimens.drugs:
        assert orders[name].sets == [knowledge.regimens.drugs[name].coding.value_set]


def test_no_bar_of_a_drug_is_without_a_finding(knowledge):
    """A drug that the order of choice would not offer is not signed in silence."""
    file = knowledge.order_review.file
    for drug in knowledge.regimens.drugs.values():
        told = set()
        for spec in file.findings:
            for when in knowledge.order_review.conditions[spec.id]:
                fits = drug.regimen in when.get("order", {drug.regimen})
                fits = fits and file.orders[drug.regimen].drug_class in when.get(
                    "drug_class", {file.orders[drug.regimen].drug_class}
                )
                told |= set(when.get("bar", ())) if fits else set()
        kinds = {bar.id.partition(".")[2] for bar in drug.barred_when}
        assert kinds - told - ABSOLUTE == set(), drug.regimen


# --- the cases ------------------------------------------------------------------------------------------------------


def test_there_are_at_least_sixty_cases():
    assert len(review_cases()) >= 60


@pytest.mark.parametrize("case", review_cases(), ids=lambda case: case.name)
def test_a_case_gives_exactly_its_findings(case):
    played = play_through_answer(case, content())
    found = [card["extension"][EXTENSION].get("finding", "") for card in played.cards]
    assert [each for each in found if each] == case.expected.findings
    assert broken_rules(dict(played.body)) == []


def test_every_finding_has_a_case_and_most_have_one_in_which_it_is_silent():
    ids = {each.id for each in content().order_review.file.findings}
    shown = {name for case in cases() for name in case.expected.findings}
    assert ids - shown == set()
    silent = [case for case in review_cases() if not case.expected.findings]
    assert len(silent) >= len(ids) / 2


def test_every_reason_to_be_quiet_has_a_case(knowledge):
    """Without a reason to be quiet, some case that expects no card gets one."""
    quiet_cases = [case for case in review_cases() if case.expected.cards == "0"]
    for spec in knowledge.order_review.file.quiet:
        rest = [each for each in knowledge.order_review.file.quiet if each.id != spec.id]
        file = knowledge.order_review.file.model_copy(update={"quiet": rest})
        without = replace(knowledge, order_review=OrderReview(file))
        assert any(play_through_answer(case, without).cards for case in quiet_cases), spec.id


def test_every_draft_that_a_card_is_about_is_one_of_the_call():
    for case in review_cases():
        played = play_through_answer(case, content())
        sent = case.body.decode()
        for card in played.cards:
            form = card["extension"][EXTENSION]
            if draft := form.get("draft"):
                assert f'"id": "{draft.partition("/")[2]}"' in sent, case.name
