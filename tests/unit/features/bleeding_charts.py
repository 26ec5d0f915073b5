"""Charts for the tests of bleeding, lysis and drugs: the clinical content with the ledger, and one-line questions."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.content import cards_folder
from service.features.chart import Chart
from service.features.feature import Feature
from service.features.ledger import Item, items
from service.ledger_items import LedgerItem, read_ledger
from tests.builders import FeatureKnowledge, chart_of, feature_knowledge


@dataclass(frozen=True)
class LedgerKnowledge(FeatureKnowledge):
    """The knowledge that extractors use, with the ledger."""

    ledger: Mapping[str, LedgerItem] = None  # type: ignore[assignment]


@functools.cache
def ledger_knowledge() -> Any:
    known = feature_knowledge()
    if getattr(known, "ledger", None):
        return known
    return LedgerKnowledge(
        known.thresholds, known.facts, known.domains, known.codes, ledger=read_ledger(cards_folder())
    )


def chart(*resources: Any, **settings: Any) -> Chart:
    return chart_of(*resources, knowledge=ledger_knowledge(), **settings)


def feature(name: str, *resources: Any, **settings: Any) -> Feature:
    """One feature of a patient with these resources."""
    return chart(*resources, **settings).feature(name)


def item(name: str, *resources: Any, **settings: Any) -> Item:
    """One line of the ledger of a patient with these resources."""
    patient = chart(*resources, **settings)
    belongs_to = ledger_knowledge().ledger[name].belongs_to
    return next(each for each in items(patient, belongs_to) if each.id == name)
