"""The command `dvt-cds decide`: the vignettes as JSON Lines, bad lines, and many rows."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest
from click.testing import CliRunner

from service.commands import decide as module
from service.commands.decide import command, decide_lines
from service.content import CHECKOUT, cards_folder

VIGNETTES = CHECKOUT / "fixtures" / "vignettes"


def _run(text: str, *options: str):
    return CliRunner().invoke(command, ["-", "--workers", "1", *options], input=text)


def _answers(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", ["base", "amendments"])
def test_the_vignettes_as_json_lines_get_their_outcome_indicator_and_rule(name):
    with (VIGNETTES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    result = _run("".join(json.dumps(row) + "\n" for row in rows))
    assert result.exit_code == 0
    got = {each["id"]: (each["outcome"], each["indicator"], each["rule"]) for each in _answers(result.stdout)}
    assert got == {row["id"]: (row["expected_primary"], row["card_indicator"], row["decision_rule"]) for row in rows}


def test_an_answer_has_exactly_the_documented_members():
    row = {
        "id": "P-1",
        "acute_leg_dvt_confirmed": "present",
        "age_y": 45,
        "location": "gastrocnemius_only",
        "length_cm": 5.1,
    }
    result = _run(json.dumps(row) + "\n")
    (answer,) = _answers(result.stdout)
    assert list(answer) == ["id", "outcome", "indicator", "rule", "modifiers", "undetermined"]
    assert (answer["id"], answer["outcome"], answer["rule"]) == ("P-1", "ANTICOAGULATE", "R4e")


def test_an_undetermined_answer_names_what_it_hangs_on():
    row = {"acute_leg_dvt_confirmed": "present", "age_y": 45, "location": "gastrocnemius_only", "limb_threat": "absent"}
    known = {
        "n_veins": 1,
        "close_to_proximal": "absent",
        "unprovoked": "absent",
        "severe_symptoms": "absent",
        "pregnancy": "absent",
    }
    (answer,) = _answers(_run(json.dumps({**row, **known}) + "\n").stdout)
    assert (answer["outcome"], answer["undetermined"]) == ("INSUFFICIENT_DATA", ["length_cm"])
    assert "NEED:length_cm" in answer["modifiers"]


def test_a_row_without_an_id_is_named_by_its_line():
    assert [each["id"] for each in _answers(_run('{}\n\n{"id": 7}\n{}\n').stdout)] == [1, 7, 4]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"age_y": "old"}', "line 2, column age_y: "),
        ('{"location": "knee"}', "line 2, column location: "),
        ('{"length_cm": NaN}', "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object"),
        ("{", "line 2: not JSON"),
        ('{"pregnancy": true}', "line 2, column pregnancy: "),
    ],
)
def test_a_bad_line_is_told_with_its_line_and_column_and_ends_the_run(line, told):
    result = _run(f'{{"id": "a"}}\n{line}\n{{"id": "c"}}\n')
    assert result.exit_code == 1
    assert told in result.stderr
    assert [each["id"] for each in _answers(result.stdout)] == ["a"]


def test_with_keep_going_the_other_lines_are_decided_and_the_status_is_still_1():
    result = _run('{"id": "a"}\nnothing\n{"id": "c"}\n', "--keep-going")
    assert result.exit_code == 1
    assert [each["id"] for each in _answers(result.stdout)] == ["a", "c"]
    assert "2 rows decided, 1 refused" in result.stderr


def _random_rows(knowledge, count: int) -> list[bytes]:
    drawn = random.Random(20261122)
    domains = {name: spec.domain for name, spec in knowledge.facts.items()}
    rows = [
        {name: "unknown" if drawn.random() < 0.1 else drawn.choice(domain) for name, domain in domains.items()}
        for _ in range(count)
    ]
    return [json.dumps({"id": number, **row}).encode() + b"\n" for number, row in enumerate(rows)]


def test_random_rows_are_decided_without_an_error(knowledge):
    answers = list(decide_lines(_random_rows(knowledge, 2_000), cards_folder()))
    assert len(answers) == 2_000
    assert all(isinstance(each, bytes) for each in answers)
    assert len({json.loads(each)["outcome"] for each in answers}) == 7


def test_several_processes_answer_the_same_in_the_same_order(knowledge, monkeypatch):
    rows = _random_rows(knowledge, 130)
    alone = list(decide_lines(rows, cards_folder()))
    monkeypatch.setattr(module, "BATCH", 40)
    assert list(decide_lines(io.BytesIO(b"".join(rows)), cards_folder(), workers=2)) == alone
