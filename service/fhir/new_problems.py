"""The new problems of ``context.conditions`` as resources of the record.

The hook fires when they are recorded: the record that comes with it may have been searched before, and then has none
of them, or after, and then has them under the same id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from service.fhir.bundles import as_entry
from service.fhir.heads import decoded, resource_of
from service.fhir.moments import Moment, UnreadableDate, is_later, read_moment
from service.fhir.references import Owner, Ownership, WrongPatient, subject_reference

PLACE = "context.conditions.entry"

_OF_THE_SERVER = frozenset({"resourceType", "id", "meta", "text", "subject"})
"""Members that a server writes anew, or that say nothing about the problem."""


def new_problems(
    conditions: Iterable[Mapping[str, Any]], of_record: Mapping[str, Any], owners: Ownership, now: datetime
) -> list[msgspec.Raw]:
    """An entry for each new problem that says more than the copy of the same id in ``of_record`` (entries, by id).

    Of one id the new problem counts as written down at the call (``now``), unless it has a time of its own or the copy
    was surely saved after the problem was recorded.

    They are the clinician's own, as drafts are, so a subject that is missing or cannot be read is tolerated.  Raises
    :class:`WrongPatient` for one of another patient.
    """
    found = []
    for number, data in enumerate(conditions):
        reference = subject_reference(data)
        if reference and owners.of(reference) is Owner.OTHER:
            raise WrongPatient(f"{PLACE}[{number}].resource.subject")
        earlier = of_record.get(data["id"]) if isinstance(data.get("id"), str) else None
        copy = None if earlier is None else decoded(resource_of(earlier))
        if copy is None or not _says_the_same(copy, data):
            ours = {**data, "subject": {"reference": f"Patient/{owners.patient_id}"}}
            if copy is not None and _is_older(copy, data, now):
                meta = data.get("meta")
                ours["meta"] = {**(meta if isinstance(meta, dict) else {}), "lastUpdated": now.isoformat()}
            found.append(as_entry(msgspec.json.encode(ours)))
    return found


def _is_older(copy: Mapping[str, Any], new: Mapping[str, Any], now: datetime) -> bool:
    """Whether the copy was saved at a known time that is not surely after the new problem was recorded."""
    saved, own = _moment(copy.get("meta"), "lastUpdated"), _moment(new.get("meta"), "lastUpdated")
    if saved is None or own is not None or saved.earliest > now:
        return False
    return not is_later(saved, _moment(new, "recordedDate"))


def _moment(holder: Any, member: str) -> Moment | None:
    try:
        return read_moment(holder.get(member)) if isinstance(holder, Mapping) else None
    except UnreadableDate:
        return None


def _says_the_same(recorded: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether nothing is told of the new problem that the recorded copy does not tell in the same way."""
    return all(_bare(recorded.get(name)) == _bare(value) for name, value in new.items() if name not in _OF_THE_SERVER)


def _bare(value: Any) -> Any:
    """A value without the words beside its codes, which servers add and change."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return value
    beside = {"display", "text"} if value.get("coding") or value.get("code") else {"display"}
    return {name: _bare(member) for name, member in value.items() if name not in beside}
