import pytest

from service.fhir.laterality import UNREAD, side_of, told_side
from tests.builders import feature_knowledge
from tests.unit.fhir.synthetic import bundle, concept, condition

CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
DVT = concept(SNOMED, "128053003")
POPLITEAL = {"system": SNOMED, "code": "56849005"}
LEFT, RIGHT = {"system": SNOMED, "code": "7771000"}, {"system": SNOMED, "code": "24028007"}


@pytest.fixture
def side(read, codes):
    def side(**members):
        (found,) = read({"conditions": bundle(condition(**members))}).resources
        return side_of(found, codes)

    return side


@pytest.mark.trap("T-22")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("I82.461", "right"),
        ("I82.462", "left"),
        ("I82.463", "bilateral"),
        ("I82.469", None),
        ("I82.46", None),
        ("I824Z2", "left"),
    ],
)
def test_the_side_of_an_icd_code_is_its_sixth_character(side, code, expected):
    assert side(code=concept(CM, code)) == expected


@pytest.mark.trap("F-25")
@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ([{"coding": [POPLITEAL, LEFT]}], "left"),
        ([{"coding": [POPLITEAL], "text": "Popliteal vein, right"}], "right"),
        ([{"coding": [{**POPLITEAL, "display": "Left popliteal vein"}]}], "left"),
        ([{"coding": [LEFT]}, {"coding": [RIGHT]}], "bilateral"),
        ([{"coding": [{"system": SNOMED, "code": "51440002"}]}], "bilateral"),
        ([{"coding": [POPLITEAL]}], None),
        ([5], None),
        ([{"coding": [{"system": SNOMED, "code": []}]}], None),
        ("left", None),
    ],
)
def test_the_side_is_read_from_the_body_site(side, site, expected):
    assert side(code=DVT, bodySite=site) == expected


@pytest.mark.trap("F-25")
def test_a_code_for_one_leg_with_a_body_site_on_the_other_is_no_side(side):
    assert side(code=concept(CM, "I82.461"), bodySite=[{"coding": [LEFT]}]) is None
    assert side(code=concept(CM, "I82.461"), bodySite=[{"coding": [RIGHT]}]) == "right"


def test_two_codings_of_one_code_with_different_sides_are_a_contradiction_not_both_legs(side):
    assert side(code={"coding": [{"system": CM, "code": "I82.461"}, {"system": CM, "code": "I82.462"}]}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DVT of left leg", "left"),
        ("Bilateral DVT", "bilateral"),
        ("DVT of left and right legs", "bilateral"),
        ("DVT", None),
        ("leftover clot", None),
    ],
)
def test_the_side_is_read_from_words_of_the_code_where_the_code_has_none(side, text, expected):
    assert side(code={**DVT, "text": text}) == expected


# --- told, not told, told and not read ---------------------------------------------------------------------------

EXTENSION = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
LIMB = {"system": SNOMED, "code": "61685007"}
A_LEG_IN_NO_LIST = {"system": SNOMED, "code": "999999999999"}


def of(side):
    return {"url": EXTENSION, "valueCodeableConcept": {"coding": [side]}}


@pytest.fixture
def told(read, knowledge_codes):
    def told(**members):
        (found,) = read({"conditions": bundle(condition(code=DVT, **members))}, codes=knowledge_codes).resources
        return told_side(found, knowledge_codes)

    return told


@pytest.fixture(scope="module")
def knowledge_codes():
    return feature_knowledge().codes


@pytest.mark.trap("F-25")
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"bodySite": [{"text": "LLE"}]}, "left"),
        ({"bodySite": [{"text": "R LE"}]}, "right"),
        ({"bodySite": [{"text": "BLE"}]}, "bilateral"),
        ({"bodySite": [{"text": "B/L lower extremities"}]}, "bilateral"),
        ({"bodySite": [{"coding": [LIMB], "extension": [of(LEFT)]}]}, "left"),
        ({"bodySite": [{"coding": [LIMB]}], "extension": [of(RIGHT)]}, "right"),
        ({"bodySite": [{"coding": [LIMB], "extension": [{"url": "x", "extension": [of(LEFT)]}]}]}, "left"),
        ({"bodySite": [{"coding": [LIMB, {"system": "urn:oid:2.16.840.1.113883.6.96", "code": "7771000"}]}]}, "left"),
        ({"bodySite": [{"coding": [LIMB, {"system": f"{SNOMED}/731000124108", "code": "7771000"}]}]}, "left"),
        ({"bodySite": [{"coding": [{"system": SNOMED, "code": "32153003"}]}]}, "left"),
        ({"bodySite": [{"coding": [{"system": SNOMED, "code": "62175007"}]}]}, "right"),
        ({"bodySite": [{"coding": [{"system": "urn:local", "code": "x", "display": "Left lower limb"}]}]}, "left"),
        ({"bodySite": {"coding": [LEFT]}}, "left"),
        ({"bodySite": {"coding": [{**LEFT, "display": "Left (qualifier value)"}]}}, "left"),
        ({"bodySite": {"coding": [{"system": SNOMED, "code": "419161000"}]}}, "left"),
        ({"bodyStructure": {"display": "Left leg"}}, "left"),
        ({"bodyStructure": [{"concept": {"coding": [LIMB, RIGHT]}}]}, "right"),
        ({"bodyStructure": {"reference": {"reference": "BodyStructure/1", "display": "Right calf"}}}, "right"),
    ],
)
def test_a_side_is_read_in_every_shape_that_it_comes_in(told, members, expected):
    assert told(**members) == expected


def test_a_body_structure_inside_the_resource_is_read_in_both_versions(told):
    r4 = {"resourceType": "BodyStructure", "id": "b", "location": {"coding": [LIMB]}}
    r4["locationQualifier"] = [{"coding": [LEFT]}]
    r5 = {"resourceType": "BodyStructure", "id": "b"}
    r5["includedStructure"] = [{"structure": {"coding": [LIMB]}, "laterality": {"coding": [RIGHT]}}]
    url = "http://hl7.org/fhir/StructureDefinition/bodySite"
    by_extension = [{"url": url, "valueReference": {"reference": "#b"}}]
    assert told(contained=[r4], extension=by_extension) == "left"
    assert told(contained=[r5], bodyStructure={"reference": "#b"}) == "right"
    two = {**r5, "includedStructure": r5["includedStructure"] * 2}
    assert told(contained=[two], bodyStructure={"reference": "#b"}) == UNREAD


@pytest.mark.trap("F-25")
@pytest.mark.parametrize(
    "members",
    [
        {},
        {"bodySite": []},
        {"bodySite": None},
        {"bodySite": {"coding": [POPLITEAL]}},
        {"bodySite": {"coding": [{**POPLITEAL, "display": "Structure of popliteal vein (body structure)"}]}},
        {"bodySite": {"coding": [LIMB], "text": "Lower leg, medial"}},
        {"bodySite": {"text": "Calf veins"}},
        {"bodySite": {"coding": [LIMB], "extension": [{"url": "http://x/narrative", "valueString": "see note"}]}},
    ],
)
def test_a_listed_site_without_a_side_tells_none(told, members):
    assert told(**members) is None


@pytest.mark.trap("F-25")
@pytest.mark.parametrize(
    "members",
    [
        {"bodySite": {"text": "Right upper extremity"}},
        {"bodySite": {"text": "LUE"}},
        {"bodySite": {"text": "left breast"}},
        {"bodySite": {"text": "as discussed"}},
        {"bodySite": {"coding": [A_LEG_IN_NO_LIST]}},
        {"bodySite": {"coding": [A_LEG_IN_NO_LIST, LEFT]}},
        {"bodySite": {"coding": [LIMB, {"system": "urn:local", "code": "K4"}]}},
        {"bodySite": {"coding": [LIMB], "text": "lft leg"}},
        {"bodySite": {"coding": [{"system": SNOMED, "code": "66459002"}]}},
        {"bodySite": {"coding": [LEFT], "text": "right leg"}},
        {"bodySite": {"coding": [LIMB, LEFT, RIGHT]}},
        {
            "bodySite": {
                "coding": [LIMB],
                "extension": [{"url": EXTENSION, "valueCodeableConcept": {"text": "see note"}}],
            }
        },
        {"bodySite": "left"},
        {"bodySite": [5]},
        {"bodySite": [{"coding": [POPLITEAL, LEFT]}, {"text": "see drawing"}]},
        {"bodyStructure": {"reference": "BodyStructure/17"}},
        {"bodyStructure": {"reference": "#nowhere"}},
    ],
)
def test_a_site_that_may_hold_a_side_or_is_no_leg_is_told_and_not_read(told, members):
    assert told(**members) == UNREAD


def test_a_diagnosis_keeps_the_side_of_its_code_beside_a_site_that_cannot_be_read(side):
    assert side(code=concept(CM, "I82.461"), bodySite=[{"coding": [A_LEG_IN_NO_LIST]}]) == "right"
    assert side(code=concept(CM, "I82.461"), bodySite=[{"coding": [LEFT]}]) is None
