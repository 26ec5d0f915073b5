"""The rulings and definitions, by the numbers that statements and inputs name, and the links to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from service.book.markdown import anchor, anchor_id, heading, joined, link, plain, table
from service.book.material import Material
from service.knowledge import Knowledge

FILE = "rulings.md"
_RULING = re.compile(r"^\| (?P<number>\d+) \| (?P<settled>[^|]+) \| (?P<carried>[^|]+) \|$", re.MULTILINE)
_DEFINITIONS = re.compile(r"^## Definitions.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_DEFINITION = re.compile(r"\| (?P<number>\d+) \| (?P<fact>[^|]+?) (?=\|)")
_STATEMENT = re.compile(r"\b[GMRC]-\d+\b")
_NAMED = re.compile(r"\b(?P<kind>Ruling|Amendment|Definition)s? \d+(?:(?:, | and | to |–)\d+)*", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\b(?:Ruling|Amendment|Definition)s? )?\d+", re.IGNORECASE)
_LEFT_ALONE = re.compile(r"`[^`]*`|\[(?:[^\]\\]|\\.)*\]\([^)]*\)")


@dataclass(frozen=True)
class Rulings:
    """What ``rulings.md`` lists, in its order."""

    settled: tuple[tuple[str, str, str], ...]
    """Number, what was settled, which statements carry it."""
    facts: tuple[tuple[str, str], ...]
    """Number of a definition, and the fact that it reads."""


def read_rulings(knowledge: Knowledge) -> Rulings:
    """The two lists of ``rulings.md``; empty where the content has no such file."""
    path = knowledge.folder / FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = _DEFINITIONS.search(text)
    facts = [(each["number"], each["fact"]) for each in _DEFINITION.finditer(found[0])] if found else []
    settled = _DEFINITIONS.sub("", text)
    return Rulings(
        tuple((each["number"], each["settled"], each["carried"]) for each in _RULING.finditer(settled)),
        tuple(sorted(facts, key=lambda fact: int(fact[0]))),
    )


def rulings_chapter(material: Material) -> str:
    """Each ruling and each definition once, with an address; empty where the content has none."""
    knowledge = material.knowledge
    found = read_rulings(knowledge)
    if not found.settled:
        return ""
    return joined(
        [
            heading(2, "Rulings and definitions", "chapter", "rulings"),
            (
                "How this product settled what its sources leave open or contradict, by the numbers that statements "
                "and inputs name. An amendment is the ruling of the same number, made later. The statement that "
                "carries a ruling says it in full."
            ),
            table(
                ["Ruling", "Settled as", "Carried by"],
                (
                    [f"{anchor('ruling', number)}{number}", plain(settled), _carried(knowledge, carried)]
                    for number, settled, carried in found.settled
                ),
            ),
            heading(3, "How a composite fact is read", "chapter", "definitions"),
            (
                f"What each means in detail stands under {link('chapter', 'inputs', 'Inputs')} and "
                f"{link('chapter', 'thresholds', 'Thresholds')}."
            ),
            table(
                ["Definition", "Fact", "Named by"],
                (
                    [f"{anchor('definition', number)}{number}", plain(fact), _naming(knowledge, number)]
                    for number, fact in found.facts
                ),
            ),
        ]
    )


def _carried(knowledge: Knowledge, written: str) -> str:
    return _STATEMENT.sub(
        lambda each: link("statement", each[0]) if each[0] in knowledge.statements else each[0], plain(written)
    )


def _naming(knowledge: Knowledge, number: str) -> str:
    """The statements that give this definition as their reason."""
    wanted = re.compile(rf"\bDefinition {number}\b")
    named = [link("statement", name) for name, each in knowledge.statements.items() if wanted.search(each.why)]
    return ", ".join(named) or "–"


def link_rulings(markdown: str, addresses: Collection[str]) -> str:
    """The text with “ruling 16”, “Rulings 2 and 3”, “amendment 26” and “definition 3” linked.

    A number without an address stays text; headings, quoted cards, code and what is a link already stay as they are.
    """
    return "\n".join(
        line if line.startswith(("#", ">")) else "".join(_linked(line, addresses)) for line in markdown.split("\n")
    )


def _linked(line: str, addresses: Collection[str]) -> Iterator[str]:
    at = 0
    for kept in _LEFT_ALONE.finditer(line):
        yield _link_text(line[at : kept.start()], addresses)
        yield kept[0]
        at = kept.end()
    yield _link_text(line[at:], addresses)


def _link_text(text: str, addresses: Collection[str]) -> str:
    def numbers(named: re.Match[str]) -> str:
        kind = "definition" if named["kind"].lower() == "definition" else "ruling"

        def number(found: re.Match[str]) -> str:
            address = anchor_id(kind, found[0].rpartition(" ")[2])
            return f"[{found[0]}](#{address})" if address in addresses else found[0]

        return _NUMBER.sub(number, named[0])

    return _NAMED.sub(numbers, text)
