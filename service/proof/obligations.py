"""What is proved, in the order it is reported, and what comes of it.

An obligation is a function from the content to its violations.  One that cannot run is violated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

import z3

from service.errors import KnowledgeError
from service.proof.content import Content
from service.proof.decided import Decided
from service.proof.formulas import Example, Formula, Prover, UndecidedError
from service.proof.knowing import CircleError, Knowing
from service.proof.patients import described, plain, typical
from service.tables import Facts


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which an obligation does not hold; ``patient`` is an example, one line for each fact."""

    about: str
    patient: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One obligation with what was found; it holds when there is no violation."""

    name: str
    says: str
    cases: int
    seconds: float
    violations: tuple[Violation, ...]

    @property
    def holds(self) -> bool:
        return not self.violations


@dataclass
class Bench:
    """What the obligations share: the content, its encoding, and a solver that knows the axioms of knowledge."""

    content: Content
    cases: int = 0
    _fresh: int = field(default=0, repr=False)

    @cached_property
    def knowing(self) -> Knowing:
        return Knowing(self.content.model)

    @cached_property
    def needs(self) -> Mapping[str, str]:
        return {name: spec.need for name, spec in self.content.facts.items()}

    @cached_property
    def decided(self) -> Decided:
        return self.decide(self.knowing)

    @cached_property
    def prover(self) -> Prover:
        return Prover(self.knowing.always)

    @cached_property
    def usual(self) -> Facts:
        return typical(self.content.model, self.content.facts)

    def decide(self, knowing: Knowing, *, limb_threat_cards: bool = True) -> Decided:
        """The decision over a state of knowledge, with the modifiers of the content and the drugs it offers."""
        decided = Decided(
            knowing, self.content.flags, self.needs, limb_threat_cards=limb_threat_cards, define=self.prover.define
        )
        if self.content.regimens is not None:
            from service.proof.regimens import Offered

            decided.own_inputs = Offered(self.content.regimens, decided).holds
        return decided

    def another(self) -> str:
        """A prefix for variables of its own."""
        self._fresh += 1
        return f"{self._fresh}."

    def example(self, *asked: Formula) -> Example | None:
        """Count a case and ask the solver for an example of it."""
        self.cases += 1
        return self.prover.example(*asked)

    def violation(self, about: str, example: Example) -> Violation:
        """A violation with the plainest patient that shows it."""
        patient = plain(example, self.knowing, self.usual)
        return Violation(about, described(patient, self.content.facts, self.usual))


_CANNOT_RUN = (UndecidedError, CircleError, KnowledgeError, ValueError, KeyError, RecursionError, z3.Z3Exception)

Check = Callable[[Bench], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Obligation:
    name: str
    says: str
    check: Check


def prove(content: Content, obligations: Iterable[Obligation]) -> Iterator[Result]:
    """Check each obligation and report it with its time; one that cannot be checked is violated."""
    bench = Bench(content)
    for each in obligations:
        began, before = perf_counter(), bench.cases
        found: list[Violation] = []
        try:
            found += each.check(bench)
        except _CANNOT_RUN as error:
            found.append(Violation(f"could not be checked: {type(error).__name__}: {error}"))
        cases = bench.cases - before
        if not cases and not found:
            found.append(Violation("could not be checked: there is nothing to check it on"))
        yield Result(each.name, each.says, cases, perf_counter() - began, tuple(found))
