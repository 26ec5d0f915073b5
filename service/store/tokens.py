"""Tokens seen before: the ``jti`` of a client's JWT may be used once before it expires (SEC-10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.engine import Connection

from service.store.engine import insert_for
from service.store.tables import seen_token

CLOCK_SKEW = timedelta(minutes=10)
"""A token is remembered for this long after its expiry, which covers any leeway of the verifier."""


def remember(connection: Connection, token: str, expires_at: datetime) -> bool:
    """Note a token by its keyed hash; false when it was noted before, by whichever worker."""
    row = {"token": token, "expires_at": expires_at}
    return connection.execute(_insert(connection.dialect.name), row).rowcount == 1


@cache
def _insert(dialect: str) -> Any:
    # Without it SQLAlchemy drops the count of an INSERT, and PostgreSQL would always seem to have stored nothing.
    return (
        insert_for(dialect)(seen_token)
        .on_conflict_do_nothing(index_elements=[seen_token.c.token])
        .execution_options(preserve_rowcount=True)
    )
