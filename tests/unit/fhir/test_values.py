from decimal import Decimal

import pytest

from service.fhir.quantities import UnreadableQuantity, read_quantity
from service.fhir.shapes import NO_SETS, Resource
from service.fhir.values import (
    boolean_of,
    choose_newest,
    codings_of,
    component_values,
    interpretations,
    is_absent,
    moment_of,
    quantity_of,
    read_observation,
    text_of,
    value_holders,
)
from tests.unit.fhir.synthetic import bundle, concept, observation

SNOMED = "http://snomed.info/sct"
LOCAL = "https://dvt-cds.org/fhir/CodeSystem/dvt-assessment-value"


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        ({"valueQuantity": {"value": 4.5, "unit": "cm"}}, "4.5"),
        ({"valueString": "4.5 cm"}, "4.5"),
        ({"valueString": "45mm"}, "4.5"),
        ({"valueString": "4,5 cm"}, "4.5"),
        ({"valueDecimal": 4.5, "x": 1}, None),
    ],
)
def test_a_number_is_read_from_whichever_value_it_was_written_in(holder, expected):
    if expected is None:
        with pytest.raises(UnreadableQuantity):
            read_observation("length_cm", holder)
    else:
        assert read_observation("length_cm", holder).exact == Decimal(expected)


def test_a_comparator_in_text_is_a_bound():
    assert read_observation("length_cm", {"valueString": "≥ 5 cm"}).is_above(Decimal(5)) is None
    assert read_observation("length_cm", {"valueString": ">5cm"}).is_above(Decimal(5)) is True


def test_a_comma_before_three_digits_may_be_either_and_is_not_guessed():
    assert read_observation("d_dimer_feu_ng_ml", {"valueString": "1,50 ug/mL"}).exact == 1500
    with pytest.raises(UnreadableQuantity):
        read_observation("d_dimer_feu_ng_ml", {"valueString": "1,500 ng/mL"})


@pytest.mark.parametrize("text", ["about 5 cm", "1,500 ng/mL", "5-6 cm", "five", "5 cm (was 4)x" * 9, ""])
def test_text_that_is_not_one_number_and_unit_is_unreadable(text):
    with pytest.raises(UnreadableQuantity):
        read_observation("length_cm", {"valueString": text})


@pytest.mark.parametrize(
    "holder",
    [
        {},
        {"dataAbsentReason": concept("x", "unknown")},
        {"valueQuantity": {"value": 1, "unit": "cm"}, "dataAbsentReason": concept("x", "error")},
    ],
)
def test_a_reason_for_absent_data_means_that_there_is_no_value(holder, codes):
    assert is_absent(holder)
    assert quantity_of(holder) is None
    assert read_observation("length_cm", holder) is None
    assert boolean_of({**holder, "valueBoolean": True} if "dataAbsentReason" in holder else holder, codes) is None


@pytest.mark.trap("F-32")
@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        ({"valueBoolean": True}, True),
        ({"valueBoolean": False}, False),
        ({"valueBoolean": "true"}, None),
        ({"valueBoolean": 1}, None),
        ({"valueCodeableConcept": concept(SNOMED, "373066001")}, True),
        ({"valueCodeableConcept": concept(SNOMED, "373067005")}, False),
        ({"valueCodeableConcept": concept(LOCAL, "true")}, True),
        ({"valueCodeableConcept": concept(LOCAL, "false")}, False),
        ({"valueCodeableConcept": concept("http://terminology.hl7.org/CodeSystem/v2-0136", "N")}, False),
        (
            {
                "valueCodeableConcept": {
                    "coding": [{"system": SNOMED, "code": "373066001"}, {"system": LOCAL, "code": "false"}]
                }
            },
            None,
        ),
        ({"valueCodeableConcept": concept("urn:x", "true")}, None),
        ({"valueString": "Yes"}, True),
        ({"valueString": "yes, but"}, None),
        ({}, None),
    ],
)
def test_yes_and_no_are_read_from_listed_codes_and_single_words_only(holder, expected, codes):
    assert boolean_of(holder, codes) is expected


def count_in(holder):
    quantity = quantity_of(holder)
    return None if quantity is None else read_quantity("vein_count", quantity).exact


@pytest.mark.trap("T-146")
def test_counts_dates_codes_words_and_interpretations():
    assert count_in({"valueInteger": 2}) == count_in({"valueQuantity": {"value": 2.0}}) == 2
    assert count_in({"valueString": "2 veins"}) == 2
    assert count_in({"valueString": ">2"}) is count_in({}) is None
    assert str(moment_of({"valueDateTime": "2026-11-01"})) == "2026-11-01"
    assert moment_of({"valueDateTime": "soon"}) is moment_of({}) is None
    assert (
        codings_of({"valueCodeableConcept": concept("a", "b")})
        == codings_of({"valueCoding": {"system": "a", "code": "b"}})
        == (("a", "b"),)
    )
    assert text_of({"valueCodeableConcept": {"text": "words"}}) == "words"
    assert (
        interpretations({"interpretation": [concept("x", "h"), {"coding": 5}]})
        == interpretations({"interpretation": concept("x", "H")})
        == {"H"}
    )


def test_a_component_holds_the_value_when_its_code_is_asked_for(read):
    panel = observation(
        "bp",
        code=concept("http://loinc.org", "85354-9"),
        component=[
            {"code": concept("http://loinc.org", "8480-6"), "valueQuantity": {"value": 190, "unit": "mmHg"}},
            {"code": concept("http://loinc.org", "8462-4"), "valueQuantity": {"value": 90, "unit": "mmHg"}},
        ],
    )
    (found,) = read({"observations": bundle(panel)}).of_type("Observation")
    assert [holder["valueQuantity"]["value"] for holder in component_values(found, "vital_systolic")] == [190]
    assert len(value_holders(found, "vital_systolic", "lab_platelets")) == 1
    assert value_holders(found, "lab_platelets") == ()


def platelets(identity, value, when=None, status="final", unit="10*3/uL"):
    data = {"status": status, "valueQuantity": {"value": value, "unit": unit}}
    if when:
        data["effectiveDateTime"] = when
    return Resource("Observation", identity, f"Observation/{identity}", "", NO_SETS, (), data)


def newest(*resources):
    return choose_newest(
        resources, lambda r: read_observation("platelets_10e9_l", r.data), lambda a, b: a.exact < b.exact
    )


@pytest.mark.trap("F-12")
def test_the_newest_countable_value_wins_whatever_the_order():
    old, new, hurried = (
        platelets("a", 20, "2026-11-01"),
        platelets("b", 200, "2026-11-20"),
        platelets("c", 5, "2026-11-21", "preliminary"),
    )
    for order in ((old, new, hurried), (hurried, new, old)):
        chosen = newest(*order)
        assert (chosen.resource, chosen.superseded, chosen.not_counted, chosen.conflicting) == (
            new,
            (old,),
            (hurried,),
            (),
        )


@pytest.mark.trap("F-13")
def test_of_two_values_at_the_same_time_the_more_dangerous_one_is_taken_and_the_other_named():
    low, high = platelets("b", 20, "2026-11-20T08:00:00Z"), platelets("a", 200, "2026-11-20T08:00:00Z")
    for order in ((low, high), (high, low)):
        chosen = newest(*order)
        assert (chosen.resource, chosen.conflicting) == (low, (high,))


def test_the_same_value_in_another_unit_at_the_same_time_is_no_conflict():
    assert newest(platelets("a", 200, "2026-11-20"), platelets("b", 200000, "2026-11-20", unit="/uL")).conflicting == ()


def test_a_partial_date_that_may_be_the_newest_competes_with_the_newest():
    chosen = newest(platelets("a", 20, "2026-11"), platelets("b", 200, "2026-11-20T08:00:00Z"))
    assert chosen.value.exact == 20
    assert newest(platelets("a", 20, "2026-10"), platelets("b", 200, "2026-11-20T08:00:00Z")).value.exact == 200


def test_unreadable_valueless_and_undated_values_are_passed_over_and_named():
    odd, none, undated, good = (
        platelets("a", 5, "2026-11-21", unit="fL"),
        platelets("b", 5, "2026-11-21"),
        platelets("c", 5),
        platelets("d", 200, "2026-11-01"),
    )
    none.data["dataAbsentReason"] = concept("x", "error")
    chosen = newest(odd, none, undated, good)
    assert chosen.resource is good
    assert chosen.unreadable[0][0] is odd
    assert (chosen.without_value, chosen.undated) == ((none,), (undated,))
    assert newest(undated).value.exact == 5
    assert newest(odd).value is None
