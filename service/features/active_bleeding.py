"""Active major bleeding (definitions 1, C-15, M-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.bleeds import ANSWER, MAJOR, Stage, bleeds
from service.features.documented import Answer, documented
from service.features.feature import Evidence, Feature, State
from service.features.observed import broken, unanswered
from service.features.sought import in_window

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "active_bleeding"
_MINOR = ("bleeding_minor",)
SETS = (MAJOR, ANSWER, *_MINOR)


def extract(chart: Chart) -> Feature:
    """Whether the patient bleeds now.

    ``present``: a current major bleeding Condition of the last 7 days, or undated while an encounter is open; else the
    newest answer ``active-bleeding`` says yes and is of the last 7 days.  Minor bleeding does not count and is named.
    Unknown: a suspected bleed, a date that leaves it open, an undated one while encounters were not answered – unless
    the documented answer decides.  ``absent`` otherwise, once Conditions were answered in full (closed world).
    """
    if chart.is_silent_on(SETS, "conditions"):
        return chart.not_found(NAME)
    found = bleeds(chart)
    notes = _minor_bleeding(chart)
    active = tuple(each.evidence for each in found if each.stages == {Stage.ACTIVE})
    if active:
        return chart.known(NAME, "present", *active, notes=notes)
    answered = _answer(chart)
    if answered.value is not None:
        return chart.known(
            NAME, "present" if answered.value else "absent", *answered.evidence, notes=notes + answered.notes
        )
    doubtful: tuple[Evidence, ...] = tuple(each.evidence for each in found if Stage.ACTIVE in each.stages)
    spoiled = broken(chart, MAJOR, ANSWER) if chart.record.quarantined else ()
    if doubtful or spoiled or answered.unusable:
        return chart.unknown(NAME, State.REFUSED, *doubtful, notes=notes + answered.notes + spoiled)
    gap = unanswered(chart, "conditions")
    return chart.unknown(NAME, gap, notes=notes) if gap else chart.not_found(NAME, notes)


def _answer(chart: Chart) -> Answer:
    """The newest answer; a yes of more than 7 days ago is no answer about now."""
    answered = documented(chart, ANSWER)
    if answered.value and in_window(chart, answered.when, "active_bleeding_days") is not True:
        return Answer(notes=answered.notes, unusable=answered.when is None or answered.unread)
    return answered


def _minor_bleeding(chart: Chart) -> tuple[str, ...]:
    minor = chart.record.with_concept(*_MINOR, type="Condition")
    return ("minor bleeding is recorded and does not count",) if minor else ()
