"""Platelets, haemoglobin, INR and weight: newest value, windows, units (definitions 3 and 7, C-16)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.features.feature import State
from service.features.haemoglobin import stale_haemoglobin
from service.features.inr import stale_inr
from service.features.platelets import stale_platelets
from tests.builders import days_ago, encounter, hours_ago, observation

PLATELETS, HAEMOGLOBIN, INR = "LOINC|777-3", "LOINC|718-7", "LOINC|6301-6"
WEIGHT, STATED = "LOINC|29463-7", "LOINC|3142-7"


def platelets(number, at=None, **more):
    return observation(PLATELETS, (number, more.pop("unit", "10*9/L")), at, **more)


@pytest.mark.parametrize(
    ("number", "band"),
    [
        (24.9, "under_25"),
        (25, "from_25_to_49"),
        (49, "from_25_to_49"),
        (50, "from_50_to_99"),
        (99, "from_50_to_99"),
        (100, "from_100"),
    ],
)
def test_platelets_fall_into_their_bands(extracted, number, band):
    count = extracted("platelets_10e9_l", platelets(number))
    assert count.value == band
    assert count.quantity.value == Decimal(str(number))


@pytest.mark.trap("T-103")
def test_platelets_may_come_in_thousands_per_microlitre(extracted):
    assert extracted("platelets_10e9_l", platelets(49, unit="K/uL")).value == "from_25_to_49"
    assert extracted("platelets_10e9_l", platelets(49000, unit="/uL")).value == "from_25_to_49"


@pytest.mark.trap("F-85")
def test_a_laboratory_value_counts_for_seven_days(extracted):
    assert extracted("platelets_10e9_l", platelets(240, days_ago(7))).is_known
    old = extracted("platelets_10e9_l", platelets(240, days_ago(8)))
    assert old.state is State.NOT_ASKED
    assert not old.is_known
    assert any("240" in note and "too old" in note for note in old.notes)


@pytest.mark.trap("F-85")
def test_in_an_inpatient_it_counts_for_72_hours(extracted):
    stay = encounter("IMP", days_ago(5))
    assert extracted("platelets_10e9_l", stay, platelets(240, hours_ago(72))).is_known
    assert not extracted("platelets_10e9_l", stay, platelets(240, hours_ago(72.1))).is_known
    assert extracted("platelets_10e9_l", encounter("AMB", days_ago(5)), platelets(240, hours_ago(72.1))).is_known


def test_a_date_that_leaves_the_72_hours_open_leaves_the_value_unknown(extracted):
    stay = encounter("IMP", days_ago(5))
    assert extracted("platelets_10e9_l", stay, platelets(240, "2026-11-20")).is_known
    assert extracted("platelets_10e9_l", stay, platelets(240, "2026-11-19")).state is State.REFUSED


def test_the_stay_that_is_over_does_not_shorten_the_window(extracted):
    over = encounter("IMP", days_ago(9), days_ago(4))
    assert extracted("platelets_10e9_l", over, platelets(240, days_ago(6))).is_known


def test_the_newest_value_decides(extracted):
    assert extracted("platelets_10e9_l", platelets(20, days_ago(2)), platelets(240, days_ago(1))).value == "from_100"


def test_of_two_values_at_once_the_more_dangerous_one_is_used_and_named(extracted):
    at = hours_ago(3)
    count = extracted("platelets_10e9_l", platelets(240, at), platelets(45, at))
    assert count.value == "from_25_to_49"
    assert "two values at the same time, the more dangerous one is used" in count.notes
    higher = extracted("inr", observation(INR, (1.2, "{INR}"), at), observation(INR, (2.4, "{INR}"), at))
    assert higher.value == "over_1_6"


@pytest.mark.trap("F-2")
def test_a_preliminary_value_is_named_and_not_used(extracted):
    count = extracted("platelets_10e9_l", platelets(240, days_ago(1), status="preliminary"))
    assert not count.is_known
    assert any("preliminary" in note for note in count.notes)


@pytest.mark.trap("F-18")
def test_an_unknown_unit_is_refused_and_never_guessed(extracted):
    for unit in ("furlong", "%"):
        assert extracted("platelets_10e9_l", platelets(240, unit=unit)).state is State.REFUSED


@pytest.mark.trap("F-19")
def test_an_implausible_number_is_refused(extracted):
    assert extracted("platelets_10e9_l", platelets(240000)).state is State.REFUSED


def test_behind_an_unreadable_value_the_next_newest_one_counts_and_both_are_named(extracted):
    count = extracted("platelets_10e9_l", platelets(240, days_ago(1), unit="furlong"), platelets(45, days_ago(2)))
    assert count.value == "from_25_to_49"
    assert any("could not be read" in note for note in count.notes)


def test_an_old_unreadable_value_says_nothing(extracted):
    assert extracted("platelets_10e9_l", platelets(1, days_ago(30), unit="furlong")).state is State.NOT_ASKED


def test_a_bounded_value_keeps_every_band_it_may_mean(extracted):
    bounded = extracted("platelets_10e9_l", observation(PLATELETS, ("<", 30, "10*9/L")))
    assert bounded.possible == {"under_25", "from_25_to_49"}
    assert bounded.quantity is None
    assert extracted("platelets_10e9_l", observation(PLATELETS, ("<", 25, "10*9/L"))).value == "under_25"


def test_an_undated_value_is_not_used(extracted):
    assert extracted("platelets_10e9_l", platelets(240, "")).state is State.REFUSED


def test_a_stale_value_is_kept_for_what_it_excludes(chart):
    old = chart(platelets(20, days_ago(20)))
    assert old.feature("platelets_10e9_l").value is None
    assert stale_platelets(old).value.exact == 20
    newer = chart(platelets(20, days_ago(20)), platelets(240, days_ago(1)))
    assert stale_platelets(newer) is None


def test_stale_haemoglobin_and_inr_are_kept_too(chart):
    old = chart(observation(HAEMOGLOBIN, (8, "g/dL"), days_ago(8)), observation(INR, (1.9, "{INR}"), days_ago(8)))
    assert stale_haemoglobin(old).value.exact == 8
    assert stale_inr(old).value.exact == Decimal("1.9")


def test_unanswered_observations_are_told_from_an_unmeasured_value(extracted):
    assert extracted("inr", unreachable=("observations",)).state is State.UNREACHABLE
    assert extracted("inr").state is State.NOT_ASKED


def test_haemoglobin_is_read_in_any_listed_unit(extracted):
    assert extracted("haemoglobin_g_dl", observation(HAEMOGLOBIN, (9, "g/dL"))).value == "from_9"
    assert extracted("haemoglobin_g_dl", observation(HAEMOGLOBIN, (89, "g/L"))).value == "under_9"


def test_an_inr_of_one_point_six_is_not_over_it(extracted):
    assert extracted("inr", observation(INR, (1.6, "{INR}"))).value == "up_to_1_6"
    assert extracted("inr", observation(INR, (1.61, "{INR}"))).value == "over_1_6"


@pytest.mark.parametrize(
    ("kilograms", "band"),
    [
        (49.9, "under_50"),
        (50, "from_50_to_60"),
        (60, "from_50_to_60"),
        (60.1, "over_60_to_100"),
        (100, "over_60_to_100"),
        (120, "over_100_to_120"),
        (120.1, "over_120"),
    ],
)
def test_weights_fall_into_their_bands(extracted, kilograms, band):
    assert extracted("weight_kg", observation(WEIGHT, (kilograms, "kg"))).value == band


@pytest.mark.trap("F-85")
def test_a_weight_counts_for_ninety_days_also_in_an_inpatient(extracted):
    stay = encounter("IMP", days_ago(5))
    assert extracted("weight_kg", stay, observation(WEIGHT, (80, "kg"), days_ago(90))).is_known
    assert not extracted("weight_kg", stay, observation(WEIGHT, (80, "kg"), days_ago(91))).is_known


@pytest.mark.trap("T-115")
def test_a_stated_weight_is_second_choice(extracted):
    stated = observation(STATED, (70, "kg"), days_ago(1))
    both = extracted("weight_kg", stated, observation(WEIGHT, (110, "kg"), days_ago(60)))
    assert both.value == "over_100_to_120"
    alone = extracted("weight_kg", stated)
    assert alone.value == "over_60_to_100"
    assert alone.evidence[0].note


def test_pounds_are_weights_and_centimetres_are_not(extracted):
    assert extracted("weight_kg", observation(WEIGHT, (154, "[lb_av]"))).value == "over_60_to_100"
    assert extracted("weight_kg", observation(WEIGHT, (154, "cm"))).state is State.REFUSED


@pytest.mark.parametrize(
    ("low_at", "high_at"),
    [("2026-11-14T22:00:00Z", "2026-11-15T01:00:00"), ("2026-11-05T10:00:00Z", "2026-11")],
    ids=["a time without offset", "a month"],
)
def test_a_vague_date_does_not_hide_the_more_dangerous_value_it_may_be_as_old_as(extracted, low_at, high_at):
    """The vague one may be no newer than the old one: which of the two is the newest is not known."""
    count = extracted("platelets_10e9_l", platelets(18, low_at), platelets(200, high_at))
    assert not count.is_known
    assert extracted("lysis_exclusion", platelets(18, low_at), platelets(200, high_at)).value == "present"


def test_where_nobody_knows_whether_the_patient_is_an_inpatient_a_value_of_three_to_seven_days_is_left_open(extracted):
    stay = encounter("IMP", days_ago(5), status="unknown")
    assert extracted("platelets_10e9_l", stay, platelets(240, hours_ago(71))).is_known
    assert not extracted("platelets_10e9_l", stay, platelets(240, hours_ago(100))).is_known
    over = encounter("IMP", days_ago(50), days_ago(40), status="unknown")
    assert extracted("platelets_10e9_l", over, platelets(240, hours_ago(100))).is_known


def test_the_only_count_set_aside_as_unreadable_is_named_and_not_read_as_never_made(extracted):
    count = extracted("platelets_10e9_l", platelets(200, modifierExtension=[{"url": "https://example.org/not"}]))
    assert count.state is State.REFUSED
    assert any("could not be used" in note for note in count.notes)
