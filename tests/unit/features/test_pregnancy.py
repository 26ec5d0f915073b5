"""Pregnancy and the six weeks after delivery (definitions 13, C-44)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, observation, patient, procedure

STATUS, TEST, HCG, WEEKS = "LOINC|82810-3", "LOINC|2106-3", "LOINC|21198-7", "LOINC|49051-6"
PREGNANT, NOT_PREGNANT, UNKNOWN = "LOINC|LA15173-0", "LOINC|LA26683-5", "LOINC|LA4489-6"
POSITIVE, NEGATIVE = "SNOMED|10828004", "SNOMED|260385009"
Z3A, O22, O87, O80 = "ICD-10-CM|Z3A.20", "ICD-10-CM|O22.30", "ICD-10-CM|O87.1", "ICD-10-CM|O80"
CAESAREAN, HYSTERECTOMY = "ICD-10-PCS|10D00Z1", "ICD-10-CM|Z90.710"
WOMAN, MAN = patient("1996-01-01", "female"), patient("1996-01-01", "male")


@pytest.mark.trap("T-71")
def test_a_woman_of_whom_nothing_is_recorded_may_be_pregnant(extracted):
    assert extracted("pregnancy", WOMAN).state is State.NOT_ASKED
    assert not extracted("pregnancy", WOMAN).is_known


@pytest.mark.trap("F-81")
@pytest.mark.parametrize(
    ("person", "value"),
    [
        (MAN, "absent"),
        (patient("1970-11-22", "female"), "absent"),
        (patient("1970-11-23", "female"), None),
        (patient("2014-11-22", "female"), None),
        (patient("2014-11-23", "female"), "absent"),
        (patient("1996-01-01", "other"), None),
        (patient("1996-01-01", None), None),
        (patient(None, "female"), None),
    ],
)
def test_sex_and_age_rule_it_out(extracted, person, value):
    assert extracted("pregnancy", person).value == value


@pytest.mark.trap("F-81")
def test_a_hysterectomy_rules_it_out(extracted):
    assert extracted("pregnancy", WOMAN, condition(HYSTERECTOMY)).value == "absent"


@pytest.mark.trap("T-70")
def test_a_positive_finding_counts_for_42_weeks(extracted):
    for finding in (lambda at: observation(STATUS, PREGNANT, at), lambda at: condition(O22, at)):
        assert extracted("pregnancy", WOMAN, finding(days_ago(294))).value == "present"
        assert not extracted("pregnancy", WOMAN, finding(days_ago(295))).is_known


@pytest.mark.trap("T-69")
def test_weeks_of_gestation_count_until_week_42(extracted):
    assert extracted("pregnancy", WOMAN, observation(WEEKS, (20, "wk"), days_ago(154))).value == "present"
    assert not extracted("pregnancy", WOMAN, observation(WEEKS, (20, "wk"), days_ago(155))).is_known


@pytest.mark.trap("T-69")
def test_a_pregnancy_condition_that_is_over_or_undated_is_not_proof(extracted):
    assert not extracted("pregnancy", WOMAN, condition(Z3A, days_ago(30), clinical="resolved")).is_known
    undated = extracted("pregnancy", WOMAN, condition(Z3A))
    assert undated.state is State.REFUSED


@pytest.mark.trap("T-113")
@pytest.mark.parametrize(
    "negative",
    [
        lambda at: observation(STATUS, NOT_PREGNANT, at),
        lambda at: observation(TEST, NEGATIVE, at),
        lambda at: observation(HCG, (1, "mIU/mL"), at, interpretation="NEG"),
        lambda at: observation("pregnant", False, at),
    ],
)
def test_a_negative_finding_counts_for_seven_days(extracted, negative):
    assert extracted("pregnancy", WOMAN, negative(days_ago(7))).value == "absent"
    assert not extracted("pregnancy", WOMAN, negative(days_ago(8))).is_known


@pytest.mark.trap("T-72", "T-113")
def test_a_bare_hcg_number_is_no_diagnosis(extracted):
    assert extracted("pregnancy", WOMAN, observation(HCG, (5000, "mIU/mL"))).state is State.NOT_ASKED


def test_possibly_pregnant_is_unknown_until_somebody_answers(extracted):
    possible = observation(STATUS, UNKNOWN, days_ago(1))
    assert extracted("pregnancy", WOMAN, possible).state is State.REFUSED
    assert extracted("pregnancy", WOMAN, possible, observation("pregnant", given=False)).value == "absent"


def test_the_newest_finding_decides_and_at_the_same_time_the_positive_one(extracted):
    at = days_ago(1)
    later = (observation(TEST, POSITIVE, days_ago(5)), observation(TEST, NEGATIVE, at))
    assert extracted("pregnancy", WOMAN, *later).value == "absent"
    assert (
        extracted("pregnancy", WOMAN, observation(TEST, POSITIVE, at), observation(TEST, NEGATIVE, at)).value
        == "present"
    )


def test_a_negative_test_beside_a_current_pregnancy_condition_is_asked_about(extracted):
    contradiction = extracted(
        "pregnancy", WOMAN, condition(O22, days_ago(60)), observation(TEST, NEGATIVE, days_ago(1))
    )
    assert contradiction.state is State.REFUSED
    assert len(contradiction.evidence) == 2


def test_the_documented_answer_makes_it_known(extracted):
    assert extracted("pregnancy", WOMAN, observation("pregnant", given=True)).value == "present"
    assert extracted("pregnancy", WOMAN, observation("pregnant", given=False)).value == "absent"
    assert (
        extracted("pregnancy", WOMAN, condition(O22, days_ago(60)), observation("pregnant", given=False)).value
        == "present"
    )
    yes = observation("pregnant", True, days_ago(1))
    assert extracted("pregnancy", WOMAN, observation(TEST, NEGATIVE, days_ago(3)), yes).value == "present"


def test_a_pregnancy_recorded_of_a_man_is_a_contradiction(extracted):
    contradiction = extracted("pregnancy", MAN, condition(O22, days_ago(30)))
    assert contradiction.possible == {"present", "absent"}
    assert any("rules it out" in note for note in contradiction.notes)


@pytest.mark.trap("T-70")
@pytest.mark.parametrize(
    "birth", [condition(O80, days_ago(20)), procedure(CAESAREAN, days_ago(20)), condition(O87, days_ago(20))]
)
def test_a_delivery_ends_the_pregnancy(extracted, birth):
    for earlier in (
        condition(Z3A, days_ago(100)),
        condition(Z3A, days_ago(15)),
        observation(TEST, POSITIVE, days_ago(18)),
    ):
        assert extracted("pregnancy", WOMAN, earlier, birth).value == "absent"
        assert extracted("postpartum", WOMAN, earlier, birth).value == "present"


def test_a_new_pregnancy_after_a_delivery_counts(extracted):
    birth = condition(O80, days_ago(200))
    assert extracted("pregnancy", WOMAN, birth, condition(Z3A, days_ago(30))).value == "present"
    assert extracted("postpartum", WOMAN, birth, condition(Z3A, days_ago(30))).value == "absent"
    said = observation("pregnant", True, days_ago(1))
    assert extracted("pregnancy", WOMAN, condition(O80, days_ago(30)), said).value == "present"


@pytest.mark.trap("T-70")
def test_the_six_weeks_after_delivery_end_on_day_42(extracted):
    assert extracted("postpartum", WOMAN, condition(O80, days_ago(42))).value == "present"
    assert extracted("postpartum", WOMAN, condition(O80, days_ago(43))).value == "absent"
    assert extracted("pregnancy", WOMAN, condition(O80, days_ago(42))).value == "absent"
    assert not extracted("pregnancy", WOMAN, condition(O80, days_ago(43))).is_known


def test_an_undated_puerperium_leaves_it_open(extracted):
    assert extracted("postpartum", WOMAN, condition(O87)).state is State.REFUSED
    assert extracted("postpartum", WOMAN, condition("ICD-10-CM|Z37.0")).value == "absent"


def test_postpartum_needs_conditions_and_procedures(extracted):
    asked = ("patient", "conditions", "observations")
    assert extracted("postpartum", WOMAN, asked=asked).state is State.NOT_ASKED
    assert extracted("postpartum", MAN, asked=asked).value == "absent"
    assert extracted("postpartum", WOMAN, observation("pregnant", given=True), asked=asked).value == "absent"


def test_unreachable_observations_are_not_an_unasked_question(extracted):
    assert extracted("pregnancy", WOMAN, unreachable=("observations",)).state is State.UNREACHABLE


LIMIT_5 = {"high": {"value": 5, "unit": "mIU/mL"}}
WEEK_8 = {"low": {"value": 7650}, "high": {"value": 229000}}


@pytest.mark.parametrize(
    ("number", "says", "ranges", "value"),
    [
        (5000, "N", [LIMIT_5], None),
        (5000, "NEG", [LIMIT_5], None),
        (5000, "N", [LIMIT_5 | {"text": "< 5 mIU/mL"}], None),
        (50000, "N", [WEEK_8], None),
        (50000, "N", [LIMIT_5, WEEK_8 | {"text": "week 8"}], None),
        (50000, "N", [{"text": "see table"}], None),
        (5000, "N", [{"high": {"value": 5, "unit": "IU/mL"}}], None),
        (2, "N", [LIMIT_5], "absent"),
        (5, "N", [LIMIT_5], "absent"),
        (2, "N", [LIMIT_5 | {"text": "0 - 5 mIU/mL"}], "absent"),
        (2, "NEG", [LIMIT_5, WEEK_8], "absent"),
        (2, "N", None, "absent"),
    ],
)
def test_normal_beside_a_number_outside_its_own_range_is_no_negative_test(extracted, number, says, ranges, value):
    result = observation(HCG, (number, "mIU/mL"), days_ago(1), interpretation=says, referenceRange=ranges)
    assert extracted("pregnancy", WOMAN, result).value == value
    beside = extracted("pregnancy", WOMAN, observation(TEST, NEGATIVE, days_ago(2)), result)
    assert beside.value == value
    assert value or any("does not fit" in each.note for each in beside.evidence)


def test_the_card_says_why_a_bare_hcg_number_leaves_the_question_open(extracted):
    entries = observation(TEST, NEGATIVE, days_ago(1)), observation(HCG, (2, "mIU/mL"), days_ago(1))
    found = extracted("pregnancy", WOMAN, *entries)
    assert found.possible == {"present", "absent"}
    assert "an hCG number alone, neither positive nor negative" in [each.note for each in found.evidence]
