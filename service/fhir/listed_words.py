"""The words of body sites and of a scan's results, as what reads them looks them up.

The words are clinical content (``cards/body_words.yaml``, ``cards/result_words.yaml``, read by
:mod:`service.listed_words`).  All are matched on a phrase that :func:`service.fhir.text.normalise_phrase` gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import Pattern

_NOTHING = re.compile(r"(?!)")
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BodyWords:
    """Which limb a text is of, and the words of which a site may be made; without lists every site is unread."""

    leg: Pattern[str] = _NOTHING
    another_limb: Pattern[str] = _NOTHING
    whole_leg: frozenset[str] = _NO_WORDS
    """Of the leg as a whole, or about a side."""
    without_side: frozenset[str] = _NO_WORDS
    """Words of the leg in which no side can hide; of any other word nobody knows."""
    about_a_side: frozenset[str] = _NO_WORDS
    places: frozenset[str] = _NO_WORDS
    """Places that are surely not of a leg."""
    places_in_words: frozenset[str] = _NO_WORDS
    """These and the words that stand beside them."""
    coded_places: frozenset[tuple[str, str]] = frozenset()
    """The same places as (canonical system, code)."""


@dataclass(frozen=True, slots=True)
class ResultWords:
    """What a result in words says; without lists it says nothing."""

    yes: Pattern[str] = _NOTHING
    """An answer as a whole result, or as the part that a result begins with.  What is in doubt is a suspicion."""
    incompressible: Pattern[str] = _NOTHING
    none_such: Pattern[str] = _NOTHING
    """``No non-compressible vein``, ``non-compressible segments not seen``; not what only lacks flow."""
    another_matter: Pattern[str] = _NOTHING
    chronic: Pattern[str] = _NOTHING
    new: Pattern[str] = _NOTHING
    deep_or_new: Pattern[str] = _NOTHING
    denied: Pattern[str] = _NOTHING
    """``Thrombus: none``, ``DVT study negative`` as the whole result."""
    answered_no: Pattern[str] = _NOTHING
    why_asked: Pattern[str] = _NOTHING
    """Sentences of a report that tell why the scan was asked for, not what it showed."""
