"""The web application, put together from its parts."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from service.errors import FaultsError, SettingsError
from service.hooks.call_log import start_logging
from service.hooks.calls import Parts, RecordSource
from service.hooks.cors import add_cors
from service.hooks.endpoints import add_endpoints
from service.hooks.messages import HookRequest
from service.hooks.metrics import Metrics
from service.hooks.paths import TidyPaths
from service.hooks.probes import add_probes
from service.hooks.trust import OpenTrust, Trust
from service.settings import Settings
from service.store import Store, open_store


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
    trust = trust or _trust(settings)
    knowledge = knowledge if knowledge is not None else _knowledge(settings)
    parts = Parts(
        settings=settings,
        knowledge=knowledge,
        answer=answer or _answer(),
        store=store or _store(settings),
        clock=clock or _utc_now,
        record_source=record_source or prefetched_record(knowledge),
        trust=trust,
    )
    start_logging(settings.log_level)
    app = Flask("service", static_folder=None)
    app.url_map.merge_slashes = False
    app.extensions["dvt-cds"] = parts
    metrics = Metrics()
    add_cors(app, settings.allowed_origins)
    add_endpoints(app, parts, metrics)
    add_probes(app, parts, metrics)
    app.wsgi_app = TidyPaths(app.wsgi_app)  # type: ignore[method-assign]
    return app


def wsgi() -> Flask:
    """The application of this process, from the environment: what a WSGI server is pointed at."""
    return create_app(Settings.from_environment(os.environ))


def prefetched_record(knowledge: Any) -> RecordSource:
    """Reads the record from what the call brought along, and fetches nothing."""
    from service.fhir.record import read_record

    def read(request: HookRequest, now: datetime) -> Any:
        return read_record(
            request.prefetch,
            patient_id=request.patient_id,
            codes=knowledge.codes,
            now=now,
            drafts=request.draft_orders,
            selections=request.selections,
        )

    return read


def _answer() -> Callable[..., Any]:
    from service.answer import answer

    return answer


def _knowledge(settings: Settings) -> Any:
    from service.content import cards_folder
    from service.knowledge import load_knowledge

    return load_knowledge(cards_folder(settings.cards))


def _store(settings: Settings) -> Store:
    key = settings.pseudonym_key
    secret = key.reveal().encode() if key else None
    return open_store(settings.database_url, pseudonym_key=secret, production=settings.production)


def _trust(settings: Settings) -> Trust:
    if settings.trust == "open":
        return OpenTrust()
    # Failing closed: a service that was told to check its callers does not start without the means to.
    what = "DVT_CDS_TRUST=required, but no trust policy is installed."
    raise FaultsError([SettingsError(what, expression="DVT_CDS_TRUST")])


def _utc_now() -> datetime:
    return datetime.now(UTC)
