import pytest

from service.fhir.laterality import side_of
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
