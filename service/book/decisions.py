"""The decisions: question, inputs, table, statements, cards, cases and proof of each."""

from __future__ import annotations

from collections.abc import Iterator

from service.book.cards_shown import card_shown, variants_of, variants_table
from service.book.citing import statements_table
from service.book.inputs import input_rows
from service.book.markdown import anchor, bullets, heading, joined, link, links, plain, table
from service.book.material import Material, Played
from service.book.words import allowed_words, condition_words, input_link, label
from service.knowledge import Knowledge
from service.tables import Model, Row, Table

TABLE_OBLIGATIONS = ("unique", "complete", "no dead value", "no dead row", "given holds")
MOST_CASES = 24


def decision_chapters(material: Material) -> str:
    """Every table, the first one first, then in the order in which rows lead to them."""
    order = decision_order(material.knowledge.model)
    return joined(
        [
            heading(2, "The decisions", "chapter", "decisions"),
            table(
                ["Decision", "Question", "Leads to"],
                ([link("decision", n), plain(t.question), links("decision", _next(t))] for n, t in order.items()),
            ),
            *(_chapter(material, each) for each in order.values()),
        ]
    )


def decision_order(model: Model) -> dict[str, Table]:
    found: dict[str, Table] = {}
    waiting = [model.first]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = model.tables[name]
            waiting += _next(model.tables[name])
    return {**found, **{name: each for name, each in model.tables.items() if name not in found}}


def _next(decision: Table) -> list[str]:
    return list(dict.fromkeys(row.decide for row in decision.rows if row.decide))


def _chapter(material: Material, decision: Table) -> str:
    knowledge = material.knowledge
    cited = [each for row in decision.rows for each in row.because]
    variants = variants_of(knowledge, decision)
    return joined(
        [
            heading(3, _title(knowledge, decision), "decision", decision.name),
            _place(knowledge, decision),
            "**Inputs**",
            table(
                ["Input", "What it means", "Values", "Numbers and windows", "Unknown is"],
                (input_rows(knowledge, name) for name in decision.inputs),
            ),
            "**Table**",
            _rows_table(knowledge, decision),
            "**Statements**",
            statements_table(knowledge, cited),
            "**The card**" if variants else "",
            variants_table(knowledge, variants, anchored=False),
            _real_card(material, decision),
            "**Cases that exercise each row**",
            table(["Row", "Vignettes", "FHIR cases"], (_cases(material, row) for row in decision.rows)),
            "**Proof**",
            _proof(material, decision),
        ]
    )


def _gives(knowledge: Knowledge, decision: Table) -> list[str]:
    """The inputs whose value this table gives."""
    return [name for name, each in knowledge.model.inputs.items() if each.decided_by == decision.name]


def _title(knowledge: Knowledge, decision: Table) -> str:
    """The question; for a table that gives the value of an input, what that input is called."""
    given = [label(knowledge, name) for name in _gives(knowledge, decision)]
    return " and ".join([f"{given[0][0].upper()}{given[0][1:]}", *given[1:]]) if given else decision.question


def _place(knowledge: Knowledge, decision: Table) -> str:
    """Which table it is, and from where one gets to it."""
    named = f"Table *{plain(decision.name.replace('_', ' '))}*."
    asked = f" {plain(decision.question)}" if _gives(knowledge, decision) else ""
    return f"{named}{asked} {_came_from(knowledge, decision)}"


def _came_from(knowledge: Knowledge, decision: Table) -> str:
    model = knowledge.model
    before = [(t.name, row.id) for t in model.tables.values() for row in t.rows if row.decide == decision.name]
    if before:
        came = ", ".join(link("row", row) for _, row in before)
        given = f" Here {condition_words(knowledge, decision.given)}, always." if decision.given else ""
        return f"Reached from {came}.{given}"
    derived = _gives(knowledge, decision)
    if derived:
        return f"Gives the value of {', '.join(input_link(knowledge, each) for each in derived)}."
    return "The first table: every call starts here."


def _rows_table(knowledge: Knowledge, decision: Table) -> str:
    columns = ["Row", "Then", *(input_link(knowledge, n) for n in decision.inputs), "Because"]
    return table(columns, (_row(knowledge, decision, row) for row in decision.rows))


def _row(knowledge: Knowledge, decision: Table, row: Row) -> list[str]:
    rule = f" (rule {plain(row.rule)})" if row.rule and row.rule != row.id else ""
    tests = [plain(allowed_words(knowledge, n, row.when[n])) if n in row.when else "–" for n in decision.inputs]
    return [f"{anchor('row', row.id)}{plain(row.id)}{rule}", _then(row), *tests, links("statement", row.because)]


def _then(row: Row) -> str:
    if row.decide:
        return f"→ {link('decision', row.decide, row.decide.replace('_', ' '))}"
    if row.value:
        return f"= {plain(row.value.replace('_', ' '))}"
    return f"{link('outcome', row.outcome)}, {row.indicator}" if row.outcome != "NOT_APPLICABLE" else "no card"


def _cases(material: Material, row: Row) -> list[str]:
    vignettes = [each.id for each in material.vignettes_of.get(row.id, ())]
    played = [each.title for each in material.played_of.get(row.id, ())]
    return [link("row", row.id), _some(vignettes), _some(played, "; ")]


def _some(names: list[str], between: str = ", ") -> str:
    shown = between.join(plain(each) for each in names[:MOST_CASES])
    return f"{shown}{between}and {len(names) - MOST_CASES} more" if len(names) > MOST_CASES else shown or "**none**"


def _real_card(material: Material, decision: Table) -> str:
    """The card of the first case that ends in this table."""
    ends = [row.id for row in decision.rows if row.outcome]
    found: Iterator[Played] = (each for row in ends for each in material.played_of.get(row, ()) if each.cards)
    case = next(found, None)
    return card_shown(case) if case else ""


def _proof(material: Material, decision: Table) -> str:
    proof = material.proof
    if proof is None:
        return "Not proved for this content yet: run `dvt-cds check`."
    said = []
    for each in proof.obligations:
        if each.name not in TABLE_OBLIGATIONS:
            continue
        own = [about for about in each.violations if decision.name in about or "could not be checked" in about]
        verdict = f"**violated**: {plain('; '.join(own))}" if own else "holds"
        said.append(f"{plain(each.says)} – {verdict}")
    return bullets(said)
