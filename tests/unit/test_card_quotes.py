"""A sentence of a report on a card: it says what it says, and does nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from service.answer import decide_case
from service.card_quotes import LONGEST_QUOTE, MOST_QUOTES, quoted, quotes_section
from service.card_text import dated
from service.features.quoted import Quote, Verdict
from service.fhir.record import read_record
from service.hooks.messages import read_request
from service.hooks.services import SERVICES
from service.replay.cases import read_case
from service.site import Site

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
pytestmark = pytest.mark.verifies("C-55")


def quote(sentence="Acute thrombus in the left popliteal vein.", verdict=Verdict.USED, about=("location",)) -> Quote:
    reference = "DiagnosticReport/a_b/_history/2"
    return Quote(sentence, reference, "2026-03-15", verdict, about, ("left popliteal vein, thrombus present",))


@pytest.fixture(scope="module")
def case(knowledge):
    recorded = read_case(CASES / "report_text_of_an_isolated_gastrocnemius_thrombosis")
    request = read_request(recorded.body, SERVICES[recorded.story.service])
    record = read_record(request.prefetch, patient_id=request.patient_id, codes=knowledge.codes, now=recorded.as_of)
    return decide_case(request, record, knowledge, recorded.as_of, Site(free_text=True))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "![x](data:image/png;base64,AAAA)",
        "**bold** _it_ ~~gone~~ `code` ``` # - 1. > | a | b |",
        "# Heading\n- item\n\n1. one\n\n> quote\n\n---\n| a | b |\n|---|---|",
        "&lt;script&gt; &#60;b&#62; &amp;",
        "\\\\ \\[x\\](y)",
        "[ref]: https://evil.example",
        "line\u2028separator\u2029and\u0000null",
    ],
)
def test_markup_in_a_sentence_is_shown_as_text(hostile):
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(f"- “{quoted(hostile)}”")
    inner = html.replace("<ul>", "").replace("</ul>", "").replace("<li>", "").replace("</li>", "")
    assert "<" not in inner


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a?b=c",
        "http://evil.example",
        "www.evil.example",
        "_www.evil.example",
        "see_WWW.evil.example",
        "ftp://evil.example",
        "nurse@evil.example",
    ],
)
def test_an_address_is_left_out_because_a_client_would_link_it(address):
    assert "evil" not in quoted(f"Acute thrombus ({address}) in the left popliteal vein.")
    assert "popliteal" in quoted(f"Acute thrombus {address} in the left popliteal vein.")


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\x07", "\x1b"])
def test_what_turns_the_writing_or_is_not_seen_is_taken_out(unseen):
    assert unseen not in quoted(f"no {unseen}thrombus")


def test_a_long_sentence_is_cut_between_words_and_says_so():
    text = quoted("thrombus " * 100_000)
    assert len(text) <= LONGEST_QUOTE
    assert text.endswith("thrombus…")


def test_a_sentence_within_the_limit_is_quoted_in_full():
    assert quoted("Acute thrombus, 6.5 cm, in the left popliteal vein.") == (
        "Acute thrombus, 6.5 cm, in the left popliteal vein."
    )


def test_the_section_names_report_date_reading_and_what_came_of_it(case):
    section = quotes_section(replace(case, quotes=(quote(),)), ("location",))
    heading, _, line = section.split("\n")
    assert heading == "**Free-text report (read by software – check the report)**"
    assert line == (
        "- “Acute thrombus in the left popliteal vein.” (2026-03-15, DiagnosticReport/a\\_b) – "
        "read as left popliteal vein, thrombus present; used, because nothing coded says it"
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(case, verdict):
    words = case.knowledge.wording.words.free_text.verdicts[verdict]
    about = (case.decision.deciding[0],)
    assert words in quotes_section(replace(case, quotes=(quote(verdict=verdict, about=about),)), about)


def test_what_does_not_bear_on_the_decision_is_not_quoted(case):
    assert quotes_section(replace(case, quotes=(quote(about=("occlusive",)),)), ("location",)) == ""


def test_what_a_text_tells_is_quoted_only_where_the_card_asks_for_it(case):
    told = quote(verdict=Verdict.TOLD, about=("max_diameter_mm",))
    assert "max_diameter_mm" not in case.decision.deciding
    assert quotes_section(replace(case, quotes=(told,)), ("max_diameter_mm",)) == ""
    asked = quote(verdict=Verdict.TOLD, about=("length_cm",))
    assert quotes_section(replace(case, quotes=(asked,)), ()) != ""


def test_at_most_four_sentences_and_three_readings_are_shown(case):
    many = tuple(quote(f"Sentence {number}.") for number in range(9))
    assert quotes_section(replace(case, quotes=many), ("location",)).count("\n- ") == MOST_QUOTES
    long = replace(quote(), read_as=tuple(f"vein {number}" for number in range(5)))
    assert "vein 2; and 2 more" in quotes_section(replace(case, quotes=(long,)), ("location",))


def test_a_feature_that_rests_on_a_text_carries_the_mark_wherever_it_is_told(case):
    mark = case.knowledge.wording.words.free_text.mark
    assert mark == "free-text report, read by software – check the report"
    assert dated(case, case.features["location"]).endswith(f"2026-03-15; {mark}")
    assert mark not in dated(case, case.features["severe_symptoms"])


def test_a_card_without_quotes_has_no_such_section(case):
    assert quotes_section(replace(case, quotes=()), ("location",)) == ""
