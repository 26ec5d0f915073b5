"""Sentences of free-text reports as a card quotes them, and the features that a text has raised.

Light on purpose: the reading itself (:mod:`narrated`) is imported only where a site reads free text.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.features.feature import Feature


class Verdict(StrEnum):
    """What came of a sentence; each has its words in ``cards/wording/words.yaml``."""

    USED = "used"
    """It raised a feature."""
    HELD = "held"
    """It would have, but to a decision that a text may not lead to."""
    DIFFERS = "differs"
    """A coded entry says otherwise, and stands."""
    UNSURE = "unsure"
    """The report, or our reading of it, is not certain enough."""
    DENIES = "denies"
    """It denies a thrombosis that nothing else rules out."""
    TOLD = "told"
    """It tells what is asked for, but a text may not settle that."""


STRENGTH = {verdict: rank for rank, verdict in enumerate(Verdict)}
"""Of several verdicts on one sentence the first is shown."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence of a report, unescaped."""

    sentence: str
    reference: str
    """``DiagnosticReport/abc/_history/2``; empty when the resource has no id."""
    when: str
    """ISO date of the report, or empty."""
    verdict: Verdict
    about: tuple[str, ...]
    """Names of the features that it bears on."""
    read_as: tuple[str, ...]
    """What the software made of it, in our own words: one entry for each vein."""


@dataclass(frozen=True, slots=True)
class Narration:
    """What the free texts of a record say beside its coded entries."""

    raised: Mapping[str, Feature]
    """Feature name -> the feature as the texts raise it."""
    quotes: tuple[Quote, ...]

    def settled(self, used: Container[str], otherwise: Verdict = Verdict.HELD) -> tuple[Quote, ...]:
        """The quotes, once it is known which of the raised features the decision uses: one for each sentence.

        ``otherwise`` is said of a sentence whose features are not used.
        """
        found: dict[tuple[str, str], Quote] = {}
        for each in self.quotes:
            if each.verdict is Verdict.USED and not any(name in used for name in each.about):
                each = replace(each, verdict=otherwise)
            key = (each.reference, each.sentence)
            found[key] = _joined(found[key], each) if key in found else each
        return tuple(sorted(found.values(), key=lambda quote: STRENGTH[quote.verdict]))


NOTHING_NARRATED = Narration({}, ())


def _joined(one: Quote, other: Quote) -> Quote:
    """Two readings of one sentence: the stronger verdict, and everything that the two are about."""
    first, second = (one, other) if STRENGTH[one.verdict] <= STRENGTH[other.verdict] else (other, one)
    read_as = dict.fromkeys((*first.read_as, *second.read_as))
    longest = tuple(each for each in read_as if not any(other.startswith(f"{each},") for other in read_as))
    return replace(first, about=tuple(dict.fromkeys((*first.about, *second.about))), read_as=longest)
