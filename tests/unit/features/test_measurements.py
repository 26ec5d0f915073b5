"""Length, diameter, distance and number of veins (G-5 to G-8, fhir-input.md "Quantities" and "Time")."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.features.feature import State
from tests.builders import LEFT, RIGHT, concept, condition, days_ago, hours_ago, observation

DVT = condition("ICD-10-CM|I82.461", days_ago(20))
GASTROCNEMIUS, SOLEAL, PERONEAL, SAPHENOUS = (
    "SNOMED|264481007",
    "SNOMED|397427005",
    "SNOMED|71758008",
    "SNOMED|60734001",
)
ANTERIOR, POSTERIOR = "SNOMED|26703007", "SNOMED|4258007"
ULTRASOUND, POSITIVE, THROMBUS = "LOINC|46363-8", "SNOMED|10828004", "SNOMED|396339007"
LENGTH_PART, DIAMETER_PART = "SNOMED|410668003", "SNOMED|81827009"


def length(*value, at=None, **more):
    return observation("thrombus-length", value, at, **more)


@pytest.mark.trap("F-33")
@pytest.mark.parametrize(
    ("value", "band"),
    [
        ((5.0, "cm"), "up_to_5"),
        ((5.1, "cm"), "over_5"),
        ((5.01, "cm"), "over_5"),
        ((51, "mm"), "over_5"),
        ((50, "mm"), "up_to_5"),
        ((">", 5, "cm"), "over_5"),
        (("<=", 5, "cm"), "up_to_5"),
        (("<", 4, "cm"), "up_to_5"),
    ],
)
def test_length_is_compared_with_five_centimetres_as_reported(extracted, value, band):
    assert extracted("length_cm", DVT, length(*value)).value == band


@pytest.mark.trap("F-17")
@pytest.mark.parametrize("value", [(">=", 5, "cm"), ("<", 6, "cm"), (">", 4, "cm")])
def test_a_bound_that_does_not_decide_keeps_both_bands(extracted, value):
    found = extracted("length_cm", DVT, length(*value))
    assert (found.possible, found.state) == ({"up_to_5", "over_5"}, State.REFUSED)


def test_the_value_is_shown_as_recorded_and_kept_in_centimetres(extracted):
    found = extracted("length_cm", DVT, length(51, "mm"))
    assert found.evidence[0].value == "51 mm"
    assert found.quantity is not None
    assert (found.quantity.value, found.quantity.unit) == (Decimal("5.1"), "cm")


@pytest.mark.parametrize("value", [(4, "furlong"), (4, ""), (4, "kg"), (400, "cm"), (-1, "cm")])
def test_an_unknown_unit_or_an_implausible_number_is_unknown_and_named(extracted, value):
    found = extracted("length_cm", DVT, length(*value))
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert found.notes


def test_no_measurement_is_unknown(extracted):
    found = extracted("length_cm", DVT)
    assert (found.is_known, found.state) == (False, State.NOT_ASKED)


@pytest.mark.trap("T-117", "F-33")
def test_a_component_of_a_thrombus_or_ultrasound_observation_is_read(extracted):
    thrombus = observation(THROMBUS, components={LENGTH_PART: (6, "cm"), DIAMETER_PART: (8, "mm")})
    assert extracted("length_cm", DVT, thrombus).value == "over_5"
    assert extracted("max_diameter_mm", DVT, thrombus).value == "over_7"
    scan = observation(ULTRASOUND, POSITIVE, site=GASTROCNEMIUS, components={LENGTH_PART: (4, "cm")})
    assert extracted("length_cm", DVT, scan).value == "up_to_5"


@pytest.mark.trap("T-118")
def test_a_length_component_of_anything_else_is_not_a_thrombus(extracted):
    other = observation("LOINC|29463-7", components={LENGTH_PART: (60, "cm")})
    assert not extracted("length_cm", DVT, other).is_known


def test_the_length_of_a_superficial_thrombus_is_not_that_of_the_dvt(extracted):
    assert not extracted("length_cm", DVT, length(20, "cm", site=SAPHENOUS)).is_known


@pytest.mark.trap("F-12")
def test_the_newest_value_wins(extracted):
    assert (
        extracted("length_cm", DVT, length(6, "cm", at=days_ago(8)), length(4, "cm", at=days_ago(1))).value == "up_to_5"
    )
    assert (
        extracted("length_cm", DVT, length(4, "cm", at=hours_ago(2)), length(6, "cm", at=hours_ago(1))).value
        == "over_5"
    )
    assert (
        extracted("length_cm", DVT, length(6, "cm", at=hours_ago(2)), length(4, "cm", at=hours_ago(1))).value
        == "up_to_5"
    )


@pytest.mark.trap("F-13")
def test_of_two_lengths_at_the_same_time_the_longer_counts_and_the_feature_says_so(extracted):
    at = hours_ago(1)
    found = extracted("length_cm", DVT, length(4, "cm", at=at), length(6, "cm", at=at))
    assert found.value == "over_5"
    assert any("at the same time" in note for note in found.notes)


def test_the_longest_vein_of_the_newest_scan_counts(extracted):
    found = extracted(
        "length_cm",
        DVT,
        length(6, "cm", at=hours_ago(3), site=[GASTROCNEMIUS, RIGHT]),
        length(3, "cm", at=hours_ago(2), site=[SOLEAL, RIGHT]),
        length(9, "cm", at=days_ago(8), site=[PERONEAL, RIGHT]),
    )
    assert found.value == "over_5"
    assert sorted(each.value for each in found.evidence) == ["3 cm", "6 cm"]


def test_a_vein_measured_only_on_an_earlier_day_does_not_count(extracted):
    found = extracted(
        "length_cm", DVT, length(9, "cm", at=days_ago(8), site=PERONEAL), length(3, "cm", at=days_ago(1), site=SOLEAL)
    )
    assert found.value == "up_to_5"


def test_a_measurement_before_the_episode_is_not_used(extracted):
    assert not extracted("length_cm", DVT, length(6, "cm", at=days_ago(42))).is_known
    assert extracted("length_cm", DVT, length(6, "cm", at=days_ago(41))).value == "over_5"


@pytest.mark.trap("F-2")
@pytest.mark.parametrize("status", ["preliminary", "registered", "unknown"])
def test_a_preliminary_value_is_named_and_not_used(extracted, status):
    found = extracted("length_cm", DVT, length(4, "cm", at=days_ago(2)), length(6, "cm", at=days_ago(1), status=status))
    assert found.value == "up_to_5"
    assert any(status in note for note in found.notes)
    assert not extracted("length_cm", DVT, length(6, "cm", status=status)).is_known


def test_a_newer_value_that_cannot_be_read_leaves_a_short_length_unknown_and_a_long_one_long(extracted):
    unreadable = length(4, "furlong", at=days_ago(1))
    assert not extracted("length_cm", DVT, length(4, "cm", at=days_ago(8)), unreadable).is_known
    assert extracted("length_cm", DVT, length(6, "cm", at=days_ago(8)), unreadable).value == "over_5"


def test_an_older_value_that_cannot_be_read_changes_nothing(extracted):
    assert (
        extracted("length_cm", DVT, length(4, "cm", at=days_ago(1)), length(4, "furlong", at=days_ago(8))).value
        == "up_to_5"
    )


def test_a_quarantined_measurement_leaves_a_short_length_unknown(extracted):
    broken = length(4, "cm", at="not a date")
    assert not extracted("length_cm", DVT, length(4, "cm"), broken).is_known
    assert extracted("length_cm", DVT, length(6, "cm"), broken).value == "over_5"


def test_the_only_measurement_set_aside_is_named_and_not_read_as_never_made(extracted):
    found = extracted("length_cm", DVT, length(4, "cm", modifierExtension=[{"url": "https://example.org/not"}]))
    assert found.state is State.REFUSED
    assert any("could not be used" in note for note in found.notes)


def test_a_newer_observation_without_value_leaves_the_older_one(extracted):
    absent = observation("thrombus-length", dataAbsentReason=concept("SNOMED|1"))
    assert extracted("length_cm", DVT, length(6, "cm", at=days_ago(8)), absent).value == "over_5"


@pytest.mark.trap("F-34")
@pytest.mark.parametrize(
    ("value", "band"),
    [((7.0, "mm"), "up_to_7"), ((7.1, "mm"), "over_7"), ((0.71, "cm"), "over_7"), ((0.7, "cm"), "up_to_7")],
)
def test_diameter_is_compared_with_seven_millimetres_as_reported(extracted, value, band):
    assert extracted("max_diameter_mm", DVT, observation("thrombus-max-diameter", value)).value == band


# --- close to the proximal veins ------------------------------------------------------------------------------


@pytest.mark.trap("F-36")
@pytest.mark.parametrize(
    ("value", "close"),
    [
        ((3.0, "cm"), "present"),
        ((3.1, "cm"), "absent"),
        ((31, "mm"), "absent"),
        ((0, "cm"), "present"),
        (("<", 3, "cm"), "present"),
    ],
)
def test_three_centimetres_or_less_from_the_popliteal_vein_is_close(extracted, value, close):
    assert extracted("close_to_proximal", DVT, observation("distance-to-popliteal-vein", value)).value == close


def test_a_distance_that_does_not_decide_is_unknown(extracted):
    assert not extracted("close_to_proximal", DVT, observation("distance-to-popliteal-vein", ("<", 6, "cm"))).is_known


@pytest.mark.trap("F-37")
def test_the_report_may_say_so(extracted):
    assert extracted("close_to_proximal", DVT, observation("close-to-proximal-veins", True)).value == "present"
    assert extracted("close_to_proximal", DVT, observation("close-to-proximal-veins", False)).value == "absent"
    assert not extracted("close_to_proximal", DVT).is_known


def test_report_and_distance_of_one_day_that_disagree_are_close_and_a_later_day_supersedes(extracted):
    near, far = (2, "cm"), (9, "cm")

    def distance(value, at):
        return observation("distance-to-popliteal-vein", value, at)

    def report(answer, at):
        return observation("close-to-proximal-veins", answer, at)

    assert (
        extracted("close_to_proximal", DVT, distance(near, hours_ago(2)), report(False, hours_ago(1))).value
        == "present"
    )
    assert (
        extracted("close_to_proximal", DVT, distance(far, hours_ago(2)), report(True, hours_ago(1))).value == "present"
    )
    assert (
        extracted("close_to_proximal", DVT, distance(near, days_ago(8)), report(False, days_ago(1))).value == "absent"
    )
    assert extracted("close_to_proximal", DVT, distance(far, days_ago(1)), report(True, days_ago(8))).value == "absent"


def test_the_shortest_distance_of_a_scan_counts(extracted):
    found = extracted(
        "close_to_proximal",
        DVT,
        observation("distance-to-popliteal-vein", (9, "cm"), hours_ago(2), site=GASTROCNEMIUS),
        observation("distance-to-popliteal-vein", (2, "cm"), hours_ago(2), site=SOLEAL),
    )
    assert found.value == "present"


@pytest.mark.trap("F-64")
def test_a_thrombus_in_the_tibioperoneal_trunk_is_close(extracted):
    trunk = condition({"text": "Tibioperoneal trunk thrombosis"}, days_ago(3))
    assert extracted("close_to_proximal", trunk).value == "present"


def test_a_tibial_thrombus_is_not_close_by_itself(extracted):
    assert not extracted("close_to_proximal", condition("ICD-10-CM|I82.441", days_ago(3))).is_known


# --- number of veins ------------------------------------------------------------------------------------------


def scan(vein, side=LEFT, **more):
    return observation(ULTRASOUND, POSITIVE, site=[vein, side], **more)


@pytest.mark.trap("F-35")
@pytest.mark.parametrize(("count", "band"), [(1, "one"), (2, "several"), (3, "several")])
def test_the_count_is_taken_as_given(extracted, count, band):
    assert extracted("n_veins", DVT, observation("thrombosed-vein-count", count)).value == band


@pytest.mark.trap("F-35")
@pytest.mark.parametrize("count", [0, 1.5, 40])
def test_a_count_that_cannot_be_is_unknown_and_named(extracted, count):
    found = extracted("n_veins", DVT, observation("thrombosed-vein-count", (count, "{veins}")))
    assert (found.is_known, found.state) == (False, State.REFUSED)


@pytest.mark.trap("F-63")
def test_two_named_calf_veins_of_one_leg_are_several(extracted):
    assert extracted("n_veins", scan(GASTROCNEMIUS), scan(SOLEAL)).value == "several"
    assert (
        extracted(
            "n_veins", condition("ICD-10-CM|I82.441", days_ago(3)), condition("ICD-10-CM|I82.451", days_ago(3))
        ).value
        == "several"
    )


@pytest.mark.trap("F-63")
def test_one_named_vein_without_a_count_is_unknown_not_one(extracted):
    assert not extracted("n_veins", scan(GASTROCNEMIUS)).is_known
    assert not extracted("n_veins", DVT).is_known


@pytest.mark.trap("T-18")
@pytest.mark.parametrize(
    "findings",
    [
        [scan(GASTROCNEMIUS, LEFT), scan(SOLEAL, RIGHT)],
        [scan(GASTROCNEMIUS), scan(GASTROCNEMIUS, at=days_ago(1))],
        [condition("ICD-10-CM|I82.462", days_ago(3)), scan(GASTROCNEMIUS)],
        [condition("ICD-10-CM|I82.442", days_ago(3)), scan(POSTERIOR)],
        [scan(GASTROCNEMIUS), scan("SNOMED|56849005")],
    ],
    ids=[
        "one in each leg",
        "the same vein twice",
        "muscular may be gastrocnemius",
        "tibial may be posterior",
        "popliteal is no calf vein",
    ],
)
def test_veins_that_may_be_one_do_not_make_several(extracted, findings):
    assert not extracted("n_veins", *findings).is_known


def test_anterior_and_posterior_tibial_veins_are_two(extracted):
    assert extracted("n_veins", scan(ANTERIOR), scan(POSTERIOR)).value == "several"


def test_medial_and_lateral_gastrocnemius_veins_are_two_when_the_words_say_so(extracted):
    def worded(part):
        site = concept([GASTROCNEMIUS, LEFT], text=f"{part} gastrocnemius vein")
        return observation(ULTRASOUND, POSITIVE, site=site)

    assert extracted("n_veins", worded("Medial"), worded("Lateral")).value == "several"
    assert not extracted("n_veins", worded("Medial"), scan(GASTROCNEMIUS)).is_known


def test_the_leg_with_more_veins_counts(extracted):
    right = observation("thrombosed-vein-count", 1, site=["SNOMED|53840002", RIGHT])
    left = observation("thrombosed-vein-count", 2, site=["SNOMED|53840002", LEFT])
    both = condition("ICD-10-CM|I82.463", days_ago(3))
    assert extracted("n_veins", both, right, left).value == "several"


def test_a_measurement_of_the_other_leg_says_nothing_about_the_thrombosed_one(extracted):
    of_the_left = observation("thrombus-length", (4, "cm"), site=["SNOMED|264481007", LEFT])
    assert not extracted("length_cm", condition("ICD-10-CM|I82.461", days_ago(3)), of_the_left).is_known
    assert extracted("length_cm", condition("ICD-10-CM|I82.462", days_ago(3)), of_the_left).value == "up_to_5"
