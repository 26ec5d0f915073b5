"""Counts and durations for Prometheus; labels are our own words only, never anything of a request."""

from __future__ import annotations

import os
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The metrics of one application.

    With several workers set ``PROMETHEUS_MULTIPROC_DIR``, so that each answer of ``/metrics`` sums over them.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        what = "Hook calls by service, HTTP status and kind of answer."
        calls = Counter("dvt_cds_calls", what, ("service", "status", "state"), registry=self.registry)
        what = "Seconds from the start of a hook call to its answer."
        seconds = Histogram("dvt_cds_call_seconds", what, ("service",), buckets=_SECONDS, registry=self.registry)
        # Kept, as the library keeps them: the labels of a call are checked anew at every look.
        self._calls, self._seconds = cache(calls.labels), cache(seconds.labels)
        self._faults = Counter(
            "dvt_cds_faults", "Faults told to callers, by number.", ("number",), registry=self.registry
        )
        self._feedback = Counter(
            "dvt_cds_feedback", "Feedback entries stored, by service.", ("service",), registry=self.registry
        )

    def count_call(self, service: str, status: int, state: str, seconds: float) -> None:
        self._calls(service, str(status), state).inc()
        self._seconds(service).observe(seconds)

    def count_fault(self, code: str) -> None:
        self._faults.labels(code).inc()

    def count_feedback(self, service: str, entries: int) -> None:
        self._feedback.labels(service).inc(entries)

    def write(self) -> bytes:
        """The exposition text."""
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            shared = CollectorRegistry()
            MultiProcessCollector(shared)
            return generate_latest(shared)
        return generate_latest(self.registry)
