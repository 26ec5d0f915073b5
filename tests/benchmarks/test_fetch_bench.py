"""``dvt-cds bench fetch`` tries every behaviour, reads every answer for what it is, and judges by its numbers."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from rich.console import Console

from service.app import create_app
from service.bench.bodies import call_with
from service.bench.fetch.behaviours import BEHAVIOURS, BY_NAME, Behaviour, Kind, Place
from service.bench.fetch.measure import AUTHORIZATION, SETUPS, Measured, Run, Setup, measure, taken_apart
from service.bench.fetch.outcomes import Outcome, outcome_of
from service.bench.fetch.report import as_json, budgets, row_of, show
from service.bench.fetch.upstream import Counted, upstream
from service.bench.server import Reply
from service.cli import main
from service.content import cards_folder
from service.settings import Settings

CALL = call_with(0, datetime.now(UTC))
REQUEST, RESOURCES = taken_apart(json.loads(CALL.body))
HANG = {"unreachable: never connected", "black hole: never answered", "slow head", "slow body"}
"""Behaviours that end with the deadline, however short it is."""
ALONE = Setup(1, 1, 1)
ADVICE = Outcome(0.0, 200, 1, Kind.ADVICE)
REFUSED = Outcome(0.0, 412, 0, Kind.REFUSED, frozenset({"DVT-202"}), frozenset({"conditions", "observations"}))


@pytest.fixture(scope="module")
def app_with(tmp_path_factory: pytest.TempPathFactory, knowledge: Any) -> Callable[[int], Flask]:
    """Our service with a deadline in milliseconds; one of each."""
    apps: dict[int, Flask] = {}

    def app(deadline_ms: int) -> Flask:
        if deadline_ms not in apps:
            store = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite3'}"
            apps[deadline_ms] = create_app(
                Settings(database_url=store, deadline_ms=deadline_ms), knowledge=knowledge, clock=lambda: CALL.now
            )
        return apps[deadline_ms]

    return app


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("resources") / "resources.json"
    file.write_text(json.dumps(RESOURCES), encoding="utf-8")
    return file


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.name)
def test_every_behaviour_is_met_by_the_service_and_gets_the_answer_it_deserves(
    behaviour: Behaviour, app_with: Callable[[int], Flask], resources: Path
) -> None:
    deadline_ms = 300 if behaviour.name in HANG else 3_000 if "half" in behaviour.name else 30_000
    with upstream(behaviour, resources) as fhir:
        body = {**REQUEST, "fhirServer": fhir.url, "fhirAuthorization": AUTHORIZATION}
        answer = app_with(deadline_ms).test_client().post(f"/cds-services/{CALL.service}", json=body)
        counted = fhir.counted()
    outcome = outcome_of(Reply(1.0, answer.status_code, answer.data))
    assert outcome.kind is behaviour.right, answer.get_data(as_text=True)
    assert outcome.is_right_for(behaviour)
    assert counted.requests <= behaviour.most_requests
    assert (counted.requests > 0) is (behaviour.place is Place.LISTENING)
    assert counted.elsewhere == 0


def test_a_run_makes_the_calls_it_was_told_to_for_every_behaviour_in_every_set_up() -> None:
    chosen = [BY_NAME["401"], BY_NAME["down: connection refused"]]
    setups = (ALONE, Setup(2, 1, 2))
    heard: list[str] = []
    run = measure(cards_folder(), calls=3, deadline_ms=30_000, behaviours=chosen, setups=setups, tell=heard.append)
    assert [(row.behaviour.name, row.setup) for row in run.rows] == [(b.name, s) for b in chosen for s in setups]
    assert [len(row.outcomes) for row in run.rows] == [3, 3, 3, 3]
    assert [row.upstream.requests for row in run.rows] == [30, 30, 0, 0]
    assert all(outcome.is_right_for(row.behaviour) for row in run.rows for outcome in row.outcomes)
    assert len(heard) == len(run.rows)


# What an answer amounts to ------------------------------------------------------------------------------------------


def card(state: str = "documented", detail: str = "") -> dict[str, Any]:
    decision = {"features": {"prior_vte": {"state": state}}}
    return {"detail": detail, "extension": {"org.dvt-cds.decision": decision}}


def issue(key: str, number: str = "DVT-202") -> dict[str, Any]:
    return {"diagnostics": key, "details": {"coding": [{"code": number}]}}


READINGS: dict[str, tuple[int, Any, Kind]] = {
    "a card on the whole record": (200, {"cards": [card()]}, Kind.ADVICE),
    "a card that names what failed": (
        200, {"cards": [card("unreachable", "- Could not be fetched: age")]}, Kind.NAMED,
    ),
    "a card that knows of a failure and does not say so": (200, {"cards": [card("unreachable")]}, Kind.OTHER),
    "a card of somebody else": (200, {"cards": [{"summary": "x"}]}, Kind.OTHER),
    "no card, cannot tell": (
        200, {"cards": [], "extension": {"org.dvt-cds.decision": {"state": "cannot-tell"}}}, Kind.CANNOT_TELL,
    ),
    "no card, nothing to say": (
        200, {"cards": [], "extension": {"org.dvt-cds.decision": {"state": "nothing"}}}, Kind.OTHER,
    ),
    "no card and no word": (200, {"cards": []}, Kind.OTHER),
    "412 that names both": (412, {"issue": [issue("conditions"), issue("observations")]}, Kind.REFUSED),
    "412 that names one": (412, {"issue": [issue("conditions")]}, Kind.REFUSED),
    "412 that names a key nobody requires": (412, {"issue": [issue("allergies")]}, Kind.OTHER),
    "412 that names none": (412, {"issue": []}, Kind.OTHER),
    "500": (500, {"issue": [issue("conditions"), issue("observations")]}, Kind.OTHER),
    "a list": (200, [], Kind.OTHER),
}  # fmt: skip


@pytest.mark.parametrize("reading", READINGS)
def test_an_answer_is_read_for_what_it_tells_a_clinician(reading: str) -> None:
    status, body, kind = READINGS[reading]
    outcome = outcome_of(Reply(12.5, status, json.dumps(body).encode()))
    assert (outcome.kind, outcome.status, outcome.milliseconds) == (kind, status, 12.5)


def test_an_answer_that_is_no_json_is_something_else() -> None:
    assert outcome_of(Reply(1.0, 502, b"<html>")).kind is Kind.OTHER


def test_a_412_with_another_number_is_not_right() -> None:
    refused = replace(REFUSED, numbers=frozenset({"DVT-203"}))
    assert refused.is_right_for(BY_NAME["HTML with 200"])
    assert not refused.is_right_for(BY_NAME["500"])


def test_a_412_that_names_one_of_two_missing_keys_is_right_only_where_the_other_may_have_come() -> None:
    one = replace(REFUSED, named=frozenset({"conditions"}))
    assert not one.is_right_for(BY_NAME["500"])
    assert not one.is_right_for(BY_NAME["healthy"])
    assert one.is_right_for(BY_NAME["endless paging"])


# The report, from given numbers -------------------------------------------------------------------------------------


def measured(name: str, taken: list[float], outcome: Outcome, upstream: Counted | None = None) -> Measured:
    outcomes = tuple(replace(outcome, milliseconds=each) for each in taken)
    return Measured(BY_NAME[name], ALONE, outcomes, upstream or Counted(10 * len(taken), len(taken)))


def test_the_numbers_of_a_row_come_from_its_calls() -> None:
    row = row_of(measured("403", [float(each) for each in range(30, 0, -1)], REFUSED, Counted(300, 15)), 100)
    assert (row.p50_ms, row.p95_ms, row.max_ms, row.calls) == (15.0, 29.0, 30.0, 30)
    assert (row.p50_of_deadline, row.max_of_deadline) == (0.15, 0.3)
    assert (row.answers, row.with_cards, row.right) == ({"412 DVT-202": 30}, 0, 30)
    assert (row.requests_per_call, row.connections_per_call) == (10.0, 0.5)


@pytest.mark.parametrize(("taken", "on_time"), [(1400.0, 1), (1400.1, 0)])
def test_an_answer_is_on_time_up_to_a_second_after_the_deadline(taken: float, on_time: int) -> None:
    assert row_of(measured("403", [taken], REFUSED), 400).on_time == on_time


def test_an_answer_that_the_behaviour_does_not_deserve_is_not_right() -> None:
    mixed = measured("healthy", [1.0, 2.0], ADVICE)
    mixed = replace(mixed, outcomes=(*mixed.outcomes, replace(REFUSED, milliseconds=3.0)))
    row = row_of(mixed, 400)
    assert (row.right, row.with_cards, row.answers) == (2, 2, {"200": 2, "412 DVT-202": 1})


GOOD = measured("healthy", [20.0, 30.0], ADVICE)
BAD_RUNS = {
    "late": (measured("403", [1500.0], REFUSED), "later than promised"),
    "wrong": (measured("403", [10.0], ADVICE), "right"),
    "too many requests": (measured("403", [10.0], REFUSED, Counted(11, 10)), "requests"),
    "another origin": (measured("403", [10.0], REFUSED, Counted(10, 10, elsewhere=1)), "requests"),
}


def test_a_run_without_fault_meets_every_budget() -> None:
    assert [budget.met for budget in budgets(Run(400, (GOOD,), 0.0))] == [True, True, True]


@pytest.mark.parametrize("fault", BAD_RUNS)
def test_each_fault_of_a_run_breaks_its_budget_and_no_other(fault: str) -> None:
    bad, what = BAD_RUNS[fault]
    (broken,) = [budget for budget in budgets(Run(400, (GOOD, bad), 0.0)) if not budget.met]
    assert what in broken.what.removeprefix(str(ALONE))


def test_the_report_has_a_row_for_every_behaviour_in_every_set_up() -> None:
    rows = tuple(
        replace(measured(behaviour.name, [5.0], ADVICE, Counted()), setup=setup)
        for setup in SETUPS
        for behaviour in BEHAVIOURS
    )
    run = Run(400, rows, 0.5)
    screen = Console(file=io.StringIO(), width=160)
    show(run, screen)
    printed = screen.file.getvalue()  # type: ignore[attr-defined]
    for behaviour in BEHAVIOURS:
        assert sum(line.strip().startswith(f"{behaviour.name}  ") for line in printed.splitlines()) == len(SETUPS)
    assert all(str(setup) in printed for setup in SETUPS)
    assert printed.count("NOT MET") == len(SETUPS)
    kept = json.loads(json.dumps(as_json(run)))
    assert [(row["behaviour"], row["setup"]) for row in kept["rows"]] == [
        (r.behaviour.name, str(r.setup)) for r in rows
    ]
    assert kept["rows"][0]["milliseconds"] == [5.0]
    assert len(kept["budgets"]) == 3 * len(SETUPS)


# The command --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [(["fetch", "--behaviour", "on fire"], "black hole"), (["--json", "x.json", "fetch"], "come after its name")],
)
def test_the_command_refuses_what_it_would_otherwise_pass_over(words: list[str], told: str) -> None:
    result = CliRunner().invoke(main, ["bench", *words])
    assert result.exit_code == 2
    assert told in result.output


def test_the_command_measures_what_was_chosen_and_keeps_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def given(cards: Path, case: Path, **options: Any) -> Run:
        asked.update(options)
        return Run(options["deadline_ms"], (GOOD,), 0.0)

    monkeypatch.setattr("service.bench.fetch.measure.measure", given)
    file = tmp_path / "numbers.json"
    words = ["bench", "fetch", "--behaviour", "500", "--calls", "7", "--deadline-ms", "250", "--json", str(file)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert "Budgets" in result.output
    assert (asked["calls"], asked["deadline_ms"]) == (7, 250)
    assert [each.name for each in asked["behaviours"]] == ["500", "half of the keys: 500"]
    assert json.loads(file.read_text(encoding="utf-8"))["rows"][0]["behaviour"] == "healthy"
