"""The web application, put together from its parts."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from service.collector import collector_paused

with collector_paused():
    from flask import Flask

    from service.fhir.client import FhirClient, Limits
    from service.fhir.client_connections import Connections
    from service.hooks.call_log import start_logging
    from service.hooks.calls import Parts, RecordSource
    from service.hooks.cors import add_cors
    from service.hooks.endpoints import add_endpoints
    from service.hooks.metrics import Metrics
    from service.hooks.paths import TidyPaths
    from service.hooks.probes import add_probes
    from service.hooks.records import completed_record
    from service.hooks.trust import OpenTrust, Trust
    from service.hooks.web import Web
    from service.pages import add_pages
    from service.settings import Settings
    from service.store import Store, open_store

if TYPE_CHECKING:
    from service.hooks.trust_file import Issuer


@collector_paused()
def create_app(
    settings: Settings,
    *,
    knowledge: Any = None,
    answer: Callable[..., Any] | None = None,
    store: Store | None = None,
    clock: Callable[[], datetime] | None = None,
    record_source: RecordSource | None = None,
    trust: Trust | None = None,
) -> Flask:
    """The Flask application for some settings; each part may be given instead of the shipped one.

    Raises :class:`service.errors.KnowledgeError`, :class:`service.store.StoreError` or
    :class:`service.errors.FaultsError` (settings) when it cannot be started soundly.
    """
    knowledge = knowledge if knowledge is not None else _knowledge(settings)
    clock = clock or _utc_now
    connections = Connections(ca_bundle=str(settings.ca_bundle) if settings.ca_bundle else None)
    limits = Limits(deadline_seconds=settings.deadline_ms / 1000)
    # who may call is read before a store is opened: nothing is written by a service that does not start
    issuers = _issuers(settings) if trust is None else {}
    store = store or open_configured_store(settings)
    parts = Parts(
        settings=settings,
        knowledge=knowledge,
        answer=answer or _answer(settings),
        store=store,
        clock=clock,
        record_source=record_source or completed_record(knowledge.codes, FhirClient(limits, connections=connections)),
        trust=trust or _trust(settings, issuers, store, clock, connections),
    )
    start_logging(settings.log_level)
    app = Web("service")
    app.extensions["dvt-cds"] = parts
    metrics = Metrics()
    add_cors(app, settings.allowed_origins)
    add_endpoints(app, parts, metrics)
    add_probes(app, parts, metrics)
    add_pages(app, parts)
    app.wsgi_app = TidyPaths(app.wsgi_app)  # type: ignore[method-assign]
    return app


def wsgi() -> Flask:
    """The application of this process, from the environment: what a WSGI server is pointed at."""
    return create_app(Settings.from_environment(os.environ))


def _answer(settings: Settings) -> Callable[..., Any]:
    from service.answer import answer

    if settings.free_text:
        import service.features.narrated  # noqa: F401 – 0.1 s that the first call would wait for
    return answer


def _knowledge(settings: Settings) -> Any:
    from service.content import cards_folder
    from service.knowledge import load_knowledge, with_local_codes

    knowledge = load_knowledge(cards_folder(settings.cards))
    return with_local_codes(knowledge, settings.local_codes) if settings.local_codes else knowledge


def open_configured_store(settings: Settings) -> Store:
    """The store that the settings name; see :func:`service.store.open_store` for what it raises."""
    key = settings.pseudonym_key
    secret = key.reveal().encode() if key else None
    return open_store(settings.database_url, pseudonym_key=secret, production=settings.production)


def _issuers(settings: Settings) -> Mapping[str, Issuer]:
    if settings.trust == "open" or settings.trust_file is None:
        return {}
    from service.hooks.trust_file import read_trust_file  # cryptography: 0.03 s that an open service need not wait for

    return read_trust_file(settings.trust_file, production=settings.production)


def _trust(
    settings: Settings,
    issuers: Mapping[str, Issuer],
    store: Store,
    clock: Callable[[], datetime],
    connections: Connections,
) -> Trust:
    if settings.trust == "open":
        return OpenTrust(settings.open_fhir_servers)
    from service.hooks.client_trust import JwtTrust

    return JwtTrust(issuers, public_url=settings.public_url or "", store=store, clock=clock, connections=connections)


def _utc_now() -> datetime:
    return datetime.now(UTC)
