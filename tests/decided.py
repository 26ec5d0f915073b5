"""Decided cases for tests of regimens and orders, in the columns of ``cards/features.yaml``; no FHIR is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from service.case import Case
from service.concluded import Concluded
from service.decision import Decision, decide
from service.feature_rows import facts_of
from service.features.feature import Feature, Quantity, State
from service.modifiers import modifiers_of, read_modifiers
from service.site import Site
from service.treatment.suggestions import Suggested, suggestions_for
from tests.builders import record_of

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

A_MAN_OF_70_KG: Mapping[str, str] = {
    "age_y": "50",
    "sex": "male",
    "weight_kg": "70",
    "crcl_ml_min": "90",
    "platelets_10e9_l": "220",
    "pregnancy": "absent",
    "acute_leg_dvt_confirmed": "present",
    "clinical_suspicion": "high",
    "location": "gastrocnemius_only",
    "bilateral": "absent",
    "occlusive": "absent",
    "limb_threat": "absent",
    "symptom_days": "3",
    "length_cm": "4",
    "n_veins": "1",
    "close_to_proximal": "absent",
    "unprovoked": "absent",
    "severe_symptoms": "absent",
}
"""An isolated gastrocnemius thrombosis of 4 cm without a risk feature: surveillance."""

MASSIVE = {
    "location": "iliofemoral",
    "bilateral": "present",
    "occlusive": "present",
    "limb_threat": "present",
    "severe_symptoms": "present",
}


@dataclass(frozen=True)
class Call:
    """The members of a hook call that orders are written from."""

    hook_instance: str = "5d3f0f9c-30b5-4ad6-8f3e-cd6ec8a9b0a1"
    service_id: str = "dvt-order-sign"
    patient_id: str = "synthetic-1"
    encounter_id: str | None = "visit-1"
    user_id: str = "Practitioner/doctor-1"


def features_of(knowledge: Any, **given: Any) -> dict[str, Feature]:
    """Features of a patient; a number given for a measured input becomes its quantity too."""
    row = {**A_MAN_OF_70_KG, **given}
    found = {}
    for name, possible in facts_of(row, knowledge).items():
        written = str(row.get(name, ""))
        is_number = written.replace(".", "", 1).isdigit()
        quantity = Quantity(Decimal(written), knowledge.facts[name].unit) if is_number else None
        state = State.DOCUMENTED if name in row else State.NOT_DOCUMENTED
        found[name] = Feature(name, possible, state, quantity=quantity)
    return found


def a_decision(outcome: str = "ANTICOAGULATE", rule: str = "R4e", indicator: str = "warning") -> Decision:
    """A decision as given, where the tables that lead to it are not under test."""
    return Decision(outcome, indicator, rule, (rule,), ())


@dataclass(frozen=True)
class Decided:
    """What the tables and flags make of a patient, and the suggestions that follow."""

    decision: Decision
    modifiers: tuple[str, ...]
    suggested: Suggested

    def labels(self) -> list[str]:
        return [each["label"] for each in self.suggested.suggestions]

    def resources(self) -> list[dict[str, Any]]:
        return [action["resource"] for each in self.suggested.suggestions for action in each["actions"]]


def suggested_for(
    knowledge: Any,
    *,
    call: Call = Call(),
    record: Any = None,
    now: datetime = NOW,
    first_positive_scan: datetime | None = None,
    side: Any = None,
    and_modifiers: Iterable[str] = (),
    **given: Any,
) -> Decided:
    """Decide a patient by the tables and write the suggestions: ``suggested_for(knowledge, length_cm="6")``."""
    features = features_of(knowledge, **given)
    facts = {name: each.possible for name, each in features.items()}
    decision = decide(knowledge.model, facts)
    needs = {name: spec.need for name, spec in knowledge.facts.items()}
    flags = modifiers_of(decision, knowledge.model, facts, read_modifiers(knowledge.modifiers), needs)
    modifiers = tuple(dict.fromkeys((*flags, *and_modifiers)))
    known = Concluded(knowledge, decision, modifiers, facts)
    case = Case(
        request=call,
        record=record_of() if record is None else record,
        knowledge=knowledge,
        site=Site(),
        now=now,
        features=features,
        facts=facts,
        decision=decision,
        modifiers=modifiers,
        counterfactuals=(),
        facts_digest="",
        known=known,
        ledger=None,
        side=side,
        first_positive_scan=first_positive_scan,
    )
    suggested = suggestions_for(case, features, known)
    return Decided(decision, modifiers, suggested)
