"""The newest value of a laboratory test or vital sign, and whether it is recent enough to count.

Windows are counted from now (definitions 3 and 7): ``lab_days``, ``lab_inpatient_hours`` while the patient is an
inpatient, ``weight_window_days`` for weights.  An older value is kept apart as :class:`Stale`: a stale value that
would exclude a treatment goes on excluding until a newer one refutes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from service.features.admission import current_inpatient, may_be_inpatient
from service.features.bands import bands_between
from service.features.feature import Evidence, Feature, Quantity, State
from service.features.observed import broken, evidence_of, unanswered, with_code_or_component
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.quantities import Bounded
from service.fhir.record import Resource
from service.fhir.status import why_not_counted
from service.fhir.values import Chosen, choose_newest, is_absent, read_observation, text_of, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

Within = Callable[[Moment], bool | None]
"""Whether a sample is recent enough; ``None``: its date leaves it open."""
Reader = tuple[Callable[[Resource], Bounded | None], Callable[[Bounded, Bounded], bool]]
_INFINITE = Decimal("Infinity")
_LIMIT = re.compile(r"(<=|>=|<|>|≤|≥)\s*(\d{1,9}(?:\.\d{1,9})?)")


@dataclass(frozen=True, slots=True)
class Test:
    """A laboratory test or vital sign: its name in the quantity table, its codes, and which end is dangerous."""

    analyte: str
    value_set: str
    high_is_worse: bool
    harmless_from: Decimal | None = None
    """From here on a lower bound in words alone is not worth a line on the card."""
    __test__ = False


class Stale(msgspec.Struct, frozen=True):
    """The newest value of a test when it is too old, or not surely recent enough, to count."""

    value: Bounded
    when: Moment | None
    evidence: Evidence


class Reading(msgspec.Struct, frozen=True):
    """The newest countable value of a test; ``value`` is ``None`` when there is none inside the window."""

    value: Bounded | None = None
    when: Moment | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    stale: Stale | None = None
    spoiled: bool = False
    """Something was found that may belong into the window and cannot be used."""
    passed_over: tuple[str, ...] = ()
    """What is as new as the value that decides and does not count or cannot be read, in words for every card."""


_NEVER_MEASURED = Reading()


def lab_window(chart: Chart) -> Within:
    """Samples of the last 7 days, of the last 72 hours in an inpatient."""
    within: Within = chart.once("laboratory window", _lab_window)
    return within


def _lab_window(chart: Chart) -> Within:
    days = chart.window("lab_days")
    inpatient = current_inpatient(chart) is not None
    if not inpatient and not may_be_inpatient(chart):
        return days.holds
    start = chart.now - timedelta(hours=int(chart.threshold("lab_inpatient_hours")))

    def of_inpatient(when: Moment) -> bool | None:
        if when.earliest >= start:
            return True
        if not inpatient:
            return None if days.holds(when) is not False else False
        return False if when.latest < start else None

    return of_inpatient


def weight_window(chart: Chart) -> Within:
    """Weights of the last 90 days."""
    return chart.window("weight_window_days").holds


def newest(chart: Chart, test: Test, window: Callable[[Chart], Within] = lab_window) -> Reading:
    """The newest countable value of ``test``; of different values at the same time the more dangerous one.

    A value with an unknown unit or an implausible number, or that is not final, is named (``passed_over``) and the next
    newest inside the window decides (definitions 3); values outside the window are not looked at beyond the newest one,
    which becomes ``stale``.
    """
    value_set = test.value_set
    if value_set not in chart.mentioned:
        return _NEVER_MEASURED
    found = with_code_or_component(chart, value_set)
    within = window(chart)
    value_of, is_worse = _reader(chart, test)
    recent = _recent(found, within)
    chosen = choose_newest(recent, value_of, is_worse)
    inside = None if chosen.moment is None else within(chosen.moment)
    # Years of older values are read only where nothing that is surely recent can be used: a value of a vague date has
    # rivals among them.
    if not inside and len(recent) < len(found):
        chosen = choose_newest(found, value_of, is_worse)
        inside = None if chosen.moment is None else within(chosen.moment)
    notes, spoiled = _passed_over(chart, test, chosen, recent)
    newer = unused(chart, test, chosen, recent) if chosen.unreadable or chosen.not_counted else ()
    if chosen.resource is None or chosen.value is None:
        return Reading(notes=tuple(notes), spoiled=spoiled, passed_over=newer)
    evidence = evidence_of(chart, chosen.resource, value_set, value=chosen.value.text)
    if chosen.conflicting:
        notes.append("two values at the same time, the more dangerous one is used")
        evidence = replace(evidence, note="two values at the same time")
    if inside:
        return Reading(chosen.value, chosen.moment, (evidence,), tuple(notes), spoiled=spoiled, passed_over=newer)
    why = "too old" if inside is False else "its date does not tell whether it is recent enough"
    notes.append(f"{chosen.value.text} of {evidence.when or 'unknown date'} does not count: {why}")
    stale = Stale(chosen.value, chosen.moment, evidence)
    return Reading(notes=tuple(notes), stale=stale, spoiled=spoiled or inside is None, passed_over=newer)


def newest_once(chart: Chart, test: Test, window: Callable[[Chart], Within] = lab_window) -> Reading:
    """:func:`newest`, read once per call; a test is always asked with the same window."""
    key = f"newest {test.value_set}"
    found: Reading | None = chart.made.get(key)
    if found is None:
        found = chart.made[key] = newest(chart, test, window)
    return found


def _reader(chart: Chart, test: Test) -> Reader:
    """How the value of one Observation is read, and which of two is the more dangerous; made once for all calls."""
    settled, key = chart.knowledge.settled, f"reader {test.value_set}"
    reader: Reader | None = settled.get(key)
    if reader is None:
        reader = settled[key] = _make_reader(chart, test)
    return reader


def _make_reader(chart: Chart, test: Test) -> Reader:
    name, value_set, sign = test.analyte, test.value_set, 1 if test.high_is_worse else -1
    low, high = chart.threshold(f"plausible_{name}_low"), chart.threshold(f"plausible_{name}_high")

    def is_worse(one: Bounded, other: Bounded) -> bool:
        return _danger(one, sign) > _danger(other, sign)

    def value_of(resource: Resource) -> Bounded | None:
        worst = None
        for holder in value_holders(resource, value_set):
            value = read_observation(name, holder, low=low, high=high)
            if value is not None and (worst is None or is_worse(value, worst)):
                worst = value
        return worst

    return value_of, is_worse


def _recent(found: Iterable[Resource], within: Within) -> list[Resource]:
    """Those that are or may be recent enough."""
    recent = []
    for each in found:
        when = clinical_time(each)
        if when is None or within(when) is not False:
            recent.append(each)
    return recent


def _passed_over(chart: Chart, test: Test, chosen: Chosen[Bounded], recent: list[Resource]) -> tuple[list[str], bool]:
    """Remarks on what is recent enough and cannot be used, and whether any of it could have been the newest value."""
    notes = list(broken(chart, test.value_set)) if chart.record.quarantined else []
    if not (notes or chosen.unreadable or chosen.not_counted):
        return notes, False
    notes = [f"{each.reference} could not be read: {why}" for each, why in chosen.unreadable if each in recent] + notes
    spoiled = bool(notes)
    notes += [
        f"{each.reference} does not count: {why_not_counted(each)}" for each in chosen.not_counted if each in recent
    ]
    return notes, spoiled


def unused(chart: Chart, test: Test, chosen: Chosen[Bounded], recent: list[Resource]) -> tuple[str, ...]:
    """What is recent, as new as the value that decides, and was passed over for it, by the name of the test.

    A preliminary copy of the very instant of that value is not newer, and a laboratory limit in words on the harmless
    side ("<5" of an enzyme, ">60" of a GFR) says nothing that would have mattered.
    """
    value_set, since_exactly = test.value_set, chosen.moment
    whys = [(each, f"could not be read: {why}") for each, why in chosen.unreadable if not _is_harmless(each, test)]
    whys += [
        (each, f"does not count: {why_not_counted(each)}")
        for each in chosen.not_counted
        if since_exactly is None or not since_exactly.is_exact or clinical_time(each) != since_exactly
    ]
    title = chart.knowledge.codes.value_sets[value_set].title
    value = "a value" if chosen.resource is None else "a newer value"
    since = chosen.moment.earliest if chosen.moment is not None else None
    found: dict[str, None] = {}
    for each, why in whys:
        when = clinical_time(each)
        if each in recent and (since is None or when is None or when.latest >= since) and _has_result(each, value_set):
            found[f"{title}: {value} {f'of {when}' if when else 'without a date'} {why}"] = None
    return tuple(found)


def _is_harmless(resource: Resource, test: Test) -> bool:
    """Whether all that is told is the end of the measuring range, without a unit, on the side that is not worse."""
    if not test.value_set.startswith("lab_"):
        return False
    limits = [_LIMIT.fullmatch(text_of(each).strip()) for each in value_holders(resource, test.value_set)]
    return bool(limits) and all(each is not None and _is_better_end(each, test) for each in limits)


def _is_better_end(limit: re.Match[str], test: Test) -> bool:
    if test.high_is_worse:
        return limit[1] in ("<", "<=", "≤")
    return limit[1] in (">", ">=", "≥") and (test.harmless_from is None or Decimal(limit[2]) >= test.harmless_from)


def _has_result(resource: Resource, value_set: str) -> bool:
    """Whether there is anything to be read: a test that was only registered has no result yet."""
    return any(not is_absent(holder) for holder in value_holders(resource, value_set))


def _danger(value: Bounded, sign: int) -> Decimal:
    """Ranks values by the worst that they may be."""
    end = value.high if sign > 0 else value.low
    return _INFINITE if end is None else end * sign


def banded(chart: Chart, name: str, reading: Reading) -> Feature:
    """The reading as the bands of input ``name``, with the number when it is exactly known.

    Unknown without a value inside the window; a comparator keeps every band that it leaves open.
    """
    value = reading.value
    if value is None:
        gap = unanswered(chart, "observations")
        found = chart.unknown(name, State.REFUSED if reading.spoiled else gap or State.NOT_ASKED, notes=reading.notes)
        return replace(found, passed_over=reading.passed_over) if reading.passed_over else found
    bands = bands_between(
        name, value.low, value.high, chart.threshold, low_open=value.low_open, high_open=value.high_open
    )
    exact, when = value.exact, reading.when
    unit = chart.knowledge.facts[name].unit
    quantity = Quantity(exact, unit, when.earliest if when is not None else None) if exact is not None else None
    undecided = () if len(bands) == 1 else ("the value does not decide it",)
    state = State.REFUSED if undecided else State.DOCUMENTED
    return Feature(name, bands, state, reading.evidence, quantity, reading.notes + undecided, reading.passed_over)
