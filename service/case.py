"""One decided case: everything the card writer and the order writers may use, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from service.counterfactuals import Counterfactual
from service.decision import Decision
from service.features.feature import Feature
from service.features.ledger import Ledger
from service.features.quoted import Quote
from service.site import Site
from service.tables import Facts

if TYPE_CHECKING:
    from service.concluded import Concluded
    from service.features.chart import Chart
    from service.fhir.record import PatientRecord
    from service.hooks.messages import HookRequest
    from service.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Case:
    """A call, what was read from the record, and what the tables made of it."""

    request: HookRequest
    record: PatientRecord
    knowledge: Knowledge
    site: Site
    now: datetime
    features: Mapping[str, Feature]
    facts: Facts
    decision: Decision
    modifiers: tuple[str, ...]
    counterfactuals: tuple[Counterfactual, ...]
    facts_digest: str
    """Opaque: changes when any fact, the outcome or the rule changes."""
    known: Concluded
    """What follows from the facts, the decision and the modifiers."""
    ledger: Ledger | None
    """Contraindications item by item, for the outcomes that weigh them (transfer, thrombectomy, filter)."""
    side: Literal["left", "right", "bilateral"] | None
    """The leg or legs of this episode, where the record says."""
    first_positive_scan: datetime | None
    """When imaging first showed the thrombosis; repeat scans are counted from it (definitions 7)."""
    quotes: tuple[Quote, ...] = ()
    """What was read in free-text reports and may bear on the decision, used or not."""

    unread_reports: tuple[str, ...] = ()
    """Scans whose result stands in words that the site does not have read, as a card names them."""
    chart: Chart | None = field(default=None, repr=False, compare=False)
    """The chart that gave the features; ``None`` where they are not all as it gave them."""

    def has(self, modifier: str) -> bool:
        return modifier in self.modifiers
