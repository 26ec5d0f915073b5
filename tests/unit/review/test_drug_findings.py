"""Findings about the drug: contraindications, bars, interactions, lysis and filter; and what silences them."""

from __future__ import annotations

import pytest

from service.review.chart import CaseChart
from service.review.drafts import drafts_of
from service.review.session import Session as SessionFacts
from tests.builders import LEFT, allergy, concept, condition, days_ago, medication_request, observation, procedure
from tests.unit.review.sessions import FILTER, active, drug, phases, request

APIXABAN = phases("apixaban", (10, 2), (5, 2))
RIVAROXABAN = phases("rivaroxaban", (15, 2), (20, 1))
ALTEPLASE = "RxNorm|1804799"


def lytic(text="100 mg intravenously", dose=100, **members):
    draft = medication_request(ALTEPLASE, status="draft", dose=(dose, "mg"), times_a_day=1, **members)
    draft["dosageInstruction"][0]["text"] = text
    return draft


def pressure(systolic, at=None):
    return observation("LOINC|85354-9", None, at, components={"LOINC|8480-6": (systolic, "mm[Hg]")})


EMBOLISM = condition("ICD-10-CM|I26.99", days_ago(1))


@pytest.mark.parametrize(
    ("entry", "draft", "finding"),
    [
        (condition("ICD-10-CM|K92.2", days_ago(2)), APIXABAN, "contraindicated_anticoagulant"),
        (condition("ICD-10-CM|K92.2", days_ago(2)), drug("enoxaparin", 40, 1), "contraindicated_anticoagulant"),
        (condition("ICD-10-CM|D75.829", days_ago(400)), drug("enoxaparin", 80, 2), "heparin_after_hit"),
        (condition("ICD-10-CM|D75.829", days_ago(400)), drug("warfarin", 5, 1), "warfarin_after_hit"),
        (allergy("RxNorm|1364430"), APIXABAN, "anticoagulant_allergy"),
        (allergy("RxNorm|5224"), drug("enoxaparin", 80, 2), "anticoagulant_allergy"),
        (condition("ICD-10-CM|D68.61", days_ago(900)), APIXABAN, "doac_in_antiphospholipid_syndrome"),
        (condition("SNOMED|710066005", days_ago(30)), RIVAROXABAN, "outside_hepatic_limit"),
        (condition("ICD-10-CM|C16.9", days_ago(60)), RIVAROXABAN, "doac_with_a_tumour_in_place"),
        (condition("ICD-10-CM|Z39.1", days_ago(20)), APIXABAN, "doac_while_breast_feeding"),
    ],
)
def test_a_drug_that_should_not_be_given_here_is_found(ordering, entry, draft, finding):
    assert finding in ordering(draft, also=[entry]).findings()


@pytest.mark.parametrize(
    ("entry", "draft"),
    [
        (condition("ICD-10-CM|D75.829", days_ago(400)), APIXABAN),
        (allergy("RxNorm|1364430", verification="refuted"), APIXABAN),
        (condition("SNOMED|710066005", days_ago(30)), APIXABAN),
        (condition("ICD-10-CM|C16.9", days_ago(60)), APIXABAN),
        (condition("ICD-10-CM|Z39.1", days_ago(20)), drug("enoxaparin", 80, 2)),
    ],
)
def test_a_drug_that_may_be_given_is_not(ordering, entry, draft):
    assert ordering(draft, also=[entry]).findings() == []


@pytest.mark.parametrize(
    "name", ["pregnancy", "crcl_ml_min", "hepatic_impairment", "hit", "allergy_apixaban", "strong_inducer"]
)
def test_nothing_unknown_raises_a_finding(ordering, name):
    assert ordering(APIXABAN, RIVAROXABAN, features={name: "unknown"}).findings() == ["duplicate_anticoagulant"]


def test_in_pregnancy_no_doac_and_no_warfarin(ordering):
    pregnant = {"pregnancy": "present"}
    assert ordering(APIXABAN, features=pregnant).findings() == ["doac_in_pregnancy"]
    assert ordering(drug("warfarin", 5, 1), features=pregnant).findings() == ["warfarin_in_pregnancy"]
    assert ordering(drug("enoxaparin", 80, 2), features=pregnant).findings() == []


def test_one_draft_has_one_card_about_the_drug_and_names_the_rest(ordering):
    values = {"pregnancy": "present", "crcl_ml_min": "under_15"}
    (finding,) = ordering(RIVAROXABAN, features=values).reviewed.findings
    assert finding.spec.id == "doac_in_pregnancy"
    assert [each.id for each in finding.also] == ["doac_outside_renal_limit"]


def test_a_finding_about_the_drug_silences_those_about_its_dose(ordering):
    assert ordering(drug("rivaroxaban", 20, 1), features={"pregnancy": "present"}).findings() == ["doac_in_pregnancy"]


# --- interactions ---------------------------------------------------------------------------------------------------


def test_a_doac_for_a_patient_who_takes_an_inducer_is_found(ordering):
    taken = medication_request("RxNorm|9384", days_ago(10))
    assert ordering(APIXABAN, also=[taken]).findings() == ["doac_interaction"]


def test_an_interacting_draft_is_held_against_the_drug_that_is_given(ordering):
    inhibitor = drug("ketoconazole", 200, 1)
    assert ordering(inhibitor, also=[active("rivaroxaban", 20, 1)]).findings() == ["interaction_with_the_anticoagulant"]
    assert ordering(inhibitor, also=[active("apixaban", 5, 2)]).findings() == ["interaction_changes_the_dose"]
    assert ordering(inhibitor).findings() == []


def test_an_interaction_that_exists_already_is_not_told_again(ordering):
    given = [active("rivaroxaban", 20, 1), medication_request("RxNorm|6135", days_ago(30))]
    assert ordering(drug("ketoconazole", 200, 1), also=given).findings() == []


def test_two_drafts_that_interact_give_one_card_about_the_anticoagulant(ordering):
    found = ordering(RIVAROXABAN, drug("ketoconazole", 200, 1)).reviewed.findings
    assert [(each.spec.id, each.order.kind) for each in found] == [("doac_interaction", "rivaroxaban")]


# --- lysis ----------------------------------------------------------------------------------------------------------


def test_systemic_thrombolysis_for_a_dvt_is_found(ordering):
    assert ordering(lytic()).findings() == ["systemic_thrombolysis"]
    assert ordering(request("SNOMED|307521008")).findings() == ["systemic_thrombolysis"]


@pytest.mark.trap("T-127")
@pytest.mark.parametrize(
    "drafts",
    [
        [lytic("1 mg/h through the infusion catheter")],
        [lytic(), request("SNOMED|432948005")],
        [lytic(dose=2)],
        [lytic(reasonCode=[concept("ICD-10-CM|I63.9")])],
    ],
)
def test_what_is_not_systemic_lysis_of_the_dvt_is_not_found(ordering, drafts):
    assert ordering(*drafts).findings() == []


@pytest.mark.trap("T-127")
def test_three_milligrams_do_more_than_clear_a_line(ordering):
    assert ordering(lytic(dose=3)).findings() == ["systemic_thrombolysis"]


@pytest.mark.parametrize(
    ("entries", "findings"),
    [
        ([pressure(120)], ["systemic_thrombolysis"]),
        ([pressure(90)], ["systemic_thrombolysis"]),
        ([pressure(89)], []),
        ([condition("ICD-10-CM|R57.0", days_ago(0)), pressure(120)], []),
        ([], []),
        ([pressure(120, days_ago(2))], []),
    ],
)
def test_in_embolism_the_review_of_lysis_needs_shock_to_be_ruled_out(ordering, entries, findings):
    assert ordering(lytic(), also=[EMBOLISM, *entries]).findings() == findings


# --- filter ---------------------------------------------------------------------------------------------------------


def test_a_filter_is_found_where_anticoagulation_is_possible(ordering):
    assert ordering(request(FILTER)).findings() == ["filter_with_anticoagulation_possible"]


@pytest.mark.parametrize("value", ["present", "unknown"])
def test_a_filter_is_not_questioned_where_it_may_be_needed(ordering, value):
    assert ordering(request(FILTER), features={"active_bleeding": value}).findings() == []


# --- scope ----------------------------------------------------------------------------------------------------------


def test_a_patient_without_a_dvt_is_not_reviewed(ordering):
    session = ordering(drug("rivaroxaban", 20, 1), record=[condition("ICD-10-CM|I48.91", days_ago(90))])
    assert session.case.decision.outcome == "NOT_APPLICABLE"
    assert session.cards() == []


@pytest.mark.parametrize("hook", ["patient-view", "encounter-start", "problem-list-item-create"])
def test_a_hook_without_orders_is_not_reviewed(ordering, hook):
    assert ordering(drug("rivaroxaban", 20, 1), hook=hook).findings() == []


def test_on_order_select_the_selected_drafts_are_judged(ordering):
    drafts = [drug("rivaroxaban", 20, 1) | {"id": "a"}, request(FILTER) | {"id": "b"}]
    selected = ordering(*drafts, hook="order-select", selections=["ServiceRequest/b"])
    assert selected.findings() == ["filter_with_anticoagulation_possible"]
    assert len(ordering(*drafts, hook="order-select").findings()) == 2


@pytest.mark.parametrize("selections", [["MedicationRequest/gone"], ["urn:uuid:1"], ["Medication/a"]])
def test_a_selection_that_is_none_of_the_drafts_hides_none_of_them(ordering, selections):
    drafts = [drug("rivaroxaban", 20, 1) | {"id": "a"}, request(FILTER) | {"id": "b"}]
    assert len(ordering(*drafts, hook="order-select", selections=selections).findings()) == 2


def test_a_selected_draft_is_judged_also_where_the_finding_is_told_of_the_draft_beside_it(ordering):
    rifampicin = [drug("apixaban", 5, 2) | {"id": "a"}, drug("rifampicin", 600, 1) | {"id": "b"}]
    selected = ordering(*rifampicin, hook="order-select", selections=["MedicationRequest/b"])
    assert selected.findings() == ["doac_interaction"]
    prophylaxis = [drug("enoxaparin", 40, 1) | {"id": "a"}, drug("apixaban", 5, 2) | {"id": "b"}]
    selected = ordering(*prophylaxis, hook="order-select", selections=["MedicationRequest/a"])
    assert selected.findings() == ["prophylaxis_still_active"]


def test_a_draft_without_an_id_cannot_be_shown_to_be_unselected(ordering):
    unsaved = {name: value for name, value in drug("rivaroxaban", 20, 1).items() if name != "id"}
    session = ordering(unsaved, request(FILTER) | {"id": "b"}, hook="order-select", selections=["ServiceRequest/b"])
    assert len(session.findings()) == 2


def test_at_discharge_the_active_orders_are_judged(ordering):
    session = ordering(
        hook="encounter-discharge", also=[active("rivaroxaban", 20, 1)], features={"pregnancy": "present"}
    )
    assert session.findings() == ["doac_in_pregnancy"]
    assert "suggestions" not in session.card("doac_in_pregnancy")


# --- going home -----------------------------------------------------------------------------------------------------

MASSIVE = [
    condition("ICD-10-CM|I82.423", days_ago(4)),
    observation("occlusion-status", "occlusive"),
    observation("limb-threat", True),
]


def test_a_threatened_limb_does_not_go_home(ordering):
    assert ordering(hook="encounter-discharge", record=MASSIVE).findings() == ["discharge_with_limb_threat"]


def test_leaving_for_another_hospital_is_not_going_home(ordering):
    ordered = request("SNOMED|19712007") | {"status": "active"}
    assert ordering(hook="encounter-discharge", record=[*MASSIVE, ordered]).findings() == []


NOT_ASKED = ("patient", "conditions", "observations")


def test_a_transfer_that_may_be_ordered_does_not_silence_a_limb_threat_and_is_said_to_be_unknown(ordering):
    session = ordering(hook="encounter-discharge", record=MASSIVE, asked=NOT_ASKED)
    assert session.findings() == ["discharge_with_limb_threat"]
    assert "Not meant where the patient leaves for another hospital." in session.card(session.findings()[0])["detail"]


def test_a_massive_dvt_is_told_at_discharge_though_nobody_knows_what_was_done(ordering):
    record = [*MASSIVE[:2], observation("limb-threat", False)]
    session = ordering(hook="encounter-discharge", record=record, asked=NOT_ASKED)
    assert session.findings() == ["discharge_with_massive_dvt"]
    assert "Not meant after the clot was removed" in session.card(session.findings()[0])["detail"]


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        ("transfer_ordered", "serviceRequests"),
        ("transfer_ordered", "encounters"),
        ("clot_removed", "procedures"),
        ("whole_leg_scan_ordered", "serviceRequests"),
    ],
)
@pytest.mark.parametrize("how", ["unreachable", "partial"])
def test_what_the_record_did_not_answer_is_unknown_and_not_absent(ordering, fact, key, how):
    assert facts_of_session(ordering())[fact] == {"absent"}
    assert facts_of_session(ordering(**{how: [key]}))[fact] == {"unknown"}


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ([], "absent"),
        ([drug("enoxaparin", 40, 1)], "absent"),
        ([drug("apixaban")], "unknown"),
        ([drug("enoxaparin", 40, 1), drug("apixaban")], "unknown"),
        ([drug("apixaban"), drug("rivaroxaban", 15, 2)], "present"),
    ],
)
def test_a_treatment_dose_is_drafted_or_not_or_nobody_knows(ordering, drafts, expected):
    assert facts_of_session(ordering(*drafts))["treatment_drafted"] == {expected}


def facts_of_session(session):
    chart, file = CaseChart(session.case), session.case.knowledge.order_review.file
    facts = SessionFacts(chart, file, drafts_of(chart, file), session.case.request.encounter_id)
    return {name: facts.get(name) for name in file.inputs}


@pytest.mark.trap("T-128")
def test_after_the_clot_was_removed_a_massive_dvt_may_go_home(ordering):
    record = [*MASSIVE[:2], observation("limb-threat", False)]
    assert ordering(hook="encounter-discharge", record=record).findings() == ["discharge_with_massive_dvt"]
    removed = procedure("SNOMED|432948005", days_ago(2), site=LEFT)
    assert ordering(hook="encounter-discharge", record=[*record, removed]).findings() == []


def test_prophylaxis_beside_an_anticoagulant_in_words_does_not_say_that_nothing_treats(ordering):
    words = drug("apixaban", medicationCodeableConcept={"text": "Eliquis 10 mg twice daily"})
    found = ordering(words, drug("enoxaparin", 40, 1)).findings()
    assert found == ["drug_in_words_only", "prophylactic_dose_beside_an_unreadable_one"]


def test_an_order_in_words_has_a_card_that_suggests_nothing(ordering):
    card = ordering(drug("apixaban", medicationCodeableConcept={"text": "Eliquis"})).card("drug_in_words_only")
    assert "suggestions" not in card
    assert card["indicator"] == "warning"
    assert "apixaban" in card["summary"]


def unread(number, **members):
    coded = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": f"99000{number}"}]}
    return drug("apixaban", medicationCodeableConcept=coded, **members)


@pytest.mark.parametrize(
    ("drafts", "named"), [(1, "the drug of this order"), (2, "the drugs of 2 orders"), (9, "the drugs of 9 orders")]
)
def test_drafts_that_cannot_be_read_give_one_card_that_says_how_many(ordering, drafts, named):
    session = ordering(*(unread(number) for number in range(drafts)))
    assert session.findings() == ["drug_not_readable"]
    card = session.card("drug_not_readable")
    assert (card["summary"], card["indicator"]) == (f"Not checked: {named} cannot be read", "warning")


def test_what_is_said_of_other_drafts_stands_beside_those_that_cannot_be_read(ordering):
    words = [drug("apixaban", medicationCodeableConcept={"text": each}) for each in ("Eliquis", "Lovenox 80 mg")]
    found = ordering(unread(1), *words, unread(2)).findings()
    assert found == ["drug_not_readable", "drug_in_words_only", "drug_in_words_only"]


def test_a_flush_in_words_is_named_where_heparin_is_barred_only(ordering):
    flush = drug("heparin", medicationCodeableConcept={"text": "Heparin flush"})
    assert ordering(flush).findings() == []
    for barred in ("hit", "allergy_heparin"):
        assert ordering(flush, features={barred: "present"}).findings() == ["flush_in_words_only"]


HIT = "ICD-10-CM|D75.829"
SUSPECTED = (
    condition(HIT, days_ago(2), verification="provisional"),
    condition(HIT, days_ago(2), verification="unconfirmed", clinical=None),
    condition({"text": "Heparin-induced thrombocytopenia?"}, days_ago(2)),
    condition(HIT, "soon"),
)
HEPARINS = (
    drug("enoxaparin", 80, 2),
    drug("enoxaparin", 40, 1),
    drug("heparin", 5000, 3),
    medication_request("RxNorm|1658690", status="draft"),
    drug("heparin", medicationCodeableConcept={"text": "Heparin flush"}),
)


@pytest.mark.parametrize("entry", SUSPECTED)
@pytest.mark.parametrize("draft", HEPARINS)
def test_no_heparin_is_signed_unremarked_while_thrombocytopenia_by_heparin_is_suspected(ordering, entry, draft):
    session = ordering(draft, also=[entry])
    assert "heparin_while_hit_is_suspected" in session.findings()
    card = session.card("heparin_while_hit_is_suspected")
    assert card["indicator"] == "warning"
    assert "suspected" in card["summary"] and "R-31" in str(card["extension"])


@pytest.mark.parametrize("entry", SUSPECTED)
@pytest.mark.parametrize("draft", [APIXABAN, drug("fondaparinux", 7.5, 1), drug("warfarin", 5, 1)])
def test_what_is_no_heparin_is_not_held_against_the_suspicion(ordering, entry, draft):
    assert "heparin_while_hit_is_suspected" not in ordering(draft, also=[entry]).findings()


@pytest.mark.parametrize(
    ("also", "features"),
    [
        ([condition(HIT, days_ago(2), verification="refuted")], {}),
        ([condition({"text": "no heparin-induced thrombocytopenia"}, days_ago(2))], {}),
        ([], {"hit": "unknown"}),
        ([], {}),
    ],
)
def test_without_a_suspicion_a_heparin_is_not_held_back(ordering, also, features):
    found = ordering(drug("enoxaparin", 80, 2), also=also, features=features).findings()
    assert "heparin_while_hit_is_suspected" not in found


def test_confirmed_thrombocytopenia_by_heparin_has_its_own_finding_only(ordering):
    entries = [condition(HIT, days_ago(400)), SUSPECTED[0]]
    (finding,) = ordering(drug("enoxaparin", 80, 2), also=entries).reviewed.findings
    assert (finding.spec.id, finding.also) == ("heparin_after_hit", ())
