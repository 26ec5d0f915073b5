"""The rules of CDS Hooks 2.0 for a response, as one function that says which of them a response breaks.

Every rule carries the id of its row in ``tests/conformance/requirements.csv``.  A response of any shape can be given:
what is not understood is a broken rule, never an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from service.conformance.outcome import Level
from service.hooks.answers import empty_members

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RAW_HTML = re.compile(r"<(?!https?:|mailto:)[A-Za-z/!][^>]*>")
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
DOMAIN_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
MARKDOWN = re.compile(r"[*_`#|\n]")
REFERENCE = re.compile(r"[A-Z]\w+/\S+")
LAUNCH_PARAMETERS = re.compile(r"[?&](iss|launch)=")

RULES: dict[str, tuple[str, Level]] = {
    "CARD-0": ("The answer holds an array of cards", Level.SHALL),
    "CARD-1": ("Each card has a uuid of its own", Level.ADVICE),
    "CARD-2": ("summary is one line of fewer than 140 characters", Level.SHALL),
    "CARD-3": ("detail is text", Level.SHALL),
    "CARD-4": ("detail holds no raw HTML", Level.ADVICE),
    "CARD-5": ("indicator is info, warning or critical", Level.SHALL),
    "CARD-6": ("source is an object", Level.SHALL),
    "CARD-7": ("suggestions is an array of objects", Level.SHALL),
    "CARD-8": ("selectionBehavior is there when suggestions are", Level.SHALL),
    "CARD-9": ("selectionBehavior is at-most-one or any", Level.SHALL),
    "CARD-11": ("overrideReasons is an array of codings", Level.SHALL),
    "CARD-12": ("Each override reason has a display", Level.SHALL),
    "CARD-13": ("links is an array of objects", Level.SHALL),
    "SRC-1": ("source has a label", Level.SHALL),
    "SRC-2": ("source.url is an absolute address", Level.SHOULD),
    "SRC-3": ("source.icon is an absolute address", Level.SHOULD),
    "COD-1": ("A coding has code and system", Level.SHALL),
    "SUG-1": ("A suggestion has a label", Level.SHALL),
    "SUG-2": ("A suggestion has a uuid", Level.ADVICE),
    "SUG-3": ("isRecommended is a boolean", Level.SHALL),
    "SUG-4": ("At most one suggestion is recommended when one may be taken", Level.SHALL),
    "SUG-5": ("actions is an array of objects", Level.SHALL),
    "SUG-6": ("References to resources that a suggestion creates resolve within it", Level.SHOULD),
    "SUG-8": ("actionSelectionBehavior (3.0) is not sent to clients not known to take it", Level.ADVICE),
    "ACT-1": ("type is create, update or delete", Level.SHALL),
    "ACT-2": ("An action has a description", Level.SHALL),
    "ACT-3": ("create carries a resource as an object", Level.SHALL),
    "ACT-4": ("update carries the whole resource with its id", Level.SHALL),
    "ACT-5": ("delete carries a reference and no resource", Level.SHOULD),
    "ACT-8": ("An action has no uuid", Level.ADVICE),
    "SYS-1": ("systemActions is an array of objects", Level.SHALL),
    "LINK-1": ("A link has label, url and type", Level.SHALL),
    "LINK-2": ("The type of a link is absolute or smart", Level.SHALL),
    "LINK-3": ("The url of a link is absolute", Level.SHALL),
    "LINK-4": ("Launch parameters are left to the client", Level.ADVICE),
    "LINK-5": ("appContext is text and with smart links only", Level.SHALL),
    "LINK-6": ("autolaunchable (3.0) is not sent to clients not known to take it", Level.ADVICE),
    "EXT-1": ("extension is an object", Level.SHALL),
    "EXT-2": ("Extensions are named like domains", Level.SHOULD),
}
"""Rule → what keeps it, and its level; members that may not be empty are GEN-4."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule and where."""

    rule: str
    place: str
    level: Level

    def __str__(self) -> str:
        return f"{self.rule} {self.place}"


Broken = Iterator[tuple[str, str] | tuple[str, str, Level]]
"""(rule, place), with a level where it is not that of the rule."""


def broken_rules(response: Any) -> list[str]:
    """``["CARD-2 cards[0].summary", …]``; empty for a response that keeps every rule."""
    return [str(found) for found in findings(response)]


def findings(response: Any) -> list[Finding]:
    """Every rule that a response breaks, with its place; empty for one that keeps them all."""
    found = [Finding("GEN-4", place, Level.SHALL) for place in empty_members(response)]
    for rule, place, *level in _response(response):
        found.append(Finding(rule, place, level[0] if level else RULES[rule][1]))
    return found


def _response(response: Any) -> Broken:
    cards = response.get("cards") if isinstance(response, dict) else None
    if not isinstance(cards, list):
        yield "CARD-0", "cards"
        return
    uuids = [str(card["uuid"]) for card in cards if isinstance(card, dict) and "uuid" in card]
    if len(set(uuids)) != len(uuids):
        yield "CARD-1", "cards", Level.SHALL
    for position, card in enumerate(cards):
        if not isinstance(card, dict):
            yield "CARD-0", f"cards[{position}]"
        else:
            yield from _below(f"cards[{position}]", _card(card))
    if "systemActions" in response:
        yield from _each(response, "systemActions", "SYS-1", _action)
    yield from _extensions(response)


def _below(place: str, broken: Broken) -> Broken:
    for rule, where, *level in broken:
        yield rule, f"{place}{where}", *level  # type: ignore[misc]


def _each(parent: dict[str, Any], name: str, rule: str, look: Any) -> Broken:
    """The faults of each object in an array that may be absent."""
    values = parent.get(name, [])
    if not isinstance(values, list):
        yield rule, name
        return
    for position, value in enumerate(values):
        if isinstance(value, dict):
            yield from _below(f"{name}[{position}]", look(value))
        else:
            yield rule, f"{name}[{position}]"


def _card(card: dict[str, Any]) -> Broken:
    summary: Any = card.get("summary")
    if not _is_text(summary) or len(summary) >= 140:
        yield "CARD-2", ".summary"
    elif MARKDOWN.search(summary):
        yield "CARD-2", ".summary", Level.ADVICE
    if "detail" in card and not _is_text(card["detail"]):
        yield "CARD-3", ".detail"
    elif RAW_HTML.search(CODE.sub("", card.get("detail", ""))):
        yield "CARD-4", ".detail"
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield "CARD-5", ".indicator"
    if not UUID.fullmatch(str(card.get("uuid"))):
        yield "CARD-1", ".uuid"
    yield from _source(card.get("source"))
    yield from _suggestions(card)
    yield from _below(".", _each(card, "overrideReasons", "CARD-11", _override_reason))
    yield from _below(".", _each(card, "links", "CARD-13", _link))


def _override_reason(reason: dict[str, Any]) -> Broken:
    if not _is_text(reason.get("display")):
        yield "CARD-12", ""
    yield from _coding(reason, "")


def _source(source: Any) -> Broken:
    if not isinstance(source, dict):
        yield "CARD-6", ".source"
        return
    if not _is_text(source.get("label")):
        yield "SRC-1", ".source.label"
    if "url" in source and not _is_web_url(source["url"]):
        yield "SRC-2", ".source.url"
    if "icon" in source and not _is_web_url(source["icon"]):
        yield "SRC-3", ".source.icon"
    if "topic" in source:
        yield from _coding(source["topic"], ".source.topic")


def _coding(coding: Any, place: str) -> Broken:
    if not (isinstance(coding, dict) and _is_text(coding.get("code")) and _is_text(coding.get("system"))):
        yield "COD-1", place


def _suggestions(card: dict[str, Any]) -> Broken:
    suggestions, behaviour = card.get("suggestions", []), card.get("selectionBehavior")
    if suggestions and behaviour is None:
        yield "CARD-8", ".selectionBehavior"
    if behaviour not in (None, "at-most-one", "any"):
        yield "CARD-9", ".selectionBehavior"
    elif behaviour and not suggestions:
        yield "CARD-9", ".selectionBehavior", Level.ADVICE
    yield from _below(".", _each(card, "suggestions", "CARD-7", _suggestion))
    objects = [each for each in suggestions if isinstance(each, dict)] if isinstance(suggestions, list) else []
    if behaviour == "at-most-one" and sum(each.get("isRecommended") is True for each in objects) > 1:
        yield "SUG-4", ".suggestions"
    uuids = [str(each["uuid"]) for each in objects if "uuid" in each]
    if len(set(uuids)) != len(uuids):
        yield "SUG-2", ".suggestions", Level.SHALL


def _suggestion(suggestion: dict[str, Any]) -> Broken:
    if not _is_text(suggestion.get("label")):
        yield "SUG-1", ".label"
    if not UUID.fullmatch(str(suggestion.get("uuid"))):
        yield "SUG-2", ".uuid"
    if not isinstance(suggestion.get("isRecommended", False), bool):
        yield "SUG-3", ".isRecommended"
    if "actionSelectionBehavior" in suggestion:
        yield "SUG-8", ".actionSelectionBehavior"
    yield from _below(".", _each(suggestion, "actions", "SUG-5", _action))
    yield from _loose_references(suggestion.get("actions"))


def _loose_references(actions: Any) -> Broken:
    """``urn:uuid:`` references that no created resource of the suggestion answers to."""
    resources = (
        [each.get("resource") for each in actions if isinstance(each, dict)] if isinstance(actions, list) else []
    )
    made = {str(each.get("id")) for each in resources if isinstance(each, dict)}
    for reference in (text for resource in resources for text in _references(resource)):
        if reference.startswith("urn:uuid:") and reference.removeprefix("urn:uuid:") not in made:
            yield "SUG-6", ".actions"


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


def _action(action: dict[str, Any]) -> Broken:
    kind, resource = action.get("type"), action.get("resource")
    is_resource = isinstance(resource, dict) and _is_text(resource.get("resourceType"))
    if kind not in ("create", "update", "delete"):
        yield "ACT-1", ".type"
    if not _is_text(action.get("description")):
        yield "ACT-2", ".description"
    if kind == "create" and not is_resource:
        yield "ACT-3", ".resource"
    if kind == "update" and not (is_resource and isinstance(resource, dict) and _is_text(resource.get("id"))):
        yield "ACT-4", ".resource"
    if kind == "delete" and (resource is not None or not REFERENCE.fullmatch(str(action.get("resourceId")))):
        yield "ACT-5", ""
    if "uuid" in action:
        yield "ACT-8", ".uuid"


def _link(link: dict[str, Any]) -> Broken:
    if not (_is_text(link.get("label")) and _is_text(link.get("url")) and _is_text(link.get("type"))):
        yield "LINK-1", ""
    if link.get("type") not in ("absolute", "smart"):
        yield "LINK-2", ".type"
    if not _is_web_url(link.get("url")):
        yield "LINK-3", ".url"
    elif link.get("type") == "smart" and LAUNCH_PARAMETERS.search(link["url"]):
        yield "LINK-4", ".url"
    if "appContext" in link and (link.get("type") != "smart" or not isinstance(link["appContext"], str)):
        yield "LINK-5", ".appContext"
    if "autolaunchable" in link:
        yield "LINK-6", ".autolaunchable"


def _extensions(value: Any, path: str = "") -> Broken:
    """Extensions anywhere but inside FHIR resources, which have their own."""
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _extensions(item, f"{path}[{position}]")
    if not isinstance(value, dict) or "resourceType" in value:
        return
    for name, member in value.items():
        place = f"{path}.{name}" if path else name
        if name != "extension":
            yield from _extensions(member, place)
        elif not isinstance(member, dict):
            yield "EXT-1", place
        elif not all(DOMAIN_NAME.fullmatch(key) for key in member):
            yield "EXT-2", place


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_web_url(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
