"""Both legs thrombosed at the level of the location.

Source: fhir-input.md "bilateral", definitions 9, terminology README "Laterality".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features import episode, location
from service.features.feature import Feature, State
from service.features.leg_dvt import finding_evidence
from service.features.leg_veins import ACUTE, RANK, Segments
from service.features.location import Legs
from service.features.observed import broken, unanswered

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "bilateral"


def extract(chart: Chart) -> Feature:
    """Whether both legs are involved at the level of ``location``.

    ``present``: a bilateral code, or findings of both legs that reach the same level.  ``absent``: the side of every
    finding is known and only one leg reaches the level.  Unknown: a side is not told, the vena cava alone, one leg's
    level is not told, or no confirmed DVT.  Open world; look-back: the present episode.
    """
    acute = episode.episode(chart).acute
    if not acute:
        return chart.unknown(NAME)
    both = both_legs(location.legs(chart))
    evidence = finding_evidence(chart, acute)
    if both is None:
        return chart.unknown(NAME, State.DOCUMENTED, *evidence, notes=("side or level of a finding not stated",))
    spoiled = broken(chart, *ACUTE)
    # A Condition of the other leg may be among those that could not be read.
    if not both and (spoiled or unanswered(chart, "conditions")):
        return chart.unknown(NAME, unanswered(chart, "conditions") or State.REFUSED, *evidence, notes=spoiled)
    return chart.known(NAME, "present" if both else "absent", *evidence)


def both_legs(legs: Legs) -> bool | None:
    """Whether both legs reach the worst level; ``None`` when the findings leave it open."""
    unsided = None if legs.only_cava else legs.unsided
    sided = [each for each in (legs.right, legs.left) if each]
    if not sided:
        return None
    if len(sided) == 1:
        return None if unsided and _top(unsided) >= _floor(sided[0]) else False
    right, left = sided
    if unsided and _top(unsided) > max(_top(right), _top(left)):
        return None
    if right == left:
        return True
    return None if right & left else False


def _top(segments: Segments) -> int:
    return max(RANK[each] for each in segments)


def _floor(segments: Segments) -> int:
    return min(RANK[each] for each in segments)
