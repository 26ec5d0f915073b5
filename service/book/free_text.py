"""What the text of a report may do to a decision: the policy of ``cards/free_text.yaml`` as a clinician reads it."""

from __future__ import annotations

from collections.abc import Iterable

from service.book.markdown import anchor, bullets, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.words import either, input_link, value_words
from service.knowledge import Knowledge


def free_text_chapter(material: Material) -> str:
    """The inputs that a text may raise, the outcomes it may lead to, and what a card then says."""
    knowledge = material.knowledge
    policy, words = knowledge.free_text, knowledge.wording.words
    rows = (
        [f"{anchor('free-text', name)}{input_link(knowledge, name)}", _values(knowledge, name, allowed)]
        for name, allowed in policy.raises.items()
    )
    shown = ", ".join(input_link(knowledge, name) for name in policy.shows)
    outcomes = ", ".join(plain(words.outcomes[each]) for each in words.outcomes if each in policy.leads_to)
    confirm = link("modifier", policy.confirm)
    resting = sum(policy.confirm in each.modifiers for each in material.played)
    return joined(
        [
            heading(2, "Free-text reports", "chapter", "free-text"),
            (
                "A site may have the text of ultrasound reports read by software (`DVT_CDS_FREE_TEXT`). Where no coded "
                "entry settles an input, a text may raise it to a value of this table, and to no other "
                f"({links('statement', policy.because)})."
            ),
            table(["Input", "A text may raise it to"], rows),
            bullets(
                [
                    f"Quoted where the card asks for it, and never raised: {shown}. Nothing else is read from a text.",
                    (
                        f"It may lead to: {outcomes}. Never to another outcome, and never in place of a critical "
                        "answer or of a treatment that coded entries advise."
                    ),
                    (
                        f"A decision that would be another one without the text carries {confirm} ({resting} FHIR "
                        "cases): no dose is filled in, nothing is pre-selected, and every draft says that the report "
                        "comes first."
                    ),
                    f"On the card: *{plain(words.free_text.mark)}*, with the sentence, its date and its report.",
                ]
            ),
        ]
    )


def _values(knowledge: Knowledge, name: str, allowed: Iterable[frozenset[str]]) -> str:
    domain = knowledge.facts[name].domain
    sets = ([value_words(knowledge, name, value) for value in domain if value in values] for values in allowed)
    return "; ".join(plain(either(list(each))) for each in sets)
