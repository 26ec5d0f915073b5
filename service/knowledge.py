"""The clinical content of ``cards/``, read once, checked, frozen, and named by its content hash.

Nothing here knows FHIR or the protocol.  Every id that is used must exist, every key must be known, every
outcome must be worded: a fault is a :class:`~service.errors.KnowledgeError` that names the file and the key, and
the service does not start.  Shapes: ``service/knowledge_types.py``; the folder is described in ``cards/README.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from service.errors import KnowledgeError
from service.fhir.codes import CodeIndex, ValueSetError
from service.fhir.local_codes import read_local_codes
from service.free_text import FreeText, read_free_text
from service.knowledge_types import (
    DerivedSpec,
    FactSpec,
    FeaturesFile,
    ModifierSpec,
    Source,
    Statement,
    TableFile,
    Threshold,
    as_values,
)
from service.ledger_items import LedgerItem, read_ledger
from service.ledger_items import faults as ledger_faults
from service.listed_words import read_words
from service.modifiers import Modifier, read_modifiers
from service.review.content import OrderReview, read_order_review
from service.sign_off import SignOff, read_sign_off
from service.strict_yaml import read_as
from service.tables import Input, Model, Reading, Row, Table
from service.treatment.numbers import Numbers
from service.treatment.orders import Orders, read_orders
from service.treatment.regimen_files import Regimens, read_regimens
from service.wording import FactWords, Wording, read_wording

VERSION = "0.1.0"
"""Version of the clinical content; the content hash tells two states of one version apart."""


@dataclass(frozen=True)
class Knowledge:
    """Everything the service recommends and why, as one immutable value."""

    version: str
    content_hash: str
    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    thresholds: Mapping[str, Threshold]
    facts: Mapping[str, FactSpec]
    derived: Mapping[str, DerivedSpec]
    model: Model
    modifiers: Mapping[str, ModifierSpec]
    wording: Wording
    regimens: Regimens
    orders: Orders
    order_review: OrderReview
    ledger: Mapping[str, LedgerItem]
    free_text: FreeText
    codes: CodeIndex
    folder: Path
    sign_off: SignOff | None = None
    """What a clinical owner wrote about this very content (``review/<hash>.yaml``), of the whole or of a part."""

    @property
    def signed_off(self) -> bool:
        """Whether a clinical owner has signed all of this very content."""
        return self.sign_off is not None and self.sign_off.is_whole

    @cached_property
    def flags(self) -> tuple[Modifier, ...]:
        """The modifiers as the evaluator reads them."""
        return read_modifiers(self.modifiers)

    @cached_property
    def decided(self) -> dict[Any, Any]:
        """What was decided on which facts (``service/answer.py``): the same facts give the same decision."""
        return {}

    @cached_property
    def limits(self) -> Mapping[str, Decimal]:
        """The numbers of ``thresholds.yaml`` by their id."""
        return {name: threshold.number for name, threshold in self.thresholds.items()}

    @cached_property
    def concluded(self) -> dict[Any, Any]:
        """What follows from which facts (``service/concluded.py``)."""
        return {}

    @cached_property
    def settled(self) -> dict[str, Any]:
        """What follows from the content alone and is worked out once (``service/features``: chart, ledger, readers)."""
        return {}

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of ``thresholds.yaml`` as sentences print them."""
        return Numbers(self)

    @cached_property
    def needs(self) -> Mapping[str, str]:
        """Input -> the short name of what to ask for (``NEED:…``)."""
        return {name: spec.need for name, spec in self.facts.items()}

    @cached_property
    def correctable(self) -> Mapping[str, tuple[str, ...]]:
        """The inputs a counterfactual may name, with their values."""
        return {name: tuple(spec.domain) for name, spec in self.facts.items() if spec.correctable}

    @cached_property
    def fact_words(self) -> Mapping[str, FactWords]:
        """The words of every input read from the record."""
        return self.wording.of_facts(self.facts)

    @cached_property
    def domains(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(spec.domain) for name, spec in self.facts.items()}


def content_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the clinical content: what a sign-off in ``cards/review/`` refers to.

    Generated files (the decision book) and the sign-offs themselves are left out.
    """
    digest = hashlib.sha256()
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    for relative in sorted(found):
        if not _left_out(relative) and found[relative].is_file():
            digest.update(relative.encode() + b"\0" + hashlib.sha256(found[relative].read_bytes()).digest())
    return digest.hexdigest()


def _left_out(relative: str) -> bool:
    return relative.startswith(("review/", ".", "decision_book.")) or "__pycache__" in relative


def load_knowledge(folder: Path) -> Knowledge:
    """Read and check the clinical content in ``folder``; raises :class:`KnowledgeError` naming file and key."""
    sources = read_as(dict[str, Source], folder / "sources.yaml")
    statements = read_statements(folder / "statements")
    thresholds = read_as(dict[str, Threshold], folder / "thresholds.yaml")
    features = read_as(FeaturesFile, folder / "features.yaml")
    tables = [(path, read_as(TableFile, path)) for path in sorted((folder / "decisions").glob("*.yaml"))]
    modifiers = read_as(dict[str, ModifierSpec], folder / "modifiers.yaml")
    model = build_model(features, [table for _, table in tables])
    wording = read_wording(folder)
    limits = {name: each.number for name, each in thresholds.items()}
    codes = read_words(CodeIndex.load(folder / "value_sets"), folder, limits)
    hashed = content_hash(folder)
    knowledge = Knowledge(
        version=VERSION,
        content_hash=hashed,
        sources=sources,
        statements=statements,
        thresholds=thresholds,
        facts=features.facts,
        derived=features.derived,
        model=model,
        modifiers=modifiers,
        wording=wording,
        regimens=read_regimens(folder / "regimens"),
        orders=read_orders(folder / "orders"),
        order_review=read_order_review(folder),
        ledger=read_ledger(folder),
        free_text=read_free_text(folder, {name: fact.sets for name, fact in features.facts.items()}),
        codes=codes,
        folder=folder,
        sign_off=read_sign_off(folder, hashed),
    )
    faults = [*_unresolved(knowledge), *_untestable(model), *wording.faults(knowledge)]
    faults += [
        *knowledge.regimens.faults(knowledge),
        *knowledge.orders.faults(knowledge),
        *knowledge.order_review.faults(knowledge),
    ]
    faults += [*ledger_faults(knowledge.ledger, knowledge), *knowledge.free_text.faults(knowledge)]
    if faults:
        raise KnowledgeError(" ".join(faults), expression="cards/")
    return knowledge


def read_statements(folder: Path) -> Mapping[str, Statement]:
    """The statements of every file in a folder; raises :class:`KnowledgeError` for an id that two files define."""
    found: dict[str, Statement] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, each in read_as(dict[str, Statement], path).items():
            if name in found:
                raise KnowledgeError(f"{path.name}: {name} is already defined in another file.", expression=path.name)
            found[name] = each
    return found


def build_model(features: FeaturesFile, tables: Iterable[TableFile]) -> Model:
    """The tables as the evaluator reads them; raises :class:`KnowledgeError` for unknown inputs, tables or values."""
    tables = list(tables)
    decided = {table.decision: {row.then.value for row in table.rows if row.then.value} for table in tables}
    inputs: dict[str, Input] = {}
    for name, fact in features.facts.items():
        inputs[name] = Input(
            name,
            tuple(fact.domain),
            Reading(fact.unknown),
            fact.absent,
            {key: frozenset(members) for key, members in fact.sets.items()},
        )
    for name, spec in features.derived.items():
        inputs[name] = _derived(name, spec, inputs, decided)
    built = {table.decision: _table(table) for table in tables}
    first = [table.decision for table in tables if table.first]
    if len(first) != 1:
        raise KnowledgeError(f"exactly one table must be the first; found {first}.", expression="cards/decisions")
    return Model(inputs, built, first[0])


def _derived(name: str, spec: DerivedSpec, inputs: Mapping[str, Input], decided: Mapping[str, set[str]]) -> Input:
    domain = tuple(spec.domain) or ("present", "absent")
    if spec.reads:
        read = inputs.get(spec.reads)
        if read is None:
            raise KnowledgeError(
                f"features.yaml: {name} reads unknown or later input {spec.reads!r}.", expression="features.yaml"
            )
        domain = read.domain
    if spec.decided_by and set(domain) != decided.get(spec.decided_by, set()):
        raise KnowledgeError(
            f"features.yaml: the domain of {name} and the values of table {spec.decided_by} differ.",
            expression="features.yaml",
        )
    return Input(
        name=name,
        domain=domain,
        reading=Reading(spec.unknown),
        sets={key: frozenset(members) for key, members in spec.sets.items()},
        any_of={key: as_values(value) for key, value in spec.any_of.items()},
        all_of={key: as_values(value) for key, value in spec.all_of.items()},
        reads=spec.reads,
        decided_by=spec.decided_by,
    )


def _table(table: TableFile) -> Table:
    rows = tuple(
        Row(
            id=row.id,
            rule=row.rule,
            when={name: as_values(value) for name, value in row.when.items()},
            because=tuple(row.because),
            outcome=row.then.outcome,
            indicator=row.then.indicator,
            decide=row.then.decide,
            value=row.then.value,
        )
        for row in table.rows
    )
    given = {name: as_values(value) for name, value in table.given.items()}
    return Table(table.decision, table.question, tuple(table.inputs), rows, given)


def _unresolved(knowledge: Knowledge) -> list[str]:
    """Ids that are used and do not exist."""
    faults = []
    for table in knowledge.model.tables.values():
        for row in table.rows:
            missing = [each for each in row.because if each not in knowledge.statements]
            faults += [f"decisions/{table.name}.yaml: row {row.id} cites unknown statement {each}." for each in missing]
    for name, modifier in knowledge.modifiers.items():
        missing = [each for each in modifier.because if each not in knowledge.statements]
        faults += [f"modifiers.yaml: {name} cites unknown statement {each}." for each in missing]
    for name, fact in knowledge.facts.items():
        missing = [each for each in fact.thresholds if each not in knowledge.thresholds]
        faults += [f"features.yaml: {name} uses unknown threshold {each}." for each in missing]
        uncited = [each for each in fact.statements if each not in knowledge.statements]
        faults += [f"features.yaml: {name} cites unknown statement {each}." for each in uncited]
    for name, statement in knowledge.statements.items():
        cited = [*statement.sources, *statement.cites]
        faults += [
            f"statements: {name} cites unknown source {each}." for each in cited if each not in knowledge.sources
        ]
    return faults


def _untestable(model: Model) -> list[str]:
    """Rows that test inputs or values that are not declared, or lead to tables that do not exist."""
    faults, seen = [], set()
    for table in model.tables.values():
        where = f"decisions/{table.name}.yaml"
        faults += [f"{where}: unknown input {name}." for name in table.inputs if name not in model.inputs]
        for row in table.rows:
            if row.id in seen:
                faults.append(f"{where}: row id {row.id} is used twice.")
            seen.add(row.id)
            if row.decide and row.decide not in model.tables:
                faults.append(f"{where}: row {row.id} leads to unknown table {row.decide}.")
            for name, allowed in row.when.items():
                if name not in table.inputs:
                    faults.append(f"{where}: row {row.id} tests {name}, which the table does not declare.")
                elif name in model.inputs and not allowed <= set(model.inputs[name].tested_domain):
                    odd = sorted(allowed - set(model.inputs[name].tested_domain))
                    faults.append(f"{where}: row {row.id} tests {name} for {odd}, outside its domain.")
    for name, each in model.inputs.items():
        for source, wanted in {**each.any_of, **each.all_of}.items():
            if source not in model.inputs or not wanted <= set(model.inputs[source].domain):
                faults.append(f"features.yaml: {name} combines {source} with values it does not have.")
    return faults


def with_local_codes(knowledge: Knowledge, path: Path) -> Knowledge:
    """The same content with a site's own codes mapped to ours by a FHIR ConceptMap; the content hash stays.

    Raises :class:`KnowledgeError` naming the entry of the map that cannot be used.
    """
    try:
        codes = read_local_codes(path, knowledge.codes)
    except ValueSetError as error:
        remedy = "DVT_CDS_LOCAL_CODES names this map."
        raise KnowledgeError(str(error), expression=path.name, remedy=remedy) from None
    return replace(knowledge, codes=codes)
