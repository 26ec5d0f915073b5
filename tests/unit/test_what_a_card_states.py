"""What a card states of the patient is known of the patient: no row of a combined rule is taken for a fact.

Patients drawn at random, always the same ones, with much left unknown.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from service.answer import decide_facts
from service.concluded import Concluded
from service.feature_rows import facts_of
from service.tables import Facts

LEFT_OPEN = (
    "on_therapeutic_ac",
    "ac_absolute_contraindication",
    "serial_extension",
    "limb_threat",
    "limb_threat_told",
    "bleeding_category",
    "acute_pe",
)
LOCATIONS = ("gastrocnemius_only", "distal_axial", "femoropopliteal", "iliofemoral", "unknown")
CLAIMS = {
    "Therapeutic anticoagulation is in place": ("on_therapeutic_ac", "present"),
    "already on a treatment dose": ("on_therapeutic_ac", "present"),
    "continue the present anticoagulant": ("on_therapeutic_ac", "present"),
    "Anticoagulation is contraindicated": ("anticoagulation_contraindicated", "present"),
    "anticoagulation contraindicated": ("anticoagulation_contraindicated", "present"),
    "extended on the repeat scan": ("serial_extension", "within_distal"),
    "extended, bleeding risk high": ("serial_extension", "within_distal"),
    "thrombus extended within the calf": ("serial_extension", "within_distal"),
    "The limb is threatened": ("limb_threat", "present"),
    "perfusion is documented normal": ("limb_threat", "absent"),
    "bleeding risk high": ("bleeding_effective", "high"),
    "Acute pulmonary embolism": ("acute_pe", "present"),
}


def _facts(knowledge: Any, draw: random.Random) -> Facts:
    drawn = [name for name in knowledge.facts if draw.random() < 0.2]
    given = {name: draw.choice((*knowledge.facts[name].domain, "unknown")) for name in drawn}
    for name in LEFT_OPEN:
        if draw.random() < 0.5:
            given[name] = draw.choice((*knowledge.facts[name].domain, "unknown", "unknown"))
    for name in ("length_cm", "n_veins", "close_to_proximal", "unprovoked", "severe_symptoms"):
        if draw.random() < 0.8:
            given[name] = knowledge.facts[name].domain[0]
    given["location"] = draw.choice(LOCATIONS)
    given["acute_leg_dvt_confirmed"], given["age_y"] = draw.choice(("present", "present", "unknown")), "from_18_to_64"
    return facts_of(given, knowledge)


@pytest.fixture(scope="module")
def concluded(knowledge: Any) -> list[Concluded]:
    draw = random.Random(20261122)
    return [decide_facts(knowledge, _facts(knowledge, draw)).known for _ in range(1500)]


def test_a_card_claims_nothing_that_is_not_known(concluded):
    claimed: Counter[str] = Counter()
    for known in concluded:
        if known.decision.outcome == "NOT_APPLICABLE":
            continue
        said = f"{known.said.card.summary} {known.said.card.lead}"
        for words, (name, value) in CLAIMS.items():
            if words in said:
                claimed[words] += 1
                assert known.circumstances.hold({name: frozenset((value,))}), (known.decision.rule, said)
    assert len(claimed) > 6, claimed


def test_what_may_be_taken_is_named_wherever_a_card_would_start_an_anticoagulant(concluded):
    met = 0
    for known in concluded:
        starts = known.decision.outcome in ("ANTICOAGULATE", "CDT_TRANSFER")
        if starts and known.circumstances.hold({"on_therapeutic_ac": frozenset(("unknown",))}):
            told = {"CONFIRM_PRESENT_ANTICOAGULANT", "FIND_OUT_ANTICOAGULANT"} & set(known.modifiers)
            assert told, known.decision.rule
            met += 1
    assert met > 30
