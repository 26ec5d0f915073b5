"""The modifiers: sentences that join a card, when, and why."""

from __future__ import annotations

from service.book.markdown import anchor, heading, joined, links, plain, table
from service.book.material import Material
from service.book.words import condition_words, filled

SECTION = {
    "why": "Why",
    "unknown": "Not documented or unknown",
    "next": "Next",
    "basis": "Basis",
    "silent": "none: for machines only",
}


def modifiers_chapter(material: Material) -> str:
    """Every modifier once: its sentence, when it joins, its statements and how often it is met."""
    knowledge = material.knowledge
    met = {name: sum(name in each.modifiers for each in material.played) for name in knowledge.modifiers}
    rows = []
    for name, spec in knowledge.modifiers.items():
        conditions = " **or** ".join(f"({condition_words(knowledge, when)})" for when in spec.any_when)
        rows.append(
            [
                f"{anchor('modifier', name)}`{name}`",
                plain(filled(knowledge, spec.says)) if spec.section != "silent" else "–",
                SECTION[spec.section],
                conditions,
                links("statement", spec.because),
                str(met[name]),
            ]
        )
    needs = sorted({each for each in knowledge.needs.values() if f"NEED:{each}" not in knowledge.modifiers})
    asked = "; ".join(f"{anchor('modifier', f'NEED:{need}')}`NEED:{need}`" for need in needs)
    return joined(
        [
            heading(2, "Modifiers", "chapter", "modifiers"),
            (
                "A modifier joins the card when any of its conditions holds. A condition holds when every input it "
                "names is known to have a listed value; *unknown* in the list also accepts an input that is not known. "
                "**Cases** counts the FHIR cases in which it is given."
            ),
            table(["Modifier", "Sentence", "Section of the card", "Joins when", "Because", "Cases"], rows),
            "An undetermined decision also names what would settle it, one modifier for each missing input:",
            asked,
        ]
    )
