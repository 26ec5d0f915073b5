"""The dosage instructions of the orders and statements of one call, each read once, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.dosage import Dosage, read_dosages

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import Resource


def dosages_of(chart: Chart, resource: Resource, product: str) -> tuple[Dosage, ...]:
    """What :func:`~service.features.dosage.read_dosages` reads from a resource of this call."""
    read: dict[tuple[int, str], tuple[Resource, tuple[Dosage, ...]]] = chart.once("dosages read", _none_yet)
    key = (id(resource), product)
    found = read.get(key)
    if found is None:
        # The resource is kept beside its dosages: another one cannot get its id while the chart lives.
        found = read[key] = (resource, read_dosages(resource, product))
    return found[1]


def _none_yet(_: Chart) -> dict[tuple[int, str], tuple[Resource, tuple[Dosage, ...]]]:
    return {}
