"""Orders that are over without saying since when, doses told in words only, and orders that cannot run now."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.feature import Feature
from tests.builders import (
    concept,
    condition,
    days_ago,
    encounter,
    hours_ago,
    medication_request,
    medication_statement,
    observation,
    resource,
)
from tests.unit.features.bleeding_charts import feature

ON, WHICH = "on_therapeutic_ac", "current_anticoagulant"
WEIGHT = observation("LOINC|29463-7", (80, "kg"))
ENOXAPARIN, SMALL, APIXABAN, WARFARIN = "RxNorm|854241", "RxNorm|854235", "RxNorm|1364445", "RxNorm|855332"
SMALL_APIXABAN, BARE_APIXABAN = "RxNorm|1364435", "RxNorm|1364430"
HEPARIN, ANSWER = "RxNorm|5224", "therapeutic-anticoagulation"
BAG = {"text": "heparin 25,000 units/250 mL"}
UNTOLD = "recorded as ended, when is not told"


def _order(code: Any, amount: float, hours: float, times: int = 2, **members: Any) -> dict[str, Any]:
    told = {"dose": (amount, "mg"), "times_a_day": times, "status": "stopped", **members}
    return medication_request(code, hours_ago(hours), **told)


def _standing(days: float, **members: Any) -> dict[str, Any]:
    return medication_request(APIXABAN, days_ago(days), **{"dose": (5, "mg"), "times_a_day": 2, **members})


def _told(days: float, amount: float = 5, **members: Any) -> dict[str, Any]:
    dosage = medication_request(APIXABAN, dose=(amount, "mg"), times_a_day=2)["dosageInstruction"]
    return medication_statement(APIXABAN, days_ago(days), dosage=dosage, **members)


def _drip(hours: float, **members: Any) -> dict[str, Any]:
    rate = {"value": 18, "unit": "U/kg/h", "system": "http://unitsofmeasure.org", "code": "[USP'U]/kg/h"}
    order = medication_request(HEPARIN, hours_ago(hours), **{"status": "stopped", **members})
    return order | {"dosageInstruction": [{"text": "18 units/kg/h", "doseAndRate": [{"rateQuantity": rate}]}]}


def _changed(hours: float) -> dict[str, Any]:
    return {"meta": {"lastUpdated": hours_ago(hours)}}


def _on(*records: dict[str, Any]) -> Feature:
    """With another drug on order, without which nobody answered for drugs."""
    return feature(ON, *records, WEIGHT, medication_request({"text": "lisinopril 10 mg"}))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        # Between the date of the order and now it ended, and the drug may still act.
        ([_order(ENOXAPARIN, 80, 48)], None),
        ([_order(APIXABAN, 5, 24 * 20, status="completed")], None),
        ([medication_request(APIXABAN, days_ago(9), status="completed")], None),
        ([_drip(48)], None),
        ([_order(ENOXAPARIN, 80, 96) | _changed(2)], None),
        ([_order(ENOXAPARIN, 80, 96, statusChanged=hours_ago(3))], None),
        ([_order(WARFARIN, 5, 240)], None),
        # Too long ago, or surely over long enough.
        ([_order(APIXABAN, 5, 24 * 23)], "absent"),
        ([_drip(48) | _changed(20)], "absent"),
        ([_order(ENOXAPARIN, 80, 96) | _changed(40)], "absent"),
        ([_order(ENOXAPARIN, 80, 96, statusChanged=hours_ago(50))], "absent"),
        # Below treatment, never given, of one moment, or another patient's.
        ([_order(SMALL, 40, 96, 1)], "absent"),
        ([_order(ENOXAPARIN, 80, 96, statusReason={"text": "Entered in error"})], "absent"),
        ([medication_request(HEPARIN, days_ago(9), status="completed")], "absent"),
        ([_order(WARFARIN, 5, 240), observation("LOINC|6301-6", (1.2, "{INR}"))], "absent"),
        ([_order(APIXABAN, 5, 96, doNotPerform=True)], "absent"),
    ],
)
def test_an_order_that_is_over_may_have_ended_until_now(records: list[dict[str, Any]], expected: str | None) -> None:
    assert _on(*records).value == expected


def test_the_drug_is_named_once_and_by_its_newest_order() -> None:
    found = _on(_order(APIXABAN, 10, 24 * 12), _order(APIXABAN, 5, 24 * 5))
    assert [each.note for each in found.evidence] == [UNTOLD]
    assert found.evidence[0].when == days_ago(5)[:10]


def test_a_single_dose_ended_on_its_own_day() -> None:
    once = _order(ENOXAPARIN, 80, 96, status="completed")
    once["dosageInstruction"][0]["timing"] = {"repeat": {"count": 1}}
    assert _on(once).value == "absent"
    bolus = medication_request(HEPARIN, days_ago(9), status="completed")
    units = {"doseQuantity": {"value": 8000, "unit": "U", "system": "http://unitsofmeasure.org", "code": "[USP'U]"}}
    assert (
        _on(bolus | {"dosageInstruction": [{"text": "8,000 units IV bolus", "doseAndRate": [units]}]}).value == "absent"
    )


def test_what_was_ordered_since_bounds_the_end() -> None:
    small = _order(SMALL, 40, 60, 1, status="active")
    assert _on(_order(ENOXAPARIN, 80, 96), small).value == "absent"
    assert _on(_order(ENOXAPARIN, 80, 96), _order(SMALL, 40, 3, 1, status="active")).value is None
    assert _on(_order(ENOXAPARIN, 80, 96), _order(APIXABAN, 5, 60, status="active")).value == "present"
    # Prophylaxis from before it, and warfarin, take no place.
    assert _on(_order(ENOXAPARIN, 80, 96), _order(SMALL, 40, 120, 1, status="active")).value is None
    low = observation("LOINC|6301-6", (1.6, "{INR}"))
    assert _on(_order(ENOXAPARIN, 80, 96), _order(WARFARIN, 5, 60, 1, status="active"), low).value is None


def test_a_documented_no_after_the_order_settles_it() -> None:
    def no(hours: float) -> dict[str, Any]:
        return observation(ANSWER, False, hours_ago(hours))

    assert _on(_order(APIXABAN, 5, 96), no(2)).value == "absent"
    assert _on(_order(APIXABAN, 5, 96), no(120)).value is None


def test_an_order_since_the_onset_counts_for_longer_where_it_was_changed_lately() -> None:
    onset = condition("ICD-10-CM|I82.431", days_ago(60))
    assert feature(ON, onset, _order(APIXABAN, 5, 24 * 50) | _changed(5)).value is None
    assert feature(ON, onset, _order(APIXABAN, 5, 24 * 50)).value == "absent"
    assert feature("treated_this_episode", onset, _order(APIXABAN, 5, 24 * 50)).value == "present"


def test_an_order_for_the_hospital_ended_with_the_stay() -> None:
    stay = encounter("IMP", days_ago(9), end=days_ago(5), status="finished", id="stay")
    ward = {"category": [concept("inpatient")], "encounter": {"reference": f"Encounter/{stay['id']}"}}
    assert _on(_order(APIXABAN, 5, 24 * 8, **ward), stay).value == "absent"
    home = {**ward, "category": [concept("discharge")]}
    assert _on(_order(APIXABAN, 5, 24 * 8, **home), stay).value is None


# --- in words only ---------------------------------------------------------------------------------------------


def _given(drug: dict[str, Any], hours: float, **members: Any) -> dict[str, Any]:
    told = {"medicationCodeableConcept": drug, "status": "completed", "effectiveDateTime": hours_ago(hours)}
    return resource("MedicationAdministration", told | members)


def _amount(value: float, unit: str = "mg") -> dict[str, Any]:
    code = "[USP'U]" if unit == "U" else unit
    return {"dosage": {"dose": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": code}}}


CLEXANE, LIXIANA = {"text": "Clexane 80 mg Fertigspritze"}, {"text": "Lixiana 60 mg"}


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (_given(CLEXANE, 2, **_amount(80)), "enoxaparin"),
        (_order(CLEXANE, 80, 3), "enoxaparin"),
        (medication_request(LIXIANA, hours_ago(30), status="completed"), "edoxaban"),
        (medication_request({"text": "Innohep 14.000 IE"}, hours_ago(30), status="stopped"), "tinzaparin"),
        (medication_statement(LIXIANA, None, status="stopped", effectivePeriod={"end": hours_ago(6)}), "edoxaban"),
    ],
)
def test_a_dose_in_words_only_may_still_act(record: dict[str, Any], name: str) -> None:
    found = _on(record)
    assert found.value is None
    assert [each.what for each in found.evidence] == [name]


@pytest.mark.parametrize(
    "record",
    [
        _given(CLEXANE, 30, **_amount(80)),
        _given({"text": "Clexane 40 mg"}, 2, **_amount(40)),
        _given({"text": "Protamine (heparin reversal)"}, 1),
        _given(CLEXANE, 2, status="not-done"),
        _order({"text": "Clexane 40 mg"}, 40, 48, 1),
        _order(CLEXANE, 80, 48, statusReason={"text": "Ordered in error"}),
        _order(CLEXANE, 80, 24 * 25),
        medication_request({"text": "Heparin lock flush"}, hours_ago(30), status="completed"),
        medication_statement(LIXIANA, None, status="stopped", effectivePeriod={"end": days_ago(6)}),
        medication_request({"text": "Innohep"}, days_ago(5), status="stopped", dose=(3500, "[IU]"), times_a_day=1),
    ],
)
def test_what_is_over_in_words_leaves_nothing_open(record: dict[str, Any]) -> None:
    assert _on(record).value == "absent"


# --- administrations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["stopped", "on-hold", "unknown", "in-progress"])
def test_a_dose_that_was_perhaps_given_in_part_leaves_it_open(status: str) -> None:
    told = medication_request(ENOXAPARIN)["medicationCodeableConcept"]
    assert _on(_given(told, 1, status=status, **_amount(80))).value is None


def test_an_hour_of_a_bag_is_no_prophylactic_dose() -> None:
    heparin = {**medication_request(HEPARIN)["medicationCodeableConcept"], **BAG}
    assert _on(_given(heparin, 1, **_amount(1440, "U"))).value is None
    vial = {**heparin, "text": "heparin 5,000 units/mL"}
    assert _on(_given(vial, 1, **_amount(5000, "U"))).value == "absent"


# --- orders that cannot run now --------------------------------------------------------------------------------


def _active(code: str, amount: float, days: float, **members: Any) -> dict[str, Any]:
    return _order(code, amount, 24 * days, **{"status": "active", **members})


def _supply(days: int, repeats: int | None = None) -> dict[str, Any]:
    told = {"expectedSupplyDuration": {"value": days, "unit": "days", "code": "d"}}
    return {"dispenseRequest": told | ({"numberOfRepeatsAllowed": repeats} if repeats is not None else {})}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (_active(APIXABAN, 5, 400, **_supply(30, 0)), None),
        (_active(APIXABAN, 5, 100, **_supply(30)), None),
        (_active(APIXABAN, 5, 100, **_supply(30, 3)), "present"),
        (_active(APIXABAN, 5, 50, **_supply(30, 0)), "present"),
        (_active(APIXABAN, 5, 400), "present"),
        (_drip(24 * 9, status="active"), None),
        (_drip(24 * 3, status="active"), "present"),
        (_active(APIXABAN, 5, 1, dispenseRequest={"validityPeriod": {"start": days_ago(-5)}}), None),
        (_active(APIXABAN, 5, 1, dispenseRequest={"validityPeriod": {"start": days_ago(2)}}), "present"),
    ],
)
def test_an_order_that_cannot_run_any_more_or_not_yet_is_open(order: dict[str, Any], expected: str | None) -> None:
    assert _on(order).value == expected


def test_an_order_of_a_stay_that_is_over_is_open_and_one_for_home_is_not() -> None:
    stay = encounter("IMP", days_ago(40), end=days_ago(30), status="finished", id="stay")
    told = {"encounter": {"reference": f"Encounter/{stay['id']}"}}
    ward, home = {"category": [concept("inpatient")]}, {"category": [concept("discharge")]}
    assert _on(_active(ENOXAPARIN, 80, 35, **told, **ward), stay).value is None
    assert _on(_active(ENOXAPARIN, 80, 35, **told, **home), stay).value == "present"
    assert _on(_active(ENOXAPARIN, 80, 35, **told), stay).value is None
    assert _on(_active(APIXABAN, 5, 35, **told), stay).value == "present"
    now = encounter("IMP", days_ago(30), status="in-progress", id="now")
    assert _on(_active(ENOXAPARIN, 80, 35, **told, **ward), stay, now).value == "present"


def test_an_order_that_another_replaced_is_open() -> None:
    old, small = _active(ENOXAPARIN, 80, 5, id="old"), _active(SMALL, 40, 1, id="new")
    assert _on(old, small).value == "present"
    assert _on(old, small | {"priorPrescription": {"reference": "MedicationRequest/old"}}).value is None


def _from(order: dict[str, Any], start: str) -> dict[str, Any]:
    order["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": start}
    return order


def test_an_order_that_begins_within_hours_is_ordered_already() -> None:
    tonight = _from(_active(APIXABAN, 10, 0.1), hours_ago(-5))
    found = feature(ON, tonight)
    assert found.value is None
    assert found.evidence[0].note.startswith("ordered to start on ")
    assert feature(WHICH, tonight).possible == {"apixaban", "none"}
    assert feature(ON, _from(_active(APIXABAN, 10, 0.1), hours_ago(-80))).value == "absent"
    # Beside a treatment that runs it is the next step, and no second drug.
    assert feature(WHICH, tonight, _active(ENOXAPARIN, 80, 3), WEIGHT).value == "enoxaparin"
    assert feature(ON, _from(_active(SMALL, 40, 0.1), hours_ago(-5)), WEIGHT).value == "absent"


# --- not taken, ended elsewhere, warfarin by the evening -------------------------------------------------------


def _not_taken(period: dict[str, Any], asserted: str) -> dict[str, Any]:
    return medication_statement(APIXABAN, None, status="not-taken", effectivePeriod=period, dateAsserted=asserted)


def test_not_taken_counts_from_when_it_was_asserted_within_its_period() -> None:
    order = _active(APIXABAN, 5, 4)
    assert feature(ON, order, _not_taken({"start": days_ago(10)}, hours_ago(3))).value is None
    assert feature(ON, order, _not_taken({"start": days_ago(10)}, days_ago(6))).value == "present"
    assert feature(ON, order, _not_taken({"start": days_ago(10), "end": days_ago(6)}, hours_ago(3))).value == "present"


def _drug_not_taken(drug: str, *doses: tuple[float, str], **more: Any) -> dict[str, Any]:
    dosage = [{"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}]} for value, unit in doses]
    return medication_statement(drug, None, status="not-taken", dateAsserted=hours_ago(3), dosage=dosage, **more)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # Of another dose, or of a product of another strength, it is of another phase of treatment.
        (_drug_not_taken(SMALL_APIXABAN, (2.5, "mg")), "present"),
        (_drug_not_taken(SMALL_APIXABAN), "present"),
        (_drug_not_taken(SMALL_APIXABAN, (1, "tablet")), "present"),
        (_drug_not_taken(APIXABAN, (10, "mg")), "present"),
        (_drug_not_taken(APIXABAN, (2, "tablet")), "present"),
        # Of the same, of one of two, or of none that can be read, it leaves the order open.
        (_drug_not_taken(APIXABAN), None),
        (_drug_not_taken(APIXABAN, (5, "mg")), None),
        (_drug_not_taken(APIXABAN, (1, "tablet")), None),
        (_drug_not_taken(APIXABAN, (10, "mg"), (5, "mg")), None),
        (_drug_not_taken(SMALL_APIXABAN, (2, "tablet")), None),
        (_drug_not_taken(SMALL_APIXABAN, (5, "mg")), None),
        (_drug_not_taken(SMALL_APIXABAN) | {"dosage": [{"text": "as he likes"}]}, None),
        (_drug_not_taken(BARE_APIXABAN), None),
        (_drug_not_taken(BARE_APIXABAN, (1, "tablet")), None),
        (_drug_not_taken(BARE_APIXABAN, (0.05, "mg/kg")), None),
    ],
)
def test_what_is_not_taken_of_another_dose_leaves_the_order_as_it_is(
    statement: dict[str, Any], expected: str | None
) -> None:
    assert feature(ON, _active(APIXABAN, 5, 10), statement).value == expected


def test_of_several_doses_that_are_not_taken_one_of_the_order_is_enough() -> None:
    other, same = _drug_not_taken(SMALL_APIXABAN, (2.5, "mg")), _drug_not_taken(APIXABAN, (5, "mg"))
    assert feature(ON, _active(APIXABAN, 5, 10), other, same).value is None
    assert feature(ON, _active(APIXABAN, 5, 10), other, same | {"dateAsserted": days_ago(20)}).value == "present"


def test_an_order_that_was_stopped_ends_an_older_statement_of_its_drug_and_dose() -> None:
    dosage = medication_request(APIXABAN, dose=(5, "mg"), times_a_day=2)["dosageInstruction"]
    listed = medication_statement(APIXABAN, days_ago(30), dosage=dosage)
    stopped = _order(APIXABAN, 5, 24 * 30, statusChanged=days_ago(4))
    assert feature(ON, listed, stopped).value is None
    assert feature(ON, listed | {"dateAsserted": days_ago(2)}, stopped).value == "present"
    assert feature(ON, listed, _order(APIXABAN, 10, 24 * 30, statusChanged=days_ago(4))).value == "present"


@pytest.mark.parametrize(
    ("inr", "status", "expected"),
    [(1.6, "completed", "warfarin"), (2.4, "completed", None), (1.6, "stopped", "none")],
)
def test_warfarin_of_yesterday_evening_is_on_record(inr: float, status: str, expected: str | None) -> None:
    evening = _order(WARFARIN, 5, 18, status=status)
    evening["dosageInstruction"][0]["timing"] = {"repeat": {"count": 1}}
    low = observation("LOINC|6301-6", (inr, "{INR}"))
    assert feature(WHICH, evening, low).value == expected


@pytest.mark.parametrize("drug", [{"text": "Marcumar 3 mg"}, "http://www.whocc.no/atc|B01AA04"])
def test_a_drug_that_is_not_listed_was_treatment_of_this_episode_too(drug: Any) -> None:
    onset = condition("ICD-10-CM|I82.431", days_ago(60))
    name = "treated_this_episode"
    assert feature(name, onset, medication_request(drug, days_ago(50), status="stopped")).value == "present"
    assert feature(name, onset, medication_request(drug, days_ago(90), status="stopped")).value == "absent"
    assert feature(name, onset, medication_request(drug, days_ago(50), status="on-hold")).value == "absent"


@pytest.mark.parametrize("dates", [[7], {"start": 3}, "soon", None, 10**30])
def test_members_of_the_wrong_shape_say_nothing(dates: Any) -> None:
    order = _order(APIXABAN, 5, 96, statusChanged=dates, category=dates, encounter=dates, priorPrescription=dates)
    assert _on(order | {"meta": dates}).value is None
    odd = {"expectedSupplyDuration": dates, "validityPeriod": dates, "numberOfRepeatsAllowed": dates}
    assert _on(_active(APIXABAN, 5, 5, dispenseRequest=odd)).value == "present"
    supply = {"expectedSupplyDuration": {"value": dates, "code": "d"}}
    assert _on(_active(APIXABAN, 5, 5, dispenseRequest=supply)).value == "present"


def _words(text: str) -> dict[str, Any]:
    return {"note": [{"text": text}]}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        # The latest word on the drug, at the same dose, decides.
        ([_standing(60), _told(1) | _words("Patient not taking")], None),
        ([_standing(60), _told(1, status="on-hold")], None),
        ([_standing(60), _standing(5) | _words("On hold for surgery")], None),
        ([_standing(60) | _words("On hold for surgery"), _standing(5)], "present"),
        ([_standing(5), _told(60) | _words("Patient not taking")], "present"),
        # Of another dose, or of one still to come, it says nothing of this one.
        ([_standing(60), _told(1, 2.5) | _words("Patient not taking")], "present"),
        ([_standing(60), _standing(1) | _words("To be resumed after discharge, start on 2026-03-20")], "present"),
    ],
)
def test_a_later_entry_that_is_not_taken_leaves_an_order_in_doubt_that_nobody_ended(
    records: list[dict[str, Any]], expected: str | None
) -> None:
    assert _on(*records).value == expected


@pytest.mark.parametrize(
    "reference", ["MedicationRequest/old", "https://x/fhir/MedicationRequest/old", "MedicationRequest/old/_history/2"]
)
def test_an_order_is_replaced_by_a_later_one_however_it_is_referred_to(reference: str) -> None:
    old = _standing(20, id="old")
    prior = {"priorPrescription": {"reference": reference}}
    rivaroxaban = medication_request("RxNorm|1232086", days_ago(2), dose=(20, "mg"), times_a_day=1)
    assert feature(WHICH, old, rivaroxaban | prior, WEIGHT).possible == {"apixaban", "rivaroxaban", "several"}
    later = {"dispenseRequest": {"validityPeriod": {"start": "2099-01-01"}}}
    assert _on(old, _standing(2) | prior | later).value == "present"
    assert _on(_standing(20, id="old") | prior).value == "present"
