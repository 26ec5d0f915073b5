"""Dosage texts as real systems write them: what is wholly understood is read, everything else is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from service.features.dosage import Dosage, read_dosages
from service.features.sig import LONGEST, is_doubtful, read_sig, times_told
from service.fhir.record import Resource

TABLET = "apixaban 5 MG Oral Tablet"
SMALL = "apixaban 2.5 MG Oral Tablet"
TWENTY = "rivaroxaban 20 MG Oral Tablet"
SYRINGE = "0.8 ML enoxaparin sodium 100 MG/ML Prefilled Syringe"
VIAL = "4 ML dalteparin sodium 2500 UNT/ML Injection"
PACK = "{42 (rivaroxaban 15 MG Oral Tablet) / 9 (rivaroxaban 20 MG Oral Tablet) } Pack"


def read(text: str, product: str = TABLET, **members: Any) -> tuple[Dosage, ...]:
    data = {"dosageInstruction": [{"text": text} | members], "authoredOn": "2026-11-10"}
    return read_dosages(Resource("MedicationRequest", "", "", "", frozenset(), (), data), product)


def steps(text: str, product: str = TABLET) -> list[tuple[str, str, str]]:
    """(dose, unit, times a day) of every step; empty strings for what is not read."""

    def plain(span: tuple[Decimal, Decimal] | None) -> str:
        return f"{span[0].normalize():f}" if span else ""

    return [(plain(each.dose), each.unit, plain(each.times_a_day)) for each in read(text, product)]


@pytest.mark.parametrize(
    "text",
    [
        # Epic
        "Take 1 tablet (5 mg total) by mouth 2 (two) times daily.",
        "Take 5 mg by mouth 2 (two) times a day",
        "Take 1 tablet (5 mg total) by mouth every 12 (twelve) hours.",
        "Take 1 tablet (5 mg total) by mouth 2 (two) times daily for 90 days.",
        "Take 1 tablet (5 mg total) by mouth in the morning and 1 tablet (5 mg total) before bedtime.",
        "5 mg, Oral, 2 times daily",
        "5 mg, oral, Every 12 hours scheduled",
        # Cerner
        "5 mg = 1 tab(s), Oral, BID",
        "5 mg, 1 tab(s), Oral, BID",
        "1 tab(s) Oral q12hr",
        "5 mg = 1 tab(s), Oral, BID, # 60 tab(s), 3 Refill(s), Maintenance",
        # pharmacies in the United States
        "TAKE ONE TABLET BY MOUTH TWICE DAILY",
        "Take 1 tablet by mouth twice a day for blood clot",
        "1 tablet 2x/day",
        "1 tablet twice a day, morning and evening",
        "one 5 mg tablet twice daily with or without food",
        # United Kingdom and Australia
        "5mg bd",
        "ONE to be taken TWICE a day",
        "Take ONE 5mg tablet TWICE a day",
        "1 BD",
        "1 tablet mane and nocte",
        "Take one tablet in the morning and one tablet at night",
        # Germany
        "1-0-1",
        "1-0-1-0 Tabletten",
        "1 - 0 - 1 Stück",
        "5 mg 1-0-1",
        "je 1 Tablette morgens und abends",
        "1 Tablette morgens und 1 Tablette abends",
        "2x täglich 1 Tablette",
        "2 x tgl. 1 Tabl.",
        "alle 12 Stunden eine Tablette",
        "zweimal täglich 5 mg zum Essen",
        # the Netherlands
        "2x per dag 1 tablet",
        "2 maal daags 1 stuk",
        "tweemaal daags een tablet",
        "2dd1t",
        "2 dd 1 tablet",
        "'s ochtends en 's avonds 1 tablet",
        "om de 12 uur 1 tablet innemen",
    ],
)
def test_five_milligrams_twice_a_day_in_the_words_of_many_systems(text: str) -> None:
    assert steps(text) == [("5", "mg", "2")]


@pytest.mark.parametrize(
    ("text", "product", "amount", "unit", "times"),
    [
        ("Inject 0.8 mL (80 mg total) under the skin every 12 (twelve) hours.", SYRINGE, "80", "mg", "2"),
        ("Inject 0.4 mL (40 mg total) under the skin daily.", "", "40", "mg", "1"),
        ("80 mg = 0.8 mL, Subcutaneous, q12hr", SYRINGE, "80", "mg", "2"),
        ("Inject ONE syringe subcutaneously TWICE a day", SYRINGE, "80", "mg", "2"),
        ("1-0-1", SYRINGE, "80", "mg", "2"),
        ("1 mg/kg (80 mg) subcut every 12 hours", "", "80", "mg", "2"),
        ("1 mg/kg SC q12h", "", "1", "mg/kg", "2"),
        ("200 units/kg subcutaneously once daily", "", "200", "units/kg", "1"),
        ("5,000 units subcutaneously every 8 hours", "", "5000", "units", "3"),
        ("5.000 IE s.c. 2x täglich", "", "5000", "units", "2"),
        ("12500 units subcutaneously once daily", "", "12500", "units", "1"),
        ("Take 1 tablet (20 mg total) by mouth daily with dinner.", TWENTY, "20", "mg", "1"),
        ("20 mg every evening with food", "", "20", "mg", "1"),
        ("1 tablet with the evening meal", TWENTY, "20", "mg", "1"),
        ("Take 2 tablets (10 mg total) by mouth 2 times daily", "", "10", "mg", "2"),
        ("two 5 mg tablets twice daily", TABLET, "10", "mg", "2"),
        ("2-0-2", TABLET, "10", "mg", "2"),
        ("Take half a tablet twice a day", TABLET, "2.5", "mg", "2"),
        ("½-0-½", TABLET, "2.5", "mg", "2"),
        ("0-0-1", TWENTY, "20", "mg", "1"),
        ("2x per dag 2,5 mg", SMALL, "2.5", "mg", "2"),
        ("40 mg subcutaneously daily for DVT prophylaxis", "", "40", "mg", "1"),
        ("2.5 mg twice daily to prevent blood clots", SMALL, "2.5", "mg", "2"),
    ],
)  # fmt: skip
def test_other_doses(text: str, product: str, amount: str, unit: str, times: str) -> None:
    assert steps(text, product) == [(amount, unit, times)]


@pytest.mark.parametrize(
    "text",
    [
        ("Take 2 tablets (10 mg total) by mouth 2 (two) times daily for 7 days, "
        "THEN 1 tablet (5 mg total) 2 (two) times daily."),
        "10 mg BID x 7 days then 5 mg BID",
        "Take 2 tabs (10 mg) BID x 7d, then 1 tab (5 mg) BID",
        "10 mg twice daily for the first 7 days, then 5 mg twice daily thereafter",
        "10 mg twice daily for seven days followed by 5 mg twice daily",
        "10 mg twice daily for 1 week and then reduce to 5 mg twice daily",
    ],
)  # fmt: skip
def test_loading_then_maintenance_is_two_steps(text: str) -> None:
    assert steps(text) == [("10", "mg", "2"), ("5", "mg", "2")]
    first, second = read(text)
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.runs_out is not None
    assert first.runs_out.date().isoformat() == "2026-11-17"
    assert second.runs_out is None


def test_a_course_that_ends_ends_with_its_last_step() -> None:
    course = "15 mg BID with food for 21 days followed by 20 mg daily for 9 days"
    assert [str(each.runs_out)[:10] for each in read(course, "")] == ["2026-12-01", "2026-12-10"]
    bounded = {"repeat": {"boundsDuration": {"value": 30, "code": "d"}}}
    found = read("15 mg BID for 21 days then 20 mg daily", "", timing=bounded)
    assert [str(each.runs_out)[:10] for each in found] == ["2026-12-01", "2026-12-10"]


@pytest.mark.parametrize(
    "text",
    [
        # as needed, held, forbidden, somebody's judgement
        "5 mg twice daily prn", "5 mg twice daily as needed", "Take 1 tablet twice daily if needed", "bei Bedarf 1-0-1",
        "zo nodig 2dd1t", "HOLD 5 mg twice daily", "5 mg twice daily, hold for procedure", "Stop. 5 mg twice daily",
        "do not take 5 mg twice daily", "5 mg twice daily until surgery", "5 mg twice daily, dose per pharmacy",
        "take as directed", "Take as directed on package", "may take 5 mg twice daily",
        # ranges and limits
        "5-10 mg twice daily", "1-2 tablets twice daily", "1 to 2 tablets twice daily", "1 or 2 tablets twice daily",
        "up to 10 mg twice daily", "5 mg 1-2 times daily", "5 mg up to twice daily", "max 10 mg daily",
        "1.5 mg/kg (max 150 mg) daily", "5 mg every 8-12 hours", "<5 mg twice daily",
        # not every day, or not for good
        "5 mg every other day", "5 mg on alternate days", "5 mg every 2 days", "5 mg twice weekly", "5 mg once a week",
        "5 mg daily on Mondays", "5 mg daily except Sundays", "5 mg twice daily 5 days a week", "5 mg every 48 hours",
        "80 mg once", "80 mg x 1 dose", "5 mg now", "5 mg every 12 hours for 2 doses",
        # other courses than two fixed steps
        "5 mg now, then 5 mg twice daily", "10 mg twice daily, then 5 mg twice daily", "5 mg twice daily thereafter",
        "10 mg twice daily for the first 7 days", "10 mg twice daily for 7 days then", "then 5 mg twice daily",
        "10 mg twice daily for 7 days then stop", "reduce to 5 mg twice daily", "taper 10 mg twice daily",
        "10 mg twice daily for 7 days, 5 mg twice daily", "10 mg daily for 7 days then as directed",
        # different doses in a day
        "5 mg in the morning and 2.5 mg at night", "1-0-2", "2-1-1", "5 mg twice daily and 2.5 mg at night",
        "1 Tablette morgens und 2 Tabletten abends", "5 mg twice daily 2.5 mg", "1-0-1-0-1",
        # a frequency that contradicts itself
        "5 mg twice daily in the morning", "5 mg once daily in the morning and evening", "5 mg daily bid",
        "5 mg at night at bedtime", "5 mg morning and morning",
        # numbers that may be misread
        "2 (three) tablets twice daily", "2 5 mg tablets twice daily", ".5 mg twice daily", "Take .5 mg twice daily",
        "2,5 mg twice daily", "5.000 units every 8 hours", "5,000 IE 2x täglich", "5 , 5 mg twice daily",
        "Take 1 1/2 tablets twice a day", "Take one and a half tablets twice a day", "Take 5 twice daily",
        "2x 5 mg täglich", "2x 80 mg daily", "80 mg/0.8 mL twice daily", "5 mg/h twice daily", "0 mg twice daily",
        # contradictions between tablets and milligrams
        "Take 1 tablet (10 mg total) by mouth twice daily", "2 tablets (5 mg) twice daily", "10 mg = 1 tab(s), BID",
        "2.5 mg 1-0-1", "5 mg, 2 tablets twice daily",
        # somebody else's drug, words nobody listed
        "warfarin 5 mg twice daily", "5 mg twice daily by nose", "5 mg twice daily or as told", "5 mg", "",
        "1 - 0 - 0 1 Stück", "5 mg twice daily, 1 tablet", "2 x 5 mg Tabletten täglich",
    ],
)  # fmt: skip
def test_what_is_not_surely_understood_gives_no_dose(text: str) -> None:
    assert [each.daily for each in read(text)] == [None]


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("1-0-1", ""),
        ("1-0-1", VIAL),
        ("1-0-0", PACK),
        ("one to be taken twice a day", "rivaroxaban 1 MG/ML Oral Suspension"),
        ("one to be taken twice a day", "apixaban"),
        ("2 tablets (5 mg) twice daily", "apixaban"),
        ("Take 1 tablet daily", PACK),
    ],
)
def test_a_number_of_pieces_of_unknown_strength_is_no_dose(text: str, product: str) -> None:
    assert read(text, product)[0].dose is None


def test_tablets_beside_their_total_need_no_strength() -> None:
    assert steps("Take 2 tablets (10 mg total) twice daily", "apixaban") == [("10", "mg", "2")]
    assert steps("Take 1 tablet (5 mg) twice daily", "apixaban") == [("5", "mg", "2")]


def test_dates_in_the_text_are_read_only_where_the_bounds_tell_them() -> None:
    text = (
        "Take 1 tablet (5 mg total) by mouth 2 (two) times daily., Starting Mon 11/16/2026, Until Sun 2/14/2027, Normal"
    )
    bounds = {"start": "2026-11-16", "end": "2027-02-14"}
    assert read(text)[0].dose is None
    assert read(text, timing={"repeat": {"boundsPeriod": {"start": "2026-11-16"}}})[0].dose is None
    found = read(text, timing={"repeat": {"boundsPeriod": bounds}})[0]
    assert found.daily == (Decimal(10), Decimal(10))
    assert found.starts is not None and found.ends is not None
    hidden = "5 mg twice daily, starting after surgery"
    assert read(hidden, timing={"repeat": {"boundsPeriod": bounds}})[0].dose is None


def test_the_words_for_the_patient_stand_in_where_there_is_no_other_text() -> None:
    data = {"dosageInstruction": [{"patientInstruction": "5 mg twice daily"}]}
    resource = Resource("MedicationRequest", "", "", "", frozenset(), (), data)
    assert read_dosages(resource, TABLET)[0].daily == (Decimal(10), Decimal(10))
    assert read("hold", patientInstruction="5 mg twice daily")[0].daily is None


@pytest.mark.parametrize(
    ("text", "times"),
    [("2 times daily", "2"), ("Every 12 hours scheduled", "2"), ("Nightly", "1"), ("Daily with dinner", "1"),
     ("2 times daily with meals", "2"), ("2x täglich", "2")],
)  # fmt: skip
def test_a_frequency_alone_is_told(text: str, times: str) -> None:
    assert times_told(text) == Decimal(times)


@pytest.mark.parametrize("text", ["5 mg twice daily", "daily as needed", "once", "every other day", "1", "", "x" * 400])
def test_what_is_no_plain_frequency_tells_none(text: str) -> None:
    assert times_told(text) is None


def test_a_text_that_contradicts_the_half_that_is_structured_adds_nothing() -> None:
    twice = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}
    assert read("5 mg twice daily", timing=twice)[0].daily == (Decimal(10), Decimal(10))
    assert read("5 mg once daily", timing=twice)[0].daily is None
    five = [{"doseQuantity": {"value": 5, "unit": "mg"}}]
    assert read("10 mg once daily", doseAndRate=five)[0].daily is None
    assert read("1 tablet once daily", doseAndRate=five)[0].daily == (Decimal(5), Decimal(5))
    loading = "10 mg twice daily for 7 days then 5 mg twice daily"
    assert len(read(loading, timing=twice)) == 2
    assert len(read(loading, doseAndRate=five)) == 1
    once = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
    assert [each.daily for each in read(loading, timing=once)] == [None]


@pytest.mark.parametrize("text", ["HOLD until surgery", "take only if needed", "not to be taken", "bei Bedarf", "PRN"])
def test_words_that_may_take_a_dose_back(text: str) -> None:
    assert is_doubtful(text)


@pytest.mark.parametrize("text", ["Use as directed per package instructions", "See package", ""])
def test_words_that_take_nothing_back(text: str) -> None:
    assert not is_doubtful(text)


def test_a_long_text_is_no_sig() -> None:
    assert read_sig("5 mg twice daily " + "with food " * 5)
    assert not read_sig("5 mg twice daily " + "with food " * (LONGEST // 10))
