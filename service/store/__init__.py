"""What was answered and what came back (see ``README.md`` in this folder)."""

from service.history import EMPTY, History
from service.store.engine import DEFAULT_URL
from service.store.failures import PseudonymKeyError, StoreAddressError, StoreError, StoreMissingError
from service.store.feedback import FeedbackEntry, FeedbackReceipt
from service.store.issued import Issued
from service.store.pseudonym import Who
from service.store.retention import Pruned
from service.store.store import Store, open_store, prune_store

__all__ = [
    "DEFAULT_URL",
    "EMPTY",
    "FeedbackEntry",
    "FeedbackReceipt",
    "History",
    "Issued",
    "Pruned",
    "PseudonymKeyError",
    "Store",
    "StoreAddressError",
    "StoreError",
    "StoreMissingError",
    "Who",
    "open_store",
    "prune_store",
]
