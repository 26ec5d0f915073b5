"""Whether the patient is on treatment, on which drug, or on prophylaxis: what stands, what may still act, and every
trace that keeps "no anticoagulant" from being said (fhir-input.md, definitions 16, C-43, C-47).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.current_drug import ALL_SETS, FLUSH, OTHER, SETS, CurrentDrug
from service.features.current_drugs import current_drugs
from service.features.documented import documented
from service.features.dosages_once import dosages_of
from service.features.drug_use import DRUG_KEYS, DRUG_TYPES, named_only, words_for_anticoagulants
from service.features.feature import Evidence, Feature, State
from service.features.left_open import settles, unexplained_inr, untold_drugs
from service.features.line_heparin import Use, use_of
from service.features.observed import broken, evidence_of, unanswered
from service.features.outlived import OUTLIVED, answered_now, outlived_yes
from service.features.recent_dose import RecentDose, ended_class, is_drip_apart, recent_doses
from service.features.recent_in_words import recent_in_words
from service.features.sought import ABSENT, NOTHING, PRESENT, UNKNOWN, Sought, as_feature, either, in_window, seek
from service.features.treatment_dose import DoseClass
from service.fhir.dates import clinical_time
from service.fhir.medications import medication_text
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition, is_prohibition

if TYPE_CHECKING:
    from service.features.chart import Chart

NAMES = ("on_therapeutic_ac", "current_anticoagulant", "prophylactic_dose")
STATUS_CODE = "status_long_term_anticoagulant"
THERAPY_PROCEDURE = "proc_anticoagulant_therapy"
DOCUMENTED = "assessment_therapeutic_anticoagulation"
_WORDS_ONLY = "in words only"
_TELLING = (*ALL_SETS, STATUS_CODE, THERAPY_PROCEDURE)
_DRUG_ENTRIES = (*DRUG_TYPES, "MedicationAdministration")


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``on_therapeutic_ac``, ``current_anticoagulant`` and ``prophylactic_dose``.  Look-back: active now.

    On treatment: an active order or statement at treatment dose, or warfarin with INR 2 or more within 7 days;
    prophylactic doses are not.  Unknown: a dose that is not told or cannot be read, warfarin without an INR, an
    anticoagulant named in words only or given without an order, one that is over and may still act, that begins within
    hours or that can hardly run any more, a long-term anticoagulant code alone, or an unanswered
    query; then the documented answer ``therapeutic-anticoagulation`` decides, if there is one.  An order younger than
    48 hours is treatment here and is named; treatment failure asks for 48 hours.
    """
    # What is given for a line is none of the three; what bars heparin (present_drug) asks for it too.
    drugs, loose = tuple([each for each in current_drugs(chart) if not each.for_a_line]), _loose_ends(chart)
    loose = either(loose, untold_drugs(chart), NOTHING if _explain_an_inr(drugs, loose) else unexplained_inr(chart))
    if not drugs and loose is NOTHING and DOCUMENTED not in chart.observations:
        return tuple([chart.not_found(name) for name in NAMES])
    return _on_treatment(chart, drugs, loose), _which(chart, drugs, loose), _prophylactic(chart, drugs, loose)


def _explain_an_inr(drugs: tuple[CurrentDrug, ...], loose: Sought) -> bool:
    """Whether a raised INR says nothing new: warfarin or an unlisted drug is on record, something else leaves it open
    already, or there is treatment."""
    return bool(loose.evidence) or any(
        each.drug in ("warfarin", "other") or each.dose is DoseClass.TREATMENT for each in drugs
    )


def _loose_ends(chart: Chart) -> Sought:
    found: Sought = chart.once("loose ends of anticoagulants", _look_for_loose_ends)
    return found


def _look_for_loose_ends(chart: Chart) -> Sought:
    """Whatever keeps "no anticoagulant" from being said: words without code, a drug that was given without an order, a
    status code, an unanswered query."""
    if _is_silent(chart):
        return NOTHING
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


def _is_silent(chart: Chart) -> bool:
    """Whether the record has no order, statement or dose of whatever drug, and none of the codes that tell of one."""
    record = chart.record
    return chart.is_silent_on(_TELLING, *DRUG_KEYS, "procedures") and not any(map(record.of_type, _DRUG_ENTRIES))


def _recent_doses(chart: Chart) -> tuple[RecentDose, ...]:
    return chart.once("recent doses of anticoagulants", _read_recent)


def _read_recent(chart: Chart) -> tuple[RecentDose, ...]:
    sets, standing = {**SETS, "other": OTHER}, current_drugs(chart)
    coded = () if chart.mentioned.isdisjoint(ALL_SETS) else recent_doses(chart, sets, standing)
    return (*coded, *recent_in_words(chart, {**sets, "flush": FLUSH}, standing))


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
    return Evidence(resource.reference, what, when=day, note=_WORDS_ONLY)


def _set_aside(chart: Chart) -> tuple[Evidence, ...]:
    """The listed drugs among the entries that could not be read."""
    aside = chart.record.quarantined_with(*ALL_SETS) if chart.record.quarantined else ()
    found = [(each, drug) for each in aside for drug, name in SETS.items() if name in each.concepts]
    return tuple(Evidence(each.reference, drug, note="could not be read") for each, drug in found)


def named_in_words(chart: Chart) -> tuple[Evidence, ...]:
    """The active orders and statements that name an anticoagulant in words only; ``what`` is how they call it."""
    return tuple(each for each in _loose_ends(chart).evidence if each.note == _WORDS_ONLY)


def _given_without_order(chart: Chart) -> tuple[Resource, ...]:
    """Anticoagulants that were given in the last ``lab_days`` and that no order or statement of the record explains."""
    given = [each for each in chart.record.of_type("MedicationAdministration") if counts(each)]
    recent = [each for each in given if in_window(chart, clinical_time(each), "lab_days") is not False]
    found = [(each, each.concepts & frozenset(ALL_SETS)) for each in recent]
    explained = {
        drugs: any(_explains_a_dose(chart, other) for other in chart.record.with_concept(*drugs))
        for drugs in {drugs for _, drugs in found if drugs}
    }
    return tuple(
        each
        for each, drugs in found
        if drugs
        and (not explained[drugs] or (drugs == {SETS["heparin"]} and _is_drip_apart(chart, each)))
        and not (drugs == {SETS["heparin"]} and use_of(chart, each, (), "") is Use.LINE)
        and not any(name in drugs and _is_below(chart, drug, name, each) for drug, name in SETS.items())
    )


def _is_drip_apart(chart: Chart, given: Resource) -> bool:
    name = SETS["heparin"]
    return is_drip_apart(
        chart, name, given, lambda now: (o for o in now.record.with_concept(name) if _explains_a_dose(now, o))
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
