"""``dvt-cds replay``: a line for each case, what is left out and why, and no case that stops the others."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from service import cli
from service.app import create_app
from service.replay.cases import read_case
from service.replay.report import Report, play_all
from service.settings import Settings
from tests.replay.conftest import AS_OF

FIXTURES = Path(__file__).parents[2] / "fixtures"
INDEX = "gastrocnemius_four_cm_no_risk_feature"
CDT_ON_SITE = "massive_occlusive_bilateral_dvt_with_limb_threat"


def replay(folder: Path, *options: str, env: Mapping[str, str | None] | None = None) -> Result:
    return CliRunner().invoke(cli.main, ["replay", str(folder), *options], env=env)


@pytest.fixture
def cases(tmp_path: Path) -> Callable[..., Path]:
    """A folder with copies of some recorded cases."""

    def copy(*names: str) -> Path:
        for name in names:
            shutil.copytree(FIXTURES / "cases" / name, tmp_path / "cases" / name)
        return tmp_path / "cases"

    return copy


def test_each_case_is_one_line_with_its_name_as_it_is_written(cases: Callable[..., Path]) -> None:
    result = replay(cases(INDEX), env={"COLUMNS": "40"})
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"ok       {INDEX}  SURVEILLANCE R4h info",
        "1 of 1 cases as expected (through the decision core)",
    ]


def test_a_case_that_differs_is_marked_and_explained(cases: Callable[..., Path]) -> None:
    folder = cases(INDEX)
    expected = folder / INDEX / "expected.yaml"
    expected.write_text(expected.read_text().replace("SURVEILLANCE", "ANTICOAGULATE"))
    result = replay(folder)
    assert result.exit_code == 1
    assert f"differs  {INDEX}  SURVEILLANCE R4h info" in result.output
    assert f"{INDEX}: outcome\n  expected: ANTICOAGULATE\n  got:      SURVEILLANCE\n" in result.output
    assert "0 of 1 cases as expected" in result.output


@pytest.mark.parametrize("written", ["four_cm_no_risk", "four cm no risk"])
def test_a_case_is_chosen_by_its_name_in_either_spelling(written: str, cases: Callable[..., Path]) -> None:
    result = replay(cases(INDEX, CDT_ON_SITE), "--only", written)
    assert "1 of 1 cases as expected" in result.output


def test_a_case_without_a_call_fails_and_the_others_are_played(cases: Callable[..., Path]) -> None:
    folder = cases(INDEX, CDT_ON_SITE)
    (folder / CDT_ON_SITE / "request.json").unlink()
    result = replay(folder)
    assert result.exit_code == 1
    assert f"unread   {CDT_ON_SITE}\n" in result.output
    assert f"DVT-302: {CDT_ON_SITE} has no request.json" in result.output
    assert f"ok       {INDEX}" in result.output
    assert "1 of 2 cases as expected" in result.output
    assert "--cards" not in result.output


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("case.yaml", "story: [", "case.yaml, line 2: not readable as YAML."),
        ("case.yaml", "storey: x\n", "case.yaml: story: Field required"),
        ("expected.yaml", "outcom: x\n", "expected.yaml: outcom: Extra inputs are not permitted"),
        ("case.yaml", 'as_of: "Monday"\n', "as_of: "),
        ("case.yaml", 'as_of: "2026-03-16T09:00:00"\n', "as_of: "),
        ("case.yaml", "service: dvt-nothing\n", "service: "),
        ("case.yaml", "settings: {DVT_CDS_NO: x}\n", "settings: "),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_the_file_and_the_key_and_stops_nothing(
    file: str, content: str, told: str, cases: Callable[..., Path]
) -> None:
    folder = cases(INDEX)
    path = folder / INDEX / file
    key = content.partition(":")[0]
    kept = [line for line in path.read_text().splitlines() if not line.startswith(f"{key}:")]
    path.write_text(content if key in ("story", "storey", "outcom") else "\n".join([*kept, content]))
    result = replay(folder)
    assert result.exit_code == 1
    assert not isinstance(result.exception, ValueError | KeyError), result.exception
    assert told in result.output
    assert "--cards" not in result.output
    assert "0 of 1 cases as expected" in result.output


def test_a_folder_without_a_case_is_told() -> None:
    result = replay(FIXTURES / "vignettes")
    assert result.exit_code == 1
    assert "There is no case below" in result.output


def test_the_faults_are_played_like_the_cases() -> None:
    result = replay(FIXTURES / "faults")
    assert result.exit_code == 0, result.output
    count = len(list((FIXTURES / "faults").iterdir()))
    assert f"{count} of {count} cases as expected" in result.output
    assert "ok       body_that_is_empty  status 400 DVT-101" in result.output


def test_an_address_that_is_none_is_a_wrong_call() -> None:
    for url in ("foo", "ftp://127.0.0.1/", "http://"):
        result = replay(FIXTURES / "cases", "--url", url)
        assert result.exit_code == 2
        assert f"{url} is no http(s) URL" in result.output


def over_http(
    client: Any,
    knowledge: Any,
    environment: Mapping[str, str],
    names: Sequence[str],
    folder: str = "cases",
    now: datetime = AS_OF,
) -> Report:
    """The cases as :func:`play_all` plays them against a service, here the application without a socket."""

    def post(url: str, body: bytes) -> tuple[int, bytes]:
        given = client.post(urlsplit(url).path, data=body, content_type="application/json")
        return given.status_code, given.get_data()

    cases = [read_case(FIXTURES / folder / name) for name in names]
    return play_all(cases, knowledge, url="http://service", now=now, environment=environment, post=post)


def text_of(report: Report) -> str:
    console = Console(file=io.StringIO(), width=80)
    report.show(console)
    return console.file.getvalue()  # type: ignore[attr-defined]


FREE_TEXT = "report_text_of_an_isolated_gastrocnemius_thrombosis"
FREE_TEXT_TOO = "report_text_of_both_legs"
ON_SITE = "limb_threat_where_thrombolysis_is_on_site"


def test_cases_for_other_settings_are_left_out_together_with_the_setting_they_need(client: Any, knowledge: Any) -> None:
    report = over_http(client, knowledge, {}, [INDEX, FREE_TEXT, FREE_TEXT_TOO, ON_SITE])
    assert report.passed
    assert text_of(report).splitlines()[-3:] == [
        "3 left out: 2 need DVT_CDS_FREE_TEXT=on, 1 needs DVT_CDS_CDT_ON_SITE=true.",
        "To play them, start the service and this command with the setting.",
        "1 of 1 played cases as expected, 3 left out (against http://service)",
    ]
    assert [each["case"] for each in report.as_json()["left_out"]] == [FREE_TEXT, FREE_TEXT_TOO, ON_SITE]


@pytest.mark.parametrize("environment", [{}, {"DVT_CDS_FREE_TEXT": "false"}])
def test_a_case_for_what_a_service_does_anyway_is_played(
    environment: dict[str, str], client: Any, knowledge: Any
) -> None:
    report = over_http(client, knowledge, environment, ["report_text_is_not_read_where_the_site_says_so"])
    assert "1 of 1 cases as expected" in text_of(report)


def test_where_this_command_has_a_setting_and_the_service_differs_the_setting_is_suspected(
    client: Any, knowledge: Any
) -> None:
    report = over_http(client, knowledge, {"DVT_CDS_FREE_TEXT": "on"}, [INDEX, FREE_TEXT, FREE_TEXT_TOO])
    assert not report.passed
    told = text_of(report)
    assert "2 of these need DVT_CDS_FREE_TEXT=on: the service may run without it." in told
    assert "1 of 3 cases as expected (against http://service)" in told


def test_a_case_without_settings_is_compared_with_the_core_under_those_of_the_service(
    knowledge: Any, tmp_path: Path
) -> None:
    name = "femoral_vein_code_with_common_femoral_site"
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}", free_text=True)
    reading = create_app(settings, knowledge=knowledge, clock=lambda: AS_OF).test_client()
    report = over_http(reading, knowledge, {"DVT_CDS_FREE_TEXT": "on"}, [name])
    assert report.passed, text_of(report)
    assert not over_http(reading, knowledge, {}, [name]).passed


HOURS = {
    datetime(2026, 11, 23, 0, 36, 44, tzinfo=UTC): (
        "duplex_answers_yes_in_the_popliteal_vein",
        "proximal_with_a_raised_inr_and_a_later_no",
        "report_text_in_a_result_beside_a_calf_thrombosis",
    ),
    datetime(2026, 11, 23, 2, 36, 44, tzinfo=UTC): ("negative_duplex_hours_before_the_suspicion",),
}
"""Shortly after midnight what was done an hour ago was done the day before, and the dates beside it say today."""


@pytest.mark.parametrize("now", HOURS)
def test_a_case_is_as_expected_at_every_hour_of_the_day(now: datetime, knowledge: Any, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}")
    service = create_app(settings, knowledge=knowledge, clock=lambda: now).test_client()
    report = over_http(service, knowledge, {}, HOURS[now], now=now)
    assert report.passed, text_of(report)


@pytest.mark.parametrize("name", sorted(path.name for path in (FIXTURES / "faults").iterdir()))
def test_a_fault_stays_one_on_its_way_to_a_service(name: str, client: Any, knowledge: Any) -> None:
    report = over_http(client, knowledge, {}, [name], "faults")
    assert report.passed, text_of(report)


@pytest.mark.parametrize("body", [b"<html>Not found</html>", b"[]", b""])
@pytest.mark.parametrize(("status", "got"), [(200, "no JSON object"), (404, "got:      404")])
def test_an_answer_that_is_no_json_object_is_a_difference_and_no_crash(
    body: bytes, status: int, got: str, knowledge: Any
) -> None:
    case = read_case(FIXTURES / "cases" / INDEX)
    report = play_all(
        [case], knowledge, url="http://service", now=AS_OF, environment={}, post=lambda *_: (status, body)
    )
    assert not report.passed
    assert got in text_of(report)


def test_what_could_not_be_read_is_in_the_json_as_a_failed_case(cases: Callable[..., Path], tmp_path: Path) -> None:
    folder = cases(INDEX)
    (folder / INDEX / "request.json").unlink()
    replay(folder, "--json", str(tmp_path / "results.json"))
    (told,) = json.loads((tmp_path / "results.json").read_text())["cases"]
    assert (told["case"], told["passed"]) == (INDEX, False)
    assert "DVT-302" in told["error"]
