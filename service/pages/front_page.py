"""The address of the service alone, for somebody who types it into a browser; a program gets the usual JSON error."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from service.book.page import environment, style
from service.errors import UnknownPathError

ADDRESSES = ("decision-book", "source-attributes")
"""The pages for people, below the address of the service."""
NO_ICON_SECONDS = 24 * 60 * 60


def add_front_page(pages: Blueprint, page: Callable[[str], WerkzeugResponse]) -> None:
    """Add ``/``, the pages with a slash too many, and ``/favicon.ico``; ``page`` makes an answer of HTML."""

    @pages.get("/")
    def show_front_page() -> WerkzeugResponse:
        if not any(kind == "text/html" and quality > 0 for kind, quality in request.accept_mimetypes):
            named = " and ".join(f"/{address}" for address in ADDRESSES)
            remedy = f"{UnknownPathError.remedy.rstrip('.')}; {named} are the pages for people."
            raise UnknownPathError(remedy=remedy)
        response = page(environment().get_template("front_page.html").render(style=style()))
        response.vary.add("Accept")
        return response

    @pages.get("/decision-book/", endpoint="decision_book_tidied")
    @pages.get("/source-attributes/", endpoint="source_attributes_tidied")
    def tidy() -> WerkzeugResponse:
        # relative, so that it holds behind a proxy that serves us below a path
        return redirect(f"../{request.path.strip('/')}", 308)

    @pages.get("/favicon.ico")
    def give_no_icon() -> Response:
        return Response(status=204, headers={"Cache-Control": f"max-age={NO_ICON_SECONDS}"})
