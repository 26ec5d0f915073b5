"""One decision followed through the tables: which rows fit, what they test, and what the patient has.

Pure, like the evaluator whose reading of the inputs it repeats step by step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.book.markdown import link
from service.book.words import allowed_words, input_link, value_words
from service.decision import Evaluation
from service.knowledge import Knowledge
from service.tables import Facts, Model, Row


@dataclass(frozen=True)
class Step:
    """A row that fits, and its table."""

    table: str
    row: Row


def steps(model: Model, facts: Facts) -> tuple[Step, ...]:
    """The rows that are possible on the way from the first table to an outcome, in reading order."""
    return tuple(_steps(model, Evaluation(model, facts), model.first))


def _steps(model: Model, evaluation: Evaluation, table: str) -> Iterator[Step]:
    for row in evaluation.possible_rows(table):
        yield Step(table, row)
        if row.decide:
            yield from _steps(model, evaluation, row.decide)


def rows_exercised(model: Model, facts: Facts) -> frozenset[str]:
    """The ids of every row that fits, those of derived inputs too where exactly one fits."""
    evaluation = Evaluation(model, facts)
    found = {step.row.id for step in _steps(model, evaluation, model.first)}
    for each in model.inputs.values():
        if each.decided_by:
            rows = [row.id for row in evaluation.possible_rows(each.decided_by)]
            found.update(rows if len(rows) == 1 else ())
    return frozenset(found)


def explained(knowledge: Knowledge, facts: Facts, name: str) -> str:
    """What a patient has for an input and, for a derived one, why: a Markdown sentence part."""
    evaluation = Evaluation(knowledge.model, facts)
    return _explained(knowledge, evaluation, name)


def _explained(knowledge: Knowledge, evaluation: Evaluation, name: str) -> str:
    said = f"{input_link(knowledge, name)} is **{_has(knowledge, evaluation, name)}**"
    because = _because(knowledge, evaluation, name)
    return f"{said} ({because})" if because else said


def _has(knowledge: Knowledge, evaluation: Evaluation, name: str) -> str:
    possible = evaluation.possible(name)
    if len(possible) == 1:
        return value_words(knowledge, name, next(iter(possible)))
    domain = evaluation.model.inputs[name].domain
    return "unknown" if possible >= set(domain) else f"{allowed_words(knowledge, name, possible)}, not settled"


def _because(knowledge: Knowledge, evaluation: Evaluation, name: str) -> str:
    each = evaluation.model.inputs[name]
    if each.decided_by:
        rows = [link("row", row.id) for row in evaluation.possible_rows(each.decided_by)]
        return f"row {', '.join(rows)}"
    if each.reads:
        return _because(knowledge, evaluation, each.reads)
    members = each.any_of or each.all_of
    if not members:
        return ""
    possible = evaluation.possible(name)
    deciding = "present" if each.any_of else "absent"
    if possible == {deciding}:
        telling = [n for n, wanted in members.items() if _certainly(evaluation, n, wanted) is bool(each.any_of)]
        return "; ".join(_explained(knowledge, evaluation, n) for n in telling[:3])
    open_members = [n for n, wanted in members.items() if _certainly(evaluation, n, wanted) is None]
    if open_members:
        return f"left open by {', '.join(input_link(knowledge, n) for n in open_members)}"
    return "none of its members holds" if each.any_of else "all of its members hold"


def telling_facts(model: Model, facts: Facts, *, at_the_end: bool = False) -> tuple[str, ...]:
    """The facts that the rows rest on, or the last ones only: of a derived input the members that settle it."""
    evaluation = Evaluation(model, facts)
    tested = {
        name
        for step in _steps(model, evaluation, model.first)
        if step.row.outcome or not at_the_end
        for name in step.row.when
    }
    found = {fact for name in tested for fact in _telling(model, evaluation, name)}
    return tuple(name for name in model.facts if name in found)


def _telling(model: Model, evaluation: Evaluation, name: str) -> Iterator[str]:
    each = model.inputs[name]
    if each.is_fact:
        yield name
    elif each.reads:
        yield from _telling(model, evaluation, each.reads)
    elif each.decided_by:
        for row in evaluation.possible_rows(each.decided_by):
            for tested in row.when:
                yield from _telling(model, evaluation, tested)
    else:
        members = each.any_of or each.all_of
        settled = evaluation.possible(name) == {"present" if each.any_of else "absent"}
        for member, wanted in members.items():
            if not settled or _certainly(evaluation, member, wanted) is bool(each.any_of):
                yield from _telling(model, evaluation, member)


def _certainly(evaluation: Evaluation, name: str, wanted: frozenset[str]) -> bool | None:
    """Whether a member has a wanted value: yes, no, or not settled."""
    each = evaluation.model.inputs[name]
    seen = evaluation.possible(name) if each.reading.value == "as_value" else evaluation.read(name)
    if seen <= wanted:
        return True
    return False if seen.isdisjoint(wanted) else None
