"""What a finding suggests: a whole resource on update, a reference on removal, nothing the review would question."""

from __future__ import annotations

import copy

from tests.builders import condition, days_ago, observation
from tests.unit.review.sessions import LIMITED, PROXIMAL, active, drug, phases, request


def actions(card):
    return [action for each in card["suggestions"] for action in each["actions"]]


def labels(card):
    return [each["label"] for each in card.get("suggestions", ())]


def test_a_mended_draft_keeps_every_member_that_is_not_mended(ordering):
    draft = drug("apixaban", 5, 2) | {
        "id": "draft-7",
        "meta": {"versionId": "3"},
        "identifier": [{"system": "https://ehr.example/orders", "value": "42"}],
        "note": [{"text": "Deliver to the ward."}],
        "extension": [{"url": "https://ehr.example/colour", "valueString": "blue"}],
    }
    sent = copy.deepcopy(draft)
    (suggestion,) = ordering(draft).card("missing_initiation_phase")["suggestions"]
    (action,) = suggestion["actions"]
    assert action["type"] == "update"
    mended = action["resource"]
    assert {name: each for name, each in mended.items() if name != "dosageInstruction"} == {
        name: each for name, each in sent.items() if name != "dosageInstruction"
    }
    doses = [each["doseAndRate"][0]["doseQuantity"]["value"] for each in mended["dosageInstruction"]]
    assert doses == [10, 5]
    assert draft == sent


def test_a_quantity_to_dispense_is_left_and_named(ordering):
    draft = drug("apixaban", 5, 2, dispenseRequest={"quantity": {"value": 60}})
    (action,) = actions(ordering(draft).card("missing_initiation_phase"))
    assert action["resource"]["dispenseRequest"] == {"quantity": {"value": 60}}
    assert "quantity to dispense" in action["description"]


def test_a_removal_names_the_draft_and_carries_no_resource(ordering):
    draft = request("SNOMED|398182006") | {"id": "filter-1"}
    (action,) = actions(ordering(draft).card("filter_with_anticoagulation_possible"))
    assert (action["type"], action["resourceId"]) == ("delete", "ServiceRequest/filter-1")
    assert "resource" not in action


def test_a_replacement_removes_the_draft_before_it_creates_another(ordering):
    card = ordering(phases("rivaroxaban", (15, 2), (20, 1)), features={"hepatic_impairment": "child_pugh_b"}).card(
        "outside_hepatic_limit"
    )
    first = card["suggestions"][0]
    assert [each["type"] for each in first["actions"]] == ["delete", "create"]
    assert first["isRecommended"] is True
    assert first["actions"][1]["resource"]["medicationCodeableConcept"]["text"] == "Apixaban"
    assert card["selectionBehavior"] == "at-most-one"


def test_a_draft_without_an_id_can_be_neither_mended_nor_removed(ordering):
    draft = drug("apixaban", 5, 2)
    del draft["id"]
    assert "suggestions" not in ordering(draft).card("missing_initiation_phase")


def test_no_replacement_is_offered_that_the_review_would_question(ordering):
    session = ordering(phases("apixaban", (10, 2), (5, 2)), also=[condition("ICD-10-CM|Z39.1", days_ago(10))])
    offered = labels(session.card("doac_while_breast_feeding"))[0]
    assert offered.startswith("Instead: warfarin")


def test_a_replacement_takes_the_interacting_draft_into_account(ordering):
    session = ordering(phases("rivaroxaban", (15, 2), (20, 1)), drug("ketoconazole", 200, 1))
    assert labels(session.card("doac_interaction"))[0].startswith("Instead: apixaban 5 mg twice daily for 7 days")


def test_beside_a_correct_treatment_the_wrong_draft_is_only_removed(ordering):
    session = ordering(drug("warfarin", 5, 1), drug("enoxaparin", 80, 2), features={"pregnancy": "present"})
    assert labels(session.card("warfarin_in_pregnancy")) == ["Remove the order for warfarin"]


def test_a_contraindicated_anticoagulant_is_removed_and_not_replaced(ordering):
    bleeding = condition("ICD-10-CM|K92.2", days_ago(2))
    session = ordering(phases("apixaban", (10, 2), (5, 2)), also=[bleeding])
    assert labels(session.card("contraindicated_anticoagulant")) == ["Remove the order for apixaban"]


def test_no_dose_is_mended_while_a_dose_may_not_be_filled_in(ordering):
    record = [each for each in PROXIMAL if each["code"]["coding"][0]["code"] != "777-3"]
    assert "suggestions" not in ordering(drug("apixaban", 5, 2), record=record).card("missing_initiation_phase")


def test_a_missing_lead_in_is_added_and_the_draft_starts_after_it(ordering):
    (suggestion,) = ordering(drug("edoxaban", 60, 1)).card("missing_lead_in")["suggestions"]
    added, mended = suggestion["actions"]
    assert (added["type"], added["resource"]["medicationCodeableConcept"]["text"]) == ("create", "Enoxaparin")
    repeat = mended["resource"]["dosageInstruction"][0]["timing"]["repeat"]
    assert repeat["boundsPeriod"]["start"] == "2026-11-27"


def test_a_limited_scan_becomes_a_whole_leg_duplex_with_the_rest_of_the_order(ordering):
    draft = request(LIMITED, "2026-11-23", priority="urgent") | {"id": "scan-1"}
    record = [observation("clinical-suspicion", "high"), observation("limb-threat", False)]
    record.append(condition("ICD-10-CM|I82.401", days_ago(2), verification="provisional"))
    (action,) = actions(ordering(draft, record=record).card("limited_ultrasound"))
    whole = action["resource"]
    assert (whole["id"], whole["priority"], whole["occurrenceDateTime"]) == ("scan-1", "urgent", "2026-11-23")
    assert "312725000" in {each["code"] for each in whole["code"]["coding"]}


def test_the_other_order_is_stopped_with_its_whole_resource(ordering):
    standing = active("enoxaparin", 40, 1, since=3) | {"id": "standing", "note": [{"text": "ward 4"}]}
    session = ordering(phases("apixaban", (10, 2), (5, 2)), also=[standing])
    (action,) = actions(session.card("prophylaxis_still_active"))
    assert action["type"] == "update"
    assert action["resource"] == standing | {"status": "stopped"}


def test_suggestions_have_uuids_of_their_own(ordering):
    card = ordering(drug("enoxaparin", 40, 1)).card("prophylactic_dose")
    uuids = [each["uuid"] for each in card["suggestions"]]
    assert len(uuids) == len(set(uuids)) == 3
