"""The tables of a page as regions that scroll: what each is called, and which of them are decision tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

DECISION_TABLE = ["Row", "Then"]
"""First columns of a table whose rows and outcomes have to stay in sight."""
_WORDS = ("text", "code_inline")


def name_regions(tokens: Sequence[Token]) -> None:
    """Give each ``table_open`` a ``name`` and a ``class`` in its ``meta``, and label the cells of decision tables.

    The name is the heading above the table, and the bold line right above it if there is one: it tells one region
    from the other for those who do not see the page.  No two tables of a page have the same name.
    """
    heading = above = ""
    taken: set[str] = set()
    number = 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading, above, number = _words(tokens[index + 1]), "", 0
        elif token.type == "paragraph_open":
            above = _bold(tokens[index + 1])
        elif token.type == "table_open":
            number += 1
            name = _free(": ".join(part for part in (heading, above) if part) or "Table", number, taken)
            taken.add(name)
            columns = _columns(tokens[index:])
            decides = columns[: len(DECISION_TABLE)] == DECISION_TABLE
            token.meta = {"name": name, "class": "wide rows" if decides else "wide"}
            if decides:
                _label_cells(tokens[index:], columns)


def _label_cells(tokens: Sequence[Token], columns: Sequence[str]) -> None:
    """Give each cell but the first what its column is about: its header may be out of sight where an address leads."""
    at = 0
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            at = 0
        elif token.type == "td_open":
            if at:
                token.attrSet("data-about", columns[at])
            at += 1


def _free(name: str, number: int, taken: set[str]) -> str:
    free = name
    while free in taken:
        free, number = f"{name}, table {number}", number + 1
    return free


def _words(inline: Token) -> str:
    return "".join(each.content for each in inline.children or () if each.type in _WORDS).strip()


def _bold(inline: Token) -> str:
    """The text of a line that is bold as a whole."""
    children = [each for each in inline.children or () if each.type != "text" or each.content.strip()]
    whole = len(children) == 3 and children[0].type == "strong_open" and children[2].type == "strong_close"
    return _words(inline) if whole else ""


def _columns(tokens: Sequence[Token]) -> list[str]:
    found = []
    for token in tokens:
        if token.type == "thead_close":
            break
        if token.type == "inline":
            found.append(_words(token))
    return found
