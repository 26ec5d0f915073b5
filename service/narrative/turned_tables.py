"""Tables that stand the other way round: a row for each leg (or for each thing looked at), a column for each vein."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service.narrative.codes import UNCLEAR
from service.narrative.legend import Legend

_PART = r"(?:prox(?:imal)?|mid(?:dle)?|dist(?:al)?|upper|lower|common|superficial|deep|external|internal|posterior|anterior|post|ant|great(?:er)?|small|short|long|lesser|ext|int|comm?|medial|lateral|right|left|rt|lt|r|l|p|m|d)\b\.?"
_NAME = (
    r"(?:(?:femoro-?popliteal|femorals?|fem|popliteals?|popl?|popv|tibials?|tibs?|peroneals?|peron?|fibulars?|per|perv|perov|iliacs?|saphenous|saph|profunda(?:\sfemoris)?|calf|calves|soleals?|sol|soleus|gastroc\w{0,8}|"
    r"gastrocs|muscular|muscle|axial|tibio-?peroneal|tp\strunk|tpt|vena\scava|ivc|[ce]iv|[cspd]?fv|fv|pv|pfv|dfv|[ap]tvs?|[gsl]sv|spj|sfj|gcv|gv|msv)\b|veins?\b|vv?\b|trunk\b|junction\b|segment\b)"
)
_VEIN_CELL = re.compile(
    rf"(?=.*\b(?:femor|fem\b|popl?|tib|peron|per|fibul|iliac|saph|profund|calf|calves|sole|sol\b|gastroc|muscular|tp|vena|ivc|[ce]iv|[cspd]?fv|pv|pfv|dfv|[ap]tv|[gsl]sv|spj|sfj|gcv|gv\b|msv))(?:(?:{_PART}|{_NAME}|\d)\.?[\s,/&+()-]{{0,4}}){{1,6}}",
    re.IGNORECASE,
)
_LEG = re.compile(
    r"(?:the\s)?(?:(?P<right>right|rt|rle|r)|(?P<left>left|lt|lle|l)|(?P<both>both|bilateral))\b\.?[\s-]?(?:sided?|legs?|lower\s(?:limb|extremity|ext\.?)|limbs?|extremity|calf|thigh)?\W{0,3}",
    re.IGNORECASE,
)
_CORNER = re.compile(
    r"\W*(?:(?:leg|limb|side|laterality|extremity|lower\slimb|vein|veins|vessel|segment|site|level|test|finding|findings|feature|parameter|result|criterion|item|view|right|left|rt|lt|r|l)[\s/|\\-]{0,3}){0,3}\W*",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:compress\w*|compr?|collaps\w*|clos\w+|squash\w*|flatten\w*|coapt\w*|thromb\w*|thr|clots?|dvt|paten\w*|flow|phasic\w*|augment\w*|doppler|colou?r|signal|lumen|echo\w*|result|finding|findings|status|b-?mode|age|occlu\w*|comments?|diam\w*|length|size|extent|contents?)\b",
    re.IGNORECASE,
)
_GAPS = re.compile(r"\t+| {2,}")
_RULE = re.compile(r"[-=+_|:*~\s]{3,}")
_LONGEST_CELL = 40


@dataclass(frozen=True, slots=True)
class TurnedTable:
    """A header of veins and the rows below it."""

    veins: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], str], ...]
    """(head of the row, its cells, the row as written)."""
    end: int
    """The number of the first line behind it."""

    def statements(
        self, read: Callable[[list[str], list[str]], Iterator[str]], legend: Legend
    ) -> Iterator[tuple[str, str]]:
        """What each cell says of its vein, as rows of an ordinary table; ``read`` reads one of those."""
        by_leg: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
        for row in self.rows:
            by_leg.setdefault(leg_of(row[0]), []).append(row)
        for rows in by_leg.values():
            quote = " / ".join(row for _, _, row in rows)
            for column, vein in enumerate(self.veins):
                cells = [legend.of_cell(cells[column]) for _, cells, _ in rows]
                if any(cells):
                    for told in read([vein, *cells], ["", *(head for head, _, _ in rows)]):
                        yield told, quote


def leg_of(head: str) -> str:
    """ "right" or "left" of "R leg"; empty when the head of a row names none, or both."""
    found = _LEG.match(head)
    return "right" if found and found["right"] else "left" if found and found["left"] else ""


def turned_table(lines: Sequence[str], start: int) -> TurnedTable | None:
    """The table whose header of veins stands in line ``start``, or None."""
    header, split = _header(lines[start])
    if not header:
        return None
    lead = next(n for n, cell in enumerate(header) if _is_vein(cell))
    rows: list[tuple[str, tuple[str, ...], str]] = []
    number, leg_before = start + 1, ""
    while number < len(lines):
        line = lines[number]
        number += 1
        if not line.strip() or _RULE.fullmatch(line.strip()):
            continue
        cells = split(line)
        wide = len(header) - lead
        ahead = _cells_ahead(cells, lead, wide)
        if len(cells) > ahead + wide or len(cells) <= ahead:
            return _table(header[lead:], rows, number - 1)
        head, told = " ".join(cell for cell in cells[:ahead] if cell), cells[ahead:]
        leg = _LEG.match(head)
        if leg:
            leg_before = leg.group().strip()
        elif lead == 2:
            head = f"{leg_before} {head}"
        if not _is_head(head, len(rows)) or any(_is_vein(cell) for cell in told):
            return _table(header[lead:], rows, number - 1)
        if split is _by_gaps and len(told) != wide:
            # Which of them is left out cannot be told.
            told = [f"{UNCLEAR} {', '.join(told)}"] * wide
        rows.append((head, tuple(told + [""] * (wide - len(told))), " | ".join(cell for cell in cells if cell)))
    return _table(header[lead:], rows, number)


def _cells_ahead(cells: list[str], lead: int, wide: int) -> int:
    """How many cells of a row stand before those of its veins; a blank corner is no cell of a table of spaces."""
    if not cells:
        return 0
    headed = _LEG.match(cells[0]) is not None or _TESTED.match(cells[0]) is not None
    if lead == 0:
        return int(headed and (len(cells) != wide or _LEG.fullmatch(cells[0]) is not None))
    return 1 if lead == 2 and not _LEG.match(cells[0]) and len(cells) <= wide + 1 else lead


def _table(veins: list[str], rows: list[tuple[str, tuple[str, ...], str]], end: int) -> TurnedTable | None:
    return TurnedTable(tuple(veins), tuple(rows), end) if rows else None


def _header(line: str) -> tuple[list[str], Callable[[str], list[str]]]:
    """The cells of a header of veins, and how its table is cut into cells; no cells when it is none."""
    for sign, split in (("|", _by_bars), ("\t", _by_gaps), ("  ", _by_gaps), (";", _by_semicolons), (",", _by_commas)):
        if sign not in line.strip():
            continue
        cells = split(line)
        lead = next((n for n, cell in enumerate(cells) if _is_vein(cell)), len(cells))
        named = cells[lead:]
        if len(named) < 2 or lead > 2 or not all(_is_vein(cell) for cell in named):
            return [], split
        if not all(_CORNER.fullmatch(cell) for cell in cells[:lead]):
            return [], split
        # A list of veins in a sentence is a header only under a corner.
        if sign in ";," and (not lead or line.rstrip().endswith((".", ":", ";", ","))):
            return [], split
        return cells, split
    return [], _by_gaps


def _is_vein(cell: str) -> bool:
    return 1 < len(cell) <= _LONGEST_CELL and _VEIN_CELL.fullmatch(cell) is not None and not _LEG.fullmatch(cell)


def _is_head(head: str, rows: int) -> bool:
    """The head of a row: a leg, what was looked at, or nothing where the table has one row."""
    if len(head) > _LONGEST_CELL or _is_vein(head) or ":" in head.rstrip(" :"):
        return False
    if not head:
        return not rows
    leg = _LEG.match(head)
    rest = head[leg.end() :] if leg else head
    return not rest.strip(" :()-") or (len(rest.split()) <= 3 and _TESTED.search(rest) is not None)


def _by_bars(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    if cells and not cells[0]:
        cells = cells[1:]
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _by_gaps(line: str) -> list[str]:
    return [cell.strip() for cell in _GAPS.split(line.strip())]


def _by_semicolons(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(";")]


def _by_commas(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(",")]
