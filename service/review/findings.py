"""The findings of one call: each order under review against the conditions of ``cards/order_review.yaml``.

Nothing unknown raises a finding.  One order has at most one finding of a group, the first of the file; further ones are
kept on it; a finding about the drug silences those about its dose and its companions.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.case import Case
from service.conditions import Circumstances
from service.decision import Values
from service.regimens import Sentence
from service.features.anticoagulants import current_drugs
from service.review import chart as told
from service.review.chart import CaseChart
from service.review.content import FindingSpec
from service.review.course import Companion, companions, initiation
from service.review.drafts import (
    ReviewedOrder,
    active_orders_of,
    concepts_of,
    drafts_of,
    event,
    lysis_reason,
    lysis_route,
)
from service.review.limits import Interaction, Interactions, LabelDose, Limits, with_drugs

if TYPE_CHECKING:
    from service.review.content import OrderReview

DISCHARGE = "encounter-discharge"
_LYSIS = ("thrombolytic", "thrombolysis")
_LEG_ORDERS = frozenset({"whole_leg_ultrasound", "limited_leg_ultrasound", "compression_stockings"})
_GRAVEST = ("bars", "changes_dose", "needs_checks")
_SILENCED_BY_DRUG = frozenset({"dose", "together"})


@dataclass(frozen=True)
class OrderFacts:
    """What was found out about one order, beside what it is."""

    order: ReviewedOrder
    values: Mapping[str, Values]
    """The facts that a condition may test."""
    bars: Mapping[str, Sentence]
    """Sentence of each bar that holds, by its kind."""
    label: LabelDose | None = None
    companions: tuple[Companion, ...] = ()
    interaction: Interaction | None = None


@dataclass(frozen=True)
class Finding:
    """One finding that holds for one order."""

    spec: FindingSpec
    facts: OrderFacts
    also: tuple[FindingSpec, ...] = ()
    """Further findings of the same group about the same order."""

    @property
    def order(self) -> ReviewedOrder:
        return self.facts.order

    @property
    def reasons(self) -> tuple[Sentence, ...]:
        """Why it holds, from the bars and dose tables of the drug: those that this finding and its further ones test."""
        if self.facts.interaction is not None:
            return self.facts.interaction.reasons
        tested = {kind for spec in (self.spec, *self.also) for kind in _tested_bars(spec)}
        found = tuple(said for kind, said in self.facts.bars.items() if kind in tested)
        return found or (self.facts.label.reasons if self.facts.label and self.spec.group == "dose" else ())

    @property
    def companion(self) -> Companion | None:
        """The order that this one stands beside, where the finding is about that."""
        return next(iter(self.facts.companions), None) if self.spec.group == "together" else None


def _tested_bars(spec: FindingSpec) -> set[str]:
    found: set[str] = set()
    for when in spec.any_when:
        bars = when.get("bar", [])
        found |= {bars} if isinstance(bars, str) else set(bars)
    return found


@dataclass(frozen=True)
class Reviewed:
    """What the review of a call found."""

    findings: tuple[Finding, ...] = ()
    drafts: tuple[ReviewedOrder, ...] = ()
    quiet: bool = False
    """The decision card would only ask for what is already being done."""


NOTHING = Reviewed()


class OrderCircumstances(Circumstances):
    """The circumstances of a decided case, and beside them the facts about one order."""

    def beside(self, facts: Mapping[str, Values]) -> OrderCircumstances:
        """The same circumstances for an order with these facts; an empty set of values fits no condition."""
        other = copy.copy(self)
        other._own = {**self._own, **facts}
        return other


def review(case: Case) -> Reviewed:
    """Review the orders of a call; nothing on hooks that carry none and have no reason for silence."""
    content = case.knowledge.order_review
    hook = case.request.hook
    if hook not in content.file.hooks and not any(hook in spec.hooks for spec in content.file.quiet):
        return NOTHING
    return _Review(case, content).reviewed()


class _Review:
    def __init__(self, case: Case, content: OrderReview):
        self._case, self._content, self._file = case, content, content.file
        self._chart = CaseChart(case)
        self._drafts = drafts_of(self._chart, self._file)
        self._circumstances = OrderCircumstances(case.decision, case.knowledge.model, case.facts, case.modifiers)
        drugs = [concepts_of(each.resource, case.knowledge) for each in self._drafts if each.resource is not None]
        self._limits = Limits(case, with_drugs(case.features, drugs))
        self._session: dict[str, Values] = {}

    def reviewed(self) -> Reviewed:
        is_reviewed = self._case.request.hook in self._file.hooks
        self._session = self._session_facts() if is_reviewed else {}
        found: list[Finding] = []
        for order in self._orders() if is_reviewed else ():
            found += self._findings(order)
        if not is_reviewed:
            self._session = dict.fromkeys(self._file.inputs, frozenset())
        faulty = {id(each.order) for each in found if each.spec.group in ("drug", "dose")}
        correct = any(_treats(each) and id(each) not in faulty for each in self._drafts)
        self._session["correct_treatment_drafted"] = _said(correct)
        return Reviewed(tuple(filter(self._is_asked, found)), self._drafts, self._is_quiet())

    def _orders(self) -> tuple[ReviewedOrder, ...]:
        hook = self._case.request.hook
        if hook == DISCHARGE:
            return (event("discharge"), *active_orders_of(self._chart, self._file))
        return (*self._drafts, *((event("sign_off"),) if hook == "order-sign" else ()))

    def _is_asked(self, finding: Finding) -> bool:
        """On order-select the selected drafts are judged; a client that names none means all."""
        selected = self._case.record.selections if self._case.request.hook == "order-select" else ()
        return not selected or finding.order.resource is None or finding.order.reference in selected

    def _is_quiet(self) -> bool:
        if self._case.decision.indicator == "critical":
            return False
        circumstances = self._circumstances.beside(self._session)
        return any(
            self._case.request.hook in spec.hooks
            and any(circumstances.hold(when) for when in self._content.conditions[spec.id])
            for spec in self._file.quiet
        )

    # --- facts ------------------------------------------------------------------------------------------------

    def _session_facts(self) -> dict[str, Values]:
        chart, drafts = self._chart, self._drafts
        leg = any(each.kind in _LEG_ORDERS or each.is_anticoagulant for each in drafts)
        values = {
            "shock": told.shock(chart),
            "breast_feeding": told.breast_feeding(chart),
            "clot_removed": told.clot_removed(chart),
            "transfer_ordered": told.transfer_ordered(chart, self._case.request.encounter_id),
        }
        return {
            **dict.fromkeys(self._file.inputs, frozenset()),
            **{name: frozenset((value,)) for name, value in values.items()},
            "treatment_drafted": _said(any(_treats(each) for each in drafts)),
            "leg_order_drafted": _said(leg),
        }

    def _facts(self, order: ReviewedOrder) -> OrderFacts:
        values: dict[str, str] = {
            "order": order.kind,
            "drug_class": order.drug_class,
            "standing": order.standing,
            "dose": order.dose,
        }
        facts = OrderFacts(order, {}, {})
        if order.kind in _LYSIS:
            values["lysis_route"] = lysis_route(order, self._chart, self._drafts)
            values["lysis_reason"] = lysis_reason(order, self._case.record, self._case.knowledge)
        if order.kind == "interacting_drug" and order.resource is not None:
            interaction = self._interaction(order)
            values["interaction"] = interaction.kind if interaction else ""
            facts = replace(facts, interaction=interaction)
        if order.regimen:
            label = self._limits.label_dose(order)
            values["label_dose"] = label.verdict
            values["initiation"] = initiation(order, self._drafts, self._chart, self._limits)
            bars = {bar.id.partition(".")[2]: self._limits.said(bar) for bar in self._limits.bars(order.regimen)}
            facts = replace(facts, label=label, bars=bars)
        beside = companions(order, self._drafts, self._chart, self._file.orders)
        if beside:
            values["beside"] = beside[0].relation
            facts = replace(facts, companions=beside)
        sets = {name: frozenset((value,)) for name, value in values.items() if value}
        return replace(facts, values={**sets, "bar": frozenset(facts.bars)})

    def _interaction(self, order: ReviewedOrder) -> Interaction | None:
        """The gravest effect on an anticoagulant that is being given; a drafted one is told about itself."""
        concepts = order.resource.concepts if order.resource else frozenset[str]()
        found = Interactions(self._case, Limits(self._case, self._case.features), concepts)
        drugs = dict.fromkeys(each.drug for each in current_drugs(self._chart) if each.drug in self._limits.drugs)
        effects = [effect for drug in drugs if (effect := found.on(drug)) is not None]
        return min(effects, key=lambda each: _GRAVEST.index(each.kind), default=None)

    # --- conditions -------------------------------------------------------------------------------------------

    def _findings(self, order: ReviewedOrder) -> list[Finding]:
        facts = self._facts(order)
        circumstances = self._circumstances.beside({**self._session, **facts.values})
        holding = [
            spec
            for spec in self._file.findings
            if any(circumstances.hold(when) for when in self._content.conditions[spec.id])
        ]
        groups: dict[str, list[FindingSpec]] = {}
        for spec in holding:
            groups.setdefault(spec.group, []).append(spec)
        if "drug" in groups:
            groups = {name: specs for name, specs in groups.items() if name not in _SILENCED_BY_DRUG}
        return [Finding(specs[0], facts, tuple(specs[1:])) for specs in groups.values()]


def _treats(order: ReviewedOrder) -> bool:
    return order.is_anticoagulant and order.dose == "treatment"


def _said(holds: bool) -> Values:
    return frozenset(("present" if holds else "absent",))
