"""Every row rests on a statement in use, every such statement is used, and no card says more than its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from service.proof.content import Content
from service.proof.obligations import Bench, Violation

STRENGTH = {"states": 0, "suggests": 1, "recommends": 2}
_VERB = re.compile(r"\b(recommend|suggest)(?:s|ed)?\b", re.IGNORECASE)


def rows_cite_used_statements(bench: Bench) -> Iterator[Violation]:
    """Every row, modifier and safety statement cites statements that exist and are in use."""
    for where, cited in _cited(bench.content):
        bench.cases += 1
        if not cited:
            yield Violation(f"{where} cites no statement")
        for each in cited:
            statement = bench.content.statements.get(each)
            if statement is None:
                yield Violation(f"{where} cites unknown statement {each}")
            elif statement.use != "used":
                yield Violation(f"{where} cites {each}, which is {statement.use.replace('_', ' ')}")


def _cited(content: Content) -> Iterator[tuple[str, list[str]]]:
    for table in content.tables:
        for row in table.rows:
            yield f"decisions/{table.decision}.yaml: row {row.id}", row.because
    for name, modifier in content.modifiers.items():
        yield f"modifiers.yaml: {name}", modifier.because
    for each in content.safety.statements:
        yield f"safety.yaml: {each.id}", each.because
    if content.regimens is not None:
        for one in content.regimens.rows:
            yield f"regimens: row {one.id}", one.because


def used_statements_are_cited(bench: Bench) -> Iterator[Violation]:
    """Every statement that is in use is cited by a row, modifier, threshold, sentence or regimen."""
    cited = {each for document in bench.content.citing.values() for each in _texts(document)}
    for name, statement in bench.content.statements.items():
        bench.cases += 1
        if statement.use == "used" and name not in cited:
            yield Violation(f"{name} is in use and nothing cites it: {statement.says}")


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for each in document.values():
            yield from _texts(each)
    elif isinstance(document, list):
        for each in document:
            yield from _texts(each)


def verbs_are_no_stronger(bench: Bench) -> Iterator[Violation]:
    """Where a card says *recommends* or *suggests*, a cited statement says so too, and not less strongly."""
    for where, text, cited in _sentences(bench.content):
        bench.cases += 1
        for verb in {f"{found.lower()}s" for found in _VERB.findall(text)}:
            strongest = max(
                (STRENGTH[bench.content.statements[each].verb] for each in cited if each in bench.content.statements),
                default=0,
            )
            if STRENGTH[verb] > strongest:
                yield Violation(f"{where} says “{verb}”; {', '.join(cited) or 'no statement'} does not: {text}")


def _sentences(content: Content) -> Iterator[tuple[str, str, list[str]]]:
    for name, modifier in content.modifiers.items():
        yield f"modifiers.yaml: {name}", modifier.says, modifier.because
    for outcome, words in content.wording.items():
        for number, card in enumerate(words.cards):
            where = f"wording/outcomes.yaml: {outcome}, card {number + 1}"
            for text in (card.summary, card.lead):
                yield where, text, [card.source or words.source]
    for path, document in content.citing.items():
        if path.startswith(("regimens/", "orders/")):
            yield from ((path, text, cited) for text, cited in _said(document))


def _said(document: Any) -> Iterator[tuple[str, list[str]]]:
    """Every sentence (``says``) with the statements beside it."""
    if isinstance(document, dict):
        if isinstance(document.get("says"), str):
            yield document["says"], _listed(document.get("because", []))
        for each in document.values():
            yield from _said(each)
    elif isinstance(document, list):
        for each in document:
            yield from _said(each)


def _listed(cited: str | Iterable[str]) -> list[str]:
    return [cited] if isinstance(cited, str) else list(cited)
