"""Allergy to each anticoagulant."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.allergies import NAMES
from service.features.feature import State
from tests.builders import SYSTEMS, allergy, medication_request
from tests.unit.features.bleeding_charts import feature


@pytest.mark.trap("T-133", "F-76")
def test_an_allergy_to_the_ingredient_or_a_product_bars_that_drug_only() -> None:
    assert feature("allergy_apixaban", allergy("RxNorm|1364430")).value == "present"
    assert feature("allergy_apixaban", allergy("RxNorm|1364445")).value == "present"
    assert feature("allergy_rivaroxaban", allergy("RxNorm|1364430")).value == "absent"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"clinical": "inactive"}, "absent"), ({"clinical": "resolved"}, "absent"),
        ({"verification": "refuted"}, "absent"), ({"verification": "entered-in-error"}, "absent"),
        ({"verification": "unconfirmed"}, "present"),
        ({"clinical": None, "verification": None}, "present"), ({"type": "intolerance"}, "present"),
    ],
)  # fmt: skip
def test_an_allergy_counts_when_active_and_not_refuted(members: dict[str, Any], expected: str) -> None:
    assert feature("allergy_warfarin", allergy("RxNorm|11289", **members)).value == expected


def test_allergies_not_asked_for_are_unknown() -> None:
    for name in NAMES:
        assert feature(name, asked=("conditions", "observations")).state is State.NOT_ASKED
        assert feature(name, unreachable=("allergies",)).state is State.UNREACHABLE
        assert feature(name).value == "absent"


def test_an_allergy_named_in_words_only_bars_that_drug() -> None:
    words = allergy({"text": "Heparin"})
    assert feature("allergy_heparin", words).value == "present"
    assert feature("allergy_apixaban", words).value == "absent"
    assert feature("allergy_heparin", allergy({"text": "Peanut"})).value == "absent"


def test_an_order_is_no_allergy() -> None:
    assert feature("allergy_apixaban", medication_request("RxNorm|1364430")).value == "absent"


def test_an_inactive_allergy_in_words_says_nothing() -> None:
    assert feature("allergy_heparin", allergy({"text": "Heparin"}, clinical="inactive")).value == "absent"


def test_a_broken_allergy_entry_leaves_that_drug_unknown_and_a_broken_order_does_not() -> None:
    broken = allergy("RxNorm|1364430", onsetDateTime="long ago")
    assert feature("allergy_apixaban", broken).state is State.REFUSED
    assert feature("allergy_warfarin", broken).value == "absent"
    broken_order = medication_request("RxNorm|1364430", authored="long ago")
    assert feature("allergy_apixaban", broken_order).value == "absent"


def test_a_presumed_allergy_bars_as_an_unconfirmed_one() -> None:
    assert feature("allergy_heparin", allergy("RxNorm|5224", verification="presumed")).value == "present"
    assert feature("allergy_heparin", allergy("RxNorm|5224", verification="refuted")).value == "absent"


@pytest.mark.parametrize(
    "substance", [{"coding": [{"system": SYSTEMS["RxNorm"], "code": "5224"}]}, {"text": "Heparin"}]
)
def test_the_substance_of_a_reaction_is_what_the_allergy_is_to(substance: dict[str, Any]) -> None:
    reaction = [{"substance": substance}, "x", {}]
    assert feature("allergy_heparin", allergy({"text": "Drug allergy"}, reaction=reaction)).value == "present"
    without_code = {name: each for name, each in allergy("", reaction=reaction).items() if name != "code"}
    assert feature("allergy_heparin", without_code).value == "present"
    assert feature("allergy_apixaban", allergy({"text": "Drug allergy"}, reaction=reaction)).value == "absent"


@pytest.mark.parametrize(
    ("code", "drug"),
    [("294872001", "heparin"), ("372877000", "heparin"), ("372562003", "enoxaparin"), ("294881007", "warfarin")],
)
def test_an_allergy_concept_without_words_bars_its_drug_only(code: str, drug: str) -> None:
    for name in NAMES:
        expected = "present" if name == f"allergy_{drug}" else "absent"
        assert feature(name, allergy(f"SNOMED|{code}")).value == expected


@pytest.mark.parametrize("words", ["low molecular weight heparin", "Low-Molecular-Weight Heparins", "LMWH"])
def test_the_class_of_low_molecular_weight_heparins_is_each_of_them(words: str) -> None:
    for name in NAMES:
        expected = "present" if name in ("allergy_enoxaparin", "allergy_dalteparin", "allergy_heparin") else "absent"
        assert feature(name, allergy({"text": words})).value == expected
        reaction = [{"substance": {"text": words}}]
        assert feature(name, allergy({"text": "Drug allergy"}, reaction=reaction)).value == expected


def test_an_allergy_to_a_heparin_flush_is_one_to_heparin() -> None:
    assert feature("allergy_heparin", allergy({"text": "Heparin lock flush"})).value == "present"


@pytest.mark.parametrize(
    "words", ["niedermolekulares Heparin", "Heparin, low molecular weight heparin", "Heparin (HIT)"]
)
def test_a_class_that_is_named_with_a_drug_bars_the_drug_all_the_same(words: str) -> None:
    assert feature("allergy_heparin", allergy({"text": words})).value == "present"


@pytest.mark.parametrize("words", ["blood thinner", "oak pollen", "anticoagulant citrate"])
def test_the_name_of_a_class_bars_no_drug(words: str) -> None:
    assert {feature(name, allergy({"text": words})).value for name in NAMES} == {"absent"}
