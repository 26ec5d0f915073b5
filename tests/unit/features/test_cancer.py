"""Active and metastatic cancer, and the site of the tumour (definitions 15, R-52, R-25)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, observation

COLON, LUNG, BLADDER, LIVER_METASTASES = "ICD-10-CM|C18.9", "ICD-10-CM|C34.90", "ICD-10-CM|C67.9", "ICD-10-CM|C78.7"
COLON_SNOMED = "SNOMED|363406005"
CHEMOTHERAPY, SKIN, IN_REMISSION, HISTORY = (
    "ICD-10-CM|Z51.11",
    "ICD-10-CM|C44.91",
    "ICD-10-CM|C90.01",
    "ICD-10-CM|Z85.038",
)
DVT = condition("ICD-10-CM|I82.461", days_ago(20))


def said(answer, at=None):
    return observation("active-cancer", answer, at)


@pytest.mark.trap("F-67")
def test_a_cancer_diagnosed_within_184_days_before_the_dvt_is_active(extracted):
    assert extracted("active_cancer", DVT, condition(LUNG, days_ago(204))).value == "present"
    assert not extracted("active_cancer", DVT, condition(LUNG, days_ago(205))).is_known


def test_without_a_dvt_the_window_is_counted_from_now(extracted):
    assert extracted("active_cancer", condition(LUNG, days_ago(184))).value == "present"
    assert not extracted("active_cancer", condition(LUNG, days_ago(185))).is_known


def test_a_cancer_found_after_the_dvt_began_is_active(extracted):
    assert extracted("active_cancer", DVT, condition(LUNG, days_ago(3))).value == "present"


def test_the_date_of_recording_serves_where_there_is_no_onset(extracted):
    assert extracted("active_cancer", condition(LUNG, recorded=days_ago(30))).value == "present"
    described = condition(LUNG, recorded=days_ago(30), onsetString="long ago")
    assert not extracted("active_cancer", described).is_known


@pytest.mark.trap("T-67")
def test_an_undated_cancer_is_unknown_and_shown(extracted):
    undated = extracted("active_cancer", condition(LUNG))
    assert undated.state is State.REFUSED
    assert undated.possible == {"present", "absent"}
    assert undated.evidence


def test_a_partial_date_that_leaves_the_window_open_is_unknown(extracted):
    assert not extracted("active_cancer", condition(LUNG, "2026-05")).is_known
    assert extracted("active_cancer", condition(LUNG, "2026-06")).value == "present"


@pytest.mark.trap("T-67")
def test_treatment_within_six_months_makes_an_old_cancer_active(extracted):
    old = condition(LUNG, days_ago(900))
    treated = extracted("active_cancer", old, condition(CHEMOTHERAPY, days_ago(184)))
    assert treated.value == "present"
    assert len(treated.evidence) == 2
    assert not extracted("active_cancer", old, condition(CHEMOTHERAPY, days_ago(185))).is_known


def test_treatment_without_a_cancer_is_unknown(extracted):
    assert not extracted("active_cancer", condition(CHEMOTHERAPY, days_ago(20))).is_known
    assert extracted("active_cancer", condition(CHEMOTHERAPY, days_ago(900))).value == "absent"


@pytest.mark.trap("T-67")
def test_metastatic_and_relapsed_cancer_is_active_however_old(extracted):
    assert extracted("active_cancer", condition(LIVER_METASTASES)).value == "present"
    assert extracted("active_cancer", condition(LUNG, days_ago(900), clinical="recurrence")).value == "present"


@pytest.mark.trap("T-63", "T-64")
@pytest.mark.parametrize("code", [SKIN, IN_REMISSION, HISTORY, "ICD-10-CM|D05.1"])
def test_skin_cancer_cancer_in_situ_remission_and_history_do_not_count(extracted, code):
    assert extracted("active_cancer", condition(code, days_ago(5))).state is State.NOT_DOCUMENTED


def test_a_cancer_that_is_over_does_not_count_unless_it_was_recent(extracted):
    assert extracted("active_cancer", condition(LUNG, days_ago(900), clinical="remission")).value == "absent"
    assert extracted("active_cancer", condition(LUNG, clinical="resolved")).value == "absent"
    assert extracted("active_cancer", condition(LUNG, days_ago(100), clinical="resolved")).value == "present"
    ended = condition(LUNG, days_ago(900), clinical="resolved", abated=days_ago(60))
    assert not extracted("active_cancer", ended).is_known


def test_a_suspected_cancer_is_named_and_not_counted(extracted):
    suspected = extracted("active_cancer", condition(LUNG, days_ago(5), verification="provisional"))
    assert suspected.value == "absent"
    assert any("provisional" in note for note in suspected.notes)


def test_the_documented_answer_decides_where_the_codes_do_not(extracted):
    old = condition(LUNG, days_ago(900))
    assert extracted("active_cancer", old, said(answer=True)).value == "present"
    assert extracted("active_cancer", old, said(answer=False)).value == "absent"
    assert extracted("active_cancer", said(answer=True)).value == "present"


@pytest.mark.trap("F-50")
def test_a_coded_active_cancer_wins_over_the_answer(extracted):
    assert extracted("active_cancer", condition(LUNG, days_ago(5)), said(answer=False)).value == "present"


def test_of_two_answers_at_the_same_time_the_yes_is_used_and_the_newer_one_wins(extracted):
    at = days_ago(1)
    assert extracted("active_cancer", said(True, at), said(False, at)).value == "present"
    assert extracted("active_cancer", said(False, at), said(True, at)).value == "present"
    assert extracted("active_cancer", said(True, days_ago(2)), said(False, at)).value == "absent"


def test_an_answer_to_an_earlier_episode_does_not_count(extracted):
    assert extracted("active_cancer", said(True, days_ago(91))).value == "absent"


def test_conditions_that_were_not_asked_leave_it_unknown(extracted):
    assert extracted("active_cancer", asked=("patient", "observations")).state is State.NOT_ASKED
    assert extracted("active_cancer", said(answer=False), asked=("observations",)).value == "absent"


def test_an_unreadable_answer_leaves_it_unknown(extracted):
    assert extracted("active_cancer", said({"valueString": "perhaps"})).state is State.REFUSED
    assert extracted("active_cancer", said(None)).state is State.REFUSED


def test_metastatic_cancer_needs_a_current_code(extracted):
    assert extracted("metastatic_cancer", condition(LIVER_METASTASES, days_ago(900))).value == "present"
    assert extracted("metastatic_cancer", condition(LIVER_METASTASES, clinical="resolved")).value == "absent"
    assert extracted("metastatic_cancer", condition(LUNG, days_ago(9))).value == "absent"
    assert extracted("metastatic_cancer", asked=("observations",)).state is State.NOT_ASKED


# --- the site -------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-67")
def test_the_site_is_told_by_the_icd_code_of_an_active_cancer(extracted):
    colon = condition(COLON, days_ago(20))
    assert extracted("luminal_gi_cancer", colon).value == "present"
    assert extracted("gu_cancer", colon).value == "absent"
    assert extracted("gu_cancer", condition(BLADDER, days_ago(20))).value == "present"
    assert extracted("luminal_gi_cancer", condition(LUNG, days_ago(20))).value == "absent"


def test_the_international_icd_10_tells_the_site_too(extracted):
    assert extracted("luminal_gi_cancer", condition("ICD-10|C18.9", days_ago(20))).value == "present"
    assert extracted("luminal_gi_cancer", condition("ICD-10|C34.9", days_ago(20))).value == "absent"


def test_without_active_cancer_there_is_no_tumour_in_place(extracted):
    assert extracted("luminal_gi_cancer").state is State.NOT_DOCUMENTED
    old = condition(COLON, days_ago(900))
    assert not extracted("luminal_gi_cancer", old).is_known
    assert extracted("luminal_gi_cancer", old, said(answer=False)).value == "absent"
    assert extracted("luminal_gi_cancer", old, said(answer=True)).value == "present"


def test_a_snomed_code_alone_does_not_tell_the_site(extracted):
    alone = extracted("luminal_gi_cancer", condition(COLON_SNOMED, days_ago(20)))
    assert alone.state is State.REFUSED
    assert extracted("gu_cancer", condition(COLON_SNOMED, days_ago(20))).possible == {"present", "absent"}
    both = condition([COLON_SNOMED, COLON], days_ago(20))
    assert extracted("luminal_gi_cancer", both).value == "present"
    assert extracted("gu_cancer", both).value == "absent"


def test_metastases_do_not_tell_the_primary(extracted):
    spread = condition(LIVER_METASTASES, days_ago(20))
    assert not extracted("luminal_gi_cancer", spread).is_known
    assert extracted("luminal_gi_cancer", spread, condition(LUNG, days_ago(400))).value == "absent"


def test_an_answer_alone_does_not_tell_the_site(extracted):
    assert extracted("gu_cancer", said(answer=True)).state is State.NOT_ASKED


def test_treatment_alone_leaves_the_site_unknown(extracted):
    assert not extracted("gu_cancer", condition(CHEMOTHERAPY, days_ago(20))).is_known


def test_a_broken_cancer_condition_is_named_beside_an_answer_and_unknown_without_one(extracted):
    broken = condition(LUNG, days_ago(5), subject=None)
    assert extracted("active_cancer", broken).state is State.REFUSED
    answered = extracted("active_cancer", broken, said(answer=False))
    assert answered.value == "absent"
    assert any("could not be used" in note for note in answered.notes)
