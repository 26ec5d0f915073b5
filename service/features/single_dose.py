"""Is an order one for a single dose?  An emergency department's one-time order often stays ``active`` for days.

It is one only where nothing speaks against it.  Where something does, or the text is not understood in full, the answer
is neither yes nor no, and whether the drug is taken is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from service.features.dosage import Dosage
from service.features.dose_amounts import read_amount
from service.fhir.codes import codings_of_concept
from service.fhir.dates import clinical_time, period_of
from service.fhir.medications import dosages
from service.fhir.moments import Moment, UnreadableDate, moment, read_moment
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.single_dose_words import NOTHING_SAID, Said, SingleDoseWords
from service.fhir.text import texts_of as texts_of_concept

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource

_DAY = timedelta(days=1)
_OFTEN = frozenset(("frequency", "frequencyMax", "period", "periodMax", "timeOfDay", "when"))
_GOES_ON = frozenset(("continuous", "continuous-long-term-therapy", "seasonal"))
"""``courseOfTherapyType``."""


class Single(IntEnum):
    """Whether an order is for a single dose, from no to yes."""

    NO = 0
    CONTRADICTED = 1
    """It says so, and something in it speaks of more."""
    LIKELY = 2
    """It says so, in a text that is not understood in full, or as a statement."""
    YES = 3


def single_dose(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> Single:
    """Whether every instruction that is not over is for a single dose; an infusion is none."""
    return read_single(chart.knowledge.codes.single_dose_words, resource, instructions, chart.now)


def is_single_dose(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether it is for a single dose, and nothing in it speaks against that."""
    return single_dose(chart, resource, instructions) is Single.YES


def read_single(
    words: SingleDoseWords, resource: Resource, instructions: Sequence[Dosage], now: datetime | None = None
) -> Single:
    """As :func:`single_dose`; without ``now`` of every instruction, whether it is over or not."""
    told = dosages(resource)
    if len(told) != len(instructions):
        return Single.NO
    left = [_Instruction(words, *each) for each in zip(told, instructions, strict=True) if not _is_over(each[1], now)]
    if not left or (now is not None and all(each.read.starts is not None and each.read.starts > now for each in left)):
        return Single.NO
    found = min(each.single() for each in left)
    if found is Single.NO:
        return found
    written = clinical_time(resource)
    if _has_more(resource, instructions) or any(_runs_on(each.read, written) for each in left):
        return Single.CONTRADICTED
    return min(found, Single.LIKELY) if resource.type == "MedicationStatement" else found


def due(resource: Resource, instructions: Sequence[Dosage]) -> Moment | None:
    """When a one-time dose was, or is, to be given: the latest of the date of the order, the start of its bounds and
    every ``timing.event``; ``None`` without any.  It may lie ahead.
    """
    told = [clinical_time(resource)]
    for each in dosages(resource):
        timing = each.get("timing")
        told += _moments_of(timing) if isinstance(timing, dict) else ()
    told += [moment(each.starts) for each in instructions if each.starts is not None]
    return max((each for each in told if each is not None), key=lambda each: each.latest, default=None)


def _moments_of(timing: Mapping[str, Any]) -> Iterator[Moment]:
    """The start of the bounds as it is written, a mere day being a whole day, and the events."""
    repeat = timing.get("repeat")
    period = repeat.get("boundsPeriod") if isinstance(repeat, dict) else None
    for each in (*([period.get("start")] if isinstance(period, dict) else ()), *_events(timing)):
        try:
            yield read_moment(each)
        except UnreadableDate:
            continue


def _events(timing: Mapping[str, Any]) -> list[Any]:
    events = timing.get("event")
    return events if isinstance(events, list) else [events]


# --- one instruction --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Instruction:
    words: SingleDoseWords
    data: Mapping[str, Any]
    read: Dosage

    def single(self) -> Single:
        """What it says of itself: a count of one, or words, against how often, as needed and words of more doses."""
        counted, said = self.read.once, self._said()
        hinted = said.once or said.perhaps or self._is_for_one_moment()
        if self.read.infusion or not (counted or hinted):
            return Single.NO
        if not counted and said.again:
            # "80 mg once, then reassess": what goes on need not be this drug.
            return Single.CONTRADICTED if said.once and not self._is_timed() else Single.NO
        if not counted and self._is_timed():
            # Structured as going on: only a text that says nothing but "once" contradicts it.
            is_plain = said.once and said.understood and not said.part_of_day
            return Single.CONTRADICTED if is_plain else Single.NO
        if self._is_contradicted() or said.again or not (counted or said.once) or self._goes_on_beside():
            return Single.CONTRADICTED
        if said.part_of_day and not (counted and said.once):
            return Single.CONTRADICTED
        return Single.YES if counted or said.understood else Single.LIKELY

    def _said(self) -> Said:
        """What its text and the words of its timing code say."""
        timing, text = self.data.get("timing"), self.data.get("text")
        code = timing.get("code") if isinstance(timing, dict) else None
        told = [text] if isinstance(text, str) else []
        if isinstance(code, dict):
            told += texts_of_concept(code) or [each for _, each in codings_of_concept(code) if each.isalpha()]
        if not told:
            return NOTHING_SAID
        said = [self.words.read(each) for each in told]
        return Said(
            any(each.once for each in said),
            any(each.perhaps for each in said),
            any(each.again for each in said),
            any(each.part_of_day for each in said),
            understood=all(each.understood for each in said),
        )

    def _goes_on_beside(self) -> bool:
        """Whether the words beside the text speak of more, which may be of this drug or of anything else."""
        return any(self.words.read(each).again for each in self._beside())

    def _beside(self) -> list[str]:
        listed, told = self.data.get("additionalInstruction"), self.data.get("patientInstruction")
        words = [each.get("text") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        return [each for each in (*words, told) if isinstance(each, str)]

    def _is_for_one_moment(self) -> bool:
        timing = self.data.get("timing")
        events = timing.get("event") if isinstance(timing, dict) else None
        return isinstance(events, list) and len(events) == 1

    def _is_timed(self) -> bool:
        timing = self.data.get("timing")
        repeat = timing.get("repeat") if isinstance(timing, dict) else None
        return self.read.times_a_day is not None or (isinstance(repeat, dict) and not _OFTEN.isdisjoint(repeat))

    def _is_contradicted(self) -> bool:
        timing = self.data.get("timing")
        timing = timing if isinstance(timing, dict) else {}
        repeat = timing.get("repeat")
        repeat = repeat if isinstance(repeat, dict) else {}
        often = self.read.times_a_day
        if self.read.as_needed or (often is not None and often[1] > 1) or repeat.get("dayOfWeek"):
            return True
        return any(
            isinstance(each, list) and len(each) > 1
            for each in (timing.get("event"), repeat.get("timeOfDay"), repeat.get("when"))
        )


def _is_over(read: Dosage, now: datetime | None) -> bool:
    return now is not None and read.ends is not None and read.ends < now


# --- the order as a whole ---------------------------------------------------------------------------------------


def _runs_on(read: Dosage, written: Moment | None) -> bool:
    """Whether its bounds or its duration leave more than a day."""
    start = read.starts or (written.latest if written is not None else None)
    ends = [each for each in (read.ends, read.runs_out) if each is not None]
    return bool(ends) and (start is None or max(ends) - start > _DAY)


def _has_more(resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether refills, more than one dose, days of supply, a period or a course of therapy tell of more."""
    data = resource.data
    dispense, course, period = (
        data.get("dispenseRequest"),
        data.get("courseOfTherapyType"),
        data.get("effectivePeriod"),
    )
    if isinstance(course, dict) and any(code in _GOES_ON for _, code in codings_of_concept(course)):
        return True
    if isinstance(period, dict):
        start, end = period_of(resource)
        if end is None or start is None or end.earliest - start.earliest > _DAY:
            return True
    if not isinstance(dispense, dict):
        return False
    if dispense.get("numberOfRepeatsAllowed") or "expectedSupplyDuration" in dispense:
        return True
    return _is_several(dispense.get("quantity"), dosages(resource), instructions)


def _is_several(quantity: Any, told: Sequence[Mapping[str, Any]], instructions: Sequence[Dosage]) -> bool:
    """Whether what is dispensed is, or may be, more than one dose."""
    if not isinstance(quantity, dict) or "value" not in quantity:
        return False
    try:
        if number_of(quantity["value"]) <= len(instructions):
            return False
    except UnreadableQuantity:
        return True
    whole = read_amount(quantity)
    doses = [read_amount(each) for one in told for each in _doses_of(one)]
    doses_known = [each for each in doses if each is not None and whole is not None and each.unit == whole.unit]
    return whole is None or not doses_known or whole.dose[1] > sum(each.dose[1] for each in doses_known)


def _doses_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = data.get("doseAndRate")
    entries = [*(listed if isinstance(listed, list) else ()), data]
    doses = [each.get("doseQuantity") for each in entries if isinstance(each, dict)]
    return [each for each in doses if isinstance(each, dict)]
