"""The log holds what is on the list, and nothing of a patient or a token."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder

from service.errors import InternalError
from service.hooks.call_log import JsonFormatter, log_event, where_raised
from tests.hook_calls import (
    AUTHORIZATION,
    NOW,
    PATIENT,
    TOKEN,
    StandIn,
    bundle,
    call,
    condition,
    in_context,
    make_app,
    post,
)

CANARIES = ("Canary", "1959-03-14", "9999999-canary", TOKEN, PATIENT, "practitioner-canary", "encounter-canary")


class Lines(logging.Handler):
    """Keeps the lines the service would have written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    handler, logger = Lines(), logging.getLogger("service")
    logger.addHandler(handler)
    yield handler.lines
    logger.removeHandler(handler)


def test_a_line_is_json_with_the_allowed_fields_only(lines: list[str]) -> None:
    logging.getLogger("service").setLevel("INFO")
    logging.getLogger("service.x").info("event %s", PATIENT, extra={"fields": {"status": 200, "patient": PATIENT}})
    line = json.loads(lines[0])
    assert (line["event"], line["status"]) == ("event %s", 200)
    assert PATIENT not in lines[0]


@pytest.mark.parametrize("told", ["é", "\ud800", "\x1b[0m", "\x7f"])
def test_a_line_is_ascii_whatever_it_tells(lines: list[str], told: str) -> None:
    logging.getLogger("service").setLevel("INFO")
    log_event("event", reason=told)
    assert lines[0].isascii()
    assert "\x1b" not in lines[0]
    assert json.loads(lines[0])["reason"] == told


def test_what_json_does_not_know_is_told_by_its_type(lines: list[str]) -> None:
    logging.getLogger("service").setLevel("INFO")
    log_event("event", where=Path("secret"), body_bytes=2**70)
    assert (json.loads(lines[0])["where"], json.loads(lines[0])["body_bytes"]) == ("PosixPath", 2**70)


def test_the_time_of_a_line_is_that_of_utc_in_milliseconds(lines: list[str]) -> None:
    logging.getLogger("service").setLevel("INFO")
    log_event("event")
    told = datetime.fromisoformat(json.loads(lines[0])["time"])
    assert told.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)
    assert told.microsecond % 1000 == 0


def test_a_field_that_is_not_on_the_list_cannot_be_logged() -> None:
    with pytest.raises(ValueError, match="patient_id"):
        log_event("event", patient_id=PATIENT)


def test_an_exception_is_told_by_the_line_of_our_code() -> None:
    with pytest.raises(ValueError, match="zork") as caught:
        log_event("event", zork=1)
    assert where_raised(caught.value).startswith("hooks/call_log.py:")
    assert where_raised(InternalError()) == "outside the service"


@pytest.mark.verifies("SEC-18", "FHIR-5", "FB-12")
def test_no_line_of_answered_refused_and_failed_calls_holds_a_patient_or_a_token(
    tmp_path: Path, lines: list[str]
) -> None:
    patient = {
        "resourceType": "Patient", "id": PATIENT, "birthDate": "1959-03-14",
        "name": [{"family": "Canary"}], "identifier": [{"value": "9999999-canary"}],
    }  # fmt: skip
    told = {
        "prefetch": {
            "patient": patient,
            "conditions": bundle(condition(note=[{"text": "Canary"}])),
            "observations": None,
        },
        "fhirServer": "https://fhir.example",
        "fhirAuthorization": AUTHORIZATION,
    }
    context = in_context(encounterId="encounter-canary", userId="Practitioner/practitioner-canary")["context"]
    sound = call(**told, context=context)
    app = make_app(tmp_path)
    assert post(app, sound).status_code == 200
    assert post(app, {**sound, "hookInstance": "Canary"}).status_code == 400
    assert post(app, {**sound, "prefetch": {"patient": patient}}).status_code == 412
    broken = make_app(tmp_path, StandIn(failure=KeyError(f"Canary {PATIENT} {TOKEN}")))
    assert post(broken, sound).status_code == 500
    feedback = {
        "card": "x",
        "outcome": "overridden",
        "outcomeTimestamp": NOW.isoformat(),
        "overrideReason": {"userComment": "Canary"},
    }
    assert post(app, {"feedback": [feedback]}, "/cds-services/dvt-patient-view/feedback").status_code == 200
    assert [json.loads(line)["status"] for line in lines] == [200, 400, 412, 500, 200]
    assert json.loads(lines[3])["error_type"] == "KeyError"
    for canary in CANARIES:
        assert not any(canary in line for line in lines)


@pytest.mark.parametrize(("level", "is_logged"), [("INFO", True), ("WARNING", False)])
def test_the_server_is_told_which_answers_have_a_line_of_ours(
    tmp_path: Path, lines: list[str], level: str, is_logged: bool
) -> None:
    app, statuses = make_app(tmp_path, log_level=level), []
    environ = EnvironBuilder("/cds-services/dvt-patient-view", method="POST", json=call()).get_environ()
    list(app(environ, lambda status, headers: statuses.append(status)))
    # the word that deploy/gunicorn.conf.py looks for
    assert (statuses, environ["dvt-cds.logged"], len(lines)) == (["200 OK"], is_logged, int(is_logged))
