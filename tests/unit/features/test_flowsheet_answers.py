"""A flowsheet that asks for phlegmasia in words, and answered in whatever shape (C-3, ruling 20)."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago, hours_ago, observation

DVT = condition("ICD-10-CM|I82.421", days_ago(2))
ROW = {"text": "Phlegmasia cerulea dolens", "coding": [{"system": "urn:ehr.example:rows", "code": "1"}]}
EXAM = {"text": "Leg exam", "coding": [{"system": "urn:ehr.example:rows", "code": "2"}]}


def asked(value, code=ROW, **members):
    return observation(code, value, hours_ago(3), **members)


def part(*components, **members):
    return asked(None, EXAM, component=[{"code": ROW, **each} for each in components], **members)


TOLD = (
    asked({"valueString": "Yes"}),
    asked({"valueString": "left leg, since this morning"}),
    asked({"valueString": "not excluded"}),
    asked({"valueString": "cannot exclude"}),
    asked({"valueBoolean": True}),
    asked({"valueInteger": 1}),
    asked({"valueCodeableConcept": {"text": "Present"}}),
    asked(None),
    asked({"valueString": "Phlegmasia cerulea dolens left leg"}, EXAM),
    asked({"valueString": "Swollen and blue: threatened limb?"}, EXAM),
    asked({"valueString": "No pulses, phlegmasia cerulea dolens"}, EXAM),
    asked({"valueString": "No pulses: phlegmasia cerulea dolens"}),
    part({"valueString": "Yes"}),
    part({"valueBoolean": True}, {"valueBoolean": False}),
    part({}),
)
NOT_TOLD = (
    *(asked({"valueString": each}) for each in ("No", "no.", "None noted", "Absent", "Negative", "0", "N/A", "WNL")),
    *(asked({"valueString": each}) for each in ("Not present", "Denies", "Unable to assess", "No signs of it", "Nein")),
    asked({"valueBoolean": False}),
    asked({"valueInteger": 0}),
    asked({"valueQuantity": {"value": 0}}),
    asked({"valueCodeableConcept": {"text": "Absent"}}),
    asked({"dataAbsentReason": {"text": "not asked"}}),
    asked({"valueString": "Yes"}, status="entered-in-error"),
    asked({"valueString": "No phlegmasia cerulea dolens"}, EXAM),
    asked({"valueString": "Warm, well perfused leg; limb elevated"}, EXAM),
    asked({"valueString": "Yes"}, EXAM),
    part({"valueString": "No"}),
    part({"valueBoolean": False}),
)


@pytest.mark.parametrize("row", TOLD)
def test_a_yes_is_told_and_makes_nothing_present(extracted, row):
    found = extracted("limb_threat", DVT, observation("limb-threat", False, hours_ago(6)), row)
    assert found.possible == {"present", "absent"}
    assert any("names phlegmasia" in each for each in found.notes)
    assert extracted("limb_threat_told", DVT, row).value == "present"


@pytest.mark.parametrize("row", NOT_TOLD)
def test_a_no_or_no_answer_takes_nothing_back(extracted, row):
    assert extracted("limb_threat", DVT, observation("limb-threat", False, hours_ago(6)), row).value == "absent"
    assert extracted("limb_threat_told", DVT, row).value == "absent"


def test_the_words_of_such_a_row_as_a_problem_are_named_once(extracted):
    found = extracted("limb_threat", DVT, condition(ROW, days_ago(1)))
    assert len([each for each in found.notes if "phlegmasia" in each]) == 1
