"""What follows from the facts alone, worked out once: the hooks of one encounter ask about the same facts again.

Everything here is a function of the facts, the decision and its flags (:func:`concluded` names them in its key);
nothing of the record is kept but the weight that the last dose was reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from service.card_text import Spoken, spoken, trigger_statements
from service.conditions import Circumstances
from service.counterfactuals import bearing_facts
from service.decision import URGENCY, Decision, Evaluation
from service.features.feature import Feature
from service.modifiers import inputs_of
from service.tables import Facts
from service.treatment.orders import OfferSpec
from service.treatment.regimen_advice import RegimenAdvice
from service.treatment.regimens import choose, own_plan

if TYPE_CHECKING:
    from service.knowledge import Knowledge

MOST_REMEMBERED = 200
"""How many sets of facts are remembered with what follows from them."""
MOST_BASIS = 2
Place = Literal["positive", "negative", "open"]


class Concluded:
    """The consequences of one set of facts, each worked out when it is first asked for.

    ``evaluation`` are the inputs as read so far, where some were.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        decision: Decision,
        modifiers: tuple[str, ...],
        facts: Facts,
        evaluation: Evaluation | None = None,
    ) -> None:
        self.knowledge, self.decision, self.modifiers, self.facts = knowledge, decision, modifiers, facts
        self._evaluation = evaluation or Evaluation(knowledge.model, facts)
        self._advice: dict[str, tuple[object, RegimenAdvice]] = {}
        self._sections: dict[str, str] = {}

    @cached_property
    def circumstances(self) -> Circumstances:
        """What conditions are held against."""
        return Circumstances(self.decision, self._evaluation, self.modifiers)

    @cached_property
    def indicator(self) -> str:
        """How urgent the card is: as the decision, or as the most urgent of its flags asks for."""
        specs = self.knowledge.modifiers
        asked = [each for name in self.modifiers if name in specs and (each := specs[name].indicator)]
        return max(self.decision.indicator, *asked, key=URGENCY.__getitem__) if asked else self.decision.indicator

    @cached_property
    def bearing(self) -> tuple[str, ...]:
        """The facts that bear on the decision."""
        return bearing_facts(self._evaluation)

    @cached_property
    def in_machine_form(self) -> frozenset[str]:
        """The facts that the machine form lists with or without evidence: they bear, or a flag in force tests them."""
        return frozenset((*self.bearing, *self._tested_by_flags))

    @cached_property
    def _tested_by_flags(self) -> tuple[str, ...]:
        return inputs_of(self.modifiers, self.knowledge.flags, self.knowledge.model)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The facts that *Why* tells where there is evidence, in declared order, and among which it tells them."""
        words, bearing = self.knowledge.fact_words, self.bearing
        asked = self.in_machine_form.union(self.knowledge.wording.words.always_told)
        found: dict[str, Place] = {}
        for name, possible in self.facts.items():
            if name not in asked:
                continue
            if len(possible) > 1:
                found[name] = "open"
            elif possible <= words[name].noteworthy:
                found[name] = "positive"
            elif name in bearing:
                found[name] = "negative"
        return found

    @cached_property
    def said(self) -> Spoken:
        """The variant of the wording that is used."""
        return spoken(self.knowledge.wording.outcomes[self.decision.outcome], self.circumstances)

    @cached_property
    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """The sentences of the flags in force by their section of the card, with their placeholders."""
        specs, found = self.knowledge.modifiers, dict[str, tuple[str, ...]]()
        for name in self.modifiers:
            if name in specs:
                section = specs[name].section
                found[section] = (*found.get(section, ()), specs[name].says)
        return found

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The statements of the rows, and of the risk features that are present where they bear on the decision."""
        return tuple(dict.fromkeys((*self.decision.statements, *self._of_triggers)))

    @cached_property
    def _of_triggers(self) -> tuple[str, ...]:
        return tuple(trigger_statements(self.knowledge, self.decision, self.facts))

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """What the cited statements say of their evidence, and where they disagree."""
        own = self.said.card.source or self.said.outcome.source
        cited = dict.fromkeys((own, *self._of_triggers, *self.decision.statements))
        statements = [self.knowledge.statements[each] for each in cited]
        lines = [each.basis for each in statements if each.basis][:MOST_BASIS]
        lines += [each.disagreement for each in statements if each.disagreement][:1]
        return tuple(lines)

    @cached_property
    def offers(self) -> tuple[OfferSpec, ...]:
        """The suggestions of ``cards/orders/offers.yaml`` that are made."""
        hold = self.circumstances.hold
        can_be_made = self.knowledge.orders.by_outcome[self.decision.outcome]
        return tuple(offer for offer, any_when in can_be_made if any(hold(when) for when in any_when))

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
