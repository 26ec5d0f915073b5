"""The rules of ``cards/ledger.yaml`` that are more than one list of codes or one number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from service.features.allergies import every_class_barred
from service.features.blood_pressure import uncontrolled_blood_pressure
from service.features.feature import State
from service.features.hepatic import hepatic_failure
from service.features.kidney_function import reduced_kidney_function
from service.features.observed import broken, evidence_of, unanswered
from service.features.sought import ABSENT, NOTHING, PRESENT, UNKNOWN, Sought, both, either, of_feature, seek
from service.features.surgery_window import SURGERY_SETS, surgery_within
from service.fhir.status import counts

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.ledger_items import LedgerItem

LYTIC_ALLERGY = ("allergy_thrombolytic", "drug_alteplase", "drug_thrombolytic")


class Rule(msgspec.Struct, frozen=True):
    """How an item of the ledger is judged, and when that can be spared (as of :class:`~.sought.Search`)."""

    judge: Callable[[Chart, LedgerItem], Sought]
    sets: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def _major_surgery(chart: Chart, item: LedgerItem) -> Sought:
    return surgery_within(chart, item.within, item.after)


def _recent_neurosurgery(chart: Chart, item: LedgerItem) -> Sought:
    return surgery_within(chart, item.within, neurosurgery_only=True)


def _recent_delivery(chart: Chart, item: LedgerItem) -> Sought:
    """A delivery in the window; none when the six weeks after delivery are known not to be."""
    if chart.feature("postpartum").value == ABSENT:
        return NOTHING
    return either(
        seek(chart, "delivery", within=item.within), seek(chart, "delivery", kind="Procedure", within=item.within)
    )


def _pregnancy_or_lactation(chart: Chart, item: LedgerItem) -> Sought:
    return either(of_feature(chart.feature("pregnancy"), PRESENT), seek(chart, "lactation"))


def _diabetic_haemorrhagic_retinopathy(chart: Chart, item: LedgerItem) -> Sought:
    """Proliferative diabetic retinopathy, or retinal or vitreous haemorrhage beside diabetes."""
    haemorrhage = seek(chart, "retinal_haemorrhage", suspicion=False)
    by_signs = both(haemorrhage, seek(chart, "diabetes", suspicion=False))
    return either(seek(chart, "diabetic_retinopathy_proliferative", suspicion=False), by_signs)


_RETINOPATHY = ("retinal_haemorrhage", "diabetes", "diabetic_retinopathy_proliferative")


def _allergy_to_lytic_or_heparin(chart: Chart, item: LedgerItem) -> Sought:
    return either(_lytic_allergy(chart), of_feature(chart.feature("allergy_heparin"), PRESENT))


def _lytic_allergy(chart: Chart) -> Sought:
    """An allergy entry for the drug, or a Condition that says allergy; the drug's own set is also used in orders."""
    if chart.is_silent_on(LYTIC_ALLERGY, "allergies", "conditions"):
        return NOTHING
    entries = chart.record.with_concept(*LYTIC_ALLERGY, type="AllergyIntolerance")
    found = [each for each in entries if counts(each)]
    if found:
        return Sought(PRESENT, tuple(evidence_of(chart, each, *LYTIC_ALLERGY) for each in found))
    coded = seek(chart, "allergy_thrombolytic", suspicion=False)
    if coded.state != ABSENT:
        return coded
    if chart.record.quarantined_with(*LYTIC_ALLERGY):
        return Sought(UNKNOWN, gap=State.REFUSED, notes=broken(chart, *LYTIC_ALLERGY))
    gap = unanswered(chart, "allergies")
    return Sought(UNKNOWN, gap=gap) if gap else NOTHING


RULES: Mapping[str, Rule] = {
    "every_class_barred": Rule(lambda chart, item: every_class_barred(chart)),
    "major_surgery": Rule(_major_surgery, SURGERY_SETS, ("procedures",)),
    "recent_neurosurgery": Rule(_recent_neurosurgery, SURGERY_SETS, ("procedures",)),
    "hepatic_failure": Rule(lambda chart, item: hepatic_failure(chart, inr_needed=item.unmeasured == UNKNOWN)),
    "recent_delivery": Rule(_recent_delivery, ("delivery",), ("conditions", "procedures")),
    "uncontrolled_blood_pressure": Rule(lambda chart, item: uncontrolled_blood_pressure(chart)),
    "allergy_to_lytic_or_heparin": Rule(_allergy_to_lytic_or_heparin),
    "reduced_kidney_function": Rule(lambda chart, item: reduced_kidney_function(chart)),
    "pregnancy_or_lactation": Rule(_pregnancy_or_lactation),
    "diabetic_haemorrhagic_retinopathy": Rule(_diabetic_haemorrhagic_retinopathy, _RETINOPATHY, ("conditions",)),
}
