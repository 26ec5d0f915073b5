"""Exclusions from thrombolysis and relative contraindications to it (ruling 10, R-47, R-48, M-14 to M-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.blood_pressure import unused_pressures
from service.features.feature import Feature
from service.features.kidney_function import unused_egfr
from service.features.ledger import listed, telling
from service.features.sought import PRESENT, UNKNOWN, Sought, worst_gap

if TYPE_CHECKING:
    from service.features.chart import Chart


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``lysis_exclusion``, ``lysis_relative`` and ``sir_relative_only`` from the ledger.

    An exclusion: any item of the SIR 2014 absolute list, active bleeding, major surgery within 10 days, platelets
    below 50, hepatic failure.  Platelets and INR must be documented, else it is unknown unless another item excludes;
    an old value that excludes goes on excluding until a newer one refutes it.  Relative: any item of the SIR 2014
    relative list that a code or value can show; haemoglobin, blood pressure and kidney function must be documented.
    """
    return (
        listed(chart, "lysis_exclusion", "lysis_absolute"),
        _naming(listed(chart, "lysis_relative", "lysis_relative"), unused_pressures(chart) + unused_egfr(chart)),
        _relative_only(chart),
    )


def _naming(feature: Feature, passed_over: tuple[str, ...]) -> Feature:
    return replace(feature, passed_over=passed_over) if passed_over else feature


def _relative_only(chart: Chart) -> Feature:
    """Every present exclusion is one that SIR 2014 calls relative, and no other is unknown."""
    name, found = "sir_relative_only", [each for each in telling(chart, "lysis_absolute") if each.enters]
    if not found:
        return chart.not_found(name)
    present = [each for each in found if each.state == PRESENT]
    unknown = [each for each in found if each.state == UNKNOWN]
    if any(each.sir == "absolute" for each in present) or not (present or unknown):
        return chart.not_found(name)
    open_ones = unknown if not present else [each for each in unknown if each.sir == "absolute"]
    if open_ones:
        gap = worst_gap(*(Sought(each.state, gap=each.gap) for each in open_ones))
        return chart.unknown(name, gap, notes=tuple(f"{each.label}: not known" for each in open_ones))
    return chart.known(name, PRESENT, *(piece for each in present for piece in each.evidence))
