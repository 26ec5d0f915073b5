"""Days since onset, which bind catheter-directed thrombolysis only (definitions 7, ruling 30, R-56)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.bands import bands_between
from service.features.episode import DVT_RESOURCE_SETS, onset_source
from service.features.feature import Evidence, Feature, Quantity, State
from service.features.observed import broken, evidence_of
from service.fhir.moments import elapsed_days

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "symptom_days"


def extract(chart: Chart) -> Feature:
    """Whole days since symptoms began, rounded down.

    Documented ``symptom-onset``, else the onset of the Condition, else the first positive finding.  A partial date, or
    two onsets documented at the same time, keep every band they allow.  Unknown without any of these (open world).
    """
    found = onset_source(chart)
    if found is None:
        spoiled = broken(chart, "assessment_symptom_onset")
        return chart.unknown(NAME, State.REFUSED if spoiled else State.NOT_ASKED, notes=spoiled)
    when, resources = found
    fewest, most = elapsed_days(when, chart.now)
    fewest, most = max(fewest, 0), max(most, 0)
    bands = bands_between(NAME, Decimal(fewest), Decimal(most), chart.threshold)
    shown = f"{fewest} day{'' if fewest == 1 else 's'}" if fewest == most else f"{fewest} to {most} days"
    onset = str(when)
    evidence = tuple([_onset(evidence_of(chart, each, *DVT_RESOURCE_SETS, value=shown), onset) for each in resources])
    quantity = Quantity(Decimal(fewest), "days", when.earliest) if fewest == most else None
    state = State.DOCUMENTED if len(bands) == 1 else State.REFUSED
    return Feature(NAME, bands, state, evidence, quantity, () if quantity else ("onset date not precise",))


def _onset(evidence: Evidence, onset: str) -> Evidence:
    """The date that counts is the onset told, not the day on which it was told."""
    return replace(evidence, when=onset)
