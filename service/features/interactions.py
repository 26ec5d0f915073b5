"""Drugs that change the level of a DOAC: combined inhibitors, P-gp inhibitors, inducers (R-3, R-6, R-7, R-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.features.drug_use import DRUG_KEYS, taking
from service.features.feature import Feature
from service.features.sought import as_feature

if TYPE_CHECKING:
    from service.features.chart import Chart

SETS: Mapping[str, tuple[str, ...]] = {
    "strong_inhibitor": ("drug_inhibitor_cyp3a4_pgp",),
    "pgp_inhibitor": ("drug_inhibitor_cyp3a4_pgp", "drug_clarithromycin"),
    "strong_inducer": ("drug_inducer_cyp3a4_pgp", "drug_rifampicin", "drug_inducer_other"),
}
"""Every combined inhibitor inhibits P-gp as well.  The lists are partial: see ``cards/value_sets/README.md``."""
_LISTED = frozenset(name for sets in SETS.values() for name in sets)


def extract(chart: Chart) -> tuple[Feature, ...]:
    """``strong_inhibitor``, ``pgp_inhibitor``, ``strong_inducer``: an active order or statement for a listed drug.

    Closed world over orders and statements; unknown when either query was not answered.
    """
    if chart.is_silent_on(_LISTED, *DRUG_KEYS):
        return tuple([chart.not_found(name) for name in SETS])
    return tuple([as_feature(chart, name, taking(chart, *sets)) for name, sets in SETS.items()])
