"""What a played case gave, held against what was expected; the first difference explains a failing case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from service.card_writer import EXTENSION
from service.replay.cases import Expected


@dataclass(frozen=True, slots=True)
class Played:
    """The answer to one case: HTTP status and body, as a client sees them; no body when it is no JSON object."""

    status: int
    json: Mapping[str, Any] | None

    @property
    def body(self) -> Mapping[str, Any]:
        return self.json if self.json is not None else {}

    @property
    def cards(self) -> list[dict[str, Any]]:
        return list(self.body.get("cards", []))

    @property
    def form(self) -> Mapping[str, Any]:
        """The machine form of the decision card (empty without one)."""
        for card in self.cards:
            form = card.get("extension", {}).get(EXTENSION, {})
            if "outcome" in form:
                return form
        return {}

    @property
    def told(self) -> Mapping[str, Any]:
        """The response's own extension: state and outcome also when there is no card."""
        return self.body.get("extension", {}).get(EXTENSION, {})

    @property
    def error(self) -> str:
        """The number of the first issue of an error body, ``DVT-101``; empty without one."""
        issues = self.body.get("issue") or [{}]
        codings = issues[0].get("details", {}).get("coding") or [{}]
        return str(codings[0].get("code", ""))


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that was not met."""

    where: str
    expected: str
    got: str


def differences(expected: Expected, played: Played) -> Iterator[Difference]:
    """Every expectation that the answer does not meet, in reading order."""
    if str(played.status) != expected.status:
        yield Difference("status", expected.status, f"{played.status} {played.error}".strip())
        return
    if played.json is None:
        yield Difference("body", "the answer of a CDS Hooks service", "no JSON object")
        return
    if expected.error and expected.error not in played.error:
        yield Difference("error", expected.error, played.error)
    if played.status != 200:
        return
    form, told = played.form, played.told
    yield from _same("state", expected.state, told.get("state", ""))
    yield from _same("outcome", expected.outcome, told.get("outcome", ""))
    yield from _same("indicator", expected.indicator, form.get("indicator", ""))
    yield from _same("rule", expected.rule, form.get("rule", ""))
    yield from _same("cards", expected.cards, str(len(played.cards)))
    yield from _contained("modifiers", expected.modifiers_include, form.get("modifiers", []))
    yield from _contained("modifiers", expected.modifiers_exclude, form.get("modifiers", []), wanted=False)
    if expected.deciding:
        yield from _same("deciding", ", ".join(sorted(expected.deciding)), ", ".join(sorted(_deciding(form))))
    first = played.cards[0] if played.cards else {}
    yield from _texts("summary", expected.summary_contains, first.get("summary", ""))
    yield from _texts("detail", expected.detail_contains, first.get("detail", ""))
    yield from _texts("detail", expected.detail_excludes, first.get("detail", ""), wanted=False)
    yield from _features(expected, form.get("features", {}))
    yield from _suggestions(expected, first)
    if expected.findings:
        found = [card.get("extension", {}).get(EXTENSION, {}).get("finding", "") for card in played.cards]
        yield from _same("findings", ", ".join(expected.findings), ", ".join(each for each in found if each))


def _deciding(form: Mapping[str, Any]) -> list[str]:
    return [each["input"] for each in form.get("undetermined", [])]


def _same(where: str, expected: str, got: str) -> Iterator[Difference]:
    if expected and expected != got:
        yield Difference(where, expected, got or "nothing")


def _contained(where: str, items: list[str], got: list[str], *, wanted: bool = True) -> Iterator[Difference]:
    for item in items:
        if (item in got) is not wanted:
            yield Difference(where, item if wanted else f"no {item}", ", ".join(got) or "none")


def _texts(where: str, items: list[str], got: str, *, wanted: bool = True) -> Iterator[Difference]:
    for item in items:
        if (item.lower() in got.lower()) is not wanted:
            yield Difference(where, f"…{item}…" if wanted else f"no …{item}…", got or "nothing")


def _features(expected: Expected, got: Mapping[str, Any]) -> Iterator[Difference]:
    for name, wanted in expected.features.items():
        feature = got.get(name)
        if feature is None:
            yield Difference(f"features.{name}", wanted.value or wanted.state or "given", "not part of the decision")
            continue
        yield from _same(f"features.{name}", wanted.value, feature.get("value", "unknown"))
        yield from _same(f"features.{name}.state", wanted.state, feature.get("state", ""))
        possible = feature.get("possible") or [feature.get("value", "")]
        if wanted.possible and sorted(wanted.possible) != sorted(possible):
            yield Difference(f"features.{name}.possible", ", ".join(wanted.possible), ", ".join(possible))


def _suggestions(expected: Expected, card: Mapping[str, Any]) -> Iterator[Difference]:
    wanted = expected.suggestions
    if wanted is None:
        return
    suggestions = card.get("suggestions", [])
    yield from _same("suggestions.count", wanted.count, str(len(suggestions)))
    resources = [a.get("resource", {}) for each in suggestions for a in each.get("actions", [])]
    types = [resource.get("resourceType", "") for resource in resources]
    yield from _contained("suggestions.resource_types", wanted.resource_types, types)
    written = orjson.dumps(suggestions).decode()
    yield from _texts("suggestions", wanted.includes, written)
    yield from _texts("suggestions", wanted.excludes, written, wanted=False)
