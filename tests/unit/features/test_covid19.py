"""COVID-19 within 30 days before the DVT (C-5)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, observation

COVID, EXPOSED, TEST = "ICD-10-CM|U07.1", "ICD-10-CM|Z20.822", "LOINC|94500-6"
POSITIVE, NEGATIVE = "SNOMED|10828004", "SNOMED|260385009"
DVT = condition("ICD-10-CM|I82.461", days_ago(10))


@pytest.mark.trap("T-76", "F-72")
def test_covid_19_counts_for_thirty_days_before_the_dvt_began(extracted):
    assert extracted("covid19", DVT, condition(COVID, days_ago(40))).value == "present"
    assert not extracted("covid19", DVT, condition(COVID, days_ago(41))).is_known


def test_without_a_dvt_the_window_is_counted_from_now(extracted):
    assert extracted("covid19", condition(COVID, days_ago(30), clinical="resolved")).value == "present"
    assert not extracted("covid19", condition(COVID, days_ago(31))).is_known


def test_covid_19_after_the_dvt_began_is_named(extracted):
    later = extracted("covid19", DVT, condition(COVID, days_ago(2)))
    assert not later.is_known
    assert later.notes == ("COVID-19 after the DVT began does not count",)


@pytest.mark.trap("T-75")
def test_a_positive_test_counts_and_a_negative_one_proves_nothing(extracted):
    assert extracted("covid19", observation(TEST, POSITIVE, days_ago(20))).value == "present"
    assert extracted("covid19", observation(TEST, None, days_ago(20), interpretation="POS")).value == "present"
    negative = extracted("covid19", observation(TEST, NEGATIVE, days_ago(20)))
    assert negative.state is State.NOT_ASKED


@pytest.mark.trap("T-73")
def test_exposure_is_not_covid_19(extracted):
    assert extracted("covid19", condition(EXPOSED, days_ago(3))).state is State.NOT_ASKED


@pytest.mark.trap("F-72")
def test_silence_is_unknown_and_the_answer_decides(extracted):
    assert extracted("covid19").state is State.NOT_ASKED
    assert extracted("covid19", observation("covid-19-recent", given=False)).value == "absent"
    assert extracted("covid19", observation("covid-19-recent", given=True)).value == "present"
    both = extracted("covid19", condition(COVID, days_ago(3)), observation("covid-19-recent", given=False))
    assert both.value == "present"


def test_an_undated_or_preliminary_finding_is_shown_and_not_used(extracted):
    assert extracted("covid19", condition(COVID)).state is State.REFUSED
    preliminary = extracted("covid19", observation(TEST, POSITIVE, days_ago(3), status="preliminary"))
    assert not preliminary.is_known
    assert any("preliminary" in note for note in preliminary.notes)
