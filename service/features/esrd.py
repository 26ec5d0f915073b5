"""End-stage renal disease."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.dialysis import SETS, dialysis, perhaps_going_on
from service.features.documented import Answer, Found, closed_world
from service.features.feature import Feature, State
from service.features.observed import broken, unanswered
from service.features.renal_function import RECOVERED

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "esrd"
GOING_ON = "dialysis without a date of the last week: is it going on?"


def extract(chart: Chart) -> Feature:
    """End-stage renal disease: dialysis, end-stage disease by code, or a creatinine clearance under 15 mL/min.

    ``absent``: a clearance of 15 or more and Conditions answered in full, or Conditions and Procedures answered in full
    without any of it (closed world).  Unknown: a dialysis of the last ``dialysis_doubt_days`` that is not of the last
    week beside no clearance over 50; an older or undated one beside no clearance, or a clearance that
    cannot be used or may be under 15.  Source: definitions section 2 of the evidence, C-38, G-42, ruling 16.
    """
    found = dialysis(chart)
    if found.evidence:
        return chart.known(NAME, "present", *found.evidence, notes=found.notes)
    clearance = chart.feature("crcl_ml_min")
    if clearance.value == "under_15":
        return chart.known(NAME, "present", *clearance.evidence, notes=found.notes)
    lately = perhaps_going_on(chart)
    if lately and clearance.value != RECOVERED:
        return chart.unknown(NAME, State.REFUSED, *lately, *clearance.evidence, notes=(*found.notes, GOING_ON))
    if "under_15" not in clearance.possible and unanswered(chart, "conditions") is None and not broken(chart, *SETS):
        return chart.known(NAME, "absent", *clearance.evidence, notes=found.notes)
    if clearance.state is State.REFUSED and "under_15" in clearance.possible:
        notes = found.notes + clearance.notes
        return chart.unknown(NAME, State.REFUSED, *found.doubtful, *clearance.evidence, notes=notes)
    doubt = (GOING_ON,) if found.doubtful else ()
    asked = Found((), found.doubtful, found.notes + doubt)
    return closed_world(chart, NAME, asked, Answer(), sets=SETS, keys=("conditions", "procedures", "observations"))
