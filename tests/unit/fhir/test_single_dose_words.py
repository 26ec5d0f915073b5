"""Words of a single dose and of more doses: read strictly, wrong ones stop the start, a text of any length is read."""

from __future__ import annotations

import pytest

from service.content import cards_folder
from service.errors import KnowledgeError
from service.fhir.single_dose_words import LONGEST, SingleDoseWords, tokens_of
from service.single_dose_words import FILE, read_single_dose_words

WORDS = """
once: [once, x 1, dose unique]
perhaps: [now]
again: [daily, every]
part_of_day: [morning, am]
clock: [am, uhr]
rates: [daily, a day]
beside: [mg, dose, am ward]
"""


def read(folder, text=WORDS, names=("clexane",)):
    (folder / FILE).write_text(text, "utf-8")
    return read_single_dose_words(folder, names)


def test_punctuation_and_the_border_of_a_number_part_words():
    assert tokens_of("80mg s.c. x1,  q12h") == ["80", "mg", "s", "c", "x", "1", "q", "12", "h"]
    assert tokens_of("1 - 0 - 1 on 11/19/26 9:00") == ["1-0-1", "on", "11/19/26", "9:00"]
    assert tokens_of("e\u0301e\u0301nmalig") == ["éénmalig"]


def test_the_longest_phrase_is_read_first(tmp_path):
    words = read(tmp_path)
    assert words.read("80 mg DOSE UNIQUE").once
    assert words.read("80 mg dose unique").understood
    assert not words.read("80 mg dose").once
    assert words.read("clexane 80 mg once").understood
    assert not words.read("aspirin 80 mg once").understood


def test_a_count_behind_a_number_and_a_time_of_day_are_what_they_are(tmp_path):
    words = read(tmp_path)
    assert words.read("80 mg x1").once
    assert not words.read("1 x 1").once
    assert words.read("1-0-1").again
    assert not words.read("once 2026-11-19").again
    assert words.read("80 mg am").part_of_day
    assert not words.read("once 9 am").part_of_day
    assert not words.read("once am 19.11.2026").part_of_day


def test_right_behind_a_word_of_one_time_a_word_of_each_day_makes_it_how_often(tmp_path):
    words = read(tmp_path)
    for text in ("80 mg once daily", "once-daily", "once a day", "x1/daily", "once a  DAY"):
        assert words.read(text).again, text
        assert not words.read(text).once, text
    for text in ("once; daily", "once, daily", "once. Daily", "once (daily)", "once mg daily", "once every"):
        assert words.read(text).again, text
        assert words.read(text).once, text
    assert words.read("once").once
    assert not words.read("once a").again


def test_a_text_of_any_length_is_read_and_a_long_one_is_not_understood(tmp_path):
    words = read(tmp_path)
    assert words.read("once " * 20).understood
    long = words.read("once " * LONGEST)
    assert long.once
    assert not long.understood
    assert words.read("").understood
    assert not SingleDoseWords().read("once").understood


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (WORDS.replace("perhaps: [now]", "perhaps: [once]"), "once under once and under perhaps"),
        (WORDS.replace("x 1", "x1"), "x1"),
        (WORDS.replace("once: [once", "once: [Once"), "Once"),
        (WORDS.replace("perhaps: [now]", "perhaps: []"), "perhaps"),
        (WORDS + "more: [x]\n", "more"),
    ],
)
def test_a_wrong_list_stops_the_start(tmp_path, wrong, told):
    with pytest.raises(KnowledgeError, match=told):
        read(tmp_path, wrong)


def test_the_words_of_the_content_can_be_read():
    words = read_single_dose_words(cards_folder(), ())
    assert words.read("80 mg s.c. einmalig").once
    assert words.read("80 mg alle 12 h").again
