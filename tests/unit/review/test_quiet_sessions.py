"""No card, and no suggestion, for what is already ordered, drafted or being given."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago, diagnostic_report, medication_request, observation, service_request
from tests.unit.review.sessions import READS_TEXT, STOCKINGS, TEXT_ONLY, WHOLE_LEG, active, drug, phases, request

APIXABAN = phases("apixaban", (10, 2), (5, 2))
DUPLEX_REPORT = diagnostic_report("LOINC|48691-0", days_ago(1), conclusions=["ICD-10-CM|I82.461"])
CALF = [
    condition("ICD-10-CM|I82.461", days_ago(3)),
    DUPLEX_REPORT,
    observation("thrombus-length", (4.0, "cm"), days_ago(1)),
    observation("thrombosed-vein-count", 1, days_ago(1)),
    observation("close-to-proximal-veins", False, days_ago(1)),
    observation("severe-symptoms", False),
    observation("provocation", "provoked"),
    observation("limb-threat", False),
]
"""A gastrocnemius DVT without a risk feature, first seen on 21 November: scans due on 28 November and 5 December."""


OTHER_ANTICOAGULANT = "RxNorm|1927864"


def scan(day):
    return request(WHOLE_LEG, day)


def offered(session):
    card = session.decision_card()
    return [] if card is None else [each["label"] for each in card.get("suggestions", ())]


def test_the_decision_card_is_withheld_when_its_treatment_is_drafted(ordering):
    assert ordering(APIXABAN).cards() == []


def test_it_is_shown_when_the_chart_is_opened(ordering):
    assert ordering(APIXABAN, hook="patient-view").decision_card() is not None


def test_it_stays_beside_a_draft_that_is_wrong_without_offering_a_second_anticoagulant(ordering):
    session = ordering(drug("apixaban", 5, 2))
    assert session.decision_card() is not None
    assert offered(session) == []


def test_it_stays_beside_a_drug_that_an_unknown_pregnancy_may_bar(ordering):
    assert ordering(APIXABAN, features={"pregnancy": "unknown"}).decision_card() is not None


def test_it_stays_where_limb_or_bleeding_are_not_known(ordering):
    assert ordering(APIXABAN, features={"limb_threat": "unknown"}).decision_card() is not None
    assert ordering(APIXABAN, features={"active_bleeding": "unknown"}).decision_card() is not None


def test_before_the_scan_it_stays_until_the_scan_is_ordered_too(ordering):
    suspected = [
        condition("ICD-10-CM|I82.401", days_ago(2), verification="provisional"),
        observation("clinical-suspicion", "high"),
        observation("limb-threat", False),
        observation("LOINC|29463-7", (80, "kg"), days_ago(1)),
        observation("LOINC|2160-0", (0.9, "mg/dL"), days_ago(1)),
        observation("LOINC|777-3", (220, "10*9/L"), days_ago(1)),
    ]
    alone = ordering(APIXABAN, record=suspected)
    assert [each["type"] for one in alone.decision_card()["suggestions"] for each in one["actions"]] == ["create"]
    assert ordering(APIXABAN, scan(None), record=suspected).cards() == []


def test_it_stays_where_the_beginning_is_not_known(ordering):
    session = ordering(drug("apixaban", 5, 2), asked=("patient", "conditions", "observations"))
    assert session.findings() == []
    assert session.decision_card() is not None


def test_a_drug_without_a_dose_is_not_offered_a_second_time(ordering):
    session = ordering(drug("apixaban"), hook="order-select")
    assert session.decision_card() is not None
    assert offered(session) == []


def test_a_critical_card_is_never_withheld(ordering):
    threatened = [
        condition("ICD-10-CM|I82.421", days_ago(2)),
        observation("limb-threat", True),
        observation("LOINC|29463-7", (80, "kg"), days_ago(1)),
    ]
    infusion = drug("heparin") | {
        "dosageInstruction": [{"doseAndRate": [{"rateQuantity": {"value": 18, "unit": "U/kg/h"}}]}]
    }
    card = ordering(infusion, record=threatened).decision_card()
    assert card is not None and card["indicator"] == "critical"
    assert all("heparin" not in each["label"] for each in card["suggestions"])


def test_another_drug_does_not_hide_the_heparin_that_an_intervention_needs(ordering):
    threatened = [
        condition("ICD-10-CM|I82.421", days_ago(2)),
        observation("limb-threat", True),
        observation("LOINC|29463-7", (80, "kg"), days_ago(1)),
    ]
    assert any("heparin" in each for each in offered(ordering(APIXABAN, record=threatened)))


def test_a_transfer_that_is_ordered_is_not_suggested_again(ordering):
    threatened = [condition("ICD-10-CM|I82.421", days_ago(2)), observation("limb-threat", True)]
    ordered = service_request("SNOMED|19712007")
    found = ordering(record=[*threatened, ordered], hook="encounter-start").decision_card()
    codes = {
        coding["code"]
        for each in found["suggestions"]
        for action in each["actions"]
        for coding in action["resource"].get("code", {}).get("coding", ())
    }
    assert "32485007" in codes
    assert "19712007" not in codes


# --- repeat scans ---------------------------------------------------------------------------------------------------


def test_with_both_scans_drafted_nothing_is_asked(ordering):
    session = ordering(scan("2026-11-28"), scan("2026-12-05"), record=CALF)
    assert session.case.decision.outcome == "SURVEILLANCE"
    assert not session.case.has("FOLLOWUP_NOT_ARRANGED")
    assert session.cards() == []


def test_an_order_and_a_draft_complete_each_other(ordering):
    ordered = service_request(WHOLE_LEG, "2026-11-28")
    assert ordering(scan("2026-12-05"), record=[*CALF, ordered]).cards() == []


def test_with_one_scan_drafted_the_other_is_suggested(ordering):
    session = ordering(scan("2026-11-28"), record=CALF)
    assert offered(session) == ["Repeat duplex on day 14"]
    assert session.findings() == ["sign_off_without_repeat_duplex"]


def test_the_card_says_what_is_drafted_and_what_is_missing_without_contradicting_itself(ordering):
    none = ordering(record=CALF, hook="patient-view").decision_card()["detail"]
    one = ordering(scan("2026-11-28"), record=CALF).decision_card()["detail"]
    ordered = ordering(record=[*CALF, service_request(WHOLE_LEG, "2026-11-28")], hook="patient-view").decision_card()[
        "detail"
    ]
    for detail in (none, one, ordered):
        assert "A repeat duplex is still to be ordered; an untreated distal DVT without it is unsafe." in detail
        assert "No repeat duplex" not in detail
        assert "not arranged" not in detail.replace("not arranged for every due day", "")
    (line,) = [each for each in one.splitlines() if "serial duplex not arranged for every due day" in each]
    assert line.endswith("a scan drafted but not signed")
    assert "serial duplex not arranged for every due day" in ordered
    assert "drafted" not in ordered


@pytest.mark.parametrize(
    "draft",
    [
        drug("apixaban"),
        drug("enoxaparin", 1, 2, unit="{dose}"),
        medication_request("RxNorm|1364445", status="draft", dose=(1, "{puff}"), times_a_day=2),
        medication_request(OTHER_ANTICOAGULANT, status="draft"),
    ],
    ids=["no dose", "doses", "a unit nobody knows", "a drug without limits"],
)
def test_beside_an_anticoagulant_of_unknown_dose_the_missing_scan_is_told_without_calling_it_untreated(ordering, draft):
    assert ordering(draft, record=CALF).findings() == ["sign_off_without_a_readable_treatment"]
    assert ordering(draft, scan("2026-11-28"), record=CALF).findings() == ["sign_off_without_a_readable_treatment"]
    assert ordering(draft, scan("2026-11-28"), scan("2026-12-05"), record=CALF).findings() == []


def test_an_anticoagulant_below_treatment_dose_does(ordering):
    assert "sign_off_without_repeat_duplex" in ordering(drug("apixaban", 2.5, 2), record=CALF).findings()


def test_the_decision_card_is_not_withheld_because_an_anticoagulant_of_unknown_dose_is_no_treatment(ordering):
    both = (scan("2026-11-28"), scan("2026-12-05"))
    assert ordering(*both, record=CALF).decision_card() is None
    assert ordering(drug("apixaban"), *both, record=CALF).decision_card() is not None


def test_a_prophylactic_dose_beside_an_unknown_one_is_not_called_all_there_is(ordering):
    assert "prophylactic_dose" in ordering(drug("enoxaparin", 40, 1)).findings()
    assert "prophylactic_dose" not in ordering(drug("enoxaparin", 40, 1), drug("apixaban")).findings()


def test_a_scan_a_day_off_is_the_scan_of_that_day(ordering):
    assert offered(ordering(scan("2026-12-04"), record=CALF)) == ["Repeat duplex on day 7"]


def test_a_drafted_scan_without_a_day_is_the_first_one(ordering):
    assert offered(ordering(scan(None), record=CALF)) == ["Repeat duplex on day 14"]


def test_an_undated_scan_that_is_ordered_and_drafted_alike_makes_up_for_one_day_only(ordering):
    standing = {**scan(None), "status": "active"}
    assert offered(ordering(standing, record=(*CALF, standing))) == ["Repeat duplex on day 14"]


def test_signing_what_has_nothing_to_do_with_the_leg_is_not_held_up(ordering):
    session = ordering(request("LOINC|2160-0"), record=CALF)
    assert session.findings() == []
    assert offered(session) == ["Repeat duplex on day 7 and on day 14"]


def test_surveillance_is_told_where_an_anticoagulant_is_drafted_instead(ordering):
    assert ordering(APIXABAN, scan("2026-11-28"), scan("2026-12-05"), record=CALF).decision_card() is not None


@pytest.mark.parametrize(
    ("due", "findings"),
    [
        ([], ["discharge_without_repeat_duplex"]),
        (["2026-11-28"], ["discharge_without_repeat_duplex"]),
        (["2026-11-28", "2026-12-05"], []),
    ],
)
def test_going_home_untreated_needs_every_repeat_scan(ordering, due, findings):
    ordered = [service_request(WHOLE_LEG, day) for day in due]
    assert ordering(record=[*CALF, *ordered], hook="encounter-discharge").findings() == findings


def test_going_home_treated_needs_none(ordering):
    session = ordering(record=[*CALF, active("apixaban", 10, 2, since=1)], hook="encounter-discharge")
    assert session.findings() == []


def test_unknown_treatment_or_orders_raise_no_alarm_at_discharge(ordering):
    asked = ("patient", "conditions", "observations", "diagnosticReports")
    assert ordering(record=CALF, hook="encounter-discharge", asked=asked).findings() == []


# --- a scan that is drafted for a suspected DVT ---------------------------------------------------------------------

SUSPECTED = [
    condition("ICD-10-CM|I82.401", days_ago(2), verification="provisional"),
    observation("clinical-suspicion", "low"),
    observation("limb-threat", False),
]


def test_a_whole_leg_scan_that_is_drafted_is_not_asked_for(ordering):
    assert ordering(scan(None), record=SUSPECTED).cards() == []
    assert ordering(request("LOINC|2160-0"), record=SUSPECTED).decision_card() is not None


# --- the decision rests on a text ---------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_decision_that_rests_on_a_text_is_never_withheld(ordering, hook):
    card = ordering(APIXABAN, record=TEXT_ONLY, site=READS_TEXT, hook=hook).decision_card()
    assert card is not None and card["summary"].startswith("From report text, to be confirmed - ")


# --- what is said at signing about a calf thrombosis --------------------------------------------------------------

SIGN_OFF = {"sign_off_without_repeat_duplex", "sign_off_without_a_readable_treatment"}


@pytest.mark.parametrize(
    ("drafts", "found"),
    [
        ([], set()),
        ([request(STOCKINGS)], {"sign_off_without_repeat_duplex"}),
        ([drug("enoxaparin", 40, 1)], {"sign_off_without_repeat_duplex"}),
        ([APIXABAN], set()),
        ([drug("apixaban")], {"sign_off_without_a_readable_treatment"}),
        ([drug("enoxaparin", 40, 1), drug("apixaban")], {"sign_off_without_a_readable_treatment"}),
        ([drug("apixaban"), scan("2026-11-28"), scan("2026-12-05")], set()),
    ],
    ids=["nothing", "stockings", "prophylaxis", "treatment", "no dose", "prophylaxis and no dose", "no dose but scans"],
)
def test_at_signing_the_missing_scan_is_told_as_far_as_the_doses_can_be_read(ordering, drafts, found):
    assert SIGN_OFF & set(ordering(*drafts, record=CALF).findings()) == found


def test_an_unreadable_dose_is_called_neither_treatment_nor_none(ordering):
    card = ordering(drug("apixaban"), record=CALF).card("sign_off_without_a_readable_treatment")
    assert card["indicator"] == "warning"
    assert card["summary"] == (
        "Distal DVT: no treatment dose can be read in these orders, and not every repeat duplex is arranged"
    )
    assert "untreated" not in card["summary"] + card["detail"].partition("**Basis**")[0]
