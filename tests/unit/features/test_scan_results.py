"""A vein scan's result as yes, in words or in an older report; what is not confirmed; what a negative scan answers."""

from __future__ import annotations

import pytest

from tests.builders import LEFT, concept, condition, days_ago, diagnostic_report, hours_ago, observation

NAME = "acute_leg_dvt_confirmed"
RIGHT_SCAN, LEFT_SCAN, BOTH_SCAN = "LOINC|39443-7", "LOINC|39432-0", "LOINC|46364-6"
POSITIVE, NEGATIVE, POSSIBLE = "SNOMED|10828004", "SNOMED|260385009", "SNOMED|373141002"
YES, NO = "SNOMED|373066001", "SNOMED|373067005"
POPLITEAL, SAPHENOUS = "SNOMED|56849005", "SNOMED|60734001"
CALF = condition("ICD-10-CM|I82.461", days_ago(2))
THROMBUS = "SNOMED|396339007"


def words(text):
    return {"valueString": text}


@pytest.mark.parametrize("answer", [True, YES, words("yes")])
def test_a_yes_to_a_scan_of_a_named_deep_vein_confirms_it(extracted, answer):
    assert extracted(NAME, observation(RIGHT_SCAN, answer, site=POPLITEAL)).value == "present"
    assert extracted(NAME, observation(RIGHT_SCAN, components={POPLITEAL: answer})).value == "present"
    assert not extracted(NAME, observation(RIGHT_SCAN, answer, site=POPLITEAL, status="preliminary")).is_known


def test_a_yes_without_a_vein_is_a_suspicion_and_one_of_a_superficial_vein_none(extracted):
    assert not extracted(NAME, observation(RIGHT_SCAN, True)).is_known
    assert extracted(NAME, observation(RIGHT_SCAN, True, site=SAPHENOUS)).value == "absent"


@pytest.mark.parametrize("answer", [False, NO])
def test_a_bare_no_to_a_scan_denies_nothing_but_to_thrombus_it_does(extracted, answer):
    suspected = condition("ICD-10-CM|I82.401", days_ago(3), verification="provisional")
    assert not extracted(NAME, suspected, observation(BOTH_SCAN, answer, hours_ago(1))).is_known
    assert extracted(NAME, observation(THROMBUS, answer, site=POPLITEAL)).value == "absent"


TELLING = [
    "Positive",
    "POSITIVE for DVT",
    "Acute occlusive DVT",
    "Occlusive thrombus",
    "Non-compressible",
    "DVT not excluded",
    "No DVT in the femoral vein, acute thrombus in the popliteal vein",
    "POSITIVE - right popliteal",
    "Positive right popliteal vein",
    "Positive (see report)",
    "Positive, no extension into the femoral vein",
    "Positive (see report), no superficial thrombosis",
    "Non-compressible right popliteal vein",
    "Right popliteal vein is not fully compressible",
    "Femoral vein compressible; popliteal vein incompressible",
    "Non-compressible popliteal vein with no flow",
    "No flow in a non-compressible popliteal vein",
    "Popliteal vein non-compressible without augmentation",
    "Non-compressible segment not excluded",
    "No compressibility",
    "Loss of compressibility, popliteal vein",
    "Not negative for DVT",
    "Equivocal",
    "Indeterminate study",
    "Inconclusive - limited by oedema",
    "Non-diagnostic",
    "Suspicious for DVT",
    "Abnormal study",
    "Extensive DVT of the right leg. " + "Technique and wall are described below in full. " * 6,
    "Positive. " + "Technique and wall are described below in full. " * 6,
]


@pytest.mark.parametrize("text", TELLING)
def test_words_that_name_a_thrombosis_are_a_suspicion_wherever_they_stand(extracted, text):
    results = [
        observation(RIGHT_SCAN, words(text), site=POPLITEAL),
        observation(RIGHT_SCAN, {"valueCodeableConcept": {"text": text}}, site=POPLITEAL),
        observation(RIGHT_SCAN, {"interpretation": [{"text": text}]}, site=POPLITEAL),
        observation(RIGHT_SCAN, components={POPLITEAL: words(text)}),
        diagnostic_report(RIGHT_SCAN, conclusions=[{"text": text}]),
    ]
    for each in results:
        found = extracted(NAME, each)
        assert (found.is_known, "suspected" in found.notes) == (False, True)


def test_a_suspicion_in_words_says_so(extracted):
    found = extracted(NAME, observation(RIGHT_SCAN, words("Acute occlusive DVT"), site=POPLITEAL))
    assert found.evidence[0].note == "result in words only"


@pytest.mark.parametrize(
    "text",
    [
        "Negative",
        "Negative for DVT",
        "No DVT",
        "DVT study negative",
        "Normal",
        "Thrombus: none",
        "No evidence of deep vein thrombosis in the right leg.",
        "Thrombus not seen",
        "Chronic thrombus",
        "Superficial vein thrombosis",
        "Compressible",
        "",
        "Indication: DVT? " + "All veins are compressible. " * 12,
        "Clinical history: acute DVT in the leg. Technique: duplex. " + "All veins are compressible. " * 12,
        "Duplex for suspected DVT. " + "All veins are compressible. " * 12,
        "No DVT. " + "All veins are compressible. " * 12,
        "No non-compressible vein",
        "No evidence of any non-compressible vein.",
        "None of the veins is non-compressible",
        "Non-compressible segments: none",
        "Non-compressible veins, none",
        "Non-compressible veins not seen",
        "Non-compressible great saphenous vein",
        "No loss of compressibility",
        "No abnormal compressibility",
        "No compressibility defect",
        "Normal compressibility",
        "Present: no",
        "Detected: none",
        "Detected - not",
        "Abnormal: no",
        "Positive - chronic DVT",
        "Positive for superficial thrombophlebitis",
        "Positive - great saphenous vein",
        "Not suspicious",
        "Not equivocal",
        "Negative - right popliteal",
        "Normal study, compressible throughout",
    ],
)
def test_words_that_deny_it_or_make_a_whole_report_are_no_suspicion(extracted, text):
    assert extracted(NAME, observation(RIGHT_SCAN, words(text), site=POPLITEAL)).value == "absent"
    assert extracted(NAME, observation(RIGHT_SCAN, {"interpretation": [{"text": text}]})).value == "absent"


def test_words_of_a_scan_that_was_not_made_say_nothing(extracted):
    unmade = observation(RIGHT_SCAN, words("DVT"), site=POPLITEAL, dataAbsentReason={"text": "not performed"})
    assert extracted(NAME, unmade).value == "absent"


def test_a_sentence_that_tells_of_a_thrombosis_keeps_a_normal_flag_from_clearing_the_leg(extracted):
    suspected = condition("ICD-10-CM|I82.401", days_ago(3), verification="provisional")
    normal = {"interpretation": "N"}
    assert extracted(NAME, suspected, observation(BOTH_SCAN, words("No DVT"), **normal)).value == "absent"
    assert not extracted(NAME, suspected, observation(BOTH_SCAN, words("Acute DVT"), **normal)).is_known


@pytest.mark.parametrize("shape", [[concept("ICD-10-CM|I82.431")], concept("ICD-10-CM|I82.431")])
def test_the_coded_diagnosis_of_an_stu3_report_confirms_it_once_final(extracted, shape):
    assert extracted(NAME, diagnostic_report(RIGHT_SCAN, codedDiagnosis=shape)).value == "present"
    assert not extracted(NAME, diagnostic_report(RIGHT_SCAN, codedDiagnosis=shape, status="preliminary")).is_known


@pytest.mark.parametrize("shape", [5, "x", [5, None], {}, [{"coding": 5}]])
def test_conclusions_of_no_known_shape_say_nothing(extracted, shape):
    assert extracted(NAME, diagnostic_report(RIGHT_SCAN, codedDiagnosis=shape)).value == "absent"


def test_a_yes_as_conclusion_is_a_suspicion(extracted):
    assert not extracted(NAME, diagnostic_report(RIGHT_SCAN, conclusions=[YES])).is_known


# --- beside a confirmed thrombosis ----------------------------------------------------------------------------


def test_a_coded_scan_of_a_higher_vein_counts(extracted):
    assert extracted("location", CALF, observation(RIGHT_SCAN, True, site=POPLITEAL)).value == "femoropopliteal"


def test_what_is_not_confirmed_and_lies_higher_is_named_and_does_not_count(extracted):
    preliminary = observation(RIGHT_SCAN, POSITIVE, hours_ago(2), site=POPLITEAL, status="preliminary")
    found = extracted("location", CALF, preliminary)
    assert found.value == "gastrocnemius_only"
    assert found.notes == ("scan of 2026-11-22 not confirmed (preliminary): right leg, popliteal",)
    provisional = condition("ICD-10-CM|I82.411", days_ago(1), verification="provisional")
    found = extracted("location", CALF, provisional)
    assert found.value == "gastrocnemius_only"
    assert found.notes[0].startswith("diagnosis of 2026-11-21 not confirmed (provisional): right leg")
    left_open = observation(RIGHT_SCAN, POSSIBLE, hours_ago(2), site=POPLITEAL)
    assert "result left open" in extracted("location", CALF, left_open).notes[0]


def test_a_final_scan_that_tells_a_higher_vein_in_words_leaves_the_level_open(extracted):
    found = extracted("location", CALF, observation(RIGHT_SCAN, words("Acute DVT"), site=POPLITEAL))
    assert found.possible == {"gastrocnemius_only", "femoropopliteal"}
    assert "result in words only" in found.notes[0]
    found = extracted("location", CALF, observation(LEFT_SCAN, words("Acute DVT"), site=[POPLITEAL, LEFT]))
    assert found.possible == {"gastrocnemius_only", "femoropopliteal"}
    unsettled = observation(RIGHT_SCAN, words("Acute DVT"), site=POPLITEAL, status="preliminary")
    assert extracted("location", CALF, unsettled).value == "gastrocnemius_only"


def test_the_other_leg_and_a_newer_scan_without_a_vein_are_named(extracted):
    week_old = condition("ICD-10-CM|I82.461", days_ago(7))
    other = condition("ICD-10-CM|I82.402", days_ago(1), verification="provisional")
    assert "left leg, vein not named" in extracted("location", CALF, other).notes[0]
    assert "right leg, vein not named" in extracted("location", week_old, observation(RIGHT_SCAN, POSITIVE)).notes[0]


@pytest.mark.parametrize(
    "beside",
    [
        condition("ICD-10-CM|I82.401", days_ago(2), verification="provisional"),
        condition("ICD-10-CM|I82.461", days_ago(1), verification="provisional"),
        observation(RIGHT_SCAN, POSITIVE, days_ago(2)),
        observation(RIGHT_SCAN, POSITIVE, site="SNOMED|264481007", status="preliminary"),
    ],
    ids=["the suspicion it came from", "the same vein", "a scan of the same day", "preliminary, the same vein"],
)
def test_what_adds_nothing_to_a_confirmed_thrombosis_is_not_named(extracted, beside):
    assert extracted("location", CALF, beside).notes == ()


def test_a_later_negative_scan_of_the_whole_leg_answers_what_was_not_confirmed(extracted):
    preliminary = observation(RIGHT_SCAN, POSITIVE, hours_ago(20), site=POPLITEAL, status="preliminary")
    assert extracted("location", CALF, preliminary, observation(BOTH_SCAN, NEGATIVE, hours_ago(2))).notes == ()


# --- a scan from before the suspicion -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suspected_at", "scanned_at", "answered"),
    [
        ("2026-11-22T11:00:00Z", "2026-11-22T02:00:00Z", False),
        ("2026-11-22T02:00:00Z", "2026-11-22T11:00:00Z", True),
        ("2026-11-22T11:00:00Z", "2026-11-22T12:30:00+02:00", False),
        ("2026-11-22T11:00:00Z", "2026-11-22", False),
        ("2026-11-22", "2026-11-22T11:00:00Z", False),
        ("2026-11-22", "2026-11-22", False),
        ("2026-11-21T11:00:00Z", "2026-11-22", True),
        ("2026-11-21", "2026-11-22", True),
        ("2026-11", "2026-11-22", False),
    ],
)
def test_a_negative_scan_answers_only_a_suspicion_that_it_surely_came_after(
    extracted, suspected_at, scanned_at, answered
):
    scan = observation(BOTH_SCAN, NEGATIVE, scanned_at)
    diagnosed = condition("ICD-10-CM|I82.401", suspected_at, verification="provisional")
    assert (extracted(NAME, diagnosed, scan).value == "absent") is answered
    graded = observation("clinical-suspicion", "high", suspected_at)
    assert (extracted(NAME, graded, scan).value == "absent") is answered


def test_a_negative_scan_of_the_day_of_the_suspicion_is_named(extracted):
    diagnosed = condition("ICD-10-CM|I82.401", "2026-11-22", verification="provisional")
    found = extracted(NAME, diagnosed, observation(BOTH_SCAN, NEGATIVE, "2026-11-22T11:00:00Z"))
    assert "a negative scan of the same day may have come before it" in found.notes


def test_a_negative_scan_of_the_other_leg_does_not_answer_a_clinical_suspicion_of_one_leg(extracted):
    left = observation("clinical-suspicion", "high", days_ago(2), site=LEFT)
    assert not extracted(NAME, left, observation(RIGHT_SCAN, NEGATIVE, days_ago(1))).is_known
    assert extracted(NAME, left, observation(LEFT_SCAN, NEGATIVE, days_ago(1))).value == "absent"
