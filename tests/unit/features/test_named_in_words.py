"""What Conditions and Procedures name in words alone leaves its inputs unknown, and is named."""

from __future__ import annotations

import pytest

from tests.builders import concept, condition, days_ago, procedure

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


SITES = ["SNOMED|24028007", "SNOMED|7771000", "SNOMED|61685007"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("acute_pe", "Acute pulmonary embolism, right lower lobe"),
        ("ac_absolute_contraindication", "Subdural hematoma"),
        ("stroke_history", "Acute ischemic stroke"),
        ("active_cancer", "Lung cancer"),
    ],
)
def test_a_body_site_does_not_hide_it(extracted, name, words, site):
    found = extracted(name, DVT, condition({"text": words}, days_ago(10), bodySite=[concept(site)]))
    assert not found.is_known
    assert any("in words only" in note for note in found.notes)


def test_a_body_site_does_not_hide_an_operation(extracted):
    done = procedure({"text": "Total hip arthroplasty"}, days_ago(20), bodySite=[concept(SITES[0])])
    assert not extracted("surgery_90d", DVT, done).is_known


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("words", ["No pulmonary embolism", "Ankle sprain", "Family history of pulmonary embolism"])
def test_words_that_name_nothing_grave_name_nothing_beside_a_site_either(extracted, words, site):
    found = extracted("acute_pe", DVT, condition({"text": words}, days_ago(10), bodySite=[concept(site)]))
    assert found.value == "absent"


def test_a_bleed_that_ended_days_ago_leaves_bleeding_risk_unknown_and_an_old_one_does_not(extracted):
    def category(ended):
        given = condition({"text": "Acute GI bleed"}, days_ago(90), clinical="resolved", abated=days_ago(ended))
        return extracted("bleeding_category", DVT, given).possible

    assert "high" in category(2)
    assert "high" not in category(60)


def test_a_denied_and_a_family_cancer_are_none(extracted):
    for text in ("Cancer: none", "FH: colon cancer", "Cancer - family history"):
        assert extracted("active_cancer", DVT, condition({"text": text}, days_ago(1))).value == "absent"
