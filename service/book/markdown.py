"""Writing GitHub Flavored Markdown: text made harmless, tables, lists, anchors and links to them.

Blocks are strings; :func:`joined` puts an empty line between them.  The only HTML ever written is the empty anchor
``<a id="…"></a>``, because Markdown has no other way to give a row or a statement an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_HARMFUL = re.compile(r"[\\`*\[\]|<>]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)|~~")
_AT_THE_START = re.compile(r"^(#{1,6} |[-+] |\d+[.)] |=+$|-+$|~~~)")
_NOT_IN_AN_ANCHOR = re.compile(r"[^A-Za-z0-9_.-]+")


def plain(text: str) -> str:
    """Text of the content or of a record as Markdown shows it: on one line, nothing in it is markup."""
    flat = _HARMFUL.sub(_harmless, " ".join(text.split()))
    return _AT_THE_START.sub(lambda found: f"\\{found[0]}" if not found[0][0].isdigit() else _number(found[0]), flat)


def _harmless(found: re.Match[str]) -> str:
    entity = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "~~": "\\~\\~"}
    return entity.get(found[0]) or f"\\{found[0]}"


def _number(text: str) -> str:
    return f"{text[:-2]}\\{text[-2:]}"


def anchor_id(kind: str, name: str) -> str:
    """The address of a row, statement, threshold …: ``statement-G-20``."""
    return f"{kind}-{_NOT_IN_AN_ANCHOR.sub('-', name)}"


def anchor(kind: str, name: str) -> str:
    """An anchor that links can name."""
    return f'<a id="{anchor_id(kind, name)}"></a>'


def link(kind: str, name: str, text: str = "") -> str:
    """A link to an anchor of this book."""
    return f"[{plain(text or name)}](#{anchor_id(kind, name)})"


def links(kind: str, names: Iterable[str]) -> str:
    """Links to several anchors, ``–`` for none."""
    return ", ".join(link(kind, name) for name in names) or "–"


def heading(level: int, text: str, kind: str = "", name: str = "") -> str:
    """A heading, with an address when ``kind`` and ``name`` are given."""
    address = anchor(kind, name) if kind else ""
    return f"{'#' * level} {address}{plain(text)}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown cells; an empty string when there is no row."""
    written = [f"| {' | '.join(_cell(each) for each in row)} |" for row in rows]
    if not written:
        return ""
    return "\n".join([f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", *written])


def _cell(text: str) -> str:
    return " ".join(text.split()) or " "


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {' '.join(each.split())}" for each in items)


def numbered(items: Iterable[str]) -> str:
    return "\n".join(f"{number}. {' '.join(each.split())}" for number, each in enumerate(items, 1))


def quoted(markdown: str) -> str:
    """Markdown as a block quotation: how a card stands in the book."""
    return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


def joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(each for each in blocks if each)
