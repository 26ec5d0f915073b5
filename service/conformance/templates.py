"""Prefetch templates of a service that is not ours: read, judged, and resolved for the synthetic patient."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

TOKEN = re.compile(r"{{\s*([^{}]*?)\s*}}")
CONTEXT_TOKEN = re.compile(r"context\.[A-Za-z]\w*")
USER_TOKENS = frozenset({"userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"})
_READ = re.compile(r"([A-Z][A-Za-z]+)/([^/?]+)")
_SEARCH = re.compile(r"([A-Z][A-Za-z]+)\?(.+)")
_HARD_PARAMETERS = re.compile(r"^(_include|_revinclude|_has|_filter|_contained)\b|\.|:(?!in$)")
_HARD_PREFIX = re.compile(r"^(ne|sa|eb|ap)\d{4}")


@dataclass(frozen=True, slots=True)
class Query:
    """A template with its tokens filled in; ``type`` is empty when it is neither a read nor a type search."""

    type: str = ""
    id: str = ""
    """Of a read; empty for a search."""
    parameters: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_search(self) -> bool:
        return bool(self.type) and not self.id


def resolve(template: str, context: Mapping[str, Any]) -> Query:
    """What a client would ask for with this context; an unknown token or shape gives an empty query."""

    def value(token: re.Match[str]) -> str:
        name = token[1].removeprefix("context.")
        if token[1] == "userPractitionerId":
            return str(context.get("userId", "")).partition("/")[2]
        found = context.get(name) if token[1].startswith("context.") else None
        return found if isinstance(found, str) else "\0"

    text = TOKEN.sub(value, template)
    if "\0" in text or "{" in text or not text:
        return Query()
    if read := _READ.fullmatch(text):
        return Query(read[1], read[2])
    if search := _SEARCH.fullmatch(text):
        return Query(search[1], "", tuple(parse_qsl(search[2], keep_blank_values=True)))
    return Query()


def grammar_faults(template: str, hook_tokens: frozenset[str] | None) -> list[tuple[str, str]]:
    """(requirement, what is wrong) for the rules of 2.0; ``hook_tokens``: the tokens of the hook, None if not known."""
    faults = []
    rest = TOKEN.sub("x", template)
    if "{{" in rest or "}}" in rest:
        faults.append(("PF-1", "has a token that does not close or is nested"))
    for token in TOKEN.findall(template):
        if token in USER_TOKENS:
            continue
        if not CONTEXT_TOKEN.fullmatch(token):
            faults.append(
                ("PF-2", f"has the token {{{{{token}}}}}, which is no context.<member> and no user identifier")
            )
        elif hook_tokens is not None and token.removeprefix("context.") not in hook_tokens:
            faults.append(("PF-4", f"uses {token}, which is no token of this hook"))
    if re.match(r"\w+/{{\s*context\.userId\s*}}", template):
        faults.append(("PF-21", "gives userId a second type: userId already holds one"))
    elif not (_READ.fullmatch(rest) or _SEARCH.fullmatch(rest) or rest == "x"):
        faults.append(("PF-2", "is neither a read nor a search on a type"))
    return faults


def hard_for_clients(template: str) -> list[str]:
    """Parameters outside the subset that clients commonly support (PF-5)."""
    search = _SEARCH.fullmatch(TOKEN.sub("x", template))
    pairs = parse_qsl(search[2], keep_blank_values=True) if search else []
    names = [name for name, _ in pairs]
    hard = [name for name, value in pairs if _HARD_PARAMETERS.search(name) or _HARD_PREFIX.match(value)]
    return sorted({*hard, *(name for name in names if names.count(name) > 1)})
