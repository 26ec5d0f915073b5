"""Cutting a report into sentences, sections and table rows."""

from __future__ import annotations

import pytest

from service.narrative.sentences import read_sentences
from service.narrative.spelling import corrected


def _quotes(text: str) -> list[str]:
    return [sentence.quote for sentence in read_sentences(text)]


def _sections(text: str) -> list[str]:
    return [sentence.section for sentence in read_sentences(text)]


def test_a_decimal_point_and_an_abbreviation_end_no_sentence() -> None:
    assert len(_quotes("Femoral v. thrombus 4.2 cm long. Popliteal vein clear.")) == 2


def test_a_wrapped_line_continues_its_sentence() -> None:
    assert _quotes("The left popliteal vein is non\ncompressible.") == ["The left popliteal vein is non compressible."]


def test_lines_without_full_stops_that_each_name_a_vein_stay_apart() -> None:
    assert len(_quotes("Left CFV compressible\nLeft FV compressible\nNo DVT")) == 3


def test_an_indication_ends_with_its_line() -> None:
    assert _sections("Clinical: ?DVT.\nPopliteal vein occluded.") == ["indication", "findings"]


def test_an_indication_in_one_line_reaches_to_the_next_heading() -> None:
    text = "History: Previous DVT. Now pain. Findings: clear. Impression: No DVT."
    assert _sections(text) == ["indication", "indication", "findings", "impression"]


def test_a_table_row_becomes_one_statement_for_each_side() -> None:
    words = [sentence.words for sentence in read_sentences("Vein | Right | Left\nCFV | C | NC\nPTV | not seen | C")]
    assert words == [
        "right cfv: compressible",
        "left cfv: non-compressible",
        "right ptv: not seen",
        "left ptv: compressible",
    ]


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("thombus", "thrombus"),
        ("poplital", "popliteal"),
        ("compresable", "compressible"),
        ("femerol", "femoral"),
        ("viens", "veins"),
    ],
)
def test_a_slip_in_a_long_word_is_corrected(word: str, known: str) -> None:
    assert corrected(word) == known


@pytest.mark.parametrize(
    "word", ["patient", "perineal", "thrombolysis", "inclusion", "impression", "excluded", "previous", "comprises"]
)
def test_another_word_is_not_taken_for_a_slip(word: str) -> None:
    assert corrected(word) == word
