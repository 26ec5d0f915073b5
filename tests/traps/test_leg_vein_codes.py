"""Codes of vein thrombosis that look like another site, side or age than they have."""

from __future__ import annotations

import pytest

from service.features import episode
from service.features.feature import State
from tests.builders import LEFT, RIGHT, condition, days_ago, hours_ago, observation, patient
from tests.knowledge.test_value_sets import CM, files, sets_holding
from tests.traps.answers import ask
from tests.unit.features.bleeding_charts import chart, feature

CONFIRMED, LOCATION = "acute_leg_dvt_confirmed", "location"
PROXIMAL = {"femoropopliteal", "iliofemoral"}
POPLITEAL = "SNOMED|56849005"
LEG_DVT = condition("ICD-10-CM|I82.421", days_ago(2))
WOMAN = patient("1996-01-01", "female")


def coded(code: str, at: str | None = None, **more):
    return condition(code, at or days_ago(3), **more)


# --- side -----------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-23")
@pytest.mark.parametrize(
    ("code", "side"),
    [("I80.10", None), ("I80.11", "right"), ("I8012", "left"), ("I80.13", "bilateral"), ("I80.201", "right"),
     ("I80.209", None), ("I80.252", "left"), ("I80.1", None), ("I80.2", None)],
)  # fmt: skip
def test_phlebitis_of_the_femoral_vein_has_its_side_one_place_earlier(code, side):
    (found,) = episode.leg_findings(chart(coded(f"ICD-10-CM|{code}")))
    assert found.side == side


@pytest.mark.trap("T-25")
def test_legs_are_counted_together_within_one_episode_only():
    right = coded("ICD-10-CM|I82.421")
    assert feature("bilateral", right, coded("ICD-10-CM|I82.422", days_ago(20))).value == "present"
    assert feature("bilateral", right, coded("ICD-10-CM|I82.422", days_ago(60))).value == "absent"
    over = coded("ICD-10-CM|I82.422", days_ago(400), clinical="resolved")
    assert feature("bilateral", right, over).value == "absent"


@pytest.mark.trap("T-27")
@pytest.mark.parametrize("code", ["132301000119107", "234044007"])
def test_an_iliofemoral_code_tells_the_level_and_not_the_side(code):
    one = coded(f"SNOMED|{code}")
    assert feature(LOCATION, one).value == "iliofemoral"
    assert not feature("bilateral", one).is_known
    sided = [coded(f"SNOMED|{code}", site=each) for each in (LEFT, RIGHT)]
    assert feature("bilateral", *sided).value == "present"


@pytest.mark.trap("T-28")
@pytest.mark.parametrize("code", ["703277001", "52496006"])
def test_a_femoropopliteal_code_may_reach_the_common_femoral_vein(code):
    assert feature(LOCATION, coded(f"SNOMED|{code}")).possible == PROXIMAL
    assert feature(LOCATION, coded(f"SNOMED|{code}"), coded("ICD-10-CM|I82.461")).possible == PROXIMAL


@pytest.mark.trap("T-33")
def test_a_phlebitis_code_beside_the_thrombosis_code_is_the_same_clot():
    both = coded("ICD-10-CM|I82.462"), coded("ICD-10-CM|I80.252")
    assert not feature("n_veins", *both).is_known
    assert feature(LOCATION, *both).value == "gastrocnemius_only"
    assert feature("prior_vte", *both).value == "absent"
    assert feature("bilateral", coded("ICD-10-CM|I82.411"), coded("ICD-10-CM|I80.11")).value == "absent"


# --- other veins ------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-35")
def test_an_unspecified_vein_of_who_icd_10_needs_a_leg_vein_as_site():
    assert not feature(CONFIRMED, coded("ICD-10|I82.9")).is_known
    assert feature(CONFIRMED, coded("ICD-10|I82.9", site=POPLITEAL)).value == "present"
    assert feature(CONFIRMED, coded("ICD-10|I82.2")).value == "absent"


@pytest.mark.trap("T-38")
@pytest.mark.parametrize(
    ("code", "location"),
    [("I82.601", "upper_extremity"), ("I82.621", "upper_extremity"), ("I82.721", "upper_extremity"),
     ("I82.611", None), ("I82.711", None)],
)  # fmt: skip
def test_arm_veins_deep_superficial_or_chronic_are_no_leg_dvt(code, location):
    assert feature(CONFIRMED, coded(f"ICD-10-CM|{code}")).value == "absent"
    assert feature(LOCATION, coded(f"ICD-10-CM|{code}")).value == location


@pytest.mark.trap("T-39")
@pytest.mark.parametrize("code", ["ICD-10-CM|I82.290", "ICD-10-CM|I82.3", "ICD-10-CM|I81", "ICD-10|I82.3"])
def test_thoracic_renal_and_portal_thrombosis_are_no_leg_dvt_and_have_no_level(code):
    assert feature(CONFIRMED, coded(code)).value == "absent"
    assert not feature(LOCATION, coded(code)).is_known


@pytest.mark.trap("T-40")
def test_thrombophlebitis_migrans_is_neither_a_leg_dvt_nor_a_cancer():
    migrans = coded("ICD-10-CM|I82.1")
    assert feature(CONFIRMED, migrans).value == "absent"
    assert feature("active_cancer", migrans).value == "absent"


@pytest.mark.trap("T-42")
def test_a_code_that_may_be_inactive_is_still_read_and_stands_marked():
    assert feature(LOCATION, coded("SNOMED|276494008")).value == "iliofemoral"
    (row,) = [row for row in files()["dvt_iliac_iliofemoral_acute"].rows if row.code == "276494008"]
    assert "inactive" in row.included_because


@pytest.mark.trap("T-52")
def test_compression_of_any_vein_is_not_iliac_compression_and_no_late_state_of_a_dvt():
    assert sets_holding(CM, "I87.1") == set()
    assert sets_holding("SNOMED", "448804008") == {"iliac_vein_compression"}
    assert feature("prior_vte", coded("ICD-10-CM|I87.1", days_ago(900))).value == "absent"
    assert feature("prior_vte", coded("ICD-10-CM|I87.001", days_ago(900))).value == "present"


@pytest.mark.trap("T-53")
@pytest.mark.parametrize(
    ("code", "value"),
    [("I26.92", "present"), ("I26.02", "present"), ("I26.99", "present"), ("O88.211", "present"),
     ("I26.01", "absent"), ("I26.90", "absent"), ("I27.82", "absent"), ("Z86.711", "absent")],
)  # fmt: skip
def test_saddle_and_obstetric_embolism_are_acute_and_septic_chronic_and_past_ones_are_not(code, value):
    assert feature("acute_pe", WOMAN, coded(f"ICD-10-CM|{code}")).value == value


@pytest.mark.trap("T-54")
def test_an_embolism_alone_tells_nothing_about_a_leg_vein():
    embolism = coded("ICD-10-CM|I26.99")
    assert feature(CONFIRMED, embolism).value == "absent"
    assert not feature(LOCATION, embolism).is_known
    assert [name for name in files() if "broad" in name] == []


# --- phlegmasia and its look-alikes -----------------------------------------------------------------------------


@pytest.mark.trap("T-44")
def test_obstetric_phlegmasia_alba_is_a_dvt_of_pregnancy_or_puerperium_and_no_limb_threat():
    pregnant, delivered = coded("SNOMED|280966008"), coded("SNOMED|62583006")
    for each in (pregnant, delivered):
        assert feature(CONFIRMED, WOMAN, each).value == "present"
        assert not feature(LOCATION, WOMAN, each).is_known
        assert not feature("limb_threat", WOMAN, each).is_known
    assert feature("pregnancy", WOMAN, pregnant).value == "present"
    assert feature("postpartum", WOMAN, delivered).value == "present"


@pytest.mark.trap("T-46")
@pytest.mark.parametrize("code", ["ICD-10-CM|I96", "ICD-10|R02"])
def test_gangrene_without_a_site_is_limb_threat_beside_a_leg_dvt_only(code):
    gangrene = condition(code, hours_ago(6))
    assert feature("limb_threat", LEG_DVT, gangrene).value == "present"
    assert not feature("limb_threat", gangrene).is_known
    earlier = condition(code, days_ago(300))
    assert not feature("limb_threat", LEG_DVT, earlier).is_known


@pytest.mark.trap("T-47")
def test_cyanosis_by_itself_is_asked_about(knowledge):
    cyanosis = condition("ICD-10-CM|R23.0", hours_ago(3))
    found = feature("limb_threat", LEG_DVT, cyanosis)
    assert (found.is_known, found.state) == (False, State.NOT_ASKED)
    assert "NEED:limb_threat" in ask(knowledge, patient(gender="male"), LEG_DVT, cyanosis).modifiers


@pytest.mark.trap("T-48", "T-49")
@pytest.mark.parametrize("code", ["SNOMED|233961000", "SNOMED|21631000119105", "ICD-10-CM|I74.3"])
def test_an_ischaemic_leg_may_be_arterial_and_an_embolus_of_an_artery_is(code):
    assert not feature("limb_threat", LEG_DVT, condition(code, hours_ago(3))).is_known


@pytest.mark.trap("T-50")
@pytest.mark.parametrize(
    ("code", "value"),
    [("M79.A21", "present"), ("T79.A21A", "present"), ("T79.A22A", "present"), ("T79.A21S", None),
     ("T79.A21D", None), ("M79.A11", None), ("T79.A11A", None)],
)  # fmt: skip
def test_a_compartment_syndrome_counts_in_the_leg_and_at_the_first_encounter(code, value):
    both_legs = condition("ICD-10-CM|I82.423", days_ago(2))
    assert feature("limb_threat", both_legs, condition(f"ICD-10-CM|{code}", hours_ago(3))).value == value


# --- suspicion ------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-56")
@pytest.mark.parametrize("verification", ["differential", "provisional", "unconfirmed"])
def test_a_diagnosis_of_an_encounter_that_is_to_be_ruled_out_is_a_suspicion(knowledge, verification):
    category = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-category",
                             "code": "encounter-diagnosis"}]}]  # fmt: skip
    ruled_out = condition("ICD-10-CM|I82.401", days_ago(0), clinical=None, verification=verification, category=category)
    found = ask(knowledge, patient(gender="male"), ruled_out)
    assert found.features[CONFIRMED].possible == {"present", "absent"}
    assert found.decision.rule == "R2"
    refuted = ask(knowledge, patient(gender="male"), ruled_out | {"verificationStatus": "refuted"})
    assert (refuted.state, refuted.features[CONFIRMED].value) == ("nothing", "absent")


@pytest.mark.trap("T-31")
def test_a_code_that_does_not_say_acute_is_dated_by_onset_or_record():
    plain = "SNOMED|404223003"
    assert feature(CONFIRMED, coded(plain, days_ago(2), recorded=days_ago(300))).value == "present"
    assert feature(CONFIRMED, condition(plain, recorded=days_ago(300))).value == "absent"
    assert feature("prior_vte", coded("ICD-10-CM|I82.461"), condition(plain, recorded=days_ago(300))).value == "present"
    told = condition(plain, recorded=days_ago(2), onsetString="in her twenties")
    assert feature("symptom_days", told).value is None


@pytest.mark.trap("T-102")
def test_a_d_dimer_however_high_is_no_diagnosis(knowledge):
    high = observation("LOINC|48065-7", (9000, "ng/mL{FEU}"), interpretation="HH")
    found = ask(knowledge, patient(gender="male"), high)
    assert found.features["d_dimer_positive"].value == "present"
    assert (found.features[CONFIRMED].value, found.state) == ("absent", "nothing")
