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
    if isinstance(value, dict):
        kept = {name: _without(value, name, member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if not is_empty(member)}
    if isinstance(value, (list, tuple)):
        return [kept for member in value if not is_empty(kept := without_empty_members(member))]
    return value


def _without(parent: dict[str, Any], name: str, member: Any) -> Any:
    twin = parent.get(name[1:] if name.startswith("_") else f"_{name}")
    if not (isinstance(member, (list, tuple)) and isinstance(twin, (list, tuple))):
        return without_empty_members(member)
    padded = [None if is_empty(kept := without_empty_members(each)) else kept for each in member]
    return padded if any(each is not None for each in padded) else []
