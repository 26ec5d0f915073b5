"""Allergy to each anticoagulant."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.allergies import NAMES
from service.features.feature import State
from tests.builders import allergy, medication_request
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
