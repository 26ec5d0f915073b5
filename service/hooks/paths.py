"""The addresses of the CDS Hooks endpoints, and the slashes that clients get wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from service.hooks.services import SERVICES

SERVICES_PATH = "/cds-services"
_SLASHES = re.compile(r"/{2,}")

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def allowed_methods(path: str) -> tuple[str, ...]:
    """The methods of an address under ``/cds-services``; empty for any other address."""
    if path == SERVICES_PATH:
        return ("GET", "HEAD", "OPTIONS")
    return ("POST", "OPTIONS") if path.startswith(SERVICES_PATH + "/") else ()


def may_be_told(path: str) -> bool:
    """Whether a log may hold the path: below ``/cds-services`` only that of a service, for any other may be a name."""
    path = _SLASHES.sub("/", path).rstrip("/")
    if not path.startswith(SERVICES_PATH + "/"):
        return True
    return path.removeprefix(SERVICES_PATH + "/").removesuffix("/feedback") in SERVICES


class TidyPaths:
    """WSGI layer that reads ``/cds-services//x`` and ``/cds-services/`` as what they mean.

    The web framework would redirect them, and a browser refuses a redirected preflight; the Sandbox sends the
    double slash whenever its user types a trailing one.
    """

    def __init__(self, app: WsgiApp) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if "//" in path:
            path = _SLASHES.sub("/", path)
        if path.startswith(SERVICES_PATH):
            environ["PATH_INFO"] = path.rstrip("/")
        return self.app(environ, start_response)
