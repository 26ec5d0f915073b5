"""What follows from the facts alone, worked out once: the hooks of one encounter ask about the same facts again.

Everything here is a function of the facts, the decision and its flags (:func:`concluded` names them in its key);
nothing of the record is kept but the weight that the last dose was reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from service.card_text import Spoken, spoken
from service.conditions import Circumstances
from service.counterfactuals import bearing_facts
from service.decision import Decision, Facts
from service.features.feature import Feature
from service.treatment.orders import OfferSpec
from service.treatment.regimen_advice import RegimenAdvice
from service.treatment.regimens import choose, own_plan

if TYPE_CHECKING:
    from service.knowledge import Knowledge

MOST_REMEMBERED = 200
"""How many sets of facts are remembered with what follows from them."""
T = TypeVar("T")


class Concluded:
    """The consequences of one set of facts, each worked out when it is first asked for."""

    def __init__(self, knowledge: Knowledge, decision: Decision, modifiers: tuple[str, ...], facts: Facts) -> None:
        self.knowledge, self.decision, self.modifiers, self.facts = knowledge, decision, modifiers, facts
        self._advice: dict[str, tuple[object, RegimenAdvice]] = {}
        self._sections: dict[str, str] = {}

    @cached_property
    def circumstances(self) -> Circumstances:
        """What conditions are held against."""
        return Circumstances(self.decision, self.knowledge.model, self.facts, self.modifiers)

    @cached_property
    def bearing(self) -> tuple[str, ...]:
        """The facts that bear on the decision."""
        return bearing_facts(self.knowledge.model, self.facts)

    @cached_property
    def said(self) -> Spoken:
        """The variant of the wording that is used."""
        return spoken(self.knowledge.wording.outcomes[self.decision.outcome], self.circumstances)

    @cached_property
    def offers(self) -> tuple[OfferSpec, ...]:
        """The suggestions of ``cards/orders/offers.yaml`` that are made."""
        conditions, hold = self.knowledge.orders.conditions, self.circumstances.hold
        offers = self.knowledge.orders.offered.offers
        return tuple(each for each in offers if any(hold(when) for when in conditions[each.id]))

    def advice(self, features: Mapping[str, Feature], plan: str = "") -> RegimenAdvice:
        """The order of choice; ``features`` are those the facts were taken from, and give the weight."""
        plan = plan or own_plan(self.decision, self.knowledge.regimens)
        weight = features["weight_kg"].quantity
        kilograms = weight.value if weight else None
        found = self._advice.get(plan)
        if found is None or found[0] != kilograms:
            advice = choose(self.decision, self.modifiers, features, self.knowledge, plan=plan)
            found = self._advice[plan] = (kilograms, advice)
        return found[1]

    def section(self, name: str, write: Callable[[], str]) -> str:
        """A section of the card that rests on the facts alone."""
        found = self._sections.get(name)
        if found is None:
            found = self._sections[name] = write()
        return found


def concluded(knowledge: Knowledge, decision: Decision, modifiers: tuple[str, ...], facts: Facts) -> Concluded:
    """What follows from these facts, as remembered or new."""
    key = (
        *(decision.outcome, decision.indicator, decision.rule, decision.rows, decision.deciding, decision.rests_on),
        modifiers,
        *facts.items(),
    )
    found: Concluded | None = knowledge.concluded.get(key)
    if found is None:
        if len(knowledge.concluded) >= MOST_REMEMBERED:
            knowledge.concluded.clear()
        found = knowledge.concluded[key] = Concluded(knowledge, decision, modifiers, facts)
    return found
