"""What the thrombi of a free text would mean for each feature of the thrombosis, coded entries left aside.

A reader gives the values that the text leaves possible, or ``None`` where it says nothing; whether they are used is
settled in :mod:`narrated`.  Limits are those of ``cards/thresholds.yaml``.  Source: convention C-55.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from service.features import episode
from service.features.bands import band_of
from service.features.episode import Kind
from service.features.leg_veins import DISTAL, PROXIMAL, Segments
from service.features.narrated_findings import CAVA, ONE_LEG, Told
from service.free_text import DVT, READABLE
from service.narrative import veins
from service.tables import Values

if TYPE_CHECKING:
    from service.features.chart import Chart

MUSCULAR = frozenset(("gastrocnemius", "soleal", "calf_muscular_unspecified"))
UNNAMED = frozenset(("calf_unspecified", "calf_muscular_unspecified"))
TRUNK = "tibioperoneal_trunk"
_YES: Values = frozenset(("present",))
_NO: Values = frozenset(("absent",))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of one feature."""

    possible: Values
    told: tuple[Told, ...]
    """The findings that say so, the deciding one first."""
    value: str = ""
    """The measurement as a card prints it: ``6 cm``."""


Reader = Callable[["Chart", tuple[Told, ...], tuple[Told, ...]], Reading | None]
"""Chart, thrombi that are surely there, every finding about a deep vein."""


def proximal(each: Told) -> bool:
    return each.finding.vein in veins.PROXIMAL


def _level(chart: Chart, thrombi: tuple[Told, ...], every: tuple[Told, ...]) -> Reading | None:
    """Proximal, or which kind of calf vein; never which proximal vein, because only thrombolysis hangs on that.

    A level in the calf needs a text of every leg that is coded, and none of them unsure about a vein above the calf.
    """
    above = tuple(each for each in thrombi if proximal(each))
    if above:
        return Reading(PROXIMAL, above)
    calf = tuple(each for each in thrombi if each.finding.vein in veins.CALF)
    if not calf or len(calf) != len(thrombi) or not _every_coded_leg(chart) <= {each.side for each in every}:
        return None
    if any(each.doubt and each.finding.thrombus != "absent" and each.finding.vein not in veins.CALF for each in every):
        return None
    named = {each.finding.vein for each in calf}
    if named - MUSCULAR - UNNAMED:
        return Reading(frozenset(("distal_axial",)), calf)
    return Reading(DISTAL if "calf_unspecified" in named else frozenset(("gastrocnemius_only",)), calf)


def _every_coded_leg(chart: Chart) -> frozenset[str]:
    """The legs that coded findings name; a finding that names none may be of either."""
    sides = {each.side for each in episode.episode(chart).of_kind(Kind.ACUTE, Kind.SUSPECTED)}
    return frozenset(ONE_LEG) if "bilateral" in sides else frozenset(side for side in sides if side)


def _banded(
    chart: Chart, thrombi: tuple[Told, ...], _: object, *, name: str, measure: str, unit: str
) -> Reading | None:
    """The band of the largest plausible measure."""
    low, high = (chart.threshold(f"plausible_{measure}_{end}") for end in ("low", "high"))
    measured = [(_number(each, measure), each) for each in thrombi]
    plausible = [(number, each) for number, each in measured if number is not None and low <= number <= high]
    if not plausible:
        return None
    number, told = max(plausible, key=lambda pair: pair[0])
    return Reading(frozenset((band_of(name, number, chart.threshold),)), (told,), f"{number.normalize():f} {unit}")


def _number(each: Told, measure: str) -> Decimal | None:
    finding = each.finding
    return finding.length_cm if measure == "length_cm" else finding.diameter_mm


def _several(chart: Chart, thrombi: tuple[Told, ...], _: object) -> Reading | None:
    """Two or more named calf veins of one leg; one named vein says nothing of the others."""
    for leg in ONE_LEG:
        calf = {each.finding.vein: each for each in thrombi if each.side == leg and _is_named_calf_vein(each)}
        if len(calf) >= chart.threshold("several_veins_count"):
            return Reading(frozenset(("several",)), tuple(calf.values()))
    return None


def _is_named_calf_vein(each: Told) -> bool:
    return each.finding.vein in veins.CALF - UNNAMED


def _close(chart: Chart, thrombi: tuple[Told, ...], _: object) -> Reading | None:
    """The smallest plausible distance to the popliteal vein; the tibioperoneal trunk is close by itself."""
    trunk = tuple(each for each in thrombi if each.finding.vein == TRUNK)
    if trunk:
        return Reading(_YES, trunk)
    low, high = chart.threshold("plausible_distance_cm_low"), chart.threshold("plausible_distance_cm_high")
    measured = [(each.finding.distance_to_popliteal_cm, each) for each in thrombi]
    plausible = [(number, each) for number, each in measured if number is not None and low <= number <= high]
    if not plausible:
        return None
    number, told = min(plausible, key=lambda pair: pair[0])
    near = number <= chart.threshold("close_to_popliteal_cm")
    return Reading(_YES if near else _NO, (told,), f"{number.normalize():f} cm")


def _extended(chart: Chart, thrombi: tuple[Told, ...], _: object) -> Reading | None:
    """A proximal vein in a text of a later day than a coded scan of that leg which reached the calf only.

    As between two coded scans: the onset of a Condition does not say what was free when it was written down.
    """
    acute = episode.episode(chart).of_kind(Kind.ACUTE)
    segments: Segments = frozenset().union(*(each.extent.segments for each in acute))
    if not acute or not segments <= DISTAL:
        return None
    later = tuple(
        each
        for each in thrombi
        if proximal(each)
        and each.day is not None
        and any(
            scan.imaging and scan.side in (each.side, "bilateral") and scan.when and scan.when.latest.date() < each.day
            for scan in acute
        )
    )
    return Reading(frozenset(("into_proximal",)), later) if later else None


def _both(chart: Chart, thrombi: tuple[Told, ...], _: object) -> Reading | None:
    legs = {each.side: each for each in thrombi if each.side and each.finding.vein != CAVA}
    return Reading(_YES, tuple(legs.values())) if len(legs) == len(ONE_LEG) else None


def _occlusive(chart: Chart, thrombi: tuple[Told, ...], _: object) -> Reading | None:
    blocked = tuple(each for each in thrombi if each.finding.occlusion == "occlusive")
    return Reading(_YES, blocked) if blocked else None


READERS: Mapping[str, Reader] = {
    "location": _level,
    "length_cm": partial(_banded, name="length_cm", measure="length_cm", unit="cm"),
    "max_diameter_mm": partial(_banded, name="max_diameter_mm", measure="diameter_mm", unit="mm"),
    "n_veins": _several,
    "close_to_proximal": _close,
    "serial_extension": _extended,
    "bilateral": _both,
    "occlusive": _occlusive,
}
"""Beside ``acute_leg_dvt_confirmed`` the only features that a text is read for (``cards/free_text.yaml``)."""

assert {*READERS, DVT} == READABLE
