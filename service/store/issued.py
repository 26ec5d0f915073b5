"""Cards that were issued: what was decided, by which rule of which knowledge, and on what state of the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.engine import Dialect

from service.store.engine import insert_for
from service.store.prepared import Prepared
from service.store.pseudonym import Who
from service.store.tables import issued_card

EXTENSION = "org.dvt-cds.decision"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Our ids as they are written."""
STATES = frozenset({"documented", "not_documented", "not_asked", "unreachable", "refused"})
"""The states of evidence (``service.features.feature.State``); anything else would be a value."""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """One card as it was issued; exactly one of ``outcome`` and ``finding`` (order review) is given.

    ``states`` maps feature names to the state of their evidence, never to a value; ``facts_digest`` is the core's
    digest of the facts and is sealed before it is stored; ``issued_at`` is aware.  ``ValueError`` otherwise.
    """

    who: Who
    card: str
    hook_instance: str
    service: str
    hook: str
    outcome: str | None = None
    finding: str | None = None
    rule: str
    modifiers: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    indicator: str
    suggestions: tuple[str, ...] = ()
    knowledge_version: str
    knowledge_hash: str
    states: Mapping[str, str]
    facts_digest: str
    issued_at: datetime
    issuer: str = ""

    def __post_init__(self) -> None:
        if (self.outcome is None) == (self.finding is None):
            raise ValueError("an issued card carries exactly one of outcome and finding")
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at needs a time zone")
        if not UUID.fullmatch(self.card):
            raise ValueError("an issued card needs a lower-case uuid")
        # The name of the feature is said, the content is not: it may be the patient's.
        if not STATES.issuperset(self.states.values()):
            wrong = sorted(name for name, state in self.states.items() if state not in STATES)
            raise ValueError(f"only states of evidence are stored, never values: {', '.join(wrong)}")

    @classmethod
    def from_card(
        cls,
        card: Mapping[str, Any],
        *,
        who: Who,
        hook_instance: str,
        service: str,
        hook: str,
        states: Mapping[str, str],
        facts_digest: str,
        issued_at: datetime,
        issuer: str = "",
    ) -> Issued:
        """Take the row from a written card and its machine form; ``KeyError`` names a member that is missing."""
        decision = card["extension"][EXTENSION]
        return cls(
            who=who,
            card=card["uuid"],
            hook_instance=hook_instance,
            service=service,
            hook=hook,
            outcome=decision.get("outcome"),
            finding=decision.get("finding"),
            rule=decision["rule"],
            modifiers=tuple(decision.get("modifiers", ())),
            statements=tuple(decision.get("statements", ())),
            indicator=card["indicator"],
            suggestions=tuple([suggestion["uuid"] for suggestion in card.get("suggestions", ())]),
            knowledge_version=decision["knowledge"]["version"],
            knowledge_hash=decision["knowledge"]["hash"],
            states=states,
            facts_digest=facts_digest,
            issued_at=issued_at,
            issuer=issuer,
        )


class CardWriter:
    """Writes the cards of a response, in the words of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        insert = insert_for(dialect.name)(issued_card)
        updated = {column.name: insert.excluded[column.name] for column in issued_card.c if not column.primary_key}
        upsert = insert.on_conflict_do_update(index_elements=[issued_card.c.card], set_=updated)
        self._upsert = Prepared(upsert, dialect)

    def write(self, driver: Any, cards: Sequence[Issued]) -> None:
        """Write the cards of one response; a card that was issued before is brought up to date."""
        # In the order of their keys: two workers that write the same cards then wait for each other, never in a circle.
        for card in sorted(cards, key=lambda issued: issued.card):
            self._upsert.run(driver, _row(card))


def _row(issued: Issued) -> dict[str, Any]:
    return {
        "card": issued.card,
        "issuer": issued.issuer,
        "hook_instance": issued.hook_instance,
        "service": issued.service,
        "hook": issued.hook,
        "outcome": issued.outcome,
        "finding": issued.finding,
        "rule": issued.rule,
        "modifiers": issued.modifiers,
        "statements": issued.statements,
        "indicator": issued.indicator,
        "suggestions": issued.suggestions,
        "knowledge_version": issued.knowledge_version,
        "knowledge_hash": issued.knowledge_hash,
        "states": issued.states,
        "patient_key": issued.who.patient_key,
        "encounter_key": issued.who.encounter_key,
        "facts": issued.who.seal.seal(issued.facts_digest),
        "issued_at": issued.issued_at,
    }
