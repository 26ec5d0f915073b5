"""Which statement a size belongs to, and what is said behind a chain of veins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.narrative import veins
from service.narrative.clause import Clause
from service.narrative.findings import POSSIBLE, PRESENT, UNSTATED, Statement
from service.narrative.measures import Measure
from service.narrative.statements import Said

Read = list[tuple[Clause, Said]]
_OF_ITS_OWN = re.compile(r"(?<!of\s)\bwhich\b|\b(?:where|itself|whose|this|there)\b")


def share_trailing(words: str, said: Read, statements: list[list[Statement]]) -> None:
    """ "Thrombus in X extending into Y, not compressible" says it of both, unless X is superficial and Y is not."""
    for number in range(1, len(said)):
        clause, what = said[number]
        first = statements[number - 1]
        if clause.link != "extension" or what.thrombus != PRESENT or not first or clause.group is None:
            continue
        tail = words[clause.group.end : clause.end]
        if _OF_ITS_OWN.search(tail) or _crosses_into_deep(first, statements[number]):
            continue
        statements[number - 1] = [
            replace(
                s,
                compressibility=what.compressibility if s.compressibility == UNSTATED else s.compressibility,
                occlusion=what.occlusion if s.occlusion == UNSTATED else s.occlusion,
            )
            if s.thrombus == PRESENT
            else s
            for s in first
        ]


def place_of(found: Measure, said: Read, statements: list[list[Statement]]) -> tuple[int, int] | None:
    """The one statement about a thrombus that the number belongs to, or None when several could be meant."""
    here = [
        n for n, (clause, _) in enumerate(said) if clause.start <= found.start < clause.end and clause.generic is None
    ]
    for numbers in (here, range(len(said))):
        places = [
            (n, i)
            for n in numbers
            for i, s in enumerate(statements[n])
            if s.thrombus in (PRESENT, POSSIBLE) or (not s.thrombus and not s.history)
        ]
        if len({(statements[n][i].vein, statements[n][i].side) for n, i in places}) == 1:
            return places[0]
        if places:
            return None
    return None


def _crosses_into_deep(first: Sequence[Statement], second: Sequence[Statement]) -> bool:
    return any(s.vein in veins.SUPERFICIAL for s in first) and any(s.vein not in veins.SUPERFICIAL for s in second)
