"""The findings of one call: each order under review against the conditions of ``cards/order_review.yaml``.

Nothing unknown raises a finding unless its condition lists ``unknown``.  One order has at most one finding of a group,
the first of the file; further ones are kept on it; a finding about the drug silences those about its dose and its
companions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.case import Case
from service.conditions import Circumstances, Condition
from service.decision import FREE_TEXT
from service.features.current_drugs import current_drugs
from service.features.feature import Feature
from service.review.chart import chart_of
from service.review.content import FindingSpec
from service.review.course import Companion, companions, initiation
from service.review.drafts import (
    UNREADABLE,
    ReviewedOrder,
    active_orders_of,
    drafts_of,
    event,
    lysis_reason,
    lysis_route,
)
from service.review.limits import Interaction, Interactions, LabelDose, Limits, interacting, with_drugs
from service.review.session import OrderCircumstances, Session, treats
from service.tables import Values
from service.treatment.regimen_advice import Sentence

if TYPE_CHECKING:
    from service.review.content import OrderReview

DISCHARGE = "encounter-discharge"
_LYSIS = ("thrombolytic", "thrombolysis")
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
    label_inputs: frozenset[str] = frozenset()
    """The inputs that the row of the dose table tests."""
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
        """Why it holds, from the bars that this finding and its further ones test, or from the drug's dose table."""
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
    features: Mapping[str, Feature] | None = None
    """The features once the interacting drugs of the session are taken; ``None`` where there are none."""
    sound: frozenset[str] = frozenset()
    """The drugs against which no finding would hold, were they drafted instead; looked for where one may be."""
    is_treated: bool = False
    """A correct treatment is among the drafts."""


NOTHING = Reviewed()


def review(case: Case) -> Reviewed:
    """Review the orders of a call; nothing on a hook that has none to review."""
    content = case.knowledge.order_review
    if case.request.hook not in content.file.hooks:
        return NOTHING
    return _Review(case, content, case.known.circumstances).reviewed()


def _counted_together(found: list[Finding]) -> Iterator[Finding]:
    """The findings, with one for all drafts whose drug cannot be read: ten cards that say the same hide the others."""
    unread = [each for each in found if each.order.not_checked == UNREADABLE]
    for each in found:
        if len(unread) < 2 or each not in unread:
            yield each
        elif each is unread[0]:
            order = replace(each.order, name=f"the drugs of {len(unread)} orders")
            yield replace(each, facts=replace(each.facts, order=order))


def _selected_of(case: Case) -> frozenset[str]:
    """The references of the selected drafts and of what has none; nothing means all drafts.

    So it is where no draft is one of the selected, and where one of them interacts: that is told of the other draft.
    """
    selected = frozenset(case.record.selections)
    drafts = [each for each in case.record.drafts if each.reference in selected]
    if not drafts or any(interacting(each.concepts) for each in drafts):
        return frozenset()
    return selected | {""}


class _Review:
    def __init__(self, case: Case, content: OrderReview, circumstances: Circumstances):
        self._case, self._content, self._file = case, content, content.file
        self._chart = chart_of(case)
        self._drafts = drafts_of(self._chart, self._file)
        self._circumstances = circumstances
        drugs = [each.resource.concepts for each in self._drafts if each.resource is not None]
        self._features = with_drugs(case.features, drugs)
        self._limits = Limits(case, self._features)
        self._session = Session(self._chart, self._file, self._drafts, case.request.encounter_id)
        self._selected = _selected_of(case) if case.request.hook == "order-select" else frozenset[str]()

    def reviewed(self) -> Reviewed:
        found = [finding for order in self._orders() for finding in self._findings(order)]
        correct = any(self._is_correct(each, found) for each in self._drafts)
        self._session.note("correct_treatment_drafted", correct)
        features = self._features if self._features is not self._case.features else None
        told_now = tuple(_counted_together(list(filter(self._is_asked, found))))
        replaced = any("replace" in each.spec.suggestions for each in told_now)
        sound = self._sound() if replaced else frozenset[str]()
        return Reviewed(told_now, self._drafts, self._is_quiet(), features, sound, correct)

    def _is_correct(self, order: ReviewedOrder, found: list[Finding]) -> bool:
        """A treatment dose against which nothing is said, and nothing unknown that matters could be."""
        if not treats(order) or not order.regimen:
            return False
        if any(each.order is order and each.spec.group in ("drug", "dose") for each in found):
            return False
        decisive = self._case.knowledge.regimens.choice.never_recommended_when_unknown
        if not self._limits.left_open(order.regimen).isdisjoint(decisive):
            return False
        return initiation(order, self._drafts, self._chart, self._limits) != "unknown"

    def _sound(self) -> frozenset[str]:
        """The drugs that no finding about the drug would bar, were they drafted now."""
        kinds = {spec.regimen: (kind, spec) for kind, spec in self._file.orders.items() if spec.regimen == kind}
        drafted = {
            drug: ReviewedOrder(kind, spec.name, spec.drug_class, drug, "draft", None)
            for drug, (kind, spec) in kinds.items()
        }
        return frozenset(
            drug
            for drug, order in drafted.items()
            if not any(each.spec.group == "drug" for each in self._findings(order))
        )

    def _orders(self) -> tuple[ReviewedOrder, ...]:
        hook = self._case.request.hook
        if hook == DISCHARGE:
            return (event("discharge"), *active_orders_of(self._chart, self._file))
        return (*self._drafts, *((event("sign_off"),) if hook == "order-sign" else ()))

    def _is_asked(self, finding: Finding) -> bool:
        """On order-select the selected drafts are judged; all of them where it is not certain which are selected."""
        selected = self._selected
        if not selected or finding.order.resource is None or finding.order.reference in selected:
            return True
        return finding.spec.group == "together" and any(
            each.resource.reference in selected for each in finding.facts.companions
        )

    def _is_quiet(self) -> bool:
        # What a text tells has to be confirmed by somebody, whatever is drafted.
        decision = self._case.decision
        if self._case.known.indicator == "critical" or decision.rests_on == FREE_TEXT:
            return False
        if self._case.has("LIMB_THREAT_TOLD"):
            return False
        any_when = self._content.quiet.get((self._case.request.hook, decision.outcome), ())
        circumstances = OrderCircumstances(self._circumstances, self._session)
        return any(circumstances.hold(when) for when in any_when)

    # --- facts ------------------------------------------------------------------------------------------------

    def _facts(self, order: ReviewedOrder) -> OrderFacts:
        values: dict[str, str] = {
            "order": order.kind,
            "drug_class": order.drug_class,
            "standing": order.standing,
            "dose": order.dose,
            "not_checked": order.not_checked,
        }
        bars: Mapping[str, Sentence] = {}
        label, label_inputs, interaction = None, frozenset[str](), None
        if order.kind in _LYSIS:
            values["lysis_route"] = lysis_route(order, self._chart, self._drafts)
            values["lysis_reason"] = lysis_reason(order, self._case.record, self._case.knowledge)
        if order.kind == "interacting_drug" and order.resource is not None:
            interaction = self._interaction(order)
            values["interaction"] = interaction.kind if interaction else ""
        if order.regimen:
            label = self._limits.label_dose(order)
            values["label_dose"] = label.verdict
            values["initiation"] = initiation(order, self._drafts, self._chart, self._limits)
            label_inputs = self._limits.row_inputs(order.regimen)
            bars = {bar.id.partition(".")[2]: self._limits.said(bar) for bar in self._limits.bars(order.regimen)}
        beside = companions(order, self._drafts, self._chart, self._file.orders)
        if beside:
            values["beside"] = beside[0].relation
        sets = {name: frozenset((value,)) for name, value in values.items() if value}
        sets["bar"] = frozenset(bars)
        return OrderFacts(order, sets, bars, label, label_inputs, beside, interaction)

    def _interaction(self, order: ReviewedOrder) -> Interaction | None:
        """The gravest effect on an anticoagulant that is being given; a drafted one is told about itself."""
        concepts = order.resource.concepts if order.resource else frozenset[str]()
        found = Interactions(self._case, Limits(self._case, self._case.features), concepts)
        drugs = dict.fromkeys(each.drug for each in current_drugs(self._chart) if each.drug in self._limits.drugs)
        effects = [effect for drug in drugs if (effect := found.on(drug)) is not None]
        return min(effects, key=lambda each: _GRAVEST.index(each.kind), default=None)

    # --- conditions -------------------------------------------------------------------------------------------

    def _findings(self, order: ReviewedOrder) -> list[Finding]:
        about = self._content.about(order.kind, order.drug_class, order.not_checked)
        if not about:
            return []
        facts = self._facts(order)
        found = self._holding(facts, about)
        told = {(each.relation, each.name) for each in facts.companions[:1]}
        for other in facts.companions[1:]:
            if (other.relation, other.name) in told:
                continue
            told.add((other.relation, other.name))
            rest = tuple(each for each in facts.companions if each is not other)
            values = {**facts.values, "beside": frozenset((other.relation,))}
            beside = self._holding(replace(facts, values=values, companions=(other, *rest)), about)
            found += [each for each in beside if each.spec.group == "together"]
        return found

    def _holding(self, facts: OrderFacts, about: Iterable[tuple[FindingSpec, tuple[Condition, ...]]]) -> list[Finding]:
        """The findings that hold with these facts, the first of each group with the others on it."""
        circumstances = OrderCircumstances(self._circumstances, self._session, facts.values)
        holding = [spec for spec, any_when in about if any(circumstances.hold(when) for when in any_when)]
        groups: dict[str, list[FindingSpec]] = {}
        for spec in holding:
            groups.setdefault(spec.group, []).append(spec)
        if "drug" in groups:
            groups = {name: specs for name, specs in groups.items() if name not in _SILENCED_BY_DRUG}
        return [Finding(specs[0], facts, tuple(specs[1:])) for specs in groups.values()]
