"""What Conditions and Procedures name in words alone leaves its inputs unknown, and is named."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago, procedure

DVT = condition("ICD-10-CM|I82.461", days_ago(2))


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("active_bleeding", condition({"text": "Acute upper GI bleed, active"}, days_ago(1))),
        ("ac_absolute_contraindication", condition({"text": "Subdural hematoma"}, days_ago(10))),
        ("hit", condition({"text": "Heparin induced thrombocytopenia (HIT)"}, days_ago(20))),
        ("acute_pe", condition({"text": "Acute pulmonary embolism"}, days_ago(1))),
        ("stroke_history", condition({"text": "Acute ischemic stroke"}, days_ago(40))),
        ("lysis_exclusion", condition({"text": "Acute ischemic stroke"}, days_ago(40))),
        ("lysis_exclusion", condition({"text": "Disseminated intravascular coagulation"}, days_ago(1))),
        ("active_cancer", condition({"text": "Stage IV pancreatic cancer"}, days_ago(30))),
        ("metastatic_cancer", condition({"text": "Stage IV pancreatic cancer"}, days_ago(30))),
        ("surgery_90d", procedure({"text": "Right total hip arthroplasty"}, days_ago(20))),
    ],
)
def test_it_is_not_absent_and_the_note_says_why(extracted, name, resource):
    found = extracted(name, DVT, resource)
    assert not found.is_known
    assert any("in words only" in note for note in found.notes)


def test_a_coded_twin_decides(extracted):
    words, coded = condition({"text": "Acute GI bleed"}, days_ago(1)), condition("ICD-10-CM|K92.2", days_ago(1))
    assert extracted("active_bleeding", DVT, words, coded).value == "present"
