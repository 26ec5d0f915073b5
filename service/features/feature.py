"""What is known about one clinical fact: the values it may still have, and why.

A :class:`Feature` never says "no" when it means "not found".  Known is one possible value, unknown is the
whole domain of the input (``cards/features.yaml``), partial knowledge is a subset.  How the evidence came to
be missing is kept beside it in :class:`State`, because "the record has no such entry", "nobody asked the
record" and "the record did not answer" lead to different sentences on a card.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import msgspec


class State(StrEnum):
    """How the evidence for a feature stands; the five are never folded together."""

    DOCUMENTED = "documented"
    """A resource says so; ``evidence`` names it."""
    NOT_DOCUMENTED = "not_documented"
    """The query was answered and nothing matched (closed-world features only: the value is ``absent``)."""
    NOT_ASKED = "not_asked"
    """No answered query could have shown it, or it is open-world and nobody has measured or recorded it."""
    UNREACHABLE = "unreachable"
    """The query was made and failed."""
    REFUSED = "refused"
    """Something was found but could not be used: unit, comparator, status, date or shape."""


@lru_cache(maxsize=1024)
def only(value: str) -> frozenset[str]:
    """The one value of a fact that is known, as a set; made once for all calls."""
    return frozenset((value,))


class Evidence(msgspec.Struct, frozen=True):
    """One piece of the record that a feature rests on, as a card can print it."""

    reference: str
    """``Observation/abc``; with ``/_history/2`` when the version is known; empty for derived evidence."""
    what: str
    """The concept in words, from the value set or the local code system, never free text of the record."""
    value: str = ""
    """The value as recorded with its unit (``4.0 cm``), or empty for a mere presence."""
    when: str = ""
    """ISO date (or as much of it as is known)."""
    code: tuple[str, str] | None = None
    """Canonical system URI and code."""
    note: str = ""
    """Why it needs care: ``preliminary``, ``free-text report``, ``two values at the same time`` …"""
    quote: str = ""
    """The sentence of a free-text report that it was read from, unescaped; empty for a coded entry."""

    @property
    def is_narrative(self) -> bool:
        """Read by software from the text of a report: weaker than any coded entry (convention C-55)."""
        return bool(self.quote)


class Quantity(msgspec.Struct, frozen=True):
    """A measured number behind a feature, already in the unit of the input (``cards/features.yaml``)."""

    value: Decimal
    unit: str
    when: datetime | None = None


class Feature(msgspec.Struct, frozen=True):
    """The values one input may still have, the state of its evidence, and the evidence."""

    name: str
    possible: frozenset[str]
    state: State
    evidence: tuple[Evidence, ...] = ()
    quantity: Quantity | None = None
    notes: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    """What a card names even where the feature does not bear on the decision: a newer value that does not count or
    cannot be read, a suspected diagnosis."""

    def __post_init__(self) -> None:
        if not self.possible:
            raise ValueError(
                f"feature {self.name!r} has no possible value left; its extractor must resolve contradictory evidence"
            )

    @property
    def value(self) -> str | None:
        """The value when it is known, else ``None``."""
        return next(iter(self.possible)) if len(self.possible) == 1 else None

    @property
    def is_known(self) -> bool:
        return len(self.possible) == 1
