"""The discovery answer: the services, written once, with an ETag so that clients can ask again cheaply."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from service.hooks.services import Service

MAX_AGE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Discovery:
    """Body and entity tag of ``GET /cds-services``."""

    body: bytes
    etag: str


def write_discovery(services: Iterable[Service], *, version: str | None = None, signed_off: bool = False) -> Discovery:
    """The discovery answer for some services, in their order; prefetch keys keep theirs (DISC-17).

    ``version`` is the release of CDS Hooks that each entry names, a member of 3.0; None leaves it out (DISC-10).
    ``signed_off``: whether a clinical owner has signed the content in use, which the entries say as the cards do.
    """
    named = {} if version is None else {"version": version}
    body = orjson.dumps({"services": [{**service.as_json(signed_off=signed_off), **named} for service in services]})
    return Discovery(body, hashlib.sha256(body).hexdigest()[:32])
