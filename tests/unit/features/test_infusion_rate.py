"""The rate of an infusion, structured."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.features.infusion_rate import units_per_hour
from service.fhir.record import Resource
from tests.builders import medication_request, record_of


def order(*rates: object) -> Resource:
    told = [{"doseAndRate": [{"rateQuantity": rate}]} for rate in rates]
    record = record_of(medication_request("RxNorm|5224", dosageInstruction=told))
    return record.of_type("MedicationRequest")[0]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ({"value": 18, "code": "[USP'U]/kg/h", "unit": "units/kg/hour"}, 1440),
        ({"value": 18, "unit": "U/kg/h"}, 1440),
        ({"value": 18, "unit": "units/kg/hr"}, 1440),
        ({"value": 1450, "unit": "units/hour"}, 1450),
        ({"value": 20, "unit": "U/min"}, 1200),
        ({"value": 30, "unit": "mL/h"}, None),
        ({"value": 18, "unit": "U/kg"}, None),
        ({"value": 18, "unit": "U/m2/h"}, None),
        ({"value": 18, "unit": "U/kg/h", "comparator": ">"}, None),
        ({"value": "fast", "unit": "U/h"}, None),
        ({"unit": 7}, None),
        ("18 U/kg/h", None),
        ({}, None),
    ],
)
def test_a_rate_is_read_in_units_an_hour_or_not_at_all(rate, expected):
    assert units_per_hour(order(rate), Decimal(80)) == (() if expected is None else (Decimal(expected),))


def test_a_rate_by_weight_needs_the_weight():
    by_weight, fixed = {"value": 18, "unit": "U/kg/h"}, {"value": 1450, "unit": "U/h"}
    assert units_per_hour(order(by_weight, fixed), None) == (Decimal(1450),)
