"""The checker itself: everything holds for the good table sets, and each fault is found by its obligation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.errors import KnowledgeError
from service.proof.content import read_content
from service.proof.every import EVERY
from service.proof.formulas import Prover, UndecidedError
from service.proof.obligations import Obligation, prove

HERE = Path(__file__).parent
FAULTS = {
    "overlapping_rows": "unique",
    "a_missing_row": "complete",
    "a_row_nobody_reaches": "no dead row",
    "a_table_nothing_leads_to": "no dead row",
    "tables_that_lead_in_a_circle": "no dead row",
    "a_value_that_given_excludes": "no dead value",
    "a_given_that_the_way_in_does_not_grant": "given holds",
    "an_outcome_without_words": "reached and worded",
    "words_for_an_outcome_nobody_reaches": "reached and worded",
    "a_card_nobody_gets": "reached and worded",
    "an_outcome_that_no_card_fits": "reached and worded",
    "a_modifier_that_never_holds": "modifiers reached",
    "an_unsafe_outcome": "safety",
    "a_limb_threat_that_is_not_critical": "safety",
    "a_safety_statement_with_a_misspelt_input": "safety",
    "a_safety_statement_about_nobody": "safety",
    "an_unknown_that_blocks_transfer": "unknown never blocks transfer",
    "an_unknown_that_hides_what_is_critical": "unknown hides nothing critical",
    "an_unknown_that_silences_what_is_critical": "unknown silences nothing critical",
    "a_written_exception_that_was_dropped": "unknown silences nothing critical",
    "a_row_without_a_statement": "rows cite used statements",
    "a_row_that_cites_background_reading": "rows cite used statements",
    "a_used_statement_that_nothing_cites": "used statements are cited",
    "a_verb_stronger_than_its_source": "verbs no stronger than the source",
}
SHOWS_A_PATIENT = {
    "an_unsafe_outcome": "exclusion from lysis: present",
    "an_unknown_that_blocks_transfer": "exclusion from lysis: not known",
    "an_unknown_that_hides_what_is_critical": "limb threat turning out present",
    "an_unknown_that_silences_what_is_critical": "limb threat: not known",
    "a_missing_row": "bleeding risk: high",
    "a_given_that_the_way_in_does_not_grant": "limb threat: not known",
}


def _laid_over(folder: Path, into: Path) -> Path:
    """The small good set with the files of ``folder`` instead of its own."""
    shutil.copytree(HERE / "good" / "small", into)
    shutil.copytree(folder, into, dirs_exist_ok=True)
    return into


def _violated(folder: Path) -> dict[str, list[str]]:
    results = prove(read_content(folder), EVERY)
    return {
        each.name: [line for v in each.violations for line in (v.about, *v.patient)]
        for each in results
        if not each.holds
    }


@pytest.mark.parametrize("name", sorted(path.name for path in (HERE / "good").iterdir()))
def test_every_obligation_holds_for_a_good_set_of_tables(name, tmp_path):
    assert _violated(_laid_over(HERE / "good" / name, tmp_path / "cards")) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_found_by_the_obligation_it_breaks(fault, tmp_path):
    violated = _violated(_laid_over(HERE / "bad" / fault, tmp_path / "cards"))
    assert FAULTS[fault] in violated


@pytest.mark.parametrize("fault", SHOWS_A_PATIENT)
def test_a_violation_shows_a_patient_in_words(fault, tmp_path):
    violated = _violated(_laid_over(HERE / "bad" / fault, tmp_path / "cards"))
    assert SHOWS_A_PATIENT[fault] in violated[FAULTS[fault]]


def test_every_faulty_set_is_expected_somewhere():
    assert {path.name for path in (HERE / "bad").iterdir()} == set(FAULTS)


def test_content_without_safety_statements_is_not_proved(tmp_path):
    cards = _laid_over(HERE / "good" / "small", tmp_path / "cards")
    (cards / "safety.yaml").unlink()
    with pytest.raises(KnowledgeError, match=r"safety\.yaml is missing"):
        read_content(cards)


def test_an_obligation_that_the_solver_cannot_decide_is_violated():
    def undecided(bench):
        raise UndecidedError("the solver could not decide a question")
        yield

    (result,) = prove(read_content(HERE / "good" / "small"), [Obligation("hard", "?", undecided)])
    assert not result.holds
    assert "could not be checked" in result.violations[0].about


def test_an_obligation_with_nothing_to_check_is_violated():
    (result,) = prove(read_content(HERE / "good" / "small"), [Obligation("idle", "?", lambda bench: iter(()))])
    assert not result.holds


def test_a_solver_that_answers_unknown_is_not_taken_for_a_proof(monkeypatch):
    import z3

    prover = Prover([])
    monkeypatch.setattr(prover._solver, "check", lambda *literals: z3.unknown)
    with pytest.raises(UndecidedError):
        prover.example(z3.Bool("x"))
