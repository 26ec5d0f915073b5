"""Findings about the dose: first phase, lead-in, overlap, label dose, prophylactic dose."""

from __future__ import annotations

import pytest

from tests.builders import days_ago, medication_request, observation
from tests.unit.review.sessions import PROXIMAL, active, drug, phases

CREATININE = 3


def with_creatinine(mg_dl):
    """The man of 50 years and 80 kg with another creatinine: 2.6 gives a clearance of 38, 5 gives 20, 8 gives 12."""
    record = list(PROXIMAL)
    record[4] = observation("LOINC|2160-0", (mg_dl, "mg/dL"), days_ago(1))
    return record


# --- first phase ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", [drug("apixaban", 5, 2), drug("rivaroxaban", 20, 1), drug("rivaroxaban", 15, 1)])
def test_a_new_start_without_the_first_phase_is_found(ordering, draft):
    assert ordering(draft).findings() == ["missing_initiation_phase"]


@pytest.mark.parametrize(
    "drafts",
    [
        [phases("apixaban", (10, 2), (5, 2))],
        [drug("apixaban", 10, 2)],
        [drug("rivaroxaban", 15, 2), drug("rivaroxaban", 20, 1)],
        [phases("rivaroxaban", (15, 2), (20, 1))],
    ],
)
def test_a_start_with_its_first_phase_is_not(ordering, drafts):
    assert ordering(*drafts).findings() == []


def test_a_patient_on_treatment_is_past_the_first_phase(ordering):
    revised = active("apixaban", 5, 2) | {"id": "revised"}
    assert ordering(drug("apixaban", 5, 2) | {"id": "revised"}, also=[revised]).findings() == []


def test_a_patient_who_had_the_first_phase_and_ended_it_is_past_it(ordering):
    ended = active("apixaban", 10, 2, since=8, status="completed")
    assert ordering(drug("apixaban", 5, 2), also=[ended]).findings() == []


def test_prophylaxis_that_has_ended_is_no_first_phase(ordering):
    ended = active("enoxaparin", 40, 1, since=8, status="completed")
    assert ordering(drug("apixaban", 5, 2), also=[ended]).findings() == ["missing_initiation_phase"]


def test_treatment_of_an_earlier_year_is_no_first_phase(ordering):
    ended = active("apixaban", 10, 2, since=500, status="completed")
    assert ordering(drug("apixaban", 5, 2), also=[ended]).findings() == ["missing_initiation_phase"]


def test_unknown_treatment_raises_no_alarm(ordering):
    asked = ("patient", "conditions", "observations")
    assert ordering(drug("apixaban", 5, 2), asked=asked).findings() == []


def test_a_dose_that_cannot_be_read_raises_no_alarm(ordering):
    assert ordering(drug("apixaban")).findings() == []


# --- lead-in and overlap --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "dose", "times", "finding"),
    [
        ("edoxaban", 60, 1, "missing_lead_in"),
        ("dabigatran", 150, 2, "missing_lead_in"),
        ("warfarin", 5, 1, "missing_overlap"),
    ],
)
def test_a_drug_that_needs_a_parenteral_one_first_is_found_alone(ordering, name, dose, times, finding):
    assert ordering(drug(name, dose, times)).findings() == [finding]
    assert ordering(drug(name, dose, times), drug("enoxaparin", 80, 2)).findings() == []


def test_a_prophylactic_dose_is_no_lead_in(ordering):
    found = ordering(drug("warfarin", 5, 1), drug("enoxaparin", 40, 1)).findings()
    assert "missing_overlap" in found


def test_a_week_of_parenteral_treatment_is_a_lead_in(ordering):
    assert ordering(drug("dabigatran", 150, 2), also=[active("enoxaparin", 80, 2, since=8)]).findings() == []


# --- the dose of the label ------------------------------------------------------------------------------------------


def test_edoxaban_is_reduced_at_a_clearance_of_fifty_or_below(ordering):
    record = with_creatinine(2.6)
    both = (drug("edoxaban", 60, 1), drug("enoxaparin", 80, 2))
    assert ordering(*both, record=record).findings() == ["dose_above_the_label"]
    assert ordering(drug("edoxaban", 30, 1), both[1], record=record).findings() == []


def test_edoxaban_is_not_reduced_without_a_reason(ordering):
    assert ordering(drug("edoxaban", 30, 1), drug("enoxaparin", 80, 2)).findings() == ["dose_below_the_label"]


def test_enoxaparin_is_given_once_a_day_below_thirty(ordering):
    record = with_creatinine(5)
    assert ordering(drug("enoxaparin", 80, 2), record=record).findings() == ["low_molecular_weight_heparin_renal_dose"]
    assert ordering(drug("enoxaparin", 80, 1), record=record).findings() == []


def test_dalteparin_is_guided_by_anti_xa_below_thirty(ordering):
    draft = drug("dalteparin", 15000, 1, "[iU]")
    assert ordering(draft, record=with_creatinine(5)).findings() == ["low_molecular_weight_heparin_renal_dose"]
    assert ordering(draft).findings() == []


def test_an_unknown_clearance_raises_no_alarm(ordering):
    record = [each for each in PROXIMAL if each["code"]["coding"][0]["code"] != "2160-0"]
    drafts = (drug("enoxaparin", 80, 2), drug("edoxaban", 60, 1))
    assert ordering(*drafts, record=record).findings() == []


def test_apixaban_is_halved_with_a_combined_inhibitor(ordering):
    taken = medication_request("RxNorm|6135", days_ago(10))
    assert ordering(phases("apixaban", (10, 2), (5, 2)), also=[taken]).findings() == ["dose_above_the_label"]
    assert ordering(phases("apixaban", (5, 2), (2.5, 2)), also=[taken]).findings() == []


# --- prophylactic dose ----------------------------------------------------------------------------------------------


def test_a_prophylactic_dose_does_not_treat_a_dvt_that_is_to_be_treated(ordering):
    assert ordering(drug("enoxaparin", 40, 1)).findings() == ["prophylactic_dose"]


def test_beside_a_treatment_dose_the_prophylactic_one_is_a_duplicate_not_a_treatment(ordering):
    found = ordering(phases("apixaban", (10, 2), (5, 2)), drug("enoxaparin", 40, 1)).findings()
    assert found == ["duplicate_anticoagulant"]


def test_a_reduced_dose_for_a_treated_patient_is_not_prophylaxis_of_a_new_dvt(ordering):
    assert ordering(drug("apixaban", 2.5, 2), also=[active("apixaban", 5, 2)]).findings() == []


UNREADABLE = "prophylactic_dose_beside_an_unreadable_one"


def test_beside_a_dose_that_cannot_be_read_the_prophylactic_one_is_told_and_nobody_says_what_the_other_does(ordering):
    session = ordering(drug("enoxaparin", 40, 1), drug("apixaban"))
    assert UNREADABLE in session.findings()
    assert "prophylactic_dose" not in session.findings()
    card = session.card(UNREADABLE)
    assert card["indicator"] == "warning"
    assert card["summary"] == (
        "This dose of enoxaparin does not treat a DVT, and no treatment dose can be read in the other orders"
    )
    assert not any(each.get("isRecommended") for each in card["suggestions"])
    assert [action["type"] for each in card["suggestions"] for action in each["actions"]] == ["delete"]


@pytest.mark.parametrize(
    ("drafts", "found"),
    [
        ([], set()),
        ([drug("enoxaparin", 40, 1)], {"prophylactic_dose"}),
        ([drug("enoxaparin", 40, 1), drug("apixaban", 10, 2)], set()),
        ([drug("apixaban")], set()),
        ([drug("enoxaparin", 40, 1), drug("apixaban")], {UNREADABLE}),
    ],
    ids=["nothing", "prophylaxis alone", "beside treatment", "unreadable alone", "beside an unreadable dose"],
)
def test_what_is_said_of_a_prophylactic_dose_follows_what_can_be_read_beside_it(ordering, drafts, found):
    assert {"prophylactic_dose", UNREADABLE} & set(ordering(*drafts).findings()) == found
