"""Hook calls as a client makes them, and an application around a stand-in for the clinical core.

The stand-in reads the record through the door it is given and answers one card; what it advises is of no interest
to the tests that use it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask

from service.app import create_app
from service.features.feature import State
from service.fhir.codes import CodeIndex
from service.hooks.services import SERVICES
from service.settings import Settings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PATIENT = "synthetic-1"
SANDBOX = "https://sandbox.cds-hooks.org"
TOKEN = "canary-token-7f3a"
EXTENSION = "org.dvt-cds.decision"
SERVICE_OF = {service.hook: service.id for service in SERVICES.values()}
KNOWLEDGE = SimpleNamespace(codes=CodeIndex(), version="0.0.0", content_hash="0" * 64, signed_off=False)
AUTHORIZATION = {
    "access_token": TOKEN,
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "patient/*.read",
    "subject": "dvt-cds",
}


def bundle(*resources: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A searchset Bundle."""
    entries = {"entry": [{"resource": dict(resource)} for resource in resources]} if resources else {}
    return {"resourceType": "Bundle", "type": "searchset", **entries, **members}


def condition(patient: str = PATIENT, **members: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c1", "subject": {"reference": f"Patient/{patient}"}, **members}


def draft(kind: str = "MedicationRequest", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": "request-123",
        "status": "draft",
        "subject": {"reference": f"Patient/{PATIENT}"},
        **members,
    }


FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
PREFETCH = {"patient": {"resourceType": "Patient", "id": PATIENT}, "conditions": bundle(), "observations": bundle()}


def context_of(hook: str) -> dict[str, Any]:
    """The context that a careful client sends with a hook."""
    context: dict[str, Any] = {"userId": "Practitioner/synthetic-9", "patientId": PATIENT, "encounterId": "e1"}
    if hook in ("order-select", "order-sign"):
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft()}]}
    if hook == "order-select":
        context["selections"] = ["MedicationRequest/request-123"]
    if hook == "problem-list-item-create":
        context["conditions"] = bundle(condition())
    return context


def call(hook: str = "patient-view", *, without: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    """A sound call, with some members replaced and others left out."""
    body = {
        "hook": hook,
        "hookInstance": str(uuid.uuid4()),
        "context": context_of(hook),
        "prefetch": dict(PREFETCH),
        **members,
    }
    return {name: value for name, value in body.items() if name not in without}


def in_context(hook: str = "patient-view", *, without: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    """A sound call but for some members of its context."""
    context = {**context_of(hook), **members}
    return call(hook, context={name: value for name, value in context.items() if name not in without})


def card(**members: Any) -> dict[str, Any]:
    """A card that nothing is wrong with."""
    return {
        "uuid": str(uuid.uuid4()),
        "summary": "A stand-in card",
        "indicator": "info",
        "source": {"label": "A guideline"},
        "extension": {
            EXTENSION: {
                "outcome": "SURVEILLANCE",
                "rule": "R-0",
                "statements": ["G-5"],
                "knowledge": {"version": "0.0.0", "hash": "0" * 64},
            }
        },
        **members,
    }


@dataclass
class StandIn:
    """An ``answer`` that reads the record, gives the cards it was made with, and remembers what it was asked."""

    cards: tuple[dict[str, Any], ...] = field(default_factory=lambda: (card(),))
    extension: dict[str, Any] = field(default_factory=lambda: {EXTENSION: {"state": "advice"}})
    failure: Exception | None = None
    requests: list[Any] = field(default_factory=list)
    records: list[Any] = field(default_factory=list)
    histories: list[Any] = field(default_factory=list)

    def __call__(self, request: Any, record_source: Any, knowledge: Any, now: Any, history: Any, *, site: Any) -> Any:
        self.requests.append(request)
        self.histories.append(history)
        self.records.append(record_source(request))
        if self.failure is not None:
            raise self.failure
        return SimpleNamespace(
            cards=self.cards,
            extension=self.extension,
            decision=SimpleNamespace(outcome="SURVEILLANCE"),
            features={"prior_vte": SimpleNamespace(state=State.NOT_DOCUMENTED)},
            state="advice",
            facts_digest="digest",
            card_facts={each["uuid"]: "digest" for each in self.cards},
        )


def make_app(folder: Path, answer: Callable[..., Any] | None = None, *, parts: Any = None, **settings: Any) -> Flask:
    """An application with a store of its own in ``folder``; ``parts`` replaces store, trust and the like."""
    settings.setdefault("database_url", f"sqlite:///{folder / 'store.sqlite3'}")
    return create_app(
        Settings(**settings), knowledge=KNOWLEDGE, answer=answer or StandIn(), clock=lambda: NOW, **(parts or {})
    )


def post(app: Flask, body: Any, path: str = "", **options: Any) -> Any:
    """POST a body (anything but bytes is written as JSON) to the service of its hook, or to a path."""
    if not path:
        path = f"/cds-services/{SERVICE_OF.get(body.get('hook') if isinstance(body, dict) else '', 'dvt-patient-view')}"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    options.setdefault("content_type", "application/json")
    return app.test_client().post(path, data=data, **options)


def assert_outcome(response: Any, status: int, *numbers: str) -> list[dict[str, Any]]:
    """Check the failure contract of an error answer, and give its issues."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype in ("application/json", "application/fhir+json")
    body = response.get_json()
    assert body["resourceType"] == "OperationOutcome"
    assert body["issue"]
    found = []
    for issue in body["issue"]:
        assert issue["severity"] == "error"
        assert issue["code"]
        assert issue["details"]["text"].strip()
        (coding,) = issue["details"]["coding"]
        assert coding["system"] == "https://dvt-cds.org/fhir/CodeSystem/error"
        found.append(coding["code"])
    assert "cards" not in body
    if numbers:
        assert sorted(found) == sorted(numbers)
    issues: list[dict[str, Any]] = body["issue"]
    return issues


def expressions(issues: list[dict[str, Any]]) -> list[str]:
    return [expression for issue in issues for expression in issue.get("expression", [""])]
