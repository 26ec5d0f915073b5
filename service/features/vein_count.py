"""Number of thrombosed calf veins: several veins are a risk feature for extension (G-6, convention C-2)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from service.features import episode
from service.features.bands import band_of
from service.features.episode import LegFinding
from service.features.feature import Feature, Quantity, State
from service.features.leg_dvt import finding_evidence
from service.features.leg_veins import distinct_veins
from service.features.scan_measurement import Measure, measure

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "n_veins"
COUNT = Measure("vein_count", "assessment_thrombosed_vein_count", "vein_count")


def extract(chart: Chart) -> Feature:
    """How many named calf veins of one leg are thrombosed: ``one`` or ``several``.

    The newest ``thrombosed-vein-count`` of the episode (the leg with more), or two or more distinct named calf veins of
    one leg among its confirmed findings; paired companions count once, medial and lateral gastrocnemius veins twice.
    One named vein without a count is unknown: the others may not have been named (open world, definitions 10).
    """
    counted = measure(chart, COUNT)
    named = _several_named(chart)
    if named:
        return chart.known(NAME, "several", *finding_evidence(chart, named), *counted.evidence, notes=counted.notes)
    number = counted.value.exact if counted.value is not None else None
    if number is not None and number >= 1 and number == number.to_integral_value():
        band = band_of(NAME, number, chart.threshold)
        if band == chart.knowledge.facts[NAME].trigger or not counted.spoiled:
            return chart.known(NAME, band, *counted.evidence, quantity=Quantity(number, "veins"), notes=counted.notes)
    at_least = counted.value.low if counted.value is not None else None
    if at_least is not None and at_least >= chart.threshold("several_veins_count"):
        return chart.known(NAME, "several", *counted.evidence, notes=counted.notes)
    unusable = counted.notes or (("not a countable number of veins",) if counted.value is not None else ())
    return chart.unknown(NAME, State.REFUSED if unusable else State.NOT_ASKED, *counted.evidence, notes=unusable)


def _several_named(chart: Chart) -> tuple[LegFinding, ...]:
    """The findings that name several calf veins of one leg; findings without a side are one leg of their own."""
    acute = [each for each in episode.episode(chart).acute if each.extent.calf_veins]
    if not acute:
        return ()
    needed = Decimal(chart.threshold("several_veins_count"))
    if len(frozenset().union(*[each.extent.calf_veins for each in acute])) < needed:
        return ()
    for leg in (("right", "bilateral"), ("left", "bilateral"), (None,)):
        of_leg = tuple(each for each in acute if each.side in leg)
        if len(distinct_veins(vein for each in of_leg for vein in each.extent.calf_veins)) >= needed:
            return of_leg
    return ()
