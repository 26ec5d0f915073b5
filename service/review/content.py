"""``cards/order_review.yaml``: what an order is, which facts about it may be tested, and the findings.

Read once and held against the rest of the knowledge base: every input, value, statement, value set and request that
a finding names must exist, or the service does not start.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from service.conditions import OF_THE_DECISION, Condition, by_outcome
from service.knowledge_types import Identifier, Indicator, OneOrMore, Shape, as_values
from service.strict_yaml import read_as
from service.tables import UNKNOWN

if TYPE_CHECKING:
    from service.knowledge import Knowledge

Group = Literal["drug", "dose", "together", "other"]
SuggestionKind = Literal["delete", "replace", "dose", "lead_in", "whole_leg_duplex", "stop_other"]
_WORD = re.compile(r"[a-z]+")
PLACEHOLDERS = frozenset(("dvt", "drug", "dose", "advised", "other", "reason", "because", "overdue_days"))


class CodeRef(Shape):
    """A code that says too little to be judged by."""

    system: str
    code: str


class OrderSpec(Shape):
    """One kind of order: its name on a card and the value sets that its code is in."""

    name: str
    drug_class: str = ""
    regimen: str = ""
    """The file in ``regimens/`` whose bars apply."""
    sets: list[str] = Field(min_length=1)
    leg_sets: list[str] = []
    """Value sets that count only with a leg as body site."""
    says_too_little: list[CodeRef] = []
    words: list[str] = []
    """Names in lower case: a draft that only names the drug is not checked, and that is said.  Of an entry of several
    words all must stand in the text.  The names of anticoagulants are in ``anticoagulant_words.yaml``."""

    def wanted(self, *, on_leg: bool) -> frozenset[str]:
        """The value sets that count, with a leg as body site or without."""
        return self._sets_on_leg if on_leg else self._sets

    @cached_property
    def _sets(self) -> frozenset[str]:
        return frozenset(self.sets)

    @cached_property
    def _sets_on_leg(self) -> frozenset[str]:
        return frozenset((*self.sets, *self.leg_sets))


class InputSpec(Shape):
    """A fact about an order, or about the session, that a finding may test."""

    definition: str
    domain: list[str] = Field(min_length=1)


class Conditional(Shape):
    """Something that holds when any of its conditions does."""

    id: Identifier
    any_when: list[dict[str, OneOrMore]] = Field(min_length=1)


class QuietSpec(Conditional):
    """When the decision card asks only for what is already being done, and is withheld."""

    hooks: list[str] = Field(min_length=1)
    because: list[str] = Field(min_length=1)


class FindingSpec(Conditional):
    """One finding: when it holds, what its card says, and on whose authority."""

    group: Group
    indicator: Indicator
    summary: str
    lead: str
    next: list[str] = []
    statements: list[str] = Field(min_length=1)
    topic: str
    title: str
    suggestions: list[SuggestionKind] = []
    stands_without_the_dvt: bool = False
    """It is about the drug and the record alone: true of this patient whether or not the thrombosis is confirmed."""


class ReviewFile(Shape):
    orders: dict[str, OrderSpec]
    inputs: dict[str, InputSpec]
    hooks: list[str]
    one_is_enough: list[str]
    quiet: list[QuietSpec]
    findings: list[FindingSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_once(self) -> ReviewFile:
        ids = [each.id for each in self.conditional]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"written twice: {', '.join(twice)}")
        return self

    @cached_property
    def judged_sets(self) -> frozenset[str]:
        """Every value set that makes an order one of a kind that is judged."""
        return frozenset(name for each in self.orders.values() for name in (*each.sets, *each.leg_sets))

    def named_in(self, text: str, kinds: Collection[str] = ()) -> str:
        """The first kind of drug that a text names as whole words, or that is among ``kinds``; ``""`` when it names
        none."""
        words = frozenset(_WORD.findall(text.lower()))
        if not kinds and words.isdisjoint(self._name_words):
            return ""  # as of nearly every draft: no name has all its words in a text that has none of any
        return next((kind for kind, names in self._names if kind in kinds or any(each <= words for each in names)), "")

    @cached_property
    def _names(self) -> tuple[tuple[str, tuple[frozenset[str], ...]], ...]:
        named = {kind: tuple(frozenset(each.split()) for each in spec.words) for kind, spec in self.orders.items()}
        return tuple(named.items())

    @cached_property
    def _name_words(self) -> frozenset[str]:
        return frozenset(word for _, names in self._names for each in names for word in each)

    @property
    def conditional(self) -> tuple[Conditional, ...]:
        return (*self.findings, *self.quiet)


@dataclass(frozen=True)
class OrderReview:
    """The content of ``order_review.yaml``; :meth:`faults` holds it against the rest of the knowledge base."""

    file: ReviewFile

    @cached_property
    def conditions(self) -> Mapping[str, tuple[Condition, ...]]:
        """When each finding, and each reason for silence, holds."""
        return {
            each.id: tuple({name: as_values(value) for name, value in when.items()} for when in each.any_when)
            for each in self.file.conditional
        }

    @cached_property
    def quiet(self) -> Mapping[tuple[str, str], tuple[Condition, ...]]:
        """The alternatives under which a hook stays quiet, that can hold beside an outcome: by hook and outcome."""
        found: dict[tuple[str, str], tuple[Condition, ...]] = {}
        for spec in self.file.quiet:
            for outcome, any_when in by_outcome(self.conditions[spec.id]).items():
                for hook in spec.hooks:
                    found[hook, outcome] = (*found.get((hook, outcome), ()), *any_when)
        return found

    def about(
        self, kind: str, drug_class: str, not_checked: str
    ) -> tuple[tuple[FindingSpec, tuple[Condition, ...]], ...]:
        """The findings that an order can have, with the conditions it can meet, by its kind, its class of drug, and why
        its drug was not told by a code: of most drugs of other kinds there is nothing to find."""
        found = self._about.get((kind, drug_class, not_checked))
        if found is None:
            order = {"order": kind, "drug_class": drug_class, "not_checked": not_checked}
            can_meet = [(spec, self._met_by(spec, order)) for spec in self.file.findings]
            # All three are words of the content or ours, so that there is an end to them.
            found = self._about[kind, drug_class, not_checked] = tuple(each for each in can_meet if each[1])
        return found

    def _met_by(self, spec: FindingSpec, order: Mapping[str, str]) -> tuple[Condition, ...]:
        return tuple(
            when
            for when in self.conditions[spec.id]
            if all(value in when.get(name, (value,)) for name, value in order.items())
        )

    @cached_property
    def _about(self) -> dict[tuple[str, str, str], tuple[tuple[FindingSpec, tuple[Condition, ...]], ...]]:
        return {}

    @cached_property
    def used_statements(self) -> frozenset[str]:
        quiet = [each for spec in self.file.quiet for each in spec.because]
        return frozenset([*quiet, *(each for spec in self.file.findings for each in spec.statements)])

    def faults(self, knowledge: Knowledge) -> list[str]:
        """Ids, inputs, values and sets that do not exist, as sentences that name file and entry."""
        return [f"order_review.yaml: {each}" for each in _faults(self, knowledge)]


def read_order_review(folder: Path) -> OrderReview:
    """Read ``order_review.yaml`` of the clinical content; raises :class:`KnowledgeError` naming file and key."""
    return OrderReview(read_as(ReviewFile, folder / "order_review.yaml"))


def bar_kinds(knowledge: Knowledge) -> frozenset[str]:
    """The kinds of bars of all drugs: ``clearance`` of ``rivaroxaban.clearance``."""
    bars = (bar for drug in knowledge.regimens.drugs.values() for bar in drug.barred_when)
    return frozenset(bar.id.partition(".")[2] for bar in bars)


def _faults(review: OrderReview, knowledge: Knowledge) -> Iterator[str]:
    file = review.file
    for name, order in file.orders.items():
        unknown = [each for each in [*order.sets, *order.leg_sets] if each not in knowledge.codes.value_sets]
        yield from (f"order {name} names unknown value set {each}." for each in unknown)
        if order.regimen and order.regimen not in knowledge.regimens.drugs:
            yield f"order {name} names unknown regimen {order.regimen}."
    unknown = [each for each in file.one_is_enough if each not in knowledge.codes.value_sets]
    yield from (f"one_is_enough names unknown value set {each}." for each in unknown)
    clash = sorted(set(file.inputs) & (set(knowledge.model.inputs) | set(OF_THE_DECISION)))
    yield from (f"input {name} is already an input of the tables." for name in clash)
    for each in file.conditional:
        for when in review.conditions[each.id]:
            yield from (f"{each.id} {fault}" for fault in _condition_faults(when, file, knowledge))
    for spec in file.findings:
        yield from (f"{spec.id} {fault}" for fault in _cited_faults(spec.statements, knowledge))
        for text in (spec.summary, spec.lead, *spec.next):
            named = {field for _, field, _, _ in string.Formatter().parse(text) if field}
            odd = sorted(named - PLACEHOLDERS - set(knowledge.thresholds))
            yield from (f"{spec.id} prints unknown {name}." for name in odd)
    for quiet in file.quiet:
        yield from (f"{quiet.id} {fault}" for fault in _cited_faults(quiet.because, knowledge))


def _cited_faults(cited: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    for each in cited:
        statement = knowledge.statements.get(each)
        if statement is None:
            yield f"cites unknown statement {each}."
        elif statement.use != "used":
            yield f"cites statement {each}, which is not in use."


def _condition_faults(when: Condition, file: ReviewFile, knowledge: Knowledge) -> Iterator[str]:
    domains = {
        **{name: frozenset(spec.domain) for name, spec in file.inputs.items()},
        "order": frozenset([*file.orders, *file.inputs["order"].domain]),
        "drug_class": frozenset(each.drug_class for each in file.orders.values()),
        "bar": bar_kinds(knowledge),
        "modifiers": frozenset(knowledge.modifiers),
    }
    for name, allowed in when.items():
        domain = domains.get(name)
        if domain is None and name in OF_THE_DECISION:
            continue
        if domain is None and name in knowledge.model.inputs:
            domain = frozenset((*knowledge.model.inputs[name].domain, UNKNOWN))
        if domain is None:
            yield f"tests unknown input {name}."
        elif not allowed <= domain:
            yield f"tests {name} for {sorted(allowed - domain)}, outside its domain."
