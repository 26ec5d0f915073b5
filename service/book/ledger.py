"""The contraindication ledger: what is looked for before anticoagulation and before thrombolysis."""

from __future__ import annotations

from service.book.markdown import anchor, heading, joined, links, plain, table
from service.book.material import Material
from service.book.words import condition_words, threshold_words
from service.knowledge import Knowledge
from service.ledger_items import LedgerItem

LISTS = {
    "anticoagulation": "Absolute contraindications to anticoagulation: any one contraindicates",
    "lysis_absolute": "Exclusions from thrombolysis: any one excludes",
    "lysis_relative": "Relative contraindications to thrombolysis: reviewed by the team",
}


def ledger_chapter(material: Material) -> str:
    """The three lists, item by item: how each is looked for, and whether it is part of the answer."""
    knowledge = material.knowledge
    blocks = [
        heading(2, "Contraindications, item by item", "chapter", "ledger"),
        (
            "Printed on cards for transfer, thrombectomy and filter: what is present or unknown by name, the absent "
            "ones counted. An item that is not checked has no code to look for and is named as not checked."
        ),
    ]
    for key, title in LISTS.items():
        items = {name: each for name, each in knowledge.ledger.items() if each.belongs_to == key}
        blocks += [
            heading(3, title, "ledger-list", key),
            table(
                ["Item", "Looked for in", "Counts", "SIR 2014", "Because"],
                (_item(knowledge, name, each) for name, each in items.items()),
            ),
        ]
    return joined(blocks)


def _item(knowledge: Knowledge, name: str, each: LedgerItem) -> list[str]:
    note = f" *{plain(each.note)}*" if each.note else ""
    counts = "yes" if each.enters and each.checked_by != "nothing" else "shown only"
    return [
        f"{anchor('ledger', name)}{plain(each.label)}",
        f"{_looked_for(knowledge, each)}{note}",
        f"{counts}; {_unmeasured(each)}",
        each.sir or "–",
        links("statement", each.statements),
    ]


def _looked_for(knowledge: Knowledge, each: LedgerItem) -> str:
    limits = [threshold_words(knowledge, n) for n in (each.within, each.after, each.below, each.above) if n]
    window = f"; {'; '.join(limits)}" if limits else ""
    if each.checked_by == "codes":
        sets = ", ".join(f"`{name}`" for name in each.sets)
        past = "; past ones count" if each.history else ""
        return f"{each.kind} in {sets}{past}{window}"
    if each.checked_by == "input":
        return f"{condition_words(knowledge, {each.input: each.values})}{window}"
    if each.checked_by == "rule":
        return f"a rule of its own (`{each.rule}`){window}"
    return "nothing: not checked"


def _unmeasured(each: LedgerItem) -> str:
    if each.checked_by == "nothing":
        return "always told as not checked"
    return f"never measured: {each.unmeasured}" if each.unmeasured else "not found: absent"
