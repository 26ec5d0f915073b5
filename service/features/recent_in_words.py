"""Doses that may still act, of drugs that the record tells in words only, as with every national code of products.

What stands in words is asked for in ``drug_use.named_only``; this is what was given, and what is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from service.features.drug_use import DRUG_TYPES
from service.features.feature import Evidence
from service.features.recent_dose import RecentDose, still_acting
from service.fhir.dates import clinical_time
from service.fhir.medications import medication_text
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import word_of

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.current_drug import CurrentDrug

Named = tuple[tuple[str, str], ...]
"""The (drug, generic name) of each anticoagulant that a text names."""
_OF_AN_END = frozenset({"effectivePeriod", "occurrencePeriod", "occurencePeriod", "statusChanged"})
_STATUSES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(DRUG_TYPES, frozenset({"completed", "stopped"})),
    "MedicationAdministration": frozenset({"completed", "in-progress", "stopped", "on-hold", "unknown"}),
}


def recent_in_words(chart: Chart, sets: Mapping[str, str], standing: Sequence[CurrentDrug]) -> tuple[RecentDose, ...]:
    """What :func:`~service.features.recent_dose.still_acting` finds of drugs that no code of ``sets`` (name → value
    set), and words of ``cards/anticoagulant_words.yaml``, tell."""
    known = frozenset(sets.values())
    found = [_read(chart, each, named, sets, standing) for each, named in _in_words(chart, known)]
    return tuple([each for each in found if each is not None])


def over_in_words(chart: Chart, coded_sets: frozenset[str]) -> tuple[tuple[Resource, Named], ...]:
    """Orders and statements that are over and name an anticoagulant in words only, with what they name."""
    return tuple([each for each in _in_words(chart, coded_sets) if each[0].type in DRUG_TYPES])


def _in_words(chart: Chart, coded_sets: frozenset[str]) -> tuple[tuple[Resource, Named], ...]:
    if not any(map(chart.record.of_type, _STATUSES)):
        return ()
    key = f"over or given, in words only, but {','.join(sorted(coded_sets))}"
    found: tuple[tuple[Resource, Named], ...] = chart.once(key, lambda each: tuple(_look(each, coded_sets)))
    return found


def _look(chart: Chart, coded_sets: frozenset[str]) -> Iterator[tuple[Resource, Named]]:
    """What was given, and what is over, of this episode, and names an anticoagulant by no code."""
    since = chart.now - timedelta(days=int(chart.threshold("episode_current_days")))
    for kind, statuses in _STATUSES.items():
        for each in chart.record.of_type(kind):
            if word_of(each.data.get("status")) not in statuses or not coded_sets.isdisjoint(each.concepts):
                continue
            when = clinical_time(each)
            if when is not None and when.latest < since and each.data.keys().isdisjoint(_OF_AN_END):
                continue
            named = chart.knowledge.codes.anticoagulant_words.given_in(medication_text(each))
            if named:
                yield each, named


def _read(
    chart: Chart, resource: Resource, named: Named, sets: Mapping[str, str], standing: Sequence[CurrentDrug]
) -> RecentDose | None:
    acting = [still_acting(chart, drug, sets[drug], resource, standing) for drug, _ in named if drug in sets]
    told = [each for each in acting if each is not None]
    if not told:
        return None
    when, note = max(told, key=lambda each: each[0].latest)
    what = " or ".join(generic for _, generic in named)
    day = _day(clinical_time(resource))
    return RecentDose(resource, Evidence(resource.reference, what, when=day, note=note), when.latest)


def _day(when: Moment | None) -> str:
    return when.earliest.date().isoformat() if when is not None else ""
