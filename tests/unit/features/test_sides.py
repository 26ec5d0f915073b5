"""A result of the other leg, or of which it is not clear which leg it is about, says nothing of the thrombosed leg."""

from __future__ import annotations

import pytest

from tests.builders import LEFT, RIGHT, concept, condition, days_ago, diagnostic_report, hours_ago, observation

CONFIRMED = "acute_leg_dvt_confirmed"
ULTRASOUND, POSITIVE, NEGATIVE = "LOINC|30881-7", "SNOMED|10828004", "SNOMED|260385009"
LIMB = "SNOMED|61685007"
RIGHT_CALF, LEFT_CALF = (condition(f"ICD-10-CM|I82.46{side}", days_ago(3)) for side in (1, 2))
RIGHT_DVT = condition("ICD-10-CM|I82.431", days_ago(2))
SUSPECTED_RIGHT = condition("ICD-10-CM|I82.431", days_ago(2), verification="provisional")
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
QUALIFIER = "urn:oid:2.16.840.1.113883.6.96|{}"


def in_every_shape(side: str) -> list[dict[str, object]]:
    left = side == "left"
    code = LEFT if left else RIGHT
    return [
        {"bodySite": {"text": "LLE" if left else "RLE"}},
        {"bodySite": {**concept(LIMB), "extension": [{"url": MCODE, "valueCodeableConcept": concept(code)}]}},
        {"bodySite": concept([LIMB, QUALIFIER.format(code.rpartition("|")[2])])},
        {"bodySite": concept("SNOMED|32153003" if left else "SNOMED|62175007")},
        {"bodyStructure": {"display": f"{side.title()} leg"}},
        {"bodySite": {**concept(LIMB), "extension": [{"url": "urn:example:side", "valueCode": side}]}},
        {"bodySite": {**concept(LIMB), "extension": [{"url": "urn:example:side", "valueString": side.title()}]}},
    ]


UNCLEAR = [
    {"bodySite": {"text": "as discussed"}},
    {"bodySite": concept("SNOMED|999999999999")},
    {"bodySite": {"text": "Right upper extremity"}},
    {"bodySite": concept([LIMB, LEFT, RIGHT])},
    {"bodyStructure": {"reference": "BodyStructure/17"}},
]


# --- normal scans -----------------------------------------------------------------------------------------------


@pytest.mark.trap("F-25")
@pytest.mark.parametrize("site", in_every_shape("left") + UNCLEAR)
def test_a_normal_scan_that_is_not_known_to_be_of_the_suspected_leg_clears_nothing(extracted, site):
    assert not extracted(CONFIRMED, SUSPECTED_RIGHT, observation(ULTRASOUND, NEGATIVE, hours_ago(2), **site)).is_known


@pytest.mark.parametrize(
    "site",
    [*in_every_shape("right"), {}, {"bodySite": concept(LIMB)}, {"bodySite": {"text": "B/L lower extremity veins"}}],
)
def test_a_normal_scan_of_the_suspected_leg_or_of_legs_that_are_not_told_apart_clears_it(extracted, site):
    found = extracted(CONFIRMED, SUSPECTED_RIGHT, observation(ULTRASOUND, NEGATIVE, hours_ago(2), **site))
    assert found.value == "absent"


@pytest.mark.parametrize("words", ["Common femoral vein, limited", "Left thigh", "calf veins", "Popliteal V."])
def test_a_normal_scan_of_a_part_of_the_leg_clears_nothing(extracted, words):
    scan = observation(ULTRASOUND, NEGATIVE, hours_ago(2), bodySite={"text": words})
    assert not extracted(CONFIRMED, SUSPECTED_RIGHT, scan).is_known


@pytest.mark.trap("F-25")
@pytest.mark.parametrize(
    ("words", "cleared"),
    [
        ("US venous duplex left leg", False),
        ("US VENOUS DUPLEX LLE", False),
        ("US venous duplex upper extremity", False),
        ("US venous duplex right leg", True),
        ("US venous duplex B/L legs", True),
        ("US venous duplex", True),
    ],
)
def test_the_words_of_an_examination_side_its_normal_result(extracted, words, cleared):
    code = concept(ULTRASOUND, text=words)
    for scan in (
        observation(code, NEGATIVE, hours_ago(2)),
        diagnostic_report(code, hours_ago(2), conclusions=[NEGATIVE]),
    ):
        assert extracted(CONFIRMED, SUSPECTED_RIGHT, scan).is_known is cleared


def test_an_examination_of_one_leg_with_a_site_on_the_other_clears_neither(extracted):
    scan = observation("LOINC|48692-8", NEGATIVE, hours_ago(2), site=[LIMB, RIGHT])
    assert not extracted(CONFIRMED, SUSPECTED_RIGHT, scan).is_known


def test_a_normal_scan_that_is_not_clear_is_named_beside_the_suspicion(extracted):
    scan = observation(ULTRASOUND, NEGATIVE, hours_ago(2), bodySite={"text": "as discussed"})
    found = extracted(CONFIRMED, SUSPECTED_RIGHT, scan)
    assert [each.note for each in found.evidence if each.value == "negative"] == ["not clear of which leg"]


def test_a_positive_leg_scan_of_a_site_that_nobody_can_read_is_a_suspicion_and_of_an_arm_none(extracted):
    assert not extracted(CONFIRMED, observation(ULTRASOUND, POSITIVE, bodySite={"text": "site 4"})).is_known
    arm = observation(ULTRASOUND, POSITIVE, bodySite={"text": "Right upper extremity"})
    assert extracted(CONFIRMED, arm).value == "absent"


def test_a_thrombosis_without_limb_beside_an_arm_in_words_is_no_leg_dvt(extracted):
    arm = condition("SNOMED|128053003", days_ago(1), bodySite=[{"text": "Left arm"}])
    leg = condition("SNOMED|128053003", days_ago(1), bodySite=[{"text": "Left leg"}])
    assert not extracted(CONFIRMED, arm).is_known
    assert extracted(CONFIRMED, leg).value == "present"


def test_an_extension_that_names_no_side_leaves_the_site_as_it_stands(extracted):
    site = {"text": "Right leg", "extension": [{"url": "urn:example:note", "valueString": "as ordered"}]}
    found = extracted(CONFIRMED, SUSPECTED_RIGHT, observation(ULTRASOUND, NEGATIVE, hours_ago(2), bodySite=site))
    assert found.value == "absent"


# --- limb threat --------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-25")
@pytest.mark.parametrize("site", in_every_shape("left") + UNCLEAR)
def test_a_no_that_is_not_known_to_be_of_the_thrombosed_leg_rules_nothing_out(extracted, site):
    yes = observation("limb-threat", True, hours_ago(10), site=RIGHT)
    no = observation("limb-threat", False, hours_ago(1), **site)
    assert extracted("limb_threat", RIGHT_DVT, yes, no).value == "present"
    assert not extracted("limb_threat", RIGHT_DVT, no).is_known


@pytest.mark.parametrize("site", [*in_every_shape("right"), {}, {"bodySite": concept(LIMB)}])
def test_a_no_of_the_thrombosed_leg_or_of_no_leg_by_name_rules_it_out(extracted, site):
    assert (
        extracted("limb_threat", RIGHT_DVT, observation("limb-threat", False, hours_ago(1), **site)).value == "absent"
    )


@pytest.mark.parametrize("site", UNCLEAR)
def test_a_yes_counts_wherever_it_was_written_and_an_unclear_no_is_named(extracted, site):
    yes, no = (observation("limb-threat", answer, hours_ago(1), **site) for answer in (True, False))
    assert extracted("limb_threat", RIGHT_DVT, yes).value == "present"
    right_no = observation("limb-threat", False, hours_ago(0.5), site=RIGHT)
    assert extracted("limb_threat", RIGHT_DVT, yes, right_no).value == "present"
    assert any("not clear which leg" in note for note in extracted("limb_threat", RIGHT_DVT, no).notes)
    assert extracted("limb_threat", RIGHT_DVT, no, right_no).value == "absent"


# --- occlusion ------------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-25")
@pytest.mark.parametrize("site", in_every_shape("right") + UNCLEAR)
def test_an_occlusion_that_is_not_known_to_be_of_both_legs_is_not_massive(extracted, site):
    both = condition("ICD-10-CM|I82.423", days_ago(1))
    one = observation("occlusion-status", "occlusive", **site)
    assert not extracted("occlusive", both, one).is_known
    assert extracted("occlusive", both, observation("occlusion-status", "occlusive")).value == "present"


def test_an_unclear_occlusion_status_neither_makes_nor_lets_it_be_absent(extracted):
    iliac = condition("ICD-10-CM|I82.421", days_ago(1))
    unclear = {"bodySite": {"text": "as discussed"}}
    patent = observation("occlusion-status", "non-occlusive", site=RIGHT)
    assert not extracted("occlusive", iliac, observation("occlusion-status", "non-occlusive", **unclear)).is_known
    assert not extracted("occlusive", iliac, patent, observation("occlusion-status", "occlusive", **unclear)).is_known
    assert extracted("occlusive", iliac, patent).value == "absent"


# --- what is measured, and what is answered ---------------------------------------------------------------------------


@pytest.mark.trap("F-25")
@pytest.mark.parametrize("site", in_every_shape("left") + UNCLEAR)
def test_a_length_that_is_not_known_to_be_of_the_thrombosed_leg_is_none_of_it(extracted, site):
    assert not extracted("length_cm", RIGHT_CALF, observation("thrombus-length", (6, "cm"), **site)).is_known


@pytest.mark.parametrize("site", [*in_every_shape("right"), {}, {"bodySite": {"text": "Calf veins"}}])
def test_a_length_of_the_thrombosed_leg_counts(extracted, site):
    assert extracted("length_cm", RIGHT_CALF, observation("thrombus-length", (6, "cm"), **site)).value == "over_5"


def test_an_unclear_length_keeps_a_short_one_from_being_the_whole_truth(extracted):
    short, long = (
        observation("thrombus-length", (length, "cm"), hours_ago(2), site=side)
        for length, side in ((3, RIGHT), (6, RIGHT))
    )
    unclear = observation("thrombus-length", (6, "cm"), hours_ago(2), bodySite={"text": "as discussed"})
    found = extracted("length_cm", RIGHT_CALF, short, unclear)
    assert not found.is_known and any("not clear which leg" in note for note in found.notes)
    assert extracted("length_cm", RIGHT_CALF, long, unclear).value == "over_5"
    old = observation("thrombus-length", (6, "cm"), days_ago(2), bodySite={"text": "as discussed"})
    assert extracted("length_cm", RIGHT_CALF, short, old).value == "up_to_5"


def test_the_examination_of_one_leg_sides_what_was_measured_in_it(extracted):
    part = {"SNOMED|410668003": (6, "cm")}
    left, right = (observation(code, components=part) for code in ("LOINC|48692-8", "LOINC|48691-0"))
    assert not extracted("length_cm", RIGHT_CALF, left).is_known
    assert extracted("length_cm", RIGHT_CALF, right).value == "over_5"


def test_two_legs_told_apart_by_an_extension_are_two_thrombi(extracted):
    vein = concept("SNOMED|264481007")
    left, right = (
        {**vein, "extension": [{"url": MCODE, "valueCodeableConcept": concept(side)}]} for side in (LEFT, RIGHT)
    )
    long = observation("thrombus-length", (6, "cm"), hours_ago(3), bodySite=left)
    short = observation("thrombus-length", (3, "cm"), hours_ago(2), bodySite=right)
    assert extracted("length_cm", condition("ICD-10-CM|I82.463", days_ago(3)), long, short).value == "over_5"


@pytest.mark.trap("F-25")
@pytest.mark.parametrize(
    ("feature", "code", "clears", "worries", "cleared", "worried"),
    [
        ("close_to_proximal", "close-to-proximal-veins", False, True, "absent", "present"),
        ("severe_symptoms", "severe-symptoms", False, True, "absent", "present"),
        ("severe_symptoms", "LOINC|72514-3", (2, "{score}"), (8, "{score}"), "absent", "present"),
    ],
)
def test_an_answer_about_the_other_leg_or_an_unclear_one_says_nothing(
    extracted, feature, code, clears, worries, cleared, worried
):
    for site in ({"bodySite": {"text": "LLE"}}, {"bodySite": {"text": "as discussed"}}):
        assert not extracted(feature, RIGHT_CALF, observation(code, clears, hours_ago(1), **site)).is_known
        assert not extracted(feature, RIGHT_CALF, observation(code, worries, hours_ago(1), **site)).is_known
    right_no = observation(code, clears, hours_ago(1), bodySite={"text": "RLE"})
    assert extracted(feature, RIGHT_CALF, right_no).value == cleared
    assert extracted(feature, RIGHT_CALF, observation(code, worries, hours_ago(1))).value == worried
    unclear = observation(code, worries, hours_ago(1), bodySite={"text": "as discussed"})
    assert not extracted(feature, RIGHT_CALF, right_no, unclear).is_known


@pytest.mark.trap("F-25")
def test_an_extension_in_the_other_leg_is_not_of_this_one_and_an_unclear_one_leaves_it_open(extracted):
    def answer(given, words):
        return observation("serial-extension", given, hours_ago(1), bodySite={"text": words})

    assert extracted("serial_extension", RIGHT_CALF, answer("into-proximal", "LLE")).value == "none"
    assert extracted("serial_extension", LEFT_CALF, answer("into-proximal", "LLE")).value == "into_proximal"
    assert not extracted("serial_extension", RIGHT_CALF, answer("into-proximal", "as discussed")).is_known
    both = (answer("none", "RLE"), answer("into-proximal", "as discussed"))
    assert not extracted("serial_extension", RIGHT_CALF, *both).is_known
