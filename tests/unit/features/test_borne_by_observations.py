"""Findings that an Observation bears by its code, and laboratory values under names of the laboratory."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago, observation, procedure

DVT = condition("ICD-10-CM|I82.461", days_ago(3))
HISTORY, BLEED = "SNOMED|161512007", "SNOMED|74474003"


def test_history_as_an_observation_without_a_value_is_prior_vte(extracted):
    assert extracted("prior_vte", DVT, observation(HISTORY, at=days_ago(700))).value == "present"
    assert extracted("prior_vte", DVT, observation(HISTORY, True, at=days_ago(700))).value == "present"


def test_an_observation_that_says_no_is_no_history_and_another_value_leaves_it_open(extracted):
    assert extracted("prior_vte", DVT, observation(HISTORY, False, at=days_ago(1))).value == "absent"
    assert not extracted("prior_vte", DVT, observation(HISTORY, "see letter", at=days_ago(1))).is_known


def test_a_bleed_as_an_observation_is_active_by_its_date(extracted):
    assert extracted("active_bleeding", DVT, observation(BLEED, at=days_ago(1))).value == "present"
    assert extracted("active_bleeding", DVT, observation(BLEED, at=days_ago(60))).value == "absent"
    assert extracted("active_bleeding", DVT, observation(BLEED, False, at=days_ago(1))).value == "absent"


def local(**code):
    coding = {"system": "https://lab.example/tests", "code": "H-17"}
    coding |= {"display": code["display"]} if "display" in code else {}
    return {"coding": [coding], **({"text": code["text"]} if "text" in code else {})}


TWENTY = (20, "10*9/L")


@pytest.mark.parametrize("code", [local(text="Platelet count"), local(display="PLT"), local(text="Thrombozyten")])
def test_platelets_under_a_plain_name_are_read(extracted, code):
    assert extracted("platelets_10e9_l", observation(code, TWENTY, at=days_ago(0))).value == "under_25"


@pytest.mark.parametrize("name", ["Platelets, citrate", "PLT analyser 3", "Thrombozyten (EDTA)"])
def test_platelets_under_another_name_are_not_never_measured(extracted, name):
    found = extracted("ac_absolute_contraindication", DVT, observation(local(text=name), TWENTY, at=days_ago(0)))
    assert not found.is_known


@pytest.mark.parametrize(
    ("name", "days"), [("Mean platelet volume", 0), ("Platelet aggregation", 0), ("Platelets, citrate", 30)]
)
def test_another_test_or_an_old_count_says_nothing(extracted, name, days):
    found = extracted("ac_absolute_contraindication", DVT, observation(local(text=name), TWENTY, at=days_ago(days)))
    assert found.value == "absent"


def test_an_operation_by_a_cpt_number_that_tells_no_size_leaves_surgery_open(extracted):
    assert not extracted("surgery_90d", DVT, procedure("CPT|29881", days_ago(10))).is_known
    assert extracted("surgery_90d", DVT, procedure("CPT|29881", days_ago(200))).value == "absent"
    assert extracted("surgery_90d", DVT, procedure("CPT|27447", days_ago(10))).value == "present"
    assert extracted("surgery_90d", DVT, procedure("CPT|36415", days_ago(10))).value == "absent"


@pytest.mark.parametrize("text", ["ESRD on hemodialysis", "Dialysis dependent"])
def test_dialysis_in_words_is_not_absent(extracted, text):
    assert not extracted("esrd", DVT, condition({"text": text}, days_ago(100))).is_known
    assert extracted("esrd", DVT, condition({"text": f"No {text}"}, days_ago(100))).value == "absent"
