"""Plain text of a report that may be HTML: tags and comments removed, cells and lines kept, entities decoded once.

Written for reading, never for showing: what a page shows is escaped there.  One pass, linear in the text, never fails.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])[^<>]{0,2000}>")
_HIDDEN_TAG = re.compile(r"<(/?)(script|style|head|template)(?=[\s/>])[^<>]{0,2000}>", re.IGNORECASE)
_LINE_TAG = re.compile(r"br|p|div|tr|table|tbody|ul|ol|li|d[ltd]|pre|hr|h[1-6]|body|section|article")
# A quoted sentence goes to pages, cards and terminals: no control characters, no change of writing direction.
_CONTROLS = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")
_CONTROLS |= {ord("\n"): "\n", ord("\r"): "\n", ord("\t"): "\t"}
_CELL_TAGS = frozenset(("td", "th"))


def plain_text(text: str) -> str:
    """The words of a report.  Text without tags comes back with its entities decoded.

    ``<br>`` and block elements end a line, the cells of a table row are separated by ``|``.  ``<`` that opens no tag
    ("< 5 cm") stays.
    """
    if "<" in text:
        text = _without_hidden(_without_comments(text))
        text = _TAG.sub(_replacement, text)
    if "&" in text:
        text = html.unescape(text)
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def _replacement(match: re.Match[str]) -> str:
    closing, name = match.group(1), match.group(2).lower()
    if name in _CELL_TAGS:
        return " | " if not closing else " "
    return "\n\n" if _LINE_TAG.fullmatch(name) else ""


def _without_comments(text: str) -> str:
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        kept.append(text[position:start])
        end = text.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        position = end + 3
    kept.append(text[position:])
    return "".join(kept)


def _without_hidden(text: str) -> str:
    """Drop the content of script, style, head and template elements; an unclosed one hides the rest."""
    kept, position, hidden = [], 0, ""
    for match in _HIDDEN_TAG.finditer(text):
        name = match.group(2).lower()
        if hidden:
            if match.group(1) and name == hidden:
                hidden, position = "", match.end()
        elif not match.group(1):
            kept.append(text[position : match.start()])
            hidden = name
    if not hidden:
        kept.append(text[position:])
    return " ".join(kept)
