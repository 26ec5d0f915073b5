"""A token is used once among all workers, and what is old is let go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from service.store import FeedbackEntry, Issued, Pruned, Store, retention
from service.store import store as store_module
from service.store.engine import Database

RACE = """
from datetime import UTC, datetime
from service.store import open_store
store = open_store(sys.argv[1], pseudonym_key=b"a pseudonym key of the tests, 32+")
start()
later = datetime(2030, 1, 1, tzinfo=UTC)
print(*(int(store.remember_token("https://ehr.example.org", str(number), later)) for number in range(100)))
store.close()
"""


def count_tokens(url: str) -> int:
    database = Database(url)
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM seen_token").scalar_one()
    database.close()
    return rows


def test_a_token_is_new_once(store: Store, now: datetime) -> None:
    assert store.remember_token("https://ehr.example.org", "1", now)
    assert not store.remember_token("https://ehr.example.org", "1", now)
    assert not store.remember_token("https://ehr.example.org", "1", now + timedelta(hours=1))


def test_two_issuers_may_use_the_same_token_id(store: Store, now: datetime) -> None:
    assert store.remember_token("https://ehr.example.org", "1", now)
    assert store.remember_token("https://other.example.org", "1", now)


def test_issuer_and_id_cannot_be_shifted_into_each_other(store: Store, now: datetime) -> None:
    assert store.remember_token("ab", "c", now)
    assert store.remember_token("a", "bc", now)


def test_a_token_id_may_be_any_text(store: Store, now: datetime) -> None:
    for jti in ("\x00", "\ud800", "x" * 100_000):
        assert store.remember_token("https://ehr.example.org", jti, now)
        assert not store.remember_token("https://ehr.example.org", jti, now)


def test_of_two_workers_with_the_same_token_one_is_first(
    url: str, together: Callable[[str, list[list[str]]], list[str]]
) -> None:
    first, second = (list(map(int, printed.splitlines()[-1].split())) for printed in together(RACE, [[url]] * 2))
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * 100


def test_tokens_are_forgotten_only_after_the_verifiers_leeway(url: str, store: Store, now: datetime) -> None:
    store.remember_token("https://ehr.example.org", "long expired", now - timedelta(minutes=11))
    store.remember_token("https://ehr.example.org", "just expired", now - timedelta(minutes=9))
    assert store.prune(now - timedelta(days=365), now=now) == Pruned(cards=0, feedback=0, tokens=1)
    assert not store.remember_token("https://ehr.example.org", "just expired", now)


def test_tokens_are_pruned_as_new_ones_come(
    url: str, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "TOKENS_BETWEEN_PRUNES", 10)
    store._tokens_until_prune = 10
    for number in range(30):
        store.remember_token("https://ehr.example.org", str(number), now - timedelta(hours=1), now=now)
    assert count_tokens(url) == 0


def test_what_is_older_goes_and_what_is_not_stays(
    store: Store, issue: Callable[..., Issued], respond: Callable[..., FeedbackEntry], now: datetime
) -> None:
    old, new = issue(issued_at=now - timedelta(days=400)), issue(issued_at=now - timedelta(days=300))
    store.record_issued([old, new])
    store.record_feedback([respond(old.card)], now - timedelta(days=400))
    store.record_feedback([respond(new.card)], now - timedelta(days=300))
    assert store.prune(now - timedelta(days=365), now=now) == Pruned(cards=1, feedback=1, tokens=0)
    assert store.read_issued(old.card) is None
    assert store.read_feedback(old.card) == ()
    assert store.read_issued(new.card) is not None
    assert len(store.read_feedback(new.card)) == 1


def test_pruning_goes_in_small_steps_to_the_end(
    store: Store, issue: Callable[..., Issued], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 10)
    store.record_issued([issue(issued_at=now - timedelta(days=400)) for _ in range(40)])
    assert store.prune(now, now=now).cards == 40
