"""The inputs: what each means, its values, its numbers and windows, and how an unknown is read."""

from __future__ import annotations

from collections.abc import Mapping

from service.book.markdown import anchor, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.words import (
    READ_UNKNOWN,
    allowed_words,
    input_link,
    threshold_words,
    unit_words,
    value_words,
)
from service.features.bleeding_factors import COUNTED, SINGLE
from service.knowledge import Knowledge
from service.knowledge_types import DerivedSpec, FactSpec, OneOrMore, as_values

COLUMNS = ["Input", "What it means", "Values", "Numbers and windows", "Unknown is"]
WORLD = {
    "closed": "not found in an answered query: read as *{}*",
    "open": "not found: unknown",
}


def input_rows(knowledge: Knowledge, name: str, *, anchored: bool = False) -> list[str]:
    """One line of a table of inputs; ``anchored`` where the input is at home."""
    spec = knowledge.facts.get(name)
    if spec is not None:
        return _fact(knowledge, name, spec, anchored)
    return _derived(knowledge, name, knowledge.derived[name], anchored)


def _name(knowledge: Knowledge, name: str, label: str, anchored: bool) -> str:
    shown = f"{anchor('input', name)}**{plain(label)}**" if anchored else input_link(knowledge, name, label)
    return f"{shown} `{name}`"


def _fact(knowledge: Knowledge, name: str, spec: FactSpec, anchored: bool) -> list[str]:
    values = [_value(knowledge, name, spec, value) for value in spec.domain]
    unit = f"; in {plain(unit_words(spec.unit))}" if spec.unit else ""
    numbers = "; ".join(threshold_words(knowledge, each) for each in spec.thresholds) or "–"
    world = WORLD[spec.world].format(plain(value_words(knowledge, name, spec.not_found)))
    asked = f" *Asked as:* {plain(spec.asked(spec.domain))}"
    return [
        _name(knowledge, name, spec.label, anchored),
        f"{plain(spec.definition)}{asked}",
        f"{'; '.join(values)}{unit}",
        numbers,
        f"{READ_UNKNOWN[spec.unknown]}. {world.capitalize()}",
    ]


def _value(knowledge: Knowledge, name: str, spec: FactSpec, value: str) -> str:
    said = plain(value_words(knowledge, name, value))
    return f"**{said}** (risk feature)" if value == spec.trigger else said


def _derived(knowledge: Knowledge, name: str, spec: DerivedSpec, anchored: bool) -> list[str]:
    domain = knowledge.model.inputs[name].domain
    return [
        _name(knowledge, name, spec.label, anchored),
        f"{_made_of(knowledge, spec)} {plain(spec.definition)}",
        "; ".join(plain(value_words(knowledge, name, value)) for value in domain),
        "those of its members",
        READ_UNKNOWN[spec.unknown],
    ]


def _made_of(knowledge: Knowledge, spec: DerivedSpec) -> str:
    if spec.decided_by:
        return f"The result of the table {link('decision', spec.decided_by)}."
    if spec.reads:
        return f"Another reading of {input_link(knowledge, spec.reads)}."
    members, said = (spec.any_of, "Any one of") if spec.any_of else (spec.all_of, "All of")
    return f"{said}: {_members(knowledge, members)}."


def _members(knowledge: Knowledge, members: Mapping[str, OneOrMore]) -> str:
    said = []
    for name, wanted in members.items():
        values = as_values(wanted)
        value = "" if values == {"present"} else f" {plain(allowed_words(knowledge, name, values))}"
        said.append(f"{input_link(knowledge, name)}{value}")
    return "; ".join(said)


def inputs_chapter(material: Material) -> str:
    """Every input once: those read from the record, then those derived from them."""
    knowledge = material.knowledge
    tested = {name for each in knowledge.model.tables.values() for name in each.inputs}
    deciding = {fact for name in tested for fact in knowledge.model.source_facts(name)}
    first = [name for name in knowledge.facts if name in deciding]
    others = [name for name in knowledge.facts if name not in deciding]
    return joined(
        [
            heading(2, "Inputs", "chapter", "inputs"),
            heading(3, "Read from the record, and decisive", "chapter", "inputs-decisive"),
            table(COLUMNS, (input_rows(knowledge, name, anchored=True) for name in first)),
            heading(3, "Derived from other inputs", "chapter", "inputs-derived"),
            table(COLUMNS, (input_rows(knowledge, name, anchored=True) for name in knowledge.derived)),
            heading(3, "Read for modifiers, drugs and order review only", "chapter", "inputs-others"),
            table(COLUMNS, (input_rows(knowledge, name, anchored=True) for name in others)),
            heading(3, "The factors of the bleeding count", "chapter", "bleeding-factors"),
            _bleeding_factors(knowledge),
        ]
    )


def _bleeding_factors(knowledge: Knowledge) -> str:
    counted = "; ".join(plain(label) for label, _ in COUNTED.values())
    single = "; ".join(plain(label) for label, _ in SINGLE.values())
    cited = links("statement", [name for name in ("G-20", "C-13", "C-29", "C-42") if name in knowledge.statements])
    return (
        f"{input_link(knowledge, 'bleeding_category')} counts: {counted}. None is low, one moderate, two or more "
        f"high. High by themselves: {single}. What is not recorded counts as absent and is listed. Numbers behind "
        f"them: {link('chapter', 'thresholds', 'thresholds')}; statements {cited}."
    )
