from pathlib import Path

import pytest

from service.fhir.codes import CodeIndex, ValueSetError
from service.fhir.value_set_files import SystemTable
from tests.unit.fhir.synthetic import write_value_set

CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"


@pytest.mark.trap("T-10", "F-21")
@pytest.mark.parametrize("code", ["I82.462", "I82462", "i82.462", "I82.46", " I82.461 "])
def test_an_icd_10_cm_code_is_found_by_prefix_with_or_without_dot_and_in_either_case(codes, code):
    assert codes.concepts(CM, code) == {"dvt_calf_muscular_acute", "vte_broad"}


@pytest.mark.trap("F-21")
def test_a_code_shorter_than_the_prefix_is_not_in_the_set(codes):
    assert codes.concepts(CM, "I82.4") == {"vte_broad"}


@pytest.mark.trap("T-36", "F-22")
def test_who_icd_10_and_icd_10_cm_are_two_systems(codes):
    assert codes.concepts("http://hl7.org/fhir/sid/icd-10", "I82.462") == set()
    assert codes.concepts("http://hl7.org/fhir/sid/icd-10", "I80.2") == {"dvt_who"}
    assert codes.concepts(CM, "I80.2") == set()


@pytest.mark.parametrize(
    "system",
    [
        SNOMED,
        "urn:oid:2.16.840.1.113883.6.96",
        "https://snomed.info/sct",
        "http://snomed.info/sct/",
        "http://snomed.info/sct|http://snomed.info/sct/731000124108",
        "http://snomed.info/sct/731000124108/version/20260301",
    ],
)
def test_a_system_is_known_under_every_spelling_that_servers_send(codes, system):
    assert codes.concepts(system, "128053003") == {"dvt_unspecified"}
    assert codes.canonical(system) == SNOMED


def test_a_code_of_an_unlisted_system_is_in_no_set(codes):
    assert codes.concepts("http://example.org/local", "128053003") == set()
    assert codes.concepts(None, "128053003") == set()
    assert codes.concepts(SNOMED, None) == set()


@pytest.mark.trap("T-1")
def test_the_side_and_the_display_come_from_the_value_set_row(codes):
    assert codes.attributes(CM, "I82.461") == {"laterality": "right"}
    assert codes.attributes(CM, "I82.46") == {}
    assert codes.display(CM, "I82.469") == "Thrombosis of calf muscular vein"
    assert codes.display(SNOMED, "1") == ""


@pytest.mark.trap("F-23")
@pytest.mark.parametrize("text", ["Popliteal vein", "  POPLITEAL-vein ", "Left popliteal vein", "popliteal vein, RT"])
def test_a_listed_phrase_is_read_whatever_its_case_punctuation_and_side(codes, text):
    assert codes.concepts_of({"text": text}) == {"bodysite_popliteal"}


@pytest.mark.trap("F-23")
@pytest.mark.parametrize("text", ["no thrombus in the popliteal vein", "popliteal veins", "popliteal", "x" * 5000, ""])
def test_text_that_is_not_exactly_a_listed_phrase_says_nothing(codes, text):
    assert codes.concepts_of({"text": text}) == set()


def test_a_code_of_a_listed_system_outranks_the_words_beside_it(codes):
    coded = {"coding": [{"system": "http://loinc.org", "code": "32623-1"}], "text": "platelet count"}
    assert codes.concepts_of(coded) == set()
    local = {"coding": [{"system": "urn:oid:1.2.3", "code": "PLT"}], "text": "platelet count"}
    assert codes.concepts_of(local) == {"lab_platelets"}


@pytest.mark.trap("F-20")
def test_every_coding_of_a_concept_is_tried_and_broken_ones_are_passed_over(codes):
    coded = {"coding": [{"code": "x"}, 7, {"system": SNOMED, "code": 5}, {"system": CM, "code": "I82.4"}]}
    assert codes.concepts_of(coded) == {"vte_broad"}
    assert codes.concepts_of({"coding": "x"}) == codes.concepts_of("x") == codes.concepts_of(None) == set()


def refused(folder: Path) -> ValueSetError:
    with pytest.raises(ValueSetError) as caught:
        CodeIndex.load(folder)
    return caught.value


def test_a_row_given_twice_is_refused_with_file_and_line(folder):
    write_value_set(folder, "twice", ["SNOMED,1,exact,a,b,", "SNOMED,1,exact,a,b,"])
    error = refused(folder)
    assert (error.number, error.file.name, error.line) == ("DVT-444", "twice.csv", 7)


def test_icd_codes_with_and_without_the_dot_are_the_same_row(folder):
    write_value_set(folder, "twice", ["ICD-10-CM,I82.4,prefix,a,b,", "ICD-10-CM,i824,prefix,a,b,"])
    assert refused(folder).number == "DVT-444"


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("SNOWMED,1,exact,a,b,", "DVT-443"),
        ("SNOMED,1,prefix,a,b,", "DVT-445"),
        ("SNOMED,1,like,a,b,", "DVT-445"),
        ("SNOMED,,exact,a,b,", "DVT-445"),
        ("SNOMED,1,exact,a,b,sinister", "DVT-446"),
        ("ICD-10-CM,I82.461,exact,a,b,left", "DVT-446"),
        ("SNOMED,1,exact,a", "DVT-442"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_number(folder, row, number):
    write_value_set(folder, "zz_other", [row])
    assert refused(folder).number == number


def test_a_file_whose_header_or_columns_are_wrong_is_refused(folder):
    path = write_value_set(folder, "odd", [], columns="system,code,display")
    assert refused(folder).number == "DVT-442"
    path.write_text("# name: another\n# title: t\n# version: 1\nsystem,code,match,display,included_because\n")
    assert refused(folder).number == "DVT-441"
    path.write_text("# name: odd\n# title: t\nsystem,code,match,display,included_because\n")
    assert refused(folder).number == "DVT-441"
    path.write_bytes(b"# name: odd\xff\n")
    assert refused(folder).number == "DVT-440"


def test_one_uri_under_two_aliases_and_unknown_phrase_sets_are_refused(folder):
    systems = folder / "systems.yaml"
    before = systems.read_text()
    systems.write_text(before + 'AGAIN: ["https://loinc.org/"]\n')
    assert refused(folder).number == "DVT-447"
    systems.write_text(before)
    (folder / "text_phrases.yaml").write_text('no_such_set: ["x"]\n')
    assert "no_such_set" in str(refused(folder))
    (folder / "text_phrases.yaml").write_text('lab_platelets: ["x"]\nlab_platelets: ["y"]\n')
    assert refused(folder).line == 2


def test_an_empty_folder_is_refused(tmp_path):
    (tmp_path / "systems.yaml").write_text('LOINC: ["http://loinc.org"]\n')
    assert refused(tmp_path).number == "DVT-440"


def test_a_code_in_two_sets_that_exclude_each_other_is_refused(folder):
    (folder / "disjoint.yaml").write_text("vein: [dvt_calf_muscular_acute, dvt_unspecified]\n")
    assert CodeIndex.load(folder).at_odds(frozenset({"dvt_unspecified", "lab_platelets"})) == ()
    write_value_set(folder, "dvt_chronic", ["SNOMED,128053003,exact,a,b,"])
    (folder / "disjoint.yaml").write_text("\nvein: [dvt_chronic, dvt_unspecified]\n")
    error = refused(folder)
    assert (error.number, error.file.name, error.line) == ("DVT-448", "disjoint.yaml", 2)
    assert "dvt_chronic and dvt_unspecified" in str(error)


def test_a_stem_and_a_code_below_it_may_not_exclude_each_other_either(folder):
    (folder / "disjoint.yaml").write_text("vein: [dvt_calf_muscular_acute, vte_broad]\n")
    assert refused(folder).number == "DVT-448"


@pytest.mark.parametrize("text", ["vein: [dvt_unspecified, no_such_set]\n", "vein: [dvt_unspecified]\n"])
def test_a_group_of_exclusive_sets_names_at_least_two_files(folder, text):
    (folder / "disjoint.yaml").write_text(text)
    assert refused(folder).number == "DVT-447"


@pytest.mark.parametrize(
    ("code", "sets"),
    [
        ("00099", ""),
        ("00100", "a"),
        ("00199", "a"),
        ("00200", "a b"),
        ("00299", "a b"),
        ("00300", "b"),
        ("00301", ""),
        ("99998", "b"),
        ("99999", "b"),
        ("99999-LT", "b"),
        ("0200", ""),
        ("0029U", ""),
        ("٠٠٢٠٠", ""),
    ],
)
def test_a_number_is_in_the_sets_of_the_ranges_around_it(code, sets):
    table = SystemTable("CPT", "http://www.ama-assn.org/go/cpt")
    table.ranges = [("00100", "00199", "a"), ("00200", "00299", "a"), ("00200", "00300", "b"), ("99990", "99999", "b")]
    table.line_up()
    assert table.find(code) == table.copy().find(code) == set(sets.split())


def test_ranges_of_one_set_that_overlap_hold_what_they_share():
    table = SystemTable("CPT", "http://www.ama-assn.org/go/cpt")
    table.ranges = [("00100", "00199", "a"), ("00150", "00300", "a")]
    table.line_up()
    assert [set(table.find(code)) for code in ("00149", "00150", "00199", "00300", "00301")] == [{"a"}] * 4 + [set()]
