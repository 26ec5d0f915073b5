"""Whose leg is an answer about? Answers of the other leg say nothing of the thrombosed one (fhir-input.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from service.features.episode import thrombosed_legs
from service.features.findings import examined_side
from service.fhir.laterality import UNREAD, told_side
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart

ONE_LEG = frozenset({"left", "right"})


def of_thrombosed_legs(chart: Chart, found: Iterable[Resource]) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """The Observations that speak of a thrombosed leg, and those of which it is not known whose leg they are about.

    One without a side speaks of the thrombosed leg; one of the other leg is in neither.  An examination that names a
    leg (LOINC "left") sides what was measured in it.  Without a thrombosed leg no leg is another one.
    """
    found = tuple(found)
    if not found:
        return (), ()
    codes, legs = chart.knowledge.codes, thrombosed_legs(chart)
    others = ONE_LEG - legs if legs else frozenset[str]()
    sides = [(each, told_side(each, codes) or examined_side(codes, each)) for each in found]
    return (
        tuple([each for each, side in sides if side != UNREAD and side not in others]),
        tuple([each for each, side in sides if side == UNREAD]),
    )


def leg_not_read(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Notes on Observations that clear and measure nothing, because their body site does not say which leg it is."""
    return tuple(
        [f"{each.reference or each.type} could not be used: not clear which leg it is about" for each in resources]
    )
