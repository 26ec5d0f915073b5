"""Where the thrombus lies: the most proximal segment of the worse leg.

Source: definitions 9, evidence section 2 "Location" (SVS/AVF nomenclature, R-58), fhir-input.md "Laterality".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from service.features import episode
from service.features.episode import Kind, LegFinding
from service.features.feature import Feature, State
from service.features.leg_dvt import finding_evidence
from service.features.leg_veins import ACUTE, WHOLE_LEG, Segments, most_proximal
from service.features.observed import broken
from service.features.unconfirmed import named, reached_with, unconfirmed_beside

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "location"
_OUTSIDE = ((Kind.CHRONIC, "chronic_only"), (Kind.ARM, "upper_extremity"), (Kind.SUPERFICIAL, "superficial"))
_CAVA = frozenset({"vena cava"})


class Legs(msgspec.Struct, frozen=True):
    """The segments that may be the most proximal one in each leg; ``None``: no finding of that leg."""

    right: Segments | None
    left: Segments | None
    unsided: Segments | None
    """Findings whose side is not told."""
    only_cava: bool
    """The findings without a side are of the vena cava, which has none."""
    worst: Segments
    """What the most proximal segment of either leg may be."""


def extract(chart: Chart) -> Feature:
    """The most proximal thrombosed segment; with two legs, of the worse one.

    Partly known (a femoral code, "distal, vein unknown") is the set of segments it may be.  Unknown: an unspecified leg
    DVT, a suspected one, or none.  A higher vein or another leg that is not confirmed is named, and where a final scan
    tells it in words only the level is left open.  With only chronic, arm or superficial findings it names those (out
    of scope).  Open world; look-back: the present episode.
    """
    present = episode.episode(chart)
    acute = present.acute
    if acute:
        beside = unconfirmed_beside(chart, legs(chart))
        segments = reached_with(legs(chart).worst, beside)
        evidence = finding_evidence(chart, acute)
        notes = (*named(beside), *broken(chart, *ACUTE))
        if segments == WHOLE_LEG:
            return chart.unknown(NAME, State.DOCUMENTED, *evidence, notes=("vein not stated", *notes))
        return Feature(NAME, segments, State.DOCUMENTED, evidence, notes=notes)
    suspected = present.of_kind(Kind.SUSPECTED)
    if suspected or not chart.feature("acute_leg_dvt_confirmed").is_known:
        state = State.DOCUMENTED if suspected else chart.feature("acute_leg_dvt_confirmed").state
        return chart.unknown(
            NAME, state, *finding_evidence(chart, suspected), notes=("suspected",) if suspected else ()
        )
    for kind, value in _OUTSIDE:
        found = present.of_kind(kind)
        if found:
            return chart.known(NAME, value, *finding_evidence(chart, found))
    return chart.unknown(NAME)


def legs(chart: Chart) -> Legs:
    """The confirmed acute findings of the episode by leg; raises ``ValueError`` when there is none."""
    found: Legs = chart.once("legs", _legs)
    return found


def _legs(chart: Chart) -> Legs:
    findings = episode.episode(chart).acute
    right, left, unsided = list[LegFinding](), list[LegFinding](), list[LegFinding]()
    for each in findings:
        if each.side is None:
            unsided.append(each)
        if each.side in ("right", "bilateral"):
            right.append(each)
        if each.side in ("left", "bilateral"):
            left.append(each)
    of_right, of_left = _reached(right, [*right, *unsided]), _reached(left, [*left, *unsided])
    of_either = _reached(unsided, findings)
    only_cava = not unsided or all(each.extent.veins == _CAVA for each in unsided)
    return Legs(of_right, of_left, of_either, only_cava, most_proximal((of_right, of_left, of_either)))


def _reached(findings: Sequence[LegFinding], beside: Sequence[LegFinding]) -> Segments | None:
    """The most proximal segment of some findings, read in the light of the others that may be of the same leg."""
    if not findings:
        return None
    return most_proximal([_explained(each, beside) for each in findings])


def _explained(finding: LegFinding, beside: Sequence[LegFinding]) -> Segments:
    """The segments of one finding: a code that names no vein says what the exact one beside it says.

    A femoral code is settled only by a body site or code that names a femoral vein: a popliteal thrombus beside it
    does not tell whether the common femoral vein is involved.
    """
    own = finding.extent
    exact = [
        each.extent.segments for each in beside if each.extent.segments < own.segments and (own.vague or _femoral(each))
    ]
    return most_proximal(exact) if exact else own.segments


def _femoral(finding: LegFinding) -> bool:
    return any("femoral" in vein for vein in finding.extent.veins)
