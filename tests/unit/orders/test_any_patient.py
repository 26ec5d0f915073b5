"""What must hold for the suggestions of any patient: a few hundred drawn at random, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from service.treatment.regimens import choose
from tests.decided import Decided, features_of, suggested_for

ORAL = {"Apixaban", "Rivaroxaban", "Edoxaban", "Dabigatran", "Warfarin"}
HEPARINS = {"Enoxaparin", "Dalteparin", "Unfractionated heparin"}
NUMBERS = {
    "weight_kg": ("44", "58.3", "70", "101", "121", "unknown"),
    "crcl_ml_min": ("10", "20", "30", "45", "80", "unknown"),
    "platelets_10e9_l": ("20", "30", "60", "200", "unknown"),
}
LOCATIONS = ("gastrocnemius_only", "distal_axial", "femoropopliteal", "iliofemoral", "unknown")


def _patient(draw: random.Random, knowledge: Any) -> dict[str, str]:
    given = {name: draw.choice(values) for name, values in NUMBERS.items()}
    for name, fact in knowledge.facts.items():
        if name not in given and draw.random() < 0.35:
            given[name] = draw.choice((*fact.domain, "unknown"))
    given["location"] = draw.choice(LOCATIONS)
    given["acute_leg_dvt_confirmed"] = draw.choice(("present", "present", "present", "unknown"))
    given["age_y"] = "40"
    return given


@pytest.fixture(scope="module")
def patients(knowledge: Any) -> list[tuple[dict[str, str], Decided]]:
    draw = random.Random(20261122)
    drawn = [_patient(draw, knowledge) for _ in range(600)]
    return [(given, suggested_for(knowledge, **given)) for given in drawn]


def _medication(found: Decided) -> Iterator[tuple[str, bool]]:
    """Drug and whether a dose is filled in, for every drafted medication."""
    for each in found.resources():
        if each["resourceType"] == "MedicationRequest":
            yield (
                each["medicationCodeableConcept"]["text"],
                any("doseAndRate" in one for one in each["dosageInstruction"]),
            )


def test_the_drawn_patients_reach_every_outcome(patients):
    outcomes = {found.decision.outcome for _, found in patients}
    assert outcomes >= {"ANTICOAGULATE", "SURVEILLANCE", "CDT_TRANSFER", "CONSIDER_IVC_FILTER", "INSUFFICIENT_DATA"}
    assert sum(filled for _, found in patients for _, filled in _medication(found)) > 50


def test_alternatives_have_one_recommended_suggestion_at_most(patients):
    for given, found in patients:
        marked = [each for each in found.suggested.suggestions if each.get("isRecommended")]
        assert found.suggested.selection_behavior == "any" or len(marked) <= 1, given


def test_no_dose_is_filled_in_with_a_needed_value_unknown(patients):
    for given, found in patients:
        if "unknown" in (given["weight_kg"], given["crcl_ml_min"], given["platelets_10e9_l"], given.get("pregnancy")):
            assert not [drug for drug, filled in _medication(found) if filled], given


def test_no_oral_anticoagulant_is_drafted_in_pregnancy(patients):
    for given, found in patients:
        if given.get("pregnancy") == "present":
            assert not ORAL & {drug for drug, _ in _medication(found)}, given


def test_no_heparin_is_drafted_after_thrombocytopenia_or_with_an_allergy(patients):
    for given, found in patients:
        if "present" in (given.get("hit"), given.get("allergy_heparin")):
            assert not HEPARINS & {drug for drug, _ in _medication(found)}, given


def test_no_anticoagulant_is_drafted_where_it_is_contraindicated_or_in_place(patients):
    for given, found in patients:
        if "CHANGE_FOR_PREGNANCY" in found.modifiers:  # what is in place is to be replaced
            continue
        if "present" in (given.get("active_bleeding"), given.get("ac_absolute_contraindication")):
            assert not list(_medication(found)), given
        changed = given.get("present_drug") in ("hit", "allergy", "limit")
        if found.decision.outcome == "ANTICOAGULATE" and given.get("on_therapeutic_ac") == "present" and not changed:
            assert not list(_medication(found)), given


def test_no_dose_is_filled_in_beside_an_anticoagulant_that_is_to_be_stopped(patients):
    for given, found in patients:
        if found.decision.outcome == "ANTICOAGULATE" and given.get("present_drug") in ("hit", "allergy", "limit"):
            assert not [drug for drug, filled in _medication(found) if filled], given


def test_a_filter_and_an_anticoagulant_are_never_suggested_together(patients):
    for given, found in patients:
        codes = {coding["code"] for each in found.resources() for coding in each.get("code", {}).get("coding", ())}
        assert not ("398182006" in codes and list(_medication(found))), given


def test_no_suggestion_is_without_an_action_and_no_action_without_a_description(patients):
    for _, found in patients:
        for suggestion in found.suggested.suggestions:
            assert suggestion["label"] and suggestion["actions"]
            for action in suggestion["actions"]:
                assert set(action) == {"type", "description", "resource"}
                assert action["type"] == "create" and action["description"]


def test_an_anticoagulant_is_drafted_whenever_anticoagulation_is_advised_and_a_drug_is_left(patients, knowledge):
    advised = [
        (g, f) for g, f in patients if f.decision.outcome == "ANTICOAGULATE" and "NO_NEW_ORDER" not in f.modifiers
    ]
    assert len(advised) > 30
    for given, found in advised:
        advice = choose(found.decision, found.modifiers, features_of(knowledge, **given), knowledge)
        assert bool(list(_medication(found))) == bool(advice.eligible), given
        assert bool(advice.eligible) != bool(advice.nothing_left), given
        assert advice.eligible or advice.barred, given


def test_nothing_is_started_while_it_is_not_known_whether_treatment_is_in_place(patients):
    open_ones = [(given, found) for given, found in patients if given.get("on_therapeutic_ac") == "unknown"]
    assert sum(bool(list(_medication(found))) for _, found in open_ones) > 10
    for given, found in open_ones:
        assert not [drug for drug, filled in _medication(found) if filled], given
        marked = [each for each in found.suggested.suggestions if each.get("isRecommended")]
        assert not any(map(_has_drug, marked)), given


def _has_drug(suggestion: dict[str, Any]) -> bool:
    return any(each["resource"]["resourceType"] == "MedicationRequest" for each in suggestion["actions"])
