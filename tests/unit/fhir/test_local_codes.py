import json
from pathlib import Path

import pytest

from service.fhir.codes import CodeIndex, LocalMap, ValueSetError
from service.fhir.local_codes import VALUE_SET_SYSTEM, read_local_codes

ROOT = Path(__file__).resolve().parents[3]
MAPS = ROOT / "fixtures" / "local_codes"
LOCAL = "urn:oid:1.2.3.4.5"
CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"


@pytest.fixture(scope="module")
def ours() -> CodeIndex:
    return CodeIndex.load(ROOT / "cards" / "value_sets")


@pytest.fixture(scope="module")
def hospital(ours) -> CodeIndex:
    return read_local_codes(MAPS / "hospital.json", ours)


def refused(path: Path, index: CodeIndex) -> ValueSetError:
    with pytest.raises(ValueSetError) as caught:
        read_local_codes(path, index)
    return caught.value


@pytest.fixture
def map_of(tmp_path):
    """Write a ConceptMap with one element, changed at will."""

    def write(element: dict, *, source: object = LOCAL, target: object = CM, **more: object) -> Path:
        group = {"source": source, "target": target, "element": [element]}
        path = tmp_path / "map.json"
        path.write_text(json.dumps({"resourceType": "ConceptMap", "status": "active", "group": [group], **more}))
        return path

    return write


def to(code: object, equivalence: object = "equivalent", **more: object) -> dict:
    return {"code": "X1", "target": [{"code": code, "equivalence": equivalence, **more}]}


def test_a_local_code_means_what_its_target_means(hospital):
    assert hospital.concepts(LOCAL, "DX-GASTROC-L") == {"dvt_calf_muscular_acute"}
    assert hospital.concepts(LOCAL, "LAB-PLT") == {"lab_platelets"}
    assert hospital.concepts(LOCAL, "DX-PHLEGM") == {"phlegmasia_cerulea"}
    assert hospital.concepts(LOCAL, "DX-HIT") == {"heparin_induced_thrombocytopenia", "thrombocytopenia"}


def test_a_local_code_carries_the_side_and_the_display_of_its_target_and_no_words_of_the_site(hospital):
    assert hospital.attributes(LOCAL, "DX-GASTROC-L") == {"laterality": "left"}
    assert hospital.display(LOCAL, "DX-GASTROC-L") == hospital.display(CM, "I82.462")
    assert "astrocnemius" not in hospital.display(LOCAL, "DX-GASTROC-L")
    assert hospital.attributes(LOCAL, "DX-PHLEGM") == {}


def test_a_local_code_that_says_more_than_its_target_is_accepted_as_subsumed(hospital):
    assert hospital.concepts(LOCAL, "DX-POP-POSTOP") == {"dvt_popliteal_acute"}


def test_a_code_of_a_listed_system_that_we_do_not_hold_can_be_added_to_a_set(ours, hospital):
    assert ours.concepts(LOINC, "71428-7") == set()
    assert hospital.concepts(LOINC, "71428-7") == hospital.concepts("https://loinc.org/", "71428-7")
    assert hospital.concepts(LOINC, "71428-7") == {"lab_d_dimer_ambiguous"}


def test_unmapped_codes_and_codes_of_other_systems_stay_in_no_set(hospital):
    for system, code in ((LOCAL, "DX-VARIA"), (LOCAL, "dx-phlegm"), ("urn:oid:1.2.3.4", "DX-PHLEGM")):
        assert hospital.concepts(system, code) == set()


def test_the_index_that_was_given_stays_as_it_was(ours, hospital):
    assert ours.concepts(LOCAL, "LAB-PLT") == set() and ours.local_maps == ()
    assert ours.concepts("https://loinc.org", "71428-7") == set() and ours.display(LOINC, "71428-7") == ""
    assert hospital.concepts(CM, "I82.462") == ours.concepts(CM, "I82.462") == {"dvt_calf_muscular_acute"}
    assert hospital.local_maps == (LocalMap("hospital.json", "https://hospital.example/fhir/ConceptMap/dvt", "3", 6),)


def test_words_beside_an_unmapped_local_code_are_still_read_and_those_beside_a_mapped_one_are_not(hospital):
    def read(code: str) -> frozenset[str]:
        return hospital.concepts_of({"coding": [{"system": LOCAL, "code": code}], "text": "left popliteal vein"})

    assert read("DX-OTHER") == hospital.concepts_of({"text": "popliteal vein"}) != set()
    assert read("DX-GASTROC-L") == {"dvt_calf_muscular_acute"}
    assert not hospital.knows_system(LOCAL) and hospital.knows_system(SNOMED)


def test_a_second_map_adds_to_the_first_and_may_not_repeat_it(hospital, map_of):
    both = read_local_codes(map_of(to("I82.432")), hospital)
    assert both.concepts(LOCAL, "X1") == {"dvt_popliteal_acute"}
    assert both.concepts(LOCAL, "LAB-PLT") == {"lab_platelets"}
    assert [each.file for each in both.local_maps] == ["hospital.json", "map.json"]
    assert refused(map_of({**to("I82.432"), "code": "LAB-PLT"}), hospital).number == "DVT-454"


@pytest.mark.parametrize(
    ("name", "number", "place"),
    [
        ("target_is_narrower", "DVT-453", "group[0].element[0].target[0].equivalence"),
        ("target_called_wider", "DVT-453", "group[0].element[0].target[0].equivalence"),
        ("acute_and_chronic", "DVT-455", "group[0].element[0]"),
        ("left_and_right", "DVT-455", "group[0].element[0]"),
        ("target_in_no_set", "DVT-452", "group[1].element[0].target[0].code"),
        ("value_set_misspelt", "DVT-452", "group[0].element[0].target[0].code"),
        ("code_of_ours", "DVT-454", "group[0].element[0].code"),
        ("mapped_twice", "DVT-454", "group[1].element[0].code"),
        ("target_system_unknown", "DVT-451", "group[0].target"),
        ("source_without_uri", "DVT-451", "group[0].source"),
        ("all_other_codes", "DVT-450", "group[0].unmapped"),
        ("a_code_system", "DVT-450", "resourceType"),
    ],
)
def test_a_map_that_cannot_be_trusted_is_refused_with_number_and_place(ours, name, number, place):
    error = refused(MAPS / f"{name}.json", ours)
    assert (error.number, error.place, error.file.name) == (number, place, f"{name}.json")
    assert str(error).startswith(f"{number}: {name}.json {place}: ")


def test_every_map_of_the_fixtures_is_read_here():
    read = test_a_map_that_cannot_be_trusted_is_refused_with_number_and_place.pytestmark[0].args[1]
    assert {path.stem for path in MAPS.glob("*.json")} == {"hospital", *(name for name, _, _ in read)}


@pytest.mark.parametrize("said", ["narrower", "wider", "specializes", "relatedto", "inexact", "", None, "Equivalent"])
def test_an_equivalence_that_lets_a_code_say_more_than_it_does_is_refused(ours, map_of, said):
    assert refused(map_of(to("I82.432", said)), ours).number == "DVT-453"


def test_the_relationship_of_r5_is_read_in_its_own_words(ours, map_of):
    def element(said: str) -> dict:
        return {"code": "X1", "target": [{"code": "I82.432", "relationship": said}]}

    read = read_local_codes(map_of(element("source-is-narrower-than-target")), ours)
    assert read.concepts(LOCAL, "X1") == {"dvt_popliteal_acute"}
    assert refused(map_of(element("source-is-broader-than-target")), ours).number == "DVT-453"


@pytest.mark.parametrize("code", ["", "  ", " X1", "X\n1", 7, None])
def test_a_local_code_that_no_record_can_carry_is_refused(ours, map_of, code):
    assert refused(map_of({**to("I82.432"), "code": code}), ours).place == "group[0].element[0].code"


@pytest.mark.parametrize("source", ["https://dvt-cds.org/fhir/CodeSystem/dvt-assessment", VALUE_SET_SYSTEM])
def test_a_site_cannot_add_codes_to_the_systems_of_the_service(ours, map_of, source):
    assert refused(map_of(to("I82.432"), source=source), ours).number == "DVT-451"


@pytest.mark.parametrize("system", [None, 5, "", "LOCAL", "urn:", CM + "|2026"])
def test_a_system_that_is_no_absolute_uri_is_refused(ours, map_of, system):
    assert refused(map_of(to("I82.432"), source=system), ours).place == "group[0].source"
    assert refused(map_of(to("I82.432"), target=system), ours).place == "group[0].target"


def test_two_spellings_of_one_source_code_are_one_code(ours, map_of):
    group = {"source": CM, "target": VALUE_SET_SYSTEM}
    elements = [{**to("obesity"), "code": code} for code in ("Q99.81", "q9981")]
    error = refused(map_of({}, group=[{**group, "element": elements}]), ours)
    assert (error.number, error.place) == ("DVT-454", "group[0].element[1].code")


def test_a_conditional_mapping_a_retired_map_and_an_empty_one_are_refused(ours, map_of):
    dependent = to("I82.432", dependsOn=[{"property": "http://example.org/side", "value": "left"}])
    assert refused(map_of(dependent), ours).place == "group[0].element[0].target[0].dependsOn"
    assert refused(map_of(to("I82.432"), status="retired"), ours).place == "status"
    for group in ([], None, {}, [7]):
        assert refused(map_of({}, group=group), ours).number == "DVT-450"


@pytest.mark.parametrize(
    "text", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"resourceType": "ConceptMap", "group": [], "group": []}', b"[]"]
)
def test_a_file_that_is_not_strict_json_is_refused(ours, tmp_path, text):
    (tmp_path / "odd.json").write_bytes(text)
    assert refused(tmp_path / "odd.json", ours).number == "DVT-450"
    assert refused(tmp_path / "missing.json", ours).number == "DVT-450"


def test_a_byte_order_mark_before_the_map_is_passed_over(ours, map_of):
    path = map_of(to("I82.432"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_local_codes(path, ours).concepts(LOCAL, "X1") == {"dvt_popliteal_acute"}
