"""Order templates of ``cards/orders/``: which requests may be drafted, and which suggestion carries which.

Pure data and lookups; the drafts themselves are written by ``service/treatment/order_drafts.py`` and put together by
``service/treatment/suggestions.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import Field, model_validator

from service.conditions import OF_THE_DECISION, Condition, by_outcome
from service.knowledge_types import Identifier, OneOrMore, Shape, as_values
from service.strict_yaml import read_as
from service.tables import UNKNOWN
from service.treatment.regimen_proof import coding_faults, placeholders
from service.treatment.regimen_types import Coding

if TYPE_CHECKING:
    from service.knowledge import Knowledge

Priority = Literal["", "routine", "urgent", "asap", "stat"]
Side = Literal["left", "right", "bilateral"]


class SidedCoding(Coding):
    """A code of a request; one with a ``side`` stands for that leg or both."""

    side: Literal["", "left", "right", "bilateral"] = ""


class RequestSpec(Shape):
    """One request (a FHIR ServiceRequest) as it may be drafted."""

    title: str
    text: str
    category: str
    priority: Priority
    reason: str
    because: list[str] = Field(min_length=1)
    coding: list[SidedCoding] = Field(min_length=1)
    leg: bool = False
    handover: bool = False
    unless_ordered: list[str] = []
    """Value sets: not drafted while an order, or a draft of this session, with a code of one of them stands."""

    @cached_property
    def codings(self) -> Mapping[str | None, tuple[SidedCoding, ...]]:
        """The codes for each leg: of one code system the sided one where there is one, else the unsided."""
        return {side: self._codings_for(side) for side in (None, *get_args(Side))}

    def _codings_for(self, side: str | None) -> tuple[SidedCoding, ...]:
        sided = {each.system: each for each in self.coding if side and each.side == side}
        return tuple(
            sided.get(each.system, each) if self._is_first(each) else each for each in self.coding if not each.side
        )

    def _is_first(self, coding: SidedCoding) -> bool:
        return next(each for each in self.coding if each.system == coding.system and not each.side) is coding


class RequestsFile(Shape):
    categories: dict[str, Coding]
    requests: dict[str, RequestSpec]
    answers: dict[str, str]
    dose_needs: dict[str, str]
    handover: list[str]


class OfferSpec(Shape):
    """One suggestion, or one per regimen or per missing item, and when it is made."""

    id: Identifier
    any_when: list[dict[str, OneOrMore]] = Field(min_length=1)
    label: str
    recommended: bool = False
    second: bool = False
    priority: Priority = ""
    requests: list[str] = []
    anticoagulants: Literal["", "all", "first"] = ""
    plan: Literal["", "anticoagulation", "intervention"] = ""
    request: str = ""
    days: list[str] = []
    missing: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> OfferSpec:
        if bool(self.request) != bool(self.days) or bool(self.anticoagulants) != bool(self.plan):
            raise ValueError("request goes with days, anticoagulants with a plan")
        kinds = (bool(self.days), self.missing, bool(self.anticoagulants or self.requests))
        if sum(kinds) != 1:
            raise ValueError("exactly one of requests/anticoagulants, request/days, missing is needed")
        return self


class OffersFile(Shape):
    one_at_most: list[str]
    no_anticoagulant: list[str]
    nothing_recommended: list[str]
    said_first: dict[str, str]
    """Modifier -> the sentence that stands before every draft while it holds."""
    offers: list[OfferSpec] = Field(min_length=1)


@dataclass(frozen=True)
class Orders:
    """The content of ``cards/orders/``; :meth:`faults` holds it against the rest of the knowledge base."""

    requests: RequestsFile
    offered: OffersFile

    @cached_property
    def conditions(self) -> Mapping[str, tuple[Condition, ...]]:
        """When each offer is made."""
        return {
            each.id: tuple({name: as_values(value) for name, value in when.items()} for when in each.any_when)
            for each in self.offered.offers
        }

    @cached_property
    def by_outcome(self) -> Mapping[str, tuple[tuple[OfferSpec, tuple[Condition, ...]], ...]]:
        """The offers that can be made beside each outcome, with the alternatives that can hold then."""
        found: dict[str, list[tuple[OfferSpec, tuple[Condition, ...]]]] = {}
        for each in self.offered.offers:
            for outcome, any_when in by_outcome(self.conditions[each.id]).items():
                found.setdefault(outcome, []).extend([(each, any_when)] if any_when else [])
        return {outcome: tuple(offers) for outcome, offers in found.items()}

    def said_first(self, modifiers: Iterable[str]) -> str:
        """What every draft says before anything else, or ``""``."""
        return " ".join(says for name, says in self.offered.said_first.items() if name in modifiers)

    @cached_property
    def used_statements(self) -> frozenset[str]:
        return frozenset(each for request in self.requests.requests.values() for each in request.because)

    def faults(self, knowledge: Knowledge) -> list[str]:
        """Ids, inputs, values and codes that do not exist, as sentences that name file and entry."""
        return [*_request_faults(self.requests, knowledge), *_offer_faults(self, knowledge)]


def read_orders(folder: Path) -> Orders:
    """Read ``cards/orders/``; raises :class:`KnowledgeError` naming file and key."""
    return Orders(read_as(RequestsFile, folder / "requests.yaml"), read_as(OffersFile, folder / "offers.yaml"))


def _request_faults(file: RequestsFile, knowledge: Knowledge) -> Iterable[str]:
    where = "orders/requests.yaml"
    for name, category in file.categories.items():
        yield from (f"{where}: category {name}: {each}" for each in coding_faults(category, knowledge))
    for name, each in file.requests.items():
        if each.category not in file.categories:
            yield f"{where}: {name} has unknown category {each.category}."
        for coding in each.coding:
            yield from (f"{where}: {name}: {fault}" for fault in coding_faults(coding, knowledge))
        yield from (
            f"{where}: {name} cites unknown statement {s}." for s in each.because if s not in knowledge.statements
        )
        unknown_sets = [s for s in each.unless_ordered if s not in knowledge.codes.value_sets]
        yield from (f"{where}: {name} names unknown value set {s}." for s in unknown_sets)
    for use in (file.answers, file.dose_needs):
        yield from (
            f"{where}: {key} is answered by unknown request {r}." for key, r in use.items() if r not in file.requests
        )
    yield from (
        f"{where}: dose_needs names unknown input {each}." for each in file.dose_needs if each not in knowledge.facts
    )
    yield from (
        f"{where}: handover names unknown input {each}." for each in file.handover if each not in knowledge.facts
    )


def _offer_faults(orders: Orders, knowledge: Knowledge) -> Iterable[str]:
    where, seen = "orders/offers.yaml", set()
    for offer in orders.offered.offers:
        if offer.id in seen:
            yield f"{where}: {offer.id} is used twice."
        seen.add(offer.id)
        for name in [*offer.requests, *([offer.request] if offer.request else [])]:
            if name not in orders.requests.requests:
                yield f"{where}: {offer.id} names unknown request {name}."
        yield from (
            f"{where}: {offer.id} uses unknown threshold {d}." for d in offer.days if d not in knowledge.thresholds
        )
        odd = [p for p in placeholders(offer.label) if p not in {"regimen", "request", "days"}]
        yield from (f"{where}: {offer.id} prints unknown {p}." for p in odd)
        for when in orders.conditions[offer.id]:
            yield from (f"{where}: {offer.id} {fault}" for fault in _condition_faults(when, knowledge))
    named = [*orders.offered.no_anticoagulant, *orders.offered.nothing_recommended, *orders.offered.said_first]
    yield from (f"{where}: unknown modifier {name}." for name in named if name not in knowledge.modifiers)


def _condition_faults(when: Condition, knowledge: Knowledge) -> Iterable[str]:
    for name, allowed in when.items():
        if name == "modifiers":
            yield from (f"tests unknown modifier {each}." for each in allowed if each not in knowledge.modifiers)
        elif name in OF_THE_DECISION:
            continue
        elif name not in knowledge.model.inputs:
            yield f"tests unknown input {name}."
        elif not allowed <= {*knowledge.model.inputs[name].domain, UNKNOWN}:
            yield f"tests {name} for a value outside its domain."
