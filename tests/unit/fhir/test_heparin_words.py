"""The words of what heparin is for: cut into parts and kinds; a wrong list stops the start."""

from __future__ import annotations

import pytest

from service.content import cards_folder
from service.errors import KnowledgeError
from service.fhir.word_kinds import COMMA, WordKinds
from service.heparin_words import FILE, read_heparin_words

KINDS = WordKinds({"flush": ["flush", "*spülung", "keep open"], "treats": ["thrombos*", "flush"]})


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Flush", {"flush", "treats"}),
        ("Katheterspu\u0308lung", {"flush"}),
        ("to keep open", {"flush"}),
        ("keep it open", set()),
        ("Thrombosis", {"treats"}),
        ("flushed", set()),
        ("", set()),
    ],
)
def test_a_word_has_the_kinds_of_its_lists(text, kinds):
    assert {kind for part in KINDS.parts(text) for each in part for kind in each.kinds} == kinds


def test_a_text_is_cut_at_full_stops_and_semicolons_and_not_inside_numbers_or_abbreviations():
    text = "2.5 ml i.v., 25.000 I.E./50 ml; flush. Then (wait) - go"
    assert [[each.word for each in part] for part in KINDS.parts(text)] == [
        ["2.5", "ml", "iv", COMMA, "25.000", "ie", "/", "50", "ml"],
        ["flush"],
        ["then", COMMA, "wait", COMMA, COMMA, "go"],
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("flush: [flush,", "flush: [Flush,", "not words of letters in lower case"),
        ("flush: [flush,", "flush: [flush, flush,", "given twice: flush"),
        ("flush: [flush,", "flush: ['*two words',", "not words of letters"),
        ("\nhour:", "\nhours:", "hour"),
    ],
)
def test_a_fault_in_the_words_is_told(tmp_path, wrong, right, message):
    text = (cards_folder() / FILE).read_text("utf-8")
    assert wrong in text
    (tmp_path / FILE).write_text(text.replace(wrong, right, 1), "utf-8")
    with pytest.raises(KnowledgeError, match=message) as raised:
        read_heparin_words(tmp_path)
    assert FILE in str(raised.value)
