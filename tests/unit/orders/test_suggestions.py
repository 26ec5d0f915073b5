"""Which suggestions a card carries, for whom, and what is marked as recommended."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import record_of, service_request
from tests.decided import MASSIVE, NOW, Call

DOACS = {"Apixaban", "Rivaroxaban", "Edoxaban", "Dabigatran"}
DUPLEX = "SNOMED|312725000"


def drugs(found) -> list[str]:
    return [
        each["medicationCodeableConcept"]["text"]
        for each in found.resources()
        if each["resourceType"] == "MedicationRequest"
    ]


def recommended(found) -> list[str]:
    return [each["label"] for each in found.suggested.suggestions if each.get("isRecommended")]


# --- surveillance -------------------------------------------------------------------------------------------------


def test_surveillance_suggests_two_scans_with_dates_in_one_suggestion(decided):
    found = decided(first_positive_scan=NOW)
    assert found.decision.outcome == "SURVEILLANCE"
    assert found.suggested.selection_behavior == "any"
    assert found.labels() == ["Repeat duplex on day 7 and on day 14"]
    assert [each["occurrenceDateTime"] for each in found.resources()] == ["2026-11-29", "2026-12-06"]


def test_scans_are_counted_from_the_first_positive_scan(decided):
    found = decided(first_positive_scan=NOW - timedelta(days=5))
    assert [each["occurrenceDateTime"] for each in found.resources()] == ["2026-11-24", "2026-12-01"]


def test_a_scan_due_today_is_not_overdue(decided):
    found = decided(first_positive_scan=NOW - timedelta(days=7))
    assert [each["occurrenceDateTime"] for each in found.resources()] == ["2026-11-22", "2026-11-29"]
    assert found.resources()[0]["priority"] == "routine"


def test_a_scan_whose_day_has_passed_is_due_now(decided):
    found = decided(first_positive_scan=NOW - timedelta(days=8))
    first, second = found.resources()
    assert (first["occurrenceDateTime"], first["priority"]) == ("2026-11-22", "urgent")
    assert second["occurrenceDateTime"] == "2026-11-28"
    assert found.labels() == ["Repeat duplex now and on day 14"]


def test_two_scans_whose_days_have_passed_are_one_scan_now(decided):
    found = decided(first_positive_scan=NOW - timedelta(days=30))
    assert [each["occurrenceDateTime"] for each in found.resources()] == ["2026-11-22"]
    assert found.labels() == ["Repeat duplex now"]


def test_without_a_first_scan_the_days_count_from_today_and_the_suggestion_says_so(decided):
    found = decided()
    assert [each["occurrenceDateTime"] for each in found.resources()] == ["2026-11-29", "2026-12-06"]
    assert "counted from today" in found.suggested.suggestions[0]["actions"][0]["description"]


def test_end_stage_renal_disease_adds_an_early_scan(decided):
    found = decided(esrd="present", first_positive_scan=NOW)
    assert [each["occurrenceDateTime"] for each in found.resources()] == ["2026-11-25", "2026-11-29", "2026-12-06"]


def test_scans_that_are_arranged_are_not_asked_for_again(decided):
    assert not decided(surveillance="arranged").suggested


def test_no_risk_feature_offers_no_anticoagulant(decided):
    assert drugs(decided()) == []


def test_high_bleeding_risk_with_a_risk_feature_offers_one_anticoagulant_that_is_not_recommended(decided):
    found = decided(length_cm="6", bleeding_category="high")
    assert found.decision.rule == "R4f"
    assert drugs(found) == ["Apixaban"]
    assert found.labels()[1].startswith("Instead: apixaban 10 mg twice daily")
    assert recommended(found) == ["Repeat duplex on day 7 and on day 14"]


def test_contraindicated_anticoagulation_is_never_an_alternative(decided):
    found = decided(length_cm="6", active_bleeding="present", bleeding_category="high")
    assert found.decision.rule == "R4a"
    assert drugs(found) == []


def test_a_contraindication_that_may_be_there_is_no_alternative_either(decided):
    found = decided(length_cm="6", bleeding_category="high", active_bleeding="unknown")
    assert found.decision.outcome == "SURVEILLANCE"
    assert drugs(found) == []


def test_refusal_with_a_risk_feature_keeps_the_anticoagulant_as_the_second_suggestion(decided):
    assert drugs(decided(length_cm="6", pref_avoid_ac="present")) == ["Apixaban"]
    assert drugs(decided(pref_avoid_ac="present")) == []


# --- anticoagulation ----------------------------------------------------------------------------------------------


def test_anticoagulation_offers_every_eligible_regimen_and_recommends_one(decided):
    found = decided(length_cm="6")
    assert found.decision.rule == "R4e"
    assert found.suggested.selection_behavior == "at-most-one"
    assert recommended(found) == ["Apixaban 10 mg twice daily for 7 days, then 5 mg twice daily"]
    assert drugs(found) == [
        "Apixaban",
        "Rivaroxaban",
        "Enoxaparin",
        "Edoxaban",
        "Enoxaparin",
        "Dabigatran",
        "Enoxaparin",
        "Warfarin",
    ]


def test_surveillance_is_the_second_suggestion_of_a_distal_dvt_that_is_treated(decided):
    assert decided(length_cm="6").labels()[1] == "Instead: no anticoagulation now, repeat duplex on day 7 and on day 14"


def test_a_proximal_dvt_has_no_surveillance_alternative(decided):
    found = decided(location="femoropopliteal")
    assert found.decision.outcome == "ANTICOAGULATE"
    assert {each["resourceType"] for each in found.resources()} == {"MedicationRequest"}


def test_a_treated_patient_is_offered_no_second_anticoagulant(decided):
    found = decided(length_cm="6", on_therapeutic_ac="present", current_anticoagulant="apixaban")
    assert "NO_NEW_ORDER" in found.modifiers
    assert not found.suggested


def test_in_pregnancy_no_oral_anticoagulant_is_drafted(decided):
    found = decided(length_cm="6", sex="female", age_y="30", pregnancy="present")
    assert set(drugs(found)) == {"Enoxaparin", "Dalteparin", "Unfractionated heparin"}


@pytest.mark.parametrize(
    ("missing", "test_code"), [("crcl_ml_min", "2160-0"), ("platelets_10e9_l", "777-3"), ("pregnancy", "2118-8")]
)
def test_without_a_needed_value_the_draft_has_no_dose_and_the_value_is_ordered(decided, missing, test_code):
    found = decided(location="femoropopliteal", **{missing: "unknown"})
    medication = [each for each in found.resources() if each["resourceType"] == "MedicationRequest"]
    assert medication
    assert not [
        each
        for each in medication
        for dosage in each["dosageInstruction"]
        if "doseAndRate" in dosage or "timing" in dosage
    ]
    assert all(each["dosageInstruction"][0]["text"].startswith("Dose to be entered. Not known:") for each in medication)
    ordered = {
        coding["code"]
        for each in found.resources()
        if each["resourceType"] == "ServiceRequest"
        for coding in each["code"]["coding"]
    }
    assert test_code in ordered


def test_the_description_names_what_a_dose_waits_for(decided):
    found = decided(location="femoropopliteal", weight_kg="unknown")
    assert found.suggested.suggestions[0]["actions"][0]["description"] == "Apixaban without a dose. Not known: weight."


def test_without_a_dose_a_drug_after_a_lead_in_still_says_that_it_comes_after(decided):
    found = decided(location="femoropopliteal", weight_kg="unknown")
    suggestion = next(each for each in found.suggested.suggestions if "edoxaban" in each["label"])
    oral = suggestion["actions"][1]
    assert "not together with it" in oral["description"]
    assert "not together with it" in oral["resource"]["note"][0]["text"]


def test_missing_bleeding_data_leave_every_draft_without_a_dose(decided):
    found = decided(location="femoropopliteal", active_bleeding="unknown")
    assert "NO_PREFILL" in found.modifiers
    assert not [each for each in found.resources() if "doseAndRate" in str(each)]


def test_a_suspected_dvt_is_imaged_with_the_interim_treatment(decided):
    found = decided(acute_leg_dvt_confirmed="unknown", location="unknown")
    assert (found.decision.outcome, found.decision.rule) == ("ANTICOAGULATE", "R2")
    for each in found.suggested.suggestions:
        requests = [
            action["resource"] for action in each["actions"] if action["resource"]["resourceType"] == "ServiceRequest"
        ]
        assert [request["code"]["coding"][0]["code"] for request in requests] == ["312725000"]


def test_an_ordered_scan_is_not_ordered_again(decided):
    asked = {"acute_leg_dvt_confirmed": "unknown", "location": "unknown"}
    standing = record_of(service_request(DUPLEX))
    drafted = record_of(drafts=[service_request(DUPLEX, status="draft", id="draft-1")])
    old = record_of(service_request(DUPLEX, status="completed"))
    assert "ServiceRequest" in {each["resourceType"] for each in decided(record=old, **asked).resources()}
    assert {each["resourceType"] for each in decided(record=standing, **asked).resources()} == {"MedicationRequest"}
    assert {each["resourceType"] for each in decided(record=drafted, **asked).resources()} == {"MedicationRequest"}


# --- limb threat --------------------------------------------------------------------------------------------------


def test_the_transfer_packet_holds_transfer_admission_heparin_and_blood_tests(decided):
    found = decided(**MASSIVE)
    assert found.decision.outcome == "CDT_TRANSFER"
    assert found.suggested.selection_behavior == "any"
    assert found.labels()[:2] == [
        "Transfer now for catheter-directed thrombolysis, and admit",
        "Now: unfractionated heparin 5,600 units once, then 1,250 units/hour continuously",
    ]
    assert "Baseline blood tests" in found.labels()
    assert recommended(found)[0] == found.labels()[0]
    assert {each["resource"]["priority"] for each in found.suggested.suggestions[0]["actions"]} == {"stat"}


def test_the_hand_over_tells_what_is_known_and_what_is_not(decided):
    note = decided(**MASSIVE, inr="unknown").resources()[0]["note"][0]["text"]
    assert "Both legs." in note and "Limb threat." in note
    assert "Weight: 70 kg." in note
    assert "INR: not known." in note


def test_where_it_is_done_on_site_nobody_is_transferred(decided):
    found = decided(**MASSIVE, cdt_on_site="present")
    assert found.labels()[0] == "Activate the local interventional team now, and admit"
    assert not [label for label in found.labels() if label.startswith("Transfer")]


def test_where_the_site_has_not_said_the_local_team_is_the_alternative(decided):
    assert "If it is done here, refer to the local interventional team instead" in decided(**MASSIVE).labels()
    assert (
        "If it is done here, refer to the local interventional team instead"
        not in decided(**MASSIVE, cdt_on_site="absent").labels()
    )


def test_after_heparin_induced_thrombocytopenia_no_heparin_is_drafted(decided):
    found = decided(**MASSIVE, hit="present")
    assert found.decision.outcome == "CDT_TRANSFER"
    assert drugs(found) == []


def test_no_lytic_is_ever_drafted(decided):
    for given in ({}, {"hit": "present"}, {"active_bleeding": "present"}, {"lysis_exclusion": "present"}):
        assert not {"Alteplase", "Tenecteplase"} & set(drugs(decided(**MASSIVE, **given)))


def test_with_active_bleeding_surgery_is_suggested_and_no_anticoagulant(decided):
    found = decided(**MASSIVE, active_bleeding="present")
    assert found.decision.outcome == "CONSIDER_SURGICAL_THROMBECTOMY"
    assert drugs(found) == []
    assert found.labels()[0].startswith("Vascular surgery now")
    assert "Refer for a retrievable vena cava filter" in found.labels()


def test_with_a_lysis_exclusion_alone_surgery_comes_with_heparin(decided):
    found = decided(**MASSIVE, lysis_exclusion="present")
    assert found.decision.outcome == "CONSIDER_SURGICAL_THROMBECTOMY"
    assert drugs(found) == ["Unfractionated heparin"]


def test_limited_life_expectancy_leaves_nothing_selected(decided):
    found = decided(**MASSIVE, life_expectancy_ge_1y="absent")
    assert "GOALS_OF_CARE_FIRST" in found.modifiers
    assert found.suggested.suggestions
    assert recommended(found) == []


def test_a_filter_is_suggested_only_without_anticoagulant(decided):
    found = decided(location="femoropopliteal", active_bleeding="present")
    assert found.decision.outcome == "CONSIDER_IVC_FILTER"
    assert found.labels() == ["Refer for a retrievable vena cava filter"]


def test_massive_dvt_without_limb_threat_shows_both_options(decided):
    found = decided(
        **{**MASSIVE, "limb_threat": "absent"},
        lysis_relative="absent",
        lysis_exclusion="absent",
        bleeding_category="low",
    )
    assert found.decision.rule == "R3c"
    assert any(label.startswith("Anticoagulation alone: apixaban") for label in found.labels())
    assert found.suggested.suggestions[0]["actions"][0]["resource"]["priority"] == "urgent"


# --- what is missing ----------------------------------------------------------------------------------------------


def test_a_missing_length_orders_a_whole_leg_duplex_and_the_safety_net(decided):
    found = decided(length_cm="unknown", first_positive_scan=NOW - timedelta(days=2))
    assert found.decision.outcome == "INSUFFICIENT_DATA"
    assert found.labels() == [
        "Order what is missing: whole-leg duplex",
        "Safety net: repeat duplex on day 7 if treatment is not started",
    ]
    assert found.resources()[-1]["occurrenceDateTime"] == "2026-11-27"


def test_what_cannot_be_ordered_is_not_ordered(decided):
    found = decided(unprovoked="unknown", surveillance="arranged")
    assert found.decision.deciding == ("unprovoked",)
    assert not found.suggested


def test_a_limb_threat_without_a_confirmed_dvt_orders_duplex_and_vascular_consultation_now(decided):
    found = decided(
        acute_leg_dvt_confirmed="unknown", location="unknown", limb_threat="present", clinical_suspicion="low"
    )
    assert found.labels()[:2] == ["Whole-leg duplex now", "Vascular consultation now"]
    assert {each["priority"] for each in found.resources()[:2]} == {"stat"}


# --- uuids and form -----------------------------------------------------------------------------------------------


def test_the_same_call_again_gives_the_same_uuids(decided):
    one, other = decided(length_cm="6"), decided(length_cm="6")
    assert one.suggested == other.suggested
    uuids = [each["uuid"] for each in one.suggested.suggestions]
    assert len(set(uuids)) == len(uuids)
    assert all(str(uuid.UUID(each)) == each for each in uuids)


@pytest.mark.parametrize(
    "other",
    [
        replace(Call(), hook_instance="another"),
        replace(Call(), service_id="dvt-patient-view"),
        replace(Call(), patient_id="synthetic-2"),
    ],
)
def test_another_call_service_or_patient_gives_other_uuids(decided, other):
    one, another = decided(length_cm="6"), decided(length_cm="6", call=other)
    assert not {each["uuid"] for each in one.suggested.suggestions} & {
        each["uuid"] for each in another.suggested.suggestions
    }


def test_an_encounter_that_is_not_known_is_left_out(decided):
    for each in decided(length_cm="6", call=replace(Call(), encounter_id=None)).resources():
        assert "encounter" not in each


def test_the_moment_is_the_argument_and_not_the_clock(decided):
    early = datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC)
    assert {each["authoredOn"] for each in decided(length_cm="6", now=early).resources()} == {"2020-02-29T23:59:59Z"}
