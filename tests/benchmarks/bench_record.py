"""How dear is reading a record?  CPU of ``read_record`` as a ratio to ``orjson.loads`` of the same Bundle.

    python -m tests.benchmarks.bench_record [folder of value sets]

Medians of three blocks, the two sides interleaved, so that a busy machine hits both.  Nothing is asserted.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import orjson

from service.fhir.codes import CodeIndex
from service.fhir.record import PatientRecord, read_record

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOINC, HL7 = "http://loinc.org", "http://terminology.hl7.org/CodeSystem"
PROFILE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"
RELEVANT = (
    ("777-3", "Platelets [#/volume] in Blood by Automated count", 200, "10*3/uL"),
    ("2160-0", "Creatinine", 0.9, "mg/dL"),
)
ANALYTES = 400
"""Distinct irrelevant codes; each laboratory code comes with one local code, as in a real laboratory feed."""


def concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def observation(number: int, relevant: bool, draw: random.Random) -> dict[str, Any]:
    """One laboratory Observation of about 1.5 KB, shaped as a US Core server sends it, with no real person in it."""
    analyte = draw.randrange(ANALYTES)
    code, display, value, unit = (f"9{analyte:04d}-9", "Some other analyte [Mass/volume]", 5.1, "mg/dL")
    if relevant:
        code, display, value, unit = RELEVANT[analyte % 2]
        analyte = ANALYTES + analyte % 2
    units = {"system": "http://unitsofmeasure.org", "unit": unit, "code": unit}
    coded = concept(LOINC, code, display)
    coded["coding"].append({"system": "urn:oid:1.2.3.4.5.6.7.768282", "code": str(1000 + analyte), "display": "LOCAL"})
    return {
        "resourceType": "Observation",
        "id": f"obs-{number}",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-20T08:00:00.000+00:00", "profile": [PROFILE]},
        "identifier": [{"system": "urn:oid:1.2.3.4.5.6.7", "value": f"lab-{number:08d}"}],
        "status": "final",
        "category": [concept(f"{HL7}/observation-category", "laboratory", "Laboratory")],
        "code": coded,
        "subject": {"reference": "Patient/p1", "display": "Synthetic Patient"},
        "encounter": {"reference": f"Encounter/e{number % 20}", "display": "Office visit"},
        "effectiveDateTime": f"2026-{1 + number % 10:02d}-15T09:30:00Z",
        "issued": "2026-11-20T09:45:00.000Z",
        "performer": [{"reference": "Organization/lab", "display": "Synthetic Laboratory"}],
        "valueQuantity": {"value": value, **units},
        "interpretation": [concept(f"{HL7}/v3-ObservationInterpretation", "N", "Normal")],
        "referenceRange": [{"low": {"value": 1, **units}, "high": {"value": 9, **units}, "text": "1 to 9"}],
    }


def bundle(count: int) -> bytes:
    """A searchset of Observations, one in twenty of them with a code of the value sets."""
    draw = random.Random(count)
    entries = [
        {
            "fullUrl": f"https://ehr.example/fhir/Observation/obs-{number}",
            "resource": observation(number, number % 20 == 0, draw),
            "search": {"mode": "match"},
        }
        for number in range(count)
    ]
    return orjson.dumps({"resourceType": "Bundle", "type": "searchset", "total": count, "entry": entries})


def seconds(work: Callable[[], object], times: int) -> float:
    start = process_time()
    for _ in range(times):
        work()
    return (process_time() - start) / times


def measure(codes: CodeIndex, count: int, times: int) -> str:
    """One row of the table: medians of three interleaved blocks."""
    body = bundle(count)

    def read() -> PatientRecord:
        return read_record({"observations": body}, patient_id="p1", codes=codes, now=NOW)

    floors, ours = [], []
    for _ in range(3):
        floors.append(seconds(lambda: orjson.loads(body), times))
        ours.append(seconds(read, times))
    floor, mine = statistics.median(floors), statistics.median(ours)
    kept = len(read().resources)
    return (
        f"{count:>12} {len(body) / 1e6:>6.2f} {floor * 1e3:>10.3f} {mine * 1e3:>10.3f} {mine / floor:>6.2f} {kept:>5}"
    )


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("cards/value_sets")
    start = process_time()
    codes = CodeIndex.load(folder)
    rows = sum(value_set.size for value_set in codes.value_sets.values())
    sys.stdout.write(f"CodeIndex.load: {rows} rows in {process_time() - start:.3f} s CPU\n")
    sys.stdout.write(f"{'Observations':>12} {'MB':>6} {'orjson ms':>10} {'record ms':>10} {'ratio':>6} {'kept':>5}\n")
    for count, times in ((10, 400), (200, 100), (2000, 20), (10000, 4)):
        sys.stdout.write(measure(codes, count, times) + "\n")


if __name__ == "__main__":
    main()
