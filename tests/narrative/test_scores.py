"""The labelled reports are read well enough, the blind ones unchanged since they were labelled."""

from __future__ import annotations

import functools
import hashlib
from typing import Any

import pytest

from service.narrative.veins import VEINS
from tests.narrative.score import FOLDER, Score, counts_table, is_development, parts, read_part, score, table

PARTS = sorted(parts())


@functools.cache
def _score(part: str) -> Score:
    return score(read_part(parts()[part]))


def _explained(result: Score, *fields: str) -> str:
    return "; ".join(f"{report} {what}" for report, what, _ in result.misses if what in fields)


# On all blind parts together the reader keeps every limit, on three of them by itself not; free text is off unless a
# site switches it on.  The cells below are expected to fail, strictly: the day a limit is kept, its mark must go.
MISSED_ON_A_BLIND_PART = pytest.mark.xfail(strict=True, reason="measured on a blind part and not met: see scores.md")

LEFT_FOR_RULES_TO_COME = pytest.mark.xfail(strict=True, reason="a development part not read to its end: see scores.md")
UNFINISHED = "development_reworded_10"


def _mark(part: str) -> pytest.MarkDecorator:
    return LEFT_FOR_RULES_TO_COME if is_development(part) else MISSED_ON_A_BLIND_PART


def _every_part(*missed: str) -> list[Any]:
    return [pytest.param(part, marks=_mark(part)) if part in missed else part for part in PARTS]


EVERY_MEASURE = [
    pytest.param(part, measure, marks=_mark(part))
    if (part, measure) == (UNFINISHED, "diameter_mm")
    else (part, measure)
    for part in PARTS
    for measure in ("length_cm", "diameter_mm")
]


def test_there_are_a_development_and_a_blind_part() -> None:
    assert {"development", "development_us", "development_uk", "development_international", "blind"} <= set(PARTS)
    assert sum(len(read_part(path)) for path in parts().values()) >= 120


@pytest.mark.parametrize("part", [part for part in PARTS if not is_development(part)])
def test_a_blind_part_is_the_one_that_was_hashed_before_the_rules(part: str) -> None:
    noted = (FOLDER / f"{part}.sha256").read_text(encoding="ascii").split()[0]
    assert hashlib.sha256(parts()[part].read_bytes()).hexdigest() == noted


@pytest.mark.parametrize("part", PARTS)
def test_no_absent_thrombus_is_read_as_present(part: str) -> None:
    assert _score(part).negated_read_as_present == 0, _explained(_score(part), "present read")


@pytest.mark.parametrize("part", _every_part("blind", "fifth_blind", "sixth_blind"))
def test_a_thrombus_read_as_present_is_there(part: str) -> None:
    assert _score(part).rate("present precision").value >= 0.97, _explained(_score(part), "present read")


@pytest.mark.parametrize("part", _every_part("blind", UNFINISHED))
def test_a_thrombus_that_is_there_is_read(part: str) -> None:
    assert _score(part).rate("present recall").value >= 0.90, _explained(_score(part), "present not read")


@pytest.mark.parametrize(("part", "measure"), EVERY_MEASURE)
def test_a_measure_that_is_read_is_the_one_reported(part: str, measure: str) -> None:
    assert _score(part).rate(f"{measure} exact of read").value >= 0.95, _explained(_score(part), measure)


def test_the_blind_parts_together_keep_every_limit() -> None:
    blind = [path for part, path in parts().items() if not is_development(part)]
    result = score([report for path in blind for report in read_part(path)])
    assert result.negated_read_as_present == 0, _explained(result, "present read")
    assert result.rate("present precision").value >= 0.97
    assert result.rate("present recall").value >= 0.90
    assert result.rate("length_cm exact of read").value >= 0.95
    assert result.rate("diameter_mm exact of read").value >= 0.95


def test_the_scorer_counts_a_negated_finding_read_as_present() -> None:
    labels = {"age": "unstated", "occlusion": "unstated", "compressibility": "unstated"}
    measures = {"length_cm": None, "diameter_mm": None, "distance_to_popliteal_cm": None}
    absent = {"vein": "popliteal", "side": "left", "thrombus": "absent", **labels, **measures}
    whole = {"region": "leg", "history": [], "comparison": "none", "calf_veins_seen": "unstated"}
    report = {"id": "x", "text": "Left popliteal vein thrombosed.", "gold": {"findings": [absent], **whole}}
    result = score([report])
    assert result.negated_read_as_present == 1
    assert (result.rate("present precision").hits, result.rate("absent recall").hits) == (0, 0)


def test_the_table_of_labels_counts_each_part() -> None:
    finding = {"thrombus": "present", "age": "acute", "occlusion": "unstated", "compressibility": "unstated"}
    finding |= {"length_cm": 3.5, "diameter_mm": None, "distance_to_popliteal_cm": None}
    report = {"gold": {"findings": [finding], "history": []}}
    lines = counts_table({"one": [report], "two": [report, report]})
    assert _told(lines, "one", "findings present") == "1"
    assert _told(lines, "two", "findings present") == "2"
    assert _told(lines, "two", "length cm") == "2"


def _told(lines: list[str], part: str, column: str) -> str:
    """The cell of one part in the table that has the column."""
    (header,) = [number for number, line in enumerate(lines) if f"| {column} |" in line]
    (row,) = [line for line in lines[header : header + 4] if line.startswith(f"| {part} |")]
    return row.split("|")[lines[header].split("|").index(f" {column} ")].strip()


def test_every_number_of_a_part_stands_in_one_table_of_a_screen_and_blind_parts_come_first() -> None:
    blind, development = _score("blind"), _score("development")
    lines = table({"blind": blind, "development": development}).splitlines()
    for name in blind.counts:
        assert _told(lines, "blind", name.replace("_", " ")) == str(blind.rate(name)), name
    assert _told(lines, "blind", "absent read as present") == str(blind.negated_read_as_present)
    assert max(line.count("|") for line in lines) <= 6
    blind_parts = [is_development(part) for part in parts()]
    assert blind_parts == sorted(blind_parts) and not blind_parts[0]


@pytest.mark.parametrize("part", [part for part in PARTS if is_development(part)])
def test_every_label_of_a_development_part_is_one_of_the_guide(part: str) -> None:
    reports = read_part(parts()[part])
    assert len({report["id"] for report in reports}) == len(reports)
    for report in reports:
        keys = [(f["vein"], f["side"]) for f in report["gold"]["findings"]]
        assert len(set(keys)) == len(keys), report["id"]
        assert all(vein in VEINS and side in ("left", "right", "unstated") for vein, side in keys), report["id"]


def test_the_wilson_interval_of_nine_in_ten_is_the_textbook_one() -> None:
    result = Score()
    for hit in [True] * 9 + [False]:
        result.count("x", hit)
    low, high = result.rate("x").interval
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
