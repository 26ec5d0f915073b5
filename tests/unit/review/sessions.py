"""Ordering sessions: a synthetic patient with a leg DVT, drafts, and what the review makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from service.answer import decide_case
from service.card_writer import EXTENSION, cards_of
from service.case import Case
from service.concluded import Concluded
from service.features.feature import Feature, State
from service.hooks.messages import HookRequest
from service.review.findings import Reviewed, review
from service.site import Site
from tests.builders import (
    NOW,
    PATIENT,
    condition,
    days_ago,
    diagnostic_report,
    medication_request,
    observation,
    patient,
    record_of,
    service_request,
)

DRUGS = {
    "apixaban": "1364430",
    "rivaroxaban": "1114195",
    "edoxaban": "1599538",
    "dabigatran": "1037042",
    "enoxaparin": "67108",
    "dalteparin": "67109",
    "fondaparinux": "321208",
    "heparin": "5224",
    "warfarin": "11289",
    "ketoconazole": "6135",
    "rifampicin": "9384",
}
FILTER, STOCKINGS, LIMITED, WHOLE_LEG = "SNOMED|398182006", "SNOMED|1142015002", "SNOMED|715967001", "LOINC|39443-7"
POPLITEAL_DVT, CALF_DVT = "ICD-10-CM|I82.431", "ICD-10-CM|I82.461"


def drug(
    name: str, dose: float | None = None, times: int | None = None, unit: str = "mg", **members: Any
) -> dict[str, Any]:
    """A draft of a drug: ``drug("apixaban", 5, 2)``."""
    amount = (dose, unit) if dose is not None else None
    return medication_request(f"RxNorm|{DRUGS[name]}", status="draft", dose=amount, times_a_day=times, **members)


def active(
    name: str, dose: float, times: int, *, since: float = 40, unit: str = "mg", **members: Any
) -> dict[str, Any]:
    """An active order of a drug."""
    return medication_request(f"RxNorm|{DRUGS[name]}", days_ago(since), dose=(dose, unit), times_a_day=times, **members)


def request(code: str, due: str | None = None, **members: Any) -> dict[str, Any]:
    """A draft ServiceRequest."""
    return service_request(code, due, status="draft", **members)


def phases(name: str, *steps: tuple[float, int]) -> dict[str, Any]:
    """A draft of several steps in sequence: ``phases("apixaban", (10, 2), (5, 2))``."""
    draft = drug(name)
    draft["dosageInstruction"] = [
        {**drug(name, dose, times)["dosageInstruction"][0], "sequence": number}
        for number, (dose, times) in enumerate(steps, 1)
    ]
    return draft


PROXIMAL = (
    condition(POPLITEAL_DVT, days_ago(4)),
    observation("limb-threat", False),
    observation("severe-symptoms", False),
    observation("LOINC|29463-7", (80, "kg"), days_ago(1)),
    observation("LOINC|2160-0", (0.9, "mg/dL"), days_ago(1)),
    observation("LOINC|777-3", (220, "10*9/L"), days_ago(1)),
)
"""A man with a popliteal DVT in whom nothing bars anything."""


CODES_ONLY, READS_TEXT = Site(), Site(free_text=True)
TEXT_ONLY = (
    diagnostic_report("LOINC|48692-8", days_ago(1), conclusion="Acute thrombus in the left popliteal vein."),
    *PROXIMAL[1:],
)
"""The same man, but only the text of a report tells of the thrombosis."""


@dataclass(frozen=True)
class Session:
    """A decided case and its review."""

    case: Case

    @property
    def reviewed(self) -> Reviewed:
        return review(self.case)

    def findings(self) -> list[str]:
        return [each.spec.id for each in self.reviewed.findings]

    def cards(self) -> list[dict[str, Any]]:
        return [each.card for each in cards_of(self.case)]

    def card(self, finding: str) -> dict[str, Any]:
        """The one card of a finding."""
        (found,) = [each for each in self.cards() if each["extension"][EXTENSION].get("finding") == finding]
        return found

    def decision_card(self) -> dict[str, Any] | None:
        return next((each for each in self.cards() if "outcome" in each["extension"][EXTENSION]), None)


def session(
    knowledge: Any,
    *drafts: Mapping[str, Any],
    record: Iterable[Mapping[str, Any]] = PROXIMAL,
    also: Iterable[Mapping[str, Any]] = (),
    hook: str = "order-sign",
    selections: Iterable[str] = (),
    features: Mapping[str, str] = {},
    site: Site = CODES_ONLY,
    **reading: Any,
) -> Session:
    """A session with these drafts; ``features`` sets values of features after the record was read."""
    found = record_of(patient(gender="male"), *record, *also, drafts=drafts, **reading)
    if selections:
        found = msgspec.structs.replace(found, selections=tuple(selections))
    call = HookRequest(
        hook=hook,
        hook_instance="5d3f0f9c-30b5-4ad6-8f3e-cd6ec8a9b0a1",
        service_id=f"dvt-{hook}",
        context={},
        prefetch={},
        patient_id=PATIENT,
        user_id="Practitioner/doctor-1",
        draft_orders=tuple(map(dict, drafts)),
    )
    case = decide_case(call, found, knowledge, NOW, site)
    if features:
        case = _with(case, features)
    return Session(case)


def _with(case: Case, values: Mapping[str, str]) -> Case:
    """The same case with other features; the decision stays as it was."""
    changed = {
        name: Feature(
            name,
            frozenset(case.knowledge.domains[name]) if value == "unknown" else frozenset((value,)),
            State.DOCUMENTED,
        )
        for name, value in values.items()
    }
    features = {**case.features, **changed}
    facts = {name: each.possible for name, each in features.items()}
    known = Concluded(case.knowledge, case.decision, case.modifiers, facts)
    return replace(case, features=features, facts=facts, known=known, chart=None)
