"""``dvt-cds prune`` lets go of what is old in the store that the settings name, and of nothing that still counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from service import cli
from service.store import FeedbackEntry, Issued, Store
from tests.store.conftest import KEY


@pytest.fixture
def prune(url: str) -> Callable[..., Result]:
    def run(*options: str) -> Result:
        environment = {"DVT_CDS_DATABASE_URL": url, "DVT_CDS_PSEUDONYM_KEY": KEY.decode()}
        return CliRunner().invoke(cli.main, ["prune", *options], env=environment)

    return run


def test_what_is_older_than_the_days_goes_and_is_counted(
    prune: Callable[..., Result],
    store: Store,
    issue: Callable[..., Issued],
    respond: Callable[..., FeedbackEntry],
) -> None:
    today = datetime.now(UTC)
    old, young = issue(issued_at=today - timedelta(days=401)), issue(issued_at=today - timedelta(days=399))
    store.record_issued([old, young])
    store.record_feedback([respond(old.card)], today - timedelta(days=401))
    store.remember_token("https://ehr.example.org", "expired", today - timedelta(hours=1))
    result = prune("--older-than", "400")
    assert result.output == "Removed 1 cards, 1 feedback entries and 1 tokens.\n"
    assert store.read_issued(old.card) is None
    assert store.read_issued(young.card) is not None


def test_days_in_which_cards_still_keep_others_quiet_are_refused(prune: Callable[..., Result]) -> None:
    result = prune("--older-than", "179")
    assert result.exit_code == 2
    assert "180" in result.output


def test_without_a_number_of_days_nothing_is_removed(prune: Callable[..., Result]) -> None:
    assert prune().exit_code == 2


def test_a_store_that_cannot_be_reached_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVT_CDS_DATABASE_URL", "sqlite:////proc/no/such/store.sqlite3")
    result = CliRunner().invoke(cli.main, ["prune", "--older-than", "400"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: DVT-50")
