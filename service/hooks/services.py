"""The six services: their ids, the one hook each answers, and what discovery says about them.

Ids and prefetch keys are a contract: clients read discovery once, when they are built, so neither is renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.hooks.prefetch import TEMPLATES

USAGE = (
    "FHIR R4. `conditions` and `observations` are required, prefetched or readable at `fhirServer`; every other key is "
    "optional, and what a missing key would have shown counts as unknown. Decision support only"
)
SIGNED, UNSIGNED = f"{USAGE}.", f"{USAGE}: the clinical content is not signed off for clinical use."
"""What discovery says of use, with the sign-off of a clinical owner and without one, as the cards do."""


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of the discovery answer."""

    id: str
    hook: str
    title: str
    description: str

    def as_json(self, *, signed_off: bool = False) -> dict[str, object]:
        """The discovery entry; prefetch keys keep their order, because a client may resolve them in order."""
        return {
            "hook": self.hook,
            "title": self.title,
            "description": self.description,
            "id": self.id,
            "prefetch": dict(TEMPLATES),
            "usageRequirements": SIGNED if signed_off else UNSIGNED,
        }


_SERVICES = (
    Service(
        "dvt-patient-view",
        "patient-view",
        "Deep vein thrombosis: treatment recommendation",
        "When a chart is opened: recommends anticoagulation, surveillance with serial duplex, or urgent transfer "
        "for catheter-directed thrombolysis for a patient with leg deep vein thrombosis, or names what must be known "
        "first.",
    ),
    Service(
        "dvt-order-select",
        "order-select",
        "Deep vein thrombosis: advice while ordering",
        "While orders are chosen: the recommendation for the patient's leg deep vein thrombosis, and a check of the "
        "chosen drafts against it.",
    ),
    Service(
        "dvt-order-sign",
        "order-sign",
        "Deep vein thrombosis: check before signing",
        "Before orders are signed: checks the drafts against the recommendation for the patient's leg deep vein "
        "thrombosis.",
    ),
    Service(
        "dvt-encounter-start",
        "encounter-start",
        "Deep vein thrombosis: recommendation on admission",
        "When an encounter starts: the recommendation for a patient who comes with leg deep vein thrombosis.",
    ),
    Service(
        "dvt-encounter-discharge",
        "encounter-discharge",
        "Deep vein thrombosis: check before discharge",
        "Before discharge: warns of a massive thrombosis going home, and of surveillance or anticoagulation that is "
        "not arranged.",
    ),
    Service(
        "dvt-problem-list",
        "problem-list-item-create",
        "Deep vein thrombosis: recommendation on a new diagnosis",
        "When a problem is added: the recommendation for a newly recorded leg deep vein thrombosis.",
    ),
)

SERVICES: Mapping[str, Service] = {service.id: service for service in _SERVICES}
"""Service id → service, in the order of discovery."""
