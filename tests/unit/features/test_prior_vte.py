"""Earlier venous thromboembolism (definitions 8, C-36)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, observation

MUSCULAR, EMBOLISM, ARM = "ICD-10-CM|I82.461", "ICD-10-CM|I26.99", "ICD-10-CM|I82.621"
DVT = condition(MUSCULAR, days_ago(3))


@pytest.mark.trap("T-58")
@pytest.mark.parametrize(
    "code", ["ICD-10-CM|Z86.711", "ICD-10-CM|Z86.718", "SNOMED|161508001", "SNOMED|161512007", "SNOMED|710167004"]
)
def test_a_history_code_is_prior_vte(extracted, code):
    assert extracted("prior_vte", DVT, condition(code)).value == "present"


@pytest.mark.trap("T-58")
def test_a_history_of_superficial_thrombophlebitis_is_not(extracted):
    assert extracted("prior_vte", DVT, condition("ICD-10-CM|Z86.72")).state is State.NOT_DOCUMENTED


@pytest.mark.trap("F-68")
def test_a_dvt_more_than_21_days_before_the_episode_is_prior(extracted):
    assert extracted("prior_vte", DVT, condition(MUSCULAR, days_ago(25))).value == "present"
    assert extracted("prior_vte", DVT, condition(MUSCULAR, days_ago(24))).value == "absent"


@pytest.mark.trap("T-59")
def test_the_dvt_of_this_episode_is_not_prior(extracted):
    assert extracted("prior_vte", DVT).value == "absent"


@pytest.mark.trap("T-59")
def test_a_dvt_that_is_over_is_prior(extracted):
    assert extracted("prior_vte", DVT, condition(MUSCULAR, clinical="resolved")).value == "present"


@pytest.mark.trap("T-59")
def test_a_dvt_of_this_very_episode_that_is_labelled_resolved_is_not_prior(extracted):
    assert extracted("prior_vte", DVT, condition(MUSCULAR, days_ago(5), clinical="resolved")).value == "absent"
    assert extracted("prior_vte", DVT, condition(MUSCULAR, days_ago(200), clinical="resolved")).value == "present"


@pytest.mark.trap("F-68")
def test_an_embolism_before_the_episode_is_prior_and_one_of_the_episode_is_not(extracted):
    assert extracted("prior_vte", DVT, condition(EMBOLISM, days_ago(25))).value == "present"
    assert extracted("prior_vte", DVT, condition(EMBOLISM, days_ago(24))).value == "absent"
    assert extracted("prior_vte", DVT, condition(EMBOLISM)).value == "absent"
    assert (
        extracted("prior_vte", DVT, condition(EMBOLISM, clinical="resolved", recorded=days_ago(1))).value == "present"
    )


def test_a_partial_date_leaves_an_embolism_open(extracted):
    assert extracted("prior_vte", DVT, condition(EMBOLISM, "2026")).state is State.REFUSED
    assert extracted("prior_vte", DVT, condition(EMBOLISM, "2025")).value == "present"


@pytest.mark.trap("T-30", "T-51")
def test_an_arm_dvt_and_the_late_states_are_prior(extracted):
    assert extracted("prior_vte", DVT, condition(ARM, days_ago(300))).value == "present"
    assert extracted("prior_vte", DVT, condition("ICD-10-CM|I87.001")).value == "present"
    assert extracted("prior_vte", DVT, condition("ICD-10-CM|I82.501", recorded=days_ago(1))).value == "present"
    assert extracted("prior_vte", DVT, condition("ICD-10-CM|I82.501", days_ago(2))).value == "absent"


def test_a_suspected_embolism_is_named(extracted):
    suspected = extracted("prior_vte", DVT, condition(EMBOLISM, days_ago(400), verification="differential"))
    assert suspected.value == "absent"
    assert any("differential" in note for note in suspected.notes)


def test_the_documented_answer_decides_and_a_yes_lasts(extracted):
    assert extracted("prior_vte", DVT, observation("prior-vte", given=True)).value == "present"
    assert extracted("prior_vte", DVT, observation("prior-vte", True, days_ago(2000))).value == "present"
    assert extracted("prior_vte", observation("prior-vte", given=False), asked=("observations",)).value == "absent"


def test_an_old_no_does_not_answer_for_today(extracted):
    no = observation("prior-vte", False, days_ago(2000))
    assert extracted("prior_vte", no, asked=("observations",)).state is State.NOT_ASKED


@pytest.mark.trap("F-50")
def test_a_code_wins_over_the_answer(extracted):
    no = observation("prior-vte", given=False)
    assert extracted("prior_vte", DVT, condition("ICD-10-CM|Z86.718"), no).value == "present"
