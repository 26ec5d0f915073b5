"""The store as the rest of the service sees it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from service.history import History
from service.store import feedback as feedback_rows
from service.store import retention, schema, tokens
from service.store.engine import Database, insert_for
from service.store.failures import PseudonymKeyError
from service.store.feedback import FeedbackEntry, FeedbackReceipt
from service.store.history import LOOK_BACK, HistoryReader
from service.store.issued import CardWriter, Issued
from service.store.pseudonym import KEY_BYTES, Pseudonyms, Who
from service.store.retention import Pruned
from service.store.tables import feedback, issued_card, store_setting

TOKENS_BETWEEN_PRUNES = 500

_log = logging.getLogger(__name__)


class Store:
    """What was answered and what came back; every method is one short transaction, safe from several threads.

    Every failure of the database is a :class:`service.store.StoreError`.
    """

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms
        self._tokens_until_prune = TOKENS_BETWEEN_PRUNES
        dialect = database.engine.dialect
        self._history, self._cards = HistoryReader(dialect), CardWriter(dialect)

    def identify(
        self,
        *,
        fhir_server: str | None,
        patient_id: str,
        encounter_id: str | None = None,
        issuer: str = "",
        tenant: str = "",
    ) -> Who:
        """The pseudonyms of the patient and the encounter of a call; touches no database."""
        return self._pseudonyms.identify(
            fhir_server=fhir_server, patient_id=patient_id, encounter_id=encounter_id, issuer=issuer, tenant=tenant
        )

    def read_history(self, who: Who, now: datetime, *, look_back: timedelta = LOOK_BACK) -> History:
        """What was shown and overridden for this patient (the 200 newest of each), for ``answer(…, history)``."""
        return self._database.read(lambda driver: self._history.read(driver, who, now - look_back))

    def record_issued(self, cards: Iterable[Issued]) -> None:
        """Write the cards of one response, before it is sent; a card issued again is brought up to date."""
        last = {card.card: card for card in cards}
        if last:
            self._database.write(lambda driver: self._cards.write(driver, tuple(last.values())))

    def record_feedback(self, entries: Iterable[FeedbackEntry], received_at: datetime) -> FeedbackReceipt:
        """Write the entries of one feedback call; sending them again changes nothing."""
        rows = tuple(entries)
        if not rows:
            return FeedbackReceipt()
        with self._database.writing() as connection:
            return feedback_rows.record(connection, self._pseudonyms, rows, received_at)

    def remember_token(self, issuer: str, jti: str, expires_at: datetime, *, now: datetime | None = None) -> bool:
        """True the first time a token is seen by any worker, false ever after; only a keyed hash is kept."""
        token = self._pseudonyms.keyed_hash("token", issuer, jti)
        with self._database.writing() as connection:
            is_new = tokens.remember(connection, token, expires_at)
        self._tokens_until_prune -= 1
        if self._tokens_until_prune <= 0:
            self._tokens_until_prune = TOKENS_BETWEEN_PRUNES
            retention.prune_tokens(self._database, (now or datetime.now(UTC)) - tokens.CLOCK_SKEW)
        return is_new

    def prune(self, older_than: datetime, *, now: datetime | None = None) -> Pruned:
        """Remove cards and feedback from before ``older_than``, and tokens that have expired by ``now``."""
        return _prune(self._database, older_than, now)

    def check_writing(self) -> None:
        """Write what is there already and commit it; raises as the recording of a card would (disk full, locked)."""
        fingerprint = store_setting.c.name == "key_fingerprint"
        with self._database.writing() as connection:
            connection.execute(update(store_setting).where(fingerprint).values(content=store_setting.c.content))

    def count_unknown_feedback(self) -> int:
        """Entries about cards this store never issued, or issued to another client."""
        with self._database.reading() as connection:
            query = select(func.count()).select_from(feedback).where(feedback.c.card_known.is_(False))
            return connection.execute(query).scalar_one()

    def read_issued(self, card: str) -> Mapping[str, Any] | None:
        """The row of one card, by column name."""
        with self._database.reading() as connection:
            row = connection.execute(select(issued_card).where(issued_card.c.card == card)).mappings().one_or_none()
            return dict(row) if row else None

    def read_feedback(self, card: str) -> tuple[Mapping[str, Any], ...]:
        """The feedback about one card, oldest first, by column name."""
        with self._database.reading() as connection:
            query = select(feedback).where(feedback.c.card == card).order_by(feedback.c.outcome_timestamp)
            return tuple(dict(row) for row in connection.execute(query).mappings())

    def close(self) -> None:
        """Close the connections this process holds."""
        self._database.close()


def open_store(url: str, *, pseudonym_key: bytes | None = None, production: bool = False) -> Store:
    """Open the store at a database URL, bringing its schema up to date; safe when several workers start together.

    Without a key one is made and kept in the store itself, which is for development: whoever reads the store could
    then test a guess at a patient id.  In production that is a :class:`PseudonymKeyError`.
    """
    if (pseudonym_key is None and production) or (pseudonym_key is not None and len(pseudonym_key) < KEY_BYTES):
        raise PseudonymKeyError
    database = Database(url)
    try:
        schema.upgrade(database)
        if pseudonym_key is None:
            pseudonym_key = bytes.fromhex(_setting(database, "pseudonym_key", secrets.token_hex(KEY_BYTES)))
        pseudonyms = Pseudonyms(pseudonym_key)
        _check_same_key(database, pseudonyms)
    finally:
        # A preloading server forks after this; a connection must not be open across that.
        database.close()
    return Store(database, pseudonyms)


def prune_store(url: str, older_than: datetime, *, now: datetime | None = None) -> tuple[Pruned, str]:
    """As :meth:`Store.prune`, of a store that exists already; also gives its URL without the password.

    Makes no store and looks at no pseudonym key, so that who prunes need not know it.  Raises
    :class:`StoreMissingError` (502) where there is no store.
    """
    database = Database(url, must_exist=True)
    try:
        schema.require(database)
        schema.upgrade(database)
        return _prune(database, older_than, now), database.address
    finally:
        database.close()


def _prune(database: Database, older_than: datetime, now: datetime | None) -> Pruned:
    expired = (now or datetime.now(UTC)) - tokens.CLOCK_SKEW
    return Pruned(
        cards=retention.prune_cards(database, older_than),
        feedback=retention.prune_feedback(database, older_than),
        tokens=retention.prune_tokens(database, expired),
    )


def _setting(database: Database, name: str, first: str) -> str:
    """The content of a setting; ``first`` when it has none yet, and of two workers that try, one wins for both."""
    query = select(store_setting.c.content).where(store_setting.c.name == name)
    with database.reading() as connection:
        content = connection.execute(query).scalar()
    if content is not None:
        return content
    with database.writing() as connection:
        insert = insert_for(connection.dialect.name)(store_setting).on_conflict_do_nothing(index_elements=["name"])
        connection.execute(insert, {"name": name, "content": first})
        return connection.execute(query).scalar_one()


def _check_same_key(database: Database, pseudonyms: Pseudonyms) -> None:
    fingerprint = pseudonyms.fingerprint()
    if _setting(database, "key_fingerprint", fingerprint) == fingerprint:
        return
    _log.warning(
        "The pseudonym key is not the one this store was filled with. Earlier cards and overrides can no longer be "
        "matched to their patients, so cards may be shown again. Give every worker the same key."
    )
    with database.writing() as connection:
        changed = update(store_setting).where(store_setting.c.name == "key_fingerprint").values(content=fingerprint)
        connection.execute(changed)
