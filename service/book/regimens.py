"""The drugs: order of choice, what bars each, doses, cautions, durations and roundings."""

from __future__ import annotations

from collections.abc import Iterable

from service.book.markdown import anchor, bullets, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.words import condition_words, filled, input_link, number_words
from service.knowledge import Knowledge
from service.knowledge_types import as_values
from service.tables import Values
from service.treatment.regimen_types import (
    Conditional,
    DoseRow,
    DrugFile,
    DurationRow,
    OrderTable,
    PhaseSpec,
    Said,
    SaidWhen,
    ValueTable,
)


def regimens_chapter(material: Material) -> str:
    """The whole of ``cards/regimens/``, in the order of review."""
    knowledge = material.knowledge
    choice, durations = knowledge.regimens.choice, knowledge.regimens.durations
    return joined(
        [
            heading(2, "Drugs and doses", "chapter", "regimens"),
            (
                "A row names drugs in order of choice. A drug that something bars is left out and named on the "
                "card, and the next one moves up; what is not known and might bar a drug is listed as a check. "
                "Every table has exactly one row for any patient, *unknown* included."
            ),
            heading(3, "What must be known before a dose is filled in", "chapter", "regimen-needs"),
            bullets(f"{input_link(knowledge, name)} – {plain(said)}" for name, said in choice.needs.items()),
            "No dose is filled in although all is known, when:",
            _said_when(knowledge, choice.holds),
            bullets(f"{link('modifier', name)}: {plain(said)}" for name, said in choice.held_by_modifier.items()),
            *(_value_table(knowledge, name, each) for name, each in choice.values.items()),
            _order_table(knowledge, "Order of choice", "order", choice.order),
            f"If everything is barred: {_said(knowledge, choice.nothing_left)}",
            _order_table(knowledge, "Drug that leads in", "lead_in", choice.lead_in),
            heading(3, "How long", "regimen", "durations"),
            f"*{plain(durations.question)}*",
            table(
                ["Row", "How long", "A draft is written for", "When", "Because"],
                (_duration(knowledge, row) for row in durations.rows),
            ),
            *(_drug(knowledge, drug) for drug in knowledge.regimens.drugs.values()),
            _roundings(knowledge),
        ]
    )


def _row(knowledge: Knowledge, row: Conditional, *gives: str) -> list[str]:
    """The name of the row, what it gives, then its condition: as in the decisions, what it gives stays in sight."""
    return [f"{anchor('regimen-row', row.id)}{plain(row.id)}", *gives, _when(knowledge, row), _why(row)]


def _when(knowledge: Knowledge, row: Conditional) -> str:
    """As for decisions; the value tables of the choice are inputs too, and ``plan`` is given by the outcome."""
    parts = []
    for name, written in row.when.items():
        if name in knowledge.model.inputs:
            parts.append(condition_words(knowledge, {name: written}))
        else:
            known = name in knowledge.regimens.choice.values
            shown = link("regimen", name, name.replace("_", " ")) if known else plain(name)
            parts.append(f"{shown}: **{plain(_in_words(knowledge, name, as_values(written)))}**")
    return "; ".join(parts) or "always"


def _in_words(knowledge: Knowledge, name: str, values: Values) -> str:
    tables = knowledge.regimens.choice.values
    domain = tables[name].domain if name in tables else sorted(values)
    return " or ".join(value.replace("_", " ") for value in domain if value in values)


def _why(row: Conditional) -> str:
    return links("statement", row.because)


def _said(knowledge: Knowledge, each: Said) -> str:
    return f"{plain(filled(knowledge, each.says))} ({links('statement', each.because)})"


def _duration(knowledge: Knowledge, row: DurationRow) -> list[str]:
    written_for = _number(knowledge, row.course) if row.course else "no end date"
    return _row(knowledge, row, plain(filled(knowledge, row.says)), written_for)


def _value_table(knowledge: Knowledge, name: str, each: ValueTable) -> str:
    rows = (_row(knowledge, row, plain(row.value.replace("_", " "))) for row in each.rows)
    return joined(
        [
            heading(3, name.replace("_", " ").capitalize(), "regimen", name),
            f"*{plain(each.question)}*",
            table(["Row", "Value", "When", "Because"], rows),
        ]
    )


def _order_table(knowledge: Knowledge, title: str, name: str, each: OrderTable) -> str:
    rows = (
        _row(
            knowledge,
            row,
            _drugs(knowledge, row.prefer, numbered=True),
            _drugs(knowledge, row.otherwise) if row.otherwise else "–",
            plain(filled(knowledge, row.says)),
        )
        for row in each.rows
    )
    return joined(
        [
            heading(3, title, "regimen", name),
            f"*{plain(each.question)}*",
            table(["Row", "In this order", "If all are barred", "The card says", "When", "Because"], rows),
        ]
    )


def _drugs(knowledge: Knowledge, names: Iterable[str], *, numbered: bool = False) -> str:
    named = [link("drug", name, knowledge.regimens.drugs[name].name) for name in names]
    return ", ".join(f"{n}. {each}" for n, each in enumerate(named, 1)) if numbered else ", ".join(named)


def _said_when(knowledge: Knowledge, rows: Iterable[SaidWhen]) -> str:
    return table(
        ["Row", "The card says", "When", "Because"],
        (_row(knowledge, row, plain(filled(knowledge, row.says))) for row in rows),
    )


def _drug(knowledge: Knowledge, drug: DrugFile) -> str:
    dosing = knowledge.regimens.dosing
    bars = (
        _row(knowledge, bar, plain(filled(knowledge, bar.says)), plain(filled(knowledge, bar.check)))
        for bar in drug.barred_when
    )
    doses = (_row(knowledge, row, _dose(knowledge, row)) for row in drug.doses)
    lead = drug.lead_in
    extended = drug.extended
    return joined(
        [
            heading(3, drug.name, "drug", drug.regimen),
            (
                f"Given {plain(dosing.routes[drug.route].words)}. Rests on {links('statement', drug.statements)}. "
                f"{plain(filled(knowledge, drug.instruction))}"
            ),
            "**Barred when**",
            table(["Row", "The card says", "Asked while not known", "When", "Because"], bars),
            "**Dose**",
            table(["Row", "Dose", "When", "Because"], doses),
            f"**Lead-in** ({lead.how}): {_said(knowledge, lead)}" if lead else "",
            "**Cautions**" if drug.cautions else "",
            _said_when(knowledge, drug.cautions),
            "**Outside the label**" if drug.off_label else "",
            _said_when(knowledge, drug.off_label),
            f"**If extended:** {_said(knowledge, extended)}" if extended else "",
        ]
    )


def _dose(knowledge: Knowledge, row: DoseRow) -> str:
    if row.enter:
        return f"entered by hand: {plain(filled(knowledge, row.enter))}"
    return "; then ".join(_phase(knowledge, each) for each in row.phases)


def _phase(knowledge: Knowledge, each: PhaseSpec) -> str:
    dosing = knowledge.regimens.dosing
    amount = _number(knowledge, each.dose or each.per_kg) + (" by weight" if each.per_kg else "")
    amount += f" × {_number(knowledge, each.times)}" if each.times else ""
    amount += f", less {_number(knowledge, each.less)}" if each.less else ""
    amount += f", at most {_number(knowledge, each.at_most)}" if each.at_most else ""
    days = f" for {_number(knowledge, each.days)}" if each.days else ""
    rounded = f" ({link('rounding', each.rounding, each.rounding.replace('_', ' '))})" if each.rounding else ""
    return f"{amount} {plain(dosing.timings[each.timing].words)}{days}{rounded}"


def _number(knowledge: Knowledge, name: str) -> str:
    each = knowledge.thresholds[name]
    return link("threshold", name, number_words(each.value, each.unit))


def _roundings(knowledge: Knowledge) -> str:
    rows = []
    for name, each in knowledge.regimens.dosing.roundings.items():
        owner = " – **needs an owner**" if each.basis == "convention" else ""
        basis = plain(each.basis) if each.basis == "convention" else link("source", each.basis)
        sizes = ", ".join(each.sizes) or ", ".join(f"up to {s.up_to}: steps of {s.step}" for s in each.steps)
        weights = ", ".join(f"up to {w.up_to_kg} kg: {w.amount}" for w in each.by_weight)
        rows.append(
            [
                f"{anchor('rounding', name)}{plain(name.replace('_', ' '))}",
                plain(each.in_words),
                plain(sizes),
                plain(weights) or "–",
                f"{basis}{owner}",
            ]
        )
    return joined(
        [
            heading(3, "Roundings", "regimen", "roundings"),
            table(["Rounding", "How", "Steps or sizes", "By weight", "Basis"], rows),
        ]
    )
