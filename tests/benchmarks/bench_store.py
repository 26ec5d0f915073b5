"""How dear is remembering an answer?  Wall time of each call of the store, as a ratio to a bare INSERT.

    python -m tests.benchmarks.bench_store [postgresql+psycopg://USER:PASSWORD@HOST/EMPTY_DATABASE]

The bare INSERT is the driver alone, in the same run, with the same durability and one row of the same size.  The
calls take turns, so that a busy disk hits all of them.  Without a URL an SQLite file is made in a temporary folder,
and with one the rows stay behind.  Nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy.engine import make_url

from service.store import FeedbackEntry, Issued, Store, open_store

KEY = b"a pseudonym key of the benchmark"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROUNDS = 500
STATES = {f"a_feature_of_average_name_{number}": "not_documented" for number in range(70)}


class Bench:
    """The calls to be measured, each on a patient that has been seen before."""

    def __init__(self, store: Store, url: str) -> None:
        self.store = store
        self.url = url
        self.number = 0
        self.bare = _bare_insert(url)

    def card(self) -> Issued:
        self.number += 1
        who = self.store.identify(fhir_server="https://fhir.example.org", patient_id=str(self.number % 100))
        return Issued(
            who=who,
            card=str(uuid.uuid4()),
            hook_instance=str(uuid.uuid4()),
            service="dvt-order-select",
            hook="order-select",
            outcome="SURVEILLANCE",
            rule="R9",
            modifiers=("NEED_LENGTH",),
            statements=("G-5", "G-7", "M-3"),
            indicator="info",
            suggestions=(str(uuid.uuid4()), str(uuid.uuid4())),
            knowledge_version="2026-11-22",
            knowledge_hash="0" * 64,
            states=STATES,
            facts_digest="0" * 64,
            issued_at=NOW,
        )

    def one_card(self) -> None:
        self.store.record_issued([self.card()])

    def three_cards(self) -> None:
        self.store.record_issued([self.card(), self.card(), self.card()])

    def feedback(self) -> None:
        entry = FeedbackEntry(card=str(uuid.uuid4()), outcome="overridden", outcome_timestamp=NOW)
        self.store.record_feedback([entry], NOW)

    def token(self) -> None:
        self.store.remember_token("https://ehr.example.org", str(uuid.uuid4()), NOW + timedelta(minutes=5), now=NOW)

    def history(self) -> None:
        who = self.store.identify(fhir_server="https://fhir.example.org", patient_id=str(self.number % 100))
        self.store.read_history(who, NOW)

    def open_at_head(self) -> None:
        open_store(self.url, pseudonym_key=KEY).close()


def _bare_insert(url: str) -> Callable[[], None]:
    """One row of 3 KB with two indexes, by the driver alone, one transaction each."""
    address = make_url(url)
    table = "CREATE TABLE bare (id CHAR(36) PRIMARY KEY, patient TEXT, issued TEXT, payload TEXT)"
    indexes = ("CREATE INDEX bare_patient ON bare (patient, issued)", "CREATE INDEX bare_issued ON bare (issued)")
    connection: Any
    if address.get_backend_name() == "sqlite":
        import sqlite3

        connection, mark = sqlite3.connect(str(address.database)), "?"
        connection.execute("PRAGMA synchronous=FULL")
    else:
        import psycopg

        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        connection, mark = psycopg.connect(plain), "%s"
    for statement in (table, *indexes):
        connection.execute(statement)
    connection.commit()
    payload = "x" * 3000

    def insert() -> None:
        row = (str(uuid.uuid4()), "p", "2026-11-22", payload)
        connection.execute(f"INSERT INTO bare VALUES ({mark}, {mark}, {mark}, {mark})", row)
        connection.commit()

    return insert


def measure(calls: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Milliseconds of every round of every call, the calls taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(ROUNDS):
        for name, call in calls.items():
            started = perf_counter()
            call()
            taken[name].append((perf_counter() - started) * 1000)
    return taken


def report(url: str) -> None:
    """Measure one database and print medians, 99th percentiles and ratios."""
    store = open_store(url, pseudonym_key=KEY)
    bench = Bench(store, url)
    calls = {
        "bare INSERT": bench.bare,
        "record_issued, 1 card": bench.one_card,
        "record_issued, 3 cards": bench.three_cards,
        "record_feedback, 1 entry": bench.feedback,
        "remember_token": bench.token,
        "read_history": bench.history,
    }
    # Apart from the others, because closing a database makes the next call wait for its disk.
    taken = measure(calls) | measure({"open_store at head": bench.open_at_head})
    bare = statistics.median(taken["bare INSERT"])
    sys.stdout.write(
        f"{make_url(url).get_backend_name()}, {ROUNDS} rounds\n{'':26}{'p50 ms':>9}{'p99 ms':>9}{'ratio':>8}\n"
    )
    for name, times in taken.items():
        middle, late = statistics.median(times), statistics.quantiles(times, n=100)[98]
        sys.stdout.write(f"{name:26}{middle:9.3f}{late:9.3f}{middle / bare:7.2f}x\n")
    store.close()


def main() -> None:
    if len(sys.argv) > 1:
        report(sys.argv[1])
        return
    with tempfile.TemporaryDirectory(prefix="dvt-cds-bench-") as folder:
        report(f"sqlite:///{folder}/store.sqlite3")


if __name__ == "__main__":
    main()
