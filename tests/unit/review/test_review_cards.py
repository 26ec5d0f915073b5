"""The cards of the review: their place, uuid, words, basis and machine form."""

from __future__ import annotations

import uuid

import pytest

from service.card_writer import EXTENSION, card_uuid
from service.conformance.card_rules import broken_rules
from tests.builders import condition, days_ago
from tests.unit.review.sessions import STOCKINGS, drug, phases, request


def form(card):
    return card["extension"][EXTENSION]


def test_the_decision_comes_first_and_alone_carries_an_outcome(ordering):
    cards = ordering(drug("apixaban", 5, 2), request(STOCKINGS)).cards()
    assert ["outcome" in form(each) for each in cards] == [True, False, False]
    assert [form(each)["finding"] for each in cards[1:]] == [
        "missing_initiation_phase",
        "routine_compression_stockings",
    ]


def test_a_card_is_named_after_its_finding_and_its_draft(ordering):
    drafts = [drug("apixaban", 5, 2) | {"id": "a"}, request(STOCKINGS) | {"id": "b"}]
    session = ordering(*drafts)
    card = session.card("missing_initiation_phase")
    assert card["uuid"] == card_uuid(session.case, "missing_initiation_phase", "MedicationRequest/a")
    assert uuid.UUID(card["uuid"])
    assert form(card)["draft"] == "MedicationRequest/a"
    assert card["uuid"] != session.card("routine_compression_stockings")["uuid"]


def test_the_same_call_gives_the_same_cards(ordering):
    draft = drug("apixaban", 5, 2) | {"id": "a"}
    assert ordering(draft).cards()[1:] == ordering(draft).cards()[1:]


def test_the_machine_form_cites_the_knowledge_and_statements(ordering, knowledge):
    found = form(ordering(drug("apixaban", 5, 2)).card("missing_initiation_phase"))
    assert found["knowledge"] == {"version": knowledge.version, "hash": knowledge.content_hash}
    assert found["statements"] == ["R-1"]


def test_of_the_labels_only_that_of_the_drug_is_cited(ordering):
    found = ordering(drug("rivaroxaban", 20, 1)).card("missing_initiation_phase")
    assert form(found)["statements"] == ["R-4"]
    assert "rivaroxaban label" in found["detail"]
    assert "apixaban" not in found["detail"]


def test_stockings_are_told_with_both_sources(ordering):
    detail = ordering(request(STOCKINGS)).card("routine_compression_stockings")["detail"]
    for source in ("CHEST 2012", "AHA 2011", "SOX 2014", "CHEST 2021", "ASH 2020"):
        assert source in detail


def test_the_reason_is_named_with_its_date(ordering):
    bleed = condition("ICD-10-CM|K92.2", days_ago(2))
    detail = ordering(phases("apixaban", (10, 2), (5, 2)), also=[bleed]).card("contraindicated_anticoagulant")["detail"]
    assert "Active bleeding" in detail
    assert days_ago(2)[:10] in detail


def test_further_findings_are_told_on_the_same_card(ordering):
    values = {"pregnancy": "present", "crcl_ml_min": "under_15"}
    card = ordering(phases("rivaroxaban", (15, 2), (20, 1)), features=values).card("doac_in_pregnancy")
    assert form(card)["also"] == ["doac_outside_renal_limit"]
    assert "Also: Kidney function is outside the limits of rivaroxaban" in card["detail"]


@pytest.mark.parametrize(
    "drafts",
    [
        [drug("apixaban", 5, 2)],
        [drug("rivaroxaban", 20, 1), request("SNOMED|398182006")],
        [drug("warfarin", 5, 1), request(STOCKINGS)],
        [drug("enoxaparin", 40, 1)],
    ],
)
def test_every_card_keeps_the_rules_of_cds_hooks(ordering, drafts):
    assert broken_rules({"cards": ordering(*drafts).cards()}) == []


def test_text_of_the_order_does_not_reach_the_card_as_markup(ordering):
    draft = drug("apixaban", 5, 2)
    draft["dosageInstruction"][0]["text"] = "<script>alert(1)</script>"
    draft["medicationCodeableConcept"]["text"] = "**apixaban** <b>"
    card = ordering(draft).card("missing_initiation_phase")
    assert "<script>" not in card["detail"] + card["summary"]
    assert "<b>" not in card["detail"] + card["summary"]
