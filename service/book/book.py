"""The chapters put together: the decision book as Markdown, the same for the same content and cases."""

from __future__ import annotations

import re
from pathlib import Path

from service.book.cards_shown import card_words
from service.book.decisions import decision_chapters
from service.book.examples import worked_examples
from service.book.free_text import free_text_chapter
from service.book.inputs import inputs_chapter
from service.book.ledger import ledger_chapter
from service.book.markdown import heading, joined, table
from service.book.material import Material, gather
from service.book.modifiers import modifiers_chapter
from service.book.order_review import order_review_chapter
from service.book.owner import owner_chapter, sign_off
from service.book.proofs import ProofStatus
from service.book.reading import how_to_read
from service.book.regimens import regimens_chapter
from service.book.rulings import link_rulings, rulings_chapter
from service.book.safety import safety_chapter
from service.book.statements import sources_chapter, statements_chapter
from service.book.thresholds import thresholds_chapter
from service.knowledge import Knowledge

FILE = "decision_book.md"
TITLE = "Decision book"
_ADDRESS = re.compile(r'<a id="([^"]+)"></a>')
_HEADING = re.compile(r'^(#{2,3}) <a id="([^"]+)"></a>(.*)$', re.MULTILINE)


def write_book(knowledge: Knowledge, fixtures: Path, proof: ProofStatus | None) -> str:
    """The whole book as Markdown.

    ``fixtures`` holds the vignettes and cases that exercise the rows; ``proof`` is what was proved of this very
    content, or ``None``.  Deterministic: no date, no order that could change.
    """
    material = gather(knowledge, fixtures, proof)
    chapters = joined(
        chapter(material)
        for chapter in (
            how_to_read,
            worked_examples,
            decision_chapters,
            modifiers_chapter,
            free_text_chapter,
            regimens_chapter,
            ledger_chapter,
            order_review_chapter,
            card_words,
            inputs_chapter,
            thresholds_chapter,
            statements_chapter,
            sources_chapter,
            rulings_chapter,
            safety_chapter,
            owner_chapter,
        )
    )
    chapters = link_rulings(chapters, frozenset(_ADDRESS.findall(chapters)))
    return joined([_front(material), "## Contents", _contents(chapters), chapters]) + "\n"


def _front(material: Material) -> str:
    knowledge = material.knowledge
    tables = knowledge.model.tables.values()
    counted = [
        ("Decision tables", len(knowledge.model.tables)),
        ("Rows", sum(len(each.rows) for each in tables)),
        ("Inputs", len(knowledge.model.inputs)),
        ("Modifiers", len(knowledge.modifiers)),
        ("Drugs", len(knowledge.regimens.drugs)),
        ("Statements", len(knowledge.statements)),
        ("Thresholds", len(knowledge.thresholds)),
        ("Vignettes (feature values)", len(material.vignettes)),
        ("FHIR cases with an answer", len(material.played)),
    ]
    return joined(
        [
            heading(1, TITLE),
            (
                "What the service recommends for deep vein thrombosis of the leg, to whom, and on whose authority – "
                "for a clinical reviewer, without code. Written by `dvt-cds book` from the files that the service "
                "runs; do not edit it, edit those files. Every patient in it is invented."
            ),
            sign_off(knowledge),
            table(["In this book", ""], ([name, str(number)] for name, number in counted)),
        ]
    )


def _contents(chapters: str) -> str:
    """The headings of the two upper levels, linked."""
    return "\n".join(
        f"{'  ' * (len(level) - 2)}- [{text}](#{address})" for level, address, text in _HEADING.findall(chapters)
    )
