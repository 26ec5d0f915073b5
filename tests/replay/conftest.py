"""The real application over the real clinical content, with a store of its own and a clock at the cases' moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.app import create_app
from service.settings import Settings

AS_OF = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def app(tmp_path_factory, knowledge):
    store = tmp_path_factory.mktemp("store") / "store.sqlite3"
    settings = Settings(database_url=f"sqlite:///{store}", log_level="DEBUG")
    return create_app(settings, knowledge=knowledge, clock=lambda: AS_OF)


@pytest.fixture(scope="module")
def client(app):
    return app.test_client()
