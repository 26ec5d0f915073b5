"""A second reading of the tables, by brute force: every unknown fact is completed, jointly, and the rows are tried.

Written from the design, not from ``service/decision.py``: recursive, without memory, one patient at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from service.tables import UNKNOWN, Input, Model, Reading, Row

Known = Mapping[str, frozenset[str]]
Patient = Mapping[str, str]


def completions(model: Model, known: Known, facts: list[str]) -> Iterator[Patient]:
    """Every way in which these facts may turn out."""
    for values in product(*(sorted(known.get(fact, model.inputs[fact].domain)) for fact in facts)):
        yield dict(zip(facts, values, strict=True))


def possible_values(model: Model, known: Known, name: str) -> frozenset[str]:
    """What an input may still be: its value in every completion of the facts below it."""
    below = list(model.source_facts(name))
    return frozenset(value(model, known, patient, name) for patient in completions(model, known, below))


def value(model: Model, known: Known, patient: Patient, name: str) -> str:
    """What an input is when every fact has turned out as in ``patient``."""
    each = model.inputs[name]
    if each.is_fact:
        return patient[name]
    if each.reads:
        return value(model, known, patient, each.reads)
    if each.decided_by:
        (row,) = (row for row in model.tables[each.decided_by].rows if fits(model, known, patient, row))
        return row.value
    members = each.any_of or each.all_of
    met = [member_value(model, known, patient, member) in wanted for member, wanted in members.items()]
    return "present" if (any(met) if each.any_of else all(met)) else "absent"


def member_value(model: Model, known: Known, patient: Patient, name: str) -> str:
    """A member of an *any of* or *all of*: an optional one that is not known counts as absent."""
    each = model.inputs[name]
    if each.reading is Reading.AS_ABSENT:
        return seen(model, known, patient, name)
    return value(model, known, patient, name)


def seen(model: Model, known: Known, patient: Patient, name: str) -> str:
    """What a row sees of an input."""
    each = model.inputs[name]
    if each.reading is Reading.POSSIBLE:
        return value(model, known, patient, name)
    may = possible_values(model, known, name)
    if len(may) == 1:
        return next(iter(may))
    return each.absent if each.reading is Reading.AS_ABSENT else named_set(each, may)


def named_set(each: Input, may: frozenset[str]) -> str:
    fitting = sorted((len(members), name) for name, members in each.sets.items() if may <= members)
    return fitting[0][1] if fitting else UNKNOWN


def fits(model: Model, known: Known, patient: Patient, row: Row) -> bool:
    return all(seen(model, known, patient, name) in allowed for name, allowed in row.when.items())


def end(model: Model, known: Known, patient: Patient) -> Row:
    """The one row with an outcome that the patient ends in."""
    table = model.first
    while True:
        (row,) = (row for row in model.tables[table].rows if fits(model, known, patient, row))
        if not row.decide:
            return row
        table = row.decide


def facts_that_decide(model: Model) -> list[str]:
    """The facts that some row tests, directly or through the inputs derived from them."""
    tested = {name for table in model.tables.values() for row in table.rows for name in row.when}
    below = {fact for name in tested for fact in model.source_facts(name)}
    return [name for name in model.facts if name in below]


def ends(model: Model, known: Known) -> dict[str, Row]:
    """The rows that some completion of all facts ends in."""
    decide_on = facts_that_decide(model)
    open_facts = [name for name in decide_on if model.inputs[name].reading is Reading.POSSIBLE]
    fixed = {name: min(known.get(name, model.inputs[name].domain)) for name in decide_on}
    found = (end(model, known, {**fixed, **patient}) for patient in completions(model, known, open_facts))
    return {row.id: row for row in found}
