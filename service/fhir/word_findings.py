"""Whether a resource that names a grave thing in words may still speak of the patient now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from service.fhir.dates import clinical_time, end_time, latest_onset
from service.fhir.moments import within_days
from service.fhir.named_words import Named, old_year_told, year_told
from service.fhir.shapes import NO_SETS, Resource
from service.fhir.status import is_history, is_refuted, word_of

_NEVER_DONE = frozenset(("not-done", "preparation", "stopped", "aborted", "suspended", "on-hold", "cancelled"))
_PLANNED = frozenset(("planned", "intended", "draft", "registered"))
_ONE_YEAR = 365


def told_of(named: Iterable[Named]) -> str:
    """How the card tells what was named and is no diagnosis; ``""`` for nothing."""
    spoken, coded = ({each.says: None for each in named if bool(each.coded) is has} for has in (False, True))
    parts = [f"names {', '.join(spoken)} in words only"] if spoken else []
    return "; ".join([*parts, *(f"codes {each} in a classification that is not read" for each in coded)])


def still_matters(concept: Named, kind: str, data: dict[str, Any], now: datetime) -> bool:
    """Whether a resource that names it may speak of the patient now: not refuted, not done away with, not too old."""
    resource = Resource(kind, "", "", "", NO_SETS, (), data)
    if kind == "Condition":
        if is_refuted(resource) or (concept.current and is_history(resource)):
            return False
    elif word_of(data.get("status")) in _NEVER_DONE or data.get("notDone") is True:
        return False
    if concept.days is None:
        return True
    if concept.past == "older":
        return _is_older(concept, resource, concept.days, now)
    year = year_told(concept, data.get("code"))
    if year is not None and (now.date() - date(year, 12, 31)).days > max(concept.days, _ONE_YEAR):
        return False
    when = clinical_time(resource) or latest_onset(resource)
    if concept.to_its_end:
        when = end_time(resource) or when
    if when is None:
        return concept.past != "dated"
    if within_days(when, now, concept.days) is not False:
        return True
    # What is dated ahead is dated wrongly, unless it is planned.
    return when.earliest > now and word_of(data.get("status")) not in _PLANNED


def _is_older(concept: Named, resource: Resource, days: int, now: datetime) -> bool:
    """Whether an event was surely before these days: by a year in its words, as what is over, or by its date."""
    year = old_year_told(concept, resource.data.get("code"))
    if year is not None and (now.date() - date(year, 12, 31)).days > days:
        return True
    if is_history(resource) and not any(member.startswith("onset") for member in resource.data):
        return True
    when = clinical_time(resource) or latest_onset(resource)
    return when is not None and when.latest < now and within_days(when, now, days) is False
