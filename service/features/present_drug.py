"""How the anticoagulants being taken stand to this patient: what bars one, two together, a dose above its label.

The bars and dose tables are those of the regimen choice and of the order review (``cards/regimens/``), asked here for
the drugs that are being taken.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from service.features.anticoagulants import CurrentDrug, current_drugs
from service.features.dosage import read_dosages
from service.features.episode import dvt_onset
from service.features.feature import Evidence, Feature
from service.features.inr import INR
from service.features.lab_history import lab_days
from service.features.laboratory import newest
from service.features.treatment_dose import DoseClass
from service.fhir.moments import days_between
from service.review.course import first_phase, treated_before
from service.review.drafts import DOSES, ReviewedOrder
from service.review.limits import Limits

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "present_drug"
NONE = "none"
_HEPARINS = frozenset({"enoxaparin", "dalteparin", "heparin"})
_PARENTERAL = _HEPARINS | {"fondaparinux"}
_LED_IN = frozenset({"warfarin", "edoxaban", "dabigatran"})
_TOLD_ELSEWHERE = frozenset({"pregnancy"})
"""Bars with a flag of their own (``CHANGE_FOR_PREGNANCY``)."""
_GRAVEST = ("hit", "allergy", "limit")
_BY_ANTI_XA = frozenset({"enoxaparin", "dalteparin"})
_DOSE_JUDGED = frozenset({"apixaban", "rivaroxaban", "edoxaban", "dabigatran", "fondaparinux", "enoxaparin"})


def extract(chart: Chart) -> Feature:
    """``present_drug``: the gravest of what speaks against an anticoagulant being taken.  Look-back: active now.

    A heparin after heparin-induced thrombocytopenia (R-31), a drug with an allergy (C-51), any other bar of its file in
    ``cards/regimens/`` (M-45, R-6 …); beside another drug at treatment dose that nothing bars, so.  Else heparin while
    HIT is not settled, two drugs that are not led in or overlapped (C-47), a dose above the label, an INR above the
    limit on warfarin, or a first phase that the record does not show.  ``none`` where nothing is known against them;
    what is not known raises nothing, but for HIT.
    """
    drugs = current_drugs(chart)
    if not drugs:
        return chart.not_found(NAME)
    value, evidence = _found(chart, drugs, _limits(chart))
    return chart.known(NAME, value, *evidence) if value != NONE else chart.not_found(NAME)


def _limits(chart: Chart) -> Limits:
    return Limits(chart, {name: chart.feature(name) for name in chart.knowledge.facts if name != NAME})


def _found(chart: Chart, drugs: tuple[CurrentDrug, ...], limits: Limits) -> tuple[str, tuple[Evidence, ...]]:
    barred = [(each, *said) for each in drugs if (said := _bar(each, limits))]
    sound = [each for each in drugs if _treats(each) and all(each is not one for one, *_ in barred)]
    if barred:
        worst = min((kind for _, kind, _ in barred), key=_GRAVEST.index)
        value = worst if not sound else "hit_beside_another" if worst == "hit" else "bar_beside_another"
        return value, tuple(_told(limits, each, why) for each, _, why in barred)
    heparins = [each for each in drugs if each.drug in _HEPARINS]
    if heparins and not chart.feature("hit").is_known:
        return "hit_not_settled", tuple(_told(limits, each) for each in heparins)
    for one, other in combinations(drugs, 2):
        if _are_two(one, other):
            return "two_together", (_told(limits, one), _told(limits, other))
    for value, evidence in (_at_dose(chart, each, limits) for each in sound):
        if value:
            return value, (evidence,)
    return NONE, ()


def _treats(each: CurrentDrug) -> bool:
    return each.dose is DoseClass.TREATMENT and not each.in_doubt


def _bar(each: CurrentDrug, limits: Limits) -> tuple[str, str] | None:
    """The gravest kind of bar against a drug, and every reason in words."""
    if each.drug not in limits.drugs:
        return None
    kinds: dict[str, list[str]] = {}
    for bar in limits.bars(each.drug):
        name = bar.id.partition(".")[2]
        if name in _TOLD_ELSEWHERE:
            continue
        hit = name == "hit" and each.drug in _HEPARINS
        kind = "hit" if hit else "allergy" if name in ("allergy", "heparin_allergy") else "limit"
        kinds.setdefault(kind, []).append(limits.said(bar).text)
    # A drug that is perhaps not taken any more is told for what may kill at once only.
    told = [kind for kind in _GRAVEST if kind in kinds and (kind != "limit" or not each.in_doubt)]
    return (told[0], " ".join(dict.fromkeys(text for kind in told for text in kinds[kind]))) if told else None


def _are_two(one: CurrentDrug, other: CurrentDrug) -> bool:
    """Two anticoagulants of which one treats; an overlap with warfarin or a parenteral lead-in is none."""
    if one.drug == other.drug or not (_treats(one) or _treats(other)):
        return False
    pair = {one.drug, other.drug}
    if pair & _LED_IN and pair & _PARENTERAL:
        return False
    return all(_treats(each) or (each.drug in ("warfarin", "other") and not each.in_doubt) for each in (one, other))


def _at_dose(chart: Chart, each: CurrentDrug, limits: Limits) -> tuple[str, Evidence]:
    if each.drug == "warfarin":
        found = newest(chart, INR, lab_days).value
        high = found is not None and found.is_above(chart.threshold("inr_poor_control")) is True
        return ("inr_too_high" if high else ""), _told(limits, each)
    order = _as_order(each)
    label = limits.label_dose(order)
    needs_specialist = label.verdict == "specialist" and each.drug in _BY_ANTI_XA
    if needs_specialist or (label.verdict == "too_high" and each.drug in _DOSE_JUDGED):
        why = " ".join(reason.text for reason in label.reasons)
        return "dose_too_high", _told(limits, each, why or f"{label.line[:1].upper()}{label.line[1:]}.")
    if _first_phase_is_missing(chart, each, order, limits):
        return "first_phase_not_recorded", _told(limits, each, f"{limits.line(each.drug)}")
    return "", _told(limits, each)


def _first_phase_is_missing(chart: Chart, each: CurrentDrug, order: ReviewedOrder, limits: Limits) -> bool:
    """A maintenance dose since the onset, too recent for the first phase to be over, and nothing ordered before it."""
    first = next((phase for phase in limits.phases(each.drug) if phase.name == "initiation"), None)
    onset = dvt_onset(chart)
    if first is None or first.days is None or each.since is None or onset is None:
        return False
    if each.drug not in ("apixaban", "rivaroxaban") or each.resource.type != "MedicationRequest":
        return False
    if each.since.earliest.date() < onset.latest.date() or days_between(each.since, chart.now)[1] >= first.days:
        return False
    others = [_as_order(one) for one in current_drugs(chart) if one.drug == each.drug]
    return first_phase(first, others) == "missing" and not treated_before(order, chart)


def _as_order(each: CurrentDrug) -> ReviewedOrder:
    dosages = read_dosages(each.resource, each.evidence.what)
    dose, pack = DOSES.get(each.dose, "unknown"), each.evidence.what.startswith("{")
    return ReviewedOrder(each.drug, each.drug, "", each.drug, "active", each.resource, dosages, dose, pack)


def _told(limits: Limits, each: CurrentDrug, why: str = "") -> Evidence:
    """The drug by the plain name of its file, and in the note why."""
    drug, seen = limits.drugs.get(each.drug), each.evidence
    name = drug.name.lower() if drug else seen.what
    return Evidence(seen.reference, name, seen.value, seen.when, seen.code, why)
