"""Only a scan that was made, of the thrombosed leg, is a repeat scan, and only an order that stands arranges one."""

from __future__ import annotations

import pytest

from tests.builders import LEFT, RIGHT, chart_of, concept, condition, days_ago, diagnostic_report, observation
from tests.builders import service_request as order

RIGHT_SCAN, LEFT_SCAN, BOTH_SCAN, LEGS_SCAN = "LOINC|39443-7", "LOINC|39432-0", "LOINC|39420-5", "LOINC|30881-7"
POSITIVE, NEGATIVE = "SNOMED|10828004", "SNOMED|260385009"
GASTROCNEMIUS, LEG, ARM = "SNOMED|264481007", "SNOMED|61685007", "SNOMED|53120007"
CALF, BOTH_CALVES, A_CALF = (f"ICD-10-CM|I82.46{side}" for side in "139")
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
LOCAL = {"system": "urn:oid:1.2.840.114350.1.13.0.1.7.10.768076.4040", "code": "1420", "display": "Leg, Right"}
READ = [
    {"coding": [LOCAL], "text": "Leg, Right"},
    {"coding": [*concept(LEG)["coding"], LOCAL]},
    {**concept(LEG), "extension": [{"url": MCODE, "valueCodeableConcept": concept(RIGHT)}]},
    {"text": "Right leg", "extension": [{"url": "urn:example:note", "valueString": "as ordered"}]},
    {"coding": [{**concept("SNOMED|182281004")["coding"][0], "display": "Entire lower leg"}]},
    *({"text": words} for words in ("Leg", "Legs", "Lower extremity", "Lower extremity veins", "calf veins")),
]
"""Sites of the right leg, or of a leg of no side, as records write them."""
ELSEWHERE = [
    "right arm",
    "Right upper extremity",
    "right subclavian vein",
    "Right hand",
    "right neck",
    "Right carotid",
]


def surveillance(*resources, diagnosis=CALF, first=16, **more):
    onset = condition(diagnosis, days_ago(first), recorded=days_ago(first))
    return chart_of(onset, *resources, **more).feature("surveillance")


def scans(code, *, value=NEGATIVE, **more):
    return [observation(code, value, days_ago(days), **more) for days in (9, 2)]


def orders(code, **more):
    return [order(code, days_ago(-days), **more) for days in (5, 12)]


OF_THE_LEG = [
    (RIGHT_SCAN, {}),
    (BOTH_SCAN, {}),
    (LEGS_SCAN, {}),
    (LEGS_SCAN, {"bodySite": concept([LEG, RIGHT])}),
    (LEGS_SCAN, {"bodySite": concept(LEG)}),
    (LEGS_SCAN, {"bodySite": concept(GASTROCNEMIUS)}),
    (LEGS_SCAN, {"bodySite": {"text": "Right leg"}}),
    (BOTH_SCAN, {"bodySite": concept([LEG, RIGHT])}),
    ("CPT|93970", {}),
    *(("CPT|93970", {"bodySite": each}) for each in READ),
    *((LEGS_SCAN, {"bodySite": each}) for each in READ),
]
NOT_OF_THE_LEG = [
    (LEFT_SCAN, {}),
    (LEGS_SCAN, {"bodySite": concept([LEG, LEFT])}),
    (BOTH_SCAN, {"bodySite": concept([LEG, LEFT])}),
    (RIGHT_SCAN, {"bodySite": concept([LEG, LEFT])}),
    (concept(LEGS_SCAN, text="US venous duplex left leg"), {}),
    ("CPT|93970", {"bodySite": concept(ARM)}),
    (LEGS_SCAN, {"bodySite": {"text": "Somewhere else"}}),
    (LEGS_SCAN, {"bodyStructure": {"display": "Left leg"}}),
    (LEGS_SCAN, {"bodySite": {**concept(LEG), "extension": [{"url": "urn:example:side", "valueCode": "left"}]}}),
    *(("CPT|93970", {"bodySite": {"text": words}}) for words in ELSEWHERE),
    *((LEGS_SCAN, {"bodySite": {"text": words}}) for words in ELSEWHERE),
]


@pytest.mark.parametrize(("code", "more"), OF_THE_LEG)
def test_a_scan_of_that_leg_of_both_or_without_any_side_is_a_repeat_scan(code, more):
    assert surveillance(*scans(code, **more)).value == "complete"


@pytest.mark.parametrize(("code", "more"), NOT_OF_THE_LEG)
def test_a_scan_of_the_other_leg_or_of_a_part_that_is_not_read_is_none_and_is_named(code, more):
    found = surveillance(*scans(code, **more))
    assert found.value == "overdue"
    assert "scan does not count: not known to be of the thrombosed leg" in found.notes


@pytest.mark.parametrize(("code", "more"), OF_THE_LEG)
def test_an_order_for_that_leg_arranges_the_scan(code, more):
    more = {name: [each] if name == "bodySite" else each for name, each in more.items()}
    assert surveillance(*orders(code, **more), first=2).value == "arranged"


@pytest.mark.parametrize(("code", "more"), NOT_OF_THE_LEG)
def test_an_order_for_the_other_leg_or_an_arm_arranges_nothing_and_is_named(code, more):
    more = {name: [each] if name == "bodySite" else each for name, each in more.items()}
    found = surveillance(*orders(code, **more), first=2)
    assert found.value == "not_arranged"
    assert "order does not count: not known to be of the thrombosed leg" in found.notes


def test_with_both_legs_thrombosed_each_must_be_scanned():
    assert surveillance(*scans(LEFT_SCAN), diagnosis=BOTH_CALVES).value == "overdue"
    assert surveillance(*scans(LEFT_SCAN), *scans(RIGHT_SCAN), diagnosis=BOTH_CALVES).value == "complete"
    assert surveillance(*orders(LEFT_SCAN), diagnosis=BOTH_CALVES, first=2).value == "not_arranged"
    assert surveillance(*orders(LEFT_SCAN), *orders(RIGHT_SCAN), diagnosis=BOTH_CALVES, first=2).value == "arranged"


def test_where_no_finding_tells_the_leg_one_leg_alone_is_not_enough():
    assert surveillance(*orders(LEFT_SCAN), diagnosis=A_CALF, first=2).value == "not_arranged"
    assert surveillance(*orders(LEGS_SCAN), diagnosis=A_CALF, first=2).value == "arranged"


def test_a_report_is_of_the_leg_that_its_findings_name_where_its_code_names_none():
    def reports(code):
        return [diagnostic_report(LEGS_SCAN, days_ago(days), conclusions=[code]) for days in (9, 2)]

    seen = diagnostic_report(LEGS_SCAN, days_ago(16), conclusions=[CALF])
    assert surveillance(seen, *reports(CALF)).value == "complete"
    assert surveillance(seen, *reports("ICD-10-CM|I82.562")).value == "overdue"


# --- a scan that was made -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "result",
    [
        {"dataAbsentReason": {"text": "not performed"}},
        {},
        {"component": [{"code": concept(GASTROCNEMIUS), "dataAbsentReason": {"text": "not performed"}}]},
    ],
    ids=["not performed", "no value", "no value in its component"],
)
def test_a_result_that_says_nothing_is_no_repeat_scan(result):
    assert surveillance(*scans(RIGHT_SCAN, value=None, **result)).value == "overdue"


@pytest.mark.parametrize(
    "result",
    [
        {"interpretation": "NEG"},
        {"components": {GASTROCNEMIUS: NEGATIVE}},
        {"hasMember": [{"reference": "Observation/vein"}]},
        {"valueString": "No DVT"},
    ],
    ids=["interpretation", "component", "members", "words"],
)
def test_a_result_in_any_member_is_one(result):
    assert surveillance(*scans(RIGHT_SCAN, value=None, **result)).value == "complete"


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "preliminary", "registered", "unknown"])
def test_a_scan_that_is_not_final_is_none(status):
    assert surveillance(*scans(RIGHT_SCAN, status=status)).value == "overdue"


# --- an order that stands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [("on-hold", "on hold"), ("suspended", "on hold"), ("unknown", "status unknown"), (None, "no status")],
)
def test_an_order_on_hold_or_of_no_known_status_arranges_nothing_and_is_named(status, reason):
    found = surveillance(*orders(RIGHT_SCAN, status=status), first=2)
    assert found.value == "not_arranged"
    assert f"order for {days_ago(-5)[:10]} does not count: {reason}" in found.notes


@pytest.mark.parametrize("status", ["revoked", "completed", "draft", "entered-in-error"])
def test_an_order_that_is_over_or_not_yet_made_is_not_even_named(status):
    found = surveillance(*orders(RIGHT_SCAN, status=status), first=2)
    assert found.value == "not_arranged"
    assert not any("does not count" in each for each in found.notes)


def test_an_order_that_stands_makes_up_for_one_on_hold():
    held = orders(RIGHT_SCAN, status="on-hold")
    assert surveillance(*held, *orders(RIGHT_SCAN), first=2).value == "arranged"


def test_a_draft_without_a_status_arranges_the_scan():
    assert surveillance(drafts=orders(RIGHT_SCAN, status=None), first=2).value == "arranged"
