"""A thrombus measurement of the newest scan: the worst vein of it, with its limits where a comparator stands.

Source: fhir-input.md "General rules" (time, quantities) and "The local code system".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from service.features.bands import bands_between
from service.features.episode import in_episode
from service.features.feature import Evidence, Feature, Quantity, State
from service.features.findings import THROMBUS, VEIN_IMAGING
from service.features.leg_veins import SITE_NAMES, SUPERFICIAL_SITES
from service.features.observed import broken, evidence_of, notes_on, with_code_or_component
from service.features.sided import leg_not_read, of_thrombosed_legs
from service.fhir.body_sites import named_sites
from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.dates import clinical_time
from service.fhir.laterality import side_of
from service.fhir.moments import Moment
from service.fhir.quantities import Bounded, UnreadableQuantity
from service.fhir.record import Resource
from service.fhir.status import counts
from service.fhir.text import normalise_phrase, without_side
from service.fhir.values import Chosen, Holder, choose_newest, component_values, read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, where it is found, and which direction is the dangerous one."""

    analyte: str
    local_set: str
    plausible: str
    component_set: str = ""
    """Read in Observations of a thrombus or of leg vein imaging only."""
    largest: bool = True


class Measured(msgspec.Struct, frozen=True):
    """The measurement that decides; ``value`` is ``None`` when there is none that can be used."""

    value: Bounded | None
    day: date | None
    evidence: tuple[Evidence, ...]
    notes: tuple[str, ...]
    spoiled: bool
    """Something as new or newer could not be read, so that the value may be out of date."""


_NEVER_MEASURED = Measured(None, None, (), (), False)


def measure(chart: Chart, what: Measure) -> Measured:
    """The worst value of the newest scan of the present episode; values of superficial veins are left out.

    The newest value of each vein counts; veins last measured on an earlier day than the newest scan do not.  One of
    which it is not clear which leg was measured does not count, and is named.
    """
    scans, unread = _sorted(chart, what)
    found = _measured(chart, what, scans)
    if not unread:
        return found
    newer = any(counts(each) and may_be_since(each, found.day) for each in unread)
    return replace(found, notes=found.notes + leg_not_read(unread), spoiled=found.spoiled or newer)


def _measured(chart: Chart, what: Measure, scans: tuple[Resource, ...]) -> Measured:
    if not scans and what.local_set not in chart.mentioned:
        return _NEVER_MEASURED
    worst, rank = _reader(chart, what), _rank(what)
    is_worse = _is_longer if what.largest else _is_shorter
    if len(scans) == 1:
        chosen = [choose_newest(scans, worst, is_worse)]
    else:
        chosen = [choose_newest(each, worst, is_worse) for each in _by_vein(chart, scans)]
    if len(chosen) == 1 and chosen[0].moment is not None and not chosen[0].unreadable:
        return _of_one_vein(chart, what, chosen[0])
    usable = [each for each in chosen if each.value is not None]
    dated = [each for each in usable if each.moment is not None]
    day = max((_first_day(each) for each in dated), default=None)
    newest = [
        each for each in dated if each.moment is not None and day is not None and each.moment.latest.date() >= day
    ] or usable
    # The value that decides comes first: it is the one that the card prints.
    newest.sort(key=lambda each: rank(_value(each)), reverse=True)
    spoiled = any(may_be_since(each, day) for one in chosen for each, _ in one.unreadable)
    return Measured(
        value=_together([each.value for each in newest if each.value is not None], largest=what.largest),
        day=day,
        evidence=tuple(_evidence(chart, what, each) for each in newest),
        notes=tuple(dict.fromkeys(note for each in chosen for note in notes_on(each))) + broken(chart, what.local_set),
        spoiled=spoiled or bool(chart.record.quarantined_with(what.local_set)),
    )


def _of_one_vein(chart: Chart, what: Measure, chosen: Chosen[Bounded]) -> Measured:
    return Measured(
        value=chosen.value,
        day=_first_day(chosen),
        evidence=(_evidence(chart, what, chosen),),
        notes=tuple(dict.fromkeys(notes_on(chosen))) + broken(chart, what.local_set),
        spoiled=bool(chart.record.quarantined_with(what.local_set)),
    )


def _by_vein(chart: Chart, scans: tuple[Resource, ...]) -> Iterable[Sequence[Resource]]:
    by_vein: dict[frozenset[tuple[str, str]], list[Resource]] = {}
    for each in scans:
        by_vein.setdefault(site_of(each, chart.knowledge.codes), []).append(each)
    return by_vein.values()


def banded(chart: Chart, name: str, what: Measure) -> Feature:
    """A measurement as the bands of input ``name``.

    Unknown without a usable value; when something newer could not be read, only the dangerous band
    (``trigger`` of features.yaml) is kept as known.
    """
    found = measure(chart, what)
    if found.value is None:
        return chart.unknown(name, State.REFUSED if found.notes else State.NOT_ASKED, notes=found.notes)
    value = found.value
    bands = bands_between(
        name, value.low, value.high, chart.threshold, low_open=value.low_open, high_open=value.high_open
    )
    if found.spoiled and bands != {chart.knowledge.facts[name].trigger}:
        return chart.unknown(name, State.REFUSED, *found.evidence, notes=found.notes)
    quantity = Quantity(value.exact, chart.knowledge.facts[name].unit) if value.exact is not None else None
    undecided = ("the value does not decide it",) if len(bands) > 1 else ()
    return Feature(
        name, bands, State.REFUSED if undecided else State.DOCUMENTED, found.evidence, quantity, found.notes + undecided
    )


def readings(chart: Chart, what: Measure) -> Iterator[tuple[Resource, Moment, Bounded]]:
    """Every countable, readable and dated value of the episode, of every scan; the worst of one Observation."""
    read = _reader(chart, what)
    for each in scans_with(chart, what):
        when = clinical_time(each)
        if counts(each) and when is not None:
            with suppress(UnreadableQuantity):
                value = read(each)
                if value is not None:
                    yield each, when, value


def _reader(chart: Chart, what: Measure) -> Callable[[Resource], Bounded | None]:
    """How the worst value of one Observation is read; made once for all calls."""
    settled, key = chart.knowledge.settled, f"reader {what.local_set}"
    reader: Callable[[Resource], Bounded | None] | None = settled.get(key)
    if reader is None:
        reader = settled[key] = _make_reader(chart, what)
    return reader


def _make_reader(chart: Chart, what: Measure) -> Callable[[Resource], Bounded | None]:
    low, high = chart.threshold(f"plausible_{what.plausible}_low"), chart.threshold(f"plausible_{what.plausible}_high")
    rank = _rank(what)

    def worst(resource: Resource) -> Bounded | None:
        largest = None
        for holder in _holders(resource, what):
            value = read_observation(what.analyte, holder, low=low, high=high)
            if value is not None and (largest is None or rank(value) > rank(largest)):
                largest = value
        return largest

    return worst


def _rank(what: Measure) -> Callable[[Bounded], tuple[Decimal, Decimal]]:
    return _most if what.largest else _least


def scans_with(chart: Chart, what: Measure) -> tuple[Resource, ...]:
    """The Observations of the episode that hold such a measurement of a thrombosed leg."""
    return _sorted(chart, what)[0]


def _sorted(chart: Chart, what: Measure) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """Such Observations of the thrombosed legs, and those of which the leg is not clear; looked for once per call."""
    key = f"scans with {what.local_set}"
    found: tuple[tuple[Resource, ...], tuple[Resource, ...]] | None = chart.made.get(key)
    if found is None:
        found = chart.made[key] = of_thrombosed_legs(chart, _found(chart, what))
    return found


def _found(chart: Chart, what: Measure) -> list[Resource]:
    found = []
    sets = (what.local_set, what.component_set) if what.component_set else (what.local_set,)
    for each in with_code_or_component(chart, *sets):
        of_deep_veins = each.site_concepts.isdisjoint(SUPERFICIAL_SITES) or not each.site_concepts.isdisjoint(
            SITE_NAMES
        )
        if of_deep_veins and in_episode(chart, clinical_time(each)) and _holds(each, what):
            found.append(each)
    return found


def _holds(resource: Resource, what: Measure) -> bool:
    return what.local_set in resource.concepts or bool(_holders(resource, what))


def _holders(resource: Resource, what: Measure) -> tuple[Holder, ...]:
    found = value_holders(resource, what.local_set)
    if what.component_set and not resource.concepts.isdisjoint((*VEIN_IMAGING, THROMBUS, what.local_set)):
        found += component_values(resource, what.component_set)
    return found


def site_of(resource: Resource, codes: CodeIndex) -> frozenset[tuple[str, str]]:
    """The vein as coded, or as text where nothing is coded, and the side: what tells one vein from another."""
    sites = [each for each in named_sites(resource.data) if isinstance(each, dict)]
    coded = {(codes.canonical(system), code) for each in sites for system, code in codings_of_concept(each)}
    veins = {pair for pair in coded if "laterality" not in codes.concepts(*pair)}
    if not veins:
        texts = [each["text"] for each in sites if isinstance(each.get("text"), str)]
        veins = {("", phrase) for each in texts if (phrase := without_side(normalise_phrase(each)))}
    side = side_of(resource, codes)
    return frozenset(veins | {("side", side)} if side else veins)


def _most(value: Bounded) -> tuple[Decimal, Decimal]:
    return _INFINITE if value.high is None else value.high, value.low or Decimal(0)


def _least(value: Bounded) -> tuple[Decimal, Decimal]:
    return -(value.low or Decimal(0)), -(_INFINITE if value.high is None else value.high)


def _is_longer(one: Bounded, other: Bounded) -> bool:
    return _most(one) > _most(other)


def _is_shorter(one: Bounded, other: Bounded) -> bool:
    return _least(one) > _least(other)


def _together(values: list[Bounded], *, largest: bool) -> Bounded | None:
    """The largest (smallest) of several bounded values, itself bounded."""
    if len(values) < 2:
        return values[0] if values else None
    pick: Callable[..., Bounded] = max if largest else min
    low = pick(values, key=lambda each: (each.low or Decimal(0), each.low_open))
    high = pick(values, key=lambda each: (_INFINITE if each.high is None else each.high, not each.high_open))
    return Bounded(low.low, low.low_open, high.high, high.high_open, values[0].unit, high.text)


def _value(chosen: Chosen[Bounded]) -> Bounded:
    assert chosen.value is not None
    return chosen.value


def _first_day(chosen: Chosen[Bounded]) -> date:
    assert chosen.moment is not None
    return chosen.moment.earliest.astimezone(UTC).date()


def may_be_since(resource: Resource, day: date | None) -> bool:
    """Whether an Observation may be of that day or later."""
    when = clinical_time(resource)
    return day is None or when is None or when.latest.date() >= day


def _evidence(chart: Chart, what: Measure, chosen: Chosen[Bounded]) -> Evidence:
    assert chosen.resource is not None and chosen.value is not None
    note = "two values at the same time" if chosen.conflicting else ""
    return evidence_of(
        chart, chosen.resource, what.local_set, THROMBUS, *VEIN_IMAGING, value=chosen.value.text, note=note
    )
