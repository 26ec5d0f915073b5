"""The independent FHIR server, or the reason why it cannot be had."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.independent_fhir.engine import TOKEN, Engine, EngineUnavailableError, install, running


@pytest.fixture(scope="session")
def installed() -> None:
    try:
        install()
    except EngineUnavailableError as error:
        if os.environ.get("INDEPENDENT_FHIR_SERVER") == "required":
            raise
        pytest.skip(f"no independent FHIR server: {error}")


@pytest.fixture(scope="module")
def engine(installed: None) -> Iterator[Engine]:
    """Gives four entries to a page, and wants a token."""
    with running(entries_to_a_page=4, token=TOKEN) as started:
        yield started
