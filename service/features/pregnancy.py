"""Pregnancy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from service.features.childbearing import Birth, births, is_recent, outside_childbearing
from service.features.documented import Answer, documented
from service.features.feature import Evidence, Feature, State
from service.features.observed import broken, documented_boolean, evidence_of, unanswered, with_code_or_component
from service.features.result import QUANTITATIVE, Result, result_of
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment, within_days
from service.fhir.quantities import UnreadableQuantity, number_of
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition, is_suspected, why_not_counted
from service.fhir.values import Holder, codings_of, interpretations, is_absent, read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "pregnancy"
CONDITION, STATUS, TEST, HCG = (
    "pregnancy_condition",
    "pregnancy_status_observation",
    "lab_pregnancy_test",
    "lab_hcg_quantitative",
)
GESTATION, HYSTERECTOMY, ANSWER = "lab_gestational_age", "hysterectomy", "assessment_pregnant"
_UNREAD = "cannot be read"
_BARE_NUMBER = "an hCG number alone, neither positive nor negative"
_MISFIT = "its flag does not fit the reference range beside it"
_NEGATIVE = frozenset({"NEG", "ND"})
_NO_WORDS = re.compile(r"[^a-z]*(?:[mk]?i?u\s?/\s?m?l)?[^a-z]*", re.IGNORECASE)
"""A reference range in numbers and a unit: "week 8" and "non-pregnant" speak of somebody in particular."""
_FINDINGS = (STATUS, TEST, HCG, ANSWER, GESTATION)
SETS = (CONDITION, STATUS, TEST, GESTATION, ANSWER)
_TOLD = (CONDITION, *_FINDINGS)
_MEANING = {"pregnancy_answer_pregnant": True, "pregnancy_answer_not_pregnant": False, "pregnancy_answer_unknown": None}


@dataclass(frozen=True, slots=True)
class Statement:
    """One entry that says pregnant (``True``), not pregnant (``False``) or possibly (``None``)."""

    says: bool | None
    when: Moment | None
    evidence: Evidence
    days: int
    """How long before now it may have been made and still count."""
    is_state: bool = False
    """A current Condition: it goes on, whatever the day it is dated to."""
    survives_delivery: bool = False
    """Said by a person; codes and tests may stay positive for weeks after a delivery."""


def extract(chart: Chart) -> Feature:
    """Whether the patient is pregnant.

    ``present``: the newest of these says so, is not older than ``pregnancy_weeks`` and not followed by a delivery:
    current pregnancy Condition, pregnancy status, positive test, gestational age (as long as it reaches 42 weeks),
    answer ``pregnant`` yes.  ``absent``: pregnancy status, test or answer negative within ``pregnancy_test_days``;
    delivery within six weeks; male; under 12 or over 55 years; hysterectomy.  Unknown: a positive finding beside one of
    the last three, a current Condition beside a newer negative finding, "possibly", partial dates; a finding as new as
    the negative one that cannot be read, is suspected, or is positive and not final; and otherwise (open
    world).  Source: definitions 13, C-44, ruling 17.
    """
    excluded = outside_childbearing(chart) + _hysterectomy(chart)
    if excluded and chart.mentioned.isdisjoint(_TOLD):
        return chart.known(NAME, "absent", *excluded)
    answer = documented(chart, ANSWER)
    everything = [*_coded(chart), *_answered(chart, answer, says=True)]
    dated = [(each, None if each.when is None else within_days(each.when, chart.now, each.days)) for each in everything]
    statements = [each for each, inside in dated if inside and not _ended(chart, each)]
    doubtful = tuple(each.evidence for each, inside in dated if inside is None)
    verdict, evidence, why = _newest(statements)
    notes = answer.notes + ((why,) if why else ())
    if excluded:
        if not verdict and not doubtful:
            return chart.known(NAME, "absent", *excluded, notes=notes)
        contradiction = "pregnancy is recorded beside a sex, age or operation that rules it out"
        return chart.unknown(NAME, State.REFUSED, *evidence, *doubtful, *excluded, notes=(*notes, contradiction))
    left_open = _left_open(chart)
    since = max((each.when.earliest for each in statements if each.when is not None), default=None)
    if verdict is False and (newer := _as_new(left_open, since)):
        return chart.unknown(NAME, State.REFUSED, *evidence, *newer, notes=notes)
    if evidence and verdict is not None:
        return chart.known(NAME, "present" if verdict else "absent", *evidence, notes=notes)
    delivered = tuple(each.evidence for each in births(chart) if is_recent(chart, each))
    if delivered and not evidence:
        return chart.known(NAME, "absent", *delivered, notes=notes)
    for no in _answered(chart, answer, says=False):
        if newer := _as_new(left_open, no.when.earliest if no.when is not None else None):
            return chart.unknown(NAME, State.REFUSED, no.evidence, *newer, notes=notes)
        if no.when is None or within_days(no.when, chart.now, no.days):
            return chart.known(NAME, "absent", no.evidence, notes=notes)
        notes += ("the answer that the patient is not pregnant is too old",)
    spoiled = broken(chart, *SETS)
    told = tuple(each.evidence for each in left_open if each.days)
    if evidence or doubtful or told or spoiled or answer.unusable:
        return chart.unknown(NAME, State.REFUSED, *evidence, *doubtful, *told, notes=notes + spoiled)
    return chart.unknown(NAME, unanswered(chart, "conditions", "observations") or State.NOT_ASKED, notes=notes)


# --- what the record says -------------------------------------------------------------------------------------


def _coded(chart: Chart) -> Iterator[Statement]:
    positive, negative = _positive_days(chart), int(chart.threshold("pregnancy_test_days"))
    for each in chart.record.with_concept(CONDITION, type="Condition"):
        if is_current_condition(each):
            when = clinical_time(each, chart.birth)
            yield Statement(True, when, evidence_of(chart, each, CONDITION), positive, is_state=True)
    for each in with_code_or_component(chart, STATUS, TEST, HCG):
        says, told = _test_says(chart, each)
        if told and counts(each):
            days = negative if says is False else positive
            value = {True: "pregnant", False: "not pregnant", None: "possible"}[says]
            evidence = evidence_of(chart, each, STATUS, TEST, HCG, value=value)
            yield Statement(says, clinical_time(each), evidence, days, survives_delivery=STATUS in each.concepts)
    for each in with_code_or_component(chart, GESTATION):
        days_left = _days_left(chart, each)
        if days_left is not None and counts(each):
            yield Statement(True, clinical_time(each), evidence_of(chart, each, GESTATION), days_left)


def _left_open(chart: Chart) -> list[Statement]:
    """What may say "pregnant" and cannot settle it, of the last ``pregnancy_weeks``: a suspected Condition, a positive
    finding that is not final, and what cannot be read.  A bare hCG number (of no ``days``) only stands against a no."""
    days = _positive_days(chart)
    conditions = filter(is_suspected, chart.record.with_concept(CONDITION, type="Condition"))
    found = [_possible(chart, each, why_not_counted(each), days) for each in conditions]
    for each in with_code_or_component(chart, *_FINDINGS):
        if why := _why_open(chart, each):
            bare = why == _UNREAD and _is_bare_number(each)
            misfit = bare and any(_contradicts_its_range(holder) for holder in value_holders(each, HCG))
            told = _MISFIT if misfit and interpretations(each.data) else _BARE_NUMBER if bare else why
            found.append(_possible(chart, each, told, 0 if bare else days))
    return [each for each in found if each.when is None or within_days(each.when, chart.now, days) is not False]


def _is_bare_number(resource: Resource) -> bool:
    return HCG in resource.concepts and resource.concepts.isdisjoint((TEST, STATUS))


def _why_open(chart: Chart, resource: Resource) -> str:
    """Why a finding that is there cannot settle it: not final and not a no, or not to be read; else ``""``."""
    says, told = _test_says(chart, resource)
    if ANSWER in resource.concepts and not told:
        says = documented_boolean(chart, resource, ANSWER)
        told = says is not None
    if _days_left(chart, resource) is not None:
        says = told = True
    unread = (
        not told
        and not _is_normal_hcg(chart, resource)
        and any(not is_absent(holder) for holder in value_holders(resource, *_FINDINGS))
    )
    if not counts(resource):
        return why_not_counted(resource) if says or unread else ""
    return _UNREAD if unread else ""


def _is_normal_hcg(chart: Chart, resource: Resource) -> bool:
    """Whether an hCG number lies below the single reference range that the laboratory gives, of one that starts at 0.

    It does not say "not pregnant"; it only leaves a negative test alone.  A range for weeks of pregnancy is none.
    """
    holders = value_holders(resource, HCG) if _is_bare_number(resource) else ()
    return bool(holders) and all(_is_under_range(each) for each in holders) and not _is_flagged(chart, resource)


def _is_flagged(chart: Chart, resource: Resource) -> bool:
    return result_of(chart, resource, HCG, flags=QUANTITATIVE) in (Result.POSITIVE, Result.INDETERMINATE)


def _plain_limits(holder: Holder) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Low and high of the one reference range of a number, when there is one and it is of nobody in particular."""
    ranges = holder.get("referenceRange")
    if not isinstance(ranges, list) or len(ranges) != 1:
        return None
    if not isinstance(ranges[0], dict) or not ranges[0].keys() <= {"low", "high", "text"}:
        return None
    if not _NO_WORDS.fullmatch(str(ranges[0].get("text", ""))):
        return None
    low, high = ranges[0].get("low") or {"value": 0}, ranges[0].get("high")
    return (low, high) if isinstance(low, dict) and isinstance(high, dict) else None


def _is_under_range(holder: Holder, *, or_at: bool = False) -> bool:
    limits, value = _plain_limits(holder), holder.get("valueQuantity")
    if limits is None or not isinstance(value, dict) or value.get("comparator") not in (None, "<", "<="):
        return False
    low, high = limits
    units = {each.get("unit") or each.get("code") or value.get("unit") or value.get("code") for each in (value, high)}
    try:
        number, limit, start = (number_of(each.get("value")) for each in (value, high, low))
    except UnreadableQuantity:
        return False
    at = or_at or value.get("comparator") == "<"
    return len(units) == 1 and start == 0 and (number < limit or (number == limit and at))


def _possible(chart: Chart, resource: Resource, why: str, days: int) -> Statement:
    evidence = evidence_of(chart, resource, CONDITION, *_FINDINGS, note=why)
    return Statement(None, clinical_time(resource, chart.birth), evidence, days)


def _as_new(left_open: list[Statement], since: datetime | None) -> tuple[Evidence, ...]:
    return tuple(each.evidence for each in left_open if since is None or each.when is None or each.when.latest >= since)


def _positive_days(chart: Chart) -> int:
    return int(chart.threshold("pregnancy_weeks")) * 7


def _test_says(chart: Chart, resource: Resource) -> tuple[bool | None, bool]:
    """(what it says, whether it says anything).  Of a quantitative hCG only a negative interpretation is read."""
    concepts = chart.knowledge.codes.concepts
    for holder in value_holders(resource, STATUS):
        meanings = {_MEANING[name] for pair in codings_of(holder) for name in concepts(*pair) if name in _MEANING}
        if meanings:
            return (meanings.pop() if len(meanings) == 1 else None), True
    result = result_of(chart, resource, TEST)
    if result is None and result_of(chart, resource, HCG) is Result.NEGATIVE:
        result = Result.NEGATIVE
    if result is Result.NEGATIVE and any(_contradicts_its_range(each) for each in value_holders(resource, TEST, HCG)):
        return None, False
    return {Result.POSITIVE: True, Result.NEGATIVE: False}.get(result) if result else None, result is not None


def _contradicts_its_range(holder: Holder) -> bool:
    """Whether "negative" or "normal" stands beside a number that is not within the reference range given with it.

    "Normal" beside ranges for weeks of pregnancy, or one that cannot be compared, may be normal in pregnancy.
    """
    ranges, value = holder.get("referenceRange"), holder.get("valueQuantity")
    if not ranges or not isinstance(value, dict):
        return False
    if _plain_limits(holder) is None:
        return interpretations(holder).isdisjoint(_NEGATIVE)
    return not _is_under_range(holder, or_at=True)


def _days_left(chart: Chart, resource: Resource) -> int | None:
    """Days from the measurement of a gestational age until ``pregnancy_weeks`` are over."""
    low, high = (chart.threshold(f"plausible_gestational_age_weeks_{end}") for end in ("low", "high"))
    for holder in value_holders(resource, GESTATION):
        try:
            age = read_observation("gestational_age_weeks", holder, low=low, high=high)
        except UnreadableQuantity:
            continue
        if age is not None and age.low is not None:
            return max(_positive_days(chart) - int(age.low * 7), 0)
    return None


def _answered(chart: Chart, answer: Answer, *, says: bool) -> list[Statement]:
    if answer.value is not says:
        return []
    days = _positive_days(chart) if says else int(chart.threshold("pregnancy_test_days"))
    # An undated answer is taken to be of the present episode.
    when = answer.when or Moment(chart.now, chart.now)
    return [Statement(says, when, answer.evidence[0], days, survives_delivery=True)]


def _hysterectomy(chart: Chart) -> tuple[Evidence, ...]:
    found = chart.record.with_concept(HYSTERECTOMY)
    if not found:
        return ()
    return tuple(
        evidence_of(chart, each, HYSTERECTOMY)
        for each in found
        if each.type in ("Condition", "Procedure") and counts(each)
    )


# --- what it adds up to ---------------------------------------------------------------------------------------


def _ended(chart: Chart, statement: Statement) -> bool:
    return statement.says is True and any(_ends(chart, each, statement) for each in births(chart))


def _ends(chart: Chart, birth: Birth, statement: Statement) -> bool:
    """Whether a delivery followed, or came so shortly before that a code or test still shows the old pregnancy."""
    if birth.when is None or statement.when is None:
        return False
    trailing = (
        timedelta(0) if statement.survives_delivery else timedelta(weeks=int(chart.threshold("postpartum_weeks")))
    )
    return birth.when.latest.date() >= (statement.when.earliest - trailing).date()


def _newest(statements: list[Statement]) -> tuple[bool | None, tuple[Evidence, ...], str]:
    """(verdict, evidence, remark) of the newest statements; of several at the same time the positive one."""
    dated = [(each.when, each) for each in statements if each.when is not None]
    if not dated:
        return None, (), ""
    latest = max(when.earliest for when, _ in dated)
    newest = [each for when, each in dated if when.latest >= latest]
    says = {each.says for each in newest}
    verdict = True if True in says else (None if None in says else False)
    evidence = tuple(each.evidence for each in newest if each.says is verdict)
    states = tuple(each.evidence for _, each in dated if each.is_state)
    if verdict is False and states:
        return None, evidence + states, "a negative finding contradicts a current pregnancy Condition"
    return verdict, evidence, ""
