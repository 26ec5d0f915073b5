"""Which of many things that are looked for a record may say something of.

Most of them are mentioned nowhere: one look at the value sets of the record says so for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from service.features.chart import Chart


class Index(msgspec.Struct, frozen=True):
    """Things, each known by its place among them, by what makes one worth a look."""

    by_set: Mapping[str, tuple[int, ...]]
    by_key: Mapping[str, tuple[int, ...]]
    sets: frozenset[str]
    """Every value set of ``by_set``."""

    def spoken_of(self, chart: Chart) -> set[int]:
        """Those of which the record mentions a value set, or one of whose queries was not answered in full."""
        found: set[int] = set()
        for name in self.sets & chart.mentioned:
            found.update(self.by_set[name])
        for key in self.by_key.keys() - chart.answered:
            found.update(self.by_key[key])
        return found


def index_of(things: Iterable[tuple[int, tuple[str, ...], tuple[str, ...]]]) -> Index:
    """The index of things by their places, their value sets and their queries."""
    by_set: dict[str, list[int]] = {}
    by_key: dict[str, list[int]] = {}
    for place, sets, keys in things:
        for listed, names in ((by_set, sets), (by_key, keys)):
            for name in names:
                listed.setdefault(name, []).append(place)
    return Index(_frozen(by_set), _frozen(by_key), frozenset(by_set))


def _frozen(listed: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(places) for name, places in listed.items()}
