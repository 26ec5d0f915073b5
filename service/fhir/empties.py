"""JSON without null and empty members, which FHIR and CDS Hooks both forbid."""

from __future__ import annotations

from typing import Any


def is_empty(value: Any) -> bool:
    """Null, ``""``, ``[]`` or ``{}``; not false and not zero."""
    return value is None or (not value and isinstance(value, (str, dict, list, tuple)))


def without_empty_members(value: Any) -> Any:
    """The value without null and empty members, and without what becomes empty by that.

    FHIR pads a primitive array and its ``_name`` twin with nulls so that their positions agree: those nulls stay.
    """
    # One frame for each level: what a client nests deeply is given back, not a fault of ours.
    if isinstance(value, dict):
        kept: dict[str, Any] = {}
        for name, member in value.items():
            left = _padded(member) if _has_twin(value, name, member) else without_empty_members(member)
            if not is_empty(left):
                kept[name] = left
        return kept
    if isinstance(value, (list, tuple)):
        held: list[Any] = []
        for member in value:
            left = without_empty_members(member)
            if not is_empty(left):
                held.append(left)
        return held
    return value


def _has_twin(parent: dict[str, Any], name: str, member: Any) -> bool:
    twin = parent.get(name[1:] if name.startswith("_") else f"_{name}")
    return isinstance(member, (list, tuple)) and isinstance(twin, (list, tuple))


def _padded(members: list[Any]) -> list[Any]:
    padded = [None if is_empty(kept := without_empty_members(each)) else kept for each in members]
    return padded if any(each is not None for each in padded) else []
