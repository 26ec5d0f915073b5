"""The content of ``cards/regimens/`` as one value: drugs, order of choice, durations and how a dose is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import KnowledgeError
from service.knowledge_types import as_values
from service.strict_yaml import read_as
from service.tables import Values
from service.treatment.regimen_types import ChoiceFile, Conditional, DosingFile, DrugFile, DurationFile

if TYPE_CHECKING:
    from service.knowledge import Knowledge

_TABLE_FILES = ("choice", "dosing", "durations")


@dataclass(frozen=True)
class Regimens:
    """The content of ``cards/regimens/``, read and shaped; :meth:`faults` holds it against the rest."""

    drugs: Mapping[str, DrugFile]
    choice: ChoiceFile
    dosing: DosingFile
    durations: DurationFile

    @cached_property
    def conditions(self) -> Mapping[str, tuple[tuple[str, Values], ...]]:
        """The tests of every row and sentence by its id, as sets."""
        return {row.id: tuple((name, as_values(value)) for name, value in row.when.items()) for row in self.rows}

    @cached_property
    def rows(self) -> tuple[Conditional, ...]:
        """Every row and conditional sentence of the folder; ids are unique over all of them."""
        own: list[Conditional] = [
            *self.choice.holds,
            *self.choice.lead_in.rows,
            *self.choice.order.rows,
            *self.durations.rows,
        ]
        for table in self.choice.values.values():
            own += table.rows
        for drug in self.drugs.values():
            own += [*drug.barred_when, *drug.doses, *drug.cautions, *drug.off_label]
        return tuple(own)

    def faults(self, knowledge: Knowledge) -> list[str]:
        """What does not fit the rest of the knowledge base; see :mod:`service.treatment.regimen_proof`."""
        from service.treatment.regimen_proof import faults_of

        return faults_of(self, knowledge)


def read_regimens(folder: Path) -> Regimens:
    """Read ``cards/regimens/``; raises :class:`KnowledgeError` naming file and key."""
    drugs: dict[str, DrugFile] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in _TABLE_FILES:
            drug = read_as(DrugFile, path)
            if drug.regimen != path.stem:
                raise KnowledgeError(
                    f"{path.name}: regimen {drug.regimen!r} is not the name of the file.", expression=path.name
                )
            drugs[drug.regimen] = drug
    return Regimens(
        drugs,
        read_as(ChoiceFile, folder / "choice.yaml"),
        read_as(DosingFile, folder / "dosing.yaml"),
        read_as(DurationFile, folder / "durations.yaml"),
    )
