"""Heparin-induced thrombocytopenia, now or ever (C-51): bars every heparin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.feature import Feature
from service.features.refuted import refuted_later
from service.features.sought import as_feature, seek
from service.fhir.status import is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart

HIT = "heparin_induced_thrombocytopenia"
SUSPECTED = "Heparin-induced thrombocytopenia is suspected and not confirmed"


def extract(chart: Chart) -> Feature:
    """Present: any confirmed Condition, current or past.  Unknown: only suspected, or the query was not answered.

    No look-back: antibodies fade, the reaction on re-exposure need not.
    """
    found = as_feature(chart, "hit", seek(chart, HIT, history=True))
    if HIT in chart.mentioned and not found.is_known:
        entries = chart.record.with_concept(HIT, type="Condition")
        suspected = any(is_suspected(each) and not refuted_later(chart, each) for each in entries)
        return replace(found, passed_over=(SUSPECTED,)) if suspected else found
    return found
