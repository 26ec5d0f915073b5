"""The repeat duplex over time: ordered, drafted, reported, overdue by so many days, complete."""

from __future__ import annotations

import pytest

from tests.builders import (
    RIGHT,
    chart_of,
    condition,
    days_ago,
    diagnostic_report,
    observation,
    service_request,
)
from tests.unit.review.sessions import WHOLE_LEG, request

GASTROCNEMIUS, ULTRASOUND = "SNOMED|264481007", "LOINC|46363-8"


def first_scan(days):
    return observation(ULTRASOUND, "SNOMED|10828004", days_ago(days), site=[GASTROCNEMIUS, RIGHT])


def surveillance(*resources, drafts=()):
    found = [condition("ICD-10-CM|I82.461", days_ago(30)), *resources]
    return chart_of(*found, drafts=drafts).feature("surveillance")


@pytest.mark.parametrize(("days", "late"), [(8, 1), (10, 3), (13, 6), (16, 9)])
def test_an_overdue_scan_says_by_how_many_days(days, late):
    found = surveillance(first_scan(days))
    assert found.value == "overdue"
    assert (found.quantity.value, found.quantity.unit) == (late, "days")
    assert f"overdue by {late} day{'' if late == 1 else 's'}" in found.notes


def test_on_the_day_itself_it_is_not_overdue():
    found = surveillance(first_scan(7))
    assert (found.value, found.quantity) == ("not_arranged", None)


def test_a_draft_of_this_session_counts_as_arranged_and_says_so():
    drafts = [request(WHOLE_LEG, days_ago(-5)[:10]), request(WHOLE_LEG, days_ago(-12)[:10])]
    found = surveillance(first_scan(2), drafts=drafts)
    assert found.value == "arranged"
    assert {each.note for each in found.evidence} == {"a scan drafted but not signed"}


def test_a_drafted_scan_of_today_makes_up_for_an_overdue_one():
    drafts = [request(WHOLE_LEG, days_ago(0)[:10]), request(WHOLE_LEG, days_ago(-4)[:10])]
    assert surveillance(first_scan(10), drafts=drafts).value == "arranged"


def test_a_prohibition_among_the_drafts_arranges_nothing():
    drafts = [request(WHOLE_LEG, days_ago(-5)[:10], doNotPerform=True), request(WHOLE_LEG, days_ago(-12)[:10])]
    assert surveillance(first_scan(2), drafts=drafts).value == "not_arranged"


def test_a_revised_order_is_counted_once():
    ordered = service_request(WHOLE_LEG, days_ago(-5)[:10]) | {"id": "scan"}
    moved = request(WHOLE_LEG, days_ago(-12)[:10]) | {"id": "scan"}
    found = surveillance(first_scan(2), ordered, drafts=[moved])
    assert found.value == "not_arranged"
    assert found.notes == (f"repeat duplex of {days_ago(-5)[:10]} not arranged",)


def test_drafts_settle_it_where_orders_were_not_asked():
    drafts = [request(WHOLE_LEG, days_ago(-5)[:10]), request(WHOLE_LEG, days_ago(-12)[:10])]
    chart = chart_of(
        condition("ICD-10-CM|I82.461", days_ago(30)),
        first_scan(2),
        drafts=drafts,
        asked=("patient", "conditions", "observations"),
    )
    assert chart.feature("surveillance").value == "arranged"


def test_an_unchanged_second_scan_completes_surveillance():
    assert surveillance(first_scan(15), first_scan(8), first_scan(1)).value == "complete"


# --- on the card ----------------------------------------------------------------------------------------------------


def overdue_record():
    return [
        condition("ICD-10-CM|I82.461", days_ago(12)),
        diagnostic_report("LOINC|48691-0", days_ago(10), conclusions=["ICD-10-CM|I82.461"]),
        observation("thrombus-length", (4.0, "cm"), days_ago(10)),
        observation("thrombosed-vein-count", 1, days_ago(10)),
        observation("close-to-proximal-veins", False, days_ago(10)),
        observation("severe-symptoms", False),
        observation("provocation", "provoked"),
        observation("limb-threat", False),
    ]


def test_the_card_says_by_how_many_days(ordering):
    card = ordering(record=overdue_record(), hook="patient-view").decision_card()
    assert "overdue by 3 days" in card["summary"]
    assert "overdue by 3 days" in card["detail"]


def test_going_home_with_an_overdue_scan_is_a_finding_that_says_so_too(ordering):
    card = ordering(record=overdue_record(), hook="encounter-discharge").card("discharge_with_overdue_duplex")
    assert "overdue by 3 days" in card["summary"]
