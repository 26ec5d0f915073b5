"""The service under test, called over HTTP; every answer is kept for the checks that look at all of them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from service.conformance import synthetic
from service.conformance.card_rules import Finding, findings
from service.conformance.own_server import OwnServer
from service.conformance.signing import Signer

MOST_BYTES = 16 * 1024 * 1024
ORIGIN = "https://sandbox.cds-hooks.org"
NOT_JSON: Any = object()


class NoAnswerError(Exception):
    """The service gave no answer; the text says why."""


@dataclass
class Answer:
    """One answer and what it is the answer to."""

    kind: str
    """discovery, call, feedback, preflight, or other."""
    subject: str
    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    seconds: float
    is_sound: bool
    """Whether the request was one that a service must answer with 200."""

    @cached_property
    def value(self) -> Any:
        """The body read as JSON; NOT_JSON when it is none, or announced as something else."""
        media_type = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            return NOT_JSON
        try:
            return json.loads(self.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return NOT_JSON

    @cached_property
    def findings(self) -> list[Finding]:
        """The rules for responses that the body breaks."""
        return findings(self.value if self.is_json else None)

    @property
    def is_json(self) -> bool:
        return self.value is not NOT_JSON

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards that are objects; none when there is no array of cards."""
        cards = self.value.get("cards") if isinstance(self.value, dict) else None
        return [card for card in cards if isinstance(card, dict)] if isinstance(cards, list) else []

    @property
    def has_cards(self) -> bool:
        """Whether it is a success as the specification has it: 200 with an array of cards."""
        return self.status == 200 and isinstance(self.value, dict) and isinstance(self.value.get("cards"), list)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Listed:
    """One sound entry of discovery."""

    id: str
    hook: str
    prefetch: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.id} ({self.hook})"

    def call(self, **members: Any) -> dict[str, Any]:
        return synthetic.call_of(self.hook, self.prefetch, **members)


AUTOMATIC = "automatic"


class Target:
    """A service by its base URL.  Redirects are not followed, and no other address is called.

    ``signer`` signs for a registered issuer; ``audience`` is the public base URL where it is not ``url``.
    """

    def __init__(
        self,
        url: str,
        own: OwnServer,
        *,
        timeout: float = 10.0,
        origin: str = ORIGIN,
        signer: Signer | None = None,
        audience: str = "",
        ca_bundle: str | None = None,
    ) -> None:
        self.url = url.rstrip("/").removesuffix("/cds-services")
        self.own, self.signer, self.origin, self.timeout = own, signer, origin, timeout
        self.audience = (audience or self.url).rstrip("/").removesuffix("/cds-services")
        self.answers: list[Answer] = []
        self.services: list[Listed] = []
        self.calls_of_the_caller: list[dict[str, Any]] = []
        self.wants_token = False
        """Learnt from the first call without a token."""
        self.is_for_browsers = False
        """Learnt from discovery: it names the origin."""
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_bundle or True

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the service can reach the server of the checks, which listens on this machine only."""
        return urlsplit(self.url).hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def calls_are_possible(self) -> bool:
        return not self.wants_token or self.signer is not None

    def path(self, service: str = "", *more: str) -> str:
        return "/".join(("/cds-services", *(quote(part, safe="") for part in (service, *more) if part)))

    def discover(self, **options: Any) -> Answer:
        return self.send("discovery", "discovery", "GET", self.path(), **options)

    def call(self, service: str, body: Any, subject: str, **options: Any) -> Answer:
        """POST a hook call; anything but bytes is written as JSON."""
        return self.send("call", subject, "POST", self.path(service), body, **options)

    def feedback(self, service: str, body: Any, subject: str, **options: Any) -> Answer:
        return self.send("feedback", subject, "POST", self.path(service, "feedback"), body, **options)

    def send(
        self,
        kind: str,
        subject: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = AUTOMATIC,
        headers: Mapping[str, str] | None = None,
        media_type: str = "application/json",
        is_sound: bool = False,
    ) -> Answer:
        """One request.  ``token``: AUTOMATIC signs one where there is a signer, None sends none.

        Raises :class:`NoAnswerError`.
        """
        sent = {"Accept": "application/json", "Origin": self.origin, **(headers or {})}
        if token == AUTOMATIC:
            token = self.signer.token(f"{self.audience}{path}") if self.signer is not None else None
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = media_type
        started = time.perf_counter()
        response, read = self._exchange(method, path, data, sent)
        seconds = time.perf_counter() - started
        answer = Answer(
            kind, subject, method, f"{self.url}{path}", response.status_code, response.headers, read, seconds, is_sound
        )
        self.answers.append(answer)
        return answer

    def _exchange(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[requests.Response, bytes]:
        try:
            with self._session.request(
                method,
                f"{self.url}{path}",
                data=data,
                headers=dict(headers),
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = b""
                until = time.monotonic() + self.timeout
                for piece in response.iter_content(65536):
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise NoAnswerError(f"the answer is larger than {MOST_BYTES} bytes")
                    if time.monotonic() > until:
                        raise NoAnswerError(f"the answer did not end within {self.timeout:g} s")
                return response, body
        except requests.Timeout:
            raise NoAnswerError(f"no answer within {self.timeout:g} s") from None
        except requests.RequestException as error:
            raise NoAnswerError(f"no answer: {type(error).__name__}") from None

    def close(self) -> None:
        self._session.close()
