"""One thing looked for in the record: present, absent, unknown, or not checked, and why.

The bleeding factors and the ledger are lists of these.  A thing is absent only when every query that could show it
was answered and nothing that was found could be it (closed world); *or* and *and* follow Kleene's logic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from service.features.feature import Evidence, Feature, State
from service.features.observed import broken, evidence_of, unanswered, uncounted
from service.features.refuted import refuted_later
from service.features.silence import Index, index_of
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import (
    clinical_status,
    is_current_condition,
    is_history,
    is_refuted,
    is_suspected,
    why_not_counted,
)

if TYPE_CHECKING:
    from service.features.chart import Chart

PRESENT, ABSENT, UNKNOWN, NOT_CHECKED = "present", "absent", "unknown", "not_checked"
KEY_OF = {"Condition": "conditions", "Procedure": "procedures", "Observation": "observations"}
_OVER = ("inactive", "remission", "resolved")
_NEVER_DONE = ("not done", "prohibited", "preparation", "on-hold", "stopped", "suspended", "aborted")


Look = Callable[["Chart"], "Sought"]


class Sought(msgspec.Struct, frozen=True):
    """What came of looking for one thing; ``gap`` says why it is unknown."""

    state: str
    evidence: tuple[Evidence, ...] = ()
    gap: State | None = None
    notes: tuple[str, ...] = ()
    measured: bool = True
    """False when it rests on a measurement that nobody has made (as far as the record tells)."""

    @property
    def is_present(self) -> bool:
        return self.state == PRESENT


class Search(msgspec.Struct, frozen=True):
    """How one thing is looked for, and when that can be spared."""

    look: Look
    sets: tuple[str, ...] = ()
    """The value sets without any of which ``look`` finds nothing; none when it rests on something else as well."""
    keys: tuple[str, ...] = ()
    """The queries that must have been answered for that."""


class Searches(msgspec.Struct, frozen=True):
    """Several searches, each known by its place among them."""

    looks: tuple[Look, ...]
    always: tuple[int, ...]
    """Those that rest on something else than value sets."""
    spared: Index
    """The others, by what makes one worth a look."""


NOTHING = Sought(ABSENT)
UNMEASURED = Sought(ABSENT, measured=False)


def either(*parts: Sought) -> Sought:
    """Present when any part is, absent when all are, otherwise unknown."""
    present: list[Sought] = []
    unknown: list[Sought] = []
    notes: tuple[str, ...] = ()
    silent = measured = True
    for part in parts:
        if part is NOTHING:
            continue
        silent, measured, notes = False, measured and part.measured, notes + part.notes
        if part.state == PRESENT:
            present.append(part)
        elif part.state == UNKNOWN:
            unknown.append(part)
    if silent:
        return NOTHING
    if not present and not unknown:
        return Sought(ABSENT, (), None, notes, measured)
    evidence = tuple([each for part in present or unknown for each in part.evidence])
    if present:
        return Sought(PRESENT, evidence, None, notes)
    return Sought(UNKNOWN, evidence, worst_gap(*unknown), notes, measured)


def both(*parts: Sought) -> Sought:
    """Present when all parts are, absent when any is, otherwise unknown."""
    if NOTHING in parts:
        return NOTHING
    notes = tuple(note for part in parts for note in part.notes)
    if any(part.state == ABSENT for part in parts):
        return Sought(ABSENT, (), None, notes)
    evidence = tuple(each for part in parts for each in part.evidence)
    open_ones = [part for part in parts if part.state == UNKNOWN]
    if open_ones:
        measured = all(part.measured for part in open_ones)
        return Sought(UNKNOWN, evidence, worst_gap(*open_ones), notes, measured)
    return Sought(PRESENT, evidence, None, notes)


def opposite(part: Sought) -> Sought:
    """The same with present and absent exchanged."""
    return replace(part, state={PRESENT: ABSENT, ABSENT: PRESENT}.get(part.state, part.state))


def worst_gap(*parts: Sought) -> State:
    """The gap that tells the reader most: something unusable, a failed query, then nothing asked."""
    gaps = {part.gap for part in parts}
    return next((gap for gap in (State.REFUSED, State.UNREACHABLE) if gap in gaps), State.NOT_ASKED)


def seek(
    chart: Chart,
    *sets: str,
    kind: str = "Condition",
    within: str = "",
    after: str = "",
    history: bool = False,
    suspicion: bool = True,
) -> Sought:
    """Look for a Condition or Procedure of some value sets.

    ``within``: threshold id of a window in days before now (inclusive; any confirmed Condition dated in it counts,
    also one that has resolved).  ``after``: threshold id of a shorter window that it must lie before.  Without a
    window a Condition must be current, or with ``history`` may also be over.

    Unknown: its query was not answered, or the only thing found is suspected (without ``suspicion`` it is named and not
    counted), undated or imprecisely dated where a window is asked for, of unreadable status, or quarantined.
    """
    if chart.mentioned.isdisjoint(sets):
        key = KEY_OF[kind]
        return NOTHING if key in chart.answered else _silence(chart, key)
    candidates = chart.record.with_concept(*sets, type=kind)
    found: list[Resource] = []
    undecided: list[Resource] = []
    notes: tuple[str, ...] = ()
    for resource, verdict in _judged(chart, candidates, within, after, history):
        if verdict is None and not suspicion and is_suspected(resource):
            notes += uncounted(resource)
        else:
            (found if verdict else undecided).append(resource)
    if found:
        return Sought(PRESENT, tuple(evidence_of(chart, each, *sets) for each in found))
    notes += broken(chart, *sets) if chart.record.quarantined else ()
    if undecided or chart.record.quarantined_with(*sets):
        evidence = tuple(evidence_of(chart, each, *sets, note=why_undecided(each)) for each in undecided)
        return Sought(UNKNOWN, evidence, State.REFUSED, notes)
    silence = _silence(chart, KEY_OF[kind])
    return Sought(silence.state, gap=silence.gap, notes=notes) if notes else silence


def all_of(searches: Sequence[Search]) -> Searches:
    """The searches by what makes each worth a look."""
    return Searches(
        tuple([each.look for each in searches]),
        tuple([place for place, each in enumerate(searches) if not each.sets]),
        index_of((place, each.sets, each.keys) for place, each in enumerate(searches) if each.sets),
    )


def look_for_all(chart: Chart, searches: Searches) -> list[tuple[int, Sought]]:
    """What came of each search that came to anything, by its place; most things that are looked for are mentioned
    nowhere in the record."""
    spoken_of, told = searches.spared.spoken_of(chart), []
    for place in sorted(spoken_of.union(searches.always)) if spoken_of else searches.always:
        found = searches.looks[place](chart)
        if found is not NOTHING:
            told.append((place, found))
    return told


def search_codes(
    *sets: str,
    kind: str = "Condition",
    within: str = "",
    after: str = "",
    history: bool = False,
    suspicion: bool = True,
) -> Search:
    """:func:`seek` as a search."""

    def look(chart: Chart) -> Sought:
        return seek(chart, *sets, kind=kind, within=within, after=after, history=history, suspicion=suspicion)

    return Search(look, sets, (KEY_OF[kind],))


def _silence(chart: Chart, key: str) -> Sought:
    """Where nothing was found: absent when the query was answered, else unknown."""
    return NOTHING if key in chart.answered else Sought(UNKNOWN, gap=unanswered(chart, key))


def _judged(
    chart: Chart, candidates: Iterable[Resource], within: str, after: str, history: bool
) -> Iterator[tuple[Resource, bool | None]]:
    """The resources that are it (``True``) or may be it (``None``)."""
    for resource in candidates:
        verdict = _status_verdict(resource, history or bool(within))
        if verdict is not False and within:
            verdict = _and(verdict, in_window(chart, clinical_time(resource, chart.birth), within, after))
        if verdict is None and refuted_later(chart, resource):
            continue
        if verdict is not False:
            yield resource, verdict


def _status_verdict(resource: Resource, history: bool) -> bool | None:
    if resource.type != "Condition":
        reason = why_not_counted(resource)
        return True if not reason else False if reason in _NEVER_DONE else None
    if is_refuted(resource):
        return False
    if is_current_condition(resource):
        return True
    if is_history(resource) or clinical_status(resource) in _OVER:
        return history and not why_not_counted(resource)
    return None


def in_window(chart: Chart, when: Moment | None, within: str, after: str = "") -> bool | None:
    """Whether a moment lies ``within`` one window before now and not in the shorter one ``after``; ``None`` when the
    moment is missing or too imprecise."""
    if when is None:
        return None
    inside = chart.within(when, within)
    if not after or inside is False:
        return inside
    too_recent = chart.within(when, after)
    return _and(inside, None if too_recent is None else not too_recent)


def _and(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def why_undecided(resource: Resource) -> str:
    """Why a resource can neither be counted nor left out, in a word or two."""
    reason = why_not_counted(resource)
    if reason:
        return reason
    return "date not precise" if clinical_time(resource) else "undated"


def of_feature(feature: Feature, *values: str) -> Sought:
    """A fact as a thing looked for: present when it is known to have one of ``values``."""
    if feature.possible.isdisjoint(values):
        return Sought(ABSENT, feature.evidence) if feature.evidence else NOTHING
    if feature.possible.issubset(values):
        return Sought(PRESENT, feature.evidence, None, feature.notes)
    return Sought(UNKNOWN, feature.evidence, _gap_of(feature), feature.notes)


def of_measurement(chart: Chart, feature: Feature, *values: str) -> Sought:
    """A measured fact as a thing looked for; never measured is told apart from measured and unusable."""
    found = of_feature(feature, *values)
    if found.state == UNKNOWN and found.gap is State.NOT_ASKED and unanswered(chart, "observations") is None:
        return Sought(UNKNOWN, found.evidence, found.gap, found.notes, measured=False)
    return found


def as_absent_when_unmeasured(found: Sought) -> Sought:
    """Definitions 3: nothing measured counts as absent and is listed; a value that cannot be used stays unknown."""
    if found.state == UNKNOWN and not found.measured:
        return Sought(ABSENT, found.evidence, None, found.notes, measured=False)
    return found


def _gap_of(feature: Feature) -> State:
    """A fact that is documented only in part has a value that leaves the question open."""
    return State.REFUSED if feature.state is State.DOCUMENTED else feature.state


def as_feature(chart: Chart, name: str, found: Sought) -> Feature:
    """A closed-world input of present and absent from what was looked for."""
    if found.state == PRESENT:
        return chart.known(name, PRESENT, *found.evidence, notes=found.notes)
    if found.state == ABSENT:
        return chart.not_found(name, found.notes)
    return chart.unknown(name, found.gap or State.NOT_ASKED, *found.evidence, notes=found.notes)
