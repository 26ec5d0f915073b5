"""Limb threat (evidence section 2, rulings 20 and 23, definitions 12)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, diagnostic_report, hours_ago, observation

NAME = "limb_threat"
DVT = condition("ICD-10-CM|I82.421", days_ago(2))
CERULEA, ALBA = "SNOMED|66877004", "SNOMED|66923004"
GANGRENE, COMPARTMENT = "ICD-10-CM|I96", "ICD-10-CM|M79.A21"


def judged(answer, at=None, **more):
    return observation("limb-threat", answer, at, **more)


@pytest.mark.trap("F-61")
def test_silence_is_unknown(extracted):
    found = extracted(NAME, DVT)
    assert (found.possible, found.state) == ({"present", "absent"}, State.NOT_ASKED)


@pytest.mark.trap("T-43")
def test_a_current_phlegmasia_cerulea_dolens_is_limb_threat_even_before_the_dvt_is_found(extracted):
    assert extracted(NAME, condition(CERULEA, hours_ago(5))).value == "present"
    assert extracted(NAME, condition(CERULEA)).value == "present"


@pytest.mark.parametrize("more", [{"clinical": "resolved"}, {"verification": "refuted"}, {"onset": days_ago(200)}])
def test_a_phlegmasia_that_is_over_refuted_or_of_an_earlier_time_is_not(extracted, more):
    assert not extracted(NAME, DVT, condition(CERULEA, more.pop("onset", hours_ago(5)), **more)).is_known


@pytest.mark.trap("T-43")
def test_phlegmasia_alba_is_not_limb_threat(extracted):
    assert not extracted(NAME, DVT, condition(ALBA, hours_ago(5))).is_known


@pytest.mark.trap("T-45")
@pytest.mark.parametrize("code", [GANGRENE, COMPARTMENT, "SNOMED|263269000"])
def test_gangrene_and_compartment_syndrome_count_only_beside_a_leg_dvt(extracted, code):
    sign = condition(code, hours_ago(5))
    assert extracted(NAME, DVT, sign).value == "present"
    assert (
        extracted(NAME, condition("SNOMED|404223003", days_ago(1), verification="provisional"), sign).value == "present"
    )
    assert not extracted(NAME, sign).is_known


@pytest.mark.trap("T-48")
def test_leg_ischaemia_may_be_arterial_and_is_not_limb_threat_by_itself(extracted):
    assert not extracted(NAME, DVT, condition("SNOMED|233961000", hours_ago(5))).is_known


def test_a_bedside_judgement_of_limb_threat_counts_whatever_its_age_in_the_episode(extracted):
    assert extracted(NAME, DVT, judged(True, days_ago(1))).value == "present"
    assert extracted(NAME, DVT, judged("SNOMED|373066001", days_ago(1))).value == "present"
    assert not extracted(NAME, DVT, judged(True, days_ago(80))).is_known


@pytest.mark.trap("F-39", "F-61")
def test_a_normal_assessment_rules_it_out_for_twelve_hours(extracted):
    assert extracted(NAME, DVT, judged(False, hours_ago(12))).value == "absent"
    found = extracted(NAME, DVT, judged(False, hours_ago(12.01)))
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert any("12 hours" in note for note in found.notes)


def test_an_assessment_dated_by_the_day_only_counts_while_the_whole_day_is_within_twelve_hours(extracted, now):
    assert extracted(NAME, DVT, judged(False, "2026-11-22")).value == "absent"
    assert not extracted(NAME, DVT, judged(False, "2026-11-22"), now=now.replace(hour=13)).is_known
    assert not extracted(NAME, DVT, judged(False, "")).is_known


def test_a_newer_assessment_supersedes_an_older_one(extracted):
    assert extracted(NAME, DVT, judged(True, hours_ago(8)), judged(False, hours_ago(2))).value == "absent"
    assert extracted(NAME, DVT, judged(False, hours_ago(8)), judged(True, hours_ago(2))).value == "present"
    assert not extracted(NAME, DVT, judged(True, hours_ago(30)), judged(False, hours_ago(20))).is_known


def test_contradicting_assessments_at_the_same_time_are_limb_threat(extracted):
    at = hours_ago(2)
    found = extracted(NAME, DVT, judged(False, at), judged(True, at))
    assert found.value == "present"
    assert any("at the same time" in note for note in found.notes)


def test_a_coded_phlegmasia_outranks_a_normal_assessment(extracted):
    assert extracted(NAME, DVT, condition(CERULEA, hours_ago(5)), judged(False, hours_ago(1))).value == "present"


def test_a_provisional_phlegmasia_or_preliminary_judgement_stops_it_from_being_ruled_out(extracted):
    no = judged(False, hours_ago(2))
    assert not extracted(NAME, DVT, condition(CERULEA, hours_ago(5), verification="provisional"), no).is_known
    assert not extracted(NAME, DVT, no, judged(True, hours_ago(1), status="preliminary")).is_known
    assert extracted(NAME, DVT, no, judged(True, hours_ago(3), status="preliminary")).value == "absent"


def test_an_undated_judgement_of_limb_threat_is_not_lost_beside_a_dated_normal_one(extracted):
    assert extracted(NAME, DVT, judged(True, ""), judged(False, hours_ago(2))).value == "present"


def test_a_broken_judgement_stops_it_from_being_ruled_out(extracted):
    broken = judged(True, "not a date")
    assert not extracted(NAME, DVT, judged(False, hours_ago(2)), broken).is_known
    assert extracted(NAME, DVT, broken).state is State.REFUSED


RIGHT_LEG, LEFT_LEG = "SNOMED|24028007", "SNOMED|7771000"
BOTH_LEGS = condition("ICD-10-CM|I82.423", days_ago(1))


@pytest.mark.trap("F-25")
def test_a_no_for_one_leg_clears_neither_the_other_leg_nor_a_yes_on_it(extracted):
    yes = observation("limb-threat", True, hours_ago(3), site=RIGHT_LEG)
    no = observation("limb-threat", False, hours_ago(1), site=LEFT_LEG)
    assert extracted(NAME, BOTH_LEGS, yes, no).value == "present"
    assert not extracted(NAME, BOTH_LEGS, no).is_known
    assert (
        extracted(NAME, BOTH_LEGS, no, observation("limb-threat", False, hours_ago(2), site=RIGHT_LEG)).value
        == "absent"
    )
    assert extracted(NAME, BOTH_LEGS, yes, observation("limb-threat", False, hours_ago(1))).value == "absent"


def test_a_preliminary_yes_on_one_leg_stops_a_no_on_both_from_ruling_it_out(extracted):
    noes = (
        observation("limb-threat", False, hours_ago(3), site=LEFT_LEG),
        observation("limb-threat", False, hours_ago(2), site=RIGHT_LEG),
    )
    preliminary = observation("limb-threat", True, hours_ago(1), site=RIGHT_LEG, status="preliminary")
    assert extracted(NAME, BOTH_LEGS, *noes).value == "absent"
    assert not extracted(NAME, BOTH_LEGS, *noes, preliminary).is_known


def test_bilateral_iliofemoral_anatomy_alone_is_not_limb_threat(extracted):
    assert not extracted(
        NAME, condition("ICD-10-CM|I82.423", days_ago(1)), observation("occlusion-status", "occlusive")
    ).is_known


def in_words(code, text, **more):
    """A DVT by its ICD-10-CM code with other words beside it."""
    found = condition(code, days_ago(1), **more)
    return found | {"code": found["code"] | {"text": text}}


CERULEA_OF_RIGHT_LEG = "Phlegmasia cerulea dolens of right leg"


@pytest.mark.parametrize("more", [{}, {"verification": "provisional"}])
def test_phlegmasia_in_the_words_of_a_coded_dvt_leaves_it_unknown_and_is_named(extracted, more):
    found = extracted(NAME, in_words("ICD-10-CM|I82.421", CERULEA_OF_RIGHT_LEG, **more))
    assert found.possible == {"present", "absent"}
    assert "hlegmasia" in found.evidence[0].what
    # A bedside no does not outweigh it either.
    assert not extracted(
        NAME, in_words("ICD-10-CM|I82.421", CERULEA_OF_RIGHT_LEG), judged(False, hours_ago(1))
    ).is_known
    assert (
        extracted(NAME, in_words("ICD-10-CM|I82.421", CERULEA_OF_RIGHT_LEG), judged(True, hours_ago(1))).value
        == "present"
    )


@pytest.mark.parametrize(
    "text", ["DVT of right leg", "DVT without phlegmasia", "Phlegmasia alba dolens", "Phlegmasia, resolved"]
)
def test_other_words_beside_a_coded_dvt_do_not(extracted, text):
    assert not extracted(NAME, in_words("ICD-10-CM|I82.421", text)).evidence
    assert extracted(NAME, in_words("ICD-10-CM|I82.421", text), judged(False, hours_ago(1))).value == "absent"


def test_phlegmasia_in_words_alone_is_a_suspected_dvt_whose_limb_threat_is_not_known(extracted):
    words = condition({"text": CERULEA_OF_RIGHT_LEG}, hours_ago(5))
    assert "suspected" in extracted("acute_leg_dvt_confirmed", words).notes
    found = extracted(NAME, words, judged(False, hours_ago(1)))
    assert not found.is_known
    assert "phlegmasia" in found.notes[0]
    beside_swelling = in_words("ICD-10-CM|R60.0", CERULEA_OF_RIGHT_LEG)
    assert "suspected" in extracted("acute_leg_dvt_confirmed", beside_swelling).notes
    assert extracted("acute_leg_dvt_confirmed", condition({"text": "No phlegmasia"}, hours_ago(5))).value == "absent"


def test_phlegmasia_concluded_by_a_report_leaves_it_unknown_and_is_named(extracted):
    report = diagnostic_report("LOINC|39443-7", days_ago(1), conclusions=[CERULEA])
    assert [each.note for each in extracted(NAME, DVT, report).evidence] == ["in a report"]


def test_an_old_phlegmasia_with_an_onset_in_words_is_not_of_now(extracted):
    old = condition(CERULEA, recorded="2001-01-01") | {"onsetString": "after childbirth"}
    assert not extracted(NAME, DVT, old).is_known


@pytest.mark.parametrize(
    "more",
    [
        [condition(COMPARTMENT, hours_ago(5), verification="provisional")],
        [judged(False, hours_ago(3)), judged(True, hours_ago(1), status="preliminary")],
        [{"resourceType": "Condition", "id": "words", "code": {"text": "Phlegmasia cerulea dolens"}}],
    ],
)
def test_what_is_suspected_not_final_or_in_words_is_told_while_limb_threat_is_not_known(extracted, more):
    assert not extracted(NAME, DVT, *more).is_known
    assert extracted("limb_threat_told", DVT, *more).value == "present"


@pytest.mark.parametrize(
    "more", [[], [judged(True, hours_ago(1))], [judged(False, hours_ago(1))], [judged(False, days_ago(3))]]
)
def test_silence_an_old_no_and_what_is_known_are_not_told_as_a_possible_limb_threat(extracted, more):
    assert extracted("limb_threat_told", DVT, *more).value == "absent"
