"""Scans whose result stands in words only are named where free text is not read (C-55)."""

from __future__ import annotations

import pytest

from service.features.unread_reports import unread_reports
from service.site import Site
from tests.builders import concept, condition, days_ago, diagnostic_report, observation

DUPLEX = "LOINC|48691-0"
DVT = condition("ICD-10-CM|I82.461", days_ago(4))
WORDS = {"conclusion": "Thrombus now reaches the popliteal vein."}


def report(at=None, **members):
    made = diagnostic_report(DUPLEX, at or days_ago(1))
    return {**made, **members}


def told(chart, *resources, **settings):
    return unread_reports(chart(DVT, *resources, **settings))


@pytest.mark.parametrize(
    "members",
    [
        WORDS,
        {"presentedForm": [{"contentType": "text/plain", "data": "eA=="}]},
        {**WORDS, "conclusionCode": [{"text": "see report"}]},
        {**WORDS, "status": "preliminary"},
        {**WORDS, "result": [{"reference": "Observation/gone"}]},
    ],
)
def test_a_report_whose_result_is_in_words_only_is_named(chart, members):
    (line,) = told(chart, report(**members))
    assert "words only" in line and days_ago(1)[:10] in line


@pytest.mark.parametrize(
    "given",
    [
        report(),
        report(conclusion="  "),
        report(**WORDS, conclusionCode=[concept("ICD-10-CM|I82.431")]),
        report(**WORDS, conclusionCode=[concept("SNOMED|260385009")]),
        report(days_ago(200), **WORDS),
        report(**WORDS, status="entered-in-error"),
        {**report(**WORDS), "code": concept("LOINC|24627-2")},
    ],
)
def test_a_coded_old_withdrawn_or_other_report_is_not(chart, given):
    assert told(chart, given) == ()


def test_a_report_of_an_observation_that_was_read_is_not_named(chart):
    scan = observation(DUPLEX, "SNOMED|52101004", days_ago(1), site="SNOMED|56849005")
    assert told(chart, scan, report(**WORDS, result=[{"reference": f"Observation/{scan['id']}"}])) == ()


@pytest.mark.parametrize(("day", "lines"), [(1, 0), (3, 1)])
def test_a_measurement_of_the_same_day_is_its_coded_result(chart, day, lines):
    measured = observation("thrombus-length", (4, "cm"), days_ago(day))
    assert len(told(chart, measured, report(**WORDS))) == lines


def test_a_site_that_reads_texts_names_none_and_the_decision_is_the_same(chart):
    assert told(chart, report(**WORDS), site=Site(free_text=True)) == ()
    assert chart(report(**WORDS)).feature("acute_leg_dvt_confirmed").value == "absent"


def test_of_many_reports_the_newest_three_are_named(chart):
    lines = told(chart, *(report(days_ago(day), **WORDS) for day in range(5)))
    assert [days_ago(day)[:10] in line for day, line in zip(range(3), lines, strict=True)] == [True] * 3
