"""How an anticoagulant order begins, and what it stands beside (C-47, R-1, R-4, R-7, R-9, R-21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.chart import Chart
from service.features.current_drug import OTHER, SETS
from service.features.current_drugs import current_drugs
from service.features.dosage import Dosage
from service.features.dosages_once import dosages_of
from service.features.drug_use import DRUG_TYPES
from service.fhir.dates import clinical_time
from service.fhir.record import Resource
from service.fhir.status import is_prohibition
from service.review.content import OrderSpec
from service.review.drafts import DOSES, PARENTERAL, ReviewedOrder, dose_ordered
from service.review.limits import Limits
from service.treatment.dosing import Phase

if TYPE_CHECKING:
    from service.treatment.regimen_types import LeadIn

_OVERLAPPED = frozenset({"warfarin", "edoxaban", "dabigatran"})
"""Drugs that a parenteral one leads in or overlaps with."""
_GRAVEST = ("second_anticoagulant", "treatment_dose", "same_again", "prophylactic_dose")
_BY_STEPS = frozenset({"heparin", "warfarin"})
"""Two orders of these are bolus and infusion, or two strengths of tablets."""


# --- how it begins --------------------------------------------------------------------------------------------


def initiation(order: ReviewedOrder, drafts: Sequence[ReviewedOrder], chart: Chart, limits: Limits) -> str:
    """Whether the first phase of the label is there: ``complete``, ``missing``, ``under_way``, ``unknown``.

    Empty for an order that is not a draft of a treatment dose.  A patient who is anticoagulated, or was in this
    episode, is past the beginning; where treatment is not known, so is this.
    """
    if order.standing != "draft" or order.dose != "treatment":
        return ""
    treated = chart.feature("on_therapeutic_ac").value
    if treated != "absent":
        return "under_way" if treated == "present" else "unknown"
    if treated_before(order, chart):
        return "under_way"
    lead_in: LeadIn | None = limits.drugs[order.regimen].lead_in
    if lead_in is not None:
        led = any(each.may_treat and each.drug_class in (*PARENTERAL, "other_anticoagulant") for each in drafts)
        return "complete" if led else "missing"
    first = next((each for each in limits.phases(order.regimen) if each.name == "initiation"), None)
    if first is None:
        return "complete" if limits.phases(order.regimen) else "unknown"
    return first_phase(first, [each for each in drafts if each.kind == order.kind])


def first_phase(first: Phase, same_drug: Iterable[ReviewedOrder]) -> str:
    """Whether orders of one drug hold its first phase: ``complete``, ``missing`` or ``unknown``."""
    verdict = "missing"
    for each in same_drug:
        if each.is_pack or any(_reaches(first, dosage) for dosage in each.dosages):
            return "complete"
        if not each.dosages or any(dosage.dose is None or dosage.times_a_day is None for dosage in each.dosages):
            verdict = "unknown"
    return verdict


def _reaches(first: Phase, dosage: Dosage) -> bool:
    if dosage.dose is None or dosage.times_a_day is None or dosage.unit != first.unit:
        return False
    return dosage.dose[0] >= first.amount and dosage.times_a_day[0] >= Decimal(first.timing.frequency or 0)


def treated_before(order: ReviewedOrder, chart: Chart) -> bool:
    """Whether an earlier order or statement of this episode may have been treatment, whatever became of it."""
    found: frozenset[str] = chart.once("perhaps treatment", _perhaps_treatment)
    return not found <= {order.reference}


def _perhaps_treatment(chart: Chart) -> frozenset[str]:
    """The references of what may have been treatment, two of them at most: one of these is another than any order."""
    since = chart.now - timedelta(days=int(chart.threshold("episode_current_days")))
    found: set[str] = set()
    for drug, name in (*SETS.items(), ("", OTHER)):
        for each in chart.record.with_concept(name):
            when = clinical_time(each)
            if each.type not in DRUG_TYPES or is_prohibition(each) or each.reference in found:
                continue
            if when is not None and when.latest < since:
                continue
            if (
                not drug
                or dose_ordered(chart, drug, dosages_of(chart, each, _display(chart, each, name))) != "below_treatment"
            ):
                found.add(each.reference)
                if len(found) == 2:
                    return frozenset(found)
    return frozenset(found)


def _display(chart: Chart, resource: Resource, name: str) -> str:
    codes = chart.knowledge.codes
    return next((codes.display(*pair) for pair in resource.codes if name in codes.concepts(*pair)), "")


# --- what it stands beside ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Companion:
    """An anticoagulant beside the order under review."""

    relation: str
    """``second_anticoagulant``, ``treatment_dose`` (beside a prophylactic order) or ``prophylactic_dose``."""
    name: str
    resource: Resource
    is_draft: bool


def companions(
    order: ReviewedOrder, drafts: Sequence[ReviewedOrder], chart: Chart, orders: Mapping[str, OrderSpec]
) -> tuple[Companion, ...]:
    """The anticoagulants that this draft would be given beside, by how grave that is, active ones first.

    Of two drafts the later one is told.  Overlap with warfarin, a parenteral lead-in, the steps of one drug, a revision
    or renewal of the same order, and the patient's own list of drugs for the same drug are not meant.
    """
    if order.standing != "draft" or not order.is_anticoagulant or order.resource is None:
        return ()
    found = []
    for each in current_drugs(chart):
        if each.for_a_line:
            continue
        kind = each.drug if each.drug in orders else "other_anticoagulant"
        spec = orders[kind]
        dosages = dosages_of(chart, each.resource, each.evidence.what)
        dose = DOSES.get(each.dose, "unknown")
        other = ReviewedOrder(kind, spec.name, spec.drug_class, "", "active", each.resource, dosages, dose)
        relation = "" if _is_same_order(order.resource, each.resource) else _relation(order, other)
        if relation:
            found.append(Companion(relation, other.name, each.resource, False))
    earlier = drafts[: next(number for number, each in enumerate(drafts) if each is order)]
    found += [
        Companion(relation, draft.name, draft.resource, True)
        for draft in earlier
        if draft.is_anticoagulant and draft.resource is not None and (relation := _relation(order, draft))
    ]
    # A second anticoagulant before a prophylactic dose that should end.
    return tuple(sorted(found, key=lambda each: _GRAVEST.index(each.relation)))


def _relation(order: ReviewedOrder, other: ReviewedOrder) -> str:
    if order.kind == other.kind:
        return "same_again" if _is_the_same_again(order, other) else ""
    pair = {order.kind, other.kind}
    parenteral = {order.drug_class, other.drug_class} & PARENTERAL
    if pair & _OVERLAPPED and parenteral:
        return ""
    # Warfarin below its range is a treatment that has not reached it, no prophylaxis.
    if other.dose == "below_treatment" and other.kind != "warfarin" and order.dose != "below_treatment":
        return "prophylactic_dose"
    if order.dose == "below_treatment" and other.dose == "treatment":
        return "treatment_dose"
    return "second_anticoagulant"


def _is_the_same_again(order: ReviewedOrder, other: ReviewedOrder) -> bool:
    """The same drug at the same dose in another order; a change of dose, or a step of a course, is not."""
    if order.kind in _BY_STEPS or other.resource is None or other.resource.type != "MedicationRequest":
        return False
    doses = [tuple(each.daily for each in one.dosages) for one in (order, other)]
    return bool(doses[0]) and None not in doses[0] and doses[0] == doses[1]


def _is_same_order(draft: Resource, active: Resource) -> bool:
    """A revision of the active order, or its renewal (``priorPrescription``)."""
    if draft.reference and draft.reference == active.reference:
        return True
    prior = draft.data.get("priorPrescription")
    return isinstance(prior, dict) and prior.get("reference") == active.reference
