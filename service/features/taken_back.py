"""Words beside a dose that take it back ("HOLD for surgery", "patient not taking", "start after the operation").

Here too: why an order is over.

Advice that every patient gets ("do not stop taking this", "hold if platelets are below 50") takes nothing back.  How a
text is read stands in :mod:`service.features.taken_back_text`, its words in ``cards/taken_back_words.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.features.dosage import texts_of
from service.features.taken_back_reader import reader_of, rooms
from service.features.taken_back_sentence import Reading
from service.features.taken_back_text import Said, gravest
from service.fhir.medications import words_of
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart

_NEVER_GIVEN = re.compile(
    r"\bwrong (?:patient|chart|person)\b|\b(?:in|by|an|entry|entered in|ordering) error\b|\berroneous\w*"
    r"|\bmistake\b|\bduplicate\w*"
    r"|\bnever (?:taken|started|filled|dispensed|given|administered|picked up)\b"
    r"|\bnot (?:taken|started|filled|dispensed|given|administered|picked up|needed)\b(?! (?:any ?more|any ?longer)\b)"
    r"|\bunable to fill\b"
)

_DAYS = ("begins_in_words_days", "last_dose_told_days", "stop_before_operation_days")
"""The windows of :class:`Reading`, in its order."""


def taken_back(chart: Chart, resource: Resource, drug: str, since: Moment | None) -> Said | None:
    """What a text or a note of this order or statement says against its being taken now; ``None`` where nothing does.

    ``since`` is when it was written; a note has a date of its own or none.  One note answers another only where all
    are dated.
    """
    texts, notes = texts_of(resource), _notes(resource)
    if not texts and not notes:
        return None
    codes, days = chart.knowledge.codes, [int(chart.threshold(name)) for name in _DAYS]
    written = since.earliest if since is not None else None
    reading = Reading(codes.taken_back_words, codes.anticoagulant_words.names, drug, chart.now, written, *days)
    are_dated = all(when is not None for _, when in notes)
    if are_dated:
        notes.sort(key=lambda note: note[1] or chart.now)
    # The newest first, or the last.
    given, read = rooms([*texts, *(text for text, _ in reversed(notes))]), reader_of(chart).read
    parts = [read(text, room, reading, frozenset()) for text, room in zip(texts, given, strict=False)]
    found, last = frozenset[Said]().union(*parts), frozenset[Said]()
    for (text, when), room in zip(notes, reversed(given[len(texts) :]), strict=True):
        last = read(text, room, replace(reading, written=when), last if are_dated else frozenset())
        found = found if are_dated else found | last
    return gravest(found | last)


def _notes(resource: Resource) -> list[tuple[str, datetime | None]]:
    """The notes, each with when it was written."""
    listed = resource.data.get("note")
    told = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [(each["text"], _written(each.get("time"))) for each in told if isinstance(each.get("text"), str)]


def _written(time: Any) -> datetime | None:
    try:
        return read_moment(time).earliest if isinstance(time, str) else None
    except UnreadableDate:
        return None


def was_never_given(resource: Resource) -> bool:
    """Whether an order or statement ended for a reason that says that nothing of it was given."""
    told = resource.data.get("statusReason")
    listed = told if isinstance(told, list) else [told]
    return bool(_NEVER_GIVEN.search(words_of(tuple(each for each in listed if isinstance(each, dict))).lower()))
