"""Statements and sources, each once, with what is done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.book.markdown import anchor, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.order_review import cited, findings
from service.book.words import source_words, strength_words
from service.knowledge import Knowledge
from service.knowledge_types import Source, Statement

VERDICT = {"A": "agrees", "P": "holds in part", "X": "conflicts", "N": "not traceable"}
USE = {
    "used": ("Used", "A row, a modifier, a number, a sentence or a drug rests on these."),
    "background": ("Background", "Read and kept, nothing rests on them alone."),
    "not_printed": ("Not printed", "They stand in a source document and never on a card; the reason is given."),
}


def statements_chapter(material: Material) -> str:
    """Every statement of the content, by what is done with it."""
    knowledge = material.knowledge
    used_by = citations(material)
    blocks = [heading(2, "Statements", "chapter", "statements")]
    for use, (title, about) in USE.items():
        chosen = {
            name: knowledge.statements[name] for name in in_order(knowledge) if knowledge.statements[name].use == use
        }
        rows = (_statement(knowledge, name, each, used_by) for name, each in chosen.items())
        blocks += [
            heading(3, f"{title} ({len(chosen)})", "chapter", f"statements-{use}"),
            about,
            table(
                ["Statement", "What it says, and what a card prints", "Strength; certainty", "Whose", "Used by"], rows
            ),
        ]
    return joined(blocks)


def _statement(knowledge: Knowledge, name: str, each: Statement, used_by: Mapping[str, list[str]]) -> list[str]:
    said = [f"**{plain(each.says)}**"]
    said += [f"*Basis:* {plain(each.basis)}"] if each.basis else []
    said += [f"*Disagreement:* {plain(each.disagreement)}"] if each.disagreement else []
    said += [f"*Why so:* {plain(each.why)}"] if each.why else []
    verdict = f"*Checked against its source:* {VERDICT[each.verdict]}." if each.sources else ""
    also = [named for named in each.cites if named not in each.sources]
    beside = f"; also names {', '.join(link('source', c, knowledge.sources[c].short) for c in also)}" if also else ""
    return [
        f"{anchor('statement', name)}{plain(name)}",
        " ".join([*said, verdict]),
        f"{strength_words(each)}; {plain(each.certainty) or 'certainty not given'}; a card says “{each.verb}”",
        f"{source_words(knowledge, each)}{beside}",
        ", ".join(used_by.get(name, ())) or "–",
    ]


def in_order(knowledge: Knowledge) -> list[str]:
    """The ids as one looks them up: G-, M-, R-, then the conventions, each by number."""

    def rank(name: str) -> tuple[int, int, str]:
        kind, _, number = name.partition("-")
        return ("GMRC".find(kind), int(number) if number.isdigit() else 0, name)

    return sorted(knowledge.statements, key=rank)


def citations(material: Material) -> Mapping[str, list[str]]:
    """Statement -> links to what cites it: rows, cards, modifiers, drugs, findings, ledger items, thresholds."""
    found: dict[str, list[str]] = {}
    for names, said in _citing(material):
        for name in names:
            if said not in found.setdefault(name, []):
                found[name].append(said)
    return found


def _citing(material: Material) -> Iterator[tuple[Iterable[str], str]]:
    knowledge = material.knowledge
    for decision in knowledge.model.tables.values():
        yield from ((row.because, link("row", row.id)) for row in decision.rows)
    for outcome, words in knowledge.wording.outcomes.items():
        for number, card in enumerate(words.cards, 1):
            yield [card.source or words.source], link("card", f"{outcome} {number}")
    yield from ((spec.because, link("modifier", name)) for name, spec in knowledge.modifiers.items())
    yield from ((row.because, link("regimen-row", row.id)) for row in knowledge.regimens.rows)
    yield from ((drug.statements, link("drug", name)) for name, drug in knowledge.regimens.drugs.items())
    yield from ((cited(each), link("finding", each["id"])) for each in findings(material))
    yield from ((item.statements, link("ledger", name)) for name, item in knowledge.ledger.items())
    for name, threshold in knowledge.thresholds.items():
        yield [threshold.source] if isinstance(threshold.source, str) else threshold.source, link("threshold", name)


def sources_chapter(material: Material) -> str:
    """Every citation, how far it was read, and which statements rest on it."""
    knowledge = material.knowledge
    resting: dict[str, list[str]] = {}
    for name, statement in knowledge.statements.items():
        for source in statement.sources:
            resting.setdefault(source, []).append(name)
    rows = (_source(name, each, resting.get(name, [])) for name, each in knowledge.sources.items())
    return joined(
        [
            heading(2, "Sources", "chapter", "sources"),
            (
                "**Read** tells how far the text was read when the statements were written; *knowledge only* means "
                "that it was not. The two source documents (kind *seed*) say what the product covers; nothing rests "
                "on them."
            ),
            table(["Source", "Citation", "Kind", "Read", "Statements that rest on it"], rows),
        ]
    )


def _source(name: str, each: Source, resting: list[str]) -> list[str]:
    url = each.url or (f"https://doi.org/{each.doi}" if each.doi else "")
    safe = url.startswith("https://") and not set(url) & set(" <>()[]\\\"'|")
    where = f" <{url}>" if safe else f" {plain(url)}"
    note = f" *{plain(each.note)}*" if each.note else ""
    return [
        f"{anchor('source', name)}**{plain(each.short)}**",
        f"{plain(each.title)}{where}{note}",
        plain(each.kind),
        plain(each.seen.replace("_", " ")),
        links("statement", resting),
    ]
