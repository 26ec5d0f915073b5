"""Hook calls with records of any size: the resources of one replay case among many laboratory Observations."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from service.content import CHECKOUT
from service.replay.cases import CaseFileError, read_case
from service.replay.clocks import moved

INDEX_CASE = CHECKOUT / "fixtures" / "cases" / "gastrocnemius_four_cm_no_risk_feature"
LOINC, HL7 = "http://loinc.org", "http://terminology.hl7.org/CodeSystem"
PROFILE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"
RELEVANT = (
    ("777-3", "Platelets [#/volume] in Blood by Automated count", 212, "10*3/uL"),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", 0.9, "mg/dL"),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", 14.1, "g/dL"),
    ("29463-7", "Body weight", 80, "kg"),
    ("6301-6", "INR in Platelet poor plasma by Coagulation assay", 1.0, "1"),
)
ONE_IN = 20
"""One Observation in so many has a code of the value sets."""
ANALYTES = 400
"""Distinct irrelevant codes; each comes with one local code, as in a real laboratory feed."""


@dataclass(frozen=True)
class Call:
    """One hook call: the service it is for, its JSON, and how many Observations were added to the case."""

    service: str
    body: bytes
    observations: int
    now: datetime


def call_with(observations: int, now: datetime, case: Path = INDEX_CASE) -> Call:
    """The call of a replay case, its dates moved to ``now``, with so many more Observations of one patient."""
    if not (case / "request.json").is_file():
        raise CaseFileError(
            "There is no case to build the records around.",
            remedy="Run from a checkout, or name a folder of fixtures/cases with --case.",
        )
    played = read_case(case)
    request: dict[str, Any] = orjson.loads(moved(played.body.decode(), now - played.as_of, played.as_of))
    patient = request["context"]["patientId"]
    bundle = request["prefetch"]["observations"]
    draw = random.Random(observations)  # noqa: S311 – a reproducible record, no secret
    for number in range(observations):
        resource = _observation(number, patient, now.year, draw)
        bundle["entry"].append(
            {
                "fullUrl": f"https://ehr.example/fhir/Observation/{resource['id']}",
                "resource": resource,
                "search": {"mode": "match"},
            }
        )
    bundle["total"] = len(bundle["entry"])
    return Call(played.story.service, orjson.dumps(request), observations, now.astimezone(UTC))


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _observation(number: int, patient: str, year: int, draw: random.Random) -> dict[str, Any]:
    """One laboratory Observation of about 1.4 KB, shaped as a US Core server sends it; older than a year."""
    analyte = draw.randrange(ANALYTES)
    code, display, value, unit = f"9{analyte:04d}-9", "Some other analyte [Mass/volume]", 5.1, "mg/dL"
    if number % ONE_IN == 0:
        code, display, value, unit = RELEVANT[analyte % len(RELEVANT)]
        analyte = ANALYTES + analyte % len(RELEVANT)
    units = {"system": "http://unitsofmeasure.org", "unit": unit, "code": unit}
    coded = _concept(LOINC, code, display)
    coded["coding"].append({"system": "urn:oid:1.2.3.4.5.6.7.768282", "code": str(1000 + analyte), "display": "LOCAL"})
    day = f"{year - 2}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return {
        "resourceType": "Observation",
        "id": f"bench-{number}",
        "meta": {"versionId": "1", "lastUpdated": f"{day}T10:00:00.000+00:00", "profile": [PROFILE]},
        "identifier": [{"system": "urn:oid:1.2.3.4.5.6.7", "value": f"lab-{number:08d}"}],
        "status": "final",
        "category": [_concept(f"{HL7}/observation-category", "laboratory", "Laboratory")],
        "code": coded,
        "subject": {"reference": f"Patient/{patient}", "display": "Synthetic Patient"},
        "encounter": {"reference": f"Encounter/e{number % 20}", "display": "Office visit"},
        "effectiveDateTime": f"{day}T09:30:00Z",
        "issued": f"{day}T09:45:00.000Z",
        "performer": [{"reference": "Organization/lab", "display": "Synthetic Laboratory"}],
        "valueQuantity": {"value": value, **units},
        "interpretation": [_concept(f"{HL7}/v3-ObservationInterpretation", "N", "Normal")],
        "referenceRange": [{"low": {"value": 1, **units}, "high": {"value": 9, **units}, "text": "1 to 9"}],
    }
