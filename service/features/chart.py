"""The record as the extractors see it: resources, limits, the moment of the call, and one another's results.

A :class:`Chart` is made for one call.  A feature is extracted once, when it is first asked for; an extractor may
ask for other features (creatinine clearance asks for weight), and a circle is a programming error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.errors import FeatureError
from service.features.feature import Evidence, Feature, Quantity, State
from service.site import Site

if TYPE_CHECKING:
    from service.fhir.record import PatientRecord
    from service.knowledge import Knowledge

Extractor = Callable[["Chart"], Feature | tuple[Feature, ...]]


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
        self._extractors = extractors
        self._limits = knowledge.limits
        self._found: dict[str, Feature] = {}
        self._notes: dict[str, object] = {}
        self._under_way: list[str] = []

    def feature(self, name: str) -> Feature:
        """The feature ``name``; raises :class:`FeatureError` when nobody extracts it or extractors ask in a circle."""
        if name in self._found:
            return self._found[name]
        if name in self._under_way:
            raise FeatureError(f"Extractors ask for one another in a circle: {' > '.join([*self._under_way, name])}.")
        extractor = self._extractors.get(name)
        if extractor is None:
            raise FeatureError(f"No extractor gives the feature {name}.")
        self._under_way.append(name)
        try:
            given = extractor(self)
        finally:
            self._under_way.pop()
        for each in given if isinstance(given, tuple) else (given,):
            self._found[each.name] = each
        if name not in self._found:
            raise FeatureError(f"The extractor of {name} did not give it.")
        return self._found[name]

    def once(self, key: str, make: Callable[[Chart], Any]) -> Any:
        """A value shared by several extractors (an anchor date, the list of legs), made once per call."""
        if key not in self._notes:
            self._notes[key] = make(self)
        return self._notes[key]

    def threshold(self, name: str) -> Decimal:
        """The number ``name`` of ``cards/thresholds.yaml``."""
        return self._limits[name]

    def domain(self, name: str) -> frozenset[str]:
        """Every value the input ``name`` may have."""
        return self.knowledge.domains[name]

    # What an extractor returns, in one word each.

    def known(
        self, name: str, value: str, *evidence: Evidence, quantity: Quantity | None = None, notes: tuple[str, ...] = ()
    ) -> Feature:
        """Documented: the record says so."""
        return Feature(name, frozenset((value,)), State.DOCUMENTED, evidence, quantity, notes)

    def not_found(self, name: str, notes: tuple[str, ...] = ()) -> Feature:
        """Closed world, every query answered, nothing matches: ``not_found`` of ``cards/features.yaml``."""
        return Feature(name, frozenset((self.knowledge.facts[name].not_found,)), State.NOT_DOCUMENTED, notes=notes)

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
