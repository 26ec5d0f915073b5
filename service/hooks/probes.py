"""Is it alive, is it ready, and how does it do: the three questions of an operator's tools."""

from __future__ import annotations

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST

from service.hooks.answers import NO_STORE, write_json
from service.hooks.calls import Parts
from service.hooks.metrics import Metrics


def add_probes(app: Flask, parts: Parts, metrics: Metrics) -> None:
    """Register ``/healthz`` (the process answers), ``/readyz`` (the store takes writing) and ``/metrics``."""

    @app.get("/healthz")
    def tell_health() -> Response:
        return write_json({"status": "ok"})

    @app.get("/readyz")
    def tell_readiness() -> Response:
        # Knowledge is loaded before the application exists.  A store that can only be read gives no card.
        parts.store.check_writing()
        return write_json({"status": "ready", "knowledge": str(getattr(parts.knowledge, "content_hash", "") or "none")})

    @app.get("/metrics")
    def tell_metrics() -> Response:
        return Response(metrics.write(), headers=NO_STORE, content_type=CONTENT_TYPE_LATEST)
