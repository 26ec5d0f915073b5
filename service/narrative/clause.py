"""The parts of a sentence: a clause with at most one group of veins."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.narrative import cues
from service.narrative.scope import Mark

PREDICATES = frozenset(
    (
        cues.THROMBUS,
        cues.THROMBOSED,
        cues.NO_THROMBUS,
        cues.COMPRESSION,
        cues.CLEAR,
        cues.UNSEEN,
        cues.SPARED,
        cues.SCARRED,
        cues.OCCLUSION,
        cues.NOT_SEEN,
        cues.RESOLVED,
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """Veins under one name and the side word that stands with it ("" when none does)."""

    veins: tuple[str, ...]
    side: str
    text: str = ""


@dataclass(slots=True)
class Group:
    """Veins that share one predicate."""

    names: list[Named]
    first: int
    """Index of its first and last token among the marks."""
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Clause:
    """A stretch of a sentence about one group of veins, or about none."""

    start: int
    end: int
    group: Group | None = None
    link: str = ""
    """``extension`` or ``exception`` of the clause before, ``restriction``: it says of which veins the clause before spoke."""
    marks: list[Mark] = field(default_factory=list)
    generic: Mark | None = None
    """The deep vein thrombosis that the clause affirms or denies for a whole leg."""
