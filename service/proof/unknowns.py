"""What becoming unknown may and may not do.

Two states of knowledge of one patient are compared: in the wider one some facts have more possible values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import z3

from service.proof.content import condition
from service.proof.decided import Decided
from service.proof.formulas import Example, Formula, conj, disj, neg, same
from service.proof.knowing import ByValue, Knowing, routes
from service.proof.obligations import Bench, Violation
from service.proof.patients import described, facts_of, in_words, plain

MOST_SHOWN = 12
SILENT = ("SURVEILLANCE", "NOT_APPLICABLE")


@dataclass(frozen=True)
class Narrowing:
    """A wider and a narrower state of knowledge of the same patient."""

    wide: Decided
    narrow: Decided
    changed: Mapping[str, z3.BoolRef]
    """For each fact: does the narrower state know more?"""
    ties: tuple[Formula, ...]

    def differs(self, fact: str) -> Formula:
        return self.changed[fact]


def narrowing(bench: Bench, facts: Iterable[str]) -> Narrowing:
    """Any two states that differ at most in ``facts``, the wider one being that of the bench."""
    prefix = bench.another()
    own: dict[str, ByValue] = {}
    changed: dict[str, z3.BoolRef] = {}
    ties: list[Formula] = []
    for name in facts:
        wide = bench.knowing.may[name]
        values = {value: z3.Bool(f"{prefix}{name}={value}") for value in wide}
        own[name], changed[name] = values, z3.Bool(f"{prefix}{name} differs")
        ties.append(disj(values.values()))
        ties += [z3.Implies(values[value], wide[value]) for value in values]
        ties.append(changed[name] == neg(conj(same(values[value], wide[value]) for value in values)))
    return Narrowing(bench.decided, bench.decide(bench.knowing.with_facts(own)), changed, tuple(ties))


def bearing_facts(bench: Bench) -> list[str]:
    """The facts that any row on the way to an outcome tests."""
    model = bench.content.model
    tested = {name for route in routes(model) for row in route.rows for name in row.when}
    found = {fact for name in tested for fact in model.source_facts(name)}
    return [name for name in model.facts if name in found]


def named(bench: Bench, decided: Decided, fact: str) -> Formula:
    """Does the answer carry a modifier that asks for the fact?"""
    spec = bench.content.facts[fact]
    names = [f"NEED:{spec.need}", *bench.content.safety.named_by.get(fact, ())]
    return disj(decided.modifier(name) for name in dict.fromkeys(names))


def _not_exempt(bench: Bench, pair: Narrowing, obligation: str) -> Iterator[Formula]:
    for each in bench.content.safety.exempt:
        if each.obligation == obligation and each.input in pair.changed:
            yield disj([neg(pair.differs(each.input)), neg(pair.wide.hold(condition(each.when)))])


def hides_nothing_critical(bench: Bench) -> Iterator[Violation]:
    """Where knowing more would be critical, the answer is critical or carries the modifier that asks for it."""
    pair = narrowing(bench, bearing_facts(bench))
    asked: list[Formula] = [
        *pair.ties,
        pair.narrow.indicator("critical"),
        neg(pair.wide.indicator("critical")),
        *(disj([neg(pair.differs(fact)), neg(named(bench, pair.wide, fact))]) for fact in pair.changed),
        *_not_exempt(bench, pair, "unknown hides critical"),
    ]
    yield from _each_way(bench, pair, asked, lambda facts: f"critical once known, and not asked for: {facts}")


def silences_nothing_critical(bench: Bench) -> Iterator[Violation]:
    """Nothing critical becomes surveillance or no card by becoming unknown."""
    pair = narrowing(bench, bearing_facts(bench))
    asked: list[Formula] = [
        *pair.ties,
        pair.narrow.indicator("critical"),
        disj(pair.wide.outcome(outcome) for outcome in SILENT),
        *_not_exempt(bench, pair, "unknown silences critical"),
    ]
    yield from _each_way(bench, pair, asked, lambda facts: f"critical when known, silent when unknown: {facts}")


def never_blocks_transfer(bench: Bench) -> Iterator[Violation]:
    """In a limb threat an unknown bleeding, lysis or fitness input never removes the transfer for CDT."""
    facts = [name for name in bench.content.safety.never_block_transfer if name in bench.content.model.inputs]
    missing = sorted(set(bench.content.safety.never_block_transfer) - set(facts))
    yield from (Violation(f"safety.yaml: never_block_transfer names unknown input {each}") for each in missing)
    pair = narrowing(bench, facts)
    critical_transfer = conj([pair.narrow.outcome("CDT_TRANSFER"), pair.narrow.indicator("critical")])
    asked: list[Formula] = [*pair.ties, critical_transfer, neg(pair.wide.outcome("CDT_TRANSFER"))]
    yield from _each_way(bench, pair, asked, lambda facts: f"transfer when known, none when unknown: {facts}")


def _each_way(bench: Bench, pair: Narrowing, asked: list[Formula], about: Callable[[str], str]) -> Iterator[Violation]:
    """One violation for every smallest set of facts that makes the difference, at most :data:`MOST_SHOWN`."""
    question = list(asked)
    for _ in range(MOST_SHOWN):
        example = bench.example(*question)
        if example is None:
            return
        changed = _smallest(example, pair)
        yield _told(bench, pair, example, changed, about)
        question.append(disj(neg(pair.changed[fact]) for fact in changed))


def _smallest(example: Example, pair: Narrowing) -> list[str]:
    """Keep as few facts as possible changed."""
    return [name for name, differs in pair.changed.items() if not example.narrow([z3.Not(differs)])]


def _told(
    bench: Bench, pair: Narrowing, example: Example, changed: list[str], about: Callable[[str], str]
) -> Violation:
    wide: Knowing = pair.wide.knowing
    patient = plain(example, wide, bench.usual)
    then = facts_of(example, pair.narrow.knowing)
    specs = bench.content.facts
    settled = [f"{specs[each].label} turning out {in_words(then[each], specs[each].domain)}" for each in changed]
    lines = described(patient, specs, bench.usual, changed)
    return Violation(about(" and ".join(specs[each].label for each in changed)), (*lines, *settled))
