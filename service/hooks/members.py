"""Reading the members of a JSON object strictly, and collecting every fault instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.errors import DvtCdsError, InvalidValueError, MissingMemberError, WrongTypeError

_JSON_TYPES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "a boolean",
}
FHIR_ID = re.compile(r"[A-Za-z0-9\-._]{1,64}")
"""A FHIR id; the underscore is not in FHIR's alphabet, but servers in use hand it out."""
TYPE_AND_ID = re.compile(r"[A-Za-z]+/[A-Za-z0-9\-._]{1,64}")
"""``Practitioner/abc``."""


class Members:
    """The members of one object at one place of the body.

    Each getter gives the value, or None after noting why there is none.  ``null`` for a required member is a
    missing member; for an optional one it is tolerated as absent, since many clients write unset members so.
    """

    def __init__(self, values: Mapping[str, Any], path: str, faults: list[DvtCdsError]) -> None:
        self.values = values
        self.path = path
        self.faults = faults

    def expression(self, name: str) -> str:
        """Where a member is, ``context.patientId``."""
        return f"{self.path}.{name}" if self.path else name

    def value(self, name: str, kind: type, *, required: bool = True) -> Any:
        """The member when it has the JSON type, else None; a boolean is never taken for a number."""
        found = self.values.get(name)
        if found is None:
            if required:
                self.faults.append(
                    MissingMemberError(f"`{self.expression(name)}` is missing.", expression=self.expression(name))
                )
            return None
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            self.wrong_type(name, _JSON_TYPES[kind])
            return None
        return found

    def string(self, name: str, *, required: bool = True) -> str | None:
        """A string that is not blank."""
        found: str | None = self.value(name, str, required=required)
        if found is not None and not found.strip():
            self.faults.append(
                MissingMemberError(f"`{self.expression(name)}` is blank.", expression=self.expression(name))
            )
            return None
        return found

    def object(self, name: str, *, required: bool = True) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.value(name, dict, required=required)
        return found

    def array(self, name: str, *, required: bool = True) -> list[Any] | None:
        found: list[Any] | None = self.value(name, list, required=required)
        return found

    def id(self, name: str, *, required: bool = True) -> str | None:
        """A bare FHIR id."""
        found = self.string(name, required=required)
        if found is None or FHIR_ID.fullmatch(found):
            return found
        remedy = "Send the bare id, without the resource type and slash." if "/" in found else "Send a FHIR id."
        self.invalid(name, f"`{self.expression(name)}` is not a bare FHIR id.", remedy=remedy)
        return None

    def type_and_id(self, name: str, *, required: bool = True) -> str | None:
        """A relative reference ``Type/id``."""
        found = self.string(name, required=required)
        if found is None or TYPE_AND_ID.fullmatch(found):
            return found
        self.invalid(
            name,
            f"`{self.expression(name)}` is not a relative reference.",
            remedy="Send resource type and id, as in Practitioner/abc.",
        )
        return None

    def wrong_type(self, name: str, wanted: str) -> None:
        self.faults.append(
            WrongTypeError(f"`{self.expression(name)}` is not {wanted}.", expression=self.expression(name))
        )

    def invalid(self, name: str, what: str, *, remedy: str = "") -> None:
        self.faults.append(InvalidValueError(what, expression=self.expression(name), remedy=remedy))
