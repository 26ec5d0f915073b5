"""What leaves open whether an anticoagulant is taken - held, not told, an INR - and what a documented no settles."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.feature import State
from tests.builders import (
    days_ago,
    hours_ago,
    medication_request,
    medication_statement,
    observation,
    resource,
)
from tests.unit.features.bleeding_charts import feature

ON, WHICH = "on_therapeutic_ac", "current_anticoagulant"
APIXABAN, WARFARIN = "RxNorm|1364445", "RxNorm|855332"
INR = "LOINC|6301-6"
NO_MEMBER: dict[str, Any] = {"medicationCodeableConcept": None}


def no(at: str) -> dict[str, Any]:
    return observation("therapeutic-anticoagulation", False, at)


def inr(value: float, at: str) -> dict[str, Any]:
    return observation(INR, (value, "{INR}"), at)


def eliquis(at: str | None, **members: Any) -> dict[str, Any]:
    return medication_request({"text": "Eliquis 5 mg"}, at, **members)


# --- on hold, or of a status that does not say --------------------------------------------------------------------


@pytest.mark.parametrize("status", ["on-hold", "suspended", "unknown", None, "", 7])
def test_an_order_that_is_held_or_does_not_say_is_unknown_and_named(status: Any) -> None:
    held = medication_request(APIXABAN, dose=(5, "mg"), times_a_day=2, status=None)
    if status is not None:
        held["status"] = status
    found = feature(ON, held)
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert [each.what for each in found.evidence] == ["apixaban 5 MG Oral Tablet"]
    assert any(note.startswith("apixaban: ") for note in found.notes)
    assert feature(WHICH, held).possible == {"apixaban", "none"}


@pytest.mark.parametrize("status", ["on-hold", "unknown", "intended"])
def test_a_statement_that_is_held_or_does_not_say_is_unknown(status: str) -> None:
    assert not feature(ON, medication_statement(APIXABAN, days_ago(3), status=status)).is_known
    ended = {"start": days_ago(30), "end": days_ago(9)}
    assert feature(ON, medication_statement(APIXABAN, status=status, effectivePeriod=ended)).value == "absent"


@pytest.mark.parametrize("members", [{"intent": "proposal"}, {"doNotPerform": True}])
def test_a_held_proposal_or_prohibition_is_nothing(members: dict[str, Any]) -> None:
    assert feature(ON, medication_request(APIXABAN, **{"status": "on-hold", **members})).value == "absent"


def test_a_held_dose_below_treatment_is_no_treatment() -> None:
    held = medication_request("RxNorm|854235", dose=(40, "mg"), times_a_day=1, status="on-hold")
    found = feature(ON, held)
    assert found.value == "absent"
    assert "enoxaparin: on hold" in found.notes


def test_warfarin_on_hold_goes_by_its_inr() -> None:
    held = medication_request(WARFARIN, days_ago(90), status="on-hold")
    assert not feature(ON, held, inr(2.6, days_ago(1))).is_known
    assert feature(ON, held, inr(1.0, days_ago(1))).value == "absent"


def test_a_held_order_beside_treatment_leaves_the_treatment() -> None:
    held = medication_request(APIXABAN, days_ago(90), status="on-hold")
    bridge = medication_request("RxNorm|854241", days_ago(3), dose=(80, "mg"), times_a_day=2)
    assert feature(ON, held, bridge).value == "present"


def test_a_held_order_in_words_is_unknown_and_an_unlisted_drug_too() -> None:
    assert not feature(ON, eliquis(None, status="on-hold")).is_known
    found = feature(ON, medication_request("http://www.whocc.no/atc|B01AA04", status="on-hold"))
    assert not found.is_known
    assert "phenprocoumon: on hold" in found.notes


# --- codes of the ATC ---------------------------------------------------------------------------------------------


def test_a_code_of_the_atc_tells_the_drug_and_never_a_dose() -> None:
    found = feature(ON, medication_request("http://www.whocc.no/atc|B01AF02"))
    assert not found.is_known
    assert feature(WHICH, medication_request("http://www.whocc.no/atc|B01AF02")).value == "apixaban"
    whole_class = medication_request("http://www.whocc.no/atc|B01AB")
    assert not feature(ON, whole_class).is_known
    assert "none" not in feature(WHICH, whole_class).possible


# --- an order that does not tell its drug -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drug",
    [
        {**NO_MEMBER, "medicationReference": {"reference": "Medication/gone"}},
        {"medicationCodeableConcept": {"coding": [{"system": "urn:pharmacy", "code": "4711"}]}},
        {"medicationCodeableConcept": {"text": "  "}},
        NO_MEMBER,
    ],
)  # fmt: skip
def test_an_active_order_without_listed_code_and_words_leaves_it_unknown(drug: dict[str, Any]) -> None:
    for untold in (medication_request({"text": "x"}, **drug), medication_statement({"text": "x"}, days_ago(1), **drug)):
        found = feature(ON, untold)
        assert (found.is_known, found.state) == (False, State.REFUSED)
        assert [each.what for each in found.evidence] == ["an order that does not tell its drug"]
        assert "none" in feature(WHICH, untold).possible
    over = medication_request({"text": "x"}, **{"status": "completed", **drug})
    assert feature(ON, over).value == "absent"


@pytest.mark.parametrize(
    "drug",
    [
        {"medicationCodeableConcept": {"coding": [{"code": "4711", "display": "Amoxicillin"}]}},
        {"medicationCodeableConcept": {"text": "Amoxicillin"}},
        {"medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": "C09AA05"}]}},
        {**NO_MEMBER, "medicationReference": {"reference": "Medication/gone", "display": "Amoxicillin"}},
    ],
)  # fmt: skip
def test_an_order_that_tells_another_drug_is_none(drug: dict[str, Any]) -> None:
    assert feature(ON, medication_request({"text": "x"}, **drug)).value == "absent"


def test_several_untold_orders_are_told_once() -> None:
    untold = [medication_request({"coding": [{"code": str(n)}]}, days_ago(n)) for n in (9, 2, 5)]
    (told,) = feature(ON, *untold).evidence
    assert (told.reference.split("/")[1], told.note) == (untold[1]["id"], "and 2 more")


# --- an INR that no drug explains ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "days", "known"), [(2.0, 1, False), (1.9, 1, True), (2.6, 7, False), (2.6, 8, True)])
def test_an_inr_in_range_without_a_drug_leaves_it_unknown(value: float, days: int, known: bool) -> None:
    found = feature(ON, inr(value, days_ago(days)))
    assert found.is_known is known
    if not known:
        assert [each.what for each in found.evidence] == ["a vitamin K antagonist"]


def test_the_newest_inr_decides() -> None:
    assert feature(ON, inr(2.6, days_ago(5)), inr(1.1, days_ago(1))).value == "absent"


def test_an_inr_of_an_inpatient_counts_for_a_week_here_too() -> None:
    stay = resource("Encounter", {"status": "in-progress", "class": {"code": "IMP"}, "period": {"start": days_ago(6)}})
    assert not feature(ON, stay, inr(2.6, days_ago(5))).is_known


def test_an_inr_that_warfarin_or_treatment_explains_says_nothing_new() -> None:
    raised = inr(2.6, days_ago(1))
    assert feature(ON, medication_request(WARFARIN), raised).value == "present"
    assert feature(ON, medication_request(APIXABAN, dose=(5, "mg"), times_a_day=2), raised).value == "present"
    (told,) = feature(ON, medication_request({"text": "Marcumar 3 mg"}), raised).evidence
    assert told.what == "phenprocoumon"


def test_an_inr_beside_prophylaxis_leaves_it_unknown() -> None:
    prophylaxis = medication_request("RxNorm|854235", dose=(40, "mg"), times_a_day=1)
    assert not feature(ON, prophylaxis, inr(2.6, days_ago(1))).is_known


# --- a documented no ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trace",
    [
        lambda at: eliquis(at),
        lambda at: medication_request(APIXABAN, at),
        lambda at: medication_request(APIXABAN, at, status="on-hold"),
        lambda at: inr(2.6, at),
        lambda at: medication_request({"coding": [{"code": "9"}]}, at),
        lambda at: medication_statement(APIXABAN, at),
    ],
    ids=["in words", "dose not told", "on hold", "INR", "not told", "statement"],
)
def test_a_no_settles_what_is_surely_older_and_nothing_else(trace: Any) -> None:
    assert feature(ON, trace(days_ago(2)), no(days_ago(1))).value == "absent"
    assert not feature(ON, trace(days_ago(1)), no(days_ago(2))).is_known
    assert feature(ON, trace(hours_ago(5)), no(hours_ago(2))).value == "absent"
    assert not feature(ON, trace(days_ago(0)[:10]), no(days_ago(0)[:10])).is_known


def test_a_no_does_not_settle_what_was_asserted_after_it() -> None:
    listed = medication_statement(APIXABAN, days_ago(300), dateAsserted=days_ago(1))
    assert not feature(ON, listed, no(days_ago(3))).is_known
    assert feature(ON, listed, no(hours_ago(2))).value == "absent"


def test_a_drug_without_a_date_is_older_only_if_its_last_change_is() -> None:
    for changed, value in ((days_ago(3), "absent"), (hours_ago(1), None), (None, None), ("soon", None)):
        meta = {"meta": {"lastUpdated": changed}} if changed else {}
        undated = medication_statement(APIXABAN, **meta)
        assert feature(ON, undated, no(days_ago(1))).value == value


def test_a_no_that_settles_nothing_is_named() -> None:
    found = feature(ON, eliquis(days_ago(1)), no(days_ago(2)))
    assert "the documented no may be older" in found.notes


def test_a_no_does_not_settle_an_entry_that_could_not_be_read() -> None:
    for code in (APIXABAN, "RxNorm|1804735"):
        broken = medication_request(code, intent=None, authoredOn=days_ago(-30))
        assert not feature(ON, broken, no(days_ago(1))).is_known


def test_a_yes_needs_no_such_order() -> None:
    yes = observation("therapeutic-anticoagulation", True, days_ago(2))
    assert feature(ON, eliquis(days_ago(1)), yes).value == "present"


def test_a_no_stands_where_orders_were_not_asked_for() -> None:
    assert feature(ON, no(days_ago(1)), asked=("patient", "conditions", "observations")).value == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "Lovenox 80 mg/0.8 mL syringe - do not flush air bubble",
        "enoxaparin 80 mg q12h (heparin lock IV in place)",
        "heparin infusion (no flush) 25,000 units/250 mL",
    ],
)
def test_a_flush_that_an_order_speaks_of_hides_no_anticoagulant_named_there(text: str) -> None:
    assert feature(ON, medication_request({"text": text}, hours_ago(7))).value is None


@pytest.mark.parametrize(
    "text",
    ["protamine for heparin reversal", "Enoxaparin injection teaching kit", "Do not give heparin - allergy"],
)
def test_an_order_that_only_names_an_anticoagulant_is_none(text: str) -> None:
    assert feature(ON, medication_request({"text": text}, hours_ago(7))).value == "absent"


@pytest.mark.parametrize("text", ["Eliquis starter kit", "apixaban (warfarin contraindicated)"])
def test_a_starter_kit_and_a_remark_on_another_drug_are_orders_all_the_same(text: str) -> None:
    assert feature(ON, medication_request({"text": text}, hours_ago(7))).value is None


def test_a_bare_code_of_a_system_that_is_listed_in_part_leaves_it_unknown() -> None:
    assert feature(ON, medication_request("RxNorm|314076", hours_ago(7))).value is None


# --- a code that tells no drug of an order ------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["SNOMED|294881007", "SNOMED|294872001", "ATC|B01A", "ATC|B01"])
def test_a_code_that_is_listed_for_allergies_only_or_of_a_whole_group_leaves_it_unknown(code: str) -> None:
    for entry in (medication_request(code, days_ago(3)), medication_statement(code, days_ago(3))):
        assert not feature(ON, entry).is_known
        assert feature(ON, entry).evidence


@pytest.mark.parametrize(
    ("code", "drug"),
    [("SNOMED|372756006", "warfarin"), ("SNOMED|372562003", "enoxaparin"), ("SNOMED|372877000", "heparin")],
)
def test_the_code_of_a_substance_tells_the_drug(code: str, drug: str) -> None:
    assert feature(WHICH, medication_request(code, days_ago(3))).value == drug
    assert not feature(ON, medication_request(code, days_ago(3))).is_known
