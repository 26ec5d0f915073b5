"""What the tests of the clinical facts share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.features.chart import Chart
from service.features.feature import Feature
from tests import builders


@pytest.fixture
def chart() -> Callable[..., Chart]:
    """Make a chart from resources: ``chart(condition(...), observation(...), asked=("conditions",))``."""
    return builders.chart_of


@pytest.fixture
def extracted(chart: Callable[..., Chart]) -> Callable[..., Feature]:
    """Extract one feature: ``extracted("length_cm", observation("thrombus-length", (5.1, "cm")))``."""

    def extract(name: str, *resources: Any, **settings: Any) -> Feature:
        return chart(*resources, **settings).feature(name)

    return extract
