"""The behaviours of a FHIR server that are measured, and the answer a call must get from each.

A call brings no prefetch, so all ten keys are asked for; a behaviour is that of every one of them unless it says half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from service.bench.fetch import failures
from service.bench.fetch.fhir_server import Answer, Asked, Talk
from service.fhir.client import Limits

KEYS = 10
"""Prefetch keys of a service; each is one request at a sound server."""
OPTIONAL_HALF = ("Encounter", "MedicationRequest", "MedicationStatement", "DiagnosticReport", "AllergyIntolerance")
"""The types of half of the keys: none that a recommendation cannot do without."""
OVER_THE_CAP = Limits().bytes_per_answer + 1024 * 1024


class Kind(StrEnum):
    """What an answer amounts to for the one who reads it."""

    ADVICE = "card"
    """200 and a card that rests on the whole record."""
    NAMED = "card, names what is missing"
    """200 and a card that says what could not be fetched."""
    CANNOT_TELL = "no card, cannot tell"
    """200 without a card, and a state that says that this is no "nothing to recommend"."""
    REFUSED = "412, names what is missing"
    """412 with an issue for each required key that is missing."""
    OTHER = "something else"


class Place(StrEnum):
    """Where the server stands."""

    LISTENING = "listening"
    REFUSING = "refusing"
    """Nobody listens: connections are refused."""
    SILENT = "silent"
    """Connections are neither accepted nor refused, as behind a firewall."""


@dataclass(frozen=True)
class Behaviour:
    """One way in which a FHIR server behaves, and what must come of it."""

    name: str
    right: Kind
    most_requests: int
    """Requests that a call may cost the server: one a key, and no more retries, redirects and pages than allowed."""
    answers: Callable[[str], Mapping[str, Answer]] = field(default=lambda elsewhere: {}, repr=False)
    """Ways of answering by resource type (``*`` for all), given the base URL of a server of another origin."""
    numbers: frozenset[str] = frozenset()
    """The error numbers of a 412."""
    place: Place = Place.LISTENING
    may_run_out: bool = False
    """Whether it makes so much work that, among many calls, a required key may miss the deadline with all its pages."""


def _all(answer: Answer) -> Callable[[str], Mapping[str, Answer]]:
    return lambda elsewhere: {"*": answer}


def _half(answer: Answer) -> Callable[[str], Mapping[str, Answer]]:
    return lambda elsewhere: dict.fromkeys(OPTIONAL_HALF, answer)


def _round_and_round(talk: Talk, asked: Asked) -> None:
    failures.redirect_to(f"{asked.path}?moved=yes")(talk, asked)


def _refused(
    name: str, answer: Answer | None = None, number: str = "DVT-202", *, each: int = 1, place: Place = Place.LISTENING
) -> Behaviour:
    """A behaviour that leaves nothing to decide on; ``each`` is the requests that one key may cost."""
    answers = _all(answer) if answer else lambda elsewhere: {}
    return Behaviour(name, Kind.REFUSED, KEYS * each, answers, frozenset({number}), place)


_TRIED_AGAIN = 2
_REDIRECTED = Limits().redirects + 1
_PAGED = Limits().pages

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("healthy", Kind.ADVICE, KEYS),
    Behaviour("healthy, 50 ms", Kind.ADVICE, KEYS, _all(failures.after(0.05))),
    _refused("down: connection refused", each=0, place=Place.REFUSING),
    _refused("unreachable: never connected", each=0, place=Place.SILENT),
    _refused("black hole: never answered", failures.held),
    _refused("slow head", failures.dripping_head),
    _refused("slow body", failures.dripping_body),
    _refused("401", failures.status(401)),
    _refused("403", failures.status(403)),
    _refused("404", failures.status(404)),
    _refused("429, Retry-After", failures.status(429, Retry_After="1")),
    _refused("500", failures.status(500), each=_TRIED_AGAIN),
    _refused("503", failures.status(503), each=_TRIED_AGAIN),
    _refused("hangs up", failures.hangs_up, each=_TRIED_AGAIN),
    _refused("malformed JSON", failures.text(b'{"resourceType": "Bundle", "entry": [}'), "DVT-203"),
    _refused("truncated body", failures.truncated, each=_TRIED_AGAIN),
    _refused("HTML with 200", failures.text(b"<!doctype html><title>Sign in</title>", "text/html"), "DVT-203"),
    _refused("OperationOutcome with 200", lambda talk, asked: talk.give(failures.OUTCOME)),
    Behaviour(
        "redirect to another origin", Kind.REFUSED, KEYS,
        lambda elsewhere: {"*": failures.redirect_to(f"{elsewhere}/Condition")}, frozenset({"DVT-202"}),
    ),
    _refused("redirect in circles", _round_and_round, each=_REDIRECTED),
    Behaviour("endless paging", Kind.CANNOT_TELL, KEYS * _PAGED, _all(failures.endless_pages), may_run_out=True),
    _refused("huge body, announced", failures.huge(OVER_THE_CAP)),
    _refused("huge body, in chunks", failures.huge_chunks(OVER_THE_CAP)),
    Behaviour("half of the keys: 500", Kind.NAMED, KEYS + len(OPTIONAL_HALF), _half(failures.status(500))),
    Behaviour("half of the keys: never answered", Kind.NAMED, KEYS, _half(failures.held)),
)  # fmt: skip
"""In the order of the report."""

BY_NAME: Mapping[str, Behaviour] = {each.name: each for each in BEHAVIOURS}
