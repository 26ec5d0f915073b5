"""Discovery: what the list of services says, and whether a client can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from service.conformance.checks import broken, check, fine, skipped, told
from service.conformance.outcome import Level, Verdict
from service.conformance.synthetic import is_known, tokens_of
from service.conformance.target import Answer, Listed, Target
from service.conformance.templates import grammar_faults, hard_for_clients

SECTION = "discovery"
PLAIN_ID = re.compile(r"[A-Za-z0-9._~-]+")
SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?|STU[123]")
Entries = list[tuple[str, Any]]


def read_entries(discovery: Answer) -> Entries:
    """(name for the report, entry) for each entry; empty when there is no array of services."""
    body = discovery.value
    services = body.get("services") if isinstance(body, dict) else None
    if not isinstance(services, list):
        return []
    names = [each.get("id") if isinstance(each, dict) else None for each in services]
    return [(str(name or f"services[{position}]"), services[position]) for position, name in enumerate(names)]


def read_services(discovery: Answer) -> list[Listed]:
    """The entries that can be called: with an id and a hook."""
    listed = []
    for _, entry in read_entries(discovery):
        if isinstance(entry, dict) and _is_text(entry.get("id")) and _is_text(entry.get("hook")):
            templates = entry.get("prefetch")
            sound = templates if isinstance(templates, dict) else {}
            prefetch = {str(key): value for key, value in sound.items() if isinstance(value, str)}
            listed.append(Listed(entry["id"], entry["hook"], prefetch))
    return listed


def _discovery(target: Target) -> Answer:
    return next((each for each in target.answers if each.kind == "discovery"), None) or target.discover()


def _entries(target: Target) -> list[tuple[str, dict[str, Any]]]:
    return [(name, entry) for name, entry in read_entries(_discovery(target)) if isinstance(entry, dict)]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


@check("discovery-answers", SECTION, "GET /cds-services answers 200 with JSON", "DISC-1", "GEN-1")
def answers(target: Target) -> Iterator[Verdict]:
    answer = _discovery(target)
    if answer.status != 200 or not answer.is_json:
        yield broken("discovery", f"Expected 200 with JSON, got {told(answer)}")
    else:
        yield fine("discovery")


@check("discovery-shape", SECTION, "The answer is an object with an array of services", "DISC-2", "DISC-3")
def shape(target: Target) -> Iterator[Verdict]:
    body = _discovery(target).value
    services = body.get("services") if isinstance(body, dict) else None
    if not isinstance(services, list):
        yield broken("discovery", "There is no array `services`.")
        return
    yield fine("discovery")
    for name, entry in read_entries(_discovery(target)):
        if not isinstance(entry, dict):
            yield broken(name, "Is not an object.")


@check("entry-members", SECTION, "Each entry has an id, a hook and a description", "DISC-4", "DISC-5", "DISC-6")
def members(target: Target) -> Iterator[Verdict]:
    for name, entry in _entries(target):
        missing = [member for member in ("hook", "description", "id") if not _is_text(entry.get(member))]
        yield broken(name, f"Has no {', '.join(missing)}.") if missing else fine(name)


@check("entry-title", SECTION, "Each entry has a title", "DISC-7", level=Level.SHOULD)
def title(target: Target) -> Iterator[Verdict]:
    for name, entry in _entries(target):
        yield fine(name) if _is_text(entry.get("title")) else broken(name, "Has no title.")


@check(
    "entry-optional", SECTION, "Optional members of an entry have their type", "DISC-8", "DISC-9", "DISC-10", "EXT-1"
)
def optional_members(target: Target) -> Iterator[Verdict]:
    for name, entry in _entries(target):
        faults = []
        prefetch = entry.get("prefetch", {"": ""})
        if not isinstance(prefetch, dict) or not all(_is_text(each) for key, each in prefetch.items() if key):
            faults.append("`prefetch` is no object of texts.")
        if "usageRequirements" in entry and not _is_text(entry["usageRequirements"]):
            faults.append("`usageRequirements` is no text.")
        if "version" in entry and not SEMANTIC_VERSION.fullmatch(str(entry["version"])):
            faults.append("`version` is no semantic version.")
        if not isinstance(entry.get("extension", {}), dict):
            faults.append("`extension` is no object.")
        yield broken(name, " ".join(faults)) if faults else fine(name)


@check(
    "entry-address",
    SECTION,
    "An id is a path segment, and entries hold no address",
    "DISC-6",
    "DISC-16",
    level=Level.ADVICE,
)
def address(target: Target) -> Iterator[Verdict]:
    for name, entry in _entries(target):
        if not PLAIN_ID.fullmatch(str(entry.get("id", ""))):
            yield broken(name, "The id needs escaping in an address; use letters, digits, and . _ ~ -")
        elif "url" in entry:
            yield broken(name, "Has a `url`; the address of a service is made of the base URL and its id.")
        else:
            yield fine(name)


@check("entry-once", SECTION, "An id and a hook stand together once", "DISC-12", "DISC-13")
def once(target: Target) -> Iterator[Verdict]:
    seen = set()
    for name, entry in _entries(target):
        pair = (str(entry.get("id")), str(entry.get("hook")))
        yield broken(name, f"Is listed twice for {pair[1]}.") if pair in seen else fine(name)
        seen.add(pair)


@check(
    "hook-known",
    SECTION,
    "A hook is of the library, or has the name of an organisation's own",
    "DISC-4",
    level=Level.ADVICE,
)
def known_hook(target: Target) -> Iterator[Verdict]:
    for name, entry in _entries(target):
        hook = str(entry.get("hook"))
        own = is_known(hook) or "." in hook
        yield (
            fine(name) if own else broken(name, f"{hook} is not in the library; name your own like org.example.{hook}.")
        )


@check(
    "template-grammar", SECTION, "Prefetch templates follow the grammar of 2.0", "PF-1", "PF-2", "PF-3", "PF-4", "PF-21"
)
def grammar(target: Target) -> Iterator[Verdict]:
    for name, key, template, hook in _templates(target):
        faults = grammar_faults(template, tokens_of(hook))
        text = "; ".join(f"{requirement}: {fault}" for requirement, fault in faults)
        yield broken(f"{name} {key}", f"The template {text}.") if faults else fine(f"{name} {key}")


@check("template-subset", SECTION, "Prefetch templates stay in the widely supported subset", "PF-5", level=Level.SHOULD)
def subset(target: Target) -> Iterator[Verdict]:
    for name, key, template, _ in _templates(target):
        hard = hard_for_clients(template)
        yield broken(f"{name} {key}", f"Few clients resolve: {', '.join(hard)}.") if hard else fine(f"{name} {key}")


def _templates(target: Target) -> Iterator[tuple[str, str, str, str]]:
    for name, entry in _entries(target):
        prefetch = entry.get("prefetch")
        for key, template in prefetch.items() if isinstance(prefetch, dict) else ():
            if isinstance(template, str):
                yield name, key, template, str(entry.get("hook"))


@check("https", SECTION, "Production traffic goes over https", "GEN-2", "SEC-1", level=Level.ADVICE)
def https(target: Target) -> Iterator[Verdict]:
    if target.url.startswith("https://"):
        yield fine("service")
    elif target.is_on_this_machine:
        yield skipped("service", "http on this machine")
    else:
        yield broken("service", "Is called over http; with production data only https is allowed.")
