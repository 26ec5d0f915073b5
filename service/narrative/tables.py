"""Rows of a text or HTML table as statements: "CFV | Compressible | Normal" under "Vein | Right | Left"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.narrative.codes import UNCLEAR, meaning, paired
from service.narrative.headings import is_heading_alone
from service.narrative.legend import Legend
from service.narrative.turned_tables import turned_table

_SIDE = re.compile(r"\b(?:(right|rt|rle)|(left|lt|lle)|(r)|(l))\b", re.IGNORECASE)
_COLUMNS = re.compile(r"\t+| {3,}")
_GAPS = re.compile(r"\t+| {2,}")
_RULE = re.compile(r"[-=+_|:*~\s]{3,}")
_METRICS = (
    ("noncompress", r"non-?\s?compress\w*|incompress\w*|not\scompress\w*"),
    ("compress", r"compress\w*|compr?\b|cmpr?\b|b-?mode\scomp\w*|coapt\w*|collaps\w*"),
    ("thrombus", r"thromb\w*|thr\b|clot\w*|dvt|echogenic\w*|lumen|material"),
    ("patent", r"paten\w*"),
    ("flow", r"flow|phasic\w*|augment\w*|doppler|colou?r|spontan\w*|signal|waveform\w*|resp\w*|filling"),
    (
        "other",
        r"age|occlu\w*|comments?|notes?|reflux|extent|findings?|result|status|remarks?|description|diam\w*|length|measure\w*|size|appearance|details|assessment|visuali\w*",
    ),
)
_METRIC = re.compile("|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in _METRICS), re.IGNORECASE)
_NAME_COLUMN = re.compile(
    r"(?:deep\s)?(?:veins?|vessels?|segments?|sites?|levels?|locations?|structures?|vein\ssegment)(?:\sname)?\W*(?:\([^()]{0,30}\)|(?:right|left)\b.{0,12})?\W*",
    re.IGNORECASE,
)
_EXAM = re.compile(r"\b(?:duplex|doppler|ultraso\w+|uss?|scan|study|exam\w*|protocol|venous|report)\b", re.IGNORECASE)
_VEIN_WORD = re.compile(
    r"\b(?:vein|femoral|popliteal|tibials?|peroneals?|iliac|saphenous|calf|soleal|gastroc\w*|profunda|[cesp]?fv|dfv|eiv|civ|"
    r"pop\w{0,2}|[ap]tv|[gsl]sv|ivc|pero\w{0,2}|per|perv|tibs?|saph|iliacs|femorals|popliteals|sfj|spj|gcv|tpt|fem|cfv)\b",
    re.IGNORECASE,
)

_PART_LETTER = re.compile(r"([CSPDG]{0,2}[FSP]V|POPV?|[AP]TV|FEM\w{0,5})[\s-]([pmd])", re.IGNORECASE)
_PARTS = {"p": "proximal", "m": "mid", "d": "distal"}

_SIZE_COLUMN = re.compile(
    r"(?:(?:right|left|rt|lt)\s)?(?:(?P<length>l(?:ength|gth|ong)?\.?)|(?P<across>(?:w|d|ap|width|diam?|diameter|calib\w{2})\.?)|(?P<size>size|l(?:\s?x\s?[wdhbt]){1,2}))(?:\s(?:of\s)?(?:the\s)?(?:thrombus|clot|vein))?"
    r"\s?[(\[,/]?\s?(?:in\s)?(?P<unit>cm|mm)\s?[)\]]?",
    re.IGNORECASE,
)
"""A column of sizes: "L (cm)" is no column of the left leg."""
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?:\s?x\s?\d{1,3}(?:[.,]\d{1,2})?){0,2}")
_SHORT_NAME = re.compile(r"(?:(PER|PERO)|(SOL|SOLS)|(GAST|GASTR|GC|GAS))(?=[\s:=-])")
""" "PER K1" at the beginning of a cell."""

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


def read_rows(lines: Sequence[str], legend: Legend) -> Iterator[Line]:
    """Each line with its quote; table rows become one statement for each side or for the row."""
    header: list[str] = []
    lines = _with_bars(lines)
    behind = 0
    for number, line in enumerate(lines):
        if number < behind:
            continue
        turned = turned_table(lines, number)
        if turned:
            header, behind = [], turned.end
            yield from turned.statements(_statements, legend)
            continue
        if _RULE.fullmatch(line.strip()):
            continue
        cells = _cells_under(header, line, lines[number + 1 :])
        if not cells:
            if line.strip():
                header = []
                yield legend.in_words(paired(line)), line
            continue
        quote = " | ".join(cells)
        if is_heading_alone(cells[0]) and not _VEIN_WORD.search(cells[0]):
            header = []
            yield f"{cells[0].rstrip(' :')}: {', '.join(cells[1:])}", quote
        elif _is_header(cells) and (following := _columns_below(lines[number + 1 :])):
            # A blank first column is no cell of its own in a table of spaces.
            named = ["", *cells] if following == len(cells) + 1 and _is_head(cells[0]) else cells
            header = _under(header, named) if header else named
        elif not _VEIN_WORD.search(cells[0]) and not header:
            yield legend.in_words(", ".join(_SHORT_NAME.sub(_in_full, cell) for cell in cells)), quote
        else:
            for text in _statements(cells[:1] + [legend.of_cell(cell) for cell in cells[1:]], header):
                yield text, quote


def _cells_under(header: list[str], line: str, below: Sequence[str]) -> list[str]:
    """The cells of a line; columns stand two spaces apart where the header, or the lines below, say so."""
    cells = cells_of(line)
    narrow = _GAPS.split(line.strip()) if "|" not in line else []
    if header and len(cells) < len(header) == len(narrow):
        # One cell as wide as its column leaves two spaces to the next.
        return narrow
    if cells or header or not _is_narrow_header(narrow):
        return cells
    return narrow if _columns_below(below) == len(narrow) else cells


def _with_bars(lines: Sequence[str]) -> list[str]:
    """The rows of a table that semicolons or commas separate, with bars; other lines as they are."""
    bars, sign, wide = [], "", 0
    for line in lines:
        cells = re.split(r"\s*[;,]\s*", line.strip())
        if not sign and len(cells) > 1 and _NAME_COLUMN.fullmatch(cells[0]) and _is_header(cells):
            sign, wide = ";" if ";" in line else ",", len(cells)
        told = line.split(sign) if sign else []
        sign = sign if len(told) == wide else ""
        bars.append(" | ".join(cell.strip() for cell in told) if sign else line)
    return bars


def _is_header(cells: list[str]) -> bool:
    first, rest = cells[0], cells[1:]
    if _VEIN_WORD.search(first) and not _NAME_COLUMN.fullmatch(first):
        return False
    told = [cell for cell in rest if cell]
    if _EXAM.search(first) or (len(told) < 2 and first and not (_NAME_COLUMN.fullmatch(first) or _is_head(first))):
        return False
    heads = [cell for cell in told if _is_head(cell)]
    if len(heads) != len(told) or _VEIN_WORD.search(" ".join(re.sub(r"(?i)\bveins?\b", "", cell) for cell in rest)):
        return False
    return not any(":" in cell for cell in cells)


def _is_narrow_header(cells: list[str]) -> bool:
    """The head of a table whose columns are two spaces apart."""
    return len(cells) > 2 and _NAME_COLUMN.fullmatch(cells[0]) is not None and _is_header(cells)


def _is_head(cell: str) -> bool:
    if _SIZE_COLUMN.fullmatch(cell.strip()):
        return True
    return len(cell) < 32 and bool(_SIDE.search(cell) or (_METRIC.search(cell) and len(cell.split()) <= 3))


def _columns_below(lines: Sequence[str]) -> int:
    """The number of cells of the next row, 0 when no row follows."""
    for line in lines:
        if line.strip() and not _RULE.fullmatch(line.strip()):
            cells = cells_of(line) or _GAPS.split(line.strip())
            return len(cells) if len(cells) > 1 else 0
    return 0


def _under(above: list[str], cells: list[str]) -> list[str]:
    """A second header row under a first: "Right | | Left |" over "Comp | Flow | Comp | Flow"."""
    told = [cell for cell in above[1:] if cell]
    wide = len(cells) - 1
    if len(above) == len(cells) and any(not cell for cell in above[1:]):
        carried, over = "", []
        for cell in above[1:]:
            carried = cell or carried
            over.append(carried)
    elif told and wide % len(told) == 0:
        over = [cell for cell in told for _ in range(wide // len(told))]
    else:
        over = [UNCLEAR] * wide
    return [cells[0], *(f"{a} {b}" for a, b in zip(over, cells[1:], strict=True))]


def _side(cell: str) -> str:
    if _SIZE_COLUMN.fullmatch(cell.strip()):
        named = re.match(r"(?i)(right|rt|left|lt)\b", cell.strip())
        return "" if named is None else "right" if named[1].lower().startswith("r") else "left"
    found = {"right" if m.group(1) or m.group(3) else "left" for m in _SIDE.finditer(cell)}
    return found.pop() if len(found) == 1 else ""


def _sized(label: str, cell: str) -> str:
    """The number of a cell under "Length (cm)" with what it measures and its unit."""
    column = _SIZE_COLUMN.fullmatch(label.strip())
    if column is None or not _NUMBER.fullmatch(cell.strip()):
        return ""
    name = "length " if column["length"] else "diameter " if column["across"] else ""
    return f"{name}{cell.strip()} {column['unit'].lower()}"


def _metric(label: str) -> str:
    match = _METRIC.search(label)
    return match.lastgroup or "" if match else ""


def _in_full(match: re.Match[str]) -> str:
    return "peroneal" if match[1] else "soleal" if match[2] else "gastrocnemius"


def _statements(cells: list[str], header: list[str]) -> Iterator[str]:
    part = _PART_LETTER.fullmatch(cells[0].strip()) if header else None
    if part:
        cells = [f"{_PARTS[part[2].lower()]} {part[1]}", *cells[1:]]
    by_side: dict[str, list[str]] = {}
    signs: dict[str, bool] = {}
    whole = _side(header[0]) if header else ""
    wide = len(cells) > len(header) > 0
    for column, cell in enumerate(cells[1:], 1):
        label = header[column] if column < len(header) else ""
        if not cell:
            continue
        if _SIZE_COLUMN.fullmatch(label.strip()) and not any(sign.isalnum() for sign in cell):
            continue
        metric = _metric(label) or (_metric(header[0]) if label and _side(label) else "")
        told = _sized(label, cell) or meaning(metric, cell)
        if wide or UNCLEAR in label:
            told = f"{UNCLEAR} {told}"
        if told:
            side = _side(label) or whole
            by_side.setdefault(side, []).append(told)
            signs[side] = signs.get(side, False) or cell.strip(" -–—") == ""
    for side, parts in by_side.items():
        if signs[side] and "not seen" in parts:
            # "Not seen | -": the dash says no more than the words beside it.
            parts = [part for part in parts if part != "no thrombus"]
        yield f"{side} {cells[0].rstrip(' :-')}: ".lstrip() + ", ".join(parts)
    if not by_side:
        yield cells[0]
