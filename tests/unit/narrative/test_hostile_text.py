"""Any text is read in a time that grows with its length, without an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.narrative import ReportReading, read_report
from service.narrative.findings import NOTHING_READ
from service.narrative.html_text import plain_text
from service.narrative.reader import LONGEST_SENTENCE, MOST_CHARACTERS, MOST_SENTENCES

LENGTH = 100_000
PIECES = [
    "a",
    "1",
    "1 cm ",
    "1 x ",
    " ",
    "\n",
    "a\t",
    "<",
    "<a ",
    "<td>",
    "<!--",
    "<script>",
    "&amp",
    "|",
    "a | ",
    "no ",
    "no evidence of ",
    "not ",
    "left ",
    "popliteal vein, ",
    "no thrombus in ",
    "thrombus not seen ",
    "on the first ",
    "in march was dvt ",
    "exclusion of ",
    "whereas six weeks ago the thrombus ",
    "apixaban treatment for ",
    "other than a short segment of it ",
    "cannot be excluded ",
    "dvt ",
    "dvt. ",
    "previous dvt resolved. ",
    "? dvt ",
    "extends into ",
    "short of ",
    "5 cm from the ",
    "popliteal distance 1 cm ",
    "if ",
    "; ",
    "- ",
    "v. ",
    "İ",
    "CFV ..... ",
    "[x] ",
    "[ ] a ",
    "(+) ",
    "A = a, ",
    "a: ",
    "R / L: a / ",
    "v. femoralis ",
    "vv. tibiales posteriores sin. ",
    "compressible? no ",
    "yes/no ",
    "thrombus (y/n): ",
    "+ve ",
    "not reached ",
    "was thrombosed now ",
    "likewise ",
    "left right thrombosed ",
    "_",
    "neither was ",
    "neither vein nor ",
    "of thrombus ",
    "nothing that could be ",
    "into the ",
    "at no point did ",
    "no pressure closes ",
    "compresses only in part ",
    "refuses to close ",
    ", which lies, ",
    ", whose end ",
    "popliteal vein, which is deep, ",
    "leaving a vein ",
    "on the left but not on the right ",
    "between the thrombus and ",
    "not thrombosed popliteal vein, ",
    "as does the ",
    "a vein, as do a, ",
    "did not and ",
    "compresses did not, ",
    "its fellow on the left ",
    "clot a second one, in ",
    "the upper end : it lies in ",
    "neither of them compressing ",
    "in the calf muscle a vein ",
    "the right holding clot and the left none ",
    "walls of the vein met ",
    "clot i saw none ",
    "blood no ",
    "which i could not name, ",
    "the exception is ",
    "clot there ",
    "dvt right leg ",
    "pressure closes it only ",
    "however hard we press ",
    "light firm gentle pressure ",
    "it has crept into the ",
    "its left counterpart ",
]
SENTENCES = [
    "popliteal vein thrombosed, not nothing ",
    "thrombus, without, in the popliteal vein ",
    "popliteal vein thrombosed; this ",
    "popliteal vein, which lies deep, is thrombosed, ",
    "of thrombus in the vein ",
    "neither popliteal nor femoral vein ",
    "popliteal vein thrombosed, no blood passes; it is not: there lies clot, ",
    "left femoral vein compressed, the popliteal vein did not, as does its fellow on the right; ",
]
VOCABULARY = """
no not without left right both the common femoral popliteal peroneal vein veins thrombus DVT clot compressible ;
non-compressible patent acute chronic occlusive possible cannot be excluded previous extends into from to and or but , .
: - / ( ) ? 5 cm 3 x 2 mm unchanged new resolved Impression: LEFT: IVC calf | <br> &nbsp;
"""
WORDS = st.sampled_from((*VOCABULARY.split(), "\n"))


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_thousand_repeated_characters_are_read_to_the_end(piece: str) -> None:
    assert isinstance(read_report((piece * LENGTH)[:LENGTH]), ReportReading)


@pytest.mark.parametrize("piece", SENTENCES)
def test_sentences_of_the_greatest_length_are_read_to_the_end(piece: str) -> None:
    sentence = (piece * LENGTH)[: LONGEST_SENTENCE - 10] + ". "
    assert isinstance(read_report(sentence * 10), ReportReading)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_order_of_report_words_is_read_without_an_exception(text: str) -> None:
    reading = read_report(text)
    assert all(finding.sentence for finding in reading.findings)
    assert len({(f.vein, f.side) for f in reading.findings}) == len(reading.findings)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_characters_are_read_without_an_exception(text: str) -> None:
    assert isinstance(read_report(text), ReportReading)


def test_a_text_beyond_the_cap_is_not_read_in_part() -> None:
    text = "Left popliteal vein thrombosed. "
    assert read_report(text + " " * MOST_CHARACTERS) == NOTHING_READ
    assert read_report(text).findings


def test_a_text_of_more_sentences_than_a_report_has_is_not_read_in_part() -> None:
    text = "Left popliteal vein thrombosed. "
    assert read_report(text + "Clear. " * MOST_SENTENCES) == NOTHING_READ
    assert read_report(text + "Clear. " * (MOST_SENTENCES - 2)).findings


def test_a_sentence_too_long_to_be_one_gives_nothing_and_is_listed() -> None:
    reading = read_report("left popliteal vein thrombosed and " * 200)
    assert reading.findings == ()
    assert len(reading.unread_sentences) == 1


def test_control_characters_and_changes_of_writing_direction_are_not_quoted() -> None:
    (finding,) = read_report("Left popliteal\x1b[31m vein \u202ethrombosed.").findings
    assert finding.sentence == "Left popliteal [31m vein thrombosed."


def test_script_content_is_not_text() -> None:
    assert "thrombus" not in plain_text("<p>Clear.</p><script>var x = 'thrombus';</script>")


def test_less_than_before_a_number_is_no_tag() -> None:
    assert plain_text("length < 5 cm, diameter <7 mm") == "length < 5 cm, diameter <7 mm"


def test_cells_and_lines_of_html_stay_apart() -> None:
    text = plain_text("<table><tr><td>CFV</td><td>clear</td></tr></table>a<br/>b&nbsp;&lt;c")
    assert [" ".join(line.split()) for line in text.split("\n") if line.strip()] == ["| CFV | clear", "a", "b <c"]
