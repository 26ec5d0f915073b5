"""The rows of ``cards/regimens/`` read for one patient: which one fits, and what a row that may bar a drug leaves open.

Rows are read as in ``cards/decisions``, with every input as a value: an input that is not known reads ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from service.decision import Evaluation
from service.errors import KnowledgeError
from service.features.feature import Feature
from service.tables import UNKNOWN
from service.treatment.regimen_files import Regimens
from service.treatment.regimen_types import Conditional

if TYPE_CHECKING:
    from service.knowledge import Knowledge

ANTICOAGULATION, INTERVENTION = "anticoagulation", "intervention"
PLAN = "plan"
R = TypeVar("R", bound=Conditional)


class Reader:
    """The inputs of one patient as the rows of ``cards/regimens/`` see them: one value, or ``unknown``."""

    def __init__(self, regimens: Regimens, knowledge: Knowledge, features: Mapping[str, Feature], plan: str):
        self._regimens, self._conditions = regimens, regimens.conditions
        self._evaluation = Evaluation(knowledge.model, {name: each.possible for name, each in features.items()})
        self._values: dict[str, str] = {PLAN: plan}

    def value(self, name: str) -> str:
        """The value of an input, or ``unknown``; the value tables of ``choice.yaml`` are inputs too."""
        found = self._values.get(name)
        if found is None:
            table = self._regimens.choice.values.get(name)
            if table is not None:
                found = self.row(table.rows).value
            else:
                possible = self._evaluation.possible_once(name)
                found = next(iter(possible)) if len(possible) == 1 else UNKNOWN
            self._values[name] = found
        return found

    def holds(self, row: Conditional) -> bool:
        values = self._values
        for name, allowed in self._conditions[row.id]:  # noqa: SIM110 – a generator would cost more than the tests
            if (values.get(name) or self.value(name)) not in allowed:
                return False
        return True

    def row(self, rows: Iterable[R]) -> R:
        """The one row that fits; raises :class:`KnowledgeError` when none does (proved not to happen)."""
        for row in rows:
            if self.holds(row):
                return row
        raise KnowledgeError("No row of a regimen table fits.", expression="cards/regimens")

    def left_open(self, row: Conditional) -> tuple[str, ...] | None:
        """``()`` when the row holds for certain, the inputs that leave it open, or ``None`` when it cannot hold."""
        undecided = []
        for name, allowed in self._conditions[row.id]:
            possible = self._evaluation.possible_once(name)
            if possible.isdisjoint(allowed):
                return None
            if not possible <= allowed:
                undecided.append(name)
        return tuple(undecided)
