"""What was set aside is named on the card: all that leaves an input unknown, and a little of what nobody can read."""

from __future__ import annotations

import pytest

from service.card_sections import MOST_LEFT_OUT, _left_out
from tests.builders import allergy, condition, days_ago, medication_request, observation, record_of

UNCODED, POTASSIUM = {"text": "Swelling"}, "LOINC|2823-3"


def lines(*resources) -> list[str]:
    return list(_left_out(record_of(*resources).quarantined))


def unowned(resource):
    return {member: each for member, each in resource.items() if member not in ("subject", "patient")}


@pytest.mark.parametrize(
    "resource",
    [
        condition(UNCODED, days_ago(1)),
        allergy({"text": "Heparin"}),
        medication_request({"text": "Eliquis 5 mg BID"}, days_ago(3)),
    ],
)
def test_what_has_no_readable_code_and_does_not_say_whose_it_is_is_named(resource):
    (line,) = lines(unowned(resource))
    assert line == f"left out: {resource['resourceType']}/{resource['id']} – does not say readably whose it is"


def test_an_order_whose_drug_leads_nowhere_is_named():
    order = medication_request("RxNorm|1364445", days_ago(3)) | {
        "medicationReference": {"reference": "Medication/none"}
    }
    del order["medicationCodeableConcept"]
    assert "cannot be followed" in lines(order)[0]


def test_a_code_of_something_else_is_not_named_and_one_of_ours_is():
    assert lines(unowned(condition("ICD-10-CM|R10.9", days_ago(1)))) == []
    assert lines(unowned(observation(POTASSIUM, (4, "mmol/L")))) == []
    assert lines(unowned(observation({"text": "Shoe size"}, 42))) == []
    assert len(lines(unowned(condition("ICD-10-CM|K92.2", days_ago(1))))) == 1


def test_the_card_stays_short_where_many_cannot_be_read():
    found = lines(*(unowned(condition(UNCODED, days_ago(1))) for _ in range(20)))
    assert len(found) == MOST_LEFT_OUT + 1
    assert found[-1] == f"left out: {20 - MOST_LEFT_OUT} more entries without a readable code"
    coded = [unowned(condition("ICD-10-CM|K92.2", days_ago(1))) for _ in range(6)]
    assert len(lines(*coded)) == 6
