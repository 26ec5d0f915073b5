"""Current anticoagulants: treatment dose or not, INR, sources that do not count, and what leaves it unknown."""

from __future__ import annotations

from typing import Any

import pytest

from service.features.current_drugs import treatment_start
from service.features.drug_use import taking
from service.features.feature import State
from tests.builders import (
    condition,
    days_ago,
    hours_ago,
    medication_request,
    medication_statement,
    observation,
    procedure,
)
from tests.unit.features.bleeding_charts import chart, feature

ON, WHICH, PROPHYLACTIC = "on_therapeutic_ac", "current_anticoagulant", "prophylactic_dose"
CODES = {
    "apixaban": "1364430", "rivaroxaban": "1114195", "edoxaban": "1599538", "dabigatran": "1037042",
    "enoxaparin": "67108", "dalteparin": "67109", "fondaparinux": "321208", "heparin": "5224", "warfarin": "11289",
}  # fmt: skip
INR, WEIGHT = "LOINC|6301-6", "LOINC|29463-7"
NO_DRUGS = ("patient", "conditions", "observations")


def order(
    drug: str, amount: float | None = None, unit: str = "mg", times: int | None = None, **members: Any
) -> dict[str, Any]:
    return medication_request(
        f"RxNorm|{CODES[drug]}", dose=(amount, unit) if amount else None, times_a_day=times, **members
    )


def kilograms(weight: float) -> dict[str, Any]:
    return observation(WEIGHT, (weight, "kg"))


TREATMENT, BELOW, UNKNOWN = ("present", "absent"), ("absent", "present"), (None, None)


@pytest.mark.trap("T-135", "T-137", "F-79")
@pytest.mark.parametrize(
    ("drug", "amount", "times", "expected"),
    [
        ("apixaban", 5, 2, TREATMENT), ("apixaban", 10, 2, TREATMENT), ("apixaban", 2.5, 2, BELOW),
        ("apixaban", 5, None, UNKNOWN),
        ("rivaroxaban", 20, 1, TREATMENT), ("rivaroxaban", 15, 1, TREATMENT), ("rivaroxaban", 10, 1, BELOW),
        ("edoxaban", 60, 1, TREATMENT), ("edoxaban", 30, 1, TREATMENT), ("edoxaban", 15, 1, BELOW),
        ("dabigatran", 150, 2, TREATMENT), ("dabigatran", 110, 2, BELOW), ("dabigatran", 220, 1, BELOW),
        ("fondaparinux", 5, 1, TREATMENT), ("fondaparinux", 7.5, 1, TREATMENT), ("fondaparinux", 2.5, 1, BELOW),
        ("enoxaparin", 60, 2, TREATMENT), ("enoxaparin", 40, 1, BELOW), ("enoxaparin", 50, 2, UNKNOWN),
        ("apixaban", None, None, UNKNOWN),
    ],
)  # fmt: skip
def test_the_dose_of_each_drug_is_treatment_or_below_it(
    drug: str, amount: float | None, times: int | None, expected: tuple[str | None, str | None]
) -> None:
    given = order(drug, amount, times=times)
    assert (feature(ON, given).value, feature(PROPHYLACTIC, given).value) == expected
    assert feature(WHICH, given).value == drug


@pytest.mark.parametrize(
    ("amount", "weight", "expected"),
    [(72, 80, "present"), (71, 80, "absent"), (60, 80, "absent"), (40, 100, "absent"), (50, 55, "present")],
)
def test_enoxaparin_is_judged_per_kilogram_when_the_weight_is_known(
    amount: float, weight: float, expected: str
) -> None:
    assert feature(ON, order("enoxaparin", amount, times=2), kilograms(weight)).value == expected


def test_enoxaparin_ordered_per_kilogram_needs_no_weight() -> None:
    assert feature(ON, order("enoxaparin", 1, "mg/kg", 2)).value == "present"
    assert feature(ON, order("enoxaparin", 0.5, "mg/kg", 2)).value == "absent"


@pytest.mark.parametrize(
    ("amount", "times", "weight", "expected"),
    [
        (10000, 1, None, "present"),
        (5000, 1, None, "absent"),
        (9000, 1, 60, "present"),
        (8999, 1, 60, "absent"),
        (7500, 2, None, "present"),
    ],
)
def test_dalteparin_is_judged_per_day_and_kilogram(
    amount: float, times: int, weight: float | None, expected: str
) -> None:
    record = [order("dalteparin", amount, "[iU]", times)] + ([kilograms(weight)] if weight else [])
    assert feature(ON, *record).value == expected


def heparin(**instruction: Any) -> dict[str, Any]:
    return order("heparin", dosageInstruction=[instruction])


def test_a_heparin_infusion_is_treatment_and_a_small_injection_is_not() -> None:
    rate = {"doseAndRate": [{"rateQuantity": {"value": 18, "unit": "U/kg/h"}}]}
    assert feature(ON, heparin(**rate)).value == "present"
    injection = heparin(text="5000 units subcutaneously every 8 hours")
    assert (feature(ON, injection).value, feature(PROPHYLACTIC, injection).value) == BELOW
    assert not feature(ON, heparin(text="17500 units subcutaneously every 12 hours")).is_known


BOLUS = {
    "sequence": 1,
    "timing": {"repeat": {"count": 1}},
    "doseAndRate": [{"doseQuantity": {"value": 6400, "unit": "units"}}],
}
INFUSION = {"sequence": 2, "doseAndRate": [{"rateQuantity": {"value": 1450, "unit": "units/hour"}}]}
SMALL = {"sequence": 2, "text": "5000 units subcutaneously every 8 hours"}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([BOLUS, INFUSION], TREATMENT),
        ([BOLUS | {"timing": {}, "text": "6400 units bolus"}, INFUSION], TREATMENT),
        ([BOLUS | {"asNeededBoolean": True}, INFUSION], TREATMENT),
        ([BOLUS | {"sequence": 2}, INFUSION], TREATMENT),
        ([BOLUS | {"doseAndRate": [{"doseQuantity": {"value": 10000, "unit": "units"}}]}], UNKNOWN),
        ([BOLUS, SMALL], BELOW),
        ([INFUSION | {"sequence": 1}, SMALL], UNKNOWN),
        ([BOLUS, INFUSION | {"asNeededBoolean": True}], UNKNOWN),
    ],
)
def test_an_infusion_treats_whatever_its_bolus_and_a_bolus_alone_is_not_known(steps: list[Any], expected: Any) -> None:
    given = order("heparin", dosageInstruction=steps)
    assert (feature(ON, given).value, feature(PROPHYLACTIC, given).value) == expected


def test_a_single_dose_leaves_the_steps_after_it_readable() -> None:
    def step(number: int, amount: float, **repeat: Any) -> dict[str, Any]:
        given = [{"doseQuantity": {"value": amount, "unit": "mg"}}]
        return {"sequence": number, "timing": {"repeat": repeat}, "doseAndRate": given}

    daily = {"frequency": 2, "period": 1, "periodUnit": "d"}
    loading = order("apixaban", dosageInstruction=[step(1, 2.5, count=1), step(2, 5, **daily)])
    assert feature(ON, loading).value == "present"


@pytest.mark.trap("T-138")
def test_a_heparin_flush_is_no_anticoagulant() -> None:
    flush = medication_request("RxNorm|1658690", dosageInstruction=[{"text": "continuous infusion"}])
    assert feature(ON, flush).value == "absent"
    assert feature(WHICH, flush).value == "none"


@pytest.mark.trap("F-80")
@pytest.mark.parametrize(("inr", "expected"), [(2.0, "present"), (1.9, "absent"), (4.5, "present")])
def test_warfarin_treats_with_an_inr_of_two_or_more(inr: float, expected: str) -> None:
    found = feature(ON, order("warfarin"), observation(INR, (inr, "{INR}"), days_ago(3)))
    assert found.value == expected
    assert f"INR {inr} {{INR}}" in found.notes[0]


@pytest.mark.parametrize(("days", "known"), [(7, True), (8, False)])
def test_the_inr_on_warfarin_counts_for_seven_days(days: int, known: bool) -> None:
    assert feature(ON, order("warfarin"), observation(INR, (2.5, "{INR}"), days_ago(days))).is_known is known


def test_warfarin_without_an_inr_is_unknown() -> None:
    found = feature(ON, order("warfarin", 5, times=1))
    assert not found.is_known
    assert "no INR within 7 days" in found.notes
    assert feature(PROPHYLACTIC, order("warfarin")).value == "absent"


@pytest.mark.trap("T-141", "F-10")
def test_drafts_prohibitions_and_orders_that_do_not_count_are_no_treatment() -> None:
    full = {"amount": 5, "times": 2}
    assert feature(ON, drafts=(order("apixaban", **full, status="draft"),)).value == "absent"
    assert feature(ON, order("apixaban", **full, doNotPerform=True)).value == "absent"
    for status in ("draft", "cancelled", "entered-in-error"):
        assert feature(ON, order("apixaban", **full, status=status, authored=days_ago(10))).value == "absent"
    for status in ("stopped", "completed"):  # within three weeks it may have ended an hour ago
        assert feature(ON, order("apixaban", **full, status=status, authored=days_ago(25))).value == "absent"
    for intent in ("proposal", "option"):
        assert feature(ON, order("apixaban", **full, intent=intent)).value == "absent"


@pytest.mark.trap("T-141", "F-8")
@pytest.mark.parametrize("intent", ["order", "plan", "original-order", "instance-order"])
def test_an_active_order_of_any_treating_intent_is_treatment(intent: str) -> None:
    assert feature(ON, order("apixaban", 5, times=2, intent=intent)).value == "present"


@pytest.mark.trap("T-142")
def test_an_active_statement_with_a_dose_is_treatment() -> None:
    dosage = [{"text": "20 mg once daily with food"}]
    assert feature(ON, medication_statement(f"RxNorm|{CODES['rivaroxaban']}", dosage=dosage)).value == "present"
    ended = {"effectivePeriod": {"start": days_ago(60), "end": days_ago(5)}}
    assert feature(ON, medication_statement(f"RxNorm|{CODES['rivaroxaban']}", dosage=dosage, **ended)).value == "absent"


@pytest.mark.trap("T-133")
def test_a_dose_in_tablets_is_read_from_the_product_code() -> None:
    tablets = medication_request("RxNorm|1364445", dose=(1, "tablet"), times_a_day=2)
    assert feature(ON, tablets).value == "present"
    assert feature(ON, medication_request("RxNorm|1364435", dose=(1, "tablet"), times_a_day=2)).value == "absent"


def steps(*instructions: tuple[float, int], sequence: bool = True, drug: str = "apixaban") -> dict[str, Any]:
    lines = [
        {
            "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "mg"}}],
            "timing": {"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}},
        }
        | ({"sequence": number} if sequence else {})
        for number, (amount, times) in enumerate(instructions, 1)
    ]
    return order(drug, dosageInstruction=lines)


def test_steps_of_a_sequence_must_agree() -> None:
    assert feature(ON, steps((10, 2), (5, 2))).value == "present"
    assert not feature(ON, steps((5, 2), (2.5, 2))).is_known


def test_instructions_side_by_side_count_together() -> None:
    assert feature(ON, steps((2.5, 1), (2.5, 1), sequence=False)).value == "absent"
    assert feature(ON, steps((5, 2), (2.5, 1), sequence=False)).value == "present"
    assert not feature(ON, steps((5, 1), (5, 1), sequence=False)).is_known


def test_an_order_whose_instructions_have_run_out_is_not_current() -> None:
    over = order(
        "apixaban",
        dosageInstruction=[{"text": "5 mg twice daily", "timing": {"repeat": {"boundsPeriod": {"end": days_ago(3)}}}}],
    )
    assert feature(WHICH, over).value == "none"
    running = order(
        "apixaban",
        dosageInstruction=[{"text": "5 mg twice daily", "timing": {"repeat": {"boundsPeriod": {"end": days_ago(-3)}}}}],
    )
    assert feature(ON, running).value == "present"


@pytest.mark.parametrize(("days", "expected"), [(184, "present"), (183, "absent")])
def test_reduced_apixaban_is_treatment_after_six_months_on_it(days: int, expected: str) -> None:
    earlier = order("apixaban", 5, times=2, status="completed", authored=days_ago(days))
    assert feature(ON, order("apixaban", 2.5, times=2), earlier).value == expected


def test_an_order_younger_than_48_hours_is_treatment_and_is_named() -> None:
    assert feature(ON, order("apixaban", 5, times=2, authored=hours_ago(47))).notes == (
        "ordered less than 48 hours ago",
    )
    assert feature(ON, order("apixaban", 5, times=2, authored=hours_ago(49))).notes == ()


def test_a_drug_recorded_as_not_taken_since_the_order_is_unknown() -> None:
    refused = medication_statement(f"RxNorm|{CODES['apixaban']}", days_ago(1), status="not-taken")
    assert not feature(ON, order("apixaban", 5, times=2, authored=days_ago(5)), refused).is_known
    assert feature(ON, order("apixaban", 5, times=2, authored=hours_ago(2)), refused).value == "present"


def test_two_drugs_are_several() -> None:
    both = [order("warfarin"), order("enoxaparin", 80, times=2)]
    assert feature(WHICH, *both).value == "several"
    assert feature(ON, *both).value == "present"


def test_a_drug_outside_the_list_leaves_dose_and_name_unknown_but_not_none() -> None:
    argatroban = medication_request("RxNorm|1804735")
    assert not feature(ON, argatroban).is_known
    assert "none" not in feature(WHICH, argatroban).possible


@pytest.mark.trap("T-134", "T-140")
def test_an_anticoagulant_named_in_words_only_is_not_read_as_absent() -> None:
    words = medication_request({"text": "Eliquis 5 mg tablets"})
    for name in (ON, WHICH, PROPHYLACTIC):
        assert not feature(name, words).is_known
    assert feature(ON, words).state is State.REFUSED
    assert feature(ON, medication_request({"text": "heparin lock flush"})).value == "absent"
    assert feature(ON, medication_request({"text": "paracetamol 500 mg"})).value == "absent"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Eliquis 5 mg tablets", "apixaban"), ("Phenprocoumon 3 mg", "phenprocoumon"), ("warfarin 3 mg", "warfarin")],
)
def test_an_anticoagulant_named_in_words_only_is_told_by_its_listed_name(text: str, name: str) -> None:
    (told,) = feature(ON, medication_request({"text": text})).evidence
    assert (told.what, told.note) == (name, "in words only")


def test_a_long_term_anticoagulant_code_alone_leaves_it_unknown() -> None:
    status = condition("ICD-10-CM|Z79.01")
    assert not feature(ON, status).is_known
    assert feature(ON, status, order("apixaban", 2.5, times=2)).is_known is False
    assert feature(ON, status, order("apixaban", 5, times=2)).value == "present"


def test_anticoagulant_therapy_as_a_procedure_leaves_it_unknown() -> None:
    assert not feature(ON, procedure("SNOMED|182764009", days_ago(2))).is_known


def test_the_documented_answer_decides_when_nothing_is_coded() -> None:
    for value, expected in ((True, "present"), (False, "absent")):
        told = observation("therapeutic-anticoagulation", value)
        assert feature(ON, told, asked=NO_DRUGS).value == expected
        assert feature(ON, told).value == expected


@pytest.mark.trap("F-50")
def test_an_order_outranks_the_documented_answer() -> None:
    assert (
        feature(ON, order("apixaban", 5, times=2), observation("therapeutic-anticoagulation", False)).value == "present"
    )
    assert (
        feature(ON, order("apixaban", 2.5, times=2), observation("therapeutic-anticoagulation", True)).value == "absent"
    )


def test_the_documented_answer_settles_an_unknown_dose() -> None:
    assert feature(ON, order("apixaban"), observation("therapeutic-anticoagulation", True)).value == "present"


def test_orders_not_asked_for_leave_all_three_unknown() -> None:
    for name in (ON, WHICH, PROPHYLACTIC):
        found = feature(name, asked=NO_DRUGS)
        assert not found.is_known
        assert found.state is State.NOT_ASKED
    assert feature(ON, unreachable=("medicationStatements",)).state is State.UNREACHABLE


def test_without_any_anticoagulant_all_three_say_so() -> None:
    assert [feature(name).value for name in (ON, WHICH, PROPHYLACTIC)] == ["absent", "none", "absent"]


def test_treatment_began_with_the_oldest_active_treatment_order() -> None:
    older, newer = order("enoxaparin", 80, times=2, authored=days_ago(4)), order("warfarin", authored=days_ago(2))
    assert str(treatment_start(chart(newer, older))) == days_ago(4)[:10]
    assert treatment_start(chart(order("apixaban", 2.5, times=2))) is None


def test_an_order_in_words_only_that_was_stopped_says_nothing_after_weeks() -> None:
    eliquis = {"text": "Eliquis 5 mg tablets"}
    assert feature(ON, medication_request(eliquis, days_ago(25), status="stopped")).value == "absent"
    assert feature(ON, medication_request(eliquis, days_ago(5), status="stopped")).value is None


def test_a_dose_range_that_reaches_the_limit_only_at_its_end_is_unknown() -> None:
    dose = {"doseRange": {"low": {"value": 2.5, "unit": "mg"}, "high": {"value": 5, "unit": "mg"}}}
    given = order("apixaban", dosageInstruction=[{"doseAndRate": [dose], "timing": {"code": {"text": "BID"}}}])
    assert not feature(ON, given).is_known


def test_an_order_given_as_needed_has_no_known_dose() -> None:
    needed = order("apixaban", dosageInstruction=[{"text": "5 mg twice daily", "asNeededBoolean": True}])
    assert not feature(ON, needed).is_known


@pytest.mark.parametrize("drug", ["dalteparin", "heparin", "enoxaparin", "apixaban"])
def test_a_dose_in_a_unit_that_does_not_fit_the_drug_is_unknown(drug: str) -> None:
    assert not feature(ON, order(drug, 5, "mL", 2)).is_known


def test_a_treatment_dose_of_enoxaparin_beside_a_small_one_is_treatment_and_two_small_ones_are_not() -> None:
    def lines(*amounts: float) -> dict[str, Any]:
        return order("enoxaparin", dosageInstruction=[{"text": f"{each:g} mg sc every 12 hours"} for each in amounts])

    assert feature(ON, lines(80, 40)).value == "present"
    assert feature(ON, lines(40, 40)).value == "absent"


def test_an_order_that_begins_later_is_not_current() -> None:
    bounds = {"repeat": {"boundsPeriod": {"start": days_ago(-4)}}}
    later = order("apixaban", dosageInstruction=[{"text": "5 mg twice daily", "timing": bounds}])
    assert feature(WHICH, later).value == "none"


def test_reduced_apixaban_of_another_strength_is_not_the_extended_phase() -> None:
    earlier = order("apixaban", 5, times=2, status="completed", authored=days_ago(300))
    assert feature(ON, order("apixaban", 3, times=2), earlier).value == "absent"


# --- recorded, but perhaps not taken ---------------------------------------------------------------------------

FIVE_TWICE = [{"text": "5 mg twice daily"}]


def statement(**members: Any) -> dict[str, Any]:
    return medication_statement(f"RxNorm|{CODES['apixaban']}", days_ago(5), dosage=FIVE_TWICE, **members)


def adherence(word: str) -> dict[str, Any]:
    return {"status": "recorded", "adherence": {"code": {"coding": [{"code": word}]}}}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, "present"), ({"taken": "y"}, "present"), ({"taken": "n"}, "absent"),
        ({"taken": "unk"}, None), ({"taken": "na"}, None),
        (adherence("taking"), "present"), (adherence("taking-as-directed"), "present"),
        (adherence("taking-not-as-directed"), None), (adherence("on-hold"), None), (adherence("unknown"), None),
        (adherence("stopped"), "absent"), (adherence("never"), "absent"), (adherence("not-taking"), "absent"),
    ],
)  # fmt: skip
def test_a_statement_is_treatment_only_where_the_drug_is_taken(members: dict[str, Any], expected: str | None) -> None:
    assert feature(ON, statement(**members)).value == expected


def test_a_drug_that_may_not_be_taken_may_be_none() -> None:
    assert feature(WHICH, statement(taken="unk")).possible == {"apixaban", "none"}
    assert feature(WHICH, statement(taken="unk"), order("apixaban", 5, times=2)).value == "apixaban"
    both = feature(WHICH, statement(taken="unk"), order("enoxaparin", 80, times=2))
    assert both.possible == {"apixaban", "enoxaparin", "several"}
    assert feature(WHICH, statement(**adherence("taking-not-as-directed"))).value == "apixaban"


def test_an_aspirin_on_hold_leaves_the_antiplatelet_factor_unknown() -> None:
    def factor(word: str) -> str:
        aspirin = medication_statement("RxNorm|1191", days_ago(5), **adherence(word))
        return taking(chart(aspirin), "drug_aspirin").state

    found = [factor(word) for word in ("taking", "taking-not-as-directed", "on-hold", "stopped")]
    assert found == ["present", "present", "unknown", "absent"]


# --- a duration that is over -----------------------------------------------------------------------------------


def lasting(text: str = "", authored: str = "", **repeat: Any) -> dict[str, Any]:
    timing = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d", **repeat}}
    dose = {"doseAndRate": [{"doseQuantity": {"value": 5, "unit": "mg"}}], "timing": timing}
    told = [dose | ({"text": text} if text else {})]
    return order("apixaban", authored=authored or days_ago(40), dosageInstruction=told)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"boundsDuration": {"value": 30, "code": "d"}}, None),
        ({"boundsDuration": {"value": 41, "unit": "days"}}, "present"),
        ({"boundsDuration": {"value": 4, "code": "wk"}}, None),
        ({"boundsDuration": {"value": 2, "code": "mo"}}, "present"),
        ({"boundsRange": {"low": {"value": 1, "code": "wk"}, "high": {"value": 5, "code": "wk"}}}, None),
        ({"boundsRange": {"low": {"value": 1, "code": "wk"}}}, "present"),
        ({"boundsDuration": {"value": 30, "code": "d", "comparator": ">"}}, "present"),
        ({"boundsDuration": {"value": "many", "code": "d"}}, "present"),
        ({"text": "5 mg twice daily for 7 days"}, None),
        ({"text": "5 mg twice daily for 3 months"}, "present"),
        ({"text": "10 mg twice daily for 7 days, then 5 mg twice daily"}, "present"),
    ],
)
def test_a_duration_counted_from_the_order_that_is_over_leaves_treatment_unknown(
    members: dict[str, Any], expected: str | None
) -> None:
    assert feature(ON, lasting(**members)).value == expected


def test_the_steps_of_a_course_last_one_after_the_other() -> None:
    def course(authored: float) -> str | None:
        steps = [(10, 7), (5, 60)]
        told = [
            {**lasting(boundsDuration={"value": days, "code": "d"})["dosageInstruction"][0], "sequence": number}
            | {"doseAndRate": [{"doseQuantity": {"value": dose, "unit": "mg"}}]}
            for number, (dose, days) in enumerate(steps, 1)
        ]
        return feature(ON, order("apixaban", authored=days_ago(authored), dosageInstruction=told)).value

    assert [course(days) for days in (3, 20, 66, 68)] == ["present", "present", "present", None]


def test_an_order_that_may_be_dispensed_no_more_leaves_treatment_unknown() -> None:
    def until(days: float) -> Any:
        dispense = {"dispenseRequest": {"validityPeriod": {"end": days_ago(days)}}}
        return feature(ON, order("apixaban", 5, times=2, authored=days_ago(40), **dispense))

    assert until(-5).value == "present"
    assert not until(5).is_known
    assert until(5).notes == ("its duration is over, and whether it is still taken is not known",)


def test_warfarin_is_judged_by_its_inr_whatever_the_duration() -> None:
    old = order("warfarin", authored=days_ago(400), dosageInstruction=[{"text": "5 mg once daily for 30 days"}])
    assert feature(ON, old, observation(INR, (2.4, "{INR}"))).value == "present"


def test_prophylaxis_that_is_over_or_perhaps_not_taken_is_no_treatment_and_may_be_there() -> None:
    over = order("enoxaparin", authored=days_ago(40), dosageInstruction=[{"text": "40 mg sc once daily for 10 days"}])
    half = [{"text": "2.5 mg twice daily"}]
    on_hold = medication_statement(f"RxNorm|{CODES['apixaban']}", days_ago(5), dosage=half, **adherence("on-hold"))
    for each in (over, on_hold):
        assert feature(ON, each).value == "absent"
        assert not feature(PROPHYLACTIC, each).is_known
    going_on = order(
        "enoxaparin", authored=days_ago(4), dosageInstruction=[{"text": "40 mg sc once daily for 10 days"}]
    )
    assert (feature(ON, going_on).value, feature(PROPHYLACTIC, going_on).value) == ("absent", "present")


# --- starter packs ----------------------------------------------------------------------------------------------

PACKS = ("1992427", "1549682")


def pack(code: str, since: float | None, text: str = "Use as directed per package instructions", **members: Any) -> Any:
    found = medication_request(f"RxNorm|{code}", days_ago(since) if since is not None else None)
    if since is None:
        found.pop("authoredOn", None)
    return found | {"dosageInstruction": [{"text": text} | members]}


@pytest.mark.parametrize("code", PACKS)
@pytest.mark.parametrize(
    "text",
    ["Use as directed per package instructions", "", "Follow package directions: 2 tablets first", "see insert"],
)
def test_a_starter_pack_is_treatment_for_its_month(code: str, text: str) -> None:
    for days in (1, 12, 29):
        found = pack(code, days, text)
        assert (feature(ON, found).value, feature(PROPHYLACTIC, found).value) == TREATMENT


@pytest.mark.parametrize("code", PACKS)
def test_a_starter_pack_without_instructions_is_treatment(code: str) -> None:
    assert feature(ON, medication_request(f"RxNorm|{code}", days_ago(5))).value == "present"


def test_a_starter_pack_with_its_phases_in_words_is_treatment() -> None:
    text = "Take 2 tabs (10 mg) BID x 7 days, then 1 tab (5 mg) BID"
    for days in (1, 12):
        assert feature(ON, pack("1992427", days, text)).value == "present"


@pytest.mark.parametrize("text", ["Use as directed per package instructions", "10 mg BID x 7 days, then 5 mg BID"])
def test_a_starter_pack_of_more_than_a_month_ago_is_unknown(text: str) -> None:
    found = feature(ON, pack("1992427", 32, text))
    assert found.value is None
    assert any("duration is over" in note for note in found.notes)


@pytest.mark.parametrize(
    ("since", "text", "members"),
    [
        (5, "HOLD for procedure", {}),
        (5, "take as needed", {}),
        (5, "Use as directed", {"asNeededBoolean": True}),
        (5, "Use as directed", {"additionalInstruction": [{"text": "Do not start before surgery"}]}),
        (5, "Use as directed", {"doseAndRate": [{"doseQuantity": {"value": 2.5, "unit": "mg"}}]}),
        (None, "Use as directed", {}),
    ],
)
def test_a_starter_pack_that_may_not_be_taken_as_packed_is_unknown(
    since: float | None, text: str, members: dict[str, Any]
) -> None:
    assert feature(ON, pack("1992427", since, text, **members)).value is None


def test_a_starter_pack_that_was_completed_is_no_treatment() -> None:
    order_of_pack = pack("1992427", 32) | {"status": "completed"}
    assert feature(ON, order_of_pack).value == "absent"


# --- the dose of an order in words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "text", "expected"),
    [
        (3, "Take 1 tablet (5 mg total) by mouth 2 (two) times daily.", TREATMENT),
        (3, "1-0-1", TREATMENT),
        (3, "Take half a tablet twice a day", BELOW),
        (3, "10 mg BID x 7 days, then 5 mg BID", TREATMENT),
        (12, "10 mg BID x 7 days, then 5 mg BID", TREATMENT),
        (3, "10 mg BID x 7 days, then 2.5 mg BID", UNKNOWN),
        (12, "10 mg BID x 7 days, then 2.5 mg BID", BELOW),
        (3, "5 mg twice daily as needed", UNKNOWN),
        (3, "hold 5 mg twice daily", UNKNOWN),
        (3, "5 mg every other day", UNKNOWN),
        (3, "1-2 tablets twice daily", UNKNOWN),
    ],
)
def test_an_order_in_words(days: float, text: str, expected: tuple[str | None, str | None]) -> None:
    written = medication_request("RxNorm|1364445", days_ago(days)) | {"dosageInstruction": [{"text": text}]}
    assert (feature(ON, written).value, feature(PROPHYLACTIC, written).value) == expected
