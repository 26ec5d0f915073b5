"""The anticoagulant that is being taken: what bars it, two at once, its dose, and what the cards make of that."""

from __future__ import annotations

from typing import Any

import pytest

from service.features import dosages_once, present_drug
from service.features.dosage import read_dosages
from service.review.course import first_phase
from tests.builders import PATIENT, allergy, chart_of, condition, days_ago, observation, patient
from tests.decided import suggested_for
from tests.unit.review.sessions import DRUGS, PROXIMAL, Session, active, phases
from tests.unit.review.sessions import drug as a_draft

HIT, APS = "ICD-10-CM|D75.82", "ICD-10-CM|D68.61"
INR = "LOINC|6301-6"
SUSPECTED = {"verificationStatus": {"coding": [{"code": "provisional"}]}}
SUBCUTANEOUS = active("enoxaparin", 40, 1, since=2)


def creatinine(value: float) -> dict[str, Any]:
    return observation("LOINC|2160-0", (value, "mg/dL"), days_ago(0.2))


def given(name: str, days: float) -> dict[str, Any]:
    """A dose that was given, with no order of its own."""
    code = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": DRUGS[name]}
    return {
        "resourceType": "MedicationAdministration",
        "id": f"given-{name}",
        "status": "completed",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "medicationCodeableConcept": {"coding": [code]},
        "effectiveDateTime": days_ago(days),
    }


def infusion(rate: float, unit: str) -> dict[str, Any]:
    """Unfractionated heparin at a rate."""
    quantity = {"value": rate, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    told = {"dosageInstruction": [{"doseAndRate": [{"rateQuantity": quantity}]}]}
    return active("heparin", 1, 1, since=1) | told


def named(name: str, members: dict[str, Any]) -> dict[str, Any]:
    return active(name, 1, 1, since=300) | members


def in_words(text: str) -> dict[str, Any]:
    """An order that names its drug in words only."""
    told = active("apixaban", 1, 1, since=300) | {"medicationCodeableConcept": {"text": text}}
    return {name: each for name, each in told.items() if name != "dosageInstruction"}


NO_DOSE: dict[str, Any] = {"dosageInstruction": []}


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
        # a first dose that does not end; one that is told to end, or was begun of late, does
        ([active("apixaban", 10, 2, since=60)], "dose_too_high"),
        ([active("rivaroxaban", 15, 2, since=60)], "dose_too_high"),
        ([active("rivaroxaban", 20, 1, since=60)], "none"),
        ([active("apixaban", 10, 2, since=14)], "none"),
        ([active("apixaban", 10, 2, since=15)], "dose_too_high"),
        ([active("rivaroxaban", 15, 2, since=28)], "none"),
        ([phases("apixaban", (10, 2), (5, 2)) | {"status": "active", "authoredOn": days_ago(60)}], "none"),
        # a parenteral lead-in that is not in the record
        ([active("edoxaban", 60, 1, since=1)], "lead_in_not_recorded"),
        ([active("dabigatran", 150, 2, since=2)], "lead_in_not_recorded"),
        ([active("edoxaban", 60, 1, since=1), active("enoxaparin", 80, 2, since=2)], "none"),
        ([active("edoxaban", 60, 1, since=1), active("enoxaparin", 80, 2, since=3) | {"status": "completed"}], "none"),
        ([active("edoxaban", 60, 1, since=1), SUBCUTANEOUS | {"status": "completed"}], "lead_in_not_recorded"),
        ([active("edoxaban", 60, 1, since=1), given("enoxaparin", 2)], "none"),
        ([active("edoxaban", 60, 1, since=1), given("edoxaban", 0.2)], "lead_in_not_recorded"),
        ([active("edoxaban", 60, 1, since=40)], "none"),
        ([active("warfarin", 5, 1, since=1), inr(2.1)], "none"),
        # a dose by weight (80 kg)
        ([active("enoxaparin", 160, 2)], "dose_too_high"),
        ([active("enoxaparin", 90, 2)], "none"),
        ([active("enoxaparin", 120, 1)], "none"),
        ([active("dalteparin", 7500, 2, unit="[iU]")], "none"),
        ([active("dalteparin", 20000, 1, unit="[iU]")], "dose_too_high"),
        ([infusion(18, "U/kg/h")], "none"),
        ([infusion(36, "U/kg/h")], "none"),
        ([infusion(60, "U/kg/h")], "dose_too_high"),
        ([infusion(1450, "[USP'U]/h")], "none"),
        ([infusion(4800, "[USP'U]/h")], "dose_too_high"),
        ([infusion(48, "mL/h")], "none"),
        # a second drug of which it is open whether it is taken
        ([active("apixaban", 5, 2), named("rivaroxaban", NO_DOSE)], "perhaps_second"),
        ([active("enoxaparin", 80, 2), in_words("Eliquis 5 mg")], "perhaps_second"),
        ([active("apixaban", 5, 2), in_words("Eliquis 5 mg")], "none"),
        ([active("warfarin", 5, 1), inr(2.5), in_words("enoxaparin 80 mg")], "none"),
        ([active("apixaban", 5, 2), SUBCUTANEOUS], "none"),
        ([active("apixaban", 10, 2, since=60), in_words("Xarelto 20 mg")], "dose_too_high"),
    ],
)
def test_what_speaks_against_the_drug_being_taken(ordering, also, expected):
    assert found(ordering(also=also, hook="patient-view")) == expected


@pytest.mark.parametrize(
    ("also", "expected"),
    [
        ([active("apixaban", 5, 2), active("enoxaparin", 80, 2)], "bar_beside_another"),
        ([active("apixaban", 5, 2)], "none"),
        ([active("apixaban", 5, 2), active("rivaroxaban", 20, 1)], "two_together"),
        ([active("apixaban", 5, 2), in_words("enoxaparin 80 mg")], "none"),
        ([active("enoxaparin", 80, 2), in_words("Eliquis 5 mg")], "perhaps_second"),
        ([active("enoxaparin", 80, 2)], "none"),
    ],
)
def test_pregnancy_bars_a_drug_where_another_one_is_there_to_go_on_with(knowledge, also, expected):
    pregnant = (patient("1996-01-01", "female"), condition("ICD-10-CM|Z3A.20", days_ago(1)))
    chart = chart_of(*pregnant, *PROXIMAL, *also, knowledge=knowledge)
    assert chart.feature("pregnancy").value == "present"
    assert chart.feature("present_drug").value == expected


def test_a_second_drug_is_named_beside_a_graver_finding(ordering):
    also = [active("apixaban", 10, 2, since=60), in_words("Xarelto 20 mg")]
    assert ordering(also=also, hook="patient-view").case.features["present_drug"].notes == (
        "rivaroxaban may be taken as well",
    )


def test_the_bolus_of_an_infusion_is_no_prophylactic_dose(ordering):
    running = infusion(18, "U/kg/h")
    for times in ({"count": 1}, None):
        bolus = active("heparin", 5000, 1, since=1, unit="[USP'U]")
        bolus["dosageInstruction"][0]["timing"] = {"repeat": times} if times else {}
        case = ordering(also=[running, bolus], hook="patient-view").case
        assert "STOP_PROPHYLACTIC_DOSE" not in case.modifiers
    repeated = active("heparin", 5000, 3, since=1, unit="[USP'U]")
    assert "STOP_PROPHYLACTIC_DOSE" in ordering(also=[running, repeated], hook="patient-view").case.modifiers


def test_each_order_is_read_once_however_many_there_are(ordering, monkeypatch):
    read: list[str] = []

    def reading(resource, product=""):
        read.append(resource.reference)
        return read_dosages(resource, product)

    monkeypatch.setattr(dosages_once, "read_dosages", reading)
    orders = [active("apixaban", 5, 2, since=2 + number / 1000, id=f"apixaban-{number}") for number in range(40)]
    orders += [order | {"id": f"{order['id']}-over", "status": "completed"} for order in orders]
    assert ordering(a_draft("rivaroxaban", 15, 2), also=orders).findings()
    assert sorted(read) == sorted(set(read))
    assert len(read) > 40


def test_a_first_phase_is_looked_for_once_in_all_orders_of_a_drug(ordering, monkeypatch):
    asked: list[int] = []

    def looking(first, same_drug):
        asked.append(len(same_drug))
        return first_phase(first, same_drug)

    monkeypatch.setattr(present_drug, "first_phase", looking)
    orders = [active("apixaban", 5, 2, since=2, id=f"apixaban-{number}") for number in range(30)]
    session = ordering(also=orders, hook="patient-view")
    assert asked == [30]
    assert found(session) == "none"


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
