"""A clause with two predicates cut in two: by the verb behind a list, by the legs it names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from service.narrative import cues
from service.narrative.clause import PREDICATES, Clause, Group, Named
from service.narrative.scope import Mark

_VERB_AFTER = re.compile(
    r"\s?(?:veins?\s?|vv?\.?\s)?(?:on\sthe\s(?:right|left)\s)?(?:(?:is|are|was|were|does|do|did|shows?|showed|contains?|appears?|remains?|has|have|could|cannot|can|demonstrates?|also|there\s(?:is|are)|being|remaining|appearing)\b|"
    r"compress(?:es)?\b)"
)


def split_by_verb(words: str, marks: Sequence[Mark], clause: Clause) -> list[Clause]:
    """ "No thrombus in X and the Y is thrombosed": the last name of the list belongs to the verb behind it."""
    group = clause.group
    if group is None or len(group.names) < 2 or not _VERB_AFTER.match(words, group.end):
        return [clause]
    ahead = [m for m in marks if clause.start <= m.token.start < group.start and m.token.kind in PREDICATES]
    behind = [m for m in marks if group.end <= m.token.start < clause.end and m.token.kind in PREDICATES]
    inside = [i for i in range(group.first, group.last + 1) if marks[i].token.kind == cues.VEIN]
    if not ahead or not behind or len(inside) < 2:
        return [clause]
    place = _second_subject(words, marks, inside)
    if place is None:
        return [clause]
    left, right = inside[place - 1], inside[place]
    cut = marks[left].token.end
    texts = [marks[i].token.value for i in inside[place:]]
    kept = group.names[: -len(texts)] or group.names[:1]
    first = Group(kept, group.first, left, group.start, cut)
    second = Group(group.names[-len(texts) :], right, group.last, marks[right].token.start, group.end)
    return [Clause(clause.start, cut, first, clause.link), Clause(cut, clause.end, second)]


def _second_subject(words: str, marks: Sequence[Mark], inside: Sequence[int]) -> int | None:
    """Which name of the list starts the second statement: the one behind ", and the", else the last."""
    gaps = [words[marks[a].token.end : marks[b].token.start] for a, b in itertools.pairwise(inside)]
    for number, gap in enumerate(gaps):
        if (
            re.match(r"\s?(?:veins?)?\s?(?:,\s?(?:and|with|while)\s|and\s(?:the|both|all)\s)", gap)
            and number < len(gaps) - 1
        ):
            return number + 1
    if len(gaps) > 1 and any(re.search(r",\s(?:the|both|all)\s", gap) for gap in gaps):
        # "Thrombus in A, the B and C being normal": one border is clear, of several none.
        borders = [n for n, gap in enumerate(gaps) if "," in gap]
        return borders[0] + 1 if len(borders) == 1 else None
    if not re.search(r",|\band\b", gaps[-1]) or re.search(r"\bor\b", gaps[-1]):
        return None
    return len(gaps)


def split_by_side(words: str, marks: Sequence[Mark], clause: Clause) -> list[Clause]:
    """ "Popliteal vein: right clear, left thrombosed", "occluded on the left, patent on the right"."""
    group = clause.group
    if group is None or any(name.side for name in group.names):
        return [clause]
    behind = [m for m in marks if group.end <= m.token.start < clause.end]
    sides = [m.token for m in behind if m.token.kind == cues.SIDE and m.token.value in ("right", "left")]
    told = [m.token for m in behind if m.token.kind in PREDICATES]
    if len(sides) != 2 or sides[0].value == sides[1].value or not told:
        return [clause]
    first, second = sides
    if not any(first.end <= token.start < second.start for token in told):
        return [clause]
    separator = r"[,;/]|\b(?:and|but|while|whereas)\b|\s-\s"
    if told[0].start < first.start:
        gap = words[first.end : second.start]
        match = re.search(";", gap) or re.search(separator, gap)
        cut = first.end + match.start() if match else first.end
    elif any(token.start >= second.end for token in told):
        gap = words[first.end : second.start]
        matches = list(re.finditer(";", gap)) or list(re.finditer(separator, gap))
        cut = first.end + matches[-1].start() if matches else second.start
    else:
        return [clause]
    halves = ((clause.start, cut, first.value, clause.link), (cut, clause.end, second.value, ""))
    return [Clause(start, end, _sided(group, side), link) for start, end, side, link in halves]


def _sided(group: Group, side: str) -> Group:
    names = [Named(name.veins, side, name.text) for name in group.names]
    return Group(names, group.first, group.last, group.start, group.end)
