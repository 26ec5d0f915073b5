"""Tables of statements: what is said, whose it is, how strong, how certain, and what disagrees."""

from __future__ import annotations

from collections.abc import Iterable

from service.book.markdown import link, plain, table
from service.book.words import source_words, strength_words
from service.knowledge import Knowledge

COLUMNS = ["Statement", "What it says", "Strength, in the source’s words", "Certainty", "Whose, and how far read"]


def statements_table(knowledge: Knowledge, names: Iterable[str]) -> str:
    """The statements that something cites: five columns, the full entry is one link away."""
    rows = []
    for name in dict.fromkeys(names):
        statement = knowledge.statements[name]
        disagreement = f" *Disagreement:* {plain(statement.disagreement)}" if statement.disagreement else ""
        rows.append(
            [
                link("statement", name),
                f"{plain(statement.says)}{disagreement}",
                strength_words(statement),
                plain(statement.certainty) or "–",
                source_words(knowledge, statement),
            ]
        )
    return table(COLUMNS, rows)


def authority_sentence(knowledge: Knowledge, names: Iterable[str]) -> str:
    """Who stands behind an answer, in one sentence: the sources by name, and the conventions counted."""
    cited = list(dict.fromkeys(names))
    shorts = dict.fromkeys(
        knowledge.sources[source].short for name in cited for source in knowledge.statements[name].sources
    )
    conventions = [name for name in cited if not knowledge.statements[name].sources]
    said = f"On the authority of {', '.join(plain(each) for each in shorts)}." if shorts else ""
    if conventions:
        named = ", ".join(link("statement", each) for each in conventions)
        are = "is a convention" if len(conventions) == 1 else "are conventions"
        said += f" {named} {are} of this product, not yet owned by a clinician."
    return said.strip()
