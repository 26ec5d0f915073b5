"""What a token allows, from its SMART scopes: version 1 (``patient/Observation.read``) and version 2 (``.rs``).

A search or read that the scopes do not cover is not sent (FHIR-6).  A scope narrowed by a query
(``patient/Observation.rs?category=laboratory``) shows a part of the data: the search is sent, and what it does not
find stays unknown.
"""

from __future__ import annotations

import re
from enum import Enum

_SCOPE = re.compile(
    r"(?:patient|user|system)/(?P<type>[A-Za-z]+|\*)\.(?:(?P<v1>read|write|\*)|(?P<v2>c?r?u?d?s?))(?P<query>\?\S*)?"
)


class Grant(Enum):
    """How much of one resource type a token shows."""

    NONE = "none"
    PART = "part"
    ALL = "all"


def granted(scope: str, resource_type: str, *, search: bool) -> Grant:
    """What space-separated SMART scopes allow for a search (or a read) of one resource type.

    Version 2 letters are ``c r u d s`` in that order; a search needs ``s``, a read ``r``.  ``launch``, ``openid``
    and whatever cannot be read allow nothing.  Sources: FHIR-6, FHIR-8.
    """
    best = Grant.NONE
    for word in scope.split():
        found = _SCOPE.fullmatch(word)
        if found is None or found["type"] not in (resource_type, "*") or not _reads(found, search):
            continue
        if not found["query"] or found["query"] == "?":
            return Grant.ALL
        best = Grant.PART
    return best


def _reads(found: re.Match[str], search: bool) -> bool:
    if found["v1"] is not None:
        return found["v1"] != "write" and not found["query"]
    return ("s" if search else "r") in found["v2"]
