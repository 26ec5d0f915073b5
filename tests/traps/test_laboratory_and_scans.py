"""Laboratory values, weights and scans that carry the right-looking code with another meaning, unit or scale."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import (
    LEFT,
    concept,
    condition,
    days_ago,
    diagnostic_report,
    medication_request,
    observation,
    patient,
    service_request,
)
from tests.knowledge.test_value_sets import files, holds, sets_holding
from tests.traps.answers import ask
from tests.unit.features.bleeding_charts import chart, feature, item

CONFIRMED, D_DIMER = "acute_leg_dvt_confirmed", "d_dimer_positive"
DVT = condition("ICD-10-CM|I82.461", days_ago(3))
SUSPECTED = condition("ICD-10-CM|I82.402", days_ago(3), verification="provisional")
MAN_OF_40 = patient("1986-01-01", "male")
FEU, DDU = "LOINC|48065-7", "LOINC|48066-5"
ULTRASOUND, POSITIVE, NEGATIVE, POPLITEAL = "LOINC|46363-8", "SNOMED|10828004", "SNOMED|260385009", "SNOMED|56849005"
THROMBUS, LENGTH_PART, DIAMETER_PART = "SNOMED|396339007", "SNOMED|410668003", "SNOMED|81827009"
CREATININE, WEIGHT = "LOINC|2160-0", "LOINC|29463-7"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"


# --- D-dimer ----------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-99")
@pytest.mark.parametrize("code", ["48066-5", "48058-2", "91556-1"])
def test_feu_units_on_a_ddu_code_decide_nothing(code):
    contradiction = observation(f"LOINC|{code}", (400, "ng/mL{FEU}"))
    found = feature(D_DIMER, MAN_OF_40, contradiction)
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert any("code for DDU with a unit in FEU" in note for note in found.notes)


@pytest.mark.trap("T-100")
def test_a_unit_that_tells_neither_family_nor_mass_leaves_the_word_to_the_laboratory():
    bare = {"valueQuantity": {"value": 1.2}}
    assert not feature(D_DIMER, MAN_OF_40, observation(FEU, bare)).is_known
    limit = [{"high": {"value": 0.5}}]
    assert feature(D_DIMER, MAN_OF_40, observation(FEU, bare, referenceRange=limit)).value == "present"
    assert feature(D_DIMER, MAN_OF_40, observation(FEU, bare, interpretation="N")).value == "absent"


@pytest.mark.trap("T-101")
@pytest.mark.parametrize("code", ["7799-0", "30240-6", "3246-6", "38898-3", "55398-2"])
def test_deprecated_titre_panel_and_arbitrary_unit_codes_never_meet_a_threshold(code):
    high, flagged = (observation(f"LOINC|{code}", (number, "ng/mL")) for number in (5000, 5))
    assert not feature(D_DIMER, MAN_OF_40, high).is_known
    flagged["interpretation"] = [concept(f"{INTERPRETATION}|H")]
    assert feature(D_DIMER, MAN_OF_40, flagged).value == "present"


@pytest.mark.trap("T-101")
def test_a_panel_with_a_clear_component_is_read_by_its_component():
    panel = observation("LOINC|55398-2", components={FEU: (800, "ng/mL{FEU}")})
    assert feature(D_DIMER, MAN_OF_40, panel).value == "present"


@pytest.mark.trap("T-146")
@pytest.mark.parametrize(
    ("flags", "value"),
    [(["HH"], "present"), (["HU"], "present"), (["AA"], "present"), (["LL"], "absent"), (["LU"], "absent"),
     (["N", "H"], "present"), (["EX", "H"], "present"), (["QCF"], None)],
)  # fmt: skip
def test_critical_and_significant_flags_count_and_of_several_the_positive_one(flags, value):
    result = observation("LOINC|3246-6", (300, "[arb'U]/mL"))
    result["interpretation"] = [concept(f"{INTERPRETATION}|{each}") for each in flags]
    assert feature(D_DIMER, result).value == value


# --- blood counts, clotting, kidneys ----------------------------------------------------------------------------


@pytest.mark.trap("T-104")
def test_the_volume_of_platelets_is_not_their_count():
    volume = observation("LOINC|32623-1", (9.8, "fL"), days_ago(0))
    assert feature("platelets_10e9_l", volume).state is State.NOT_ASKED
    beside = observation("LOINC|777-3", (210, "10*3/uL"), days_ago(2))
    assert feature("platelets_10e9_l", volume, beside).value == "from_100"


@pytest.mark.trap("T-106")
def test_creatinine_taken_around_dialysis_enters_no_formula():
    man, weight = patient("1966-01-01", "male"), observation(WEIGHT, (80, "kg"))
    assert feature("crcl_ml_min", man, weight, observation(CREATININE, (1.1, "mg/dL"))).value == "over_50"
    around = observation("LOINC|51619-5", (1.1, "mg/dL"))
    found = feature("crcl_ml_min", man, weight, around)
    assert (found.value, found.quantity) == ("under_15", None), "it shows the dialysis, not a clearance"
    stale = feature("crcl_ml_min", man, weight, observation("LOINC|51619-5", (1.1, "mg/dL"), days_ago(40)))
    assert any("Cockcroft–Gault needs creatinine" in note for note in stale.notes)


@pytest.mark.trap("T-107")
def test_an_estimated_gfr_never_stands_in_for_the_clearance_of_drug_labels():
    man, egfr = patient("1966-01-01", "male"), observation("LOINC|98979-8", (22, "mL/min/{1.73_m2}"))
    assert not feature("crcl_ml_min", man, egfr).is_known
    heavy = (observation(CREATININE, (1.2, "mg/dL")), observation(WEIGHT, (140, "kg")))
    light = (observation(CREATININE, (1.2, "mg/dL")), observation(WEIGHT, (31, "kg")))
    assert feature("crcl_ml_min", man, egfr, *heavy).value == "over_50"
    assert feature("crcl_ml_min", man, egfr, *light).value == "from_15_to_29"


@pytest.mark.trap("T-109")
def test_formulas_by_race_are_in_no_set():
    assert sets_holding("LOINC", "48643-1") == sets_holding("LOINC", "88293-6") == set()
    displays = [row.display.lower() for row in files()["lab_egfr"].rows]
    assert [each for each in displays if "among blacks" in each] == []
    found = item("reduced_kidney_function", observation("LOINC|48643-1", (40, "mL/min/{1.73_m2}")))
    assert found.state == "unknown"


@pytest.mark.trap("T-110", "T-114")
def test_tests_with_units_that_nobody_has_sorted_out_are_in_no_set():
    troponin, natriuretic, saturation = ("6598-7", "10839-9"), ("30934-4", "33762-6"), ("59408-5", "2708-6", "20564-1")
    for code in (*troponin, *natriuretic, *saturation):
        assert sets_holding("LOINC", code) == set(), code


@pytest.mark.trap("T-111")
@pytest.mark.parametrize("code", ["5902-2", "5964-2", "14979-9", "3173-2"])
def test_seconds_of_clotting_are_no_inr(code):
    seconds = observation(f"LOINC|{code}", (34, "s"))
    assert not feature("inr", seconds).is_known
    assert not holds("lab_inr", "LOINC", code)
    warfarin = medication_request("RxNorm|11289")
    assert not feature("on_therapeutic_ac", warfarin, seconds).is_known
    under_the_right_code = observation("LOINC|6301-6", (34, "s"))
    assert feature("inr", under_the_right_code).state is State.REFUSED


@pytest.mark.trap("T-112")
def test_a_level_of_heparin_is_no_treatment_and_decides_nothing():
    assert {row.code for row in files()["lab_anti_xa"].rows} == {"66483-9"}
    level = observation("LOINC|66483-9", (0.6, "[IU]/mL"))
    assert feature("on_therapeutic_ac", level).value == "absent"
    assert feature("on_therapeutic_ac", level, asked=("conditions", "observations")).state is State.NOT_ASKED


@pytest.mark.trap("T-115")
@pytest.mark.parametrize("code", ["3142-7", "75292-3", "8344-4", "8347-7"])
def test_stated_usual_and_dialysis_weights_give_way_to_a_measured_one(code):
    second = observation(f"LOINC|{code}", (70, "kg"), days_ago(1))
    assert feature("weight_kg", second, observation(WEIGHT, (110, "kg"), days_ago(80))).value == "over_100_to_120"
    alone = feature("weight_kg", second)
    assert (alone.value, alone.evidence[0].note) == ("over_60_to_100", "not a plain measured weight")


@pytest.mark.trap("T-93")
def test_a_measured_value_counts_more_than_a_code_of_the_problem_list():
    coded = [condition(f"ICD-10-CM|{each}", days_ago(300)) for each in ("D64.9", "D69.6", "N18.4")]
    measured = [
        observation("LOINC|718-7", (14.5, "g/dL")),
        observation("LOINC|777-3", (230, "10*9/L")),
        observation("LOINC|35591-7", (85, "mL/min")),
    ]
    assert feature("bleeding_category", MAN_OF_40, *coded).value == "high"
    assert feature("bleeding_category", MAN_OF_40, *coded, *measured).value == "low"


# --- displays ---------------------------------------------------------------------------------------------------


@pytest.mark.trap("T-1")
def test_a_wrong_display_beside_a_code_changes_nothing_and_is_not_printed():
    wrong = condition("ICD-10-CM|I82.461", days_ago(2))
    wrong["code"]["coding"][0]["display"] = "Acute embolism and thrombosis of left femoral vein"
    found = feature(CONFIRMED, wrong)
    assert found.evidence[0].what == "Acute embolism and thrombosis of right calf muscular vein"
    assert feature("location", wrong).value == "gastrocnemius_only"
    tall = observation("LOINC|58941-6", (180, "cm"))
    tall["code"]["coding"][0]["display"] = "Body Height"
    assert chart(tall).record.with_concept("vital_height") == ()


@pytest.mark.trap("T-122")
def test_the_name_of_an_examination_may_be_of_any_edition_and_sides_no_finding():
    scan = observation(ULTRASOUND, POSITIVE, site=[POPLITEAL, LEFT])
    for name in ("Lower extremity vein - bilateral US", "US Lower extremity veins - right"):
        scan["code"]["coding"][0]["display"] = name
        assert feature(CONFIRMED, scan).value == "present"
        assert feature("bilateral", scan).value == "absent"


# --- what is measured on a scan ---------------------------------------------------------------------------------


@pytest.mark.trap("T-117")
@pytest.mark.parametrize("codes", [["thrombus-length", LENGTH_PART], [LENGTH_PART, "thrombus-length"]])
def test_a_public_code_beside_the_local_one_does_not_hide_it(codes):
    both = observation(codes, (61, "mm"), site=["SNOMED|264481007", "SNOMED|24028007"])
    assert feature("length_cm", DVT, both).value == "over_5"


@pytest.mark.trap("T-118")
def test_the_vein_s_own_length_and_width_are_not_those_of_the_thrombus():
    vessel = observation(THROMBUS, components={"SNOMED|414599003": (30, "cm"), "SNOMED|397413000": (12, "mm")})
    assert not feature("length_cm", DVT, vessel).is_known
    assert not feature("max_diameter_mm", DVT, vessel).is_known
    mixed = observation(THROMBUS, components={"SNOMED|397413000": (12, "mm"), DIAMETER_PART: (6, "mm")})
    assert feature("max_diameter_mm", DVT, mixed).value == "up_to_7"


@pytest.mark.trap("T-119", "T-120")
@pytest.mark.parametrize(
    "scale",
    [
        observation(f"{DICOM}|122131", "SNOMED|373143004"),
        observation(THROMBUS, "SNOMED|373143004", site=POPLITEAL),
        observation("SNOMED|26036001", True, site=POPLITEAL),
        observation("occlusion-status", "SNOMED|26036001"),
        observation("occlusion-status", "SNOMED|373143004"),
    ],
    ids=["degree of thrombus", "much thrombus", "obstruction", "obstruction as answer", "degree as answer"],
)
def test_how_much_thrombus_or_an_obstruction_is_not_occlusion(scale):
    assert not feature("occlusive", DVT, scale).is_known


@pytest.mark.trap("T-121")
@pytest.mark.parametrize("words", ["Non-compressible", "Noncompressible, echogenic", "Compressible throughout"])
def test_compressibility_has_no_code_and_its_words_neither_confirm_nor_exclude(words):
    scan = observation(ULTRASOUND, {"valueString": words}, days_ago(1))
    assert feature(CONFIRMED, scan).value != "present"
    assert not feature(CONFIRMED, SUSPECTED, scan).is_known
    sited = observation(ULTRASOUND, {"valueString": words}, days_ago(1), site=POPLITEAL)
    assert not feature(CONFIRMED, SUSPECTED, sited).is_known


@pytest.mark.trap("T-123", "T-132")
@pytest.mark.parametrize(("code", "excluded"), [("CPT|93970", True), ("CPT|93971", False)])
def test_a_unilateral_or_limited_scan_excludes_nothing(code, excluded):
    scan = observation(code, NEGATIVE, days_ago(1))
    assert (feature(CONFIRMED, SUSPECTED, scan).value == "absent") is excluded


@pytest.mark.trap("T-124")
@pytest.mark.parametrize("code", ["39524-4", "39525-1", "39036-9"])
def test_a_vein_scan_that_does_not_say_leg_neither_confirms_nor_excludes_without_a_leg_as_site(code):
    assert feature(CONFIRMED, observation(f"LOINC|{code}", POSITIVE)).value == "absent"
    assert feature(CONFIRMED, observation(f"LOINC|{code}", POSITIVE, site=POPLITEAL)).value == "present"
    assert not feature(CONFIRMED, SUSPECTED, observation(f"LOINC|{code}", NEGATIVE, days_ago(1))).is_known


@pytest.mark.trap("T-125")
def test_a_completed_order_is_not_its_result(knowledge):
    order = service_request(ULTRASOUND, days_ago(1), status="completed")
    silent = diagnostic_report(ULTRASOUND, days_ago(1))
    assert not feature(CONFIRMED, SUSPECTED, order, silent).is_known
    assert feature(CONFIRMED, SUSPECTED, order, diagnostic_report(ULTRASOUND, conclusions=[NEGATIVE])).value == "absent"
    first = observation(ULTRASOUND, POSITIVE, days_ago(14), site=["SNOMED|264481007", LEFT])
    calf = condition("ICD-10-CM|I82.462", days_ago(15))
    assert ask(knowledge, MAN_OF_40, calf, first, order).features["surveillance"].value == "overdue"


@pytest.mark.trap("F-13")
def test_a_card_says_that_two_values_of_one_moment_differ(knowledge):
    at = days_ago(1)
    two = [observation("thrombus-length", (each, "cm"), at) for each in (4, 6)]
    found = ask(knowledge, MAN_OF_40, DVT, *two, observation("bleeding-risk", "low"))
    assert found.features["length_cm"].value == "over_5"
    assert any("at the same time" in card["detail"] for card in found.cards)
