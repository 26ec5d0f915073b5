"""Positive or negative: the result of a qualitative test."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from service.fhir.record import Resource
from service.fhir.values import Holder, boolean_of, codings_of, interpretations, plain_word, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


class Result(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"


VALUES: Mapping[str, Result] = {
    "result_positive": Result.POSITIVE,
    "result_negative": Result.NEGATIVE,
    "result_indeterminate": Result.INDETERMINATE,
}
QUALITATIVE: Mapping[str, Result] = {
    "interpretation_positive": Result.POSITIVE,
    "interpretation_negative": Result.NEGATIVE,
    "interpretation_indeterminate": Result.INDETERMINATE,
}
QUANTITATIVE: Mapping[str, Result] = {
    **QUALITATIVE,
    "interpretation_high": Result.POSITIVE,
    "interpretation_low": Result.NEGATIVE,
}
"""For a measured number: high is positive, low or normal is negative."""


_WORDS: Mapping[str, Result] = {"positive": Result.POSITIVE, "negative": Result.NEGATIVE}


def result_of(chart: Chart, resource: Resource, *sets: str, flags: Mapping[str, Result] = QUALITATIVE) -> Result | None:
    """The result of a test Observation: its coded value, else a yes or no, else the interpretation (``flags``).

    Of contradicting codes positive is used; ``None`` when nothing of it can be read.  Of free text only the single
    words positive and negative (yes, no) are read, and only where nothing is coded in a system that we know.
    """
    found = {each for holder in value_holders(resource, *sets) if (each := _result(chart, holder, flags)) is not None}
    return _worst(found)


def _result(chart: Chart, holder: Holder, flags: Mapping[str, Result]) -> Result | None:
    concepts = chart.knowledge.codes.concepts
    coded = {VALUES[name] for pair in codings_of(holder) for name in concepts(*pair) if name in VALUES}
    if coded:
        return _worst(coded)
    answer = boolean_of(holder, chart.knowledge.codes)
    if answer is not None:
        return Result.POSITIVE if answer else Result.NEGATIVE
    said = _WORDS.get(plain_word(holder))
    if said is not None and not any(map(chart.knowledge.codes.knows_system, (each for each, _ in codings_of(holder)))):
        return said
    return _worst(
        {flags[name] for code in interpretations(holder) for name in concepts(INTERPRETATION, code) if name in flags}
    )


def _worst(found: set[Result]) -> Result | None:
    return next((each for each in (Result.POSITIVE, Result.INDETERMINATE, Result.NEGATIVE) if each in found), None)
