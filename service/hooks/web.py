"""The web framework without what a hook call never asks it for: sessions, coroutines, the search for its own address.

What is left out here costs as much on every call as the log and the metrics together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import MapAdapter, Rule

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class _NoSessions(SessionInterface):
    """The one session of every call, which holds nothing and refuses to be written to."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self._none


class Web(Flask):
    """The application; every view and handler of it is a plain function."""

    session_interface = _NoSessions()

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.url_map.merge_slashes = False
        self._known: dict[tuple[str, str], tuple[Rule, dict[str, Any]]] = {}

    def know(self, endpoint: str, argument: str, values: Iterable[str]) -> None:
        """Name the calls of an endpoint beforehand, by the values that its argument has in nearly all of them."""
        for rule in self.url_map.iter_rules(endpoint):
            for value in values:
                path = rule.rule.replace(f"<{argument}>", value)
                self._known |= {(method, path): (rule, {argument: value}) for method in rule.methods or ()}

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """``None``, and no search, for a call that is known beforehand.

        The framework's check of ``TRUSTED_HOSTS``, which no setting of ours fills, is not made for those either.
        """
        known = self._known.get((request.method, request.path)) if request is not None else None
        if request is None or known is None:
            return super().create_url_adapter(request)
        request.url_rule, request.view_args = known[0], dict(known[1])
        return None

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class WholeAnswer(Response):
    """The answer to a POST: 200, a body of bytes, and headers that need no completion for the one who asked."""

    def get_wsgi_response(self, environ: WSGIEnvironment) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        whole: Any = self.response  # the list that holds the bytes
        return whole, self.status, self.headers.to_wsgi_list()


def present_request() -> Request:
    """The request of this call itself; each word with its proxy costs a search."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]
    return found
