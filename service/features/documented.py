"""Closed-world facts of the history: what coded resources say, what was answered, and what was never asked.

A coded resource wins over an answer in the local code system; the answer wins over silence, and makes the fact
known even where a query was not made (fhir-input.md, "The local code system").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from service.features.episode import in_episode
from service.features.feature import Evidence, Feature, State
from service.features.observed import (
    broken,
    documented_boolean,
    evidence_of,
    passed_over,
    unanswered,
    unless_outdated,
    with_code_or_component,
    yes_first,
)
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.values import choose_newest

if TYPE_CHECKING:
    from service.features.chart import Chart


class Found(msgspec.Struct, frozen=True):
    """What the coded resources say: evidence for the fact, evidence that may or may not be, and remarks."""

    evidence: tuple[Evidence, ...] = ()
    doubtful: tuple[Evidence, ...] = ()
    """Undated, of a partial date, or short of the definition: the fact stays unknown unless something decides it."""
    notes: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """A documented yes or no; ``value`` is ``None`` when nobody answered."""

    value: bool | None = None
    when: Moment | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    unusable: bool = False
    """There is an answer, and it cannot be read or does not count."""
    unread: bool = False
    """One that may be as new as this cannot be read."""


_NOT_ANSWERED = Answer()


def documented(chart: Chart, local_set: str, *, yes_lasts: bool = False, yes_stands: bool = True) -> Answer:
    """The newest countable answer to a local yes-or-no question about the present episode.

    ``yes_lasts``: a yes holds however old it is (an earlier thrombosis stays one).  Of two answers at the same time
    the yes is used.  A newer answer that cannot be read leaves nothing decided; a yes stands all the same, unless
    ``yes_stands`` is false because the no is as dangerous.
    """
    if local_set not in chart.observations:
        return _NOT_ANSWERED
    asked = [
        each
        for each in with_code_or_component(chart, local_set)
        if in_episode(chart, clinical_time(each)) or (yes_lasts and documented_boolean(chart, each, local_set))
    ]
    if not asked:
        return _NOT_ANSWERED
    chosen = choose_newest(asked, lambda each: documented_boolean(chart, each, local_set), yes_first)
    notes = passed_over(chosen)
    chosen = unless_outdated(chosen, *((True,) if yes_stands else ()))
    if chosen.resource is None:
        return Answer(notes=notes, unusable=True, unread=bool(chosen.unread))
    evidence = evidence_of(chart, chosen.resource, local_set, value="yes" if chosen.value else "no")
    return Answer(chosen.value, chosen.moment, (evidence,), notes, unread=bool(chosen.unread))


def closed_world(
    chart: Chart, name: str, found: Found, answer: Answer, *, sets: tuple[str, ...], keys: tuple[str, ...]
) -> Feature:
    """A fact that is absent when every query in ``keys`` was answered and nothing of ``sets`` was found.

    In this order: coded evidence, documented yes or no; then doubtful evidence, broken resources of ``sets`` and
    unusable answers (unknown, refused); then queries not answered (unknown); else not documented.
    """
    spoiled = broken(chart, *sets)
    notes = found.notes + answer.notes + spoiled
    if found.evidence:
        return chart.known(name, "present", *found.evidence, notes=notes)
    if answer.value is not None:
        return chart.known(
            name, "present" if answer.value else "absent", *answer.evidence, *found.doubtful, notes=notes
        )
    if found.doubtful or spoiled or answer.unusable:
        return chart.unknown(name, State.REFUSED, *found.doubtful, notes=notes)
    gap = unanswered(chart, *keys)
    return chart.unknown(name, gap, notes=notes) if gap else chart.not_found(name, notes)


def documented_presence(chart: Chart, name: str, local_set: str) -> Feature:
    """A closed-world fact that only a documented yes makes present: ``progression``, ``cdt_failed``.

    The newest countable answer of the present episode decides; without one the fact is absent when the
    Observations were answered in full.
    """
    if chart.is_silent_on((local_set,), "observations"):
        return chart.not_found(name)
    answer = documented(chart, local_set)
    if answer.value is not None:
        return chart.known(name, "present" if answer.value else "absent", *answer.evidence, notes=answer.notes)
    return closed_world(chart, name, Found(), answer, sets=(local_set,), keys=("observations",))
