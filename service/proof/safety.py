"""The statements of ``safety.yaml``, and that every outcome, card and flag can be met and has words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.conditions import OF_THE_DECISION
from service.decision import FREE_TEXT, RECORD
from service.proof.content import SafetyStatement, condition
from service.proof.decided import Decided
from service.proof.formulas import Formula, conj, disj, neg
from service.proof.obligations import Bench, Violation
from service.wording import CardWords

NO_CARD = "NOT_APPLICABLE"
OFFERS = ("offered", "prefilled")


def safety_statements_hold(bench: Bench) -> Iterator[Violation]:
    """Every statement of safety.yaml holds for every patient, across all tables."""
    for each in bench.content.safety.statements:
        fault = _fault(bench, each)
        if fault:
            bench.cases += 1
            yield Violation(f"{each.id} cannot be checked: {fault}")
            continue
        decided = bench.decided
        when = decided.hold(condition(each.when))
        if bench.example(when) is None:
            yield Violation(f"{each.id} cannot be checked: no patient meets its condition")
        claim: Formula = (
            decided.hold(condition(each.never)) if each.never else neg(decided.hold(condition(each.always)))
        )
        example = bench.example(when, claim)
        if example is not None:
            yield bench.violation(f"{each.id} does not hold: {each.says}", example)


def _fault(bench: Bench, each: SafetyStatement) -> str:
    """What the statement names that does not exist; a misspelt name would make it hold idly."""
    for when in (each.when, each.never, each.always):
        for name, values in condition(when).items():
            allowed = _domain(bench, name)
            if allowed is None:
                return f"unknown input {name}"
            if not values <= allowed:
                return f"{name} has no value {', '.join(sorted(values - allowed))}"
    missing = [one for one in each.because if one not in bench.content.statements]
    return f"unknown statement {', '.join(missing)}" if missing else ""


def _domain(bench: Bench, name: str) -> frozenset[str] | None:
    content = bench.content
    if name in OF_THE_DECISION:
        rows = [route.row for route in bench.decided.routes]
        needs = {f"NEED:{need}" for need in bench.needs.values()}
        return {
            "outcome": frozenset(bench.decided.outcomes),
            "rule": frozenset({*(row.rule for row in rows), "R4u", "R2"}),
            "indicator": frozenset(("info", "warning", "critical")),
            "rests_on": frozenset((RECORD, FREE_TEXT)),
            "modifiers": frozenset({*content.modifiers, *needs}),
        }[name]
    if name in OFFERS:
        return frozenset(content.regimens.drugs) if content.regimens else None
    each = content.model.inputs.get(name)
    return frozenset((*each.domain, "unknown")) if each else None


def outcomes_are_reached_and_worded(bench: Bench) -> Iterator[Violation]:
    """Every outcome is reached by some patient and has words on a card; no words are written for nothing."""
    decided = bench.decided
    reached = [outcome for outcome in decided.outcomes if bench.example(decided.outcome(outcome)) is not None]
    for outcome in decided.outcomes:
        if outcome not in reached and outcome != "INSUFFICIENT_DATA":
            yield Violation(f"no patient reaches outcome {outcome}")
        if outcome in reached and outcome != NO_CARD and outcome not in bench.content.wording:
            yield Violation(f"outcome {outcome} has no words in wording/outcomes.yaml")
    # A site may have switched limb-threat cards off; some words are for it alone.
    off = bench.decide(bench.knowing, limb_threat_cards=False)
    for outcome, words in bench.content.wording.items():
        cases = [(each, _cards(each, words.cards)) for each in (decided, off)]
        if outcome not in decided.outcomes or not any(bench.example(each.outcome(outcome)) for each, _ in cases):
            yield Violation(f"wording/outcomes.yaml: no patient reaches {outcome}")
            continue
        for number in range(len(words.cards)):
            if not any(bench.example(each.outcome(outcome), cards[number]) for each, cards in cases):
                where = f"wording/outcomes.yaml: {outcome}, card {number + 1}"
                yield Violation(f"{where}: no patient gets it: {words.cards[number].summary}")
        for each, cards in cases:
            example = bench.example(each.outcome(outcome), neg(disj(cards)))
            if example is not None:
                yield bench.violation(f"wording/outcomes.yaml: no card of {outcome} fits", example)


def _cards(decided: Decided, cards: list[CardWords]) -> list[Formula]:
    """For each card: is it the first that holds?"""
    found: list[Formula] = []
    before: list[Formula] = []
    for card in cards:
        held = decided.hold(card.condition)
        found.append(conj([held, *(neg(each) for each in before)]))
        before.append(held)
    return found


def modifiers_are_reached(bench: Bench) -> Iterator[Violation]:
    """Every alternative of every modifier holds for some patient."""
    for each in bench.content.flags:
        for number, when in enumerate(each.any_when):
            if bench.example(bench.decided.hold(when)) is None:
                yield Violation(
                    f"modifiers.yaml: {each.name}: no patient meets alternative {number + 1}: {_written(when)}"
                )


def _written(when: Mapping[str, frozenset[str]]) -> str:
    return ", ".join(f"{name} {' or '.join(sorted(values))}" for name, values in when.items())
