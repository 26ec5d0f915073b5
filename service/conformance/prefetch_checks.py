"""Prefetch: any subset of the keys may come, null is an answer, and what did not come is fetched or 412."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from service.conformance import synthetic
from service.conformance.checks import answered, answering, broken, check, fine, skipped, told
from service.conformance.outcome import Level, Verdict
from service.conformance.target import Answer, Listed, Target
from service.conformance.templates import Query

SECTION = "prefetch"
TOKEN = "conformance-access-token"  # noqa: S105 – of our own server, which asks for none
REDUNDANT_KEYS = 2
"""From so many keys on, a service that needs every single one is told of."""


def _with(listed: Listed, **replaced: Any) -> dict[str, Any]:
    """A complete call with the values of some keys replaced; ``ABSENT`` leaves a key out."""
    prefetch = {**synthetic.prefetch_of(listed.prefetch, listed.hook), **replaced}
    return listed.call(prefetch={key: value for key, value in prefetch.items() if value is not ABSENT})


ABSENT: Any = object()


def _queries(listed: Listed) -> dict[str, Query]:
    return synthetic.queries_of(listed.prefetch, listed.hook)


def _cards_or_412(answer: Answer) -> Verdict:
    if answer.has_cards:
        return fine(answer.subject)
    if answer.status == 412:
        return (
            fine(answer.subject) if answer.is_json else broken(answer.subject, f"The 412 is not JSON: {told(answer)}")
        )
    return broken(answer.subject, f"Expected 200 with cards or 412, got {told(answer)}")


def _asked_and_empty(answer: Answer) -> Verdict:
    if answer.status == 412:
        return broken(answer.subject, f"The client asked and nothing exists, which is an answer; got {told(answer)}")
    return (
        fine(answer.subject)
        if answer.has_cards
        else broken(answer.subject, f"Expected 200 with cards, got {told(answer)}")
    )


@check(
    "missing-key",
    SECTION,
    "A key that did not come costs no more than a 412",
    "PF-7",
    "PF-8",
    "HTTP-3",
    "PF-14",
    needs="calls",
)
def missing_key(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        for key in _queries(listed):
            body = _with(listed, **{key: ABSENT})
            yield _cards_or_412(target.call(listed.id, body, f"{listed.name}: without {key}"))


@check("no-prefetch", SECTION, "Without prefetch the answer is cards or 412", "PF-7", "HTTP-3", needs="calls")
def no_prefetch(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        if _queries(listed):
            body = listed.call(prefetch=None)
            yield _cards_or_412(target.call(listed.id, body, f"{listed.name}: without prefetch"))


@check("all-or-nothing", SECTION, "Not every single key is required", "PF-7", level=Level.SHOULD, needs="calls")
def all_or_nothing(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        keys = list(_queries(listed))
        if len(keys) < REDUNDANT_KEYS:
            continue
        answers = [target.call(listed.id, _with(listed, **{key: ABSENT}), listed.name) for key in keys]
        if not any(answer.has_cards for answer in answers):
            fault = f"Each of {len(keys)} keys alone, left out, ends the call: a client may leave any out."
            yield broken(listed.name, fault)
        else:
            yield fine(listed.name)


@check("null-search", SECTION, "null for a search is asked and empty, never 412", "PF-9", "GEN-3", needs="calls")
def null_search(target: Target) -> Iterator[Verdict]:
    yield from _each_search(target, "null", lambda: None)


@check("null-read", SECTION, "null for a read is asked and empty, never 412", "PF-9", level=Level.SHOULD, needs="calls")
def null_read(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        for key, query in _queries(listed).items():
            if not query.is_search:
                yield _asked_and_empty(
                    target.call(listed.id, _with(listed, **{key: None}), f"{listed.name}: {key} null")
                )


@check("empty-bundle", SECTION, "An empty Bundle is asked and empty, never 412", "PF-10", needs="calls")
def empty_bundle(target: Target) -> Iterator[Verdict]:
    yield from _each_search(target, "an empty Bundle", lambda: synthetic.bundle())
    yield from _each_search(target, "a Bundle of total 0 without type", lambda: {"resourceType": "Bundle", "total": 0})


def _each_search(target: Target, what: str, value: Callable[[], Any]) -> Iterator[Verdict]:
    """One search key at a time, then all of them."""
    for listed in answering(target):
        keys = [key for key, query in _queries(listed).items() if query.is_search]
        for chosen in [*([key] for key in keys), *([keys] if len(keys) > 1 else [])]:
            body = _with(listed, **{key: value() for key in chosen})
            subject = f"{listed.name}: {chosen[0] if len(chosen) == 1 else 'every search'} {what}"
            yield _asked_and_empty(target.call(listed.id, body, subject))


@check(
    "failed-search", SECTION, "An OperationOutcome as a value is a search that failed", "PF-11", "PF-12", needs="calls"
)
def failed_search(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        keys = list(_queries(listed))
        for chosen in [*([key] for key in keys), *([keys] if len(keys) > 1 else [])]:
            body = _with(listed, **dict.fromkeys(chosen, synthetic.OUTCOME))
            subject = f"{listed.name}: {chosen[0] if len(chosen) == 1 else 'every key'} an OperationOutcome"
            yield _cards_or_412(target.call(listed.id, body, subject))


@check(
    "outcome-in-bundle",
    SECTION,
    "An OperationOutcome among the entries is not a resource found",
    "PF-12",
    needs="calls",
)
def outcome_in_bundle(target: Target) -> Iterator[Verdict]:
    entry = {"resource": synthetic.OUTCOME, "search": {"mode": "outcome"}}
    for listed in answering(target):
        for key, query in _queries(listed).items():
            if query.is_search:
                found = synthetic.answer_to(query) or {}
                value = {**found, "entry": [*found.get("entry", []), entry]}
                body = _with(listed, **{key: value})
                yield _cards_or_412(target.call(listed.id, body, f"{listed.name}: {key} with an OperationOutcome"))


@check("first-page", SECTION, "One page of several is answered with cards or 412", "PF-13", needs="calls")
def first_page(target: Target) -> Iterator[Verdict]:
    link = [{"relation": "next", "url": "https://conformance.invalid/fhir?page=2"}]
    for listed in answering(target):
        for key, query in _queries(listed).items():
            if query.is_search:
                value = {**(synthetic.answer_to(query) or {}), "link": link}
                body = _with(listed, **{key: value})
                yield _cards_or_412(target.call(listed.id, body, f"{listed.name}: {key}, the first page"))


@check(
    "unreadable-value", SECTION, "A value that is no FHIR resource is no fault of the service", "CLI-14", needs="calls"
)
def unreadable_value(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        for key in _queries(listed):
            answer = target.call(listed.id, _with(listed, **{key: "<html>"}), f"{listed.name}: {key} a text")
            if answer.status >= 500 or not (answer.has_cards or 400 <= answer.status < 500):
                yield broken(answer.subject, f"Expected cards or a 4xx, got {told(answer)}")
            else:
                yield fine(answer.subject)


# With a FHIR server ----------------------------------------------------------------------------------------------


def _at_own_server(target: Target, **members: Any) -> dict[str, Any]:
    token = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "subject": "conformance"}
    scope = {"scope": "patient/*.read user/*.read", "patient": synthetic.PATIENT}
    return {"fhirServer": target.own.fhir, "fhirAuthorization": {**token, **scope}, **members}


def _fetches(target: Target, listed: Listed, body: dict[str, Any], subject: str) -> tuple[Answer, list[Query]]:
    target.own.forget()
    answer = target.call(listed.id, body, subject)
    return answer, [asked.query for asked in target.own.asked]


def _is_for(asked: Query, wanted: Query) -> bool:
    """Whether a query asks for what a template does; more parameters may narrow it."""
    return asked.type == wanted.type and asked.id == wanted.id and bool(asked.parameters) == bool(wanted.parameters)


@check(
    "fetch-missing",
    SECTION,
    "A key that did not come is fetched, as all are when none came",
    "PF-8",
    "PF-17",
    "FHIR-1",
    needs="calls",
)
def fetch_missing(target: Target) -> Iterator[Verdict]:
    for listed in target.services:
        queries = _queries(listed)
        if not queries or not answered(target, listed):
            continue
        if not target.is_on_this_machine:
            yield skipped(listed.name, "the service cannot reach the FHIR server of these checks")
            continue
        nothing = listed.call(**_at_own_server(target, prefetch=None))
        answer, fetched = _fetches(target, listed, nothing, f"{listed.name}: without prefetch, with a FHIR server")
        reason = f"it was answered {answer.status}" if not answer.has_cards else "it had no need to"
        if not fetched:
            yield skipped(listed.name, f"it does not read at the FHIR server of these checks ({reason})")
            continue
        for key, wanted in queries.items():
            if any(_is_for(each, wanted) for each in fetched):
                yield _one_missing(target, listed, key, wanted)


def _one_missing(target: Target, listed: Listed, key: str, wanted: Query) -> Verdict:
    body = {**_with(listed, **{key: ABSENT}), **_at_own_server(target)}
    answer, fetched = _fetches(target, listed, body, f"{listed.name}: without {key}, with a FHIR server")
    if not any(_is_for(each, wanted) for each in fetched):
        fault = f"Is fetched when no key came, and not when it alone did not; got {told(answer)}"
        return broken(answer.subject, fault)
    if any(asked.authorization != f"Bearer {TOKEN}" for asked in target.own.asked):
        return broken(answer.subject, "Was fetched without the access token of the call (FHIR-2).")
    return fine(answer.subject) if answer.has_cards else broken(answer.subject, f"Was fetched, and yet: {told(answer)}")


@check(
    "fetch-nothing",
    SECTION,
    "What the client answered is not asked for again",
    "PF-9",
    level=Level.ADVICE,
    needs="calls",
)
def fetch_nothing(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        queries = _queries(listed)
        if not queries or not target.is_on_this_machine:
            continue
        nulls = {key: None for key, query in queries.items() if query.is_search}
        body = {**_with(listed, **nulls), **_at_own_server(target)}
        answer, fetched = _fetches(target, listed, body, f"{listed.name}: every search null, with a FHIR server")
        again = sorted({each.type for each in fetched if any(_is_for(each, query) for query in queries.values())})
        yield broken(answer.subject, f"Was asked for again: {', '.join(again)}.") if again else fine(answer.subject)
