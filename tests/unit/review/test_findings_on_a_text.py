"""What a review card may say and select while only the text of a report tells of the thrombosis."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.card_text import LONGEST_SUMMARY
from service.card_writer import EXTENSION
from service.concluded import Concluded
from tests.builders import allergy
from tests.unit.review.sessions import (
    LIMITED,
    PROXIMAL,
    READS_TEXT,
    STOCKINGS,
    TEXT_ONLY,
    Session,
    active,
    drug,
    phases,
    request,
)

pytestmark = pytest.mark.verifies("C-55")
MARK = "From report text, to be confirmed - "
CONFIRM = "Confirm the report first."
APIXABAN = phases("apixaban", (10, 2), (5, 2))
ALTEPLASE = drug("apixaban", 100, 1) | {
    "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "8410"}]}
}
PROPHYLAXIS = active("enoxaparin", 40, 1, since=2)


@pytest.fixture
def told(ordering):
    def of(*drafts, **options):
        return ordering(*drafts, record=TEXT_ONLY, site=READS_TEXT, **options)

    return of


def findings(session):
    return [each for each in session.cards() if "finding" in each["extension"][EXTENSION]]


@pytest.mark.parametrize(
    "draft",
    [ALTEPLASE, drug("apixaban", 5, 2), drug("apixaban", 2.5, 2), drug("dabigatran", 150, 2), request(STOCKINGS)],
    ids=["alteplase", "no first phase", "prophylaxis", "no lead-in", "stockings"],
)
def test_what_is_said_of_the_thrombosis_is_marked_like_the_decision(told, draft):
    (card,) = findings(told(draft))
    assert card["summary"].startswith(MARK)
    assert card["summary"][len(MARK)].islower() or card["summary"][len(MARK)].isupper()
    assert len(card["summary"]) <= LONGEST_SUMMARY and "…" not in card["summary"]


def test_what_the_record_says_against_a_drug_is_not_said_to_come_from_a_text(told):
    (card,) = findings(told(APIXABAN, also=[allergy("RxNorm|1364430")]))
    assert card["summary"].startswith("Allergy recorded")
    assert CONFIRM.rstrip(".") in card["detail"].partition("**Next**")[2]


def test_nothing_is_marked_where_the_record_tells_of_the_thrombosis(ordering):
    (card,) = findings(ordering(drug("apixaban", 5, 2), record=PROXIMAL, site=READS_TEXT))
    assert not card["summary"].startswith(MARK)


def test_to_stop_the_prophylaxis_of_surgery_is_not_selected_on_a_text(told, ordering):
    coded = ordering(APIXABAN, also=[PROPHYLAXIS]).card("prophylaxis_still_active")
    assert coded["suggestions"][0]["isRecommended"]
    (suggestion,) = told(APIXABAN, also=[PROPHYLAXIS]).card("prophylaxis_still_active")["suggestions"]
    assert "isRecommended" not in suggestion
    (action,) = suggestion["actions"]
    assert action["description"] == f"{CONFIRM} Stop enoxaparin."


def test_the_duplex_that_settles_it_is_offered_and_not_selected(ordering):
    calf = TEXT_ONLY[0] | {"conclusion": "Acute thrombus in the left gastrocnemius vein."}
    session = ordering(request(LIMITED), record=[calf, *TEXT_ONLY[1:]], site=READS_TEXT)
    assert session.case.decision.rests_on == "free_text"
    (suggestion,) = session.card("limited_ultrasound")["suggestions"]
    assert "isRecommended" not in suggestion
    assert suggestion["actions"][0]["description"].startswith(CONFIRM)


def test_while_the_goals_of_care_come_first_no_finding_selects_anything_either(ordering):
    session = ordering(APIXABAN, also=[PROPHYLAXIS])
    modifiers = (*session.case.modifiers, "GOALS_OF_CARE_FIRST")
    known = Concluded(session.case.knowledge, session.case.decision, modifiers, session.case.facts)
    case = replace(session.case, modifiers=modifiers, known=known)
    (suggestion,) = Session(case).card("prophylaxis_still_active")["suggestions"]
    assert "isRecommended" not in suggestion
