"""One order or statement of an anticoagulant that stands: dose, since when, and what leaves open whether it is taken.

Draft orders, prohibitions and heparin flushes are never treatment (fhir-input.md, definitions 16, C-43, C-47).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.features.dosage import Dosage, dispensed_until, texts_of
from service.features.dosages_once import dosages_of
from service.features.dose_amounts import ONE, Amount, in_product, is_pack
from service.features.drug_use import DRUG_TYPES, taken
from service.features.feature import Evidence
from service.features.inr import INR
from service.features.lab_history import lab_days
from service.features.laboratory import newest
from service.features.left_open import told_last
from service.features.line_heparin import Use, is_bolus, use_of, why_for_dialysis
from service.features.observed import evidence_of
from service.features.order_course import end_of_stay, is_dispensed_later, lies_ahead, replaced, supplied_until
from service.features.outlived import ended_since
from service.features.sig import is_doubtful
from service.features.taken_back import taken_back
from service.features.taken_back_text import Said
from service.features.treatment_dose import DoseClass, dose_class, is_extended_apixaban
from service.fhir.dates import clinical_time, period_of
from service.fhir.moments import Moment, days_between
from service.fhir.record import Resource
from service.fhir.status import NOT_AS_DIRECTED, doubt_of_taking, is_prohibition

if TYPE_CHECKING:
    from service.features.chart import Chart

SETS: Mapping[str, str] = {
    "apixaban": "drug_apixaban",
    "rivaroxaban": "drug_rivaroxaban",
    "edoxaban": "drug_edoxaban",
    "dabigatran": "drug_dabigatran",
    "enoxaparin": "drug_enoxaparin",
    "dalteparin": "drug_dalteparin",
    "fondaparinux": "drug_fondaparinux",
    "heparin": "drug_heparin_unfractionated",
    "warfarin": "drug_warfarin",
}
OTHER = "drug_other_anticoagulant"
FLUSH = "drug_heparin_flush"
ALL_SETS = (*SETS.values(), OTHER)
_LMWH = ("enoxaparin", "dalteparin")
_PARENTERAL = frozenset({"enoxaparin", "dalteparin", "fondaparinux", "heparin"})


@dataclass(frozen=True, slots=True, eq=False)
class CurrentDrug:
    """One anticoagulant order or statement that is active now."""

    drug: str
    """Name as in ``current_anticoagulant``, or ``other``."""
    dose: DoseClass
    resource: Resource
    since: Moment | None
    evidence: Evidence
    notes: tuple[str, ...] = ()
    in_doubt: bool = False
    """The record leaves open whether it is taken at all."""
    taken_back: Moment | None = None
    """When words beside it, or a later statement, said that it is not taken."""
    for_a_line: bool = False
    """Heparin that is no treatment and no prophylaxis: for a line, a circuit, the skin; or a single dose."""


def read_unlisted(chart: Chart, resource: Resource) -> CurrentDrug:
    """A drug of which this service knows no dose."""
    evidence, doubt = evidence_of(chart, resource, OTHER), doubt_of_taking(resource)
    notes, in_doubt = (doubt,) if doubt else (), doubt not in ("", NOT_AS_DIRECTED)
    return CurrentDrug("other", DoseClass.UNKNOWN, resource, clinical_time(resource), evidence, notes, in_doubt)


def read_drug(chart: Chart, drug: str, resource: Resource) -> CurrentDrug:
    """A drug of :data:`SETS` by an order or statement, whatever stands beside it."""
    name = SETS[drug]
    evidence = evidence_of(chart, resource, name)
    since = clinical_time(resource)
    notes: list[str] = []
    instructions = dosages_of(chart, resource, evidence.what)
    if drug == "warfarin":
        dose, evidence, notes = by_inr(chart, evidence)
    else:
        dose, notes = _by_dose(chart, drug, resource, instructions)
    use = use_of(chart, resource, instructions, evidence.what) if drug == "heparin" else Use.SYSTEMIC
    if use is not Use.SYSTEMIC and dose is not DoseClass.ENDED:
        dose = DoseClass.BELOW if use is Use.LINE else DoseClass.UNKNOWN
    elif drug == "heparin" and dose is DoseClass.BELOW and is_bolus(chart, resource, instructions):
        dose = DoseClass.UNKNOWN
    in_pack = is_pack(evidence.what)
    if in_pack and dose is DoseClass.UNKNOWN and since is not None and _is_as_packed(resource, instructions):
        dose = DoseClass.TREATMENT
    if drug == "apixaban" and dose is DoseClass.BELOW and _is_extended(chart, instructions):
        dose, notes = DoseClass.TREATMENT, ["reduced dose of the extended phase"]
    if dose is DoseClass.TREATMENT and _is_new(chart, since):
        notes = [*notes, f"ordered less than {chart.threshold('therapeutic_hours')} hours ago"]
    if dose is not DoseClass.ENDED and _not_taken_since(chart, name, resource, since):
        dose, notes = DoseClass.UNKNOWN, [*notes, "recorded as not taken after it was ordered"]
    doubt, taken_back_at = doubt_of_taking(resource), None
    in_doubt = doubt not in ("", NOT_AS_DIRECTED)
    ended = ended_since(chart, resource, name, since)
    if ended is not None:
        doubt, in_doubt, taken_back_at = "recorded as ended after it was ordered", True, ended
    elif use is not Use.LINE and (said := _said_against(chart, resource, drug, since, dose)):
        doubt, in_doubt, taken_back_at = doubt or said, True, since
    if course := _doubt_of_its_course(
        chart,
        drug,
        resource,
        instructions,
        is_used_up=in_pack and _is_used_up(chart, since),
        is_small=dose is DoseClass.BELOW,
    ):
        doubt, in_doubt = doubt or course, True
    if doubt and dose is not DoseClass.ENDED:
        # A dose below treatment is no treatment, taken or not.
        dose = dose if in_doubt and dose is DoseClass.BELOW else DoseClass.UNKNOWN
        notes = [*notes, doubt]
    told = _with_dose(evidence, instructions)
    is_local = use is Use.LINE
    return CurrentDrug(drug, dose, resource, since, told, tuple(notes), in_doubt, taken_back_at, is_local)


def _said_against(chart: Chart, resource: Resource, drug: str, since: Moment | None, dose: DoseClass) -> str:
    """What words beside a dose say against its being taken.  One dose of warfarin held leaves its INR, and so its
    treatment, as it is."""
    said = taken_back(chart, resource, drug, since)
    leaves_it = said is Said.ONE_DOSE and drug == "warfarin" and dose is DoseClass.TREATMENT
    return "" if said is None or leaves_it else said.value


def _has_run_out(chart: Chart, resource: Resource, instructions: tuple[Dosage, ...]) -> bool:
    """Whether every instruction has lasted as long as it was to, counted from the order, or the order may be dispensed
    no more.  Refills may go on, so that this ends nothing for certain."""
    over = [each.runs_out is not None and each.runs_out < chart.now for each in instructions if each.ends is None]
    until, supplied = dispensed_until(resource), supplied_until(resource)
    if supplied is not None and supplied + timedelta(days=int(chart.threshold("supply_grace_days"))) < chart.now:
        return True
    return (bool(over) and all(over)) or (until is not None and until < chart.now)


def _doubt_of_its_course(
    chart: Chart, drug: str, resource: Resource, instructions: tuple[Dosage, ...], *, is_used_up: bool, is_small: bool
) -> str:
    """Why an order that is active can hardly be carried out now, or not yet; ``""`` when nothing says so."""
    if drug != "warfarin" and (is_used_up or _has_run_out(chart, resource, instructions)):
        return "its duration is over, and whether it is still taken is not known"
    if is_small:
        return ""
    if is_dispensed_later(chart, resource):
        return "not to be dispensed yet"
    if end_of_stay(chart, resource, perhaps=drug in _PARENTERAL) is not None:
        return "ordered in a hospital stay or visit that is over"
    since = clinical_time(resource)
    oldest = chart.now - timedelta(days=int(chart.threshold("infusion_order_days")))
    if since is not None and since.latest < oldest and any(each.infusion for each in instructions):
        return "an infusion that was ordered long ago, and whether it still runs is not known"
    if resource.reference and resource.reference in _replaced(chart):
        return "replaced by a later order"
    return ""


def _replaced(chart: Chart) -> frozenset[str]:
    return chart.once(
        "anticoagulants that were replaced",
        lambda chart: replaced(
            each for each in taken(chart, *ALL_SETS) if "priorPrescription" in each.data and not lies_ahead(chart, each)
        ),
    )


def _is_as_packed(resource: Resource, instructions: tuple[Dosage, ...]) -> bool:
    """Whether a starter pack is taken as it is packed, both phases of treatment: nothing says as needed, hold or until,
    and no part of its dose that can be read is another."""
    if any(each.as_needed or each.dose is not None for each in instructions):
        return False
    return not any(is_doubtful(each) for each in texts_of(resource))


def _is_used_up(chart: Chart, since: Moment | None) -> bool:
    """Whether a starter pack has lasted its month."""
    days = timedelta(days=int(chart.threshold("starter_pack_days")))
    return since is not None and since.latest + days < chart.now


def _by_dose(
    chart: Chart, drug: str, resource: Resource, instructions: tuple[Dosage, ...]
) -> tuple[DoseClass, list[str]]:
    """The class of a dose; of a low-molecular-weight heparin that is perhaps for dialysis only it is open."""
    dose = dose_class(chart, drug, instructions)
    why = why_for_dialysis(chart, resource, instructions) if drug in _LMWH and dose is DoseClass.TREATMENT else ""
    return (DoseClass.UNKNOWN, [why]) if why else (dose, [])


def by_inr(chart: Chart, evidence: Evidence) -> tuple[DoseClass, Evidence, list[str]]:
    """Warfarin treats when the newest INR of the last week is 2 or more; without an INR that is unknown."""
    found = newest(chart, INR, lab_days)
    if found.value is None:
        return DoseClass.UNKNOWN, evidence, ["no INR within 7 days", *found.notes]
    reached = found.value.at_least(chart.threshold("inr_therapeutic_min"))
    told = f"INR {found.value.text}" + (f" on {found.when}" if found.when else "")
    if reached is None:
        return DoseClass.UNKNOWN, evidence, [told, *found.notes]
    return (DoseClass.TREATMENT if reached else DoseClass.BELOW), evidence, [told, *found.notes]


def _is_extended(chart: Chart, instructions: tuple[Dosage, ...]) -> bool:
    """The reduced dose of apixaban after six months on the drug, by any order or statement, active or not."""
    if not is_extended_apixaban(chart, instructions):
        return False
    was_long_on_it: bool = chart.once("apixaban for six months", _is_long_on_apixaban)
    return was_long_on_it


def _is_long_on_apixaban(chart: Chart) -> bool:
    months = int(chart.threshold("extended_phase_days"))
    orders = [each for each in chart.record.with_concept(SETS["apixaban"]) if each.type in DRUG_TYPES]
    started = [clinical_time(each) for each in orders if not is_prohibition(each)]
    return any(when is not None and days_between(when, chart.now)[0] >= months for when in started)


def _is_new(chart: Chart, since: Moment | None) -> bool:
    hours = timedelta(hours=int(chart.threshold("therapeutic_hours")))
    return since is not None and since.earliest > chart.now - hours


_Amounts = tuple[frozenset[Amount], frozenset[Amount]]


def _not_taken_since(chart: Chart, name: str, order: Resource, since: Moment | None) -> bool:
    """Whether a statement says, after the order was written, that the drug is not taken.  One of another dose, or of a
    product of another strength, is of another phase of treatment."""
    said: Mapping[_Amounts, datetime] = chart.once(f"{name} not taken", lambda chart: _not_taken(chart, name))
    later = [each for each, when in said.items() if since is None or when > since.latest]
    own = _amounts(chart, name, order) if later else (frozenset(), frozenset())
    return not all(_are_of_another_dose(each, own) for each in later)


def _not_taken(chart: Chart, name: str) -> Mapping[_Amounts, datetime]:
    """For the amounts of the statements that the drug is not taken the latest moment of which one of them speaks."""
    said: dict[_Amounts, datetime] = {}
    for each in chart.record.with_concept(name, type="MedicationStatement"):
        if not is_prohibition(each):
            continue
        end = period_of(each)[1] if isinstance(each.data.get("effectivePeriod"), dict) else None
        known = [when.earliest for when in (told_last(each), end) if when is not None]
        if known:
            amounts, when = _amounts(chart, name, each), min(known)
            said[amounts] = max(when, said.get(amounts, when))
    return said


def _amounts(chart: Chart, name: str, resource: Resource) -> _Amounts:
    """The single doses that are told, and the strength of the product; nothing where a dose cannot be read."""
    product = evidence_of(chart, resource, name).what
    instructions = dosages_of(chart, resource, product)
    told = [Amount(each.dose, each.unit) for each in instructions if each.dose is not None]
    if len(told) < len(instructions):
        return frozenset(), frozenset()
    piece = in_product(Amount((ONE, ONE), "piece"), product)
    return frozenset(told), frozenset(() if piece is None else (piece,))


def _are_of_another_dose(said: _Amounts, ordered: _Amounts) -> bool:
    """Whether both tell an amount in one unit, and none is of both; a bare product tells its strength."""
    (doses, strength), (own, product) = said, ordered
    told, known = (doses, own) if doses else (strength, own | product)
    if not told or not known or len({each.unit for each in told | known}) > 1:
        return False
    return not any(one.dose[0] <= each.dose[1] and each.dose[0] <= one.dose[1] for one in told for each in known)


def _with_dose(evidence: Evidence, instructions: tuple[Dosage, ...]) -> Evidence:
    told = "; ".join(filter(None, map(str, instructions)))
    return Evidence(evidence.reference, evidence.what, told, evidence.when, evidence.code, evidence.note)
