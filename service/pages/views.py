"""The addresses of the pages, as a blueprint that the application registers."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Flask, Response, request
from werkzeug.wrappers import Response as WerkzeugResponse

from service.book.page import content_security_policy, environment, style, write_page
from service.errors import UnknownPathError
from service.hooks.answers import write_json
from service.hooks.calls import Parts
from service.hooks.services import SERVICES
from service.pages.front_page import add_front_page
from service.pages.source_attributes import write_attributes

BOOK_FILE = "decision_book.md"
MAX_AGE_SECONDS = 300


def add_pages(app: Flask, parts: Parts) -> None:
    """Register the decision book and the source attributes.

    ``/decision-book`` shows the book that was written for this content, and says so where it was written for other
    content; ``/source-attributes`` lists the thirteen attributes of 45 CFR 170.315(b)(11), and
    ``/source-attributes/<service id>.json`` gives them for one service.  Nothing is read before it is asked for.
    """
    pages = Blueprint("pages", __name__)
    kept: dict[str, str] = {}

    @pages.get("/decision-book")
    def show_decision_book() -> WerkzeugResponse:
        if "book" not in kept:
            path = parts.knowledge.folder / BOOK_FILE
            if not path.is_file():
                raise UnknownPathError("The decision book has not been written for this content.")
            kept["book"] = write_page(path.read_text(encoding="utf-8"), running=parts.knowledge.content_hash)
        return _page(kept["book"])

    @pages.get("/source-attributes")
    def show_source_attributes() -> WerkzeugResponse:
        given = [write_attributes(service, parts.knowledge) for service in SERVICES.values()]
        page = (
            environment().get_template("source_attributes.html").render(style=style(), services=given, first=given[0])
        )
        return _page(page)

    @pages.get("/source-attributes/<service_id>.json")
    def give_source_attributes(service_id: str) -> Response:
        service = SERVICES.get(service_id)
        if service is None:
            raise UnknownPathError("There is no service of this id.")
        headers = {"Cache-Control": f"max-age={MAX_AGE_SECONDS}", "X-Content-Type-Options": "nosniff"}
        return write_json(write_attributes(service, parts.knowledge), headers=headers)

    add_front_page(pages, _page)
    app.register_blueprint(pages)


def _page(text: str) -> WerkzeugResponse:
    """A page that may run nothing and load nothing, with an entity tag so that it is sent once."""
    response = Response(text, mimetype="text/html")
    response.headers["Content-Security-Policy"] = content_security_policy()
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = f"max-age={MAX_AGE_SECONDS}"
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    return response.make_conditional(request)
