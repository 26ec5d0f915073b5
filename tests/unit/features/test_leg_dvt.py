"""Acute leg DVT: confirmed, suspected, or not there (fhir-input.md, definitions 8 and 9, rulings 25 and 30)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import (
    LEFT,
    RIGHT,
    chart_of,
    condition,
    days_ago,
    diagnostic_report,
    encounter,
    observation,
)

NAME = "acute_leg_dvt_confirmed"
MUSCULAR, LEG, DVT = "ICD-10-CM|I82.461", "SNOMED|404223003", "SNOMED|128053003"
ULTRASOUND, LIMITED = "LOINC|46363-8", "LOINC|69399-4"
POSITIVE, NEGATIVE = "SNOMED|10828004", "SNOMED|260385009"
POPLITEAL, SAPHENOUS = "SNOMED|56849005", "SNOMED|60734001"


@pytest.mark.trap("T-57", "F-53")
@pytest.mark.parametrize("verification", ["confirmed", None])
@pytest.mark.parametrize("clinical", ["active", "recurrence", "relapse", None])
def test_a_current_condition_confirms_it(extracted, clinical, verification):
    found = extracted(NAME, condition(MUSCULAR, days_ago(3), clinical=clinical, verification=verification))
    assert (found.value, found.state) == ("present", State.DOCUMENTED)
    assert found.evidence[0].what == "Acute embolism and thrombosis of right calf muscular vein"


@pytest.mark.trap("T-55", "F-4")
@pytest.mark.parametrize("verification", ["provisional", "differential", "unconfirmed", "no such status"])
def test_an_unconfirmed_condition_is_a_suspicion_and_leaves_it_unknown(extracted, verification):
    found = extracted(NAME, condition(LEG, days_ago(1), verification=verification))
    assert found.possible == {"present", "absent"}
    assert found.state is State.DOCUMENTED
    assert "suspected" in found.notes


@pytest.mark.trap("T-55", "F-5")
@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_a_refuted_condition_is_as_if_it_were_not_there(extracted, verification):
    assert extracted(NAME, condition(LEG, days_ago(1), verification=verification)).value == "absent"


@pytest.mark.trap("T-55")
@pytest.mark.parametrize("clinical", ["resolved", "inactive", "remission"])
def test_a_condition_that_is_over_is_not_a_present_dvt(extracted, clinical):
    assert extracted(NAME, condition(LEG, days_ago(10), clinical=clinical)).value == "absent"
    assert (
        extracted(NAME, condition(LEG, days_ago(10), clinical=clinical, verification="provisional")).value == "absent"
    )


def test_an_abated_condition_without_clinical_status_is_over(extracted):
    assert extracted(NAME, condition(LEG, days_ago(30), clinical=None, abated=days_ago(2))).value == "absent"


@pytest.mark.trap("F-56")
def test_onset_90_days_ago_is_the_present_episode_and_91_is_history(extracted):
    assert extracted(NAME, condition(LEG, days_ago(90))).value == "present"
    assert extracted(NAME, condition(LEG, days_ago(91))).value == "absent"


@pytest.mark.trap("T-31")
def test_the_recorded_date_stands_in_for_a_missing_onset_and_an_undated_condition_is_current(extracted):
    assert extracted(NAME, condition(LEG, recorded=days_ago(200))).value == "absent"
    assert extracted(NAME, condition(LEG, recorded=days_ago(2))).value == "present"
    assert extracted(NAME, condition(LEG)).value == "present"


def test_a_partial_onset_that_may_be_older_than_the_episode_only_leaves_a_suspicion(extracted):
    assert not extracted(NAME, condition(LEG, "2026")).is_known
    assert extracted(NAME, condition(LEG, "2026-11")).value == "present"


def test_an_old_condition_marked_as_recurrence_is_a_suspicion_because_the_recurrence_has_no_date(extracted):
    assert not extracted(NAME, condition(LEG, days_ago(400), clinical="recurrence")).is_known


def test_nothing_found_in_answered_queries_is_absent_and_says_so(extracted):
    found = extracted(NAME)
    assert (found.value, found.state) == ("absent", State.NOT_DOCUMENTED)


def test_conditions_and_observations_alone_are_enough_to_call_it_absent(extracted):
    assert extracted(NAME, asked=("conditions", "observations")).value == "absent"


@pytest.mark.trap("F-52")
@pytest.mark.parametrize("key", ["conditions", "observations"])
@pytest.mark.parametrize(("how", "state"), [("unreachable", State.UNREACHABLE), ("partial", State.REFUSED)])
def test_an_unanswered_query_leaves_it_unknown(extracted, key, how, state):
    found = extracted(NAME, **{how: (key,)})
    assert not found.is_known
    assert found.state is state


def test_a_partial_answer_still_shows_what_it_holds(extracted):
    assert extracted(NAME, condition(LEG, days_ago(1)), partial=("conditions",)).value == "present"


@pytest.mark.trap("F-29")
def test_a_broken_dvt_condition_leaves_it_unknown(extracted):
    found = extracted(NAME, condition(LEG, "not a date"))
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert found.notes


@pytest.mark.trap("F-29")
def test_a_broken_condition_of_another_kind_changes_nothing(extracted):
    assert extracted(NAME, condition("ICD-10-CM|E11.9", "not a date")).value == "absent"


@pytest.mark.trap("T-29", "T-36", "T-37", "T-39")
@pytest.mark.parametrize(
    "code",
    [
        "ICD-10-CM|I80.01",
        "ICD-10-CM|I82.811",
        "ICD-10-CM|I82.621",
        "ICD-10-CM|I82.511",
        "ICD-10-CM|I82.3",
        "ICD-10|I82.4",
    ],
    ids=["saphenous", "superficial leg", "arm", "chronic", "renal vein", "not a code of WHO ICD-10"],
)
def test_superficial_arm_chronic_and_other_thromboses_are_not_an_acute_leg_dvt(extracted, code):
    assert extracted(NAME, condition(code, days_ago(2))).value == "absent"


def test_a_suspected_dvt_beside_confirmed_superficial_thrombosis_wins(extracted):
    found = extracted(
        NAME, condition("ICD-10-CM|I80.01", days_ago(2)), condition(LEG, days_ago(1), verification="provisional")
    )
    assert not found.is_known


@pytest.mark.trap("T-34")
def test_who_icd_10_i80_2_is_a_leg_dvt(extracted):
    assert extracted(NAME, condition("ICD-10|I80.2", days_ago(2))).value == "present"


def test_a_suspicion_of_more_than_90_days_ago_is_no_longer_one(extracted):
    assert not extracted(NAME, condition(LEG, days_ago(90), verification="provisional")).is_known
    assert extracted(NAME, condition(LEG, days_ago(91), verification="provisional")).value == "absent"


# --- codes that name no limb ----------------------------------------------------------------------------------


def test_a_dvt_code_without_limb_is_confirmed_with_a_leg_vein_body_site_or_none(extracted):
    assert extracted(NAME, condition(DVT, days_ago(1), site=POPLITEAL)).value == "present"
    assert extracted(NAME, condition(DVT, days_ago(1))).value == "present"
    assert extracted(NAME, condition(DVT, days_ago(1), site=LEFT)).value == "present"


def test_a_dvt_code_with_a_body_site_that_is_not_a_leg_vein_is_only_a_suspicion(extracted):
    axillary = "SNOMED|68705008"
    assert not extracted(NAME, condition(DVT, days_ago(1), site=axillary)).is_known


def test_a_venous_thrombosis_of_unstated_vein_needs_a_leg_vein_to_count(extracted):
    assert not extracted(NAME, condition("SNOMED|111293003", days_ago(1))).is_known
    assert extracted(NAME, condition("SNOMED|111293003", days_ago(1), site=POPLITEAL)).value == "present"


def test_a_dvt_code_with_a_superficial_vein_is_superficial(extracted):
    assert extracted(NAME, condition("SNOMED|111293003", days_ago(1), site=SAPHENOUS)).value == "absent"


# --- imaging --------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-132", "F-53")
def test_a_positive_ultrasound_of_a_named_deep_vein_confirms_it(extracted):
    found = extracted(NAME, observation(ULTRASOUND, POSITIVE, site=[POPLITEAL, LEFT]))
    assert found.value == "present"
    assert found.evidence[0].value == "left popliteal"
    assert extracted(NAME, observation(ULTRASOUND, interpretation="POS", site=POPLITEAL)).value == "present"


def test_an_ultrasound_whose_value_is_a_dvt_diagnosis_confirms_it(extracted):
    assert extracted(NAME, observation(ULTRASOUND, "SNOMED|132251000119101")).value == "present"


def test_a_vein_component_with_a_positive_value_confirms_it(extracted):
    assert extracted(NAME, observation(ULTRASOUND, components={POPLITEAL: POSITIVE})).value == "present"


def test_a_positive_leg_ultrasound_without_a_vein_is_a_suspicion(extracted):
    found = extracted(NAME, observation(ULTRASOUND, POSITIVE))
    assert not found.is_known
    assert found.evidence[0].note == "vein not stated"


def test_a_positive_ultrasound_of_a_superficial_vein_is_no_dvt(extracted):
    assert extracted(NAME, observation(ULTRASOUND, POSITIVE, site=SAPHENOUS)).value == "absent"


@pytest.mark.trap("T-124")
def test_an_ultrasound_that_does_not_name_the_leg_needs_a_leg_site(extracted):
    assert extracted(NAME, observation("LOINC|39036-9", POSITIVE)).value == "absent"
    assert extracted(NAME, observation("LOINC|39036-9", POSITIVE, site=POPLITEAL)).value == "present"


@pytest.mark.parametrize("status", ["preliminary", "registered", "unknown"])
def test_a_positive_scan_that_is_not_final_is_named_and_leaves_a_suspicion(extracted, status):
    found = extracted(NAME, observation(ULTRASOUND, POSITIVE, site=POPLITEAL, status=status))
    assert not found.is_known
    assert found.evidence[0].note == status


def test_a_cancelled_scan_is_ignored(extracted):
    assert extracted(NAME, observation(ULTRASOUND, POSITIVE, site=POPLITEAL, status="cancelled")).value == "absent"


@pytest.mark.parametrize("result", ["SNOMED|419984006", "SNOMED|373141002"])
def test_an_inconclusive_scan_of_a_deep_vein_is_a_suspicion(extracted, result):
    assert not extracted(NAME, observation(ULTRASOUND, result, site=POPLITEAL)).is_known


def test_a_value_and_an_interpretation_that_contradict_each_other_are_a_suspicion(extracted):
    assert not extracted(NAME, observation(ULTRASOUND, NEGATIVE, interpretation="POS", site=POPLITEAL)).is_known


@pytest.mark.trap("F-53")
def test_a_report_with_a_dvt_conclusion_confirms_it_only_when_final(extracted):
    assert extracted(NAME, diagnostic_report(ULTRASOUND, conclusions=["SNOMED|132251000119101"])).value == "present"
    found = extracted(NAME, diagnostic_report(ULTRASOUND, conclusions=["SNOMED|132251000119101"], status="preliminary"))
    assert not found.is_known


@pytest.mark.trap("F-31")
def test_local_measurements_alone_never_establish_a_dvt(extracted):
    found = extracted(NAME, observation("thrombus-length", (9, "cm")), observation("occlusion-status", "occlusive"))
    assert found.value == "absent"


# --- suspicion resolved ---------------------------------------------------------------------------------------


def suspected(**more):
    return condition("ICD-10-CM|I82.401", days_ago(3), verification="provisional", **more)


def test_a_complete_negative_ultrasound_after_the_suspicion_makes_it_absent(extracted):
    found = extracted(NAME, suspected(), observation(ULTRASOUND, NEGATIVE, days_ago(1)))
    assert (found.value, found.state) == ("absent", State.DOCUMENTED)
    assert found.evidence[0].value == "negative"


@pytest.mark.trap("T-123")
@pytest.mark.parametrize(
    "scan",
    [
        observation(ULTRASOUND, NEGATIVE, days_ago(5)),
        observation(LIMITED, NEGATIVE, days_ago(1)),
        observation(ULTRASOUND, NEGATIVE, days_ago(1), status="preliminary"),
        observation(ULTRASOUND, NEGATIVE, days_ago(1), site=POPLITEAL),
        observation("LOINC|48692-8", NEGATIVE, days_ago(1)),
        observation("LOINC|39036-9", NEGATIVE, days_ago(1)),
    ],
    ids=["before the suspicion", "limited", "preliminary", "one vein only", "the other leg", "not a leg scan"],
)
def test_a_scan_that_cannot_exclude_it_leaves_the_suspicion(extracted, scan):
    assert not extracted(NAME, suspected(), scan).is_known


def test_a_negative_report_of_the_suspected_leg_excludes_it(extracted):
    report = diagnostic_report("LOINC|48691-0", days_ago(1), conclusions=[NEGATIVE])
    assert extracted(NAME, suspected(), report).value == "absent"


def test_a_negative_ultrasound_does_not_undo_a_confirmed_condition(extracted):
    found = extracted(NAME, condition(MUSCULAR, days_ago(3)), observation(ULTRASOUND, NEGATIVE, days_ago(1)))
    assert found.value == "present"
    assert "a complete leg ultrasound is negative" in found.notes


@pytest.mark.trap("F-59")
def test_a_documented_clinical_suspicion_is_a_suspicion_until_a_negative_ultrasound(extracted):
    suspicion = observation("clinical-suspicion", "high", days_ago(2))
    assert not extracted(NAME, suspicion).is_known
    assert extracted(NAME, suspicion, observation(ULTRASOUND, NEGATIVE, days_ago(1))).value == "absent"


def test_a_right_sided_scan_excludes_the_right_leg_only():
    both = condition("ICD-10-CM|I82.403", days_ago(3), verification="provisional")
    right_scan = observation("LOINC|48691-0", NEGATIVE, days_ago(1), site=["SNOMED|61685007", RIGHT])
    assert not chart_of(both, right_scan).feature(NAME).is_known


def told(onset, recorded="2001-01-01", **members):
    """A current leg DVT whose onset is no date."""
    return {**condition(MUSCULAR, recorded=recorded, **members), **onset}


IN_WORDS, AS_A_RANGE = {"onsetString": "after knee surgery"}, {"onsetRange": {"low": {"value": 20, "unit": "a"}}}
UNREAD_AGE, READ_AGE = {"onsetAge": {"value": 20, "unit": "winters"}}, {"onsetAge": {"value": 20, "unit": "Years"}}


@pytest.mark.parametrize("onset", [IN_WORDS, AS_A_RANGE, UNREAD_AGE, READ_AGE])
def test_an_onset_without_a_date_is_no_later_than_its_record(extracted, onset):
    assert extracted(NAME, told(onset)).value == "absent"
    assert extracted(NAME, told(onset, verification="provisional")).value == "absent"
    assert extracted("prior_vte", told(onset)).value == "present"


@pytest.mark.parametrize("recorded", [None, days_ago(2)])
@pytest.mark.parametrize("onset", [IN_WORDS, AS_A_RANGE])
def test_an_onset_in_words_that_may_be_recent_stays_a_present_dvt(extracted, onset, recorded):
    assert extracted(NAME, told(onset, recorded)).value == "present"


@pytest.mark.parametrize("recorded", [None, days_ago(2)])
def test_an_age_at_onset_that_cannot_be_read_is_a_suspicion(extracted, recorded):
    found = extracted(NAME, told(UNREAD_AGE, recorded))
    assert found.possible == {"present", "absent"}
    assert found.evidence[0].note == "age at onset not readable"


def test_a_recurrence_recorded_long_ago_with_an_onset_in_words_is_a_suspicion(extracted):
    assert "suspected" in extracted(NAME, told(IN_WORDS, clinical="recurrence")).notes


def _visit(ended):
    return encounter("AMB", ended, ended, id="visit-1")


@pytest.mark.parametrize("reference", ["Encounter/visit-1", "https://ehr.example/fhir/Encounter/visit-1/_history/2"])
def test_an_undated_diagnosis_of_an_old_encounter_is_history(extracted, reference):
    diagnosis = condition(MUSCULAR, encounter={"reference": reference})
    assert extracted(NAME, diagnosis, _visit(days_ago(400))).value == "absent"
    assert extracted("prior_vte", diagnosis, _visit(days_ago(400))).value == "present"


def test_an_undated_diagnosis_of_a_recent_open_or_unknown_encounter_stands(extracted):
    diagnosis = condition(MUSCULAR, encounter={"reference": "Encounter/visit-1"})
    assert extracted(NAME, diagnosis, _visit(days_ago(5))).value == "present"
    assert extracted(NAME, diagnosis, encounter("IMP", days_ago(400), id="visit-1")).value == "present"
    assert extracted(NAME, diagnosis, encounter("AMB", days_ago(400), days_ago(400), id="other")).value == "present"
    for odd in ({"reference": 5}, {"reference": "#visit-1"}, "Encounter/visit-1", ["x"]):
        assert extracted(NAME, condition(MUSCULAR, encounter=odd), _visit(days_ago(400))).value == "present"


def test_a_date_of_its_own_outranks_the_encounter(extracted):
    diagnosis = condition(MUSCULAR, days_ago(3), encounter={"reference": "Encounter/visit-1"})
    assert extracted(NAME, diagnosis, _visit(days_ago(400))).value == "present"


def test_an_undated_embolism_of_an_old_encounter_is_not_acute(extracted):
    embolism = condition("ICD-10-CM|I26.99", encounter={"reference": "Encounter/visit-1"})
    assert extracted("acute_pe", embolism, _visit(days_ago(400))).value == "absent"
    assert extracted("acute_pe", embolism, _visit(days_ago(5))).value == "present"


@pytest.mark.parametrize("given", [None, 5, "long ago"])
def test_the_day_of_assertion_dates_a_diagnosis(extracted, given):
    url = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
    for days, value in ((700, "absent"), (5, "present")):
        asserted = [{"url": url, "valueDateTime": days_ago(days)}]
        assert extracted(NAME, condition(MUSCULAR, extension=asserted)).value == value
    odd = [given, {"url": url, "valueDateTime": given}]
    assert extracted(NAME, condition(MUSCULAR, extension=odd)).value == "present"


def _entry(code, days, verification):
    return condition(code, recorded=days_ago(days), verification=verification)


def test_a_suspicion_that_a_later_entry_refutes_is_over(extracted):
    suspected = _entry("ICD-10-CM|I82.401", 3, "provisional")
    assert extracted(NAME, suspected, _entry("ICD-10-CM|I82.401", 1, "refuted")).value == "absent"
    vein = _entry("ICD-10-CM|I82.431", 3, "provisional")
    assert extracted(NAME, vein, _entry("ICD-10-CM|I82.401", 1, "refuted")).value == "absent"


@pytest.mark.parametrize(
    ("code", "days"), [("ICD-10-CM|I82.401", 5), ("ICD-10-CM|I82.401", 3), ("ICD-10-CM|I82.402", 1), (MUSCULAR, 1)]
)
def test_a_refuted_entry_of_before_of_the_other_leg_or_of_one_vein_answers_no_suspicion(extracted, code, days):
    suspected = _entry("ICD-10-CM|I82.401", 3, "provisional")
    assert extracted(NAME, suspected, _entry(code, days, "refuted")).value is None


def test_a_refuted_entry_takes_no_confirmed_one_away(extracted):
    confirmed = _entry("ICD-10-CM|I82.401", 3, "confirmed")
    assert extracted(NAME, confirmed, _entry("ICD-10-CM|I82.401", 1, "refuted")).value == "present"
