"""Words that take a dose back, and ordinary advice that takes nothing back."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.taken_back import says_hold
from tests.builders import medication_request
from tests.unit.features.bleeding_charts import feature

HELD = [
    "HOLD for surgery, do not take until told",
    "HOLD. Do not take until cleared by surgeon",
    "on hold for procedure",
    "Take 1 tablet twice daily. HOLD",
    "Hold for surgery, resume if no bleeding",
    "Do not take.",
    "STOPPED 11/20",
    "stopped",
    "Stop taking this medication",
    "Stop 3 days before surgery",
    "Hold 48 hours before procedure",
    "currently held",
    "Being held for LP",
    "Paused",
    "Pausiert",
    "Vorerst nicht einnehmen",
    "do not start until after the biopsy",
    "Don't take this until told",
    "Do not give.",
    "5 mg twice daily (on hold)",
    "HOLD 11/21-11/24",
    "do not take for 3 days",
    "Hold dose tonight",
    "Therapy paused",
    "Held by surgery",
    "hold until 11/25",
]
ADVICE = [
    "Take 5 mg by mouth twice daily",
    "Do not stop taking this medicine without talking to your doctor",
    "Do not stop taking",
    "Hold for platelets < 50",
    "Hold if bleeding",
    "If bleeding occurs, hold dose and call",
    "Do not take with aspirin or NSAIDs",
    "Hold for INR > 4",
    "Hold dose for active bleeding",
    "hold for bleeding",
    "do not take two doses at once",
    "Stop if bleeding occurs and call",
    "Never stop taking suddenly",
    "Take with food. Do not skip doses",
    "If you miss a dose, do not take a double dose",
    "Hold syringe at 90 degrees",
    "hold for plt below 50",
    "Call before stopping",
    "Do not use if seal is broken",
    "do not give if CrCl < 15",
    "Hold parameters: Plt < 50",
    "Do not take more than 2 tablets",
    "Do not hold",
    "Dose may be held if NPO",
    "when on hold call pharmacy",
    "Hold skin fold and inject",
    "Stop date 12/1",
    "stop smoking",
    "Do not take ibuprofen",
    "Do not take within 2 hours of antacids",
    "please do not stop this medication unless told by your doctor",
    "You should not stop taking",
    "before you stop taking it, call",
    "nicht bei Blutung geben",
]


@pytest.mark.parametrize("text", HELD)
def test_words_that_take_the_dose_back(text: str) -> None:
    assert says_hold(text)


@pytest.mark.parametrize("text", ADVICE)
def test_advice_that_every_patient_gets_takes_nothing_back(text: str) -> None:
    assert not says_hold(text)


def _apixaban(**dosage: Any) -> Any:
    order = medication_request("RxNorm|1364430", dose=(5, "mg"), times_a_day=2)
    order["dosageInstruction"][0] |= dosage
    return order


@pytest.mark.parametrize(
    "dosage",
    [
        {"text": "HOLD for surgery, do not take until told"},
        {"patientInstruction": "HOLD. Do not take until cleared by surgeon"},
        {"additionalInstruction": [{"text": "on hold for procedure"}]},
    ],
)
def test_a_readable_dose_beside_them_is_not_taken_for_certain(dosage: Any) -> None:
    assert feature("on_therapeutic_ac", _apixaban(**dosage)).value is None
    assert feature("current_anticoagulant", _apixaban(**dosage)).possible == {"apixaban", "none"}


def test_a_note_of_the_order_is_read_too() -> None:
    order = _apixaban() | {"note": [{"text": "Held by surgery"}, None, {"text": 3}]}
    assert feature("on_therapeutic_ac", order).value is None


def test_a_dose_with_ordinary_advice_is_taken() -> None:
    told = "Do not stop taking this medicine without talking to your doctor. Hold for platelets below 50."
    assert feature("on_therapeutic_ac", _apixaban(patientInstruction=told)).value == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Paused 9/1 for tooth extraction, restarted 9/4",
        "Held for colonoscopy 3/2024, resumed 3/12/2024",
        "Aspirin discontinued",
        "aPTT > 100: hold infusion 60 min, decrease 3 units/kg/hr",
        "Titrate. aPTT 101-120: Hold 1 hour, decrease by 2 units/kg/hr",
    ],
)
def test_what_goes_on_again_is_of_another_drug_or_a_step_of_a_nomogram_takes_nothing_back(text: str) -> None:
    assert not says_hold(text)


def test_a_note_on_another_anticoagulant_takes_nothing_back() -> None:
    assert not says_hold("Home apixaban held while inpatient", lambda told: "apixaban" in told)
    assert says_hold("Home apixaban held while inpatient")
