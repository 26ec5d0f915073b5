"""A decision as a solver sees it: outcome, rule, indicator, deciding inputs and modifiers over one state of knowledge.

Mirrors ``service/decision.py``, ``service/conditions.py`` and ``service/modifiers.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import combinations
from typing import TypeVar

import z3

from service.conditions import Condition
from service.decision import FREE_TEXT
from service.modifiers import Modifier
from service.proof.formulas import Formula, at_most_one, conj, disj, neg
from service.proof.knowing import ByValue, Knowing, Route, routes
from service.tables import UNKNOWN, Reading, Values

NOT_DETERMINED = "INSUFFICIENT_DATA"
DISTAL = frozenset(("gastrocnemius_only", "distal_axial"))
LIMB_THREAT_OUTCOMES = frozenset(("CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY"))

Found = TypeVar("Found")


class Decided:
    """What the tables make of a symbolic state of knowledge; every answer is a formula.

    ``needs`` maps facts to the short name of what to ask for.  ``own_inputs`` gives further inputs that a condition
    ``needs`` maps facts to the short name of what to ask for.  ``own_inputs`` gives further inputs that a condition
    may name (the drugs that are offered), ``define`` gives names to formulas that are used often.  With
    ``limb_threat_cards=False`` a site has switched these cards off.
    """

    def __init__(
        self,
        knowing: Knowing,
        modifiers: tuple[Modifier, ...] = (),
        needs: Mapping[str, str] | None = None,
        *,
        limb_threat_cards: bool = True,
        own_inputs: Callable[[str, str], Formula] | None = None,
        define: Callable[[Formula], Formula] = lambda formula: formula,
    ):
        self.knowing, self.model = knowing, knowing.model
        self.modifiers = {each.name: each for each in modifiers}
        self.needs = needs or {}
        self.limb_threat_cards = limb_threat_cards
        self.own_inputs = own_inputs
        self._define = define
        self._kept: dict[tuple, Formula] = {}

    def _once(self, key: tuple, find: Callable[[], Formula]) -> Formula:
        if key not in self._kept:
            self._kept[key] = self._define(find())
        return self._kept[key]

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        return tuple(routes(self.model))

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(route.row.outcome for route in self.routes), NOT_DETERMINED]))

    def reached(self, route: Route) -> Formula:
        return self._once(
            ("reached", route.row.id, *(row.id for row in route.rows)), lambda: self.knowing.reached(route)
        )

    def some(self, wanted: Callable[[Route], bool]) -> Formula:
        """Is a route of this kind possible?"""
        return disj(self.reached(route) for route in self.routes if wanted(route))

    def may_be(self, outcome: str) -> Formula:
        """Is the outcome among the possible ones?"""
        return self._once(("may", outcome), lambda: self.some(lambda route: route.row.outcome == outcome))

    @cached_property
    def undetermined(self) -> Formula:
        return disj(conj([self.may_be(one), self.may_be(other)]) for one, other in combinations(self.outcomes, 2))

    def outcome(self, outcome: str) -> Formula:
        """Is this the outcome that is reported?"""
        return self._once(("outcome", outcome), lambda: self._outcome(outcome))

    def _outcome(self, outcome: str) -> Formula:
        if self.limb_threat_cards:
            return self.decided(outcome)
        off = conj([disj(self.decided(each) for each in LIMB_THREAT_OUTCOMES), self.indicator("critical")])
        if outcome == NOT_DETERMINED:
            return disj([self.decided(outcome), off])
        return conj([self.decided(outcome), neg(off)])

    def decided(self, outcome: str) -> Formula:
        alone = conj([self.may_be(outcome), neg(self.undetermined)])
        return disj([alone, self.undetermined]) if outcome == NOT_DETERMINED else alone

    def rule(self, rule: str) -> Formula:
        """Is this rule among those that are reported?"""
        return self._once(("rule", rule), lambda: self._rule(rule))

    def _rule(self, rule: str) -> Formula:
        named = conj([neg(self.undetermined), self.some(lambda route: route.row.rule == rule)])
        if rule not in ("R4u", "R2"):
            return named
        confirmed = self.knowing.within("acute_leg_dvt_confirmed", frozenset(("present",)))
        distal = conj([confirmed, self.knowing.within("location", DISTAL)])
        return disj([named, conj([self.undetermined, distal if rule == "R4u" else neg(distal)])])

    def indicator(self, indicator: str) -> Formula:
        """Is this the indicator of the card?"""
        return self._once(("indicator", indicator), lambda: self._indicator(indicator))

    def _indicator(self, indicator: str) -> Formula:
        critical = self.some(lambda route: route.row.indicator == "critical")
        if indicator == "critical":
            return critical
        raised = disj([self.undetermined, self.some(lambda route: route.row.indicator == "warning")])
        return conj([neg(critical), raised if indicator == "warning" else neg(raised)])

    def rests_on(self, what: str) -> Formula:
        """Does the decision rest on coded entries, or on free text?  Not settled by the facts, so either may be."""
        from_text = z3.Bool("rests on free text")
        return from_text if what == FREE_TEXT else neg(from_text)

    def deciding(self, fact: str) -> Formula:
        """Is the fact one of the deciding inputs?"""
        return self._once(("deciding", fact), lambda: self._deciding(fact))

    def _deciding(self, fact: str) -> Formula:
        if self.model.inputs[fact].reading is not Reading.POSSIBLE:
            return False
        return disj(self._tells_apart(fact, *pair) for pair in combinations(self.routes, 2))

    def _tells_apart(self, fact: str, one: Route, other: Route) -> Formula:
        if one.row.outcome == other.row.outcome:
            return False
        telling = disj(
            conj(
                [
                    self._open(name, fact),
                    self._differs(self.knowing.read(name), one.when.get(name), other.when.get(name)),
                ]
            )
            for name in dict.fromkeys([*one.when, *other.when])
            if fact in self.model.source_facts(name)
        )
        return conj([telling, self.reached(one), self.reached(other)])

    def _open(self, name: str, fact: str) -> Formula:
        """Is the fact unknown, and may the value of the input still hang on it?"""
        return self._once(("open", name, fact), lambda: self._open_now(name, fact))

    def _open_now(self, name: str, fact: str) -> Formula:
        each = self.model.inputs[name]
        if fact not in self.model.source_facts(name):
            return False
        if each.is_fact:
            return neg(self.knowing.known(name))
        if each.decided_by:
            rows = self.model.tables[each.decided_by].rows
            return disj(
                conj([self.knowing.row(row), disj(self._open(tested, fact) for tested in row.when)]) for row in rows
            )
        return disj(self._open(source, fact) for source in each.sources)

    @staticmethod
    def _differs(seen: ByValue, one: Values | None, other: Values | None) -> Formula:
        apart = [value for value in seen if (one is None or value in one) != (other is None or value in other)]
        return conj([neg(at_most_one(list(seen.values()))), disj(seen[value] for value in apart)])

    def modifier(self, name: str) -> Formula:
        """Does the decision carry this flag?"""
        return self._once(("modifier", name), lambda: self._modifier(name))

    def _modifier(self, name: str) -> Formula:
        held: list[Formula] = []
        if name in self.modifiers:
            held += [self.hold(when) for when in self.modifiers[name].any_when]
        if name.startswith("NEED:"):
            held += [self.deciding(fact) for fact, need in self.needs.items() if f"NEED:{need}" == name]
        return disj(held)

    def hold(self, when: Condition) -> Formula:
        """Does every part of the condition hold?"""
        return conj(self.holds(name, allowed) for name, allowed in when.items())

    def holds(self, name: str, allowed: Values) -> Formula:
        """Does one part of a condition hold?"""
        return self._once(("holds", name, allowed), lambda: self._holds(name, allowed))

    def _holds(self, name: str, allowed: Values) -> Formula:
        speaks_of = {
            "outcome": self.outcome,
            "rule": self.rule,
            "indicator": self.indicator,
            "rests_on": self.rests_on,
            "modifiers": self.modifier,
        }
        if name in speaks_of:
            return disj(speaks_of[name](each) for each in sorted(allowed))
        if self.own_inputs and name not in self.model.inputs:
            return disj(self.own_inputs(name, each) for each in sorted(allowed))
        within = self.knowing.within(name, allowed)
        return disj([within, neg(self.knowing.known(name))]) if UNKNOWN in allowed else within
