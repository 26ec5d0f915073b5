"""Charts for the tests of bleeding, lysis and drugs: the clinical content with the ledger, and one-line questions."""

from __future__ import annotations

from typing import Any

from service.features.chart import Chart
from service.features.feature import Feature
from service.features.ledger import Item, items
from tests.builders import chart_of, feature_knowledge


def chart(*resources: Any, **settings: Any) -> Chart:
    return chart_of(*resources, **settings)


def feature(name: str, *resources: Any, **settings: Any) -> Feature:
    """One feature of a patient with these resources."""
    return chart(*resources, **settings).feature(name)


def item(name: str, *resources: Any, **settings: Any) -> Item:
    """One line of the ledger of a patient with these resources."""
    patient = chart(*resources, **settings)
    belongs_to = feature_knowledge().ledger[name].belongs_to
    return next(each for each in items(patient, belongs_to) if each.id == name)
