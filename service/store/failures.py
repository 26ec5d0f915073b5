"""How the store fails, DVT-501 to DVT-507; all of them are :class:`StoreError`.

No text repeats a parameter or anything a driver composed: it may hold a row.  A database URL is told to the person at
the command line only, without its password and its query.
"""

from __future__ import annotations

from service.errors import StoreFailedError


class StoreError(StoreFailedError):
    """What was answered and what came back cannot be written or read; the subclasses carry the numbers."""

    def __init__(self, what: str = "", *, why: str = "", remedy: str = "") -> None:
        super().__init__(type(self).number, what=what, why=why, remedy=remedy)


class StoreAddressError(StoreError):
    """Raised at start only."""

    number = 501
    what = "DVT_CDS_DATABASE_URL does not name a database this service can use."
    why = "Without a store no answer can be accounted for."
    remedy = "Give sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE."


class StoreUnreachableError(StoreError):
    """Raised at start only; later the same condition is a failed read or write."""

    number = 502
    what = "The store cannot be opened."
    why = "Without a store no answer can be accounted for."
    remedy = "See that the database of DVT_CDS_DATABASE_URL is reachable and writable by this user."


class StoreMissingError(StoreUnreachableError):
    """Raised at the command line only: where a store is to be pruned there is none, and none is made."""

    def __init__(self, address: str) -> None:
        is_relative = address.startswith("sqlite") and "///" in address and "////" not in address
        folder = " A relative file is looked for below the current folder." if is_relative else ""
        super().__init__(
            f"There is no store at {address}.",
            why="Nothing was removed, and old entries of the store in use stay until it is named.",
            remedy=f"Set DVT_CDS_DATABASE_URL as the service has it.{folder}",
        )


class StoreSchemaError(StoreError):
    """Raised at start only."""

    number = 503
    what = "The store has a schema this release does not know."
    why = "It was most likely upgraded by a newer release, whose tables this one cannot be trusted to write."
    remedy = "Start the newer release, or restore the backup taken before the upgrade."


class StoreUpgradeError(StoreError):
    """Raised at start only."""

    number = 504
    what = "The schema of the store could not be upgraded; nothing was changed."
    why = "This release needs tables the store does not have."
    remedy = "See that this user may create tables and that the disk has room, then start again."


class PseudonymKeyError(StoreError):
    """Raised at start only."""

    number = 505
    what = "The pseudonym key is missing or shorter than 32 bytes."
    why = "It keeps the patients in the store from being recognised, and must be the same for every worker."
    remedy = "Give a secret of at least 32 random bytes."


class StoreWriteError(StoreError):
    number = 506
    what = "The store could not be written."
    why = "An answer that is not recorded cannot be accounted for, so none was given."
    remedy = "See that the database is reachable, has room and is not locked by another program, then call again."


class StoreReadError(StoreError):
    number = 507
    what = "The store could not be read."
    why = "Whether this was shown or overridden before cannot be known."
    remedy = "See that the database is reachable, then call again."
