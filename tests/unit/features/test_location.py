"""Where the thrombus lies, and whether in both legs (definitions 9, terminology README "DVT sites: traps")."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import BOTH, LEFT, RIGHT, concept, condition, days_ago, diagnostic_report, observation

GASTROCNEMIUS, SOLEAL, PERONEAL = "SNOMED|264481007", "SNOMED|397427005", "SNOMED|71758008"
POPLITEAL, COMMON_FEMORAL, FEMORAL = "SNOMED|56849005", "SNOMED|397363009", "SNOMED|83419000"
SUPERFICIAL_FEMORAL, ILIAC, CAVA = "SNOMED|397364003", "SNOMED|46027005", "SNOMED|64131007"
ULTRASOUND, POSITIVE = "LOINC|46364-6", "SNOMED|10828004"
PROXIMAL = {"femoropopliteal", "iliofemoral"}
DISTAL = {"gastrocnemius_only", "distal_axial"}
LEG = PROXIMAL | DISTAL


def cm(code, **more):
    return condition(f"ICD-10-CM|{code}", days_ago(3), **more)


def snomed(code, **more):
    return condition(f"SNOMED|{code}", days_ago(3), **more)


@pytest.mark.trap("T-10", "T-14", "T-19", "T-20", "T-21", "T-32")
@pytest.mark.parametrize(
    ("code", "segments"),
    [
        ("I82.461", {"gastrocnemius_only"}),
        ("I82.46", {"gastrocnemius_only"}),
        ("I82461", {"gastrocnemius_only"}),
        ("I80.251", {"gastrocnemius_only"}),
        ("I82.441", {"distal_axial"}),
        ("I82.451", {"distal_axial"}),
        ("I82.4Z1", DISTAL),
        ("I82.431", {"femoropopliteal"}),
        ("I82.411", PROXIMAL),
        ("I80.11", PROXIMAL),
        ("I82.4Y1", PROXIMAL),
        ("I82.421", {"iliofemoral"}),
        ("I82.220", {"iliofemoral"}),
    ],
)
def test_icd_10_cm_codes_give_the_segments_they_may_stand_for(extracted, code, segments):
    assert extracted("location", cm(code)).possible == segments


@pytest.mark.trap("T-17", "T-32", "F-58")
@pytest.mark.parametrize("code", ["I82.401", "I82.491", "I82.4", "O22.30", "O87.1", "I80.3"])
def test_unspecified_codes_are_confirmed_with_the_location_unknown(extracted, code):
    found = extracted("location", cm(code))
    assert {*DISTAL, *PROXIMAL, "superficial", "upper_extremity", "chronic_only"} == found.possible
    assert (found.state, found.notes) == (State.DOCUMENTED, ("vein not stated",))
    assert extracted("acute_leg_dvt_confirmed", cm(code)).value == "present"


@pytest.mark.trap("T-16", "F-57")
@pytest.mark.parametrize(
    ("code", "segments"),
    [
        ("132241000119103", DISTAL),
        ("132251000119101", {"femoropopliteal"}),
        ("132291000119106", PROXIMAL),
        ("132301000119107", {"iliofemoral"}),
        ("128055005", {"iliofemoral"}),
        ("132261000119104", {"distal_axial"}),
    ],
)
def test_snomed_codes_give_the_segments_they_may_stand_for(extracted, code, segments):
    assert extracted("location", snomed(code)).possible == segments


@pytest.mark.trap("T-19")
def test_an_unspecified_femoral_code_is_settled_by_its_own_body_site(extracted):
    assert extracted("location", cm("I82.411", site=COMMON_FEMORAL)).value == "iliofemoral"
    assert extracted("location", cm("I82.411", site=SUPERFICIAL_FEMORAL)).value == "femoropopliteal"
    assert extracted("location", cm("I82.411", site=POPLITEAL)).value == "femoropopliteal"
    assert extracted("location", cm("I82.411", site=FEMORAL)).possible == PROXIMAL


@pytest.mark.trap("T-15")
def test_a_calf_code_without_vein_is_narrowed_by_its_body_site(extracted):
    assert extracted("location", snomed("132241000119103", site=GASTROCNEMIUS)).value == "gastrocnemius_only"
    assert extracted("location", snomed("132241000119103", site=SOLEAL)).value == "gastrocnemius_only"
    assert extracted("location", snomed("132241000119103", site=PERONEAL)).value == "distal_axial"
    assert extracted("location", snomed("132241000119103", site="SNOMED|53840002")).possible == DISTAL


def test_a_dvt_code_without_limb_takes_the_location_of_its_body_site(extracted):
    assert extracted("location", snomed("128053003", site=POPLITEAL)).value == "femoropopliteal"


def test_several_body_sites_give_the_most_proximal(extracted):
    several = condition("SNOMED|128053003", days_ago(3), bodySite=[concept(GASTROCNEMIUS), concept(POPLITEAL)])
    assert extracted("location", several).value == "femoropopliteal"


@pytest.mark.trap("F-64")
def test_a_code_and_a_body_site_that_contradict_each_other_give_the_more_proximal(extracted):
    assert extracted("location", cm("I82.461", site=POPLITEAL)).value == "femoropopliteal"
    assert extracted("location", cm("I82.431", site=GASTROCNEMIUS)).value == "femoropopliteal"


def test_translations_of_one_code_are_one_statement_and_the_exact_one_counts(extracted):
    both = condition(["SNOMED|404223003", "ICD-10-CM|I82.461"], days_ago(3))
    assert extracted("location", both).value == "gastrocnemius_only"


@pytest.mark.trap("F-23")
def test_a_listed_phrase_is_read_and_a_sentence_is_not(extracted):
    phrase = condition({"text": "Popliteal vein thrombosis"}, days_ago(3))
    assert extracted("location", phrase).value == "femoropopliteal"
    sentence = condition({"text": "No popliteal vein thrombosis"}, days_ago(3))
    assert extracted("acute_leg_dvt_confirmed", sentence).value == "absent"


# --- one leg, several findings --------------------------------------------------------------------------------


@pytest.mark.trap("T-20", "F-54")
def test_the_most_proximal_segment_of_a_leg_wins(extracted):
    assert extracted("location", cm("I82.461"), cm("I82.431")).value == "femoropopliteal"
    assert extracted("location", cm("I82.431"), cm("I82.421")).value == "iliofemoral"


@pytest.mark.parametrize("unspecified", ["I82.401", "I82.409", "O22.30"])
def test_an_unspecified_code_does_not_widen_a_known_location_of_the_same_leg(extracted, unspecified):
    assert extracted("location", cm("I82.461"), cm(unspecified)).value == "gastrocnemius_only"


@pytest.mark.trap("T-21")
def test_an_unspecified_distal_or_proximal_code_says_what_the_named_vein_says(extracted):
    assert extracted("location", cm("I82.461"), cm("I82.4Z1")).value == "gastrocnemius_only"
    assert extracted("location", cm("I82.431"), cm("I82.4Y1")).value == "femoropopliteal"
    assert extracted("location", cm("I82.4Z1"), cm("I82.401")).possible == DISTAL


def test_a_proximal_code_beside_a_calf_code_stays_proximal(extracted):
    assert extracted("location", cm("I82.461"), cm("I82.4Y1")).possible == PROXIMAL


def test_a_popliteal_thrombus_does_not_tell_whether_the_common_femoral_vein_is_involved(extracted):
    assert extracted("location", cm("I82.411"), cm("I82.431")).possible == PROXIMAL


def test_a_scan_that_names_the_femoral_vein_settles_the_femoral_code(extracted):
    scan = observation(ULTRASOUND, POSITIVE, site=[SUPERFICIAL_FEMORAL, RIGHT])
    assert extracted("location", cm("I82.411"), scan).value == "femoropopliteal"


# --- two legs -------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-54")
def test_the_worse_leg_decides(extracted):
    assert extracted("location", cm("I82.461"), cm("I82.422")).value == "iliofemoral"


def test_an_unspecified_other_leg_leaves_the_location_unknown_unless_the_known_one_is_iliofemoral(extracted):
    assert not extracted("location", cm("I82.461"), cm("I82.402")).is_known
    assert extracted("location", cm("I82.431"), cm("I82.402")).possible == PROXIMAL
    assert extracted("location", cm("I82.421"), cm("I82.402")).value == "iliofemoral"


# --- out of scope, suspected, none ----------------------------------------------------------------------------


@pytest.mark.trap("T-37", "F-55")
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("I80.01", "superficial"),
        ("I82.811", "superficial"),
        ("I82.621", "upper_extremity"),
        ("I82.511", "chronic_only"),
    ],
)
def test_only_superficial_arm_or_chronic_findings_are_named_as_such(extracted, code, value):
    found = extracted("location", cm(code))
    assert found.value == value
    assert found.evidence


def test_an_acute_dvt_beside_superficial_or_chronic_findings_gives_its_own_location(extracted):
    assert extracted("location", cm("I82.461"), cm("I80.01"), cm("I82.512")).value == "gastrocnemius_only"


def test_a_suspected_dvt_has_no_location_even_beside_superficial_thrombosis(extracted):
    found = extracted("location", cm("I82.421", verification="provisional"), cm("I80.01"))
    assert not found.is_known
    assert "suspected" in found.notes


def test_without_any_finding_the_location_is_unknown(extracted):
    found = extracted("location")
    assert (found.is_known, found.state) == (False, State.NOT_ASKED)


def test_an_earlier_episode_does_not_move_the_location(extracted):
    earlier = condition("ICD-10-CM|I82.421", days_ago(60))
    assert extracted("location", cm("I82.461"), earlier).value == "gastrocnemius_only"
    joined = condition("ICD-10-CM|I82.421", days_ago(24))
    assert extracted("location", cm("I82.461"), joined).value == "iliofemoral"


def test_a_scan_positive_in_a_superficial_vein_only_is_superficial(extracted):
    scan = observation(ULTRASOUND, POSITIVE, site=["SNOMED|60734001", LEFT])
    assert extracted("location", scan).value == "superficial"


@pytest.mark.trap("F-64")
def test_report_conclusions_give_the_location(extracted):
    report = diagnostic_report(ULTRASOUND, conclusions=["SNOMED|293481000119109"])
    assert extracted("location", report).value == "iliofemoral"


# --- bilateral ------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-24", "T-26")
@pytest.mark.parametrize(
    "findings",
    [
        [cm("I82.423")],
        [cm("I82.421"), cm("I82.422")],
        [cm("I82.421", site=LEFT), cm("I82.422"), cm("I82.421")],
        [cm("I82.421", verification=None), cm("I82.412", site=[COMMON_FEMORAL, LEFT])],
        [snomed("285381000119104")],
        [snomed("444325005")],
        [snomed("444325005"), snomed("132301000119107")],
        [snomed("132301000119107", site=[ILIAC, BOTH])],
        [cm("I82.411"), cm("I82.412")],
        [cm("I82.401"), cm("I82.402")],
        [cm("I82.220"), cm("I82.421"), cm("I82.422")],
        [
            observation(ULTRASOUND, POSITIVE, site=[POPLITEAL, LEFT]),
            observation(ULTRASOUND, POSITIVE, site=[POPLITEAL, RIGHT]),
        ],
        [diagnostic_report(ULTRASOUND, conclusions=["SNOMED|293481000119109", "SNOMED|293491000119107"])],
    ],
)
def test_both_legs_at_the_same_level_are_bilateral(extracted, findings):
    assert extracted("bilateral", *findings).value == "present"


@pytest.mark.trap("F-60")
@pytest.mark.parametrize(
    "findings",
    [
        [cm("I82.421")],
        [cm("I82.421"), cm("I82.462")],
        [cm("I82.421"), cm("I82.401")],
        [cm("I82.220"), cm("I82.421")],
        [cm("I82.421"), cm("I82.469")],
        [observation(ULTRASOUND, POSITIVE, site=[POPLITEAL, LEFT])],
        [observation("LOINC|48692-8", POSITIVE, site=POPLITEAL)],
    ],
)
def test_with_every_side_known_and_one_leg_at_the_level_it_is_not_bilateral(extracted, findings):
    assert extracted("bilateral", *findings).value == "absent"


@pytest.mark.trap("F-60")
@pytest.mark.parametrize(
    "findings",
    [
        [cm("I82.429")],
        [cm("I82.220")],
        [cm("I82.421"), cm("I82.429")],
        [cm("I82.421"), cm("I82.402")],
        [cm("I82.421"), cm("I82.412")],
        [snomed("444325005"), cm("I82.421")],
        [observation(ULTRASOUND, POSITIVE, site=POPLITEAL)],
        [cm("I82.423", verification="provisional")],
        [],
    ],
)
def test_a_side_or_level_that_is_not_told_leaves_it_unknown(extracted, findings):
    assert extracted("bilateral", *findings).possible == {"present", "absent"}


def test_a_bilateral_examination_does_not_make_a_finding_bilateral(extracted):
    scan = observation("LOINC|39420-5", POSITIVE, site=[POPLITEAL, LEFT])
    assert extracted("bilateral", scan).value == "absent"


def test_an_examination_of_one_leg_with_a_vein_of_the_other_has_no_side(extracted):
    scan = observation("LOINC|48692-8", POSITIVE, site=[POPLITEAL, RIGHT])
    assert not extracted("bilateral", scan).is_known


def test_one_leg_is_not_called_unilateral_when_conditions_are_missing(extracted):
    assert not extracted("bilateral", cm("I82.421"), partial=("conditions",)).is_known
    assert not extracted("bilateral", cm("I82.421"), condition("ICD-10-CM|I82.422", "not a date")).is_known
    assert extracted("bilateral", cm("I82.423"), partial=("conditions",)).value == "present"
