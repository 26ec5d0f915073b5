"""Whether an anticoagulant of this episode is over: its first phase is past, and more is a decision of its own."""

from __future__ import annotations

from dataclasses import replace as replace_dosage
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.current_drug import FLUSH, OTHER
from service.features.current_drug import SETS as LISTED
from service.features.current_drugs import current_drugs
from service.features.dosage import Dosage
from service.features.dosages_once import dosages_of
from service.features.dose_amounts import is_pack
from service.features.drug_use import DRUG_TYPES, is_taken
from service.features.episode import Episode, episode
from service.features.feature import Evidence, Feature
from service.features.line_heparin import Use, use_of
from service.features.observed import evidence_of
from service.features.pulmonary_embolism import ACUTE_PE
from service.features.recent_dose import cannot_treat
from service.features.recent_in_words import over_in_words
from service.features.single_dose import Single, read_single
from service.features.taken_back import was_never_given
from service.features.treatment_dose import DoseClass, dose_class
from service.fhir.dates import clinical_time, period_of
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import is_prohibition, is_refuted, word_of
from service.review.drafts import dose_ordered

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "treated_this_episode"
_OVER = frozenset({"completed", "stopped"})
SETS = {**LISTED, "other": OTHER}
_DAY = timedelta(days=1)


def extract(chart: Chart) -> Feature:
    """``present``: an order or statement at treatment dose, written since the onset of the confirmed leg DVT and at
    least ``rivaroxaban_initial_days`` (the longest first phase) ago, is completed, stopped, or past the end of its
    period, and no anticoagulant is being taken.  A dose that cannot be read may have been treatment and counts too,
    but for heparin (see ``_may_treat``).

    Younger than that it stays ``absent``: the higher first dose may still be due (R-1, R-4).  So does one that was not
    taken, and whatever was written before the onset, and all of it where the other leg or the lung was found thrombosed
    since (``acute_pe_days``).  Look-back: the present episode.
    """
    # A dose below treatment on hold, or perhaps not taken, is nothing that is being taken, nor is one for a line.
    for taken in current_drugs(chart):
        if not taken.for_a_line and not (taken.in_doubt and taken.dose is DoseClass.BELOW):
            return chart.not_found(NAME)
    over = _over(chart)
    if not over:
        return chart.not_found(NAME)
    present = episode(chart)
    if not present.acute or present.start is None:
        return chart.not_found(NAME)
    since = present.start - timedelta(days=1)
    until = chart.now - timedelta(days=int(chart.threshold("rivaroxaban_initial_days")))
    if _is_new_event(chart, present, until):
        return chart.not_found(NAME)
    found = []
    for drug, each, told in over:
        when = clinical_time(each)
        if when is not None and since <= when.earliest and when.latest <= until and _may_treat(chart, drug, each):
            ended = word_of(each.data.get("status"))
            found.append(replace(told, note=ended if ended in _OVER else "over"))
    return chart.known(NAME, "present", *found) if found else chart.not_found(NAME)


def _over(chart: Chart) -> list[tuple[str, Resource, Evidence]]:
    """The orders and statements that are over, with their drug: listed, another of the sets, or named in words only."""
    found = [] if chart.mentioned.isdisjoint(SETS.values()) else _over_by_code(chart)
    for each, named in over_in_words(chart, frozenset((*SETS.values(), FLUSH))):
        drug, what = (named[0][0], " or ".join(generic for _, generic in named))
        if _is_over(chart, drug, each):
            found.append((drug, each, replace(evidence_of(chart, each, SETS[drug]), what=what)))
    return found


def _over_by_code(chart: Chart) -> list[tuple[str, Resource, Evidence]]:
    return [
        (drug, each, evidence_of(chart, each, name))
        for drug, name in SETS.items()
        for each in chart.record.with_concept(name)
        if _is_over(chart, drug, each)
    ]


def _is_new_event(chart: Chart, present: Episode, until: datetime) -> bool:
    """Whether the other leg, or the lung, was found thrombosed since: that is treated from the beginning."""
    dated = [(each.side, each.when.earliest > until) for each in present.acute if each.when is not None]
    before = {side for side, is_new in dated if not is_new}
    if any(is_new and side not in (*before, None) for side, is_new in dated) and not before & {"bilateral", None}:
        return True
    emboli = [each for each in chart.record.with_concept(ACUTE_PE) if each.type in ("Condition", "DiagnosticReport")]
    return any(
        not is_refuted(each) and (when := clinical_time(each, chart.birth)) and chart.within(when, "acute_pe_days")
        for each in emboli
    )


def _is_over(chart: Chart, drug: str, resource: Resource) -> bool:
    if resource.type not in DRUG_TYPES or is_prohibition(resource) or was_never_given(resource):
        return False
    status = word_of(resource.data.get("status"))
    if status != "active":
        return status in _OVER
    instructions = _instructions(chart, drug, resource)
    has_ended = any(each.ends is not None and each.ends < chart.now for each in instructions)
    return not is_taken(chart, resource) or (has_ended and dose_class(chart, drug, instructions) is DoseClass.ENDED)


def _may_treat(chart: Chart, drug: str, resource: Resource) -> bool:
    """Whether it was treatment, or may have been: not for a day only, for a line, of a syringe that is too small, nor
    heparin of which no dose can be read."""
    product, instructions = evidence_of(chart, resource, SETS[drug]).what, _instructions(chart, drug, resource)
    is_packed = is_pack(product)
    if not is_packed and (
        _is_for_a_day(chart, resource, instructions) or cannot_treat(chart, drug, instructions, product)
    ):
        return False
    dose = dose_ordered(chart, drug, instructions, is_pack=is_packed)
    if drug == "heparin" and (
        dose != "treatment" or use_of(chart, resource, instructions, product) is not Use.SYSTEMIC
    ):
        return False
    return dose != "below_treatment"


def _is_for_a_day(chart: Chart, resource: Resource, instructions: tuple[Dosage, ...]) -> bool:
    """Whether it was a single dose, as far as nothing in it speaks of more, or ran for one day."""
    period = resource.data.get("effectivePeriod")
    if isinstance(period, dict):
        start, end = period_of(resource)
        if start is not None and end is not None and end.earliest - start.earliest <= _DAY:
            return True
    single = read_single(chart.knowledge.codes.single_dose_words, resource, instructions)
    if single >= Single.LIKELY:
        return True
    when = clinical_time(resource)
    if single is Single.CONTRADICTED:
        instructions = tuple(replace_dosage(each, once=False) for each in instructions)
    return bool(instructions) and all(_lasts_a_day(each, when) for each in instructions)


def _lasts_a_day(each: Dosage, when: Moment | None) -> bool:
    start = each.starts or (when.earliest if when is not None else None)
    end = each.ends if each.ends is not None else each.runs_out
    if end is not None and start is not None and each.ends is None and when is not None:
        start = when.latest
    return each.once or (end is not None and start is not None and end - start <= _DAY)


def _instructions(chart: Chart, drug: str, resource: Resource) -> tuple[Dosage, ...]:
    return dosages_of(chart, resource, evidence_of(chart, resource, SETS[drug]).what)
