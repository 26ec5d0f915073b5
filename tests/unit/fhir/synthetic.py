"""A small value-set folder and the shapes of synthetic Bundles for the tests of reading FHIR."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

SYSTEMS = """\
ICD-10-CM: ["http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"]
ICD-10: ["http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.3"]
SNOMED: ["http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"]
LOINC: ["http://loinc.org", "urn:oid:2.16.840.1.113883.6.1"]
RxNorm: ["http://www.nlm.nih.gov/research/umls/rxnorm"]
ACT: ["http://terminology.hl7.org/CodeSystem/v3-ActCode"]
LOCAL: ["https://dvt-cds.org/fhir/CodeSystem/dvt-assessment"]
"""

SETS = {
    "dvt_calf_muscular_acute": [
        "ICD-10-CM,I82.46,prefix,Thrombosis of calf muscular vein,stem,",
        "ICD-10-CM,I82.461,exact,Thrombosis of right calf muscular vein,leaf,right",
    ],
    "vte_broad": ["ICD-10-CM,I82.4,prefix,Thrombosis of deep veins of leg,stem,"],
    "dvt_who": ["ICD-10,I80.2,exact,Thrombophlebitis of other deep vessels of leg,WHO,"],
    "dvt_unspecified": ["SNOMED,128053003,exact,Deep venous thrombosis,generic,"],
    "lab_platelets": ["LOINC,777-3,exact,Platelets,usual,"],
    "vital_systolic": ["LOINC,8480-6,exact,Systolic blood pressure,component,"],
    "thrombus_length": [
        "LOCAL,thrombus-length,exact,Thrombus length,local,",
        "SNOMED,410668003,exact,Length,component of an ultrasound,",
    ],
    "imaging_us": ["LOINC,39420-5,exact,US Lower extremity vein,imaging,"],
    "bodysite_popliteal": ["SNOMED,56849005,exact,Popliteal vein,vein,"],
    "laterality": [
        "SNOMED,7771000,exact,Left,,left",
        "SNOMED,24028007,exact,Right,,right",
        "SNOMED,51440002,exact,Right and left,,bilateral",
    ],
    "drug_apixaban": ["RxNorm,1364430,exact,apixaban,ingredient,"],
    "encounter_inpatient": ["ACT,IMP,exact,inpatient encounter,class,"],
}

PHRASES = """\
bodysite_popliteal: ["popliteal vein"]
lab_platelets: ["platelet count"]
drug_apixaban: ["Eliquis 5 mg tablet"]
"""


def write_value_set(folder: Path, name: str, rows: list[str], columns: str | None = None) -> Path:
    columns = columns or "system,code,match,display,included_because,laterality"
    path = folder / f"{name}.csv"
    head = f"# name: {name}\n# title: {name}\n# version: 2026-11-22\n# reviewer: none yet\n"
    path.write_text(head + columns + "\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def bundle(*resources: Any, **members: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources], **members}


def concept(system: str, code: str, **more: Any) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], **more}


def observation(identity: str = "o1", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "code": concept("http://loinc.org", "777-3"),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-11-20T08:00:00Z",
        "valueQuantity": {"value": 200, "unit": "10*3/uL"},
        **members,
    }


def condition(identity: str = "c1", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": identity,
        "code": concept("http://hl7.org/fhir/sid/icd-10-cm", "I82.462"),
        "subject": {"reference": "Patient/p1"},
        "onsetDateTime": "2026-11-18",
        **members,
    }
