"""The ledger as data: complete, resolved, and checked when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.content import cards_folder
from service.errors import KnowledgeError
from service.features.ledger import ledger
from service.features.ledger_rules import RULES
from service.ledger_items import RULES as NAMED_RULES
from service.ledger_items import faults, read_ledger
from tests.builders import condition, days_ago, feature_knowledge
from tests.unit.features.bleeding_charts import chart

ITEM = "label: x\n  belongs_to: lysis_relative\n  statements: [R-48]\n"


def written(folder: Path, text: str) -> Path:
    (folder / "ledger.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_rule_of_the_ledger_has_code_and_every_rule_is_used() -> None:
    assert set(RULES) == set(NAMED_RULES)
    assert {each.rule for each in feature_knowledge().ledger.values() if each.rule} == set(RULES)


def test_nothing_in_the_ledger_is_unresolved(knowledge) -> None:
    assert faults(read_ledger(cards_folder()), knowledge) == []


def test_unknown_sets_thresholds_inputs_values_rules_and_statements_are_faults(tmp_path: Path, knowledge) -> None:
    item = "  label: x\n  belongs_to: lysis_relative\n"
    text = (
        f"a:\n{item}  checked_by: codes\n  sets: [no_set]\n  within: no_days\n  statements: [X-1]\n"
        f"b:\n{item}  checked_by: input\n  input: inr\n  values: [purple]\n  statements: [R-48]\n"
        f"c:\n{item}  checked_by: input\n  input: mood\n  values: [bad]\n  statements: [R-48]\n"
        f"d:\n{item}  checked_by: rule\n  rule: no_rule\n  statements: [R-48]\n"
    )
    told = " ".join(faults(read_ledger(written(tmp_path, text)), knowledge))
    for wanted in ("no_set", "no_days", "X-1", "purple", "mood", "no_rule"):
        assert wanted in told


@pytest.mark.parametrize(
    "text",
    [
        f"a:\n  {ITEM}  checked_by: codes\n",
        f"a:\n  {ITEM}  checked_by: nothing\n  sets: [dic]\n",
        f"a:\n  {ITEM}  checked_by: rule\n  rule: major_surgery\n",
        f"a:\n  {ITEM}  checked_by: nothing\n  after: lab_days\n",
        f"a:\n  {ITEM}  checked_by: nothing\n  sir: relative\n",
        f"a:\n  {ITEM}  checked_by: nothing\n  colour: red\n",
        f"a:\n  {ITEM}  checked_by: nothing\na:\n  {ITEM}  checked_by: nothing\n",
    ],
)
def test_an_item_that_does_not_say_how_it_is_checked_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"ledger\.yaml"):
        read_ledger(written(tmp_path, text))


def test_a_missing_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="missing"):
        read_ledger(tmp_path)


@pytest.mark.trap("F-77")
def test_the_three_lists_hold_every_item_once() -> None:
    found = ledger(chart())
    names = [each.id for each in (*found.anticoagulation, *found.lysis_absolute, *found.lysis_relative)]
    assert sorted(names) == sorted(feature_knowledge().ledger)


def test_items_that_no_code_can_show_are_not_checked_and_never_enter() -> None:
    found = ledger(chart())
    unchecked = [each for each in found.lysis_relative if each.state == "not_checked"]
    assert {"seizure_disorder", "contrast_allergy", "infected_thrombus"} <= {each.id for each in unchecked}
    assert not any(each.enters for each in unchecked)


@pytest.mark.trap("F-77")
def test_an_item_carries_its_evidence_and_its_statements() -> None:
    found = {each.id: each for each in ledger(chart(condition("ICD-10-CM|D65", days_ago(1)))).lysis_absolute}
    coagulation = found["disseminated_coagulation"]
    assert coagulation.evidence[0].code == ("http://hl7.org/fhir/sid/icd-10-cm", "D65")
    assert coagulation.statements == ("R-47",)
