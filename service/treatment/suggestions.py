"""The suggestions of a card: draft orders that a click creates, as ``cards/orders/offers.yaml`` puts them together.

An anticoagulant is offered only from :func:`service.treatment.regimens.choose`, never where the patient is already
treated, and its dose is filled in only where nothing is missing.  Source: design section 6, CDS Hooks 2.0 "Suggestion"
and "Action".
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from service.case import Case
from service.concluded import Concluded
from service.features.feature import Feature
from service.fhir.status import is_active_order
from service.stable_uuid import stable_uuid
from service.treatment.numbers import in_words
from service.treatment.order_drafts import Order, OrderWriter, dvt_codings
from service.treatment.orders import OfferSpec, Orders, RequestSpec
from service.treatment.regimen_advice import Regimen, RegimenAdvice
from service.wording import without_capital

if TYPE_CHECKING:
    from service.hooks.messages import HookRequest

_NAMESPACE = uuid.UUID("0b0f7a52-7f0e-5d6e-8a54-6a4d1f0c9d3e")
_NEED = "NEED:"


class Suggested(msgspec.Struct, frozen=True):
    """The ``suggestions`` of a card and its ``selectionBehavior``; false when there is nothing to suggest."""

    suggestions: tuple[dict[str, Any], ...]
    selection_behavior: Literal["any", "at-most-one"]

    def __bool__(self) -> bool:
        return bool(self.suggestions)


class _Suggestion(msgspec.Struct, frozen=True):
    key: str
    label: str
    orders: tuple[Order, ...]
    recommended: bool


def suggestion_uuid(request: HookRequest, rule: str, key: str, draft: str = "") -> str:
    """The stable uuid of one suggestion of one call; ``draft`` is the ``Type/id`` of the order it is about."""
    return stable_uuid(_NAMESPACE, request.hook_instance, request.service_id, request.patient_id, rule, key, draft)


def suggestions_for(case: Case, features: Mapping[str, Feature], known: Concluded) -> Suggested:
    """The suggestions for one decided case.

    ``features`` are those of the case, or as they stand once the drugs of the session are taken; ``known`` is what was
    concluded from these very features.  Repeat scans are counted from the first positive scan, else from ``now``.
    """
    decision = case.decision
    behaviour: Literal["any", "at-most-one"] = (
        "at-most-one" if decision.outcome in case.knowledge.orders.offered.one_at_most else "any"
    )
    if not known.offers:
        return Suggested((), behaviour)
    written = []
    for each in _Maker(case, features, known).made():
        suggestion: dict[str, Any] = {
            "label": each.label,
            "uuid": suggestion_uuid(case.request, decision.rule, each.key),
        }
        if each.recommended:
            suggestion["isRecommended"] = True
        suggestion["actions"] = [order.action for order in each.orders]
        written.append(suggestion)
    return Suggested(tuple(written), behaviour)


class _Maker:
    """The suggestions of one case under way."""

    def __init__(self, case: Case, features: Mapping[str, Feature], known: Concluded):
        self.known, self.features = known, features
        self.knowledge, self.decision, self.modifiers = known.knowledge, known.decision, known.modifiers
        self.record, self.now, self.first_scan = case.record, case.now, case.first_positive_scan
        self.orders: Orders = known.knowledge.orders
        dvt = dvt_codings(known.decision, features, known.knowledge)
        first = self.orders.said_first(known.modifiers)
        self.writer = OrderWriter(case.request, known.knowledge, case.now, case.side, dvt, first)

    def made(self) -> list[_Suggestion]:
        offered = self.orders.offered
        found: list[_Suggestion] = []
        for offer in self.known.offers:
            made = [each for each in self._of(offer) if each.orders]
            if offer.second:
                found[1:1] = made
            else:
                found += made
        if not set(offered.nothing_recommended).isdisjoint(self.modifiers):
            found = [_Suggestion(each.key, each.label, each.orders, False) for each in found]
        return found

    def _of(self, offer: OfferSpec) -> Iterable[_Suggestion]:
        if offer.days:
            return self._scans(offer)
        if offer.missing:
            return self._missing(offer)
        if offer.anticoagulants:
            return self._anticoagulants(offer)
        return [_Suggestion(offer.id, offer.label, self._requests(offer.requests, offer.priority), offer.recommended)]

    # --- requests ---------------------------------------------------------------------------------------------

    def _requests(self, names: Iterable[str], priority: str = "") -> tuple[Order, ...]:
        specs = [(name, self.orders.requests.requests[name]) for name in names]
        return tuple(
            self.writer.service_request(name, priority=priority, note=self._handover() if each.handover else "")
            for name, each in specs
            if not self._is_ordered(each)
        )

    def _is_ordered(self, spec: RequestSpec) -> bool:
        """Whether such a request stands already, as an active order or as a draft of this session."""
        if not spec.unless_ordered:
            return False
        ordered = self.record.with_concept(*spec.unless_ordered, type="ServiceRequest")
        if any(is_active_order(each) for each in ordered):
            return True
        wanted = frozenset(spec.unless_ordered)
        return any(
            each.type == "ServiceRequest" and not wanted.isdisjoint(each.concepts) for each in self.record.drafts
        )

    def _missing(self, offer: OfferSpec) -> Iterable[_Suggestion]:
        file = self.orders.requests
        needed = [each.removeprefix(_NEED) for each in self.modifiers if each.startswith(_NEED)]
        for name in dict.fromkeys(file.answers[each] for each in needed if each in file.answers):
            spec = file.requests[name]
            label = offer.label.format(request=without_capital(spec.title), regimen="", days="")
            yield _Suggestion(f"{offer.id}.{name}", label, self._requests([name]), offer.recommended)

    def _handover(self) -> str:
        """What the receiving team must know, from the features: measured numbers and dates, never free text."""
        said = [self._told(name) for name in self.orders.requests.handover]
        advised = self.knowledge.wording.words.outcomes[self.decision.outcome]
        return f"Hand-over. Advised: {advised} (rule {self.decision.rule}). {' '.join(said)}"

    def _told(self, name: str) -> str:
        feature, label = self.features.get(name), self.knowledge.facts[name].label
        if feature is None or not feature.is_known:
            return f"{_upper(label)}: not known."
        value = (feature.value or "").replace("_", " ")
        if feature.quantity:
            value = f"{in_words(feature.quantity.value)} {feature.quantity.unit}".strip()
        elif name in self.knowledge.wording.words.values:
            value = self.knowledge.wording.words.values[name][feature.value or ""]
            return f"{_upper(value)}."
        return f"{_upper(label)}: {value}."

    # --- repeat scans -----------------------------------------------------------------------------------------

    def _scans(self, offer: OfferSpec) -> list[_Suggestion]:
        write = self.writer.service_request
        planned, past = self._planned(offer.days)
        today = self.now.date()
        orders, told = [], []
        if past:
            overdue = " and ".join(f"day {number} was {day.isoformat()}" for number, day in past)
            orders.append(write(offer.request, priority="urgent", on=today, why=f"due now ({overdue})"))
            told.append("now")
        for number, day in planned:
            orders.append(write(offer.request, on=day, why=f"day {number}, {day.isoformat()}{self._base_note()}"))
            told.append(f"on day {number}")
        label = offer.label.format(days=" and ".join(told), regimen="", request="")
        return [_Suggestion(offer.id, label, tuple(orders), offer.recommended)]

    def _planned(self, days: Iterable[str]) -> tuple[list[tuple[int, date]], list[tuple[int, date]]]:
        """The scans still to come and those whose day has passed; a day has passed the day after."""
        base = (self.first_scan or self.now).date()
        numbers = [int(self.knowledge.limits[each]) for each in days]
        dated = [(number, base + timedelta(days=number)) for number in numbers]
        today = self.now.date()
        return [each for each in dated if each[1] >= today], [each for each in dated if each[1] < today]

    def _base_note(self) -> str:
        return "" if self.first_scan else " (counted from today: the date of the first scan is not known)"

    # --- anticoagulants ---------------------------------------------------------------------------------------

    def _anticoagulants(self, offer: OfferSpec) -> Iterable[_Suggestion]:
        requests = self._requests(offer.requests)
        barred = not set(self.orders.offered.no_anticoagulant).isdisjoint(self.modifiers)
        advice = None if barred else self.known.advice(self.features, offer.plan)
        regimens = advice.eligible if advice else ()
        if offer.anticoagulants == "first":
            regimens = regimens[:1]
        if not regimens and requests:
            titles = [self.orders.requests.requests[name].title for name in offer.requests]
            yield _Suggestion(f"{offer.id}.requests", " and ".join(titles), requests, offer.recommended)
        for each in regimens:
            recommended = offer.recommended and advice is not None and each.id == advice.recommended
            label = offer.label.format(regimen=_label(each, offer), days="", request="")
            drafts = self.writer.medication_requests(each, priority=offer.priority)
            needed = self._dose_needs(advice) if offer.anticoagulants == "all" else ()
            yield _Suggestion(f"{offer.id}.{each.id}", label, (*drafts, *requests, *needed), recommended)

    def _dose_needs(self, advice: RegimenAdvice | None) -> tuple[Order, ...]:
        """Requests for the laboratory values without which no dose is filled in."""
        names = self.orders.requests.dose_needs
        return self._requests(names[each] for each in (advice.needs if advice else ()) if each in names)


def _label(regimen: Regimen, offer: OfferSpec) -> str:
    return regimen.line if offer.label.startswith("{regimen}") else without_capital(regimen.line)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
