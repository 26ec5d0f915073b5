"""How far a text may change a decision, and that the file which says so cannot be made to say more by mistake."""

from __future__ import annotations

import shutil

import pytest

from service.content import cards_folder
from service.decision import Decision
from service.errors import KnowledgeError
from service.knowledge import load_knowledge

pytestmark = pytest.mark.verifies("C-55")

NEVER_FROM_A_TEXT = {
    "limb_threat",
    "lysis_exclusion",
    "lysis_relative",
    "sir_relative_only",
    "cdt_failed",
    "active_bleeding",
    "ac_absolute_contraindication",
    "bleeding_category",
    "bilateral",
    "occlusive",
    "prior_vte",
    "pregnancy",
}


def decision(outcome: str, indicator: str = "warning", rule: str = "R") -> Decision:
    return Decision(outcome, indicator, rule, (), ())


def test_a_text_may_raise_seven_features_of_the_thrombosis_and_no_other(knowledge):
    raises = knowledge.free_text.raises
    assert set(raises) == {
        "acute_leg_dvt_confirmed",
        "location",
        "length_cm",
        "n_veins",
        "max_diameter_mm",
        "close_to_proximal",
        "serial_extension",
    }
    assert NEVER_FROM_A_TEXT.isdisjoint(raises)


def test_no_value_that_a_text_may_raise_to_is_an_absence(knowledge):
    for name, allowed in knowledge.free_text.raises.items():
        fact = knowledge.facts[name]
        for values in allowed:
            assert values.isdisjoint({"absent", "none", "one", "up_to_5", "up_to_7"})
            assert not fact.trigger or values == {fact.trigger}


def test_the_iliac_level_alone_is_not_among_them(knowledge):
    assert frozenset({"iliofemoral"}) not in knowledge.free_text.raises["location"]
    assert frozenset({"femoropopliteal"}) not in knowledge.free_text.raises["location"]


@pytest.mark.parametrize(
    ("coded", "raised"),
    [
        ("NOT_APPLICABLE", "ANTICOAGULATE"),
        ("NOT_APPLICABLE", "INSUFFICIENT_DATA"),
        ("INSUFFICIENT_DATA", "ANTICOAGULATE"),
        ("INSUFFICIENT_DATA", "INSUFFICIENT_DATA"),
        ("INSUFFICIENT_DATA", "CONSIDER_IVC_FILTER"),
        ("SURVEILLANCE", "ANTICOAGULATE"),
    ],
)
def test_a_text_may_lead_to_treatment_or_to_a_question(knowledge, coded, raised):
    assert knowledge.free_text.may_lead(decision(coded), decision(raised))


@pytest.mark.parametrize("coded", ["NOT_APPLICABLE", "INSUFFICIENT_DATA", "SURVEILLANCE", "ANTICOAGULATE"])
@pytest.mark.parametrize("raised", ["CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY", "SURVEILLANCE", "NOT_APPLICABLE"])
def test_a_text_never_leads_to_thrombolysis_thrombectomy_surveillance_or_silence(knowledge, coded, raised):
    assert not knowledge.free_text.may_lead(decision(coded), decision(raised, "critical"))


@pytest.mark.parametrize("coded", ["ANTICOAGULATE", "CDT_TRANSFER", "CONSIDER_IVC_FILTER"])
def test_a_treatment_that_coded_entries_advise_stands_as_it_is(knowledge, coded):
    for raised in ("ANTICOAGULATE", "INSUFFICIENT_DATA", "CONSIDER_IVC_FILTER"):
        assert not knowledge.free_text.may_lead(decision(coded), decision(raised, rule="R3d"))


def test_a_critical_answer_is_never_changed_and_no_card_becomes_less_urgent(knowledge):
    may_lead = knowledge.free_text.may_lead
    assert not may_lead(decision("INSUFFICIENT_DATA", "critical"), decision("ANTICOAGULATE", "critical"))
    assert not may_lead(decision("INSUFFICIENT_DATA", "warning"), decision("ANTICOAGULATE", "info"))
    assert may_lead(decision("INSUFFICIENT_DATA", "warning"), decision("INSUFFICIENT_DATA", "critical"))


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("length_cm: [over_5]", "length_cm: [up_to_5]", "length_cm would be ruled out by up_to_5"),
        (
            "serial_extension: [into_proximal]",
            "serial_extension: [none]",
            "serial_extension would be ruled out by none",
        ),
        ("n_veins: [several]", "limb_threat: [absent]", "limb_threat would be ruled out by absent"),
        ("n_veins: [several]", "limb_thread: [present]", "unknown input limb_thread"),
        ("n_veins: [several]", "n_veins: [many]", "n_veins has no value many"),
        ("n_veins: [several]", "limb_threat: [present]", "no text is read for limb_threat"),
        ("shows: [bilateral, occlusive]", "shows: [both_legs]", "shows unknown input both_legs"),
        ("confirm: CONFIRM_REPORT", "confirm: CONFIRM", "unknown modifier CONFIRM"),
        ("because: [C-55]", "because: [C-999]", "unknown statement C-999"),
        ("leads_to: [INSUFFICIENT_DATA,", "leads_to: [CDT_TRANSFER,", "a text may not lead to CDT_TRANSFER"),
        ("leads_to: [INSUFFICIENT_DATA,", "leads_to: [SURVEILLANCE,", "a text may not lead to SURVEILLANCE"),
        ("confirm: CONFIRM_REPORT", "", "confirm"),
    ],
)
def test_a_file_that_would_let_a_text_do_more_or_nonsense_is_refused(tmp_path, was, becomes, told):
    cards = shutil.copytree(cards_folder(), tmp_path / "cards")
    file = cards / "free_text.yaml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        load_knowledge(cards)
