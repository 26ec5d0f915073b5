"""Which drugs the patient takes now: active orders and active medication statements, never drafts or prohibitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.features.feature import State
from service.features.observed import broken, evidence_of, unanswered
from service.features.sought import NOTHING, PRESENT, UNKNOWN, Sought
from service.fhir.dates import period_of
from service.fhir.medications import medication_text
from service.fhir.record import Resource
from service.fhir.status import NOT_AS_DIRECTED, counts, doubt_of_taking

if TYPE_CHECKING:
    from service.features.chart import Chart

DRUG_KEYS = ("medications", "medicationStatements")
DRUG_TYPES = ("MedicationRequest", "MedicationStatement")

_NAMES = {
    "apixaban": "apixaban|eliquis",
    "rivaroxaban": "rivaroxaban|xarelto",
    "edoxaban": "edoxaban|savaysa|lixiana",
    "dabigatran": "dabigatran|pradaxa",
    "enoxaparin": "enoxaparin|lovenox|clexane",
    "dalteparin": "dalteparin|fragmin",
    "fondaparinux": "fondaparinux|arixtra",
    "heparin": "heparins?|ufh",
    "warfarin": "warfarin|coumadin|jantoven",
    "other": "tinzaparin|nadroparin|certoparin|bemiparin|lmwhs?|phenprocoumon|acenocoumarol|argatroban|bivalirudin",
}
_NAMED = re.compile("|".join(rf"\b(?P<{drug}>{words})\b" for drug, words in _NAMES.items()), re.IGNORECASE)
_NOT_TREATMENT = re.compile(r"\b(?:flush|lock|patency)\b", re.IGNORECASE)


def is_taken(chart: Chart, resource: Resource) -> bool:
    """An active order or statement whose period, if it has one, has not ended."""
    if not counts(resource):
        return False
    _, end = period_of(resource) if isinstance(resource.data.get("effectivePeriod"), dict) else (None, None)
    return end is None or end.latest >= chart.now


def taken(chart: Chart, *sets: str) -> tuple[Resource, ...]:
    """Orders and statements of these drugs that are active now."""
    found = chart.record.with_concept(*sets)
    return tuple(each for each in found if each.type in DRUG_TYPES and is_taken(chart, each))


def taking(chart: Chart, *sets: str) -> Sought:
    """Whether the patient takes any of these drugs (closed world over orders and statements).

    Unknown, too, where the only statements leave open whether the drug is taken.
    """
    if not chart.mentioned.isdisjoint(sets):
        found = taken(chart, *sets)
        if found:
            certain = [each for each in found if doubt_of_taking(each) in ("", NOT_AS_DIRECTED)]
            if certain:
                return Sought(PRESENT, tuple(evidence_of(chart, each, *sets) for each in certain))
            doubtful = tuple(evidence_of(chart, each, *sets, note=doubt_of_taking(each)) for each in found)
            return Sought(UNKNOWN, doubtful, State.REFUSED)
        spoiled = broken(chart, *sets)
        if spoiled:
            return Sought(UNKNOWN, gap=State.REFUSED, notes=spoiled)
    gap = unanswered(chart, *DRUG_KEYS)
    return Sought(UNKNOWN, gap=gap) if gap else NOTHING


def named_anticoagulants(text: str, *, also_flushes: bool = False) -> frozenset[str]:
    """The anticoagulants that a text names as whole words, by generic or brand name; a flush is none that treats.

    Text never makes a drug present; it keeps an order or allergy that no value set knows from being read as absent.
    """
    if not text or (not also_flushes and _NOT_TREATMENT.search(text)):
        return frozenset()
    return frozenset(each.lastgroup for each in _NAMED.finditer(text) if each.lastgroup)


def words_for_anticoagulants(text: str) -> tuple[str, ...]:
    """What a text calls an anticoagulant, as a card may print it: the generic name of a listed drug, else the word."""
    found = [(each.lastgroup or "", each[0].lower()) for each in _NAMED.finditer(text)]
    return tuple(dict.fromkeys(word if drug == "other" else drug for drug, word in found))


def named_only(chart: Chart, *coded_sets: str) -> tuple[tuple[Resource, frozenset[str]], ...]:
    """Active orders and statements that name an anticoagulant in words only, with what they name."""
    known = frozenset(coded_sets)
    found = []
    for kind in DRUG_TYPES:
        for resource in chart.record.of_type(kind):
            if known.isdisjoint(resource.concepts) and is_taken(chart, resource):
                named = named_anticoagulants(medication_text(resource))
                if named:
                    found.append((resource, named))
    return tuple(found)
