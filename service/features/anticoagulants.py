"""The anticoagulants the patient is on: which, at what dose, since when.

Active orders and statements only; draft orders, prohibitions and heparin flushes are never treatment
(fhir-input.md, definitions 16, C-43, C-47).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.documented import documented
from service.features.dosage import Dosage, dispensed_until, texts_of
from service.features.dosages_once import dosages_of
from service.features.dose_amounts import is_pack
from service.features.drug_use import DRUG_KEYS, DRUG_TYPES, is_held, named_only, taken, words_for_anticoagulants
from service.features.feature import Evidence, Feature, State
from service.features.inr import INR
from service.features.lab_history import lab_days
from service.features.laboratory import newest
from service.features.left_open import settles, unexplained_inr, untold_drugs
from service.features.line_heparin import Use, is_bolus, use_of
from service.features.observed import broken, evidence_of, unanswered
from service.features.outlived import OUTLIVED, answered_now, ended_since, outlived_yes
from service.features.recent_dose import RecentDose, ended_class, is_recent, is_single, recent_doses
from service.features.sig import is_doubtful
from service.features.sought import ABSENT, NOTHING, PRESENT, UNKNOWN, Sought, as_feature, either, in_window, seek
from service.features.taken_back import is_taken_back
from service.features.treatment_dose import DoseClass, dose_class, is_extended_apixaban
from service.fhir.dates import clinical_time
from service.fhir.medications import medication_text
from service.fhir.moments import Moment, days_between
from service.fhir.record import Resource
from service.fhir.status import NOT_AS_DIRECTED, counts, doubt_of_taking, is_current_condition, is_prohibition

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
STATUS_CODE = "status_long_term_anticoagulant"
THERAPY_PROCEDURE = "proc_anticoagulant_therapy"
DOCUMENTED = "assessment_therapeutic_anticoagulation"
_WORDS_ONLY = "in words only"


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
    found += [_other(chart, each) for each in taken(chart, OTHER)]
    for each in listed:
        if each.type in DRUG_TYPES and is_held(chart, each):
            found += [_named(_read_drug(chart, drug, each)) for drug, name in SETS.items() if name in each.concepts]
            found += [_named(_other(chart, each))] if OTHER in each.concepts else []
    return tuple(each for each in found if each.dose is not DoseClass.ENDED)


def _read_taken(chart: Chart, drug: str, resource: Resource) -> CurrentDrug | None:
    """A drug whose order stands.  A single dose is none once it acts no more; until then ``recent_doses`` tells it, and
    what bars the drug at once is asked all the same.  One below treatment, or without a date, stays as it is."""
    found = _read_drug(chart, drug, resource)
    if found.for_a_line or found.dose is DoseClass.ENDED or not is_single(chart, drug, SETS[drug], resource):
        return found
    if found.since is None:
        notes = (*found.notes, f"{drug}: a single dose without a date")
        return dataclasses.replace(found, dose=DoseClass.UNKNOWN, in_doubt=True, notes=notes)
    if not is_recent(chart, drug, found.since):
        return None
    if found.dose is DoseClass.BELOW:
        return found
    return dataclasses.replace(found, dose=DoseClass.BELOW, in_doubt=True, for_a_line=True)


def _named(drug: CurrentDrug) -> CurrentDrug:
    """A drug on hold with its name beside the doubt, so that a card tells it also where the dose is below treatment."""
    name = drug.evidence.what if drug.drug == "other" else drug.drug
    return dataclasses.replace(drug, notes=(*drug.notes[:-1], f"{name}: {drug.notes[-1]}") if drug.notes else ())


def _other(chart: Chart, resource: Resource) -> CurrentDrug:
    evidence, doubt = evidence_of(chart, resource, OTHER), doubt_of_taking(resource)
    notes, in_doubt = (doubt,) if doubt else (), doubt not in ("", NOT_AS_DIRECTED)
    return CurrentDrug("other", DoseClass.UNKNOWN, resource, clinical_time(resource), evidence, notes, in_doubt)


def _read_drug(chart: Chart, drug: str, resource: Resource) -> CurrentDrug:
    name = SETS[drug]
    evidence = evidence_of(chart, resource, name)
    since = clinical_time(resource)
    notes: list[str] = []
    instructions = dosages_of(chart, resource, evidence.what)
    if drug == "warfarin":
        dose, evidence, notes = _by_inr(chart, evidence)
    else:
        dose = dose_class(chart, drug, instructions)
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
    if dose is not DoseClass.ENDED and _not_taken_since(chart, name, since):
        dose, notes = DoseClass.UNKNOWN, [*notes, "recorded as not taken after it was ordered"]
    doubt, taken_back = doubt_of_taking(resource), None
    in_doubt = doubt not in ("", NOT_AS_DIRECTED)
    ended = ended_since(chart, resource, name, since)
    if ended is not None:
        doubt, in_doubt, taken_back = "recorded as ended after it was ordered", True, ended
    elif use is not Use.LINE and is_taken_back(resource, lambda told: _is_of_another(chart, drug, told)):
        doubt, in_doubt, taken_back = doubt or "held or stopped by the words of its instruction", True, since
    if drug != "warfarin" and (_has_run_out(chart, resource, instructions) or (in_pack and _is_used_up(chart, since))):
        doubt, in_doubt = doubt or "its duration is over, and whether it is still taken is not known", True
    if doubt and dose is not DoseClass.ENDED:
        # A dose below treatment is no treatment, taken or not.
        dose = dose if in_doubt and dose is DoseClass.BELOW else DoseClass.UNKNOWN
        notes = [*notes, doubt]
    told = _with_dose(evidence, instructions)
    is_local = use is Use.LINE
    return CurrentDrug(drug, dose, resource, since, told, tuple(notes), in_doubt, taken_back, is_local)


def _has_run_out(chart: Chart, resource: Resource, instructions: tuple[Dosage, ...]) -> bool:
    """Whether every instruction has lasted as long as it was to, counted from the order, or the order may be dispensed
    no more.  Refills may go on, so that this ends nothing for certain."""
    over = [each.runs_out is not None and each.runs_out < chart.now for each in instructions if each.ends is None]
    until = dispensed_until(resource)
    return (bool(over) and all(over)) or (until is not None and until < chart.now)


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


def _by_inr(chart: Chart, evidence: Evidence) -> tuple[DoseClass, Evidence, list[str]]:
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


def _not_taken_since(chart: Chart, name: str, since: Moment | None) -> bool:
    last: datetime | None = chart.once(f"{name} last not taken", lambda chart: _last_not_taken(chart, name))
    return last is not None and (since is None or last > since.latest)


def _last_not_taken(chart: Chart, name: str) -> datetime | None:
    """The latest moment at which a statement says that the drug is not taken."""
    said = [each for each in chart.record.with_concept(name, type="MedicationStatement") if is_prohibition(each)]
    return max((when.earliest for each in said if (when := clinical_time(each)) is not None), default=None)


def _with_dose(evidence: Evidence, instructions: tuple[Dosage, ...]) -> Evidence:
    told = "; ".join(filter(None, map(str, instructions)))
    return Evidence(evidence.reference, evidence.what, told, evidence.when, evidence.code, evidence.note)


def treatment_start(chart: Chart) -> Moment | None:
    """When the oldest active treatment-dose order was written (for the 48 hours of D-dimer and treatment failure)."""
    starts = [each.since for each in current_drugs(chart) if each.dose is DoseClass.TREATMENT and each.since]
    return min(starts, key=lambda when: when.earliest, default=None)


# --- the three facts ------------------------------------------------------------------------------------------


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``on_therapeutic_ac``, ``current_anticoagulant`` and ``prophylactic_dose``.  Look-back: active now.

    On treatment: an active order or statement at treatment dose, or warfarin with INR 2 or more within 7 days;
    prophylactic doses are not.  Unknown: a dose that is not told or cannot be read, warfarin without an INR, an
    anticoagulant named in words only or given without an order, a long-term anticoagulant code alone, or an unanswered
    query; then the documented answer ``therapeutic-anticoagulation`` decides, if there is one.  An order younger than
    48 hours is treatment here and is named; treatment failure asks for 48 hours.
    """
    # What is given for a line is none of the three; what bars heparin (present_drug) asks for it too.
    drugs, loose = tuple(each for each in current_drugs(chart) if not each.for_a_line), _loose_ends(chart)
    loose = either(loose, untold_drugs(chart), NOTHING if _explain_an_inr(drugs, loose) else unexplained_inr(chart))
    return _on_treatment(chart, drugs, loose), _which(chart, drugs, loose), _prophylactic(chart, drugs, loose)


def _explain_an_inr(drugs: tuple[CurrentDrug, ...], loose: Sought) -> bool:
    """Whether a raised INR says nothing new: warfarin or an unlisted drug is on record, something else leaves it open
    already, or there is treatment."""
    return bool(loose.evidence) or any(
        each.drug in ("warfarin", "other") or each.dose is DoseClass.TREATMENT for each in drugs
    )


def _loose_ends(chart: Chart) -> Sought:
    """Whatever keeps "no anticoagulant" from being said: words without code, a drug that was given without an order, a
    status code, an unanswered query."""
    names = tuple(each for each in named_only(chart, *ALL_SETS, FLUSH) if not _is_named_for_a_line(chart, *each))
    recent = _recent_doses(chart)
    stands = any(not each.for_a_line for each in current_drugs(chart))
    outlived = () if stands else outlived_yes(chart, DOCUMENTED, {**SETS, "other": OTHER})
    acting = tuple(each.evidence for each in recent) or outlived
    since = (*_notes_on(recent), *((OUTLIVED,) if outlived else ()))
    notes = tuple(f"{each.reference or each.type} names an anticoagulant in words only" for each, _ in names)
    notes += broken(chart, *ALL_SETS) if chart.record.quarantined else ()
    if notes:
        worded = tuple(_in_words(chart, each) for each, _ in names)
        return Sought(UNKNOWN, (*worded, *acting, *_set_aside(chart)), State.REFUSED, notes + since)
    given = tuple(each for each in _given_without_order(chart) if all(each is not one.resource for one in recent))
    if given:
        told = tuple(
            f"{each.reference or each.type} was given, and no order in the record explains it" for each in given
        )
        evidence = (*acting, *(evidence_of(chart, each, *ALL_SETS) for each in given))
        return Sought(UNKNOWN, evidence, State.REFUSED, (*since, *told))
    if acting:
        return Sought(UNKNOWN, acting, State.REFUSED, since)
    coded = [each for each in chart.record.with_concept(STATUS_CODE, type="Condition") if is_current_condition(each)]
    therapy = seek(chart, THERAPY_PROCEDURE, kind="Procedure", within="lab_days")
    if coded or therapy.is_present:
        evidence = (*(evidence_of(chart, each, STATUS_CODE) for each in coded), *therapy.evidence)
        return Sought(UNKNOWN, evidence, State.REFUSED, ("drug and dose are not told",))
    gap = unanswered(chart, *DRUG_KEYS)
    return Sought(UNKNOWN, gap=gap) if gap else NOTHING


def _recent_doses(chart: Chart) -> tuple[RecentDose, ...]:
    if chart.mentioned.isdisjoint(ALL_SETS):
        return ()
    return chart.once("recent doses of anticoagulants", _read_recent)


def _read_recent(chart: Chart) -> tuple[RecentDose, ...]:
    return recent_doses(chart, {**SETS, "other": OTHER})


def _notes_on(recent: tuple[RecentDose, ...]) -> tuple[str, ...]:
    return tuple(f"{each.evidence.what} may still act: was {each.evidence.note}" for each in recent)


def _is_named_for_a_line(chart: Chart, resource: Resource, named: frozenset[str]) -> bool:
    """Whether heparin that is named in words only is for a line or the skin."""
    return named == {"heparin"} and use_of(chart, resource, dosages_of(chart, resource, ""), "") is Use.LINE


def _in_words(chart: Chart, resource: Resource) -> Evidence:
    """An order or statement that names an anticoagulant in words only, by words that are listed."""
    named, when = words_for_anticoagulants(chart, medication_text(resource)), clinical_time(resource)
    what = " or ".join(named) or "an anticoagulant"
    day = when.earliest.date().isoformat() if when else ""
    return Evidence(resource.reference, what, when=day, note="in words only")


def _set_aside(chart: Chart) -> tuple[Evidence, ...]:
    """The listed drugs among the entries that could not be read."""
    aside = chart.record.quarantined_with(*ALL_SETS) if chart.record.quarantined else ()
    found = [(each, drug) for each in aside for drug, name in SETS.items() if name in each.concepts]
    return tuple(Evidence(each.reference, drug, note="could not be read") for each, drug in found)


def named_in_words(chart: Chart) -> tuple[Evidence, ...]:
    """The active orders and statements that name an anticoagulant in words only; ``what`` is how they call it."""
    loose: Sought = chart.once("loose ends of anticoagulants", _loose_ends)
    return tuple(each for each in loose.evidence if each.note == _WORDS_ONLY)


def _is_of_another(chart: Chart, drug: str, told: str) -> bool:
    """Whether a sentence names anticoagulants, and this drug first of none: "home apixaban held", "heparin stopped"."""
    named = [each for each, _ in chart.knowledge.codes.anticoagulant_words.named_in(told)]
    return bool(named) and named[0] != drug


def _given_without_order(chart: Chart) -> tuple[Resource, ...]:
    """Anticoagulants that were given in the last ``lab_days`` and that no order or statement of the record explains."""
    given = [each for each in chart.record.of_type("MedicationAdministration") if counts(each)]
    recent = [each for each in given if in_window(chart, clinical_time(each), "lab_days") is not False]
    found = [(each, each.concepts & frozenset(ALL_SETS)) for each in recent]
    return tuple(
        each
        for each, drugs in found
        if drugs
        and not any(_explains_a_dose(chart, other) for other in chart.record.with_concept(*drugs))
        and not (drugs == {SETS["heparin"]} and use_of(chart, each, (), "") is Use.LINE)
        and not any(name in drugs and _is_below(chart, drug, name, each) for drug, name in SETS.items())
    )


def _is_below(chart: Chart, drug: str, name: str, given: Resource) -> bool:
    """Whether what was given is less than treatment: a prophylactic dose needs no order to be told so."""
    return drug != "warfarin" and ended_class(chart, drug, name, given) is DoseClass.BELOW


def _explains_a_dose(chart: Chart, order: Resource) -> bool:
    """Whether a recent dose may be of this order or statement: it stands, or is over and was written in those days."""
    if order.type not in DRUG_TYPES or is_prohibition(order):
        return False
    return counts(order) or in_window(chart, clinical_time(order), "lab_days") is True


def _on_treatment(chart: Chart, drugs: tuple[CurrentDrug, ...], loose: Sought) -> Feature:
    name = "on_therapeutic_ac"
    treating = [each for each in drugs if each.dose is DoseClass.TREATMENT]
    notes = tuple(note for each in treating or drugs for note in each.notes)
    if treating:
        return chart.known(name, PRESENT, *(each.evidence for each in treating), notes=notes)
    evidence = tuple(each.evidence for each in drugs)
    undecided = [each for each in drugs if each.dose is DoseClass.UNKNOWN]
    if drugs and not undecided and loose.state == ABSENT:
        return chart.known(name, ABSENT, *evidence, notes=(*notes, "below treatment dose"))
    answered = answered_now(documented(chart, DOCUMENTED, yes_stands=False), drugs, loose, _recent_doses(chart))
    if answered.value is False and not settles(chart, answered, [each.resource for each in undecided], loose):
        answered = replace(answered, value=None, notes=(*answered.notes, "the documented no may be older"))
    # A dose read from an order outranks an answer; an answer outranks what could not be read or was not asked.
    if answered.value is not None and (undecided or not drugs or not answered.value):
        value = PRESENT if answered.value else ABSENT
        return chart.known(name, value, *evidence, *answered.evidence, notes=answered.notes)
    if undecided:
        told = ("dose not known",) if any(not each.in_doubt for each in undecided) else ()
        every = (*notes, *answered.notes, *told, *loose.notes)
        return chart.unknown(name, State.REFUSED, *evidence, *loose.evidence, notes=every)
    if answered.unusable and not drugs:
        every = (*notes, *answered.notes, *loose.notes)
        return chart.unknown(name, State.REFUSED, *loose.evidence, notes=every)
    notes += answered.notes + loose.notes
    return as_feature(chart, name, Sought(loose.state, evidence + loose.evidence, loose.gap, notes))


def _which(chart: Chart, drugs: tuple[CurrentDrug, ...], loose: Sought) -> Feature:
    name, names = "current_anticoagulant", {each.drug for each in drugs}
    evidence = tuple(each.evidence for each in drugs)
    certain = {each.drug for each in drugs if not each.in_doubt}
    if names != certain and "several" not in certain and len(certain) < 2:
        some = (names if "other" not in names else chart.domain(name)) | (set() if certain else {"none"})
        some = frozenset(some | ({"several"} if len(names) > 1 else set()))
        notes = tuple(note for each in drugs if each.in_doubt for note in each.notes)
        return chart.unknown(name, State.REFUSED, *evidence, possible=some, notes=notes)
    if len(names) > 1:
        # Beside doses below treatment, warfarin below its range is what treatment begins with or not.
        started = "warfarin" in names and all(each.dose is DoseClass.BELOW for each in drugs)
        return chart.known(name, "warfarin" if started else "several", *evidence)
    if names and "other" not in names:
        return chart.known(name, names.pop(), *evidence)
    if names:
        some = chart.domain(name) - {"none"}
        return chart.unknown(name, State.REFUSED, *evidence, possible=some, notes=("not on the list of drugs",))
    if loose.state == UNKNOWN:
        return chart.unknown(name, loose.gap or State.NOT_ASKED, *loose.evidence, notes=loose.notes)
    answered = documented(chart, DOCUMENTED, yes_stands=False)
    if answered.unusable:
        return chart.unknown(name, State.REFUSED, notes=answered.notes)
    if answered.value:
        return chart.unknown(
            name, State.NOT_ASKED, possible=chart.domain(name) - {"none"}, notes=("drug not recorded",)
        )
    return chart.not_found(name)


def _is_bolus(chart: Chart, each: CurrentDrug, drugs: tuple[CurrentDrug, ...]) -> bool:
    """A dose of unfractionated heparin that is not repeated, beside heparin at treatment dose: its bolus."""
    if each.drug != "heparin" or not any(one.drug == "heparin" and one.dose is DoseClass.TREATMENT for one in drugs):
        return False
    told = dosages_of(chart, each.resource, each.evidence.what)
    return all(one.once or one.as_needed or one.times_a_day is None for one in told)


def _prophylactic(chart: Chart, drugs: tuple[CurrentDrug, ...], loose: Sought) -> Feature:
    name = "prophylactic_dose"
    # Warfarin below its range is treatment that has not reached it, not prophylaxis.
    perhaps = [
        each
        for each in drugs
        if each.dose is DoseClass.BELOW and each.drug != "warfarin" and not _is_bolus(chart, each, drugs)
    ]
    below = [each for each in perhaps if not each.in_doubt]
    if below:
        return chart.known(name, PRESENT, *(each.evidence for each in below))
    undecided = [each for each in drugs if each.dose is DoseClass.UNKNOWN and each.drug != "warfarin"]
    if perhaps and not undecided:
        notes = tuple(note for each in perhaps for note in each.notes)
        return chart.unknown(name, State.REFUSED, *(each.evidence for each in perhaps), notes=notes)
    if undecided:
        notes = ("dose not known",)
        return chart.unknown(name, State.REFUSED, *(each.evidence for each in undecided), notes=notes)
    if any(each.dose is DoseClass.TREATMENT for each in drugs):
        return chart.known(name, ABSENT, *(each.evidence for each in drugs))
    return as_feature(chart, name, loose)
