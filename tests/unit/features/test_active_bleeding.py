"""Active major bleeding: dates, encounters, status and documented answers."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, encounter, observation
from tests.unit.features.bleeding_charts import feature

GI_BLEED = "SNOMED|74474003"
NOSEBLEED = "SNOMED|249366005"
ACTIVE = "active_bleeding"


def answer(value: bool, days: float = 0):
    return observation("active-bleeding", value, days_ago(days))


@pytest.mark.trap("F-75")
def test_a_current_major_bleed_of_today_is_active() -> None:
    found = feature(ACTIVE, condition(GI_BLEED, days_ago(0)))
    assert found.value == "present"
    assert found.evidence[0].what == "Gastrointestinal hemorrhage"


def test_a_bleed_of_seven_days_ago_is_active_and_of_eight_days_is_not() -> None:
    assert feature(ACTIVE, condition(GI_BLEED, days_ago(7))).value == "present"
    assert feature(ACTIVE, condition(GI_BLEED, days_ago(8))).value == "absent"


def test_a_resolved_bleed_is_not_active() -> None:
    assert feature(ACTIVE, condition(GI_BLEED, days_ago(3), clinical="resolved")).value == "absent"


def test_a_refuted_bleed_is_nothing() -> None:
    assert feature(ACTIVE, condition(GI_BLEED, days_ago(1), verification="refuted")).value == "absent"


def test_a_suspected_bleed_leaves_it_unknown() -> None:
    found = feature(ACTIVE, condition(GI_BLEED, days_ago(1), verification="provisional"))
    assert not found.is_known
    assert found.evidence[0].note == "provisional"


@pytest.mark.trap("T-85", "F-75")
def test_minor_bleeding_does_not_count_and_is_named() -> None:
    found = feature(ACTIVE, condition(NOSEBLEED, days_ago(0)))
    assert found.value == "absent"
    assert found.notes == ("minor bleeding is recorded and does not count",)


def test_an_undated_bleed_is_active_while_an_encounter_is_open() -> None:
    assert feature(ACTIVE, condition(GI_BLEED), encounter("EMER", days_ago(0))).value == "present"


def test_an_undated_bleed_without_an_open_encounter_is_past() -> None:
    assert feature(ACTIVE, condition(GI_BLEED), encounter("IMP", days_ago(20), days_ago(10))).value == "absent"


def test_an_undated_bleed_is_unknown_when_encounters_were_not_asked_for() -> None:
    assert not feature(ACTIVE, condition(GI_BLEED), asked=("conditions", "observations")).is_known


def test_the_documented_answer_settles_an_undated_bleed() -> None:
    settled = feature(ACTIVE, condition(GI_BLEED), answer(False), asked=("conditions", "observations"))
    assert settled.value == "absent"


def test_a_partial_date_that_may_be_within_seven_days_leaves_it_unknown() -> None:
    assert not feature(ACTIVE, condition(GI_BLEED, "2026-11")).is_known
    assert feature(ACTIVE, condition(GI_BLEED, "2026-10")).value == "absent"


def test_the_answer_yes_makes_it_present_for_seven_days() -> None:
    assert feature(ACTIVE, answer(True, 7)).value == "present"
    assert feature(ACTIVE, answer(True, 8)).value == "absent"


@pytest.mark.trap("F-50")
def test_a_coded_bleed_outranks_the_answer_no() -> None:
    assert feature(ACTIVE, condition(GI_BLEED, days_ago(1)), answer(False)).value == "present"


@pytest.mark.parametrize("state", ["partial", "unreachable"])
def test_no_bleed_in_an_incomplete_answer_is_unknown(state: str) -> None:
    found = feature(ACTIVE, **{state: ("conditions",)})
    assert not found.is_known
    assert found.state is not State.NOT_DOCUMENTED


def test_a_broken_bleed_leaves_it_unknown() -> None:
    found = feature(ACTIVE, condition(GI_BLEED, "yesterday"))
    assert not found.is_known
    assert found.state is State.REFUSED


IN_WORDS, RANGE = {"onsetString": "after aspirin"}, {"onsetRange": {"low": {"value": 20, "unit": "a"}}}
UNREAD_AGE, READ_AGE = {"onsetAge": {"value": 20, "unit": "winters"}}, {"onsetAge": {"value": 240, "code": "mo"}}


def told(onset: dict, recorded: str | None) -> dict:
    """A current major bleed whose onset is no date."""
    return {**condition(GI_BLEED, recorded=recorded), **onset}


@pytest.mark.parametrize("onset", [IN_WORDS, RANGE, UNREAD_AGE, READ_AGE])
def test_a_bleed_recorded_more_than_thirty_days_ago_with_an_onset_that_is_no_date_is_past(onset: dict) -> None:
    assert feature(ACTIVE, told(onset, days_ago(31)), encounter("AMB", days_ago(0))).value == "absent"


@pytest.mark.parametrize("recorded", [None, days_ago(30)])
@pytest.mark.parametrize("onset", [IN_WORDS, RANGE])
def test_a_bleed_with_an_onset_in_words_that_may_be_recent_is_active_while_an_encounter_is_open(
    onset: dict, recorded: str | None
) -> None:
    assert feature(ACTIVE, told(onset, recorded), encounter("AMB", days_ago(0))).value == "present"


@pytest.mark.parametrize("recorded", [None, days_ago(2)])
def test_a_bleed_at_an_age_that_cannot_be_read_leaves_it_unknown(recorded: str | None) -> None:
    assert not feature(ACTIVE, told(UNREAD_AGE, recorded), encounter("AMB", days_ago(0))).is_known
