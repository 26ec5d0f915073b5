"""Who is treated differently by two states of the clinical content, with an example patient for each difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from service.proof.content import Content
from service.proof.decided import Decided
from service.proof.formulas import Formula, Prover, conj, neg, same
from service.proof.knowing import Knowing
from service.proof.patients import described, plain, typical

INDICATORS = ("info", "warning", "critical")


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which patients are treated differently, and one of them."""

    change: str
    patient: tuple[str, ...]


class Comparison:
    """Two states of the content over the same patients: a value that only one of them knows is left out."""

    def __init__(self, old: Content, new: Content):
        self.contents = (old, new)
        known = [Knowing(each.model) for each in (old, new)]
        self.prover = Prover([*known[0].always, *known[1].always, *self._shared_values(*known)])
        self.old, self.new = (
            Decided(knowing, each.flags, _needs(each), define=self.prover.define)
            for knowing, each in zip(known, (old, new), strict=True)
        )

    @staticmethod
    def _shared_values(old: Knowing, new: Knowing) -> Iterator[Formula]:
        # Variables of the same name are the same in both encodings.
        one, other = old.may, new.may
        for name in one.keys() & other.keys():
            yield from (neg(may) for value, may in one[name].items() if value not in other[name])
            yield from (neg(may) for value, may in other[name].items() if value not in one[name])

    def outcomes(self) -> Iterator[Difference]:
        """For each pair of outcomes a patient who had the one and has the other."""
        for before, after in product(self.old.outcomes, self.new.outcomes):
            if before != after:
                yield from self._example(f"{before} → {after}", self.old.outcome(before), self.new.outcome(after))

    def indicators(self) -> Iterator[Difference]:
        """The same outcome, told with another urgency."""
        for outcome in (each for each in self.old.outcomes if each in self.new.outcomes):
            both = conj([self.old.outcome(outcome), self.new.outcome(outcome)])
            for before, after in product(INDICATORS, INDICATORS):
                if before != after:
                    urgency = conj([self.old.indicator(before), self.new.indicator(after)])
                    yield from self._example(f"{outcome}: {before} → {after}", both, urgency)

    def modifiers(self) -> Iterator[Difference]:
        """The same outcome with a flag more or less."""
        unchanged = conj(
            same(self.old.outcome(each), self.new.outcome(each))
            for each in dict.fromkeys([*self.old.outcomes, *self.new.outcomes])
        )
        for name in dict.fromkeys([*self.old.modifiers, *self.new.modifiers]):
            before, after = self.old.modifier(name), self.new.modifier(name)
            yield from self._example(f"now {name}", unchanged, after, neg(before))
            yield from self._example(f"no longer {name}", unchanged, before, neg(after))

    def any_patient(self) -> bool:
        """Whether anybody is treated, or told, differently."""
        return any(True for found in (self.outcomes(), self.indicators(), self.modifiers()) for _ in found)

    def _example(self, change: str, *asked: Formula) -> Iterator[Difference]:
        example = self.prover.example(*asked)
        if example is None:
            return
        new = self.contents[1]
        usual = typical(new.model, new.facts)
        yield Difference(change, described(plain(example, self.new.knowing, usual), new.facts, usual))


def _needs(content: Content) -> Mapping[str, str]:
    return {name: spec.need for name, spec in content.facts.items()}


def written_changes(old: Content, new: Content) -> Iterator[tuple[str, list[str]]]:
    """Headings with what was changed in writing: thresholds, statements, inputs, modifiers, cards, rows."""
    yield "Thresholds", list(_thresholds(old, new))
    yield "Statements", list(_entries(old.statements, new.statements))
    yield "Inputs", list(_entries({**old.facts, **old.features.derived}, {**new.facts, **new.features.derived}))
    yield "Modifiers in writing", list(_entries(old.modifiers, new.modifiers))
    yield "Words", list(_entries(_cards(old), _cards(new)))
    yield "Rows", list(_entries(_rows(old), _rows(new)))


def _thresholds(old: Content, new: Content) -> Iterator[str]:
    for line in _entries(old.thresholds, new.thresholds):
        name = line.split("`")[1]
        before, after = old.thresholds.get(name), new.thresholds.get(name)
        readers = sorted(fact for fact, spec in new.facts.items() if name in spec.thresholds)
        if before and after and before.value != after.value:
            # `1` is the unit of a count.
            number = f"{after.value} {after.unit}" if after.unit != "1" else after.value
            line = f"`{name}`: {before.value} → {number} ({after.comparison or after.meaning})"
        yield line + (f"; read by {', '.join(readers)}" if readers else "")


def _entries(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What was added, removed, or changed and in which members."""
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            yield f"`{name}` added"
        elif name not in new:
            yield f"`{name}` removed"
        elif old[name] != new[name]:
            yield f"`{name}` changed: {', '.join(_members(old[name], new[name]))}"


def _members(old: Any, new: Any) -> Iterable[str]:
    before, after = old.model_dump(), new.model_dump()
    return [name for name in after if before.get(name) != after[name]]


def _cards(content: Content) -> Mapping[str, Any]:
    return {
        f"{outcome}, card {number}": card
        for outcome, words in content.wording.items()
        for number, card in enumerate(words.cards, 1)
    }


def _rows(content: Content) -> Mapping[str, Any]:
    return {f"{table.decision}: {row.id}": row for table in content.tables for row in table.rows}
