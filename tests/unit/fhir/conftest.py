"""The value sets and the reader that the tests of reading FHIR share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from service.fhir.codes import CodeIndex
from service.fhir.record import PatientRecord, read_record
from tests.unit.fhir.synthetic import NOW, PHRASES, SETS, SYSTEMS, write_value_set


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "systems.yaml").write_text(SYSTEMS, "utf-8")
    (tmp_path / "text_phrases.yaml").write_text(PHRASES, "utf-8")
    for name, rows in SETS.items():
        write_value_set(tmp_path, name, rows)
    return tmp_path


@pytest.fixture
def codes(folder: Path) -> CodeIndex:
    return CodeIndex.load(folder)


@pytest.fixture
def read(codes: CodeIndex) -> Callable[..., PatientRecord]:
    """Read a record from prefetch values given as Python objects (or bytes as they are)."""

    def read(prefetch: dict[str, Any], **more: Any) -> PatientRecord:
        body = {
            key: value if isinstance(value, bytes) else msgspec.json.encode(value) for key, value in prefetch.items()
        }
        return read_record(body, **{"patient_id": "p1", "codes": codes, "now": NOW, **more})

    return read
