"""Answers under other names of their code system, and newer answers that cannot be read.

A newer answer that cannot be read takes an older harmless one away and is named; the dangerous one stands.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from service.content import cards_folder
from service.features.feature import State
from tests.builders import LEFT, LOCAL_VALUE, RIGHT, condition, days_ago, hours_ago, medication_request, observation

DVT = condition("ICD-10-CM|I82.431", days_ago(2))
CALF = condition("ICD-10-CM|I82.461", days_ago(2))
BOTH_ILIAC = condition("ICD-10-CM|I82.423", days_ago(2))
WORDS = {"valueString": "Yes, in part"}
NOT_READ = "cannot be read"
URIS: dict[str, list[str]] = yaml.safe_load((cards_folder(None) / "value_sets" / "systems.yaml").read_text("utf-8"))


def _spellings(alias: str) -> list[str]:
    known = URIS[alias]
    folded = [known[0] + "/", known[0].replace("http://", "https://"), known[0] + "|2026"]
    return [*known, *folded]


@pytest.mark.parametrize("system", [*_spellings("SNOMED"), "http://snomed.info/sct/731000124108"])
def test_yes_and_no_of_snomed_are_read_under_every_name_of_the_system(extracted, system):
    assert extracted("limb_threat", DVT, observation("limb-threat", f"{system}|373066001")).value == "present"
    assert extracted("limb_threat", DVT, observation("limb-threat", f"{system}|373067005")).value == "absent"


@pytest.mark.parametrize(
    ("system", "yes", "no"),
    [(uri, "LA33-6", "LA32-8") for uri in _spellings("LOINC")]
    + [(uri, "Y", "N") for uri in _spellings("YES-NO")]
    + [(uri, "true", "false") for uri in (*_spellings("SPECIAL-VALUES"), *_spellings("DVT-CDS-VALUE"))],
)
def test_yes_and_no_of_the_other_systems_are_read_under_every_name(extracted, system, yes, no):
    assert extracted("active_bleeding", DVT, observation("active-bleeding", f"{system}|{yes}")).value == "present"
    assert extracted("active_bleeding", DVT, observation("active-bleeding", f"{system}|{no}")).value == "absent"


def test_a_yes_of_a_system_that_is_not_listed_is_not_read(extracted):
    assert not extracted("limb_threat", DVT, observation("limb-threat", "urn:oid:1.2.3|373066001")).is_known


@pytest.mark.parametrize("system", [LOCAL_VALUE, LOCAL_VALUE + "/", LOCAL_VALUE.replace("https", "http")])
@pytest.mark.parametrize(
    ("name", "code", "answer", "value"),
    [
        ("bleeding_category", "bleeding-risk", "high", "high"),
        ("occlusive", "occlusion-status", "occlusive", "present"),
        ("serial_extension", "serial-extension", "into-proximal", "into_proximal"),
        ("pref_avoid_ac", "anticoagulation-preference", "declines", "present"),
        ("unprovoked", "provocation", "unprovoked", "present"),
        ("clinical_suspicion", "clinical-suspicion", "moderate", "moderate"),
    ],
)
def test_coded_answers_are_read_under_every_name_of_the_local_system(extracted, system, name, code, answer, value):
    assert extracted(name, DVT, observation(code, f"{system}|{answer}")).value == value


HARMLESS: list[tuple[str, str, Any]] = [
    ("limb_threat", "limb-threat", False),
    ("active_bleeding", "active-bleeding", False),
    ("severe_symptoms", "severe-symptoms", False),
    ("close_to_proximal", "close-to-proximal-veins", False),
    ("pregnancy", "pregnant", False),
    ("prior_vte", "prior-vte", False),
    ("active_cancer", "active-cancer", False),
    ("surgery_90d", "recent-major-surgery", False),
    ("inpatient_or_hosp_90d", "inpatient-or-recent-admission", False),
    ("covid19", "covid-19-recent", False),
    ("progression_on_ac", "progression-on-anticoagulation", False),
    ("cdt_failed", "cdt-failed", False),
    ("on_therapeutic_ac", "therapeutic-anticoagulation", False),
    ("life_expectancy_ge_1y", "limited-life-expectancy", False),
    ("bleeding_category", "bleeding-risk", "low"),
    ("occlusive", "occlusion-status", "non-occlusive"),
    ("serial_extension", "serial-extension", "none"),
    ("pref_avoid_ac", "anticoagulation-preference", "accepts"),
    ("unprovoked", "provocation", "provoked"),
    ("clinical_suspicion", "clinical-suspicion", "low"),
]
DANGEROUS: list[tuple[str, str, Any]] = [
    *((name, code, True) for name, code, answer in HARMLESS if answer is False and name != "on_therapeutic_ac"),
    ("bleeding_category", "bleeding-risk", "high"),
    ("occlusive", "occlusion-status", "occlusive"),
    ("serial_extension", "serial-extension", "into-proximal"),
    ("pref_avoid_ac", "anticoagulation-preference", "declines"),
    ("unprovoked", "provocation", "unprovoked"),
    ("clinical_suspicion", "clinical-suspicion", "high"),
]


@pytest.mark.parametrize(("name", "code", "answer"), HARMLESS)
def test_a_newer_answer_that_cannot_be_read_takes_the_harmless_one_away(extracted, name, code, answer):
    older, newer = observation(code, answer, hours_ago(9)), observation(code, WORDS, hours_ago(1))
    assert extracted(name, DVT, older).is_known
    found = extracted(name, DVT, older, newer)
    assert not found.is_known
    assert found.state is State.REFUSED or found.evidence
    told = (*found.notes, *(each.note for each in found.evidence))
    assert any(NOT_READ in each for each in told)
    assert found == extracted(name, DVT, newer, older)


@pytest.mark.parametrize(("name", "code", "answer"), HARMLESS)
def test_an_older_answer_that_cannot_be_read_takes_nothing_away(extracted, name, code, answer):
    older, newer = observation(code, WORDS, hours_ago(9)), observation(code, answer, hours_ago(1))
    assert extracted(name, DVT, older, newer).possible == extracted(name, DVT, newer).possible


@pytest.mark.parametrize(("name", "code", "answer"), DANGEROUS)
def test_the_dangerous_answer_stands_beside_a_newer_one_that_cannot_be_read(extracted, name, code, answer):
    older, newer = observation(code, answer, hours_ago(9)), observation(code, WORDS, hours_ago(1))
    assert extracted(name, DVT, older, newer).possible == extracted(name, DVT, older).possible
    assert extracted(name, DVT, older).is_known


def test_neither_yes_nor_no_stands_where_both_are_dangerous(extracted):
    older = observation("therapeutic-anticoagulation", True, hours_ago(9))
    newer = observation("therapeutic-anticoagulation", {"valueString": "No, stopped"}, hours_ago(1))
    assert extracted("on_therapeutic_ac", DVT, older).value == "present"
    assert not extracted("on_therapeutic_ac", DVT, older, newer).is_known
    assert not extracted("current_anticoagulant", DVT, older, newer).is_known


@pytest.mark.parametrize("given", [WORDS, True])
def test_an_only_answer_about_treatment_that_cannot_be_used_is_not_absence(extracted, given):
    status = "preliminary" if given is True else "final"
    found = extracted("on_therapeutic_ac", DVT, observation("therapeutic-anticoagulation", given, status=status))
    assert (found.is_known, found.state, bool(found.notes)) == (False, State.REFUSED, True)


def test_an_order_outranks_an_answer_about_treatment_that_cannot_be_read(extracted):
    order = medication_request("RxNorm|1364445", days_ago(5), dose=(5, "mg"), times_a_day=2)
    answer = observation("therapeutic-anticoagulation", WORDS)
    assert extracted("on_therapeutic_ac", DVT, order, answer).value == "present"


def test_an_answer_without_a_date_may_be_the_newer_one(extracted):
    no, unread = observation("limb-threat", False, hours_ago(1)), observation("limb-threat", WORDS, at="")
    assert not extracted("limb_threat", DVT, no, unread).is_known


def test_a_perfusion_that_cannot_be_read_speaks_of_its_own_leg(extracted):
    no = observation("limb-threat", False, hours_ago(5), site=RIGHT)
    assert not extracted("limb_threat", DVT, no, observation("limb-threat", WORDS, site=RIGHT)).is_known
    assert not extracted("limb_threat", DVT, no, observation("limb-threat", WORDS)).is_known
    assert extracted("limb_threat", DVT, no, observation("limb-threat", WORDS, site=LEFT)).value == "absent"


def test_an_occlusion_that_cannot_be_read_speaks_of_its_own_leg(extracted):
    no = [observation("occlusion-status", "non-occlusive", hours_ago(5), site=leg) for leg in (RIGHT, LEFT)]
    unread = observation("occlusion-status", WORDS, site=LEFT)
    assert extracted("occlusive", DVT, *no, unread).value == "absent"
    assert extracted("occlusive", BOTH_ILIAC, *no, unread).value == "absent"  # the right leg is open
    assert not extracted("occlusive", BOTH_ILIAC, no[1], unread).is_known


def test_a_status_of_the_whole_leg_replaces_an_older_one_of_a_vein_that_cannot_be_read(extracted):
    popliteal = "SNOMED|56849005"
    older = observation("occlusion-status", WORDS, hours_ago(9), site=popliteal)
    whole = observation("occlusion-status", "non-occlusive", hours_ago(1))
    assert extracted("occlusive", DVT, older, whole).value == "absent"
    newer = observation("occlusion-status", WORDS, hours_ago(0.5), site=popliteal)
    assert not extracted("occlusive", DVT, newer, whole).is_known


def test_an_extension_shown_by_two_scans_keeps_what_it_shows(extracted):
    longer = [observation("thrombus-length", (length, "cm"), days_ago(day)) for length, day in ((3, 8), (6.5, 1))]
    unread = observation("serial-extension", WORDS, hours_ago(1))
    assert extracted("serial_extension", CALF, *longer).value == "within_distal"
    assert extracted("serial_extension", CALF, *longer, unread).possible == {"within_distal", "into_proximal"}


def test_a_yes_too_old_for_bleeding_now_is_no_answer_beside_one_that_cannot_be_read(extracted):
    old = condition("ICD-10-CM|I82.431", days_ago(15))
    yes, unread = observation("active-bleeding", True, days_ago(9)), observation("active-bleeding", WORDS)
    assert extracted("active_bleeding", old, yes).value == "absent"
    assert not extracted("active_bleeding", old, yes, unread).is_known


def test_a_later_pain_score_answers_for_symptoms_that_cannot_be_read(extracted):
    unread = observation("severe-symptoms", WORDS, hours_ago(5))
    mild = observation("LOINC|72514-3", (2, "{score}"), hours_ago(1))
    assert extracted("severe_symptoms", DVT, unread, mild).value == "absent"
    early = observation("LOINC|72514-3", (2, "{score}"), hours_ago(9))
    assert not extracted("severe_symptoms", DVT, unread, early).is_known


def test_single_words_are_levels_and_nothing_longer(extracted):
    for word in ("High", " high "):
        judged = observation("bleeding-risk", {"valueString": word})
        assert extracted("bleeding_category", DVT, judged).value == "high"
    judged = observation("bleeding-risk", {"valueCodeableConcept": {"text": "low"}})
    assert extracted("bleeding_category", DVT, judged).value == "low"
    for words in ("rather high", "low?", "not low"):
        assert not extracted("bleeding_category", DVT, observation("bleeding-risk", {"valueString": words})).is_known
    coded = {"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "1"}], "text": "low"}}
    assert not extracted("bleeding_category", DVT, observation("bleeding-risk", coded)).is_known


@pytest.mark.parametrize("code", ["M79.A21", "I96"])
def test_a_suspected_limb_threat_beside_a_leg_dvt_is_named_and_not_ruled_out(extracted, code):
    no = observation("limb-threat", False, hours_ago(1))
    suspected = condition(f"ICD-10-CM|{code}", days_ago(0.5), verification="provisional")
    found = extracted("limb_threat", DVT, no, suspected)
    assert not found.is_known
    assert "suspected" in {each.note for each in found.evidence}
    assert extracted("limb_threat", no, suspected).value == "absent"
