"""Grave things named in words alone: set aside with the value sets they may be in, never read as absent."""

from __future__ import annotations

import pytest

from service.errors import KnowledgeError
from service.named_words import read_named_words
from tests.builders import condition, days_ago, feature_knowledge, procedure, record_of

PHLEGMASIA, BLEED, BRAIN = "phlegmasia or a threatened limb", "major bleeding", "intracranial bleeding"
HIT, EMBOLISM, STROKE = "thrombocytopenia by heparin", "pulmonary embolism", "stroke"
CANCER, METASTASIS, DIC = "cancer", "metastatic cancer", "disseminated intravascular coagulation"
OPERATION, EARLIER = "a major operation", "an earlier thrombosis or embolism"


def named(*resources) -> list[str]:
    """What is set aside as named in words only."""
    found = [each.reason for each in record_of(*resources).quarantined]
    return [each.removeprefix("names ").removesuffix(" in words only") for each in found]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Phlegmasia cerulea dolens of left leg", PHLEGMASIA),
        ("L leg DVT, threatened limb", PHLEGMASIA),
        ("Rule out venous gangrene", PHLEGMASIA),
        ("Acute upper GI bleed, active", BLEED),
        ("No fever and GI bleed", BLEED),
        ("Melena", BLEED),
        ("Suspected retroperitoneal haematoma", BLEED),
        ("Subdural hematoma, right", BRAIN),
        ("Heparin induced thrombocytopenia (HIT)", HIT),
        ("Heparin-induced thrombocytopenia", HIT),
        ("Acute pulmonary embolism", EMBOLISM),
        ("Pulmonary embolism without acute cor pulmonale", EMBOLISM),
        ("PE? acute PE versus pneumonia", EMBOLISM),
        ("Intermediate-risk pulmonary embolism", EMBOLISM),
        ("Former smoker with lung cancer", CANCER),
        ("Triple negative breast cancer", CANCER),
        ("Breast cancer HER2 negative", CANCER),
        ("Lung cancer with history of smoking", CANCER),
        ("Patient of the vascular clinic " * 10 + "with phlegmasia cerulea dolens", PHLEGMASIA),
        ("Acute ischemic stroke", STROKE),
        ("CVA", STROKE),
        ("Stage IV pancreatic cancer", f"{CANCER}, {METASTASIS}"),
        ("Breast cancer metastatic to bone", f"{CANCER}, {METASTASIS}"),
        ("Disseminated intravascular coagulation", DIC),
        ("GI bleed not ruled out", BLEED),
        ("GI bleed not yet resolved", BLEED),
        ("GI bleed, not resolved", BLEED),
        ("Acute PE cannot be excluded", EMBOLISM),
        ("Could not exclude acute PE", EMBOLISM),
        ("Acute stroke not excluded", STROKE),
        ("GI bleed to be ruled out", BLEED),
        ("Breast cancer not in remission", CANCER),
        ("Recurrent GI bleed despite prophylaxis", BLEED),
        ("GI bleed on DVT prophylaxis", BLEED),
        ("GI bleed history of ulcer", BLEED),
        ("Heparin-induced thrombocytopenia screening positive", HIT),
        ("Prior PE and acute PE", f"{EMBOLISM}, {EARLIER}"),
        ("Prior PE and pulmonary embolism", EARLIER),
        ("GI bleed, resolved", BLEED),
        ("GI bleed (resolved)", BLEED),
        ("Subdural hematoma - resolved", BRAIN),
        ("Stroke resolved", STROKE),
        ("History of DVT", EARLIER),
        ("Previous DVT", EARLIER),
        ("Chronic pulmonary embolism", EARLIER),
        ("Pulmonary embolism 2011", EARLIER),
        ("PMH: DVT", EARLIER),
        ("Past medical history: deep vein thrombosis", EARLIER),
        ("DVT, history of", EARLIER),
        ("H/O: pulmonary embolism", EARLIER),
        ("Personal history of DVT/PE", EARLIER),
        ("Hx of provoked DVT", EARLIER),
        ("DVT of the left leg, resolved", EARLIER),
        ("Status post PE", EARLIER),
        ("History of heparin induced thrombocytopenia", HIT),
        ("HITT, resolved", HIT),
        ("PMH: heparin-induced thrombocytopenia", HIT),
        ("Fever: no, GI bleed", BLEED),
        ("Fever (no) GI bleed", BLEED),
        ("Allergies: none; GI bleed", BLEED),
        ("Lung cancer; FH: diabetes", CANCER),
        ("FH: diabetes. Lung cancer", CANCER),
        ("History: acute GI bleed", BLEED),
        ("CKD, stage 4 lung cancer", f"{CANCER}, {METASTASIS}"),
        ("Breast cancer, stage 4", f"{CANCER}, {METASTASIS}"),
        ("GI bleed 2026", BLEED),
        ("GI bleed 2015 and again 2026", BLEED),
        ("GI bleed: history: ulcer", BLEED),
        ("Family history: " * 60 + "diabetes; GI bleed", BLEED),
        ("Note of the ward. " * 100 + "GI bleed", BLEED),
        ("Brought by mother with GI bleed", BLEED),
        ("Born 1950, GI bleed", BLEED),
        ("Lung cancer 2015", CANCER),
    ],
)
def test_a_condition_that_names_it_in_words_is_set_aside(text, says):
    assert named(condition({"text": text}, days_ago(1))) == [says]


@pytest.mark.parametrize(
    "text",
    [
        "No evidence of GI bleed",
        "No GI bleed or melena",
        "No GI bleed, resolved",
        "History of GI bleed, resolved",
        "GI bleed ruled out",
        "No history of DVT",
        "Denies previous DVT or PE",
        "Never had a previous DVT",
        "Family history of DVT",
        "Family history: DVT, PE",
        "Mother had history of DVT",
        "FH: DVT",
        "Previous DVT: no",
        "Previous DVT ruled out",
        "History of DVT prophylaxis",
        "History of superficial thrombophlebitis",
        "Former smoker with pulmonary nodule",
        "Risk of DVT",
        "DVT screening",
        "Family history of heparin induced thrombocytopenia",
        "No history of heparin induced thrombocytopenia",
        "Family history of breast cancer",
        "History of stroke",
        "Stroke, history of",
        "Breast cancer screening",
        "Basal cell carcinoma of nose",
        "Breast cancer, in remission",
        "Pulmonary embolism excluded",
        "Stage 4 CKD",
        "Heparin induced thrombocytopenia ruled out",
        "Phlegmasia alba dolens",
        "Heat stroke",
        "Stroke risk",
        "High risk of GI bleed",
        "Melanosis coli",
        "GI bleed prophylaxis",
        "FH: colon cancer",
        "Family history: stroke",
        "Family history, cancer",
        "Cancer - family history",
        "Cancer of colon (FH)",
        "(FH) cancer",
        "Hx: GI bleed",
        "PMH: stroke",
        "Past medical history: stroke",
        "Cancer: none",
        "Stroke: No",
        "DVT: no; PE: no; stroke: no; cancer: no",
        "ROS: melena - no",
        "Denies: GI bleed",
        "Aunt - breast cancer",
        "Maternal grandmother had breast cancer",
        "Stroke in uncle",
        "Cancer workup",
        "Survivor of breast cancer",
        "Breast cancer, in complete remission",
        "Lung cancer, NED",
        "Cancer antigen 125 raised",
        "Chronic kidney disease, stage 4 (severe)",
        "Pressure ulcer of sacral region, stage 4",
        "CKD (stage 4)",
        "Calcification, metastatic",
        "Mini-stroke",
        "GIB hx",
        "Significant family history: cancer",
        "Note of the ward. " * 120 + "GI bleed",
        "GI bleed 2015",
        "Stroke, 2009",
        "CVA in 3/2009",
        "Hypertension",
        "",
    ],
)
def test_a_denial_a_history_and_another_thing_are_not(text):
    assert named(condition({"text": text}, days_ago(1))) == []


def test_a_code_of_a_listed_system_outranks_the_words_beside_it_but_not_for_phlegmasia():
    assert named(condition({**_coded("R10.9"), "text": "Acute GI bleed"}, days_ago(1))) == []
    assert named(condition({**_coded("R60.0"), "text": "Phlegmasia cerulea dolens"}, days_ago(1))) == [PHLEGMASIA]
    local = {"coding": [{"system": "urn:local", "code": "7", "display": "Acute GI bleed"}]}
    assert named(condition(local, days_ago(1))) == [BLEED]


def _coded(code: str) -> dict:
    return {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]}


def test_what_is_over_refuted_or_too_old_is_passed_over():
    bleed = {"text": "Acute GI bleed"}
    for more in ({"verification": "refuted"}, {"verification": "entered-in-error"}):
        assert named(condition(bleed, days_ago(1), **more)) == []
    assert named(condition({"text": "Acute pulmonary embolism"}, days_ago(1), clinical="resolved")) == []
    assert named(condition(bleed, days_ago(30))) == [BLEED]
    assert named(condition(bleed, days_ago(31))) == []
    assert named(condition(bleed)) == [BLEED]
    assert named(condition(bleed, recorded="2001-01-01")) == []
    assert named(condition({"text": "Heparin induced thrombocytopenia"}, "2001", clinical="resolved")) == [HIT]


def test_a_resolved_bleed_counts_for_as_many_days_from_its_end():
    bleed = {"text": "Acute GI bleed"}
    assert named(condition(bleed, days_ago(5), clinical="resolved", abated=days_ago(2))) == [BLEED]
    assert named(condition(bleed, days_ago(60), clinical="resolved", abated=days_ago(2))) == [BLEED]
    assert named(condition(bleed, days_ago(60), clinical="resolved", abated=days_ago(31))) == []
    assert named(condition({"text": "Stroke"}, days_ago(900), clinical="resolved", abated=days_ago(2))) == []


@pytest.mark.parametrize(
    ("text", "days", "says"),
    [("GI bleed, resolved", 30, BLEED), ("Stroke, resolved", 90, STROKE), ("Subdural hematoma, resolved", 90, BRAIN)],
)
def test_what_resolved_in_words_counts_where_it_is_dated_within_its_days(text, days, says):
    assert named(condition({"text": text}, days_ago(days))) == [says]
    assert named(condition({"text": text}, days_ago(days + 3))) == []
    assert named(condition({"text": text})) == []
    assert named(condition({"text": text}, days_ago(2), verification="refuted")) == []


def test_an_earlier_event_in_words_counts_whatever_its_date():
    for more in ({}, {"recorded": "2011-03-01"}, {"clinical": "resolved"}):
        assert named(condition({"text": "History of DVT"}, **more)) == [EARLIER]
    assert named(condition({"text": "History of DVT"}, verification="refuted")) == []
    assert named(condition({**_coded("R60.0"), "text": "History of DVT"})) == []


def test_what_is_dated_in_the_future_may_be_of_today():
    assert named(condition({"text": "Acute GI bleed"}, "2027-11-01")) == [BLEED]
    assert named(procedure({"text": "Hip replacement"}, "2027-11-01")) == [OPERATION]
    assert named(procedure({"text": "Hip replacement"}, "2027-11-01", status="preparation")) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"code": [{"text": "Acute GI bleed"}]},
        {"code": {"text": "Acute GI bleed", "coding": {"system": "urn:x", "code": "y"}}},
        {"code": {"text": "Acute GI bleed", "coding": [{"system": "urn:x", "code": 5}]}},
        {"code": {"text": "Acute GI bleed"}, "id": 5},
        {"code": {"text": "Acute GI bleed"}, "subject": None},
        {"code": {"text": "Acute GI bleed"}, "subject": None, "bodySite": [{"text": "Right"}]},
    ],
)
def test_one_of_odd_shape_is_asked_for_its_words_too(odd):
    def aside(**members):
        given = condition({"text": "?"}, days_ago(1)) | members
        return record_of({name: value for name, value in given.items() if value is not None}).quarantined

    (found,) = aside(**odd)
    assert {"bleeding_active_major", "bleeding_gi"} <= found.concepts
    assert found.reason.endswith("names major bleeding in words only")
    assert not any("bleeding_gi" in each.concepts for each in aside(**odd, verificationStatus={"text": "refuted"}))


def test_a_site_does_not_make_an_unreadable_condition_a_coded_one():
    given = condition({"text": "Swelling"}, days_ago(1), site="SNOMED|24028007")
    assert [each.coded for each in record_of({**given, "subject": {"display": "x"}}).quarantined] == [False]
    given = condition("ICD-10-CM|R10.9", days_ago(1), site="SNOMED|24028007")
    assert [each.coded for each in record_of({**given, "subject": {"display": "x"}}).quarantined] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Laminectomy consult",
        "Knee replacement class",
        "Hip replacement rehab",
        "X-ray hip replacement",
        "Preop evaluation for hip replacement",
        "Prostatectomy specimen",
        "Physical therapy s/p knee replacement",
        "Hip replacement follow-up",
        "Hip replacement education",
    ],
)
def test_what_is_done_about_an_operation_is_none(text):
    assert named(procedure({"text": text}, days_ago(10))) == []


@pytest.mark.parametrize("text", ["Colectomy, specimen sent", "Hip replacement and x-ray", "Follow-up laparotomy"])
def test_what_is_done_beside_an_operation_does_not_hide_it(text):
    assert named(procedure({"text": text}, days_ago(10))) == [OPERATION]


def test_an_operation_is_read_from_procedures_that_took_place():
    hip = {"text": "Right total hip arthroplasty"}
    assert named(procedure(hip, days_ago(20))) == [OPERATION]
    assert named(procedure(hip, days_ago(400))) == []
    assert named(procedure(hip, days_ago(20), status="not-done")) == []
    assert named(condition(hip, days_ago(20))) == []
    assert named(procedure({"text": "Acute GI bleed"}, days_ago(1))) == []


def test_a_newer_version_without_the_words_takes_them_back():
    older = condition({"text": "Acute GI bleed"}, days_ago(1)) | {"id": "x", "meta": {"versionId": "1"}}
    newer = condition({"text": "Hemorrhoids"}, days_ago(1)) | {"id": "x", "meta": {"versionId": "2"}}
    assert named(older, newer) == []
    assert named(newer, older) == []


# --- the list itself ------------------------------------------------------------------------------------------

GOOD = """
denied_before: ["no"]
past_before: [history]
denied_behind: [resolved]
directly_behind: [screening]
headers: [pmh]
concepts:
  bleeding: {says: bleeding, sets: [bleeding_gi], types: [Condition], words: [gi bleed],
    within: [lab_days], why: a reason}
"""


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("bleeding_gi", "no_such_set", "unknown value set no_such_set"),
        ("lab_days", "no_such_days", "unknown threshold no_such_days"),
        ("gi bleed]", "GI-bleed]", "not in the form it is compared in"),
        ("words: [gi bleed]", "words: []", "at least 1"),
        ("[Condition]", "[Encounter]", "Condition"),
        ("why: a reason", "because: a reason", "why"),
    ],
)
def test_a_fault_in_the_list_is_named(tmp_path, wrong, right, message):
    known = feature_knowledge()
    (tmp_path / "named_in_words.yaml").write_text(GOOD)
    read_named_words(tmp_path, known.codes.value_sets, known.limits)
    (tmp_path / "named_in_words.yaml").write_text(GOOD.replace(wrong, right))
    with pytest.raises(KnowledgeError, match=message):
        read_named_words(tmp_path, known.codes.value_sets, known.limits)
