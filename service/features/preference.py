"""The patient's preference about anticoagulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.episode import in_episode
from service.features.feature import Evidence, Feature, State
from service.features.observed import (
    answers,
    broken,
    documented_answer,
    evidence_of,
    passed_over,
    unless_outdated,
    yes_first,
)
from service.fhir.dates import clinical_time
from service.fhir.moments import is_later
from service.fhir.record import Resource
from service.fhir.status import is_active_order, is_prohibition, reasons, word_of
from service.fhir.values import Chosen, choose_newest, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "pref_avoid_ac"
ANSWER, DECLINED = "assessment_anticoagulation_preference", "reason_declined"
ANTICOAGULANTS = (
    "drug_apixaban",
    "drug_rivaroxaban",
    "drug_edoxaban",
    "drug_dabigatran",
    "drug_enoxaparin",
    "drug_dalteparin",
    "drug_fondaparinux",
    "drug_warfarin",
    "drug_heparin_unfractionated",
    "drug_other_anticoagulant",
    "proc_anticoagulant_therapy",
)


def extract(chart: Chart) -> Feature:
    """Whether the patient declines anticoagulation.

    ``present``: the newest ``anticoagulation-preference`` says ``declines``; or an anticoagulant is not to be given,
    was not taken or was stopped, with a declined reason, and since then none was ordered and the patient did not
    accept.
    ``absent``: the newest answer says ``accepts``.  Unknown otherwise (open world, optional); a bare refusal or
    non-adherence code is not a preference against anticoagulation.  Only what is of the present episode counts.
    Source: G-22, definitions 17, ruling 28, C-28.
    """
    answered = choose_newest(answers(chart, ANSWER), lambda each: _declines(chart, each), yes_first)
    refused = [each for each in _refusals(chart) if not _taken_back(chart, each, answered)]
    evidence = _answer_evidence(chart, answered)
    notes = passed_over(answered)
    answered = unless_outdated(answered, True)
    if refused:
        found = tuple(evidence_of(chart, each, *ANTICOAGULANTS, note="declined by the patient") for each in refused)
        return chart.known(NAME, "present", *evidence, *found, notes=notes)
    if answered.value is not None:
        return chart.known(NAME, "present" if answered.value else "absent", *evidence, notes=notes)
    spoiled = broken(chart, ANSWER)
    state = State.REFUSED if spoiled or answered.without_value or answered.not_counted else State.NOT_ASKED
    return chart.unknown(NAME, state, notes=notes + spoiled)


def _declines(chart: Chart, resource: Resource) -> bool | None:
    told = {documented_answer(chart, holder) for holder in value_holders(resource, ANSWER)}
    return True if "declines" in told else False if "accepts" in told else None


def _answer_evidence(chart: Chart, answered: Chosen[bool]) -> tuple[Evidence, ...]:
    if answered.resource is None:
        return ()
    return (evidence_of(chart, answered.resource, ANSWER, value="declines" if answered.value else "accepts"),)


def _refusals(chart: Chart) -> list[Resource]:
    """Anticoagulants not given, or stopped, because the patient declined."""
    concepts, named = chart.knowledge.codes.concepts, chart.record.with_concept(*ANTICOAGULANTS)
    if not named:
        return []
    return [
        each
        for each in named
        if (is_prohibition(each) or word_of(each.data.get("status")) == "stopped")
        and any(DECLINED in concepts(*pair) for pair in reasons(each))
        and in_episode(chart, clinical_time(each))
    ]


def _taken_back(chart: Chart, refusal: Resource, answered: Chosen[bool]) -> bool:
    """Whether the patient accepted later, or an anticoagulant was ordered later."""
    when = clinical_time(refusal)
    if answered.value is False and is_later(answered.moment, when):
        return True
    orders = chart.record.with_concept(*ANTICOAGULANTS, type="MedicationRequest")
    return any(is_active_order(each) and is_later(clinical_time(each), when) for each in orders)
