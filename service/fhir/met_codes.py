"""What the ``code`` members met before are about, by their bytes.

A laboratory sends the same few hundred over and over, in every record.  Codes say nothing of a patient, so they may
be remembered from one call to the next.
"""

from __future__ import annotations

OwnCodes = tuple[frozenset[str], tuple[tuple[str, str], ...], str | None]
"""The value sets a resource is in by its own codes, those codes as (canonical system, code), and the side they tell
(:func:`service.fhir.laterality.side_of_code`)."""

_MEMBERS, _LONGEST = 10_000, 600
"""How many are remembered, and of how many bytes at most: they come from callers."""


class MetCodes:
    """Memory of one :class:`~service.fhir.codes.CodeIndex`; emptied when it is full."""

    def __init__(self) -> None:
        self.sets: dict[bytes, frozenset[str]] = {}
        """The value sets of each, nearly always none."""
        self.own: dict[bytes, OwnCodes] = {}
        """What a resource with nothing but this ``code`` is about; of members that are remembered only."""
        self.threats: dict[bytes, bool] = {}
        """Whether a coded value names a threatened limb."""

    def remember(self, member: bytes, sets: frozenset[str]) -> None:
        """Keep the value sets of one ``code`` member."""
        if len(member) > _LONGEST:
            return
        if len(self.sets) >= _MEMBERS:
            self.sets.clear()
            self.own.clear()
        self.sets[member] = sets

    def remember_threat(self, value: bytes, names_one: bool) -> None:
        """Keep whether one coded value names a threatened limb."""
        if len(value) > _LONGEST:
            return
        if len(self.threats) >= _MEMBERS:
            self.threats.clear()
        self.threats[value] = names_one

    def remember_own(self, member: bytes, own: OwnCodes) -> None:
        """Keep what the bytes of a ``code``, of whatever type of resource, say by themselves; only of members that are
        remembered."""
        if member in self.sets:
            self.own[member] = own
