"""The part of ``cards/`` that is proved: inputs, tables, modifiers, statements, words, regimens, safety statements.

Read with the same loader and shapes as the service, but without value sets and order templates, so that a small
folder of tables can be proved alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from service.conditions import Condition
from service.knowledge import build_model, read_statements
from service.knowledge_types import (
    FactSpec,
    FeaturesFile,
    Identifier,
    ModifierSpec,
    OneOrMore,
    Shape,
    Statement,
    TableFile,
    Threshold,
    as_values,
)
from service.modifiers import Modifier, read_modifiers
from service.strict_yaml import read_as, read_yaml
from service.tables import Input, Model, Table
from service.treatment.regimen_files import Regimens, read_regimens
from service.treatment.regimen_proof import regimen_inputs, regimen_tables
from service.wording import OutcomeWords

When = dict[str, OneOrMore]


class SafetyStatement(Shape):
    """One sentence that must hold for every patient: whenever ``when`` holds, ``never`` does not or ``always`` does."""

    id: Identifier
    says: str
    when: When = {}
    never: When = {}
    always: When = {}
    because: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_claim(self) -> SafetyStatement:
        if bool(self.never) == bool(self.always):
            raise ValueError("exactly one of never and always is needed")
        return self


class Exempt(Shape):
    """A written exception to an obligation about unknown inputs: which input, in which case, on whose authority."""

    obligation: Literal["unknown hides critical", "unknown silences critical"]
    input: str
    when: When
    says: str


class SafetyFile(Shape):
    """``safety.yaml``."""

    statements: list[SafetyStatement] = Field(min_length=1)
    never_block_transfer: list[str]
    named_by: dict[str, list[str]] = {}
    exempt: list[Exempt] = []


@dataclass(frozen=True)
class Content:
    """What the obligations speak about, as one value."""

    folder: Path
    features: FeaturesFile
    tables: tuple[TableFile, ...]
    model: Model
    modifiers: Mapping[str, ModifierSpec]
    statements: Mapping[str, Statement]
    thresholds: Mapping[str, Threshold]
    wording: Mapping[str, OutcomeWords]
    safety: SafetyFile
    regimens: Regimens | None
    citing: Mapping[str, Any]
    """Every file that may cite a statement, by its path below the folder, as plain YAML."""

    @cached_property
    def flags(self) -> tuple[Modifier, ...]:
        return read_modifiers(self.modifiers)

    @property
    def facts(self) -> Mapping[str, FactSpec]:
        return self.features.facts

    @cached_property
    def regimen_tables(self) -> tuple[Table, ...]:
        return regimen_tables(self.regimens) if self.regimens else ()

    @cached_property
    def regimen_inputs(self) -> Mapping[str, Input]:
        # The regimen tables ask the knowledge base for its model alone.
        return regimen_inputs(self.regimens, self) if self.regimens else {}  # type: ignore[arg-type]


def condition(when: Mapping[str, OneOrMore]) -> Condition:
    """A written condition as sets of values."""
    return {name: as_values(value) for name, value in when.items()}


def read_content(folder: Path, *, to_compare: bool = False) -> Content:
    """Read what is proved from a folder of clinical content; raises :class:`KnowledgeError` naming file and key.

    ``to_compare`` leaves out what a comparison of two states of the content does not need and older content may lack:
    safety statements and regimens.
    """
    features = read_as(FeaturesFile, folder / "features.yaml")
    tables = tuple(read_as(TableFile, path) for path in sorted((folder / "decisions").glob("*.yaml")))
    thresholds = folder / "thresholds.yaml"
    has_regimens = (folder / "regimens" / "choice.yaml").exists()
    return Content(
        folder=folder,
        features=features,
        tables=tables,
        model=build_model(features, tables),
        modifiers=read_as(dict[str, ModifierSpec], folder / "modifiers.yaml"),
        statements=read_statements(folder / "statements"),
        thresholds=read_as(dict[str, Threshold], thresholds) if thresholds.exists() else {},
        wording=read_as(dict[str, OutcomeWords], folder / "wording" / "outcomes.yaml"),
        safety=_no_safety() if to_compare else read_as(SafetyFile, folder / "safety.yaml"),
        regimens=read_regimens(folder / "regimens") if has_regimens and not to_compare else None,
        citing={path.relative_to(folder).as_posix(): read_yaml(path) for path in _citing(folder)},
    )


def _no_safety() -> SafetyFile:
    return SafetyFile.model_construct(statements=[], never_block_transfer=[], named_by={}, exempt=[])


def _citing(folder: Path) -> Iterable[Path]:
    """The files whose citations count as use: not the statements themselves, not sign-offs, not ``safety.yaml``."""
    for path in sorted(folder.rglob("*.yaml")):
        first = path.relative_to(folder).parts[0]
        if first not in ("statements", "review", "value_sets", "safety.yaml", "sources.yaml"):
            yield path
