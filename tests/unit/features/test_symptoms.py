"""Severe symptoms, clinical suspicion, and days since onset (definitions 7 and 11, ruling 30)."""

from __future__ import annotations

import pytest

from service.features import episode
from service.features.feature import State
from service.features.findings import VEIN_IMAGING
from service.features.observed import evidence_of
from tests.builders import condition, days_ago, hours_ago, observation, patient

DVT = condition("ICD-10-CM|I82.461", days_ago(3))
PAIN, VAS, ALBA = "LOINC|72514-3", "LOINC|38214-3", "SNOMED|66923004"
ULTRASOUND, POSITIVE, POPLITEAL = "LOINC|46363-8", "SNOMED|10828004", "SNOMED|56849005"


def pain(score, at=None, unit="{score}", **more):
    return observation(more.pop("code", PAIN), (score, unit), at, **more)


@pytest.mark.trap("F-71")
def test_a_pain_score_of_seven_is_severe_and_six_is_not(extracted):
    assert extracted("severe_symptoms", DVT, pain(7)).value == "present"
    assert extracted("severe_symptoms", DVT, pain(6)).value == "absent"


@pytest.mark.trap("F-71")
def test_a_visual_scale_of_100_millimetres_is_read_by_its_unit(extracted):
    assert extracted("severe_symptoms", DVT, pain(70, unit="mm", code=VAS)).value == "present"
    assert extracted("severe_symptoms", DVT, pain(69, unit="mm", code=VAS)).value == "absent"
    assert not extracted("severe_symptoms", DVT, pain(70, unit="{score}", code=VAS)).is_known


def test_a_pain_score_speaks_for_72_hours(extracted):
    assert extracted("severe_symptoms", DVT, pain(9, hours_ago(72))).value == "present"
    assert not extracted("severe_symptoms", DVT, pain(9, hours_ago(72.1))).is_known


def test_the_newest_pain_score_counts_and_of_two_at_once_the_worse(extracted):
    assert extracted("severe_symptoms", DVT, pain(9, hours_ago(9)), pain(3, hours_ago(1))).value == "absent"
    assert extracted("severe_symptoms", DVT, pain(9, hours_ago(1)), pain(3, hours_ago(1))).value == "present"


@pytest.mark.trap("F-40")
def test_documented_severity_counts(extracted):
    assert extracted("severe_symptoms", DVT, observation("severe-symptoms", True)).value == "present"
    assert extracted("severe_symptoms", DVT, observation("severe-symptoms", False)).value == "absent"
    assert extracted("severe_symptoms", DVT, observation("severe-symptoms", True), pain(2)).value == "present"


def test_severe_pain_outranks_an_older_no_and_a_newer_no_outranks_it(extracted):
    older, newer = (
        observation("severe-symptoms", False, hours_ago(9)),
        observation("severe-symptoms", False, hours_ago(0.5)),
    )
    assert extracted("severe_symptoms", DVT, older, pain(8, hours_ago(2))).value == "present"
    assert extracted("severe_symptoms", DVT, newer, pain(8, hours_ago(2))).value == "absent"


def test_phlegmasia_alba_is_severe(extracted):
    found = extracted("severe_symptoms", DVT, condition(ALBA, days_ago(1)), pain(2))
    assert found.value == "present"
    assert not extracted("severe_symptoms", DVT, condition(ALBA, days_ago(1), verification="refuted")).is_known


def test_silence_about_symptoms_is_unknown(extracted):
    found = extracted("severe_symptoms", DVT)
    assert (found.is_known, found.state) == (False, State.NOT_ASKED)


def test_a_bounded_pain_score_around_the_limit_is_unknown(extracted):
    assert not extracted("severe_symptoms", DVT, observation(PAIN, (">", 5, "{score}"))).is_known


# --- suspicion ------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-42")
@pytest.mark.parametrize("grade", ["low", "moderate", "high"])
def test_the_documented_suspicion_is_taken_as_it_is(extracted, grade):
    assert extracted("clinical_suspicion", observation("clinical-suspicion", grade)).value == grade


def test_the_newest_suspicion_counts_and_of_two_at_once_the_stronger(extracted):
    high, low = (observation("clinical-suspicion", grade, hours_ago(2)) for grade in ("high", "low"))
    assert extracted("clinical_suspicion", high, low).value == "high"
    assert extracted("clinical_suspicion", high, observation("clinical-suspicion", "low", hours_ago(1))).value == "low"


def test_no_or_another_answer_leaves_the_suspicion_unknown(extracted):
    assert extracted("clinical_suspicion").state is State.NOT_ASKED
    found = extracted("clinical_suspicion", observation("clinical-suspicion", "SNOMED|10828004"))
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert not extracted("clinical_suspicion", observation("clinical-suspicion", "high", days_ago(91))).is_known


# --- onset ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, "up_to_14"),
        (14, "up_to_14"),
        (14.9, "up_to_14"),
        (15, "from_15_to_21"),
        (21.9, "from_15_to_21"),
        (22, "over_21"),
    ],
)
def test_days_are_whole_days_since_onset_rounded_down(extracted, days, band):
    assert extracted("symptom_days", condition("ICD-10-CM|I82.461", days_ago(days))).value == band


@pytest.mark.trap("F-46", "F-62")
def test_symptom_onset_comes_before_condition_onset_before_the_first_scan(extracted):
    scan = observation(ULTRASOUND, POSITIVE, days_ago(2), site=POPLITEAL)
    dvt = condition("ICD-10-CM|I82.431", days_ago(16))
    onset = observation("symptom-onset", days_ago(30))
    assert extracted("symptom_days", scan).value == "up_to_14"
    assert extracted("symptom_days", scan, dvt).value == "from_15_to_21"
    found = extracted("symptom_days", scan, dvt, onset)
    assert found.value == "over_21"
    assert (found.evidence[0].value, found.evidence[0].when) == ("30 days", days_ago(30)[:10])


def test_a_recorded_date_is_used_only_after_the_first_scan(extracted):
    recorded = condition("ICD-10-CM|I82.431", recorded=days_ago(30))
    scan = observation(ULTRASOUND, POSITIVE, days_ago(2), site=POPLITEAL)
    assert extracted("symptom_days", recorded).value == "over_21"
    assert extracted("symptom_days", recorded, scan).value == "up_to_14"


def test_the_earliest_onset_of_the_episode_counts(extracted):
    assert (
        extracted(
            "symptom_days", condition("ICD-10-CM|I82.461", days_ago(2)), condition("ICD-10-CM|I82.431", days_ago(18))
        ).value
        == "from_15_to_21"
    )


def test_a_partial_onset_keeps_every_band_it_allows(extracted):
    found = extracted("symptom_days", DVT, observation("symptom-onset", "2026-11"))
    assert found.possible == {"up_to_14", "from_15_to_21"}
    assert found.state is State.REFUSED


def test_two_onsets_documented_at_once_keep_both_bands(extracted):
    at = hours_ago(1)
    found = extracted(
        "symptom_days",
        DVT,
        observation("symptom-onset", days_ago(5), at),
        observation("symptom-onset", days_ago(30), at),
    )
    assert found.possible == {"up_to_14", "from_15_to_21", "over_21"}


def test_an_onset_documented_for_an_earlier_episode_is_not_used(extracted):
    assert extracted("symptom_days", DVT, observation("symptom-onset", days_ago(70), days_ago(65))).value == "up_to_14"


def test_the_onset_of_a_suspected_dvt_counts(extracted):
    assert (
        extracted("symptom_days", condition("SNOMED|404223003", days_ago(2), verification="provisional")).value
        == "up_to_14"
    )


def test_without_any_date_the_days_are_unknown(extracted):
    assert not extracted("symptom_days", condition("ICD-10-CM|I82.461")).is_known
    assert not extracted("symptom_days").is_known


# --- the episode ----------------------------------------------------------------------------------------------


def test_findings_within_21_days_of_each_other_are_one_episode(chart):
    first, second, third = (condition("ICD-10-CM|I82.461", days_ago(days)) for days in (2, 23, 44))
    found = episode.episode(chart(first, second, third))
    assert (len(found.findings), len(found.earlier)) == (3, 0)


def test_a_finding_22_days_before_is_an_earlier_episode(chart):
    found = episode.episode(
        chart(condition("ICD-10-CM|I82.461", days_ago(2)), condition("ICD-10-CM|I82.431", days_ago(24)))
    )
    assert [each.extent.segments for each in found.earlier] == [{"femoropopliteal"}]
    assert (
        len(
            episode.leg_findings(
                chart(condition("ICD-10-CM|I82.461", days_ago(2)), condition("ICD-10-CM|I82.431", days_ago(23)))
            )
        )
        == 2
    )


def test_a_later_control_scan_does_not_begin_a_new_episode(chart):
    made = chart(
        condition("ICD-10-CM|I82.431", days_ago(60)), observation(ULTRASOUND, POSITIVE, days_ago(1), site=POPLITEAL)
    )
    assert episode.earlier_leg_dvt(made) == ()
    onset = episode.dvt_onset(made)
    assert onset is not None
    assert str(onset) == days_ago(60)[:10]


def test_resolved_and_old_conditions_are_earlier_dvt(chart):
    made = chart(
        condition("ICD-10-CM|I82.431", days_ago(9), clinical="resolved"), condition("ICD-10-CM|I82.421", days_ago(900))
    )
    assert len(episode.earlier_leg_dvt(made)) == 2


def test_the_first_positive_scan_is_imaging_else_a_measurement_else_the_diagnosis(chart):
    dvt = condition("ICD-10-CM|I82.461", days_ago(9), recorded=days_ago(5))
    length = observation("thrombus-length", (4, "cm"), days_ago(4))
    scans = [observation(ULTRASOUND, POSITIVE, days_ago(days), site=POPLITEAL) for days in (3, 1)]
    for resources, days in (((dvt, length, *scans), 3), ((dvt, length), 4), ((dvt,), 5)):
        seen = episode.first_positive_scan(chart(*resources))
        assert seen is not None
        assert str(seen) == days_ago(days)[:10]
    assert episode.first_positive_scan(chart(length)) is None


def test_an_onset_told_as_an_age_is_read_with_the_birth_date(extracted):
    by_age = condition(
        "ICD-10-CM|I82.431", onsetAge={"value": 30, "unit": "years", "code": "a", "system": "http://unitsofmeasure.org"}
    )
    assert extracted("acute_leg_dvt_confirmed", by_age, patient("1960-01-01")).value == "absent"


BY_LOINC, BY_SNOMED, LEG = "LOINC|46364-6", "SNOMED|45689001", "SNOMED|244411005"


@pytest.mark.parametrize("dates", [("2026-11", "2026-11-01"), ("2026-11-01", "2026-11")])
def test_of_two_scans_whose_dates_begin_at_the_same_instant_the_more_precise_one_is_the_first(chart, dates):
    made = chart(
        *(
            observation(code, None, when, site=LEG, interpretation="POS")
            for code, when in zip((BY_LOINC, BY_SNOMED), dates, strict=True)
        )
    )
    assert str(episode.first_positive_scan(made)) == str(episode.dvt_onset(made)) == "2026-11-01"
    assert made.feature("symptom_days").evidence[0].when == "2026-11-01"


def test_resources_that_name_no_display_get_the_title_of_a_set_of_the_code_that_is_named(chart):
    made = chart()
    titles = {name: made.knowledge.codes.value_sets[name].title for name in VEIN_IMAGING}
    for codes, name in (
        (["CPT|93970", "CPT|93971"], "imaging_us_leg_veins"),
        (["CPT|93971", "CPT|93970"], "imaging_us_leg_veins_limited"),
    ):
        made = chart(observation(codes, None, days_ago(2), site=LEG, interpretation="POS"))
        (resource,) = made.record.of_type("Observation")
        for sets in (VEIN_IMAGING, VEIN_IMAGING[::-1]):
            assert evidence_of(made, resource, *sets).what == titles[name]


@pytest.mark.parametrize(("days", "told"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_one_day_is_told_as_one_day(extracted, days, told):
    assert extracted("symptom_days", condition("ICD-10-CM|I82.461", days_ago(days))).evidence[0].value == told
