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
        ('{"age_y": "old"}', "line 2, column age_y: neither a number nor one of under_18, "),
        ('{"pregnancy": true}', "line 2, column pregnancy: not one of present, absent or unknown"),
        ('{"age_y": 200}', "line 2, column age_y: outside 0 to 130 years"),
        ('{"age_y": -1}', "line 2, column age_y: outside 0 to 130 years"),
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


@pytest.mark.parametrize("age", [0, 17.5, 130])
def test_an_age_of_a_living_person_is_taken(age):
    assert _run(json.dumps({"age_y": age}) + "\n").exit_code == 0


def test_a_refusal_never_repeats_the_value_of_the_row():
    result = _run('{"age_y": "Sirius", "pregnancy": "Vega"}\n')
    assert "Sirius" not in result.stderr and "Vega" not in result.stderr


def test_a_column_that_is_no_input_is_told_once_with_the_one_that_may_be_meant():
    result = _run('{"thrombus_length_cm": 4}\n{"thrombus_length_cm": 5, "qqq": 1}\n')
    assert result.exit_code == 0
    assert len(_answers(result.stdout)) == 2
    told = result.stderr.splitlines()
    assert told[:2] == [
        "line 1, column thrombus_length_cm: not an input, and ignored (did you mean length_cm?)",
        "line 2, column qqq: not an input, and ignored",
    ]
    assert len(told) == 3


@pytest.mark.parametrize("name", ["base", "amendments"])
def test_the_bookkeeping_columns_of_the_vignettes_are_ignored_without_a_word(name):
    with (VIGNETTES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for options in ([], ["--strict"]):
        result = _run("".join(json.dumps(row) + "\n" for row in rows), *options)
        assert result.exit_code == 0
        assert "column" not in result.stderr


def test_with_strict_a_column_that_is_no_input_refuses_the_row():
    result = _run('{"id": "a"}\n{"thrombus_length_cm": 4}\n{"id": "c"}\n', "--strict")
    assert result.exit_code == 1
    assert "line 2, column thrombus_length_cm: not an input (did you mean length_cm?)" in result.stderr
    assert [each["id"] for each in _answers(result.stdout)] == ["a"]
    further = _run('{"thrombus_length_cm": 4}\n{"id": "c"}\n', "--strict", "--keep-going")
    assert [each["id"] for each in _answers(further.stdout)] == ["c"]
    assert "1 rows decided, 1 refused" in further.stderr


def test_several_processes_tell_a_column_once_as_well(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    result = CliRunner().invoke(command, ["-", "--workers", "2"], input='{"lenght_cm": 4}\n' * 10)
    assert result.stderr.count("did you mean length_cm?") == 1
    assert len(_answers(result.stdout)) == 10


def test_so_many_columns_that_are_no_inputs_are_not_all_told():
    result = _run("".join(json.dumps({f"qqq{number}": 1}) + "\n" for number in range(100)))
    assert result.stderr.count("not an input") == module.MOST_COLUMNS_TOLD
    assert "Further columns that are not inputs were ignored" in result.stderr


def test_the_name_of_a_column_cannot_write_to_the_terminal():
    for name in ("\x1b[2J", "a\nb", "a" * 500):
        told = str(module.Ignored(1, name, "not an input"))
        assert told.isprintable()
        assert len(told) < 200


def test_a_csv_file_is_told_to_be_one():
    with (VIGNETTES / "base.csv").open(encoding="utf-8") as file:
        result = _run(file.read())
    assert result.exit_code == 1
    assert "line 1: this looks like CSV, and decide reads JSON Lines" in result.stderr


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_input_without_a_row_is_an_error(text):
    result = _run(text)
    assert result.exit_code == 1
    assert "holds no row" in result.stderr


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
