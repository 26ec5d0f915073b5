"""What a card's sections say: what nobody checked by name, what is open with what is recorded, only open answers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from service.answer import decide_case
from service.card_sections import MOST_UNCHECKED, _answers, _ledger, _why
from service.card_text import LONGEST_SUMMARY, missing, summary_of
from service.fhir.record import read_record
from service.hooks.messages import read_request
from service.hooks.services import SERVICES
from service.replay.cases import read_case
from service.site import Site

CASES = Path(__file__).parents[2] / "fixtures" / "cases"


@pytest.fixture(scope="module")
def decided(knowledge):
    def of(name: str):
        recorded = read_case(CASES / name)
        request = read_request(recorded.body, SERVICES[recorded.story.service])
        record = read_record(request.prefetch, patient_id=request.patient_id, codes=knowledge.codes, now=recorded.as_of)
        return decide_case(request, record, knowledge, recorded.as_of, Site())

    return of


def ledger_line(case, title: str) -> str:
    return next(line for line in _ledger(case).splitlines() if line.startswith(f"- {title}:"))


@pytest.fixture(scope="module")
def limb_threat(decided):
    return decided("massive_occlusive_bilateral_dvt_with_limb_threat")


def unchecked(items) -> list[str]:
    return [each.label for each in items if each.state == "not_checked"]


def test_the_one_thing_that_nobody_checked_before_anticoagulation_is_named(limb_threat):
    (only,) = unchecked(limb_threat.ledger.anticoagulation)
    assert ledger_line(limb_threat, "Anticoagulation").endswith(f"not checked – {only}")


def test_of_many_that_nobody_checked_before_lysis_the_first_are_named_and_the_rest_counted(limb_threat):
    labels = unchecked(limb_threat.ledger.lysis_relative)
    more = len(labels) - MOST_UNCHECKED
    assert more > 1
    named = ", ".join(labels[:MOST_UNCHECKED])
    assert ledger_line(limb_threat, "Lysis, relative").endswith(f"not checked – {named} and {more} more")


def with_ledger(case, **lists):
    given = {name: tuple(items) for name, items in lists.items()}
    empty = {"anticoagulation": (), "lysis_absolute": (), "lysis_relative": ()}
    return replace(case, ledger=type(case.ledger)(**(empty | given)))


def test_as_many_as_are_named_are_not_counted(limb_threat):
    few = [each for each in limb_threat.ledger.lysis_relative if each.state == "not_checked"][:MOST_UNCHECKED]
    line = ledger_line(with_ledger(limb_threat, lysis_relative=few), "Lysis, relative")
    assert line.startswith("- Lysis, relative: not checked – ")
    assert line.endswith(f" and {few[-1].label}")


def test_exclusions_from_lysis_that_nobody_checked_are_all_named(limb_threat):
    many = [each for each in limb_threat.ledger.lysis_relative if each.state == "not_checked"]
    line = ledger_line(with_ledger(limb_threat, lysis_absolute=many), "Lysis, excluding")
    assert all(each.label in line for each in many) and not line.endswith("more")


def test_evidence_that_leaves_a_feature_open_is_told_as_recorded_not_as_unsettled_itself(decided):
    case = decided("bleeding_risk_unknown")
    assert "- bleeding risk (CHEST count) not settled; recorded so far: Age (70 years)" in _why(
        case, case.known, frozenset()
    )


def test_a_question_offers_only_the_answers_that_are_still_possible(decided):
    case = decided("bleeding_risk_unknown")
    assert case.facts["bleeding_category"] == {"moderate", "high"}
    line = next(line for line in _answers(case).splitlines() if "bleeding risk" in line)
    assert line.startswith("- How high is the bleeding risk (moderate, high)?")


def test_a_question_that_lists_answers_lists_those_of_its_input(knowledge):
    listing = {name: spec for name, spec in knowledge.facts.items() if "{answers}" in spec.question}
    assert set(listing) == {"bleeding_category", "clinical_suspicion"}
    for spec in knowledge.facts.values():
        assert not re.search(r"[{}]", spec.asked(spec.domain))
        written_out = [value for value in spec.domain if re.search(rf"\b{value}\b", spec.question)]
        assert len(written_out) < 2, spec.question
    assert listing["clinical_suspicion"].asked(("low", "moderate", "high")).endswith("(low, moderate, high)?")


def test_what_is_missing_is_counted_where_there_is_no_room_for_it(decided):
    case = decided("hospital_stay_of_last_year_that_was_never_closed")
    assert missing(case, None) == "inpatient or admitted within 90 days"
    open_case = replace(case, decision=replace(case.decision, deciding=("length_cm", "n_veins", "severe_symptoms")))
    assert missing(open_case, None) == "3 answers"
    room = LONGEST_SUMMARY - len(" 3 answers needed")
    card = case.known.said.card.model_copy(update={"summary": f"{'a' * room} {{missing}} needed"})
    assert summary_of(open_case, card).endswith("a 3 answers needed")
