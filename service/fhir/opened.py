"""A JSON object of which only the outside is decoded: a Bundle so opened shows its members, and its entries as bytes.

The decoder of a hook call opens every prefetch value in the same look that checks the syntax of the body.
"""

from __future__ import annotations

from typing import Any

import msgspec

Member = dict[str, Any] | list[msgspec.Raw] | str | int | float | bool | None
"""A member of an opened object, what stands in a list undecoded: entries are only looked at, and most never decoded.
Nothing of it is lost: other resources than Bundles can be had from it whole."""


class Opened(msgspec.Struct, eq=False):
    """One opened object; ``bytes`` gives its JSON, equal to what was sent but for white space."""

    members: dict[str, Member]

    def __repr__(self) -> str:
        """Nothing of the patient."""
        return f"Opened({len(self.members)} members)"

    def __bytes__(self) -> bytes:
        return msgspec.json.encode(self.members)

    def entries(self) -> list[msgspec.Raw] | None:
        """The entries of a Bundle, undecoded; None when it is none."""
        if self.members.get("resourceType") != "Bundle":
            return None
        entries = self.members.get("entry")
        return [] if entries is None else entries if isinstance(entries, list) else None

    def resources(self) -> list[msgspec.Raw] | None:
        """The resources of a Bundle; None when it is none, or an entry is no object with a resource."""
        entries = self.entries()
        try:
            return None if entries is None else [_decode_entry(entry)["resource"] for entry in entries]
        except (KeyError, msgspec.MsgspecError):
            return None

    def whole(self) -> dict[str, Any]:
        """All of it decoded; raises what decoding untrusted bytes can raise."""
        whole: dict[str, Any] = {}
        for name, value in self.members.items():
            whole[name] = [_decode(each) for each in value] if isinstance(value, list) else value
        return whole


_decode = msgspec.json.Decoder().decode
_decode_entry = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
