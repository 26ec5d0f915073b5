"""A search may be spared where none of its value sets is in the record, so it must find nothing by any other set.

One resource of every value set of the content, of each kind, each alone in an answered record.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from service.content import cards_folder
from service.features.bleeding_factors import COUNTED, SINGLE
from service.features.ledger import _search
from service.features.sought import NOTHING, Search
from service.ledger_items import read_ledger
from tests.builders import chart_of, concept, days_ago, patient, resource

FACTORS = {name: search for listed in (COUNTED, SINGLE) for name, (_, search) in listed.items()}
LINES = {name: search for name, item in read_ledger(cards_folder(None)).items() if (search := _search(item))}
SEARCHES: dict[str, Search] = {name: each for name, each in {**LINES, **FACTORS}.items() if each.sets}
YES = {"valueBoolean": True}


def _resources(code: dict[str, Any]) -> list[dict[str, Any]]:
    at = days_ago(1)
    return [
        resource("Condition", {"code": code, "onsetDateTime": at, "clinicalStatus": concept("active")}),
        resource("Procedure", {"code": code, "status": "completed", "performedDateTime": at}),
        resource("Observation", {"code": code, "status": "final", "effectiveDateTime": at, **YES}),
        resource("MedicationRequest", {"medicationCodeableConcept": code, "status": "active", "intent": "order"}),
    ]


@cache
def _charts() -> tuple[tuple[str, Any], ...]:
    """A chart for each value set and kind of resource."""
    return tuple(
        (f"{name} as {each['resourceType']}", chart_of(patient(born="1976-05-04"), each))
        for system, code, name in _first_codes()
        for each in _resources({"coding": [{"system": system, "code": code}]})
    )


def _first_codes() -> Iterator[tuple[str, str, str]]:
    systems = yaml.safe_load((cards_folder(None) / "value_sets" / "systems.yaml").read_text("utf-8"))
    for path in sorted((cards_folder(None) / "value_sets").glob("*.csv")):
        rows = csv.DictReader(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
        row = next(rows)
        yield systems[row["system"]][0], row["code"], path.stem


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_finds_nothing_by_a_value_set_that_it_does_not_declare(name: str) -> None:
    search = SEARCHES[name]
    spared = [(what, chart) for what, chart in _charts() if chart.mentioned.isdisjoint(search.sets)]
    assert len(spared) > 500
    assert [what for what, chart in spared if search.look(chart) != NOTHING] == []
