"""The value-set files hold well-formed codes, keep opposite meanings apart and fall into none of the known traps.

The files are read here as plain CSV and YAML, without the reader of the service, so that both are checked.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "cards" / "value_sets"
COLUMNS = ["system", "code", "match", "display", "included_because"]
CM = "ICD-10-CM"


def words(text: str) -> list[str]:
    return text.split()


LEVELS_OF_LEG_DVT = words("""
    dvt_iliac_iliofemoral_acute dvt_pelvic_acute dvt_ivc_acute dvt_femoral_acute dvt_popliteal_acute
    dvt_proximal_unspecified_acute dvt_tibial_peroneal_acute dvt_calf_muscular_acute dvt_calf_unspecified_vein
    dvt_lower_extremity_unspecified_acute dvt_pregnancy_puerperium dvt_unspecified_site dvt_unspecified_vein
""")
NOT_ACUTE_LEG_DVT = words("""
    dvt_chronic svt_leg svt_other excl_dvt_upper_extremity_neck excl_other_vein_thrombosis post_thrombotic_syndrome
""")
BODY_SITES = words("""
    bodysite_iliofemoral bodysite_ivc bodysite_femoral_unspecified bodysite_femoropopliteal bodysite_tibial_peroneal
    bodysite_muscular bodysite_superficial bodysite_calf_unspecified bodysite_thigh_unspecified
    bodysite_leg_unspecified
""")
CPT_OPERATIONS = ("surgery_major", "surgery_not_sorted")
LOCAL_CODES = words("""
    thrombus-length thrombus-max-diameter thrombosed-vein-count distance-to-popliteal-vein close-to-proximal-veins
    occlusion-status limb-threat severe-symptoms provocation clinical-suspicion bleeding-risk
    anticoagulation-preference limited-life-expectancy symptom-onset serial-extension progression-on-anticoagulation
    cdt-failed recent-major-surgery inpatient-or-recent-admission active-cancer prior-vte active-bleeding
    therapeutic-anticoagulation pregnant covid-19-recent
""")
LOCAL_ANSWERS = words("""
    occlusive non-occlusive provoked unprovoked low moderate high declines accepts none within-distal into-proximal
""")
OPPOSITES = words("""
    pulmonary_embolism_acute/pulmonary_embolism_excluded
    active_malignancy/malignancy_in_remission  active_malignancy/malignancy_excluded
    bleeding_active_major/bleeding_minor  bleeding_active_major/coagulopathy_review
    bleeding_active_major/bleeding_diathesis_severe  bleeding_active_major/von_willebrand
    bleeding_diathesis_severe/thrombophilia  bleeding_diathesis_severe/von_willebrand
    coagulopathy_review/thrombophilia  covid19_current/covid19_not_current  dvt_provoked/dvt_unprovoked
    pregnancy_condition/delivery  pregnancy_answer_pregnant/pregnancy_answer_not_pregnant
    result_positive/result_negative  result_positive/result_indeterminate  result_negative/result_indeterminate
    interpretation_positive/interpretation_negative  lab_d_dimer_feu/lab_d_dimer_ddu
    lab_d_dimer_feu/lab_d_dimer_ambiguous  lab_d_dimer_ddu/lab_d_dimer_ambiguous
    stroke_ischaemic/tia  stroke_unspecified/tia  stroke_history/tia_history
    encounter_class_inpatient/encounter_class_not_inpatient  drug_heparin_unfractionated/drug_heparin_flush
    reason_declined/nonadherence  reason_declined/reason_contraindicated  phlegmasia_cerulea/phlegmasia_alba
    comfort_care_hospice/palliative_care_encounter
""")
NEEDED = words("""
    dvt_calf_muscular_acute|ICD-10-CM|I82462  active_malignancy|ICD-10-CM|C18.7  active_malignancy|ICD-10-CM|C90.0
    metastatic_cancer|ICD-10-CM|C78.7  cancer_luminal_gi|ICD-10-CM|C16.9  cancer_genitourinary|ICD-10-CM|C67.9
    bleeding_active_major|ICD-10-CM|K92.2  bleeding_active_major|ICD-10-CM|I61.9
    bleeding_active_major|SNOMED|10421000132103  bleeding_diathesis_severe|ICD-10-CM|D66  dic|ICD-10-CM|D65
    heparin_induced_thrombocytopenia|ICD-10-CM|D75.829  hepatic_failure_lysis|ICD-10-CM|K72.91
    varices_bled|ICD-10-CM|I85.11  fracture_lower_limb|ICD-10-CM|S72.001B  history_of_vte|ICD-10-CM|Z86.718
    pulmonary_embolism_acute|ICD-10-CM|I26.99  hysterectomy|ICD-10-CM|Z90.710  hysterectomy|ICD-10-PCS|0UT90ZZ
    lab_platelets|LOINC|777-3  drug_apixaban|RxNorm|1364430  encounter_class_inpatient|ActCode|IMP
    thrombus_observation|SNOMED|396339007  component_length|SNOMED|410668003  component_diameter|SNOMED|81827009
    ecog_observation|LOINC|89247-1
""")


class Row(NamedTuple):
    system: str
    code: str
    match: str
    display: str
    included_because: str
    laterality: str

    @property
    def ends(self) -> tuple[str, str]:
        """First and last number of a CPT row."""
        return self.code[:5], self.code[-5:]


class ValueSetFile(NamedTuple):
    header: dict[str, str]
    columns: list[str]
    rows: list[Row]


@cache
def files() -> dict[str, ValueSetFile]:
    read: dict[str, ValueSetFile] = {}
    for path in sorted(FOLDER.glob("*.csv")):
        lines = path.read_text("utf-8").splitlines()
        comments = [line[1:].partition(":") for line in lines if line.startswith("#")]
        cells = list(csv.reader(lines[len(comments) :]))
        rows = [Row(*row[:5], row[5] if len(row) > 5 else "") for row in cells[1:]]
        read[path.stem] = ValueSetFile({key.strip(): value.strip() for key, _, value in comments}, cells[0], rows)
    return read


def codes_in(name: str, system: str) -> set[str]:
    return {row.code for row in files()[name].rows if row.system == system}


def holds(name: str, system: str, code: str) -> bool:
    """Whether a record's code is in the set; ICD codes with or without the dot, ICD-10-CM by stem."""
    sought = code.replace(".", "")
    for row in files()[name].rows:
        if row.system == system:
            if row.match == "range" and len(code) == 5 and row.code[:5] <= code <= row.code[6:]:
                return True
            listed = row.code.replace(".", "")
            if sought == listed or (row.match == "prefix" and sought.startswith(listed)):
                return True
    return False


def sets_holding(system: str, code: str) -> set[str]:
    return {name for name in files() if holds(name, system, code)}


def shared_codes(one: str, other: str) -> set[str]:
    """Codes in both sets, also where one has a stem and the other a code below it."""
    return {
        f"{row.system} {row.code}"
        for left, right in ((one, other), (other, one))
        for row in files()[left].rows
        if holds(right, row.system, row.code)
    }


def all_rows() -> Iterable[tuple[str, Row]]:
    return ((name, row) for name, value_set in files().items() for row in value_set.rows)


def read_yaml(name: str) -> dict[str, list[str]]:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


_TIMES = words("""
    0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210
""")
_TURN = words("0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258")


def has_verhoeff_check_digit(code: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(code)):
        total = int(_TIMES[total][int(_TURN[place % 8][int(digit)])])
    return total == 0


def has_mod_10_check_digit(code: str) -> bool:
    number, _, check = code.partition("-")
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10) == check


@pytest.mark.trap("T-6", "T-13")
def test_every_file_has_a_header_and_the_columns() -> None:
    assert len(files()) > 200
    for name, value_set in files().items():
        assert value_set.header.get("name") == name
        assert value_set.header.get("title") and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value_set.header["version"])
        assert value_set.header.get("reviewer")
        assert value_set.columns in (COLUMNS, [*COLUMNS, "laterality"])
        assert value_set.rows, f"{name} is empty"


def test_no_row_is_given_twice_or_covered_by_a_stem_of_the_same_file() -> None:
    for name, value_set in files().items():
        listed = [(row.system, row.code.replace(".", "")) for row in value_set.rows]
        assert len(listed) == len(set(listed)), name
        stems = [row.code for row in value_set.rows if row.match == "prefix"]
        below = [row.code for row in value_set.rows if row.system == CM and not row.laterality]
        covered = [code for code in below for stem in stems if code != stem and code.startswith(stem)]
        assert covered == [], name


@pytest.mark.trap("F-21")
def test_only_icd_10_cm_is_matched_by_stem() -> None:
    assert {row.match for _, row in all_rows()} == {"exact", "prefix", "range"}
    assert {row.system for _, row in all_rows() if row.match == "prefix"} == {CM}
    assert {row.system for _, row in all_rows() if row.match == "range"} == {"CPT"}


def test_every_system_alias_resolves_and_no_uri_serves_two() -> None:
    systems = read_yaml("systems.yaml")
    assert {row.system for _, row in all_rows()} <= set(systems)
    uris = [uri for listed in systems.values() for uri in listed]
    assert len(uris) == len(set(uris))
    assert all(uri.startswith(("http", "urn:oid:")) for uri in uris)
    assert (
        systems[CM][0] == "http://hl7.org/fhir/sid/icd-10-cm"
        and systems["ICD-10"][0] == "http://hl7.org/fhir/sid/icd-10"
    )


@pytest.mark.trap("T-2")
def test_every_snomed_id_has_a_valid_check_digit() -> None:
    wrong = {row.code for _, row in all_rows() if row.system == "SNOMED" and not has_verhoeff_check_digit(row.code)}
    assert wrong == set()
    assert not has_verhoeff_check_digit("404223004")


@pytest.mark.trap("T-2")
def test_every_loinc_number_has_a_valid_check_digit() -> None:
    # Answer codes (LA...) have a check digit of another kind.
    numbers = {row.code for _, row in all_rows() if row.system == "LOINC" and not row.code.startswith("LA")}
    wrong = {number for number in numbers if not has_mod_10_check_digit(number)}
    assert wrong == set()
    assert not has_mod_10_check_digit("48065-6")


def test_icd_codes_are_written_with_the_dot() -> None:
    codes = {row.code for _, row in all_rows() if row.system in (CM, "ICD-10")}
    assert {code for code in codes if not re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", code)} == set()


@pytest.mark.trap("T-3")
def test_cpt_codes_carry_no_descriptor_and_all_others_a_display() -> None:
    assert {row.display for _, row in all_rows() if row.system == "CPT"} == {""}
    assert [row for _, row in all_rows() if row.system != "CPT" and not row.display] == []


def test_every_surgical_cpt_number_is_major_minor_or_left_open_and_never_two_of_them() -> None:
    major, open_ones = ([row.ends for row in files()[name].rows if row.system == "CPT"] for name in CPT_OPERATIONS)
    for first, last in (*major, *open_ones):
        assert re.fullmatch(r"\d{5}", first) and first <= last <= "69990"
    both = sorted([*major, *open_ones])
    assert [(one, other) for one, other in pairwise(both) if one[1] >= other[0]] == []


@pytest.mark.parametrize(
    "code", words("27130 27447 61510 63047 22612 33533 44140 44950 58150 59514 60240 47562 27236 34421")
)
def test_a_large_operation_is_major_surgery_by_cpt(code: str) -> None:
    assert holds("surgery_major", "CPT", code) and not holds("surgery_not_sorted", "CPT", code)


@pytest.mark.parametrize("code", words("29881 49505 28285 52601 64721 33208"))
def test_an_operation_whose_number_tells_no_size_is_left_open(code: str) -> None:
    assert holds("surgery_not_sorted", "CPT", code) and not holds("surgery_major", "CPT", code)


@pytest.mark.parametrize(
    "code", words("36415 45378 43239 20610 62270 59025 66984 69210 51702 36556 37187 37191 37212 99213 97110 90935")
)
def test_a_puncture_a_scope_or_a_visit_is_no_operation_by_cpt(code: str) -> None:
    assert not sets_holding("CPT", code) & {"surgery_major", "surgery_not_sorted", "neurosurgery"}


def test_intracranial_and_spinal_operations_are_told_apart_by_cpt() -> None:
    assert {code for code in words("61510 61312 63047 22612 27447 44140") if holds("neurosurgery", "CPT", code)} == set(
        words("61510 61312 63047 22612")
    )


def test_delivery_dialysis_and_hysterectomy_have_cpt_numbers() -> None:
    assert (
        holds("delivery", "CPT", "59409")
        and holds("delivery", "CPT", "59514")
        and not holds("delivery", "CPT", "59425")
    )
    assert holds("dialysis", "CPT", "90935") and not holds("dialysis", "CPT", "90940")
    assert holds("hysterectomy", "CPT", "58150") and not holds("hysterectomy", "CPT", "58140")


def test_a_code_has_the_same_display_in_every_file() -> None:
    displays: dict[tuple[str, str], set[str]] = {}
    for _, row in all_rows():
        displays.setdefault((row.system, row.code), set()).add(row.display)
    assert {key: found for key, found in displays.items() if len(found) > 1} == {}


def test_the_guide_lists_every_set_once_with_the_number_of_its_rows() -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (\d+) \|", guide, re.MULTILINE)
    assert sorted(told) == sorted((name, str(len(each.rows))) for name, each in files().items())


def test_reasons_are_short() -> None:
    assert [row for _, row in all_rows() if len(row.included_because) > 60] == []


@pytest.mark.trap("T-5", "T-11")
@pytest.mark.parametrize("acute", LEVELS_OF_LEG_DVT)
def test_no_acute_leg_dvt_code_is_also_chronic_superficial_or_elsewhere(acute: str) -> None:
    assert {other: shared for other in NOT_ACUTE_LEG_DVT if (shared := shared_codes(acute, other))} == {}


@pytest.mark.trap("T-5")
@pytest.mark.parametrize("group", [LEVELS_OF_LEG_DVT, NOT_ACUTE_LEG_DVT, BODY_SITES], ids=["dvt", "other", "site"])
def test_a_code_names_one_level_only(group: list[str]) -> None:
    assert {pair: shared for pair in combinations(group, 2) if (shared := shared_codes(*pair))} == {}


@pytest.mark.parametrize("pair", OPPOSITES)
def test_opposite_meanings_share_no_code(pair: str) -> None:
    assert shared_codes(*pair.split("/")) == set()


def test_laterality_follows_the_display() -> None:
    for name, row in all_rows():
        side = row.laterality
        assert side in ("", "left", "right", "bilateral"), name
        said = set(re.findall(r"bilateral|right|left", row.display.lower()))
        expected = "".join(said) if len(said) < 2 else "bilateral"
        if "laterality" in files()[name].columns:
            assert side == expected, row


@pytest.mark.trap("T-22")
def test_every_side_of_a_site_has_a_row_of_its_own() -> None:
    sides = {"I82.461": "right", "I82.462": "left", "I82.463": "bilateral", "I80.13": "bilateral", "I82.4Z1": "right"}
    for code, side in sides.items():
        assert {row.laterality for _, row in all_rows() if row.system == CM and row.code == code} == {side}


@pytest.mark.trap("T-116")
def test_the_local_code_table_is_complete_with_one_set_for_each_code() -> None:
    for code in LOCAL_CODES:
        assert codes_in(f"assessment_{code.replace('-', '_')}", "DVT-CDS") == {code}
    assert codes_in("assessment_answers", "DVT-CDS-VALUE") == set(LOCAL_ANSWERS)
    assert {row.code for _, row in all_rows() if row.system == "DVT-CDS"} == set(LOCAL_CODES)


def test_text_phrases_are_normalised_unique_and_name_a_set() -> None:
    phrases = read_yaml("text_phrases.yaml")
    assert set(phrases) <= set(files())
    listed = [phrase for found in phrases.values() for phrase in found]
    assert len(listed) == len(set(listed))
    for phrase in listed:
        assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", phrase), phrase
        assert not {"left", "right", "bilateral", "no", "history", "chronic", "rule"} & set(phrase.split()), phrase


@pytest.mark.parametrize("needed", NEEDED)
def test_a_fact_that_the_tables_need_has_a_code_in_its_set(needed: str) -> None:
    assert holds(*needed.split("|"))


# The traps that cards/value_sets/README.md names.


@pytest.mark.trap("T-35", "F-22")
def test_who_icd_10_and_icd_10_cm_do_not_meet() -> None:
    assert {code for name in LEVELS_OF_LEG_DVT for code in codes_in(name, "ICD-10") if code.startswith("I8")} == set(
        words("I80.1 I80.2 I80.3 I80.9 I82.9")
    )
    assert sets_holding("ICD-10", "I82.4") == sets_holding("ICD-10", "I82.2") == set()
    assert sets_holding("ICD-10", "I80.1") == {"dvt_femoral_acute"}


@pytest.mark.trap("T-14", "T-17")
def test_only_the_calf_muscular_vein_codes_prove_muscular_dvt() -> None:
    assert {row.code[:6] for row in files()["dvt_calf_muscular_acute"].rows} == {"I82.46", "I80.25"}
    for code in ("I82.4Z1", "I82.491", "I82.401", "I82.441", "I82.451"):
        assert not holds("dvt_calf_muscular_acute", CM, code)


@pytest.mark.trap("T-16", "T-17")
def test_dvt_codes_without_a_vein_stay_without_a_vein() -> None:
    assert sets_holding(CM, "I82.4Z2") == {"dvt_calf_unspecified_vein"}
    assert sets_holding(CM, "I82.4Y3") == {"dvt_proximal_unspecified_acute"}
    for code in ("I82.4", "I82.409", "I82.491"):
        assert sets_holding(CM, code) == {"dvt_lower_extremity_unspecified_acute"}
    assert sets_holding("SNOMED", "132241000119103") == {"dvt_calf_unspecified_vein"}
    assert sets_holding("SNOMED", "404223003") == {"dvt_lower_extremity_unspecified_acute"}
    assert sets_holding("SNOMED", "128053003") == {"dvt_unspecified_site"}
    assert sets_holding("SNOMED", "111293003") == {"dvt_unspecified_vein"}


@pytest.mark.trap("T-41")
def test_pelvic_vein_codes_are_a_set_of_their_own() -> None:
    for code in ("128055005", "95448006", "95449003", "132601000119102"):
        assert sets_holding("SNOMED", code) == {"dvt_pelvic_acute"}


def test_a_vena_cava_that_may_be_the_superior_one_is_not_an_ivc_thrombosis() -> None:
    assert not holds("dvt_ivc_acute", "SNOMED", "83938003") and not holds("dvt_ivc_acute", "SNOMED", "195437003")
    assert sets_holding(CM, "I82.210") == {"excl_dvt_upper_extremity_neck"}


@pytest.mark.trap("T-29")
def test_chronic_thrombosis_of_an_unspecified_vein_is_chronic() -> None:
    assert sets_holding(CM, "I82.91") == sets_holding(CM, "I82.561") == sets_holding(CM, "I82.221") == {"dvt_chronic"}


@pytest.mark.trap("T-38")
def test_superficial_thrombophlebitis_and_other_obstetric_venous_complications_are_not_leg_dvt() -> None:
    for code in ("I80.00", "I82.811", "I82.62", "I82.61", "O22.50", "O22.80", "O22.90", "O87.0", "O87.3"):
        assert not sets_holding(CM, code) & set(LEVELS_OF_LEG_DVT), code


@pytest.mark.trap("T-58")
def test_history_of_thrombophlebitis_is_not_history_of_vte() -> None:
    assert holds("history_of_vte", CM, "Z86.711") and not holds("history_of_vte", CM, "Z86.72")


@pytest.mark.trap("T-53")
def test_septic_cement_fat_and_chronic_embolism_are_not_acute_pe() -> None:
    for code in ("I26.01", "I26.90", "I26.03", "I26.96", "I27.82", "O88.011"):
        assert holds("pulmonary_embolism_excluded", CM, code) and not holds("pulmonary_embolism_acute", CM, code)
    assert holds("pulmonary_embolism_acute", CM, "O88.211")


@pytest.mark.trap("T-12", "T-50")
@pytest.mark.parametrize(
    "name",
    words("""
    fracture_lower_limb intracranial_haemorrhage_traumatic leg_compartment_syndrome bleeding_active_major major_trauma
    """),
)
def test_an_injury_counts_as_recent_only_at_the_initial_encounter(name: str) -> None:
    seventh = {code[-1] for code in codes_in(name, CM) if len(code.replace(".", "")) == 7 and code[0] in "ST"}
    assert seventh and seventh <= set("ABC")
    for code in ("S72.001D", "S72.001S", "S06.340D", "S06.5X0S", "T79.A21S", "T07.XXXD"):
        assert not holds(name, CM, code)


@pytest.mark.trap("T-43", "T-49")
def test_phlegmasia_alba_unlocated_gangrene_and_arterial_embolism_are_not_limb_threat_by_themselves() -> None:
    threat = {"phlegmasia_cerulea", "leg_compartment_syndrome", "leg_gangrene"}
    others = [("SNOMED", "66923004"), (CM, "I96"), ("ICD-10", "R02"), (CM, "I74.3"), ("SNOMED", "111245009")]
    for system, code in others:
        assert not sets_holding(system, code) & threat
    assert sets_holding("SNOMED", "66877004") == {"phlegmasia_cerulea"}


@pytest.mark.trap("T-63", "T-65")
def test_skin_in_situ_history_and_remission_codes_are_not_active_cancer() -> None:
    for code in ("C44.91", "D05.10", "Z85.3", "Z80.0", "C81.0A", "C91.01", "D3A.00", "D45", "D37.4"):
        assert not holds("active_malignancy", CM, code), code
    displays = [row.display.lower() for row in files()["active_malignancy"].rows]
    assert not [display for display in displays if re.search(r"\bin (situ|remission)\b|history of", display)]
    assert not codes_in("cancer_luminal_gi", CM) & {"C21", "C22"} and not codes_in("cancer_genitourinary", CM) & {"C61"}


@pytest.mark.trap("T-85", "T-88")
def test_minor_bleeding_and_diathesis_are_not_active_major_bleeding() -> None:
    for code in ("R04.0", "R04.2", "R58", "N92.0", "N93.9", "D68.32", "D68.4", "D69.9", "R31.1", "R23.3"):
        assert not holds("bleeding_active_major", CM, code), code
    for code in ("22490002", "249366005", "64779008", "191287000"):
        assert not holds("bleeding_active_major", "SNOMED", code), code


def test_antiphospholipid_syndrome_and_thrombophilia_are_not_bleeding_disorders() -> None:
    for code in ("D68.51", "D68.59", "D68.61", "D68.62", "D68.69"):
        assert sets_holding(CM, code) <= {"thrombophilia", "antiphospholipid"}
    assert sets_holding(CM, "D68.03") == {"von_willebrand"}


def test_varices_without_bleeding_and_ascites_are_not_liver_factors() -> None:
    assert sets_holding(CM, "I85.00") == sets_holding(CM, "I85.10") == {"varices_without_bleeding"}
    assert sets_holding(CM, "R18.8") == set()
    assert not holds("hepatic_failure_lysis", CM, "K74.60") and holds("liver_disease_factor", CM, "K74.60")


@pytest.mark.trap("T-90", "T-92")
def test_remission_single_falls_and_global_amnesia_do_not_count() -> None:
    for code in ("F10.11", "F10.21", "F10.91"):
        assert sets_holding(CM, code) == set()
    assert {row.code for row in files()["recurrent_falls"].rows} == {"279992002", "404911003", "Z91.81", "R29.6"}
    assert sets_holding(CM, "G45.4") == sets_holding("ICD-10", "G45.4") == set()


@pytest.mark.trap("T-94", "T-104", "T-106", "T-111")
def test_laboratory_sets_hold_no_other_quantity() -> None:
    for code, name in {
        "32623-1": "lab_platelets",
        "5902-2": "lab_inr",
        "24360-0": "lab_haemoglobin",
        "11041-1": "lab_creatinine",
        "35592-5": "lab_creatinine_clearance",
    }.items():
        assert not holds(name, "LOINC", code), (name, code)
    assert codes_in("lab_d_dimer_feu", "LOINC") == {"48065-7", "48067-3", "71427-9"}
    assert codes_in("lab_d_dimer_ddu", "LOINC") == {"48066-5", "48058-2", "91556-1"}


@pytest.mark.trap("T-123", "T-124", "T-138")
def test_a_heparin_line_bag_is_not_treatment_and_a_limited_scan_is_not_whole_leg() -> None:
    assert sets_holding("RxNorm", "1658690") == {"drug_heparin_flush"}
    assert sets_holding("CPT", "93971") == {"imaging_us_leg_veins_limited"}
    for code in ("39036-9", "39525-1", "39524-4", "39045-0"):
        assert not holds("imaging_us_leg_veins", "LOINC", code)
    assert not [name for name in files() if name.startswith("imaging") and "laterality" in files()[name].columns]


@pytest.mark.trap("T-73")
def test_suspected_exposed_or_past_covid_19_is_not_current() -> None:
    for system, code in ((CM, "U09.9"), (CM, "Z86.16"), (CM, "Z20.822"), ("ICD-10", "U07.2"), ("SNOMED", "840544004")):
        assert not holds("covid19_current", system, code)


@pytest.mark.trap("T-68")
def test_a_pregnancy_answer_and_a_state_after_delivery_are_told_apart() -> None:
    assert sets_holding("LOINC", "LA4489-6") == sets_holding("SNOMED", "146799005") == {"pregnancy_answer_unknown"}
    for code in ("O99.03", "O90.3", "O87.1", "O80", "Z39.2"):
        assert not holds("pregnancy_condition", CM, code), code
    assert not holds("hysterectomy", CM, "Z90.712") and not holds("hysterectomy", "SNOMED", "450559006")


@pytest.mark.trap("T-81")
def test_a_palliative_encounter_a_bare_refusal_and_a_receptor_drug_prove_nothing_by_themselves() -> None:
    assert sets_holding(CM, "Z51.5") == {"palliative_care_encounter"}
    assert sets_holding(CM, "Z91.148") == {"nonadherence"} and not holds("oestrogen_status", CM, "Z79.811")
    assert not holds("encounter_inpatient_type", "SNOMED", "4525004")
