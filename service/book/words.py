"""Inputs, values, conditions, thresholds and statements in the words of the content."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence

from service.book.markdown import link, plain
from service.conditions import OF_THE_DECISION
from service.knowledge import Knowledge
from service.knowledge_types import Statement, as_values
from service.tables import UNKNOWN, Values

UNITS = {"1": "", "10*9/L": "× 10⁹/L", "mm[Hg]": "mmHg", "kg/m2": "kg/m²", "kg.min/dL": "kg·min/dL"}
UNIT_PARTS = {"[iU]": "IU", "[USP'U]": "units", "{1.73_m2}": "1.73 m²"}
VALUES_AS_ON_THE_CARD = {("location", "gastrocnemius_only")}
"""Values whose name says less than it means: the soleal vein is one of these too."""
READ_UNKNOWN = {
    "possible": "tried with every value",
    "as_value": "read as *unknown*, which the rows name",
    "as_absent": "optional, read as absent",
}
SAID_OF_THE_CARD = {
    "dvt": "‹the thrombosis›",
    "driver": "‹the risk feature›",
    "missing": "‹what is missing›",
}


def label(knowledge: Knowledge, name: str) -> str:
    """What an input is called."""
    spec = knowledge.facts.get(name) or knowledge.derived.get(name)
    return spec.label if spec else name.replace("_", " ")


def input_link(knowledge: Knowledge, name: str, text: str = "") -> str:
    """A link to an input; plain text for ``outcome``, ``rule`` and what only the regimens know."""
    said = text or label(knowledge, name)
    return link("input", name, said) if name in knowledge.model.inputs else plain(said)


def value_words(knowledge: Knowledge, name: str, value: str) -> str:
    """``over_5`` of the length as ``over 5 cm``."""
    if name in OF_THE_DECISION:
        return value
    if value.startswith("child_pugh_"):
        return f"Child-Pugh {value[-1].upper()}"
    if (name, value) in VALUES_AS_ON_THE_CARD:
        return knowledge.wording.words.values[name][value]
    fact = knowledge.facts.get(name)
    return number_words(value.replace("_", " "), fact.unit if fact and any(each.isdigit() for each in value) else "")


def in_order(knowledge: Knowledge, name: str, values: Iterable[str]) -> list[str]:
    """Values in the order of their domain, ``unknown`` last."""
    known = [*_domain(knowledge, name), *_sets(knowledge, name)]
    rank = {each: number for number, each in enumerate(known)}
    return sorted(values, key=lambda each: (each == UNKNOWN, rank.get(each, 99), each))


def _domain(knowledge: Knowledge, name: str) -> Sequence[str]:
    each = knowledge.model.inputs.get(name)
    return each.domain if each else ()


def _sets(knowledge: Knowledge, name: str) -> Sequence[str]:
    each = knowledge.model.inputs.get(name)
    return tuple(each.sets) if each else ()


def allowed_words(knowledge: Knowledge, name: str, allowed: Iterable[str]) -> str:
    """What a row allows: ``absent or unknown``, or ``any but under 18`` when all but one are allowed."""
    values = frozenset(allowed)
    each = knowledge.model.inputs.get(name)
    if each:
        left_out = [value for value in each.tested_domain if value not in values]
        if len(values) > 2 and len(left_out) == 1:
            return f"any but {value_words(knowledge, name, left_out[0])}"
    said = [value_words(knowledge, name, value) for value in in_order(knowledge, name, values)]
    return either(said)


def either(said: Sequence[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``; a comma more where one of them holds an “or” itself."""
    if len(said) == 1:
        return said[0]
    return f"{', '.join(said[:-1])}{',' if any(' or ' in each for each in said) else ''} or {said[-1]}"


def condition_words(knowledge: Knowledge, when: Mapping[str, str | list[str] | Values]) -> str:
    """A condition as Markdown: each input linked, with the values it must have."""
    parts = []
    for name, written in when.items():
        values = written if isinstance(written, frozenset) else as_values(written)
        parts.append(f"{input_link(knowledge, name)}: **{plain(allowed_words(knowledge, name, values))}**")
    return "; ".join(parts) or "always"


def number_words(number: str, unit: str) -> str:
    """A number with its unit as a clinician writes it; ``1``, the unit of a plain factor, is not written."""
    return " ".join(part for part in (number, unit_words(unit)) if part)


def unit_words(unit: str) -> str:
    """A UCUM unit as a clinician writes it: ``[iU]/kg`` as ``IU/kg``."""
    if unit in UNITS:
        return UNITS[unit]
    for code, said in UNIT_PARTS.items():
        unit = unit.replace(code, said)
    return unit


def threshold_words(knowledge: Knowledge, name: str) -> str:
    """A threshold with its number, comparison and authority, as a linked cell."""
    each = knowledge.thresholds[name]
    compared = f", {each.comparison}" if each.comparison else ""
    owner = "; **needs an owner**" if each.owner else ""
    named = link("threshold", name, number_words(each.value, each.unit))
    return f"{plain(each.meaning).rstrip('.')}: {named}{compared} ({authority(each.source)}{owner})"


def authority(named: str | list[str]) -> str:
    given = [named] if isinstance(named, str) else named
    return ", ".join(link("statement", each) for each in given) or "–"


def filled(knowledge: Knowledge, text: str) -> str:
    """A sentence of the content with its numbers put in; what only a patient can fill stands in ‹ ›."""
    numbers = {name: _short(each.value) for name, each in knowledge.thresholds.items()}
    own = {"months": _short(knowledge.thresholds["duration_dvt_months"].value), **SAID_OF_THE_CARD}
    wanted = {field for _, field, _, _ in string.Formatter().parse(text) if field}
    return text.format_map({name: own.get(name) or numbers.get(name) or f"‹{name}›" for name in wanted})


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def seen_of(knowledge: Knowledge, statement: Statement) -> str:
    """How far the source of a statement was read; for a convention nothing."""
    if not statement.sources:
        return ""
    return statement.seen or knowledge.sources[statement.sources[0]].seen


def source_words(knowledge: Knowledge, statement: Statement) -> str:
    """Whose statement it is, linked to the citation, and how far it was read."""
    if not statement.sources:
        return "**convention of this product, needs a clinical owner**"
    named = ", ".join(link("source", each, knowledge.sources[each].short) for each in statement.sources)
    where = f", {plain(statement.locator)}" if statement.locator else ""
    read = {"knowledge_only": "**not re-read: verify**", "full": "read in full"}
    seen = seen_of(knowledge, statement)
    return f"{named}{where} ({read.get(seen) or f'read: {plain(seen)}'})"


def strength_words(statement: Statement) -> str:
    """The source's own strength words, or that it gives none."""
    if not statement.sources:
        return "none: a convention"
    return plain(statement.strength) or "no grade given"
