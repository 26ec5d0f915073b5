"""What a card rests on, as a digest: an override silences a card only where all of it is the same again.

Beside the facts of the decision these are whatever else changes what the card says or drafts: the clinical content, the
leg, the day of the first positive scan, the contraindications weighed item by item, the doses offered, and of an order
what was found about it.  Numbers that change no fact and no dose are left out, and so are ids of orders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson

from service.case import Case
from service.features.sought import ABSENT, NOT_CHECKED
from service.fhir.medications import dosages, medication_reference, medication_text
from service.fhir.record import Resource
from service.review.drafts import UNREADABLE, UNREADABLE_DRUG

if TYPE_CHECKING:
    from service.review.findings import Finding
    from service.treatment.suggestions import Suggested

_SITE_MEMBERS = ("bodySite", "codeCodeableConcept", "orderDetail")


def decision_facts(case: Case, offered: Suggested) -> str:
    """The digest of a decision card; ``offered`` is what it could suggest, whatever of it is drafted already."""
    actions = (action["resource"] for each in offered.suggestions for action in each["actions"])
    drugs = [each for each in actions if each["resourceType"] == "MedicationRequest"]
    return _digest(case, [*_of_case(case), *map(_drafted, drugs)])


def finding_facts(case: Case, finding: Finding) -> str:
    """The digest of an order-review card: another drug, dose, reason or companion is another finding."""
    return _digest(case, [*_of_case(case), *_of_finding(case, finding)])


def _digest(case: Case, told: list[Any]) -> str:
    try:
        text = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError, RecursionError):
        # What cannot be written out cannot be told from another order: it is never silenced by another call.
        text = case.request.hook_instance.encode("utf-8", "backslashreplace")
    return hashlib.sha256(case.facts_digest.encode() + b"\0" + text).hexdigest()


def _of_case(case: Case) -> list[Any]:
    scanned = case.first_positive_scan
    weighed = case.ledger
    items = (*weighed.anticoagulation, *weighed.lysis_absolute, *weighed.lysis_relative) if weighed is not None else ()
    return [
        case.knowledge.content_hash,
        case.side or "",
        scanned.date().isoformat() if scanned is not None else "",
        [f"{each.id}={each.state}" for each in items if each.state not in (ABSENT, NOT_CHECKED)],
    ]


def _of_finding(case: Case, finding: Finding) -> Iterator[Any]:
    facts, order = finding.facts, finding.order
    yield [finding.spec.id, *(each.id for each in finding.also)]
    yield [order.kind, order.name, order.standing, order.named_class]
    yield {name: sorted(found) for name, found in facts.values.items()}
    yield [each.text for each in finding.reasons]
    if facts.label is not None:
        yield [facts.label.verdict, facts.label.line]
    if facts.interaction is not None:
        yield [facts.interaction.kind, facts.interaction.drug.regimen]
    yield [_ordered(order.resource)] if order.resource is not None else []
    yield [[each.relation, each.name, _ordered(each.resource)] for each in facts.companions]
    if order.not_checked == UNREADABLE and order.name != UNREADABLE_DRUG:
        yield case.request.hook_instance  # one card for several orders, of which the finding holds the first only


def _drafted(drug: dict[str, Any]) -> list[Any]:
    """A drug that the card drafts and its amounts; how long is left of the course changes with every day."""
    amounts = [each.get("doseAndRate") for each in drug.get("dosageInstruction", ())]
    return [drug.get("medicationCodeableConcept"), amounts]


def _ordered(resource: Resource) -> list[Any]:
    """What is ordered and how much of it, by codes where there are any; dates and ids are left out."""
    data = resource.data
    drug: list[Any] = sorted(resource.codes)
    if not drug:
        drug = [medication_text(resource), medication_reference(data), data.get("contained")]
    return [
        resource.type,
        drug,
        [_timeless(each) for each in dosages(resource)],
        [data[name] for name in _SITE_MEMBERS if name in data],
    ]


def _timeless(dosage: Any) -> Any:
    """A dosage instruction without the dates of its timing: the same order sent on another day is the same."""
    timing = dosage.get("timing") if isinstance(dosage, dict) else None
    if not isinstance(timing, dict):
        return dosage
    repeat = timing.get("repeat")
    kept = {name: value for name, value in timing.items() if name != "event"}
    if isinstance(repeat, dict):
        kept["repeat"] = {name: value for name, value in repeat.items() if name != "boundsPeriod"}
    return {**dosage, "timing": kept}
