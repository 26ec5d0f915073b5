"""Rows of a text or HTML table as statements: "CFV | Compressible | Normal" under "Vein | Right | Left"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SIDE = re.compile(r"\b(?:(right|rt)|(left|lt)|^(r)|^(l))\b", re.IGNORECASE)
_COLUMNS = re.compile(r"\t+| {3,}")
_SHORT_CELLS = {
    "c": "compressible",
    "comp": "compressible",
    "y": "yes",
    "n": "normal",
    "nl": "normal",
    "nc": "non-compressible",
    "pc": "partially compressible",
    "ns": "not seen",
    "nv": "not seen",
    "n/v": "not seen",
    "full": "fully compressible",
    "fully": "fully compressible",
    "complete": "fully compressible",
    "none": "none",
    "partial": "partially compressible",
}
_RULE = re.compile(r"[-=+_| ]{3,}")
_NOT_SEEN = re.compile(r"(?:not\s|n/?[sv]$|non-?\s?(?:vis|diag)|poor|limited|obscured|unable)", re.IGNORECASE)
_LABELLED = re.compile(r"thromb|clot|dvt|compress|flow|phasic|augment|patent|age|occlu|comment", re.IGNORECASE)
_VEIN_WORD = re.compile(
    r"\b(?:vein|femoral|popliteal|tibial|peroneal|iliac|saphenous|calf|soleal|gastroc\w*|profunda|[cesp]?fv|eiv|civ|"
    r"pop\w{0,2}|[ap]tv|[gs]sv|ivc|pero\w{0,2})\b",
    re.IGNORECASE,
)

Line = tuple[str, str]
"""(what is read, what is quoted)."""


def cells_of(line: str) -> list[str]:
    """The cells of one line, or an empty list when it is not a table row."""
    if "|" in line:
        cells = [cell.strip() for cell in line.split("|")]
    elif "\t" in line or "   " in line.strip():
        cells = [cell.strip() for cell in _COLUMNS.split(line.strip())]
    else:
        return []
    if cells and not cells[0]:
        cells = cells[1:]
    while cells and not cells[-1]:
        cells.pop()
    return cells if len(cells) > 1 else []


def read_rows(lines: Sequence[str]) -> Iterator[Line]:
    """Each line with its quote; table rows become one statement for each side or for the row."""
    header: list[str] = []
    for line in lines:
        cells = cells_of(line)
        if not cells:
            if line.strip() and not _RULE.fullmatch(line.strip()):
                header = []
                yield line, line
            continue
        if _is_header(cells):
            header = cells
            continue
        quote = " | ".join(cells)
        for text in _statements(cells, header):
            yield text, quote


def _is_header(cells: list[str]) -> bool:
    rest = cells[1:]
    if _VEIN_WORD.search(cells[0]) and not re.fullmatch(r"veins?|vessels?|segments?", cells[0], re.IGNORECASE):
        return False
    told = [cell for cell in rest if cell]
    heads = [
        cell
        for cell in told
        if len(cell) < 30 and (_SIDE.search(cell) or (_LABELLED.search(cell) and len(cell.split()) <= 3))
    ]
    return len(heads) == len(told) and not _VEIN_WORD.search(" ".join(rest))


def _side(cell: str) -> str:
    match = _SIDE.search(cell)
    if not match:
        return ""
    return "right" if match.group(1) or match.group(3) else "left"


def _statements(cells: list[str], header: list[str]) -> Iterator[str]:
    by_side: dict[str, list[str]] = {}
    for column, cell in enumerate(cells[1:], 1):
        if not cell or cell in "-–—":
            continue
        label = header[column] if column < len(header) else ""
        side = _side(label)
        label = "" if side and len(label.split()) == 1 else _SIDE.sub("", label).strip()
        if _NOT_SEEN.match(cell):
            label = ""
        words = _SHORT_CELLS.get(cell.lower(), cell) if not label or "compress" in label.lower() else cell
        by_side.setdefault(side, []).append(f"{label}: {words}" if label else words)
    for side, parts in by_side.items():
        yield f"{side} {cells[0]}: ".lstrip() + ", ".join(parts)
