"""The naive way, for comparison: Flask, and every resource of the request read through its fhir.resources R4B model.

It decides nothing of worth: is there a DVT, what is the highest D-dimer, one card.  Its cost is the reading.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import orjson
from flask import Flask, Response, request

D_DIMER = frozenset({"48065-7", "48066-5", "48067-3", "48058-2"})


@cache
def _model(resource_type: str) -> Any:
    return getattr(importlib.import_module(f"fhir.resources.R4B.{resource_type.lower()}"), resource_type)


def read(body: bytes) -> bytes:
    """The naive answer to the bytes of a hook call."""
    call = orjson.loads(body)
    resources = [_model(each["resourceType"]).model_validate(each) for each in _resources(call["prefetch"])]
    codes = [
        (resource, coding.code)
        for resource in resources
        for coding in (getattr(getattr(resource, "code", None), "coding", None) or ())
    ]
    thrombosis = any(str(code).startswith("I82.4") for _, code in codes)
    d_dimers = [resource.valueQuantity.value for resource, code in codes if code in D_DIMER and resource.valueQuantity]
    summary = f"DVT {'recorded' if thrombosis else 'not recorded'}; highest D-dimer {max(d_dimers, default='unknown')}"
    return orjson.dumps({"cards": [{"summary": summary, "indicator": "info", "source": {"label": "naive"}}]})


def _resources(prefetch: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for value in prefetch.values():
        if value is not None:
            found += [each["resource"] for each in value.get("entry", ())] if "entry" in value else []
            found += [value] if value["resourceType"] != "Bundle" else []
    return found


def application() -> Flask:
    """The naive service; it answers under any service id."""
    app = Flask("naive", static_folder=None)

    @app.post("/cds-services/<service_id>")
    def call_service(service_id: str) -> Response:
        return Response(read(request.get_data()), mimetype="application/json")

    return app
