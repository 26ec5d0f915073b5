"""The same draft in Epic's doses, in words and structured is judged alike."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.builders import medication_request, observation

APIXABAN, SYRINGE_40, SYRINGE_80 = "RxNorm|1364445", "RxNorm|854235", "RxNorm|854241"
EPIC = "http://epic.com/CodeSystem/dose-rate-type"
CREATININE = (
    observation("LOINC|2160-0", (3.5, "mg/dL")),
    observation("LOINC|29463-7", (80, "kg")),
)


def in_epic_doses(draft: dict[str, Any], in_hand: tuple[float, str]) -> dict[str, Any]:
    """Calculated, in hand, ordered."""
    found = copy.deepcopy(draft)
    instruction = found["dosageInstruction"][0]
    given = instruction["doseAndRate"][0]["doseQuantity"]
    every = (("calculated", given), ("admin-amount", {"value": in_hand[0], "unit": in_hand[1]}), ("ordered", given))
    instruction["doseAndRate"] = [
        {"type": {"coding": [{"system": EPIC, "code": kind}]}, "doseQuantity": dose} for kind, dose in every
    ]
    return found


def in_words(code: str, *texts: str) -> list[dict[str, Any]]:
    drafts = []
    for text in texts:
        draft = medication_request(code, status="draft")
        draft["dosageInstruction"] = [{"text": text}]
        drafts.append(draft)
    return drafts


def structured(code: str, dose: float, times: int) -> dict[str, Any]:
    return medication_request(code, status="draft", dose=(dose, "mg"), times_a_day=times)


PROPHYLAXIS, INJECTION, TABLETS = (
    structured(SYRINGE_40, 40, 1),
    structured(SYRINGE_80, 80, 2),
    structured(APIXABAN, 5, 2),
)


@pytest.mark.parametrize(
    ("draft", "others", "finding"),
    [
        (
            PROPHYLAXIS,
            [
                in_epic_doses(PROPHYLAXIS, (0.4, "mL")),
                *in_words(SYRINGE_40, "Inject 0.4 mL (40 mg total) under the skin daily."),
                *in_words(SYRINGE_40, "40 mg = 0.4 mL, Subcutaneous, Daily"),
            ],
            "prophylactic_dose",
        ),
        (
            TABLETS,
            [
                in_epic_doses(TABLETS, (1, "tablet")),
                *in_words(APIXABAN, "Take 1 tablet (5 mg total) by mouth 2 (two) times daily."),
                *in_words(APIXABAN, "1-0-1", "5mg bd", "2dd1t"),
            ],
            "missing_initiation_phase",
        ),
    ],
)  # fmt: skip
def test_a_draft_gets_the_same_findings_in_every_shape(ordering, draft, others, finding):
    expected = ordering(draft).findings()
    assert finding in expected
    assert [ordering(each).findings() for each in others] == [expected] * len(others)


def test_a_treatment_dose_at_a_low_clearance_is_found_in_every_shape(ordering):
    shapes = [
        in_epic_doses(INJECTION, (0.8, "mL")),
        *in_words(SYRINGE_80, "Inject 0.8 mL (80 mg total) under the skin every 12 (twelve) hours."),
    ]
    expected = ordering(INJECTION, also=CREATININE).findings()
    assert expected
    assert [ordering(each, also=CREATININE).findings() for each in shapes] == [expected] * len(shapes)


@pytest.mark.parametrize(
    "text",
    [
        "Take 2 tablets (10 mg total) by mouth 2 (two) times daily for 7 days, THEN 1 tablet (5 mg total) twice daily.",
        "10 mg BID x 7 days, then 5 mg BID",
    ],
)
def test_both_phases_in_one_text_are_a_beginning(ordering, text):
    assert "missing_initiation_phase" not in ordering(*in_words(APIXABAN, text)).findings()


def test_a_reduced_dose_after_the_first_week_is_still_told_from_the_label(ordering):
    draft = in_words(APIXABAN, "5 mg twice daily for 7 days, then 2.5 mg twice daily")[0]
    assert "missing_initiation_phase" in ordering(draft).findings()
