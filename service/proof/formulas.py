"""Boolean formulas that fold what is already certain, and the solver that questions are put to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import z3

Formula: TypeAlias = Any
"""A ``bool`` where the answer is already certain, else a ``z3.BoolRef`` (the solver has no types)."""

MOST_MILLISECONDS = 20_000
"""The longest the solver may think about one question; beyond it the question counts as not proved."""


class UndecidedError(Exception):
    """The solver gave neither a proof nor an example: the check fails."""


def conj(parts: Iterable[Formula]) -> Formula:
    """All of them."""
    kept: list[Formula] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.append(part)
    if not kept:
        return True
    return kept[0] if len(kept) == 1 else z3.And(kept)


def disj(parts: Iterable[Formula]) -> Formula:
    """Any of them."""
    kept: list[Formula] = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.append(part)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else z3.Or(kept)


def neg(part: Formula) -> Formula:
    if isinstance(part, bool):
        return not part
    return z3.Not(part)


def same(one: Formula, other: Formula) -> Formula:
    """Both or neither."""
    if isinstance(one, bool):
        return other if one else neg(other)
    if isinstance(other, bool):
        return one if other else neg(one)
    return one == other


def exactly_one(parts: Sequence[Formula]) -> Formula:
    return conj([disj(parts), at_most_one(parts)])


def at_most_one(parts: Sequence[Formula]) -> Formula:
    return conj(neg(conj([one, other])) for n, one in enumerate(parts) for other in parts[n + 1 :])


class Prover:
    """Holds what is always true, answers whether something can be true beside it, and counts the questions."""

    def __init__(self, always: Iterable[Formula]):
        self._solver = z3.SolverFor("QF_FD")
        self._solver.set("timeout", MOST_MILLISECONDS)
        self._names = 0
        self.questions = 0
        for each in always:
            self._solver.add(each)

    def literal(self, formula: Formula) -> z3.BoolRef:
        """A name for a formula, to be asked about alone or beside others."""
        self._names += 1
        name = z3.Bool(f"ask.{self._names}")
        self._solver.add(z3.Implies(name, formula))
        return name

    def define(self, formula: Formula) -> Formula:
        """A name that is true exactly when the formula is: what is asked about often is translated once."""
        if isinstance(formula, bool):
            return formula
        self._names += 1
        name = z3.Bool(f"is.{self._names}")
        self._solver.add(name == formula)
        return name

    def example(self, *asked: Formula) -> Example | None:
        """An assignment that makes all of it true, or ``None`` when there is none; raises :class:`UndecidedError`."""
        if False in [each for each in asked if isinstance(each, bool)]:
            self.questions += 1
            return None
        literals = [self.literal(each) for each in asked]
        return Example(self, literals) if self.possible(literals) else None

    def possible(self, literals: Sequence[z3.BoolRef]) -> bool:
        self.questions += 1
        found = self._solver.check(*literals)
        if found == z3.unknown:
            raise UndecidedError(f"the solver could not decide a question ({self._solver.reason_unknown()})")
        return found == z3.sat

    def model(self) -> z3.ModelRef:
        return self._solver.model()


class Example:
    """A satisfiable question, which can be narrowed to a plainer answer."""

    def __init__(self, prover: Prover, literals: Sequence[z3.BoolRef]):
        self._prover, self._literals = prover, list(literals)

    def narrow(self, literals: Sequence[z3.BoolRef]) -> bool:
        """Keep to assignments in which these hold too, where there are any."""
        fits = self._prover.possible([*self._literals, *literals])
        if fits:
            self._literals += literals
        return fits

    def truths(self, variables: Sequence[z3.BoolRef]) -> list[bool]:
        """The value of each variable in one assignment that fits."""
        self._prover.possible(self._literals)
        model = self._prover.model()
        return [z3.is_true(model.eval(each, model_completion=True)) for each in variables]
