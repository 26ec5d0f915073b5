"""Everything the chapters are written from: the content, the cases played through it, and what was proved of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from service.book.proofs import ProofStatus
from service.book.trace import rows_exercised
from service.card_writer import EXTENSION
from service.errors import DvtCdsError, FaultsError
from service.feature_rows import facts_of
from service.knowledge import Knowledge
from service.replay.cases import read_cases
from service.replay.play import answer_case
from service.strict_yaml import read_yaml


@dataclass(frozen=True)
class Vignette:
    """A case of feature values, without FHIR."""

    id: str
    title: str
    row: Mapping[str, str]
    rows: frozenset[str]
    """Ids of the table rows that fit it."""


@dataclass(frozen=True)
class Played:
    """A synthetic FHIR patient and the answer of the service."""

    name: str
    story: str
    service: str
    rows: frozenset[str]
    modifiers: tuple[str, ...]
    cards: tuple[dict[str, Any], ...]
    findings: tuple[str, ...] = ()
    """Findings of the order review on its cards."""

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Material:
    """The content with its cases."""

    knowledge: Knowledge
    vignettes: tuple[Vignette, ...]
    played: tuple[Played, ...]
    proof: ProofStatus | None

    @cached_property
    def vignettes_of(self) -> Mapping[str, tuple[Vignette, ...]]:
        """Row id -> the vignettes that exercise it."""
        return _by_row(self.vignettes)

    @cached_property
    def played_of(self) -> Mapping[str, tuple[Played, ...]]:
        """Row id -> the FHIR cases that exercise it."""
        return _by_row(self.played)

    def case(self, name: str) -> Played | None:
        return next((each for each in self.played if each.name == name), None)

    def vignette(self, name: str) -> Vignette | None:
        return next((each for each in self.vignettes if each.id == name), None)

    def yaml(self, name: str) -> Any:
        """A file of the content that the service itself does not load, ``None`` where there is none."""
        path = self.knowledge.folder / name
        return read_yaml(path) if path.is_file() else None


def gather(knowledge: Knowledge, fixtures: Path, proof: ProofStatus | None) -> Material:
    """Play every vignette and case below ``fixtures``; errors of a case file pass through."""
    return Material(
        knowledge, tuple(_vignettes(knowledge, fixtures / "vignettes")), tuple(_played(knowledge, fixtures)), proof
    )


def _by_row(cases: Iterable[Any]) -> Mapping[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for case in cases:
        for row in case.rows:
            found.setdefault(row, []).append(case)
    return {row: tuple(each) for row, each in found.items()}


def _vignettes(knowledge: Knowledge, folder: Path) -> Iterable[Vignette]:
    added = _csv(folder / "added_columns.csv")
    for row in _csv(folder / "base.csv") + _csv(folder / "amendments.csv"):
        row.update({each["column"]: each["value"] for each in added if each["id"] == row["id"]})
        facts = facts_of(row, knowledge)
        yield Vignette(row["id"], row["title"], row, rows_exercised(knowledge.model, facts))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _played(knowledge: Knowledge, fixtures: Path) -> Iterable[Played]:
    """The cases that get an answer; those about failures of the protocol say nothing about the content."""
    for case in read_cases(fixtures / "cases"):
        try:
            given = answer_case(case, knowledge)
        except (DvtCdsError, FaultsError):
            continue
        facts = {name: feature.possible for name, feature in given.features.items()}
        rows = rows_exercised(knowledge.model, facts)
        yield Played(
            case.name, case.story.story, case.story.service, rows, given.modifiers, given.cards, _findings(given.cards)
        )


def _findings(cards: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    forms = [card.get("extension", {}).get(EXTENSION, {}) for card in cards]
    return tuple(form["finding"] for form in forms if "finding" in form)
