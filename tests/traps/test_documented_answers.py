"""A caller that has only Conditions and Observations reaches every outcome through documented answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import condition, days_ago, observation
from tests.traps.answers import ask

ONLY = ("conditions", "observations")
ORDINARY: dict[str, Any] = {
    "active-cancer": False,
    "prior-vte": False,
    "recent-major-surgery": False,
    "inpatient-or-recent-admission": False,
    "active-bleeding": False,
    "therapeutic-anticoagulation": False,
    "pregnant": False,
    "covid-19-recent": False,
    "bleeding-risk": "low",
    "severe-symptoms": False,
    "provocation": "provoked",
    "limb-threat": False,
    "anticoagulation-preference": "accepts",
    "limited-life-expectancy": False,
}
SCAN: dict[str, Any] = {
    "thrombus-length": (4, "cm"),
    "thrombus-max-diameter": (5, "mm"),
    "thrombosed-vein-count": 1,
    "close-to-proximal-veins": False,
    "occlusion-status": "non-occlusive",
}
CALF, POPLITEAL = condition("ICD-10-CM|I82.461", days_ago(3)), condition("ICD-10-CM|I82.431", days_ago(3))
BOTH_LEGS = condition("ICD-10-CM|I82.423", days_ago(3))
SUSPECTED = condition("SNOMED|404223003", days_ago(1), verification="provisional")
BLOOD = (
    observation("LOINC|777-3", (220, "10*9/L")),
    observation("LOINC|6301-6", (1.0, "{INR}")),
    observation("LOINC|718-7", (14, "g/dL")),
)
THREAT = {"limb-threat": True, "occlusion-status": "occlusive"}


@pytest.mark.trap("F-51")
@pytest.mark.parametrize(
    ("resources", "answers", "outcome"),
    [
        ([CALF], SCAN, "SURVEILLANCE"),
        ([CALF], SCAN | {"thrombus-length": (6, "cm")}, "ANTICOAGULATE"),
        ([CALF], SCAN | {"active-cancer": True}, "ANTICOAGULATE"),
        ([CALF], SCAN | {"anticoagulation-preference": "declines"}, "SURVEILLANCE"),
        ([BOTH_LEGS, *BLOOD], THREAT, "CDT_TRANSFER"),
        ([BOTH_LEGS, *BLOOD], THREAT | {"cdt-failed": True}, "CONSIDER_SURGICAL_THROMBECTOMY"),
        ([POPLITEAL, *BLOOD], {"active-bleeding": True}, "CONSIDER_IVC_FILTER"),
        ([SUSPECTED], {}, "INSUFFICIENT_DATA"),
        ([], {}, "NOT_APPLICABLE"),
    ],
)
def test_documented_answers_beside_conditions_and_observations_reach_every_outcome(
    knowledge, resources, answers, outcome
):
    told = [observation(code, value) for code, value in (ORDINARY | answers).items()]
    assert ask(knowledge, *resources, *told, asked=ONLY).decision.outcome == outcome


@pytest.mark.trap("F-51")
def test_without_the_answers_the_same_caller_is_told_what_is_missing(knowledge):
    scan = [observation(code, value) for code, value in SCAN.items()]
    found = ask(knowledge, CALF, *scan, asked=ONLY)
    assert len(found.features["bleeding_category"].possible) > 1
    assert not found.features["on_therapeutic_ac"].is_known
    assert found.state != "nothing"
