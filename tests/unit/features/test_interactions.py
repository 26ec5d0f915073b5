"""Inhibitors and inducers that change the level of a DOAC."""

from __future__ import annotations

import pytest

from tests.builders import medication_request, medication_statement
from tests.unit.features.bleeding_charts import feature

NAMES = ("strong_inhibitor", "pgp_inhibitor", "strong_inducer")


@pytest.mark.trap("T-143")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("6135", ("present", "present", "absent")),
        ("21212", ("absent", "present", "absent")),
        ("9384", ("absent", "absent", "present")),
        ("8134", ("absent", "absent", "present")),
        ("161", ("absent", "absent", "absent")),
    ],
)
def test_each_drug_belongs_to_its_lists(code: str, expected: tuple[str, ...]) -> None:
    assert tuple(feature(name, medication_request(f"RxNorm|{code}")).value for name in NAMES) == expected
    assert tuple(feature(name, medication_statement(f"RxNorm|{code}")).value for name in NAMES) == expected


def test_a_stopped_drug_no_longer_interacts() -> None:
    assert feature("strong_inducer", medication_request("RxNorm|9384", status="stopped")).value == "absent"


def test_they_are_unknown_unless_orders_and_statements_were_asked_for() -> None:
    for name in NAMES:
        assert not feature(name, asked=("conditions", "observations", "medications")).is_known
