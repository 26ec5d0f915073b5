"""Answers and orders that the record has outlived: a drug that a later entry records as ended, a dose after a "no"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from service.features.documented import Answer, documented
from service.features.dosage import read_dosages
from service.features.dosages_once import dosages_of
from service.features.drug_use import DRUG_TYPES, is_taken
from service.features.episode import dvt_onset
from service.features.left_open import told_last
from service.features.observed import evidence_of
from service.features.order_course import end_of_stay
from service.features.recent_dose import ended_class, is_single, status_changed
from service.features.taken_back import was_never_given
from service.features.treatment_dose import DoseClass
from service.fhir.dates import clinical_time, period_of
from service.fhir.moments import Moment, UnreadableDate, moment, read_moment
from service.fhir.record import Resource
from service.fhir.status import is_prohibition, word_of

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.current_drug import CurrentDrug
    from service.features.feature import Evidence
    from service.features.recent_dose import RecentDose
    from service.features.sought import Sought

OUTLIVED = "an answer says yes, and the drug is recorded as ended since"
_ENDED = frozenset({"stopped", "completed"})


def ended_since(chart: Chart, order: Resource, name: str, since: Moment | None) -> Moment | None:
    """When a statement of the same drug says that it ended after this order was written; ``None`` when none does.  For
    a statement also when an order ended after the statement was made.

    One of another dose is of another phase of treatment, and one of the order itself ended before it began.
    """
    if since is None:
        return None
    ended = [(end, told) for one, end, told in _ended_statements(chart, name) if one is not order]
    if order.type == "MedicationStatement" and (last := told_last(order)) is not None:
        orders = chart.once(f"ended orders of {name}", lambda each: tuple(_read_ended_orders(each, name)))
        ended += [(end, told) for _, end, told in orders if end.earliest > last.latest]
    ended = [each for each in ended if each[0].earliest > since.latest]
    own = doses_of(order) if ended else frozenset()
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
            yield each, end, doses_of(each)


def _read_ended_orders(chart: Chart, name: str) -> Iterator[_Ended]:
    """The orders that were stopped, or whose instructions have ended, when they say since when; what was ordered for
    the days in hospital says nothing of what is taken at home."""
    for each in chart.record.with_concept(name, type="MedicationRequest"):
        status = word_of(each.data.get("status"))
        if status not in (*_ENDED, "active") or is_prohibition(each) or was_never_given(each):
            continue
        ends = [one.ends for one in dosages_of(chart, each, evidence_of(chart, each, name).what)]
        told = [one for one in ends if one is not None]
        last = moment(max(told)) if told and len(told) == len(ends) else None
        changed = status_changed(each) if status == "stopped" else None
        end = min((one for one in (last, changed) if one is not None), key=lambda one: one.latest, default=None)
        if end is not None and end.latest < chart.now and end_of_stay(chart, each, perhaps=True) is None:
            yield each, end, doses_of(each)


def doses_of(resource: Resource) -> frozenset[tuple[Any, str]]:
    """The amounts of its instructions, each with its unit; empty where none can be read."""
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
            has_ended = _has_ended(chart, each)
            is_over = has_ended or _is_spent(chart, drug, name, each)
            if not is_over or not _ended_after(chart, each, answer.when, onset):
                continue
            if drug == "warfarin" or ended_class(chart, drug, name, each) is not DoseClass.BELOW:
                found.append(evidence_of(chart, each, name, note="recorded as ended" if has_ended else "one dose only"))
    return tuple(found)


def _has_ended(chart: Chart, resource: Resource) -> bool:
    if resource.type not in DRUG_TYPES or is_prohibition(resource) or was_never_given(resource):
        return False
    return word_of(resource.data.get("status")) in (*_ENDED, "active") and not is_taken(chart, resource)


def _is_spent(chart: Chart, drug: str, name: str, resource: Resource) -> bool:
    """Whether it stands, and was for a single dose: it is asked where no drug stands, so that it acts no more."""
    return resource.type in DRUG_TYPES and is_taken(chart, resource) and is_single(chart, drug, name, resource)


def _ended_after(chart: Chart, resource: Resource, yes: Moment, onset: Moment | None) -> bool:
    end = _end_of_statement(chart, resource) if resource.type == "MedicationStatement" else None
    if end is not None:
        return end.latest >= yes.earliest
    written = clinical_time(resource)
    return written is not None and written.latest >= min(yes.earliest, onset.earliest if onset else yes.earliest)
