"""WHO ICD-10 rows say what WHO ICD-10 says, where a WHO code means what the set means, and nothing of ICD-10-CM.

The titles were compared with both complete classifications when the rows were made; what can be checked without them
is checked here.
"""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from tests.knowledge.test_value_sets import (
    BODY_SITES,
    CM,
    LEVELS_OF_LEG_DVT,
    NOT_ACUTE_LEG_DVT,
    OPPOSITES,
    all_rows,
    codes_in,
    files,
    holds,
    read_yaml,
    sets_holding,
    shared_codes,
    words,
)

WHO = "ICD-10"
AMERICAN = re.compile(r"hemor|hemat|anemia|(?<!o)esoph|(?<!o)edema|leukemi|\blabor\b|cesarean|tumor\b", re.IGNORECASE)
BRITISH = re.compile(r"haem|anaemi|oesoph|oedema|leukaemi|\blabour\b|caesar|tumour", re.IGNORECASE)
CATEGORIES_WITHOUT_WHO_CODES = words("C27 C28 C29 C35 C36 C42 C59 C87 C89")
NEEDED = words("""
    active_malignancy|C18.9 active_malignancy|C34 active_malignancy|C43.9 active_malignancy|C80.9 active_malignancy|C97
    active_malignancy|C90.0 metastatic_cancer|C78.7 metastatic_cancer|C79 cancer_luminal_gi|C16.9 cancer_luminal_gi|C20
    cancer_genitourinary|C67.9 cancer_genitourinary|C64 malignancy_excluded|C44.9 malignancy_excluded|D05.1
    malignancy_excluded|Z85.3 cancer_treatment|Z51.1 stroke_history|I69.3 stroke_history|I69.4
    stroke_history_haemorrhagic|I69.1 dialysis|Z49.1 dialysis|Z99.2 delivery|O80.0 delivery|O82.1 delivery|O84.2
    delivery|Z37.0 postpartum|O86.4 postpartum|Z39.2 pregnancy_condition|Z33 pregnancy_condition|Z35.9
    pregnancy_condition|O26.9 pregnancy_condition|O42.9 fracture_lower_limb|S72.0 fracture_lower_limb|S82.6
    palliative_care_encounter|Z51.5 anaemia|D50.9 anaemia|D64.9 thrombocytopenia|D69.3 recurrent_falls|R29.6
    alcohol_abuse|K70.1 liver_disease_factor|K74.6 liver_disease_factor|I85.0 varices_bled|I98.3
    bleeding_gi|K25.4 bleeding_active_major|K26.0 bleeding_active_major|I60.9 bleeding_active_major|S06.5
    pulmonary_embolism_acute|I26.9 ckd_stage_4_5|N18.4 esrd|N18.5 kidney_transplant|Z94.0 bleeding_obstetric|O72.1
    status_long_term_anticoagulant|Z92.1 bleeding_diathesis_severe|D66
""")
PARTS = words("""
    metastatic_cancer/active_malignancy cancer_luminal_gi/active_malignancy cancer_genitourinary/active_malignancy
    bleeding_gi/bleeding_active_major varices_bled/bleeding_gi intracranial_haemorrhage/bleeding_active_major
    intracranial_haemorrhage_traumatic/bleeding_active_major stroke_history_haemorrhagic/stroke_history
    hepatic_failure_lysis/liver_disease_factor
""")


def who_rows() -> dict[str, str]:
    return {row.code: row.display for _, row in all_rows() if row.system == WHO}


def test_a_who_code_has_at_most_one_digit_after_the_dot_and_no_letter() -> None:
    assert {code for code in who_rows() if not re.fullmatch(r"[A-Z]\d\d(\.\d)?", code)} == set()
    assert len(who_rows()) > 1000


def test_who_titles_are_in_british_and_icd_10_cm_titles_in_american_spelling() -> None:
    assert {code: title for code, title in who_rows().items() if AMERICAN.search(title)} == {}
    american = {row.code: row.display for _, row in all_rows() if row.system == CM}
    assert {code: title for code, title in american.items() if BRITISH.search(title)} == {}


@pytest.mark.parametrize("needed", NEEDED)
def test_a_fact_that_has_a_who_code_is_read_from_it(needed: str) -> None:
    name, code = needed.split("|")
    assert holds(name, WHO, code) and holds(name, WHO, code.replace(".", ""))


@pytest.mark.trap("T-62")
def test_every_category_of_malignant_neoplasms_but_c44_is_active() -> None:
    categories = {code[:3] for code in codes_in("active_malignancy", WHO)}
    missing = {f"C{number:02}" for number in range(98)} - categories
    assert missing == {"C44", *CATEGORIES_WITHOUT_WHO_CODES}
    assert categories <= codes_in("active_malignancy", WHO), "the three-character codes themselves are sent too"


@pytest.mark.parametrize("pair", PARTS)
def test_a_smaller_set_is_a_part_of_the_larger_one_in_who_codes_too(pair: str) -> None:
    part, whole = pair.split("/")
    assert codes_in(part, WHO) and codes_in(part, WHO) <= codes_in(whole, WHO)


# The traps.


@pytest.mark.trap("F-22")
def test_c80_is_an_unknown_primary_in_who_icd_10_and_disseminated_cancer_in_icd_10_cm() -> None:
    assert holds("metastatic_cancer", CM, "C80.0") and not holds("metastatic_cancer", WHO, "C80.0")
    assert sets_holding(WHO, "C80.0") == {"active_malignancy"}


def test_a_history_of_any_circulatory_disease_is_no_history_of_vte_or_stroke() -> None:
    assert sets_holding(WHO, "Z86.7") == set()


def test_an_absent_genital_organ_need_not_be_the_uterus() -> None:
    assert sets_holding(WHO, "Z90.7") == set()


def test_who_codes_that_do_not_name_the_fact_are_in_no_set() -> None:
    unspecific = {
        "D75.8": "heparin-induced thrombocytopenia has no code of its own",
        "S06.3": "focal brain injury, bleeding not stated",
        "K57.3": "diverticula, bleeding not stated",
        "K55.2": "angiodysplasia, bleeding not stated",
        "S32.7": "lumbar spine or pelvis",
        "S32.8": "lumbar spine or pelvis",
        "O26.6": "pregnancy or puerperium",
        "O99.0": "pregnancy or puerperium",
        "O88": "air, clot and septic embolism alike",
        "Z49.0": "prepared for dialysis, not on it",
        "Z30.4": "contraceptive not stated",
        "Z92.2": "medicament not stated",
        "H36.0": "diabetic retinopathy, stage not stated",
        "O92.5": "suppressed lactation",
    }
    assert {code: sets_holding(WHO, code) for code in unspecific if sets_holding(WHO, code)} == {}


def test_unspecified_haematuria_holds_the_microscopic_one_and_is_not_major_bleeding() -> None:
    assert sets_holding(WHO, "R31") == {"bleeding_minor"}


@pytest.mark.trap("T-34")
def test_the_deep_vein_sets_hold_the_same_few_who_codes_as_ever() -> None:
    held = {code for name in LEVELS_OF_LEG_DVT for code in codes_in(name, WHO)}
    assert held == set(words("I80.1 I80.2 I80.3 I80.9 I82.9 O22.3 O87.1"))
    assert sets_holding(WHO, "I82.8") == sets_holding(WHO, "I82.3") == {"excl_other_vein_thrombosis"}


def test_septic_and_air_embolism_of_obstetrics_are_not_acute_pe_in_who_icd_10_either() -> None:
    assert sets_holding(WHO, "O88.2") == {"pulmonary_embolism_acute"}
    for code in ("O88.0", "O88.1", "O88.3", "T79.1", "T80.0"):
        assert sets_holding(WHO, code) == {"pulmonary_embolism_excluded"}


# The two sets that features asked for.


def test_obstetric_haemorrhage_is_a_set_of_its_own_and_not_active_major_bleeding() -> None:
    for system, code in ((CM, "O44.11"), (CM, "O44.33"), (CM, "O44.53"), (CM, "O46.93"), (CM, "O67.9"), (CM, "O72.1")):
        assert holds("bleeding_obstetric", system, code)
    for code in ("O44.1", "O46.9", "O67.8", "O72.2"):
        assert holds("bleeding_obstetric", WHO, code)
    for system, code in ((CM, "O44.01"), (CM, "O45.91"), (CM, "O20.0"), (WHO, "O44.0"), (WHO, "O45.9"), (WHO, "O20.0")):
        assert not holds("bleeding_obstetric", system, code)
    assert shared_codes("bleeding_obstetric", "bleeding_active_major") == set()
    assert shared_codes("bleeding_obstetric", "bleeding_minor") == set()


def test_a_kidney_transplant_is_not_end_stage_disease_and_a_failed_graft_is_no_transplant_status() -> None:
    assert holds("kidney_transplant", CM, "Z94.0") and holds("kidney_transplant", "SNOMED", "737295003")
    assert shared_codes("kidney_transplant", "esrd") == shared_codes("kidney_transplant", "ckd_stage_4_5") == set()
    assert not holds("kidney_transplant", CM, "T86.12")


# disjoint.yaml, which the service reads, keeps apart at least what is kept apart here.


def test_the_service_keeps_apart_what_these_tests_keep_apart() -> None:
    groups = [set(names) for names in read_yaml("disjoint.yaml").values()]
    assert set().union(*groups) <= set(files())
    pairs = [*combinations(LEVELS_OF_LEG_DVT + NOT_ACUTE_LEG_DVT, 2), *combinations(BODY_SITES, 2)]
    pairs += [tuple(pair.split("/")) for pair in OPPOSITES]
    assert [pair for pair in pairs if not any(set(pair) <= group for group in groups)] == []


@pytest.mark.parametrize("group", sorted(read_yaml("disjoint.yaml")))
def test_no_code_is_in_two_sets_that_exclude_each_other(group: str) -> None:
    pairs = combinations(read_yaml("disjoint.yaml")[group], 2)
    assert {pair: shared for pair in pairs if (shared := shared_codes(*pair))} == {}
