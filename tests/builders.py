"""Small synthetic FHIR resources, and the chart that a record made of them gives.

Codes are written ``"ICD-10-CM|I82.461"`` (alias|code); a bare word is a code of the local code system
(``"thrombus-length"``).  A code may also be a list of such texts, or a CodeableConcept as it is.
Every builder takes ``**members`` that are put into the resource as they are; ``None`` removes a member.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from service.content import cards_folder
from service.features.chart import Chart, Extractor
from service.features.registry import EXTRACTORS
from service.fhir.codes import CodeIndex
from service.fhir.record import KEYS, PatientRecord, read_record
from service.knowledge_types import FeaturesFile, Threshold
from service.ledger_items import LedgerItem, read_ledger
from service.listed_words import read_words
from service.site import Site
from service.strict_yaml import read_yaml

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PATIENT = "synthetic-1"
LOCAL = "https://dvt-cds.org/fhir/CodeSystem/dvt-assessment"
LOCAL_VALUE = "https://dvt-cds.org/fhir/CodeSystem/dvt-assessment-value"
SYSTEMS = {
    "SNOMED": "http://snomed.info/sct",
    "ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm",
    "ICD-10": "http://hl7.org/fhir/sid/icd-10",
    "ICD-10-PCS": "http://www.cms.gov/Medicare/Coding/ICD10",
    "LOINC": "http://loinc.org",
    "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "CPT": "http://www.ama-assn.org/go/cpt",
    "ActCode": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "value": LOCAL_VALUE,
    "": LOCAL,
}
RIGHT, LEFT, BOTH = "SNOMED|24028007", "SNOMED|7771000", "SNOMED|51440002"
_STATUS = "http://terminology.hl7.org/CodeSystem/condition-"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_NUMBER = itertools.count(1)

Code = str | Iterable[str] | Mapping[str, Any]


def days_ago(days: float, now: datetime = NOW) -> str:
    """The dateTime that many days before ``now``."""
    return (now - timedelta(days=days)).isoformat().replace("+00:00", "Z")


def hours_ago(hours: float, now: datetime = NOW) -> str:
    return days_ago(hours / 24, now)


def concept(code: Code, *, text: str | None = None) -> dict[str, Any]:
    """A CodeableConcept from ``"ICD-10-CM|I82.461"``, a bare local code, or a list of them."""
    if isinstance(code, Mapping):
        return dict(code)
    codes = [code] if isinstance(code, str) else list(code)
    codings = []
    for each in codes:
        alias, _, bare = each.rpartition("|")
        codings.append({"system": SYSTEMS.get(alias, alias), "code": bare})
    return {"coding": codings} | ({"text": text} if text else {})


def value(given: Any) -> dict[str, Any]:
    """The ``value[x]`` of: a bool, an integer, ``(5.1, "cm")``, ``(">", 5, "cm")``, an ISO date, a coded answer.

    A bare word is a coded answer of the local system, ``"LOINC|LA15173-0"`` one of another; a mapping stays as it is.
    """
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return dict(given)
    if isinstance(given, bool):
        return {"valueBoolean": given}
    if isinstance(given, int):
        return {"valueInteger": given}
    if isinstance(given, tuple):
        *comparator, number, unit = given
        quantity = {"value": number, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
        return {"valueQuantity": quantity | ({"comparator": comparator[0]} if comparator else {})}
    if given[:4].isdigit():
        return {"valueDateTime": given}
    return {"valueCodeableConcept": concept(given if "|" in given else f"value|{given}")}


def resource(kind: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """A resource of the synthetic patient with an id of its own; members that are ``None`` are left out."""
    basic = {
        "resourceType": kind,
        "id": f"{kind.lower()}-{next(_NUMBER)}",
        "subject": {"reference": f"Patient/{PATIENT}"},
    }
    return {name: each for name, each in (basic | dict(members)).items() if each is not None}


def patient(born: str | None = "1976-05-04", gender: str | None = "female", **members: Any) -> dict[str, Any]:
    return resource("Patient", {"id": PATIENT, "subject": None, "birthDate": born, "gender": gender} | members)


def condition(
    code: Code,
    onset: str | None = None,
    *,
    recorded: str | None = None,
    clinical: str | None = "active",
    verification: str | None = "confirmed",
    abated: str | None = None,
    site: Code | None = None,
    **members: Any,
) -> dict[str, Any]:
    return resource(
        "Condition",
        {
            "code": concept(code),
            "onsetDateTime": onset,
            "recordedDate": recorded,
            "abatementDateTime": abated,
            "clinicalStatus": clinical and {"coding": [{"system": f"{_STATUS}clinical", "code": clinical}]},
            "verificationStatus": verification
            and {"coding": [{"system": f"{_STATUS}ver-status", "code": verification}]},
            "bodySite": site and [concept(site)],
        }
        | members,
    )


def observation(
    code: Code,
    given: Any = None,
    at: str | None = None,
    *,
    status: str | None = "final",
    site: Code | None = None,
    interpretation: str | None = None,
    components: Mapping[str, Any] | None = None,
    **members: Any,
) -> dict[str, Any]:
    """An Observation; ``at`` defaults to an hour before ``NOW``, ``at=""`` leaves it undated."""
    return resource(
        "Observation",
        {
            "code": concept(code),
            "status": status,
            "effectiveDateTime": hours_ago(1) if at is None else at or None,
            "bodySite": site and concept(site),
            "interpretation": interpretation and [{"coding": [{"system": _INTERPRETATION, "code": interpretation}]}],
            "component": components and [{"code": concept(name), **value(each)} for name, each in components.items()],
            **value(given),
        }
        | members,
    )


def diagnostic_report(
    code: Code, at: str | None = None, *, status: str | None = "final", conclusions: Iterable[Code] = (), **members: Any
) -> dict[str, Any]:
    """An imaging report with its coded conclusions."""
    codes = [concept(each) for each in conclusions]
    return resource(
        "DiagnosticReport",
        {
            "code": concept(code),
            "status": status,
            "effectiveDateTime": at or hours_ago(1),
            "conclusionCode": codes or None,
        }
        | members,
    )


def procedure(
    code: Code, at: str | None = None, *, status: str | None = "completed", site: Code | None = None, **members: Any
) -> dict[str, Any]:
    return resource(
        "Procedure",
        {"code": concept(code), "status": status, "performedDateTime": at, "bodySite": site and [concept(site)]}
        | members,
    )


def encounter(
    encounter_class: str | None = "IMP",
    start: str | None = None,
    end: str | None = None,
    *,
    status: str | None = None,
    **members: Any,
) -> dict[str, Any]:
    """An Encounter; ``in-progress`` without an end, ``finished`` with one."""
    period = {name: each for name, each in (("start", start), ("end", end)) if each}
    return resource(
        "Encounter",
        {
            "status": status or ("finished" if end else "in-progress"),
            "class": encounter_class and {"system": SYSTEMS["ActCode"], "code": encounter_class},
            "period": period or None,
        }
        | members,
    )


def medication_request(
    code: Code,
    authored: str | None = None,
    *,
    status: str | None = "active",
    intent: str | None = "order",
    dose: tuple[float, str] | None = None,
    times_a_day: int | None = None,
    **members: Any,
) -> dict[str, Any]:
    """An order; ``dose=(5, "mg"), times_a_day=2`` gives one structured dosage, otherwise there is none."""
    dosage: dict[str, Any] = {}
    if dose:
        dosage["doseAndRate"] = [
            {
                "doseQuantity": {
                    "value": dose[0],
                    "unit": dose[1],
                    "system": "http://unitsofmeasure.org",
                    "code": dose[1],
                }
            }
        ]
    if times_a_day:
        dosage["timing"] = {"repeat": {"frequency": times_a_day, "period": 1, "periodUnit": "d"}}
    return resource(
        "MedicationRequest",
        {
            "medicationCodeableConcept": concept(code),
            "status": status,
            "intent": intent,
            "authoredOn": authored or days_ago(1),
            "dosageInstruction": [dosage] if dosage else None,
        }
        | members,
    )


def medication_statement(
    code: Code, at: str | None = None, *, status: str | None = "active", **members: Any
) -> dict[str, Any]:
    return resource(
        "MedicationStatement",
        {"medicationCodeableConcept": concept(code), "status": status, "effectiveDateTime": at} | members,
    )


def service_request(
    code: Code,
    due: str | None = None,
    *,
    authored: str | None = None,
    status: str | None = "active",
    intent: str | None = "order",
    **members: Any,
) -> dict[str, Any]:
    return resource(
        "ServiceRequest",
        {
            "code": concept(code),
            "status": status,
            "intent": intent,
            "authoredOn": authored or days_ago(1),
            "occurrenceDateTime": due,
        }
        | members,
    )


def allergy(
    code: Code, *, clinical: str | None = "active", verification: str | None = "confirmed", **members: Any
) -> dict[str, Any]:
    status = "http://terminology.hl7.org/CodeSystem/allergyintolerance-"
    return resource(
        "AllergyIntolerance",
        {
            "subject": None,
            "patient": {"reference": f"Patient/{PATIENT}"},
            "code": concept(code),
            "clinicalStatus": clinical and {"coding": [{"system": f"{status}clinical", "code": clinical}]},
            "verificationStatus": verification
            and {"coding": [{"system": f"{status}verification", "code": verification}]},
        }
        | members,
    )


# --- from resources to a chart --------------------------------------------------------------------------------

OPERATION_OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def bundle(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    entries = [{"fullUrl": f"urn:example:{each.get('id', '')}", "resource": dict(each)} for each in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def record_of(
    *resources: Mapping[str, Any],
    now: datetime = NOW,
    asked: Iterable[str] = tuple(KEYS),
    unreachable: Iterable[str] = (),
    partial: Iterable[str] = (),
    drafts: Iterable[Mapping[str, Any]] = (),
) -> PatientRecord:
    """The record of a prefetch that holds the keys ``asked`` (plus those the resources need), as read at ``now``.

    Keys in ``unreachable`` hold an OperationOutcome, keys in ``partial`` an OperationOutcome beside the entries.
    """
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for each in resources:
        # What was given is answered beside what was ordered.
        kind = each["resourceType"].replace("MedicationAdministration", "MedicationRequest")
        by_type.setdefault(kind, []).append(each)
    prefetch: dict[str, Any] = {}
    for key, kind in KEYS.items():
        found = by_type.get(kind, [])
        if kind == "MedicationRequest":
            # Doses given come with the orders, where they come at all.
            found = [*found, *by_type.get("MedicationAdministration", [])]
        if kind == "Patient":
            if key in asked or found:
                prefetch[key] = found[0] if found else patient()
        elif key in unreachable:
            prefetch[key] = OPERATION_OUTCOME
        elif key in asked or key in partial or found:
            prefetch[key] = bundle([*found, *([OPERATION_OUTCOME] if key in partial else [])])
    encoded = {key: json.dumps(each).encode() for key, each in prefetch.items()}
    return read_record(
        encoded, patient_id=PATIENT, codes=feature_knowledge().codes, now=now, drafts=tuple(map(dict, drafts))
    )


def chart_of(
    *resources: Mapping[str, Any],
    now: datetime = NOW,
    knowledge: Any = None,
    site: Site = Site(),  # noqa: B008 – frozen
    extractors: Mapping[str, Extractor] | None = None,
    **record: Any,
) -> Chart:
    """The chart of a patient with these resources; keyword arguments as :func:`record_of` takes them."""
    return Chart(
        record_of(*resources, now=now, **record),
        knowledge or feature_knowledge(),
        now,
        site,
        extractors or EXTRACTORS,
    )


@dataclass(frozen=True)
class FeatureKnowledge:
    """The part of the knowledge that extractors use, from the real files: tables and wording are left out, so that
    a fault in them does not turn every test of a clinical fact red."""

    thresholds: Mapping[str, Threshold]
    facts: Mapping[str, Any]
    domains: Mapping[str, frozenset[str]]
    codes: CodeIndex
    ledger: Mapping[str, LedgerItem]

    @functools.cached_property
    def limits(self) -> Mapping[str, Decimal]:
        return {name: threshold.number for name, threshold in self.thresholds.items()}

    @functools.cached_property
    def settled(self) -> dict[str, Any]:
        return {}


@functools.cache
def feature_knowledge() -> FeatureKnowledge:
    folder = cards_folder()
    facts = FeaturesFile.model_validate(read_yaml(folder / "features.yaml")).facts
    thresholds = {name: Threshold.model_validate(each) for name, each in read_yaml(folder / "thresholds.yaml").items()}
    domains = {name: frozenset(fact.domain) for name, fact in facts.items()}
    limits = {name: each.number for name, each in thresholds.items()}
    codes = read_words(CodeIndex.load(folder / "value_sets"), folder, limits)
    return FeatureKnowledge(thresholds, facts, domains, codes, read_ledger(folder))
