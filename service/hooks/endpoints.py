"""The HTTP side: discovery, hook calls and feedback, each error as an OperationOutcome."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from functools import partial

from flask import Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as WerkzeugResponse

from service.errors import (
    BodyTooLargeError,
    DvtCdsError,
    FaultsError,
    InternalError,
    MethodNotAllowedError,
    OverloadedError,
    RequestRefusedError,
    ResponseMemberError,
    UnknownPathError,
    UnsupportedMediaTypeError,
)
from service.hooks.answers import JSON_NOT_STORED, write_errors, write_json
from service.hooks.bodies import read_body
from service.hooks.call_log import log_event, where_raised
from service.hooks.calls import Parts, answer_call
from service.hooks.discovery import MAX_AGE_SECONDS, write_discovery
from service.hooks.feedback import read_feedback
from service.hooks.messages import read_request
from service.hooks.metrics import Metrics
from service.hooks.paths import SERVICES_PATH, allowed_methods
from service.hooks.services import SERVICES, Service
from service.hooks.waiting import check_waiting, has_left
from service.hooks.web import Web, WholeAnswer, present_request

LOGGED = "dvt-cds.logged"
"""In the environment of a call that has a line in our log; the WSGI server need not write another."""


def add_endpoints(app: Web, parts: Parts, metrics: Metrics) -> None:
    """Register the CDS Hooks endpoints and the error handlers of the whole application."""
    discovery = write_discovery(
        SERVICES.values(), version=parts.settings.discovery_version, signed_off=parts.knowledge.signed_off
    )

    @app.before_request
    def note_start() -> None:
        g.started = time.perf_counter()

    @app.get(SERVICES_PATH, provide_automatic_options=False)
    def list_services() -> WerkzeugResponse:
        if parts.settings.discovery_trust == "required":
            parts.trust.authenticate(request)
        response = Response(discovery.body, mimetype="application/json")
        private = "private, " if parts.settings.discovery_trust == "required" else ""
        response.headers["Cache-Control"] = f"{private}max-age={MAX_AGE_SECONDS}"
        response.set_etag(discovery.etag)
        return response.make_conditional(request)

    @app.post(f"{SERVICES_PATH}/<service_id>", provide_automatic_options=False)
    def call_service(service_id: str) -> Response:
        service, call, started = _find_service(service_id), present_request(), g.started
        check_waiting(call.environ, time.time(), parts.settings.max_waiting_ms / 1000)
        caller = parts.trust.authenticate(call)
        body = read_body(call, parts.settings.max_body_bytes)
        hook_request = read_request(body, service, production=parts.settings.production)
        g.hook_instance = hook_request.hook_instance
        parts.trust.authorise(caller, hook_request)
        answered = answer_call(parts, hook_request, caller, started, partial(has_left, call.environ))
        if answered.was_mended:
            _note_faults([ResponseMemberError()], metrics)
        seconds = time.perf_counter() - started
        metrics.count_call(service.id, 200, answered.state, seconds)
        call.environ[LOGGED] = log_event(
            "answered",
            service=service.id,
            hook=service.hook,
            hook_instance=hook_request.hook_instance,
            status=200,
            duration_ms=round(seconds * 1000, 1),
            body_bytes=len(body),
            cards=answered.cards,
            state=answered.state,
            outcome=answered.outcome,
            issuer=caller.issuer or None,
        )
        return WholeAnswer(answered.body, headers=JSON_NOT_STORED)

    app.know("call_service", "service_id", SERVICES)

    @app.post(f"{SERVICES_PATH}/<service_id>/feedback", provide_automatic_options=False)
    def take_feedback(service_id: str) -> Response:
        service = _find_service(service_id)
        if not parts.settings.feedback:
            raise UnknownPathError("This service does not take feedback.")
        caller = parts.trust.authenticate(request)
        entries = read_feedback(read_body(request, parts.settings.max_body_bytes), service.id, caller.client)
        receipt = parts.store.record_feedback(entries, parts.clock())
        metrics.count_feedback(service.id, receipt.stored)
        stored, duplicates, unknown_cards = receipt.stored, receipt.duplicates, receipt.unknown_cards
        counts = {"stored": stored, "duplicates": duplicates, "unknown_cards": unknown_cards}
        log_event("feedback", service=service.id, status=200, issuer=caller.issuer or None, **counts)
        return write_json({"stored": stored, "duplicates": duplicates, "unknownCards": unknown_cards})

    @app.errorhandler(Exception)
    def tell_error(error: Exception) -> Response | HTTPException:
        if isinstance(error, RequestRedirect):
            return error
        return _tell(error, metrics)


def _find_service(service_id: str) -> Service:
    service = SERVICES.get(service_id)
    if service is None:
        raise UnknownPathError("There is no service of this id.")
    return service


def _tell(error: Exception, metrics: Metrics) -> Response:
    """The error answer, the log line and the counts for whatever ended a call."""
    errors = _faults_of(error)
    status = errors[0].status
    _note_faults(errors, metrics, error, status)
    service = _service_of_path()
    if service is not None and request.method == "POST":
        metrics.count_call(service.id, status, "failed", time.perf_counter() - g.started)
    return write_errors(errors, status)


def _note_faults(
    errors: Sequence[DvtCdsError], metrics: Metrics, error: Exception | None = None, status: int = 200
) -> None:
    for fault in errors:
        metrics.count_fault(fault.code)
    service = _service_of_path()
    bug = error if status >= 500 else None
    event, level = ("failed", logging.ERROR) if status >= 500 else ("refused", logging.INFO)
    if status < 400:
        event, level = "mended", logging.WARNING
    log_event(
        event,
        level=level,
        service=service.id if service else None,
        hook_instance=g.get("hook_instance"),
        status=status,
        numbers=sorted({fault.code for fault in errors}),
        duration_ms=round((time.perf_counter() - g.started) * 1000, 1),
        error_type=type(bug).__name__ if bug else None,
        where=where_raised(bug) if bug else None,
    )


def _service_of_path() -> Service | None:
    parts = request.path.split("/")
    return SERVICES.get(parts[2]) if len(parts) > 2 and f"/{parts[1]}" == SERVICES_PATH else None


def _faults_of(error: Exception) -> Sequence[DvtCdsError]:
    if isinstance(error, FaultsError):
        return error.errors
    if isinstance(error, DvtCdsError):
        return (error,)
    if isinstance(error, HTTPException):
        return (_fault_of_framework(error),)
    return (InternalError(),)


def _fault_of_framework(error: HTTPException) -> DvtCdsError:
    """Our words for an error the web framework raised before any code of ours ran."""
    status = error.code or 500
    methods = allowed_methods(request.path)
    if status == 405 and methods and request.path != SERVICES_PATH and _service_of_path() is None:
        return UnknownPathError("There is no service of this id.")
    if status == 405:
        return MethodNotAllowedError(methods or getattr(error, "valid_methods", None) or ())
    return _BY_STATUS[status]() if status in _BY_STATUS else RequestRefusedError(status)


_BY_STATUS: Mapping[int, type[DvtCdsError]] = {
    404: UnknownPathError,
    413: BodyTooLargeError,
    415: UnsupportedMediaTypeError,
    500: InternalError,
    503: OverloadedError,
}
