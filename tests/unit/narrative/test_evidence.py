"""Free texts of a record: which are read, which are left alone."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from service.fhir.record import PatientRecord
from service.narrative.evidence import MOST_REPORTS, narrative_findings
from tests.builders import NOW, chart_of, days_ago, observation

ULTRASOUND = "SNOMED|312725000"
TEXT = "Left popliteal vein: acute occlusive thrombus."
_CODE = {"coding": [{"system": "http://snomed.info/sct", "code": "312725000"}]}


def _report(number: str = "r1", **members: Any) -> dict[str, Any]:
    report = {
        "resourceType": "DiagnosticReport",
        "id": number,
        "meta": {"versionId": "2"},
        "status": "final",
        "code": _CODE,
        "subject": {"reference": "Patient/synthetic-1"},
        "effectiveDateTime": days_ago(2),
    }
    return {key: value for key, value in (report | members).items() if value is not None}


def _record(*resources: dict[str, Any]) -> PatientRecord:
    return chart_of(*resources).record


def _form(text: str, kind: str = "text/plain", encoding: str = "utf-8") -> dict[str, str]:
    return {"contentType": kind, "data": base64.b64encode(text.encode(encoding)).decode("ascii")}


def test_a_conclusion_is_read_with_its_reference_and_date() -> None:
    (found,) = narrative_findings(_record(_report(conclusion=TEXT)), NOW)
    assert (found.finding.vein, found.finding.side, found.finding.thrombus) == ("popliteal", "left", "present")
    assert found.finding.sentence == TEXT
    assert (found.reference, found.where) == ("DiagnosticReport/r1/_history/2", "conclusion")
    assert str(found.when) == days_ago(2)[:10]


@pytest.mark.parametrize(
    "form",
    [
        _form(TEXT),
        _form(f"<p>{TEXT}</p>", "text/html; charset=utf-8"),
        _form(TEXT + " Thrombusgröße 4 cm.", "text/plain; charset=iso-8859-1", "latin-1"),
    ],
)
def test_an_inline_text_attachment_is_read(form: dict[str, str]) -> None:
    found = narrative_findings(_record(_report(presentedForm=[form])), NOW)
    assert [(f.finding.vein, f.where) for f in found] == [("popliteal", "presentedForm")]


def test_the_text_of_an_ultrasound_observation_is_read() -> None:
    record = _record(observation(ULTRASOUND, {"valueString": TEXT}))
    assert [(f.finding.vein, f.where) for f in narrative_findings(record, NOW)] == [("popliteal", "valueString")]


@pytest.mark.parametrize(
    "members",
    [
        {"status": "preliminary", "conclusion": TEXT},
        {"status": "entered-in-error", "conclusion": TEXT},
        {"conclusion": TEXT, "code": {"text": "CT pulmonary angiogram"}},
        {"conclusion": TEXT * 10_000},
        {"conclusion": ["a", 1]},
        {"presentedForm": [_form(TEXT, "application/pdf")]},
        {"presentedForm": [{"contentType": "text/plain", "url": "https://example.org/report.txt"}]},
        {"presentedForm": [{"contentType": "text/plain", "data": "not base64 at all!"}]},
        {"presentedForm": "nothing"},
    ],
    ids=["preliminary", "error", "CT", "too long", "no text", "PDF", "link", "broken data", "wrong shape"],
)
def test_what_does_not_count_or_cannot_be_read_gives_nothing(members: dict[str, Any]) -> None:
    assert narrative_findings(_record(_report(**members)), NOW) == ()


def test_a_report_named_an_ultrasound_of_the_leg_veins_is_read_without_a_known_code() -> None:
    record = _record(_report(code={"text": "US Doppler leg veins left"}, conclusion=TEXT))
    assert len(narrative_findings(record, NOW)) == 1


def test_the_newest_reports_come_first_and_only_so_many_are_read() -> None:
    reports = [
        _report(f"r{day}", conclusion=TEXT, effectiveDateTime=days_ago(day)) for day in range(1, MOST_REPORTS + 4)
    ]
    found = narrative_findings(_record(*reversed(reports)), NOW)
    assert len(found) == MOST_REPORTS
    assert found[0].reference.startswith("DiagnosticReport/r1/")
