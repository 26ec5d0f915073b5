"""The rules of CDS Hooks 2.0 for a response, as one function that says which of them a response breaks.

Every rule carries the id of its row in ``requirements.csv``.  Use it on any response of the service:
``assert broken_rules(response) == []``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from service.hooks.answers import empty_members

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RAW_HTML = re.compile(r"<[A-Za-z/!][^>]*>")
DOMAIN_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
MARKDOWN = re.compile(r"[*_`#|\n]")


def broken_rules(response: dict[str, Any]) -> list[str]:
    """``["CARD-2 cards[0].summary", …]``; empty for a response that keeps every rule."""
    found = [f"GEN-4 {place}" for place in empty_members(response)]
    cards = response.get("cards")
    if not isinstance(cards, list):
        return [*found, "CARD-0 cards"]
    uuids = [card.get("uuid") for card in cards if "uuid" in card]
    if len(set(uuids)) != len(uuids):
        found.append("CARD-1 cards")
    for position, card in enumerate(cards):
        found += [f"{rule} cards[{position}]{place}" for rule, place in _card(card)]
    found += [f"{rule} systemActions{place}" for rule, place in _actions(response.get("systemActions", []))]
    return found + [f"EXT-1 {name}" for name in _extensions(response)]


Broken = Iterator[tuple[str, str]]


def _card(card: dict[str, Any]) -> Broken:
    summary = card.get("summary")
    if not _is_text(summary) or len(summary) >= 140 or MARKDOWN.search(summary):
        yield "CARD-2", ".summary"
    if "detail" in card and not _is_text(card["detail"]):
        yield "CARD-3", ".detail"
    elif RAW_HTML.search(card.get("detail", "")):
        yield "CARD-4", ".detail"
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield "CARD-5", ".indicator"
    if not UUID.fullmatch(str(card.get("uuid"))):
        yield "CARD-1", ".uuid"
    yield from _source(card.get("source"))
    yield from _suggestions(card)
    for position, reason in enumerate(card.get("overrideReasons", [])):
        if not _is_text(reason.get("display")):
            yield "CARD-12", f".overrideReasons[{position}]"
        yield from _coding(reason, f".overrideReasons[{position}]")
    for position, link in enumerate(card.get("links", [])):
        yield from _link(link, f".links[{position}]")


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


def _coding(coding: dict[str, Any], place: str) -> Broken:
    if not (_is_text(coding.get("code")) and _is_text(coding.get("system"))):
        yield "COD-1", place


def _suggestions(card: dict[str, Any]) -> Broken:
    suggestions, behaviour = card.get("suggestions", []), card.get("selectionBehavior")
    if suggestions and behaviour is None:
        yield "CARD-8", ".selectionBehavior"
    if behaviour not in (None, "at-most-one", "any") or (behaviour and not suggestions):
        yield "CARD-9", ".selectionBehavior"
    if behaviour == "at-most-one" and sum(bool(each.get("isRecommended")) for each in suggestions) > 1:
        yield "SUG-4", ".suggestions"
    for position, suggestion in enumerate(suggestions):
        place = f".suggestions[{position}]"
        if not _is_text(suggestion.get("label")):
            yield "SUG-1", f"{place}.label"
        if not UUID.fullmatch(str(suggestion.get("uuid"))):
            yield "SUG-2", f"{place}.uuid"
        if not isinstance(suggestion.get("isRecommended", False), bool):
            yield "SUG-3", f"{place}.isRecommended"
        if "actionSelectionBehavior" in suggestion:
            yield "SUG-8", f"{place}.actionSelectionBehavior"
        yield from ((rule, f"{place}.actions{where}") for rule, where in _actions(suggestion.get("actions", [])))


def _actions(actions: list[dict[str, Any]]) -> Broken:
    for position, action in enumerate(actions):
        place, kind, resource = f"[{position}]", action.get("type"), action.get("resource")
        is_resource = isinstance(resource, dict) and _is_text(resource.get("resourceType"))
        if kind not in ("create", "update", "delete"):
            yield "ACT-1", f"{place}.type"
        if not _is_text(action.get("description")):
            yield "ACT-2", f"{place}.description"
        if kind == "create" and not is_resource:
            yield "ACT-3", f"{place}.resource"
        if kind == "update" and not (is_resource and isinstance(resource, dict) and _is_text(resource.get("id"))):
            yield "ACT-4", f"{place}.resource"
        if kind == "delete" and (
            resource is not None or not re.fullmatch(r"[A-Z]\w+/\S+", str(action.get("resourceId")))
        ):
            yield "ACT-5", place
        if "uuid" in action:
            yield "ACT-8", f"{place}.uuid"


def _link(link: dict[str, Any], place: str) -> Broken:
    if not (_is_text(link.get("label")) and _is_text(link.get("url")) and _is_text(link.get("type"))):
        yield "LINK-1", place
    if link.get("type") not in ("absolute", "smart"):
        yield "LINK-2", f"{place}.type"
    if not _is_web_url(link.get("url")):
        yield "LINK-3", f"{place}.url"
    if "appContext" in link and (link.get("type") != "smart" or not isinstance(link["appContext"], str)):
        yield "LINK-5", f"{place}.appContext"
    if "autolaunchable" in link:
        yield "LINK-6", f"{place}.autolaunchable"


def _extensions(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _extensions(item, f"{path}[{position}]")
    if not isinstance(value, dict) or "resourceType" in value:
        return
    for name, member in value.items():
        place = f"{path}.{name}" if path else name
        if name != "extension":
            yield from _extensions(member, place)
        elif not isinstance(member, dict) or not all(DOMAIN_NAME.fullmatch(key) for key in member):
            yield place


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_web_url(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)
