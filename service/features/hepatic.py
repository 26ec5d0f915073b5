"""The liver: Child-Pugh class, hepatic failure, and the liver factor of the bleeding count (definitions 6, C-41)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from service.features import inr
from service.features.current_drugs import current_drugs
from service.features.drug_use import DRUG_KEYS
from service.features.feature import Feature, State
from service.features.lab_history import still_excludes
from service.features.laboratory import Test, newest_once
from service.features.observed import evidence_of, unanswered
from service.features.sought import (
    ABSENT,
    NOTHING,
    PRESENT,
    UNKNOWN,
    UNMEASURED,
    Sought,
    as_absent_when_unmeasured,
    both,
    either,
    of_measurement,
    opposite,
    seek,
)
from service.fhir.dates import clinical_time
from service.fhir.quantities import UnreadableQuantity, read_quantity
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition
from service.fhir.values import boolean_of, interpretations

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.laboratory import Reading

NAME = "hepatic_impairment"
FAILURE, LIVER = "hepatic_failure_lysis", "liver_disease_factor"
CLASS_B, CLASS_C = "child_pugh_class_b", "child_pugh_class_c"
CODED = (FAILURE, LIVER, CLASS_B, CLASS_C)
BILIRUBIN = Test("bilirubin_mg_dl", "lab_bilirubin", high_is_worse=True)
ALT = Test("alt_u_l", "lab_alt", high_is_worse=True)
AST = Test("ast_u_l", "lab_ast", high_is_worse=True)
_TESTS = (BILIRUBIN.value_set, ALT.value_set, AST.value_set)
_HIGH = frozenset({"H", "HH", "HU", "A", "AA"})


def extract(chart: Chart) -> Feature:
    """Hepatic impairment: none, or the Child-Pugh class.

    The newest documented class (as Condition or Observation code; of two at the same time the worse); hepatic failure
    by code is read as class C.  A current liver condition without a class leaves A, B or C.  ``none``: Conditions and
    Observations answered, nothing found (closed world).  Class A and the score have no code and cannot be read.
    """
    if chart.is_silent_on(CODED, "conditions", "observations"):
        return chart.not_found(NAME)
    documented = _child_pugh(chart)
    failure = seek(chart, FAILURE)
    if failure.is_present:
        return chart.known(NAME, "child_pugh_c", *failure.evidence, notes=("hepatic failure, read as class C",))
    if documented is not None:
        concept, resource = documented
        name = "child_pugh_c" if concept == CLASS_C else "child_pugh_b"
        return chart.known(NAME, name, evidence_of(chart, resource, concept))
    liver = either(seek(chart, LIVER), failure)
    if liver.is_present:
        some = chart.domain(NAME) - {"none"}
        return chart.unknown(
            NAME, State.NOT_ASKED, *liver.evidence, possible=some, notes=("Child-Pugh class not recorded",)
        )
    if liver.state == UNKNOWN:
        return chart.unknown(NAME, liver.gap or State.REFUSED, *liver.evidence, notes=liver.notes)
    gap = unanswered(chart, "observations")
    return chart.unknown(NAME, gap) if gap else chart.not_found(NAME, liver.notes)


def _child_pugh(chart: Chart) -> tuple[str, Resource] | None:
    """The newest documented class B or C; an undated one counts as the oldest, C before B at the same time."""
    found: tuple[str, Resource] | None = chart.once("child-pugh class", _read_child_pugh)
    return found


def _read_child_pugh(chart: Chart) -> tuple[str, Resource] | None:
    if chart.mentioned.isdisjoint((CLASS_B, CLASS_C)):
        return None
    found = [
        (clinical_time(each), concept == CLASS_C, concept, each)
        for concept in (CLASS_B, CLASS_C)
        for each in chart.record.with_concept(concept)
        if (
            is_current_condition(each)
            if each.type == "Condition"
            else counts(each) and boolean_of(each.data, chart.knowledge.codes) is not False
        )
    ]
    if not found:
        return None
    worst = max(found, key=lambda each: (each[0].latest.isoformat() if each[0] else "", each[1]))
    return worst[2], worst[3]


def hepatic_failure(chart: Chart, *, inr_needed: bool) -> Sought:
    """Hepatic failure: coded, Child-Pugh C, or an INR above 1.6 off warfarin with a liver condition.

    ``inr_needed`` (before lysis, ruling 30): without any INR it is unknown; for the bleeding count it is absent and
    listed as not measured (definitions 3).
    """
    documented = _child_pugh(chart)
    graded = NOTHING
    if documented is not None and documented[0] == CLASS_C:
        graded = Sought(PRESENT, (evidence_of(chart, documented[1], CLASS_C),))
    liver = seek(chart, LIVER, suspicion=False)
    by_inr = NOTHING
    if inr_needed or liver is not NOTHING:
        measured = of_measurement(chart, chart.feature("inr"), "over_1_6")
        raised = still_excludes(chart, measured, inr.stale_inr(chart), above="inr_lysis_exclusion")
        if not inr_needed:
            raised = as_absent_when_unmeasured(raised)
        if liver is not NOTHING:
            by_inr = both(raised, liver, opposite(_on_warfarin(chart)))
        if raised.state == UNKNOWN and inr_needed:
            by_inr = either(by_inr, raised)
    return either(seek(chart, FAILURE), graded, by_inr)


def _on_warfarin(chart: Chart) -> Sought:
    drugs = [each for each in current_drugs(chart) if each.drug == "warfarin"]
    if drugs:
        evidence = tuple(each.evidence for each in drugs)
        if all(each.in_doubt for each in drugs):
            return Sought(UNKNOWN, evidence, State.REFUSED)
        return Sought(PRESENT, evidence)
    gap = unanswered(chart, *DRUG_KEYS)
    return Sought(UNKNOWN, gap=gap) if gap else NOTHING


def liver_factor(chart: Chart) -> Sought:
    """The liver factor of the CHEST count: liver failure or cirrhosis by code, Child-Pugh B or C, or bilirubin above
    twice with ALT or AST above three times the laboratory's upper limit (C-13)."""
    documented = _child_pugh(chart)
    graded = Sought(PRESENT, (evidence_of(chart, documented[1], documented[0]),)) if documented else NOTHING
    coded = seek(chart, LIVER, FAILURE, suspicion=False)
    if coded.is_present or graded.is_present:
        return either(coded, graded)
    bilirubin = _above_limit(chart, BILIRUBIN, "bilirubin_liver_uln_multiple")
    if bilirubin.state == ABSENT:
        return coded if bilirubin.measured else either(coded, bilirubin)
    enzymes = [_above_limit(chart, each, "transaminase_liver_uln_multiple") for each in (ALT, AST)]
    return either(coded, both(bilirubin, either(*enzymes)))


def unused_liver_tests(chart: Chart) -> tuple[str, ...]:
    """Liver tests that are newer than those that decide and were passed over, for the card."""
    if chart.mentioned.isdisjoint(_TESTS):
        return ()
    return tuple([told for each in (BILIRUBIN, ALT, AST) for told in newest_once(chart, each).passed_over])


def _above_limit(chart: Chart, test: Test, multiple: str) -> Sought:
    """Whether the newest value is above a multiple of the upper limit that the laboratory reported with it."""
    reading = newest_once(chart, test)
    if reading.value is None:
        return Sought(UNKNOWN, gap=State.REFUSED, notes=reading.notes) if reading.spoiled else UNMEASURED
    resource = _resource_of(chart, reading)
    limit = _upper_limit(test, resource)
    if limit is None:
        flagged = resource is None or not interpretations(resource.data).isdisjoint(_HIGH)
        note = (f"{test.analyte.split('_', maxsplit=1)[0]} without an upper limit of the laboratory",)
        return Sought(UNKNOWN if flagged else ABSENT, reading.evidence, State.REFUSED if flagged else None, note)
    above = reading.value.is_above(limit * chart.threshold(multiple))
    if above is None:
        return Sought(UNKNOWN, reading.evidence, State.REFUSED, reading.notes)
    return Sought(PRESENT if above else ABSENT, reading.evidence)


def _resource_of(chart: Chart, reading: Reading) -> Resource | None:
    reference = reading.evidence[0].reference if reading.evidence else ""
    observations = chart.record.of_type("Observation")
    return next((each for each in observations if each.versioned_reference == reference), None) if reference else None


def _upper_limit(test: Test, resource: Resource | None) -> Decimal | None:
    """The upper end of the only reference range, in the unit of the test; its unit is that of the value if not told."""
    ranges = resource.data.get("referenceRange") if resource is not None else None
    ends = [each.get("high") for each in ranges if isinstance(each, dict)] if isinstance(ranges, list) else []
    highs = [each for each in ends if isinstance(each, dict)]
    if resource is None or len(highs) != 1:
        return None
    own = resource.data.get("valueQuantity")
    units = {name: own[name] for name in ("unit", "code", "system") if name in own} if isinstance(own, dict) else {}
    stated = highs[0] if "unit" in highs[0] or "code" in highs[0] else {**units, **highs[0]}
    try:
        return read_quantity(test.analyte, stated).exact
    except UnreadableQuantity:
        return None
