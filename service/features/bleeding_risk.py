"""Bleeding risk as the CHEST count, with and without the cancer items, and whether age alone makes it high."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.bleeding_factors import AGE_FACTORS, CANCER_FACTORS, Factor, bleeding_factors, telling_factors
from service.features.episode import in_episode
from service.features.feature import Evidence, Feature, State
from service.features.hepatic import unused_liver_tests
from service.features.observed import (
    broken,
    documented_answer,
    evidence_of,
    passed_over,
    unless_outdated,
    with_code_or_component,
)
from service.features.sought import ABSENT, PRESENT, UNKNOWN, Sought, worst_gap
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment, read_moment
from service.fhir.record import Resource
from service.fhir.values import Chosen, choose_newest, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

JUDGEMENT = "assessment_bleeding_risk"
CATEGORIES = ("low", "moderate", "high")
WITH_CANCER, WITHOUT_CANCER, AGE_ONLY = "bleeding_category", "bleeding_category_without_cancer", "bleeding_age_only"
_NEVER_JUDGED: Chosen[str] = Chosen()


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``bleeding_category``, ``bleeding_category_without_cancer`` (ruling 4) and ``bleeding_age_only``.

    No factor is low, one moderate, two or more high; one single factor of ruling 29 is high.  A factor that is not
    known leaves every category between the fewest and the most factors; one that nobody measured counts as absent and
    is listed.  The newest ``bleeding-risk`` of the episode replaces the count, of two at the same time the higher; a
    single factor dated after it still makes the risk high.  Sources: evidence section 2, definitions 3 to 6, C-14.
    """
    judged = _judgement(chart)
    notes = passed_over(judged)
    judged = unless_outdated(judged, "high")
    if judged.value is not None and judged.resource is not None:
        return _as_judged(chart, bleeding_factors(chart), judged, judged.resource, notes)
    telling = telling_factors(chart)
    without = [each for each in telling if each.id not in CANCER_FACTORS]
    counted = _counted(chart, WITH_CANCER, telling, judged)
    if liver := unused_liver_tests(chart):
        counted = replace(counted, passed_over=liver)
    return (
        counted,
        # Most patients have no cancer: the same factors count to the same category.
        replace(counted, name=WITHOUT_CANCER)
        if len(without) == len(telling)
        else _counted(chart, WITHOUT_CANCER, without, judged),
        _age_only(chart, without),
    )


# --- the clinician's judgement --------------------------------------------------------------------------------


def _judgement(chart: Chart) -> Chosen[str]:
    if JUDGEMENT not in chart.observations:
        return _NEVER_JUDGED
    asked = [each for each in with_code_or_component(chart, JUDGEMENT) if in_episode(chart, clinical_time(each))]
    return choose_newest(
        asked, lambda each: _category(chart, each), lambda one, other: CATEGORIES.index(one) > CATEGORIES.index(other)
    )


def _category(chart: Chart, resource: Resource) -> str | None:
    told = {documented_answer(chart, holder) for holder in value_holders(resource, JUDGEMENT)} & set(CATEGORIES)
    return max(told, key=CATEGORIES.index, default=None)


def _as_judged(
    chart: Chart, factors: tuple[Factor, ...], judged: Chosen[str], source: Resource, notes: tuple[str, ...]
) -> tuple[Feature, ...]:
    told = evidence_of(chart, source, JUDGEMENT, value=judged.value or "")
    later = [each for each in factors if each.severe and each.state == PRESENT and _is_later(each, judged.moment)]
    if later and judged.value != "high":
        evidence = (told, *(each for factor in later for each in factor.evidence))
        notes = (*notes, *(f"{each.label}: recorded after the judgement" for each in later))
        category = "high"
    else:
        evidence, category = (told,), judged.value or "high"
    return (
        chart.known(WITH_CANCER, category, *evidence, notes=notes),
        chart.known(WITHOUT_CANCER, category, *evidence, notes=notes),
        chart.known(AGE_ONLY, ABSENT, told),
    )


def _is_later(factor: Factor, judged: Moment | None) -> bool:
    """Whether evidence of the factor is of a later day than the judgement."""
    return judged is not None and any(
        each.when[:4].isdigit() and read_moment(each.when).earliest.date() > judged.latest.date()
        for each in factor.evidence
    )


# --- the count ------------------------------------------------------------------------------------------------


def _counted(chart: Chart, name: str, factors: Sequence[Factor], judged: Chosen[str]) -> Feature:
    """The category by the ``factors`` that are not plainly absent, single ones last."""
    present, unknown, decisive, doubtful = list[Factor](), list[Factor](), list[Factor](), list[Factor]()
    for each in factors:
        if each.state == PRESENT:
            (decisive if each.severe else present).append(each)
        elif each.state == UNKNOWN:
            (doubtful if each.severe else unknown).append(each)
    notes = _notes(factors) + _unread(chart, judged)
    evidence = _told(*decisive, *present)
    if decisive or len(present) >= chart.threshold("bleeding_high_count"):
        return chart.known(name, "high", *evidence, notes=notes)
    if _is_unusable(chart, judged):
        return chart.unknown(name, State.REFUSED, *evidence, notes=notes)
    possible = {_category_of(chart, count) for count in range(len(present), len(present) + len(unknown) + 1)}
    possible |= {"high"} if doubtful else set()
    if len(possible) > 1:
        gap = worst_gap(*(_as_sought(each) for each in (*unknown, *doubtful)))
        open_ones = tuple(f"{each.label}: not known" for each in (*unknown, *doubtful))
        return chart.unknown(name, gap, *evidence, possible=frozenset(possible), notes=open_ones + notes)
    if not present:
        return chart.not_found(name, notes)
    return chart.known(name, possible.pop(), *evidence, notes=notes)


def _category_of(chart: Chart, count: int) -> str:
    if count >= chart.threshold("bleeding_high_count"):
        return "high"
    return "moderate" if count >= chart.threshold("bleeding_moderate_count") else "low"


def _told(*factors: Factor) -> tuple[Evidence, ...]:
    """The evidence of some factors, each once; a factor itself where its evidence is derived."""
    if not factors:
        return ()
    return tuple(dict.fromkeys([one for each in factors for one in each.evidence or (Evidence("", each.label),)]))


def _notes(factors: Sequence[Factor]) -> tuple[str, ...]:
    notes, missing = list[str](), list[str]()
    for each in factors:
        if each.state == PRESENT or each.gap is State.REFUSED:
            notes += each.notes
        if not each.measured and not each.severe:
            missing.append(each.label)
    if missing:
        notes.append(f"not measured: {', '.join(missing)}")
    return tuple(dict.fromkeys(notes))


def _is_unusable(chart: Chart, judged: Chosen[str]) -> bool:
    return bool(judged.without_value) or bool(chart.record.quarantined_with(JUDGEMENT))


def _unread(chart: Chart, judged: Chosen[str]) -> tuple[str, ...]:
    return passed_over(judged) + (broken(chart, JUDGEMENT) if chart.record.quarantined else ())


def _as_sought(factor: Factor) -> Sought:
    return Sought(factor.state, factor.evidence, factor.gap, factor.notes, factor.measured)


def _age_only(chart: Chart, factors: list[Factor]) -> Feature:
    """Both age items and nothing else; the cancer items are left out, as in the count that then decides (ruling 4)."""
    by_age, other = list[str](), list[str]()
    for each in factors:
        if each.id not in AGE_FACTORS:
            other.append(each.state)
        elif each.state != ABSENT:
            by_age.append(each.state)
    if len(by_age) < len(AGE_FACTORS) or PRESENT in other:
        return chart.not_found(AGE_ONLY)
    if UNKNOWN in by_age or UNKNOWN in other:
        gap = worst_gap(*(_as_sought(each) for each in factors if each.state == UNKNOWN))
        return chart.unknown(AGE_ONLY, gap)
    evidence = dict.fromkeys([one for each in factors if each.id in AGE_FACTORS for one in each.evidence])
    return chart.known(AGE_ONLY, PRESENT, *evidence)
