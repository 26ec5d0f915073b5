"""What an order stands beside: duplicates, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.builders import days_ago, medication_statement
from tests.unit.review.sessions import active, drug, phases

APIXABAN = phases("apixaban", (10, 2), (5, 2))
INFUSION = drug("heparin") | {
    "dosageInstruction": [{"doseAndRate": [{"rateQuantity": {"value": 18, "unit": "U/kg/h"}}]}]
}


def test_a_second_drug_beside_one_that_treats_is_a_duplicate(ordering):
    session = ordering(drug("rivaroxaban", 20, 1), also=[active("apixaban", 5, 2)])
    assert session.findings() == ["duplicate_anticoagulant"]


def test_of_two_drafts_the_later_one_is_told(ordering):
    (finding,) = ordering(APIXABAN, phases("rivaroxaban", (15, 2), (20, 1))).reviewed.findings
    assert (finding.spec.id, finding.order.kind, finding.companion.name) == (
        "duplicate_anticoagulant",
        "rivaroxaban",
        "apixaban",
    )


@pytest.mark.parametrize(
    "drafts",
    [
        [drug("warfarin", 5, 1), drug("enoxaparin", 80, 2)],
        [drug("warfarin", 5, 1), INFUSION],
        [drug("dabigatran", 150, 2), drug("fondaparinux", 7.5, 1)],
        [drug("edoxaban", 60, 1), drug("enoxaparin", 80, 2)],
        [drug("heparin", 80, 1, "[iU]/kg"), INFUSION],
        [drug("warfarin", 5, 1), drug("warfarin", 2.5, 1), drug("enoxaparin", 80, 2)],
        [drug("apixaban", 10, 2), drug("apixaban", 5, 2)],
    ],
)
def test_overlap_lead_in_and_the_steps_of_one_drug_are_no_duplicates(ordering, drafts):
    assert ordering(*drafts).findings() == []


def test_warfarin_during_a_heparin_infusion_is_overlap(ordering):
    running = INFUSION | {"status": "active", "id": "running"}
    assert ordering(drug("warfarin", 5, 1), also=[running]).findings() == []


def test_the_same_dose_in_a_second_order_is_found(ordering):
    assert ordering(drug("apixaban", 5, 2), also=[active("apixaban", 5, 2)]).findings() == [
        "anticoagulant_ordered_twice"
    ]


def test_a_revision_and_a_renewal_are_not(ordering):
    standing = active("apixaban", 5, 2) | {"id": "standing"}
    revision = drug("apixaban", 5, 2) | {"id": "standing"}
    renewal = drug("apixaban", 5, 2, priorPrescription={"reference": "MedicationRequest/standing"})
    assert ordering(revision, also=[standing]).findings() == []
    assert ordering(renewal, also=[standing]).findings() == []


def test_what_the_patient_takes_at_home_is_not_a_second_order_of_the_same_drug(ordering):
    home = medication_statement("RxNorm|1364430", days_ago(40), dosage=[{"text": "5 mg by mouth twice daily"}])
    assert ordering(drug("apixaban", 5, 2), also=[home]).findings() == []


def test_another_drug_at_home_is_a_duplicate(ordering):
    home = medication_statement("RxNorm|1114195", days_ago(40), dosage=[{"text": "20 mg by mouth once daily"}])
    assert ordering(drug("apixaban", 5, 2), also=[home]).findings() == ["duplicate_anticoagulant"]


def test_prophylaxis_that_stands_beside_new_treatment_should_end(ordering):
    session = ordering(APIXABAN, also=[active("enoxaparin", 40, 1, since=3)])
    assert session.findings() == ["prophylaxis_still_active"]


def test_prophylaxis_beside_running_treatment_is_a_duplicate(ordering):
    session = ordering(drug("enoxaparin", 40, 1), also=[active("apixaban", 5, 2)])
    assert session.findings() == ["duplicate_anticoagulant"]


def test_an_order_that_was_stopped_is_no_companion(ordering):
    stopped = active("enoxaparin", 80, 2, since=3, status="stopped")
    assert ordering(APIXABAN, also=[stopped]).findings() == []


def test_each_companion_is_told_the_second_anticoagulant_first(ordering):
    beside = [active("enoxaparin", 40, 1), active("warfarin", 5, 1)]
    for listed in (beside, beside[::-1]):
        session = ordering(APIXABAN, also=listed)
        assert session.findings() == ["duplicate_anticoagulant", "prophylaxis_still_active"]
        assert [each.companion.name for each in session.reviewed.findings] == ["warfarin", "enoxaparin"]


def test_two_second_anticoagulants_are_two_findings_and_two_orders_of_one_drug_are_one(ordering):
    session = ordering(APIXABAN, also=[active("warfarin", 5, 1), active("dabigatran", 150, 2)])
    assert [each.companion.name for each in session.reviewed.findings] == ["dabigatran", "warfarin"]
    told = [each["uuid"] for each in session.cards() if each["summary"].startswith("Two anticoagulants")]
    assert len(set(told)) == len(told) == 2
    session = ordering(APIXABAN, also=[active("dabigatran", 150, 2), active("dabigatran", 150, 2)])
    assert [each.companion.name for each in session.reviewed.findings] == ["dabigatran"]


def test_heparin_for_a_line_is_no_companion(ordering):
    flush = active("heparin", 50, 2) | {"dosageInstruction": [{"text": "flush the line as needed"}]}
    assert ordering(APIXABAN, also=[flush]).findings() == []
