"""Creatinine clearance, dialysis and end-stage renal disease (R-58, definitions 7, C-38)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, observation, patient, procedure

CREATININE, CLEARANCE, PER_AREA, WEIGHT = "LOINC|2160-0", "LOINC|35591-7", "LOINC|35592-5", "LOINC|29463-7"
MAN = patient("1966-11-22", "male")  # 60 years
HAEMODIALYSIS = "SNOMED|233575001"


def creatinine(number, at=None, unit="mg/dL"):
    return observation(CREATININE, (number, unit), at)


def weight(kilograms, at=None):
    return observation(WEIGHT, (kilograms, "kg"), at)


@pytest.mark.trap("T-107")
def test_cockcroft_gault_is_computed_from_age_weight_and_creatinine(extracted):
    # (140 - 60) x 72 / (72 x 1.0) = 80
    clearance = extracted("crcl_ml_min", MAN, creatinine(1.0), weight(72))
    assert clearance.value == "over_50"
    assert clearance.quantity.value == 80
    assert len(clearance.evidence) == 5


def test_in_women_it_is_85_per_cent(extracted):
    woman = patient("1966-11-22", "female")
    assert extracted("crcl_ml_min", woman, creatinine(1.0), weight(72)).quantity.value == Decimal("68.00")


@pytest.mark.parametrize(
    ("kilograms", "band"),
    [
        (26, "from_15_to_29"),
        (27, "exactly_30"),
        (28, "over_30_to_50"),
        (45, "over_30_to_50"),
        (46, "over_50"),
    ],
)
def test_the_bands_of_a_computed_clearance(extracted, kilograms, band):
    # with 80 x weight / (72 x 1.0), 27 kg gives exactly 30 and 45 kg exactly 50
    assert extracted("crcl_ml_min", MAN, creatinine(1.0), weight(kilograms)).value == band


@pytest.mark.trap("T-108", "F-84")
@pytest.mark.parametrize(
    ("number", "band"),
    [
        (14.9, "under_15"),
        (15, "from_15_to_29"),
        (29.99, "from_15_to_29"),
        (30, "exactly_30"),
        (30.1, "over_30_to_50"),
        (50, "over_30_to_50"),
        (50.1, "over_50"),
    ],
)
def test_a_reported_clearance_wins_over_the_formula(extracted, number, band):
    reported = observation(CLEARANCE, (number, "mL/min"))
    assert extracted("crcl_ml_min", MAN, creatinine(1.0), weight(72), reported).value == band


def test_an_old_reported_clearance_leaves_it_to_the_formula(extracted):
    reported = observation(CLEARANCE, (20, "mL/min"), days_ago(8))
    assert extracted("crcl_ml_min", MAN, creatinine(1.0), weight(72), reported).value == "over_50"


@pytest.mark.trap("T-107")
def test_a_clearance_per_body_surface_is_not_the_clearance_of_drug_labels(extracted):
    per_area = extracted("crcl_ml_min", observation(PER_AREA, (20, "mL/min/{1.73_m2}")))
    assert not per_area.is_known
    wrong_unit = extracted("crcl_ml_min", observation(CLEARANCE, (20, "mL/min/{1.73_m2}")))
    assert wrong_unit.state is State.REFUSED


def test_an_unknown_sex_tries_both_formulas(extracted):
    nobody = patient("1966-11-22", None)
    assert extracted("crcl_ml_min", nobody, creatinine(1.0), weight(72)).value == "over_50"
    between = extracted("crcl_ml_min", nobody, creatinine(1.0), weight(47))
    assert between.possible == {"over_30_to_50", "over_50"}
    assert between.quantity is None


def test_a_year_of_birth_gives_a_range(extracted):
    # 59 or 60 years: 80 or 81 x 45 / 72
    clearance = extracted("crcl_ml_min", patient("1966", "male"), creatinine(1.0), weight(45))
    assert clearance.possible == {"over_30_to_50", "over_50"}
    assert clearance.quantity is None


def test_a_bounded_creatinine_gives_a_bounded_clearance(extracted):
    high = extracted("crcl_ml_min", MAN, observation(CREATININE, (">", 8, "mg/dL")), weight(72))
    assert high.value == "under_15"
    assert high.quantity is None


@pytest.mark.trap("T-105")
def test_micromoles_are_converted(extracted):
    clearance = extracted("crcl_ml_min", MAN, creatinine(88.42, unit="umol/L"), weight(72))
    assert clearance.quantity.value.quantize(Decimal("0.001")) == 80


@pytest.mark.trap("F-84")
@pytest.mark.parametrize(
    ("resources", "missing"),
    [
        ((creatinine(1.0),), "weight"),
        ((weight(72),), "creatinine"),
        ((creatinine(1.0, days_ago(8)), weight(72)), "creatinine"),
        ((creatinine(1.0), weight(72, days_ago(91))), "weight"),
    ],
)
def test_the_card_can_say_what_the_formula_lacks(extracted, resources, missing):
    clearance = extracted("crcl_ml_min", MAN, *resources)
    assert clearance.state is State.NOT_ASKED
    assert f"Cockcroft–Gault needs {missing}" in clearance.notes


def test_without_age_there_is_no_clearance(extracted):
    clearance = extracted("crcl_ml_min", creatinine(1.0), weight(72), asked=("conditions", "observations"))
    assert "Cockcroft–Gault needs age" in clearance.notes


def test_with_an_acute_kidney_injury_no_clearance_is_known(extracted):
    injury = condition("ICD-10-CM|N17.9", days_ago(2))
    measured = (MAN, creatinine(1.0), weight(72))
    assert extracted("crcl_ml_min", *measured).is_known
    found = extracted("crcl_ml_min", *measured, injury)
    assert not found.is_known
    assert "acute kidney injury: the clearance is not steady" in found.notes


# --- end-stage renal disease ----------------------------------------------------------------------------------


def test_on_dialysis_the_clearance_is_under_15_whatever_the_formula_says(extracted):
    dependent = condition("ICD-10-CM|Z99.2", days_ago(900))
    clearance = extracted("crcl_ml_min", MAN, dependent, creatinine(1.0), weight(72))
    assert clearance.value == "under_15"
    assert extracted("esrd", MAN, dependent, creatinine(1.0), weight(72)).value == "present"


def test_a_dialysis_of_the_last_week_is_dialysis_now(extracted):
    assert extracted("esrd", procedure(HAEMODIALYSIS, days_ago(7))).value == "present"
    assert extracted("esrd", procedure(HAEMODIALYSIS, days_ago(400), status="in-progress")).value == "present"


def test_an_older_dialysis_may_have_ended(extracted):
    assert extracted("esrd", procedure(HAEMODIALYSIS, days_ago(8))).state is State.REFUSED
    recovered = extracted("esrd", MAN, procedure(HAEMODIALYSIS, days_ago(8)), creatinine(1.0), weight(72))
    assert recovered.value == "absent"


@pytest.mark.parametrize("days", [8, 30, 90])
def test_a_clearance_between_two_sessions_does_not_rule_out_end_stage_disease(extracted, days):
    between = MAN, procedure(HAEMODIALYSIS, days_ago(days)), creatinine(2.0), weight(72)
    found = extracted("esrd", *between)
    assert (found.value, found.state) == (None, State.REFUSED)
    assert any("is it going on" in each for each in found.notes)
    assert extracted("crcl_ml_min", *between).value is None


def test_a_dialysis_of_long_ago_leaves_it_to_the_clearance(extracted):
    long_ago = MAN, procedure(HAEMODIALYSIS, days_ago(91)), creatinine(2.0), weight(72)
    assert extracted("esrd", *long_ago).value == "absent"
    assert extracted("crcl_ml_min", *long_ago).value == "over_30_to_50"


@pytest.mark.parametrize("code", ["CPT|90951", "CPT|90960", "CPT|90970", "CPT|90960-26"])
def test_a_monthly_service_for_end_stage_disease_shows_dialysis_for_its_month(extracted, code):
    for days, value in ((10, "present"), (35, "present"), (36, None), (91, "absent")):
        record = MAN, procedure(code, days_ago(days)), creatinine(2.0), weight(72)
        assert extracted("esrd", *record).value == value
    assert extracted("esrd", MAN, procedure("CPT|90935", days_ago(10)), creatinine(2.0), weight(72)).value is None


def test_dialysis_that_was_not_done_or_is_only_suspected_does_not_count(extracted):
    assert extracted("esrd", procedure(HAEMODIALYSIS, days_ago(1), status="not-done")).value == "absent"
    assert extracted("esrd", condition("ICD-10-CM|N18.6", verification="provisional")).value == "absent"
    assert extracted("esrd", condition("ICD-10-CM|N18.6", clinical="resolved")).value == "absent"


def test_end_stage_disease_is_a_clearance_under_15(extracted):
    assert extracted("esrd", observation(CLEARANCE, (14.9, "mL/min"))).value == "present"
    assert extracted("esrd", observation(CLEARANCE, (15, "mL/min"))).value == "absent"


@pytest.mark.trap("F-83")
def test_without_a_creatinine_an_answered_record_means_not_documented(extracted):
    assert extracted("esrd").state is State.NOT_DOCUMENTED
    assert extracted("esrd", asked=("conditions", "observations")).state is State.NOT_ASKED


def test_a_known_clearance_speaks_where_procedures_were_not_asked(extracted):
    known = extracted("esrd", observation(CLEARANCE, (60, "mL/min")), asked=("conditions", "observations"))
    assert known.value == "absent"


def test_an_unusable_creatinine_leaves_end_stage_disease_unknown(extracted):
    assert extracted("esrd", MAN, creatinine(1.0, unit="furlong"), weight(72)).state is State.REFUSED
    straddling = extracted("esrd", MAN, observation(CREATININE, ("<", 8, "mg/dL")), weight(72))
    assert not straddling.is_known
