"""The bleeding category: counting, unknown factors, cancer, age alone, and the clinician's judgement."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, medication_request, observation, patient, procedure
from tests.unit.features.bleeding_charts import feature

WITH, WITHOUT, AGE_ONLY = "bleeding_category", "bleeding_category_without_cancer", "bleeding_age_only"
DIABETES, FALLS = "ICD-10-CM|E11.9", "ICD-10-CM|Z91.81"
CANCER, METASTASIS = "ICD-10-CM|C50.911", "ICD-10-CM|C78.00"
NO_DRUGS = ("patient", "conditions", "observations", "procedures", "encounters")


def aged(years: int) -> dict[str, Any]:
    return patient(f"{2026 - years}-01-01")


@pytest.mark.trap("F-73")
def test_no_factor_is_low_and_says_what_was_not_measured() -> None:
    found = feature(WITH, aged(50))
    assert (found.value, found.state) == ("low", State.NOT_DOCUMENTED)
    assert "thrombocytopenia" in found.notes[0]


def test_one_factor_is_moderate_and_two_are_high() -> None:
    assert feature(WITH, aged(50), condition(DIABETES)).value == "moderate"
    assert feature(WITH, aged(50), condition(DIABETES), condition(FALLS)).value == "high"


def test_the_evidence_names_every_present_factor() -> None:
    found = feature(WITH, aged(70), condition(DIABETES))
    assert [each.what for each in found.evidence] == ["Age", "Type 2 diabetes mellitus without complications"] or len(
        found.evidence
    ) == 2
    assert found.evidence[0].value == "70 years"


def test_a_single_severe_factor_is_high() -> None:
    assert feature(WITH, aged(50), procedure("SNOMED|80146002", days_ago(2))).value == "high"
    assert feature(WITH, aged(50), procedure("SNOMED|80146002", days_ago(3))).value == "moderate"


def test_an_unknown_factor_leaves_the_categories_between_fewest_and_most() -> None:
    found = feature(WITH, patient(None))
    assert found.possible == {"low", "moderate", "high"}
    assert feature(WITH, patient(None), condition(DIABETES)).possible == {"moderate", "high"}


def test_unknown_factors_do_not_matter_once_the_count_is_high() -> None:
    assert feature(WITH, patient(None), condition(DIABETES), condition(FALLS)).value == "high"


@pytest.mark.trap("F-74")
def test_drugs_not_asked_for_leave_the_count_open_and_say_so() -> None:
    found = feature(WITH, aged(50), asked=NO_DRUGS)
    assert found.possible == {"low", "moderate", "high"}
    assert found.state is State.NOT_ASKED
    assert "antiplatelet drug: not known" in found.notes


@pytest.mark.trap("F-74")
def test_an_unusable_platelet_count_keeps_high_possible() -> None:
    found = feature(WITH, aged(50), observation("LOINC|777-3", (180, "furlong")))
    assert found.possible == {"low", "moderate", "high"}
    assert found.state is State.REFUSED


def test_cancer_counts_with_and_not_without() -> None:
    cancer = condition(CANCER, days_ago(30))
    assert feature(WITH, aged(50), cancer).value == "moderate"
    assert feature(WITHOUT, aged(50), cancer).value == "low"


def test_metastatic_cancer_counts_twice_with_and_not_without() -> None:
    spread = condition(METASTASIS, days_ago(300))
    assert feature(WITH, aged(50), spread).value == "high"
    assert feature(WITHOUT, aged(50), spread).value == "low"


def test_with_unknown_activity_of_the_cancer_both_categories_are_right() -> None:
    old = condition(CANCER, days_ago(1000))
    assert feature(WITH, aged(50), old).possible == {"low", "moderate"}
    assert feature(WITHOUT, aged(50), old).value == "low"
    assert feature(WITH, aged(70), old).possible == {"moderate", "high"}
    assert feature(WITHOUT, aged(70), old).value == "moderate"


@pytest.mark.parametrize(("years", "category", "age_only"), [(75, "moderate", "absent"), (76, "high", "present")])
def test_age_alone_reaches_high_above_75_and_is_flagged(years: int, category: str, age_only: str) -> None:
    assert feature(WITH, aged(years)).value == category
    assert feature(AGE_ONLY, aged(years)).value == age_only


def test_age_is_not_alone_beside_another_factor() -> None:
    assert feature(AGE_ONLY, aged(80), condition(DIABETES)).value == "absent"


def test_age_is_alone_beside_cancer_because_the_cancer_items_are_left_out() -> None:
    assert feature(AGE_ONLY, aged(80), condition(CANCER, days_ago(30))).value == "present"


def test_whether_age_is_alone_is_unknown_while_another_factor_is() -> None:
    assert not feature(AGE_ONLY, aged(80), asked=NO_DRUGS).is_known


@pytest.mark.trap("F-43")
@pytest.mark.parametrize("judged", ["low", "moderate", "high"])
def test_the_clinical_judgement_replaces_the_count(judged: str) -> None:
    given = [observation("bleeding-risk", judged), condition(DIABETES), condition(FALLS)]
    assert feature(WITH, patient(None), *given, asked=()).value == judged
    assert feature(WITHOUT, patient(None), *given, asked=()).value == judged


def test_of_two_judgements_at_the_same_time_the_higher_is_used() -> None:
    same = days_ago(1)
    found = feature(WITH, observation("bleeding-risk", "low", same), observation("bleeding-risk", "high", same))
    assert found.value == "high"


def test_a_preliminary_judgement_does_not_replace_the_count_and_is_named() -> None:
    found = feature(WITH, aged(50), observation("bleeding-risk", "high", status="preliminary"))
    assert found.value == "low"
    assert any("preliminary" in note for note in found.notes)


def test_a_judgement_that_cannot_be_read_leaves_it_unknown() -> None:
    assert not feature(WITH, aged(50), observation("bleeding-risk", {"valueString": "so-so"})).is_known


def test_a_severe_factor_after_the_judgement_makes_it_high() -> None:
    judged = observation("bleeding-risk", "low", days_ago(10))
    assert feature(WITH, aged(50), judged, observation("LOINC|777-3", (40, "10*9/L"), days_ago(1))).value == "high"
    assert (
        feature(WITH, aged(50), judged, condition(DIABETES, days_ago(1)), condition(FALLS, days_ago(1))).value == "low"
    )


def test_a_severe_factor_known_at_the_judgement_does_not_overrule_it() -> None:
    same_day = [
        observation("bleeding-risk", "low", days_ago(1)),
        observation("LOINC|777-3", (40, "10*9/L"), days_ago(1)),
    ]
    assert feature(WITH, aged(50), *same_day).value == "low"


@pytest.mark.trap("F-9")
def test_a_draft_order_is_no_factor() -> None:
    assert feature(WITH, aged(50), drafts=(medication_request("RxNorm|1191", status="draft"),)).value == "low"


def test_age_alone_rests_on_the_age() -> None:
    assert [each.value for each in feature(AGE_ONLY, aged(80)).evidence] == ["80 years"]
