"""The chart of a decided case, for the readers of doses and drugs, and what the record says about the session.

Features are those of the case: nothing is extracted twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.features.blood_pressure import SYSTOLIC
from service.features.chart import Chart
from service.features.episode import in_episode
from service.features.feature import Feature
from service.features.hit import HIT
from service.features.laboratory import Within, newest
from service.features.observed import broken, unanswered
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.status import counts, is_active_order, is_current_condition

if TYPE_CHECKING:
    from service.case import Case

SHOCK, LACTATION, TRANSFER = "shock", "lactation", "proc_patient_transfer"
CLOT_REMOVAL = (
    "proc_thrombolysis_catheter",
    "proc_venous_thrombectomy_percutaneous",
    "proc_venous_thrombectomy_surgical",
)
_ANOTHER_HOSPITAL = frozenset({"other-hcf"})


class CaseChart(Chart):
    """A chart whose features are already known."""

    def __init__(self, case: Case):
        super().__init__(case.record, case.knowledge, case.now, case.site, {})
        self._known = case.features

    def feature(self, name: str) -> Feature:
        return self._known[name]


def chart_of(case: Case) -> Chart:
    """The chart of a case: the one that its features come from, unless a text raised some of them."""
    return case.chart or CaseChart(case)


def shock(chart: Chart) -> str:
    """A current shock Condition, or the newest systolic pressure of the last day below the limit (ruling 19).

    ``unknown`` when neither a Condition nor a pressure of the last day tells.
    """
    if any(is_current_condition(each) for each in chart.record.with_concept(SHOCK, type="Condition")):
        return "present"
    pressure = newest(chart, SYSTOLIC, _last_day).value
    below = None if pressure is None else pressure.is_below(chart.threshold("shock_systolic_mm_hg"))
    return "unknown" if below is None else "present" if below else "absent"


def _last_day(chart: Chart) -> Within:
    start = chart.now - timedelta(hours=int(chart.threshold("shock_pressure_hours")))

    def within(when: Moment) -> bool | None:
        if when.earliest >= start:
            return True
        return False if when.latest < start else None

    return within


def hit_suspected(chart: Chart) -> str:
    """``present`` while heparin-induced thrombocytopenia is suspected, or in an entry that cannot be read (C-51).

    A question that was not answered is no suspicion.
    """
    found = chart.feature("hit")
    speaks_of_it = found.passed_over or found.evidence or chart.record.quarantined_with(HIT)
    return "present" if speaks_of_it and not found.is_known else "absent"


def clot_removed(chart: Chart) -> str:
    """``present`` when catheter-directed thrombolysis or thrombectomy was done in this episode.

    ``unknown`` when the procedures were not answered in full, or such a procedure could not be read.
    """
    done = chart.record.with_concept(*CLOT_REMOVAL, type="Procedure")
    if any(counts(each) and in_episode(chart, clinical_time(each)) for each in done):
        return "present"
    return "unknown" if broken(chart, *CLOT_REMOVAL) or unanswered(chart, "procedures") else "absent"


def transfer_ordered(chart: Chart, encounter_id: str | None) -> str:
    """``present`` when a transfer is ordered or drafted, or the encounter ends in another hospital.

    ``unknown`` when orders or encounters were not answered in full, or such an order could not be read.
    """
    orders = chart.record.with_concept(TRANSFER, type="ServiceRequest")
    drafts = [each for each in chart.record.drafts if TRANSFER in each.concepts]
    if drafts or any(is_active_order(each) for each in orders):
        return "present"
    encounters = [each for each in chart.record.of_type("Encounter") if each.id == encounter_id]
    if any(_leaves_for_hospital(each.data) for each in encounters):
        return "present"
    is_open = broken(chart, TRANSFER) or unanswered(chart, "serviceRequests", "encounters")
    return "unknown" if is_open else "absent"


def _leaves_for_hospital(encounter: dict[str, Any]) -> bool:
    # R4 `hospitalization`, R5 `admission`
    stay = encounter.get("hospitalization") or encounter.get("admission")
    disposition = stay.get("dischargeDisposition") if isinstance(stay, dict) else None
    codings = disposition.get("coding") if isinstance(disposition, dict) else None
    found = {each.get("code") for each in codings if isinstance(each, dict)} if isinstance(codings, list) else set()
    return not found.isdisjoint(_ANOTHER_HOSPITAL)
