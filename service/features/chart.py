"""The record as the extractors see it: resources, limits, the moment of the call, and one another's results.

A :class:`Chart` is made for one call.  A feature is extracted once, when it is first asked for; an extractor may
ask for other features (creatinine clearance asks for weight), and a circle is a programming error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from service.errors import FeatureError
from service.features.feature import Evidence, Feature, Quantity, State, only
from service.fhir.moments import Moment, Window, days_before
from service.fhir.shapes import KeyState
from service.site import Site

if TYPE_CHECKING:
    from service.fhir.record import PatientRecord, Resource
    from service.knowledge import Knowledge

Extractor = Callable[["Chart"], Feature | tuple[Feature, ...]]
_UNMADE: Any = object()
_ANSWERED, _DOCUMENTED = KeyState.ANSWERED, State.DOCUMENTED


class Chart:
    """One patient's record at one moment, with the clinical limits of the knowledge base.

    ``now`` is an aware UTC datetime.  ``extractors`` maps every feature name to the function that extracts it
    (several names may share one function).
    """

    def __init__(
        self,
        record: PatientRecord,
        knowledge: Knowledge,
        now: datetime,
        site: Site,
        extractors: Mapping[str, Extractor],
    ):
        self.record, self.knowledge, self.now, self.site = record, knowledge, now, site
        self.birth = record.birth
        """The patient's birth date as far as known."""
        self.answered = frozenset([key for key, state in record.states.items() if state is _ANSWERED])
        """The prefetch keys that were answered in full."""
        self.threshold: Callable[[str], Decimal] = knowledge.limits.__getitem__
        """The number of ``cards/thresholds.yaml`` with an id."""
        self.observations: Mapping[str, Sequence[Resource]] = _by_set(record.of_type("Observation"))
        """The Observations of each value set, those found by a component after those found by their code."""
        self.mentioned: frozenset[str] = record.mentioned.union(self.observations)
        """Every value set that a resource of the record is in by its code or a component, be it usable or not.

        What is looked for by other sets than these is not there, and need not be looked for.
        """
        self._extractors = extractors
        self._found: dict[str, Feature | None] = {}
        """What was extracted so far; ``None`` while that is under way."""
        self.made: dict[str, Any] = {}
        """What :meth:`once` made so far."""
        self._windows: dict[str, Window] = {}
        # Most features of most patients are these, which tell nothing of anybody: made once for all calls.
        self._not_found: dict[str, Feature] = knowledge.settled.setdefault("not found", {})

    def feature(self, name: str) -> Feature:
        """The feature ``name``; raises :class:`FeatureError` when nobody extracts it or extractors ask in a circle."""
        known = self._found
        found = known.get(name)
        if found is not None:
            return found
        if name in known:
            under_way = [asked for asked, given in known.items() if given is None]
            raise FeatureError(f"Extractors ask for one another in a circle: {' > '.join([*under_way, name])}.")
        extractor = self._extractors.get(name)
        if extractor is None:
            raise FeatureError(f"No extractor gives the feature {name}.")
        known[name] = None
        try:
            given = extractor(self)
            if isinstance(given, Feature):
                known[given.name] = given
            else:
                for each in given:
                    known[each.name] = each
            found = known[name]
            if found is None:
                raise FeatureError(f"The extractor of {name} did not give it.")
        except BaseException:
            del known[name]
            raise
        return found

    def features(self, names: Iterable[str]) -> dict[str, Feature]:
        """The features of these names; many of them are found beside another or were asked for by one."""
        known, feature = self._found, self.feature
        return {name: known.get(name) or feature(name) for name in names}

    def once(self, key: str, make: Callable[[Chart], Any]) -> Any:
        """A value shared by several extractors (an anchor date, the list of legs), made once per call."""
        made = self.made.get(key, _UNMADE)
        if made is _UNMADE:
            made = self.made[key] = make(self)
        return made

    def window(self, threshold: str) -> Window:
        """The calendar days before now that the threshold counts (:func:`~service.fhir.moments.days_before`)."""
        window = self._windows.get(threshold)
        if window is None:
            window = self._windows[threshold] = days_before(self.now, int(self.threshold(threshold)))
        return window

    def within(self, when: Moment, threshold: str) -> bool | None:
        """Whether ``when`` lies in that window; ``None``: a partial date leaves it undecided."""
        return self.window(threshold).holds(when)

    def domain(self, name: str) -> frozenset[str]:
        """Every value the input ``name`` may have."""
        return self.knowledge.domains[name]

    def is_silent_on(self, sets: Iterable[str], *keys: str) -> bool:
        """Whether no resource is in any of the value sets and every one of the queries was answered in full: what these
        would have shown is not there (closed world), and need not be looked for."""
        return self.mentioned.isdisjoint(sets) and self.answered.issuperset(keys)

    # What an extractor returns, in one word each.

    def known(
        self, name: str, value: str, *evidence: Evidence, quantity: Quantity | None = None, notes: tuple[str, ...] = ()
    ) -> Feature:
        """Documented: the record says so."""
        return Feature(name, only(value), _DOCUMENTED, evidence, quantity, notes)

    def not_found(self, name: str, notes: tuple[str, ...] = ()) -> Feature:
        """Closed world, every query answered, nothing matches: ``not_found`` of ``cards/features.yaml``."""
        found = self._not_found.get(name)
        if found is None:
            value = self.knowledge.facts[name].not_found
            found = self._not_found[name] = Feature(name, frozenset((value,)), State.NOT_DOCUMENTED)
        return replace(found, notes=notes) if notes else found

    def unknown(
        self,
        name: str,
        state: State = State.NOT_ASKED,
        *evidence: Evidence,
        possible: frozenset[str] | None = None,
        notes: tuple[str, ...] = (),
    ) -> Feature:
        """Not known: the whole domain, or the part of it (``possible``) that partial evidence leaves."""
        return Feature(name, possible or self.domain(name), state, evidence, notes=notes)


def _by_set(observations: Iterable[Resource]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    with_parts = []
    for resource in observations:
        for name in resource.concepts:
            found.setdefault(name, []).append(resource)
        if resource.component_concepts:
            with_parts.append(resource)
    for resource in with_parts:
        for name in frozenset().union(*resource.component_concepts) - resource.concepts:
            found.setdefault(name, []).append(resource)
    return found
