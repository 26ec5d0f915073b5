"""Hook calls: sound ones are answered, others refused so that the caller can tell why."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from service.conformance.checks import answering, broken, check, expect_cards, expect_refusal, fine, skipped, told
from service.conformance.outcome import Level, Verdict
from service.conformance.synthetic import context_of, is_known
from service.conformance.target import Target

SECTION = "calls"


@check("get-refused", SECTION, "A service is called by POST; GET is 405 with Allow", "REQ-1")
def get_is_refused(target: Target) -> Iterator[Verdict]:
    for listed in target.services:
        answer = target.send("other", listed.id, "GET", target.path(listed.id))
        if answer.status < 300:
            yield broken(listed.id, f"GET was answered {told(answer)}")
        elif answer.status == 401 and not target.calls_are_possible:
            yield skipped(listed.id, "the service asks for a token first")
        elif answer.status != 405:
            yield broken(listed.id, f"Expected 405, got {told(answer)}", Level.ADVICE)
        elif not answer.headers.get("Allow"):
            yield broken(listed.id, "The 405 names no methods in Allow.", Level.ADVICE)
        else:
            yield fine(listed.id)


@check("unknown-id", SECTION, "An id that is not listed is 404 with a JSON body", "REQ-1", needs="calls")
def unknown_id(target: Target) -> Iterator[Verdict]:
    unknown = f"conformance-{uuid.uuid4()}"
    body = target.services[0].call() if target.services else {"hook": "patient-view"}
    answer = target.call(unknown, body, "a service that is not listed")
    if answer.status < 400:
        yield broken(answer.subject, f"Expected 404, got {told(answer)}")
    elif answer.status != 404:
        yield broken(answer.subject, f"Expected 404, got {told(answer)}", Level.ADVICE)
    else:
        yield fine(answer.subject) if answer.is_json else broken(answer.subject, f"The 404 is not JSON: {told(answer)}")


@check("sound-call", SECTION, "A complete call is answered 200 with cards", "HTTP-1", "HTTP-2", "CARD-0", needs="calls")
def sound_call(target: Target) -> Iterator[Verdict]:
    for listed in target.services:
        answer = target.call(listed.id, listed.call(), listed.name, is_sound=True)
        if answer.status == 412:
            fault = f"Wants more than it asks for: every prefetch key came, and it says {told(answer)}"
            yield broken(listed.name, fault, Level.ADVICE)
        elif not answer.has_cards and not is_known(listed.hook):
            yield skipped(listed.name, f"the context of {listed.hook} is not known to these checks")
        else:
            yield expect_cards(answer)


@check("own-calls", SECTION, "The calls given with --call are answered 200 with cards", "HTTP-1", needs="calls")
def own_calls(target: Target) -> Iterator[Verdict]:
    for number, body in enumerate(target.calls_of_the_caller, 1):
        name = f"--call {number} ({body.get('hook')})"
        listed = next((each for each in target.services if each.hook == body.get("hook")), None)
        if listed is None:
            yield skipped(name, "no service is listed for its hook")
        else:
            again = {**body, "hookInstance": str(uuid.uuid4())}
            yield expect_cards(target.call(listed.id, again, name, is_sound=True))


@check(
    "unknown-members",
    SECTION,
    "Unknown members, extensions and keys do not fail a call",
    "REQ-10",
    "CLI-13",
    needs="calls",
)
def unknown_members(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        extra = {"conformance-unknown": {"resourceType": "Basic", "id": "x", "code": {"text": "x"}}}
        prefetch = {**listed.call().get("prefetch", {}), **extra}
        context = {**context_of(listed.hook), "conformanceUnknown": True}
        body = listed.call(
            prefetch=prefetch, context=context, extension={"org.example.conformance": {"a": 1}}, extra="x"
        )
        yield expect_cards(target.call(listed.id, body, listed.name))


@check(
    "repeated-instance",
    SECTION,
    "A call that comes again is answered again",
    "REQ-4",
    level=Level.SHOULD,
    needs="calls",
)
def repeated_instance(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        body = listed.call()
        target.call(listed.id, body, listed.name)
        yield expect_cards(target.call(listed.id, body, listed.name))


@check(
    "malformed-body",
    SECTION,
    "A body that is no hook call is a 4xx with a JSON body",
    "CLI-1",
    "GEN-1",
    "REQ-2",
    needs="calls",
)
def malformed_body(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        for what, body in (
            ("not JSON", b'{"hook": "'),
            ("an empty body", b""),
            ("an array", json.dumps([listed.call()]).encode()),
            ("a text", b'"patient-view"'),
            ("an empty object", b"{}"),
        ):
            yield expect_refusal(target.call(listed.id, body, f"{listed.name}: {what}"))


@check(
    "missing-member",
    SECTION,
    "A call without a required member is a 4xx with a JSON body",
    "REQ-2",
    "REQ-3",
    "REQ-8",
    "CLI-2",
    needs="calls",
)
def missing_member(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        for member in ("hook", "hookInstance", "context"):
            body = {name: value for name, value in listed.call().items() if name != member}
            yield expect_refusal(target.call(listed.id, body, f"{listed.name}: without {member}"))
        for member in ("hook", "context"):
            body = {**listed.call(), member: None}
            yield expect_refusal(target.call(listed.id, body, f"{listed.name}: {member} is null"))


@check("wrong-hook", SECTION, "A hook that the service is not listed for is a 4xx", "REQ-2", "CLI-4", needs="calls")
def wrong_hook(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        body = listed.call(hook="org.example.conformance-unknown")
        yield expect_refusal(target.call(listed.id, body, f"{listed.name}: another hook"))


@check(
    "wrong-type",
    SECTION,
    "A member of the wrong type is a 4xx with a JSON body",
    "REQ-2",
    "REQ-8",
    "REQ-9",
    "CLI-2",
    needs="calls",
)
def wrong_type(target: Target) -> Iterator[Verdict]:
    wrong: tuple[tuple[str, Any], ...] = (("hook", 5), ("context", ["x"]), ("prefetch", ["x"]))
    for listed in answering(target):
        for member, value in wrong:
            body = {**listed.call(), member: value}
            yield expect_refusal(target.call(listed.id, body, f"{listed.name}: {member} is a {type(value).__name__}"))


@check("missing-context", SECTION, "A context without its patient is a 4xx", "CLI-10", needs="calls")
def missing_context(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        context = {name: value for name, value in context_of(listed.hook).items() if name != "patientId"}
        if is_known(listed.hook):
            body = listed.call(context=context)
            yield expect_refusal(target.call(listed.id, body, f"{listed.name}: without context.patientId"))


@check(
    "careless-client",
    SECTION,
    "What a client may not send is refused",
    "REQ-5",
    "CLI-3",
    "CLI-5",
    level=Level.ADVICE,
    needs="calls",
)
def careless_client(target: Target) -> Iterator[Verdict]:
    authorization = {
        "access_token": "x",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.read",
        "subject": "x",
    }
    for listed in answering(target):
        bodies = {
            "a hookInstance that is no UUID": listed.call(hookInstance="one"),
            "fhirAuthorization without fhirServer": listed.call(fhirAuthorization=authorization),
        }
        for what, body in bodies.items():
            yield expect_refusal(target.call(listed.id, body, f"{listed.name}: {what}"), Level.ADVICE)


@check("media-type", SECTION, "A body that is not announced as JSON is a 4xx", "GEN-1", needs="calls")
def media_type(target: Target) -> Iterator[Verdict]:
    for listed in answering(target):
        plain = target.call(
            listed.id, b"hook=patient-view", f"{listed.name}: a form as text/plain", media_type="text/plain"
        )
        yield expect_refusal(plain)
        subject = f"{listed.name}: JSON as text/plain"
        yield expect_refusal(target.call(listed.id, listed.call(), subject, media_type="text/plain"), Level.SHOULD)
        subject = f"{listed.name}: with a charset"
        charset = target.call(listed.id, listed.call(), subject, media_type="application/json; charset=utf-8")
        yield expect_cards(charset)
