"""What the facts of the thrombosis share: documented answers of the present episode, and evidence for the card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from service.features import episode
from service.features.feature import Evidence, State
from service.fhir.codes import CodeIndex
from service.fhir.dates import clinical_time
from service.fhir.record import KeyState, Resource
from service.fhir.status import counts, why_not_counted
from service.fhir.values import Chosen, Holder, boolean_of, codings_of, plain_word, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

T = TypeVar("T")
ANSWER_SYSTEM = "https://dvt-cds.org/fhir/CodeSystem/dvt-assessment-value"

_UNANSWERED = {
    KeyState.NOT_ASKED: State.NOT_ASKED,
    KeyState.UNREACHABLE: State.UNREACHABLE,
    KeyState.REFUSED: State.REFUSED,
    KeyState.PARTIAL: State.REFUSED,
}


def evidence_of(chart: Chart, resource: Resource, *sets: str, value: str = "", note: str = "") -> Evidence:
    """One resource as evidence; its words come from the value sets, never from the record.

    ``sets`` are the value sets through which it was found: the first of its codes in one of them is named, by the
    title of the first of them that holds this code where the code has no display.
    """
    codes, found = chart.knowledge.codes, resource.concepts
    what, chosen = "", None
    for system, code in resource.codes:
        meant = codes.concepts(system, code)
        if not meant.isdisjoint(sets):
            chosen, found = (system, code), meant
            what = codes.display(system, code)
            break
    when = clinical_time(resource, chart.birth)
    day = "" if when is None else str(when)
    what = what or _title(codes, found, sets) or resource.type
    return Evidence(resource.versioned_reference, what, value, day, chosen, note)


def _title(codes: CodeIndex, found: frozenset[str], sets: tuple[str, ...]) -> str:
    named = sets if len(sets) == 1 else [name for name in sets if name in found] or sets
    for name in named:
        if name in codes.value_sets:
            return codes.value_sets[name].title
    return ""


def with_code_or_component(chart: Chart, *sets: str) -> Sequence[Resource]:
    """Observations whose code, or the code of a component, is in one of the value sets."""
    by_set = chart.observations
    if len(sets) == 1:
        return by_set.get(sets[0], ())
    there = [] if by_set.keys().isdisjoint(sets) else [*filter(by_set.__contains__, sets)]
    if len(there) < 2:
        return by_set[there[0]] if there else ()
    return _with_any(chart, there)


def _with_any(chart: Chart, sets: list[str]) -> Sequence[Resource]:
    by_code = chart.record.with_concept(*sets, type="Observation")
    found = [each for name in sets for each in chart.observations[name]]
    return tuple({id(each): each for each in (*by_code, *found)}.values())


def answers(chart: Chart, *sets: str) -> tuple[Resource, ...]:
    """The Observations that answer a question of the local code system about the present episode."""
    asked = with_code_or_component(chart, *sets)
    if not asked:
        return ()
    window, found = episode.episode(chart).window, []
    for each in asked:
        when = clinical_time(each)
        if when is None or window.holds(when) is not False:  # as ``in_episode``, for many
            found.append(each)
    return tuple(found)


def yes_first(one: bool, other: bool) -> bool:
    """Of two answers at the same time the yes is used (the order for :func:`choose_newest`)."""
    return one and not other


def documented_boolean(chart: Chart, resource: Resource, name: str) -> bool | None:
    """Yes or no to the local question ``name``; yes when components of one Observation disagree."""
    codes, no = chart.knowledge.codes, None
    for holder in value_holders(resource, name):
        answer = boolean_of(holder, codes)
        if answer:
            return True
        no = answer if no is None else no
    return no


_LEVELS = frozenset({"low", "high", "none"})
"""The single words that are read as an answer where nothing is coded in a system that we know."""


def documented_answer(chart: Chart, holder: Holder) -> str:
    """The coded answer of the local code system, or ``""``; contradicting codings give ``""``.

    Where nothing is coded in a system that we know, the words low, high and none are read as they stand.
    """
    codes, codings = chart.knowledge.codes, codings_of(holder)
    found = set[str]()
    for system, code in codings:
        if codes.canonical(system) == ANSWER_SYSTEM:
            found.add(code)
    if found:
        return found.pop() if len(found) == 1 else ""
    word = plain_word(holder)
    return word if word in _LEVELS and not any(codes.knows_system(system) for system, _ in codings) else ""


def unanswered(chart: Chart, *keys: str) -> State | None:
    """Why a closed-world fact cannot be called absent; ``None`` when every query was answered."""
    return None if chart.answered.issuperset(keys) else _UNANSWERED.get(chart.record.worst_state(*keys))


def broken(chart: Chart, *sets: str) -> tuple[str, ...]:
    """Notes on resources that would belong to the fact but could not be used."""
    if not chart.record.quarantined:
        return ()
    return tuple(
        f"{each.reference or each.type} could not be used: {each.reason}"
        for each in chart.record.quarantined_with(*sets)
    )


def uncounted(*resources: Resource) -> tuple[str, ...]:
    """Notes on resources whose status does not count (preliminary results are named, not used)."""
    if not resources:
        return ()
    return tuple(
        f"{each.reference or each.type} does not count: {why_not_counted(each)}"
        for each in resources
        if not counts(each)
    )


def notes_on(chosen: Chosen) -> tuple[str, ...]:
    """What the card says about values that were passed over for the chosen one."""
    if not (chosen.unreadable or chosen.not_counted or chosen.conflicting):
        return ()
    notes = [f"{each.reference} could not be read: {reason}" for each, reason in chosen.unreadable]
    notes += uncounted(*chosen.not_counted)
    if chosen.conflicting:
        notes.append("two values at the same time, the more dangerous one is used")
    return tuple(notes)


def unless_outdated(chosen: Chosen[T], *stands: T) -> Chosen[T]:
    """The answer that decides, or none where one that cannot be read may be as new; the dangerous one ``stands``."""
    if chosen.resource is None or chosen.value in stands or not chosen.unread:
        return chosen
    return replace(chosen, resource=None, value=None)


def passed_over(chosen: Chosen[T]) -> tuple[str, ...]:
    """What the card says about answers that were passed over for the one that decides, or that may be newer."""
    if not (chosen.without_value or chosen.unreadable or chosen.not_counted or chosen.conflicting):
        return ()
    return notes_on(chosen) + unread_notes(chosen)


def unread_notes(chosen: Chosen[T]) -> tuple[str, ...]:
    """What the card says about answers that count, cannot be read, and may be as new as the one that decides."""
    newer = "a newer answer" if chosen.resource is not None or chosen.moment is not None else "the answer"
    return tuple(dict.fromkeys(f"{newer}{_of_day(each)} cannot be read" for each in chosen.unread))


def _of_day(resource: Resource) -> str:
    when = clinical_time(resource)
    return f" of {when}" if when else " without a date"
