"""Cross-origin calls from a browser: preflights, and the headers on every answer, errors included.

A preflight carries no token, so it is answered before authentication and for any address under
``/cds-services``; no answer is a redirect, because browsers refuse a redirected preflight.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Request, Response

from service.hooks.paths import allowed_methods
from service.hooks.web import present_request

ALLOWED_HEADERS = "Authorization, Content-Type"
MAX_AGE_SECONDS = 600


def add_cors(app: Flask, allowed_origins: Sequence[str]) -> None:
    """Answer ``OPTIONS`` under ``/cds-services`` with 204, and add the CORS headers to every answer there."""
    allowed = frozenset(allowed_origins)

    @app.before_request
    def answer_preflight() -> Response | None:
        call = present_request()
        if call.method != "OPTIONS" or not (methods := allowed_methods(call.path)):
            return None
        response = Response(status=204)
        del response.headers["Content-Type"]
        response.headers["Allow"] = ", ".join(methods)
        if _allowed_origin(call, allowed):
            response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
            response.headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
            response.headers["Access-Control-Max-Age"] = str(MAX_AGE_SECONDS)
            # A public page (the Sandbox) calls a service on the developer's own machine. Earlier Chrome versions asked
            # the service for leave with this header (Private Network Access). Since version 142 Chrome asks the person
            # at the browser instead (Local Network Access), sends no such header, and nothing answered here matters.
            if call.headers.get("Access-Control-Request-Private-Network") == "true":
                response.headers["Access-Control-Allow-Private-Network"] = "true"
        return response

    @app.after_request
    def name_origin(response: Response) -> Response:
        call = present_request()
        if allowed_methods(call.path):
            if "*" not in allowed:
                _vary_by_origin(response)
            if origin := _allowed_origin(call, allowed):
                response.headers["Access-Control-Allow-Origin"] = origin
        return response


def _vary_by_origin(response: Response) -> None:
    if response.headers.getlist("Vary"):
        response.vary.add("Origin")
    else:
        response.headers["Vary"] = "Origin"


def _allowed_origin(incoming: Request, allowed: frozenset[str]) -> str:
    """What ``Access-Control-Allow-Origin`` says to this caller; empty for an origin that is not listed."""
    if "*" in allowed:
        return "*"
    origin = incoming.environ.get("HTTP_ORIGIN", "")
    return origin if origin in allowed else ""
