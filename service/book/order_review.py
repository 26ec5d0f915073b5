"""The order review: what is found in drafts, active orders and a discharge, where the content has such a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.book.markdown import anchor, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.words import condition_words, filled
from service.knowledge import Knowledge
from service.knowledge_types import as_values
from service.tables import Values

FILE = "order_review.yaml"
_SLOT = re.compile(r"\{[a-z_0-9]+\}")


def order_review_chapter(material: Material) -> str:
    """Every finding of ``order_review.yaml``; empty while there is no such file."""
    content = material.yaml(FILE)
    if not content:
        return ""
    knowledge = material.knowledge
    quiet = content.get("quiet", ())
    inputs: Mapping[str, Any] = content.get("inputs", {})
    return joined(
        [
            heading(2, "Order review", "chapter", "order-review"),
            (
                f"Asked at {plain(', '.join(content.get('hooks', ())))}. A draft that already does what is "
                "recommended gets no card, and nothing unknown raises a finding unless its condition says *unknown*. "
                "One draft has at most one card of a group: the first finding in this order gives it, and the others "
                "are named on it."
            ),
            table(
                ["Finding", "The card says", "When", "Urgency", "Because", "Cases"],
                (_finding(material, each, inputs) for each in findings(material)),
            ),
            heading(3, "What a finding may test about an order", "chapter", "order-inputs"),
            table(
                ["About the order", "What it means"],
                (
                    [f"{anchor('order-input', name)}{plain(_words(name))}", plain(each["definition"])]
                    for name, each in inputs.items()
                ),
            ),
            heading(3, "When the decision card is withheld", "chapter", "order-quiet") if quiet else "",
            "Where it would only ask for what is already being done; a critical card never is." if quiet else "",
            table(
                ["Reason", "When", "Because"],
                (
                    [plain(_words(each["id"])), _conditions(knowledge, each, inputs), links("statement", cited(each))]
                    for each in quiet
                ),
            ),
        ]
    )


def findings(material: Material) -> list[Mapping[str, Any]]:
    """The findings as they are written; none while there is no such file."""
    return list((material.yaml(FILE) or {}).get("findings", ()))


def _words(name: str) -> str:
    return name.replace("_", " ")


def cited(each: Mapping[str, Any]) -> list[str]:
    """The statements of a finding or of a reason to be quiet."""
    named = each.get("because") or each.get("statements") or []
    return [named] if isinstance(named, str) else list(named)


def _finding(material: Material, each: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[str]:
    knowledge, name = material.knowledge, each["id"]
    said = [f"**{plain(filled(knowledge, each['summary']))}.**"]
    if not _SLOT.fullmatch(each.get("lead", "")):
        said.append(plain(filled(knowledge, each.get("lead", ""))))
    shown = [*said, *(plain(filled(knowledge, line)) for line in each.get("next", ()))]
    found = sum(name in case.findings for case in material.played)
    return [
        f"{anchor('finding', name)}{plain(_words(name))}",
        " ".join(shown),
        _conditions(knowledge, each, inputs),
        plain(each.get("indicator", "–")),
        links("statement", cited(each)),
        str(found),
    ]


def _conditions(knowledge: Knowledge, each: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    return " **or** ".join(f"({_condition(knowledge, when, inputs)})" for when in each.get("any_when", ()))


def _condition(knowledge: Knowledge, when: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    parts = []
    for name, written in when.items():
        if name in inputs and name not in knowledge.model.inputs:
            parts.append(f"{link('order-input', name, _words(name))}: **{plain(_values(as_values(written)))}**")
        else:
            parts.append(condition_words(knowledge, {name: written}))
    return "; ".join(parts)


def _values(values: Values) -> str:
    return " or ".join(sorted(_words(each) for each in values))
