"""Which drugs the patient takes now: active orders and active medication statements, never drafts or prohibitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import State
from service.features.observed import broken, evidence_of, unanswered
from service.features.sought import NOTHING, PRESENT, UNKNOWN, Sought
from service.fhir.dates import period_of
from service.fhir.medications import medication_text
from service.fhir.record import Resource
from service.fhir.status import NOT_AS_DIRECTED, counts, doubt_of_taking, why_held

if TYPE_CHECKING:
    from service.features.chart import Chart

DRUG_KEYS = ("medications", "medicationStatements")
DRUG_TYPES = ("MedicationRequest", "MedicationStatement")


def is_taken(chart: Chart, resource: Resource) -> bool:
    """An active order or statement whose period, if it has one, has not ended."""
    return counts(resource) and _has_not_ended(chart, resource)


def is_held(chart: Chart, resource: Resource) -> bool:
    """One on hold, or of a status that does not say, whose period has not ended: whether it is taken is not known."""
    return bool(why_held(resource)) and _has_not_ended(chart, resource)


def tells_no_drug(resource: Resource) -> bool:
    """Whether no listed code of it is a drug's: that of a substance that is listed for allergies alone tells none."""
    return all(each.startswith("allergy_") for each in resource.concepts)


def _has_not_ended(chart: Chart, resource: Resource) -> bool:
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


def named_anticoagulants(chart: Chart, text: str) -> frozenset[str]:
    """The anticoagulants, and classes of them as ``other``, that a text names (``cards/anticoagulant_words.yaml``).

    Text never makes a drug present; it keeps an order or allergy that no value set knows from being read as absent.
    """
    words = chart.knowledge.codes.anticoagulant_words
    return frozenset(drug for drug, _ in (*words.named_in(text), *words.told_in(text)))


def words_for_anticoagulants(chart: Chart, text: str) -> tuple[str, ...]:
    """The generic names of the anticoagulants that the drug of an order names and gives, as a card may print them."""
    return tuple(generic for _, generic in chart.knowledge.codes.anticoagulant_words.given_in(text))


def named_only(chart: Chart, *coded_sets: str) -> tuple[tuple[Resource, frozenset[str]], ...]:
    """Orders and statements, active or on hold, that name an anticoagulant in words only, with what they name.

    What is named and not given (denied, reversed, taught about) is none.
    """
    known, words = frozenset(coded_sets), chart.knowledge.codes.anticoagulant_words
    found = []
    for kind in DRUG_TYPES:
        for resource in chart.record.of_type(kind):
            if known.isdisjoint(resource.concepts) and (is_taken(chart, resource) or is_held(chart, resource)):
                named = words.given_in(medication_text(resource))
                if named:
                    found.append((resource, frozenset(drug for drug, _ in named)))
    return tuple(found)
