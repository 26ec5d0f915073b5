"""Whether catheter-directed thrombolysis is done here: a setting of the site, not of the record (definitions 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.feature import Feature

NAME = "cdt_on_site"


def extract(chart: Chart) -> Feature:
    """Present or absent as the site has set it; unknown when it has not said, and the card then names both ways."""
    here = chart.site.cdt_on_site
    return chart.unknown(NAME) if here is None else chart.known(NAME, "present" if here else "absent")
