"""What must be true of ``cards/regimens/`` before it is used: ids, values, numbers and codes exist.

The tables are also given here in the form of ``service/decision.py``, so that the checker proves them as it
proves the decision tables: complete, unique, no dead row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import TYPE_CHECKING

from service.knowledge_types import as_values
from service.tables import UNKNOWN, Input, Reading, Row, Table
from service.treatment.regimen_types import Coding, Conditional, DoseRow, DrugFile, OrderRow, PhaseSpec

if TYPE_CHECKING:
    from service.knowledge import Knowledge
    from service.treatment.regimen_files import Regimens

PLANS = ("anticoagulation", "intervention")


def regimen_inputs(regimens: Regimens, knowledge: Knowledge) -> Mapping[str, Input]:
    """Every input that the regimen tables test; facts read ``unknown`` as a value, computed ones are always known."""
    found = {"plan": Input("plan", PLANS)}
    for name, each in knowledge.model.inputs.items():
        found[name] = Input(name, each.domain, Reading.AS_VALUE)
    for name, table in regimens.choice.values.items():
        found[name] = Input(name, table.domain, decided_by=name)
    return found


def regimen_tables(regimens: Regimens) -> tuple[Table, ...]:
    """The tables of the folder; a row's value is what it gives (a value table) or its own id."""
    choice = regimens.choice
    found = [
        Table(name, each.question, tuple(each.inputs), tuple(_row(row, row.value) for row in each.rows))
        for name, each in choice.values.items()
    ]
    for name, each in (
        ("lead_in", choice.lead_in),
        ("order_of_choice", choice.order),
        ("duration", regimens.durations),
    ):
        found.append(Table(name, each.question, tuple(each.inputs), tuple(_row(row, row.id) for row in each.rows)))
    for name, drug in regimens.drugs.items():
        question = f"Which dose of {drug.name}?"
        found.append(
            Table(f"dose_{name}", question, tuple(drug.inputs), tuple(_row(row, row.id) for row in drug.doses))
        )
    return tuple(found)


def _row(row: Conditional, value: str) -> Row:
    when = {name: as_values(allowed) for name, allowed in row.when.items()}
    return Row(id=row.id, rule="", when=when, because=tuple(row.because), value=value)


def faults_of(regimens: Regimens, knowledge: Knowledge) -> list[str]:
    """Every id, value, number and code that does not exist, as sentences that name file and row."""
    faults = [*_row_faults(regimens, knowledge), *_order_faults(regimens), *_table_faults(regimens)]
    for name, drug in regimens.drugs.items():
        faults += [f"regimens/{name}.yaml: {each}" for each in _drug_faults(regimens, drug, knowledge)]
    for row in regimens.durations.rows:
        if row.course and row.course not in knowledge.thresholds:
            faults.append(f"regimens/durations.yaml: {row.id} uses unknown threshold {row.course}.")
    for route in regimens.dosing.routes.values():
        faults += [f"regimens/dosing.yaml: {each}" for each in coding_faults(route.coding, knowledge)]
    faults += [f"regimens/choice.yaml: {each}" for each in _choice_faults(regimens, knowledge)]
    return faults


def _choice_faults(regimens: Regimens, knowledge: Knowledge) -> Iterable[str]:
    choice = regimens.choice
    inputs = [*choice.needs, *choice.never_recommended_when_unknown]
    yield from (f"unknown input {each}." for each in inputs if each not in knowledge.facts)
    yield from (f"unknown modifier {each}." for each in choice.held_by_modifier if each not in knowledge.modifiers)
    cited = choice.nothing_left.because
    yield from (f"nothing_left cites unknown statement {each}." for each in cited if each not in knowledge.statements)


def _row_faults(regimens: Regimens, knowledge: Knowledge) -> Iterable[str]:
    inputs = regimen_inputs(regimens, knowledge)
    seen: set[str] = set()
    computed = {"plan", *regimens.choice.values}
    bars = {bar.id for drug in regimens.drugs.values() for bar in drug.barred_when}
    for row in regimens.rows:
        where = f"regimens: {row.id}"
        if row.id in seen:
            yield f"{where} is used twice."
        seen.add(row.id)
        for name, value in row.when.items():
            each = inputs.get(name)
            if each is None:
                yield f"{where} tests unknown input {name}."
            elif not as_values(value) <= {*each.domain, UNKNOWN}:
                yield f"{where} tests {name} for a value outside its domain."
            elif row.id in bars and (name in computed or UNKNOWN in as_values(value)):
                # A bar is asked of the possible values, which a computed value or `unknown` does not have.
                yield f"{where}: a bar tests facts for known values only."
        yield from (
            f"{where} cites unknown statement {each}." for each in row.because if each not in knowledge.statements
        )
        for text in (getattr(row, "says", ""), getattr(row, "enter", ""), getattr(row, "check", "")):
            yield from (
                f"{where} prints unknown threshold {each}."
                for each in placeholders(text)
                if each not in knowledge.thresholds
            )


def _table_faults(regimens: Regimens) -> Iterable[str]:
    for table in regimen_tables(regimens):
        for row in table.rows:
            odd = sorted(set(row.when) - set(table.inputs))
            if odd:
                yield f"regimens: row {row.id} tests {', '.join(odd)}, which its table does not declare."


def _order_faults(regimens: Regimens) -> Iterable[str]:
    rows: list[OrderRow] = [*regimens.choice.order.rows, *regimens.choice.lead_in.rows]
    for row in rows:
        for name in [*row.prefer, *row.otherwise]:
            if name not in regimens.drugs:
                yield f"regimens/choice.yaml: {row.id} names unknown drug {name}."
    for row in regimens.choice.lead_in.rows:
        yield from (
            f"regimens/choice.yaml: {row.id} leads in with {name}, which itself needs a lead-in."
            for name in row.prefer
            if name in regimens.drugs and regimens.drugs[name].lead_in
        )


def _drug_faults(regimens: Regimens, drug: DrugFile, knowledge: Knowledge) -> Iterable[str]:
    yield from (f"cites unknown statement {each}." for each in drug.statements if each not in knowledge.statements)
    if drug.route not in regimens.dosing.routes:
        yield f"unknown route {drug.route}."
    yield from coding_faults(drug.coding, knowledge)
    used = [drug.lead_in.least_days, drug.lead_in.most_days] if drug.lead_in else []
    for said in filter(None, (drug.lead_in, drug.extended)):
        used += placeholders(said.says)
        yield from (f"cites unknown statement {each}." for each in said.because if each not in knowledge.statements)
    used += placeholders(drug.instruction)
    for row in drug.doses:
        for phase in row.phases:
            used += [phase.dose, phase.per_kg, phase.times, phase.less, phase.at_most, phase.days]
            yield from _phase_faults(row, phase, regimens, knowledge)
    yield from (
        f"uses unknown threshold {each}." for each in dict.fromkeys(used) if each and each not in knowledge.thresholds
    )


def _phase_faults(row: DoseRow, phase: PhaseSpec, regimens: Regimens, knowledge: Knowledge) -> Iterable[str]:
    if phase.timing not in regimens.dosing.timings:
        yield f"{row.id} uses unknown timing {phase.timing}."
    if phase.rounding and phase.rounding not in regimens.dosing.roundings:
        yield f"{row.id} uses unknown rounding {phase.rounding}."
    amount = knowledge.thresholds.get(phase.dose or phase.per_kg)
    if amount and amount.unit.replace("/kg", "") not in regimens.dosing.units:
        yield f"{row.id}: the unit {amount.unit} is not in dosing.yaml."
    if amount and bool(phase.per_kg) != ("/kg" in amount.unit):
        yield f"{row.id}: {phase.dose or phase.per_kg} is not of the declared kind (fixed, or per kilogram)."


def coding_faults(coding: Coding, knowledge: Knowledge) -> Iterable[str]:
    """A code that its value set does not hold, a system or a value set that does not exist."""
    codes = knowledge.codes
    if codes.canonical(coding.system) != coding.system or not codes.knows_system(coding.system):
        yield f"{coding.system} is not the first address of a code system of systems.yaml."
    elif coding.value_set and coding.value_set not in codes.value_sets:
        yield f"unknown value set {coding.value_set}."
    elif coding.value_set and coding.value_set not in codes.concepts(coding.system, coding.code):
        yield f"code {coding.code} is not in value set {coding.value_set}."


def placeholders(text: str) -> list[str]:
    """The threshold ids that a sentence prints."""
    return [name for _, name, _, _ in Formatter().parse(text) if name] if "{" in text else []
