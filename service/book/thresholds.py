"""Every number and window, once, with its authority and what uses it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.book.markdown import anchor, heading, joined, link, plain, table
from service.book.material import Material
from service.book.words import authority, input_link, number_words
from service.knowledge import Knowledge


def thresholds_chapter(material: Material) -> str:
    """The thresholds in the order of their file; a number without a source says so."""
    knowledge = material.knowledge
    uses = _uses(knowledge)
    rows = []
    for name, each in knowledge.thresholds.items():
        basis = link("source", each.basis) if each.basis in knowledge.sources else plain(each.basis or "–")
        owner = " **needs an owner**" if each.owner else ""
        note = f" *{plain(each.note)}*" if each.note else ""
        rows.append(
            [
                f"{anchor('threshold', name)}`{name}`",
                f"**{plain(number_words(each.value, each.unit))}**",
                plain(each.comparison) or "–",
                f"{plain(each.meaning)}{note}",
                authority(each.source),
                f"{basis}{owner}",
                uses.get(name, "–"),
            ]
        )
    return joined(
        [
            heading(2, "Thresholds", "chapter", "thresholds"),
            (
                "**Used by** names inputs and files of the content; bleeding factors, doses of current drugs and "
                "plausibility are measured where the record is read."
            ),
            table(["Threshold", "Number", "Comparison", "What it means", "Statements", "Number from", "Used by"], rows),
        ]
    )


def _uses(knowledge: Knowledge) -> Mapping[str, str]:
    """Threshold -> the inputs that measure with it and the files that write it into a dose or sentence."""
    inputs: dict[str, list[str]] = {}
    for name, fact in knowledge.facts.items():
        for threshold in fact.thresholds:
            inputs.setdefault(threshold, []).append(input_link(knowledge, name))
    files: dict[str, list[str]] = {}
    for path in sorted(knowledge.folder.rglob("*.yaml")):
        relative = path.relative_to(knowledge.folder).as_posix()
        if relative.startswith(("regimens/", "orders/", "wording/", "modifiers", "ledger", "order_review")):
            for named in set(re.findall(r"[a-z][a-z0-9_]+", path.read_text(encoding="utf-8"))):
                if named in knowledge.thresholds:
                    files.setdefault(named, []).append(f"`{relative}`")
    return {
        name: ", ".join([*inputs.get(name, []), *files.get(name, [])])
        for name in knowledge.thresholds
        if name in inputs or name in files
    }
