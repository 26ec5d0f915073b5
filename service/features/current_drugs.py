"""The anticoagulants the patient is on: every order and statement that stands, read once per call."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from service.features.current_drug import ALL_SETS, OTHER, SETS, CurrentDrug, by_inr, read_drug, read_unlisted
from service.features.dosages_once import dosages_of
from service.features.dose_amounts import is_pack
from service.features.drug_use import DRUG_TYPES, is_held, taken
from service.features.left_open import told_last
from service.features.observed import evidence_of
from service.features.order_course import begins
from service.features.outlived import doses_of
from service.features.recent_dose import is_recent, is_single, is_spent_bolus, last_single, single_class
from service.features.single_dose import Single, due, single_dose
from service.features.taken_back_text import Said
from service.features.treatment_dose import DoseClass, dose_class
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart


_GOES_ON = frozenset({Said.LATER.value, Said.ONE_DOSE.value})
"""What words say of one dose, or of one still to come, and not of the drug."""


def current_drugs(chart: Chart) -> tuple[CurrentDrug, ...]:
    """Every active anticoagulant order and statement with the class of its dose, read once per call."""
    found: tuple[CurrentDrug, ...] = chart.once("current anticoagulants", _read_drugs)
    return found


def _read_drugs(chart: Chart) -> tuple[CurrentDrug, ...]:
    listed = chart.record.with_concept(*ALL_SETS)
    if not listed:
        return ()
    read = [_read_taken(chart, drug, each) for drug, name in SETS.items() for each in taken(chart, name)]
    found = [each for each in read if each is not None]
    found += [read_unlisted(chart, each) for each in taken(chart, OTHER)]
    for each in listed:
        if each.type in DRUG_TYPES and is_held(chart, each):
            found += [_named(read_drug(chart, drug, each)) for drug, name in SETS.items() if name in each.concepts]
            found += [_named(read_unlisted(chart, each))] if OTHER in each.concepts else []
    found = _outdone(chart, found + _single_warfarin(chart, found))
    if any(each.dose is DoseClass.TREATMENT and not each.in_doubt for each in found):
        return tuple(each for each in found if each.dose is not DoseClass.ENDED)
    ahead = (_begun_soon(chart, each) if each.dose is DoseClass.ENDED else each for each in found)
    return tuple(each for each in ahead if each is not None)


def _outdone(chart: Chart, found: list[CurrentDrug]) -> list[CurrentDrug]:
    """An entry that stands beside a later one of the same drug and dose which is held or not taken is in doubt as well:
    what is told at an admission is written as a statement, beside an order that nobody ends."""
    against = [
        (each.drug, when, doses_of(each.resource))
        for each in found
        if _is_off(chart, each) and (when := told_last(each.resource)) is not None
    ]
    if not against:
        return found
    return [each if each.in_doubt or each.drug == "other" else _unless_outdone(each, against) for each in found]


def _is_off(chart: Chart, drug: CurrentDrug) -> bool:
    is_told = drug.taken_back is not None and _GOES_ON.isdisjoint(drug.notes)
    return drug.in_doubt and (is_told or is_held(chart, drug.resource))


def _unless_outdone(drug: CurrentDrug, against: list[tuple[str, Moment, frozenset[tuple[Any, str]]]]) -> CurrentDrug:
    since, own = told_last(drug.resource), doses_of(drug.resource)
    later = [
        when
        for name, when, doses in against
        if name == drug.drug and since is not None and since.latest < when.earliest
        if not own or not doses or not own.isdisjoint(doses)
    ]
    if not later or drug.dose is DoseClass.ENDED:
        return drug
    dose = drug.dose if drug.dose is DoseClass.BELOW else DoseClass.UNKNOWN
    notes = (*drug.notes, "a later entry says that it is not taken")
    last = max(later, key=lambda when: when.earliest)
    return dataclasses.replace(drug, dose=dose, notes=notes, in_doubt=True, taken_back=last)


def _begun_soon(chart: Chart, drug: CurrentDrug) -> CurrentDrug | None:
    """A drug that is ordered to begin within hours: perhaps begun already, and ordered in any case."""
    instructions = dosages_of(chart, drug.resource, drug.evidence.what)
    start = begins(chart, instructions)
    if start is None:
        return None
    dose = dose_class(chart, drug.drug, [dataclasses.replace(each, starts=None) for each in instructions])
    told = f"ordered to start on {start:%Y-%m-%d}"
    return dataclasses.replace(
        drug,
        dose=DoseClass.BELOW if dose is DoseClass.BELOW else DoseClass.UNKNOWN,
        notes=(*drug.notes, told),
        evidence=replace(drug.evidence, note=told),
        in_doubt=True,
    )


def _single_warfarin(chart: Chart, found: list[CurrentDrug]) -> list[CurrentDrug]:
    """Warfarin that is ordered anew for each evening, with an INR below its range: the last of those orders is over,
    and none stands."""
    if any(each.drug == "warfarin" for each in found):
        return []
    last = last_single(chart, "warfarin", SETS["warfarin"])
    if last is None:
        return []
    dose, evidence, notes = by_inr(chart, evidence_of(chart, last, SETS["warfarin"]))
    if dose is not DoseClass.BELOW:
        return []
    return [CurrentDrug("warfarin", dose, last, clinical_time(last), evidence, tuple(notes))]


def _read_taken(chart: Chart, drug: str, resource: Resource) -> CurrentDrug | None:
    """A drug whose order stands.  A single dose is none once it acts no more; until then ``recent_doses`` tells it, and
    what bars the drug at once is asked all the same.  One whose amount is below treatment, or without a date, stays as
    it is.  Where it is open whether it was for a single dose, whether the drug is taken is not known."""
    found = read_drug(chart, drug, resource)
    if found.for_a_line or found.dose is DoseClass.ENDED:
        return found
    instructions = dosages_of(chart, resource, found.evidence.what)
    if not is_single(chart, drug, SETS[drug], resource):
        if drug == "heparin" and is_spent_bolus(chart, resource, instructions):
            # Its order stands all the same, which matters after thrombocytopenia by heparin.
            return dataclasses.replace(found, dose=DoseClass.BELOW, in_doubt=True, for_a_line=True)
        return _perhaps_single(chart, found)
    when = due(resource, instructions)
    if when is None:
        notes = (*found.notes, f"{drug}: a single dose without a date")
        return dataclasses.replace(found, dose=DoseClass.UNKNOWN, in_doubt=True, notes=notes)
    if not is_recent(chart, drug, when):
        return None
    if found.dose is DoseClass.BELOW:
        return found
    if single_class(chart, drug, instructions) is DoseClass.BELOW:
        return dataclasses.replace(found, dose=DoseClass.BELOW)
    return dataclasses.replace(found, dose=DoseClass.BELOW, in_doubt=True, for_a_line=True)


def _perhaps_single(chart: Chart, found: CurrentDrug) -> CurrentDrug:
    """A drug of which the record leaves open whether its order was for a single dose: not known to be taken, unless it
    is below treatment either way."""
    if found.drug in ("heparin", "warfarin") or found.dose is DoseClass.BELOW or is_pack(found.evidence.what):
        return found
    instructions = dosages_of(chart, found.resource, found.evidence.what)
    if single_dose(chart, found.resource, instructions) is Single.NO:
        return found
    notes = (*found.notes, f"{found.drug}: it is not clear whether the order was for one dose only")
    return dataclasses.replace(found, dose=DoseClass.UNKNOWN, in_doubt=True, notes=notes)


def _named(drug: CurrentDrug) -> CurrentDrug:
    """A drug on hold with its name beside the doubt, so that a card tells it also where the dose is below treatment."""
    name = drug.evidence.what if drug.drug == "other" else drug.drug
    return dataclasses.replace(drug, notes=(*drug.notes[:-1], f"{name}: {drug.notes[-1]}") if drug.notes else ())


def treatment_start(chart: Chart) -> Moment | None:
    """When the oldest active treatment-dose order was written (for the 48 hours of D-dimer and treatment failure)."""
    starts = [each.since for each in current_drugs(chart) if each.dose is DoseClass.TREATMENT and each.since]
    return min(starts, key=lambda when: when.earliest, default=None)
