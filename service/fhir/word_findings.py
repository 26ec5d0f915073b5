"""Whether a resource that names a grave thing in words may still speak of the patient now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.fhir.dates import clinical_time, latest_onset, within_days
from service.fhir.named_words import Named
from service.fhir.shapes import NO_SETS, Resource
from service.fhir.status import is_history, is_refuted, word_of

_NEVER_DONE = frozenset(("not-done", "preparation", "stopped", "aborted", "suspended", "on-hold", "cancelled"))


def still_matters(concept: Named, kind: str, data: dict[str, Any], now: datetime) -> bool:
    """Whether a resource that names it may speak of the patient now: not refuted, not done away with, not too old."""
    resource = Resource(kind, "", "", "", NO_SETS, (), data)
    if kind == "Condition":
        if is_refuted(resource) or (concept.current and is_history(resource)):
            return False
    elif word_of(data.get("status")) in _NEVER_DONE or data.get("notDone") is True:
        return False
    when = clinical_time(resource) or latest_onset(resource)
    return when is None or concept.days is None or within_days(when, now, concept.days) is not False
