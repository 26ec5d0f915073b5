"""Answers and orders that the record has outlived: a drug that a later entry records as ended, a dose after a "no"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from service.features.documented import Answer, documented
from service.features.dosage import read_dosages
from service.features.drug_use import DRUG_TYPES, is_taken
from service.features.episode import dvt_onset
from service.features.observed import evidence_of
from service.features.recent_dose import ended_class
from service.features.taken_back import was_never_given
from service.features.treatment_dose import DoseClass
from service.fhir.dates import clinical_time, period_of
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.record import Resource
from service.fhir.status import is_prohibition, word_of

if TYPE_CHECKING:
    from service.features.anticoagulants import CurrentDrug
    from service.features.chart import Chart
    from service.features.feature import Evidence
    from service.features.recent_dose import RecentDose
    from service.features.sought import Sought

OUTLIVED = "an answer says yes, and the drug is recorded as ended since"
_ENDED = frozenset({"stopped", "completed"})


def ended_since(chart: Chart, order: Resource, name: str, since: Moment | None) -> Moment | None:
    """When a statement of the same drug says that it ended after this order was written; ``None`` when none does.

    A statement of another dose is of another phase of treatment, and one of the order itself ended before it began.
    """
    if since is None:
        return None
    ended = [(end, told) for one, end, told in _ended_statements(chart, name) if one is not order]
    ended = [each for each in ended if each[0].earliest > since.latest]
    own = _doses(order) if ended else frozenset()
    ends = [end for end, told in ended if not own or not told or not own.isdisjoint(told)]
    return max(ends, key=lambda when: when.earliest, default=None)


_Ended = tuple[Resource, Moment, frozenset[tuple[Any, str]]]


def _ended_statements(chart: Chart, name: str) -> tuple[_Ended, ...]:
    """The statements of a drug that are over, with their end and the doses they tell, read once per call."""
    return chart.once(f"ended statements of {name}", lambda each: tuple(_read_ended(each, name)))


def _read_ended(chart: Chart, name: str) -> Iterator[_Ended]:
    for each in chart.record.with_concept(name, type="MedicationStatement"):
        end = _end_of_statement(chart, each)
        if end is not None:
            yield each, end, _doses(each)


def _doses(resource: Resource) -> frozenset[tuple[Any, str]]:
    return frozenset((each.dose, each.unit) for each in read_dosages(resource) if each.dose)


def _end_of_statement(chart: Chart, resource: Resource) -> Moment | None:
    """The end of a statement that is over: of its period, else of when it was asserted."""
    if is_prohibition(resource):
        return None
    is_over = word_of(resource.data.get("status")) in _ENDED
    period = resource.data.get("effectivePeriod")
    end = period_of(resource)[1] if isinstance(period, dict) else None
    if end is not None and end.earliest <= chart.now:
        return end if is_over or not is_taken(chart, resource) else None
    if not is_over:
        return None
    try:
        return (
            read_moment(resource.data["dateAsserted"]) if "dateAsserted" in resource.data else clinical_time(resource)
        )
    except UnreadableDate:
        return None


def answered_now(answer: Answer, drugs: Iterable[CurrentDrug], loose: Sought, recent: Iterable[RecentDose]) -> Answer:
    """The documented answer, unless the record speaks against it: a no by a dose that was given and still acts, or an
    order after it that is over; a yes by a drug that was taken back or has ended since."""
    if answer.value is None:
        return answer
    if answer.value:
        since = [each.taken_back.latest for each in drugs if each.taken_back is not None]
        is_outlived = OUTLIVED in loose.notes
    else:
        given = [each for each in recent if each.resource.type == "MedicationAdministration"]
        since, is_outlived = [each.latest for each in recent], bool(given)
    if is_outlived or (since and (answer.when is None or answer.when.earliest <= max(since))):
        told = f"an older answer says {'yes' if answer.value else 'no'}"
        return replace(answer, value=None, unusable=True, notes=(*answer.notes, told))
    return answer


def outlived_yes(chart: Chart, local_set: str, sets: Mapping[str, str]) -> tuple[Evidence, ...]:
    """The drugs of ``sets`` (name → value set) that ended after a documented yes, where none stands; what was below
    treatment or never given ends no treatment.

    Of an order that is over without saying when only one counts that was written since the onset: the yes may have
    meant it.
    """
    if chart.mentioned.isdisjoint(sets.values()):
        return ()
    answer = documented(chart, local_set, yes_stands=False)
    if answer.value is not True or answer.when is None:
        return ()
    onset, found = dvt_onset(chart), []
    for drug, name in sets.items():
        for each in chart.record.with_concept(name):
            if not _has_ended(chart, each) or not _ended_after(chart, each, answer.when, onset):
                continue
            if drug == "warfarin" or ended_class(chart, drug, name, each) is not DoseClass.BELOW:
                found.append(evidence_of(chart, each, name, note="recorded as ended"))
    return tuple(found)


def _has_ended(chart: Chart, resource: Resource) -> bool:
    if resource.type not in DRUG_TYPES or is_prohibition(resource) or was_never_given(resource):
        return False
    return word_of(resource.data.get("status")) in (*_ENDED, "active") and not is_taken(chart, resource)


def _ended_after(chart: Chart, resource: Resource, yes: Moment, onset: Moment | None) -> bool:
    end = _end_of_statement(chart, resource) if resource.type == "MedicationStatement" else None
    if end is not None:
        return end.latest >= yes.earliest
    written = clinical_time(resource)
    return written is not None and written.latest >= min(yes.earliest, onset.earliest if onset else yes.earliest)
