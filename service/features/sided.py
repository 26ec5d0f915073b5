"""Answers about a leg: whose leg each is about, which of them decides, and what keeps it open (fhir-input.md).

Limb threat, occlusion, closeness to the proximal veins, extension and severe symptoms are asked of a leg by name, and
their answers are read in the same five steps:

1. One of the other leg says nothing; one of which the leg is not clear decides nothing (:func:`of_thrombosed_legs`).
2. Of the rest the newest that counts decides, of several at the same time the most dangerous (``newest``).
3. A harmless one decides nothing where one that cannot be read may be as new; a dangerous one stands (``standing``).
4. Nor does it where one of an unclear leg may be as new and is worrying (``worrying``, ``is_open``).
5. Whatever was passed over is named (``notes``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from service.features.episode import thrombosed_legs
from service.features.feature import Evidence
from service.features.findings import examined_side
from service.features.observed import answers, documented_boolean, evidence_of, passed_over, unless_outdated
from service.fhir.body_sites import is_place_elsewhere, named_sites
from service.fhir.codes import CodeIndex
from service.fhir.dates import clinical_time
from service.fhir.laterality import UNREAD, told_side, worded_side
from service.fhir.moments import Moment, is_later
from service.fhir.quantities import UnreadableQuantity
from service.fhir.record import Resource
from service.fhir.values import Chosen, choose_newest

if TYPE_CHECKING:
    from service.features.chart import Chart

T = TypeVar("T")
ONE_LEG = frozenset({"left", "right"})


class Question(msgspec.Struct, Generic[T], frozen=True):
    """One question about a leg: where it is asked, and what its answers mean."""

    asked: str
    """The value set of its code."""
    read: Callable[[Chart, Resource], T | None]
    """The answer that an Observation gives; may raise :class:`UnreadableQuantity`."""
    danger: Callable[[T], Any] = bool
    """Ranks the answers: of several at the same time the highest decides."""
    worries: Callable[[Chart, T | None], bool] = lambda _, answer: bool(answer)
    """Whether an answer is worrying where it is not clear which leg it is about."""
    told: Callable[[T], str] = lambda yes: "yes" if yes else "no"
    """An answer as the card prints it."""

    def newest(self, chart: Chart, given: Sequence[Resource]) -> Chosen[T]:
        """The answer that decides among those of one leg, or of one vein."""
        return choose_newest(given, partial(self.read, chart), self._is_worse)

    def _is_worse(self, one: T, other: T) -> bool:
        return bool(self.danger(one) > self.danger(other))

    def worrying(self, chart: Chart, unclear: Iterable[Resource]) -> tuple[Resource, ...]:
        """The worrying ones of the answers of which the leg is not clear; a number that cannot be read may be."""
        return tuple([each for each in unclear if self._worries(chart, each)])

    def _worries(self, chart: Chart, resource: Resource) -> bool:
        try:
            return self.worries(chart, self.read(chart, resource))
        except UnreadableQuantity:
            return True

    def evidence(self, chart: Chart, chosen: Chosen[T]) -> tuple[Evidence, ...]:
        """The answer that decides, for the card."""
        if chosen.resource is None or chosen.value is None:
            return ()
        return (evidence_of(chart, chosen.resource, self.asked, value=self.told(chosen.value)),)


def yes_or_no(asked: str) -> Question[bool]:
    """A question that is answered yes or no, of which yes is the dangerous answer."""
    return Question(asked, lambda chart, each: documented_boolean(chart, each, asked))


class LegAnswer(msgspec.Struct, Generic[T], frozen=True):
    """What the record answers to a question about the thrombosed legs."""

    newest: Chosen[T] = Chosen()
    unclear: tuple[Resource, ...] = ()
    """Answers of which the leg is not clear."""
    worrying: tuple[Resource, ...] = ()
    """The worrying ones of these."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the card says about the answers that were passed over."""
        return passed_over(self.newest) + leg_not_read(self.unclear)

    def standing(self, *dangerous: T) -> Chosen[T]:
        """The newest answer, or none where it is not a dangerous one and one that cannot be read may be as new."""
        return unless_outdated(self.newest, *dangerous)

    def is_open(self, *since: Moment | None) -> bool:
        """Whether an answer that cannot be read, or a worrying one of an unclear leg, may be as new as the newest one
        and as whatever else (``since``) is clear."""
        open_ones = (*self.newest.unread, *self.worrying)
        return bool(open_ones) and any(may_be_newer(each, self.newest.moment, *since) for each in open_ones)


_NEVER_ASKED: LegAnswer[Any] = LegAnswer()


def leg_answer(chart: Chart, question: Question[T], found: Sequence[Resource] | None = None) -> LegAnswer[T]:
    """What answers the question about the thrombosed legs: ``found``, or all answers of the present episode."""
    if found is None:
        found = answers(chart, question.asked)
    if not found:
        return _NEVER_ASKED
    given, unclear = of_thrombosed_legs(chart, found)
    return LegAnswer(question.newest(chart, given), unclear, question.worrying(chart, unclear) if unclear else ())


def of_thrombosed_legs(chart: Chart, found: Sequence[Resource]) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """The Observations that speak of a thrombosed leg, and those of which it is not known whose leg they are about.

    One without a side speaks of the thrombosed leg; one of the other leg is in neither.  An examination that names a
    leg (LOINC "left") sides what was measured in it.  Without a thrombosed leg no leg is another one.
    """
    if not found:
        return (), ()
    codes, legs = chart.knowledge.codes, thrombosed_legs(chart)
    others = ONE_LEG - legs if legs else frozenset[str]()
    given: list[Resource] = []
    unclear: list[Resource] = []
    for each in found:
        side = told_side(each, codes) or examined_side(codes, each)
        if side == UNREAD:
            unclear.append(each)
        elif side not in others:
            given.append(each)
    return tuple(given), tuple(unclear)


# --- leg by leg, for what must be known of each -------------------------------------------------------------------

Sided = Sequence[tuple[Resource, str | None]]
"""Answers with the side that each tells: ``left``, ``right``, ``bilateral``, ``None`` or :data:`UNREAD`."""


def with_sides(chart: Chart, question: Question[Any]) -> Sided:
    """The answers of the present episode with their sides."""
    return [(each, told_side(each, chart.knowledge.codes)) for each in answers(chart, question.asked)]


def of_leg(sided: Sided, leg: str | None) -> list[Resource]:
    """Those that speak of one leg: by its name, of both, or without a side.  Without a ``leg``, of whichever."""
    return [each for each, side in sided if side != UNREAD and (leg is None or side in (leg, "bilateral", None))]


def of_unclear_leg(chart: Chart, question: Question[T], sided: Sided) -> LegAnswer[T]:
    """Those of which it is not clear which leg they are about; none of them decides."""
    unclear = tuple([each for each, side in sided if side == UNREAD])
    return LegAnswer(unclear=unclear, worrying=question.worrying(chart, unclear)) if unclear else _NEVER_ASKED


def may_be_newer(resource: Resource, *clear: Moment | None) -> bool:
    """Whether an answer may be as new as all the clear ones."""
    when = clinical_time(resource)
    return not any(is_later(each, when) for each in clear)


def is_elsewhere(resource: Resource, codes: CodeIndex) -> bool:
    """Whether every body site is surely not of a leg, and the code tells no side."""
    sites = list(named_sites(resource.data))
    if not sites or worded_side(resource.data.get("code")):
        return False
    return all(is_place_elsewhere(each, codes) for each in sites)


def leg_not_read(resources: Sequence[Resource]) -> tuple[str, ...]:
    """Notes on Observations that clear and measure nothing, because their body site does not say which leg it is."""
    if not resources:
        return ()
    return tuple(
        [f"{each.reference or each.type} could not be used: not clear which leg it is about" for each in resources]
    )
