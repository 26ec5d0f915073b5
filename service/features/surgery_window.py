"""Major surgery within a window before now: the bleeding count and the lysis ledger (C-7).

The extension trigger looks back from the onset and is :mod:`surgery`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.documented import documented
from service.features.feature import Evidence, State
from service.features.observed import broken, unanswered
from service.features.sought import ABSENT, NOTHING, PRESENT, UNKNOWN, Sought, in_window
from service.features.surgery import ANSWER, OPERATIONS, surgeries

if TYPE_CHECKING:
    from service.features.chart import Chart

SURGERY_SETS = (*OPERATIONS, ANSWER)


def surgery_within(chart: Chart, within: str, after: str = "", *, neurosurgery_only: bool = False) -> Sought:
    """Major (or intracranial and spinal) surgery within ``within`` days before now and not in the last ``after`` days
    (threshold ids, inclusive).

    Unknown: an operation without a known status, undated, of unknown size, or whose date leaves it open; or
    ``recent-major-surgery``
    answered yes, which tells neither the day nor the kind.  Answered no it is absent even when Procedures were not
    answered.
    """
    if chart.mentioned.isdisjoint(SURGERY_SETS):
        return _unanswered(chart)
    found: list[Evidence] = []
    doubtful: list[Evidence] = []
    for each in surgeries(chart):
        if each.is_neurosurgery or not neurosurgery_only:
            inside = in_window(chart, each.when, within, after)
            if inside is not False:
                (found if inside and each.is_certain else doubtful).append(each.evidence)
    if found:
        return Sought(PRESENT, tuple(found))
    if doubtful:
        return Sought(
            UNKNOWN,
            tuple(doubtful),
            State.REFUSED,
            ("whether or when the operation was done, or how large it was, is not told",),
        )
    answered = documented(chart, ANSWER)
    # A yes may speak of an operation that is on record, outside this window or of another kind.
    on_record = any(in_window(chart, each.when, "surgery_extension_days") for each in surgeries(chart))
    if answered.value and not on_record:
        notes = ("date and kind of the operation not told",)
        return Sought(UNKNOWN, answered.evidence, State.NOT_ASKED, notes)
    if answered.value is False:
        return Sought(ABSENT, answered.evidence)
    if answered.unusable:
        return Sought(UNKNOWN, gap=State.REFUSED, notes=answered.notes)
    return _unanswered(chart)


def _unanswered(chart: Chart) -> Sought:
    spoiled = broken(chart, *OPERATIONS) if chart.record.quarantined else ()
    if spoiled:
        return Sought(UNKNOWN, gap=State.REFUSED, notes=spoiled)
    gap = unanswered(chart, "procedures")
    return Sought(UNKNOWN, gap=gap) if gap else NOTHING
