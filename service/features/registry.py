"""Every extractor, and the chart they read.

The registries list the extractors in the order a clinician would take the history: the thrombosis, the patient's
history and measurements, then bleeding, lysis and drugs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from service.features import registry_bleeding, registry_history, registry_thrombosis
from service.features.chart import Chart, Extractor
from service.site import Site

if TYPE_CHECKING:
    from service.fhir.record import PatientRecord
    from service.knowledge import Knowledge

EXTRACTORS: Mapping[str, Extractor] = {
    **registry_thrombosis.EXTRACTORS,
    **registry_history.EXTRACTORS,
    **registry_bleeding.EXTRACTORS,
}


def open_chart(record: PatientRecord, knowledge: Knowledge, now: datetime, site: Site = Site()) -> Chart:
    """The chart of one patient at one moment, ready to be asked for features."""
    return Chart(record, knowledge, now, site, EXTRACTORS)
