"""A one-time order that is still active is a dose of its day, and no lasting treatment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import days_ago, hours_ago, medication_request
from tests.unit.features.bleeding_charts import feature

ON = "on_therapeutic_ac"
ENOXAPARIN = "RxNorm|854241"


def order(text: str | None, at: str, **dosage: Any) -> dict[str, Any]:
    dose = {"doseAndRate": [{"doseQuantity": {"value": 80, "unit": "mg"}}]}
    return medication_request(ENOXAPARIN, at, dosageInstruction=[({"text": text} if text else {}) | dose | dosage])


ONCE: dict[str, Any] = {"timing": {"repeat": {"count": 1}}}


@pytest.mark.parametrize(("text", "members"), [(None, ONCE), ("80 mg subcut once", {}), ("80 mg SC x1 now", {})])
def test_a_single_dose_leaves_treatment_open_for_its_hours_and_treats_nobody_later(
    text: str | None, members: dict[str, Any]
) -> None:
    assert feature(ON, order(text, hours_ago(3), **members)).value is None
    assert feature(ON, order(text, days_ago(5), **members)).value == "absent"


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("80 mg every 12 hours", {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}),
        ("80 mg subcut every 12 hours", ONCE),
    ],
)
def test_an_order_that_speaks_of_more_doses_is_not_over_after_one(text: str, members: dict[str, Any]) -> None:
    assert feature(ON, order(text, days_ago(5), **members)).value != "absent"
