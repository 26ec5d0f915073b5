"""``dvt-cds conformance`` finds each fault of a faulty service, none in a sound one, and none in ours."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask, Response

from service.app import create_app
from service.cli import main
from service.conformance import answer_checks, outcome
from service.conformance.checks import CHECKS
from service.conformance.outcome import Outcome
from service.conformance.own_server import running
from service.conformance.report import count
from service.conformance.run import run
from service.conformance.signing import Signer, encoded, stranger
from service.conformance.target import Target
from service.settings import Settings
from tests.conformance.faulty_service import FAULTS, ISSUER, KID, TOKEN_FAULTS, serving, serving_faults
from tests.tokens import write_trust

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
EXAMPLES = [
    CASES / name / "request.json"
    for name in ("gastrocnemius_four_cm_no_risk_feature", "massive_occlusive_bilateral_dvt_with_limb_threat")
]
AS_OF = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
SIGNER = replace(stranger(""), issuer=ISSUER, kid=KID)
FOUND = (Outcome.FAILED, Outcome.WARNED)
ONLY_WARNED = {
    "errors that are no OperationOutcome", "stack traces", "any media type is read", "raw HTML",
    "a parameter few clients resolve", "an entry with an address", "replay accepted",
    "headers not required", "401 says why",
}  # fmt: skip
"""Faults against a SHOULD or an advice; every other one must fail."""
Results = list[outcome.Result]


def checked(url: str, signer: Signer | None = None, **options: Any) -> Results:
    with running() as own:
        target = Target(url, own, signer=signer)
        target.calls_of_the_caller = options.pop("calls", [])
        try:
            return run(target, **options)
        finally:
            target.close()


def found(results: Results, *outcomes: Outcome) -> list[tuple[str, str, str]]:
    return [(each.check.name, each.subject, each.text) for each in results if each.outcome in (outcomes or FOUND)]


def requirements(results: Results) -> set[str]:
    return {each for result in results if result.outcome in FOUND for each in result.check.requirements}


# The faulty service -----------------------------------------------------------------------------------------------


def test_a_sound_service_that_is_open_passes_everything() -> None:
    with serving_faults() as url:
        results = checked(url, strict=True)
    assert found(results) == []
    assert {each.check.section for each in results if each.outcome is Outcome.SKIPPED} == {"discovery", "tokens"}
    assert count(results)[Outcome.PASSED] > 200


def test_a_sound_service_that_wants_tokens_passes_everything() -> None:
    with serving_faults(jwk=SIGNER.jwk()) as url:
        results = checked(url, SIGNER, strict=True, require=["jwt", "cors"])
    assert found(results) == []
    assert [each.check.name for each in results if each.outcome is Outcome.SKIPPED] == ["https"]
    tokens = {each.subject for each in results if each.check.section == "tokens"}
    assert len(tokens) >= 40


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    with serving_faults(fault) as url:
        results = checked(url)
    assert FAULTS[fault] - requirements(results) == set()
    assert (count(results)[Outcome.FAILED] == 0) == (fault in ONLY_WARNED)


@pytest.mark.parametrize("fault", TOKEN_FAULTS)
def test_a_planted_fault_of_tokens_is_found(fault: str) -> None:
    with serving_faults(fault, jwk=SIGNER.jwk()) as url:
        results = checked(url, SIGNER, only=["tokens", "cross-origin"])
    assert TOKEN_FAULTS[fault] - requirements(results) == set()
    assert (count(results)[Outcome.FAILED] == 0) == (fault in ONLY_WARNED)


def test_what_the_specification_only_advises_fails_when_strict() -> None:
    with serving_faults("raw HTML") as url:
        assert count(checked(url, only=["cards"]))[Outcome.FAILED] == 0
        assert count(checked(url, only=["cards"], strict=True))[Outcome.FAILED] > 0


# Services that can hardly be checked ------------------------------------------------------------------------------

NONSENSE: list[Any] = [
    None, 5, "x", [], {}, [[]], {"services": None}, {"services": {}}, {"cards": None}, {"cards": [None, 5, []]},
    {"services": [None, 5, {"id": [], "hook": {}}, {"id": "", "hook": ""}, {"prefetch": 5}]},
    {"services": [{"id": "a/b c", "hook": "patient-view", "prefetch": {"a": 5, "b": "{{{", "c": ""}, "extension": []}],
     "cards": [{"suggestions": 5, "links": [5], "overrideReasons": {}, "source": [], "summary": {}, "detail": [],
                "extension": 5, "uuid": [], "selectionBehavior": {}},
               {"suggestions": [{"actions": [5, {"resource": [], "type": []}], "uuid": {}, "isRecommended": []}, 5],
                "links": [{"url": "https://[", "type": "smart", "appContext": []}],
                "source": {"url": 5, "icon": [], "topic": []}}],
     "systemActions": [5], "extension": [], "resourceType": "OperationOutcome", "issue": [5]},
]  # fmt: skip


@pytest.mark.parametrize("status", [200, 401, 412, 500])
@pytest.mark.parametrize("number", range(len(NONSENSE)))
def test_a_service_that_answers_nonsense_fails_and_breaks_no_check(number: int, status: int) -> None:
    app = Flask("nonsense", static_folder=None)

    @app.before_request
    def answer() -> Response:
        return Response(json.dumps(NONSENSE[number]), status, mimetype="application/json")

    with serving(app) as url:
        results = checked(url, only=["discovery", "cards", "every answer", "sound-call", "tokens", "feedback-accepted"])
    assert count(results)[Outcome.FAILED] > 0


def test_a_redirect_is_not_followed() -> None:
    called: list[str] = []
    elsewhere, app = Flask("elsewhere", static_folder=None), Flask("redirecting", static_folder=None)

    @elsewhere.before_request
    def note() -> Response:
        called.append("x")
        return Response("{}", 200, mimetype="application/json")

    with serving(elsewhere) as other:

        @app.before_request
        def redirect() -> Response:
            return Response("", 307, headers={"Location": other})

        with serving(app) as url:
            results = checked(url)
    assert called == []
    assert count(results)[Outcome.FAILED] > 0


# Our service ------------------------------------------------------------------------------------------------------


def our_app(folder: Path, knowledge: Any, clock: Any = lambda: AS_OF, **settings: Any) -> Flask:
    made = Settings(database_url=f"sqlite:///{folder / 'store.sqlite3'}", deadline_ms=30_000, **settings)
    return create_app(made, knowledge=knowledge, clock=clock)


def test_our_service_passes_everything(tmp_path: Path, knowledge: Any) -> None:
    calls = [json.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES]
    with serving(our_app(tmp_path, knowledge)) as url:
        results = checked(url, calls=calls, strict=True, require=["cors"])
    assert [each for each in found(results) if each[0] != "latency"] == []
    assert {each.check.section for each in results if each.outcome is Outcome.SKIPPED} == {"discovery", "tokens"}
    assert {each.check.name for each in results if each.outcome is Outcome.PASSED} >= {"rule-card-2", "fetch-missing"}


@pytest.fixture
def our_trusting_url(tmp_path: Path, knowledge: Any) -> Iterator[str]:
    """Our service, which knows one issuer."""
    late = Flask("late", static_folder=None)
    with serving(lambda environ, start: late.wsgi_app(environ, start)) as url:
        trust = write_trust(tmp_path, {"issuer": ISSUER, "keys": [SIGNER.jwk()]})
        settings = {"trust": "required", "trust_file": trust, "public_url": url}
        late = our_app(tmp_path, knowledge, lambda: datetime.now(UTC), **settings)
        yield url


def test_our_service_passes_everything_that_is_asked_of_tokens(our_trusting_url: str) -> None:
    results = checked(our_trusting_url, SIGNER, strict=True, require=["jwt"], only=["tokens", "feedback", "calls"])
    assert found(results) == []
    assert count(results)[Outcome.SKIPPED] == 0


def test_without_a_registered_client_what_needs_one_is_skipped_and_the_rest_is_checked(our_trusting_url: str) -> None:
    results = checked(our_trusting_url, only=["tokens", "calls"])
    assert found(results) == []
    passed = {each.check.name for each in results if each.outcome is Outcome.PASSED}
    assert passed == {"no-token", "stranger", "unsigned", "symmetric", "opaque-401"} | ({"get-refused"} & passed)
    assert count(checked(our_trusting_url, only=["tokens"], require=["jwt"]))[Outcome.FAILED] > 5


# The command ------------------------------------------------------------------------------------------------------


def called(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["conformance", *map(str, arguments)])


def test_the_command_reports_and_writes_junit(tmp_path: Path) -> None:
    with serving_faults("hard-stop", "raw HTML") as url:
        run = called(f"{url}/cds-services/", "--junit", tmp_path / "report.xml")
    assert run.exit_code == 1
    assert "FAIL indicator is info, warning or critical" in run.output
    assert "CARD-5" in run.output and "cards[].indicator" in run.output
    assert "warn detail holds no raw HTML" in run.output
    suites = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert {each.get("name") for each in suites} >= {"discovery", "calls", "prefetch", "cards", "feedback", "tokens"}
    (failure,) = suites.iterfind(".//failure")
    assert "CARD-5" in str(failure.get("message"))
    assert len(list(suites.iterfind(".//skipped"))) > 5
    cards = next(each for each in suites if each.get("name") == "cards")
    assert cards.get("failures") == "1"


def test_what_is_called_over_http_on_this_machine_is_not_said_to_go_over_https() -> None:
    with serving_faults() as url:
        run = called(url, "--only", "https")
    assert "GEN-2 SEC-1: http on this machine" in run.output
    assert "ok   Production" not in run.output


def test_the_last_line_says_what_it_counts() -> None:
    with serving_faults() as url:
        run = called(url, "--only", "sound-call", "--only", "https")
    assert run.output.splitlines()[-1] == "2 checks of 3 subjects: 2 passed, 0 failed, 0 warned, 1 skipped"


def test_a_url_with_a_wrong_path_is_told_as_that_and_nothing_is_judged() -> None:
    with serving_faults() as url:
        run = called(f"{url}/wrong/path", "--only", "discovery")
    assert run.exit_code == 2
    assert "discovery answered 404; is the base URL right?" in run.output
    assert "passed" not in run.output


def test_a_report_that_could_not_be_kept_is_refused_before_the_first_call(tmp_path: Path) -> None:
    run = called("http://127.0.0.1:9", "--junit", tmp_path / "none" / "report.xml")
    assert run.exit_code == 2
    assert f"the folder {tmp_path / 'none'} does not exist" in run.output


def test_the_command_ends_with_0_when_nothing_fails() -> None:
    with serving_faults("raw HTML") as url:
        assert called(url, "--only", "cards").exit_code == 0
        assert called(url, "--only", "CARD-4", "--strict").exit_code == 1


def test_required_tokens_fail_where_none_are_wanted() -> None:
    with serving_faults() as url:
        run = called(url, "--only", "tokens", "--require", "jwt")
    assert run.exit_code == 1
    assert "Required, but the service answers without a token" in run.output


@pytest.mark.parametrize("form", ["pem", "jwk"])
def test_the_command_signs_with_the_key_of_a_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "key"
    pem = SIGNER.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private = SIGNER.key.private_numbers().private_value.to_bytes(48, "big")
    path.write_bytes(pem if form == "pem" else json.dumps({**SIGNER.jwk(), "d": encoded(private)}).encode())
    with serving_faults(jwk=SIGNER.jwk()) as url:
        run = called(url, "--only", "registered", "--issuer-key", path, "--issuer", ISSUER, "--kid", KID)
    assert run.exit_code == 0, run.output
    assert "2 passed" in run.output


def test_the_command_is_told_when_it_is_called_wrongly(tmp_path: Path) -> None:
    (tmp_path / "no-key").write_text("no key")
    (tmp_path / "no-call").write_text("[]")
    with serving_faults() as url:
        pass
    wrong: list[Collection[str | Path]] = [
        [url],
        ["ftp://127.0.0.1"],
        [url, "--issuer-key", tmp_path / "no-key"],
        [url, "--issuer-key", tmp_path / "no-key", "--issuer", "x", "--kid", "x"],
        [url, "--issuer", "x"],
        [url, "--call", tmp_path / "no-call"],
        [url, "--only", "zork"],
    ]
    for arguments in wrong:
        run = called(*arguments)
        assert run.exit_code == 2, run.output
        assert "Traceback" not in run.output


def test_slow_answers_are_told_and_fail_nothing() -> None:
    check = next(each for each in CHECKS if each.name == "latency")
    for seconds, expected in (([0.1] * 20, Outcome.PASSED), ([0.1] * 18 + [0.6] * 2, Outcome.WARNED)):
        verdict = answer_checks.judge_latency(seconds)
        assert outcome.judge(check, verdict, strict=True).outcome is expected
        assert "median 100 ms" in verdict.subject
    assert answer_checks.judge_latency([]).skipped
