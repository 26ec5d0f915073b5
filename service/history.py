"""What was shown and overridden for one patient, as a frozen value the core is given.

The quiet rules (design, section 6) ask two questions: was this decision, on these facts, shown before, and was it
overridden?  The store answers them without keeping the facts: the core's digest of the facts is sealed with a key of
the patient (:class:`FactsSeal`), and only the :class:`History` of that patient can say whether a digest is the same.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

MOST_REMEMBERED = 20
"""How many digests a seal remembers: more than one call has cards."""


@dataclass(frozen=True, slots=True)
class FactsSeal:
    """Turns a digest of facts into what the store keeps; the key is never printed."""

    key: bytes = field(repr=False)
    _sealed: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What a call compares with earlier cards it writes with its own."""

    def seal(self, facts_digest: str) -> str:
        """The sealed digest: HMAC-SHA256 in hexadecimal."""
        sealed = self._sealed.get(facts_digest)
        if sealed is None:
            sealed = hmac.digest(self.key, facts_digest.encode("utf-8", "backslashreplace"), "sha256").hex()
            if len(self._sealed) < MOST_REMEMBERED:
                self._sealed[facts_digest] = sealed
        return sealed


PLAIN = FactsSeal(b"")
"""A seal without a secret, for a history that is written by hand (replay, tests of the core)."""


class Shown(msgspec.Struct, frozen=True):
    """A card that was shown for this patient, in its latest form."""

    card: str
    outcome: str
    """The outcome of the decision, or the finding of an order-review card."""
    rule: str
    indicator: str
    modifiers: tuple[str, ...]
    facts: str
    """Sealed digest of the facts; compare it through :class:`History` only."""
    service: str
    hook: str
    hook_instance: str
    shown_at: datetime
    same_encounter: bool
    """Shown in the encounter of the present call; false when either of the two had no encounter."""


class Overridden(msgspec.Struct, frozen=True):
    """A card whose latest feedback says that the clinician overrode it."""

    card: str
    outcome: str
    rule: str
    indicator: str
    modifiers: tuple[str, ...]
    facts: str
    """Sealed digest of the facts the overridden card rested on."""
    service: str
    hook: str
    hook_instance: str
    reason: tuple[str, str] | None
    """System and code of the override reason (the system may be empty), when a coded one was given."""
    overridden_at: datetime
    same_encounter: bool


@dataclass(frozen=True, slots=True)
class History:
    """Everything the quiet rules may know about this patient, newest first."""

    shown: tuple[Shown, ...] = ()
    overridden: tuple[Overridden, ...] = ()
    seal: FactsSeal | None = field(default=None, repr=False, compare=False)

    def shown_before(self, outcome: str, rule: str, facts_digest: str) -> tuple[Shown, ...]:
        """The cards that gave the same decision (outcome and rule) on the same facts, newest first."""
        if not self.shown:
            return ()
        return tuple([card for card in self.shown if self._is_same(card, outcome, rule, facts_digest)])

    def overridden_before(self, outcome: str, rule: str, facts_digest: str) -> tuple[Overridden, ...]:
        """The overridden cards that gave the same decision (outcome and rule) on the same facts, newest first."""
        if not self.overridden:
            return ()
        return tuple([card for card in self.overridden if self._is_same(card, outcome, rule, facts_digest)])

    def _is_same(self, card: Shown | Overridden, outcome: str, rule: str, facts_digest: str) -> bool:
        if self.seal is None or (card.outcome, card.rule) != (outcome, rule):
            return False
        return hmac.compare_digest(card.facts, self.seal.seal(facts_digest))


EMPTY = History()
"""Nothing is known of earlier calls: nothing is silenced."""
