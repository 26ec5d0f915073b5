"""A small CDS Hooks service with switchable faults, to see that each is found, and that without them none is.

``FAULTS`` names each fault and the requirements under which it must be found.  The service shares no code with ours.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
import traceback
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import requests
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

ISSUER, KID = "https://ehr.example", "faulty-key-1"
ORIGIN = "https://sandbox.cds-hooks.org"
TEMPLATES = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date",
}
HOOKS = {"small-view": "patient-view", "small-sign": "order-sign"}

FAULTS: dict[str, set[str]] = {
    # calls
    "silent empty cards on error": {"CLI-1", "REQ-2"},
    "404 for a bad body": {"CLI-1", "REQ-2"},
    "500 for a bad body": {"CLI-1", "HTTP-4"},
    "HTML errors": {"GEN-1"},
    "errors that are no OperationOutcome": {"HTTP-5"},
    "stack traces": {"HTTP-5"},
    "200 on GET": {"REQ-1"},
    "200 for an unknown id": {"REQ-1"},
    "any hook is answered": {"CLI-4"},
    "any media type is read": {"GEN-1"},
    "a context without patient is answered": {"CLI-10"},
    "unknown members are refused": {"REQ-10"},
    # prefetch
    "all or nothing": {"PF-7", "PF-8"},
    "400 for a missing key": {"PF-7"},
    "null is 412": {"PF-9"},
    "an empty Bundle is 412": {"PF-10"},
    "OperationOutcomes break it": {"PF-12"},
    "prefetch is complete when it is there": {"PF-8"},
    "the token is not sent": {"PF-8"},
    "fetches what was null": {"PF-9"},
    # cards
    "null members": {"GEN-3"},
    "empty members": {"GEN-4"},
    "duplicate uuids": {"CARD-1"},
    "summary of 140": {"CARD-2"},
    "hard-stop": {"CARD-5"},
    "no source label": {"SRC-1"},
    "no selectionBehavior": {"CARD-8"},
    "upper-case actions": {"ACT-1"},
    "resources as text": {"ACT-3"},
    "appContext with an absolute link": {"LINK-5"},
    "override reasons without display": {"CARD-12"},
    "raw HTML": {"CARD-4"},
    "no cards": {"CARD-0"},
    # discovery
    "no description": {"DISC-5"},
    "services is an object": {"DISC-2"},
    "a token of another grammar": {"PF-2"},
    "userId with a second type": {"PF-21"},
    "a parameter few clients resolve": {"PF-5"},
    "an entry with an address": {"DISC-16"},
    # feedback
    "feedback of any shape is taken": {"FB-2", "FB-4"},
    "feedback breaks on an override": {"FB-6"},
    # cross-origin
    "no CORS on POST": {"CORS-1"},
    "no CORS on errors": {"CORS-1"},
    "no preflight": {"CORS-1"},
    "preflight without headers": {"CORS-1"},
}
TOKEN_FAULTS: dict[str, set[str]] = {
    "alg none accepted": {"SEC-14"},
    "HS256 accepted": {"SEC-15"},
    "signatures not verified": {"SEC-4"},
    "keys of anybody": {"SEC-11"},
    "keys inside tokens": {"SEC-6"},
    "expired tokens accepted": {"SEC-9"},
    "audience ignored": {"SEC-8"},
    "claims not required": {"SEC-7"},
    "replay accepted": {"SEC-10"},
    "headers not required": {"SEC-5"},
    "401 says why": {"SEC-19"},
    "feedback needs no token": {"SEC-3"},
    "preflight needs a token": {"CORS-1"},
}

CARD_FAULTS: dict[str, tuple[str, Any]] = {
    "null members": ("links", None),
    "empty members": ("links", []),
    "duplicate uuids": ("uuid", "6d9c2c9e-6f0f-4b39-8a3c-0d7a0a5d9f11"),
    "summary of 140": ("summary", "x" * 140),
    "hard-stop": ("indicator", "hard-stop"),
    "raw HTML": ("detail", "Read <b>this</b>."),
}


class Refused(Exception):
    """An error answer."""

    def __init__(self, status: int, text: str) -> None:
        self.status, self.text = status, text


@dataclass
class FaultyService:
    """The application; ``jwk`` is the public key of the one registered client, without it nobody needs a token."""

    faults: frozenset[str]
    jwk: dict[str, Any] | None = None
    seen: set[str] = field(default_factory=set)

    @property
    def hooks(self) -> dict[str, str]:
        """With a fault one service is enough, which halves the time of a test."""
        return dict(list(HOOKS.items())[:1]) if self.faults else HOOKS

    def has(self, fault: str) -> bool:
        assert fault in FAULTS or fault in TOKEN_FAULTS
        return fault in self.faults

    # Discovery and calls -----------------------------------------------------------------------------------------

    def templates(self) -> dict[str, str]:
        made = dict(TEMPLATES)
        if self.has("a token of another grammar"):
            made["extra"] = "Patient/{{Patient.id}}"
        if self.has("userId with a second type"):
            made["user"] = "Practitioner/{{context.userId}}"
        if self.has("a parameter few clients resolve"):
            made["conditions"] += "&_include=Condition:encounter"
        return made

    def discover(self) -> Any:
        services = [
            {"hook": hook, "id": name, "title": name, "description": f"Answers {hook}.", "prefetch": self.templates()}
            for name, hook in self.hooks.items()
        ]
        if self.has("no description"):
            del services[0]["description"]
        if self.has("an entry with an address"):
            services[0]["url"] = "https://cds.example/services/1"
        return {"services": services[0] if self.has("services is an object") else services}

    def call(self, name: str) -> Any:
        self.authenticate()
        if name not in self.hooks and not self.has("200 for an unknown id"):
            raise Refused(404, "There is no such service.")
        body = self.read_body()
        if not isinstance(body.get("hook"), str) or not isinstance(body.get("hookInstance"), str):
            raise Refused(400, "hook and hookInstance are needed.")
        if name in self.hooks and body["hook"] != self.hooks[name] and not self.has("any hook is answered"):
            raise Refused(400, "This hook is not answered here.")
        if not _is_uuid(body["hookInstance"]) or ("fhirAuthorization" in body and "fhirServer" not in body):
            raise Refused(400, "hookInstance is no UUID, or fhirServer is missing.")
        context, prefetch = body.get("context"), body.get("prefetch", {})
        if not isinstance(context, dict) or not isinstance(prefetch, dict):
            raise Refused(400, "context and prefetch are objects.")
        if "patientId" not in context and not self.has("a context without patient is answered"):
            raise Refused(400, "context.patientId is needed.")
        if self.has("unknown members are refused") and "extension" in body:
            raise Refused(400, "What is this?")
        conditions = self.gather(body, prefetch, context)
        return {"cards": [self.card(), self.card()]} if conditions else {"cards": []}

    def read_body(self) -> dict[str, Any]:
        if not request.is_json and not self.has("any media type is read"):
            raise Refused(415, "The body is not announced as JSON.")
        try:
            body = json.loads(request.data)
        except ValueError:
            raise Refused(400, "The body is not JSON.") from None
        if not isinstance(body, dict):
            raise Refused(400, "The body is no object.")
        return body

    # Prefetch ----------------------------------------------------------------------------------------------------

    def gather(self, body: dict[str, Any], prefetch: dict[str, Any], context: dict[str, Any]) -> bool:
        """Whether there are conditions; fetches what did not come, and wants conditions."""
        if prefetch and set(TEMPLATES) - set(prefetch):
            if self.has("all or nothing"):
                raise Refused(412, "Not every key came.")
            if self.has("400 for a missing key"):
                raise Refused(400, "Not every key came.")
        found = {}
        for key, template in TEMPLATES.items():
            value = prefetch.get(key)
            if self.has("null is 412") and key in prefetch and value is None:
                raise Refused(412, f"{key} did not come.")
            if self.has("an empty Bundle is 412") and _is_empty_bundle(value):
                raise Refused(412, f"{key} is empty.")
            if key not in prefetch or (value is None and self.has("fetches what was null")):
                value = self.fetch(
                    body, template.replace("{{context.patientId}}", str(context.get("patientId"))), bool(prefetch)
                )
            found[key] = value
        conditions = found["conditions"]
        if isinstance(conditions, str) or (conditions or {}).get("resourceType") == "OperationOutcome":
            if self.has("OperationOutcomes break it"):
                raise ZeroDivisionError
            raise Refused(412, "conditions could not be had.")
        return bool(conditions)

    def fetch(self, body: dict[str, Any], query: str, is_some_there: bool) -> Any:
        if "fhirServer" not in body or (is_some_there and self.has("prefetch is complete when it is there")):
            return None if not query.startswith("Condition") else "missing"
        sent = {"Authorization": f"Bearer {body['fhirAuthorization']['access_token']}"}
        headers = {} if self.has("the token is not sent") else sent
        return requests.get(f"{body['fhirServer']}/{query}", headers=headers, timeout=10).json()

    # Cards -------------------------------------------------------------------------------------------------------

    def card(self) -> dict[str, Any]:
        resource: Any = {"resourceType": "ServiceRequest", "status": "draft", "intent": "order"}
        action = {"type": "create", "description": "Order it", "resource": resource}
        made: dict[str, Any] = {
            "uuid": str(uuid.uuid4()),
            "summary": "A small card",
            "detail": "Read **this**.",
            "indicator": "info",
            "source": {"label": "A small service", "url": "https://guideline.example"},
            "suggestions": [{"label": "Order", "uuid": str(uuid.uuid4()), "actions": [action]}],
            "selectionBehavior": "any",
            "overrideReasons": [{"code": "later", "system": "https://reasons.example", "display": "Later"}],
            "links": [{"label": "Read", "url": "https://guideline.example/1", "type": "absolute"}],
        }
        if self.has("upper-case actions"):
            action["type"] = "CREATE"
        if self.has("resources as text"):
            action["resource"] = json.dumps(resource)
        if self.has("no source label"):
            del made["source"]["label"]
        if self.has("no selectionBehavior"):
            del made["selectionBehavior"]
        if self.has("appContext with an absolute link"):
            made["links"][0]["appContext"] = "{}"
        if self.has("override reasons without display"):
            del made["overrideReasons"][0]["display"]
        return {**made, **{name: value for fault, (name, value) in CARD_FAULTS.items() if self.has(fault)}}

    # Feedback ----------------------------------------------------------------------------------------------------

    def feedback(self, name: str) -> Any:
        if not self.has("feedback needs no token"):
            self.authenticate()
        if self.has("feedback of any shape is taken"):
            return {"taken": True}
        entries = self.read_body().get("feedback")
        if not isinstance(entries, list) or not all(map(_is_entry, entries)):
            raise Refused(400, "This is no feedback.")
        if self.has("feedback breaks on an override"):
            return {"taken": [entry["acceptedSuggestions"] for entry in entries]}
        return {"taken": len(entries)}

    # Tokens ------------------------------------------------------------------------------------------------------

    def authenticate(self) -> None:
        if self.jwk is None:
            return
        try:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer":
                raise jwt.InvalidTokenError("no token")
            self.check_token(token)
        except (jwt.PyJWTError, ValueError) as error:
            raise Refused(401, f"No: {error}" if self.has("401 says why") else "No.") from None

    def check_token(self, token: str) -> None:
        head = jwt.get_unverified_header(token)
        if self.has("alg none accepted") and str(head.get("alg")).lower() == "none":
            return
        algorithms = ["ES384", "RS384"]
        key: Any = jwt.PyJWK(self.jwk).key if self.jwk else None
        if self.has("keys of anybody") and "jku" in head:
            key = jwt.PyJWK(requests.get(head["jku"], timeout=10).json()["keys"][0]).key
        elif self.has("keys inside tokens") and "jwk" in head:
            key = jwt.PyJWK(head["jwk"]).key
        elif head.get("kid") != KID and not (self.has("headers not required") and "kid" not in head):
            raise jwt.InvalidTokenError("unknown kid")
        if str(head.get("typ", "JWT" if self.has("headers not required") else "")).upper() != "JWT":
            raise jwt.InvalidTokenError("typ")
        if self.has("HS256 accepted") and head["alg"] == "HS256":
            return
        required = [] if self.has("claims not required") else ["iss", "aud", "exp", "iat", "jti"]
        known = not (self.has("keys of anybody") or self.has("claims not required"))
        claims = jwt.decode(
            token,
            key,
            algorithms=algorithms,
            audience=request.base_url,
            issuer=ISSUER if known else None,
            options={
                "require": required,
                "verify_signature": not self.has("signatures not verified"),
                "verify_exp": not self.has("expired tokens accepted"),
                "verify_aud": not (self.has("audience ignored") or self.has("claims not required")),
            },
        )
        if "exp" in claims and not self.has("expired tokens accepted") and claims["exp"] - claims.get("iat", 0) > 3600:
            raise jwt.InvalidTokenError("it lives too long")
        if claims.get("jti") in self.seen and not self.has("replay accepted"):
            raise jwt.InvalidTokenError("it was used before")
        if "jti" in claims:
            self.seen.add(claims["jti"])

    # Errors ------------------------------------------------------------------------------------------------------

    def tell(self, error: Exception) -> Response:
        status = getattr(error, "status", 0) or getattr(error, "code", 0) or 500
        text = str(getattr(error, "text", "")) or type(error).__name__
        if self.has("silent empty cards on error") and status in (400, 415, 500):
            return _json({"cards": []})
        if status in (400, 415):
            status = 404 if self.has("404 for a bad body") else 500 if self.has("500 for a bad body") else status
        if self.has("HTML errors"):
            return Response(f"<html><h1>{status}</h1></html>", status, mimetype="text/html")
        if self.has("stack traces"):
            text = traceback.format_exc()
        if self.has("errors that are no OperationOutcome"):
            return _json({"error": text}, status)
        issue = {"severity": "error", "code": "processing", "details": {"text": text}}
        response = _json({"resourceType": "OperationOutcome", "issue": [issue]}, status)
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if status == 405:
            response.headers["Allow"] = "POST, OPTIONS"
        return response

    # The application ---------------------------------------------------------------------------------------------

    def app(self) -> Flask:
        app = Flask("faulty", static_folder=None)

        @app.before_request
        def preflight() -> Response | None:
            if request.method != "OPTIONS":
                return None
            if self.has("no preflight"):
                return self.tell(Refused(405, "What?"))
            if self.has("preflight needs a token"):
                return self.tell(Refused(401, "No."))
            response = Response(status=204)
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            if not self.has("preflight without headers"):
                response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            return response

        @app.after_request
        def name_origin(response: Response) -> Response:
            silent = (self.has("no CORS on POST") and request.method == "POST") or (
                self.has("no CORS on errors") and response.status_code >= 400
            )
            if not silent:
                response.headers["Access-Control-Allow-Origin"] = ORIGIN
            return response

        app.get("/cds-services")(lambda: _json(self.discover()))
        if self.has("200 on GET"):
            app.get("/cds-services/<name>", endpoint="read")(lambda name: _json({"cards": []}))
        app.post("/cds-services/<name>", endpoint="call")(lambda name: self.answered(name))
        app.post("/cds-services/<name>/feedback", endpoint="feedback")(lambda name: _json(self.feedback(name)))
        app.register_error_handler(Exception, self.tell)
        app.register_error_handler(HTTPException, self.tell)
        return app

    def answered(self, name: str) -> Response:
        body = self.call(name)
        return _json({"advice": body["cards"]} if self.has("no cards") else body)


def _is_empty_bundle(value: Any) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == "Bundle" and not value.get("entry")


def _is_uuid(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(uuid.UUID(text))
    return False


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not entry.get("card") or "T" not in str(entry.get("outcomeTimestamp")):
        return False
    return entry.get("outcome") == "overridden" or (
        entry.get("outcome") == "accepted" and bool(entry.get("acceptedSuggestions"))
    )


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """An application on a free port of this machine; gives its base URL."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serving_faults(*faults: str, jwk: dict[str, Any] | None = None) -> contextlib.AbstractContextManager[str]:
    return serving(FaultyService(frozenset(faults), jwk).app())
