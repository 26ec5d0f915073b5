"""Unprovoked, or provoked by a documented factor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.features.admission import hospital_stays, is_open, may_be_over, reaches_window
from service.features.anchors import after_onset, before_onset
from service.features.childbearing import births
from service.features.episode import dvt_onset, in_episode
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
from service.features.surgery import surgeries
from service.fhir.dates import clinical_time, end_time
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition, is_prohibition, word_of
from service.fhir.values import choose_newest, value_holders

if TYPE_CHECKING:
    from service.features.admission import HospitalStay
    from service.features.chart import Chart

NAME = "unprovoked"
ANSWER, UNPROVOKED = "assessment_provocation", "dvt_unprovoked"
PROVOKED = ("dvt_provoked", "long_travel")
INJURY = ("fracture_lower_limb", "major_trauma")
IMMOBILISATION = "immobilisation"
OESTROGEN_STATUS, OESTROGEN = "oestrogen_status", "drug_oestrogen"
PERSISTENT = ("inflammatory_bowel_disease", "nephrotic_syndrome")
_TAKEN = frozenset({"completed", "stopped", "on-hold"})


def extract(chart: Chart) -> Feature:
    """Whether the DVT is unprovoked; ``present`` is the risk feature.

    ``absent``: a documented provoking factor (below), or the answer ``provocation`` is ``provoked``.  ``present``: a
    Condition coded as unprovoked, or the answer ``unprovoked``, while no factor is documented.  Unknown otherwise:
    silence about travel or immobility proves nothing (open world).

    Factors, looking back from the onset (from now without one): major surgery, fracture or major injury, and an
    admission of 3 nights or more, in ``provoking_major_days``; a shorter admission, oestrogen, delivery, and
    immobilisation, in ``provoking_minor_days``; pregnancy; active cancer, inflammatory bowel disease and nephrotic
    syndrome; a DVT coded as provoked.  Source: ruling 7, definitions 14, R-50 (ISTH 2016).
    """
    factors = tuple(_factors(chart))
    said = choose_newest(answers(chart, ANSWER), lambda each: _says_unprovoked(chart, each), yes_first)
    notes = passed_over(said)
    said = unless_outdated(said, True)
    coded = tuple([evidence_of(chart, each, UNPROVOKED) for each in _of_episode(chart, UNPROVOKED)])
    evidence = coded
    if said.resource is not None:
        word = "unprovoked" if said.value else "provoked"
        evidence += (evidence_of(chart, said.resource, ANSWER, value=word),)
    if factors:
        called = ("documented as unprovoked, yet a provoking factor is recorded",) if coded or said.value else ()
        return chart.known(NAME, "absent", *factors, notes=notes + called)
    if coded or said.value is not None:
        return chart.known(NAME, "present" if coded or said.value else "absent", *evidence, notes=notes)
    spoiled = broken(chart, ANSWER, UNPROVOKED, *PROVOKED)
    unusable = spoiled or said.without_value or said.not_counted
    return chart.unknown(NAME, State.REFUSED if unusable else State.NOT_ASKED, notes=notes + spoiled)


def _says_unprovoked(chart: Chart, resource: Resource) -> bool | None:
    told = {documented_answer(chart, holder) for holder in value_holders(resource, ANSWER)}
    return True if "unprovoked" in told else False if "provoked" in told else None


def _of_episode(chart: Chart, *sets: str) -> list[Resource]:
    conditions = chart.record.with_concept(*sets, type="Condition")
    if not conditions:
        return []
    return [each for each in conditions if counts(each) and in_episode(chart, clinical_time(each, chart.birth))]


# --- factors --------------------------------------------------------------------------------------------------


def _factors(chart: Chart) -> Iterator[Evidence]:
    for each in _of_episode(chart, *PROVOKED):
        yield evidence_of(chart, each, *PROVOKED)
    yield from _major(chart)
    yield from _minor(chart)
    for name in ("pregnancy", "active_cancer"):
        if chart.feature(name).value == "present":
            yield from chart.feature(name).evidence
    for each in chart.record.with_concept(*PERSISTENT, type="Condition"):
        if is_current_condition(each) and not _began_after(chart, each):
            yield evidence_of(chart, each, *PERSISTENT)


def _major(chart: Chart) -> Iterator[Evidence]:
    days = int(chart.threshold("provoking_major_days"))
    operated, answered = False, chart.feature("surgery_90d")
    for operation in surgeries(chart):
        if operation.is_certain and operation.when and before_onset(chart, operation.when, days):
            operated = True
            yield operation.evidence
    if not operated and answered.value == "present":
        yield from answered.evidence
    for each in chart.record.with_concept(*INJURY, type="Condition"):
        when = clinical_time(each, chart.birth)
        if when is not None and counts(each) and before_onset(chart, when, days):
            yield evidence_of(chart, each, *INJURY)
    for stay in hospital_stays(chart):
        if _provoking_stay(chart, stay):
            yield stay.evidence


def _provoking_stay(chart: Chart, stay: HospitalStay) -> bool:
    """A stay that began before the day of the onset: one that began on it may be for the DVT itself."""
    onset = dvt_onset(chart)
    began = onset.earliest if onset is not None else chart.now
    nights = stay.nights(began if is_open(stay) else chart.now)
    if stay.start is None or nights is None or may_be_over(chart, stay) or stay.start.latest.date() >= began.date():
        return False
    if nights[0] < chart.threshold("recent_admission_min_nights"):
        return False
    long = nights[0] >= chart.threshold("provoking_admission_days")
    window = chart.threshold("provoking_major_days" if long else "provoking_minor_days")
    return reaches_window(chart, stay, int(window)) is True


def _minor(chart: Chart) -> Iterator[Evidence]:
    days = int(chart.threshold("provoking_minor_days"))
    for each in chart.record.with_concept(IMMOBILISATION, OESTROGEN_STATUS, type="Condition"):
        if counts(each) and _lasted_into(chart, each, days):
            yield evidence_of(chart, each, IMMOBILISATION, OESTROGEN_STATUS)
    for each in chart.record.with_concept(OESTROGEN):
        if each.type in ("MedicationRequest", "MedicationStatement") and _was_taken(chart, each, days):
            yield evidence_of(chart, each, OESTROGEN)
    for birth in births(chart):
        if birth.when is not None and before_onset(chart, birth.when, days):
            yield birth.evidence


def _lasted_into(chart: Chart, condition: Resource, days: int) -> bool:
    """Whether a state that began before the onset was there in the ``days`` before it."""
    began = clinical_time(condition, chart.birth)
    if began is None or _began_after(chart, condition):
        return False
    if is_current_condition(condition) or before_onset(chart, began, days):
        return True
    ended = end_time(condition)
    return ended is not None and before_onset(chart, ended, days, until_now=True) is True


def _was_taken(chart: Chart, drug: Resource, days: int) -> bool:
    """Active and begun no later than the onset, or ended but ordered in the ``days`` before it."""
    when = clinical_time(drug)
    if when is None or after_onset(chart, when) or is_prohibition(drug):
        return False
    ended = word_of(drug.data.get("status")) in _TAKEN
    return counts(drug) or (ended and before_onset(chart, when, days) is True)


def _began_after(chart: Chart, condition: Resource) -> bool:
    when = clinical_time(condition, chart.birth)
    return when is not None and after_onset(chart, when)
