"""What an unclear, unreadable or merely repeated entry does beside a clear one: no more than it can."""

from __future__ import annotations

import pytest

from tests.builders import LEFT, RIGHT, concept, condition, days_ago, hours_ago, observation, patient

CALF, ILIAC = condition("ICD-10-CM|I82.461", days_ago(3)), condition("ICD-10-CM|I82.421", days_ago(3))
BOTH_ILIAC = condition("ICD-10-CM|I82.423", days_ago(3))
WOMAN = patient(born="1996-05-04", gender="female")
UNCLEAR = {"bodySite": {"text": "as discussed"}}
PAIN, SCORE = "LOINC|72514-3", "{score}"
TEST, HCG, NEGATIVE, POSITIVE = "LOINC|2106-3", "LOINC|19080-1", "SNOMED|260385009", "SNOMED|10828004"
PLATELETS, ALT, EGFR = "LOINC|777-3", "LOINC|1742-6", "LOINC|98979-8"
SCAN = "LOINC|30881-7"


# --- serial extension -------------------------------------------------------------------------------------------


def _extension(given, at, **more):
    return observation("serial-extension", given, at, **more)


@pytest.mark.parametrize("stated", [{}, {"bodySite": concept(RIGHT)}])
def test_a_growth_within_the_calf_stands_beside_a_newer_answer_that_cannot_be_read(extracted, stated):
    within = _extension("within-distal", hours_ago(9), **stated)
    newer = _extension({"valueString": "some growth"}, hours_ago(1))
    found = extracted("serial_extension", CALF, within, newer)
    assert found.possible == {"within_distal", "into_proximal"}
    assert found.evidence[0].value == "within distal"
    assert any("cannot be read" in note for note in found.notes)


def test_an_answer_of_no_growth_does_not_stand_beside_a_newer_one_that_cannot_be_read(extracted):
    newer = _extension({"valueString": "some growth"}, hours_ago(1))
    assert "none" in extracted("serial_extension", CALF, _extension("none", hours_ago(9)), newer).possible
    older = _extension({"valueString": "some growth"}, hours_ago(12))
    within = _extension("within-distal", hours_ago(9))
    assert extracted("serial_extension", CALF, within, older).value == "within_distal"


# --- an answer of which the leg is not clear ----------------------------------------------------------------------

ASKED = [
    ("serial_extension", "serial-extension", "none", "within-distal", "none", CALF),
    ("close_to_proximal", "close-to-proximal-veins", False, True, "absent", CALF),
    ("severe_symptoms", "severe-symptoms", False, True, "absent", CALF),
    ("severe_symptoms", PAIN, (2, SCORE), (8, SCORE), "absent", CALF),
    ("occlusive", "occlusion-status", "non-occlusive", "occlusive", "absent", ILIAC),
]


@pytest.mark.parametrize(("name", "code", "clears", "worries", "cleared", "dvt"), ASKED)
def test_an_answer_of_an_unclear_leg_counts_only_when_it_may_be_newer(
    extracted, name, code, clears, worries, cleared, dvt
):
    clear = observation(code, clears, hours_ago(5), site=RIGHT)
    assert extracted(name, dvt, clear, observation(code, worries, hours_ago(30), **UNCLEAR)).value == cleared
    for at in (hours_ago(5), hours_ago(1), ""):
        newer = observation(code, worries, at, **UNCLEAR)
        if at or code != PAIN:  # An undated pain score is not of the last days.
            assert not extracted(name, dvt, clear, newer).is_known


def test_a_later_distance_answers_for_an_unclear_report(extracted):
    unclear = observation("close-to-proximal-veins", True, days_ago(2), **UNCLEAR)
    far = [observation("distance-to-popliteal-vein", (8, "cm"), at, site=RIGHT) for at in (days_ago(1), days_ago(2.5))]
    assert extracted("close_to_proximal", CALF, unclear, far[0]).value == "absent"
    assert not extracted("close_to_proximal", CALF, unclear, far[1]).is_known


def test_a_later_mild_pain_answers_for_an_unclear_yes(extracted):
    unclear = observation("severe-symptoms", True, hours_ago(20), **UNCLEAR)
    mild = observation(PAIN, (2, SCORE), hours_ago(1), site=RIGHT)
    assert extracted("severe_symptoms", CALF, unclear, mild).value == "absent"
    early = observation(PAIN, (2, SCORE), hours_ago(30), site=RIGHT)
    assert not extracted("severe_symptoms", CALF, unclear, early).is_known


def test_an_open_vein_does_not_answer_for_another_one_and_an_open_leg_does(extracted):
    unclear = observation("occlusion-status", "occlusive", days_ago(1.5), **UNCLEAR)
    vein = observation("occlusion-status", "non-occlusive", hours_ago(1), site="SNOMED|56849005")
    assert not extracted("occlusive", ILIAC, unclear, vein).is_known
    legs = [observation("occlusion-status", "non-occlusive", hours_ago(1), site=leg) for leg in (RIGHT, LEFT)]
    assert extracted("occlusive", BOTH_ILIAC, unclear, *legs).value == "absent"
    assert extracted("occlusive", BOTH_ILIAC, unclear, legs[0]).value == "absent"


# --- pain somewhere else ------------------------------------------------------------------------------------------

ELSEWHERE = [
    {"bodySite": {"text": "Back"}},
    {"bodySite": {"text": "left lower back"}},
    {"bodySite": {"text": "Head"}},
    {"bodySite": concept("SNOMED|113345001")},
    {"bodySite": concept("SNOMED|69536005", text="Head structure")},
]
PERHAPS_LEG = [
    {"bodySite": {"text": "Back of leg"}},
    {"bodySite": {"text": "back, as discussed"}},
    {"bodySite": {"text": "Flank"}},
    {"bodySite": concept("SNOMED|999999999999")},
    {"bodySite": [{"text": "Back"}, {"text": "zz"}]},
    {"bodySite": concept("SNOMED|61685007", text="Back")},
]


@pytest.mark.parametrize("site", ELSEWHERE)
def test_pain_in_the_back_says_nothing_of_the_leg(extracted, site):
    no = observation("severe-symptoms", False, hours_ago(9))
    severe, mild = (observation(PAIN, (score, SCORE), hours_ago(1), **site) for score in (8, 2))
    found = extracted("severe_symptoms", CALF, no, severe)
    assert (found.value, found.notes) == ("absent", ())
    for score in (severe, mild):
        assert not extracted("severe_symptoms", CALF, score).is_known


@pytest.mark.parametrize("site", PERHAPS_LEG)
def test_pain_that_may_be_of_the_leg_keeps_it_from_being_ruled_out(extracted, site):
    no = observation("severe-symptoms", False, hours_ago(9))
    assert extracted("severe_symptoms", CALF, no, observation(PAIN, (8, SCORE), **site)).value != "absent"


# --- hCG beside a negative test -----------------------------------------------------------------------------------

LIMIT_5 = [{"high": {"value": 5, "unit": "mIU/mL"}}]


def _hcg(number, **more):
    return observation(HCG, number, hours_ago(1), **more)


@pytest.mark.parametrize(
    "low",
    [
        _hcg((2, "mIU/mL"), referenceRange=LIMIT_5),
        _hcg(("<", 5, "mIU/mL"), referenceRange=LIMIT_5),
        _hcg(("<", 1, "mIU/mL"), referenceRange=[{"low": {"value": 0}, "high": {"value": 5}}]),
    ],
)
def test_a_normal_hcg_does_not_take_a_negative_test_back(extracted, low):
    negative = observation(TEST, NEGATIVE, hours_ago(5))
    assert extracted("pregnancy", WOMAN, negative, low).value == "absent"
    assert not extracted("pregnancy", WOMAN, low).is_known


def test_an_hcg_flagged_as_normal_is_negative_as_the_test_is(extracted):
    flagged = _hcg((2, "mIU/mL"), interpretation="N")
    assert extracted("pregnancy", WOMAN, observation(TEST, NEGATIVE, hours_ago(5)), flagged).value == "absent"
    raised = _hcg((2, "mIU/mL"), interpretation="H")
    assert not extracted("pregnancy", WOMAN, observation(TEST, NEGATIVE, hours_ago(5)), raised).is_known


@pytest.mark.parametrize(
    "raised",
    [
        _hcg((5000, "mIU/mL")),
        _hcg((5000, "mIU/mL"), interpretation="H"),
        _hcg((5000, "mIU/mL"), interpretation="L"),
        _hcg((2, "mIU/mL"), interpretation="H", referenceRange=LIMIT_5),
        _hcg((5, "mIU/mL"), referenceRange=LIMIT_5),
        _hcg((">", 2, "mIU/mL"), referenceRange=LIMIT_5),
        _hcg((2, "IU/mL"), referenceRange=LIMIT_5),
        _hcg((5000, "mIU/mL"), referenceRange=[{"low": {"value": 10000}, "high": {"value": 200000}}]),
        _hcg((5000, "mIU/mL"), referenceRange=[{"high": {"value": 200000}, "text": "week 8"}]),
        _hcg((50, "mIU/mL"), referenceRange=[*LIMIT_5, {"high": {"value": 500}}]),
    ],
)
def test_an_hcg_that_is_not_known_to_be_normal_takes_a_negative_test_back(extracted, raised):
    negative = observation(TEST, NEGATIVE, hours_ago(5))
    assert not extracted("pregnancy", WOMAN, negative, raised).is_known


# --- lines of the laboratory ----------------------------------------------------------------------------------------


def test_a_preliminary_copy_of_the_same_instant_is_not_newer(extracted):
    final = observation(PLATELETS, (200, "10*9/L"), hours_ago(9))

    def named(at):
        copy = observation(PLATELETS, (20, "10*9/L"), at, status="preliminary")
        return extracted("platelets_10e9_l", final, copy).passed_over

    assert named(hours_ago(9)) == ()
    assert len(named(hours_ago(8.9))) == len(named("2026-11-22")) == len(named("")) == 1


def test_an_unreadable_value_of_the_same_instant_is_still_named(extracted):
    final = observation(PLATELETS, (200, "10*9/L"), hours_ago(9))
    twin = observation(PLATELETS, (20, "zz"), hours_ago(9))
    assert len(extracted("platelets_10e9_l", final, twin).passed_over) == 1


@pytest.mark.parametrize(
    ("name", "code", "words", "lines"),
    [
        ("bleeding_category", ALT, "<5", 0),
        ("bleeding_category", ALT, "< 5", 0),
        ("bleeding_category", ALT, ">5000", 1),
        ("bleeding_category", ALT, "<5 zz", 1),
        ("bleeding_category", ALT, "5", 1),
        ("lysis_relative", EGFR, ">60", 0),
        ("lysis_relative", EGFR, "≥ 90", 0),
        ("lysis_relative", EGFR, "<15", 1),
        ("lysis_relative", EGFR, ">15", 1),
        ("lysis_relative", EGFR, "normal", 1),
        ("platelets_10e9_l", PLATELETS, "<20", 1),
    ],
)
def test_a_bare_limit_on_the_harmless_side_is_not_worth_a_line(extracted, name, code, words, lines):
    value = observation(code, {"valueString": words}, hours_ago(1))
    assert len(extracted(name, CALF, value).passed_over) == lines


# --- the scan that found it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "named"), [(2, False), (1, False), (0, True)])
def test_a_scan_without_a_vein_is_named_only_from_one_repeat_interval_on(extracted, days, named):
    scan = observation(SCAN, POSITIVE, days_ago(days), site=RIGHT)
    assert bool(extracted("location", CALF, scan).notes) is named


def test_a_scan_of_a_higher_vein_or_of_the_other_leg_is_named_on_any_day(extracted):
    higher = observation(SCAN, POSITIVE, days_ago(2), site=["SNOMED|56849005", RIGHT], status="preliminary")
    other = observation(SCAN, POSITIVE, days_ago(2), site=LEFT)
    assert extracted("location", CALF, higher).notes and extracted("location", CALF, other).notes
