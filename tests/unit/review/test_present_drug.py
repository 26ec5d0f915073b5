"""The anticoagulant that is being taken: what bars it, two at once, its dose, and what the cards make of that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import allergy, condition, days_ago, observation
from tests.decided import suggested_for
from tests.unit.review.sessions import Session, active, phases

HIT, APS = "ICD-10-CM|D75.82", "ICD-10-CM|D68.61"
INR = "LOINC|6301-6"
SUSPECTED = {"verificationStatus": {"coding": [{"code": "provisional"}]}}
SUBCUTANEOUS = active("enoxaparin", 40, 1, since=2)


def creatinine(value: float) -> dict[str, Any]:
    return observation("LOINC|2160-0", (value, "mg/dL"), days_ago(0.2))


def inr(value: float) -> dict[str, Any]:
    return observation(INR, (value, "{INR}"), days_ago(0.2))


def found(session: Session) -> str | None:
    return session.case.features["present_drug"].value


@pytest.mark.parametrize(
    ("also", "expected"),
    [
        ([active("apixaban", 5, 2)], "none"),
        ([active("enoxaparin", 80, 2)], "none"),
        ([active("enoxaparin", 80, 2), condition(HIT, days_ago(0))], "hit"),
        ([active("dalteparin", 15000, 1, unit="[iU]"), condition(HIT, days_ago(400))], "hit"),
        ([SUBCUTANEOUS, condition(HIT, days_ago(0))], "hit"),
        ([active("fondaparinux", 7.5, 1), condition(HIT, days_ago(0))], "none"),
        ([active("apixaban", 5, 2), condition(HIT, days_ago(0))], "none"),
        ([active("apixaban", 5, 2), SUBCUTANEOUS, condition(HIT, days_ago(0))], "hit_beside_another"),
        ([active("enoxaparin", 80, 2), condition(HIT, days_ago(0), **SUSPECTED)], "hit_not_settled"),
        ([active("apixaban", 5, 2), condition(HIT, days_ago(0), **SUSPECTED)], "none"),
        ([active("apixaban", 5, 2), allergy("RxNorm|1364430")], "allergy"),
        ([active("rivaroxaban", 20, 1), allergy("RxNorm|1364430")], "none"),
        ([active("apixaban", 5, 2), active("rifampicin", 600, 1)], "limit"),
        ([active("apixaban", 5, 2), condition(APS, days_ago(300))], "limit"),
        ([active("rivaroxaban", 20, 1), creatinine(9)], "limit"),
        ([active("rivaroxaban", 20, 1), creatinine(0.9)], "none"),
        ([active("dabigatran", 150, 2), creatinine(4)], "limit"),
        ([active("fondaparinux", 7.5, 1), creatinine(4)], "limit"),
        ([active("enoxaparin", 80, 2), creatinine(4)], "dose_too_high"),
        ([active("enoxaparin", 80, 1), creatinine(4)], "none"),
        ([active("apixaban", 5, 2), active("rivaroxaban", 20, 1)], "two_together"),
        ([active("apixaban", 5, 2), active("rivaroxaban", 20, 1), creatinine(9)], "bar_beside_another"),
        ([active("warfarin", 5, 1), active("enoxaparin", 80, 2), inr(1.5)], "none"),
        ([active("warfarin", 5, 1), inr(2.5)], "none"),
        ([active("warfarin", 5, 1), inr(4)], "none"),
        ([active("warfarin", 5, 1), inr(5.2)], "inr_too_high"),
        ([active("apixaban", 5, 2, since=2)], "first_phase_not_recorded"),
        ([active("apixaban", 10, 2, since=2)], "none"),
        ([phases("apixaban", (10, 2), (5, 2)) | {"status": "active", "authoredOn": days_ago(2)}], "none"),
        ([active("apixaban", 5, 2, since=2), active("enoxaparin", 80, 2, since=3) | {"status": "completed"}], "none"),
        ([active("apixaban", 5, 2, since=300)], "none"),
    ],
)
def test_what_speaks_against_the_drug_being_taken(ordering, also, expected):
    assert found(ordering(also=also, hook="patient-view")) == expected


def test_nothing_taken_is_nothing_to_speak_against(ordering):
    assert found(ordering(also=[condition(HIT, days_ago(0))], hook="patient-view")) == "none"


def test_a_barred_heparin_is_critical_on_every_hook_and_never_continued(ordering):
    for hook in ("patient-view", "order-sign", "encounter-discharge"):
        card = ordering(also=[active("enoxaparin", 80, 2), condition(HIT, days_ago(0))], hook=hook).decision_card()
        assert card is not None
        assert card["indicator"] == "critical", hook
        assert "stop enoxaparin" in card["summary"]
        assert "ontinue the present" not in card["detail"]


def test_a_drug_drafted_in_its_place_is_not_called_one_too_many(ordering):
    session = ordering(
        phases("apixaban", (10, 2), (5, 2)), also=[active("enoxaparin", 80, 2), condition(HIT, days_ago(0))]
    )
    assert session.findings() == ["present_drug_to_be_stopped"]
    (stop,) = session.card("present_drug_to_be_stopped")["suggestions"]
    assert stop["actions"][0]["resource"]["status"] == "stopped"


def test_the_decision_card_stays_while_the_barred_drug_runs_on(ordering):
    drafted = phases("apixaban", (10, 2), (5, 2))
    assert ordering(drafted, also=[creatinine(4)]).decision_card() is None
    assert ordering(drafted, also=[active("dabigatran", 150, 2), creatinine(4)]).decision_card() is not None


def test_warfarin_below_its_range_is_no_prophylactic_dose(ordering):
    session = ordering(phases("apixaban", (10, 2), (5, 2)), also=[active("warfarin", 5, 1), inr(1.9)])
    assert session.findings() == ["duplicate_anticoagulant"]
    assert "prophylactic" not in session.card("duplicate_anticoagulant")["summary"]


def test_warfarin_below_its_range_is_bridged_but_in_pregnancy_changed(knowledge):
    given = {"location": "femoropopliteal", "current_anticoagulant": "warfarin"}
    bridged = suggested_for(knowledge, **given).modifiers
    changed = suggested_for(knowledge, **given, pregnancy="present", sex="female").modifiers
    assert "WARFARIN_BELOW_RANGE" in bridged
    assert "CHANGE_FOR_PREGNANCY" not in bridged
    assert "CHANGE_FOR_PREGNANCY" in changed
    assert "WARFARIN_BELOW_RANGE" not in changed


def test_whoever_may_take_an_anticoagulant_is_told_to_hold_it_while_bleeding(knowledge):
    given = {"location": "femoropopliteal", "active_bleeding": "present"}
    assert "HOLD_ANTICOAGULANT_IF_TAKEN" in suggested_for(knowledge, **given, current_anticoagulant="unknown").modifiers
    for drug in ("none", "apixaban"):
        flags = suggested_for(knowledge, **given, current_anticoagulant=drug).modifiers
        assert "HOLD_ANTICOAGULANT_IF_TAKEN" not in flags
        assert ("HOLD_EXISTING_ANTICOAGULANT" in flags) == (drug == "apixaban")
