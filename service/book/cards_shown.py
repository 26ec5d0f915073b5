"""The cards: the words of each variant, and real cards of synthetic patients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.book.markdown import anchor, bullets, heading, joined, link, plain, quoted, table
from service.book.material import Material, Played
from service.book.words import condition_words, filled
from service.knowledge import Knowledge
from service.knowledge_types import as_values
from service.tables import Table
from service.wording import CardWords


def card_shown(case: Played) -> str:
    """A whole card as an EHR would show it, in a block quotation; empty when the case gets none."""
    if not case.cards:
        return ""
    card = case.cards[0]
    source = card["source"]["label"]
    suggested = [plain(each["label"]) for each in card.get("suggestions", ())]
    offered = joined(["**Suggestions**", bullets(suggested)]) if suggested else ""
    shown = joined([f"**{plain(card['indicator'])}** – **{plain(card['summary'])}**", card["detail"], offered])
    about = f"*Case “{plain(case.title)}”, service {plain(case.service)}; source named: {plain(source)}.*"
    others = f"*{len(case.cards) - 1} further card(s) on the drafts.*" if len(case.cards) > 1 else ""
    return joined([about, quoted(shown), others])


def variants_of(knowledge: Knowledge, decision: Table) -> list[tuple[str, int, CardWords]]:
    """The variants of wording that a decision of this table can use: outcome and number, first holds."""
    rules: dict[str, set[str]] = {}
    for row in decision.rows:
        if row.outcome:
            rules.setdefault(row.outcome, set()).add(row.rule)
    found = []
    for outcome, words in knowledge.wording.outcomes.items():
        for number, card in enumerate(words.cards, 1):
            wanted = as_values(card.when["rule"]) if "rule" in card.when else None
            if outcome in rules and (wanted is None or wanted & rules[outcome]):
                found.append((outcome, number, card))
    return found


def variants_table(knowledge: Knowledge, variants: Iterable[tuple[str, int, CardWords]], *, anchored: bool) -> str:
    rows = [_variant(knowledge, outcome, number, card, anchored) for outcome, number, card in variants]
    return table(["Card", "When", "Summary", "First sentence", "Source named"], rows)


def _variant(knowledge: Knowledge, outcome: str, number: int, card: CardWords, anchored: bool) -> list[str]:
    words = knowledge.wording.outcomes[outcome]
    name = f"{outcome} {number}"
    return [
        f"{anchor('card', name)}{plain(name)}" if anchored else link("card", name),
        condition_words(knowledge, card.when),
        plain(filled(knowledge, card.summary)),
        plain(filled(knowledge, card.lead)),
        link("statement", card.source or words.source),
    ]


def card_words(material: Material) -> str:
    """Every variant of every card, once."""
    knowledge = material.knowledge
    return joined(
        [
            heading(2, "The words of the cards", "chapter", "cards"),
            (
                "For one outcome the first variant whose condition holds is used. ‹The thrombosis› and ‹what is "
                "missing› are filled in for the patient; numbers come from the thresholds. Every card ends with "
                f"*Basis*, and while the content is not signed off with “{plain(knowledge.wording.words.unsigned)}”"
            ),
            *_by_outcome(knowledge),
            heading(3, "Reasons for not following a card"),
            bullets(plain(each.display) for each in knowledge.wording.override_reasons),
        ]
    )


def _by_outcome(knowledge: Knowledge) -> Iterator[str]:
    for outcome, words in knowledge.wording.outcomes.items():
        yield heading(3, f"{words.title} ({outcome})", "outcome", outcome)
        variants = [(outcome, number, card) for number, card in enumerate(words.cards, 1)]
        yield variants_table(knowledge, variants, anchored=True)
